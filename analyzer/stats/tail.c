#include "stats/tail.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

void es_stats_init(void)
{
    (void)gsl_set_error_handler_off();
}

double es_p_normal(double z, es_tail tail)
{
    switch (tail) {
    case ES_TAIL_UPPER:
        return gsl_cdf_ugaussian_Q(z);
    case ES_TAIL_LOWER:
        return gsl_cdf_ugaussian_P(z);
    default:
        return 2.0 * gsl_cdf_ugaussian_Q(fabs(z));
    }
}

double es_p_t(double t, double df, es_tail tail)
{
    switch (tail) {
    case ES_TAIL_UPPER:
        return gsl_cdf_tdist_Q(t, df);
    case ES_TAIL_LOWER:
        return gsl_cdf_tdist_P(t, df);
    default:
        return 2.0 * gsl_cdf_tdist_Q(fabs(t), df);
    }
}

double es_p_chi_square(double x, double df)
{
    return gsl_cdf_chisq_Q(x, df);
}

double es_p_f(double f, double df1, double df2)
{
    return gsl_cdf_fdist_Q(f, df1, df2);
}

double es_p_sign(unsigned k, unsigned n, es_tail tail)
{
    double at_most = gsl_cdf_binomial_P(k, 0.5, n);
    double at_least = k == 0 ? 1.0 : gsl_cdf_binomial_Q(k - 1, 0.5, n);
    if (tail == ES_TAIL_UPPER)
        return at_least;
    if (tail == ES_TAIL_LOWER)
        return at_most;
    return fmin(1.0, 2.0 * fmin(at_most, at_least));
}

double es_t_quantile_upper(double upper, double df)
{
    return gsl_cdf_tdist_Qinv(upper, df);
}
