/* What a study did, in the words of a methods section, from the options that were in force and the
 * references of the models and tests that were used. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/lookup.h"
#include "report/methods.h"
#include "report/references.h"

enum { MOST_CITED = 128 };

typedef struct methods {
    const es_tables *result;
    const es_table *models, *tests; /* the registries */
    es_arena *arena;
    es_table_rows *rows;
    bool latex; /* citations as \citet{key} */
    const char *text;
    size_t n_cited;
    const es_reference *cited[MOST_CITED];
} methods;

static void say(methods *m, const char *sentence)
{
    if (m->text && sentence)
        m->text = es_arena_printf(m->arena, "%s%s%s", m->text, *m->text ? " " : "", sentence);
    else
        m->text = NULL; /* out of memory; told at the end */
}

static const char *set(const methods *m, const char *key)
{
    return es_setting_of(m->result, key);
}

static bool is_set(const methods *m, const char *key, const char *value)
{
    return strcmp(set(m, key), value) == 0;
}

static void remember(methods *m, const es_reference *r)
{
    for (size_t i = 0; i < m->n_cited; i++)
        if (m->cited[i] == r)
            return;
    if (m->n_cited < MOST_CITED)
        m->cited[m->n_cited++] = r;
}

/* Citations stand between these marks until the paragraph is printed. */
static const char *cite(methods *m, const char *reference)
{
    const es_reference *found[ES_MOST_CITED];
    bool unknown;
    size_t n = es_references_in(reference, found, &unknown);
    const char *text = "";
    if (n == 0)
        return reference;
    for (size_t i = 0; i < n && text; i++) {
        const char *between = i == 0 ? "" : i + 1 == n ? " and " : ", ";
        remember(m, found[i]);
        text = m->latex ? es_arena_printf(m->arena, "%s%s\001%s\002", text, between, found[i]->key)
                        : es_arena_printf(m->arena, "%s%s%s, %s", text, between, found[i]->names,
                                          found[i]->year);
    }
    return text;
}

/* "a, b and c" of a list of ids, each with its title and references. */
static const char *list_of(methods *m, const es_table *registry, const es_words *ids)
{
    const char *text = "";
    for (size_t i = 0; i < ids->n && text; i++) {
        const char *between = i == 0 ? "" : i + 1 == ids->n ? " and " : ", ";
        text = es_arena_printf(m->arena, "%s%s%s (%s)", text, between,
                               es_text_of(registry, "id", ids->word[i], "title"),
                               cite(m, es_text_of(registry, "id", ids->word[i], "reference")));
    }
    return text;
}

/* ---- sentences ---- */

static void say_sample(methods *m)
{
    long in = es_count_of(m->result, "all", "in"), used = es_count_of(m->result, "all", "used");
    const es_table *counts = es_tables_find(m->result, "counts");
    const char *reasons = "";
    for (size_t i = 0; counts && i < counts->n_rows; i++)
        if (es_text_at_is(counts, i, "group", "all") && !es_text_at_is(counts, i, "outcome", "in")
            && !es_text_at_is(counts, i, "outcome", "used")
            && !es_text_at_is(counts, i, "outcome", "excluded"))
            reasons = es_arena_printf(m->arena, "%s%s%.0f %s", reasons ? reasons : "",
                                      reasons && *reasons ? ", " : "", es_number_at(counts, i, "n"),
                                      es_text_at(counts, i, "outcome"));
    say(m, es_arena_printf(
               m->arena, "The sample has %ld event%s, of which %ld enter%s the study%s%s%s.", in,
               in == 1 ? "" : "s", used, used == 1 ? "s" : "", in > used ? "; left out are " : "",
               in > used ? reasons : "", in > used ? "" : ""));
}

static void say_returns(methods *m)
{
    static const struct {
        const char *value, *words;
    } missing[] = {
        {"trade_to_trade",
         "A return over days without a price is set against the market's over the same days"},
        {"drop", "Returns over days without a price are left out"},
        {"lumped", "A return over days without a price counts on the day it ends"},
        {"uniform", "A return over days without a price is spread evenly over them"}};
    const char *market = set(m, "market");
    say(m, es_arena_printf(m->arena, "Returns are %s %s total returns%s%s.",
                           is_set(m, "return_type", "log") ? "logarithmic" : "simple",
                           is_set(m, "frequency", "bars") ? "intraday" : set(m, "frequency"),
                           *market ? "; the market is " : "", market));
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        if (is_set(m, "missing", missing[i].value))
            say(m, es_arena_printf(m->arena, "%s, for gaps of at most %s days.", missing[i].words,
                                   set(m, "max_gap")));
}

