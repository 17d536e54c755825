#include "import/unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <lzma.h>
#include <zlib.h>

enum { BLOCK = 64 * 1024, AUTO_WINDOW = 15, GZIP_ONLY = 16 };

static const uint64_t xz_memory = UINT64_C(160) << 20; /* xz -9 takes 65 MiB */

struct es_unpack {
    es_raw *raw;
    const char *kind;
    bool is_archive;
    struct archive *archive;
    unsigned char *packed, *block; /* BLOCK bytes each: as in the file, and out of gzip or xz */
    z_stream zip;
    lzma_stream xz;
    bool is_gzip, in_member, is_xz, xz_ended;
    bool saw_zip_end;      /* the record that closes a zip file went by */
    unsigned char seam[3]; /* the last bytes of the block before */
    es_error *err;         /* of the call that is running */
    es_status failed;      /* what a callback recorded in it */
};

/* What the first bytes say. */
static const struct {
    const char *kind;
    size_t at, n;
    const char *magic;
    bool is_archive;
} kinds[] = {
    {"gzip", 0, 3, "\x1f\x8b\x08", false},
    {"xz", 0, 6,
     "\xfd"
     "7zXZ\0",
     false},
    {"lzma", 0, 3, "\x5d\0\0", false}, /* the usual properties, a dictionary of whole 64 KiB */
    {"zstd", 0, 4, "\x28\xb5\x2f\xfd", false},
    {"bzip2", 0, 3, "BZh", false},
    {"zip", 0, 4, "PK\x03\x04", true},
    {"zip", 0, 4, "PK\x05\x06", true},
    {"tar", 257, 5, "ustar", true},
};

static es_status fail_damaged(es_unpack *u, const char *what, es_error *err)
{
    if (!what)
        what = "no more is known";
    (void)es_fail(err, ES_EDATA, "%s: the %s file is damaged or cut off: %.*s", es_raw_name(u->raw),
                  u->kind, (int)strcspn(what, "\n"), what);
    return es_hint(err, "fetch or pack the file again");
}

/* ---- gzip ----------------------------------------------------------------------------------- */

static es_status more_input(es_unpack *u, bool *ended, es_error *err)
{
    size_t n;
    es_status status = es_raw_read(u->raw, u->packed, BLOCK, &n, err);
    u->zip.next_in = u->packed;
    u->zip.avail_in = (uInt)n;
    *ended = n == 0;
    return status;
}

/* Between members: zeros that pad the file are passed over. */
static void begin_member(es_unpack *u)
{
    while (u->zip.avail_in && *u->zip.next_in == 0) {
        u->zip.next_in++;
        u->zip.avail_in--;
    }
    if (u->zip.avail_in == 0)
        return;
    (void)inflateReset(&u->zip);
    u->in_member = true;
}

static es_status gunzip(es_unpack *u, unsigned char *out, size_t size, size_t *n, es_error *err)
{
    bool ended = false;
    u->zip.next_out = out;
    u->zip.avail_out = (uInt)size;
    while (u->zip.avail_out) {
        es_status status = u->zip.avail_in ? ES_OK : more_input(u, &ended, err);
        int result;
        if (status != ES_OK)
            return status;
        if (ended)
            break;
        if (!u->in_member)
            begin_member(u);
        if (!u->in_member)
            continue;
        result = inflate(&u->zip, Z_NO_FLUSH);
        if (result == Z_STREAM_END)
            u->in_member = false;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            return fail_damaged(u, u->zip.msg, err);
    }
    *n = size - u->zip.avail_out;
    return ended && u->in_member ? fail_damaged(u, "it ends too early", err) : ES_OK;
}

/* ---- xz ------------------------------------------------------------------------------------- */

static es_status fail_xz(es_unpack *u, lzma_ret result, es_error *err)
{
    if (result == LZMA_MEM_ERROR)
        return es_fail_memory(err);
    if (result == LZMA_MEMLIMIT_ERROR) {
        (void)es_fail(err, ES_EDATA, "%s: to unpack it takes more than %d MiB of memory",
                      es_raw_name(u->raw), (int)(xz_memory >> 20));
        return es_hint(err, "pack it again with xz -9, or as gz");
    }
    return fail_damaged(u, result == LZMA_BUF_ERROR ? "it ends too early" : "its content is wrong",
                        err);
}

