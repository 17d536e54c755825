#include "unit/inference/fixture.h"

#include <stdlib.h>
#include <string.h>

#include "inference/portfolio.h"
#include "inference/ranks.h"

enum { CALENDAR_DAYS = 1000, DAY_ZERO = 400, GAP = 5 };

static size_t column_of(const fixture *f, int tau)
{
    return (size_t)(tau - f->sample.align.event.first);
}

static void open_sample(fixture *f, es_window event)
{
    es_sample *s = &f->sample;
    size_t rows = 2 * f->n + 1;
    uint32_t *event_of_row;
    f->day0 = ES_NEW(f->arena, rows, int32_t);
    f->span = ES_NEW(f->arena, rows, uint16_t *);
    f->day = ES_NEW(f->arena, rows, int32_t *);
    f->event = ES_NEW(f->arena, rows, es_event);
    event_of_row = ES_NEW(f->arena, rows, uint32_t);
    for (size_t r = 0; r < rows; r++) {
        event_of_row[r] = (uint32_t)(rows - 1 - r);
        f->event[rows - 1 - r].symbol = es_arena_printf(f->arena, "S%03zu", r);
    }
    f->data = (es_dataset){.n_events = rows, .event = f->event};
    s->data = &f->data;
    s->event = event_of_row;
    f->market.calendar.n = CALENDAR_DAYS;
    s->market = &f->market;
    s->align.event = event;
    s->align.estimation.hull =
        (es_window){event.first - GAP - (int)f->n_est + 1, event.first - GAP};
    s->n_est = f->n_est;
    s->n_tau = f->n_tau;
    s->width = f->n_est + f->n_tau;
    s->n = rows;
    s->day0 = f->day0;
    s->span = (const uint16_t *const *)f->span;
    s->day = (const int32_t *const *)f->day;
}

static void open_abnormal(fixture *f, size_t n_windows, const es_window *windows)
{
    es_abnormal *a = &f->ab;
    uint32_t *row = ES_NEW(f->arena, f->n, uint32_t);
    es_window *copy = ES_NEW(f->arena, n_windows, es_window);
    f->fit = ES_NEW(f->arena, f->sample.n, es_fit_record);
    f->ar = ES_NEW(f->arena, f->n * f->n_tau, double);
    f->var = ES_NEW(f->arena, f->n * f->n_tau, double);
    f->residual = ES_NEW(f->arena, f->n * f->n_est, double);
    f->car = ES_NEW(f->arena, f->n * n_windows, es_car);
    f->member = ES_NEW(f->arena, f->n, uint32_t);
    f->rho = ES_NEW(f->arena, f->n * f->n, double);
    for (size_t w = 0; w < n_windows; w++)
        copy[w] = windows[w];
    for (size_t r = 0; r < f->sample.n; r++) {
        f->fit[r] = (es_fit_record){.n = 7777, .n_event = 7777, .df = -7.0, .sigma = -7.0};
        f->day0[r] = r % 2 ? DAY_ZERO : -77;
    }
    for (size_t i = 0; i < f->n; i++)
        row[i] = (uint32_t)(2 * i + 1);
    a->sample = &f->sample;
    a->model = es_model_find("market_model");
    a->options.n_windows = n_windows;
    a->options.window = copy;
    a->fit = f->fit;
    a->n = f->n;
    a->row = row;
    a->ar = f->ar;
    a->var = f->var;
    a->car = f->car;
    a->residual = f->residual;
}

fixture *fixture_new(size_t n, size_t n_est, es_window event, size_t n_windows,
                     const es_window *windows)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->arena = es_arena_new();
    assert_non_null(f->arena);
    f->n = n;
    f->n_est = n_est;
    f->n_tau = (size_t)(event.last - event.first + 1);
    f->car_factor = 1.0;
    f->options = (es_inference_options){
        .alpha = 0.05, .seed = 20240229, .bootstrap_reps = 199, .permutations = 199, .ct_min = 1};
    open_sample(f, event);
    open_abnormal(f, n_windows, windows);
    assert_false(es_arena_failed(f->arena));
    return f;
}

