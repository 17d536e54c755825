/* The mean correlation of estimation residuals, weighted by how far two events' windows share
 * calendar days (METHODS K-1, K-2).
 *
 * Complete events are never paired: events are grouped by day zero; for a shift s between two day
 * zeros the residuals on the common days are centred, normalised and summed per date, and the sum
 * of all correlations between two dates is the dot product of their sums.  That costs
 * N x shifts x L1 instead of N^2, exactly.  Events with gaps are paired one by one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inference/panel.h"
#include "stats/sum.h"

enum { LEAST_COMMON_DAYS = 10 }; /* K-1 */

/* Correlations are sums of some hundred products of unit vectors: exact ones are off by this much.
 */
static const double ROUNDING = 1e-13;

typedef struct member {
    int32_t day0;
    uint32_t event; /* of ab */
} member;

typedef struct date {
    int32_t day0;
    size_t first, last; /* members [first, last) */
} date;

typedef struct correlator {
    const es_panel *panel;
    es_kp_corr kind;
    size_t n_regular, n_irregular, n_dates, max_shift;
    member *regular;     /* sorted by day zero, then event */
    uint32_t *irregular; /* ascending */
    uint32_t *all;       /* regular and irregular events, for pairing */
    date *dates;
    double *pair_sum; /* max_shift + 1: sum of correlations between complete events s days apart */
    double *early, *late; /* n_dates x n_est */
    double *z;            /* n_est */
    double *pair;         /* 2 n_est */
    size_t n_keys;
    const es_span_key *keys;
    double *irregular_sum; /* n_keys: weighted correlations of the pairs with an incomplete event */
} correlator;

static int compare_members(const void *a, const void *b)
{
    const member *x = a, *y = b;
    if (x->day0 != y->day0)
        return x->day0 < y->day0 ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

/* Complete: an abnormal return on every day of the event window and a residual on every day of the
 * estimation window, on the market's calendar. */
static bool is_regular(const es_abnormal *ab, uint32_t e)
{
    const es_sample *s = ab->sample;
    const es_fit_record *fit = &ab->fit[ab->row[e]];
    return fit->n == s->n_est && fit->n_event == s->n_tau && !s->day[ab->row[e]];
}

static void sort_members(correlator *k)
{
    const es_abnormal *ab = k->panel->ab;
    for (size_t i = 0; i < k->panel->n; i++) {
        uint32_t e = k->panel->event[i];
        int32_t day0 = k->kind == ES_KP_EVENT_TIME ? 0 : ab->sample->day0[ab->row[e]];
        k->all[i] = e;
        if (is_regular(ab, e))
            k->regular[k->n_regular++] = (member){day0, e};
        else
            k->irregular[k->n_irregular++] = e;
    }
    qsort(k->regular, k->n_regular, sizeof *k->regular, compare_members);
    for (size_t i = 0; i < k->n_regular; i++) {
        if (i == 0 || k->regular[i].day0 != k->regular[i - 1].day0)
            k->dates[k->n_dates++] = (date){k->regular[i].day0, i, i};
        k->dates[k->n_dates - 1].last = i + 1;
    }
}

/* Adds the n values, centred and of unit length, to sum; nothing when they do not vary. */
static double add_normalised(size_t n, const double *u, double *z, double *sum)
{
    double mean = es_mean(n, u), squares = es_sum_squares_about(n, u, mean), scale;
    if (squares <= 0.0 || (mean != 0.0 && es_is_no_spread(sqrt(squares / (double)n), fabs(mean))))
        return 0.0;
    scale = 1.0 / sqrt(squares);
    for (size_t t = 0; t < n; t++) {
        z[t] = (u[t] - mean) * scale;
        sum[t] += z[t];
    }
    return es_sum_squares(n, z);
}

/* The columns that hold the same days for two events `shift` days apart: of stretches, for the
 * estimation days may be several intervals. */
typedef struct stretch {
    size_t early, late,
        n; /* columns [early, early + n) of the one are [late, late + n) of the other */
} stretch;

/* The stretches that interval i of the earlier event shares with interval j of the later one. */
static bool shared(const es_estimation *e, size_t i, size_t j, int shift, stretch *out)
{
    es_window a = es_estimation_interval(e, i), b = es_estimation_interval(e, j);
    int first = a.first > b.first + shift ? a.first : b.first + shift;
    int last = a.last < b.last + shift ? a.last : b.last + shift;
    if (first > last)
        return false;
    *out = (stretch){(size_t)(first - a.first), (size_t)(first - shift - b.first),
                     (size_t)(last - first + 1)};
    for (size_t m = 0; m < i; m++)
        out->early += (size_t)(e->interval[m].last - e->interval[m].first + 1);
    for (size_t m = 0; m < j; m++)
        out->late += (size_t)(e->interval[m].last - e->interval[m].first + 1);
    return true;
}

/* The residuals of an event on the days shared at this shift, as the earlier or the later one. */
static const double *shared_residuals(correlator *k, uint32_t event, size_t shift, bool late)
{
    const es_sample *s = k->panel->ab->sample;
    const es_estimation *e = &s->align.estimation;
    const double *u = k->panel->ab->residual + (size_t)event * s->n_est;
    size_t n = 0;
    stretch part;
    if (e->n <= 1)
        return late ? u : u + shift;
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = 0; j < e->n; j++)
            if (shared(e, i, j, (int)shift, &part)) {
                memcpy(k->pair + n, u + (late ? part.late : part.early), part.n * sizeof *u);
                n += part.n;
            }
    return k->pair;
}