static es_status unxz(es_unpack *u, unsigned char *out, size_t size, size_t *n, es_error *err)
{
    lzma_action action = LZMA_RUN;
    u->xz.next_out = out;
    u->xz.avail_out = size;
    while (u->xz.avail_out && !u->xz_ended) {
        lzma_ret result;
        if (u->xz.avail_in == 0) {
            es_status status = es_raw_read(u->raw, u->packed, BLOCK, &u->xz.avail_in, err);
            if (status != ES_OK)
                return status;
            u->xz.next_in = u->packed;
            action = u->xz.avail_in ? LZMA_RUN : LZMA_FINISH;
        }
        result = lzma_code(&u->xz, action);
        u->xz_ended = result == LZMA_STREAM_END;
        if (result != LZMA_OK && result != LZMA_STREAM_END)
            return fail_xz(u, result, err);
    }
    *n = size - u->xz.avail_out;
    return ES_OK;
}

/* ---- libarchive ----------------------------------------------------------------------------- */

/* A zip file that was cut off behind its last entry lacks the directory, and perhaps files. */
static void look_for_zip_end(es_unpack *u, const unsigned char *block, size_t n)
{
    static const unsigned char mark[] = {'P', 'K', 5, 6};
    unsigned char over[2 * sizeof u->seam];
    size_t keep = n < sizeof u->seam ? n : sizeof u->seam;
    memcpy(over, u->seam, sizeof u->seam);
    memcpy(over + sizeof u->seam, block, keep);
    for (size_t i = 0; i + sizeof mark <= sizeof u->seam + keep; i++)
        u->saw_zip_end = u->saw_zip_end || memcmp(over + i, mark, sizeof mark) == 0;
    for (size_t i = 0; !u->saw_zip_end && i + sizeof mark <= n; i++) {
        const unsigned char *p = memchr(block + i, 'P', n - i - sizeof mark + 1);
        if (!p)
            break;
        i = (size_t)(p - block);
        u->saw_zip_end = memcmp(p, mark, sizeof mark) == 0;
    }
    if (n >= sizeof u->seam)
        memcpy(u->seam, block + n - sizeof u->seam, sizeof u->seam);
}

static la_ssize_t on_read(struct archive *archive, void *context, const void **block)
{
    es_unpack *u = context;
    size_t n = 0;
    *block = u->block;
    u->failed = u->is_gzip ? gunzip(u, u->block, BLOCK, &n, u->err)
                : u->is_xz ? unxz(u, u->block, BLOCK, &n, u->err)
                           : es_raw_read(u->raw, u->block, BLOCK, &n, u->err);
    if (u->failed != ES_OK) {
        archive_set_error(archive, EIO, "cannot be read");
        return ARCHIVE_FATAL;
    }
    if (strcmp(u->kind, "zip") == 0)
        look_for_zip_end(u, u->block, n);
    return (la_ssize_t)n;
}

static es_status fail_archive(es_unpack *u, es_error *err)
{
    return u->failed != ES_OK ? u->failed : fail_damaged(u, archive_error_string(u->archive), err);
}

static es_status start(es_unpack *u, es_error *err)
{
    struct archive *a;
    u->packed = malloc(BLOCK);
    u->block = malloc(BLOCK);
    u->archive = a = archive_read_new();
    if (!u->packed || !u->block || !a)
        return es_fail_memory(err);
    if (strcmp(u->kind, "gzip") == 0) {
        u->is_gzip = inflateInit2(&u->zip, AUTO_WINDOW + GZIP_ONLY) == Z_OK;
        if (!u->is_gzip)
            return es_fail_memory(err);
    } else if (strcmp(u->kind, "xz") == 0 || strcmp(u->kind, "lzma") == 0) {
        u->is_xz = lzma_auto_decoder(&u->xz, xz_memory, LZMA_CONCATENATED) == LZMA_OK;
        if (!u->is_xz)
            return es_fail_memory(err);
    } else if (!u->is_archive) {
        (void)archive_read_support_filter_zstd(a);
        (void)archive_read_support_filter_bzip2(a);
    }
    if (strcmp(u->kind, "zip") == 0) {
        (void)archive_read_support_format_zip_streamable(a);
    } else {
        (void)archive_read_support_format_tar(a);
        (void)archive_read_support_format_raw(a);
        (void)archive_read_support_format_empty(a);
    }
    u->err = err;
    return archive_read_open(a, u, NULL, on_read, NULL) == ARCHIVE_OK ? ES_OK
                                                                      : fail_archive(u, err);
}

