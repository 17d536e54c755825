/* The mean correlation of estimation residuals, weighted by how far two events' windows share
 * calendar days (METHODS K-1, K-2).
 *
 * Complete events are never paired (shifts.h); those with gaps are, one by one. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/sort.h"
#include "inference/shifts.h"
#include "stats/sum.h"

typedef struct correlator {
    const es_panel *panel;
    es_kp_corr kind;
    size_t n_regular, n_irregular, n_dates, max_shift;
    es_keyed *regular;   /* events of ab by day zero, then event */
    es_keyed *spare;     /* as many, for sorting */
    uint32_t *irregular; /* ascending */
    uint32_t *all;       /* regular and irregular events, for pairing */
    uint32_t *by_date;   /* the regular ones, in that order */
    es_date *dates;
    double *pair_sum; /* max_shift + 1: see es_shift_sums */
    double *pair;     /* 4 n_est */
    size_t n_keys;
    const es_span_key *keys;
    double *irregular_sum; /* n_keys: weighted correlations of the pairs with an incomplete event */
    size_t *n_members;     /* n_keys */
} correlator;

/* Complete: an abnormal return on every day of the event window and a residual on every day of the
 * estimation window, on the market's calendar. */
static bool is_regular(const es_abnormal *ab, uint32_t e)
{
    const es_sample *s = ab->sample;
    const es_fit_record *fit = &ab->fit[ab->row[e]];
    return fit->n == s->n_est && fit->n_event == s->n_tau && !s->day[ab->row[e]];
}

static int32_t day_of(const es_keyed *item)
{
    return (int32_t)((int64_t)item->key - es_key_signed(0));
}

static void sort_members(correlator *k)
{
    const es_abnormal *ab = k->panel->ab;
    for (size_t i = 0; i < k->panel->n; i++) {
        uint32_t e = k->panel->event[i];
        int32_t day0 = k->kind == ES_KP_EVENT_TIME ? 0 : ab->sample->day0[ab->row[e]];
        k->all[i] = e;
        if (is_regular(ab, e))
            k->regular[k->n_regular++] = (es_keyed){es_key_signed(day0), e};
        else
            k->irregular[k->n_irregular++] = e;
    }
    es_sort_keyed(k->n_regular, k->regular, k->spare);
    for (size_t i = 0; i < k->n_regular; i++) {
        if (i == 0 || k->regular[i].key != k->regular[i - 1].key)
            k->dates[k->n_dates++] = (es_date){day_of(&k->regular[i]), i, i};
        k->dates[k->n_dates - 1].last = i + 1;
        k->by_date[i] = k->regular[i].row;
    }
}

/* Correlation of two events' residuals on common calendar days (or, for event_time, columns). */
static double pair_correlation(const correlator *k, uint32_t e, uint32_t f)
{
    const es_abnormal *ab = k->panel->ab;
    const es_sample *s = ab->sample;
    const double *u = es_abnormal_residuals(ab, e, k->pair + 2 * s->n_est);
    const double *v = es_abnormal_residuals(ab, f, k->pair + 3 * s->n_est);
    double *x = k->pair, *y = k->pair + s->n_est, mx, my, sxx, syy;
    size_t n = 0, i = 0, j = 0;
    while (i < s->n_est && j < s->n_est) {
        int32_t t = k->kind == ES_KP_EVENT_TIME ? (int32_t)i : es_sample_day(s, ab->row[e], i);
        int32_t w = k->kind == ES_KP_EVENT_TIME ? (int32_t)j : es_sample_day(s, ab->row[f], j);
        if (t == w && !isnan(u[i]) && !isnan(v[j])) {
            x[n] = u[i];
            y[n++] = v[j];
        }
        i += t <= w;
        j += w <= t;
    }
    if (n < ES_LEAST_COMMON_DAYS)
        return 0.0;
    mx = es_mean(n, x);
    my = es_mean(n, y);
    sxx = es_sum_squares_about(n, x, mx);
    syy = es_sum_squares_about(n, y, my);
    if (es_is_no_spread(sqrt(sxx / (double)n), es_max_abs(n, x))
        || es_is_no_spread(sqrt(syy / (double)n), es_max_abs(n, y)))
        return 0.0;
    for (size_t t = 0; t < n; t++) {
        x[t] -= mx;
        y[t] -= my;
    }
    return es_dot(n, x, y) / sqrt(sxx * syy);
}

