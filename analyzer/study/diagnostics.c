/* What can spoil a study as a whole (METHODS G-8..G-12): events that share dates, windows that
 * overlap, single events that carry the result, and the smallest effect that would have been seen.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "stats/power.h"
#include "stats/sum.h"
#include "stats/tail.h"
#include "study/study.h"

static const double CLUSTERED = 0.2;     /* share of the events on one date */
static const double EXTREME_SCAR = 5.0;  /* G-8 */
static const double POWER = 0.8;         /* G-12 */
static const double INTEGRATED = 0.9999; /* E-9 */
static const double ARCH_LEVEL = 0.01, OFTEN = 0.3;

/* The used events of the primary model. */
typedef struct reader {
    es_study *s;
    const es_abnormal *a;
    size_t n;
    int32_t *day0;           /* n, sorted */
    es_keyed *keyed, *spare; /* n each, for sorting */
} reader;

static const es_window no_window = {1, 0};

static es_status put(reader *r, const char *key, const char *method, es_window window, double value,
                     const char *text, es_error *err)
{
    return es_study_add_diagnostic(r->s, &(es_diagnostic){key, method, window, value, text}, err);
}

static es_status warn(reader *r, const char *kind, const char *code, const char *text,
                      es_error *err)
{
    return es_study_add_note(r->s, (es_note){kind, code, "study", text}, err);
}

static const char *id_of(const reader *r, size_t i)
{
    return r->s->data->event[r->s->sample->event[r->a->row[i]]].id;
}

/* ---- G-9: clustering ---- */

static es_status diagnose_clustering(reader *r, es_error *err)
{
    size_t dates = 0, most = 0;
    double herfindahl = 0.0, n = (double)r->n;
    es_status status;
    for (size_t i = 0, j; i < r->n; i = j) {
        for (j = i + 1; j < r->n && r->day0[j] == r->day0[i]; j++)
            continue;
        dates++;
        most = j - i > most ? j - i : most;
        herfindahl += (double)(j - i) / n * ((double)(j - i) / n);
    }
    status = put(r, "distinct_dates", "G-9", no_window, (double)dates, NULL, err);
    if (!status)
        status = put(r, "most_on_one_date", "G-9", no_window, (double)most, NULL, err);
    if (!status)
        status = put(r, "herfindahl", "G-9", no_window, herfindahl, NULL, err);
    if (status || r->n < 5 || (double)most < CLUSTERED * n)
        return status;
    return warn(r, "warning", "clustering",
                es_arena_printf(
                    r->s->arena,
                    "%zu events on %zu date(s), %zu of them on one: returns of one day move "
                    "together, and a residual correlation of 0.10 makes a 5 %% test reject in 40 "
                    "to 50 %% of the cases.  Only kp_t, grank_t, cda_t, lamb_t, patell_z_adj, "
                    "corrado_z, cz_rank_z, cz_sign_z, perm_caar and perm_t hold their size; do not "
                    "rely on csect_t, bmp_t, patell_z, grank_z, sign_z, gsign_z, wilcoxon, "
                    "skew_hall_t or wild_* here",
                    r->n, dates, most),
                err);
}

/* ---- G-10: overlap ---- */

/* Pairs of one security whose event windows overlap. */
static size_t same_security_overlaps(const reader *r)
{
    es_keyed *p = r->keyed;
    int64_t width = (int64_t)r->s->sample->n_tau;
    size_t pairs = 0;
    for (size_t i = 0; i < r->n; i++) {
        size_t row = r->a->row[i];
        int32_t series = r->s->data->event[r->s->sample->event[row]].series;
        p[i] = (es_keyed){(uint64_t)series << 32 | es_key_signed(r->s->sample->day0[row]), 0};
    }
    es_sort_keyed(r->n, p, r->spare);
    for (size_t i = 0, first = 0; i < r->n; i++) {
        while (p[first].key >> 32 != p[i].key >> 32 || (int64_t)(p[i].key - p[first].key) >= width)
            first++;
        pairs += i - first;
    }
    return pairs;
}

static es_status diagnose_overlap(reader *r, es_error *err)
{
    double pairs = 0.0, all = 0.5 * (double)r->n * ((double)r->n - 1.0);
    size_t contaminated = 0;
    es_status status;
    for (size_t i = 0, first = 0; i < r->n; i++) {
        while (r->day0[i] - r->day0[first] >= (int32_t)r->s->sample->n_tau)
            first++;
        pairs += (double)(i - first);
        contaminated += r->s->sample->touched[r->a->row[i]] > 0;
    }
    status = put(r, "overlapping_pairs", "G-10", no_window, pairs, "event windows share days", err);
    if (!status && all > 0.0)
        status = put(r, "overlapping_share", "G-10", no_window, pairs / all, NULL, err);
    if (!status)
        status = put(r, "same_security_overlaps", "G-10", no_window,
                     (double)same_security_overlaps(r), NULL, err);
    if (!status)
        status = put(r, "contaminated_estimation", "G-10, T-9", no_window, (double)contaminated,
                     "events with another event of the firm in the estimation window", err);
    return status;
}

