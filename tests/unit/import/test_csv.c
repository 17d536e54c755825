#include "import/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/import/fixture.h"

/* All records as "line:field[length]field..;", read with the given buffer. */
static const char *records(const char *path, size_t buffer_size, es_error *err)
{
    static char text[1 << 16];
    es_csv *csv;
    es_record record;
    size_t used = 0;
    es_status status = es_csv_open_sized(path, buffer_size, &csv, err);
    text[0] = '\0';
    if (status != ES_OK)
        return "failed to open";
    while ((status = es_csv_next(csv, &record, err)) == ES_OK && record.n_fields) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%d:", (int)record.line);
        for (size_t i = 0; i < record.n_fields; i++) {
            assert_int_equal(strlen(record.field[i]), record.length[i]);
            used += (size_t)snprintf(text + used, sizeof text - used, "[%s]", record.field[i]);
        }
    }
    if (status == ES_OK) { /* the end stays the end */
        assert_int_equal(es_csv_next(csv, &record, err), ES_OK);
        assert_int_equal(record.n_fields, 0);
    }
    es_csv_close(csv);
    return status == ES_OK ? text : "failed";
}

static void check(const char *text, const char *expected)
{
    const char *path = fixture_write("t.csv", text);
    size_t header = strcspn(text, "\r\n") + 4, whole = strlen(text) + 2;
    es_error err = {0};
    assert_string_equal(records(path, 0, &err), expected);
    for (size_t size = header; size < whole; size++)
        assert_string_equal(records(path, size, &err), expected);
}

static void check_error(const char *text, const char *message)
{
    const char *path = fixture_write("t.csv", text);
    size_t header = strcspn(text, "\r\n") + 4, whole = strlen(text) + 2;
    char expected[500];
    (void)snprintf(expected, sizeof expected, "%s%s", path, message);
    for (size_t size = header; size < whole; size++) {
        es_error err = {0};
        (void)records(path, size, &err);
        assert_string_equal(err.message, expected);
        assert_int_equal(err.status, ES_EDATA);
    }
}

static void test_plain(void **state)
{
    (void)state;
    check("a,b\n1,2\n3,4\n", "1:[a][b]2:[1][2]3:[3][4]");
    check("a,b\n1,2\n3,4", "1:[a][b]2:[1][2]3:[3][4]");
    check("a,b\n,\n", "1:[a][b]2:[][]");
    check("a , b\n 1 ,2 2\n", "1:[a][b]2:[1][2 2]");
    check("a\n1\n", "1:[a]2:[1]");
}

static void test_line_ends(void **state)
{
    (void)state;
    check("a,b\r\n1,2\r\n3,4\r\n", "1:[a][b]2:[1][2]3:[3][4]");
    check("a,b\r1,2\r3,4", "1:[a][b]2:[1][2]3:[3][4]");
    check("a,b\n\n\n1,2\n \n3,4\n\n", "1:[a][b]4:[1][2]6:[3][4]");
    check("a,b\r\n\r\n1,2\r\r3,4\n\r5,6", "1:[a][b]3:[1][2]5:[3][4]7:[5][6]");
    check("\n\na,b\n1,2\n", "3:[a][b]4:[1][2]");
}

static void test_quotes(void **state)
{
    (void)state;
    check("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", "1:[a][b]2:[1,5][say \"hi\"]");
    check("a,b\n\"\",x\n", "1:[a][b]2:[][x]");
    check("a,b\n\"1\n2\n\n3\",x\n5,6\n", "1:[a][b]2:[1\n2\n\n3][x]6:[5][6]");
    check("a,b\r\n\"1\r\n2\",x\r\n5,6\r\n", "1:[a][b]2:[1\r\n2][x]4:[5][6]");
    check("a,b\n\"1\r2\",\"3\n4\"\n5,6", "1:[a][b]2:[1\r2][3\n4]5:[5][6]");
    check("\"a\nb\",c\n1,2\n", "1:[a\nb][c]3:[1][2]");
}

