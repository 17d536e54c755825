#include "import/french.h"

#include <ctype.h>

enum { TEXT_LINES = 60 }; /* lines above the table */

/* The number of digits a record begins with, when its first field has nothing else. */
static size_t leading_digits(const es_record *record)
{
    size_t n = 0;
    while (n < record->length[0] && isdigit((unsigned char)record->field[0][n]))
        n++;
    return n == record->length[0] ? n : 0;
}

/* ,Mkt-RF,SMB,HML,RF */
static bool is_names(const es_record *record)
{
    if (record->n_fields < 2 || record->length[0] > 0)
        return false;
    for (size_t i = 1; i < record->n_fields; i++)
        if (record->length[i] == 0 || !isalpha((unsigned char)record->field[i][0]))
            return false;
    return true;
}

static es_status set_header(es_intake *in, const es_record *names, es_error *err)
{
    es_record named = *names;
    const char **field = ES_NEW(in->arena, names->n_fields, const char *);
    size_t *length = ES_NEW(in->arena, names->n_fields, size_t);
    if (es_arena_failed(in->arena))
        return es_fail_memory(err);
    for (size_t i = 1; i < names->n_fields; i++) {
        field[i] = names->field[i];
        length[i] = names->length[i];
    }
    field[0] = "date";
    length[0] = 4;
    named.field = field;
    named.length = length;
    return es_intake_set_header(in, &named, err);
}

static es_status fail_monthly(const es_intake *in, const es_record *row, es_error *err)
{
    (void)es_fail(err, ES_EDATA,
                  ES_LINE_FORMAT ": \"%s\" is a month: the factors of days are needed",
                  ES_LINE_ARGS(in, row->line), row->field[0]);
    return es_hint(err, "take the file with \"daily\" in its name");
}

es_status es_french_begin(es_intake *in, bool *found, es_error *err)
{
    es_record names, row;
    *found = false;
    for (size_t i = 0; i < TEXT_LINES; i++) {
        es_status status = es_intake_peek(in, i + 1, &row, err);
        if (status == ES_OK)
            status = es_intake_peek(in, i, &names, err);
        if (status != ES_OK || row.n_fields == 0)
            return status;
        if (!is_names(&names) || row.n_fields != names.n_fields)
            continue;
        if (leading_digits(&row) == 6)
            return fail_monthly(in, &row, err);
        if (leading_digits(&row) != 8)
            continue;
        *found = true;
        status = set_header(in, &names, err);
        es_intake_skip(in, i + 1);
        return status;
    }
    return ES_OK;
}

es_status es_french_ended(es_intake *in, bool *ended, bool *more, es_error *err)
{
    es_record record;
    es_status status = es_intake_peek(in, 0, &record, err);
    *ended = status == ES_OK && record.n_fields
             && (record.length[0] == 0 || !isdigit((unsigned char)record.field[0][0]));
    *more = false;
    while (*ended && status == ES_OK && record.n_fields) {
        *more = *more || leading_digits(&record) == 8;
        es_intake_skip(in, 1);
        status = es_intake_peek(in, 0, &record, err);
    }
    return status;
}
