#include "base/error.h"

#include <stdarg.h>
#include <string.h>

es_status es_fail(es_error *err, es_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        err->status = status;
        err->hint[0] = '\0';
        va_start(args, format);
        (void)vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
    }
    return status;
}

es_status es_hint(es_error *err, const char *format, ...)
{
    va_list args;
    if (!err)
        return ES_EDATA;
    va_start(args, format);
    (void)vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return err->status;
}

es_status es_prefix(es_error *err, const char *format, ...)
{
    char where[sizeof err->message];
    size_t n, room;
    va_list args;
    if (!err)
        return ES_EDATA;
    va_start(args, format);
    (void)vsnprintf(where, sizeof where, format, args);
    va_end(args);
    n = strlen(where);
    room = sizeof err->message - 1;
    if (n + 2 < room) {
        size_t keep = strlen(err->message);
        if (keep > room - n - 2)
            keep = room - n - 2;
        memmove(err->message + n + 2, err->message, keep);
        err->message[n + 2 + keep] = '\0';
        memcpy(err->message, where, n);
        memcpy(err->message + n, ": ", 2);
    }
    return err->status;
}

es_status es_fail_memory(es_error *err)
{
    return es_fail(err, ES_ENOMEM, "out of memory");
}

void es_error_clear(es_error *err)
{
    if (err) {
        err->status = ES_OK;
        err->message[0] = '\0';
        err->hint[0] = '\0';
    }
}

const char *es_status_text(es_status status)
{
    static const char *const text[] = {
#define ES_STATUS_TEXT(id, words) words,
        ES_STATUS_MAP(ES_STATUS_TEXT)
#undef ES_STATUS_TEXT
    };
    return (size_t)status < sizeof text / sizeof *text ? text[status] : "unknown status";
}
