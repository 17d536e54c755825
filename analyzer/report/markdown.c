/* Markdown: a pipe table, numbers set right and rounded by unit, title above, note below. */
#include <string.h>

#include "report/code_point.h"
#include "report/markup.h"
#include "report/writer.h"

static void put_text(FILE *stream, const char *text, size_t n)
{
    const char *stop = text + n;
    uint32_t c;
    while (text < stop && (c = es_code_point(&text)) != 0) {
        if (c == '<' || c == '>' || c == '&') /* HTML is live in Markdown */
            (void)fputs(c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;", stream);
        else if (c < 0x80 && strchr("\\`*_{}[]|#~!$", (int)c))
            (void)fprintf(stream, "\\%c", (int)c);
        else
            es_put_code_point(stream, c);
    }
}

void es_markdown_text(FILE *stream, const char *text)
{
    put_text(stream, text, strlen(text));
}

/* The lines of a note, each a paragraph. */
static void put_note(FILE *stream, const char *note)
{
    while (note && *note) {
        size_t n = strcspn(note, "\n");
        (void)fputc('\n', stream);
        put_text(stream, note, n);
        (void)fputc('\n', stream);
        note += n + (note[n] == '\n');
    }
}

static es_status begin(es_writer *w, es_error *err)
{
    (void)err;
    if (w->title) {
        (void)fputs("**", w->stream);
        put_text(w->stream, w->title, strlen(w->title));
        (void)fputs("**\n\n", w->stream);
    }
    for (size_t i = 0; i < w->n_columns; i++) {
        (void)fputs(i ? " | " : "| ", w->stream);
        put_text(w->stream, w->columns[i].name, strlen(w->columns[i].name));
    }
    (void)fputs(" |\n", w->stream);
    for (size_t i = 0; i < w->n_columns; i++)
        (void)fputs(es_column_right(&w->columns[i]) ? "|---:" : "|:---", w->stream);
    (void)fputs("|\n", w->stream);
    return ES_OK;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    char buffer[ES_SHOWN];
    const char *text;
    (void)err;
    for (size_t i = 0; i < w->n_columns; i++) {
        (void)fputs(i ? " | " : "| ", w->stream);
        text = es_show_cell(&cells[i], w->columns[i].unit, w->show.digits, buffer, sizeof buffer);
        text += es_html_indent(w->stream, text);
        put_text(w->stream, text, strlen(text));
    }
    (void)fputs(" |\n", w->stream);
    return ES_OK;
}

static es_status end(es_writer *w, es_error *err)
{
    (void)err;
    put_note(w->stream, w->note);
    return ES_OK;
}

const es_format es_format_markdown = {.id = "markdown",
                                      .title = "a pipe table, numbers rounded by unit",
                                      .begin = begin,
                                      .row = row,
                                      .end = end};
