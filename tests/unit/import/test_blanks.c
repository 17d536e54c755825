#include "import/blanks.h"

#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"

static bool found(const char *text)
{
    es_blanks state;
    return es_blanks_found((const unsigned char *)text, strlen(text), &state);
}

/* Squeezes a text in two parts, cut at every place there is. */
static void check(const char *text, const char *expected)
{
    size_t n = strlen(text);
    for (size_t cut = 0; cut <= n; cut++) {
        unsigned char part[200];
        es_blanks state = {.after_blank = false};
        size_t first, second;
        assert_true(n < sizeof part);
        memcpy(part, text, n);
        first = es_blanks_squeeze(&state, part, cut);
        second = es_blanks_squeeze(&state, part + cut, n - cut);
        memmove(part + first, part + cut, second);
        part[first + second] = '\0';
        assert_string_equal((const char *)part, expected);
    }
}

static void test_squeeze(void **state)
{
    (void)state;
    check("a b  c\n", "a,b,c\n");
    check("   Mkt-RF \t RF\n20240701  0.10 -0.2\n", ",Mkt-RF,RF\n20240701,0.10,-0.2\n");
    check("\"a b\"  \"c\"\n", "\"a b\",\"c\"\n");
    check("", "");
    check("a \n b", "a,\n,b"); /* a field more, and empty */
}

/* A comma far down in a table that had none would be one field more. */
static void test_late_comma(void **state)
{
    unsigned char text[] = "date close\nA 1\nB 2\nC 3\n", late[] = "D 1,003\n";
    es_blanks s;
    (void)state;
    assert_true(es_blanks_found(text, sizeof text - 1, &s));
    (void)es_blanks_squeeze(&s, text, sizeof text - 1);
    assert_false(s.has_comma);
    (void)es_blanks_squeeze(&s, late, sizeof late - 1);
    assert_true(s.has_comma);
}

static void test_french(void **state)
{
    (void)state;
    assert_true(found("Made from CRSP, as ever.\n\n   Mkt-RF  RF\n192607   2.96  0.22\n"));
    assert_true(found("x\n20240701 -0.5\n"));
    assert_false(found("Made from CRSP\n\n,Mkt-RF,RF\n192607,  2.96,  0.22\n"));
    assert_false(found("20120201 000000;1.306600;1.306600\n")); /* a date and a time */
    assert_false(found("20240701 16:00\t1.3\n"));
    assert_false(found("20240701 noon\n"));
    assert_false(found("20240701\n"));
    assert_false(found("202407011 5\n"));
    assert_false(found("12345678 4 Main Street\nDate;Close\n2025-01-02;12.5\n"));
    assert_false(found("202401 5 of them\nDate;Close\n2025-01-02;12.5\n"));
}

static void test_even_lines(void **state)
{
    (void)state;
    assert_true(found("symbol date close\nA 2024-07-01 1\nA 2024-07-02 2\n"));
    assert_true(found("\"symbol\" \"close\"\r\n\"1\" \"A B\" 1\r\n\"2\" \"A\" 2\r\n"));
    assert_false(found("symbol date close\nA 2024-07-01 1\nA 2024-07-02\n"));
    assert_false(found("symbol,date\nA,2024-07-01\nA,2024-07-02\n"));
    assert_false(found("Start Date\nEnd Date of it\nx\n"));
    assert_false(found("close\n1\n2\n"));
    assert_false(found(" a b\n c d\n e f\n"));
    assert_false(found("a b\nc d\n")); /* too few to tell */
    assert_false(found(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_squeeze), cmocka_unit_test(test_french),
        cmocka_unit_test(test_late_comma), cmocka_unit_test(test_even_lines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
