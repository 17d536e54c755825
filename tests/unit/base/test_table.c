#include "base/table.h"

#include <math.h>
#include <string.h>

#include "support/assert_close.h"

static const es_column columns[] = {{"name", ES_TEXT, ES_PLAIN}, {"x", ES_REAL, ES_RETURN}};

static void test_rows(void **state)
{
    es_tables *set = es_tables_new();
    es_table_rows *rows = es_tables_add(set, "t", "A table", columns, 2);
    const es_table *t;
    char text[16];
    (void)state;
    for (int i = 0; i < 100; i++) {
        es_cell cells[2] = {es_cell_text(text), es_cell_real(i % 10 ? (double)i : (double)NAN)};
        (void)snprintf(text, sizeof text, "row %d", i);
        assert_int_equal(es_table_append(rows, cells, NULL), ES_OK);
    }
    assert_int_equal(es_tables_count(set), 1);
    assert_null(es_tables_find(set, "u"));
    t = es_tables_find(set, "t");
    assert_ptr_equal(t, es_tables_at(set, 0));
    assert_int_equal(t->n_rows, 100);
    assert_int_equal(es_table_column(t, "x"), 1);
    assert_int_equal(es_table_column(t, "y"), -1);
    assert_string_equal(es_table_text(t, 42, 0), "row 42");
    assert_close(es_table_number(t, 42, 1), 42, 0);
    assert_nan(es_table_number(t, 50, 1)); /* no NaN is kept: it is missing */
    assert_null(es_table_text(t, 42, 1));
    assert_null(es_table_text(t, 42, -1));
    assert_nan(es_table_number(t, 42, -1));
    es_tables_free(set);
}

static void square(const void *source, size_t row, size_t column, es_cell *out)
{
    (void)source;
    *out = column ? es_cell_int((int64_t)(row * row)) : es_cell_missing();
}

static void count_destroyed(void *object)
{
    ++*(int *)object;
}

static void test_views(void **state)
{
    es_tables *set = es_tables_new();
    es_table view = {"squares", NULL, columns, 2, 1000, NULL, square, NULL};
    int destroyed = 0;
    (void)state;
    assert_int_equal(es_tables_add_view(set, &view, NULL), ES_OK);
    assert_int_equal(es_tables_own(set, &destroyed, count_destroyed, NULL), ES_OK);
    assert_close(es_table_number(es_tables_find(set, "squares"), 30, 1), 900, 0);
    assert_string_equal(es_tables_find(set, "squares")->title, "squares");
    es_tables_free(set);
    assert_int_equal(destroyed, 1);
    es_tables_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_views)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
