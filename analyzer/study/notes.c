/* What the reader should be told: facts that can decide a study and do not show in its numbers. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "event/hidden.h"
#include "study/sessions.h"
#include "study/study.h"

enum { NAMES_SHOWN = 6 };

static const double THIN = 0.2; /* METHODS G-6 */

static es_status add(es_study *s, const char *kind, const char *code, const char *subject,
                     const char *text, es_error *err)
{
    return es_study_add_note(s, (es_note){kind, code, subject, text}, err);
}

/* Collects the ids of events, the first few by name. */
typedef struct roll_call {
    es_study *s;
    size_t n;
    const char *names;
} roll_call;

static void call(roll_call *r, size_t event)
{
    if (r->n < NAMES_SHOWN)
        r->names = es_arena_printf(r->s->arena, "%s%s%s", r->n ? r->names : "", r->n ? ", " : "",
                                   r->s->data->event[event].id);
    else if (r->n == NAMES_SHOWN)
        r->names = es_arena_printf(r->s->arena, "%s, ...", r->names ? r->names : "");
    r->n++;
}

static es_status note_unused(es_study *s, es_error *err)
{
    const es_list *unused = &s->spec->unused;
    const char *names = "";
    for (size_t i = 0; names && i < unused->n; i++)
        names = es_arena_printf(s->arena, "%s%s%s", names, i ? ", " : "", unused->item[i]);
    if (unused->n == 0)
        return ES_OK;
    return add(s, "warning", "unused", "options",
               es_arena_printf(s->arena, "not built yet, left unused: %s", names), err);
}

/* Has an event a symbol that is a stored one and an alias as well? */
static const char *reused_symbol(const es_dataset *data)
{
    for (size_t k = 0; k < data->n_aliases; k++) {
        const char *alias = data->alias[k].alias;
        bool stored = false, asked = false;
        for (size_t i = 0; i < data->n_series && !stored; i++)
            stored = strcmp(data->symbol[i], alias) == 0;
        for (size_t i = 0; stored && i < data->n_events && !asked; i++)
            asked = strcmp(data->event[i].symbol, alias) == 0;
        if (asked)
            return alias;
    }
    return NULL;
}

/* Prices under an alias that events ask for, which studies do not see. */
es_status es_study_note_hidden(es_study *s, es_error *err)
{
    const es_dataset *data = s->data;
    es_status status = ES_OK;
    for (size_t k = 0; k < data->n_aliases && !status; k++) {
        const es_alias *alias = &data->alias[k];
        es_hidden hidden;
        size_t i = 0;
        status = es_dataset_hidden(data, alias, &hidden, err);
        if (status || hidden.n == 0)
            continue;
        while (i < data->n_events && strcmp(data->event[i].symbol, alias->alias) != 0)
            i++;
        if (i < data->n_events)
            status = add(s, "warning", "alias_hides_prices", alias->alias,
                         es_hidden_describe(alias, &hidden, s->arena), err);
    }
    return status;
}

/* Events under an old name, and names that two firms have borne. */
static es_status note_aliases(es_study *s, es_error *err)
{
    const es_dataset *data = s->data;
    const char *text = "", *reused = reused_symbol(data);
    size_t n = 0;
    es_status status = ES_OK;
    for (size_t i = 0; data->n_aliases && i < data->n_events; i++)
        if (data->event[i].found_as && n++ < NAMES_SHOWN)
            text = es_arena_printf(s->arena, "%s%s%s found as %s", text ? text : "",
                                   n > 1 ? ", " : "", data->event[i].id, es_study_found_as(s, i));
    if (n)
        status = add(s, "note", "aliases", "symbols",
                     es_arena_printf(s->arena, "%zu event(s) under another name: %s%s", n,
                                     text ? text : "", n > NAMES_SHOWN ? ", ..." : ""),
                     err);
    if (status || !reused)
        return status;
    return add(s, "warning", "symbol_reused", reused,
               es_arena_printf(s->arena,
                               "%s has prices of its own and is an alias as well: the date of an "
                               "event decides which firm it means",
                               reused),
               err);
}

/* T-9, G-10: the firm's other events in estimation windows. */
static es_status note_other_events(es_study *s, es_error *err)
{
    const es_sample *sample = s->sample;
    roll_call r = {s, 0, NULL};
    for (size_t row = 0; row < sample->n; row++)
        if (sample->touched[row])
            call(&r, sample->event[row]);
    if (r.n == 0)
        return ES_OK;
    if (sample->align.mask_other_events)
        return add(s, "note", "other_events_masked", "estimation",
                   es_arena_printf(s->arena,
                                   "%zu event(s) had days of the firm's other events taken out of "
                                   "their estimation window: %s",
                                   r.n, r.names),
                   err);
    return add(s, "warning", "other_events", "estimation",
               es_arena_printf(s->arena,
                               "%zu event(s) have the firm's other events in their estimation "
                               "window, which inflates sigma: %s; compare with "
                               "exclude_other_events = 1",
                               r.n, r.names),
               err);
}