es_status es_unpack_open(es_raw *raw, es_unpack **out, es_error *err)
{
    size_t n, k = 0, n_kinds = sizeof kinds / sizeof *kinds;
    const unsigned char *head = es_raw_head(raw, &n);
    es_unpack *u;
    es_status status;
    *out = NULL;
    while (k < n_kinds
           && (n < kinds[k].at + kinds[k].n
               || memcmp(head + kinds[k].at, kinds[k].magic, kinds[k].n) != 0))
        k++;
    if (k == n_kinds)
        return ES_OK;
    u = calloc(1, sizeof *u);
    if (!u)
        return es_fail_memory(err);
    u->raw = raw;
    u->kind = kinds[k].kind;
    u->is_archive = kinds[k].is_archive;
    status = start(u, err);
    if (status == ES_OK)
        *out = u;
    else
        es_unpack_close(u);
    return status;
}

void es_unpack_close(es_unpack *u)
{
    if (!u)
        return;
    if (u->archive)
        (void)archive_read_free(u->archive);
    if (u->is_gzip)
        (void)inflateEnd(&u->zip);
    if (u->is_xz)
        lzma_end(&u->xz);
    free(u->packed);
    free(u->block);
    free(u);
}

static es_status at_end(es_unpack *u, es_error *err)
{
    unsigned char rest[512];
    size_t n = sizeof rest;
    es_status status = ES_OK;
    if (strcmp(u->kind, "zip") != 0)
        return ES_OK;
    while (status == ES_OK && n == sizeof rest) {
        status = es_raw_read(u->raw, rest, sizeof rest, &n, err);
        look_for_zip_end(u, rest, n);
    }
    if (status == ES_OK && !u->saw_zip_end)
        return fail_damaged(u, "its directory is missing", err);
    return status;
}

/* In zip files only what is unpacked in little memory. */
static es_status check_method(es_unpack *u, const char *entry, es_error *err)
{
    static const char *const allowed[] = {"(uncompressed)", "(deflation)", "(bzip)", "(zstd)"};
    const char *name = archive_format_name(u->archive);
    const char *method = name && strcmp(u->kind, "zip") == 0 ? strchr(name, '(') : NULL;
    bool good = !method;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        good = good || strcmp(method, allowed[i]) == 0;
    if (good)
        return ES_OK;
    (void)es_fail(err, ES_EDATA, "%s: %s in it is packed in a way that is not read: %s",
                  es_raw_name(u->raw), entry, method);
    return es_hint(err, "pack it again as an ordinary zip file");
}

es_status es_unpack_next(es_unpack *u, const char **entry, es_error *err)
{
    struct archive_entry *header;
    const char *name;
    int result;
    u->err = err;
    *entry = NULL;
    do {
        result = archive_read_next_header(u->archive, &header);
        if (result == ARCHIVE_EOF)
            return at_end(u, err);
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return fail_archive(u, err);
    } while (archive_entry_filetype(header) == AE_IFDIR);
    if (archive_format(u->archive) == ARCHIVE_FORMAT_RAW) {
        *entry = "";
        return ES_OK;
    }
    u->is_archive = true;
    name = archive_entry_pathname(header);
    if (!name)
        name = archive_entry_pathname_utf8(header);
    *entry = name ? name : "unnamed";
    if (archive_entry_is_encrypted(header)) {
        (void)es_fail(err, ES_EDATA, "%s: %s in it is encrypted", es_raw_name(u->raw), *entry);
        return es_hint(err, "unpack it with its password and import the files");
    }
    return check_method(u, *entry, err);
}

es_status es_unpack_read(es_unpack *u, void *buffer, size_t size, size_t *n, es_error *err)
{
    char *to = buffer;
    *n = 0;
    u->err = err;
    while (*n < size) {
        la_ssize_t got = archive_read_data(u->archive, to + *n, size - *n);
        if (got < 0)
            return fail_archive(u, err);
        if (got == 0)
            break;
        *n += (size_t)got;
    }
    return ES_OK;
}

const char *es_unpack_kind(const es_unpack *u)
{
    bool packed_tar = u->is_archive && strcmp(u->kind, "zip") != 0 && strcmp(u->kind, "tar") != 0;
    return packed_tar ? "compressed tar" : u->kind;
}

bool es_unpack_is_archive(const es_unpack *u)
{
    return u->is_archive;
}
