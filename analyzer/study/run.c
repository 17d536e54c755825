/* The whole method for one specification, in the order of the paper: align the events, fit the
 * normal returns, subtract, cumulate, average, test. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "study/sessions.h"
#include "study/study.h"

static int compare_labels(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The distinct labels of the group column in byte order. */
static size_t distinct_labels(const es_study *s, const char **label)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; s->grouping && i < s->data->n_events; i++)
        if (s->grouping->value[i])
            label[n++] = s->grouping->value[i];
    qsort(label, n, sizeof *label, compare_labels);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(label[i], label[kept - 1]) != 0)
            label[kept++] = label[i];
    return kept;
}

/* Lists each group's events, in their order. */
static es_status fill_groups(es_study *s, const char *const *label, size_t n_labels, es_error *err)
{
    size_t n_events = s->data->n_events;
    uint32_t *group_of = ES_NEW(s->arena, n_events, uint32_t); /* 0: none */
    uint32_t **member = ES_NEW(s->arena, n_labels + 1, uint32_t *);
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    for (size_t i = 0; s->grouping && i < n_events; i++) {
        const char *const *found =
            s->grouping->value[i]
                ? bsearch(&s->grouping->value[i], label, n_labels, sizeof *label, compare_labels)
                : NULL;
        group_of[i] = found ? (uint32_t)(found - label) + 1 : 0;
        s->group[group_of[i]].n += found != NULL;
    }
    for (size_t g = 1; g <= n_labels; g++) {
        member[g] = ES_NEW(s->arena, s->group[g].n, uint32_t);
        s->group[g].event = member[g];
        s->group[g].n = 0;
    }
    for (size_t i = 0; i < n_events && !es_arena_failed(s->arena); i++)
        if (group_of[i])
            member[group_of[i]][s->group[group_of[i]].n++] = (uint32_t)i;
    return es_arena_failed(s->arena) ? es_fail_memory(err) : ES_OK;
}

/* The labels joined, first minus second; many are only counted. */
static const char *join_labels(const es_study *s, size_t n, const char *const *label)
{
    enum { MOST_JOINED = 6 };
    const char *joined = n ? label[0] : "";
    if (n > MOST_JOINED)
        return es_arena_printf(s->arena, "%zu groups", n);
    for (size_t g = 1; joined && g < n; g++)
        joined = es_arena_printf(s->arena, "%s-%s", joined, label[g]);
    return joined;
}

static es_status make_groups(es_study *s, es_error *err)
{
    size_t n_events = s->data->n_events, n_labels;
    const char **label = ES_NEW(s->arena, n_events, const char *);
    uint32_t *all = ES_NEW(s->arena, n_events, uint32_t);
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    n_labels = distinct_labels(s, label);
    s->group = ES_NEW(s->arena, n_labels + 1, es_group);
    if (!s->group)
        return es_fail_memory(err);
    for (size_t i = 0; i < n_events; i++)
        all[i] = (uint32_t)i;
    s->group[0] = (es_group){"all", n_events, all};
    s->n_groups = n_labels + 1;
    for (size_t g = 1; g <= n_labels; g++)
        s->group[g].label = label[g - 1];
    s->groups_label = join_labels(s, n_labels, label);
    return fill_groups(s, label, n_labels, err);
}

static es_status find_grouping(es_study *s, es_error *err)
{
    const char *column = s->spec->group_by;
    s->labels = es_dataset_attribute(s->data, "group");
    if (!*column)
        return ES_OK;
    s->grouping = s->labels = es_dataset_attribute(s->data, column);
    if (!s->grouping) {
        (void)es_fail(err, ES_EUSAGE, "group_by: the events have no column \"%s\"", column);
        if (s->data->n_attributes)
            return es_hint(err, "a column they have: %s", s->data->attribute[0].name);
        return es_hint(err, "add the column to the event file and import it again");
    }
    return ES_OK;
}

static es_status load_market(es_study *s, es_error *err)
{
    const es_spec *spec = s->spec;
    const es_market_request request = {.symbol = spec->market,
                                       .returns = &spec->returns,
                                       .factor_list = spec->factor_list.item,
                                       .n_listed = spec->factor_list.n,
                                       .frequency = (es_frequency)spec->frequency,
                                       .imported = spec->align.calendar == ES_CALENDAR_IMPORTED};
    es_status status = es_market_load(s->data, &request, s->arena, &s->market, err);
    return status ? status : es_study_sessions(s, err);
}

static es_status open_parts(es_study *s, es_error *err)
{
    es_spec *spec = s->spec;
    es_status status = es_spec_check(spec, err);
    if (status)
        return status;
    if (s->data->n_events == 0) {
        (void)es_fail(err, ES_EDATA, "no events");
        return es_hint(err, "import some with `eventstudy import events FILE`");
    }
    es_stats_init();
    es_spec_stage(spec, "calendar");
    status = find_grouping(s, err);
    if (!status)
        status = make_groups(s, err);
    if (!status)
        status = load_market(s, err);
    es_spec_stage(spec, "align");
    if (!status)
        status = es_sample_align(s->data, s->market, &spec->align, s->arena, &s->sample, err);
    return status;
}

