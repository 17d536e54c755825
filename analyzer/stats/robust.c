#include "stats/robust.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

static bool solve(gsl_multifit_robust_workspace *robust, const gsl_matrix *design, const double *y,
                  size_t n, size_t p, double *b)
{
    gsl_vector_const_view left = gsl_vector_const_view_array(y, n);
    gsl_vector_view out = gsl_vector_view_array(b, p);
    gsl_matrix *covariance = gsl_matrix_alloc(p, p);
    bool solved = covariance
                  && gsl_multifit_robust(design, &left.vector, &out.vector, covariance, robust)
                         == GSL_SUCCESS;
    gsl_matrix_free(covariance);
    return solved;
}

bool es_robust_gsl(size_t n, size_t p, const double *x, const double *y, bool huber, double *b)
{
    enum { MOST_PASSES = 500 };
    gsl_multifit_robust_workspace *robust = gsl_multifit_robust_alloc(
        huber ? gsl_multifit_robust_huber : gsl_multifit_robust_bisquare, n, p);
    gsl_matrix *design = gsl_matrix_alloc(n, p);
    bool solved = false;
    if (robust && design) {
        (void)gsl_multifit_robust_maxiter(MOST_PASSES, robust);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < p; k++)
                gsl_matrix_set(design, i, k, x[k * n + i]);
        solved = solve(robust, design, y, n, p, b);
    }
    gsl_matrix_free(design);
    if (robust)
        gsl_multifit_robust_free(robust);
    return solved;
}
