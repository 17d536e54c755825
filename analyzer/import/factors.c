#include "import/readers.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "import/batch.h"
#include "import/dialect.h"
#include "event/dataset.h"
#include "import/french.h"
#include "import/value.h"

/* Names of the factors every model knows, in METHODS' spelling. */
static const es_role roles[] = {
    {"date", "day|datadate|trade_date"},
    {"mktrf", "mkt_rf|market_excess"},
    {"smb", "smb"},
    {"hml", "hml"},
    {"rmw", "rmw"},
    {"cma", "cma"},
    {"rf", "risk_free|riskfree|risk_free_rate"},
    {"mom", "umd|wml|momentum"},
};

enum { DATE, N_ROLES = sizeof roles / sizeof *roles };

static const double tolerated_rejects = 0.01; /* share of the rows */
static const double percent_median = 0.05;    /* no daily factor moves 5 % every other day */
static const double tiny_median = 2e-4;       /* nor as little as 0.02 % */

typedef struct reader {
    es_intake *in;
    es_dialect dialect;
    es_french french;
    bool more_tables;
    double scale;
    bool scale_known; /* given, or by definition */
    int date_column;
    size_t n;          /* factors */
    int *column;       /* n */
    const char **name; /* n */
    double *value;     /* n: the row being read */
    es_batch batch;    /* the whole file: the guard needs it */
    es_day last_day;
} reader;

/* ---- Columns -------------------------------------------------------------------------------- */

static const char *own_name(es_arena *arena, const char *name)
{
    char *copy = es_arena_text(arena, name);
    for (char *c = copy; c && *c; c++)
        *c = *c == ' ' || *c == '-' ? '_' : (char)tolower((unsigned char)*c);
    return copy;
}

static const char *name_of(const es_intake *in, const int role_column[N_ROLES], size_t column)
{
    for (size_t role = 0; role < N_ROLES; role++)
        if (role_column[role] == (int)column)
            return roles[role].name;
    return own_name(in->arena, in->header.name[column]);
}

/* A first column without a name that holds days, as data frames are written. */
static bool begins_with_days(const es_intake *in)
{
    const es_record *first = es_intake_ahead(in, 0);
    return !in->header.name[0][0] && first
           && es_dialect_like_day(first->field[0], first->length[0]);
}

static es_status explain_columns(const reader *r, es_error *err)
{
    es_explanation *x = r->in->job->explain;
    es_status status = es_explain_columns_begin(x, r->in->header.n, err);
    if (status != ES_OK || !x)
        return status;
    es_explain_column(x, r->date_column, "date");
    for (size_t i = 0; i < r->n; i++)
        es_explain_column(x, r->column[i], es_arena_printf(r->in->arena, "factor %s", r->name[i]));
    return es_explain_columns_end(x, r->in->header.name, err);
}

/* Every column but the date is a factor; one without a name (a row number, usually) is not, nor is
 * the date told once more. */
static es_status find_columns(reader *r, es_error *err)
{
    static const es_role other_dates = {"dateff", "year|month|yearmonth|yyyymm"};
    es_intake *in = r->in;
    int role_column[N_ROLES];
    es_status status =
        es_mapping_find(&in->header, roles, N_ROLES, in->job->options->map, role_column, err);
    if (status != ES_OK)
        return status;
    r->date_column = role_column[DATE];
    if (r->date_column == ES_NO_COLUMN && begins_with_days(in))
        r->date_column = 0;
    if (r->date_column == ES_NO_COLUMN)
        return es_mapping_fail_absent(&in->header, "date", "date=YourColumn", err);
    r->column = ES_NEW(in->arena, in->header.n, int);
    r->name = ES_NEW(in->arena, in->header.n, const char *);
    r->value = ES_NEW(in->arena, in->header.n, double);
    for (size_t c = 0; !es_arena_failed(in->arena) && c < in->header.n; c++) {
        if ((int)c == r->date_column || !in->header.name[c][0]
            || es_role_is(&other_dates, in->header.name[c]))
            continue;
        r->column[r->n] = (int)c;
        r->name[r->n] = name_of(in, role_column, c);
        if (r->french == ES_FRENCH_MONTHS) /* kept apart from those of days */
            r->name[r->n] = es_arena_printf(in->arena, "%s" ES_MONTHLY_SUFFIX, r->name[r->n]);
        r->n++;
    }
    if (es_arena_failed(in->arena))
        return es_fail_memory(err);
    if (r->n == 0)
        return es_mapping_fail_absent(&in->header, "factor", "mktrf=YourColumn", err);
    for (size_t i = 0; i < r->n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(r->name[i], r->name[j]) == 0)
                return es_fail(err, ES_EDATA, "%s: columns \"%s\" and \"%s\" are both factor %s",
                               in->name, in->header.name[r->column[j]],
                               in->header.name[r->column[i]], r->name[i]);
    return explain_columns(r, err);
}

