/* A band that holds for a whole path at once: the critical value of the largest |t| among L
 * correlated estimates (sup-t; Montiel Olea and Plagborg-Moller 2019, Journal of Applied
 * Econometrics 34, 1-17).  Our own finite-sample form: the vector is multivariate t, so that one
 * estimate alone gives Student's quantile. */
#ifndef ES_STATS_SIMULTANEOUS_H
#define ES_STATS_SIMULTANEOUS_H

#include <stddef.h>
#include <stdint.h>

enum { ES_SIMULTANEOUS_DRAWS = 1999 };

/* How many doubles es_simultaneous_critical needs in `work`. */
size_t es_simultaneous_work(size_t n);

/* The value that max |t_l|, l = 1..n, exceeds with probability alpha, from seeded draws.
 * correlation: n-by-n, symmetric, positive semidefinite, ones on the diagonal (an estimate without
 * variance: a zero row and column).  df > 0.  Never below Student's quantile for one estimate, nor
 * above Bonferroni's for n. */
double es_simultaneous_critical(const double *correlation, size_t n, double df, double alpha,
                                uint64_t seed, double *work);

#endif
