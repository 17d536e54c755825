#include "unit/abnormal/fixture.h"

#include <stdlib.h>

enum { MONDAY = 18687 }; /* 2021-03-01 */

world *world_new(const double *market)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->data = memory_dataset();
    w->arena = es_arena_new();
    assert_non_null(w->arena);
    w->day = memory_weekdays(w->data, MONDAY, WORLD_DAYS);
    w->returns = (es_return_options){ES_RETURN_SIMPLE, ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
    w->align = (es_alignment){.estimation = {.hull = {-30, -6}},
                              .event = {-3, 3},
                              .market_close = 16 * 3600,
                              .max_shift = -1,
                              .benchmarks = true};
    w->columns.capm_intercept = true;
    w->options =
        (es_abnormal_options){.min_event_obs = 1, .min_estimation_obs = 5, .window = w->window};
    (void)memory_series(w->data, "MKT", WORLD_DAYS, w->day,
                        memory_prices(w->data, 1000.0, WORLD_DAYS, market));
    return w;
}

void world_free(world *w)
{
    es_dataset_free(w->data);
    es_arena_free(w->arena);
    free(w);
}

int32_t world_security(world *w, const char *symbol, const double *ret, const int *missing)
{
    double *price = memory_prices(w->data, 37.5, WORLD_DAYS, ret);
    for (; missing && *missing >= 0; missing++)
        price[*missing] = (double)NAN;
    return memory_series(w->data, symbol, WORLD_DAYS, w->day, price);
}

void world_factor(world *w, const char *name, const double *value)
{
    memory_factor(w->data, name, WORLD_DAYS, w->day, value);
}

void world_window(world *w, int first, int last)
{
    assert_true(w->options.n_windows < MOST_WINDOWS);
    w->window[w->options.n_windows++] = (es_window){first, last};
}

void world_align(world *w)
{
    es_error err = {0};
    const es_market_request request = {.symbol = "MKT",
                                       .returns = &w->returns,
                                       .factor_list = w->columns.factor_list,
                                       .n_listed = w->columns.n_listed};
    if (es_market_load(w->data, &request, w->arena, &w->market, &err)
        || es_sample_align(w->data, w->market, &w->align, w->arena, &w->sample, &err))
        fail_msg("%s", err.message);
}

const es_abnormal *world_fit(world *w, const char *id)
{
    const es_model *model = es_model_find(id);
    es_columns columns;
    es_abnormal_task task = {NULL, model, &columns, &w->options};
    es_error err = {0};
    assert_non_null(model);
    if (!w->sample)
        world_align(w);
    task.sample = w->sample;
    if (es_columns_resolve(model, w->market, &w->columns, &w->options.fit, &columns, &err)
        || es_abnormal_compute(&task, w->arena, w->arena, &w->result, &err))
        fail_msg("%s", err.message);
    return w->result;
}

es_outcome world_outcome(world *w, const char *model)
{
    const es_abnormal *a = world_fit(w, model);
    assert_int_equal(w->sample->n, 1);
    assert_int_equal(a->n, a->fit[0].outcome == ES_USED);
    return a->fit[0].outcome;
}

double ar_at(const world *w, size_t i, int tau)
{
    return w->result->ar[i * w->sample->n_tau + (size_t)(tau - w->align.event.first)];
}

double var_at(const world *w, size_t i, int tau)
{
    return w->result->var[i * w->sample->n_tau + (size_t)(tau - w->align.event.first)];
}

const es_car *car_at(const world *w, size_t i, size_t window)
{
    return &w->result->car[i * w->options.n_windows + window];
}

/* Gauss and Jordan with pivots. */
void plain_solve(size_t p, long double *a, long double *b, long double *inverse)
{
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            inverse[i * p + j] = i == j ? 1.0L : 0.0L;
    for (size_t k = 0; k < p; k++) {
        long double pivot = a[k * p + k];
        assert_true(fabsl(pivot) > 0.0L);
        for (size_t j = 0; j < p; j++) {
            a[k * p + j] /= pivot;
            inverse[k * p + j] /= pivot;
        }
        b[k] /= pivot;
        for (size_t i = 0; i < p; i++) {
            long double factor = a[i * p + k];
            if (i == k)
                continue;
            for (size_t j = 0; j < p; j++) {
                a[i * p + j] -= factor * a[k * p + j];
                inverse[i * p + j] -= factor * inverse[k * p + j];
            }
            b[i] -= factor * b[k];
        }
    }
}

bool is_number(double x)
{
    return !isnan(x);
}
