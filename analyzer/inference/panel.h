/* What significance tests look at: the events of one model and one group, and one span of days.
 *
 * A panel holds what every span of it shares; a span holds one number per event.  A single day and
 * a CAR window are the same thing to a test: the AAR test is the CAAR test of the window [t, t]. */
#ifndef ES_INFERENCE_PANEL_H
#define ES_INFERENCE_PANEL_H

#include "abnormal/abnormal.h"
#include "stats/tail.h"

typedef enum es_patell_agg { ES_PATELL_ORIGINAL, ES_PATELL_POOLED } es_patell_agg;
typedef enum es_patell_q { ES_PATELL_Q_NU, ES_PATELL_Q_LITERAL } es_patell_q;
typedef enum es_patell_missing {
    ES_PATELL_VALID,
    ES_PATELL_SCALED,
    ES_PATELL_PARTIAL
} es_patell_missing;
typedef enum es_scar_form { ES_SCAR_FULL, ES_SCAR_PATELL, ES_SCAR_UNSCALED } es_scar_form;
typedef enum es_bmp_dist { ES_BMP_T, ES_BMP_NORMAL } es_bmp_dist;
typedef enum es_kp_corr { ES_KP_CALENDAR_OVERLAP, ES_KP_CALENDAR, ES_KP_EVENT_TIME } es_kp_corr;
typedef enum es_kp_negative { ES_KP_AS_IS, ES_KP_FLOOR0 } es_kp_negative;
typedef enum es_cda_df { ES_CDA_DF_DAYS, ES_CDA_DF_MEAN_M } es_cda_df;
typedef enum es_rank_pool { ES_RANK_POOL_WINDOW, ES_RANK_POOL_DAY } es_rank_pool;
typedef enum es_rank_spread { ES_RANK_S_COMBINED, ES_RANK_S_SD } es_rank_spread;
typedef enum es_rank_scale { ES_RANK_COUNT, ES_RANK_UNIFORM } es_rank_scale;
typedef enum es_sign_zero { ES_SIGN_DROP, ES_SIGN_NEGATIVE } es_sign_zero;
typedef enum es_gsign_p { ES_GSIGN_MEAN, ES_GSIGN_POOLED } es_gsign_p;
typedef enum es_skew_dist { ES_SKEW_T, ES_SKEW_NORMAL } es_skew_dist;
typedef enum es_skew_gamma { ES_SKEW_MOMENT, ES_SKEW_UNBIASED } es_skew_gamma;
typedef enum es_wild { ES_WILD_RADEMACHER, ES_WILD_ENUM, ES_WILD_MAMMEN } es_wild;
typedef enum es_cluster { ES_CLUSTER_EVENT, ES_CLUSTER_SECURITY, ES_CLUSTER_DATE } es_cluster;
typedef enum es_hs_norm { ES_HS_N, ES_HS_N1 } es_hs_norm;
typedef enum es_savickas { ES_SAVICKAS_FORECAST, ES_SAVICKAS_JOINT } es_savickas;
typedef enum es_ct_weights { ES_CT_EQUAL, ES_CT_VALUE } es_ct_weights;
typedef enum es_randomised { ES_RANDOMISED_PRIMARY, ES_RANDOMISED_ALL } es_randomised;

/* METHODS section 12; the enums follow the order of the choices in study/options.def. */
typedef struct es_inference_options {
    double alpha;
    int tail, patell_agg, patell_q, patell_missing, scar, bmp_dist, kp_corr, kp_negative, cda_df,
        rank_pool, rank_s, rank_scale, sign_zero, gsign_p, skew_dist, skew_gamma, zeros, wild,
        cluster, hs_norm, randomised, savickas, ct_weights;
    bool wilcoxon_cc, ct_factors;
    int seed, bootstrap_reps, permutations, ct_min;
    size_t threads;              /* no option of the method: the results do not depend on it, */
    const es_fleet *fleet;       /* nor on this, */
    const es_progress *progress; /* nor this */
} es_inference_options;

/* What tests need prepared; flags. */
enum {
    ES_NEEDS_CDA = 1 << 0,         /* spread of the mean estimation residual */
    ES_NEEDS_RANKS = 1 << 1,       /* mean ranks per day */
    ES_NEEDS_JOINED = 1 << 2,      /* ranks of SCAR* among the estimation residuals */
    ES_NEEDS_SIGNS = 1 << 3,       /* share of positive residuals */
    ES_NEEDS_CORRELATION = 1 << 4, /* mean residual correlation r-bar */
    ES_NEEDS_CZ_RANKS = 1 << 5,    /* see es_day_series */
    ES_NEEDS_CZ_SIGNS = 1 << 6,
    ES_NEEDS_SQUARE_RANKS = 1 << 7,
    ES_NEEDS_PORTFOLIO = 1 << 8, /* calendar-time portfolio of the window */
    /* and how a test may be used */
    ES_WINDOWS_ONLY = 1 << 16, /* CAR windows, not single days */
    ES_RANDOMISED = 1 << 17,   /* draws random numbers (section 10): windows of the primary model */
    ES_ON_VOLUME_TOO = 1 << 18, /* also run on abnormal volume (W-4) */
    ES_UPPER_TAIL = 1 << 19     /* p is the upper tail whatever the study's tail (V-1..V-3) */
};

/* Ranks where one value of every event joins its estimation residuals: centred uniform ranks
 * rank / (T + 1) - 1/2, T = M + 1 (METHODS S-15, S-17, S-18). */
typedef struct es_joined_ranks {
    size_t n;              /* events with such a value */
    double own;            /* sum of the ranks of these values */
    const double *sum;     /* n_est: sum of the residuals' ranks */
    const uint32_t *count; /* n_est: of how many events */
} es_joined_ranks;

