#include "series/scan.h"

#include <string.h>

#include "base/background.h"

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

/* One series on its way: read, then examined while the next is read. */
typedef struct turn {
    const pass *pass;
    void *reader;
    const char *symbol;
    es_prices prices;
} turn;

static es_status take_turn(void *context, es_error *err)
{
    const turn *t = context;
    (void)err;
    examine(t->pass, t->symbol, &t->prices);
    return ES_OK;
}

/* With a second reader, series are read and examined at the same time, the examination always in
 * their order. */
static es_status read_all(const pass *p, turn *turns, size_t n_turns, es_background *beside,
                          es_error *err)
{
    const es_scan_request *r = p->request;
    es_status status = ES_OK;
    for (size_t i = 0; i < r->n_series && !status; i++) {
        turn *t = &turns[i % n_turns];
        status = r->source->read(t->reader, i, &t->prices, err);
        t->symbol = r->symbol[i];
        (void)es_background_wait(beside, NULL); /* an examination cannot fail */
        if (!status)
            es_background_start(beside, take_turn, t);
        if (n_turns == 1)
            (void)es_background_wait(beside, NULL);
    }
    return status;
}

static es_status run_pass(const pass *p, es_error *err)
{
    const es_source *source = p->request->source;
    turn turns[2] = {{.pass = p, .reader = source->context}, {.pass = p}};
    es_background *beside = es_background_new();
    es_status status = beside ? ES_OK : es_fail_memory(err);
    if (!status && source->another)
        status = source->another(source->context, ES_ALL_FIELDS, &turns[1].reader, err);
    if (!status)
        status = read_all(p, turns, turns[1].reader ? 2 : 1, beside, err);
    es_background_free(beside);
    if (turns[1].reader)
        source->close(turns[1].reader);
    return status;
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
