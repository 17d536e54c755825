#include "import/french.h"

#include <ctype.h>

#include "base/date.h"
#include "base/text.h"

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

bool es_french_month(const char *text, size_t n, es_day *out)
{
    int year = 0, month = 0;
    es_trim(&text, &n);
    for (size_t i = 0; i < n; i++) {
        if (n != 6 || !isdigit((unsigned char)text[i]))
            return false;
        if (i < 4)
            year = 10 * year + (text[i] - '0');
        else
            month = 10 * month + (text[i] - '0');
    }
    if (month == 12 ? !es_day_from_civil(year + 1, 1, 1, out)
                    : !es_day_from_civil(year, month + 1, 1, out))
        return false;
    --*out;
    return n == 6 && month > 0;
}

es_status es_french_begin(es_intake *in, es_french *found, es_error *err)
{
    es_record names, row;
    *found = ES_FRENCH_NONE;
    for (size_t i = 0; i < TEXT_LINES; i++) {
        es_status status = es_intake_peek(in, i + 1, &row, err);
        if (status == ES_OK)
            status = es_intake_peek(in, i, &names, err);
        if (status != ES_OK || row.n_fields == 0)
            return status;
        if (!is_names(&names) || row.n_fields != names.n_fields)
            continue;
        if (leading_digits(&row) != ES_FRENCH_DAYS && leading_digits(&row) != ES_FRENCH_MONTHS)
            continue;
        *found = leading_digits(&row) == ES_FRENCH_DAYS ? ES_FRENCH_DAYS : ES_FRENCH_MONTHS;
        status = set_header(in, &names, err);
        es_intake_skip(in, i + 1);
        return status;
    }
    return ES_OK;
}

es_status es_french_ended(es_intake *in, es_french kind, bool *ended, bool *more, es_error *err)
{
    es_record record;
    es_status status = es_intake_peek(in, 0, &record, err);
    *ended = status == ES_OK && record.n_fields
             && (record.length[0] == 0 || !isdigit((unsigned char)record.field[0][0]));
    *more = false;
    while (*ended && status == ES_OK && record.n_fields) {
        *more = *more || leading_digits(&record) == (size_t)kind;
        es_intake_skip(in, 1);
        status = es_intake_peek(in, 0, &record, err);
    }
    return status;
}

es_status es_french_check_days(const es_intake *in, size_t n, const es_day *day, es_error *err)
{
    enum { FEW = 4, WEEK = 7 };
    size_t apart = 0;
    for (size_t i = 1; i < n; i++)
        apart += day[i] - day[i - 1] >= WEEK - 2;
    if (n < FEW || 2 * apart < n - 1)
        return ES_OK;
    (void)es_fail(err, ES_EDATA, "%s: the rows are a week apart: these are weekly factors",
                  in->name);
    return es_hint(err, "import the daily file; a weekly study compounds it (frequency = weekly)");
}
