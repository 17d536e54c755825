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
    const es_table *models, *tests, *reasons, *options; /* the registries */
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

/* ---- pieces of sentences ---- */

/* A formula: between marks where it is set as mathematics. */
static const char *formula(methods *m, const char *text)
{
    return m->latex ? es_arena_printf(m->arena, "%c%s%c", ES_MATH_OPEN, text, ES_MATH_CLOSE) : text;
}

/* "[-1, 1] and [1, 21]" of "-1:1,1:21". */
static const char *windows(methods *m, const char *list)
{
    const char *cursor = list, *item, *text = "";
    size_t n;
    while (es_next_item(&cursor, ',', &item, &n) && text) {
        const char *colon = memchr(item, ':', n), *rest = cursor;
        size_t first = colon ? (size_t)(colon - item) : n;
        const char *between = !*text ? "" : rest && *rest ? ", " : " and ";
        const char *window = colon ? es_arena_printf(m->arena, "[%.*s, %.*s]", (int)first, item,
                                                     (int)(n - first - 1), colon + 1)
                                   : es_arena_printf(m->arena, "[%.*s]", (int)n, item);
        text =
            window ? es_arena_printf(m->arena, "%s%s%s", text, between, formula(m, window)) : NULL;
    }
    return text;
}

/* "a, b and c". */
static const char *joined(methods *m, const es_words *words)
{
    const char *text = "";
    for (size_t i = 0; i < words->n && text; i++)
        text = es_arena_printf(m->arena, "%s%s%s", text,
                               i == 0              ? ""
                               : i + 1 == words->n ? " and "
                                                   : ", ",
                               words->word[i]);
    return text;
}

/* ---- sentences ---- */

/* The reasons of those left out, in words; how often where there are several. */
static const char *left_out(methods *m, long n)
{
    const es_table *counts = es_tables_find(m->result, "counts");
    const char *text = "";
    for (size_t i = 0; counts && i < counts->n_rows && text; i++) {
        const char *outcome = es_text_at(counts, i, "outcome");
        const char *words = es_text_of(m->reasons, "reason", outcome, "meaning");
        long times = (long)es_number_at(counts, i, "n");
        if (!es_text_at_is(counts, i, "group", "all") || !*words)
            continue;
        text = es_arena_printf(m->arena, times < n ? "%s%s%s (%ld)" : "%s%s%s", text,
                               *text ? "; " : "", words, times);
    }
    return text;
}

static void say_sample(methods *m)
{
    long in = es_count_of(m->result, "all", "in"), used = es_count_of(m->result, "all", "used");
    say(m, es_arena_printf(m->arena, "The sample has %ld event%s, of which %ld enter%s the study.",
                           in, in == 1 ? "" : "s", used, used == 1 ? "s" : ""));
    if (in > used)
        say(m, es_arena_printf(m->arena, "Left out %s %ld: %s.", in - used == 1 ? "is" : "are",
                               in - used, left_out(m, in - used)));
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
                           "%s %s relative to day zero with at least %s observations.",
                           list_of(m, m->models, &first),
                           formula(m, es_text_of(m->models, "id", primary, "equation")),
                           es_time_unit(m->result), windows(m, set(m, "estimation_window")),
                           set(m, "min_estimation_obs")));
    if (others.n)
        say(m, es_arena_printf(m->arena, "For comparison the study is repeated with %s.",
                               list_of(m, m->models, &others)));
}

/* What a model estimates decides what its variances hold: a row each. */
static const char *variances_of(const methods *m, const char *estimated)
{
    if (strcmp(estimated, "conditional variance") == 0)
        return "are forecasts of the conditional variance; the sampling error of the estimated "
               "parameters is left out";
    if (strcmp(estimated, "scale") == 0)
        return is_set(m, "ma_pred", "1")
                   ? "are that of the estimation window times one plus one over its observations, "
                     "as no coefficient is estimated"
                   : "are that of the estimation window, as no coefficient is estimated";
    if (is_set(m, "pred_error", "none"))
        return "leave the sampling error of the estimated parameters out";
    return is_set(m, "pred_error", "diag") || is_set(m, "car_var", "patell")
               ? "include the sampling error of the estimated parameters, day by day"
               : "include the sampling error of the estimated parameters, with its covariance "
                 "between days";
}

