#include "import/csv.h"

#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/background.h"
#include "base/formula_text.h"
#include "import/blanks.h"
#include "import/marks.h"

/* libcsv is fed one physical line at a time, or a part of one where the read buffer ends.  So at
 * most one record completes per call, and the line of everything is known without looking into
 * the parser.  libcsv reuses its field buffer, so fields are copied once, into `text`, whose size
 * is bounded because a record's bytes are.
 *
 * Most lines are records of their own without a quote.  There libcsv comes down to cutting at the
 * delimiters, which is done in place (cut_line) where they are marked, at a fraction of the time; a
 * test holds both against each other on random text. */

enum { BUFFER_SIZE = 256 * 1024, FIELDS_START = 64, FIELD_BLOCK = 4096 };

struct es_csv {
    const char *name;
    es_source *source, *own_source; /* own_source: closed with it, or NULL */
    bool finished;
    char hex[ES_FINGERPRINT_SIZE];

    unsigned char *buffer; /* [at, end) has not been parsed yet */
    size_t buffer_size;
    es_background *ahead; /* reads the next buffer, once there is one */
    unsigned char *spare; /* that buffer */
    size_t n_spare;       /* bytes in it */
    es_marks marks, spare_marks;
    unsigned char *at, *end;
    unsigned char *lf, *cr, *quote; /* the next of each at or after `at`; `end` if there is none */
    bool at_eof;

    struct csv_parser parser;
    bool parser_ready;
    uint64_t line;        /* of *at */
    uint64_t column;      /* bytes of this line before `at` */
    bool line_begins;     /* *at is the first byte of its line */
    bool after_cr;        /* the last line ended in CR: an LF now belongs to it */
    uint64_t record_line; /* where the open record began */
    uint64_t quote_line;  /* where its open quoted field began */
    size_t quote_field;   /* the index of that field */
    size_t record_bytes;
    bool has_blanks; /* between fields */
    es_blanks blanks;

    char *text;
    size_t text_used;
    const char **field;
    size_t *length;
    size_t n_fields, field_capacity;
    bool record_ready, no_memory;
};

/* ---- Bytes ---------------------------------------------------------------------------------- */

/* Fills the spare buffer as far as the text goes, and looks for bytes no text has. */
static es_status read_spare(es_csv *csv, es_error *err)
{
    es_status status =
        es_source_read(csv->source, csv->spare, csv->buffer_size, &csv->n_spare, err);
    memset(csv->spare + csv->n_spare, 0, ES_MARKS_SLACK);
    if (status != ES_OK || !memchr(csv->spare, '\0', csv->n_spare))
        return status;
    (void)es_fail(err, ES_EDATA, "%s: is a binary file, not CSV text", csv->name);
    return es_hint(err, "save it as CSV in UTF-8 and import that");
}

/* Commas for blanks in the buffer at hand. */
static es_status squeeze(es_csv *csv, es_error *err)
{
    size_t n = (size_t)(csv->end - csv->at);
    csv->end = csv->at + es_blanks_squeeze(&csv->blanks, csv->at, n);
    memset(csv->end, 0, n - (size_t)(csv->end - csv->at));
    if (!csv->blanks.has_comma)
        return ES_OK;
    (void)es_fail(err, ES_EDATA, "%s: commas in a table whose fields are set apart by blanks",
                  csv->name);
    return es_hint(err, "save it with one delimiter that its numbers do not have");
}

/* The same once the delimiter is known. */
static es_status read_and_mark(void *context, es_error *err)
{
    es_csv *csv = context;
    es_status status = read_spare(csv, err);
    if (status == ES_OK && !csv->has_blanks) /* those are to become commas first */
        es_marks_make(&csv->spare_marks, csv->spare, csv->n_spare, csv->parser.delim_char);
    return status;
}

/* Marks the buffer at hand. */
static void mark_again(es_csv *csv)
{
    es_marks_make(&csv->marks, csv->buffer, (size_t)(csv->end - csv->buffer),
                  csv->parser.delim_char);
}

