/* Panels of abnormal returns from literal or random matrices, without prices and models: what the
 * tests of significance look at, and nothing else.
 *
 * Used event i lies in row 2i + 1 of the sample; the rows between hold rubbish, so that a mix-up of
 * rows and events shows. */
#ifndef ES_TESTS_INFERENCE_FIXTURE_H
#define ES_TESTS_INFERENCE_FIXTURE_H

#include <math.h>

#include "inference/ranks.h"
#include "inference/test.h"
#include "support/assert_close.h"
#include "support/noise.h"

typedef struct fixture {
    es_arena *arena;
    size_t n, n_est, n_tau;
    es_market market;
    es_dataset data;
    es_sample sample;
    es_abnormal ab;
    es_inference_options options;
    es_panel panel;
    /* the writable side */
    double *ar, *var, *residual;
    es_car *car;
    es_fit_record *fit; /* per row */
    int32_t *day0;      /* per row */
    uint16_t **span;    /* per row */
    int32_t **day;      /* per row */
    uint32_t *member;   /* the panel's events */
    es_event *event;    /* of the data set: row r is event `rows - 1 - r` */
    double **ret;       /* per row, width: returns; fixture_returns makes them */
    double *market_ret; /* per calendar day */
    double *weight;     /* per event of the panel; NULL: none */
    uint32_t *group_of; /* per event of the panel; NULL: no groups */
    size_t n_groups;
    double *rho;       /* recomputed correlations, NaN: not yet */
    double car_factor; /* Var(CAR) over the sum of the days' variances */
    bool complete;     /* T-7: a CAR needs every day */
} fixture;

/* n events, all with day zero 400 on a calendar of 1000 days; nothing is filled in. */
fixture *fixture_new(size_t n, size_t n_est, es_window event, size_t n_windows,
                     const es_window *windows);
void fixture_free(fixture *f);

/* One event: n_est residuals and n_tau abnormal returns (NaN: none), sigma; M and nu = M - 2 follow
 * from the residuals, the daily variance is sigma^2. */
void fixture_event(fixture *f, size_t i, const double *residual, const double *ar, double sigma);

es_fit_record *fixture_fit(fixture *f, size_t i);

/* Returns of the calendar's market and of all events: 1.1 Rm + AR, NaN where there is no AR. */
void fixture_returns(fixture *f, uint64_t seed);

typedef struct random_panel {
    uint64_t seed;
    double missing; /* share of days without an abnormal return */
    int dates;      /* day zeros are spread over so many days; 1: one common day */
    double common;  /* weight of what events share on a calendar day */
    bool rounded;   /* to two digits, so that ties and zeros abound */
} random_panel;

/* Fills every event at random: gaps with longer spans after them, different M, sigma and dates. */
void fixture_random(fixture *f, const random_panel *r);

/* Makes CARs and prepares the panel of all events (or of those listed) for every test. */
void fixture_ready(fixture *f);
void fixture_ready_group(fixture *f, size_t n, const uint32_t *member);

/* The span of CAR window number w, with everything a study puts in. */
es_span fixture_span(fixture *f, size_t w, es_measure measure);

/* Runs a test on CAR window number w, or on the single day tau. */
es_test_result on_window(fixture *f, const char *test, size_t w);
es_test_result on_day(fixture *f, const char *test, int tau);

/* r-bar of CAR window w. */
double fixture_rbar(fixture *f, size_t w);

/* The plain look at the matrices for recomputations in tests. */
size_t event_of(const fixture *f, size_t k); /* k-th event of the panel */
double ar_of(const fixture *f, size_t event, int tau);
double var_of(const fixture *f, size_t event, int tau);
double u_of(const fixture *f, size_t event, size_t t); /* residual of estimation day t */
unsigned span_of(const fixture *f, size_t event, int tau);
bool has_car(const fixture *f, size_t event, es_window w); /* T-7 */
size_t days_of_event(const fixture *f, size_t event, es_window w);
double car_of(const fixture *f, size_t event, es_window w);
double scar_of(const fixture *f, size_t event, es_window w); /* as the option `scar` says */

/* The panel's events with a CAR over w; returns their number. */
size_t span_events(const fixture *f, es_window w, size_t *event);

double plain_mean(size_t n, const double *x);
double plain_sd(size_t n, const double *x);

/* Two-sided p-values by other means than the product's: erfc, and Simpson's rule. */
double plain_p_normal(double z);
double plain_p_t(double t, double df);

/* Holds a result against recomputed figures; df NaN: normal. */
#define assert_result(r, statistic, df)                                                            \
    check_result(&(r), (statistic), (df), #statistic, __FILE__, __LINE__)
#define assert_na(r, reason) assert_string_equal(es_na_key((r).na), (reason))

/* A statistic recomputed from the matrices by plain loops; NaN: none. */
typedef struct plain_result {
    double statistic, df; /* df NaN: normal */
} plain_result;

typedef plain_result (*recomputation)(const fixture *f, es_window w);

enum { MOST_EVENTS = 256 };

/* r-bar of K-2 as the text says: every pair of events, every pair of days. */
double plain_rbar(const fixture *f, es_window w);

void check_result(const es_test_result *r, double statistic, double df, const char *what,
                  const char *file, int line);

#endif
