/* Residual diagnostics on a plain series (METHODS G-2..G-5).  NaN where undefined. */
#ifndef ES_STATS_SERIAL_H
#define ES_STATS_SERIAL_H

#include <stddef.h>

double es_durbin_watson(size_t n, const double *u);

/* p-value of Ljung-Box with m lags; work: n elements. */
double es_ljung_box_p(size_t n, const double *u, size_t m, double *work);

/* p-value of Engle's ARCH-LM with q lags, q <= 10; work: (2q + 5) n elements. */
double es_arch_lm_p(size_t n, const double *u, size_t q, double *work);

double es_jarque_bera_p(size_t n, const double *u);

#endif
