/* What the reader should be told of events that touch each other: the firm's own, and confounding
 * ones. */
#include "study/study.h"

enum { NAMES_SHOWN = 6 };

typedef bool (*picks)(const es_ledger_entry *entry);

static bool in_event_window(const es_ledger_entry *entry)
{
    return entry->n_confounding > 0;
}

static bool in_estimation_window(const es_ledger_entry *entry)
{
    return entry->n_confounding_est > 0;
}

static bool overlaps(const es_ledger_entry *entry)
{
    return entry->n_overlaps > 0;
}

static bool delisting_filled(const es_ledger_entry *entry)
{
    return entry->delist_fill != 0.0;
}

static bool delisting_open(const es_ledger_entry *entry)
{
    return entry->delisted && entry->delist_fill == 0.0;
}

/* "3 event(s) ...: a, b, c"; nothing where there is none. */
static es_status note(es_study *s, const char *kind, const char *code, const char *what, picks pick,
                      es_error *err)
{
    const char *names = "";
    size_t n = 0;
    for (size_t i = 0; i < s->data->n_events && names; i++) {
        if (!pick(&s->sample->ledger[i]))
            continue;
        if (n++ < NAMES_SHOWN)
            names =
                es_arena_printf(s->arena, "%s%s%s", names, n > 1 ? ", " : "", s->data->event[i].id);
    }
    if (n == 0)
        return ES_OK;
    return es_study_add_note(
        s,
        (es_note){kind, code, "events",
                  es_arena_printf(s->arena, "%zu event(s) %s: %s%s", n, what, names ? names : "",
                                  n > NAMES_SHOWN ? ", ..." : "")},
        err);
}

/* */
static es_status note_delistings(es_study *s, es_error *err)
{
    bool fills = s->spec->returns.delist_fill != ES_DELIST_NONE;
    es_status status = note(s, "note", "delisting_filled",
                            "are delisted in the event window without a return, which is taken as "
                            "-30 % (NYSE, AMEX) or -55 % (Nasdaq)",
                            delisting_filled, err);
    return status ? status
                  : note(s, "warning", "delisting_missing",
                         fills ? "are delisted in the event window without a return, by an "
                                 "exchange that no usual loss is known of"
                               : "are delisted in the event window for poor performance, and the "
                                 "loss is missing; compare with delist_fill = shumway",
                         delisting_open, err);
}

es_status es_study_note_neighbours(es_study *s, es_error *err)
{
    bool flags = s->spec->align.confounding == ES_CONFOUNDING_FLAG;
    bool excludes = s->spec->align.confounding == ES_CONFOUNDING_EXCLUDE;
    es_status status = note_delistings(s, err);
    if (!status)
        status = note(s, excludes ? "note" : "warning", "confounding_event",
                      excludes ? "excluded for a confounding event in the event window"
                               : "have a confounding event in the event window",
                      in_event_window, err);
    if (!status)
        status =
            note(s, flags ? "warning" : "note", "confounding_estimation",
                 flags ? "have confounding events in the estimation window, which inflate "
                         "sigma; compare with confounding = mask"
                       : "had the days of confounding events taken out of the estimation window",
                 in_estimation_window, err);
    return status
               ? status
               : note(s, "note", "same_firm_overlap",
                      "share event-window days with another event of the same firm", overlaps, err);
}
