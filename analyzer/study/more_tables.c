/* Regressions and adjusted p-values as tables.  The columns are a contract; new ones go to the end.
 */
#include <math.h>
#include <string.h>

#include "stats/multiple.h"
#include "study/columns.h"
#include "study/study.h"

/* ---- regression ---- */

typedef es_regression_row regression_row;

#define REGRESSION_COLUMNS(X)                                                                      \
    X(model, TEXT, PLAIN, es_cell_text(r->model->id))                                              \
    X(first, INT, PLAIN, es_cell_int(r->window.first))                                             \
    X(last, INT, PLAIN, es_cell_int(r->window.last))                                               \
    X(dependent, TEXT, PLAIN, es_cell_text(r->dependent))                                          \
    X(se_type, TEXT, PLAIN, es_cell_text(r->se_type))                                              \
    X(term, TEXT, PLAIN, es_cell_text(r->term))                                                    \
    X(estimate, REAL, COEFFICIENT, es_cell_real(r->estimate))                                      \
    X(std_error, REAL, COEFFICIENT, es_cell_real(r->std_error))                                    \
    X(statistic, REAL, STATISTIC, es_cell_real(r->statistic))                                      \
    X(df, REAL, PLAIN, es_cell_real(r->df))                                                        \
    X(p_value, REAL, PVALUE, es_cell_real(r->p))                                                   \
    X(n, INT, PLAIN, es_cell_int((int64_t)r->n))                                                   \
    X(r2, REAL, COEFFICIENT, es_cell_real(r->r2))

ES_COLUMNS(regression, REGRESSION_COLUMNS)

static void regression_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    *out = regression_value(&((const es_study *)source)->regression[row], column);
}

/* ---- adjusted: p-values over the family that `adjust_family` names (A-1..A-4) ---- */

typedef struct adjusted_row {
    const es_result_row *of;
    const char *group;
    double adjusted[ES_ADJUSTMENT_BY + 1];
} adjusted_row;

#define ADJUSTED_COLUMNS(X)                                                                        \
    X(model, TEXT, PLAIN, es_cell_text(r->of->model->id))                                          \
    X(group, TEXT, PLAIN, es_cell_text(r->group))                                                  \
    X(test, TEXT, PLAIN, es_cell_text(r->of->test->id))                                            \
    X(tau, INT, PLAIN,                                                                             \
      es_cell_if(r->of->window.first == r->of->window.last, es_cell_int(r->of->window.first)))     \
    X(bonferroni, REAL, PVALUE, es_cell_real(r->adjusted[ES_ADJUSTMENT_BONFERRONI]))               \
    X(holm, REAL, PVALUE, es_cell_real(r->adjusted[ES_ADJUSTMENT_HOLM]))                           \
    X(bh, REAL, PVALUE, es_cell_real(r->adjusted[ES_ADJUSTMENT_BH]))                               \
    X(by, REAL, PVALUE, es_cell_real(r->adjusted[ES_ADJUSTMENT_BY]))                               \
    X(first, INT, PLAIN, es_cell_int(r->of->window.first))                                         \
    X(last, INT, PLAIN, es_cell_int(r->of->window.last))                                           \
    X(p_value, REAL, PVALUE, es_cell_real(r->of->result.p))

ES_COLUMNS(adjusted, ADJUSTED_COLUMNS)

typedef struct adjusted_view {
    size_t n;
    adjusted_row *row;
} adjusted_view;

static void adjusted_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    *out = adjusted_value(&((const adjusted_view *)source)->row[row], column);
}

/* Has the row a p-value that the family speaks of? */
static bool belongs(const es_result_row *r, int family)
{
    return r->test && strcmp(r->measure, family == ES_FAMILY_DAYS ? "aar" : "caar") == 0;
}

/* Are two rows of one family?  Days and windows: one test over time; tests: one window over tests.
 */
static bool same_family(const es_result_row *a, const es_result_row *b, int family)
{
    if (a->model != b->model || a->group != b->group)
        return false;
    if (family == ES_FAMILY_TESTS)
        return a->window.first == b->window.first && a->window.last == b->window.last;
    return a->test == b->test;
}

