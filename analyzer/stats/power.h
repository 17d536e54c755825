/* What a t test could have seen (METHODS G-12): power, smallest detectable effect, sample size.
 *
 * All are of the two-sided test at level alpha.  Under an effect mu the statistic follows the
 * noncentral t distribution with delta = mu / SE, which GSL lacks. */
#ifndef ES_STATS_POWER_H
#define ES_STATS_POWER_H

enum { ES_MOST_OBSERVATIONS = 1000000 };

/* P(T > t) of the noncentral t distribution: the mean of Phi(delta - t S) over S =
 * chi(df)/sqrt(df), by adaptive quadrature; df > 0, and from 1 on to 1e-12. */
double es_p_noncentral_t(double t, double df, double delta);

/* Power against delta = mu / SE: the probability that |t| exceeds the critical value, on either
 * side.  0 < alpha < 1. */
double es_power_t(double delta, double df, double alpha);

/* The smallest effect that is detected with probability `power`, in units of the standard error:
 * t_{1 - alpha/2, df} + t_{power, df}. */
double es_detectable_t(double power, double df, double alpha);

/* How many observations a test of a mean needs to detect mu with probability `power`, when one
 * observation has standard deviation sd and ratio = mu / sd: the smallest N >= 2 with
 * N >= ((t_{1 - alpha/2, N-1} + t_{power, N-1}) / ratio)^2, a whole number.  From
 * ES_MOST_OBSERVATIONS on normal quantiles decide.  NaN for ratio 0; power > alpha. */
double es_observations_t(double ratio, double power, double alpha);

#endif
