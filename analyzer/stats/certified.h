/* Linear regressions with certified results: the Statistical Reference Datasets of the National
 * Institute of Standards and Technology (NIST StRD, linear least squares,
 * www.itl.nist.gov/div898/strd/lls/lls.shtml).  They show what the least squares of this program
 * are worth on the machine it runs on.
 *
 * NIST computed the results with 500 digits and certifies the 15 printed here. */
#ifndef ES_STATS_CERTIFIED_H
#define ES_STATS_CERTIFIED_H

#include <stddef.h>

enum {
    ES_CERTIFIED_MAX_N = 82,
    ES_CERTIFIED_MAX_P = 11,
    ES_CERTIFIED_WORK = ES_CERTIFIED_MAX_N * (2 * ES_CERTIFIED_MAX_P + 1) /* elements */
};

typedef enum es_certified_design {
    ES_CERTIFIED_ORIGIN,     /* y = b0 x, no intercept */
    ES_CERTIFIED_POLYNOMIAL, /* y = b0 + b1 x + b2 x^2 + ... */
    ES_CERTIFIED_MULTIPLE    /* y = b0 + b1 x1 + b2 x2 + ... */
} es_certified_design;

typedef struct es_certified {
    const char *name;   /* "Longley" */
    const char *source; /* who published the data */
    size_t n, p;        /* observations, coefficients */
    es_certified_design design;
    const double *x; /* the predictors as published: one column of n, or p - 1 after each other */
    const double *y;
    const double *b;         /* p, certified */
    const double *std_error; /* p, certified */
    double sigma;            /* certified residual standard deviation */
} es_certified;

size_t es_certified_count(void);
const es_certified *es_certified_at(size_t i);

/* Writes the n-by-p design, column-major. */
void es_certified_fill(const es_certified *c, double *x);

/* Recomputes one regression: the largest relative errors of the coefficients, and of their standard
 * errors and sigma.  Where the certified value is 0 (a perfect fit) the error is absolute.  -log10
 * of an error is the number of right digits.  work: ES_CERTIFIED_WORK elements.  Both are infinite
 * when the design is held to be singular. */
void es_certified_errors(const es_certified *c, double *work, double *of_b, double *of_spread);

/* The larger of the two. */
double es_certified_worst(const es_certified *c, double *work);

#endif
