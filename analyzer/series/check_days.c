/* Checks of the days on which there are prices. */
#include "series/check.h"

#include <math.h>

#include "base/date.h"

enum {
    STALE_DAYS = 10,      /* equal prices in a row that are worth a word */
    GAP_DAYS = 5,         /* market days missing that are still usual: the default of max_gap */
    GAP_WEEKDAYS = 10,    /* the same without a market to count by: holidays look like gaps */
    PADDED_SECURITIES = 5 /* that must repeat themselves together */
};

/* ---- The same price day after day ---- */

/* What the volumes of rows first..last say. */
static const char *volume_note(const es_prices *p, size_t first, size_t last)
{
    const double *volume = p->value[ES_FIELD_VOLUME];
    size_t traded = 0, known = 0;
    for (size_t i = first; volume && i <= last; i++) {
        known += isnan(volume[i]) ? 0 : 1;
        traded += volume[i] > 0.0 ? 1 : 0;
    }
    if (known == 0)
        return "volume unknown";
    return traded == 0 ? "no volume" : "with volume";
}

static void report_stale(es_checkup *c, size_t first, size_t last, size_t n)
{
    es_finding f = es_finding_of(c, first, last);
    f.field = c->basis == ES_BASIS_ADJUSTED ? "adj_close" : "close";
    f.n_days = n;
    f.before = f.after = c->price[first];
    f.note = volume_note(c->prices, first, last);
    es_findings_add(c->findings, &f);
}

static void check_stale(es_checkup *c)
{
    size_t first = 0, last = 0, n = 0;
    for (size_t i = 0; c->price && i < c->prices->n; i++) {
        if (!(c->price[i] > 0.0))
            continue;
        if (n && c->price[i] == c->price[first]) {
            n++;
        } else {
            if (n >= STALE_DAYS)
                report_stale(c, first, last, n);
            first = i;
            n = 1;
        }
        last = i;
    }
    if (n >= STALE_DAYS)
        report_stale(c, first, last, n);
}

const es_check es_check_stale = {
    .id = "stale",
    .title = "price that does not move",
    .finds = "ten days or more in a row with the same price; the note tells whether there was "
             "volume",
    .mend = "if there was no trade the days are better left out: import the file without them; a "
            "price that is really fixed can stay (G-6 counts its zero returns)",
    .series = check_stale,
};

/* ---- Holidays filled with the last price ---- */

static void check_padded(const es_check *check, const es_market_days *m, es_findings *out)
{
    for (size_t t = 0; t < m->n; t++) {
        es_day day = m->first + (es_day)t;
        if (m->priced[t] < PADDED_SECURITIES || 10 * m->repeated[t] < 9 * m->priced[t])
            continue;
        es_findings_add(out, &(es_finding){.check = check,
                                           .first = day,
                                           .last = day,
                                           .n_days = 1,
                                           .before = (double)m->priced[t],
                                           .after = (double)m->repeated[t],
                                           .ratio = (double)m->repeated[t] / (double)m->priced[t],
                                           .note = "prices repeated"});
    }
}

const es_check es_check_padded = {
    .id = "padded",
    .title = "holiday filled with the last prices",
    .finds = "a day on which nine in ten securities, and at least five, repeat price and volume; "
             "before counts the securities with a price, after those that repeat it",
    .mend = "leave the day out of the files: it adds a return of zero for every security",
    .market = check_padded,
};

/* ---- Days on which the others have none ---- */

/* At most one in ten has a price, and at least three could. */
static bool is_off_market(const es_market_days *m, es_day day)
{
    uint32_t alive = es_market_alive(m, day), priced;
    if (alive < 3)
        return false;
    priced = m->priced[day - m->first];
    return priced == 1 || 10 * priced < alive;
}

static void check_off_market(es_checkup *c)
{
    size_t first = c->prices->n, last = 0, n = 0;
    bool weekend = true;
    for (size_t i = 0; c->market && c->price && i < c->prices->n; i++) {
        es_day day = c->prices->day[i];
        if (!(c->price[i] > 0.0) || !is_off_market(c->market, day))
            continue;
        if (first == c->prices->n)
            first = i;
        last = i;
        n++;
        weekend = weekend && es_day_weekday(day) % 6 == 0;
    }
    if (n) {
        es_finding f = es_finding_of(c, first, last);
        f.n_days = n;
        f.after = c->price[first];
        f.note = weekend ? "weekend" : "others have none";
        es_findings_add(c->findings, &f);
    }
}

const es_check es_check_off_market = {
    .id = "off_market",
    .title = "days on which the others have none",
    .finds = "prices on days on which at most one in ten of the securities has one; n_days counts "
             "them",
    .mend = "padded or misdated days are better left out; a security of another exchange is "
            "studied with the market of that exchange",
    .uses_market = true,
    .series = check_off_market,
};

/* ---- Gaps ---- */

static size_t weekdays_between(es_day from, es_day to)
{
    size_t n = 0;
    for (es_day day = from + 1; day < to; day++)
        n += es_day_weekday(day) % 6 != 0;
    return n;
}

static size_t market_days_between(const es_market_days *m, es_day from, es_day to)
{
    size_t n = 0;
    for (es_day day = from + 1; day < to; day++)
        n += es_market_open(m, day);
    return n;
}

static void check_gap(es_checkup *c)
{
    size_t last = es_checkup_next(c, 0);
    for (size_t i = last + 1; i < c->prices->n; i++) {
        es_day from = c->prices->day[last], to = c->prices->day[i];
        bool counted;
        size_t n;
        if (!es_checkup_priced(c, i))
            continue;
        last = i;
        if (to - from <= GAP_DAYS)
            continue;
        counted = c->market && es_market_alive(c->market, from) > 1;
        n = counted ? market_days_between(c->market, from, to) : weekdays_between(from, to);
        if (n > (counted ? GAP_DAYS : GAP_WEEKDAYS)) {
            es_finding f = es_finding_of(c, i, i);
            f.first = from + 1;
            f.last = to - 1;
            f.n_days = n;
            f.note = counted ? "market days" : "weekdays";
            es_findings_add(c->findings, &f);
        }
    }
}

const es_check es_check_gap = {
    .id = "gap",
    .title = "days missing",
    .finds = "more than five market days without a price between two prices of a security (ten "
             "weekdays where no other security tells the market's days); n_days counts them",
    .mend = "import the missing days; returns over more than max_gap days are not used",
    .uses_market = true,
    .series = check_gap,
};
