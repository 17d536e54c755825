/* Drawing a chart on a terminal: one character a cell, the same scales and words as on paper. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/font.h"

enum { PLOT_ROWS = 18, LABEL = 8, ROW_LABEL = 24, LEAST = 40, MOST = 200 };

typedef struct screen {
    int columns, rows; /* of the plotting area */
    int label;         /* columns left of it */
    char *cell;
    es_range rx, ry;
    bool by_rows; /* rows count from the top */
    FILE *out;
} screen;

static const char line_sign[] = "*ox+#@%&";

static char sign_of(const es_mark *m)
{
    switch (m->kind) {
    case ES_MARK_BAND:
        return m->style == ES_STYLE_FAINT ? '.' : ':';
    case ES_MARK_BARS:
        return '#';
    case ES_MARK_ERRORS:
        return '|';
    case ES_MARK_RANGES:
        return m->style == 0 ? 'o' : '@';
    case ES_MARK_POINTS:
        return 'o';
    default:
        return m->style < ES_STYLES ? line_sign[m->style] : '-';
    }
}

/* ---- words ---- */

static int columns_of(unsigned c)
{
    if ((c >= 0x300 && c < 0x370) || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F))
        return 0;
    return c >= 0x1100 && (c < 0x2000 || c >= 0x2E80) ? 2 : 1;
}

/* Prints as much of a text as fits; returns the columns taken. */
static int put_words(FILE *out, const char *text, int room)
{
    int used = 0;
    while (*text) {
        const char *from = text;
        unsigned c = es_utf8_next(&text);
        int wide = columns_of(c);
        if (wide == 0)
            continue; /* marks of direction have no place on a terminal */
        if (used + wide > room)
            break;
        if (c < ' ' || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0xFFFD)
            (void)fputc('?', out);
        else
            (void)fwrite(from, 1, (size_t)(text - from), out);
        used += wide;
    }
    return used;
}

/* Right-aligned in `room` columns. */
static void put_right(FILE *out, const char *text, int room)
{
    const char *at = text;
    int wide = 0;
    while (*at && wide <= room)
        wide += columns_of(es_utf8_next(&at));
    for (int i = wide; i < room; i++)
        (void)fputc(' ', out);
    (void)put_words(out, text, room);
}

static void put_wrapped(FILE *out, const char *text, int width)
{
    while (text && *text) {
        size_t n = strlen(text), end;
        if (n > (size_t)width) {
            end = (size_t)width;
            while (end && text[end] != ' ')
                end--;
            n = end ? end : (size_t)width;
            while (n < strlen(text) && ((unsigned char)text[n] & 0xC0) == 0x80)
                n++; /* never within a letter */
        }
        char *line = strndup(text, n);
        if (!line)
            return;
        (void)put_words(out, line, width + 4);
        (void)fputc('\n', out);
        free(line);
        text += n;
        while (*text == ' ')
            text++;
    }
}

/* ---- cells ---- */

static int column_at(const screen *s, double x)
{
    return (int)lround((x - s->rx.low) / (s->rx.high - s->rx.low) * (s->columns - 1));
}

static int row_at(const screen *s, double y)
{
    double share = (y - s->ry.low) / (s->ry.high - s->ry.low);
    if (s->by_rows)
        return (int)lround(y);
    return (int)lround((1.0 - share) * (s->rows - 1));
}

static void put(screen *s, int column, int row, char sign)
{
    if (column >= 0 && column < s->columns && row >= 0 && row < s->rows)
        s->cell[row * s->columns + column] = sign;
}

static void put_column(screen *s, int column, double from, double to, char sign)
{
    int a = row_at(s, from), b = row_at(s, to);
    for (int row = a < b ? a : b; row <= (a < b ? b : a); row++)
        put(s, column, row, sign);
}

/* The value at a column between two neighbours. */
static double between(const double *value, size_t i, double share)
{
    return value[i] + share * (value[i + 1] - value[i]);
}

