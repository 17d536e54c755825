#include "store/vtab.h"

#include "base/date.h"

es_status es_vtabs_register(sqlite3 *db, es_error *err)
{
    int code = sqlite3_create_module(db, "price", &es_price_vtab, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_module(db, "ar", &es_ar_vtab, NULL);
    return code == SQLITE_OK ? ES_OK : es_fail_sqlite(db, code, err);
}

/* The packed rows are compared byte by byte; a comparison that is not must not narrow them. */
static bool is_binary(sqlite3_index_info *info, int i)
{
    return sqlite3_stricmp(sqlite3_vtab_collation(info, i), "BINARY") == 0;
}

int es_vtab_plan(sqlite3_index_info *info, const es_vtab_rule *rules, size_t n_rules, double n_rows)
{
    char letters[ES_VTAB_MAX_ARGUMENTS + 1];
    int n = 0;
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *c = &info->aConstraint[i];
        for (size_t r = 0; r < n_rules && c->usable && n < ES_VTAB_MAX_ARGUMENTS; r++) {
            if (c->iColumn != rules[r].column || c->op != rules[r].op || !is_binary(info, i))
                continue;
            letters[n++] = rules[r].letter;
            info->aConstraintUsage[i].argvIndex = n;
            n_rows *= rules[r].keeps;
        }
    }
    letters[n] = '\0';
    info->estimatedRows = n_rows < 1 ? 1 : (sqlite3_int64)n_rows;
    info->estimatedCost = n_rows < 1 ? 1 : n_rows;
    info->idxStr = sqlite3_mprintf("%s", letters);
    info->needToFreeIdxStr = 1;
    return info->idxStr ? SQLITE_OK : SQLITE_NOMEM;
}

int es_vtab_fail(sqlite3_vtab *table, const es_error *err)
{
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = sqlite3_mprintf("%s", err->message);
    return err->status == ES_EBUSY ? SQLITE_BUSY : SQLITE_ERROR;
}

void es_vtab_result_int(sqlite3_context *context, int32_t value)
{
    if (value == INT32_MIN)
        sqlite3_result_null(context);
    else
        sqlite3_result_int(context, value);
}

void es_vtab_result_day(sqlite3_context *context, es_day day)
{
    char text[ES_DAY_TEXT];
    if (day == INT32_MIN)
        sqlite3_result_null(context);
    else
        sqlite3_result_text(context, es_day_format(day, text), -1, SQLITE_TRANSIENT);
}
