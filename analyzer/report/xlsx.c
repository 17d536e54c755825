/* XLSX through libxlsxwriter.  Texts are written as texts, never as formulas; numbers with all the
 * digits a workbook holds (16), shown rounded by unit; no date of creation, so that the same study
 * gives the same bytes. */
#include "report/xlsx.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/date.h"
#include "report/code_point.h"
#include "report/writer.h"

enum {
    MOST_TEXT = 32767, /* characters of a cell */
    MOST_ROWS = LXW_ROW_MAX - 1,
    MOST_WIDTH = 60,
    SHEET_NAME = 32,
    N_UNITS = ES_COEFFICIENT + 1
};

struct es_xlsx {
    char path[4096];
    lxw_workbook *book; /* NULL: finished */
    lxw_worksheet *sheet;
    lxw_format *unit[N_UNITS], *date, *head;
    char name[SHEET_NAME], title[SHEET_NAME]; /* the sheet's own name; that of its table */
    const es_column *columns;
    size_t n_columns, *width;
    lxw_row_t row; /* the next */
    int part;      /* of a long table, from 1 */
};

static es_status fail(const es_xlsx *x, const char *what, es_error *err)
{
    return es_fail(err, ES_EIO, "cannot write the workbook (%s, sheet %s)", what, x->name);
}

/* "0.00%", "0.000", ... */
static void number_format(es_unit unit, int digits, char *out, size_t size)
{
    int decimals = digits >= 0 ? digits : unit == ES_RETURN ? 2 : unit == ES_STATISTIC ? 3 : 4;
    if (unit == ES_PLAIN || unit == ES_COEFFICIENT)
        (void)snprintf(out, size, "General");
    else
        (void)snprintf(out, size, "0%s%.*s%s", decimals ? "." : "", decimals, "000000000000000",
                       unit == ES_RETURN ? "%" : "");
}

static bool make_formats(es_xlsx *x, const es_show *show)
{
    for (int unit = 0; unit < N_UNITS; unit++) {
        char text[32];
        x->unit[unit] = workbook_add_format(x->book);
        if (!x->unit[unit])
            return false;
        number_format((es_unit)unit, show->digits, text, sizeof text);
        format_set_num_format(x->unit[unit], text);
    }
    x->date = workbook_add_format(x->book);
    x->head = workbook_add_format(x->book);
    if (!x->date || !x->head)
        return false;
    format_set_num_format(x->date, "yyyy-mm-dd");
    format_set_bold(x->head);
    format_set_bottom(x->head, LXW_BORDER_THIN);
    return true;
}

es_status es_xlsx_open(const es_show *show, es_xlsx **out, es_error *err)
{
    lxw_doc_properties about = {.created = 315532800}; /* 1980-01-01, as the archive's members */
    es_xlsx *x = calloc(1, sizeof *x);
    const char *directory = getenv("TMPDIR");
    int file;
    *out = NULL;
    if (!directory || !*directory)
        directory = "/tmp";
    if (!x)
        return es_fail_memory(err);
    (void)snprintf(x->path, sizeof x->path, "%s/eventstudy-XXXXXX", directory);
    file = mkstemp(x->path);
    if (file < 0) {
        (void)es_fail(err, ES_EIO, "cannot make a file in %s: %s", directory, strerror(errno));
        free(x);
        return es_hint(err, "TMPDIR names the directory of temporary files");
    }
    (void)close(file);
    x->book = workbook_new(x->path);
    if (!x->book || !make_formats(x, show) || workbook_set_properties(x->book, &about)) {
        es_xlsx_free(x);
        return es_fail_memory(err);
    }
    *out = x;
    return ES_OK;
}

/* The text as XML takes it, at most as long as a cell may be; a cut is told at its end. */
static char *clean(const char *text)
{
    static const char cut[] = " [...]";
    size_t size = 3 * strlen(text) + sizeof cut, n = 0, at = 0;
    char *out = NULL;
    FILE *stream = open_memstream(&out, &size);
    uint32_t c;
    if (!stream)
        return NULL;
    while ((c = es_code_point(&text)) != 0) {
        es_put_code_point(stream, c);
        n++;
        if (n == MOST_TEXT - sizeof cut) {
            (void)fflush(stream);
            at = size; /* where a cut would come */
        }
    }
    if (fclose(stream) != 0) {
        free(out);
        return NULL;
    }
    if (n >= MOST_TEXT)
        memcpy(out + at, cut, sizeof cut);
    return out;
}

static es_status put_text(es_xlsx *x, size_t column, const char *text, lxw_format *format,
                          es_error *err)
{
    char *copy = clean(text);
    lxw_error failed;
    size_t width;
    if (!copy)
        return es_fail_memory(err);
    width = strlen(copy) + 2;
    if (width > x->width[column])
        x->width[column] = width < MOST_WIDTH ? width : MOST_WIDTH;
    failed = *copy ? worksheet_write_string(x->sheet, x->row, (lxw_col_t)column, copy, format)
                   : LXW_NO_ERROR;
    free(copy);
    return failed ? fail(x, lxw_strerror(failed), err) : ES_OK;
}

/* Dates that a workbook can count are numbers of days, older ones texts. */
static es_status put_date(es_xlsx *x, size_t column, es_day day, es_error *err)
{
    char text[ES_DAY_TEXT];
    lxw_datetime date = {0};
    (void)es_day_format(day, text);
    if (sscanf(text, "%d-%d-%d", &date.year, &date.month, &date.day) != 3 || date.year < 1901
        || date.year > 9999)
        return put_text(x, column, text, NULL, err);
    if (x->width[column] < 12)
        x->width[column] = 12;
    return worksheet_write_datetime(x->sheet, x->row, (lxw_col_t)column, &date, x->date)
               ? fail(x, "date", err)
               : ES_OK;
}

