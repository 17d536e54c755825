/* Whole imports: several files, all or nothing, the same again, options, the project's own data. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/import/fixture.h"

#define CLOSES "SELECT symbol, date, close FROM price ORDER BY symbol, date"
#define LOG "SELECT kind, file, rows, added, rejected FROM import_log ORDER BY import_id"

static es_import_summary summaries[4];
static es_error err;

static es_status import(es_store *store, es_import_kind kind, const char *const *paths, size_t n,
                        const es_import_options *options)
{
    es_import_options defaults;
    es_import_options_init(&defaults);
    return es_import_files(store, kind, paths, n, options ? options : &defaults, summaries, &err);
}

static const char *three_files(const char *paths[3])
{
    paths[0] = fixture_write("A.csv", "Date,Close\n2025-01-02,1\n2025-01-03,2\n");
    paths[1] = fixture_write("B.csv", "Date,Close\n2025-01-02,3\n");
    paths[2] = fixture_write("long.csv", "symbol,date,close\nC,2025-01-02,4\nA,2025-01-06,5\n"
                                         "A,2025-01-03,2\n");
    return "A 2025-01-02 1|A 2025-01-03 2|A 2025-01-06 5|B 2025-01-02 3|C 2025-01-02 4";
}

static void test_any_order(void **state)
{
    static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const char *paths[3], *expected = three_files(paths);
    (void)state;
    for (int i = 0; i < 6; i++) {
        es_store *store = fixture_store();
        const char *permuted[3] = {paths[order[i][0]], paths[order[i][1]], paths[order[i][2]]};
        assert_int_equal(import(store, ES_IMPORT_PRICES, permuted, 3, NULL), ES_OK);
        assert_string_equal(fixture_query(store, CLOSES), expected);
        for (int k = 0; k < 3; k++)
            fixture_check_account(&summaries[k]);
        es_store_close(store);
    }
}

static void test_all_or_nothing(void **state)
{
    es_store *store = fixture_store();
    const char *paths[3];
    char before[500];
    (void)state;
    (void)three_files(paths);
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 1, NULL), ES_OK);
    (void)snprintf(before, sizeof before, "%s", fixture_query(store, CLOSES));
    paths[2] = fixture_write("long.csv", "symbol,date,close\nC,2025-01-02,4\nA,2025-01-02,9\n");
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 3, NULL), ES_EDATA);
    assert_non_null(strstr(err.message, "long.csv:3: A 2025-01-02: close is 9 here, but 1 in"));
    assert_string_equal(fixture_query(store, CLOSES), before);
    assert_string_equal(fixture_query(store, "SELECT symbol FROM security"), "A");
    assert_string_equal(fixture_query(store, "SELECT count(*) FROM import_log"), "1");
    paths[2] = fixture_path("absent.csv");
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 3, NULL), ES_ENOTFOUND);
    assert_string_equal(fixture_query(store, CLOSES), before);
    es_store_close(store);
}

static void test_dry_run(void **state)
{
    es_store *store = fixture_store();
    es_import_options options;
    const char *paths[3];
    (void)state;
    (void)three_files(paths);
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 1, NULL), ES_OK);
    es_import_options_init(&options);
    options.dry_run = true;
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 3, &options), ES_OK);
    assert_int_equal(summaries[0].unchanged, 2);
    assert_int_equal(summaries[2].added, 2);
    assert_string_equal(fixture_query(store, "SELECT symbol FROM security"), "A");
    es_store_close(store);
}

static long file_sum(const char *path)
{
    FILE *stream = fopen(path, "rb");
    long sum = 17;
    int c;
    assert_non_null(stream);
    while ((c = getc(stream)) != EOF)
        sum = (sum * 31 + c) % 1000003;
    (void)fclose(stream);
    return sum;
}

/* The same files again change nothing: the database stays the same to the byte. */
static void test_again(void **state)
{
    const char *paths[3], *db = fixture_path("t.db");
    es_store *store;
    long sum;
    (void)state;
    (void)three_files(paths);
    assert_int_equal(es_store_open(db, ES_STORE_CREATE, &store, &err), ES_OK);
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 3, NULL), ES_OK);
    es_store_close(store);
    sum = file_sum(db);
    assert_int_equal(es_store_open(db, ES_STORE_CREATE, &store, &err), ES_OK);
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 3, NULL), ES_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(summaries[i].unchanged, summaries[i].rows);
        fixture_check_account(&summaries[i]);
    }
    assert_string_equal(fixture_query(store, LOG),
                        "prices A.csv 2 2 0|prices B.csv 1 1 0|prices long.csv 3 2 0");
    es_store_close(store);
    assert_int_equal(file_sum(db), sum);
}

