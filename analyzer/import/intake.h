/* One file on its way in: its header, its records, its bad rows, its account.
 *
 * The reader of a kind (prices.h, factors.h, events.h) takes records with es_intake_next, hands
 * back the bad ones with es_intake_reject, and keeps the rest; the summary's `rows` and `rejected`
 * are counted here, everything else by the reader. */
#ifndef ES_IMPORT_INTAKE_H
#define ES_IMPORT_INTAKE_H

#include "import/csv.h"
#include "import/explanation.h"
#include "import/mapping.h"
#include "import/rejects.h"
#include "import/value.h"
#include "store/store.h"

/* What all files of one import share. */
typedef struct es_job {
    es_store *store;
    const es_import_options *options;
    es_conflict_policy policy;
    const char *path; /* of the file that is being read, as given */
    es_rejects rejects;
    es_explanation *explain; /* NULL: nobody wants to know */
} es_job;

/* Records read ahead, not taken yet. */
typedef struct es_ahead {
    es_record *record; /* `at` to n: still to come */
    size_t at, n, capacity;
    es_arena *arena; /* of their text */
    bool at_end;     /* nothing comes after them */
} es_ahead;

typedef struct es_intake {
    es_job *job;
    es_source *source;
    const char *name; /* for messages */
    es_csv *csv;
    es_arena *arena; /* of the header and whatever else lives as long as the file */
    es_header header;
    const char *text_column; /* one of text that is not read; NULL: none */
    es_import_summary *summary;
    uint64_t first_bad_line;
    bool has_days;
    uint64_t told_bytes; /* last progress report */
    es_ahead ahead;
    size_t n_tail; /* records in a row that are no data, up to the one at `tail_row`: perhaps the */
    uint64_t tail_row;  /* words below the rows */
    es_record latest;   /* the record taken last; none once the next is asked for */
    bool wants_returns; /* a file of returns, not of prices */
    uint64_t n_returns, n_large_returns; /* seen, and beyond 5 % */
} es_intake;

/* Opens the text the source is at and reads its header. */
es_status es_intake_open(es_job *job, es_source *source, es_import_summary *summary, es_intake *out,
                         es_error *err);
void es_intake_close(es_intake *in);

/* Notes how the text is divided into fields, where that is to be explained. */
es_status es_explain_reading(es_intake *in, es_error *err);

/* The same for the columns of a file that no reader understood. */
void es_explain_unread(es_intake *in);

/* Looks at the i-th record to come, of whatever width, without taking it; n_fields is 0 beyond the
 * end.  What is passed over is remembered; out stays good until the last of it is taken. */
es_status es_intake_peek(es_intake *in, size_t i, es_record *out, es_error *err);

/* The same among the records remembered already; NULL: there is none. */
const es_record *es_intake_ahead(const es_intake *in, size_t i);

/* Passes over n of the records remembered, which are no rows: lines above the rows. */
void es_intake_skip(es_intake *in, size_t n);

/* Takes that back, before another one is taken. */
void es_intake_unskip(es_intake *in, size_t n);

/* Takes a record for the header in place of the first one. */
es_status es_intake_set_header(es_intake *in, const es_record *record, es_error *err);

/* The next record with as many fields as the header, or with nothing in those beyond; others are
 * rejected.  At the end n_fields is 0. */
es_status es_intake_next(es_intake *in, es_record *out, es_error *err);

/* The text of a column without the blanks around it; empty for ES_NO_COLUMN. */
es_piece es_intake_piece(const es_record *record, int column);

/* Hands every record to `row` until the end or a failure. */
es_status es_intake_each(es_intake *in,
                         es_status (*row)(void *reader, const es_record *record, es_error *err),
                         void *reader, es_error *err);

/* Counts and lists a bad row.  Fails when bad rows are errors (on_bad_row). */
es_status es_intake_reject(es_intake *in, const es_bad_row *bad, es_error *err);

/* After the last record: fails when there was no row at all, or when more than this share of the
 * rows was rejected; the message is then the first rejected row.  Where some are tolerated, a few
 * lines of words at the end of the file are too: a source, a disclaimer.  They count as rejected.
 */
es_status es_intake_finish(es_intake *in, double tolerated, es_error *err);

/* The share for files of which no row may get lost unnoticed (events, names, calendars): all when
 * rejects were asked for, none otherwise. */
double es_intake_all_if_asked(const es_intake *in);

/* Adds what became of rows put into the store to the account. */
void es_intake_count(es_intake *in, const es_put_counts *counts);

/* Widens the summary's span of days. */
void es_intake_saw_day(es_intake *in, es_day day);

/* A line of a file for messages: "prices.csv:7". */
#define ES_LINE_FORMAT "%s:%llu"
#define ES_LINE_ARGS(in, line) (in)->name, (unsigned long long)(line)

#endif
