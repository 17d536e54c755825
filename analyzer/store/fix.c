/* Corrections recorded, listed and taken back: doctor --fix, --fixes, --undo. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/table.h"
#include "series/scan.h"
#include "store/correction.h"
#include "store/reader.h"

/* ---- Recording ---- */

/* A fix on its way: the series as stored and as corrected so far. */
typedef struct repair {
    es_store *store;
    const es_fix *fix;
    int64_t security_id;
    es_reader *reader;
    es_prices prices; /* as corrected */
    es_correction made;
} repair;

static es_status find_security(es_store *store, const char *symbol, int64_t *id, es_error *err)
{
    es_statement st;
    bool found = false;
    es_status status = es_statement_prepare(
        store->db, "SELECT security_id FROM security WHERE symbol = :symbol", &st, err);
    if (!status) {
        es_bind_text(&st, ":symbol", symbol);
        status = es_statement_step(&st, &found, err);
    }
    if (found)
        *id = es_column_int(&st, 0);
    es_statement_finalize(&st);
    if (status || found)
        return status;
    (void)es_fail(err, ES_ENOTFOUND, "no security is called \"%s\"", symbol);
    return es_hint(err, "`eventstudy list securities` shows them");
}

/* The findings as "2020-10-08 (2:1), ...". */
static void list_days(const es_findings *found, char *out, size_t size)
{
    size_t used = 0;
    *out = '\0';
    for (size_t i = 0; i < found->n && used + 40 < size; i++) {
        char day[ES_DAY_TEXT];
        used += (size_t)snprintf(out + used, size - used, "%s%s (%s)", i ? ", " : "",
                                 es_day_format(found->item[i].first, day), found->item[i].note);
    }
}

/* The finding meant: that of the day, or the last; lasting moves count only with a ratio. */
static const es_finding *choose(const es_fix *fix, es_findings *found)
{
    const es_finding *f = NULL;
    size_t n = 0;
    for (size_t i = 0; i < found->n; i++)
        if (fix->ratio > 0.0 || found->item[i].fix_ratio > 0.0)
            found->item[n++] = found->item[i];
    found->n = n;
    for (size_t i = 0; i < n; i++)
        if (!fix->has_day || found->item[i].first == fix->day)
            f = &found->item[i];
    return f;
}

/* Takes day and ratio from what the checks of splits and moves find, where they are not given. */
static es_status judge(repair *r, es_findings *found, es_error *err)
{
    const es_finding *f = choose(r->fix, found);
    char days[300], day[ES_DAY_TEXT];
    r->made.day = r->fix->day;
    r->made.ratio = r->fix->ratio;
    if (!r->fix->has_day && found->n > 1) {
        list_days(found, days, sizeof days);
        (void)es_fail(err, ES_EUSAGE, "%s has several: %s", r->fix->symbol, days);
        return es_hint(err, "--date says which");
    }
    if (!f && (!r->fix->has_day || !(r->fix->ratio > 0.0))) {
        (void)es_fail(err, ES_EDATA, "%s: no price that looks like a split%s%s", r->fix->symbol,
                      r->fix->has_day ? " on " : "",
                      r->fix->has_day ? es_day_format(r->fix->day, day) : "");
        return es_hint(err, "--date DATE --ratio NEW:OLD record one all the same");
    }
    if (!r->fix->has_day)
        r->made.day = f->first;
    if (!(r->fix->ratio > 0.0))
        r->made.ratio = f->fix_ratio;
    return ES_OK;
}

/* The rows of the split's day and of the last price before it; *at == n: there are none. */
static void find_rows(const es_prices *p, const double *price, es_day day, size_t *from, size_t *at)
{
    *from = *at = p->n;
    for (size_t i = 0; i < p->n && p->day[i] <= day; i++) {
        if (!(price[i] > 0.0))
            continue;
        if (p->day[i] == day)
            *at = i;
        else
            *from = i;
    }
    if (*from == p->n)
        *at = p->n;
}

