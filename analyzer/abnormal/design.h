/* From an aligned event to a regression problem: which columns a model takes, and the rows of one
 * event in them (METHODS M-1). */
#ifndef ES_ABNORMAL_DESIGN_H
#define ES_ABNORMAL_DESIGN_H

#include "event/sample.h"
#include "model/model.h"

/* Does the model `factors` explain R - rf?  AUTO: when its list has mktrf, itself an excess return,
 * and there is an rf. */
typedef enum es_factor_excess { ES_EXCESS_AUTO, ES_EXCESS_NO, ES_EXCESS_YES } es_factor_excess;

typedef struct es_column_options {
    const char *const *factor_list; /* M-10 */
    size_t n_listed;
    int factor_excess; /* es_factor_excess */
    bool capm_intercept;
    bool sw_edge_drop; /* M-12: the edge rows of the estimation window have no lead or lag */
} es_column_options;

/* A model's columns on one market. */
typedef struct es_columns {
    es_dependent lhs;
    bool intercept;
    size_t p;                                  /* coefficients, intercept included */
    const char *name[ES_MAX_COEFFICIENTS];     /* "alpha", "beta", "mktrf", "smb", ... */
    const double *series[ES_MAX_COEFFICIENTS]; /* daily values; NULL for the intercept */
    bool single_days;                          /* rows over gaps are left out */
    size_t lags;                               /* leads and lags of the market beside every row */
    bool lags_inside; /* ... none of which may lie outside the estimation window (M-12) */
} es_columns;

/* ES_ENOTFOUND with a message when the market lacks a factor the model needs. */
es_status es_columns_resolve(const es_model *model, const es_market *market,
                             const es_column_options *options, const es_fit_options *fit,
                             es_columns *out, es_error *err);

/* The rows of one event.  Estimation rows are dense and scaled by 1/sqrt(n_t); event days are
 * unscaled. */
typedef struct es_design {
    size_t n; /* estimation rows */
    size_t
        n_before;   /* rows of the intervals that begin before the event window, which come first */
    bool plain;     /* every estimation return spans one day */
    bool dense;     /* ... and none is missing: es_design_residuals tells the residuals again */
    double *y;      /* n */
    double *x;      /* n-by-p, column-major */
    double *lagged; /* n-by-(2 lags + 1), column-major; NULL without lags */
    uint16_t *column;                       /* n: the sample column of each row */
    size_t n_valid_returns, n_zero_returns; /* in the estimation window, before regressors (G-6) */
    double *event_y;                        /* n_tau, NaN: no row that day */
    double *event_x;                        /* n_tau-by-p, row-major */
    double *work;                           /* scratch of the estimator and the diagnostics */
    double *residual;                       /* n */
    double *h;                              /* n: conditional variances; NULL: the model has none */
    int *ahead;                             /* n_tau: see es_forecast; NULL likewise */
} es_design;

/* Room for every row of a sample under this model. */
es_status es_design_alloc(const es_sample *sample, const es_model *model, const es_columns *columns,
                          es_arena *arena, es_design *out, es_error *err);

/* Fills the design for one row of the sample. */
void es_design_fill(const es_sample *sample, size_t row, const es_columns *columns, es_design *d);

/* The residuals y - x'b of a dense row of the sample into out (n_est), as es_fit_residuals makes
 * them. */
void es_design_residuals(const es_sample *sample, size_t row, const es_columns *columns,
                         const double *b, double *out);

/* The estimation rows as a regression problem (borrowed). */
es_regression es_design_regression(const es_design *d, const es_columns *columns);

#endif
