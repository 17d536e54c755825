/* LaTeX: a table with booktabs, numbers rounded by unit, stars raised, notes below.  One that fits
 * on a page of the default document class floats (threeparttable); a longer one breaks over pages,
 * and one that is too wide becomes panels, one below the other, that repeat the columns on its left
 * (longtable, smaller type). */
#include "report/markup.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/writer.h"

/* The text area of the class `article`, and what letters take of it in its normal type and in
 * \footnotesize, in points. */
enum {
    PAGE_WIDTH = 345,
    PAGE_HEIGHT = 520,
    LINE = 12,
    NOTE_LINE = 10,
    NOTE_LETTER = 4,
    MORE = 1024
};
static const struct type {
    double letter, capital, gap;
} normal = {5.0, 8.0, 12.0}, small = {4.3, 6.8, 8.0};

typedef struct body {
    es_arena *arena;
    const char **cell; /* row by row */
    size_t n_rows, room;
    double *width, *small_width; /* of columns, in both types */
} body;

/* A cell: a minus in front of a figure is a minus, stars at the end are raised. */
static void put_cell(FILE *stream, const char *text)
{
    size_t n = strlen(text), stars = 0;
    if (*text == '[') { /* a window */
        es_latex_prose_n(stream, text, n);
        return;
    }
    while (stars < 3 && stars < n && text[n - 1 - stars] == '*')
        stars++;
    if (n == stars) /* nothing but stars */
        stars = 0;
    if (*text == '(' && (text[1] == '-' || text[1] == '<')) {
        (void)fputc('(', stream);
        text++;
        n--;
    }
    if (*text == '-' && strspn(text + 1, "0123456789.") > 0) {
        (void)fputs("$-$", stream);
        text++;
        n--;
    }
    es_latex_text_n(stream, text, n - stars);
    if (stars)
        (void)fprintf(stream, "\\rlap{\\textsuperscript{%.*s}}", (int)stars, text + n - stars);
}

static double width_of(const char *text, const struct type *type)
{
    double width = 0.0;
    const char *end = text + strlen(text);
    while (end > text && end[-1] == '*') /* these stand over the gap */
        end--;
    for (; text < end; text++)
        if (((unsigned char)*text & 0xC0) != 0x80)
            width += (unsigned char)*text >= 0x80 || isupper((unsigned char)*text)
                             || strchr("%-<>=&_mw", *text)
                         ? type->capital
                         : type->letter;
    return width;
}

static void measure(body *b, size_t column, const char *text)
{
    double width = width_of(text, &normal), less = width_of(text, &small);
    if (width > b->width[column])
        b->width[column] = width;
    if (less > b->small_width[column])
        b->small_width[column] = less;
}

static es_status begin(es_writer *w, es_error *err)
{
    body *b = calloc(1, sizeof *b);
    w->state = b;
    if (!b)
        return es_fail_memory(err);
    b->arena = es_arena_new();
    b->width = calloc(w->n_columns + 1, sizeof *b->width);
    b->small_width = calloc(w->n_columns + 1, sizeof *b->small_width);
    if (!b->arena || !b->width || !b->small_width)
        return es_fail_memory(err);
    for (size_t i = 0; i < w->n_columns; i++)
        measure(b, i, w->columns[i].name);
    return ES_OK;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    body *b = w->state;
    char buffer[ES_SHOWN];
    if (b->n_rows == b->room) {
        size_t room = 2 * b->room + MORE;
        const char **cell = realloc((void *)b->cell, room * (w->n_columns + 1) * sizeof *cell);
        if (!cell)
            return es_fail_memory(err);
        b->cell = cell;
        b->room = room;
    }
    for (size_t i = 0; i < w->n_columns; i++) {
        const char *text =
            es_show_cell(&cells[i], w->columns[i].unit, w->show.digits, buffer, sizeof buffer);
        measure(b, i, text);
        b->cell[b->n_rows * w->n_columns + i] = es_arena_text(b->arena, text);
    }
    b->n_rows++;
    return es_arena_failed(b->arena) ? es_fail_memory(err) : ES_OK;
}

/* Columns that one panel shows: those on the left of every panel, then from `first` to `last`. */
typedef struct panel {
    size_t lead, first, last;
} panel;

static bool shows(const panel *p, size_t column)
{
    return column < p->lead || (column >= p->first && column < p->last);
}

static void put_row(const es_writer *w, const panel *p, const char *const *cell)
{
    for (size_t i = 0; i < w->n_columns; i++) {
        if (!shows(p, i))
            continue;
        (void)fputs(i ? " & " : "", w->stream);
        if (cell)
            put_cell(w->stream, cell[i]);
        else
            es_latex_prose_n(w->stream, w->columns[i].name, strlen(w->columns[i].name));
    }
    (void)fputs(" \\\\\n", w->stream);
}

static void put_columns(const es_writer *w, const panel *p)
{
    for (size_t i = 0; i < w->n_columns; i++)
        if (shows(p, i))
            (void)fputc(es_column_right(&w->columns[i]) ? 'r' : 'l', w->stream);
    (void)fputs("}\n", w->stream);
}

