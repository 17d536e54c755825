#include "event/confounding.h"

#include "base/date.h"

es_status es_confounding_list(const es_dataset *data, es_arena *arena, es_confounding_index *out,
                              es_error *err)
{
    int32_t *first = ES_NEW(arena, data->n_series, int32_t);
    int32_t *next = ES_NEW(arena, data->n_confounding, int32_t);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < data->n_series; i++)
        first[i] = -1;
    for (size_t i = data->n_confounding; i-- > 0;) {
        int32_t series = data->confounding[i].series;
        if (series == ES_NO_SERIES)
            continue;
        next[i] = first[series];
        first[series] = (int32_t)i;
    }
    *out = (es_confounding_index){first, next};
    return ES_OK;
}

/* Do [first, last] and the window around axis0 share days? */
static bool touches(int32_t first, int32_t last, es_window window, int32_t axis0)
{
    return first <= axis0 + window.last && last >= axis0 + window.first;
}

/* The part of the axis on which news of a day are news: that day, on an axis of bars all of its
 * bars; of a closed day the next one, and its first bar. */
static bool place_news(const es_calendar *axis, es_day day, int32_t *first, int32_t *last)
{
    if (axis->n == 0 || day < es_date_of(axis->day[0]) || day > es_date_of(axis->day[axis->n - 1]))
        return false;
    *first = *last = (int32_t)es_calendar_next(axis, day);
    if (es_is_bar(axis->day[0]) && es_bar_day(axis->day[*first]) == day)
        *last = (int32_t)es_calendar_next(axis, day + 1) - 1;
    return true;
}

void es_confounding_count(const es_dataset *data, const es_confounding_index *index,
                          const es_alignment *align, int32_t series, const es_calendar *axis,
                          int32_t axis0, unsigned char *inside, es_ledger_entry *entry)
{
    for (int32_t i = index->first[series]; i >= 0; i = index->next[i]) {
        int32_t first, last;
        if (!place_news(axis, data->confounding[i].day, &first, &last))
            continue;
        first += align->confounding_window.first;
        last += align->confounding_window.last;
        if (touches(first, last, align->event, axis0) && entry->n_confounding < UINT16_MAX)
            entry->n_confounding++;
        if (es_estimation_mark(&align->estimation, first - axis0, last - axis0, inside)
            && entry->n_confounding_est < UINT16_MAX)
            entry->n_confounding_est++;
    }
}
