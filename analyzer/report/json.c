/* JSON: an array with one object per row; missing cells are null. */
#include "report/json_text.h"
#include "report/writer.h"

static es_status begin(es_writer *w, es_error *err)
{
    (void)err;
    (void)fputc('[', w->stream);
    return ES_OK;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    json_t *object = json_object();
    int failed = object == NULL;
    for (size_t i = 0; i < w->n_columns && !failed; i++)
        failed = json_object_set_new(object, w->columns[i].name, es_json_cell(&cells[i])) != 0;
    if (!failed) {
        (void)fputs(w->n_rows ? ",\n " : "\n ", w->stream);
        failed = json_dumpf(object, w->stream, ES_JSON_FLAGS) != 0;
    }
    json_decref(object);
    return failed ? es_fail(err, ES_EIO, "cannot write row %zu as JSON", w->n_rows + 1) : ES_OK;
}

static es_status end(es_writer *w, es_error *err)
{
    (void)err;
    (void)fputs(w->n_rows ? "\n]\n" : "]\n", w->stream);
    return ES_OK;
}

const es_format es_format_json = {
    .id = "json", .title = "array of objects, all digits", .begin = begin, .row = row, .end = end};