static void put_rows(const es_writer *w, const panel *p)
{
    const body *b = w->state;
    for (size_t i = 0; i < b->n_rows; i++)
        put_row(w, p, b->cell + i * w->n_columns);
}

static void put_caption(const es_writer *w, const char *end)
{
    if (!w->title)
        return;
    (void)fputs("\\caption{", w->stream);
    es_latex_text(w->stream, w->title);
    (void)fprintf(w->stream, "}%s\n", end);
}

/* The lines of the note, each behind `before`. */
static void put_notes(const es_writer *w, const char *before, const char *after)
{
    const char *note = w->note ? w->note : "";
    while (*note) {
        size_t n = strcspn(note, "\n");
        (void)fputs(before, w->stream);
        es_latex_prose_n(w->stream, note, n);
        (void)fprintf(w->stream, "%s\n", after);
        note += n + (note[n] == '\n');
    }
}

static void put_float(const es_writer *w)
{
    panel whole = {0, 0, w->n_columns};
    (void)fputs("\\begin{table}[htbp]\n\\centering\n\\begin{threeparttable}\n", w->stream);
    put_caption(w, "");
    (void)fputs("\\begin{tabular}{", w->stream);
    put_columns(w, &whole);
    (void)fputs("\\toprule\n", w->stream);
    put_row(w, &whole, NULL);
    (void)fputs("\\midrule\n", w->stream);
    put_rows(w, &whole);
    (void)fputs("\\bottomrule\n\\end{tabular}\n", w->stream);
    if (w->note && *w->note) {
        (void)fputs("\\begin{tablenotes}[flushleft]\\footnotesize\n", w->stream);
        put_notes(w, "\\item ", "");
        (void)fputs("\\end{tablenotes}\n", w->stream);
    }
    (void)fputs("\\end{threeparttable}\n\\end{table}\n", w->stream);
}

/* A panel that breaks over pages.  longtable counts every one as a table. */
static void put_panel(const es_writer *w, const panel *p)
{
    bool first = p->first == p->lead;
    if (!first || !w->title)
        (void)fputs("\\addtocounter{table}{-1}\n", w->stream);
    (void)fputs("\\begin{longtable}{", w->stream);
    put_columns(w, p);
    if (first)
        put_caption(w, "\\\\");
    (void)fputs("\\toprule\n", w->stream);
    put_row(w, p, NULL);
    (void)fputs("\\midrule\n\\endfirsthead\n\\toprule\n", w->stream);
    put_row(w, p, NULL);
    (void)fputs("\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n", w->stream);
    put_rows(w, p);
    (void)fputs("\\end{longtable}\n", w->stream);
}

/* Text columns on the left, but not all columns, and not more than half of the page. */
static size_t lead_of(const es_writer *w)
{
    const body *b = w->state;
    double width = 0.0;
    size_t n = 0;
    while (n + 1 < w->n_columns && !es_column_right(&w->columns[n])) {
        width += b->small_width[n] + small.gap;
        if (width > PAGE_WIDTH / 2.0)
            break;
        n++;
    }
    return n;
}

static void put_panels(const es_writer *w)
{
    const body *b = w->state;
    panel p = {lead_of(w), 0, 0};
    double lead = 0.0;
    for (size_t i = 0; i < p.lead; i++)
        lead += b->small_width[i] + small.gap;
    (void)fputs("\\begingroup\\footnotesize\\setlength{\\tabcolsep}{4pt}\n", w->stream);
    for (p.first = p.lead; p.first < w->n_columns; p.first = p.last) {
        double width = lead;
        for (p.last = p.first; p.last < w->n_columns; p.last++) {
            width += b->small_width[p.last] + small.gap;
            if (width > PAGE_WIDTH && p.last > p.first)
                break;
        }
        put_panel(w, &p);
    }
    put_notes(w, "\\noindent{\\raggedright ", "\\par}");
    (void)fputs("\\endgroup\n", w->stream);
}

static bool fits(const es_writer *w)
{
    const body *b = w->state;
    double width = 0.0, height = (double)(b->n_rows + 6) * LINE, lines = 0.0;
    for (size_t i = 0; i < w->n_columns; i++)
        width += b->width[i] + normal.gap;
    for (const char *note = w->note ? w->note : ""; *note;) {
        size_t n = strcspn(note, "\n");
        lines += 1.0 + (double)n * NOTE_LETTER / (width > 100.0 ? width * 0.9 : 100.0);
        note += n + (note[n] == '\n');
    }
    return width <= PAGE_WIDTH && height + lines * NOTE_LINE <= PAGE_HEIGHT;
}

static es_status end(es_writer *w, es_error *err)
{
    (void)err;
    es_latex_preamble(w->stream);
    if (fits(w))
        put_float(w);
    else
        put_panels(w);
    return ES_OK;
}

static void release(es_writer *w)
{
    body *b = w->state;
    if (!b)
        return;
    es_arena_free(b->arena);
    free((void *)b->cell);
    free(b->width);
    free(b->small_width);
    free(b);
}

const es_format es_format_latex = {
    .id = "latex",
    .title = "a table for a paper (booktabs; over pages where it is long), rounded",
    .begin = begin,
    .row = row,
    .end = end,
    .release = release};
