/* Every encoding gives the same UTF-8, whatever the size of the buffers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/encoding.h"

typedef struct bytes {
    const unsigned char *at;
    size_t n;
} bytes;

static es_status give(void *context, void *buffer, size_t size, size_t *n, es_error *err)
{
    bytes *b = context;
    (void)err;
    *n = b->n < size ? b->n : size;
    memcpy(buffer, b->at, *n);
    b->at += *n;
    b->n -= *n;
    return ES_OK;
}

/* Decodes through a buffer of so many bytes; returns how many came out. */
static size_t decode(const void *text, size_t n, size_t size, unsigned char *out, size_t room,
                     const char *encoding)
{
    bytes b = {text, n};
    es_decoder *d = es_decoder_new("t.csv", give, &b);
    size_t used = 0, got;
    const char *said;
    assert_non_null(d);
    do {
        assert_true(used + size <= room);
        assert_int_equal(es_decoder_read(d, out + used, size, &got, NULL), ES_OK);
        used += got;
    } while (got == size);
    said = es_decoder_encoding(d);
    assert_string_equal(said ? said : "", encoding);
    es_decoder_free(d);
    return used;
}

static void check(const void *text, size_t n, const char *expected, const char *encoding)
{
    static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 64, 1000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char out[3000];
        size_t used = decode(text, n, sizes[i], out, sizeof out, encoding);
        assert_int_equal(used, strlen(expected));
        assert_memory_equal(out, expected, used);
    }
}

#define CHECK(text, expected, encoding) check(text, sizeof text - 1, expected, encoding)

static void test_by_hand(void **state)
{
    (void)state;
    CHECK("", "", "");
    CHECK("a,b\n1,2\n", "a,b\n1,2\n", "");
    CHECK("\xEF\xBB\xBF"
          "a,b\n",
          "a,b\n", "");
    CHECK("Soci\xC3\xA9t\xC3\xA9,\xE2\x82\xAC,\xF0\x9F\x98\x80\n",
          "Soci\xC3\xA9t\xC3\xA9,\xE2\x82\xAC,\xF0\x9F\x98\x80\n", "");
    CHECK("Soci\xE9t\xE9,\x80\n", "Soci\xC3\xA9t\xC3\xA9,\xE2\x82\xAC\n", "Windows-1252");
    CHECK("\xE9\xC3\xA9", "\xC3\xA9\xC3\xA9", "UTF-8 mixed with Windows-1252");
    CHECK("a,\xE2\x82", "a,\xC3\xA2\xE2\x80\x9A", "Windows-1252"); /* a character cut off */
    CHECK("\xC0\x80\xED\xA0\x80x", "\xC3\x80\xE2\x82\xAC\xC3\xAD\xC2\xA0\xE2\x82\xACx",
          "Windows-1252"); /* overlong, and half a pair: no UTF-8 */
    CHECK("\xFF\xFE"
          "a\0,\0\xE9\0\xAC\x20\x3D\xD8\0\xDE",
          "a,\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "UTF-16");
    CHECK("\xFE\xFF"
          "\0a\0,\0\xE9\x20\xAC\xD8\x3D\xDE\0",
          "a,\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "UTF-16");
    CHECK("\xFF\xFE\x3D\xD8"
          "a\0",
          "\xEF\xBF\xBD"
          "a",
          "UTF-16"); /* half a pair */
    CHECK("d\0a\0t\0e\0,\0", "date,", "UTF-16");
    CHECK("\0d\0a\0t\0e\0,", "date,", "UTF-16");
}

static void test_cut_off(void **state)
{
    bytes b = {(const unsigned char *)"\xFF\xFE"
                                      "a\0,",
               5};
    es_decoder *d = es_decoder_new("t.csv", give, &b);
    unsigned char out[64];
    size_t n;
    es_error err = {0};
    (void)state;
    assert_int_equal(es_decoder_read(d, out, sizeof out, &n, &err), ES_EDATA);
    assert_string_equal(err.message, "t.csv: ends in the middle of a UTF-16 character");
    es_decoder_free(d);
}

/* ---- Long texts ----------------------------------------------------------------------------- */

enum { CHARACTERS = 200000, BUFFER = 4096 };

static size_t put_utf8(uint32_t c, unsigned char *p)
{
    size_t more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    p[0] = (unsigned char)(lead[more] | c >> (6 * more));
    for (size_t i = 1; i <= more; i++)
        p[i] = (unsigned char)(0x80 | (c >> (6 * (more - i)) & 0x3f));
    return more + 1;
}

static size_t put_utf16(uint32_t c, bool little, unsigned char *p)
{
    uint32_t half[2] = {c, 0};
    size_t n = 1;
    if (c >= 0x10000) {
        half[0] = 0xd800 + ((c - 0x10000) >> 10);
        half[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
        n = 2;
    }
    for (size_t i = 0; i < n; i++) {
        p[2 * i + little] = (unsigned char)(half[i] >> 8);
        p[2 * i + !little] = (unsigned char)half[i];
    }
    return 2 * n;
}

static void test_long(void **state)
{
    unsigned char *utf8 = malloc(CHARACTERS * 4),
                  *utf16[2] = {malloc(CHARACTERS * 4 + 2), malloc(CHARACTERS * 4 + 2)};
    unsigned char *out = malloc(CHARACTERS * 4 + BUFFER);
    size_t n8 = 0, n16[2] = {0, 0};
    uint64_t seed = 12345;
    (void)state;
    for (int k = 0; k < 2; k++)
        n16[k] = put_utf16(0xfeff, k, utf16[k]);
    for (size_t i = 0; i < CHARACTERS; i++) {
        static const uint32_t top[] = {0x7f, 0x7ff, 0xd7ff, 0x10ffff};
        uint32_t c;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        c = 1 + (uint32_t)(seed >> 33) % top[seed >> 62];
        if (c >= 0xd800 && c < 0xe000)
            c = 'x';
        n8 += put_utf8(c, utf8 + n8);
        for (int k = 0; k < 2; k++)
            n16[k] += put_utf16(c, k, utf16[k] + n16[k]);
    }
    assert_int_equal(decode(utf8, n8, BUFFER, out, n8 + BUFFER, ""), n8);
    assert_memory_equal(out, utf8, n8);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(decode(utf16[k], n16[k], BUFFER, out, n8 + BUFFER, "UTF-16"), n8);
        assert_memory_equal(out, utf8, n8);
        free(utf16[k]);
    }
    free(utf8);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_cut_off), cmocka_unit_test(test_long)};
    return cmocka_run_group_tests_name("import/encoding", tests, NULL, NULL);
}