/* Begins to read the buffer after the one at hand, if there is one. */
static es_status read_ahead(es_csv *csv, es_error *err)
{
    if (csv->at_eof)
        return ES_OK;
    if (!csv->ahead)
        csv->ahead = es_background_new();
    if (!csv->ahead)
        return es_fail_memory(err);
    es_background_start(csv->ahead, read_and_mark, csv);
    return ES_OK;
}

static void take_spare(es_csv *csv)
{
    unsigned char *next = csv->spare;
    es_marks marks = csv->spare_marks;
    csv->spare = csv->buffer;
    csv->spare_marks = csv->marks;
    csv->buffer = csv->at = next;
    csv->marks = marks;
    csv->end = next + csv->n_spare;
    csv->lf = csv->cr = csv->quote = NULL;
    csv->at_eof = csv->n_spare < csv->buffer_size;
}

/* Takes the next buffer; the one after it is read while this one is parsed. */
static es_status fill(es_csv *csv, es_error *err)
{
    es_status status = es_background_wait(csv->ahead, err);
    if (status != ES_OK)
        return status;
    take_spare(csv);
    if (csv->has_blanks) {
        status = squeeze(csv, err);
        mark_again(csv);
    }
    return status == ES_OK ? read_ahead(csv, err) : status;
}

/* Control characters near the start mean an archive, a picture, a workbook, even without NUL. */
static bool looks_binary(const unsigned char *text, size_t n)
{
    size_t look = n < 512 ? n : 512;
    for (size_t i = 0; i < look; i++)
        if (text[i] < 0x20 && !strchr("\t\n\v\f\r", text[i]))
            return true;
    return false;
}

static char sniff_delimiter(const unsigned char *text, size_t n)
{
    static const char candidate[] = ",;\t|";
    size_t count[sizeof candidate - 1] = {0}, best = 0, i = 0;
    bool quoted = false, any = false; /* lines without a delimiter stand above the header */
    for (; i < n && (quoted || !any || (text[i] != '\n' && text[i] != '\r')); i++) {
        const char *found = quoted || !text[i] ? NULL : strchr(candidate, text[i]);
        if (text[i] == '"')
            quoted = !quoted;
        else if (found)
            count[found - candidate]++;
        any = any || found;
    }
    for (size_t k = 1; k < sizeof count / sizeof *count; k++)
        if (count[k] > count[best])
            best = k;
    return candidate[best];
}

/* The line `sep=;` by which spreadsheets say the delimiter; 0: there is none. */
static unsigned char take_delimiter_line(es_csv *csv)
{
    size_t n = (size_t)(csv->end - csv->at), end = 5;
    unsigned char delimiter = n > 6 ? csv->at[4] : 0;
    if (n <= 6 || memcmp(csv->at, "sep=", 4) != 0 || !strchr(",;\t|", delimiter))
        return 0;
    if (csv->at[end] == '\r')
        end++;
    if (csv->at[end] == '\n')
        end++;
    if (end == 5)
        return 0;
    csv->at += end;
    csv->line++;
    return delimiter;
}

/* Reads the first buffer: emptiness, kind of content, delimiter. */
static es_status begin(es_csv *csv, es_error *err)
{
    unsigned char delimiter;
    es_status status = read_spare(csv, err);
    if (status != ES_OK)
        return status;
    take_spare(csv);
    if (csv->at == csv->end && csv->at_eof)
        return es_source_fail_empty(csv->source, err);
    if (looks_binary(csv->at, (size_t)(csv->end - csv->at)))
        return es_fail(err, ES_EDATA, "%s: is a binary file, not CSV text", csv->name);
    delimiter = take_delimiter_line(csv);
    csv->has_blanks =
        !delimiter && es_blanks_found(csv->at, (size_t)(csv->end - csv->at), &csv->blanks);
    if (csv->has_blanks) {
        status = squeeze(csv, err);
        delimiter = ',';
    }
    if (status != ES_OK)
        return status;
    if (!delimiter)
        delimiter = (unsigned char)sniff_delimiter(csv->at, (size_t)(csv->end - csv->at));
    csv_set_delim(&csv->parser, delimiter);
    mark_again(csv);
    return read_ahead(csv, err);
}

