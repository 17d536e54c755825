/* Studies with missing prices against plain loops over the definitions: returns over gaps and what
 * the policies make of them (METHODS R-5..R-7), the weighted fit (M-1), its prediction errors
 * (M-20, M-21), residual correlations pair by pair (K-1, K-2), day zero (T-2, T-4) and event time
 * along a security's own days (T-1). */
#include <math.h>
#include <string.h>

#include "property/fixture.h"
#include "support/assert_close.h"

enum { DAYS = 330, STOCKS = 6, A1 = -120, A2 = -11, W1 = -10, W2 = 10, L2 = W2 - W1 + 1 };

static const char *const WINDOWS =
    "market = M; estimation_window = -120:-11; event_window = -10:10; car_windows = 0:0, -2:3, "
    "-10:10; ";

/* ---- the definitions ---- */

typedef enum policy { TRADE_TO_TRADE, DROP, LUMPED, UNIFORM, OWN_DAYS } policy;
static const char *const policy_setting[] = {"missing = trade_to_trade", "missing = drop",
                                             "missing = lumped", "missing = uniform",
                                             "calendar = security"};

typedef struct question {
    policy policy;
    int max_gap;
    bool log; /* returns */
    int k;    /* regressors: 2 the market model, 1 the mean, 0 the market subtracted */
} question;

static const char *const model_name[] = {"market_adjusted", "mean_adjusted", "market_model"};

/* One return: y over n days, the market's x over the same or over one day. */
typedef struct row {
    bool valid;
    double y, x, n;
    size_t t; /* calendar day */
} row;

/* Prices of one stock (NaN: none) and of the market on days 0 .. DAYS-1. */
typedef struct paths {
    double stock[STOCKS][DAYS], market[DAYS];
} paths;

static paths paths_of(const world *w)
{
    paths p;
    p.market[0] = 1000;
    for (size_t t = 1; t < DAYS; t++)
        p.market[t] = p.market[t - 1] * (1 + w->market[t]);
    for (size_t i = 0; i < STOCKS; i++) {
        double price = 40;
        for (size_t t = 0; t < DAYS; t++) {
            price *= t ? 1 + world_stock(w, i)[t] : 1;
            p.stock[i][t] = w->missing[i * DAYS + t] ? (double)NAN : price;
        }
    }
    return p;
}

static double of_ratio(double ratio, bool log_returns)
{
    return log_returns ? log(ratio) : ratio - 1;
}

static void set_row(row *r, const question *q, const paths *p, size_t i, size_t s, size_t t)
{
    double gap = (double)(t - s), ratio = p->stock[i][t] / p->stock[i][s];
    bool spans = q->policy == TRADE_TO_TRADE || q->policy == OWN_DAYS;
    *r = (row){true, of_ratio(ratio, q->log), 0, spans ? gap : 1, t};
    r->x = of_ratio(p->market[t] / p->market[spans ? s : t - 1], q->log);
}

/* one share of the log return for each day of (s, t]. */
static void set_shares(row *out, const question *q, const paths *p, size_t i, size_t s, size_t t)
{
    double share = log(p->stock[i][t] / p->stock[i][s]) / (double)(t - s);
    for (size_t u = s + 1; u <= t; u++) {
        double x = of_ratio(p->market[u] / p->market[u - 1], q->log);
        out[u] = (row){true, q->log ? share : exp(share) - 1, x, 1, u};
    }
}

/* The returns of stock i, indexed by calendar day, or by its own days. */
static void rows_of(const question *q, const paths *p, size_t i, row out[DAYS])
{
    size_t last = DAYS, own = 0; /* last priced day; DAYS: none */
    memset(out, 0, DAYS * sizeof *out);
    for (size_t t = 0; t < DAYS; t++) {
        size_t gap = t - last;
        if (isnan(p->stock[i][t]))
            continue;
        if (last < DAYS) {
            if (q->policy == OWN_DAYS)
                set_row(&out[own], q, p, i, last, t);
            else if (gap > (size_t)q->max_gap || (q->policy == DROP && gap > 1))
                out[t].valid = false;
            else if (q->policy == UNIFORM)
                set_shares(out, q, p, i, last, t);
            else
                set_row(&out[t], q, p, i, last, t);
        }
        own++;
        last = t;
    }
}

