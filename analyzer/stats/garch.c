#include "stats/garch.h"
size_t es_garch_work_size(size_t n)
{
    return n;
}
bool es_garch_fit(size_t n, const double *y, const double *x, es_garch_init init, double *work,
                  es_garch *out, double *h, double *residual)
{
    (void)n, (void)y, (void)x, (void)init, (void)work, (void)out, (void)h, (void)residual;
    return false;
}
bool es_egarch_fit(size_t n, const double *y, const double *x, es_garch_init init, bool f,
                   double *work, es_garch *out, double *h, double *residual)
{
    (void)n, (void)y, (void)x, (void)init, (void)f, (void)work, (void)out, (void)h, (void)residual;
    return false;
}
double es_garch_forecast(const es_garch *fit, double h, double e, unsigned j)
{
    (void)fit, (void)h, (void)e, (void)j;
    return 0;
}
double es_egarch_forecast(const es_garch *fit, double h, double e, unsigned j)
{
    (void)fit, (void)h, (void)e, (void)j;
    return 0;
}
