#include "store/reader.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "series/returns.h"
#include "store/correction.h"

/* Each page of prices is read once: a cache that the processor's own cache can hold is faster. */
#define SMALL_CACHE "PRAGMA cache_size = -768" /* KiB */

/* The buffers grow to the longest series and are used again for every other. */
struct es_reader {
    es_store *store;
    const int64_t *security_id;
    size_t n_series;
    es_statement chunks;
    bool bars;     /* of bars: else of days */
    bool sparing;  /* for returns: leaves out what they do without */
    bool left_out; /* it did, of the current series, */
    bool lacking;  /* which needs it */
    int first_year;
    bool corrected;
    es_correction *correction; /* n_corrections, by security */
    size_t n_corrections;
    size_t capacity; /* days */
    size_t n;        /* days of the current series */
    es_day *day;
    double *value[ES_N_FIELDS];
    bool has[ES_N_FIELDS]; /* value[f] is filled up to n */
};

enum { ALL_FIELDS = (1u << ES_N_FIELDS) - 1, SQL_SIZE = 400 };

/* The columns of days or bars as es_chunk_read expects them, NULL for fields not asked for. */
static void write_sql(bool bars, unsigned fields, char sql[SQL_SIZE])
{
#define NAME(id, name) name,
    static const char *const names[] = {ES_FIELD_MAP(NAME)};
#undef NAME
    char columns[SQL_SIZE / 2] = "";
    size_t n = 0;
    for (int f = 0; f < ES_N_FIELDS; f++) {
        sqlite3_snprintf((int)(sizeof columns - n), columns + n, ", %s",
                         fields >> f & 1u ? names[f] : "NULL");
        n += strlen(columns + n);
    }
    sqlite3_snprintf(SQL_SIZE, sql,
                     "SELECT %s%s FROM %s WHERE security_id = :security_id AND %s >= :first"
                     " ORDER BY %s",
                     bars ? "day, n, second" : "year, n, day", columns,
                     bars ? "bar_chunk" : "price_chunk", bars ? "day" : "year",
                     bars ? "day" : "year");
}

static es_status open_reader(es_store *store, bool bars, unsigned fields,
                             const int64_t *security_id, size_t n, es_reader **out, es_error *err)
{
    char sql[SQL_SIZE];
    es_status status;
    es_reader *reader = *out = calloc(1, sizeof *reader);
    if (!reader)
        return es_fail_memory(err);
    reader->store = store;
    reader->security_id = security_id;
    reader->n_series = n;
    reader->bars = bars;
    reader->sparing = fields == ES_RETURN_FIELDS;
    if (bars)
        reader->first_year = INT32_MIN;
    status = bars ? es_store_require_bars(store, err) : ES_OK;
    write_sql(bars, fields, sql);
    if (status == ES_OK)
        status = es_statement_prepare(store->db, sql, &reader->chunks, err);
    reader->corrected = !bars; /* the doctor looks at days */
    if (status == ES_OK && !bars)
        status = es_corrections_load(store, &reader->correction, &reader->n_corrections, err);
    if (status != ES_OK) {
        es_reader_close(reader);
        *out = NULL;
    }
    return status;
}

es_status es_reader_open(es_store *store, const int64_t *security_id, size_t n, es_reader **out,
                         es_error *err)
{
    return open_reader(store, false, ALL_FIELDS, security_id, n, out, err);
}

es_status es_reader_open_bars(es_store *store, const int64_t *security_id, size_t n,
                              es_reader **out, es_error *err)
{
    return open_reader(store, true, ALL_FIELDS, security_id, n, out, err);
}

void es_reader_begin_at(es_reader *reader, int year)
{
    reader->first_year = year;
}

void es_reader_correct(es_reader *reader, bool corrected)
{
    reader->corrected = corrected;
}

/* Sets `another` as `reader` is set. */
static void set_alike(es_reader *another, const es_reader *reader)
{
    another->first_year = reader->first_year;
    another->corrected = reader->corrected;
}

