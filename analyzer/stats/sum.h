/* Sums and moments in one fixed order on every machine: eight running sums over the elements
 * 0 1 2 ... modulo 8, combined as ((0+1)+(2+3))+((4+5)+(6+7)).  Input is finite and dense. */
#ifndef ES_STATS_SUM_H
#define ES_STATS_SUM_H

#include <stddef.h>

double es_sum(size_t n, const double *x);
double es_dot(size_t n, const double *x, const double *y);
double es_sum_squares(size_t n, const double *x);

double es_mean(size_t n, const double *x); /* n >= 1 */

/* Sum of (x - centre)^2. */
double es_sum_squares_about(size_t n, const double *x, double centre);

/* Sum of (x - mean x)(y - mean y); n >= 1. */
double es_dot_about(size_t n, const double *x, const double *y);

/* Pearson correlation; NaN when a side does not vary. */
double es_correlation(size_t n, const double *x, const double *y);

/* Standard deviation, two passes, divisor n - 1; n >= 2. */
double es_sd(size_t n, const double *x);

double es_max_abs(size_t n, const double *x); /* 0 for n = 0 */

/* Central moments with divisor n; n >= 1. */
typedef struct es_moments {
    double mean, m2, m3, m4;
} es_moments;

es_moments es_central_moments(size_t n, const double *x);

/* METHODS E-3, E-5: a spread no larger than rounding of the largest value is no spread. */
int es_is_no_spread(double sd, double max_abs);

#endif
