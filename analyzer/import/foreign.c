#include "import/foreign.h"

#include <string.h>
#include <strings.h>

#define SAVE_AS_CSV "open it there, save it as CSV (UTF-8) and import that"

typedef struct kind {
    const char *magic; /* of n bytes */
    size_t n;
    const char *what, *hint;
} kind;

static const kind binary[] = {
    {"\xd0\xcf\x11\xe0", 4, "an old Excel workbook (xls)", SAVE_AS_CSV},
    {"%PDF-", 5, "a PDF document", "look for the same data as CSV"},
    {"PAR1", 4, "a Parquet file", "convert it to CSV: duckdb -csv -c \"FROM 'FILE'\""},
    {"SQLite format 3", 15, "an SQLite database", "name it with --db, or export its table as CSV"},
    {"\x89HDF", 4, "an HDF5 file", "write the frame with to_csv"},
    {"{\\rtf", 5, "a rich text document", SAVE_AS_CSV},
    {"Rar!", 4, "a RAR archive", "unpack it, or pack it as zip"},
    {"7z\xbc\xaf", 4, "a 7z archive", "unpack it, or pack it as zip"},
    {"PK\x03\x04", 4, "a zip file inside another file", "unpack the outer one"},
    {"\x1f\x8b", 2, "compressed twice", "unpack it once"},
};

/* After blanks, whatever the case of the letters. */
static const kind markup[] = {
    {"<!doctype html", 14, "a web page (HTML)",
     "the download failed or wants a login: look at it in a browser and fetch the CSV again"},
    {"<html", 5, "a web page (HTML)",
     "the download failed or wants a login: look at it in a browser and fetch the CSV again"},
    {"<?xml", 5, "XML", SAVE_AS_CSV},
    {"{\"", 2, "JSON", "ask the source for CSV (often format=csv or datatype=csv)"},
    {"[{", 2, "JSON", "ask the source for CSV (often format=csv or datatype=csv)"},
    {"[[", 2, "JSON", "ask the source for CSV (often format=csv or datatype=csv)"},
};

static es_status refuse(const char *name, const kind *k, es_error *err)
{
    (void)es_fail(err, ES_EDATA, "%s: is %s, not CSV text", name, k->what);
    return es_hint(err, "%s", k->hint);
}

/* The bytes without blanks, up to the length of the longest mark. */
static size_t squeeze(const unsigned char *head, size_t n, char *out, size_t size)
{
    size_t used = 0, i = 0;
    bool after_bracket = false;
    while (i < n && used < size) {
        char c = (char)head[i++];
        if (strchr(" \t\r\n", c) && (used == 0 || after_bracket))
            continue;
        after_bracket = c == '{' || c == '[';
        out[used++] = c;
    }
    return used;
}

es_status es_foreign_refuse(const char *name, const unsigned char *head, size_t n, es_error *err)
{
    char text[16];
    size_t used = squeeze(head, n, text, sizeof text);
    for (size_t i = 0; i < sizeof binary / sizeof *binary; i++)
        if (n >= binary[i].n && memcmp(head, binary[i].magic, binary[i].n) == 0)
            return refuse(name, &binary[i], err);
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++)
        if (used >= markup[i].n && strncasecmp(text, markup[i].magic, markup[i].n) == 0)
            return refuse(name, &markup[i], err);
    return ES_OK;
}

es_status es_foreign_refuse_entry(const char *name, const char *entry, es_error *err)
{
    static const kind excel = {"", 0, "an Excel workbook (xlsx)", SAVE_AS_CSV};
    static const kind open_document = {"", 0, "an OpenDocument file (ods)", SAVE_AS_CSV};
    if (strcmp(entry, "[Content_Types].xml") == 0 || strncmp(entry, "xl/", 3) == 0)
        return refuse(name, &excel, err);
    if (strcmp(entry, "mimetype") == 0)
        return refuse(name, &open_document, err);
    return ES_OK;
}
