#include "import/marks.h"

#include <stdlib.h>
#include <string.h>

#include "support/noise.h"
#include "unit/import/fixture.h"

/* The definition, a byte at a time. */
static void check(const unsigned char *text, size_t n, unsigned char delimiter)
{
    es_marks marks;
    size_t complete = 0;
    bool usable = true;
    assert_true(es_marks_open(&marks, n));
    es_marks_make(&marks, text, n, delimiter);
    for (size_t i = 0; i < n; i++) {
        complete = text[i] == '\n' ? i + 1 : complete;
        usable = usable && (text[i] != '\r' || i + 1 == n || text[i + 1] == '\n');
    }
    assert_int_equal(marks.complete, complete);
    assert_int_equal(marks.usable, usable);
    for (size_t i = 0; usable && i < complete; i++)
        assert_int_equal(marks.word[i / 64] >> i % 64 & 1, text[i] == delimiter || text[i] == '\n');
    es_marks_close(&marks);
}

static void test_by_hand(void **state)
{
    static const char text[64 + ES_MARKS_SLACK] = "a,b\n,\nlast";
    es_marks marks;
    (void)state;
    assert_true(es_marks_open(&marks, 10));
    es_marks_make(&marks, (const unsigned char *)text, 10, ',');
    assert_true(marks.usable);
    assert_int_equal(marks.complete, 6);
    assert_int_equal(marks.word[0] & 0x3F, 0x3A); /* bytes 1, 3, 4, 5 */
    es_marks_close(&marks);
}

static void test_random(void **state)
{
    static const unsigned char some[] = {'a',  '1',  ',',  ',',  ';',  '\t', ' ', '"',
                                         '\n', '\n', '\r', 0xC3, 0x80, 0xFF, '-', 0x0B};
    static const unsigned char delimiter[] = {',', ';', '\t'};
    noise source = {1906};
    unsigned char text[300 + ES_MARKS_SLACK] = {0};
    (void)state;
    for (size_t round = 0; round < 3000; round++) {
        size_t n = noise_below(&source, 300), kinds = round % 2 ? sizeof some : 10;
        memset(text, 0, sizeof text);
        for (size_t i = 0; i < n; i++) {
            text[i] = some[noise_below(&source, kinds)];
            if (text[i] == '\r' && round % 3 && i + 1 < n) /* mostly with its LF */
                text[++i] = '\n';
        }
        check(text, n, delimiter[round % 3]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_hand),
                                       cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