/* The data as a study of bars sees them: factors and the doctor's corrections are of days. */
static es_status take_bars(es_study *s, const es_dataset *data, es_error *err)
{
    es_dataset *bars = ES_NEW(s->arena, 1, es_dataset);
    if (!bars)
        return es_fail_memory(err);
    if (!data->bars.read) {
        (void)es_fail(err, ES_EDATA, "frequency: there are no bars within days");
        return es_hint(err,
                       "import prices with a time of day behind the date, or in a column time");
    }
    *bars = *data;
    bars->source = data->bars;
    bars->n_factors = bars->n_corrections = 0;
    s->data = bars;
    return ES_OK;
}

es_status es_study_open(const es_dataset *data, es_spec *spec, es_study **out, es_error *err)
{
    es_arena *arena = es_arena_new();
    es_study *s = arena ? ES_NEW(arena, 1, es_study) : NULL;
    es_status status;
    if (!s) {
        es_arena_free(arena);
        return es_fail_memory(err);
    }
    s->arena = arena;
    s->spec = spec;
    s->data = data;
    status = spec->frequency == ES_BARS ? take_bars(s, data, err) : ES_OK;
    if (!status)
        status = open_parts(s, err);
    if (status) {
        es_study_free(s);
        return status;
    }
    *out = s;
    return ES_OK;
}

void es_study_free(void *study)
{
    es_study *s = study;
    if (!s)
        return;
    free(s->results.row);
    free(s->volume.row);
    free(s->diagnostic);
    free(s->note);
    es_arena_free(s->arena); /* holds s itself */
}

es_outcome es_study_outcome(const es_study *s, size_t m, size_t i)
{
    const es_ledger_entry *entry = &s->sample->ledger[i];
    return entry->row < 0 ? entry->outcome : s->abnormal[m]->fit[entry->row].outcome;
}

const char *es_study_label(const es_study *s, size_t i)
{
    return s->labels ? s->labels->value[i] : NULL;
}

const char *es_study_found_as(const es_study *s, size_t i)
{
    const es_event *event = &s->data->event[i];
    return event->found_as
               ? es_arena_printf(s->arena, "%s (%s is its alias)", event->found_as, event->symbol)
               : NULL;
}

const char *es_study_exchange_time(const es_study *s, size_t i)
{
    const es_ledger_entry *entry = &s->sample->ledger[i];
    char day[ES_DAY_TEXT], time[ES_DAY_TEXT];
    return s->data->event[i].zone && entry->exchange_time != ES_NO_TIME
               ? es_arena_printf(s->arena, "%s %s", es_day_format(entry->exchange_day, day),
                                 es_time_format(entry->exchange_time, time))
               : NULL;
}

const char *es_study_market_of(const es_study *s, size_t i)
{
    const es_attribute *names =
        s->market->n_venues ? es_dataset_attribute(s->data, "market") : NULL;
    return names && names->value[i] ? names->value[i] : s->market->symbol;
}

/* Doubles the room of a growing array. */
static es_status grow(void **array, size_t *capacity, size_t n, size_t size, es_error *err)
{
    size_t wanted = *capacity ? 2 * *capacity : 64;
    void *grown;
    if (n < *capacity)
        return ES_OK;
    grown = realloc(*array, wanted * size);
    if (!grown)
        return es_fail_memory(err);
    *array = grown;
    *capacity = wanted;
    return ES_OK;
}

es_status es_result_list_append(es_result_list *list, const es_result_row *row, es_error *err)
{
    void *array = list->row;
    es_status status = grow(&array, &list->capacity, list->n, sizeof *row, err);
    list->row = array;
    if (!status)
        list->row[list->n++] = *row;
    return status;
}

es_status es_result_list_add(es_result_list *list, const es_result_row *row, es_arena *arena,
                             es_error *err)
{
    es_result_row complete = *row;
    if (!isnan(row->result.df2)) {
        char first[ES_NUMBER_SIZE], second[ES_NUMBER_SIZE];
        complete.df_text = es_arena_printf(arena, "%s/%s", es_number_format(row->result.df, first),
                                           es_number_format(row->result.df2, second));
        if (!complete.df_text)
            return es_fail_memory(err);
    }
    return es_result_list_append(list, &complete, err);
}

es_status es_study_add_diagnostic(es_study *s, const es_diagnostic *row, es_error *err)
{
    void *array = s->diagnostic;
    es_status status = grow(&array, &s->diagnostics_capacity, s->n_diagnostics, sizeof *row, err);
    s->diagnostic = array;
    if (!status)
        s->diagnostic[s->n_diagnostics++] = *row;
    return status;
}

es_status es_study_add_note(es_study *s, es_note note, es_error *err)
{
    void *array = s->note;
    es_status status = grow(&array, &s->notes_capacity, s->n_notes, sizeof note, err);
    s->note = array;
    if (status || !note.text)
        return status ? status : es_fail_memory(err);
    s->note[s->n_notes++] = note;
    return ES_OK;
}