es_status es_reader_beside(void *context, unsigned fields, void **out, es_error *err)
{
    const es_reader *reader = context;
    es_reader *another;
    es_status status = open_reader(reader->store, reader->bars, fields, reader->security_id,
                                   reader->n_series, &another, err);
    if (status == ES_OK)
        set_alike(another, reader);
    *out = another;
    return status;
}

es_status es_reader_another(void *context, unsigned fields, void **out, es_error *err)
{
    const es_reader *reader = context;
    es_store *store;
    es_reader *another = NULL;
    es_status status;
    *out = NULL;
    if (strcmp(reader->store->path, ":memory:") == 0)
        return ES_OK;
    status = es_store_open(reader->store->path, ES_STORE_READ, &store, err);
    if (status != ES_OK)
        return status;
    status = es_sql_run(store->db, SMALL_CACHE, err);
    if (status == ES_OK)
        status = open_reader(store, reader->bars, fields, reader->security_id, reader->n_series,
                             &another, err);
    if (status != ES_OK) {
        es_store_close(store);
        return status;
    }
    set_alike(another, reader);
    *out = another;
    return ES_OK;
}

void es_reader_close_own(void *context)
{
    es_reader *reader = context;
    es_store *store = reader ? reader->store : NULL;
    es_reader_close(reader);
    es_store_close(store);
}

void es_reader_close(void *context)
{
    es_reader *reader = context;
    if (!reader)
        return;
    es_statement_finalize(&reader->chunks);
    free(reader->correction);
    free(reader->day);
    for (int f = 0; f < ES_N_FIELDS; f++)
        free(reader->value[f]);
    free(reader);
}

static bool grow(void **array, size_t count, size_t size)
{
    void *grown = realloc(*array, count * size);
    if (grown)
        *array = grown;
    return grown != NULL;
}

static bool make_room(es_reader *reader, size_t n)
{
    size_t capacity = reader->capacity ? reader->capacity : (size_t)8 * ES_CHUNK_DAYS;
    void *array = reader->day;
    if (reader->n + n <= reader->capacity)
        return true;
    while (capacity < reader->n + n)
        capacity *= 2;
    if (!grow(&array, capacity, sizeof *reader->day))
        return false;
    reader->day = array;
    for (int f = 0; f < ES_N_FIELDS; f++) {
        array = reader->value[f];
        if (!grow(&array, capacity, sizeof(double)))
            return false;
        reader->value[f] = array;
    }
    reader->capacity = capacity;
    return true;
}

static void fill_missing(double *value, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++)
        value[i] = (double)NAN;
}

/* Unpacking is much of the work: where there are adjusted prices, close and volume are tried
 * without.  false: the series needs them. */
static bool leave_out(es_reader *reader, es_chunk_view *view)
{
    if (view->value[ES_FIELD_SHARES] || view->value[ES_FIELD_DELIST_CODE])
        return false;
    if (!view->value[ES_FIELD_ADJ_CLOSE])
        return true;
    reader->left_out =
        reader->left_out || view->value[ES_FIELD_CLOSE] || view->value[ES_FIELD_VOLUME];
    view->value[ES_FIELD_CLOSE] = view->value[ES_FIELD_VOLUME] = NULL;
    return true;
}

static void append(es_reader *reader, const es_chunk_view *view)
{
    size_t at = reader->n;
    es_chunk_days(view, reader->day + at);
    for (int f = 0; f < ES_N_FIELDS; f++) {
        if (view->value[f]) {
            if (!reader->has[f]) /* the first year with this field */
                fill_missing(reader->value[f], 0, at);
            reader->has[f] = true;
            es_chunk_values(view, f, reader->value[f] + at);
        } else if (reader->has[f]) {
            fill_missing(reader->value[f], at, at + view->n);
        }
    }
    reader->n += view->n;
}

