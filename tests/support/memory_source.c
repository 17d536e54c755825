#include "support/memory_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "support/assert_close.h"

enum { MEMORY_ATTRIBUTES = 32 };

/* The data set comes first, so that its address is that of the whole. */
typedef struct memory {
    es_dataset data;
    const char **symbol;
    es_prices *prices;
    es_event *event;
    es_attribute attribute[MEMORY_ATTRIBUTES];
    es_factor *factor;
    size_t room_series, room_events, room_factors;
    size_t reads, reads_left; /* reads_left: 0 never fails, 1 fails now */
    void *lent;               /* what the last read handed out */
} memory;

/* The data set's arena, with a failed allocation failing the test. */
static void *take(es_arena *arena, size_t count, size_t size)
{
    void *p = es_arena_alloc(arena, count, size);
    assert_non_null(p);
    return p;
}

static void *copy(es_arena *arena, size_t count, size_t size, const void *from)
{
    void *p = take(arena, count, size);
    if (count > 0)
        memcpy(p, from, count * size);
    return p;
}

/* Room for one more element: the array itself, or a longer copy. */
static void *grow(es_arena *arena, void *array, size_t n, size_t *room, size_t size)
{
    void *longer;
    if (n < *room)
        return array;
    *room = *room ? 2 * *room : 16;
    longer = take(arena, *room, size);
    if (n > 0)
        memcpy(longer, array, n * size);
    return longer;
}

static es_status read_series(void *context, size_t series, es_prices *out, es_error *err)
{
    memory *m = context;
    const es_prices *from = &m->prices[series];
    char *block;
    assert_true(series < m->data.n_series);
    free(m->lent);
    m->lent = NULL;
    m->reads++;
    if (m->reads_left == 1)
        return es_fail(err, ES_ESTORE, "reading %s failed", m->data.symbol[series]);
    m->reads_left -= m->reads_left > 1;
    block = m->lent = malloc((from->n + 1) * (ES_N_FIELDS + 1) * sizeof(double));
    assert_non_null(block);
    *out = (es_prices){.n = from->n};
    for (size_t f = 0; f < ES_N_FIELDS; f++, block += from->n * sizeof(double))
        if (from->value[f]) {
            memcpy(block, from->value[f], from->n * sizeof(double));
            out->value[f] = (const double *)(void *)block;
        }
    if (from->n > 0)
        memcpy(block, from->day, from->n * sizeof(es_day));
    out->day = (const es_day *)(void *)block;
    return ES_OK;
}

static void release(void *context)
{
    memory *m = context;
    free(m->lent);
}

es_dataset *memory_dataset(void)
{
    es_arena *arena = es_arena_new();
    memory *m;
    assert_non_null(arena);
    m = take(arena, 1, sizeof *m);
    m->data.arena = arena;
    m->data.source = (es_source){.context = m, .read = read_series};
    m->data.attribute = m->attribute;
    m->data.release = release;
    return &m->data;
}

int32_t memory_series(es_dataset *data, const char *symbol, size_t n, const es_day *day,
                      const double *close)
{
    memory *m = (memory *)(void *)data;
    size_t i = data->n_series, room = m->room_series;
    m->symbol = grow(data->arena, m->symbol, i, &room, sizeof *m->symbol);
    m->prices = grow(data->arena, m->prices, i, &m->room_series, sizeof *m->prices);
    data->symbol = m->symbol;
    data->n_series++;
    m->symbol[i] = copy(data->arena, strlen(symbol) + 1, 1, symbol);
    m->prices[i] = (es_prices){.n = n, .day = copy(data->arena, n, sizeof *day, day)};
    memory_field(data, (int32_t)i, ES_FIELD_CLOSE, close);
    return (int32_t)i;
}

void memory_field(es_dataset *data, int32_t series, es_field field, const double *value)
{
    es_prices *prices = &((memory *)(void *)data)->prices[series];
    prices->value[field] = value ? copy(data->arena, prices->n, sizeof *value, value) : NULL;
}

es_event *memory_event(es_dataset *data, const char *symbol, es_day announced)
{
    memory *m = (memory *)(void *)data;
    size_t i = data->n_events, room = m->room_events;
    m->event = grow(data->arena, m->event, i, &m->room_events, sizeof *m->event);
    for (size_t a = 0; a < data->n_attributes; a++) {
        size_t own = room;
        m->attribute[a].value =
            grow(data->arena, m->attribute[a].value, i, &own, sizeof *m->attribute[a].value);
        m->attribute[a].value[i] = NULL;
    }
    data->event = m->event;
    data->n_events++;
    m->event[i] = (es_event){.id = es_arena_printf(data->arena, "e%zu", i),
                             .symbol = copy(data->arena, strlen(symbol) + 1, 1, symbol),
                             .series = es_dataset_series(data, symbol),
                             .announced = announced,
                             .time = ES_NO_TIME,
                             .timing = ES_TIMING_NONE};
    assert_non_null(m->event[i].id);
    return &m->event[i];
}

void memory_attribute(es_dataset *data, const char *name, size_t event, const char *value)
{
    memory *m = (memory *)(void *)data;
    es_attribute *attribute = NULL;
    assert_true(event < data->n_events);
    for (size_t a = 0; a < data->n_attributes; a++)
        if (strcmp(m->attribute[a].name, name) == 0)
            attribute = &m->attribute[a];
    if (!attribute) {
        assert_true(data->n_attributes < MEMORY_ATTRIBUTES);
        attribute = &m->attribute[data->n_attributes++];
        attribute->name = copy(data->arena, strlen(name) + 1, 1, name);
        attribute->value = take(data->arena, m->room_events, sizeof *attribute->value);
    }
    attribute->value[event] = value ? copy(data->arena, strlen(value) + 1, 1, value) : NULL;
}

void memory_factor(es_dataset *data, const char *name, size_t n, const es_day *day,
                   const double *value)
{
    memory *m = (memory *)(void *)data;
    size_t i = data->n_factors;
    m->factor = grow(data->arena, m->factor, i, &m->room_factors, sizeof *m->factor);
    data->factor = m->factor;
    data->n_factors++;
    m->factor[i] = (es_factor){.name = copy(data->arena, strlen(name) + 1, 1, name),
                               .n = n,
                               .day = copy(data->arena, n, sizeof *day, day),
                               .value = copy(data->arena, n, sizeof *value, value)};
}

size_t memory_reads(const es_dataset *data)
{
    return ((const memory *)(const void *)data)->reads;
}

void memory_fail_read_after(es_dataset *data, size_t k)
{
    ((memory *)(void *)data)->reads_left = k;
}

es_day *memory_weekdays(es_dataset *data, es_day first, size_t n)
{
    es_day *day = take(data->arena, n, sizeof *day);
    for (size_t i = 0; i < n; first++)
        if (es_day_weekday(first) % 6 != 0)
            day[i++] = first;
    return day;
}

double *memory_prices(es_dataset *data, double first, size_t n, const double *ret)
{
    double *price = take(data->arena, n, sizeof *price);
    for (size_t i = 0; i < n; i++)
        price[i] = i == 0 ? first : price[i - 1] * (1.0 + ret[i]);
    return price;
}
