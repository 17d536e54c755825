#include "unit/study/edge.h"

#include <stdio.h>
#include <string.h>

#include "base/table.h"

/* ---- changing the world ---- */

void edge_closes(const es_dataset *data, int32_t series, double out[STUDY_DAYS])
{
    es_prices prices;
    assert_int_equal(data->source.read(data->source.context, (size_t)series, &prices, NULL), ES_OK);
    memcpy(out, prices.value[ES_FIELD_CLOSE], STUDY_DAYS * sizeof *out);
}

void edge_lose(es_dataset *data, int32_t series, size_t first, size_t last)
{
    double close[STUDY_DAYS];
    edge_closes(data, series, close);
    for (size_t t = first; t <= last; t++)
        close[t] = (double)NAN;
    memory_field(data, series, ES_FIELD_CLOSE, close);
}

void edge_freeze(es_dataset *data, int32_t series, size_t first, size_t last)
{
    double close[STUDY_DAYS];
    edge_closes(data, series, close);
    for (size_t t = first; t <= last; t++)
        close[t] = close[first - 1];
    memory_field(data, series, ES_FIELD_CLOSE, close);
}

void edge_imitate(es_dataset *data, int32_t series, int32_t of)
{
    double close[STUDY_DAYS], model[STUDY_DAYS];
    edge_closes(data, series, close);
    edge_closes(data, of, model);
    for (size_t t = 0; t < STUDY_DAYS; t++)
        close[t] = 2.0 * model[t];
    memory_field(data, series, ES_FIELD_CLOSE, close);
}

es_dataset *edge_same_day(uint64_t seed, size_t n, const double *ret)
{
    es_dataset *data = study_data(seed, n, ret);
    for (size_t k = 0; k < n; k++)
        (void)study_event(data, k, EDGE_DAY);
    return data;
}

/* ---- asking ---- */

const char *edge_reason(const es_tables *result, const char *event)
{
    return study_text(result, "events", "reason", "event", event, NULL);
}

const char *edge_fit_status(const es_tables *result, const char *model, const char *event)
{
    return study_text(result, "fits", "status", "model", model, "event", event, NULL);
}

const char *edge_status(const es_tables *result, const char *test, const char *first)
{
    return study_text(result, "results", "status", "test", test, "measure", "caar", "first", first,
                      NULL);
}

double edge_figure(const es_tables *result, const char *test, const char *first, const char *column)
{
    return study_figure(result, "results", column, "test", test, "measure", "caar", "first", first,
                        NULL);
}

double edge_ar(const es_tables *result, const char *model, const char *event, const char *tau)
{
    return study_figure(result, "ar", "ar", "model", model, "event", event, "tau", tau, NULL);
}

size_t edge_expect(const es_tables *result, const char *first, const char *wanted,
                   const char *const *test)
{
    size_t n = 0;
    for (; test[n]; n++) {
        if (strcmp(edge_status(result, test[n], first), wanted) != 0)
            fail_msg("%s is \"%s\", not \"%s\"", test[n], edge_status(result, test[n], first),
                     wanted);
        assert_int_equal(isfinite(edge_figure(result, test[n], first, "statistic")),
                         *wanted == '\0');
        assert_int_equal(isfinite(edge_figure(result, test[n], first, "p_value")), *wanted == '\0');
    }
    return n;
}

size_t edge_count_tests(const es_tables *result, const char *measure, int first, int last)
{
    const es_table *t = es_tables_find(result, "results");
    size_t n = 0;
    for (size_t i = 0; i < t->n_rows; i++)
        n += strcmp(es_table_text(t, i, es_table_column(t, "measure")), measure) == 0
             && es_table_text(t, i, es_table_column(t, "test"))
             && es_table_number(t, i, es_table_column(t, "first")) == first
             && es_table_number(t, i, es_table_column(t, "last")) == last;
    return n;
}

bool edge_told(const es_tables *result, const char *code)
{
    const es_table *notes = es_tables_find(result, "notes");
    for (size_t i = 0; i < notes->n_rows; i++)
        if (strcmp(es_table_text(notes, i, es_table_column(notes, "code")), code) == 0)
            return true;
    return false;
}

void edge_done(es_tables *result, es_dataset *data)
{
    es_tables_free(result);
    es_dataset_free(data);
}

es_status edge_attempt(const es_dataset *data, const char *const *settings, es_spec **spec,
                       es_tables **out, es_error *err)
{
    es_status failed = ES_OK;
    *out = NULL;
    assert_int_equal(es_spec_new(spec, NULL), ES_OK);
    assert_int_equal(es_spec_set(*spec, "market", "MKT", NULL), ES_OK);
    for (; *settings && !failed; settings++) {
        char key[64];
        const char *equals = strchr(*settings, '=');
        (void)snprintf(key, sizeof key, "%.*s", (int)(equals - *settings), *settings);
        failed = es_spec_set(*spec, key, equals + 1, err);
    }
    return failed ? failed : es_study_run(data, *spec, out, err);
}
