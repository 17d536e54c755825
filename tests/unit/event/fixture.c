#include "unit/event/fixture.h"

#include <math.h>
#include <stdlib.h>

#include "support/assert_close.h"
#include "support/memory_source.h"
#include "support/noise.h"

int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->data = memory_dataset();
    f->arena = es_arena_new();
    f->day = memory_weekdays(f->data, FIXTURE_MONDAY, FIXTURE_DAYS);
    fixture_random_prices(1, f->market);
    (void)memory_series(f->data, "MKT", FIXTURE_DAYS, f->day, f->market);
    f->returns = (es_return_options){ES_RETURN_SIMPLE, ES_GAP_TRADE_TO_TRADE, 5, ES_DELIST_NONE};
    f->align = (es_alignment){.estimation = {.hull = {-20, -6}},
                              .event = {-2, 3},
                              .roll = ES_ROLL_NEXT,
                              .calendar = ES_CALENDAR_MARKET,
                              .duplicate = ES_DUPLICATE_DROP,
                              .market_close = 16 * 3600,
                              .max_shift = -1};
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    fixture *f = *state;
    es_arena_free(f->arena);
    es_dataset_free(f->data);
    free(f);
    return 0;
}

void fixture_random_prices(uint64_t seed, double *out)
{
    noise source = {seed * 1000003};
    for (size_t t = 0; t < FIXTURE_DAYS; t++)
        out[t] = (t ? out[t - 1] : 40.0) * exp(0.02 * noise_normal(&source));
}

int32_t fixture_series(fixture *f, const char *symbol, const double *price)
{
    return memory_series(f->data, symbol, FIXTURE_DAYS, f->day, price);
}

const es_sample *fixture_align(fixture *f)
{
    es_sample *sample = NULL;
    es_status status =
        es_market_load(f->data, &(es_market_request){.symbol = "MKT", .returns = &f->returns},
                       f->arena, &f->loaded, &f->err);
    if (!status)
        status = es_sample_align(f->data, f->loaded, &f->align, f->arena, &sample, &f->err);
    if (status)
        print_error("%s\n", f->err.message);
    assert_int_equal(status, ES_OK);
    return sample;
}
