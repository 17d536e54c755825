/* Tables as sheets of a workbook. */
#ifndef ES_REPORT_XLSX_H
#define ES_REPORT_XLSX_H

#include "base/error.h"

typedef struct es_xlsx es_xlsx;

/* A workbook in a temporary file. */
es_status es_xlsx_open(const es_show *show, es_xlsx **out, es_error *err);

/* Starts a sheet: a frozen header with a filter, columns shown by unit.  A table longer than a
 * sheet goes on in the next, with a number behind the name. */
es_status es_xlsx_sheet(es_xlsx *x, const char *name, const es_column *columns, size_t n,
                        es_error *err);
es_status es_xlsx_row(es_xlsx *x, const es_cell *cells, es_error *err);

/* A line chart beside the current sheet's columns: column 0 against all others, percent. */
es_status es_xlsx_chart(es_xlsx *x, const char *title, es_error *err);

/* A line of text in the first column, below what is there. */
es_status es_xlsx_note(es_xlsx *x, const char *text, es_error *err);

/* Completes the workbook, copies it to the stream. */
es_status es_xlsx_finish(es_xlsx *x, FILE *stream, es_error *err);
void es_xlsx_free(es_xlsx *x); /* also half-made; NULL is fine */

#endif
