#include "event/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/fleet.h"
#include "base/sort.h"
#include "event/aligner.h"
#include "event/benchmark.h"
#include "event/confounding.h"

/* The hours of the exchange whose calendar is in use. */
static es_session session_of(const es_aligner *a)
{
    es_session session = a->venue ? a->venue->session : a->market->session;
    if (session.close == ES_NO_TIME)
        session.close = a->s->align.market_close;
    session.bar_minutes = a->market->bar_minutes;
    session.bar_end = a->s->align.bar_stamp != 0;
    return session;
}

/* Day zero, or of weeks and months the period that holds it; *day is the day itself. */
static es_day_zero find_day_zero(const es_aligner *a, const es_event *event,
                                 const es_calendar *axis, const es_session *session, es_day *day)
{
    const es_market *market = a->market;
    const es_calendar *days = market->period_first ? &market->days : axis;
    es_day_zero zero = es_find_day_zero(event, days, a->s->align.roll, session);
    if (zero.index < 0)
        return zero;
    *day = days->day[zero.index];
    if (!market->period_first)
        return zero;
    zero.index = (int32_t)es_calendar_next(axis, *day);
    if (axis->day[zero.index] != *day)
        zero.shift |= ES_SHIFT_PERIOD;
    return zero;
}

static bool shift_too_long(const es_aligner *a, const es_event *event, es_day day0)
{
    int most = a->s->align.max_shift;
    return most >= 0 && abs(es_date_of(day0) - event->announced) > most;
}

/* What other news of the firm does to an event with day zero at axis0.  An event excluded for it is
 * news of the firm all the same: it still stands in the way of others. */
static void confound(es_aligner *a, const es_calendar *axis, int32_t series, int32_t axis0,
                     es_ledger_entry *entry)
{
    const es_alignment *align = &a->s->align;
    es_confounding_count(a->data, &a->confounding, align, series, axis, axis0, NULL, entry);
    if (align->confounding == ES_CONFOUNDING_EXCLUDE && entry->n_confounding)
        entry->outcome = ES_CONFOUNDING_EVENT;
}

/* The security's other events, duplicates apart, whose event windows share days with each one's. */
static void count_overlaps(es_aligner *a, const es_visit *v, size_t n)
{
    int32_t width = a->s->align.event.last - a->s->align.event.first;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            int32_t x = a->axis0[v[i].event], y = a->axis0[v[j].event];
            if (x < 0 || y < 0 || x == y || abs(x - y) > width)
                continue;
            a->ledger[v[i].event].n_overlaps++;
            a->ledger[v[j].event].n_overlaps++;
        }
}

/* Day zeros of all events of one security, and duplicates among them (T-8). */
static void place(es_aligner *a, const es_visit *v, size_t n)
{
    es_calendar axis = es_aligner_axis(a);
    es_session session = session_of(a);
    for (size_t i = 0; i < n; i++) {
        const es_event *event = &a->data->event[v[i].event];
        es_ledger_entry *entry = &a->ledger[v[i].event];
        es_day day = 0;
        es_day_zero zero = find_day_zero(a, event, &axis, &session, &day);
        bool timeless = session.bar_minutes && event->time == ES_NO_TIME
                        && event->timing != ES_TIMING_BMO && event->timing != ES_TIMING_AMC;
        es_session_moment(&session, event, &entry->exchange_day, &entry->exchange_time);
        a->axis0[v[i].event] = zero.index;
        entry->shift = zero.shift;
        if (zero.index < 0 || timeless) {
            entry->outcome = timeless ? ES_NO_TIME_OF_DAY : ES_NO_TRADING_DAY;
            a->axis0[v[i].event] = -1;
            continue;
        }
        entry->day0 = axis.day[zero.index];
        entry->day_before = zero.index > 0 ? axis.day[zero.index - 1] : ES_DAY_FIRST;
        entry->day_after = (size_t)zero.index + 1 < axis.n ? axis.day[zero.index + 1] : ES_DAY_LAST;
        if (shift_too_long(a, event, day)) {
            entry->outcome = ES_SHIFT_TOO_LONG;
            a->axis0[v[i].event] = -1;
            continue;
        }
        for (size_t j = 0; j < i && a->s->align.duplicate == ES_DUPLICATE_DROP; j++)
            if (a->axis0[v[j].event] == zero.index) {
                entry->outcome = ES_DUPLICATE_EVENT;
                entry->duplicate_of = (int32_t)v[j].event;
                break;
            }
        if (a->data->n_confounding && entry->outcome == ES_USED)
            confound(a, &axis, v[i].series, zero.index, entry);
    }
    count_overlaps(a, v, n);
}

