#include "import/rejects.h"

#include <errno.h>
#include <string.h>

#include <csv.h>

#include "base/formula_text.h"

enum { SHOWN = 60 }; /* bytes of a value in a message */

bool es_bad(es_bad_row *bad, const char *column, const char *value, size_t n, const char *reason)
{
    bad->column = column;
    bad->value = value;
    bad->value_length = n;
    bad->reason = reason;
    return false;
}

/* The value's beginning, never ending inside a UTF-8 sequence, with no control characters. */
static void shorten(const char *value, size_t n, char shown[SHOWN + 4])
{
    size_t m = n < SHOWN ? n : SHOWN;
    while (m < n && m > 0 && ((unsigned char)value[m] & 0xC0) == 0x80)
        m--;
    for (size_t i = 0; i < m; i++)
        shown[i] = (unsigned char)value[i] < 0x20 || value[i] == 0x7F ? ' ' : value[i];
    memcpy(shown + m, m < n ? "..." : "", m < n ? 4 : 1);
}

char *es_bad_format(const es_bad_row *bad, char *buffer, size_t size)
{
    char shown[SHOWN + 4];
    shorten(bad->value, bad->value_length, shown);
    if (bad->column[0])
        (void)snprintf(buffer, size, "%s: \"%s\" %s", bad->column, shown, bad->reason);
    else
        (void)snprintf(buffer, size, "%s", bad->reason);
    return buffer;
}

/* The value as it was, but that no spreadsheet takes it for a formula. */
static void write_field(FILE *stream, const char *text, size_t n, char end)
{
    if (es_formula_text_n(text, n)) {
        (void)fputs("\"'", stream);
        for (size_t i = 0; i < n; i++)
            (void)fprintf(stream, "%.*s%c", text[i] == '"', "\"", text[i]);
        (void)fputc('"', stream);
    } else if (memchr(text, ',', n) || memchr(text, '"', n) || memchr(text, '\n', n)
               || memchr(text, '\r', n))
        (void)csv_fwrite(stream, text, n);
    else
        (void)fwrite(text, 1, n, stream);
    (void)fputc(end, stream);
}

static es_status fail_path(const es_rejects *rejects, es_error *err)
{
    return es_fail(err, ES_EIO, "%s: %s", rejects->path, strerror(errno));
}

es_status es_rejects_add(es_rejects *rejects, const char *file, const es_bad_row *bad,
                         es_error *err)
{
    if (!rejects->path)
        return ES_OK;
    if (!rejects->stream) {
        rejects->stream = fopen(rejects->path, "w");
        if (!rejects->stream)
            return fail_path(rejects, err);
        (void)fputs("file,line,column,value,reason\n", rejects->stream);
    }
    write_field(rejects->stream, file, strlen(file), ',');
    (void)fprintf(rejects->stream, "%llu,", (unsigned long long)bad->line);
    write_field(rejects->stream, bad->column, strlen(bad->column), ',');
    write_field(rejects->stream, bad->value, bad->value_length, ',');
    write_field(rejects->stream, bad->reason, strlen(bad->reason), '\n');
    return ferror(rejects->stream) ? fail_path(rejects, err) : ES_OK;
}

es_status es_rejects_close(es_rejects *rejects, es_error *err)
{
    FILE *stream = rejects->stream;
    rejects->stream = NULL;
    if (stream && fclose(stream) != 0)
        return fail_path(rejects, err);
    return ES_OK;
}