/* ---- G-8: influence ---- */

/* The CARs of one window and the events they belong to. */
typedef struct cross_section {
    size_t n;
    double *car;
    size_t *event; /* of the model's used ones */
} cross_section;

static es_status take_window(reader *r, size_t w, cross_section *out, es_error *err)
{
    out->n = 0;
    out->car = ES_NEW(r->s->arena, r->n, double);
    out->event = ES_NEW(r->s->arena, r->n, size_t);
    if (es_arena_failed(r->s->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < r->n; i++) {
        double car = r->a->car[i * r->a->options.n_windows + w].car;
        if (isnan(car))
            continue;
        out->event[out->n] = i;
        out->car[out->n++] = car;
    }
    return ES_OK;
}

static double t_of(double n, double mean, double squares)
{
    return sqrt(n) * mean / sqrt(squares / (n - 1.0));
}

/* The event whose absence moves the CAAR most, and whether it decides the cross-sectional t. */
static es_status diagnose_influence(reader *r, const cross_section *x, es_window window,
                                    es_error *err)
{
    double n = (double)x->n, mean = es_mean(x->n, x->car);
    double squares = es_sum_squares_about(x->n, x->car, mean), without, rest;
    double critical = es_t_quantile_upper(0.5 * r->s->spec->inference.alpha, n - 1.0);
    double with_t = t_of(n, mean, squares), without_t;
    size_t most = 0;
    es_status status;
    for (size_t i = 1; i < x->n; i++)
        if (fabs(x->car[i] - mean) > fabs(x->car[most] - mean))
            most = i;
    without = mean - (x->car[most] - mean) / (n - 1.0);
    rest = squares - (x->car[most] - mean) * (x->car[most] - mean) * n / (n - 1.0);
    without_t = t_of(n - 1.0, without, fmax(rest, 0.0));
    status = put(r, "caar_without_most_influential", "G-8", window, without,
                 id_of(r, x->event[most]), err);
    if (status || isnan(without_t)
        || (mean * without > 0.0 && (fabs(with_t) > critical) == (fabs(without_t) > critical)))
        return status;
    return warn(r, "warning", "influence",
                es_arena_printf(r->s->arena,
                                "window %d:%d hangs on one event: without %s the CAAR is %.2f %% "
                                "instead of %.2f %%, csect_t %.2f instead of %.2f",
                                window.first, window.last, id_of(r, x->event[most]),
                                100.0 * without, 100.0 * mean, without_t, with_t),
                err);
}

static es_status diagnose_extremes(reader *r, size_t w, const cross_section *x, es_window window,
                                   es_error *err)
{
    size_t n = 0;
    const char *first = NULL;
    for (size_t k = 0; k < x->n; k++) {
        const es_car *car = &r->a->car[x->event[k] * r->a->options.n_windows + w];
        if (!(fabs(car->car) > EXTREME_SCAR * sqrt(car->variance)))
            continue;
        first = first ? first : id_of(r, x->event[k]);
        n++;
    }
    return put(r, "extreme_scar", "G-8", window, (double)n, first, err);
}

/* ---- G-12: the smallest effect that would be detected ---- */

/* I-2: how much wider the interval is when returns are correlated. */
static double inflation(const reader *r, es_window window, double n)
{
    for (size_t i = 0; i < r->s->results.n; i++) {
        const es_result_row *row = &r->s->results.row[i];
        double rbar = row->result.rbar;
        if (row->model == r->a->model && row->group == 0 && !isnan(rbar)
            && row->window.first == window.first && row->window.last == window.last)
            return rbar < 1.0 && 1.0 + (n - 1.0) * rbar > 0.0
                       ? sqrt((1.0 + (n - 1.0) * rbar) / (1.0 - rbar))
                       : 1.0;
    }
    return 1.0;
}

static es_status diagnose_power(reader *r, const cross_section *x, es_window window, es_error *err)
{
    static const double ONE_PERCENT = 0.01;
    double n = (double)x->n, sd = es_sd(x->n, x->car), factor = inflation(r, window, n);
    double se = factor * sd / sqrt(n), alpha = r->s->spec->inference.alpha;
    const char *how =
        factor > 1.0 ? "two-sided, standard error widened for correlation (I-2)" : "two-sided";
    es_status status;
    if (es_is_no_spread(sd, es_max_abs(x->n, x->car)))
        return ES_OK;
    status = put(r, "smallest_detectable_caar", "G-12", window,
                 se * es_detectable_t(POWER, n - 1.0, alpha),
                 es_arena_printf(r->s->arena, "80 %% power, %s", how), err);
    if (!status)
        status = put(r, "power_against_one_percent", "G-12", window,
                     es_power_t(ONE_PERCENT / se, n - 1.0, alpha), how, err);
    if (!status)
        status =
            put(r, "events_for_one_percent", "G-12", window,
                es_observations_t(ONE_PERCENT / (factor * sd), POWER, alpha), "80 % power", err);
    return status;
}

static es_status diagnose_windows(reader *r, es_error *err)
{
    const es_windows *windows = &r->s->spec->car_windows;
    es_status status = ES_OK;
    for (size_t w = 0; w < windows->n && !status; w++) {
        cross_section x;
        status = take_window(r, w, &x, err);
        if (!status)
            status = diagnose_extremes(r, w, &x, windows->window[w], err);
        if (!status && x.n >= 3)
            status = diagnose_influence(r, &x, windows->window[w], err);
        if (!status && x.n >= 2)
            status = diagnose_power(r, &x, windows->window[w], err);
    }
    return status;
}

/* ---- fits ---- */

/* E-9: parameters at the edge of stationarity, for every model that has them. */
static es_status diagnose_garch(reader *r, es_error *err)
{
    es_status status = ES_OK;
    for (size_t m = 0; m < r->s->n_models && !status; m++) {
        const es_abnormal *a = r->s->abnormal[m];
        size_t n = 0;
        if (strcmp(a->model->id, "garch11") != 0)
            continue;
        for (size_t i = 0; i < a->n; i++) {
            const double *own = a->fit[a->row[i]].own;
            n += own[2] + own[3] > INTEGRATED;
        }
        if (n)
            status = es_study_add_note(
                r->s,
                (es_note){
                    "warning", "integrated_garch", a->model->id,
                    es_arena_printf(r->s->arena,
                                    "%zu event(s) have arch + garch above %.4f: their variance "
                                    "does not settle and long forecasts grow",
                                    n, INTEGRATED)},
                err);
    }
    return status;
}

static es_status diagnose_arch(reader *r, es_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += r->a->fit[r->a->row[i]].arch_lm_p < ARCH_LEVEL;
    if ((double)n < OFTEN * (double)r->n || r->n < 3 || r->a->model->forecast)
        return put(r, "arch_effects", "G-4", no_window, (double)n, "fits with ARCH-LM p < 0.01",
                   err);
    if (put(r, "arch_effects", "G-4", no_window, (double)n, "fits with ARCH-LM p < 0.01", err))
        return ES_ENOMEM;
    return warn(
        r, "note", "arch_effects",
        es_arena_printf(r->s->arena,
                        "%zu of %zu fits show volatility that comes in spells (ARCH-LM p < "
                        "0.01): tests with the event window's own variance (bmp_t, kp_t) or "
                        "the models garch11 and egarch11 allow for it",
                        n, r->n),
        err);
}

static void sort_days(const reader *r)
{
    for (size_t i = 0; i < r->n; i++) {
        size_t row = r->a->row[i];
        r->keyed[i] = (es_keyed){es_key_signed(r->s->sample->day0[row]), (uint32_t)row};
    }
    es_sort_keyed(r->n, r->keyed, r->spare);
    for (size_t i = 0; i < r->n; i++)
        r->day0[i] = r->s->sample->day0[r->keyed[i].row];
}

es_status es_study_diagnose(es_study *s, es_error *err)
{
    const es_abnormal *a = s->abnormal[s->primary];
    es_keyed *keyed = malloc(2 * (a->n + 1) * sizeof *keyed);
    reader r = {s, a, a->n, ES_NEW(s->arena, a->n, int32_t), keyed, keyed + a->n};
    es_status (*const part[])(reader *, es_error *) = {
        diagnose_clustering, diagnose_overlap, diagnose_windows, diagnose_garch, diagnose_arch};
    es_status status = r.day0 && keyed ? ES_OK : es_fail_memory(err);
    if (!status)
        sort_days(&r);
    for (size_t i = 0; i < sizeof part / sizeof *part && !status && r.n; i++)
        status = part[i](&r, err);
    free(keyed);
    return status;
}