static es_status open_text(es_source *source, size_t buffer_size, es_csv **out, es_error *err)
{
    es_csv *csv = calloc(1, sizeof *csv);
    es_status status;
    *out = NULL;
    if (!csv)
        return es_fail_memory(err);
    csv->source = source;
    csv->name = es_source_name(source);
    csv->buffer_size = buffer_size ? buffer_size : BUFFER_SIZE;
    csv->line = 1;
    csv->line_begins = true;
    csv->field_capacity = FIELDS_START;
    csv->buffer = malloc(csv->buffer_size + ES_MARKS_SLACK);
    csv->spare = malloc(csv->buffer_size + ES_MARKS_SLACK);
    csv->text = malloc(ES_RECORD_MAX + 2);
    csv->field = malloc(FIELDS_START * sizeof *csv->field);
    csv->length = malloc(FIELDS_START * sizeof *csv->length);
    csv->parser_ready =
        csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL)
        == 0;
    csv_set_blk_size(&csv->parser, FIELD_BLOCK);
    if (csv->buffer && csv->spare && csv->text && csv->field && csv->length && csv->parser_ready
        && es_marks_open(&csv->marks, csv->buffer_size)
        && es_marks_open(&csv->spare_marks, csv->buffer_size))
        status = begin(csv, err);
    else
        status = es_fail_memory(err);
    if (status == ES_OK)
        *out = csv;
    else
        es_csv_close(csv);
    return status;
}

es_status es_csv_open_text(es_source *source, es_csv **out, es_error *err)
{
    return open_text(source, 0, out, err);
}

es_status es_csv_open_sized(const char *path, size_t buffer_size, es_csv **out, es_error *err)
{
    es_source *source;
    bool more;
    es_status status = es_source_open(path, &source, err);
    *out = NULL;
    if (status == ES_OK)
        status = es_source_next(source, &more, err);
    if (status == ES_OK)
        status = open_text(source, buffer_size, out, err);
    if (status == ES_OK)
        (*out)->own_source = source;
    else
        es_source_close(source);
    return status;
}

es_status es_csv_open(const char *path, es_csv **out, es_error *err)
{
    return es_csv_open_sized(path, 0, out, err);
}

void es_csv_close(es_csv *csv)
{
    if (!csv)
        return;
    es_background_free(csv->ahead);
    if (csv->parser_ready)
        csv_free(&csv->parser);
    es_source_close(csv->own_source);
    es_marks_close(&csv->marks);
    es_marks_close(&csv->spare_marks);
    free(csv->buffer);
    free(csv->spare);
    free(csv->text);
    free(csv->field);
    free(csv->length);
    free(csv);
}

/* ---- Records -------------------------------------------------------------------------------- */

static bool more_fields(es_csv *csv)
{
    size_t capacity = 2 * csv->field_capacity;
    const char **field = realloc(csv->field, capacity * sizeof *field);
    size_t *length;
    if (field)
        csv->field = field;
    length = realloc(csv->length, capacity * sizeof *length);
    if (length)
        csv->length = length;
    if (!field || !length)
        return false;
    csv->field_capacity = capacity;
    return true;
}

/* Ends a field of *n bytes with the byte behind it and takes the mark of a text off. */
static inline char *end_field(char *text, size_t *n)
{
    text[*n] = '\0';
    if (*text != '\'' || !es_formula_marked(text))
        return text;
    --*n;
    return text + 1;
}

static bool add_field(es_csv *csv, char *text, size_t n)
{
    if (csv->n_fields == csv->field_capacity && !more_fields(csv))
        return false;
    csv->field[csv->n_fields] = end_field(text, &n);
    csv->length[csv->n_fields++] = n;
    return true;
}

static void on_field(void *text, size_t n, void *context)
{
    es_csv *csv = context;
    char *copy = csv->text + csv->text_used;
    if (n)
        memcpy(copy, text, n);
    csv->text_used += n + 1;
    csv->no_memory = csv->no_memory || !add_field(csv, copy, n);
}