/* Gives every event that has a day zero its row, in the order of the events. */
static es_status number_rows(es_aligner *a, es_error *err)
{
    es_sample *s = a->s;
    uint32_t *event = ES_NEW(a->arena, a->data->n_events, uint32_t);
    int32_t *day0 = ES_NEW(a->arena, a->data->n_events, int32_t);
    if (es_arena_failed(a->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < a->data->n_events; i++) {
        a->ledger[i].row = -1;
        if (a->ledger[i].outcome != ES_USED)
            continue;
        a->ledger[i].row = (int32_t)s->n;
        event[s->n] = (uint32_t)i;
        day0[s->n++] = es_calendar_find(&a->market->calendar, a->ledger[i].day0);
    }
    s->event = event;
    s->day0 = day0;
    a->ret = ES_NEW(a->arena, s->n, const double *);
    a->span = ES_NEW(a->arena, s->n, const uint16_t *);
    a->day = ES_NEW(a->arena, s->n, const int32_t *);
    a->cap = ES_NEW(a->arena, s->n, const double *);
    if (a->market->n_venues)
        s->venue = a->venue_of_row = ES_NEW(a->arena, s->n, const es_venue *);
    a->n_est_ret = ES_NEW(a->arena, s->n, uint16_t);
    a->masked = ES_NEW(a->arena, s->n, uint16_t);
    a->touched = ES_NEW(a->arena, s->n, uint16_t);
    a->basis = ES_NEW(a->arena, s->n, es_price_basis);
    s->ret = a->ret;
    s->span = a->span;
    s->day = a->day;
    s->cap = a->cap;
    s->n_est_ret = a->n_est_ret;
    s->masked = a->masked;
    s->touched = a->touched;
    s->basis = a->basis;
    return es_arena_failed(a->arena) ? es_fail_memory(err) : ES_OK;
}

typedef enum pass { PLACE, FILL } pass;

/* The securities, once for each of their markets; each worker has an aligner, an arena and a reader
 * of its own. */
typedef struct security_round {
    pass what;
    bool need_lane;
    const es_visit *visit;
    const size_t *first; /* of each security, and the end */
    es_aligner *worker;
} security_round;

static es_status visit_securities(void *context, size_t worker, size_t first, size_t last,
                                  es_error *err)
{
    const security_round *r = context;
    es_aligner *a = &r->worker[worker];
    for (size_t i = first; i < last; i++) {
        const es_visit *v = r->visit + r->first[i];
        size_t n = r->first[i + 1] - r->first[i];
        es_status status = ES_OK;
        a->venue = v->venue >= 0 ? &a->market->venue[v->venue] : NULL;
        for (size_t k = 0; k < n; k++) /* strewn over memory: on its way while prices are read */
            __builtin_prefetch(&a->ledger[v[k].event], 1);
        if (r->need_lane)
            status = es_lane_read(&a->lane, &a->source, (size_t)v->series, a->venue, err);
        if (status)
            return status;
        if (r->what == PLACE)
            place(a, v, n);
        else
            es_rows_fill(a, v, n);
    }
    return es_arena_failed(a->arena) ? es_fail_memory(err) : ES_OK;
}

/* What `fill` writes of one row. */
static void share_row(es_aligner *a, size_t row, es_parcel *p)
{
    const es_sample *s = a->s;
    es_ledger_entry *entry = &a->ledger[s->event[row]];
    a->ret[row] = es_parcel_array(p, a->ret[row], s->width * sizeof **a->ret, a->arena);
    es_parcel_once(p, &a->n_est_ret[row], sizeof *a->n_est_ret);
    es_parcel_once(p, &a->masked[row], sizeof *a->masked);
    es_parcel_once(p, &a->touched[row], sizeof *a->touched);
    es_parcel_once(p, &a->basis[row], sizeof *a->basis);
    es_parcel_once(p, &entry->delisted, sizeof entry->delisted);
    es_parcel_once(p, &entry->delist_fill, sizeof entry->delist_fill);
    a->span[row] = es_parcel_array(p, a->span[row], s->width * sizeof **a->span, a->arena);
    a->day[row] = es_parcel_array(p, a->day[row], s->width * sizeof **a->day, a->arena);
    a->cap[row] = es_parcel_array(p, a->cap[row], s->n_tau * sizeof **a->cap, a->arena);
}

/* What visit_securities makes of securities first .. last - 1 when it fills. */
static void share_securities(void *context, size_t worker, size_t first, size_t last, es_parcel *p)
{
    const security_round *r = context;
    es_aligner *a = &r->worker[worker];
    size_t off = es_parcel_number(p, a->lane.off_calendar);
    bool has_volume = es_parcel_number(p, a->lane.has_volume) != 0;
    a->lane.off_calendar = p->taking ? a->lane.off_calendar + off : 0;
    a->lane.has_volume = p->taking && (a->lane.has_volume || has_volume);
    for (size_t k = r->first[first]; k < r->first[last]; k++) {
        int32_t row = a->ledger[r->visit[k].event].row;
        if (row < 0)
            continue;
        if (a->venue_of_row && r->visit[k].venue >= 0)
            a->venue_of_row[row] = &a->market->venue[r->visit[k].venue];
        share_row(a, (size_t)row, p);
    }
}

/* Gives worker number i what it needs of its own: an arena, a lane and, beyond the first few
 * securities, a reader of the fields that matter.  A source that has but one reader leaves it to
 * the first worker: *alone. */
static es_status open_worker(const es_aligner *a, bool many, es_aligner *out, bool *alone,
                             es_error *err)
{
    const es_source *source = &a->data->source;
    void *reader = NULL;
    es_status status = ES_OK;
    *out = *a;
    if (many && source->another)
        status = source->another(source->context, ES_RETURN_FIELDS, &reader, err);
    if (reader)
        out->source.context = reader;
    else
        out->source.close = NULL; /* the data set's own */
    *alone = !reader;
    out->arena = es_arena_new();
    if (!status && !out->arena)
        status = es_fail_memory(err);
    if (status)
        return status;
    out->inside = es_arena_alloc_raw(out->arena, a->s->n_est, 1);
    return es_lane_open(&out->lane, a->market, &a->s->align, out->arena, err);
}

static void close_worker(const es_aligner *a, es_aligner *worker)
{
    a->s->off_calendar += worker->lane.off_calendar;
    a->s->has_volume = a->s->has_volume || worker->lane.has_volume;
    if (worker->source.close)
        worker->source.close(worker->source.context);
    es_arena_adopt(a->arena, worker->arena);
}

/* Visits every security once for each of its markets. */
static es_status for_each_security(es_aligner *a, const es_visit *v, size_t n, pass what,
                                   es_error *err)
{
    enum { SECURITIES_PER_BLOCK = 16 };
    size_t *first = es_arena_alloc_raw(a->arena, n + 1, sizeof *first), opened = 0;
    security_round r = {what, what == FILL || a->s->align.calendar == ES_CALENDAR_SECURITY, v,
                        first, ES_NEW(a->arena, ES_MAX_THREADS, es_aligner)};
    es_job job = {.grain = SECURITIES_PER_BLOCK,
                  .work = visit_securities,
                  .context = &r,
                  .progress = what == FILL ? a->s->align.progress : NULL,
                  .fleet = a->s->align.fleet,
                  .share = what == FILL ? share_securities : NULL};
    es_status status = ES_OK;
    bool alone = !r.need_lane;
    if (es_arena_failed(a->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || v[i].series != v[i - 1].series || v[i].venue != v[i - 1].venue)
            first[job.n++] = i;
    first[job.n] = n;
    a->s->off_calendar = 0;
    do
        status = open_worker(a, job.n > SECURITIES_PER_BLOCK && !alone, &r.worker[opened++], &alone,
                             err);
    while (!status && !alone && opened < es_workers(&job, a->s->align.threads));
    if (!status)
        status = es_parallel(&job, opened, err);
    while (opened > 0)
        close_worker(a, &r.worker[--opened]);
    if (!status && es_arena_failed(a->arena))
        status = es_fail_memory(err);
    return status;
}

/* The key that sorts events by security and market. */
static uint64_t visit_key(const es_aligner *a, size_t event)
{
    int32_t venue = a->market->n_venues ? a->market->venue_of[event] : ES_NO_VENUE;
    return (uint64_t)a->data->event[event].series << 32 | es_key_signed(venue);
}

/* The events of known securities, sorted by security, market and event; item, spare: n_events. */
static size_t list_visits(es_aligner *a, es_keyed *item, es_keyed *spare, es_visit *v)
{
    size_t n = 0;
    for (size_t i = 0; i < a->data->n_events; i++) {
        a->ledger[i].duplicate_of = -1;
        a->ledger[i].exchange_time = ES_NO_TIME;
        a->axis0[i] = -1;
        if (a->data->event[i].series == ES_NO_SERIES)
            a->ledger[i].outcome = ES_UNKNOWN_SECURITY;
        else if (a->market->n_venues && a->market->venue_of[i] == ES_NO_VENUE)
            a->ledger[i].outcome = ES_UNKNOWN_MARKET;
        else
            item[n++] = (es_keyed){visit_key(a, i), (uint32_t)i};
    }
    es_sort_keyed(n, item, spare);
    for (size_t k = 0; k < n; k++) {
        uint32_t i = item[k].row;
        v[k] = (es_visit){a->data->event[i].series,
                          a->market->n_venues ? a->market->venue_of[i] : ES_NO_VENUE, i};
    }
    return n;
}

static es_status align_all(es_aligner *a, es_error *err)
{
    es_status status = ES_OK;
    size_t n;
    es_visit *v = ES_NEW(a->arena, a->data->n_events, es_visit);
    es_keyed *keyed = malloc(2 * (a->data->n_events + 1) * sizeof *keyed);
    a->ledger = ES_NEW(a->arena, a->data->n_events, es_ledger_entry);
    a->axis0 = ES_NEW(a->arena, a->data->n_events, int32_t);
    if (es_arena_failed(a->arena) || !keyed) {
        free(keyed);
        return es_fail_memory(err);
    }
    a->s->ledger = a->ledger;
    n = list_visits(a, keyed, keyed + a->data->n_events, v);
    free(keyed);
    if (a->data->n_confounding)
        status = es_confounding_list(a->data, a->arena, &a->confounding, err);
    if (!status)
        status = for_each_security(a, v, n, PLACE, err);
    if (!status)
        status = number_rows(a, err);
    if (!status)
        status = for_each_security(a, v, n, FILL, err);
    return status;
}

/* The event time of every column, where the estimation days are no single stretch. */
static const int *list_taus(const es_sample *s, es_arena *arena)
{
    int *tau = es_arena_alloc_raw(arena, s->width, sizeof *tau);
    for (size_t c = 0; tau && c < s->width; c++)
        tau[c] = c < s->n_est ? es_estimation_tau(&s->align.estimation, c)
                              : s->align.event.first + (int)(c - s->n_est);
    return tau;
}

es_status es_sample_align(const es_dataset *data, const es_market *market,
                          const es_alignment *align, es_arena *arena, es_sample **out,
                          es_error *err)
{
    es_sample *s = ES_NEW(arena, 1, es_sample);
    es_aligner a = {.data = data, .market = market, .s = s, .arena = arena, .source = data->source};
    const double **benchmark;
    es_status status;
    if (!s)
        return es_fail_memory(err);
    s->data = data;
    s->market = market;
    s->align = *align;
    s->n_est = es_estimation_days(&align->estimation);
    s->n_tau = (size_t)(align->event.last - align->event.first + 1);
    s->width = s->n_est + s->n_tau;
    if (align->estimation.n > 1 && (s->tau_of = list_taus(s, arena)) == NULL)
        return es_fail_memory(err);
    status = align_all(&a, err);
    if (status)
        return status;
    benchmark = ES_NEW(arena, s->n, const double *);
    if (!benchmark)
        return es_fail_memory(err);
    s->benchmark = benchmark;
    *out = s;
    return es_benchmark_align(s, arena, benchmark, err);
}