/* All that is left; with `sparing` it ends where something that was left out is needed. */
static es_status read_chunks(es_reader *reader, bool sparing, es_error *err)
{
    for (;;) {
        es_chunk_view view;
        bool row;
        es_status status = es_statement_step(&reader->chunks, &row, err);
        if (status != ES_OK || !row)
            return status;
        status = reader->bars ? es_bars_read(&reader->chunks, 0, &view, err)
                              : es_chunk_read(&reader->chunks, 0, &view, err);
        if (status != ES_OK)
            return status;
        if (!make_room(reader, view.n))
            return es_fail_memory(err);
        if (sparing && !leave_out(reader, &view)) {
            if (reader->left_out) {
                reader->lacking = true;
                return ES_OK;
            }
            sparing = false;
        }
        append(reader, &view);
    }
}

static es_prices as_prices(const es_reader *reader)
{
    es_prices out = {.n = reader->n, .day = reader->day};
    for (int f = 0; f < ES_N_FIELDS; f++)
        out.value[f] = reader->has[f] ? reader->value[f] : NULL;
    return out;
}

/* The corrections of this security: the first, and *n of them. */
static es_correction *corrections_of(const es_reader *reader, int64_t security_id, size_t *n)
{
    size_t low = 0, high = reader->n_corrections;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reader->correction[middle].security_id < security_id)
            low = middle + 1;
        else
            high = middle;
    }
    *n = 0;
    while (low + *n < reader->n_corrections
           && reader->correction[low + *n].security_id == security_id)
        ++*n;
    return reader->correction + low;
}

/* Applies those that stand.  All are judged by the series as stored, before the first changes it.
 */
static void correct(es_reader *reader, int64_t security_id)
{
    size_t n;
    es_correction *c = corrections_of(reader, security_id, &n);
    const es_prices stored = as_prices(reader);
    for (size_t i = 0; i < n; i++)
        es_correction_judge(&c[i], &stored);
    for (size_t i = 0; i < n; i++) {
        if (!c[i].stands)
            continue;
        if (!reader->has[ES_FIELD_SPLIT] && c[i].field == ES_FIELD_CLOSE) {
            fill_missing(reader->value[ES_FIELD_SPLIT], 0, reader->n);
            reader->has[ES_FIELD_SPLIT] = true;
        }
        es_correction_apply(&c[i], reader->value[ES_FIELD_SPLIT],
                            reader->value[ES_FIELD_ADJ_CLOSE]);
    }
}

static es_status read_series(es_reader *reader, int64_t security_id, bool sparing, es_error *err)
{
    es_status status;
    es_prices prices;
    reader->n = 0;
    reader->left_out = reader->lacking = false;
    memset(reader->has, 0, sizeof reader->has);
    es_bind_int(&reader->chunks, ":security_id", security_id);
    es_bind_int(&reader->chunks, ":first", reader->first_year);
    status = read_chunks(reader, sparing, err);
    es_statement_reset(&reader->chunks);
    prices = as_prices(reader);
    if (reader->left_out && !es_adjusted_suffices(&prices))
        reader->lacking = true;
    return status;
}

/* Has the security corrections in force?  They are judged by what may be left out. */
static bool is_corrected(const es_reader *reader, int64_t security_id)
{
    size_t n = 0;
    if (reader->corrected && reader->n_corrections)
        (void)corrections_of(reader, security_id, &n);
    return n > 0;
}

es_status es_reader_read(void *context, size_t series, es_prices *out, es_error *err)
{
    es_reader *reader = context;
    int64_t id;
    bool corrected;
    es_status status;
    assert(series < reader->n_series);
    id = reader->security_id[series];
    corrected = is_corrected(reader, id);
    status = read_series(reader, id, reader->sparing && !corrected, err);
    if (status == ES_OK && reader->lacking)
        status = read_series(reader, id, false, err);
    if (status == ES_OK && corrected)
        correct(reader, id);
    *out = as_prices(reader);
    return status;
}