/* ---- Rows ----------------------------------------------------------------------------------- */

/* Kenneth French's codes for a missing return. */
static bool is_missing_code(double x)
{
    return x == -99.99 || x == -999.0;
}

static bool read_row(reader *r, const es_record *record, es_day *day, es_bad_row *bad)
{
    const char *const *name = r->in->header.name;
    const char *text = record->field[r->date_column];
    size_t n = record->length[r->date_column];
    const char *reason = NULL;
    if (r->french != ES_FRENCH_MONTHS)
        reason = es_dialect_day(&r->dialect, text, n, day);
    else if (!es_french_month(text, n, day))
        reason = "is not a month: expected YYYYMM";
    bad->line = record->line;
    if (reason)
        return es_bad(bad, name[r->date_column][0] ? name[r->date_column] : "date", text, n,
                      reason);
    for (size_t i = 0; i < r->n; i++) {
        double *x = &r->value[i];
        text = record->field[r->column[i]];
        n = record->length[r->column[i]];
        r->dialect.percent = true;
        reason = es_dialect_number(&r->dialect, text, n, x);
        if (!reason)
            *x = is_missing_code(*x)      ? (double)NAN
                 : r->dialect.was_percent ? *x
                                          : es_value_scaled(text, n, *x, r->scale);
        if (!reason && isinf(*x))
            reason = "is beyond the range of numbers";
        if (reason)
            return es_bad(bad, name[r->column[i]], text, n, reason);
    }
    return true;
}

/* The first rows of a file that is to be explained. */
static es_status explain_row(const reader *r, es_day day, uint64_t line, es_error *err)
{
    es_explanation *x = r->in->job->explain;
    es_column *columns = ES_NEW(r->in->arena, r->n + 2, es_column);
    es_cell *cells = ES_NEW(r->in->arena, r->n + 2, es_cell);
    es_status status;
    if (!columns || !cells)
        return es_fail_memory(err);
    columns[0] = (es_column){"line", ES_INT, ES_PLAIN};
    columns[1] = (es_column){"date", ES_DATE, ES_PLAIN};
    cells[0] = es_cell_int((int64_t)line);
    cells[1] = es_cell_day(day);
    for (size_t i = 0; i < r->n; i++) {
        columns[2 + i] = (es_column){r->name[i], ES_REAL, ES_PLAIN};
        cells[2 + i] = es_cell_real(r->value[i]);
    }
    status = es_explain_rows_begin(x, columns, r->n + 2, err);
    return status == ES_OK ? es_explain_row(x, cells, err) : status;
}

/* The next record of the table; n_fields is 0 behind it. */
static es_status next_row(reader *r, es_record *record, es_error *err)
{
    bool ended, more;
    if (r->french) {
        es_status status = es_french_ended(r->in, r->french, &ended, &more, err);
        r->more_tables = r->more_tables || more;
        if (status != ES_OK)
            return status;
    }
    return es_intake_next(r->in, record, err);
}

static es_status read_records(reader *r, es_error *err)
{
    es_intake *in = r->in;
    es_record record;
    es_bad_row bad;
    es_day day;
    es_status status;
    while ((status = next_row(r, &record, err)) == ES_OK && record.n_fields) {
        if (read_row(r, &record, &day, &bad)) {
            in->summary->unsorted = in->summary->unsorted || day < r->last_day;
            r->last_day = day;
            if (!es_batch_add(&r->batch, 0, day, record.line, r->value))
                status = es_fail_memory(err);
            else if (in->job->explain && in->job->explain->n_rows < ES_EXPLAINED_ROWS)
                status = explain_row(r, day, record.line, err);
        } else {
            status = es_intake_reject(in, &bad, err);
        }
        if (status != ES_OK)
            break;
    }
    return status;
}