static void test_quote_errors(void **state)
{
    (void)state;
    check_error("a,b\n1,2\n\"3,4\n5,6\n", ":3: quote without an end");
    check_error("a,b\n1,2\n3,\"4", ":3: quote without an end");
    check_error("a,b\n1,\"2\n2\",\n\n\"x\ny\",\"\n\n", ":6: quote without an end");
    check_error("a,b\n\"1\n\",\"2\n\",\"3\n", ":4: quote without an end");
    check_error("a,b\n1,2\"\n", ":2: stray quote at character 4 of the line");
    check_error("a,b\n1,2\nxy\"z,1\n", ":3: stray quote at character 3 of the line");
    check_error("a,b\n\"x\ny\"z,1\n", ":3: text after a closing quote at character 3 of the line");
}

static void test_byte_order_mark(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF"
          "a,b\n1,2\n",
          "1:[a][b]2:[1][2]");
    check("\xEF\xBB\xBF\"a\",b\n1,2\n", "1:[a][b]2:[1][2]");
}

static void test_delimiters(void **state)
{
    (void)state;
    check("a;b;c\n1,5;2;3\n", "1:[a][b][c]2:[1,5][2][3]");
    check("a\tb\n1\t\n", "1:[a][b]2:[1][]");
    check("a\tb\n\t2\n", "1:[a][b]2:[][2]");
    check("a|b\n1|2\n", "1:[a][b]2:[1][2]");
    check("\"a;b;c\",d\n1,2\n", "1:[a;b;c][d]2:[1][2]");
    check("\n\na;b\n1;2\n", "3:[a][b]4:[1][2]");
}

static void expect_open_error(const char *path, es_status status, const char *ending)
{
    es_csv *csv;
    es_error err = {0};
    assert_int_equal(es_csv_open(path, &csv, &err), status);
    assert_null(csv);
    assert_true(strncmp(err.message, path, strlen(path)) == 0);
    assert_string_equal(err.message + strlen(path), ending);
}

static void test_unreadable(void **state)
{
    static const char utf16[] = "\xFF\xFE"
                                "a\0,\0b\0";
    (void)state;
    expect_open_error(fixture_path("absent.csv"), ES_ENOTFOUND, ": no such file");
    expect_open_error("/tmp", ES_EIO, ": is a directory, not a file");
    expect_open_error(fixture_write("t.csv", ""), ES_EDATA, ": is empty");
    expect_open_error(fixture_write("t.csv", "\xEF\xBB\xBF"), ES_EDATA, ": is empty");
    expect_open_error(fixture_write_n("t.csv", utf16, sizeof utf16), ES_EDATA,
                      ": ends in the middle of a UTF-16 character");
    expect_open_error(fixture_write("t.csv", "\x7f"
                                             "ELF\x02\x01\x01"),
                      ES_EDATA, ": is a binary file, not CSV text");
    expect_open_error(fixture_write("t.csv", "\x1F\x8B\x08\x01"), ES_EDATA,
                      ": the gzip file is damaged or cut off: it ends too early");
}

static void test_late_nul(void **state)
{
    static char text[600000];
    es_error err = {0};
    (void)state;
    memset(text, '\n', sizeof text);
    memcpy(text, "a,b", 3);
    text[sizeof text - 3] = '\0';
    assert_string_equal(records(fixture_write_n("t.csv", text, sizeof text), 0, &err), "failed");
    assert_non_null(strstr(err.message, "is a binary file"));
}

static void test_too_long(void **state)
{
    size_t n = ES_RECORD_MAX + 100;
    char *text = malloc(n);
    es_error err = {0};
    const char *path;
    (void)state;
    assert_non_null(text);
    memset(text, 'x', n);
    memcpy(text, "a,b\n1,2\n\"3,4\n", 13);
    for (size_t i = 100; i < n; i += 100)
        text[i] = '\n';
    path = fixture_write_n("t.csv", text, n);
    assert_string_equal(records(path, 0, &err), "failed");
    assert_non_null(strstr(err.message, ":3: record longer than 1 MiB"));
    assert_non_null(strstr(err.hint, "unclosed quote"));
    /* One line just within the limit is a record. */
    memset(text, 'x', n);
    memcpy(text, "a\n", 2);
    text[ES_RECORD_MAX + 1] = '\n';
    path = fixture_write_n("t.csv", text, ES_RECORD_MAX + 2);
    {
        es_csv *csv;
        es_record record;
        assert_int_equal(es_csv_open(path, &csv, &err), ES_OK);
        assert_int_equal(es_csv_next(csv, &record, &err), ES_OK);
        assert_int_equal(es_csv_next(csv, &record, &err), ES_OK);
        assert_int_equal(record.length[0], ES_RECORD_MAX - 1);
        es_csv_close(csv);
    }
    free(text);
}

