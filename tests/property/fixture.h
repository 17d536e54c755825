/* Worlds of simulated prices and studies of them.
 *
 *     world w = world_new(420, 8, seed);       a market and 8 stocks: returns to be changed
 *     es_dataset *data = world_dataset(&w);    prices
 *     world_event(&w, data, 3, 300);           an event of stock 3 on day 300
 *     study s = study_run(data, "market = M; models = market_model; tests = all");
 *     ...
 *     study_free(&s); es_dataset_free(data); world_free(&w);
 */
#ifndef ES_TESTS_PROPERTY_FIXTURE_H
#define ES_TESTS_PROPERTY_FIXTURE_H

#include "eventstudy.h"
#include "support/memory_source.h"
#include "support/noise.h"

typedef struct world {
    noise random;
    size_t n_days, n_stocks;
    es_day first;    /* the Monday of day 0; weekdays follow */
    double *market;  /* n_days simple returns; [0] is not used */
    double *stock;   /* n_stocks x n_days simple returns */
    bool *missing;   /* n_stocks x n_days: no price */
    bool no_missing; /* leave the days without a price out instead of marking them */
} world;

/* Market N(0.0004, 0.011^2); stocks 0.0003 + beta Rm + sigma z, beta in (0.5, 1.5), sigma in
 * (0.01, 0.03), z skewed and of unit variance. */
world world_new(size_t n_days, size_t n_stocks, uint64_t seed);
void world_free(world *w);

double *world_stock(const world *w, size_t stock); /* its n_days returns */
void world_gap(world *w, size_t stock, size_t day);

es_day world_day(const world *w, size_t day);

/* The market "M" and the stocks "S0", "S1", ... */
es_dataset *world_dataset(const world *w);
es_event *world_event(const world *w, es_dataset *data, size_t stock, size_t day);

/* A finished study.  Its data set must outlive it. */
typedef struct study {
    es_spec *spec;
    es_tables *tables;
    es_status status;
    es_error err;
} study;

/* Runs "key = value; key = value; ..."; any failure of an option or of the run is in `status`. */
study study_try(const es_dataset *data, const char *settings);

/* The same; fails the test unless the study succeeds. */
study study_run(const es_dataset *data, const char *settings);
void study_free(study *s);

/* One row of `results`. */
typedef struct figure {
    const char *model, *group, *measure, *test, *status;
    int first, last;
    double n, estimate, statistic, df, p, ci_low, ci_high, rbar, p_exact; /* NaN: missing */
} figure;

size_t study_count(const study *s); /* rows of `results` */
figure study_figure(const study *s, size_t row);

/* The row of a test in a window ("" of test: the row without one); the test fails without it. */
figure study_find(const study *s, const char *model, const char *measure, const char *test,
                  int first, int last);

/* A cell of `table` in the row whose columns `key` and `key2` (NULL: none) read as given. */
double study_number(const study *s, const char *table, const char *column, const char *key,
                    const char *is, const char *key2, const char *is2);
const char *study_text(const study *s, const char *table, const char *column, const char *key,
                       const char *is);

/* A cell of an event: of `ar` on day tau, of `cars` in a window. */
double study_ar(const study *s, const char *model, const char *event, int tau, const char *column);
double study_car(const study *s, const char *model, const char *event, int first, int last,
                 const char *column);

/* Two rows agree in status, n, statistic, df, p (and the estimate when asked for) within tol. */
void assert_same_figure(const figure *a, const figure *b, bool estimates, double tol);

/* Row by row, the `results` of a and b are the same within tol; rows for which left_out(row) is
 * true are left out.  Returns the number of rows compared. */
size_t assert_same_results(const study *a, const study *b, bool estimates, double tol,
                           bool (*left_out)(const figure *row));

/* Every cell of every table is the same, but for tables that `left_out` names (NULL: none). */
void assert_same_tables(const study *a, const study *b, const char *left_out);

bool is_randomised(const figure *row); /* wild_*, perm_*, bhar_skew_boot */

#endif