/* ---- Guard: percent taken for fractions (R-9) ------------------------------------------------ */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of |x| over the values there are, 0 if none; magnitude holds n elements. */
static double median_magnitude(const double *x, size_t n, double *magnitude)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            magnitude[m++] = fabs(x[i]);
    if (m == 0)
        return 0.0;
    qsort(magnitude, m, sizeof *magnitude, compare_doubles);
    return m % 2 ? magnitude[m / 2] : 0.5 * (magnitude[m / 2 - 1] + magnitude[m / 2]);
}

static es_status fail_percent(const reader *r, size_t i, double median, es_error *err)
{
    (void)es_fail(err, ES_EDATA,
                  "%s: column \"%s\" looks like percent: its median daily size is %.4g",
                  r->in->name, r->in->header.name[r->column[i]], median);
    return es_hint(err, "--scale 0.01 converts percent; --scale 1 takes the values as fractions");
}

/* Taken as they stand, the values must not look like percent; scaled down, not like fractions that
 * were fractions before.  A riskless rate is always small. */
static es_status check_scale(const reader *r, es_error *err)
{
    const es_batch *b = &r->batch;
    double *magnitude;
    es_status status = ES_OK;
    if (b->n == 0)
        return ES_OK;
    magnitude = malloc(b->n * sizeof *magnitude);
    if (!magnitude)
        return es_fail_memory(err);
    for (size_t i = 0; status == ES_OK && i < r->n; i++) {
        double median = median_magnitude(b->value[i], b->n, magnitude);
        if (!r->scale_known && median > percent_median)
            status = fail_percent(r, i, median, err);
        if (r->scale < 1.0 && median > 0.0 && median < tiny_median && r->french != ES_FRENCH_MONTHS
            && strcmp(r->name[i], "rf") != 0)
            (void)snprintf(r->in->summary->tiny, sizeof r->in->summary->tiny, "%s", r->name[i]);
    }
    free(magnitude);
    return status;
}

/* A return of -100 % or less is none.  Only now, because in a percent file it is usual. */
static es_status reject_impossible(reader *r, es_error *err)
{
    es_batch *b = &r->batch;
    size_t kept = 0;
    es_status status = ES_OK;
    for (size_t j = 0; status == ES_OK && j < b->n; j++) {
        size_t i = 0;
        while (i < r->n && !(b->value[i][j] <= -1.0))
            i++;
        if (i == r->n) {
            es_intake_saw_day(r->in, b->day[j]);
            es_batch_move(b, kept++, j);
        } else {
            char value[40];
            es_bad_row bad = {.line = b->line[j]};
            (void)es_value_format(b->value[i][j], value);
            (void)es_bad(&bad, r->in->header.name[r->column[i]], value, strlen(value),
                         "is a return of -100 % or less");
            status = es_intake_reject(r->in, &bad, err);
        }
    }
    b->n = kept;
    return status;
}

/* ---- Into the store ------------------------------------------------------------------------- */

static es_status fail_repeated(const reader *r, const es_batch_conflict *c, es_error *err)
{
    char day[ES_DAY_TEXT], first[40], second[40];
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s: %s is %s here, but %s on line %llu",
                  ES_LINE_ARGS(r->in, c->second_line), es_day_format(c->day, day),
                  r->name[c->column], es_value_format(c->second, second),
                  es_value_format(c->first, first), (unsigned long long)c->first_line);
    return es_hint(err, "--on-conflict keep takes the first of them, replace the last");
}

static es_status fail_stored(const reader *r, size_t j, size_t i, const es_put_conflict *c,
                             es_error *err)
{
    char day[ES_DAY_TEXT], stored[40], given[40];
    (void)es_fail(err, ES_EDATA, ES_LINE_FORMAT ": %s: %s is %s here, but %s in the database",
                  ES_LINE_ARGS(r->in, r->batch.line[j]), es_day_format(r->batch.day[j], day),
                  r->name[i], es_value_format(c->given, given), es_value_format(c->stored, stored));
    return es_hint(err, "--on-conflict keep leaves the database as it is, replace changes it");
}

