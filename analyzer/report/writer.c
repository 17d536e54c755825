#include "report/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"

static const es_format *const formats[] = {
#define ES_FORMAT(id) &es_format_##id,
#include "report/writers.def"
#undef ES_FORMAT
};

enum { N_FORMATS = sizeof formats / sizeof *formats };

static const es_format *find(const char *id)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (es_name_equal(formats[i]->id, id))
            return formats[i];
    return NULL;
}

static es_status unknown(const char *id, es_error *err)
{
    const char *ids[N_FORMATS], *near;
    for (size_t i = 0; i < N_FORMATS; i++)
        ids[i] = formats[i]->id;
    near = es_nearest(id, ids, N_FORMATS);
    (void)es_fail(err, ES_EUSAGE, "unknown format \"%s\"", id);
    return near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy list formats` shows all");
}

es_status es_writer_open(const char *format, FILE *stream, es_writer **out, es_error *err)
{
    const es_format *found = find(format);
    es_writer *w;
    if (!found)
        return unknown(format, err);
    w = calloc(1, sizeof *w);
    if (!w)
        return es_fail_memory(err);
    w->format = found;
    w->stream = stream;
    es_show_init(&w->show);
    *out = w;
    return ES_OK;
}

void es_writer_dress(es_writer *writer, const es_show *show, const char *title, const char *note)
{
    if (show)
        writer->show = *show;
    writer->title = title;
    writer->note = note;
}

static void free_columns(es_writer *w)
{
    for (size_t i = 0; i < w->n_columns; i++)
        free((void *)(uintptr_t)w->columns[i].name);
    free(w->columns);
    w->columns = NULL;
    w->n_columns = 0;
}

static es_status begin(void *context, const es_column *columns, size_t n_columns, es_error *err)
{
    es_writer *w = context;
    w->columns = calloc(n_columns ? n_columns : 1, sizeof *w->columns);
    if (!w->columns)
        return es_fail_memory(err);
    for (size_t i = 0; i < n_columns; i++) {
        char *name = strdup(columns[i].name);
        if (!name)
            return es_fail_memory(err);
        w->columns[i] = columns[i];
        w->columns[i].name = name;
        w->n_columns++;
    }
    return w->format->begin(w, err);
}

static es_status row(void *context, const es_cell *cells, es_error *err)
{
    es_writer *w = context;
    es_status status = w->format->row(w, cells, err);
    w->n_rows++;
    if (!status && ferror(w->stream))
        status = es_fail(err, ES_EIO, "cannot write the output: %s", strerror(errno));
    return status;
}

es_sink es_writer_sink(es_writer *writer)
{
    return (es_sink){writer, begin, row};
}

es_status es_writer_close(es_writer *writer, es_error *err)
{
    es_status status = ES_OK;
    if (!writer)
        return ES_OK;
    if (writer->columns)
        status = writer->format->end(writer, err);
    if (!status && (fflush(writer->stream) != 0 || ferror(writer->stream)))
        status = es_fail(err, ES_EIO, "cannot write the output: %s", strerror(errno));
    if (writer->format->release)
        writer->format->release(writer);
    free_columns(writer);
    free(writer);
    return status;
}

static es_status write_rows(const es_table *table, es_writer *writer, es_error *err)
{
    es_sink sink = es_writer_sink(writer);
    es_cell *cells = calloc(table->n_columns ? table->n_columns : 1, sizeof *cells);
    es_status status = cells ? sink.begin(sink.context, table->columns, table->n_columns, err)
                             : es_fail_memory(err);
    for (size_t i = 0; i < table->n_rows && !status; i++) {
        for (size_t j = 0; j < table->n_columns; j++)
            table->cell(table->source, i, j, &cells[j]);
        status = sink.row(sink.context, cells, err);
    }
    free(cells);
    return status;
}

es_status es_table_write(const es_table *table, const char *format, FILE *stream, es_error *err)
{
    return es_table_print(table, format, NULL, stream, err);
}

es_status es_table_print(const es_table *table, const char *format, const es_show *show,
                         FILE *stream, es_error *err)
{
    es_writer *writer;
    es_status closed, status = es_writer_open(format, stream, &writer, err);
    if (status)
        return status;
    es_writer_dress(writer, show, table->title, table->note);
    status = write_rows(table, writer, err);
    closed = es_writer_close(writer, status ? NULL : err);
    return status ? status : closed;
}

es_status es_report_formats(es_tables **out, es_error *err)
{
    static const es_column columns[] = {{"id", ES_TEXT, ES_PLAIN}, {"title", ES_TEXT, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows =
        tables ? es_tables_add(tables, "formats", "Output formats", columns, 2) : NULL;
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < N_FORMATS && !status; i++) {
        es_cell cells[2] = {es_cell_text(formats[i]->id), es_cell_text(formats[i]->title)};
        status = es_table_append(rows, cells, err);
    }
    if (!status)
        status = es_table_note(
            rows, "sql: the database itself, for `eventstudy sql` and any SQLite client", err);
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