/* The fit of one event and what follows from it. */
typedef struct fitted {
    size_t m;
    double b[2], inverse[2][2], sigma;
    double residual[DAYS]; /* scaled, by calendar day; NaN: none */
    double ar[L2], cov[L2][L2], span[L2];
    bool valid[L2];
    size_t day[L2];
} fitted;

static void regressors(const question *q, const row *r, double z[2])
{
    z[0] = r->n;
    z[1] = q->k == 2 ? r->x : 0;
}

static double dependent(const question *q, const row *r)
{
    return q->k == 0 ? r->y - r->x : r->y;
}

/* (X'X)^-1 and b of the rows divided by sqrt(n). */
static void solve(const question *q, const row *est, fitted *f)
{
    long double aa = 0, ab = 0, bb = 0, ay = 0, by = 0, det;
    for (int t = 0; t <= A2 - A1; t++) {
        double z[2];
        if (!est[t].valid)
            continue;
        regressors(q, &est[t], z);
        f->m++;
        aa += (long double)z[0] * z[0] / est[t].n;
        ab += (long double)z[0] * z[1] / est[t].n;
        bb += (long double)z[1] * z[1] / est[t].n;
        ay += (long double)z[0] * dependent(q, &est[t]) / est[t].n;
        by += (long double)z[1] * dependent(q, &est[t]) / est[t].n;
    }
    if (q->k == 1) {
        f->inverse[0][0] = (double)(1 / aa);
        f->b[0] = (double)(ay / aa);
    } else if (q->k == 2) {
        det = aa * bb - ab * ab;
        f->inverse[0][0] = (double)(bb / det);
        f->inverse[0][1] = f->inverse[1][0] = (double)(-ab / det);
        f->inverse[1][1] = (double)(aa / det);
        f->b[0] = (double)((bb * ay - ab * by) / det);
        f->b[1] = (double)((aa * by - ab * ay) / det);
    }
}

static double abnormal(const question *q, const fitted *f, const row *r)
{
    double z[2];
    regressors(q, r, z);
    return dependent(q, r) - z[0] * f->b[0] - z[1] * f->b[1];
}

/* M-19; M-3 takes the mean out of the scale. */
static void measure_scale(const question *q, const row *est, fitted *f)
{
    double sum = 0, squares = 0, mean = 0;
    for (size_t t = 0; t < DAYS; t++)
        f->residual[t] = (double)NAN;
    for (int t = 0; t <= A2 - A1; t++)
        if (est[t].valid) {
            double u = abnormal(q, f, &est[t]) / sqrt(est[t].n);
            f->residual[est[t].t] = u;
            sum += u;
        }
    if (q->k == 0)
        mean = sum / (double)f->m;
    for (size_t t = 0; t < DAYS; t++)
        if (!isnan(f->residual[t]))
            squares += (f->residual[t] - mean) * (f->residual[t] - mean);
    f->sigma = sqrt(squares / ((double)f->m - (q->k ? q->k : 1)));
}

static void predict(const question *q, const row *event, fitted *f)
{
    for (size_t j = 0; j < L2; j++) {
        f->valid[j] = event[j].valid;
        f->ar[j] = abnormal(q, f, &event[j]);
        f->span[j] = event[j].n;
        f->day[j] = event[j].t;
        for (size_t l = 0; l < L2; l++) {
            double z[2], y[2], v = j == l ? event[j].n : 0;
            regressors(q, &event[j], z);
            regressors(q, &event[l], y);
            for (size_t a = 0; a < 2; a++)
                for (size_t b = 0; b < 2; b++)
                    v += z[a] * f->inverse[a][b] * y[b];
            f->cov[j][l] = f->sigma * f->sigma * v;
        }
    }
}