/* Lines and bands, column by column, so that there are no holes. */
static void draw_along(screen *s, const es_mark *m)
{
    char sign = sign_of(m);
    bool band = m->kind == ES_MARK_BAND;
    for (size_t i = 0; i < m->n; i++) {
        int from = column_at(s, m->x[i]), to = i + 1 < m->n ? column_at(s, m->x[i + 1]) : from;
        for (int c = from; c <= to; c++) {
            double share = to > from ? (double)(c - from) / (double)(to - from) : 0.0;
            bool last = i + 1 == m->n || share == 0.0;
            double low = band ? (last ? m->low[i] : between(m->low, i, share)) : 0.0;
            double high = band ? (last ? m->high[i] : between(m->high, i, share)) : 0.0;
            double y = band ? 0.0 : last ? m->y[i] : between(m->y, i, share);
            if (band && !isnan(low) && !isnan(high))
                put_column(s, c, low, high, sign);
            else if (!band && !isnan(y))
                put(s, c, row_at(s, y), sign);
        }
        /* A rule up: two points of one place along x. */
        if (!band && to == from && i + 1 < m->n && !isnan(m->y[i]) && !isnan(m->y[i + 1]))
            put_column(s, from, m->y[i], m->y[i + 1], sign);
    }
}

static void draw_bar(screen *s, const es_mark *m, size_t i)
{
    int from = column_at(s, m->x[i] - 0.35 * m->width),
        to = column_at(s, m->x[i] + 0.35 * m->width);
    for (int c = from; c <= to && m->y[i] != 0.0; c++)
        put_column(s, c, 0.0, m->y[i], '#');
}

static void draw_range(screen *s, const es_mark *m, size_t i)
{
    int row = (int)lround(m->y[i]);
    if (!isnan(m->low[i]))
        for (int c = column_at(s, m->low[i]); c <= column_at(s, m->high[i]); c++)
            put(s, c, row, '-');
    put(s, column_at(s, m->x[i]), row, sign_of(m));
}

static void draw_mark(screen *s, const es_mark *m)
{
    if (m->kind == ES_MARK_LINE || m->kind == ES_MARK_BAND) {
        draw_along(s, m);
        return;
    }
    for (size_t i = 0; i < m->n; i++) {
        if (isnan(m->x[i]))
            continue;
        if (m->kind == ES_MARK_BARS && !isnan(m->y[i]))
            draw_bar(s, m, i);
        else if (m->kind == ES_MARK_ERRORS && !isnan(m->low[i]))
            put_column(s, column_at(s, m->x[i]), m->low[i], m->high[i], '|');
        else if (m->kind == ES_MARK_POINTS && !isnan(m->y[i]))
            put(s, column_at(s, m->x[i]), row_at(s, m->y[i]), 'o');
        else if (m->kind == ES_MARK_RANGES)
            draw_range(s, m, i);
    }
}

static void draw_rules(screen *s, const es_panel *p)
{
    if (p->y.zero)
        for (int c = 0; c < s->columns; c++)
            put(s, c, row_at(s, 0.0), '-');
    if (p->x.zero)
        for (int r = 0; r < s->rows; r++)
            put(s, column_at(s, 0.0), r, '|');
}

/* ---- printing ---- */

static const char *label_of_row(const screen *s, const es_panel *p, const es_ticks *ticks, int row)
{
    if (!s->by_rows) {
        for (size_t i = 0; i < ticks->n; i++)
            if (row_at(s, ticks->at[i]) == row)
                return ticks->text[i];
        return "";
    }
    for (size_t i = 0; i < p->n_marks; i++)
        for (size_t k = 0; p->mark[i].label && k < p->mark[i].n; k++)
            if ((int)lround(p->mark[i].y[k]) == row && p->mark[i].label[k])
                return p->mark[i].label[k];
    return "";
}

static void print_cells(const screen *s, const es_panel *p)
{
    es_ticks ticks;
    es_ticks_make(&p->y, s->ry, 6, &ticks);
    for (int r = 0; r < s->rows; r++) {
        int n = s->columns;
        put_right(s->out, label_of_row(s, p, &ticks, r), s->label);
        while (n && s->cell[r * s->columns + n - 1] == ' ')
            n--;
        (void)fprintf(s->out, " |%.*s\n", n, s->cell + r * s->columns);
    }
}

