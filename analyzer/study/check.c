/* The dry run: day zero, windows, counts and outcome of every event, without estimation. */
#include <math.h>

#include "base/date.h"
#include "base/table.h"
#include "study/study.h"

static const es_column columns[] = {
    {"event", ES_TEXT, ES_PLAIN},
    {"symbol", ES_TEXT, ES_PLAIN},
    {"announced", ES_DATE, ES_PLAIN},
    {"time", ES_TEXT, ES_PLAIN},
    {"date_used", ES_DATE, ES_PLAIN},
    {"shift_days", ES_INT, ES_PLAIN},
    {"shift_reason", ES_TEXT, ES_PLAIN},
    {"group", ES_TEXT, ES_PLAIN},
    {"estimation_first", ES_DATE, ES_PLAIN},
    {"estimation_last", ES_DATE, ES_PLAIN},
    {"n_estimation", ES_INT, ES_PLAIN},
    {"event_first", ES_DATE, ES_PLAIN},
    {"event_last", ES_DATE, ES_PLAIN},
    {"n_event", ES_INT, ES_PLAIN},
    {"masked_days", ES_INT, ES_PLAIN},
    {"status", ES_TEXT, ES_PLAIN},
    {"reason", ES_TEXT, ES_PLAIN},
    {"found_as", ES_TEXT, ES_PLAIN},
    {"timezone", ES_TEXT, ES_PLAIN},
    {"exchange_time", ES_TEXT, ES_PLAIN},
    {"market", ES_TEXT, ES_PLAIN},
    {"n_confounding", ES_INT, ES_PLAIN},
    {"n_confounding_est", ES_INT, ES_PLAIN},
    {"n_overlaps", ES_INT, ES_PLAIN},
    {"why", ES_TEXT, ES_PLAIN},
    {"one_earlier", ES_DATE, ES_PLAIN},
    {"one_later", ES_DATE, ES_PLAIN},
};

enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* First and last column in [from, to) that lies inside the data. */
static void date_range(const es_study *s, size_t row, size_t from, size_t to, es_cell *first,
                       es_cell *last)
{
    *first = *last = es_cell_missing();
    for (size_t c = from; c < to; c++) {
        int32_t t = es_sample_day(s->sample, row, c);
        if (t < 0)
            continue;
        if (first->type == ES_MISSING)
            *first = es_cell_day(s->market->calendar.day[t]);
        *last = es_cell_day(s->market->calendar.day[t]);
    }
}

static size_t count_event_returns(const es_sample *sample, size_t row)
{
    size_t n = 0;
    for (size_t c = sample->n_est; c < sample->width; c++)
        n += isnan(sample->ret[row][c]) ? 0 : 1;
    return n;
}

/* What the counts alone can tell; singular designs show only when fitted. */
static es_outcome foresee(const es_study *s, size_t n_est, size_t n_event)
{
    if (n_est < (size_t)s->spec->abnormal.min_estimation_obs)
        return ES_INSUFFICIENT_ESTIMATION;
    return n_event == 0 ? ES_NO_EVENT_WINDOW_DATA : ES_USED;
}

static void fill_windows(const es_study *s, size_t row, es_cell *cells, es_outcome *outcome)
{
    const es_sample *sample = s->sample;
    size_t n_est = sample->n_est_ret[row], n_event = count_event_returns(sample, row);
    date_range(s, row, 0, sample->n_est, &cells[8], &cells[9]);
    date_range(s, row, sample->n_est, sample->width, &cells[11], &cells[12]);
    cells[10] = es_cell_int((int64_t)n_est);
    cells[13] = es_cell_int((int64_t)n_event);
    cells[14] = es_cell_int(sample->masked[row]);
    *outcome = foresee(s, n_est, n_event);
}

static es_status append_event(const es_study *s, size_t i, es_table_rows *rows, es_outcome *found,
                              es_error *err)
{
    const es_event *event = &s->data->event[i];
    const es_ledger_entry *entry = &s->sample->ledger[i];
    es_outcome outcome = entry->outcome;
    es_cell cells[N_COLUMNS];
    char time[ES_DAY_TEXT];
    static const char *const timing[] = {NULL, "bmo", "amc", "during"};
    for (size_t c = 0; c < N_COLUMNS; c++)
        cells[c] = es_cell_missing();
    cells[0] = es_cell_text(event->id);
    cells[1] = es_cell_text(event->symbol);
    cells[2] = es_cell_day(event->announced);
    cells[3] = es_cell_text(event->time == ES_NO_TIME ? timing[event->timing]
                                                      : es_time_format(event->time, time));
    if (es_ledger_placed(entry)) {
        cells[4] = es_cell_day(entry->day0);
        cells[5] = es_cell_int(es_date_of(entry->day0) - event->announced);
        cells[6] = es_cell_text(es_shift_key(entry->shift));
    }
    cells[7] = es_cell_text(es_study_label(s, i));
    if (entry->row >= 0)
        fill_windows(s, (size_t)entry->row, cells, &outcome);
    cells[15] = es_cell_text(outcome == ES_USED ? "used" : "excluded");
    if (outcome != ES_USED)
        cells[16] = es_cell_text(es_outcome_key(outcome));
    cells[17] = es_cell_text(es_study_found_as(s, i));
    cells[18] = es_cell_text(event->zone ? event->zone->name : NULL);
    cells[19] = es_cell_text(es_study_exchange_time(s, i));
    cells[20] = es_cell_text(es_study_market_of(s, i));
    cells[21] = es_cell_int(entry->n_confounding);
    cells[22] = es_cell_int(entry->n_confounding_est);
    cells[23] = es_cell_int(entry->n_overlaps);
    cells[24] = es_cell_text(es_study_why(s, i));
    if (es_ledger_placed(entry) && entry->day_before != ES_DAY_FIRST)
        cells[25] = es_cell_day(entry->day_before);
    if (es_ledger_placed(entry) && entry->day_after != ES_DAY_LAST)
        cells[26] = es_cell_day(entry->day_after);
    *found = outcome;
    return es_table_append(rows, cells, err);
}

static es_status fill(es_study *s, es_tables *tables, es_error *err)
{
    es_table_rows *rows =
        es_tables_add(tables, "check", "What would happen to every event", columns, N_COLUMNS);
    es_outcome *outcome = ES_NEW(s->arena, s->data->n_events, es_outcome);
    es_status status = rows && outcome ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < s->data->n_events && !status; i++)
        status = append_event(s, i, rows, &outcome[i], err);
    if (!status)
        status = es_study_counts(s, outcome, tables, err);
    return !status && es_arena_failed(s->arena) ? es_fail_memory(err) : status;
}

/* What a study would warn of that does not show in the table. */
static es_status add_warnings(es_study *s, es_tables *tables, es_error *err)
{
    static const es_column warning[] = {{"warning", ES_TEXT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(tables, "warnings", "Warnings", warning, 1);
    size_t before = s->n_notes;
    es_status status = rows ? es_study_note_hidden(s, err) : es_fail_memory(err);
    for (size_t i = before; i < s->n_notes && !status; i++) {
        const es_cell cell = es_cell_text(s->note[i].text);
        status = es_table_append(rows, &cell, err);
    }
    return status;
}

es_status es_study_check(const es_dataset *data, es_spec *spec, es_tables **out, es_error *err)
{
    es_study *s;
    es_tables *tables;
    es_status status = es_study_open(data, spec, &s, err);
    if (status)
        return status;
    tables = es_tables_new();
    status = tables ? fill(s, tables, err) : es_fail_memory(err);
    if (!status)
        status = add_warnings(s, tables, err);
    es_study_free(s);
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