static void on_record(int terminator, void *context)
{
    es_csv *csv = context;
    (void)terminator;
    csv->record_ready = true;
}

/* The next `byte` at or after `at`, where `last` was the one before. */
static unsigned char *seek(const es_csv *csv, unsigned char *last, int byte)
{
    if (last && last >= csv->at)
        return last;
    last = memchr(csv->at, byte, (size_t)(csv->end - csv->at));
    return last ? last : csv->end;
}

/* The end of the next piece for the parser: behind the line's end, or the end of the buffer. */
static unsigned char *piece_end(es_csv *csv)
{
    csv->lf = seek(csv, csv->lf, '\n');
    csv->cr = seek(csv, csv->cr, '\r');
    if (csv->cr < csv->lf)
        return csv->cr + 1 == csv->lf && csv->lf < csv->end ? csv->lf + 1 : csv->cr + 1;
    return csv->lf < csv->end ? csv->lf + 1 : csv->end;
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\t';
}

static inline char *trim_field(unsigned char *at, unsigned char *end, size_t *n)
{
    while (at < end && is_blank(*at))
        at++;
    while (end > at && is_blank(end[-1]))
        end--;
    *n = (size_t)(end - at);
    return end_field((char *)at, n);
}

/* Is the text at hand a line and a record of its own, without quotes and not blank? */
static bool is_plain_line(es_csv *csv)
{
    const unsigned char *at = csv->at, *complete = csv->buffer + csv->marks.complete;
    if (!csv->marks.usable || !csv->line_begins || csv->parser.quoted || at >= complete
        || csv->buffer_size > ES_RECORD_MAX)
        return false;
    csv->quote = seek(csv, csv->quote, '"');
    if (csv->quote < complete) {
        csv->lf = seek(csv, csv->lf, '\n');
        if (csv->quote < csv->lf)
            return false;
    }
    while (is_blank(*at) && *at != csv->parser.delim_char)
        at++;
    return *at != '\n' && *at != '\r';
}

/* The fields of such a line, in place; what ends them is written over.  The loop decides the speed
 * of an import and keeps what it needs at hand: text written may be anything, for the compiler. */
static bool cut_line(es_csv *csv)
{
    unsigned char *text = csv->buffer, *at = csv->at;
    size_t i = (size_t)(at - text) / 64, n = 0, capacity = csv->field_capacity;
    uint64_t bits = csv->marks.word[i] & UINT64_MAX << (size_t)(at - text) % 64;
    const uint64_t *word = csv->marks.word;
    const char **field = csv->field;
    size_t *length = csv->length;
    for (bool last = false; !last; n++) {
        unsigned char *stop, *end;
        while (!bits)
            bits = word[++i];
        stop = end = text + 64 * i + __builtin_ctzll(bits);
        bits &= bits - 1;
        last = *stop == '\n';
        if (last && end > at && end[-1] == '\r')
            end--;
        if (n == capacity) {
            if (!more_fields(csv))
                return false;
            capacity = csv->field_capacity;
            field = csv->field;
            length = csv->length;
        }
        field[n] = trim_field(at, end, &length[n]);
        at = stop + 1;
    }
    csv->at = at;
    csv->n_fields = n;
    csv->record_line = csv->line++;
    csv->column = 0;
    csv->after_cr = false;
    csv->record_ready = true;
    return true;
}

static es_status fail_quote(es_csv *csv, size_t offset, es_error *err)
{
    unsigned long long line = csv->line, column = csv->column + offset + 1;
    const char *what = csv->at[offset] == '"' ? "stray quote" : "text after a closing quote";
    if (csv_error(&csv->parser) != CSV_EPARSE)
        return es_fail_memory(err);
    (void)es_fail(err, ES_EDATA, "%s:%llu: %s at character %llu of the line", csv->name, line, what,
                  column);
    return es_hint(err, "put the field in quotes and double every quote inside it");
}