/* The event of stock i with day zero at index e of its rows. */
static fitted fit_event(const question *q, const paths *p, size_t i, size_t e)
{
    row rows[DAYS];
    fitted f = {0};
    rows_of(q, p, i, rows);
    solve(q, rows + (size_t)((int)e + A1), &f);
    measure_scale(q, rows + (size_t)((int)e + A1), &f);
    predict(q, rows + (size_t)((int)e + W1), &f);
    return f;
}

/* ---- comparison ---- */

static void assert_days(const study *s, const char *model, const char *event, const fitted *f)
{
    for (size_t j = 0; j < L2; j++) {
        int tau = W1 + (int)j;
        double ar = study_ar(s, model, event, tau, "ar");
        if (!f->valid[j]) {
            assert_nan(ar);
            assert_nan(study_ar(s, model, event, tau, "ar_sd"));
            continue;
        }
        assert_close(ar, f->ar[j], 1e-12);
        assert_close(study_ar(s, model, event, tau, "ar_sd"), sqrt(f->cov[j][j]), 1e-12);
        assert_close(study_ar(s, model, event, tau, "span"), f->span[j], 0);
    }
}

static void assert_window(const study *s, const char *model, const char *event, const fitted *f,
                          int first, int last)
{
    double car = 0, var = 0, days = 0, k = strcmp(model, "market_model") == 0 ? 2 : 1;
    for (int j = first - W1; j <= last - W1; j++) {
        if (!f->valid[j])
            continue;
        days++;
        car += f->ar[j];
        for (int l = first - W1; l <= last - W1; l++)
            var += f->valid[l] ? f->cov[j][l] : 0;
    }
    assert_close(study_car(s, model, event, first, last, "n_days"), days, 0);
    if (days == 0) {
        assert_nan(study_car(s, model, event, first, last, "car"));
        return;
    }
    assert_close(study_car(s, model, event, first, last, "car"), car, 1e-12);
    assert_close(study_car(s, model, event, first, last, "car_sd"), sqrt(var), 1e-12);
    assert_close(study_car(s, model, event, first, last, "statistic"), car / sqrt(var), 1e-9);
    assert_close(study_car(s, model, event, first, last, "df"), (double)f->m - k, 0);
}

static void assert_event(const study *s, const char *model, const char *event, const fitted *f)
{
    assert_days(s, model, event, f);
    assert_window(s, model, event, f, 0, 0);
    assert_window(s, model, event, f, -2, 3);
    assert_window(s, model, event, f, -10, 10);
}

/* ---- worlds ---- */

/* A twelfth of all prices is missing; gaps of 5 and of 6 days lie in estimation and event windows,
 * and the last return before an estimation window ends in it. */
static world world_with_gaps(uint64_t seed)
{
    world w = world_new(DAYS, STOCKS, seed);
    for (size_t i = 0; i < STOCKS; i++)
        for (size_t t = 0; t < DAYS; t++)
            if (noise_uniform(&w.random) < 1.0 / 12)
                world_gap(&w, i, t);
    for (size_t t = 100; t < 104; t++)
        world_gap(&w, 0, t); /* gap of five */
    for (size_t t = 100; t < 105; t++)
        world_gap(&w, 1, t); /* gap of six */
    for (size_t t = 201; t < 205; t++)
        world_gap(&w, 2, t);
    for (size_t t = 201; t < 206; t++)
        world_gap(&w, 3, t);
    for (size_t t = 79; t < 82; t++)
        world_gap(&w, 4, t); /* across the first day of the window */
    for (size_t t = 209; t < DAYS; t++)
        world_gap(&w, 5, t); /* no price after day 8 */
    return w;
}

static void assert_question(const world *w, const es_dataset *data, const size_t day[STOCKS],
                            const question *q)
{
    paths p = paths_of(w);
    char settings[512];
    study s;
    (void)snprintf(settings, sizeof settings, "%s models = %s; %s; max_gap = %d; return_type = %s",
                   WINDOWS, model_name[q->k], policy_setting[q->policy], q->max_gap,
                   q->log ? "log" : "simple");
    s = study_run(data, settings);
    for (size_t i = 0; i < STOCKS; i++) {
        fitted f = fit_event(q, &p, i, day[i]);
        char event[24];
        (void)snprintf(event, sizeof event, "e%zu", i);
        assert_event(&s, model_name[q->k], event, &f);
    }
    study_free(&s);
}

