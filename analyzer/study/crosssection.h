/* Cross-sectional regressions of abnormal returns on what is known of the events (METHODS
 * C-1..C-8). */
#ifndef ES_STUDY_CROSSSECTION_H
#define ES_STUDY_CROSSSECTION_H

#include "stats/regression.h"
#include "study/study.h"

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
    double *work; /* es_linear_work_size(n, p, n) */
} es_cross;

/* Fills p rows of a regression table: `row` holds what they share. */
void es_cross_solve(const es_cross *cross, es_se se, const es_regression_row *shared,
                    es_regression_row *out);

#endif