/* Adjusts the family of rows listed in `member`. */
static es_status adjust(adjusted_row *row, const size_t *member, size_t m, es_arena *arena,
                        es_error *err)
{
    double *p = ES_NEW(arena, 2 * m, double), *adjusted = p + m;
    es_adjust_item *work = ES_NEW(arena, m, es_adjust_item);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < m; i++)
        p[i] = row[member[i]].of->result.p;
    for (int kind = ES_ADJUSTMENT_BONFERRONI; kind <= ES_ADJUSTMENT_BY; kind++) {
        es_adjust((es_adjustment)kind, m, p, work, adjusted);
        for (size_t i = 0; i < m; i++)
            row[member[i]].adjusted[kind] = adjusted[i];
    }
    return ES_OK;
}

/* Rows of one model and group lie together: families are sought within that stretch. */
static es_status adjust_stretch(adjusted_row *row, size_t from, size_t to, int family,
                                es_arena *arena, es_error *err)
{
    size_t *member = ES_NEW(arena, to - from, size_t);
    bool *done = ES_NEW(arena, to - from, bool);
    es_status status = es_arena_failed(arena) ? es_fail_memory(err) : ES_OK;
    for (size_t i = from; i < to && !status; i++) {
        size_t m = 0;
        for (size_t j = i; j < to && !done[i - from]; j++)
            if (!done[j - from] && same_family(row[i].of, row[j].of, family))
                member[m++] = j;
        for (size_t k = 0; k < m; k++)
            done[member[k] - from] = true;
        if (m)
            status = adjust(row, member, m, arena, err);
    }
    return status;
}

static es_status add_adjusted(es_study *s, es_tables *out, es_error *err)
{
    int family = s->spec->adjust_family;
    adjusted_view *view = ES_NEW(s->arena, 1, adjusted_view);
    adjusted_row *row = ES_NEW(s->arena, s->results.n, adjusted_row);
    es_arena *scratch = es_arena_new();
    es_status status = !view || !row || !scratch ? es_fail_memory(err) : ES_OK;
    size_t n = 0;
    for (size_t i = 0; i < s->results.n && !status; i++)
        if (belongs(&s->results.row[i], family))
            row[n++] = (adjusted_row){.of = &s->results.row[i],
                                      .group = s->group[s->results.row[i].group].label};
    for (size_t i = 0, j; i < n && !status; i = j) {
        for (j = i + 1;
             j < n && row[j].of->model == row[i].of->model && row[j].of->group == row[i].of->group;
             j++)
            continue;
        status = adjust_stretch(row, i, j, family, scratch, err);
    }
    es_arena_free(scratch);
    if (status || n == 0)
        return status;
    *view = (adjusted_view){n, row};
    return es_tables_add_view(out,
                              &(es_table){"adjusted", "p-values adjusted for multiplicity",
                                          adjusted_columns, adjusted_COUNT, n, view, adjusted_cell,
                                          NULL},
                              err);
}

/* ---- diagnostics ---- */

typedef es_diagnostic diagnostics_row;

static es_cell of_window(const es_diagnostic *r, int day)
{
    return es_cell_if(r->window.first <= r->window.last, es_cell_int(day));
}

#define DIAGNOSTICS_COLUMNS(X)                                                                     \
    X(diagnostic, TEXT, PLAIN, es_cell_text(r->key))                                               \
    X(formula, TEXT, PLAIN, es_cell_text(r->method))                                               \
    X(first, INT, PLAIN, of_window(r, r->window.first))                                            \
    X(last, INT, PLAIN, of_window(r, r->window.last))                                              \
    X(value, REAL, COEFFICIENT, es_cell_real(r->value))                                            \
    X(text, TEXT, PLAIN, es_cell_text(r->text))

ES_COLUMNS(diagnostics, DIAGNOSTICS_COLUMNS)

static void diagnostics_cell(const void *source, size_t row, size_t column, es_cell *out)
{
    *out = diagnostics_value(&((const es_study *)source)->diagnostic[row], column);
}

es_status es_study_more_tables(es_study *s, es_tables *out, es_error *err)
{
    es_status status = ES_OK;
    if (s->n_regression)
        status = es_tables_add_view(out,
                                    &(es_table){"regression", "Cross-sectional regressions",
                                                regression_columns, regression_COUNT,
                                                s->n_regression, s, regression_cell, NULL},
                                    err);
    if (!status && s->n_diagnostics)
        status = es_tables_add_view(out,
                                    &(es_table){"diagnostics", "Diagnostics of the study",
                                                diagnostics_columns, diagnostics_COUNT,
                                                s->n_diagnostics, s, diagnostics_cell, NULL},
                                    err);
    return status ? status : add_adjusted(s, out, err);
}
