/* The checks of series/ on what the database holds, as tables. */
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "base/text.h"
#include "series/scan.h"
#include "store/load.h"
#include "store/reader.h"

/* ---- Tables ---- */

static es_status append_finding(es_table_rows *rows, const es_finding *f, es_arena *arena,
                                es_error *err)
{
    const char *mend = f->check->mend;
    char day[ES_DAY_TEXT];
    if (f->check->fix)
        mend = es_arena_printf(arena, "doctor --fix %s --symbol \"%s\" --date %s --ratio %s",
                               f->check->fix, f->symbol, es_day_format(f->first, day), f->note);
    const es_cell cells[] = {
        es_cell_text(f->check->id), es_cell_text(f->symbol), es_cell_text(f->field),
        es_cell_day(f->first),      es_cell_day(f->last),    es_cell_int((int64_t)f->n_days),
        es_cell_real(f->before),    es_cell_real(f->after),  es_cell_real(f->ratio),
        es_cell_text(f->note),      es_cell_text(mend)};
    return mend ? es_table_append(rows, cells, err) : es_fail_memory(err);
}

static es_status add_findings(const es_findings *findings, es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"check", ES_TEXT, ES_PLAIN},  {"symbol", ES_TEXT, ES_PLAIN}, {"field", ES_TEXT, ES_PLAIN},
        {"first", ES_DATE, ES_PLAIN},  {"last", ES_DATE, ES_PLAIN},   {"n_days", ES_INT, ES_PLAIN},
        {"before", ES_REAL, ES_PLAIN}, {"after", ES_REAL, ES_PLAIN},  {"ratio", ES_REAL, ES_PLAIN},
        {"note", ES_TEXT, ES_PLAIN},   {"mend", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "findings", "What looks wrong", columns,
                                        sizeof columns / sizeof *columns);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < findings->n && !status; i++)
        status = append_finding(rows, &findings->item[i], es_tables_arena(out), err);
    return status;
}

/* Findings of one check, which follow each other, and the symbols among them. */
static void count(const es_findings *findings, const es_check *check, int64_t *n, int64_t *symbols)
{
    const char *last = NULL;
    *n = *symbols = 0;
    for (size_t i = 0; i < findings->n; i++) {
        const char *symbol = findings->item[i].symbol;
        if (findings->item[i].check != check)
            continue;
        ++*n;
        *symbols += symbol && (!last || strcmp(symbol, last) != 0);
        last = symbol;
    }
}

static es_status add_checks(const es_findings *findings, const es_check *only, es_tables *out,
                            es_error *err)
{
    static const es_column columns[] = {
        {"check", ES_TEXT, ES_PLAIN},     {"title", ES_TEXT, ES_PLAIN},
        {"n_findings", ES_INT, ES_PLAIN}, {"n_symbols", ES_INT, ES_PLAIN},
        {"finds", ES_TEXT, ES_PLAIN},     {"mend", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "checks", "Checks and what they found", columns,
                                        sizeof columns / sizeof *columns);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_check_count() && !status; i++) {
        const es_check *check = es_check_at(i);
        int64_t n, symbols;
        if (only && only != check)
            continue;
        count(findings, check, &n, &symbols);
        status = es_table_append(rows,
                                 (const es_cell[]){es_cell_text(check->id),
                                                   es_cell_text(check->title), es_cell_int(n),
                                                   es_cell_int(symbols), es_cell_text(check->finds),
                                                   es_cell_text(check->mend)},
                                 err);
    }
    return status;
}