void fixture_free(fixture *f)
{
    es_arena_free(f->arena);
    free(f);
}

es_fit_record *fixture_fit(fixture *f, size_t i)
{
    return &f->fit[f->ab.row[i]];
}

void fixture_event(fixture *f, size_t i, const double *residual, const double *ar, double sigma)
{
    es_fit_record *fit = fixture_fit(f, i);
    *fit = (es_fit_record){.sigma = sigma};
    for (size_t t = 0; t < f->n_est; t++) {
        f->residual[i * f->n_est + t] = residual[t];
        fit->n += isnan(residual[t]) ? 0 : 1;
    }
    fit->df = (double)fit->n - 2.0;
    for (size_t j = 0; j < f->n_tau; j++) {
        f->ar[i * f->n_tau + j] = ar[j];
        f->var[i * f->n_tau + j] = sigma * sigma;
        fit->n_event += isnan(ar[j]) ? 0 : 1;
    }
}

/* ---- random panels ---- */

/* A shared shock of every calendar day. */
static double common_of(uint64_t seed, int day)
{
    noise own = {seed * 1000003u + (uint64_t)day};
    return noise_normal(&own);
}

static double draw(noise *source, const random_panel *r, int day, double sigma)
{
    double z = noise_normal(source) + r->common * common_of(r->seed, day);
    double value = sigma * z;
    return r->rounded ? floor(value * 100.0 + 0.5) / 100.0 : value;
}

static void random_event(fixture *f, size_t i, const random_panel *r, noise *source)
{
    size_t row = f->ab.row[i];
    double sigma = 0.01 + 0.02 * noise_uniform(source);
    double *u = ES_NEW(f->arena, f->n_est, double), *ar = ES_NEW(f->arena, f->n_tau, double);
    unsigned gap = 1;
    f->day0[row] = DAY_ZERO + (int32_t)noise_below(source, (size_t)r->dates);
    f->span[row] = ES_NEW(f->arena, f->sample.width, uint16_t);
    for (size_t c = 0; c < f->sample.width; c++) {
        int day = f->day0[row] + es_sample_tau(&f->sample, c);
        bool missing = noise_uniform(source) < r->missing;
        double value = draw(source, r, day, sigma);
        f->span[row][c] = (uint16_t)gap;
        if (c < f->n_est)
            u[c] = missing ? (double)NAN : value;
        else
            ar[c - f->n_est] = missing ? (double)NAN : value * sqrt((double)gap);
        gap = missing ? gap + 1 : 1;
    }
    fixture_event(f, i, u, ar, sigma);
    f->event[f->sample.event[row]].symbol = es_arena_printf(f->arena, "S%zu", 9 - i * 7 % 5);
    for (size_t j = 0; j < f->n_tau; j++)
        f->var[i * f->n_tau + j] =
            sigma * sigma * ((double)f->span[row][f->n_est + j] + 0.01 * noise_uniform(source));
}

void fixture_random(fixture *f, const random_panel *r)
{
    noise source = {r->seed};
    for (size_t i = 0; i < f->n; i++)
        random_event(f, i, r, &source);
    f->car_factor = 1.07;
}

void fixture_returns(fixture *f, uint64_t seed)
{
    noise source = {seed};
    double *ret = ES_NEW(f->arena, f->sample.n * f->sample.width, double);
    f->market_ret = ES_NEW(f->arena, CALENDAR_DAYS, double);
    f->ret = ES_NEW(f->arena, f->sample.n, double *);
    noise_fill(&source, CALENDAR_DAYS, 0.0004, 0.01, f->market_ret);
    for (size_t k = 0; k < f->sample.n * f->sample.width; k++)
        ret[k] = -77.0;
    for (size_t row = 0; row < f->sample.n; row++)
        f->ret[row] = ret + row * f->sample.width;
    for (size_t i = 0; i < f->n; i++)
        for (int tau = f->sample.align.event.first; tau <= f->sample.align.event.last; tau++) {
            size_t row = f->ab.row[i], c = f->n_est + column_of(f, tau);
            int32_t t = es_sample_day(&f->sample, row, c);
            f->ret[row][c] = 1.1 * f->market_ret[t] + ar_of(f, i, tau);
        }
    f->sample.ret = (const double *const *)f->ret;
    f->market.ret = f->market_ret;
}

