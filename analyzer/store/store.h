/* The database, as the importer sees it.  All SQL stays inside store/.
 *
 * Writing happens between es_store_begin and es_store_commit or es_store_rollback; a process that
 * dies in between leaves the state before.  See eventstudy.h for opening, queries and runs. */
#ifndef ES_STORE_STORE_H
#define ES_STORE_STORE_H

#include "base/arena.h"
#include "event/dataset.h"

enum { ES_ALIAS_TEXT = 200 };

/* Starts the one write transaction (BEGIN IMMEDIATE).  ES_EBUSY when another process writes.
 * Creates or migrates the schema when needed, inside the transaction. */
es_status es_store_begin(es_store *store, es_error *err);
es_status es_store_commit(es_store *store, es_error *err);
void es_store_rollback(es_store *store); /* fine when nothing is open */

/* Whether es_store_begin brought a database of an older format up to date, which is worth a commit
 * even where nothing else has changed. */
bool es_store_migrated(const es_store *store);

typedef enum es_conflict_policy {
    ES_CONFLICT_ERROR,  /* stop at the first different value */
    ES_CONFLICT_KEEP,   /* what is stored stays */
    ES_CONFLICT_REPLACE /* what comes wins */
} es_conflict_policy;

/* What became of the rows put. */
typedef struct es_put_counts {
    uint64_t added;     /* new key */
    uint64_t filled;    /* known key, values added where none were */
    uint64_t unchanged; /* nothing new */
    uint64_t replaced;  /* a different value replaced */
    uint64_t kept;      /* a different value ignored */
} es_put_counts;

/* The first difference met under ES_CONFLICT_ERROR. */
typedef struct es_put_conflict {
    bool found;
    size_t row;        /* index into the rows put */
    const char *field; /* borrowed, static */
    double stored, given;
} es_put_conflict;

/* The id of a security, made when unknown. */
es_status es_store_security(es_store *store, const char *symbol, int64_t *id, es_error *err);

/* Merges rows (days strictly increasing) into the security's year chunks, cell by cell: a NaN or
 * an absent field never erases what is stored.  Under ES_CONFLICT_ERROR the first finite value
 * that differs from a stored finite one is described in *conflict and ES_EDATA is returned with
 * no message: the caller knows file and line. */
es_status es_store_put_prices(es_store *store, int64_t security, const es_prices *rows,
                              es_conflict_policy policy, es_put_counts *counts,
                              es_put_conflict *conflict, es_error *err);

/* Merges n values (days strictly increasing, finite) of one factor; as above. */
es_status es_store_put_factor(es_store *store, const char *name, size_t n, const es_day *day,
                              const double *value, es_conflict_policy policy, es_put_counts *counts,
                              es_put_conflict *conflict, es_error *err);

/* One row of an event table.  attribute names and values: n_attributes each, value NULL: empty. */
typedef struct es_event_row {
    const char *id;
    const char *symbol;
    es_day day;
    int32_t time; /* or ES_NO_TIME */
    es_timing timing;
    size_t n_attributes;
    const char *const *attribute;
    const char *const *value;
} es_event_row;

/* The id of an event that has none. */
typedef struct es_event_name {
    const char *id;            /* that of the stored event which the row says again or completes */
    bool apart;                /* a new one; others of its symbol and day differ from it */
    const char *was, *renamed; /* the stored event that lost its short id by that; NULL: none */
} es_event_name;

/* Finds it: SYMBOL@DATE, or with #xxxxxxxx from its cells behind where stored events of its symbol
 * and day differ.  Such a difference is a conflict instead when the row `corrects` the only one. */
es_status es_store_name_event(es_store *store, const es_event_row *row, bool corrects,
                              es_arena *arena, es_event_name *out, es_error *err);

/* Puts one event under its id.  A stored event with the same id and other values is a conflict;
 * conflict->field names the first column that differs (static text or an attribute name of the
 * row), conflict->stored and ->given are NaN.  The event keeps its place in the order of import. */
es_status es_store_put_event(es_store *store, const es_event_row *row, es_conflict_policy policy,
                             es_put_counts *counts, es_put_conflict *conflict, es_error *err);

/* Puts an alias, good from `first` to `last` (ES_DAY_FIRST, ES_DAY_LAST: open).  One of the same
 * name whose days overlap is a conflict, described in *other; the same row again is none.  One that
 * closes a circle of names, described in *circle, is ES_EDATA with no message. */
typedef struct es_alias_row {
    const char *alias, *symbol;
    es_day first, last;
} es_alias_row;

es_status es_store_put_alias(es_store *store, const es_alias_row *row, es_conflict_policy policy,
                             es_put_counts *counts, char other[ES_ALIAS_TEXT],
                             char circle[ES_ALIAS_TEXT], es_error *err);

/* "FB is META from 2012-05-18 to 2022-06-08".  Returns buffer. */
char *es_alias_format(const es_alias_row *row, char buffer[ES_ALIAS_TEXT]);

/* Puts one session of a calendar; ES_NO_TIME: the usual time.  Other times for a stored session are
 * a conflict, conflict->field says of which. */
typedef struct es_session_row {
    const char *calendar;
    es_day day;
    int32_t open, close;
} es_session_row;

es_status es_store_put_session(es_store *store, const es_session_row *row,
                               es_conflict_policy policy, es_put_counts *counts,
                               es_put_conflict *conflict, es_error *err);

/* Puts a confounding event; the same again is unchanged. */
es_status es_store_put_confounding(es_store *store, const char *symbol, es_day day,
                                   const char *label, es_put_counts *counts, es_error *err);

/* Notes a finished file in the import log. */
typedef struct es_import_record {
    const char *kind, *file, *layout, *fingerprint;
    uint64_t rows, added, rejected;
} es_import_record;

es_status es_store_log_import(es_store *store, const es_import_record *record, es_error *err);

#endif
