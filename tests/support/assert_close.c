#include "support/assert_close.h"

#include <math.h>

void es_assert_close(double actual, double expected, double tol, const char *what, const char *file,
                     int line)
{
    if (fabs(actual - expected) <= tol * (1.0 + fabs(expected)))
        return;
    print_error("%s is %.17g, expected %.17g: off by %.3g, allowed %.3g\n", what, actual, expected,
                fabs(actual - expected), tol * (1.0 + fabs(expected)));
    _fail(file, line);
}

void es_assert_nan(double actual, const char *what, const char *file, int line)
{
    if (isnan(actual))
        return;
    print_error("%s is %.17g, expected NaN\n", what, actual);
    _fail(file, line);
}