static void say_day_zero(methods *m)
{
    if (is_set(m, "frequency", "bars"))
        say(m,
            es_arena_printf(m->arena,
                            "Event time is counted in bars, stamped at their %s; bar zero is the "
                            "first that ends after the announcement, as the rule below has it "
                            "for sessions.",
                            set(m, "bar_stamp")));
    say(m, es_arena_printf(m->arena,
                           "Day zero is the session of the announcement, or the next one for "
                           "announcements after the close (%s); a date without a session %s.",
                           set(m, "market_close"),
                           is_set(m, "date_roll", "next")       ? "moves to the next session"
                           : is_set(m, "date_roll", "previous") ? "moves to the session before"
                                                                : "leaves the event out"));
    if (is_set(m, "exclude_other_events", "1"))
        say(m, "The firm's other events are taken out of its estimation windows.");
    if (!is_set(m, "calendar", "market"))
        say(m, es_arena_printf(m->arena, "Event time counts the days of the %s calendar.",
                               set(m, "calendar")));
}

static void say_models(methods *m)
{
    const char *primary = es_about_of(m->result, "primary_model");
    const char *cursor = es_about_of(m->result, "models"), *item;
    es_words first = {1, {primary}}, others = {0};
    size_t n;
    while (es_next_item(&cursor, ',', &item, &n)) {
        const char *id = es_arena_text_n(m->arena, item, n);
        if (id && strcmp(id, primary) != 0)
            es_words_add(&others, id);
    }
    say(m, es_arena_printf(m->arena,
                           "Expected returns follow the model: %s, that is %s, estimated over the "
                           "periods %s relative to day zero with at least %s observations.",
                           list_of(m, m->models, &first),
                           es_text_of(m->models, "id", primary, "equation"),
                           set(m, "estimation_window"), set(m, "min_estimation_obs")));
    if (others.n)
        say(m, es_arena_printf(m->arena, "For comparison the study is repeated with: %s.",
                               list_of(m, m->models, &others)));
}

static void say_windows(methods *m)
{
    say(m, es_arena_printf(m->arena,
                           "Abnormal returns, the differences between actual and expected "
                           "returns, are computed for the periods %s and cumulated over %s.",
                           set(m, "event_window"), set(m, "car_windows")));
    say(m,
        is_set(m, "pred_error", "full")
            ? "Their variances include the sampling error of the estimated parameters, with its "
              "covariance between days."
        : is_set(m, "pred_error", "diag")
            ? "Their variances include the sampling error of the estimated parameters, day by day."
            : "Their variances leave the sampling error of the estimated parameters out.");
}

static void say_tests(methods *m)
{
    es_words tests = {0};
    bool drawn = false;
    es_used_tests(m->result, &tests);
    if (tests.n == 0)
        return;
    say(m, es_arena_printf(m->arena, "Significance is tested %s by: %s.",
                           is_set(m, "tail", "two")     ? "on both sides"
                           : is_set(m, "tail", "upper") ? "against positive values"
                                                        : "against negative values",
                           list_of(m, m->tests, &tests)));
    if (es_words_have(&tests, "kp_t") || es_words_have(&tests, "patell_z_adj"))
        say(m,
            es_arena_printf(m->arena, "The mean correlation of residuals is that of %s.",
                            is_set(m, "kp_corr", "event_time") ? "residuals aligned in event time"
                            : is_set(m, "kp_corr", "calendar")
                                ? "residuals on the same calendar days"
                                : "residuals on the same calendar days, weighted by the overlap "
                                  "of the windows"));
    for (size_t i = 0; i < tests.n; i++)
        drawn = drawn || strstr(tests.word[i], "perm") || strstr(tests.word[i], "boot")
                || strstr(tests.word[i], "wild");
    if (drawn)
        say(m, es_arena_printf(
                   m->arena, "Resampling uses %s bootstrap draws and %s permutations from seed %s.",
                   set(m, "bootstrap_reps"), set(m, "permutations"), set(m, "seed")));
    if (*set(m, "group_by"))
        say(m, es_arena_printf(m->arena, "Groups are those of the column %s.", set(m, "group_by")));
}

