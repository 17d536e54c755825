#include "import/source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import/encoding.h"
#include "import/foreign.h"
#include "import/raw.h"
#include "import/unpack.h"

enum { PASSED_OVER = 120 };

struct es_source {
    const char *path;
    es_raw *raw;
    es_unpack *unpack; /* NULL: the file is not packed */
    es_decoder *decoder;
    uint64_t n_texts;
    bool is_empty;     /* the last of them */
    char *name, *file; /* of an entry; NULL: those of the file */
    char passed_over[PASSED_OVER];
};

/* ---- Names ---------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool has_ending(const char *file, size_t n, const char *const *endings)
{
    for (; *endings; endings++) {
        size_t k = strlen(*endings);
        if (n > k && strncasecmp(file + n - k, *endings, k) == 0)
            return true;
    }
    return false;
}

size_t es_source_bare_length(const char *file)
{
    static const char *const packed[] = {".gz", ".xz", ".lzma", ".zst", ".bz2", NULL};
    size_t n = strlen(file);
    const char *dot = strrchr(file, '.');
    return dot && has_ending(file, n, packed) ? (size_t)(dot - file) : n;
}

bool es_source_is_data(const char *path)
{
    static const char *const endings[] = {".csv", ".tsv", ".txt", ".tab", ".psv",
                                          ".dat", ".asc", ".prn", NULL};
    const char *file = base_name(path);
    size_t n = es_source_bare_length(file);
    if (file[0] == '\0' || file[0] == '.' || strncmp(path, "__MACOSX/", 9) == 0
        || strncasecmp(file, "readme", 6) == 0 || strncasecmp(file, "license", 7) == 0)
        return false;
    return !memchr(file, '.', n) || has_ending(file, n, endings);
}

/* ---- Opening and closing -------------------------------------------------------------------- */

es_status es_source_open(const char *path, es_source **out, es_error *err)
{
    es_source *s = calloc(1, sizeof *s);
    es_status status;
    *out = NULL;
    if (!s)
        return es_fail_memory(err);
    s->path = path;
    status = es_raw_open(path, &s->raw, err);
    if (status == ES_OK)
        status = es_unpack_open(s->raw, &s->unpack, err);
    if (status == ES_OK)
        *out = s;
    else
        es_source_close(s);
    return status;
}

void es_source_close(es_source *s)
{
    if (!s)
        return;
    es_decoder_free(s->decoder);
    es_unpack_close(s->unpack);
    es_raw_close(s->raw);
    free(s->name);
    free(s->file);
    free(s);
}

/* ---- Texts ---------------------------------------------------------------------------------- */

static es_status pull(void *context, void *buffer, size_t size, size_t *n, es_error *err)
{
    es_source *s = context;
    return s->unpack ? es_unpack_read(s->unpack, buffer, size, n, err)
                     : es_raw_read(s->raw, buffer, size, n, err);
}

static es_status begin_text(es_source *s, es_error *err)
{
    es_decoder_free(s->decoder);
    s->decoder = es_decoder_new(es_source_name(s), pull, s);
    s->n_texts++;
    s->is_empty = false;
    return s->decoder ? ES_OK : es_fail_memory(err);
}

static void pass_over(es_source *s, const char *entry)
{
    size_t used = strlen(s->passed_over);
    if (used + 8 < sizeof s->passed_over)
        (void)snprintf(s->passed_over + used, sizeof s->passed_over - used, "%s%.60s",
                       used ? ", " : "", entry);
}

static es_status name_entry(es_source *s, const char *entry, es_error *err)
{
    size_t n = strlen(es_raw_name(s->raw)) + strlen(entry) + 2;
    free(s->name);
    free(s->file);
    s->name = malloc(n);
    s->file = strdup(base_name(entry));
    if (!s->name || !s->file)
        return es_fail_memory(err);
    (void)snprintf(s->name, n, "%s/%s", es_raw_name(s->raw), entry);
    return ES_OK;
}