/* ---- panels ---- */

/* A CAR over several days has a variance of its own, a single day has the day's. */
static double factor_of(const fixture *f, es_window w)
{
    return w.last > w.first ? f->car_factor : 1.0;
}

static void make_cars(fixture *f)
{
    for (size_t i = 0; i < f->n; i++)
        for (size_t w = 0; w < f->ab.options.n_windows; w++) {
            es_window window = f->ab.options.window[w];
            es_car *car = &f->car[i * f->ab.options.n_windows + w];
            *car = (es_car){0};
            for (int tau = window.first; tau <= window.last; tau++) {
                if (isnan(ar_of(f, i, tau)))
                    continue;
                car->n_days++;
                car->car += ar_of(f, i, tau);
                car->csar += ar_of(f, i, tau) / sqrt(var_of(f, i, tau));
                car->variance += factor_of(f, window) * var_of(f, i, tau);
            }
            car->bhar_model = 1.3 * car->car + 0.001;
            if (!has_car(f, i, window))
                car->car = car->csar = car->variance = car->bhar_model = (double)NAN;
        }
}

void fixture_ready_group(fixture *f, size_t n, const uint32_t *member)
{
    const unsigned all = ES_WINDOWS_ONLY - 1; /* every ES_NEEDS_ */
    es_error err = {0};
    make_cars(f);
    for (size_t i = 0; i < f->n * f->n; i++)
        f->rho[i] = (double)NAN;
    memmove(f->member, member, n * sizeof *member);
    f->panel = (es_panel){.ab = &f->ab,
                          .options = &f->options,
                          .n = n,
                          .event = f->member,
                          .group_of = f->group_of,
                          .n_groups = f->n_groups};
    assert_int_equal(es_panel_make(&f->panel, all, f->arena, &err), ES_OK);
    assert_int_equal(es_panel_residuals(&f->panel, ES_NEEDS_RANKS | ES_NEEDS_CDA | ES_NEEDS_SIGNS,
                                        NULL, 0, NULL, f->arena, &err),
                     ES_OK);
}

void fixture_ready(fixture *f)
{
    for (size_t i = 0; i < f->n; i++)
        f->member[i] = (uint32_t)i;
    fixture_ready_group(f, f->n, f->member);
}

static double rbar_of(fixture *f, const es_span_key *key)
{
    double rbar = -7.0;
    es_error err = {0};
    assert_int_equal(es_mean_correlations(&f->panel, key, 1, &rbar, f->arena, &err), ES_OK);
    return rbar;
}

static const es_joined_ranks *joined_of(fixture *f, const es_span_key *key)
{
    es_joined_ranks *joined = ES_NEW(f->arena, 1, es_joined_ranks);
    es_error err = {0};
    assert_int_equal(es_panel_residuals(&f->panel, ES_NEEDS_JOINED, key, 1, joined, f->arena, &err),
                     ES_OK);
    return joined;
}

static const es_test *find_test(const char *id)
{
    const es_test *test = es_test_find(id);
    assert_non_null(test);
    return test;
}

es_span fixture_span(fixture *f, size_t w, es_measure measure)
{
    es_span span;
    es_portfolio *portfolio = ES_NEW(f->arena, 1, es_portfolio);
    double *of_panel = NULL;
    es_error err = {0};
    assert_int_equal(es_span_of_window(&f->panel, w, measure, f->arena, &span, &err), ES_OK);
    span.rbar = fixture_rbar(f, w);
    span.joined = joined_of(f, &(es_span_key){span.window, (int)w});
    span.window_no = (uint32_t)w + 1;
    span.market_bhar = measure == ES_MEASURE_BHAR_MARKET;
    if (f->weight) {
        double *weight = ES_NEW(f->arena, span.n, double);
        of_panel = ES_NEW(f->arena, f->panel.n, double);
        for (size_t i = 0; i < span.n; i++)
            weight[i] = f->weight[span.event[i]];
        for (size_t i = 0; i < f->panel.n; i++)
            of_panel[i] = f->weight[f->panel.event[i]];
        span.weight = weight;
    }
    if (f->ret) {
        assert_int_equal(es_portfolio_make(&f->panel, span.window, f->panel.n, f->panel.event,
                                           of_panel, f->arena, portfolio, &err),
                         ES_OK);
        span.portfolio = portfolio;
    }
    return span;
}

