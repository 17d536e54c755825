#include "report/references.h"

#include <stdio.h>
#include <string.h>

#include "base/table.h"
#include "support/assert_close.h"

/* Every work that a model or a test refers to has its entry. */
static void test_all_known(void **state)
{
    static const char *const registry[] = {"models", "tests"};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        es_tables *tables = NULL;
        const es_table *t;
        es_error err;
        assert_int_equal(es_study_list(registry[k], &tables, &err), ES_OK);
        t = es_tables_at(tables, 0);
        for (size_t i = 0; i < t->n_rows; i++) {
            const es_reference *found[ES_MOST_CITED];
            bool unknown;
            const char *text = es_table_text(t, i, es_table_column(t, "reference"));
            size_t n = es_references_in(text, found, &unknown);
            if (n == 0 || unknown)
                print_message("%s: \"%s\"\n", es_table_text(t, i, 0), text);
            assert_true(n > 0 && !unknown);
        }
        es_tables_free(tables);
    }
}

/* No key twice, and no entry that nothing refers to by the same name and year. */
static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < es_reference_count(); i++)
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(es_reference_at(i)->key, es_reference_at(k)->key);
            assert_true(strcmp(es_reference_at(i)->names, es_reference_at(k)->names) != 0
                        || strcmp(es_reference_at(i)->year, es_reference_at(k)->year) != 0);
        }
}

static void test_forms(void **state)
{
    const es_reference *found[ES_MOST_CITED];
    es_arena *arena = es_arena_new();
    bool unknown;
    (void)state;
    assert_int_equal(es_references_in("Brown and Warner (1980, 1985)", found, &unknown), 2);
    assert_false(unknown);
    assert_string_equal(found[1]->key, "brown1985");
    assert_int_equal(es_references_in("after Corrado (1989), Cowan (1992)", found, &unknown), 2);
    assert_string_equal(found[1]->key, "cowan1992");
    assert_string_equal(es_reference_text(found[1], arena),
                        "Cowan, Arnold R. (1992). Nonparametric event study tests. Review of "
                        "Quantitative Finance and Accounting 2(4), 343-358.");
    assert_int_equal(es_references_in("Nobody (1900), Cowan (1992)", found, &unknown), 1);
    assert_true(unknown);
    assert_int_equal(es_references_in("", found, &unknown), 0);
    assert_int_equal(es_references_in("Kolari and Pynnönen (2010)", found, &unknown), 1);
    assert_non_null(strstr(es_reference_bibtex(found[0], arena), "Pynn{\\\"o}nen, Seppo"));
    es_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_known),
                                       cmocka_unit_test(test_table), cmocka_unit_test(test_forms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
