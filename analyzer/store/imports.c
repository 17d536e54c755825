/* The import log, written. */
#include "store/store.h"

#include "store/connection.h"

es_status es_store_log_import(es_store *store, const es_import_record *record, es_error *err)
{
    es_statement st;
    es_status status = es_statement_prepare(
        store->db,
        "INSERT INTO import_log (kind, file, layout, fingerprint, rows, added, rejected, at)"
        " VALUES (:kind, :file, :layout, :fingerprint, :rows, :added, :rejected,"
        " strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
        &st, err);
    if (status != ES_OK)
        return status;
    es_bind_text(&st, ":kind", record->kind);
    es_bind_text(&st, ":file", record->file);
    es_bind_text(&st, ":layout", record->layout);
    es_bind_text(&st, ":fingerprint", record->fingerprint);
    es_bind_int(&st, ":rows", (int64_t)record->rows);
    es_bind_int(&st, ":added", (int64_t)record->added);
    es_bind_int(&st, ":rejected", (int64_t)record->rejected);
    status = es_statement_run(&st, err);
    es_statement_finalize(&st);
    return status;
}