static es_status fail_nothing(const es_source *s, es_error *err)
{
    const char *name = es_raw_name(s->raw);
    if (!es_source_is_archive(s))
        return es_fail(err, ES_EDATA, "%s: is empty", name);
    if (!s->passed_over[0])
        return es_fail(err, ES_EDATA, "%s: the archive is empty", name);
    (void)es_fail(err, ES_EDATA, "%s: holds no CSV file, only %s", name, s->passed_over);
    return es_hint(err, "data files end in .csv, .tsv, .txt, .tab, .psv or .dat");
}

/* The next data file of an archive. */
static es_status next_entry(es_source *s, bool *more, es_error *err)
{
    const char *entry;
    es_status status;
    while ((status = es_unpack_next(s->unpack, &entry, err)) == ES_OK && entry) {
        *more = true;
        if (!es_source_is_archive(s))
            return begin_text(s, err);
        status = es_foreign_refuse_entry(es_raw_name(s->raw), entry, err);
        if (status != ES_OK)
            return status;
        if (es_source_is_data(entry)) {
            status = name_entry(s, entry, err);
            return status == ES_OK ? begin_text(s, err) : status;
        }
        pass_over(s, entry);
    }
    *more = false;
    return status == ES_OK && s->n_texts == 0 ? fail_nothing(s, err) : status;
}

/* What its reader left of a text, so that damage there is found as well. */
static es_status pass_rest(es_source *s, es_error *err)
{
    unsigned char rest[4096];
    size_t n = sizeof rest;
    es_status status = ES_OK;
    while (status == ES_OK && n == sizeof rest)
        status = es_unpack_read(s->unpack, rest, sizeof rest, &n, err);
    return status;
}

es_status es_source_next(es_source *s, bool *more, es_error *err)
{
    es_status status;
    if (!s->unpack) {
        *more = s->n_texts == 0;
        return *more ? begin_text(s, err) : ES_OK;
    }
    status = s->n_texts ? pass_rest(s, err) : ES_OK;
    return status == ES_OK ? next_entry(s, more, err) : status;
}

es_status es_source_read(es_source *s, unsigned char *buffer, size_t size, size_t *n, es_error *err)
{
    return es_decoder_read(s->decoder, buffer, size, n, err);
}

es_status es_source_finish(es_source *s, char hex[ES_FINGERPRINT_SIZE], es_error *err)
{
    return es_raw_finish(s->raw, hex, err);
}

/* ---- Facts ---------------------------------------------------------------------------------- */

const char *es_source_name(const es_source *s)
{
    return s->name ? s->name : es_raw_name(s->raw);
}

const char *es_source_file(const es_source *s)
{
    return s->file ? s->file : base_name(s->path);
}

es_status es_source_fail_empty(es_source *s, es_error *err)
{
    s->is_empty = true;
    return es_fail(err, ES_EDATA, "%s: is empty", es_source_name(s));
}

bool es_source_is_empty(const es_source *s)
{
    return s->is_empty;
}

void es_source_pass_over(es_source *s)
{
    pass_over(s, s->file);
    s->n_texts--;
}

bool es_source_is_nameless(const es_source *s)
{
    return !s->file && strcmp(s->path, "-") == 0;
}

const char *es_source_packing(const es_source *s)
{
    return s->unpack ? es_unpack_kind(s->unpack) : NULL;
}

const char *es_source_encoding(const es_source *s)
{
    return s->decoder ? es_decoder_encoding(s->decoder) : NULL;
}

uint64_t es_source_texts(const es_source *s)
{
    return s->n_texts;
}

bool es_source_is_archive(const es_source *s)
{
    return s->unpack && es_unpack_is_archive(s->unpack);
}

const char *es_source_passed_over(const es_source *s)
{
    return s->passed_over;
}

uint64_t es_source_bytes(const es_source *s)
{
    return es_raw_bytes(s->raw);
}

uint64_t es_source_total(const es_source *s)
{
    return es_raw_total(s->raw);
}
