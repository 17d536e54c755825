/* Abnormal returns of all events under one model: AR and its forecast-error variance day by day,
 * CAR and BHAR window by window, the estimation residuals (METHODS M-20..M-23, D-1..D-5, D-10). */
#ifndef ES_ABNORMAL_ABNORMAL_H
#define ES_ABNORMAL_ABNORMAL_H

#include "abnormal/design.h"

typedef enum es_pred_error { ES_PRED_FULL, ES_PRED_DIAG, ES_PRED_NONE } es_pred_error;
typedef enum es_car_variance { ES_CAR_VAR_FULL, ES_CAR_VAR_PATELL } es_car_variance;
typedef enum es_car_missing { ES_CAR_PARTIAL, ES_CAR_COMPLETE } es_car_missing;
typedef enum es_est_std { ES_EST_PLAIN, ES_EST_INTERNAL } es_est_std;

typedef struct es_abnormal_options {
    es_fit_options fit;
    es_pred_error pred_error;   /* M-20 */
    es_car_variance car_var;    /* M-21, M-23 */
    bool ma_pred;               /* M-3 sigma: variance times 1 + 1/M */
    es_car_missing car_missing; /* T-7 */
    int est_std;                /* es_est_std: residuals over sigma, or studentised (D-3) */
    int min_event_obs;          /* T-7 */
    int min_estimation_obs;     /* T-6 */
    size_t n_windows;
    const es_window *window; /* CAR windows, inside the event window */
    bool lean;               /* keep no residuals that follow from returns and coefficients */
    bool brief;              /* leave out what only the table of fits shows: see es_fit_record */
    size_t threads;          /* nothing depends on it, */
    const es_fleet *fleet;   /* nor on this, */
    const es_progress *progress; /* nor this */
} es_abnormal_options;

/* One event over one window.  Without a valid AR, or with too few (T-7), car is NaN. */
typedef struct es_car {
    uint16_t n_days; /* d_i: valid AR */
    double car;
    double variance;    /* Var(CAR), M-21 */
    double csar;        /* sum of AR / sqrt(Sigma_tt), D-5 */
    double raw, market; /* compounded returns over the days with a return */
    double bhar_model, bhar_market, bhar_matched; /* D-10 */
} es_car;

/* What `fits` shows of one event.  Of a brief computation dw, ljung_box_p, jarque_bera_p,
 * max_leverage and max_cook are NaN, and n_outliers is 0. */
typedef struct es_fit_record {
    es_outcome outcome;
    uint32_t n, n_event; /* estimation rows; valid AR in the event window */
    double df, sigma, r2, dw, ljung_box_p, arch_lm_p, jarque_bera_p, zero_return_share;
    double own[ES_MODEL_OWN];      /* the model's own parameters */
    double max_leverage, max_cook; /* G-7; NaN where nothing is estimated but the scale */
    uint32_t n_outliers;           /* rows with |u| > 4 sigma sqrt(1 - h) */
} es_fit_record;

typedef struct es_abnormal {
    const es_sample *sample;
    const es_model *model;
    es_columns columns;
    es_abnormal_options options;
    /* per sample row */
    const es_fit_record *fit;
    const double *b; /* sample->n x p coefficients */
    /* per used event, in the order of the events */
    size_t n;
    const uint32_t *row;       /* of the sample */
    const double *ar;          /* n x n_tau, NaN: none */
    const double *var;         /* n x n_tau: Sigma_tt, valid where ar is */
    const es_car *car;         /* n x n_windows */
    const double *residual;    /* n x n_est: scaled estimation residuals, NaN: no row; NULL: lean */
    const double *const *kept; /* lean, per event: n_est residuals, NULL: es_abnormal_residuals
                                  takes them from the returns, a subtraction */
    const double *standard; /* n x n_est: standardised; NULL: residual / sigma of the event (D-3) */
} es_abnormal;

typedef struct es_abnormal_task {
    const es_sample *sample;
    const es_model *model;
    const es_columns *columns;
    const es_abnormal_options *options;
} es_abnormal_task;

/* Fits the model to every row of the sample.  `residual_arena` holds the residuals only, so that
 * they can be dropped before the rest. */
es_status es_abnormal_compute(const es_abnormal_task *task, es_arena *arena,
                              es_arena *residual_arena, es_abnormal **out, es_error *err);

/* One event under one model: the whole arithmetic, also for `explain`. */
typedef struct es_event_fit {
    const es_sample *sample;
    const es_model *model;
    const es_columns *columns;
    const es_abnormal_options *options;
    size_t row;       /* of the sample */
    es_design design; /* storage from es_design_alloc */
    es_fit fit;
} es_event_fit;

/* The n_est scaled residuals of used event i, NaN: no row; and the standardised ones (D-3),
 * which a row of leverage 1 lacks where they are studentised.  They are in the abnormal returns or,
 * where those are lean, in the buffer (n_est). */
const double *es_abnormal_residuals(const es_abnormal *a, size_t i, double *buffer);
const double *es_abnormal_standardised(const es_abnormal *a, size_t i, double *buffer);

/* Says that the residuals of used event i come next, so that what they are made of is on its way
 * from memory meanwhile. */
void es_abnormal_expect(const es_abnormal *a, size_t i);

/* Fills the design for e->row and fits the model. */
es_outcome es_event_fit_row(es_event_fit *e);

/* AR and Sigma_tt of the event window, n_tau each; ar is NaN where there is none. */
void es_event_days(const es_event_fit *e, double *ar, double *var);

/* x' A x of a p-by-p matrix. */
double es_quadratic(size_t p, const double *a, const double *x);

/* One window, from the days. */
void es_event_window(const es_event_fit *e, const double *ar, const double *var, es_window window,
                     es_car *out);

#endif
