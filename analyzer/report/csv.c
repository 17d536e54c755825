/* CSV (RFC 4180): every digit of a number, ISO dates, missing cells empty.  No text can become a
 * formula in a spreadsheet; see base/formula_text.h. */
#include <string.h>

#include "base/date.h"
#include "base/formula_text.h"
#include "base/number.h"
#include "report/writer.h"

/* Quoted where a reader would cut or split it: blanks at its ends, a delimiter of any kind. */
static void put_text(FILE *stream, const char *text)
{
    const char *mark = es_formula_text(text) ? "'" : "";
    size_t n = strlen(text);
    bool blanks = n && (strchr(" \t", text[0]) || strchr(" \t", text[n - 1]));
    if (!blanks && !strpbrk(text, ",;\t\"\r\n")) {
        (void)fprintf(stream, "%s%s", mark, text);
        return;
    }
    (void)fprintf(stream, "\"%s", mark);
    for (; *text; text++) {
        if (*text == '"')
            (void)fputc('"', stream);
        (void)fputc(*text, stream);
    }
    (void)fputc('"', stream);
}

static void put_cell(FILE *stream, const es_cell *cell)
{
    char buffer[ES_NUMBER_SIZE];
    switch (cell->type) {
    case ES_TEXT:
        put_text(stream, cell->as.text);
        break;
    case ES_INT:
        (void)fprintf(stream, "%lld", (long long)cell->as.integer);
        break;
    case ES_REAL:
        (void)fputs(es_number_format(cell->as.real, buffer), stream);
        break;
    case ES_DATE:
        (void)fputs(es_day_format(cell->as.day, buffer), stream);
        break;
    case ES_MISSING:
        break;
    }
}

static es_status begin(es_writer *w, es_error *err)
{
    (void)err;
    for (size_t i = 0; i < w->n_columns; i++) {
        if (i)
            (void)fputc(',', w->stream);
        put_text(w->stream, w->columns[i].name);
    }
    (void)fputc('\n', w->stream);
    return ES_OK;
}

static es_status row(es_writer *w, const es_cell *cells, es_error *err)
{
    (void)err;
    for (size_t i = 0; i < w->n_columns; i++) {
        if (i)
            (void)fputc(',', w->stream);
        put_cell(w->stream, &cells[i]);
    }
    (void)fputc('\n', w->stream);
    return ES_OK;
}

static es_status end(es_writer *w, es_error *err)
{
    (void)w;
    (void)err;
    return ES_OK;
}

const es_format es_format_csv = {
    .id = "csv",
    .title = "comma-separated values, all digits; no text can become a formula",
    .begin = begin,
    .row = row,
    .end = end};