/* Estimation windows that the data do not fill. */
static es_status note_short_windows(es_study *s, es_error *err)
{
    const es_sample *sample = s->sample;
    roll_call r = {s, 0, NULL};
    for (size_t row = 0; row < sample->n; row++)
        if ((size_t)sample->n_est_ret[row] + sample->masked[row] < sample->n_est)
            call(&r, sample->event[row]);
    if (r.n == 0)
        return ES_OK;
    return add(s, "note", "short_estimation", "estimation",
               es_arena_printf(s->arena,
                               "%zu event(s) have fewer than %zu estimation returns (listed later, "
                               "or prices missing): %s",
                               r.n, sample->n_est, r.names),
               err);
}

/* Event windows that run past the data. */
static es_status note_truncated(es_study *s, es_error *err)
{
    const es_sample *sample = s->sample;
    roll_call r = {s, 0, NULL};
    for (size_t row = 0; row < sample->n; row++)
        if (es_sample_day(sample, row, sample->n_est) < 0
            || es_sample_day(sample, row, sample->width - 1) < 0)
            call(&r, sample->event[row]);
    if (r.n == 0)
        return ES_OK;
    return add(s, "warning", "truncated_window", "event window",
               es_arena_printf(s->arena,
                               "%zu event(s) have an event window that runs past the data: %s", r.n,
                               r.names),
               err);
}

static es_status note_shifts(es_study *s, es_error *err)
{
    roll_call r = {s, 0, NULL};
    for (size_t i = 0; i < s->data->n_events; i++)
        if (s->sample->ledger[i].row >= 0
            && es_date_of(s->sample->ledger[i].day0) != s->data->event[i].announced)
            call(&r, i);
    if (r.n == 0)
        return ES_OK;
    return add(s, "note", "shifted", "day zero",
               es_arena_printf(s->arena,
                               "%zu event(s) have day zero on another day than announced: %s", r.n,
                               r.names),
               err);
}

/* a price return against a total return leaves the dividend in AR. */
static es_status note_mixed_basis(es_study *s, es_error *err)
{
    const es_sample *sample = s->sample;
    bool market_total = s->market->basis != ES_BASIS_CLOSE;
    roll_call r = {s, 0, NULL};
    for (size_t row = 0; row < sample->n; row++) {
        const es_venue *venue = es_sample_venue(sample, row);
        bool total = venue ? venue->basis != ES_BASIS_CLOSE : market_total;
        if ((sample->basis[row] != ES_BASIS_CLOSE) != total)
            call(&r, sample->event[row]);
    }
    if (r.n == 0)
        return ES_OK;
    return add(s, "warning", "mixed_returns", s->market->symbol,
               es_arena_printf(s->arena,
                               "the market has %s returns and %zu event(s) have the other kind: "
                               "AR on ex-dates is off by the dividend: %s",
                               market_total ? "total" : "price", r.n, r.names),
               err);
}

static es_status note_off_calendar(es_study *s, es_error *err)
{
    if (s->sample->off_calendar == 0)
        return ES_OK;
    return add(s, "warning", "off_calendar", s->market->symbol,
               es_arena_printf(s->arena,
                               "%zu price(s) fall on days without a market price and were left "
                               "out",
                               s->sample->off_calendar),
               err);
}

/* R-9, on the data as they stand: scaled factors are caught at import already. */
static es_status note_percent(es_study *s, es_error *err)
{
    const es_calendar *calendar = &s->market->calendar;
    es_status status = ES_OK;
    if (s->spec->frequency != ES_DAILY)
        return ES_OK;
    for (size_t k = 0; k < s->market->n_daily && !status; k++) {
        if (es_percent_like(calendar->n, s->market->daily[k].value))
            status =
                add(s, "warning", "percent", s->market->daily[k].name,
                    "more than half of the values exceed 5 % a day: a factor in percent?", err);
    }
    return status;
}

