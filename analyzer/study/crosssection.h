/* Cross-sectional regressions of abnormal returns on what is known of the events (METHODS
 * C-1..C-8). */
#ifndef ES_STUDY_CROSSSECTION_H
#define ES_STUDY_CROSSSECTION_H

#include "stats/regression.h"
#include "study/study.h"

/* id, words; the order is that of the choices of the option `hc`. */
#define ES_SE_MAP(X)                                                                               \
    X(OLS, "ols")                                                                                  \
    X(HC0, "hc0")                                                                                  \
    X(HC1, "hc1")                                                                                  \
    X(HC2, "hc2")                                                                                  \
    X(HC3, "hc3")                                                                                  \
    X(CLUSTER_DATE, "cluster_date")                                                                \
    X(CLUSTER_SECURITY, "cluster_security")                                                        \
    X(WLS, "wls")                                                                                  \
    X(NW, "nw")

typedef enum es_se {
#define ES_SE_ENUM(id, words) ES_SE_##id,
    ES_SE_MAP(ES_SE_ENUM)
#undef ES_SE_ENUM
        ES_N_SE
} es_se;

const char *es_se_key(es_se se);

/* One regression before its standard errors are chosen.  Rows are ordered by day zero, then by
 * event. */
typedef struct es_cross {
    size_t n, p;
    const char *term[ES_MAX_COEFFICIENTS];
    double *x;                 /* n-by-p, column-major */
    double *y;                 /* n */
    double *weight;            /* n: 1 / Var(CAR) */
    uint32_t *date, *security; /* n: cluster numbers */
    size_t n_dates, n_securities;
    double *work; /* es_ols_work_size(n, p) */
} es_cross;

/* Fills p rows of a regression table: `row` holds what they share. */
void es_cross_solve(const es_cross *cross, es_se se, const es_regression_row *shared,
                    es_regression_row *out);

#endif