es_test_result on_window(fixture *f, const char *id, size_t w)
{
    const es_test *test = find_test(id);
    es_measure measure = test->applies == ES_ON_BHAR ? ES_MEASURE_BHAR_MODEL : ES_MEASURE_CAR;
    es_span span = fixture_span(f, w, measure);
    es_test_result result;
    es_test_run(test, &span, &result);
    return result;
}

es_test_result on_day(fixture *f, const char *id, int tau)
{
    es_span_key key = {{tau, tau}, -1};
    es_span span;
    es_test_result result;
    es_error err = {0};
    assert_int_equal(es_span_of_day(&f->panel, tau, f->arena, &span, &err), ES_OK);
    span.rbar = rbar_of(f, &key);
    span.joined = joined_of(f, &key);
    es_test_run(find_test(id), &span, &result);
    return result;
}

double fixture_rbar(fixture *f, size_t w)
{
    es_span_key key = {f->ab.options.window[w], (int)w};
    return rbar_of(f, &key);
}

/* ---- the plain look ---- */

size_t event_of(const fixture *f, size_t k)
{
    return f->panel.event[k];
}

double ar_of(const fixture *f, size_t event, int tau)
{
    return f->ar[event * f->n_tau + column_of(f, tau)];
}

double var_of(const fixture *f, size_t event, int tau)
{
    return f->var[event * f->n_tau + column_of(f, tau)];
}

double u_of(const fixture *f, size_t event, size_t t)
{
    return f->residual[event * f->n_est + t];
}

unsigned span_of(const fixture *f, size_t event, int tau)
{
    const uint16_t *span = f->span[f->ab.row[event]];
    return span ? span[f->n_est + column_of(f, tau)] : 1;
}

size_t days_of_event(const fixture *f, size_t event, es_window w)
{
    size_t n = 0;
    for (int tau = w.first; tau <= w.last; tau++)
        n += isnan(ar_of(f, event, tau)) ? 0 : 1;
    return n;
}

bool has_car(const fixture *f, size_t event, es_window w)
{
    size_t d = days_of_event(f, event, w);
    return f->complete ? d == (size_t)(w.last - w.first + 1) : d >= 1;
}

double car_of(const fixture *f, size_t event, es_window w)
{
    double sum = 0.0;
    for (int tau = w.first; tau <= w.last; tau++)
        if (!isnan(ar_of(f, event, tau)))
            sum += ar_of(f, event, tau);
    return sum;
}

double scar_of(const fixture *f, size_t event, es_window w)
{
    double variance = 0.0, csar = 0.0, d = (double)days_of_event(f, event, w);
    for (int tau = w.first; tau <= w.last; tau++)
        if (!isnan(ar_of(f, event, tau))) {
            variance += var_of(f, event, tau);
            csar += ar_of(f, event, tau) / sqrt(var_of(f, event, tau));
        }
    if (f->options.scar == ES_SCAR_PATELL)
        return csar / sqrt(d);
    if (f->options.scar == ES_SCAR_UNSCALED)
        return car_of(f, event, w) / f->fit[f->ab.row[event]].sigma;
    return car_of(f, event, w) / sqrt(factor_of(f, w) * variance);
}

double plain_mean(size_t n, const double *x)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

double plain_sd(size_t n, const double *x)
{
    double mean = plain_mean(n, x), sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sqrt(sum / (double)(n - 1));
}

double plain_p_normal(double z)
{
    return erfc(fabs(z) / sqrt(2.0));
}

double plain_p_t(double t, double df)
{
    enum { STEPS = 2000 };
    double scale = exp(lgamma(0.5 * (df + 1.0)) - lgamma(0.5 * df)) / sqrt(df * acos(-1.0));
    double h = fabs(t) / STEPS, sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        double x = h * i, weight = i == 0 || i == STEPS ? 1.0 : (i % 2 ? 4.0 : 2.0);
        sum += weight * pow(1.0 + x * x / df, -0.5 * (df + 1.0));
    }
    return 1.0 - 2.0 * scale * sum * h / 3.0;
}