static es_status put_cell(es_xlsx *x, size_t i, const es_cell *cell, es_error *err)
{
    lxw_format *format = x->unit[x->columns[i].unit];
    double value;
    switch (cell->type) {
    case ES_TEXT:
        return put_text(x, i, cell->as.text, NULL, err);
    case ES_DATE:
        return put_date(x, i, cell->as.day, err);
    case ES_INT:
    case ES_REAL:
        value = cell->type == ES_INT ? (double)cell->as.integer : cell->as.real;
        if (x->width[i] < 12)
            x->width[i] = 12;
        return worksheet_write_number(x->sheet, x->row, (lxw_col_t)i, value,
                                      cell->type == ES_INT ? NULL : format)
                   ? fail(x, "number", err)
                   : ES_OK;
    default:
        return ES_OK;
    }
}

/* Sets what is known at a sheet's end. */
static void end_sheet(es_xlsx *x)
{
    if (!x->sheet || !x->width)
        return;
    for (size_t i = 0; i < x->n_columns; i++)
        (void)worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i, (double)x->width[i], NULL);
    if (x->row > 1 && x->n_columns)
        (void)worksheet_autofilter(x->sheet, 0, 0, x->row - 1, (lxw_col_t)(x->n_columns - 1));
}

static es_status begin_sheet(es_xlsx *x, es_error *err)
{
    es_status status = ES_OK;
    if (x->part == 1)
        (void)snprintf(x->name, sizeof x->name, "%.31s", x->title);
    else
        (void)snprintf(x->name, sizeof x->name, "%.24s (%d)", x->title, x->part % 1000);
    x->sheet = workbook_add_worksheet(x->book, x->name);
    if (!x->sheet)
        return fail(x, "sheet", err);
    worksheet_freeze_panes(x->sheet, 1, 0);
    x->row = 0;
    for (size_t i = 0; i < x->n_columns && !status; i++)
        status = put_text(x, i, x->columns[i].name, x->head, err);
    x->row = 1;
    return status;
}

es_status es_xlsx_sheet(es_xlsx *x, const char *name, const es_column *columns, size_t n,
                        es_error *err)
{
    end_sheet(x);
    free(x->width);
    x->width = calloc(n + 1, sizeof *x->width);
    if (!x->width)
        return es_fail_memory(err);
    (void)snprintf(x->title, sizeof x->title, "%.31s", name);
    x->columns = columns;
    x->n_columns = n;
    x->part = 1;
    return begin_sheet(x, err);
}

es_status es_xlsx_row(es_xlsx *x, const es_cell *cells, es_error *err)
{
    es_status status = ES_OK;
    if (x->row > MOST_ROWS) {
        end_sheet(x);
        x->part++;
        status = begin_sheet(x, err);
    }
    for (size_t i = 0; i < x->n_columns && !status; i++)
        status = put_cell(x, i, &cells[i], err);
    x->row++;
    return status;
}

es_status es_xlsx_note(es_xlsx *x, const char *text, es_error *err)
{
    es_status status;
    end_sheet(x);
    x->row++;
    status = put_text(x, 0, text, NULL, err);
    x->row++;
    free(x->width);
    x->width = NULL; /* the widths are settled */
    return status;
}

es_status es_xlsx_chart(es_xlsx *x, const char *title, es_error *err)
{
    lxw_chart *chart = workbook_add_chart(x->book, LXW_CHART_LINE);
    lxw_row_t last = x->row - 1;
    if (!chart || x->row < 2)
        return fail(x, "chart", err);
    for (size_t i = 1; i < x->n_columns; i++) {
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        if (!series)
            return fail(x, "chart", err);
        chart_series_set_name_range(series, x->name, 0, (lxw_col_t)i);
        chart_series_set_categories(series, x->name, 1, 0, last, 0);
        chart_series_set_values(series, x->name, 1, (lxw_col_t)i, last, (lxw_col_t)i);
    }
    chart_title_set_name(chart, title);
    chart_axis_set_name(chart->x_axis, "day");
    chart_axis_set_num_format(chart->y_axis, "0.0%");
    chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    return worksheet_insert_chart(x->sheet, 1, (lxw_col_t)(x->n_columns + 1), chart)
               ? fail(x, "chart", err)
               : ES_OK;
}

es_status es_xlsx_finish(es_xlsx *x, FILE *stream, es_error *err)
{
    char block[65536];
    size_t n;
    FILE *file;
    lxw_error failed;
    end_sheet(x);
    failed = workbook_close(x->book);
    x->book = NULL;
    if (failed)
        return fail(x, lxw_strerror(failed), err);
    file = fopen(x->path, "rb");
    if (!file)
        return fail(x, strerror(errno), err);
    while ((n = fread(block, 1, sizeof block, file)) > 0)
        if (fwrite(block, 1, n, stream) != n)
            break;
    failed = ferror(file) || ferror(stream);
    (void)fclose(file);
    return failed ? es_fail(err, ES_EIO, "cannot write the output: %s", strerror(errno)) : ES_OK;
}

void es_xlsx_free(es_xlsx *x)
{
    if (!x)
        return;
    if (x->book)
        lxw_workbook_free(x->book);
    (void)remove(x->path);
    free(x->width);
    free(x);
}
