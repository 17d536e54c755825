#include "base/formula_text.h"

#include <stdlib.h>
#include <string.h>

#include "support/assert_close.h"

static void test_formulas(void **state)
{
    static const char *const formula[] = {"=1+1",
                                          "+cmd|' /C calc'!A0",
                                          "-2+3",
                                          "@SUM(A1)",
                                          "\t=1",
                                          "\r=1",
                                          "\n=1",
                                          "=",
                                          "-",
                                          "-1:1",
                                          "- 5 %",
                                          "'=1",
                                          "''+x",
                                          "'-5",
                                          "\xEF\xBC\x9D"
                                          "1",
                                          "\xEF\xBC\xA0x"};
    static const char *const plain[] = {"",   "'",    "a=b", "-5", "+3.25",        "-1e-7",
                                        "'a", "it's", " =1", "5",  "\xEF\xBC\x81", "\"=1\""};
    (void)state;
    for (size_t i = 0; i < sizeof formula / sizeof *formula; i++)
        assert_true(es_formula_text(formula[i]));
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_false(es_formula_text(plain[i]));
}

/* Whatever is written comes back, and what is written starts no formula unless it is a number. */
static void test_there_and_back(void **state)
{
    static const char letter[] = "'=+-@\t\r\n5.ea\xEF\xBC\x9D";
    unsigned draw = 1;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[8], written[10];
        const char *read = written;
        size_t n;
        draw = draw * 1103515245U + 12345U;
        n = draw >> 16 & 7;
        for (size_t k = 0; k < n; k++) {
            draw = draw * 1103515245U + 12345U;
            text[k] = letter[(draw >> 16) % (sizeof letter - 1)];
        }
        text[n] = '\0';
        written[0] = '\'';
        memcpy(written + es_formula_text(text), text, n + 1);
        if (*written && strchr("=+-@\t\r\n", *written)) {
            char *end;
            (void)strtod(written, &end);
            assert_true(*end == '\0' || strspn(end, " \t\r\n") == strlen(end));
        }
        if (es_formula_marked(written))
            read++;
        assert_string_equal(read, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_formulas),
                                       cmocka_unit_test(test_there_and_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
