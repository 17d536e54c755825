/* run.json: everything that decides the numbers, and the counts; no clock, so that the same study
 * gives the same bytes. */
#include <string.h>

#include "base/table.h"
#include "report/json_text.h"

static const char *text_at(const es_table *t, size_t row, const char *column)
{
    const char *text = es_table_text(t, row, es_table_column(t, column));
    return text ? text : "";
}

/* {"key": "value", ...}; only_given: the options the user set. */
static json_t *key_values(const es_table *t, bool only_given)
{
    json_t *object = json_object();
    int given = es_table_column(t, "given");
    for (size_t i = 0; object && i < t->n_rows; i++)
        if (!only_given || es_table_number(t, i, given) == 1.0)
            (void)json_object_set_new(object, text_at(t, i, "key"),
                                      es_json_text(text_at(t, i, "value")));
    return object;
}

/* {"all": {"in": 31, "used": 30, ...}, ...} */
static json_t *counts(const es_table *t)
{
    json_t *object = json_object();
    int n = es_table_column(t, "n");
    for (size_t i = 0; object && i < t->n_rows; i++) {
        const char *group = text_at(t, i, "group");
        json_t *inner = json_object_get(object, group);
        if (!inner) {
            inner = json_object();
            (void)json_object_set_new(object, group, inner);
        }
        (void)json_object_set_new(inner, text_at(t, i, "outcome"),
                                  json_integer((json_int_t)es_table_number(t, i, n)));
    }
    return object;
}

static json_t *row_objects(const es_table *t)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < t->n_rows; i++) {
        json_t *object = json_object();
        for (size_t j = 0; object && j < t->n_columns; j++) {
            es_cell cell;
            t->cell(t->source, i, j, &cell);
            (void)json_object_set_new(object, t->columns[j].name, es_json_cell(&cell));
        }
        (void)json_array_append_new(array, object);
    }
    return array;
}

es_status es_report_manifest(const es_tables *result, FILE *stream, es_error *err)
{
    const es_table *about = es_tables_find(result, "about");
    const es_table *settings = es_tables_find(result, "settings");
    const es_table *inputs = es_tables_find(result, "inputs");
    const es_table *count = es_tables_find(result, "counts");
    const es_table *notes = es_tables_find(result, "notes");
    json_t *root = json_object();
    int failed;
    if (!about || !settings || !inputs || !count || !notes) {
        json_decref(root);
        return es_fail(err, ES_EDATA, "this result lacks tables of a study");
    }
    failed = json_object_set_new(root, "program", json_string("eventstudy"))
             || json_object_set_new(root, "about", key_values(about, false))
             || json_object_set_new(root, "options", key_values(settings, false))
             || json_object_set_new(root, "given", key_values(settings, true))
             || json_object_set_new(root, "inputs", row_objects(inputs))
             || json_object_set_new(root, "counts", counts(count))
             || json_object_set_new(root, "notes", row_objects(notes))
             || json_dumpf(root, stream, ES_JSON_FLAGS | JSON_INDENT(2));
    json_decref(root);
    if (failed || fputc('\n', stream) == EOF || ferror(stream))
        return es_fail(err, ES_EIO, "cannot write the manifest");
    return ES_OK;
}
