/* What surrounds the results: the options in force, the inputs, the counts, the notes. */
#include <string.h>

#include "base/date.h"
#include "study/study.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The value in force: an option left empty may have been settled by others. */
static const char *effective(const es_study *s, const char *key, const char *text)
{
    char buffer[ES_WINDOW_TEXT];
    const char *joined = "";
    if (*text)
        return text;
    if (strcmp(key, "primary_model") == 0)
        return s->n_models ? s->model[s->primary]->id : text;
    if (strcmp(key, "car_windows") != 0)
        return text;
    for (size_t i = 0; joined && i < s->spec->car_windows.n; i++)
        joined = es_arena_printf(s->arena, "%s%s%s", joined, i ? ", " : "",
                                 es_window_format(s->spec->car_windows.window[i], buffer));
    return joined;
}

static es_status add_settings(const es_study *s, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"key", ES_TEXT, ES_PLAIN},
                                        {"value", ES_TEXT, ES_PLAIN},
                                        {"given", ES_INT, ES_PLAIN},
                                        {"method", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "settings", "Options in force", columns, 4);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_option_count() && !status; i++) {
        es_option_info info;
        es_cell cells[4];
        es_option_at(i, &info);
        if (!info.built)
            continue;
        cells[0] = es_cell_text(info.key);
        cells[1] = es_cell_text(effective(s, info.key, es_spec_text(s->spec, i)));
        cells[2] = es_cell_int(es_spec_given(s->spec, i));
        cells[3] = es_cell_text(info.method);
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static const char *joined_ids(const es_study *s, bool tests)
{
    size_t n = tests ? s->spec->n_tests : s->n_models;
    const char *joined = "";
    for (size_t i = 0; joined && i < n; i++)
        joined = es_arena_printf(s->arena, "%s%s%s", joined, i ? ", " : "",
                                 tests ? s->spec->test[i]->id : s->model[i]->id);
    return joined;
}

static es_status add_about(const es_study *s, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"key", ES_TEXT, ES_PLAIN}, {"value", ES_TEXT, ES_PLAIN}};
    const es_calendar *calendar = &s->market->calendar;
    char first[ES_DAY_TEXT], last[ES_DAY_TEXT];
    const char *row[][2] = {
        {"version", es_version()},
        {"models", joined_ids(s, false)},
        {"primary_model", s->n_models ? s->model[s->primary]->id : ""},
        {"tests", joined_ids(s, true)},
        {"calendar_first", es_day_format(calendar->day[0], first)},
        {"calendar_last", es_day_format(calendar->day[calendar->n - 1], last)},
        {"calendar_days", es_arena_printf(s->arena, "%zu", calendar->n)},
    };
    es_table_rows *rows = es_tables_add(out, "about", "About this run", columns, 2);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < COUNT(row) && !status; i++) {
        es_cell cells[2] = {es_cell_text(row[i][0]), es_cell_text(row[i][1])};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status add_inputs(const es_study *s, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"kind", ES_TEXT, ES_PLAIN},
                                        {"file", ES_TEXT, ES_PLAIN},
                                        {"sha256", ES_TEXT, ES_PLAIN},
                                        {"rows", ES_INT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "inputs", "Imported files", columns, 4);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < s->data->n_inputs && !status; i++) {
        const es_input *input = &s->data->input[i];
        es_cell cells[4] = {es_cell_text(input->kind), es_cell_text(input->file),
                            es_cell_text(input->fingerprint), es_cell_int((int64_t)input->rows)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

static es_status add_counts(const es_study *s, es_tables *out, es_error *err)
{
    es_outcome *outcome = ES_NEW(s->arena, s->data->n_events, es_outcome);
    if (!outcome)
        return es_fail_memory(err);
    for (size_t i = 0; i < s->data->n_events; i++)
        outcome[i] = es_study_outcome(s, s->primary, i);
    return es_study_counts(s, outcome, out, err);
}

static es_status add_notes(const es_study *s, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"kind", ES_TEXT, ES_PLAIN},
                                        {"code", ES_TEXT, ES_PLAIN},
                                        {"subject", ES_TEXT, ES_PLAIN},
                                        {"text", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "notes", "Notes", columns, 4);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < s->n_notes && !status; i++) {
        const es_note *note = &s->note[i];
        es_cell cells[4] = {es_cell_text(note->kind), es_cell_text(note->code),
                            es_cell_text(note->subject), es_cell_text(note->text)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}

es_status es_study_settings_tables(const es_study *s, es_tables *out, es_error *err)
{
    es_status status = add_about(s, out, err);
    if (!status)
        status = add_settings(s, out, err);
    if (!status)
        status = add_inputs(s, out, err);
    if (!status)
        status = add_counts(s, out, err);
    return status ? status : add_notes(s, out, err);
}
