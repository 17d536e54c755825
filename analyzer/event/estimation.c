#include "event/estimation.h"

#include <string.h>

static size_t length(es_window w)
{
    return (size_t)(w.last - w.first + 1);
}

size_t es_estimation_intervals(const es_estimation *e)
{
    return e->n ? e->n : 1;
}

es_window es_estimation_interval(const es_estimation *e, size_t i)
{
    return e->n ? e->interval[i] : e->hull;
}

size_t es_estimation_days(const es_estimation *e)
{
    size_t days = 0;
    for (size_t i = 0; i < es_estimation_intervals(e); i++)
        days += length(es_estimation_interval(e, i));
    return days;
}

size_t es_estimation_stretch(const es_estimation *e)
{
    return length(e->hull);
}

int es_estimation_tau(const es_estimation *e, size_t column)
{
    size_t i = 0;
    for (; i + 1 < e->n && column >= length(e->interval[i]); i++)
        column -= length(e->interval[i]);
    return es_estimation_interval(e, i).first + (int)column;
}

void es_estimation_bounds(const es_estimation *e, size_t column, size_t *first, size_t *last)
{
    size_t i = 0, before = 0;
    for (; i + 1 < e->n && column >= before + length(e->interval[i]); i++)
        before += length(e->interval[i]);
    *first = before;
    *last = before + length(es_estimation_interval(e, i)) - 1;
}

size_t es_estimation_before(const es_estimation *e, int tau)
{
    size_t columns = 0;
    for (size_t i = 0; i < es_estimation_intervals(e); i++) {
        es_window w = es_estimation_interval(e, i);
        if (w.first >= tau)
            break;
        columns += length(w);
    }
    return columns;
}

bool es_estimation_mark(const es_estimation *e, int first, int last, unsigned char *inside)
{
    bool any = false;
    size_t before = 0;
    for (size_t i = 0; i < es_estimation_intervals(e); i++) {
        es_window w = es_estimation_interval(e, i);
        int from = first > w.first ? first : w.first, to = last < w.last ? last : w.last;
        any = any || from <= to;
        if (inside && from <= to)
            memset(inside + before + (size_t)(from - w.first), 1, (size_t)(to - from + 1));
        before += length(w);
    }
    return any;
}
