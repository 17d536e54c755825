#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"
#include "event/aligner.h"

/* The day of the lane of an index of the axis, -1: outside the data. */
static int32_t lane_index(const es_aligner *a, int32_t axis_index)
{
    if (axis_index < 0)
        return -1;
    if (a->s->align.calendar != ES_CALENDAR_SECURITY)
        return (size_t)axis_index < es_aligner_calendar(a)->n ? axis_index : -1;
    return (size_t)axis_index < a->lane.n_axis ? a->lane.axis[axis_index] : -1;
}

/* The calendar index of every column of an event whose security (calendar=security) or market, of
 * several, paused. */
static int32_t *own_days(es_aligner *a, int32_t axis0)
{
    int32_t *day = es_arena_alloc_raw(a->arena, a->s->width, sizeof *day);
    for (size_t c = 0; day && c < a->s->width; c++)
        day[c] = es_aligner_on_calendar(a, lane_index(a, axis0 + es_sample_tau(a->s, c)));
    return day;
}

/* The usual row: its estimation days are one stretch, it lies inside the data, its days are day0 +
 * tau of the study's calendar, and every return spans one day or is missing. */
static bool is_plain(const es_aligner *a, size_t row, int32_t axis0)
{
    const es_sample *s = a->s;
    const es_alignment *align = &s->align;
    int32_t first = axis0 + align->estimation.hull.first, event = axis0 + align->event.first;
    if (a->venue || align->calendar == ES_CALENDAR_SECURITY || s->tau_of || axis0 != s->day0[row]
        || first < 0 || event < 0 || (size_t)(axis0 + align->event.last) >= a->market->calendar.n
        || (size_t)(axis0 + align->estimation.hull.last) >= a->market->calendar.n)
        return false;
    return a->lane.longest <= 1
           || (es_lane_longest(&a->lane, (size_t)first, s->n_est) <= 1
               && es_lane_longest(&a->lane, (size_t)event, s->n_tau) <= 1);
}

/* May the plain rows of a security show one copy of its returns, instead of one each?  The columns
 * must be days in a row, and none of them masked. */
static bool may_share(const es_alignment *align)
{
    return align->estimation.hull.last + 1 == align->event.first && !align->mask_other_events
           && align->confounding == ES_CONFOUNDING_FLAG;
}

/* A row that shares, by its first day. */
typedef struct shown {
    int32_t first;
    int32_t row;
} shown;