/* A pipe whose writer delivers one byte at a time. */
static void test_single_bytes(void **state)
{
    static const char text[] = "a,b\r\n\"1\n2\",x\r\n5,6";
    int ends[2], status;
    char path[32];
    pid_t child;
    es_error err = {0};
    (void)state;
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        for (size_t i = 0; i < sizeof text - 1; i++)
            if (write(ends[1], text + i, 1) != 1)
                _exit(1);
        _exit(0);
    }
    (void)close(ends[1]);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_string_equal(records(path, 0, &err), "1:[a][b]2:[1\n2][x]4:[5][6]");
    (void)close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* SHA-256 of "abc" (FIPS 180-2, appendix B.1). */
static void test_fingerprint(void **state)
{
    es_csv *csv;
    es_record record;
    es_error err = {0};
    (void)state;
    assert_int_equal(es_csv_open(fixture_write("t.csv", "abc"), &csv, &err), ES_OK);
    assert_string_equal(es_csv_fingerprint(csv), "");
    assert_int_equal(es_csv_next(csv, &record, &err), ES_OK);
    assert_int_equal(es_csv_next(csv, &record, &err), ES_OK);
    assert_string_equal(es_csv_fingerprint(csv),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    es_csv_close(csv);
    es_csv_close(NULL);
}

/* Random text over the characters that matter: whatever the buffer, the records or the error are
 * the same, and libcsv agrees with itself when fed by lines or by pieces of them. */
static void test_random_texts(void **state)
{
    static const char alphabet[] = "aa,,\"\"\n\r b";
    uint64_t seed = 7;
    size_t n_records = 0, n_errors = 0;
    (void)state;
    for (int i = 0; i < 1500; i++) {
        char text[48] = "a,b\n", expected[4000];
        const char *path;
        size_t n = 4;
        es_error err = {0}, other = {0};
        for (; n < 8 + (size_t)i % 32; n++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            text[n] = alphabet[(seed >> 33) % (sizeof alphabet - 1)];
        }
        path = fixture_write("t.csv", text);
        (void)snprintf(expected, sizeof expected, "%s", records(path, 0, &err));
        *(err.status == ES_OK ? &n_records : &n_errors) += 1;
        for (size_t size = 8; size < 42; size += 3) {
            assert_string_equal(records(path, size, &other), expected);
            assert_string_equal(other.message, err.message);
        }
    }
    assert_true(n_records > 100 && n_errors > 100);
}

static void test_many_fields(void **state)
{
    char text[4096];
    size_t used = 0;
    es_csv *csv;
    es_record record;
    es_error err = {0};
    (void)state;
    for (int i = 0; i < 1000; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%d", i ? "," : "", i % 100);
    assert_int_equal(es_csv_open(fixture_write("t.csv", text), &csv, &err), ES_OK);
    assert_int_equal(es_csv_next(csv, &record, &err), ES_OK);
    assert_int_equal(record.n_fields, 1000);
    assert_string_equal(record.field[0], "0");
    assert_string_equal(record.field[999], "99");
    es_csv_close(csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),           cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_quotes),          cmocka_unit_test(test_quote_errors),
        cmocka_unit_test(test_byte_order_mark), cmocka_unit_test(test_delimiters),
        cmocka_unit_test(test_unreadable),      cmocka_unit_test(test_late_nul),
        cmocka_unit_test(test_too_long),        cmocka_unit_test(test_single_bytes),
        cmocka_unit_test(test_fingerprint),     cmocka_unit_test(test_many_fields),
        cmocka_unit_test(test_random_texts),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
