#include "store/chunk.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "store/decimals.h"

/* Packing is plain copying, on every machine the program is meant for. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "chunks are little-endian");
_Static_assert(sizeof(double) == 8 && sizeof(es_day) == 4, "chunks hold int32 and float64");

static es_day day_at(const es_chunk_view *view, size_t i)
{
    es_day day; /* the blob need not be aligned */
    memcpy(&day, (const unsigned char *)view->day + i * sizeof day, sizeof day);
    return day;
}

static bool days_are_sound(const es_chunk_view *view, int64_t year)
{
    for (size_t i = 1; i < view->n; i++)
        if (day_at(view, i - 1) >= day_at(view, i))
            return false;
    return es_day_year(day_at(view, 0)) == year && es_day_year(day_at(view, view->n - 1)) == year;
}

/* The columns behind the first; false: their sizes do not fit together. */
static bool read_row(es_statement *st, int first, size_t most, es_chunk_view *out)
{
    int64_t n = es_column_int(st, first + 1);
    size_t bytes;
    bool sound = n >= 1 && (uint64_t)n <= most;
    out->n = sound ? (size_t)n : 0;
    out->day = es_column_blob(st, first + 2, &bytes);
    sound = sound && bytes == out->n * sizeof(es_day);
    for (int f = 0; f < ES_N_FIELDS; f++) {
        out->value[f] = es_column_blob(st, first + 3 + f, &out->bytes[f]);
        sound =
            sound && (!out->value[f] || es_decimals_sound(out->n, out->value[f], out->bytes[f]));
    }
    return sound;
}

es_status es_chunk_read(es_statement *st, int first, es_chunk_view *out, es_error *err)
{
    int64_t year = es_column_int(st, first);
    bool sound = read_row(st, first, ES_CHUNK_DAYS, out) && days_are_sound(out, year);
    out->bars = false;
    return sound ? ES_OK : es_fail(err, ES_ESTORE, "table price_chunk: a row is damaged");
}

static bool seconds_are_sound(const es_chunk_view *view)
{
    for (size_t i = 0; i < view->n; i++) {
        es_day second = day_at(view, i);
        if (second < 0 || second >= ES_DAY_MINUTES * 60 || second % 60
            || (i && second <= day_at(view, i - 1)))
            return false;
    }
    return true;
}

es_status es_bars_read(es_statement *st, int first, es_chunk_view *out, es_error *err)
{
    static const int64_t most = 4000000; /* days: beyond the year 9999 */
    int64_t day = es_column_int(st, first);
    bool sound = day > -most && day < most && read_row(st, first, ES_CHUNK_ROWS, out)
                 && seconds_are_sound(out);
    out->bars = true;
    out->of_day = (es_day)day;
    return sound ? ES_OK : es_fail(err, ES_ESTORE, "table bar_chunk: a row is damaged");
}

void es_chunk_days(const es_chunk_view *view, es_day *out)
{
    memcpy(out, view->day, view->n * sizeof *out);
    for (size_t i = 0; view->bars && i < view->n; i++)
        out[i] = es_bar_at(view->of_day, out[i]);
}

void es_chunk_values(const es_chunk_view *view, int field, double *out)
{
    es_decimals_unpack(view->n, view->value[field], view->bytes[field], out);
}

void es_chunk_copy(const es_chunk_view *from, es_chunk *out)
{
    out->n = from->n;
    es_chunk_days(from, out->day);
    for (int f = 0; f < ES_N_FIELDS; f++) {
        out->has[f] = from->value[f] != NULL;
        if (out->has[f])
            es_chunk_values(from, f, out->value[f]);
    }
}

es_prices es_chunk_prices(const es_chunk *chunk)
{
    es_prices out = {.n = chunk->n, .day = chunk->day};
    for (int f = 0; f < ES_N_FIELDS; f++)
        out.value[f] = chunk->has[f] ? chunk->value[f] : NULL;
    return out;
}