static int compare_shown(const void *a, const void *b)
{
    const shown *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* The rows without returns, sorted. */
static size_t list_shown(const es_aligner *a, const es_visit *v, size_t n, shown *out)
{
    size_t n_shown = 0;
    for (size_t k = 0; k < n; k++) {
        int32_t row = a->ledger[v[k].event].row;
        if (row >= 0 && !a->ret[row])
            out[n_shown++] = (shown){a->axis0[v[k].event] + a->s->align.estimation.hull.first, row};
    }
    qsort(out, n_shown, sizeof *out, compare_shown);
    return n_shown;
}

/* Keeps the returns of all days that the rows without returns show, each day once, and lets the
 * rows show them: the days of a row stay side by side. */
static void share_days(es_aligner *a, const es_visit *v, size_t n)
{
    int32_t width = (int32_t)a->s->width, end = INT32_MIN; /* of the days kept */
    shown *list = es_arena_alloc_raw(a->arena, n, sizeof *list);
    size_t n_shown = list ? list_shown(a, v, n, list) : 0, days = 0;
    double *ret;
    for (size_t i = 0; i < n_shown; i++) {
        days += (size_t)(list[i].first < end ? list[i].first + width - end : width);
        end = list[i].first + width;
    }
    ret = es_arena_alloc_raw(a->arena, days, sizeof *ret);
    end = INT32_MIN;
    for (size_t i = 0; ret && i < n_shown; i++) {
        int32_t from = list[i].first < end ? end : list[i].first;
        end = list[i].first + width;
        memcpy(ret, a->lane.ret + from, (size_t)(end - from) * sizeof *ret);
        ret += end - from;
        a->ret[list[i].row] = ret - width;
    }
}

static void copy_plain_row(es_aligner *a, size_t row, int32_t axis0)
{
    const es_sample *s = a->s;
    double *ret = es_arena_alloc_raw(a->arena, s->width, sizeof *ret);
    const double *from = a->lane.ret + axis0;
    a->ret[row] = a->own = ret;
    if (!ret)
        return;
    memcpy(ret, from + s->align.estimation.hull.first, s->n_est * sizeof *ret);
    memcpy(ret + s->n_est, from + s->align.event.first, s->n_tau * sizeof *ret);
}

/* Copies the security's returns of all columns of a row; notes spans and days only where they are
 * not the plain ones. */
static void copy_row(es_aligner *a, size_t row, int32_t axis0)
{
    const es_sample *s = a->s;
    double *ret = es_arena_alloc_raw(a->arena, s->width, sizeof *ret);
    uint16_t *span = NULL;
    bool plain = true; /* every column lies day0 + tau days into the market's calendar */
    a->ret[row] = a->own = ret;
    for (size_t c = 0; ret && c < s->width; c++) {
        int32_t t = lane_index(a, axis0 + es_sample_tau(s, c));
        ret[c] = t < 0 ? (double)NAN : a->lane.ret[t];
        plain = plain
                && (t < 0 ? !a->venue
                          : es_aligner_on_calendar(a, t) == s->day0[row] + es_sample_tau(s, c));
        if (t < 0 || a->lane.span[t] <= 1)
            continue;
        if (!span) {
            a->span[row] = span = es_arena_alloc_raw(a->arena, s->width, sizeof *span);
            for (size_t k = 0; span && k < s->width; k++)
                span[k] = 1;
        }
        if (span)
            span[c] = a->lane.span[t];
    }
    if (!plain)
        a->day[row] = own_days(a, axis0);
}

/* a delisting in the event window whose return nobody supplied. */
static void note_delisting(es_aligner *a, size_t row, int32_t axis0)
{
    const es_sample *s = a->s;
    const es_wealth_info *info = &a->lane.info;
    es_ledger_entry *entry = &a->ledger[s->event[row]];
    int32_t t;
    if (!info->delisted)
        return;
    t = (int32_t)es_calendar_next(es_aligner_calendar(a), info->delisting.day);
    for (size_t c = s->n_est; c < s->width; c++)
        if (lane_index(a, axis0 + es_sample_tau(s, c)) == t) {
            entry->delisted = true;
            if (a->market->returns.delist_fill && !isnan(info->delisting.fill))
                entry->delist_fill = info->delisting.fill;
        }
}

/* What the security was worth before each day of the event window. */
static void fill_capitalisation(es_aligner *a, size_t row, int32_t axis0)
{
    const es_sample *s = a->s;
    double *cap = es_arena_alloc_raw(a->arena, s->n_tau, sizeof *cap);
    a->cap[row] = cap;
    for (size_t j = 0; cap && j < s->n_tau; j++) {
        int32_t t = lane_index(a, axis0 + es_sample_tau(s, s->n_est + j));
        cap[j] = t > 0 ? a->lane.cap[t - 1] : (double)NAN;
    }
}

/* Marks the estimation columns of `axis0` that lie in the event window around `other`. */
static void mark_overlap(es_aligner *a, int32_t axis0, int32_t other)
{
    const es_alignment *align = &a->s->align;
    (void)es_estimation_mark(&align->estimation, other + align->event.first - axis0,
                             other + align->event.last - axis0, a->inside);
}

/* Takes the marked estimation days out of a row. */
static void mask_marked(es_aligner *a, size_t row)
{
    const es_sample *s = a->s;
    assert(a->own || es_arena_failed(a->arena)); /* where days are masked no row shares */
    for (size_t c = 0; a->own && c < s->n_est; c++)
        if (a->inside[c] && !isnan(a->own[c])) {
            a->own[c] = (double)NAN;
            a->masked[row]++;
        }
}

/* T-9, G-10: estimation days of a row that lie in the event window of another event of the same
 * security. */
static void mask_row(es_aligner *a, size_t row, const es_visit *v, size_t n)
{
    const es_sample *s = a->s;
    int32_t axis0 = a->axis0[s->event[row]];
    unsigned touched = 0;
    memset(a->inside, 0, s->n_est);
    for (size_t j = 0; j < n; j++) {
        int32_t other = a->axis0[v[j].event];
        if (other >= 0 && other != axis0)
            mark_overlap(a, axis0, other);
    }
    for (size_t c = 0; c < s->n_est; c++)
        touched += a->inside[c];
    a->touched[row] = (uint16_t)touched;
    if (s->align.mask_other_events)
        mask_marked(a, row);
}

/* The same for the days of confounding events. */
static void mask_confounded(es_aligner *a, size_t row, int32_t series)
{
    es_calendar axis = es_aligner_axis(a);
    es_ledger_entry unused = {.row = -1};
    if (a->ledger[a->s->event[row]].n_confounding_est == 0)
        return;
    memset(a->inside, 0, a->s->n_est);
    es_confounding_count(a->data, &a->confounding, &a->s->align, series, &axis,
                         a->axis0[a->s->event[row]], a->inside, &unused);
    mask_marked(a, row);
}

/* Lays one event out; plain rows that share get their returns later. */
static void fill_row(es_aligner *a, const es_visit *v, size_t n, size_t k, bool share)
{
    size_t row = (size_t)a->ledger[v[k].event].row;
    int32_t axis0 = a->axis0[v[k].event];
    a->own = NULL;
    a->basis[row] = a->lane.info.basis;
    if (a->venue)
        a->venue_of_row[row] = a->venue;
    if (!is_plain(a, row, axis0))
        copy_row(a, row, axis0);
    else if (!share)
        copy_plain_row(a, row, axis0);
    note_delisting(a, row, axis0);
    if (a->lane.has_cap)
        fill_capitalisation(a, row, axis0);
    if (n > 1)
        mask_row(a, row, v, n);
    if (a->s->align.confounding != ES_CONFOUNDING_FLAG)
        mask_confounded(a, row, v[k].series);
}

ES_WIDE static uint16_t count_returns(size_t n, const double *ret)
{
    int64_t count = 0;
    for (size_t c = 0; c < n; c++)
        count += ret[c] == ret[c];
    return (uint16_t)count;
}

void es_rows_fill(es_aligner *a, const es_visit *v, size_t n)
{
    bool share = may_share(&a->s->align);
    for (size_t k = 0; k < n; k++)
        if (a->ledger[v[k].event].row >= 0)
            fill_row(a, v, n, k, share);
    if (share)
        share_days(a, v, n);
    for (size_t k = 0; k < n && !es_arena_failed(a->arena); k++) {
        int32_t row = a->ledger[v[k].event].row;
        if (row >= 0)
            a->n_est_ret[row] = count_returns(a->s->n_est, a->ret[row]);
    }
}