/* A first import that fails leaves no database behind. */
static void test_no_file_after_failure(void **state)
{
    const char *path = fixture_write("x.csv", "a,b\n1,2\n"), *db = fixture_path("new.db");
    es_store *store;
    (void)state;
    assert_int_equal(es_store_open(db, ES_STORE_CREATE, &store, &err), ES_OK);
    assert_int_equal(import(store, ES_IMPORT_PRICES, &path, 1, NULL), ES_EDATA);
    es_store_close(store);
    assert_int_not_equal(access(db, F_OK), 0);
}

typedef void change(es_import_options *options);

static void set_conflict(es_import_options *o)
{
    o->on_conflict = "kep";
}

static void set_bad_row(es_import_options *o)
{
    o->on_bad_row = "ignore";
}

static void set_format(es_import_options *o)
{
    o->format = "yaho";
}

static void set_symbol(es_import_options *o)
{
    o->symbol = "A";
}

static void test_wrong_options(void **state)
{
    static const struct {
        change *set;
        size_t n;
        const char *message, *hint;
    } wrong[] = {
        {set_conflict, 1, "on-conflict: unknown value \"kep\"", "did you mean keep?"},
        {set_bad_row, 1, "on-bad-row: unknown value \"ignore\"", "did you mean reject?"},
        {set_format, 1, "unknown price format \"yaho\"", "did you mean yahoo?"},
        {set_symbol, 2, "symbol: A cannot name the symbol of 2 files", ""},
    };
    es_store *store = fixture_store();
    const char *paths[3];
    (void)state;
    (void)three_files(paths);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        es_import_options options;
        es_import_options_init(&options);
        wrong[i].set(&options);
        assert_int_equal(import(store, ES_IMPORT_PRICES, paths, wrong[i].n, &options), ES_EUSAGE);
        assert_string_equal(err.message, wrong[i].message);
        assert_string_equal(err.hint, wrong[i].hint);
    }
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 0, NULL), ES_EUSAGE);
    paths[0] = paths[1] = "-";
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 2, NULL), ES_EUSAGE);
    es_store_close(store);
}

static void test_stdin(void **state)
{
    es_store *store = fixture_store();
    const char *path = fixture_write("in.csv", "date,close\n2025-01-02,7\n"), *minus = "-";
    es_import_options options;
    (void)state;
    assert_non_null(freopen(path, "r", stdin));
    assert_int_equal(import(store, ES_IMPORT_PRICES, &minus, 1, NULL), ES_EUSAGE);
    assert_string_equal(err.hint, "name the symbol: --symbol ORCL");
    assert_int_equal(lseek(STDIN_FILENO, 0, SEEK_SET), 0);
    es_import_options_init(&options);
    options.symbol = "SPY";
    assert_int_equal(import(store, ES_IMPORT_PRICES, &minus, 1, &options), ES_OK);
    assert_string_equal(fixture_query(store, CLOSES), "SPY 2025-01-02 7");
    assert_string_equal(fixture_query(store, "SELECT file FROM import_log"), "stdin");
    es_store_close(store);
}

static void count_call(void *context, const char *path, uint64_t bytes, uint64_t total,
                       uint64_t rows)
{
    assert_non_null(path);
    assert_int_equal(bytes, total);
    assert_int_equal(rows, 2);
    ++*(int *)context;
}

static void test_progress(void **state)
{
    es_store *store = fixture_store();
    const char *paths[3];
    es_import_options options;
    int calls = 0;
    (void)state;
    (void)three_files(paths);
    es_import_options_init(&options);
    options.progress = count_call;
    options.progress_context = &calls;
    assert_int_equal(import(store, ES_IMPORT_PRICES, paths, 1, &options), ES_OK);
    assert_int_equal(calls, 1);
    es_store_close(store);
}

static void test_layouts(void **state)
{
    es_tables *tables;
    const es_table *t;
    es_cell cell;
    (void)state;
    assert_int_equal(es_import_layouts(&tables, &err), ES_OK);
    t = es_tables_at(tables, 0);
    assert_int_equal(t->n_columns, 3);
    assert_true(t->n_rows >= 2);
    t->cell(t->source, 0, 0, &cell);
    assert_string_equal(cell.as.text, "long");
    es_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_dry_run),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_no_file_after_failure),
        cmocka_unit_test(test_wrong_options),
        cmocka_unit_test(test_stdin),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_layouts),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