static void say_variances(methods *m)
{
    static const char *const kinds[] = {"coefficients", "scale", "conditional variance"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const char *cursor = es_about_of(m->result, "models"), *item;
        es_words titles = {0};
        bool all = true;
        size_t n;
        while (es_next_item(&cursor, ',', &item, &n)) {
            const char *id = es_arena_text_n(m->arena, item, n);
            bool is = id && strcmp(es_text_of(m->models, "id", id, "estimated"), kinds[k]) == 0;
            all = all && is;
            if (is)
                es_words_add(&titles, es_text_of(m->models, "id", id, "title"));
        }
        if (titles.n && all)
            say(m, es_arena_printf(m->arena, "Their variances %s.", variances_of(m, kinds[k])));
        else if (titles.n)
            say(m, es_arena_printf(m->arena, "By %s, their variances %s.", joined(m, &titles),
                                   variances_of(m, kinds[k])));
    }
}

static void say_windows(methods *m)
{
    say(m, es_arena_printf(m->arena,
                           "Abnormal returns, the differences between actual and expected "
                           "returns, are computed for the %s %s and cumulated over %s.",
                           es_time_unit(m->result), windows(m, set(m, "event_window")),
                           windows(m, set(m, "car_windows"))));
    say_variances(m);
}

static void say_tests(methods *m)
{
    es_words tests = {0};
    bool drawn = false;
    es_used_tests(m->result, &tests);
    if (tests.n == 0)
        return;
    say(m, es_arena_printf(m->arena, "Significance is tested %s by %s.",
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
}

static void say_groups(methods *m)
{
    enum { NAMED = 8 };
    const es_table *results = es_tables_find(m->result, "results");
    es_words groups = {0};
    for (size_t i = 0; results && i < results->n_rows; i++)
        if (!es_text_at_is(results, i, "group", "all"))
            es_words_add(&groups, es_text_at(results, i, "group"));
    if (groups.n && *set(m, "group_by"))
        say(m, es_arena_printf(m->arena,
                               "Results are also given for %zu group%s of events, which the event "
                               "list has in its column \"%s\"%s%s.",
                               groups.n, groups.n == 1 ? "" : "s", set(m, "group_by"),
                               groups.n > NAMED ? "" : ": ",
                               groups.n > NAMED ? "" : joined(m, &groups)));
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
                                       "car_var",
                                       "ma_pred",
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
            rest = es_arena_printf(m->arena, "%s%s%s, %s (%s)", rest, *rest ? "; " : "",
                                   es_text_of(m->options, "key", key, "help"),
                                   es_text_at(settings, i, "value"), key);
    }
    if (rest && *rest)
        say(m, es_arena_printf(m->arena, "Further choices, with the names of their options: %s.",
                               rest));
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
    say_groups(m);
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
    const es_table **const registry[] = {&m.models, &m.tests, &m.reasons, &m.options};
    static const char *const name[] = {"models", "tests", "reasons", "options"};
    enum { N = sizeof name / sizeof *name };
    es_tables *made = es_tables_new(), *list[N] = {NULL};
    es_status status = made ? ES_OK : es_fail_memory(err);
    if (!status && (!es_tables_find(result, "settings") || !es_tables_find(result, "about")))
        status = es_fail(err, ES_EDATA, "this result lacks tables of a study");
    for (size_t i = 0; i < N && !status; i++) {
        status = es_study_list(name[i], &list[i], err);
        *registry[i] = status ? NULL : es_tables_at(list[i], 0);
    }
    if (!status) {
        m.arena = es_tables_arena(made);
        status = add_methods(&m, made, err);
    }
    if (!status)
        status = add_references(&m, made, err);
    for (size_t i = 0; i < N; i++)
        es_tables_free(list[i]);
    if (status)
        es_tables_free(made);
    else
        *out = made;
    return status;
}