/* Where the quote that is open now was opened: noted when its line ended, else on this line. */
static uint64_t open_quote_line(const es_csv *csv)
{
    return csv->quote_line && csv->quote_field == csv->n_fields ? csv->quote_line : csv->line;
}

static es_status fail_too_long(const es_csv *csv, es_error *err)
{
    uint64_t line = csv->parser.quoted ? open_quote_line(csv) : csv->record_line;
    (void)es_fail(err, ES_EDATA, "%s:%llu: record longer than 1 MiB", csv->name,
                  (unsigned long long)line);
    return es_hint(err, "an unclosed quote is the usual cause");
}

/* Line and column after the piece [at, stop). */
static void count_line(es_csv *csv, const unsigned char *stop, unsigned char last)
{
    csv->line_begins = last == '\n' || last == '\r';
    csv->after_cr = last == '\r';
    if (csv->line_begins) {
        if (csv->parser.quoted) {
            csv->quote_line = open_quote_line(csv);
            csv->quote_field = csv->n_fields;
        }
        csv->line++;
        csv->column = 0;
    } else {
        csv->column += (uint64_t)(stop - csv->at);
    }
}

static es_status parse_piece(es_csv *csv, es_error *err)
{
    bool rest_of_crlf = csv->after_cr && *csv->at == '\n';
    unsigned char *stop = rest_of_crlf ? csv->at + 1 : piece_end(csv), last = stop[-1];
    size_t n = (size_t)(stop - csv->at), used;
    if (csv->line_begins && !csv->parser.quoted) {
        csv->record_line = csv->line;
        csv->quote_line = 0;
        csv->record_bytes = 0;
    }
    csv->record_bytes += n;
    if (csv->record_bytes > ES_RECORD_MAX)
        return fail_too_long(csv, err);
    used = csv_parse(&csv->parser, csv->at, n, on_field, on_record, csv);
    if (csv->no_memory)
        return es_fail_memory(err);
    if (used != n)
        return fail_quote(csv, used, err);
    if (rest_of_crlf)
        csv->after_cr = false;
    else
        count_line(csv, stop, last);
    csv->at = stop;
    return ES_OK;
}

/* The end of the file: a last line without a line end, or an open quote. */
static es_status finish(es_csv *csv, es_error *err)
{
    uint64_t line = open_quote_line(csv);
    es_status status;
    if (csv->finished)
        return ES_OK;
    csv->finished = true;
    status = csv->own_source ? es_source_finish(csv->own_source, csv->hex, err) : ES_OK;
    if (status != ES_OK)
        return status;
    if (csv_fini(&csv->parser, on_field, on_record, csv) == 0)
        return csv->no_memory ? es_fail_memory(err) : ES_OK;
    if (csv_error(&csv->parser) != CSV_EPARSE)
        return es_fail_memory(err);
    (void)es_fail(err, ES_EDATA, "%s:%llu: quote without an end", csv->name,
                  (unsigned long long)line);
    return es_hint(err, "close the quoted field that begins on this line");
}

es_status es_csv_next(es_csv *csv, es_record *out, es_error *err)
{
    es_status status = ES_OK;
    csv->record_ready = false;
    csv->n_fields = csv->text_used = 0;
    while (status == ES_OK && !csv->record_ready) {
        if (is_plain_line(csv)) {
            if (!cut_line(csv))
                return es_fail_memory(err);
        } else if (csv->at < csv->end) {
            status = parse_piece(csv, err);
        } else if (!csv->at_eof) {
            status = fill(csv, err);
        } else {
            status = finish(csv, err);
            break;
        }
    }
    out->n_fields = csv->record_ready ? csv->n_fields : 0;
    out->field = csv->field;
    out->length = csv->length;
    out->line = csv->record_line;
    return status;
}

/* ---- Facts ---------------------------------------------------------------------------------- */

const char *es_csv_name(const es_csv *csv)
{
    return csv->name;
}

char es_csv_delimiter(const es_csv *csv)
{
    return (char)csv->parser.delim_char;
}

const char *es_csv_fingerprint(const es_csv *csv)
{
    return csv->hex;
}
