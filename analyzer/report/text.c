/* Aligned text: numbers rounded by unit and set right, texts left.  A table that is wider than the
 * page is printed in pieces, each with the first column. */
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "report/text_table.h"
#include "report/writer.h"

enum { GAP = 2, PAGE = 80 };

typedef struct text_state {
    struct libscols_table *table;
    size_t *width; /* of each column */
} text_state;

static void note_width(text_state *s, size_t column, const char *text)
{
    size_t width = es_text_width(text);
    if (width > s->width[column])
        s->width[column] = width;
}

static es_status begin(es_writer *w, es_error *err)
{
    text_state *s = w->state = calloc(1, sizeof *s);
    if (!s)
        return es_fail_memory(err);
    s->table = es_text_table();
    s->width = calloc(w->n_columns + 1, sizeof *s->width);
    if (!s->table || !s->width)
        return es_fail_memory(err);
    for (size_t i = 0; i < w->n_columns; i++) {
        if (!es_text_column(s->table, w->columns[i].name, es_column_right(&w->columns[i])))
            return es_fail_memory(err);
        note_width(s, i, w->columns[i].name);
    }
    return ES_OK;
}

/* Figures with stars behind them: room for three, so that the figures stand below each other. */
static const char *under_stars(const char *text, char *buffer, size_t size)
{
    size_t n = strlen(text), stars = 0;
    while (stars < 3 && stars < n && text[n - 1 - stars] == '*')
        stars++;
    (void)snprintf(buffer, size, "%s%*s", text, (int)(3 - stars), "");
    return n + 3 < size ? buffer : text;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    text_state *s = w->state;
    struct libscols_line *line = scols_table_new_line(s->table, NULL);
    char buffer[ES_SHOWN];
    for (size_t i = 0; line && i < w->n_columns; i++) {
        const char *text =
            es_show_cell(&cells[i], w->columns[i].unit, w->show.digits, buffer, sizeof buffer);
        if (cells[i].type == ES_TEXT && es_column_right(&w->columns[i]))
            text = under_stars(text, buffer, sizeof buffer);
        if (scols_line_set_data(line, i, text))
            return es_fail_memory(err);
        note_width(s, i, text);
    }
    return line ? ES_OK : es_fail_memory(err);
}

/* Shows column 0 and the columns [from, to) alone. */
static void show_columns(const es_writer *w, size_t from, size_t to)
{
    const text_state *s = w->state;
    for (size_t i = 0; i < w->n_columns; i++) {
        struct libscols_column *column = scols_table_get_column(s->table, i);
        bool hidden = i > 0 && (i < from || i >= to);
        (void)scols_column_set_flags(column, (es_column_right(&w->columns[i]) ? SCOLS_FL_RIGHT : 0)
                                                 | (hidden ? SCOLS_FL_HIDDEN : 0));
    }
}

/* The note below the table, its lines broken at the page's edge. */
static void put_note(const es_writer *w)
{
    size_t page = w->show.width ? w->show.width : PAGE, column = 0;
    (void)fputc('\n', w->stream);
    for (const char *c = w->note; *c;) {
        size_t n = strcspn(c, " \n");
        if (column && column + 1 + n > page) {
            (void)fputc('\n', w->stream);
            column = 0;
        }
        column += (size_t)fprintf(w->stream, "%s%.*s", column ? " " : "", (int)n, c);
        c += n;
        if (*c == '\n') {
            (void)fputc('\n', w->stream);
            column = 0;
        }
        c += *c != '\0';
    }
    (void)fputc('\n', w->stream);
}

static es_status end(es_writer *w, es_error *err)
{
    const text_state *s = w->state;
    size_t from = 1;
    es_status status = ES_OK;
    do {
        size_t to = from, width = s->width[0];
        while (to < w->n_columns
               && (w->show.width == 0 || to == from || width + GAP + s->width[to] <= w->show.width))
            width += GAP + s->width[to++];
        show_columns(w, from, to);
        if (from > 1)
            (void)fputc('\n', w->stream);
        status = es_text_table_print(s->table, w->stream, &w->show, err);
        from = to;
    } while (!status && from < w->n_columns);
    if (!status && w->note)
        put_note(w);
    return status;
}

static void release(es_writer *w)
{
    text_state *s = w->state;
    if (!s)
        return;
    scols_unref_table(s->table);
    free(s->width);
    free(s);
}

const es_format es_format_text = {.id = "text",
                                  .title = "aligned text, numbers rounded by unit",
                                  .begin = begin,
                                  .row = row,
                                  .end = end,
                                  .release = release};