es_status es_doctor_checks(es_tables **out, es_error *err)
{
    static const es_column columns[] = {{"id", ES_TEXT, ES_PLAIN},
                                        {"title", ES_TEXT, ES_PLAIN},
                                        {"finds", ES_TEXT, ES_PLAIN},
                                        {"mend", ES_TEXT, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows =
        tables ? es_tables_add(tables, "checks", "Checks of stored data", columns, 4) : NULL;
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_check_count() && !status; i++) {
        const es_check *check = es_check_at(i);
        status = es_table_append(
            rows,
            (const es_cell[]){es_cell_text(check->id), es_cell_text(check->title),
                              es_cell_text(check->finds), es_cell_text(check->mend)},
            err);
    }
    if (status) {
        es_tables_free(tables);
        tables = NULL;
    }
    *out = tables;
    return status;
}

/* ---- The examination ---- */

typedef struct examination {
    es_store *store;
    const es_doctor_options *options;
    es_dataset data; /* securities and factors; its arena is that of the tables */
    int64_t *ids;    /* n_series */
    const es_check *only;
    es_findings findings;
} examination;

static es_status find_check(const char *id, const es_check **out, es_error *err)
{
    const char *near, *ids[64];
    size_t n = es_check_count();
    *out = id ? es_check_find(id) : NULL;
    if (!id || *out)
        return ES_OK;
    for (size_t i = 0; i < n; i++)
        ids[i] = es_check_at(i)->id;
    near = es_nearest(id, ids, n);
    (void)es_fail(err, ES_EUSAGE, "no check is called \"%s\"", id);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy list checks` shows them");
}

static es_status check_symbol(const examination *x, es_error *err)
{
    const char *symbol = x->options->symbol;
    if (!symbol || es_dataset_series(&x->data, symbol) != ES_NO_SERIES)
        return ES_OK;
    (void)es_fail(err, ES_ENOTFOUND, "no security is called \"%s\"", symbol);
    return es_hint(err, "`eventstudy list securities` shows them");
}

/* Keeps the securities that the last import changed. */
static es_status keep_touched(examination *x, es_error *err)
{
    es_touched *touched = &x->store->touched;
    const char **symbol = ES_NEW(x->data.arena, x->data.n_series, const char *);
    size_t kept = 0, t = 0;
    if (!symbol)
        return es_fail_memory(err);
    es_touched_settle(touched);
    for (size_t i = 0; i < x->data.n_series; i++) {
        while (t < touched->n && touched->security_id[t] < x->ids[i])
            t++;
        if (t == touched->n || touched->security_id[t] != x->ids[i])
            continue;
        symbol[kept] = x->data.symbol[i];
        x->ids[kept++] = x->ids[i];
    }
    x->data.symbol = symbol;
    x->data.n_series = kept;
    return ES_OK;
}

static es_status scan_prices(examination *x, es_error *err)
{
    bool quick = x->options->touched;
    es_day from = quick ? x->store->touched.first : INT32_MIN;
    es_reader *reader;
    es_status status = es_reader_open(x->store, x->ids, x->data.n_series, &reader, err);
    if (status)
        return status;
    if (quick) /* the year before tells what is usual */
        es_reader_begin_at(reader, es_day_year(from) - 1);
    const es_source source = {.context = reader,
                              .read = es_reader_read,
                              .another = es_reader_beside,
                              .close = es_reader_close};
    const es_scan_request request = {
        &source, x->data.n_series, x->data.symbol, x->options->symbol, x->only, quick, from};
    status = es_scan(&request, &x->findings, err);
    es_reader_close(reader);
    return status;
}

static es_status scan_factors(examination *x, es_error *err)
{
    for (size_t c = 0; c < es_check_count() && !x->options->symbol; c++) {
        const es_check *check = es_check_at(c);
        for (size_t i = 0; check->factor && i < x->data.n_factors; i++) {
            const es_factor *f = &x->data.factor[i];
            if (!x->only || x->only == check)
                check->factor(check, f->name, f->n, f->day, f->value, &x->findings);
        }
    }
    es_findings_sort(&x->findings);
    return x->findings.failed ? es_fail_memory(err) : ES_OK;
}

static es_status examine(examination *x, es_tables *out, es_error *err)
{
    es_status status = es_load_securities(x->store, &x->data, &x->ids, err);
    if (!status)
        status = check_symbol(x, err);
    if (!status && x->options->touched)
        status = keep_touched(x, err);
    if (!status)
        status = scan_prices(x, err);
    if (!status && !x->options->touched)
        status = es_load_factors(x->store, &x->data, err);
    if (!status)
        status = scan_factors(x, err);
    if (!status)
        status = add_checks(&x->findings, x->only, out, err);
    return status ? status : add_findings(&x->findings, out, err);
}

es_status es_doctor(es_store *store, const es_doctor_options *options, es_tables **out,
                    es_error *err)
{
    examination x = {.store = store, .options = options};
    es_status status = find_check(options->check, &x.only, err);
    *out = NULL;
    if (!status)
        status = es_store_require_data(store, err);
    if (status)
        return status;
    *out = es_tables_new();
    if (!*out)
        return es_fail_memory(err);
    x.data.arena = es_tables_arena(*out);
    status = es_store_snapshot(store, err);
    if (!status) {
        status = examine(&x, *out, err);
        es_store_release(store);
    }
    es_findings_free(&x.findings);
    if (status) {
        es_tables_free(*out);
        *out = NULL;
    }
    return status;
}
