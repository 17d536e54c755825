#include "event/confounding.h"

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

void es_confounding_count(const es_dataset *data, const es_confounding_index *index,
                          const es_alignment *align, int32_t series, const es_calendar *axis,
                          int32_t axis0, unsigned char *inside, es_ledger_entry *entry)
{
    for (int32_t i = index->first[series]; i >= 0; i = index->next[i]) {
        es_day day = data->confounding[i].day;
        int32_t at = (int32_t)es_calendar_next(axis, day); /* news of a closed day: the next one */
        int32_t first = at + align->confounding_window.first;
        int32_t last = at + align->confounding_window.last;
        if (axis->n == 0 || day < axis->day[0] || day > axis->day[axis->n - 1])
            continue;
        if (touches(first, last, align->event, axis0) && entry->n_confounding < UINT16_MAX)
            entry->n_confounding++;
        if (es_estimation_mark(&align->estimation, first - axis0, last - axis0, inside)
            && entry->n_confounding_est < UINT16_MAX)
            entry->n_confounding_est++;
    }
}
