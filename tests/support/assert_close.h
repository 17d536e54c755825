/* Comparison of doubles for cmocka.  cmocka's own float assertion casts to float, in which 1 and
 * 1 + 1e-10 are the same; these compare doubles and print both with all their digits. */
#ifndef ES_TESTS_ASSERT_CLOSE_H
#define ES_TESTS_ASSERT_CLOSE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* |actual - expected| <= tol * (1 + |expected|); NaN is close to nothing. */
#define assert_close(actual, expected, tol)                                                        \
    es_assert_close((actual), (expected), (tol), #actual, __FILE__, __LINE__)

#define assert_nan(actual) es_assert_nan((actual), #actual, __FILE__, __LINE__)

void es_assert_close(double actual, double expected, double tol, const char *what, const char *file,
                     int line);
void es_assert_nan(double actual, const char *what, const char *file, int line);

#endif