static void returns_over_gaps(void **state)
{
    static const size_t day[STOCKS] = {200, 200, 200, 200, 200, 200};
    static const int max_gap[] = {5, 2, 6};
    world w = world_with_gaps(61);
    es_dataset *data = world_dataset(&w);
    (void)state;
    for (size_t i = 0; i < STOCKS; i++)
        world_event(&w, data, i, day[i]);
    for (policy p = TRADE_TO_TRADE; p <= UNIFORM; p++)
        for (size_t g = 0; g < 3; g++)
            for (int log_returns = 0; log_returns < 2; log_returns++)
                for (int k = 0; k <= 2; k++) {
                    question q = {p, max_gap[g], log_returns == 1, k};
                    assert_question(&w, data, day, &q);
                }
    es_dataset_free(data);
    world_free(&w);
}

/* T-1: no max_gap, no missing days; day zero is the security's first own day from the date on. */
static void event_time_along_the_securitys_own_days(void **state)
{
    world w = world_with_gaps(62);
    es_dataset *data;
    size_t own[STOCKS];
    (void)state;
    for (size_t t = 209; t < DAYS; t++) /* stock 5 trades on, with a gap now and then */
        w.missing[5 * DAYS + t] = t % 4 == 0;
    data = world_dataset(&w);
    for (size_t i = 0; i < STOCKS; i++) {
        size_t date = 200 + (i == 3 ? 2 : 0); /* stock 3 has no price from 201 to 205 */
        own[i] = 0;
        for (size_t t = 0; t < date; t++)
            own[i] += w.missing[i * DAYS + t] ? 0 : 1;
        world_event(&w, data, i, date);
    }
    for (int log_returns = 0; log_returns < 2; log_returns++)
        for (int k = 0; k <= 2; k++) {
            question q = {OWN_DAYS, 5, log_returns == 1, k};
            assert_question(&w, data, own, &q);
        }
    es_dataset_free(data);
    world_free(&w);
}

/* ---- K-1, K-2, S-8, S-10 ---- */

static double correlation(const fitted *f, const fitted *g)
{
    double n = 0, mf = 0, mg = 0, ff = 0, gg = 0, fg = 0;
    for (size_t t = 0; t < DAYS; t++)
        if (!isnan(f->residual[t]) && !isnan(g->residual[t])) {
            n++;
            mf += f->residual[t];
            mg += g->residual[t];
        }
    if (n < 10)
        return 0;
    for (size_t t = 0; t < DAYS; t++)
        if (!isnan(f->residual[t]) && !isnan(g->residual[t])) {
            double a = f->residual[t] - mf / n, b = g->residual[t] - mg / n;
            ff += a * a;
            gg += b * b;
            fg += a * b;
        }
    return fg / sqrt(ff * gg);
}

/* |W_i and W_j| / sqrt(|W_i| |W_j|) over valid calendar days. */
static double overlap(const fitted *f, const fitted *g, int first, int last)
{
    double nf = 0, ng = 0, both = 0;
    for (int j = first - W1; j <= last - W1; j++) {
        nf += f->valid[j] ? 1 : 0;
        ng += g->valid[j] ? 1 : 0;
        for (int l = first - W1; l <= last - W1; l++)
            both += f->valid[j] && g->valid[l] && f->day[j] == g->day[l] ? 1 : 0;
    }
    return nf > 0 && ng > 0 ? both / sqrt(nf * ng) : 0;
}

static bool has_day(const fitted *f, int first, int last)
{
    bool has = false;
    for (int j = first - W1; j <= last - W1; j++)
        has = has || f->valid[j];
    return has;
}

static double mean_correlation(const fitted *f, int first, int last, double *n)
{
    double sum = 0;
    *n = 0;
    for (size_t i = 0; i < STOCKS; i++) {
        if (!has_day(&f[i], first, last))
            continue;
        ++*n;
        for (size_t j = 0; j < i; j++)
            if (has_day(&f[j], first, last))
                sum += overlap(&f[i], &f[j], first, last) * correlation(&f[i], &f[j]);
    }
    return 2 * sum / (*n * (*n - 1));
}

