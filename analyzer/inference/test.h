/* Significance tests (METHODS section 5).  A test is a row of tests.def: a descriptor with its
 * function.  It turns one span into one statistic; it never allocates, prints or fails: what is
 * undefined comes back with a reason. */
#ifndef ES_INFERENCE_TEST_H
#define ES_INFERENCE_TEST_H

#include "inference/panel.h"

/* Why a statistic is missing (METHODS section 11); the keys are those of the status column. */
#define ES_NA_MAP(X)                                                                               \
    X(NONE, "", "")                                                                                \
    X(NO_DATA, "no_data", "no event with what the test measures (E-1)")                            \
    X(TOO_FEW, "too_few", "fewer events or days than the test needs (E-2, E-4)")                   \
    X(ZERO_VARIANCE, "zero_variance", "no variation between the events (E-3)")                     \
    X(KP_UNDEFINED, "kp_undefined", "the mean correlation leaves no variance (E-14)")              \
    X(UNDEFINED, "undefined", "the formula has no value here (E-10, E-15)")                        \
    X(NEEDS_GARCH, "needs_garch", "takes models garch11 and egarch11 only (S-26)")                 \
    X(ONE_EVENT_ONLY, "one_event_only", "holds exactly one event against its own past (S-28)")     \
    X(ONE_DAY_ONLY, "one_day_only", "takes a window of one day (S-28)")                            \
    X(ONE_SECURITY_ONLY, "one_security_only", "tests several dates of one security together")      \
    X(NO_MEMORY, "no_memory", "memory ran out")

typedef enum es_na {
#define ES_NA_ENUM(id, key, words) ES_NA_##id,
    ES_NA_MAP(ES_NA_ENUM)
#undef ES_NA_ENUM
        ES_N_NA
} es_na;

const char *es_na_key(es_na reason);   /* "too_few"; "" for ES_NA_NONE */
const char *es_na_words(es_na reason); /* for people */

typedef struct es_test_result {
    es_na na;
    double statistic;
    double df; /* NaN: normal distribution */
    double p;
    double p_exact;         /* NaN: none (S-19) */
    double rbar;            /* NaN: not used (K-2) */
    double df2;             /* of an F statistic; NaN: none */
    double ci_low, ci_high; /* interval of the estimate; NaN: none */
    double estimate;        /* where the test has its own; NaN: the mean of the span's measure */
    size_t n;               /* likewise; 0: the events of the span */
} es_test_result;

/* What a test looks at; the measure column of its rows. */
typedef enum es_applies {
    ES_ON_CAR,        /* aar, caar */
    ES_ON_BHAR,       /* abhar_model, abhar_market, abhar_matched */
    ES_ON_WEIGHTED,   /* vw_caar */
    ES_ON_CTAR,       /* ctar */
    ES_ON_ALPHA,      /* ct_alpha */
    ES_ON_DIFFERENCE, /* caar_difference of two groups */
    ES_ON_DIFFERENCES /* caar_difference of more groups */
} es_applies;

typedef struct es_test es_test;

struct es_test {
    const char *id; /* on the command line, in files and in the database */
    const char *title;
    const char *number; /* of the formula: "S-3" */
    const char *null;   /* the hypothesis */
    const char *needs;  /* for people */
    const char *reference;
    es_applies applies;
    bool headline;  /* member of `tests = headline` */
    unsigned flags; /* ES_NEEDS_... */
    size_t min_events;
    void (*run)(const es_span *span, es_test_result *out);
};

#define ES_TEST(id) extern const es_test es_test_##id;
#include "inference/tests.def"
#undef ES_TEST

size_t es_test_count(void);
const es_test *es_test_at(size_t i);
const es_test *es_test_find(const char *id); /* NULL: unknown */

/* Everything missing. */
void es_test_clear(es_test_result *out);

/* Runs a test on a span: no_data and too_few are settled here. */
void es_test_run(const es_test *test, const es_span *span, es_test_result *out);

/* For the tests themselves: a t or normal statistic with its p-value in the study's tail. */
void es_result_t(const es_span *span, double statistic, double df, es_test_result *out);
void es_result_z(const es_span *span, double statistic, es_test_result *out);

/* An interval of the estimate: mean of the measure -+ half. */
void es_result_interval(const es_span *span, double half, es_test_result *out);

/* t_{1 - alpha/2} of the study under t(df). */
double es_critical_t(const es_span *span, double df);

#endif
