/* The fingerprint of what a database holds, whatever way it came in. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "event/dataset.h"
#include "import/fingerprint.h"

/* A text with its terminator, so that "ab" "c" and "a" "bc" differ; NULL like "". */
static void add_text(es_fingerprint *f, const char *text)
{
    es_fingerprint_add(f, text ? text : "", (text ? strlen(text) : 0) + 1);
}

/* Every missing value has the same bits. */
static void add_values(es_fingerprint *f, const double *value, size_t n)
{
    static const uint64_t missing = UINT64_C(0x7ff8000000000000);
    for (size_t i = 0; i < n; i++)
        es_fingerprint_add(f, isnan(value[i]) ? (const void *)&missing : &value[i], sizeof missing);
}

/* The table under construction and the sum of all rows. */
typedef struct content {
    es_table_rows *rows;
    es_fingerprint *all;
} content;

static es_status append(const content *c, const char *kind, const char *name, size_t n,
                        es_fingerprint *f, es_error *err)
{
    char hex[ES_FINGERPRINT_SIZE];
    const es_cell cells[] = {es_cell_text(kind), es_cell_text(name), es_cell_int((int64_t)n),
                             es_cell_text(hex)};
    es_fingerprint_finish(f, hex);
    if (f != c->all) {
        add_text(c->all, kind);
        add_text(c->all, name);
        add_text(c->all, hex);
    }
    return es_table_append(c->rows, cells, err);
}

/* ---- Kinds ---- */

static es_status add_series(const content *c, const char *kind, const char *symbol,
                            const es_prices *p, es_error *err)
{
    es_fingerprint *f = es_fingerprint_new();
    es_status status;
    if (!f)
        return es_fail_memory(err);
    es_fingerprint_add(f, p->day, p->n * sizeof *p->day);
    for (int field = 0; field < ES_N_FIELDS; field++) {
        bool any = false;
        for (size_t i = 0; p->value[field] && i < p->n; i++)
            any = any || !isnan(p->value[field][i]);
        if (!any) /* a field of missing values is the same as none */
            continue;
        add_text(f, es_field_name((es_field)field));
        add_values(f, p->value[field], p->n);
    }
    status = append(c, kind, symbol, p->n, f, err);
    es_fingerprint_free(f);
    return status;
}

static es_status add_securities(const content *c, const es_dataset *data, es_error *err)
{
    es_keyed *order = calloc(data->n_series + 1, sizeof *order);
    es_status status = order ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; order && i < data->n_series; i++)
        order[i] = (es_keyed){data->symbol[i], i};
    if (order)
        es_keyed_sort(order, data->n_series);
    for (size_t k = 0; k < data->n_series && !status; k++) {
        es_prices p;
        status = data->source.read(data->source.context, order[k].index, &p, err);
        if (!status)
            status = add_series(c, "security", order[k].key, &p, err);
    }
    for (size_t k = 0; data->bars.read && k < data->n_series && !status; k++) {
        es_prices p;
        status = data->bars.read(data->bars.context, order[k].index, &p, err);
        if (!status && p.n)
            status = add_series(c, "bars", order[k].key, &p, err);
    }
    free(order);
    return status;
}

static es_status add_factors(const content *c, const es_dataset *data, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < data->n_factors && !status; i++) { /* the store sorts them */
        const es_factor *factor = &data->factor[i];
        es_fingerprint *f = es_fingerprint_new();
        if (!f)
            return es_fail_memory(err);
        es_fingerprint_add(f, factor->day, factor->n * sizeof *factor->day);
        add_values(f, factor->value, factor->n);
        status = append(c, "factor", factor->name, factor->n, f, err);
        es_fingerprint_free(f);
    }
    return status;
}

/* attributes: by name; of an event, those that have a value. */
static void add_event(es_fingerprint *f, const es_dataset *data, const es_keyed *attributes,
                      size_t i)
{
    const es_event *event = &data->event[i];
    const int32_t numbers[] = {event->announced, event->time, (int32_t)event->timing};
    add_text(f, event->id);
    add_text(f, event->symbol);
    es_fingerprint_add(f, numbers, sizeof numbers);
    for (size_t k = 0; k < data->n_attributes; k++) {
        const char *value = data->attribute[attributes[k].index].value[i];
        if (!value)
            continue;
        add_text(f, attributes[k].key);
        add_text(f, value);
    }
    add_text(f, "");
}