static void assert_correlations(const study *s, const fitted *f, int first, int last)
{
    double n, r = mean_correlation(f, first, last, &n);
    figure kp = study_find(s, "market_model", "caar", "kp_t", first, last);
    figure bmp = study_find(s, "market_model", "caar", "bmp_t", first, last);
    figure patell = study_find(s, "market_model", "caar", "patell_z", first, last);
    figure adjusted = study_find(s, "market_model", "caar", "patell_z_adj", first, last);
    assert_close(kp.n, n, 0);
    assert_close(kp.rbar, r, 1e-11);
    assert_close(adjusted.rbar, r, 1e-11);
    assert_close(kp.statistic, bmp.statistic * sqrt((1 - r) / (1 + (n - 1) * r)), 1e-11);
    assert_close(adjusted.statistic, patell.statistic / sqrt(1 + (n - 1) * r), 1e-11);
    assert_close(kp.df, n - 1, 0);
}

/* One date, and dates some days apart; with gaps and without. */
static void mean_correlation_pair_by_pair(void **state)
{
    static const size_t day[2][STOCKS] = {{200, 200, 200, 200, 200, 200},
                                          {200, 203, 200, 219, 260, 201}};
    const question q = {TRADE_TO_TRADE, 5, false, 2};
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        world w = k % 2 ? world_new(DAYS, STOCKS, 63) : world_with_gaps(64);
        es_dataset *data;
        study s;
        fitted f[STOCKS];
        paths p;
        char settings[512];
        for (size_t t = 0; t < DAYS; t++) { /* something in common */
            double common = 0.006 * noise_normal(&w.random);
            for (size_t i = 0; i < STOCKS; i++)
                world_stock(&w, i)[t] += common;
        }
        for (size_t t = 209; t < DAYS && k % 2 == 0; t++)
            w.missing[5 * DAYS + t] = false;
        data = world_dataset(&w);
        p = paths_of(&w);
        for (size_t i = 0; i < STOCKS; i++) {
            world_event(&w, data, i, day[k / 2][i]);
            f[i] = fit_event(&q, &p, i, day[k / 2][i]);
        }
        (void)snprintf(settings, sizeof settings, "%s tests = kp_t, bmp_t, patell_z, patell_z_adj",
                       WINDOWS);
        s = study_run(data, settings);
        assert_correlations(&s, f, 0, 0);
        assert_correlations(&s, f, -2, 3);
        assert_correlations(&s, f, -10, 10);
        study_free(&s);
        es_dataset_free(data);
        world_free(&w);
    }
}

/* ---- T-2, T-4 ---- */

enum { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY, NEXT_MONDAY, DROPPED = -1 };

typedef struct announcement {
    int day, hour, minute; /* hour < 0: no time */
    es_timing timing;
    int next, previous, drop; /* day zero by date_roll, or DROPPED */
} announcement;