/* An event whose time of day and timing tell different stories (T-4: the later one decides). */
static es_status note_timing(es_study *s, es_error *err)
{
    roll_call r = {s, 0, NULL};
    for (size_t i = 0; i < s->data->n_events; i++) {
        const es_event *event = &s->data->event[i];
        es_day day;
        int32_t time;
        if (event->time == ES_NO_TIME || event->timing == ES_TIMING_NONE)
            continue;
        es_session_moment(es_study_session_of(s, i), event, &day, &time);
        if ((time >= es_session_close(es_study_session_of(s, i), day))
            != (event->timing == ES_TIMING_AMC))
            call(&r, i);
    }
    if (r.n == 0)
        return ES_OK;
    return add(s, "warning", "timing", "day zero",
               es_arena_printf(s->arena,
                               "%zu event(s) have a time of day and a timing (bmo, amc, during) "
                               "that disagree; taken %s: %s",
                               r.n,
                               s->spec->frequency == ES_BARS ? "at the time" : "as after the close",
                               r.names),
               err);
}

/* Corrections that the series carry: they are in no file. */
static es_status note_corrections(es_study *s, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < s->data->n_corrections && !status; i++)
        status = add(s, "note", "correction", "prices", s->data->correction[i].text, err);
    return status;
}

/* Markets of their own, and sessions without a market price. */
static es_status note_markets(es_study *s, es_error *err)
{
    const es_market *m = s->market;
    const char *names = "";
    es_status status = ES_OK;
    for (size_t v = 0; v < m->n_venues && names; v++)
        names = es_arena_printf(s->arena, "%s%s%s", names, v ? ", " : "", m->venue[v].symbol);
    if (m->n_venues)
        status = add(s, "note", "markets", m->symbol,
                     es_arena_printf(s->arena,
                                     "%zu markets (%s): every event in the days of its own and "
                                     "against its return; the calendar-time portfolio against %s",
                                     m->n_venues, names ? names : "", m->symbol),
                     err);
    if (status || m->missing_days == 0)
        return status;
    return add(s, "warning", "market_days", m->symbol,
               es_arena_printf(s->arena,
                               "%zu session(s) of the imported calendar have no market price: rows "
                               "that need the market's return over them are missing",
                               m->missing_days),
               err);
}

es_status es_study_note_data(es_study *s, es_error *err)
{
    es_status (*const check[])(es_study *, es_error *) = {
        note_unused,  note_other_events,       note_short_windows, note_truncated,
        note_shifts,  note_mixed_basis,        note_off_calendar,  note_percent,
        note_timing,  note_corrections,        note_aliases,       es_study_note_hidden,
        note_markets, es_study_note_neighbours};
    es_status status = ES_OK;
    for (size_t i = 0; i < sizeof check / sizeof *check && !status; i++)
        status = check[i](s, err);
    return status;
}

/* G-6 on the primary model. */
static es_status note_thin(es_study *s, es_error *err)
{
    const es_abnormal *a = s->abnormal[s->primary];
    roll_call r = {s, 0, NULL};
    for (size_t i = 0; i < a->n; i++)
        if (a->fit[a->row[i]].zero_return_share > THIN)
            call(&r, s->sample->event[a->row[i]]);
    if (r.n == 0)
        return ES_OK;
    return add(s, "warning", "thin_trading", "estimation",
               es_arena_printf(s->arena,
                               "%zu event(s) have more than 20 %% zero returns in the estimation "
                               "window: %s",
                               r.n, r.names),
               err);
}

/* Models that could not use an event the primary model used, or the other way round. */
static es_status note_model_counts(es_study *s, es_error *err)
{
    es_status status = ES_OK;
    for (size_t m = 0; m < s->n_models && !status; m++)
        if (s->abnormal[m]->n != s->abnormal[s->primary]->n)
            status = add(s, "note", "model_events", s->model[m]->id,
                         es_arena_printf(s->arena,
                                         "%s uses %zu event(s), the primary model %s %zu; reasons "
                                         "in fits",
                                         s->model[m]->id, s->abnormal[m]->n,
                                         s->model[s->primary]->id, s->abnormal[s->primary]->n),
                         err);
    return status;
}

/* The mean residual correlation that the adjusted tests used. */
static es_status note_correlation(es_study *s, es_error *err)
{
    for (size_t i = 0; i < s->results.n; i++) {
        const es_result_row *r = &s->results.row[i];
        es_option_info info;
        size_t k = 0;
        if (r->model != s->model[s->primary] || r->group != 0 || isnan(r->result.rbar)
            || strcmp(r->measure, "caar") != 0)
            continue;
        do
            es_option_at(k++, &info);
        while (strcmp(info.key, "kp_corr") != 0);
        return add(s, "note", "mean_correlation", s->model[s->primary]->id,
                   es_arena_printf(s->arena,
                                   "mean residual correlation (kp_corr = %s) of all events over "
                                   "%d:%d: %.4f; every value in results, column r_bar",
                                   es_spec_text(s->spec, k - 1), r->window.first, r->window.last,
                                   r->result.rbar),
                   err);
    }
    return ES_OK;
}