/* How many days those are. */
static size_t shared_days(const es_sample *s, size_t shift)
{
    const es_estimation *e = &s->align.estimation;
    size_t n = 0;
    stretch part;
    if (e->n <= 1)
        return shift < s->n_est ? s->n_est - shift : 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = 0; j < e->n; j++)
            n += shared(e, i, j, (int)shift, &part) ? part.n : 0;
    return n;
}

/* Sum over the members of a date of the normalised residuals on the n days shared at a shift;
 * returns the sum of their own squares. */
static double date_sum(correlator *k, const date *d, size_t shift, bool late, size_t n, double *sum)
{
    double own = 0.0;
    for (size_t t = 0; t < n; t++)
        sum[t] = 0.0;
    for (size_t i = d->first; i < d->last; i++)
        own += add_normalised(n, shared_residuals(k, k->regular[i].event, shift, late), k->z, sum);
    return own;
}

static double same_date_pairs(correlator *k)
{
    size_t n_est = k->panel->ab->sample->n_est;
    double total = 0.0;
    for (size_t g = 0; g < k->n_dates; g++) {
        double own;
        if (k->dates[g].last - k->dates[g].first < 2)
            continue;
        own = date_sum(k, &k->dates[g], 0, true, n_est, k->early);
        total += 0.5 * (es_sum_squares(n_est, k->early) - own);
    }
    return total;
}

/* The days shared at a shift: of one window, the earlier event's last and the later one's first. */
static double shifted_pairs(correlator *k, size_t shift)
{
    size_t n = shared_days(k->panel->ab->sample, shift);
    double total = 0.0;
    if (n < LEAST_COMMON_DAYS)
        return 0.0;
    for (size_t g = 0, h = 0; g < k->n_dates; g++) {
        int32_t partner = k->dates[g].day0 + (int32_t)shift;
        while (h < k->n_dates && k->dates[h].day0 < partner)
            h++;
        if (h == k->n_dates || k->dates[h].day0 != partner)
            continue;
        (void)date_sum(k, &k->dates[g], shift, false, n, k->early);
        (void)date_sum(k, &k->dates[h], shift, true, n, k->late);
        total += es_dot(n, k->early, k->late);
    }
    return total;
}

/* Correlation of two events' residuals on common calendar days (or, for event_time, columns). */
static double pair_correlation(const correlator *k, uint32_t e, uint32_t f)
{
    const es_abnormal *ab = k->panel->ab;
    const es_sample *s = ab->sample;
    const double *u = ab->residual + (size_t)e * s->n_est, *v = ab->residual + (size_t)f * s->n_est;
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
    if (n < LEAST_COMMON_DAYS)
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
    size_t limit = days > LEAST_COMMON_DAYS ? days - LEAST_COMMON_DAYS : 0;
    for (size_t i = 0; i < k->n_keys; i++)
        if (days_of(&k->keys[i]) - 1 > k->max_shift)
            k->max_shift = days_of(&k->keys[i]) - 1;
    if (k->kind == ES_KP_CALENDAR || k->max_shift > limit)
        k->max_shift = limit;
    if (k->kind == ES_KP_EVENT_TIME)
        k->max_shift = 0;
    k->regular = ES_NEW(arena, n, member);
    k->irregular = ES_NEW(arena, n, uint32_t);
    k->all = ES_NEW(arena, n, uint32_t);
    k->dates = ES_NEW(arena, n, date);
    k->pair_sum = ES_NEW(arena, k->max_shift + 1, double);
    k->early = ES_NEW(arena, n_est, double);
    k->late = ES_NEW(arena, n_est, double);
    k->z = ES_NEW(arena, n_est, double);
    k->pair = ES_NEW(arena, 2 * n_est, double);
    k->irregular_sum = ES_NEW(arena, k->n_keys, double);
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

/* K-2 of one span from the sums over its pairs. */
static double mean_of_pairs(const correlator *k, size_t i)
{
    double n = 0.0, rbar;
    for (size_t j = 0; j < k->panel->n; j++)
        n += es_panel_has(k->panel, &k->keys[i], k->panel->event[j]);
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
    size_t n_est = panel->ab->sample->n_est;
    es_status status = open_correlator(&k, arena, err);
    if (status)
        return status;
    sort_members(&k);
    if (n_est >= LEAST_COMMON_DAYS)
        k.pair_sum[0] = same_date_pairs(&k);
    for (size_t s = 1; s <= k.max_shift; s++)
        k.pair_sum[s] = shifted_pairs(&k, s);
    add_irregular_pairs(&k);
    for (size_t i = 0; i < n_keys; i++)
        rbar[i] = mean_of_pairs(&k, i);
    return ES_OK;
}

bool es_is_usable_correlation(double rbar, size_t n)
{
    return 1.0 + ((double)n - 1.0) * rbar > ROUNDING && 1.0 - rbar > ROUNDING;
}