/* The Monday is day 200; the Thursday of that week is a holiday of the market. */
static const announcement announcements[] = {
    {TUESDAY, -1, 0, ES_TIMING_NONE, TUESDAY, TUESDAY, TUESDAY},
    {SATURDAY, -1, 0, ES_TIMING_NONE, NEXT_MONDAY, FRIDAY, DROPPED},
    {SUNDAY, -1, 0, ES_TIMING_NONE, NEXT_MONDAY, FRIDAY, DROPPED},
    {THURSDAY, -1, 0, ES_TIMING_NONE, FRIDAY, WEDNESDAY, DROPPED},
    {TUESDAY, -1, 0, ES_TIMING_AMC, WEDNESDAY, WEDNESDAY, WEDNESDAY},
    {TUESDAY, -1, 0, ES_TIMING_BMO, TUESDAY, TUESDAY, TUESDAY},
    {TUESDAY, -1, 0, ES_TIMING_DURING, TUESDAY, TUESDAY, TUESDAY},
    {TUESDAY, 16, 0, ES_TIMING_NONE, WEDNESDAY, WEDNESDAY, WEDNESDAY},
    {TUESDAY, 15, 59, ES_TIMING_NONE, TUESDAY, TUESDAY, TUESDAY},
    {FRIDAY, 18, 30, ES_TIMING_NONE, NEXT_MONDAY, NEXT_MONDAY, NEXT_MONDAY},
    {FRIDAY, -1, 0, ES_TIMING_AMC, NEXT_MONDAY, NEXT_MONDAY, NEXT_MONDAY},
    {SATURDAY, -1, 0, ES_TIMING_AMC, NEXT_MONDAY, NEXT_MONDAY, NEXT_MONDAY},
    {SUNDAY, 20, 0, ES_TIMING_NONE, NEXT_MONDAY, NEXT_MONDAY, NEXT_MONDAY},
    {SUNDAY, 9, 0, ES_TIMING_BMO, NEXT_MONDAY, FRIDAY, DROPPED},
    {WEDNESDAY, -1, 0, ES_TIMING_AMC, FRIDAY, FRIDAY, FRIDAY},
    {THURSDAY, -1, 0, ES_TIMING_AMC, FRIDAY, FRIDAY, FRIDAY},
};
enum { ANNOUNCEMENTS = sizeof announcements / sizeof *announcements };

static es_dataset *announced(const world *w)
{
    es_dataset *data = memory_dataset();
    es_day *all = memory_weekdays(data, w->first, DAYS);
    double *m = memory_prices(data, 100, DAYS, w->market);
    double *p = memory_prices(data, 50, DAYS, world_stock(w, 0));
    m[203] = (double)NAN; /* the holiday */
    memory_series(data, "M", DAYS, all, m);
    memory_series(data, "S0", DAYS, all, p);
    for (size_t i = 0; i < ANNOUNCEMENTS; i++) {
        const announcement *a = &announcements[i];
        es_event *event = memory_event(data, "S0", all[200] + a->day);
        event->timing = a->timing;
        event->time = a->hour < 0 ? ES_NO_TIME : (a->hour * 60 + a->minute) * 60;
    }
    memory_event(data, "S0", all[DAYS - 1])->timing = ES_TIMING_AMC; /* beyond the last day */
    memory_event(data, "S0", all[0] - 1);                            /* before the first */
    return data;
}

static void day_zero_after_the_close_and_on_closed_days(void **state)
{
    static const char *const roll[] = {"next", "previous", "drop"};
    world w = world_new(DAYS, 1, 65);
    es_dataset *data = announced(&w);
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        char settings[512], event[24];
        study s;
        (void)snprintf(settings, sizeof settings, "%s duplicate_event = keep; date_roll = %s",
                       WINDOWS, roll[k]);
        s = study_run(data, settings);
        for (size_t i = 0; i < ANNOUNCEMENTS; i++) {
            const announcement *a = &announcements[i];
            int zero = k == 0 ? a->next : k == 1 ? a->previous : a->drop;
            (void)snprintf(event, sizeof event, "e%zu", i);
            if (zero == DROPPED) {
                assert_string_equal(study_text(&s, "events", "reason", "event", event),
                                    "no_trading_day");
                continue;
            }
            assert_string_equal(study_text(&s, "events", "reason", "event", event), "");
            assert_close(study_number(&s, "events", "shift_days", "event", event, NULL, NULL),
                         zero - a->day, 0);
        }
        for (size_t i = ANNOUNCEMENTS; i < ANNOUNCEMENTS + 2; i++) {
            (void)snprintf(event, sizeof event, "e%zu", i);
            assert_string_equal(study_text(&s, "events", "reason", "event", event),
                                "no_trading_day");
        }
        study_free(&s);
    }
    es_dataset_free(data);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(returns_over_gaps),
        cmocka_unit_test(event_time_along_the_securitys_own_days),
        cmocka_unit_test(mean_correlation_pair_by_pair),
        cmocka_unit_test(day_zero_after_the_close_and_on_closed_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
