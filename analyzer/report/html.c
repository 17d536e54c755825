/* HTML: one table as a fragment to put into a page, numbers rounded by unit, every text escaped. */
#include <string.h>

#include "report/code_point.h"
#include "report/markup.h"
#include "report/writer.h"

static void put_text(FILE *stream, const char *text, size_t n)
{
    const char *stop = text + n;
    uint32_t c;
    while (text < stop && (c = es_code_point(&text)) != 0) {
        switch (c) {
        case '<':
            (void)fputs("&lt;", stream);
            break;
        case '>':
            (void)fputs("&gt;", stream);
            break;
        case '&':
            (void)fputs("&amp;", stream);
            break;
        case '"':
            (void)fputs("&quot;", stream);
            break;
        case '\'':
            (void)fputs("&#39;", stream);
            break;
        default:
            es_put_code_point(stream, c);
        }
    }
}

size_t es_html_indent(FILE *stream, const char *text)
{
    size_t n = strspn(text, " ");
    for (size_t i = 0; i < n; i++)
        (void)fputs("&nbsp;", stream);
    return n;
}

void es_html_text(FILE *stream, const char *text)
{
    put_text(stream, text, strlen(text));
}

static es_status begin(es_writer *w, es_error *err)
{
    (void)err;
    (void)fputs("<table>\n", w->stream);
    if (w->title) {
        (void)fputs("<caption>", w->stream);
        put_text(w->stream, w->title, strlen(w->title));
        (void)fputs("</caption>\n", w->stream);
    }
    (void)fputs("<thead><tr>", w->stream);
    for (size_t i = 0; i < w->n_columns; i++) {
        (void)fputs(es_column_right(&w->columns[i]) ? "<th scope=\"col\" class=\"number\">"
                                                    : "<th scope=\"col\">",
                    w->stream);
        put_text(w->stream, w->columns[i].name, strlen(w->columns[i].name));
        (void)fputs("</th>", w->stream);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", w->stream);
    return ES_OK;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    char buffer[ES_SHOWN];
    const char *text;
    (void)err;
    (void)fputs("<tr>", w->stream);
    for (size_t i = 0; i < w->n_columns; i++) {
        (void)fputs(es_column_right(&w->columns[i]) ? "<td class=\"number\">"
                    : w->columns[i].type == ES_DATE ? "<td class=\"date\">"
                                                    : "<td dir=\"auto\">",
                    w->stream);
        text = es_show_cell(&cells[i], w->columns[i].unit, w->show.digits, buffer, sizeof buffer);
        text += es_html_indent(w->stream, text);
        put_text(w->stream, text, strlen(text));
        (void)fputs("</td>", w->stream);
    }
    (void)fputs("</tr>\n", w->stream);
    return ES_OK;
}

static es_status end(es_writer *w, es_error *err)
{
    const char *note = w->note;
    (void)err;
    (void)fputs("</tbody>\n</table>\n", w->stream);
    while (note && *note) {
        size_t n = strcspn(note, "\n");
        (void)fputs("<p class=\"note\">", w->stream);
        put_text(w->stream, note, n);
        (void)fputs("</p>\n", w->stream);
        note += n + (note[n] == '\n');
    }
    return ES_OK;
}

const es_format es_format_html = {.id = "html",
                                  .title = "a table element for a page, numbers rounded by unit",
                                  .begin = begin,
                                  .row = row,
                                  .end = end};
