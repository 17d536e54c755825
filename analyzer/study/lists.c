/* The registries as tables. */
#include <string.h>

#include "base/table.h"
#include "event/outcome.h"
#include "inference/test.h"
#include "model/model.h"
#include "study/conventions.h"
#include "study/spec.h"

/* The data a model cannot do without. */
static const char *needs_of(const es_model *m, es_arena *arena)
{
    const char *text = m->dependent == ES_LHS_LESS_BENCHMARK ? "a benchmark per event" : NULL;
    if (m->dependent == ES_LHS_LESS_RISKFREE)
        text = "factor rf";
    if (m->listed)
        text = "the columns of factor_list";
    for (size_t i = 0; m->factor[i]; i++)
        if (strcmp(m->factor[i], "market") != 0)
            text = es_arena_printf(arena, "%s, %s", text ? text : "factors", m->factor[i]);
    return text ? text : "prices and the market";
}

/* What the model estimates, which decides what its variances hold (M-18, M-20). */
static const char *estimated_by(const es_model *m)
{
    return m->forecast ? "conditional variance" : m->adjusts ? "scale" : "coefficients";
}

static es_status list_models(es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"id", ES_TEXT, ES_PLAIN},        {"title", ES_TEXT, ES_PLAIN},
        {"formula", ES_TEXT, ES_PLAIN},   {"equation", ES_TEXT, ES_PLAIN},
        {"null", ES_TEXT, ES_PLAIN},      {"needs", ES_TEXT, ES_PLAIN},
        {"reference", ES_TEXT, ES_PLAIN}, {"estimated", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "models", "Models of expected returns", columns, 8);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_model_count() && !status; i++) {
        const es_model *m = es_model_at(i);
        es_cell cells[8] = {es_cell_text(m->id),
                            es_cell_text(m->title),
                            es_cell_text(m->number),
                            es_cell_text(m->equation),
                            es_cell_text("AR has mean zero under the model"),
                            es_cell_text(needs_of(m, es_tables_arena(out))),
                            es_cell_text(m->reference),
                            es_cell_text(estimated_by(m))};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status list_tests(es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"id", ES_TEXT, ES_PLAIN},       {"title", ES_TEXT, ES_PLAIN},
        {"null", ES_TEXT, ES_PLAIN},     {"needs", ES_TEXT, ES_PLAIN},
        {"set", ES_TEXT, ES_PLAIN},      {"formula", ES_TEXT, ES_PLAIN},
        {"reference", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "tests", "Significance tests", columns, 7);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_test_count() && !status; i++) {
        const es_test *t = es_test_at(i);
        es_cell cells[7] = {es_cell_text(t->id),
                            es_cell_text(t->title),
                            es_cell_text(t->null),
                            es_cell_text(t->needs),
                            es_cell_text(t->headline ? "headline" : NULL),
                            es_cell_text(t->number),
                            es_cell_text(t->reference)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status list_conventions(es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"convention", ES_TEXT, ES_PLAIN},
                                        {"key", ES_TEXT, ES_PLAIN},
                                        {"value", ES_TEXT, ES_PLAIN},
                                        {"source", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(
        out, "conventions", "What other programs do otherwise, as documented", columns, 4);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_convention_count() && !status; i++) {
        const es_convention *c = es_convention_at(i);
        es_cell cells[4] = {es_cell_text(c->name), es_cell_text(c->key), es_cell_text(c->value),
                            es_cell_text(c->source)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

/* "scaled: R package estudy2 ...; partial: ...": who departs from the default. */
static const char *users_of(const char *key, es_arena *arena)
{
    const char *text = NULL;
    for (size_t i = 0; i < es_convention_count(); i++) {
        const es_convention *c = es_convention_at(i);
        if (strcmp(c->key, key) == 0)
            text = es_arena_printf(arena, "%s%s%s (%s)", text ? text : "", text ? "; " : "",
                                   c->value, c->source);
    }
    return text;
}

static es_status list_options(es_tables *out, es_error *err)
{
    static const es_column columns[] = {
        {"key", ES_TEXT, ES_PLAIN},     {"help", ES_TEXT, ES_PLAIN},
        {"default", ES_TEXT, ES_PLAIN}, {"values", ES_TEXT, ES_PLAIN},
        {"formula", ES_TEXT, ES_PLAIN}, {"state", ES_TEXT, ES_PLAIN},
        {"others", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "options", "Options of a study", columns, 7);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_option_count() && !status; i++) {
        es_option_info o;
        es_option_at(i, &o);
        es_cell cells[7] = {es_cell_text(o.key),
                            es_cell_text(o.help),
                            es_cell_text(o.fallback),
                            es_cell_text(o.placeholder),
                            es_cell_text(o.method),
                            es_cell_text(o.built ? NULL : "not built yet: accepted, unused"),
                            es_cell_text(users_of(o.key, es_tables_arena(out)))};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status add_reason(es_table_rows *rows, const char *key, const char *where,
                            const char *words, es_error *err)
{
    es_cell cells[3] = {es_cell_text(key), es_cell_text(words), es_cell_text(where)};
    return es_table_append(rows, cells, err);
}

static es_status list_reasons(es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"reason", ES_TEXT, ES_PLAIN},
                                        {"meaning", ES_TEXT, ES_PLAIN},
                                        {"where", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "reasons", "Why a figure is missing", columns, 3);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (int i = 0; i < ES_N_OUTCOMES && !status; i++)
        if (i != ES_USED)
            status = add_reason(rows, es_outcome_key((es_outcome)i),
                                "events and fits: the event is excluded",
                                es_outcome_words((es_outcome)i), err);
    for (int i = ES_NA_NONE + 1; i < ES_N_NA && !status; i++)
        status = add_reason(rows, es_na_key((es_na)i), "results: the test has no statistic",
                            es_na_words((es_na)i), err);
    return status;
}

static const struct {
    const char *name;
    es_status (*fill)(es_tables *, es_error *);
} lists[] = {{"models", list_models},
             {"tests", list_tests},
             {"options", list_options},
             {"conventions", list_conventions},
             {"reasons", list_reasons}};

es_status es_study_list(const char *what, es_tables **out, es_error *err)
{
    es_tables *tables;
    es_status status;
    size_t i = 0, n = sizeof lists / sizeof *lists;
    while (i < n && strcmp(lists[i].name, what) != 0)
        i++;
    if (i == n)
        return es_fail(err, ES_EUSAGE, "no list of \"%s\"", what);
    tables = es_tables_new();
    status = tables ? lists[i].fill(tables, err) : es_fail_memory(err);
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