/* With the correction the step must be smaller than without it. */
static es_status check_ratio(const repair *r, double relative, es_error *err)
{
    char day[ES_DAY_TEXT];
    if (fabs(log(relative * r->made.ratio)) < fabs(log(relative)))
        return ES_OK;
    (void)es_fail(err, ES_EDATA,
                  "%s %s: the price went to %.4g of the one before, which a ratio of %.6g does not "
                  "explain",
                  r->fix->symbol, es_day_format(r->made.day, day), relative, r->made.ratio);
    return es_hint(err, "the ratio is new shares to old: 2:1 where the price halves");
}

/* The prices the split is seen in, as stored. */
static es_status take_prices(repair *r, const es_prices *stored, es_error *err)
{
    es_price_basis basis = es_prices_basis(stored);
    char day[ES_DAY_TEXT];
    size_t from, at;
    const double *price;
    if (basis == ES_BASIS_RETURNS || basis == ES_BASIS_NONE)
        return es_fail(err, ES_EDATA, "%s has %s: there is no split to record", r->fix->symbol,
                       basis == ES_BASIS_NONE ? "no prices" : "ready-made returns");
    r->made.field = basis == ES_BASIS_ADJUSTED ? ES_FIELD_ADJ_CLOSE : ES_FIELD_CLOSE;
    price = stored->value[r->made.field];
    find_rows(stored, price, r->made.day, &from, &at);
    if (at == stored->n)
        return es_fail(err, ES_EDATA, "%s has no price on %s, or none before", r->fix->symbol,
                       es_day_format(r->made.day, day));
    r->made.previous = stored->day[from];
    r->made.before = price[from];
    r->made.after = price[at];
    return check_ratio(r, r->made.after / r->made.before, err);
}

/* Nothing that explains the step may be there already. */
static es_status check_new(const repair *r, es_error *err)
{
    const double *split = r->prices.value[ES_FIELD_SPLIT];
    char day[ES_DAY_TEXT];
    for (size_t i = 0; split && i < r->prices.n; i++)
        if (r->prices.day[i] == r->made.day && !isnan(split[i]) && split[i] != 1.0)
            return es_fail(err, ES_EDATA, "%s %s: a split of %.6g is recorded already",
                           r->fix->symbol, es_day_format(r->made.day, day), split[i]);
    return ES_OK;
}

