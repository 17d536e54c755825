/* Least squares by Householder QR, never by normal equations (METHODS section 0).
 *
 * Own code because a study's digits must not depend on which BLAS a machine happens to link; GSL
 * is the oracle in the tests. */
#ifndef ES_STATS_LEAST_SQUARES_H
#define ES_STATS_LEAST_SQUARES_H

#include <stdbool.h>
#include <stddef.h>

enum { ES_MAX_COEFFICIENTS = 24 };

/* Solves min |y - X b|.
 *   n, p     observations and coefficients, n >= p >= 1, p <= ES_MAX_COEFFICIENTS
 *   x        n-by-p, column-major (column k begins at x + k*n); unchanged
 *   y        n
 *   work     n*(p+1) elements
 *   b        p, out
 *   xtx_inv  (X'X)^-1, p-by-p, out
 * False when the design is singular: min |r_jj| <= 1e-12 max |r_jj| (METHODS E-6). */
bool es_least_squares(size_t n, size_t p, const double *x, const double *y, double *work, double *b,
                      double *xtx_inv);

/* Leverages of the fit that left `work` (one that gave true; y plays no part): the diagonal of
 * X (X'X)^-1 X', formed from Q and so good to the last digits in any design (METHODS G-7).
 *   column    n elements of scratch
 *   leverage  n, out; their sum is p */
void es_leverage(size_t n, size_t p, const double *work, double *column, double *leverage);

/* es_least_squares for X = [1, x], in two centred passes: the hot path of the market model.  n
 * >= 2. */
bool es_line_fit(size_t n, const double *x, const double *y, double b[2], double xtx_inv[4]);

#endif
