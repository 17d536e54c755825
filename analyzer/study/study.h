/* One finished study: everything the result tables are views of. */
#ifndef ES_STUDY_STUDY_H
#define ES_STUDY_STUDY_H

#include "base/table.h"
#include "study/spec.h"

typedef struct es_group {
    const char *label; /* "all", or a value of the group_by column */
    size_t n;
    const uint32_t *event; /* indices into the data set, ascending */
} es_group;

/* One row of results.csv or volume.csv. */
typedef struct es_result_row {
    const es_model *model;
    uint32_t group;
    es_window window;
    const char *measure;
    uint32_t n;
    double estimate;     /* NaN: none */
    const es_test *test; /* NULL: a mere estimate */
    const char *label;   /* in place of the group's, "A-B"; NULL: the group's */
    const char *df_text; /* "a/b" of an F statistic; NULL: result.df */
    es_test_result result;
} es_result_row;

typedef struct es_result_list {
    size_t n, capacity;
    es_result_row *row; /* malloc'd: grows */
} es_result_list;

/* One figure about the study as a whole: a row of diagnostics.csv. */
typedef struct es_diagnostic {
    const char *key, *method;
    es_window window; /* first > last: of no window */
    double value;     /* NaN: none */
    const char *text;
} es_diagnostic;

/* One coefficient of a cross-sectional regression: a row of regression.csv. */
typedef struct es_regression_row {
    const es_model *model;
    es_window window;
    const char *dependent, *se_type, *term;
    double estimate, std_error, statistic, df, p, r2; /* NaN: undefined */
    size_t n;
} es_regression_row;

/* Something a reader must know: "warning" or "note". */
typedef struct es_note {
    const char *kind, *code, *subject, *text;
} es_note;

typedef struct es_study {
    es_arena *arena;
    es_spec *spec; /* the caller's */
    const es_dataset *data;
    es_market *market;
    es_sample *sample;
    const es_attribute *grouping; /* the group_by column, or NULL */
    const es_attribute *labels;   /* what the ledger shows as group */
    size_t n_models;
    const es_model **model;
    es_abnormal **abnormal; /* n_models; the residuals are gone */
    size_t primary;
    size_t n_groups;
    es_group *group;          /* [0] is "all" */
    const char *groups_label; /* "A-B": of rows that compare the groups */
    es_result_list results, volume;
    size_t n_diagnostics, diagnostics_capacity;
    es_diagnostic *diagnostic; /* malloc'd: grows */
    size_t n_regression;
    es_regression_row *regression;
    size_t n_notes, notes_capacity;
    es_note *note; /* malloc'd: grows */
} es_study;

/* Checks the spec, reads the data, aligns the events; nothing is estimated. */
es_status es_study_open(const es_dataset *data, es_spec *spec, es_study **out, es_error *err);
void es_study_free(void *study);

/* The ledger's outcome of event i under model m: that of the alignment, else that of the fit. */
es_outcome es_study_outcome(const es_study *s, size_t m, size_t i);

/* "META (FB is its alias)" where event i was found under another symbol, else NULL. */
const char *es_study_found_as(const es_study *s, size_t i);

/* "2025-09-09 16:05" on the clock of the exchange, where event i was announced in a time zone, else
 * NULL. */
const char *es_study_exchange_time(const es_study *s, size_t i);

/* The symbol of the market of event i, as the event or the study names it. */
const char *es_study_market_of(const es_study *s, size_t i);

/* The label of event i in the group column, or NULL. */
const char *es_study_label(const es_study *s, size_t i);

/* Appends a row as it is, or (add) with the df_text of F statistics in the arena. */
es_status es_result_list_append(es_result_list *list, const es_result_row *row, es_error *err);
es_status es_result_list_add(es_result_list *list, const es_result_row *row, es_arena *arena,
                             es_error *err);
es_status es_study_add_diagnostic(es_study *s, const es_diagnostic *row, es_error *err);
es_status es_study_add_note(es_study *s, es_note note, es_error *err);

/* Estimates and tests of one model over all groups (results.c): returns into `results`, or abnormal
 * volume into `volume`. */
es_status es_study_test_model(es_study *s, const es_abnormal *ab, bool volume, es_error *err);

/* Abnormal volume: models, measures, tests (volume.c); nothing without volume and shares. */
es_status es_study_volume(es_study *s, es_error *err);

/* Cross-sectional regressions of all models and windows on the events' x_ columns (crosssection.c).
 */
es_status es_study_regressions(es_study *s, es_error *err);

/* G-8..G-12 of the primary model (diagnostics.c): the table `diagnostics`, and notes where they
 * matter. */
es_status es_study_diagnose(es_study *s, es_error *err);

/* What the reader should be told (notes.c): before and after the estimation. */
es_status es_study_note_data(es_study *s, es_error *err);
es_status es_study_note_results(es_study *s, es_error *err);
es_status es_study_note_hidden(es_study *s, es_error *err); /* of them, the one of the dry run */

/* Events that touch each other, and confounding ones (notes_ledger.c). */
es_status es_study_note_neighbours(es_study *s, es_error *err);

/* The table `counts` of the outcomes of all events (counts.c). */
es_status es_study_counts(const es_study *s, const es_outcome *outcome, es_tables *out,
                          es_error *err);

/* Adds the table `path` of one event: CAR, price and counterfactual up to each day
 * (explain_path.c). */
es_status es_explain_path(const es_study *s, const es_event_fit *e, const double *ar,
                          const double *var, es_tables *out, es_error *err);

/* Adds the tables `missing` (estimation days without an observation; only if there are any),
 * `inverse` ((X'X)^-1; only with coefficients) and `worked` (each figure as a calculation of
 * others, 12 digits) of one event (explain_worked.c). */
es_status es_explain_worked(const es_study *s, const es_event_fit *e, const double *ar,
                            const double *var, es_tables *out, es_error *err);

/* Why day zero of event i is where it is, in words. */
const char *es_study_why(const es_study *s, size_t i);

/* Adds the tables (tables.c, settings.c); the set takes the study over, also on failure. */
es_status es_study_tables(es_study *s, es_tables *out, es_error *err);
/* ar, cars, results and volume (result_tables.c); regression and adjusted (more_tables.c);
 * settings, counts, inputs, notes (settings.c). */
es_status es_study_result_tables(es_study *s, es_tables *out, es_error *err);
es_status es_study_more_tables(es_study *s, es_tables *out, es_error *err);
es_status es_study_settings_tables(const es_study *s, es_tables *out, es_error *err);

#endif
