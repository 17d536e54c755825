/* Any bytes as a study: lines of key=value, set one after the other.  What the specification then
 * takes is run over a small data set, and every cell of the result is looked at. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

enum { N_DAYS = 160, MOST_ROWS = 4000, TEXT_SIZE = 64 * 1024 };

/* ---- The data set --------------------------------------------------------------------------- */

enum { DAY_SIZE = 40 };

/* Days from 2023-01-01 on, all months of 28 days: event time does not mind. */
static void put_day(char buffer[DAY_SIZE], int i)
{
    (void)snprintf(buffer, DAY_SIZE, "%04d-%02d-%02d", 2023 + i / 336, (i / 28) % 12 + 1,
                   i % 28 + 1);
}

/* Uneven returns within 4 %, without a generator's state. */
static double wiggle(int i, int series)
{
    int mixed = (i * 7919 + series * 104729 + (i * i) % 613) % 1999;
    return 0.04 * (mixed / 999.5 - 1.0);
}

static void import_text(es_store *store, es_import_kind kind, const char *text)
{
    const char *path = fuzz_file(text, strlen(text));
    es_import_options options;
    es_import_summary summary;
    es_import_options_init(&options);
    FUZZ_CHECK(es_import_files(store, kind, &path, 1, &options, &summary, NULL) == ES_OK);
}

static void import_prices(es_store *store, char *text)
{
    static const char *const symbol[] = {"MKT", "QUIX", "VOLT", "ZEPH"};
    size_t used = (size_t)snprintf(text, TEXT_SIZE, "symbol,date,close,volume\n");
    for (int s = 0; s < 4; s++) {
        double close = 37.25 + 11.5 * s;
        for (int i = 0; i < N_DAYS; i++) {
            char day[DAY_SIZE];
            put_day(day, i);
            close *= 1.0 + wiggle(i, 0) / 2.0 + (s ? wiggle(i, s) : 0.0);
            if (s == 3 && i % 17 == 5) /* a share that rests now and then */
                continue;
            used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%s,%s,%.4f,%d\n", symbol[s],
                                     day, close, 1000 + (i * 37) % 411);
        }
    }
    import_text(store, ES_IMPORT_PRICES, text);
}

static void import_factors(es_store *store, char *text)
{
    size_t used = (size_t)snprintf(text, TEXT_SIZE, "date,mktrf,smb,hml,rf\n");
    for (int i = 0; i < N_DAYS; i++) {
        char day[DAY_SIZE];
        put_day(day, i);
        used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%s,%.5f,%.5f,%.5f,0.00013\n", day,
                                 wiggle(i, 0) / 2.0, wiggle(i, 5) / 3.0, wiggle(i, 6) / 3.0);
    }
    import_text(store, ES_IMPORT_FACTORS, text);
}

static es_dataset *make_dataset(void)
{
    char *text = malloc(TEXT_SIZE);
    es_store *store = fuzz_store(); /* lives as long as the data set: to the end */
    es_dataset *dataset = NULL;
    FUZZ_CHECK(text != NULL);
    import_prices(store, text);
    import_factors(store, text);
    import_text(store, ES_IMPORT_EVENTS,
                "id,symbol,date,timing,group,weight\n"
                "a,QUIX,2023-04-11,,up,1.5\nb,VOLT,2023-04-11,amc,down,2.25\n"
                "c,ZEPH,2023-05-03,bmo,up,\nd,QUIX,2023-05-19,during,down,0.75\n"
                "e,VOLT,2023-01-05,,up,3\nf,NONE,2023-04-11,,down,4\n");
    free(text);
    FUZZ_CHECK(es_dataset_load(store, &dataset, NULL) == ES_OK);
    return dataset;
}

/* ---- The specification ---------------------------------------------------------------------- */

static void set(es_spec *spec, const char *key, const char *value)
{
    es_error err = {0};
    if (es_spec_set(spec, key, value, &err) != ES_OK)
        FUZZ_CHECK(err.status == ES_EUSAGE && err.message[0]);
}

static es_spec *make_spec(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *line, *next;
    es_spec *spec = NULL;
    FUZZ_CHECK(text && es_spec_new(&spec, NULL) == ES_OK);
    set(spec, "market", "MKT");
    set(spec, "estimation_window", "-70:-6");
    set(spec, "event_window", "-5:5");
    set(spec, "min_estimation_obs", "20");
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    for (line = text; line < text + size; line = next) {
        size_t n = strcspn(line, "\n");
        char *equals = memchr(line, '=', n);
        line[n] = '\0';
        next = line + n + 1;
        if (equals)
            *equals = '\0';
        set(spec, line, equals ? equals + 1 : "");
    }
    free(text);
    return spec;
}

/* ---- The result ----------------------------------------------------------------------------- */

static void check_cell(const es_column *column, const es_cell *cell)
{
    FUZZ_CHECK(cell->type == ES_MISSING || cell->type == column->type
               || (cell->type == ES_TEXT && strcmp(column->name, "df") == 0));
    if (cell->type == ES_TEXT)
        FUZZ_CHECK(cell->as.text != NULL);
    if (cell->type == ES_REAL)
        FUZZ_CHECK(isfinite(cell->as.real));
    if (cell->type == ES_REAL && column->unit == ES_PVALUE)
        FUZZ_CHECK(cell->as.real >= 0.0 && cell->as.real <= 1.0);
}

static void check_table(const es_table *table)
{
    size_t step = table->n_rows / MOST_ROWS + 1;
    for (size_t row = 0; row < table->n_rows; row += step)
        for (size_t column = 0; column < table->n_columns; column++) {
            es_cell cell = {ES_MISSING, {0}};
            table->cell(table->source, row, column, &cell);
            check_cell(&table->columns[column], &cell);
        }
}

/* `ledger` is the table that every success has. */
static void check_result(es_status status, es_tables *result, const char *ledger)
{
    FUZZ_CHECK(status == ES_OK || status == ES_EDATA || status == ES_EUSAGE
               || status == ES_ENOTFOUND);
    FUZZ_CHECK(status != ES_OK || es_tables_find(result, ledger));
    for (size_t i = 0; result && i < es_tables_count(result); i++)
        check_table(es_tables_at(result, i));
    es_tables_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static es_dataset *dataset;
    es_spec *spec = make_spec(data, size);
    es_tables *result = NULL;
    es_status status;
    if (!dataset)
        dataset = make_dataset();
    status = es_study_check(dataset, spec, &result, NULL);
    check_result(status, result, "check");
    result = NULL;
    status = es_study_run(dataset, spec, &result, NULL);
    check_result(status, result, "events");
    es_spec_free(spec);
    return 0;
}
