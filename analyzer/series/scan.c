#include "series/scan.h"

#include <string.h>

/* One pass over the series.  The first counts the market's days and runs the checks that do not
 * need them; the second runs the others. */
typedef struct pass {
    const es_scan_request *request;
    es_day_count *count;          /* NULL: not this time */
    const es_market_days *market; /* NULL: not known */
    bool with_market, without_market;
    es_findings *findings;
} pass;

static bool wanted(const es_scan_request *r, const es_check *check)
{
    return !r->only || r->only == check;
}

static void examine(const pass *p, const char *symbol, const es_prices *prices)
{
    es_checkup c = es_checkup_of(symbol, prices, p->market, p->findings);
    if (p->count)
        es_day_count_add(p->count, prices, c.price);
    if (p->request->only_symbol && strcmp(p->request->only_symbol, symbol) != 0)
        return;
    for (size_t i = 0; i < es_check_count(); i++) {
        const es_check *check = es_check_at(i);
        if (wanted(p->request, check) && (check->uses_market ? p->with_market : p->without_market))
            es_checkup_run(&c, check);
    }
}

static es_status run_pass(const pass *p, es_error *err)
{
    const es_scan_request *r = p->request;
    for (size_t i = 0; i < r->n_series; i++) {
        es_prices prices;
        es_status status = r->source->read(r->source->context, i, &prices, err);
        if (status)
            return status;
        examine(p, r->symbol[i], &prices);
    }
    return ES_OK;
}

static bool needs_market(const es_scan_request *r)
{
    for (size_t i = 0; i < es_check_count(); i++)
        if (wanted(r, es_check_at(i)) && es_check_at(i)->uses_market)
            return !r->quick;
    return false;
}

static void check_market(const es_scan_request *r, const es_market_days *market, es_findings *out)
{
    for (size_t i = 0; i < es_check_count() && !r->only_symbol; i++) {
        const es_check *check = es_check_at(i);
        if (wanted(r, check) && check->market)
            check->market(check, market, out);
    }
}

/* Keeps what ends on or after r->from. */
static void drop_old(const es_scan_request *r, es_findings *findings)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->n; i++)
        if (findings->item[i].last >= r->from)
            findings->item[n++] = findings->item[i];
    findings->n = n;
}

es_status es_scan(const es_scan_request *request, es_findings *findings, es_error *err)
{
    pass p = {.request = request,
              .count = es_day_count_new(),
              .with_market = request->quick,
              .without_market = true,
              .findings = findings};
    es_status status = p.count ? run_pass(&p, err) : es_fail_memory(err);
    if (!status) {
        es_day_count *count = p.count;
        const es_market_days *market = es_day_count_finish(count);
        check_market(request, market, findings);
        p = (pass){request, NULL, market, true, false, findings};
        if (needs_market(request))
            status = run_pass(&p, err);
        es_day_count_free(count);
    } else {
        es_day_count_free(p.count);
    }
    if (!status && findings->failed)
        status = es_fail_memory(err);
    drop_old(request, findings);
    es_findings_sort(findings);
    return status;
}
