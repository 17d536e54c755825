#include "series/market_days.h"

#include <stdlib.h>

#include "base/date.h"

/* All days that parse.  Pages that no day falls on are never touched, so that the arrays cost what
 * the data span and no more. */
struct es_day_count {
    es_market_days all, found; /* found: the part between the first and the last day met */
    es_day first, last;        /* met; first > last: none */
};

es_day_count *es_day_count_new(void)
{
    es_day_count *c = calloc(1, sizeof *c);
    es_day end;
    if (!c)
        return NULL;
    (void)es_day_from_civil(1, 1, 1, &c->all.first);
    (void)es_day_from_civil(9999, 12, 31, &end);
    c->all.n = (size_t)(end - c->all.first) + 1;
    c->first = end;
    c->last = c->all.first;
    c->all.priced = calloc(c->all.n, sizeof *c->all.priced);
    c->all.repeated = calloc(c->all.n, sizeof *c->all.repeated);
    c->all.alive = calloc(c->all.n + 1, sizeof *c->all.alive);
    if (!c->all.priced || !c->all.repeated || !c->all.alive) {
        es_day_count_free(c);
        return NULL;
    }
    return c;
}

void es_day_count_free(es_day_count *count)
{
    if (!count)
        return;
    free(count->all.priced);
    free(count->all.repeated);
    free(count->all.alive);
    free(count);
}

/* Same price as on row j; volume absent, zero or the same: nobody need have traded. */
static bool repeats(const es_prices *p, const double *price, size_t i, size_t j)
{
    const double *volume = p->value[ES_FIELD_VOLUME];
    return price[i] == price[j] && (!volume || !(volume[i] > 0.0) || volume[i] == volume[j]);
}

void es_day_count_add(es_day_count *count, const es_prices *prices, const double *price)
{
    es_market_days *all = &count->all;
    size_t last = prices->n, first = prices->n;
    for (size_t i = 0; price && i < prices->n; i++) {
        size_t at = (size_t)(prices->day[i] - all->first);
        if (!(price[i] > 0.0))
            continue;
        all->priced[at]++;
        if (last < prices->n)
            all->repeated[at] += repeats(prices, price, i, last);
        else
            first = i;
        last = i;
    }
    if (first == prices->n)
        return;
    all->alive[prices->day[first] - all->first]++;
    all->alive[prices->day[last] - all->first + 1]--;
    if (prices->day[first] < count->first)
        count->first = prices->day[first];
    if (prices->day[last] > count->last)
        count->last = prices->day[last];
}

const es_market_days *es_day_count_finish(es_day_count *count)
{
    es_market_days *found = &count->found;
    size_t skip = (size_t)(count->first - count->all.first);
    *found = (es_market_days){.first = count->first};
    if (count->first > count->last)
        return found;
    found->n = (size_t)(count->last - count->first) + 1;
    found->priced = count->all.priced + skip;
    found->repeated = count->all.repeated + skip;
    found->alive = count->all.alive + skip;
    for (size_t t = 1; t < found->n; t++)
        found->alive[t] += found->alive[t - 1];
    return found;
}

uint32_t es_market_alive(const es_market_days *market, es_day day)
{
    bool inside = day >= market->first && (size_t)(day - market->first) < market->n;
    return inside ? (uint32_t)market->alive[day - market->first] : 0;
}

bool es_market_open(const es_market_days *market, es_day day)
{
    uint32_t alive = es_market_alive(market, day);
    return alive > 0 && 2 * market->priced[day - market->first] >= alive;
}