static bool any_value(const double *value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(value[i]))
            return true;
    return false;
}

es_prices es_chunk_slice(const es_prices *rows, size_t first)
{
    es_prices out = {.day = rows->day + first};
    es_day begin = rows->day[first], end;
    if (es_is_bar(begin))
        end = es_bar_at(es_bar_day(begin) + 1, 0);
    else if (!es_day_from_civil(es_day_year(begin) + 1, 1, 1, &end))
        end = INT32_MAX; /* the last year there is */
    while (first + out.n < rows->n && out.day[out.n] < end)
        out.n++;
    for (int f = 0; f < ES_N_FIELDS; f++)
        if (rows->value[f] && any_value(rows->value[f] + first, out.n))
            out.value[f] = rows->value[f] + first;
    return out;
}

static double cell_of(const es_prices *rows, int f, size_t i)
{
    return rows->value[f] ? rows->value[f][i] : (double)NAN;
}

/* Appends day i of `from` to the chunk. */
static void append_day(es_chunk *out, const es_prices *from, size_t i)
{
    out->day[out->n] = from->day[i];
    for (int f = 0; f < ES_N_FIELDS; f++)
        out->value[f][out->n] = cell_of(from, f, i);
    out->n++;
}

/* What became of a row, by rising weight: of what happened to its cells, the heaviest counts. */
typedef enum outcome { UNCHANGED, FILLED, KEPT, REPLACED } outcome;

/* Merges one given value into one stored value. */
static outcome merge_cell(double *stored, double given, es_conflict_policy policy)
{
    bool fills = isnan(*stored);
    if (isnan(given) || given == *stored)
        return UNCHANGED;
    if (!fills && policy != ES_CONFLICT_REPLACE)
        return KEPT;
    *stored = given;
    return fills ? FILLED : REPLACED;
}

/* Merges row i into the chunk's newest day, which is the same day. */
static es_status merge_day(const es_prices *rows, size_t i, const es_merge *how, es_chunk *out,
                           bool *changed)
{
    outcome row = UNCHANGED;
    uint64_t *const counter[] = {
        [UNCHANGED] = &how->counts->unchanged,
        [FILLED] = &how->counts->filled,
        [KEPT] = &how->counts->kept,
        [REPLACED] = &how->counts->replaced,
    };
    for (int f = 0; f < ES_N_FIELDS; f++) {
        double *stored = &out->value[f][out->n - 1], given = cell_of(rows, f, i);
        outcome cell = merge_cell(stored, given, how->policy);
        if (cell == KEPT && how->policy == ES_CONFLICT_ERROR) {
            *how->conflict = (es_put_conflict){true, i, es_field_name((es_field)f), *stored, given};
            return ES_EDATA;
        }
        *changed = *changed || cell == FILLED || cell == REPLACED;
        row = cell > row ? cell : row;
    }
    ++*counter[row];
    return ES_OK;
}

es_status es_chunk_merge(const es_chunk *stored, const es_prices *rows, const es_merge *how,
                         es_chunk *out, bool *changed)
{
    const es_prices old = es_chunk_prices(stored);
    size_t j = 0;
    out->n = 0;
    *changed = false;
    for (size_t i = 0; i < rows->n; i++) {
        while (j < old.n && old.day[j] < rows->day[i])
            append_day(out, &old, j++);
        if (j < old.n && old.day[j] == rows->day[i]) {
            append_day(out, &old, j++);
            if (merge_day(rows, i, how, out, changed) != ES_OK)
                return ES_EDATA;
        } else {
            append_day(out, rows, i);
            how->counts->added++;
            *changed = true;
        }
    }
    while (j < old.n)
        append_day(out, &old, j++);
    for (int f = 0; f < ES_N_FIELDS; f++)
        out->has[f] = any_value(out->value[f], out->n);
    return ES_OK;
}