/* Fits one model, tests it, and lets its residuals go. */
static es_status run_model(es_study *s, const es_model *model, es_error *err)
{
    es_arena *residuals = es_arena_new();
    es_columns columns;
    es_abnormal_task task = {s->sample, model, &columns, &s->spec->abnormal};
    es_status status = residuals ? es_columns_resolve(model, s->market, &s->spec->columns,
                                                      &s->spec->abnormal.fit, &columns, err)
                                 : es_fail_memory(err);
    if (status == ES_ENOTFOUND && s->spec->all_models) {
        status = es_study_add_note(
            s,
            (es_note){"note", "model_skipped", model->id,
                      es_arena_text(s->arena, err ? err->message : "its data are missing")},
            err);
        es_arena_free(residuals);
        return status;
    }
    es_spec_stage(s->spec, "fit");
    if (!status)
        status = es_abnormal_compute(&task, s->arena, residuals, &s->abnormal[s->n_models], err);
    if (!status) {
        s->model[s->n_models++] = model;
        status = es_study_test_model(s, s->abnormal[s->n_models - 1], false, err);
        s->abnormal[s->n_models - 1]->residual = s->abnormal[s->n_models - 1]->standard = NULL;
        s->abnormal[s->n_models - 1]->kept = NULL;
    }
    es_arena_free(residuals);
    return status;
}

static es_status run_models(es_study *s, es_error *err)
{
    const es_spec *spec = s->spec;
    es_status status = ES_OK;
    s->model = ES_NEW(s->arena, spec->n_models, const es_model *);
    s->abnormal = ES_NEW(s->arena, spec->n_models, es_abnormal *);
    if (es_arena_failed(s->arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < spec->n_models && !status; i++)
        status = run_model(s, spec->model[i], err);
    for (size_t m = 0; m < s->n_models; m++)
        if (s->model[m] == spec->model[spec->primary])
            s->primary = m;
    if (!status && s->n_models == 0)
        status = es_fail(err, ES_ENOTFOUND, "models: the data suffice for none of them");
    return status;
}

static bool any_survives(const es_study *s)
{
    for (size_t m = 0; m < s->n_models; m++)
        if (s->abnormal[m]->n > 0)
            return true;
    return false;
}

static es_status finish(es_study *s, es_tables **out, es_error *err)
{
    es_tables *tables = es_tables_new();
    bool survives = any_survives(s);
    es_status status;
    if (!tables) {
        es_study_free(s);
        return es_fail_memory(err);
    }
    status = es_study_tables(s, tables, err);
    if (!status && (es_arena_failed(s->arena) || es_arena_failed(es_tables_arena(tables))))
        status = es_fail_memory(err); /* a text or a figure is missing somewhere */
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    if (survives)
        return ES_OK;
    (void)es_fail(err, ES_EDATA, "no event survives: see the ledger for each one's reason");
    return es_hint(err, "`eventstudy check` shows day zero, windows and counts of every event");
}

/* One event or one firm: the tests that speak of it are added to those asked for. */
static es_status add_single_firm_tests(es_study *s, es_error *err)
{
    static const char *const of_one_event[] = {"perm_caar", "sq", "sq_sums"};
    static const char *const of_one_firm[] = {"joint_f", "joint_t"};
    const es_dataset *data = s->data;
    bool one_firm = s->sample->n > 1;
    for (size_t row = 1; row < s->sample->n; row++)
        one_firm =
            one_firm
            && data->event[s->sample->event[row]].series == data->event[s->sample->event[0]].series;
    if (s->sample->n == 1)
        for (size_t i = 0; i < 3; i++)
            es_spec_add_test(s->spec, es_test_find(of_one_event[i]));
    for (size_t i = 0; one_firm && i < 2; i++)
        es_spec_add_test(s->spec, es_test_find(of_one_firm[i]));
    if (s->sample->n == 1)
        return es_study_add_note(s,
                                 (es_note){"note", "one_event", "tests",
                                           "one event: tests over events need more; perm_caar, sq "
                                           "and sq_sums hold it against its own estimation window"},
                                 err);
    if (one_firm)
        return es_study_add_note(
            s,
            (es_note){"note", "one_firm", "tests",
                      "all events are one firm's: joint_f and joint_t test its "
                      "dates together with their covariance"},
            err);
    return ES_OK;
}

es_status es_study_run(const es_dataset *data, es_spec *spec, es_tables **out, es_error *err)
{
    es_study *s;
    es_status status = es_study_open(data, spec, &s, err);
    *out = NULL;
    if (status)
        return status;
    es_spec_stage(spec, "notes");
    status = es_study_note_data(s, err);
    if (!status)
        status = add_single_firm_tests(s, err);
    if (!status)
        status = run_models(s, err);
    es_spec_stage(spec, "volume");
    if (!status)
        status = es_study_volume(s, err);
    es_spec_stage(spec, "regressions");
    if (!status)
        status = es_study_regressions(s, err);
    es_spec_stage(spec, "diagnostics");
    if (!status)
        status = es_study_diagnose(s, err);
    es_spec_stage(spec, "notes");
    if (!status)
        status = es_study_note_results(s, err);
    if (status) {
        es_study_free(s);
        return status;
    }
    return finish(s, out, err);
}