/* Whatever was set and has no sentence of its own: nothing that was chosen goes untold. */
static void say_rest(methods *m)
{
    static const char *const told[] = {"title",
                                       "market",
                                       "models",
                                       "primary_model",
                                       "estimation_window",
                                       "event_window",
                                       "car_windows",
                                       "tests",
                                       "group_by",
                                       "tail",
                                       "return_type",
                                       "frequency",
                                       "bar_stamp",
                                       "missing",
                                       "max_gap",
                                       "date_roll",
                                       "market_close",
                                       "exclude_other_events",
                                       "calendar",
                                       "min_estimation_obs",
                                       "pred_error",
                                       "kp_corr",
                                       "bootstrap_reps",
                                       "permutations",
                                       "seed"};
    const es_table *settings = es_tables_find(m->result, "settings");
    const char *rest = "";
    for (size_t i = 0; settings && i < settings->n_rows && rest; i++) {
        const char *key = es_text_at(settings, i, "key");
        bool done = es_number_at(settings, i, "given") != 1.0;
        for (size_t k = 0; k < sizeof told / sizeof *told && !done; k++)
            done = strcmp(told[k], key) == 0;
        if (!done)
            rest = es_arena_printf(m->arena, "%s%s%s = %s", rest, *rest ? ", " : "", key,
                                   es_text_at(settings, i, "value"));
    }
    if (rest && *rest)
        say(m, es_arena_printf(m->arena, "Further choices: %s.", rest));
    say(m, es_arena_printf(m->arena, "All figures are computed with eventstudy %s.",
                           es_about_of(m->result, "version")));
}

static const char *paragraph(methods *m, bool latex)
{
    m->latex = latex;
    m->text = "";
    say_sample(m);
    say_returns(m);
    say_day_zero(m);
    say_models(m);
    say_windows(m);
    say_tests(m);
    say_rest(m);
    return m->text;
}

static es_status add_methods(methods *m, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"text", ES_TEXT, ES_PLAIN}, {"marked", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "methods", "Methods", columns, 2);
    es_cell cells[2] = {es_cell_text(paragraph(m, false)), es_cell_text(paragraph(m, true))};
    if (!rows || es_arena_failed(m->arena))
        return es_fail_memory(err);
    return es_table_append(rows, cells, err);
}

static int by_names(const void *a, const void *b)
{
    const es_reference *const *x = a, *const *y = b;
    int order = strcmp((*x)->authors, (*y)->authors);
    return order ? order : strcmp((*x)->year, (*y)->year);
}

static es_status add_references(methods *m, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"key", ES_TEXT, ES_PLAIN},
                                        {"reference", ES_TEXT, ES_PLAIN},
                                        {"bibtex", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "references", "References", columns, 3);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    qsort(m->cited, m->n_cited, sizeof *m->cited, by_names);
    for (size_t i = 0; i < m->n_cited && !status; i++) {
        const es_reference *r = m->cited[i];
        es_cell cells[3] = {es_cell_text(r->key), es_cell_text(es_reference_text(r, m->arena)),
                            es_cell_text(es_reference_bibtex(r, m->arena))};
        status =
            es_arena_failed(m->arena) ? es_fail_memory(err) : es_table_append(rows, cells, err);
    }
    return status;
}

es_status es_report_methods(const es_tables *result, es_tables **out, es_error *err)
{
    methods m = {.result = result};
    es_tables *made = es_tables_new(), *models = NULL, *tests = NULL;
    es_status status = made ? ES_OK : es_fail_memory(err);
    if (!status && (!es_tables_find(result, "settings") || !es_tables_find(result, "about")))
        status = es_fail(err, ES_EDATA, "this result lacks tables of a study");
    if (!status)
        status = es_study_list("models", &models, err);
    if (!status)
        status = es_study_list("tests", &tests, err);
    if (!status) {
        m.models = es_tables_at(models, 0);
        m.tests = es_tables_at(tests, 0);
        m.arena = es_tables_arena(made);
        status = add_methods(&m, made, err);
    }
    if (!status)
        status = add_references(&m, made, err);
    es_tables_free(models);
    es_tables_free(tests);
    if (status)
        es_tables_free(made);
    else
        *out = made;
    return status;
}