void check_result(const es_test_result *r, double statistic, double df, const char *what,
                  const char *file, int line)
{
    double p = isnan(df) ? plain_p_normal(statistic) : plain_p_t(statistic, df);
    if (r->na != ES_NA_NONE) {
        print_error("%s: no statistic, %s\n", what, es_na_key(r->na));
        _fail(file, line);
    }
    es_assert_close(r->statistic, statistic, 1e-11, what, file, line);
    if (isnan(df))
        es_assert_nan(r->df, "df", file, line);
    else
        es_assert_close(r->df, df, 1e-12, "df", file, line);
    es_assert_close(r->p, p, 1e-8, "p", file, line);
}

size_t span_events(const fixture *f, es_window w, size_t *event)
{
    size_t n = 0;
    for (size_t k = 0; k < f->panel.n; k++)
        if (has_car(f, event_of(f, k), w))
            event[n++] = event_of(f, k);
    return n;
}

/* ---- r-bar ---- */

/* The calendar day of a column; for event_time the column itself. */
static int day_of(const fixture *f, size_t event, size_t column)
{
    size_t row = f->ab.row[event];
    if (f->options.kp_corr == ES_KP_EVENT_TIME)
        return (int)column;
    if (f->day[row])
        return f->day[row][column];
    return f->day0[row] + es_sample_tau(&f->sample, column);
}

static double plain_correlation(const fixture *f, size_t e, size_t g)
{
    double x[256], y[256], mx, my, sxy = 0.0, sxx = 0.0, syy = 0.0;
    size_t n = 0;
    int day[256];
    for (size_t j = 0; j < f->n_est; j++)
        day[j] = day_of(f, g, j);
    for (size_t i = 0; i < f->n_est; i++)
        for (size_t j = 0, own = (size_t)day_of(f, e, i); j < f->n_est; j++)
            if (day[j] == (int)own && !isnan(u_of(f, e, i)) && !isnan(u_of(f, g, j))) {
                x[n] = u_of(f, e, i);
                y[n++] = u_of(f, g, j);
            }
    if (n < 10)
        return 0.0;
    mx = plain_mean(n, x);
    my = plain_mean(n, y);
    for (size_t t = 0; t < n; t++) {
        sxy += (x[t] - mx) * (y[t] - my);
        sxx += (x[t] - mx) * (x[t] - mx);
        syy += (y[t] - my) * (y[t] - my);
    }
    return sxx > 1e-28 && syy > 1e-28 ? sxy / sqrt(sxx * syy) : 0.0;
}

static double plain_overlap(const fixture *f, es_window w, size_t e, size_t g)
{
    double both = 0.0, d = (double)days_of_event(f, e, w), h = (double)days_of_event(f, g, w);
    if (f->options.kp_corr != ES_KP_CALENDAR_OVERLAP)
        return 1.0;
    for (int a = w.first; a <= w.last; a++)
        for (int b = w.first; b <= w.last; b++)
            if (!isnan(ar_of(f, e, a)) && !isnan(ar_of(f, g, b))
                && day_of(f, e, f->n_est + column_of(f, a))
                       == day_of(f, g, f->n_est + column_of(f, b)))
                both += 1.0;
    return both / sqrt(d * h);
}

double plain_rbar(const fixture *f, es_window w)
{
    size_t event[MOST_EVENTS], n = span_events(f, w, event);
    double sum = 0.0;
    if (n < 2)
        return (double)NAN;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double weight = plain_overlap(f, w, event[i], event[j]);
            double *rho = &f->rho[event[i] * f->n + event[j]];
            if (isnan(*rho))
                *rho = plain_correlation(f, event[i], event[j]);
            sum += weight * *rho;
        }
    sum *= 2.0 / ((double)n * ((double)n - 1.0));
    return f->options.kp_negative == ES_KP_FLOOR0 && sum < 0.0 ? 0.0 : sum;
}
