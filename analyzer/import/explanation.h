/* Notes on how a file is understood, taken while it is read, for `import --explain`.  Every
 * function does nothing when the notes are NULL, as they are in an import. */
#ifndef ES_IMPORT_EXPLANATION_H
#define ES_IMPORT_EXPLANATION_H

#include "base/table.h"

enum { ES_EXPLAINED_ROWS = 10 };

typedef struct es_explanation {
    es_tables *tables;
    es_table_rows *guess, *columns, *rows, *doubts;
    const char **holds; /* by column of the header: what it is read as, NULL: not used */
    size_t n_columns, n_rows, n_doubts;
    bool has_dialect, has_columns; /* those of the first text are described, no others */
} es_explanation;

/* Makes the empty tables; they are the caller's. */
es_status es_explanation_init(es_explanation *notes, es_error *err);

/* One line of the guess: "delimiter", "semicolon". */
es_status es_explain_guess(es_explanation *notes, const char *what, const char *value,
                           es_error *err);

/* The header's columns are known: `holds` texts are noted next, then es_explain_columns_end. */
es_status es_explain_columns_begin(es_explanation *notes, size_t n, es_error *err);
void es_explain_column(es_explanation *notes, int column, const char *holds);
es_status es_explain_columns_end(es_explanation *notes, const char *const *name, es_error *err);

/* The columns of the table of rows; only the first call counts. */
es_status es_explain_rows_begin(es_explanation *notes, const es_column *columns, size_t n,
                                es_error *err);

/* Is another row wanted? */
bool es_explain_wants_row(const es_explanation *notes);
es_status es_explain_row(es_explanation *notes, const es_cell *cells, es_error *err);

es_status es_explain_doubt(es_explanation *notes, es_error *err, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

#endif