static es_status add_events(const content *c, const es_dataset *data, es_error *err)
{
    es_keyed *order = calloc(data->n_events + 1, sizeof *order);
    es_keyed *attributes = calloc(data->n_attributes + 1, sizeof *attributes);
    es_fingerprint *f = es_fingerprint_new();
    es_status status = order && attributes && f ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; !status && i < data->n_events; i++)
        order[i] = (es_keyed){data->event[i].id, i};
    for (size_t i = 0; !status && i < data->n_attributes; i++)
        attributes[i] = (es_keyed){data->attribute[i].name, i};
    if (!status) {
        es_keyed_sort(order, data->n_events);
        es_keyed_sort(attributes, data->n_attributes);
        for (size_t k = 0; k < data->n_events; k++)
            add_event(f, data, attributes, order[k].index);
        status = append(c, "events", "", data->n_events, f, err);
    }
    es_fingerprint_free(f);
    free(attributes);
    free(order);
    return status;
}

/* ---- Lists: as they are exported, which is in one order ---- */

typedef struct listing {
    es_fingerprint *f;
    size_t n_columns, n;
} listing;

static es_status begin_listing(void *context, const es_column *columns, size_t n, es_error *err)
{
    listing *l = context;
    (void)columns, (void)err;
    l->n_columns = n;
    return ES_OK;
}

static es_status add_listed(void *context, const es_cell *cells, es_error *err)
{
    listing *l = context;
    (void)err;
    for (size_t c = 0; c < l->n_columns; c++) /* an empty text is not the same as none */
        add_text(l->f, cells[c].type == ES_TEXT ? cells[c].as.text : "\n");
    l->n++;
    return ES_OK;
}

/* A list that is empty leaves the fingerprint as it was before there were such lists. */
static es_status add_list(const content *c, es_store *store, const char *what, es_error *err)
{
    listing l = {.f = es_fingerprint_new()};
    const es_sink sink = {&l, begin_listing, add_listed};
    es_export_options all;
    es_status status = l.f ? ES_OK : es_fail_memory(err);
    es_export_options_init(&all);
    if (!status)
        status = es_store_export(store, what, &all, &sink, err);
    if (!status && l.n)
        status = append(c, what, "", l.n, l.f, err);
    es_fingerprint_free(l.f);
    return status;
}

/* ---- All ---- */

static es_status fill(const content *c, es_store *store, const es_dataset *data, es_error *err)
{
    static const char *const lists[] = {"aliases", "calendar", "confounding"};
    es_status status = add_securities(c, data, err);
    if (!status)
        status = add_factors(c, data, err);
    if (!status)
        status = add_events(c, data, err);
    for (size_t i = 0; i < sizeof lists / sizeof *lists && !status; i++)
        status = add_list(c, store, lists[i], err);
    return status ? status
                  : append(c, "all", "", data->n_series + data->n_factors + data->n_events, c->all,
                           err);
}

es_status es_content_fingerprint(es_store *store, es_tables **out, es_error *err)
{
    static const es_column columns[] = {{"kind", ES_TEXT, ES_PLAIN},
                                        {"name", ES_TEXT, ES_PLAIN},
                                        {"n", ES_INT, ES_PLAIN},
                                        {"fingerprint", ES_TEXT, ES_PLAIN}};
    es_tables *tables;
    es_dataset *data;
    content c = {.rows = NULL};
    es_status status = es_dataset_load(store, &data, err);
    *out = NULL;
    if (status)
        return status;
    tables = es_tables_new();
    if (tables)
        c.rows = es_tables_add(tables, "fingerprint", "Fingerprints of the content", columns, 4);
    c.all = es_fingerprint_new();
    status = c.rows && c.all ? fill(&c, store, data, err) : es_fail_memory(err);
    es_fingerprint_free(c.all);
    es_dataset_free(data);
    if (status)
        es_tables_free(tables);
    else
        *out = tables;
    return status;
}
