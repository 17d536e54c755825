/* Minimisation of a function of few parameters within a box.
 *
 * es_newton: Newton's method with the exact Hessian, damped as by Levenberg and Marquardt where it
 * is indefinite or its step disappoints, the parameters held at a bound while the gradient points
 * outwards (Bertsekas 1982, SIAM J. Control Optim. 20:221).  es_nelder_mead: the simplex of Nelder
 * and Mead (1965, Computer Journal 7:308), for functions with kinks. */
#ifndef ES_STATS_OPTIMIZE_H
#define ES_STATS_OPTIMIZE_H

#include <stddef.h>

enum { ES_OPTIMIZE_MAX = 6 }; /* parameters */

typedef struct es_objective {
    size_t p;                    /* parameters, at most ES_OPTIMIZE_MAX */
    const double *lower, *upper; /* p bounds; equal ones fix a parameter */
    const double *scale;         /* p, a great step of each parameter */
    void *data;
    /* The value; +infinity where it is not defined. */
    double (*value)(void *data, const double *theta);
    /* The value with gradient (p) and Hessian (p-by-p, both triangles). */
    double (*derivatives)(void *data, const double *theta, double *gradient, double *hessian);
} es_objective;

typedef enum es_newton_end {
    ES_NEWTON_OPTIMUM, /* no step promises a gain */
    ES_NEWTON_STUCK,   /* steps promise a gain that none brings: a kink */
    ES_NEWTON_LIMIT,   /* still gaining after `most` steps */
    ES_NEWTON_INVALID  /* no finite value at the start */
} es_newton_end;

/* From theta (p, within the box, replaced) to a local minimum in at most `most` steps.  Ends when
 * the gain that a step promises is at most tol.  value: out. */
es_newton_end es_newton(const es_objective *f, unsigned most, double tol, double *theta,
                        double *value);

/* From theta (p, replaced), the first simplex theta and theta + step[k] in direction k.  Ends when
 * the values of the simplex differ by at most tol, or after `most` values.  value: out. */
void es_nelder_mead(const es_objective *f, const double *step, unsigned most, double tol,
                    double *theta, double *value);

#endif