/* The axis below with its figures. */
static void print_x_axis(const screen *s, const es_panel *p)
{
    char words[MOST + ES_TICK_TEXT];
    es_ticks ticks;
    int end = -2;
    es_ticks_make(&p->x, s->rx, (size_t)(s->columns / 10), &ticks);
    memset(words, ' ', sizeof words);
    (void)fprintf(s->out, "%*s +", s->label, "");
    for (int c = 0; c < s->columns; c++) {
        char sign = '-';
        for (size_t i = 0; i < ticks.n; i++)
            if (column_at(s, ticks.at[i]) == c)
                sign = '+';
        (void)fputc(sign, s->out);
    }
    (void)fputc('\n', s->out);
    for (size_t i = 0; i < ticks.n; i++) {
        int n = (int)strlen(ticks.text[i]), at = column_at(s, ticks.at[i]) - n / 2;
        if (at <= end + 1 || at < 0 || at + n > MOST)
            continue;
        memcpy(words + at, ticks.text[i], (size_t)n);
        end = at + n;
    }
    (void)fprintf(s->out, "%*s  %.*s\n", s->label, "", end > 0 ? end : 0, words);
    if (p->x.label)
        (void)fprintf(s->out, "%*s  %s\n", s->label, "", p->x.label);
}

static void print_legend(const screen *s, const es_panel *p, int width)
{
    int used = 0;
    for (size_t i = 0; i < p->n_marks; i++) {
        int wide = 0;
        const char *at = p->mark[i].name;
        if (!p->mark[i].legend)
            continue;
        while (*at)
            wide += columns_of(es_utf8_next(&at));
        wide = wide > width / 2 ? width / 2 : wide;
        if (used && used + wide + 5 > width) {
            (void)fputc('\n', s->out);
            used = 0;
        }
        (void)fprintf(s->out, "%s%c ", used ? "   " : "", sign_of(&p->mark[i]));
        used += 2 + (used ? 3 : 0) + put_words(s->out, p->mark[i].name, width / 2);
    }
    if (used)
        (void)fputc('\n', s->out);
}

static es_status draw_panel(const es_chart *chart, const es_panel *p, int width, FILE *out,
                            es_error *err)
{
    screen s = {.out = out, .by_rows = p->y.kind == ES_AXIS_ROWS};
    s.label = s.by_rows ? ROW_LABEL : LABEL;
    s.columns = width - s.label - 2;
    s.rows = s.by_rows ? (int)chart->n_rows : PLOT_ROWS;
    s.rx = es_panel_range_x(p);
    s.ry = es_panel_range_y(p, chart->n_rows);
    s.cell = malloc((size_t)(s.columns * s.rows));
    if (!s.cell)
        return es_fail_memory(err);
    memset(s.cell, ' ', (size_t)(s.columns * s.rows));
    draw_rules(&s, p);
    for (size_t i = 0; i < p->n_marks; i++)
        draw_mark(&s, &p->mark[i]);
    if (p->title)
        (void)fprintf(out, "%s\n", p->title);
    print_legend(&s, p, width);
    if (p->y.label)
        (void)put_words(out, p->y.label, width);
    if (p->y.label)
        (void)fputc('\n', out);
    print_cells(&s, p);
    print_x_axis(&s, p);
    free(s.cell);
    return ES_OK;
}

es_status es_chart_ascii(const es_chart *chart, int width, FILE *stream, es_error *err)
{
    es_status status = ES_OK;
    width = width < LEAST ? LEAST : width > MOST ? MOST : width;
    put_wrapped(stream, chart->title, width);
    for (size_t i = 0; i < chart->n_panels && !status; i++) {
        if (i)
            (void)fputc('\n', stream);
        status = draw_panel(chart, &chart->panel[i], width, stream, err);
    }
    if (chart->note) {
        (void)fputc('\n', stream);
        put_wrapped(stream, chart->note, width);
    }
    if (!status && ferror(stream))
        status = es_fail(err, ES_EIO, "cannot write the picture");
    return status;
}
