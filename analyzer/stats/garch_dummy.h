/* GARCH(1,1) with event dummies (METHODS V-5, S-26 joint): the residuals of a mean equation, the
 * last of them inside an event window,
 *
 *   e_t = r_t - gamma D_t,  h_t = omega + a e_{t-1}^2 + b h_{t-1} + delta D_t,  h_1 the mean square
 * of the residuals outside the window
 *
 * by Gaussian maximum likelihood from the parameters of the estimation window; the mean equation
 * stays as it was estimated there. */
#ifndef ES_STATS_GARCH_DUMMY_H
#define ES_STATS_GARCH_DUMMY_H

#include "stats/garch.h"

typedef struct es_garch_dummy {
    double delta; /* of the variance */
    double gamma; /* of the mean; 0 unless asked for */
    double sum_h; /* sum of h_t over the window */
} es_garch_dummy;

/* n residuals, the last n_window >= 1 of them with D = 1; `start` gives omega, arch, garch.
 * with_mean: gamma too (n_window >= 2, else it would leave nothing to the variance).  False when no
 * finite maximum is found. */
bool es_garch_dummy_fit(size_t n, size_t n_window, const double *r, const es_garch *start,
                        bool with_mean, es_garch_dummy *out);

#endif