static es_status record(const repair *r, int64_t *number, es_error *err)
{
    es_statement st;
    es_status status = es_statement_prepare(
        r->store->db,
        "INSERT INTO correction (security_id, fix, day, ratio, field, previous, price_before,"
        " price_after, at) VALUES (:security_id, 'split', :day, :ratio, :field, :previous,"
        " :before, :after, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        &st, err);
    if (status)
        return status;
    es_bind_int(&st, ":security_id", r->security_id);
    es_bind_day(&st, ":day", r->made.day);
    es_bind_real(&st, ":ratio", r->made.ratio);
    es_bind_text(&st, ":field", es_field_name(r->made.field));
    es_bind_day(&st, ":previous", r->made.previous);
    es_bind_real(&st, ":before", r->made.before);
    es_bind_real(&st, ":after", r->made.after);
    status = es_statement_run(&st, err);
    es_statement_finalize(&st);
    *number = sqlite3_last_insert_rowid(r->store->db);
    return status;
}

/* Is the same correction in force? */
static es_status check_repeated(const repair *r, es_error *err)
{
    es_correction *all;
    size_t n;
    char day[ES_DAY_TEXT];
    es_status status = es_corrections_load(r->store, &all, &n, err);
    for (size_t i = 0; i < n && !status; i++)
        if (all[i].security_id == r->security_id && all[i].day == r->made.day) {
            status = es_fail(err, ES_EDATA, "%s %s: correction %lld is there already",
                             r->fix->symbol, es_day_format(r->made.day, day), (long long)all[i].id);
            (void)es_hint(err, "--undo %lld takes it back", (long long)all[i].id);
        }
    free(all);
    return status;
}

/* The corrected series says what is still wrong, the stored one which prices are the evidence. */
static es_status repair_series(repair *r, int64_t *number, es_error *err)
{
    es_findings found = {0};
    es_checkup c;
    es_prices stored;
    es_status status = es_reader_read(r->reader, 0, &r->prices, err);
    if (status)
        return status;
    c = es_checkup_of(r->fix->symbol, &r->prices, NULL, &found);
    es_checkup_run(&c, es_check_find("split"));
    es_checkup_run(&c, es_check_find("move"));
    es_findings_sort(&found);
    status = found.failed ? es_fail_memory(err) : judge(r, &found, err);
    if (!status)
        status = check_repeated(r, err);
    if (!status)
        status = check_new(r, err);
    es_findings_free(&found);
    es_reader_correct(r->reader, false);
    if (!status)
        status = es_reader_read(r->reader, 0, &stored, err);
    if (!status)
        status = take_prices(r, &stored, err);
    return status ? status : record(r, number, err);
}

es_status es_doctor_fix(es_store *store, const es_fix *fix, int64_t *number, es_error *err)
{
    repair r = {.store = store, .fix = fix};
    es_status status = es_store_require_data(store, err);
    if (!status)
        status = es_store_begin(store, err);
    if (status)
        return status;
    status = find_security(store, fix->symbol, &r.security_id, err);
    if (!status)
        status = es_reader_open(store, &r.security_id, 1, &r.reader, err);
    if (!status)
        status = repair_series(&r, number, err);
    es_reader_close(r.reader);
    if (!status)
        status = es_store_commit(store, err);
    if (status)
        es_store_rollback(store);
    return status;
}

/* ---- Taking back ---- */

static es_status name_security(es_store *store, int64_t id, es_undone *out, es_error *err)
{
    es_statement st;
    bool found = false;
    es_status status = es_statement_prepare(
        store->db, "SELECT symbol FROM security WHERE security_id = :id", &st, err);
    if (status)
        return status;
    es_bind_int(&st, ":id", id);
    status = es_statement_step(&st, &found, err);
    if (found)
        (void)snprintf(out->symbol, sizeof out->symbol, "%s", es_column_text(&st, 0));
    es_statement_finalize(&st);
    return status;
}

/* Judges a correction by the prices as stored; *split is what they say on its day, 1 if nothing. */
static es_status judge_by_stored(es_store *store, es_correction *c, double *split, es_error *err)
{
    es_reader *reader;
    es_prices stored;
    es_status status = es_reader_open(store, &c->security_id, 1, &reader, err);
    if (status)
        return status;
    es_reader_correct(reader, false);
    status = es_reader_read(reader, 0, &stored, err);
    if (!status) {
        const double *splits = stored.value[ES_FIELD_SPLIT];
        es_correction_judge(c, &stored);
        *split = splits && c->row < stored.n && !isnan(splits[c->row]) ? splits[c->row] : 1.0;
    }
    es_reader_close(reader);
    return status;
}

/* What the stored prices say on the day of the correction. */
static es_status look_at_stored(es_store *store, es_correction *c, es_undone *out, es_error *err)
{
    es_status status = judge_by_stored(store, c, &out->split, err);
    if (status)
        return status;
    out->day = c->day;
    out->superseded = !c->stands;
    return name_security(store, c->security_id, out, err);
}

static es_status find_undone(es_store *store, int64_t number, es_undone *out, es_error *err)
{
    es_correction *all, *c = NULL;
    size_t n;
    es_status status = es_corrections_load(store, &all, &n, err);
    for (size_t i = 0; i < n && !status; i++)
        if (all[i].id == number)
            c = &all[i];
    if (c)
        status = look_at_stored(store, c, out, err);
    else if (!status) {
        status = es_fail(err, ES_ENOTFOUND, "no correction %lld is in force", (long long)number);
        (void)es_hint(err, "`eventstudy doctor --fixes` lists them");
    }
    free(all);
    return status;
}

es_status es_doctor_undo(es_store *store, int64_t number, es_undone *out, es_error *err)
{
    es_statement st;
    es_status status = es_store_require_data(store, err);
    if (!status)
        status = es_store_begin(store, err);
    if (status)
        return status;
    status = find_undone(store, number, out, err);
    if (!status)
        status = es_statement_prepare(
            store->db,
            "UPDATE correction SET undone = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
            " WHERE correction_id = :number",
            &st, err);
    if (!status) {
        es_bind_int(&st, ":number", number);
        status = es_statement_run(&st, err);
        es_statement_finalize(&st);
    }
    if (!status)
        status = es_store_commit(store, err);
    if (status)
        es_store_rollback(store);
    return status;
}

/* ---- Listing ---- */

static const es_column fix_columns[] = {
    {"number", ES_INT, ES_PLAIN},  {"symbol", ES_TEXT, ES_PLAIN}, {"fix", ES_TEXT, ES_PLAIN},
    {"date", ES_DATE, ES_PLAIN},   {"ratio", ES_REAL, ES_PLAIN},  {"field", ES_TEXT, ES_PLAIN},
    {"before", ES_REAL, ES_PLAIN}, {"after", ES_REAL, ES_PLAIN},  {"status", ES_TEXT, ES_PLAIN},
    {"at", ES_TEXT, ES_PLAIN},     {"undone", ES_TEXT, ES_PLAIN},
};

enum { N_FIX_COLUMNS = sizeof fix_columns / sizeof *fix_columns };

/* In force, superseded by other prices, or undone? */
static es_status status_of(es_store *store, es_correction *c, const char **out, es_error *err)
{
    double split;
    es_status status = judge_by_stored(store, c, &split, err);
    *out = c->stands ? "in force" : "superseded";
    return status;
}

static es_status append_fix(es_store *store, es_statement *st, es_table_rows *rows, es_error *err)
{
    es_correction c = {.security_id = es_column_int(st, 11),
                       .ratio = es_column_real(st, 4),
                       .before = es_column_real(st, 6),
                       .after = es_column_real(st, 7),
                       .field = strcmp(es_column_text(st, 5), "adj_close") == 0 ? ES_FIELD_ADJ_CLOSE
                                                                                : ES_FIELD_CLOSE};
    const char *state = "undone";
    es_status status = ES_OK;
    es_cell cells[N_FIX_COLUMNS];
    if (!es_column_day(st, 3, &c.day) || !es_column_day(st, 8, &c.previous))
        return es_fail(err, ES_ESTORE, "table correction: a day is damaged");
    if (es_column_is_null(st, 10))
        status = status_of(store, &c, &state, err);
    if (status)
        return status;
    cells[0] = es_cell_int(es_column_int(st, 0));
    cells[1] = es_cell_text(es_column_text(st, 1));
    cells[2] = es_cell_text(es_column_text(st, 2));
    cells[3] = es_cell_day(c.day);
    cells[4] = es_cell_real(c.ratio);
    cells[5] = es_cell_text(es_column_text(st, 5));
    cells[6] = es_cell_real(c.before);
    cells[7] = es_cell_real(c.after);
    cells[8] = es_cell_text(state);
    cells[9] = es_cell_text(es_column_text(st, 9));
    cells[10] = es_cell_text(es_column_text(st, 10));
    return es_table_append(rows, cells, err);
}

static es_status append_fixes(es_store *store, es_table_rows *rows, es_error *err)
{
    es_statement st;
    bool row = true;
    es_status status = es_statement_prepare(
        store->db,
        "SELECT correction_id, symbol, fix, day, ratio, field, price_before, price_after, previous,"
        " at, undone, security_id FROM correction JOIN security USING (security_id)"
        " ORDER BY correction_id",
        &st, err);
    while (!status) {
        status = es_statement_step(&st, &row, err);
        if (status || !row)
            break;
        status = append_fix(store, &st, rows, err);
    }
    es_statement_finalize(&st);
    return status;
}

es_status es_doctor_fixes(es_store *store, es_tables **out, es_error *err)
{
    es_table_rows *rows;
    es_status status = es_store_require_data(store, err);
    *out = NULL;
    if (status)
        return status;
    *out = es_tables_new();
    rows = *out ? es_tables_add(*out, "fixes", "Corrections", fix_columns, N_FIX_COLUMNS) : NULL;
    status = rows ? es_store_snapshot(store, err) : es_fail_memory(err);
    if (!status) {
        status = append_fixes(store, rows, err);
        es_store_release(store);
    }
    if (status) {
        es_tables_free(*out);
        *out = NULL;
    }
    return status;
}
