/* p-values and quantiles (METHODS section 0).  Tails are computed as tails, never as 1 - p. */
#ifndef ES_STATS_TAIL_H
#define ES_STATS_TAIL_H

typedef enum es_tail { ES_TAIL_TWO, ES_TAIL_UPPER, ES_TAIL_LOWER } es_tail;

double es_p_normal(double z, es_tail tail);
double es_p_t(double t, double df, es_tail tail);
double es_p_chi_square(double x, double df);     /* upper tail */
double es_p_f(double f, double df1, double df2); /* upper tail */

/* Exact binomial(n, 1/2): two-sided min(1, 2 min(P(X <= k), P(X >= k))), or one tail. */
double es_p_sign(unsigned k, unsigned n, es_tail tail);

/* The value exceeded with probability `upper` under t(df). */
double es_t_quantile_upper(double upper, double df);

/* Keeps GSL from aborting the process; call before anything above.  Idempotent. */
void es_stats_init(void);

#endif
