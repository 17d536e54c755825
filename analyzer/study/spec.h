/* The specification of one study: every option in force. */
#ifndef ES_STUDY_SPEC_H
#define ES_STUDY_SPEC_H

#include "abnormal/abnormal.h"
#include "base/parallel.h"
#include "inference/test.h"

typedef struct es_list {
    size_t n;
    const char *const *item;
} es_list;

typedef struct es_windows {
    size_t n;
    const es_window *window;
} es_windows;

typedef enum es_pw { ES_PW_BOTH, ES_PW_INV_SD, ES_PW_INV_VAR } es_pw;
typedef enum es_adjust_family {
    ES_FAMILY_DAYS,
    ES_FAMILY_WINDOWS,
    ES_FAMILY_TESTS
} es_adjust_family;
typedef enum es_bhar { ES_BHAR_MODEL, ES_BHAR_MARKET, ES_BHAR_MATCHED } es_bhar;

struct es_spec {
    es_arena *arena;
    const char **text; /* per option: its value as text */
    bool *given;       /* per option: set by the user */

    const char *title, *market, *primary_model, *group_by;
    const char *market_closes, *exchange_timezone; /* as given: one for all, or per market */
    es_list models, tests, factor_list;
    es_windows estimation, car_windows;
    bool allow_overlap;
    int convention, pw, bhar_benchmark, volume_measure, adjust_family, hc;
    int sw_edge, frequency;
    bool volume_ar1;
    double winsor;
    es_return_options returns;
    es_alignment align;
    es_column_options columns;
    es_abnormal_options abnormal;
    es_inference_options inference;
    es_stage_hook hook; /* told of every stage; NULL: nobody */
    void *hook_context;
    es_progress progress; /* likewise of how far it has come */

    /* settled by es_spec_check */
    size_t n_models, n_tests;
    const es_model **model;
    const es_test **test;
    size_t primary;  /* index into model */
    bool all_models; /* `models = all`: those that lack data are left out with a note */
    es_list unused;  /* keys that are known and that nothing reads yet */
};

/* Cross-checks the options and resolves models and tests; every failure is ES_EUSAGE. */
es_status es_spec_check(es_spec *spec, es_error *err);

/* Tells whoever watches that a stage begins. */
void es_spec_stage(const es_spec *spec, const char *stage);

/* Adds a test that the study calls for by itself, unless it is among those asked for. */
void es_spec_add_test(es_spec *spec, const es_test *test);

/* The value of option number i as text, and whether it is the default. */
const char *es_spec_text(const es_spec *spec, size_t i);
bool es_spec_given(const es_spec *spec, size_t i);

/* "A:B" of a window. */
enum { ES_WINDOW_TEXT = 32 };
char *es_window_format(es_window window, char buffer[ES_WINDOW_TEXT]);

#endif