/* A primary model without events: every figure of the study is then another model's. */
static es_status note_no_events(es_study *s, es_error *err)
{
    if (s->abnormal[s->primary]->n > 0)
        return ES_OK;
    return add(
        s, "warning", "primary_empty", s->model[s->primary]->id,
        es_arena_printf(s->arena,
                        "the primary model %s uses no event at all: the ledger above has the "
                        "reasons",
                        s->model[s->primary]->id),
        err);
}

/* T-7: a CAR over fewer days than its window has. */
static es_status note_partial(es_study *s, es_error *err)
{
    const es_abnormal *a = s->abnormal[s->primary];
    size_t n_windows = a->options.n_windows;
    es_status status = ES_OK;
    for (size_t w = 0; w < n_windows && !status; w++) {
        es_window window = a->options.window[w];
        int days = window.last - window.first + 1;
        roll_call r = {s, 0, NULL};
        for (size_t i = 0; i < a->n; i++)
            if (a->car[i * n_windows + w].n_days < days)
                call(&r, s->sample->event[a->row[i]]);
        if (r.n)
            status = add(s, "warning", "days_missing",
                         es_arena_printf(s->arena, "%d:%d", window.first, window.last),
                         es_arena_printf(s->arena,
                                         "window %d:%d: %zu event(s) have no AR on some day, so "
                                         "their CAR %s (car_missing): %s",
                                         window.first, window.last, r.n,
                                         a->options.car_missing == ES_CAR_COMPLETE
                                             ? "is left out"
                                             : "sums the days there are",
                                         r.names),
                         err);
    }
    return status;
}

/* First and last day with a value; false: none. */
static bool coverage(const es_calendar *calendar, const double *value, es_day *first, es_day *last)
{
    bool any = false;
    for (size_t t = 0; t < calendar->n; t++) {
        if (isnan(value[t]))
            continue;
        *first = any ? *first : calendar->day[t];
        *last = calendar->day[t];
        any = true;
    }
    return any;
}

/* A daily series that lacks days of event windows. */
static es_status note_gaps(es_study *s, const char *name, const double *value, es_error *err)
{
    const es_sample *sample = s->sample;
    es_day first, last;
    char from[ES_DAY_TEXT], to[ES_DAY_TEXT];
    roll_call r = {s, 0, NULL};
    for (size_t row = 0; row < sample->n; row++) {
        bool lacks = false;
        for (size_t c = sample->n_est; c < sample->width; c++) {
            int32_t t = es_sample_day(sample, row, c);
            lacks = lacks || (t > 0 && isnan(value[t]));
        }
        if (lacks)
            call(&r, sample->event[row]);
    }
    if (r.n == 0)
        return ES_OK;
    if (!coverage(&s->market->calendar, value, &first, &last))
        return add(s, "warning", "factor_gaps", name,
                   es_arena_printf(s->arena, "%s has no value on the market's calendar", name),
                   err);
    return add(s, "warning", "factor_gaps", name,
               es_arena_printf(
                   s->arena, "%s covers %s to %s and lacks event-window days of %zu event(s): %s",
                   name, es_day_format(first, from), es_day_format(last, to), r.n, r.names),
               err);
}

/* Whether an earlier model has regressed on the same series. */
static bool seen_before(const es_study *s, size_t m, const double *series)
{
    for (size_t i = 0; i < m; i++)
        for (size_t k = 0; k < s->abnormal[i]->columns.p; k++)
            if (s->abnormal[i]->columns.series[k] == series)
                return true;
    return false;
}

static es_status note_factor_gaps(es_study *s, es_error *err)
{
    bool excess = false;
    es_status status = ES_OK;
    for (size_t m = 0; m < s->n_models && !status; m++) {
        const es_columns *columns = &s->abnormal[m]->columns;
        excess = excess || columns->lhs == ES_LHS_LESS_RISKFREE;
        for (size_t k = 0; k < columns->p && !status; k++) {
            const double *series = columns->series[k];
            if (series && series != s->market->ret && !seen_before(s, m, series))
                status = note_gaps(s, columns->name[k], series, err);
        }
    }
    if (!status && excess && s->market->rf)
        status = note_gaps(s, "rf", s->market->rf, err);
    return status;
}

es_status es_study_note_results(es_study *s, es_error *err)
{
    es_status (*const check[])(es_study *, es_error *) = {note_no_events,    note_partial,
                                                          note_factor_gaps,  note_thin,
                                                          note_model_counts, note_correlation};
    es_status status = ES_OK;
    for (size_t i = 0; i < sizeof check / sizeof *check && !status; i++)
        status = check[i](s, err);
    return status;
}
