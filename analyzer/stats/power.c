#include "stats/power.h"

#include <math.h>
#include <stddef.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>

#include "stats/order.h"
#include "stats/tail.h"

/* The integrand Phi(delta - t s) f(s), f the density of chi(df)/sqrt(df). */
typedef struct integrand {
    double t, df, delta, log_density; /* at s = 1 */
} integrand;

static double at(const integrand *g, double s)
{
    double log_change = (g->df - 1.0) * log(s) - 0.5 * g->df * (s - 1.0) * (s + 1.0);
    return gsl_cdf_ugaussian_P(g->delta - g->t * s) * exp(g->log_density + log_change);
}

/* Ten points of Gauss and Legendre on [a, b]; they never touch the ends, where the density of one
 * degree of freedom or fewer would be 0 times infinity. */
static double ten_points(const integrand *g, double a, double b)
{
    static const double point[] = {0.14887433898163121089, 0.43339539412924719080,
                                   0.67940956829902440623, 0.86506336668898451073,
                                   0.97390652851717172008};
    static const double weight[] = {0.29552422471475287017, 0.26926671930999635509,
                                    0.21908636251598204400, 0.14945134915058059315,
                                    0.06667134430868813759};
    double centre = 0.5 * (a + b), half = 0.5 * (b - a), sum = 0.0;
    for (size_t i = 0; i < 5; i++)
        sum += weight[i] * (at(g, centre - half * point[i]) + at(g, centre + half * point[i]));
    return half * sum;
}

/* Halves until both halves together say what the whole said. */
static double integrate(const integrand *g, double a, double b, double whole, int depth)
{
    double middle = 0.5 * (a + b);
    double left = ten_points(g, a, middle), right = ten_points(g, middle, b);
    if (depth == 0 || fabs(left + right - whole) <= 1e-14)
        return left + right;
    return integrate(g, a, middle, left, depth - 1) + integrate(g, middle, b, right, depth - 1);
}

/* S lies around 1 with a standard deviation of about 1 / sqrt(2 df); 14 of these leave less than
 * 1e-17 outside.  The range is cut at 1 and where Phi begins, crosses and ends its step, so that no
 * step hides within a panel. */
double es_p_noncentral_t(double t, double df, double delta)
{
    enum { CUTS = 6, DEPTH = 40 };
    static const double STEP = 9.0; /* Phi(-9) = 1e-19 */
    double spread = 14.0 / sqrt(2.0 * df), from = fmax(0.0, 1.0 - spread), to = 1.0 + spread;
    double cut[CUTS] = {from, 1.0, to, delta - STEP, delta, delta + STEP};
    double sum = 0.0;
    integrand g = {t, df, delta, 0.0};
    /* ln 2 + a ln a - a - ln Gamma(a), a = df/2, without the terms that cancel */
    g.log_density = 0.5 * log(df / M_PI) - log(gsl_sf_gammastar(0.5 * df));
    for (size_t i = 3; i < CUTS; i++)
        cut[i] = t == 0.0 ? to : fmin(fmax(cut[i] / t, from), to);
    es_sort(CUTS, cut);
    for (size_t i = 0; i + 1 < CUTS; i++)
        if (cut[i + 1] > cut[i])
            sum += integrate(&g, cut[i], cut[i + 1], ten_points(&g, cut[i], cut[i + 1]), DEPTH);
    return fmin(1.0, sum);
}

double es_power_t(double delta, double df, double alpha)
{
    double critical = es_t_quantile_upper(0.5 * alpha, df);
    return fmin(1.0,
                es_p_noncentral_t(critical, df, delta) + es_p_noncentral_t(critical, df, -delta));
}

double es_detectable_t(double power, double df, double alpha)
{
    return es_t_quantile_upper(0.5 * alpha, df) + es_t_quantile_upper(1.0 - power, df);
}

/* What is needed falls with N, so that the first N that is enough is the only answer; the normal
 * quantiles give one that is a little too small. */
double es_observations_t(double ratio, double power, double alpha)
{
    double z = gsl_cdf_ugaussian_Qinv(0.5 * alpha) + gsl_cdf_ugaussian_Pinv(power);
    double n = fmax(2.0, ceil(z * z / (ratio * ratio)));
    if (ratio == 0.0)
        return (double)NAN;
    for (; n < ES_MOST_OBSERVATIONS; n += 1.0) {
        double need = es_detectable_t(power, n - 1.0, alpha) / ratio;
        if (n >= need * need)
            break;
    }
    return n;
}