/* omega_ij of K-2: shared calendar days of the two events' valid days in the window; both have
 * some. */
static double overlap(const correlator *k, es_window window, uint32_t e, uint32_t f)
{
    const es_abnormal *ab = k->panel->ab;
    const es_sample *s = ab->sample;
    size_t first = (size_t)(window.first - s->align.event.first), both = 0, n_e = 0, n_f = 0;
    size_t last = (size_t)(window.last - s->align.event.first), i = first, j = first;
    const double *a = ab->ar + (size_t)e * s->n_tau, *b = ab->ar + (size_t)f * s->n_tau;
    if (k->kind != ES_KP_CALENDAR_OVERLAP)
        return 1.0;
    for (size_t c = first; c <= last; c++) {
        n_e += (size_t)!isnan(a[c]);
        n_f += (size_t)!isnan(b[c]);
    }
    while (i <= last && j <= last) {
        int32_t t = es_sample_day(s, ab->row[e], s->n_est + i);
        int32_t w = es_sample_day(s, ab->row[f], s->n_est + j);
        both += t == w && !isnan(a[i]) && !isnan(b[j]);
        i += t <= w;
        j += w <= t;
    }
    return (double)both / sqrt((double)n_e * (double)n_f);
}

/* Do the event windows of two events touch the same stretch of the calendar? */
static bool may_overlap(const correlator *k, uint32_t e, uint32_t f)
{
    const es_abnormal *ab = k->panel->ab;
    const es_sample *s = ab->sample;
    size_t last = s->width - 1;
    int32_t a0, a1, b0, b1;
    if (k->kind != ES_KP_CALENDAR_OVERLAP)
        return true;
    a0 = es_sample_day(s, ab->row[e], s->n_est);
    b0 = es_sample_day(s, ab->row[f], s->n_est);
    a1 = es_sample_day(s, ab->row[e], last);
    b1 = es_sample_day(s, ab->row[f], last);
    return (a1 < 0 || b0 < 0 || b0 <= a1) && (b1 < 0 || a0 < 0 || a0 <= b1);
}

/* Adds the weighted correlation of one pair to the sum of every span that holds both. */
static void add_pair(correlator *k, uint32_t e, uint32_t f)
{
    double rho = 0.0;
    bool known = false;
    for (size_t i = 0; i < k->n_keys; i++) {
        double weight;
        if (!es_panel_has(k->panel, &k->keys[i], e) || !es_panel_has(k->panel, &k->keys[i], f))
            continue;
        weight = overlap(k, k->keys[i].window, e, f);
        if (weight == 0.0)
            continue;
        if (!known)
            rho = pair_correlation(k, e, f);
        known = true;
        k->irregular_sum[i] += weight * rho;
    }
}

static void add_irregular_pairs(correlator *k)
{
    for (size_t i = 0; i < k->n_irregular; i++) {
        uint32_t e = k->irregular[i];
        for (size_t j = 0; j < k->panel->n; j++) {
            uint32_t f = k->all[j];
            bool other_irregular = !is_regular(k->panel->ab, f);
            if (f == e || (other_irregular && f < e) || !may_overlap(k, e, f))
                continue;
            add_pair(k, e, f);
        }
    }
}

static size_t days_of(const es_span_key *key)
{
    return (size_t)(key->window.last - key->window.first + 1);
}

