/* The price series of a store as the source of a data set. */
#ifndef ES_STORE_READER_H
#define ES_STORE_READER_H

#include "store/connection.h"

typedef struct es_reader es_reader;

/* A reader of the series of `n` securities, with the corrections in force: series i is that of
 * security_id[i], which is borrowed like the store. */
es_status es_reader_open(es_store *store, const int64_t *security_id, size_t n, es_reader **out,
                         es_error *err);
/* The same of their bars; a database that never held any has none. */
es_status es_reader_open_bars(es_store *store, const int64_t *security_id, size_t n,
                              es_reader **out, es_error *err);

/* Corrections are applied to what is read, or (false) not. */
void es_reader_correct(es_reader *reader, bool corrected);

/* Leaves out the years before `year` from the next read on. */
void es_reader_begin_at(es_reader *reader, int year);

/* As es_source.another: a reader with a connection of its own, as this one is set, which for
 * ES_RETURN_FIELDS, exactly, leaves out close and volume where es_adjusted_suffices.  A database in
 * memory has but one. */
es_status es_reader_another(void *reader, unsigned fields, void **out, es_error *err);
void es_reader_close_own(void *reader); /* and its connection */

/* As es_source.another as well: one on the same connection, for a thread that reads both in turn.
 * It is closed by es_reader_close. */
es_status es_reader_beside(void *reader, unsigned fields, void **out, es_error *err);

void es_reader_close(void *reader); /* NULL is fine */

/* As es_source.read, with an es_reader as context. */
es_status es_reader_read(void *reader, size_t series, es_prices *out, es_error *err);

#endif