/* One day has one outcome, the gravest of its cells'. */
static void count_day(es_import_summary *s, const es_put_counts *cells)
{
    if (cells->replaced)
        s->replaced++;
    else if (cells->kept)
        s->kept++;
    else if (cells->added && !cells->unchanged)
        s->added++;
    else if (cells->added)
        s->filled++;
    else if (!cells->unchanged)
        s->empty++;
    else
        s->unchanged++;
}

static es_status put_day(const reader *r, size_t j, es_error *err)
{
    const es_job *job = r->in->job;
    const es_batch *b = &r->batch;
    es_put_counts cells = {0};
    es_status status = ES_OK;
    for (size_t i = 0; status == ES_OK && i < r->n; i++) {
        es_put_conflict conflict = {0};
        if (isnan(b->value[i][j]))
            continue;
        status = es_store_put_factor(job->store, r->name[i], 1, &b->day[j], &b->value[i][j],
                                     job->policy, &cells, &conflict, err);
        if (status != ES_OK && conflict.found)
            return fail_stored(r, j, i, &conflict, err);
    }
    if (status == ES_OK)
        count_day(r->in->summary, &cells);
    return status;
}

static es_status put_all(reader *r, es_error *err)
{
    es_batch_conflict conflict;
    es_status status = ES_OK;
    if (!es_batch_sort(&r->batch))
        return es_fail_memory(err);
    if (!es_batch_merge(&r->batch, r->in->job->policy, r->in->summary, &conflict))
        return fail_repeated(r, &conflict, err);
    for (size_t j = 0; status == ES_OK && j < r->batch.n; j++)
        status = put_day(r, j, err);
    return status;
}

static es_status prepare(reader *r, es_error *err)
{
    es_intake *in = r->in;
    double given = in->job->options->scale;
    es_status status = es_french_begin(in, &r->french, err);
    if (status == ES_OK)
        status = find_columns(r, err);
    if (status != ES_OK)
        return status;
    r->scale = given != 0.0 ? given : r->french ? 0.01 : 1.0;
    r->scale_known = given != 0.0 || r->french;
    in->summary->scale = r->scale;
    in->summary->n_symbols = r->n;
    return es_dialect_find(in, r->date_column, r->column, r->n, ES_ORDER_NONE, &r->dialect, err);
}

static void describe(const reader *r)
{
    es_import_summary *s = r->in->summary;
    if (r->french)
        (void)snprintf(s->layout, sizeof s->layout,
                       "Kenneth French's %s factors%s, percent, times %g%s",
                       r->french == ES_FRENCH_MONTHS ? "monthly" : "daily",
                       r->more_tables ? ", the first table" : "", r->scale,
                       r->french == ES_FRENCH_MONTHS ? ", named ..." ES_MONTHLY_SUFFIX
                                                       " for frequency = monthly"
                                                     : "");
    else
        (void)snprintf(s->layout, sizeof s->layout, "one row per day, one column per factor");
    es_dialect_describe(&r->dialect, s->layout, sizeof s->layout);
}

es_status es_read_factors(es_intake *in, es_error *err)
{
    reader r = {.in = in, .last_day = INT32_MIN};
    es_status status = prepare(&r, err);
    if (status != ES_OK)
        return status;
    status = es_batch_init(&r.batch, r.n) ? read_records(&r, err) : es_fail_memory(err);
    if (status == ES_OK)
        status = check_scale(&r, err);
    if (status == ES_OK && r.french == ES_FRENCH_DAYS)
        status = es_french_check_days(in, r.batch.n, r.batch.day, err);
    if (status == ES_OK)
        status = reject_impossible(&r, err);
    if (status == ES_OK)
        status = es_intake_finish(in, tolerated_rejects, err);
    if (status == ES_OK)
        status = put_all(&r, err);
    if (status == ES_OK)
        describe(&r);
    es_batch_free(&r.batch);
    return status;
}
