#include "unit/study/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"

es_dataset *study_data(uint64_t seed, size_t n_securities, const double *ret)
{
    es_dataset *data = memory_dataset();
    noise source = {seed};
    double market[STUDY_DAYS], own[STUDY_DAYS];
    es_day first;
    const es_day *day;
    assert_true(es_day_from_civil(2020, 1, 2, &first));
    day = memory_weekdays(data, first, STUDY_DAYS);
    noise_fill(&source, STUDY_DAYS, 0.0003, 0.01, market);
    (void)memory_series(data, "MKT", STUDY_DAYS, day,
                        memory_prices(data, 100.0, STUDY_DAYS, market));
    for (size_t k = 0; k < n_securities; k++) {
        char symbol[32];
        noise_fill(&source, STUDY_DAYS, 0.0, 0.02, own);
        for (size_t t = 0; t < STUDY_DAYS; t++)
            own[t] += 0.0002 + market[t] + (ret ? ret[k * STUDY_DAYS + t] : 0.0);
        (void)snprintf(symbol, sizeof symbol, "S%zu", k);
        (void)memory_series(data, symbol, STUDY_DAYS, day,
                            memory_prices(data, 40.0 + (double)k, STUDY_DAYS, own));
    }
    return data;
}

es_day study_day(const es_dataset *data, size_t t)
{
    es_prices prices;
    assert_int_equal(data->source.read(data->source.context, 0, &prices, NULL), ES_OK);
    return prices.day[t];
}

es_event *study_event(es_dataset *data, size_t k, size_t t)
{
    char symbol[32];
    (void)snprintf(symbol, sizeof symbol, "S%zu", k);
    return memory_event(data, symbol, study_day(data, t));
}

static void free_spec(void *spec)
{
    es_spec_free(spec);
}

es_tables *study_run(const es_dataset *data, const char *const *settings)
{
    es_error err = {ES_OK, "", ""};
    es_tables *result;
    es_spec *spec;
    assert_int_equal(es_spec_new(&spec, &err), ES_OK);
    assert_int_equal(es_spec_set(spec, "market", "MKT", &err), ES_OK);
    for (; *settings; settings++) {
        char key[256], *equals;
        (void)snprintf(key, sizeof key, "%s", *settings);
        equals = strchr(key, '=');
        *equals = '\0';
        if (es_spec_set(spec, key, equals + 1, &err))
            fail_msg("%s", err.message);
    }
    if (es_study_run(data, spec, &result, &err))
        fail_msg("%s", err.message);
    /* data and spec must outlive the result: the set frees it at its end */
    assert_int_equal(es_tables_own(result, spec, free_spec, &err), ES_OK);
    return result;
}

static bool cell_is(const es_table *t, size_t row, const char *column, const char *wanted)
{
    int k = es_table_column(t, column);
    const char *text = k < 0 ? NULL : es_table_text(t, row, k);
    char number[40];
    if (text)
        return strcmp(text, wanted) == 0;
    (void)snprintf(number, sizeof number, "%.0f", k < 0 ? -1e9 : es_table_number(t, row, k));
    return strcmp(number, wanted) == 0;
}

static long find_row(const es_table *t, va_list keys)
{
    const char *name[8], *wanted[8];
    size_t n = 0;
    while ((name[n] = va_arg(keys, const char *)) != NULL)
        wanted[n++] = va_arg(keys, const char *);
    for (size_t row = 0; row < t->n_rows; row++) {
        bool same = true;
        for (size_t k = 0; k < n; k++)
            same = same && cell_is(t, row, name[k], wanted[k]);
        if (same)
            return (long)row;
    }
    return -1;
}

double study_figure(const es_tables *result, const char *table, const char *column, ...)
{
    const es_table *t = es_tables_find(result, table);
    va_list keys;
    long row;
    assert_non_null(t);
    va_start(keys, column);
    row = find_row(t, keys);
    va_end(keys);
    if (row < 0)
        fail_msg("%s: no such row for %s", table, column);
    return es_table_number(t, (size_t)row, es_table_column(t, column));
}

const char *study_text(const es_tables *result, const char *table, const char *column, ...)
{
    const es_table *t = es_tables_find(result, table);
    const char *text;
    va_list keys;
    long row;
    assert_non_null(t);
    va_start(keys, column);
    row = find_row(t, keys);
    va_end(keys);
    if (row < 0)
        fail_msg("%s: no such row for %s", table, column);
    text = es_table_text(t, (size_t)row, es_table_column(t, column));
    return text ? text : "";
}
