/* Models of expected returns (METHODS section 3).
 *
 * A model is a row of models.def: a descriptor that says what is explained, by which columns, and
 * which estimator does it.  All linear models share one estimator (linear.c). */
#ifndef ES_MODEL_MODEL_H
#define ES_MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/least_squares.h"

/* What stands on the left-hand side. */
typedef enum es_dependent {
    ES_LHS_RETURN,         /* R */
    ES_LHS_LESS_MARKET,    /* R - Rm */
    ES_LHS_LESS_RISKFREE,  /* R - rf */
    ES_LHS_LESS_BENCHMARK, /* R - Rbench */
    ES_LHS_LISTED          /* R, or R - rf with factor_excess */
} es_dependent;

enum { ES_MODEL_FACTORS = 6, ES_MAX_FACTORS = ES_MAX_COEFFICIENTS - 1 };

typedef struct es_fit_options {
    int sigma_divisor; /* es_sigma_divisor (M-19) */
    bool ma_sigma_raw; /* M-3 sigma: sqrt(sum y^2 / M) instead of the demeaned sd */
} es_fit_options;

typedef enum es_sigma_divisor { ES_DIVISOR_M_K, ES_DIVISOR_M_1, ES_DIVISOR_M_2 } es_sigma_divisor;

/* One estimation problem: scaled rows y/sqrt(n_t), x/sqrt(n_t), dense and finite (M-1). */
typedef struct es_regression {
    size_t n, p;
    const double *y; /* n */
    const double *x; /* n-by-p, column-major */
    bool line;       /* x is [1, x1] exactly: no gaps, so the two-pass fit applies */
} es_regression;

typedef enum es_fit_status { ES_FIT_OK, ES_FIT_SINGULAR, ES_FIT_NO_VARIANCE } es_fit_status;

typedef struct es_fit {
    es_fit_status status;
    size_t n, p;  /* observations, coefficients */
    double df;    /* nu (M-19) */
    double sigma; /* residual standard deviation, per trading day */
    double b[ES_MAX_COEFFICIENTS];
    double xtx_inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS]; /* p-by-p */
} es_fit;

typedef struct es_model es_model;

struct es_model {
    const char *id; /* on the command line, in files and in the database */
    const char *title;
    const char *number; /* of the formula: "M-4" */
    const char *equation;
    const char *reference;
    es_dependent dependent;
    bool intercept;
    bool listed;                              /* the columns come from factor_list */
    const char *factor[ES_MODEL_FACTORS + 1]; /* names of daily series, NULL-terminated */
    bool adjusts;                             /* nothing is estimated but the scale (M-3, M-11) */
    /* Estimates from `data` into `fit` and `residual` (n scaled residuals);
     * work: n * (p + 1) elements. */
    void (*fit)(const es_model *self, const es_regression *data, const es_fit_options *options,
                double *work, es_fit *fit, double *residual);
};

#define ES_MODEL(id) extern const es_model es_model_##id;
#include "model/models.def"
#undef ES_MODEL

size_t es_model_count(void);
const es_model *es_model_at(size_t i);
const es_model *es_model_find(const char *id); /* NULL: unknown */

/* Ids of METHODS that are not built yet: accepted in a list, reported as unused. */
bool es_model_is_planned(const char *id);

#endif
