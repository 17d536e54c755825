#include "import/layout.h"

#include "base/table.h"
#include "base/text.h"

static const es_layout layouts[] = {
#define ES_LAYOUT(id, title, example)                                                              \
    {#id, title, example, es_layout_##id##_recognise, es_layout_##id##_read},
#include "import/layouts.def"
#undef ES_LAYOUT
};

enum { N_LAYOUTS = sizeof layouts / sizeof *layouts };

static const es_layout *find(const char *id)
{
    for (size_t i = 0; i < N_LAYOUTS; i++)
        if (es_name_equal(id, layouts[i].id))
            return &layouts[i];
    return NULL;
}

es_status es_layout_check_id(const char *id, es_error *err)
{
    const char *ids[N_LAYOUTS], *nearest;
    if (!id || find(id))
        return ES_OK;
    for (size_t i = 0; i < N_LAYOUTS; i++)
        ids[i] = layouts[i].id;
    nearest = es_nearest(id, ids, N_LAYOUTS);
    (void)es_fail(err, ES_EUSAGE, "unknown price format \"%s\"", id);
    return nearest ? es_hint(err, "did you mean %s?", nearest)
                   : es_hint(err, "eventstudy list formats names them all");
}

es_status es_layout_choose(const es_intake *in, const es_layout **out, es_error *err)
{
    const char *id = in->job->options->format;
    es_status status = es_layout_check_id(id, err);
    *out = NULL;
    if (status != ES_OK)
        return status;
    if (id)
        *out = find(id);
    for (size_t i = N_LAYOUTS; !*out && i-- > 0;)
        if (layouts[i].recognise(in))
            *out = &layouts[i];
    return ES_OK;
}

es_status es_import_layouts(es_tables **out, es_error *err)
{
    static const es_column columns[] = {
        {"id", ES_TEXT, ES_PLAIN}, {"title", ES_TEXT, ES_PLAIN}, {"header", ES_TEXT, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows = tables ? es_tables_add(tables, "formats", "Price file formats", columns,
                                                 sizeof columns / sizeof *columns)
                                 : NULL;
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; status == ES_OK && i < N_LAYOUTS; i++) {
        es_cell cells[] = {es_cell_text(layouts[i].id), es_cell_text(layouts[i].title),
                           es_cell_text(layouts[i].example)};
        status = es_table_append(rows, cells, err);
    }
    if (status != ES_OK) {
        es_tables_free(tables);
        tables = NULL;
    }
    *out = tables;
    return status;
}
