/* The rows of results.csv, or volume.csv, that one span of days gives: which tests apply to it, by
 * which measure, and what they come to. */
#ifndef ES_STUDY_SPAN_ROWS_H
#define ES_STUDY_SPAN_ROWS_H

#include "inference/ranks.h"
#include "study/study.h"

/* One model and one group while its rows are made. */
typedef struct es_row_maker {
    es_study *s;
    const es_abnormal *ab;
    bool volume, primary;
    size_t g;
    unsigned needs; /* of all tests that run here */
    es_panel panel;
    es_arena *panel_arena;    /* lives as long as the panel */
    es_result_list rows;      /* of the piece at hand, */
    es_arena *text_arena;     /* with their texts */
    const double *weight;     /* per event of the data set: the column `weight`; NULL: none */
    const uint32_t *group_of; /* per used event: 0 or its group */
} es_row_maker;

/* What the spans need beside their events. */
typedef struct es_span_extra {
    double rbar;                   /* NaN: not needed */
    const es_joined_ranks *joined; /* likewise NULL */
} es_span_extra;

/* Does the test run at all in these tables? */
bool es_maker_runs(const es_row_maker *k, const es_test *test);

/* Append to the maker's rows: n days from tau on, up to ES_SPANS_TOGETHER, with an `extra` each; of
 * CAR window number w the CARs, the averages and what looks at the window in other ways, and the
 * buy-and-hold returns.  `extra` is read only meanwhile.  ES_ENOMEM: rows may be missing. */
es_status es_rows_of_days(es_row_maker *k, int tau, size_t n, const es_span_extra *extra,
                          es_error *err);
es_status es_rows_of_cars(es_row_maker *k, size_t w, const es_span_extra *extra, es_error *err);
es_status es_rows_of_averages(es_row_maker *k, size_t w, const es_span_extra *extra, es_error *err);
es_status es_rows_of_bhars(es_row_maker *k, size_t w, es_error *err);

#endif
