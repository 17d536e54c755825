/* Robust regression by GSL: what becomes of it without memory.  Its figures are with the models.
 *
 * The linker puts the functions below in the place of GSL's allocators. */
#include "stats/robust.h"

#include <gsl/gsl_multifit.h>

#include "support/assert_close.h"

static int left; /* allocations until one fails; negative: none does */

static bool none_left(void)
{
    return left-- == 0;
}

gsl_matrix *__real_gsl_matrix_alloc(size_t n1, size_t n2);
gsl_matrix *__wrap_gsl_matrix_alloc(size_t n1, size_t n2);
gsl_multifit_robust_workspace *
__real_gsl_multifit_robust_alloc(const gsl_multifit_robust_type *type, size_t n, size_t p);
gsl_multifit_robust_workspace *
__wrap_gsl_multifit_robust_alloc(const gsl_multifit_robust_type *type, size_t n, size_t p);

gsl_matrix *__wrap_gsl_matrix_alloc(size_t n1, size_t n2)
{
    return none_left() ? NULL : __real_gsl_matrix_alloc(n1, n2);
}

gsl_multifit_robust_workspace *
__wrap_gsl_multifit_robust_alloc(const gsl_multifit_robust_type *type, size_t n, size_t p)
{
    return none_left() ? NULL : __real_gsl_multifit_robust_alloc(type, n, p);
}

/* y = 1 + 2 x but for one point; the bisquare lets go of it. */
static void no_memory_is_no_fit(void **state)
{
    double x[24], y[12], b[2];
    (void)state;
    for (size_t i = 0; i < 12; i++) {
        x[i] = 1.0;
        x[12 + i] = (double)i;
        y[i] = 1.0 + 2.0 * (double)i + (i % 2 ? 0.01 : -0.01);
    }
    y[7] = 90.0;
    for (int k = 0; k < 3; k++) { /* the workspace, the design, the covariance */
        left = k;
        assert_false(es_robust_gsl(12, 2, x, y, false, b));
    }
    left = -1;
    assert_true(es_robust_gsl(12, 2, x, y, false, b));
    assert_close(b[0], 1.0, 0.01);
    assert_close(b[1], 2.0, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_memory_is_no_fit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
