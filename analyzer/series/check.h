/* Checks of stored data: what looks wrong in a price series or a factor, and how to mend it.
 *
 * A check is a row of checks.def: it is handed one series (or the days of the market, or a factor)
 * and reports findings.  Nothing is changed here.
 *
 * To add one: write its function beside its relatives (check_jumps.c, check_days.c,
 * check_values.c) with the descriptor below it, add ES_CHECK(id) to checks.def and a case to
 * tests/unit/series/test_checks.c. */
#ifndef ES_SERIES_CHECK_H
#define ES_SERIES_CHECK_H

#include "series/market_days.h"
#include "series/returns.h"

typedef struct es_check es_check;

/* Something that looks wrong.  Figures that a check does not have are NaN. */
typedef struct es_finding {
    const es_check *check;
    const char *symbol; /* or the factor's name; NULL: the market as a whole */
    const char *field;  /* the column, static; NULL: none */
    es_day first, last;
    size_t n_days;        /* of trouble, between them */
    double before, after; /* the values around it */
    double ratio;         /* after / before, or what the check's text says */
    const char *note;     /* static: "2:1", "no volume", ...; never NULL */
    double fix_ratio;     /* a split: new shares per old */
} es_finding;

typedef struct es_findings {
    size_t n, capacity;
    es_finding *item;
    bool failed; /* memory was short */
} es_findings;

void es_findings_add(es_findings *findings, const es_finding *finding);
void es_findings_free(es_findings *findings);

/* By check in the order of the table, then symbol, then day. */
void es_findings_sort(es_findings *findings);

/* One series under examination. */
typedef struct es_checkup {
    const char *symbol;
    const es_prices *prices;
    es_price_basis basis;
    const double *price;          /* the column that returns come from; NULL: ready-made or none */
    const es_market_days *market; /* NULL: not known */
    double scale;                 /* of daily returns; negative: not computed yet */
    size_t first_jump;            /* no jump (check_jumps.c) begins before this row, */
    size_t no_jump_from;          /* nor at or after this one; as far as it is known */
    const es_check *check;        /* the one that runs */
    es_findings *findings;
} es_checkup;

struct es_check {
    const char *id;
    const char *title; /* a few words */
    const char *finds; /* a sentence: when it reports, and what its figures are */
    const char *mend;  /* what to do about it */
    const char *fix;   /* the correction that mends it, by the finding's fix_ratio; or NULL */
    bool uses_market;  /* looks at checkup.market */
    void (*series)(es_checkup *c);
    void (*market)(const es_check *check, const es_market_days *days, es_findings *out);
    void (*factor)(const es_check *check, const char *name, size_t n, const es_day *day,
                   const double *value, es_findings *out);
};

size_t es_check_count(void);
const es_check *es_check_at(size_t i);
const es_check *es_check_find(const char *id); /* NULL: unknown; `-` and `_` are the same */

/* Prepares the examination of one series. */
es_checkup es_checkup_of(const char *symbol, const es_prices *prices, const es_market_days *market,
                         es_findings *findings);

/* Runs one check on the series, if it is one for series. */
void es_checkup_run(es_checkup *c, const es_check *check);

/* ---- For the checks themselves ---- */

/* A finding of the running check, with no figures yet. */
es_finding es_finding_of(const es_checkup *c, size_t first, size_t last);

/* Is there a price at row i? */
bool es_checkup_priced(const es_checkup *c, size_t i);

/* The first row from i on with a price; n when there is none. */
size_t es_checkup_next(const es_checkup *c, size_t i);

/* A robust standard deviation of the daily returns: the median of their absolute values, times
 * 1.4826. */
double es_checkup_scale(es_checkup *c);

#endif
