#include "store/touched.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

void es_touched_settle(es_touched *touched)
{
    size_t kept = 0;
    if (touched->n == 0)
        return;
    qsort(touched->security_id, touched->n, sizeof *touched->security_id, compare);
    for (size_t i = 1; i < touched->n; i++)
        if (touched->security_id[i] != touched->security_id[kept])
            touched->security_id[++kept] = touched->security_id[i];
    touched->n = kept + 1;
}

/* Makes room, first by dropping repetitions. */
static bool make_room(es_touched *touched)
{
    size_t capacity = touched->capacity ? touched->capacity : 256;
    int64_t *grown;
    es_touched_settle(touched);
    while (touched->n > capacity / 2)
        capacity *= 2;
    grown = realloc(touched->security_id, capacity * sizeof *grown);
    if (!grown)
        return false;
    touched->security_id = grown;
    touched->capacity = capacity;
    return true;
}

bool es_touched_add(es_touched *touched, int64_t security_id, es_day day)
{
    if (touched->n == 0 || day < touched->first)
        touched->first = day;
    if (touched->n && touched->security_id[touched->n - 1] == security_id)
        return true;
    if (touched->n == touched->capacity && !make_room(touched))
        return false;
    touched->security_id[touched->n++] = security_id;
    return true;
}

void es_touched_clear(es_touched *touched)
{
    free(touched->security_id);
    memset(touched, 0, sizeof *touched);
}
