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

typedef enum es_sigma_divisor { ES_DIVISOR_M_K, ES_DIVISOR_M_1, ES_DIVISOR_M_2 } es_sigma_divisor;
typedef enum es_ma_sigma { ES_MA_DEMEANED, ES_MA_RAW } es_ma_sigma;
typedef enum es_sw_form { ES_SW_PLAIN, ES_SW_IV } es_sw_form;
typedef enum es_dimson_form { ES_DIMSON_FOWLER_RORKE, ES_DIMSON_PLAIN } es_dimson_form;
typedef enum es_robust_impl { ES_ROBUST_OWN, ES_ROBUST_GSL } es_robust_impl;
typedef enum es_garch_forecast_kind {
    ES_FORECAST_MULTI_STEP,
    ES_FORECAST_ONE_STEP
} es_garch_forecast_kind;
typedef enum es_garch_fallback { ES_FALLBACK_NONE, ES_FALLBACK_OLS } es_garch_fallback;

/* The variants of METHODS section 12; the enums follow the order of the choices in
 * study/options.def. */
typedef struct es_fit_options {
    int sigma_divisor;  /* es_sigma_divisor (M-19) */
    int ma_sigma;       /* es_ma_sigma: sqrt(sum y^2 / M) instead of the demeaned sd (M-3) */
    int dimson_order;   /* q: leads and lags (M-13) */
    int dimson;         /* es_dimson_form (M-14) */
    int sw_form;        /* es_sw_form (M-12) */
    int robust_impl;    /* es_robust_impl (M-15) */
    int garch_init;     /* es_garch_init (M-16) */
    int garch_forecast; /* es_garch_forecast_kind (M-18) */
    int garch_fallback; /* es_garch_fallback (E-9) */
    int egarch_domain;  /* 0: restricted (M-17) */
    bool ar1;           /* linear models: errors follow an AR(1), estimated GLS (W-3) */
} es_fit_options;

/* One estimation problem: scaled rows y/sqrt(n_t), x/sqrt(n_t), dense and finite (M-1). */
typedef struct es_regression {
    size_t n, p;
    const double *y; /* n */
    const double *x; /* n-by-p, column-major */
    bool line;       /* x is [1, x1] exactly: no gaps, so the two-pass fit applies */
    /* Models with leads and lags: Rm_{t+j} beside every row, n-by-(2 lags + 1), column-major,
     * j = -lags .. lags. */
    size_t lags;
    const double *lagged;
} es_regression;

typedef enum es_fit_status {
    ES_FIT_OK,
    ES_FIT_SINGULAR,
    ES_FIT_NO_VARIANCE,
    ES_FIT_SW_UNSTABLE, /* M-12: 1 + 2 rho <= 0.05 */
    ES_FIT_GARCH_FAILED /* E-9 */
} es_fit_status;

enum { ES_MODEL_OWN = 5 };

typedef struct es_fit {
    es_fit_status status;
    size_t n, p;  /* observations, coefficients */
    double df;    /* nu (M-19) */
    double sigma; /* residual standard deviation, per trading day */
    double b[ES_MAX_COEFFICIENTS];
    double xtx_inv[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS]; /* p-by-p */
    double own[ES_MODEL_OWN]; /* the model's own parameters, as its `own` names them; NaN: none */
    double *h;  /* storage of n, the caller's: conditional variances of the rows (M-16, M-17) */
    double rho; /* of AR(1) errors (W-3); 0: none */
    bool conditional; /* h holds them, and event days take theirs from `forecast` */
} es_fit;

/* The event window as a forecast sees it (M-18). */
typedef struct es_forecast {
    size_t n;                     /* days */
    const int *ahead;             /* n: trading days from the last estimation row, >= 1 */
    const double *ar;             /* n: abnormal returns, NaN: none (garch_forecast = one_step) */
    double last_h, last_residual; /* of the last estimation row */
} es_forecast;

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
    bool single_days;                         /* rows over gaps are left out (n_t = 1 only) */
    size_t lags;       /* leads and lags of the market it needs; ES_LAGS_OF_OPTION: dimson_order */
    size_t parameters; /* k of M-19 and T-6; 0: as many as columns, at least 1 */
    const char *own[ES_MODEL_OWN + 1]; /* names of its own parameters, NULL-terminated */
    size_t (*work_size)(size_t n, size_t p, size_t lags); /* doubles; NULL: n (p + 1) */
    /* Estimates from `data` into `fit` and `residual` (n scaled residuals). */
    void (*fit)(const es_model *self, const es_regression *data, const es_fit_options *options,
                double *work, es_fit *fit, double *residual);
    /* Conditional variances of the event days into h (M-18); NULL: sigma^2 throughout. */
    void (*forecast)(const es_model *self, const es_fit *fit, const es_fit_options *options,
                     const es_forecast *days, double *h);
};

enum { ES_LAGS_OF_OPTION = 255, ES_MOST_LAGS = 10 };

/* Leads and lags that a model takes under these options. */
size_t es_model_lags(const es_model *model, const es_fit_options *options);

#define ES_MODEL(id) extern const es_model es_model_##id;
#include "model/models.def"
#undef ES_MODEL

size_t es_model_count(void);
const es_model *es_model_at(size_t i);
const es_model *es_model_find(const char *id); /* NULL: unknown */

#endif