/* One number per day over estimation and event window, and its spread: what tests of the
 * Corrado-Zivney kind compare a window with. */
typedef struct es_day_series {
    const double *z; /* width; NaN: no event that day */
    double spread;   /* root mean square over the days */
    size_t days;     /* T */
} es_day_series;

/* The portfolio of all events whose window covers a calendar day (METHODS CT-1..CT-3). */
typedef struct es_portfolio {
    size_t n;             /* days */
    const int32_t *day;   /* n: calendar indices, ascending */
    const double *ar;     /* n: mean AR */
    const double *scaled; /* n: mean AR over sqrt(sum sigma^2) / count */
    const double *ret;    /* n: mean return */
    const double *count;  /* n: events */
} es_portfolio;

typedef struct es_panel {
    const es_abnormal *ab;
    const es_inference_options *options;
    size_t n;              /* events of the group */
    const uint32_t *event; /* n: indices of ab's used events, ascending */

    /* ES_NEEDS_CDA: A_t, the mean residual on estimation day t (S-5) */
    double cda_sd;
    size_t cda_days; /* T_e */
    double mean_m;   /* mean of M_i */
    /* ES_NEEDS_RANKS: K-bar_t over estimation and event window (S-14) */
    const double *rank_mean;          /* width; NaN: no event that day */
    double rank_spread;               /* S */
    size_t rank_days;                 /* T */
    const es_joined_ranks *day_ranks; /* n_tau, instead of these where rank_pool=day */
    /* ES_NEEDS_SIGNS */
    double positive_share; /* p-hat (S-20) */
    /* ES_NEEDS_CZ_RANKS, ES_NEEDS_CZ_SIGNS, ES_NEEDS_SQUARE_RANKS */
    es_day_series cz_rank, cz_sign, square_rank;
    /* MD-1..: group of every used event of the model, 0: none, or NULL when there are no groups */
    const uint32_t *group_of;
    size_t n_groups;
    double *scratch; /* 4 * width, for tests */
} es_panel;

/* One span of one panel.  Arrays hold the n events with a valid CAR (D-7), in the order of the
 * events. */
typedef struct es_span {
    const es_panel *panel;
    es_window window;
    size_t days;            /* D */
    size_t n;               /* N */
    const uint32_t *event;  /* of ab */
    const double *x;        /* the measure: CAR (or BHAR) */
    const double *variance; /* Var(CAR) */
    const double *csar;
    const uint16_t *d;             /* d_i */
    double *scar;                  /* standardised as `scar` says */
    double rbar;                   /* K-2; NaN when undefined or not asked for */
    const es_joined_ranks *joined; /* ES_NEEDS_JOINED */
    const double *weight;          /* n: D-9, NaN: none; NULL: no event has one */
    const es_portfolio *portfolio; /* ES_NEEDS_PORTFOLIO */
    uint32_t window_no; /* 1-based number of the CAR window, for random streams; 0: a day */
    bool market_bhar;   /* the measure is the BHAR against the market */
    es_arena *arena;    /* scratch of the tests, as long as the span */
} es_span;

/* Prepares what `needs` says for the events listed; what comes of residuals and their ranks apart
 * (inference/ranks.h). */
es_status es_panel_make(es_panel *panel, unsigned needs, es_arena *arena, es_error *err);

/* Which number of a window a span carries. */
typedef enum es_measure {
    ES_MEASURE_CAR,
    ES_MEASURE_BHAR_MODEL,
    ES_MEASURE_BHAR_MARKET,
    ES_MEASURE_BHAR_MATCHED
} es_measure;

/* A span of one day of the event window (tau), or of CAR window number w. */
es_status es_span_of_day(const es_panel *panel, int tau, es_arena *arena, es_span *out,
                         es_error *err);
es_status es_span_of_window(const es_panel *panel, size_t w, es_measure measure, es_arena *arena,
                            es_span *out, es_error *err);

/* Names a span without building it: a day of the event window, or CAR window number car_window. */
typedef struct es_span_key {
    es_window window;
    int car_window; /* -1: the single day window.first */
} es_span_key;

/* Spans of a few days that follow each other are best built together: an event's days lie side by
 * side, and reading them is most of the cost.  How many of n_keys spans, from number j on, are; 0:
 * number j is, with the one before it.  Ask of the whole list: that of a part is cut otherwise. */
enum { ES_SPANS_TOGETHER = 4 };
size_t es_spans_together(const es_span_key *key, size_t n_keys, size_t j);

/* The n spans so named, of CARs: one, or days that are built together. */
es_status es_spans_of_keys(const es_panel *panel, const es_span_key *key, size_t n, es_arena *arena,
                           es_span *out, es_error *err);

/* n days from tau on, up to ES_SPANS_TOGETHER. */
es_status es_spans_of_days(const es_panel *panel, int tau, size_t n, es_arena *arena, es_span *out,
                           es_error *err);

/* Has used event e a valid CAR in the span (T-7)? */
bool es_panel_has(const es_panel *panel, const es_span_key *key, uint32_t e);

/* The mean residual correlation of every span (K-1, K-2), all in one pass: rbar[n_keys], NaN for
 * fewer than two events. */
es_status es_mean_correlations(const es_panel *panel, const es_span_key *keys, size_t n_keys,
                               double *rbar, es_arena *arena, es_error *err);

/* E-14: whether n events with this mean correlation can be corrected for it; one that rounding has
 * left a hair inside its bounds cannot. */
bool es_is_usable_correlation(double rbar, size_t n);

/* The sample row of used event i. */
static inline size_t es_panel_row(const es_panel *p, uint32_t event)
{
    return p->ab->row[event];
}

#endif
