#include "series/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define ES_CHECK(id) extern const es_check es_check_##id;
#include "series/checks.def"
#undef ES_CHECK

static const es_check *const checks[] = {
#define ES_CHECK(id) &es_check_##id,
#include "series/checks.def"
#undef ES_CHECK
};

size_t es_check_count(void)
{
    return sizeof checks / sizeof *checks;
}

const es_check *es_check_at(size_t i)
{
    return checks[i];
}

const es_check *es_check_find(const char *id)
{
    for (size_t i = 0; i < es_check_count(); i++)
        if (es_name_equal(id, checks[i]->id))
            return checks[i];
    return NULL;
}

/* ---- Findings ---- */

void es_findings_add(es_findings *findings, const es_finding *finding)
{
    if (findings->n == findings->capacity) {
        size_t capacity = findings->capacity ? 2 * findings->capacity : 64;
        es_finding *grown = realloc(findings->item, capacity * sizeof *grown);
        if (!grown) {
            findings->failed = true;
            return;
        }
        findings->item = grown;
        findings->capacity = capacity;
    }
    findings->item[findings->n++] = *finding;
}

void es_findings_free(es_findings *findings)
{
    free(findings->item);
    memset(findings, 0, sizeof *findings);
}

static size_t rank_of(const es_check *check)
{
    size_t i = 0;
    while (i < es_check_count() && checks[i] != check)
        i++;
    return i;
}

static int compare(const void *left, const void *right)
{
    const es_finding *a = left, *b = right;
    size_t i = rank_of(a->check), j = rank_of(b->check);
    int order = i < j ? -1 : i > j;
    if (!order)
        order = strcmp(a->symbol ? a->symbol : "", b->symbol ? b->symbol : "");
    if (!order)
        order = a->first < b->first ? -1 : a->first > b->first;
    if (!order)
        order = strcmp(a->field ? a->field : "", b->field ? b->field : "");
    return order;
}

void es_findings_sort(es_findings *findings)
{
    if (findings->n)
        qsort(findings->item, findings->n, sizeof *findings->item, compare);
}

/* ---- Examining one series ---- */

static const double *returns_column(const es_prices *prices, es_price_basis basis)
{
    if (basis == ES_BASIS_ADJUSTED)
        return prices->value[ES_FIELD_ADJ_CLOSE];
    return basis == ES_BASIS_CLOSE || basis == ES_BASIS_DISTRIBUTIONS
               ? prices->value[ES_FIELD_CLOSE]
               : NULL;
}

es_checkup es_checkup_of(const char *symbol, const es_prices *prices, const es_market_days *market,
                         es_findings *findings)
{
    es_price_basis basis = es_prices_basis(prices);
    return (es_checkup){.symbol = symbol,
                        .prices = prices,
                        .basis = basis,
                        .price = returns_column(prices, basis),
                        .market = market,
                        .scale = -1.0,
                        .no_jump_from = SIZE_MAX,
                        .findings = findings};
}

void es_checkup_run(es_checkup *c, const es_check *check)
{
    c->check = check;
    if (check->series)
        check->series(c);
}

es_finding es_finding_of(const es_checkup *c, size_t first, size_t last)
{
    const double none = (double)NAN;
    return (es_finding){c->check,
                        c->symbol,
                        NULL,
                        c->prices->n ? c->prices->day[first] : 0,
                        c->prices->n ? c->prices->day[last] : 0,
                        last - first + 1,
                        none,
                        none,
                        none,
                        "",
                        none};
}

bool es_checkup_priced(const es_checkup *c, size_t i)
{
    if (c->price)
        return c->price[i] > 0.0;
    return c->basis == ES_BASIS_RETURNS && !isnan(c->prices->value[ES_FIELD_RET][i]);
}

size_t es_checkup_next(const es_checkup *c, size_t i)
{
    while (i < c->prices->n && !es_checkup_priced(c, i))
        i++;
    return i;
}

/* The median by counting into bins of a tenth of a percent: exact to half a bin, which is all a
 * threshold needs, and without memory. */
double es_checkup_scale(es_checkup *c)
{
    enum { BINS = 500 };
    size_t count[BINS] = {0}, n = 0, sum = 0, bin = 0, last = c->prices->n;
    if (c->scale >= 0.0 || !c->price)
        return c->scale;
    for (size_t i = 0; i < c->prices->n; i++) {
        if (!(c->price[i] > 0.0))
            continue;
        if (last < c->prices->n) {
            double size = 1000.0 * fabs(c->price[i] / c->price[last] - 1.0);
            count[size < BINS - 1 ? (size_t)size : BINS - 1]++;
            n++;
        }
        last = i;
    }
    while (n && (sum += count[bin]) * 2 < n)
        bin++;
    c->scale = n ? 1.4826 * ((double)bin + 0.5) / 1000.0 : 0.0;
    return c->scale;
}