static es_status open_correlator(correlator *k, es_arena *arena, es_error *err)
{
    size_t n = k->panel->n, n_est = k->panel->ab->sample->n_est;
    size_t days = es_estimation_stretch(&k->panel->ab->sample->align.estimation);
    size_t limit = days > ES_LEAST_COMMON_DAYS ? days - ES_LEAST_COMMON_DAYS : 0;
    for (size_t i = 0; i < k->n_keys; i++)
        if (days_of(&k->keys[i]) - 1 > k->max_shift)
            k->max_shift = days_of(&k->keys[i]) - 1;
    if (k->kind == ES_KP_CALENDAR || k->max_shift > limit)
        k->max_shift = limit;
    if (k->kind == ES_KP_EVENT_TIME)
        k->max_shift = 0;
    k->regular = es_arena_alloc_raw(arena, n, sizeof *k->regular);
    k->spare = es_arena_alloc_raw(arena, n, sizeof *k->spare);
    k->irregular = ES_NEW(arena, n, uint32_t);
    k->all = ES_NEW(arena, n, uint32_t);
    k->by_date = ES_NEW(arena, n, uint32_t);
    k->dates = ES_NEW(arena, n, es_date);
    k->pair_sum = ES_NEW(arena, k->max_shift + 1, double);
    k->pair = ES_NEW(arena, 4 * n_est, double);
    k->irregular_sum = ES_NEW(arena, k->n_keys, double);
    k->n_members = ES_NEW(arena, k->n_keys, size_t);
    return es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
}

static double regular_total(const correlator *k, size_t days)
{
    double total = 0.0;
    for (size_t s = 0; s <= k->max_shift; s++) {
        double weight = k->kind == ES_KP_CALENDAR_OVERLAP
                            ? (s < days ? (double)(days - s) / (double)days : 0.0)
                            : 1.0;
        total += weight * k->pair_sum[s];
    }
    return total;
}

/* How many events are in each span, event by event: what one has of all spans lies together. */
static void count_members(correlator *k)
{
    for (size_t j = 0; j < k->panel->n; j++)
        for (size_t i = 0; i < k->n_keys; i++)
            k->n_members[i] += es_panel_has(k->panel, &k->keys[i], k->panel->event[j]);
}

/* K-2 of one span of n events from the sums over its pairs. */
static double mean_of_pairs(const correlator *k, size_t i, double n)
{
    double rbar;
    if (n < 2.0)
        return (double)NAN;
    rbar = 2.0 / (n * (n - 1.0)) * (k->irregular_sum[i] + regular_total(k, days_of(&k->keys[i])));
    return k->panel->options->kp_negative == ES_KP_FLOOR0 && rbar < 0.0 ? 0.0 : rbar;
}

es_status es_mean_correlations(const es_panel *panel, const es_span_key *keys, size_t n_keys,
                               double *rbar, es_arena *arena, es_error *err)
{
    correlator k = {.panel = panel,
                    .kind = (es_kp_corr)panel->options->kp_corr,
                    .n_keys = n_keys,
                    .keys = keys};
    es_status status = open_correlator(&k, arena, err);
    if (status)
        return status;
    sort_members(&k);
    if (panel->ab->sample->n_est >= ES_LEAST_COMMON_DAYS) {
        const es_shift_task task = {panel->ab, k.n_dates, k.dates, k.by_date, k.max_shift};
        status = es_shift_sums(&task, panel->options->threads, panel->options->fleet, k.pair_sum,
                               arena, err);
    }
    if (status)
        return status;
    add_irregular_pairs(&k);
    count_members(&k);
    for (size_t i = 0; i < n_keys; i++)
        rbar[i] = mean_of_pairs(&k, i, (double)k.n_members[i]);
    return ES_OK;
}

/* A mean correlation is a dot product of sums over n events: exactly 1 or -1 / (n - 1), it comes
 * out this far off. */
static double rounding_of(double n)
{
    return 1e-13 + n * DBL_EPSILON;
}

bool es_is_usable_correlation(double rbar, size_t n)
{
    double rounding = rounding_of((double)n);
    return 1.0 + ((double)n - 1.0) * rbar > rounding && 1.0 - rbar > rounding;
}
