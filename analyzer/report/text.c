/* Aligned text: numbers rounded by unit and set right, texts left. */
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "report/text_table.h"
#include "report/writer.h"

static es_status begin(es_writer *w, es_error *err)
{
    struct libscols_table *t = es_text_table();
    w->state = t;
    if (!t)
        return es_fail_memory(err);
    for (size_t i = 0; i < w->n_columns; i++) {
        bool right = w->columns[i].type == ES_INT || w->columns[i].type == ES_REAL;
        if (!es_text_column(t, w->columns[i].name, right))
            return es_fail_memory(err);
    }
    return ES_OK;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    struct libscols_line *line = scols_table_new_line(w->state, NULL);
    char buffer[64];
    for (size_t i = 0; line && i < w->n_columns; i++)
        if (scols_line_set_data(line, i,
                                es_show_cell(&cells[i], w->columns[i].unit, buffer, sizeof buffer)))
            return es_fail_memory(err);
    return line ? ES_OK : es_fail_memory(err);
}

static es_status end(es_writer *w, es_error *err)
{
    return es_text_table_print(w->state, w->stream, "", err);
}

static void release(es_writer *w)
{
    scols_unref_table(w->state);
}

const es_format es_format_text = {.id = "text",
                                  .title = "aligned columns, rounded",
                                  .begin = begin,
                                  .row = row,
                                  .end = end,
                                  .release = release};
