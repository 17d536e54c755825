#include "import/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_SIZE = 512 };

struct es_raw {
    const char *name;
    int fd;
    _Atomic uint64_t bytes; /* told while another thread reads */
    uint64_t total;
    es_fingerprint *sum;
    unsigned char head[HEAD_SIZE];
    size_t n_head, head_taken;
};

static es_status fail_errno(const es_raw *raw, es_error *err)
{
    if (errno == ENOENT)
        return es_fail(err, ES_ENOTFOUND, "%s: no such file", raw->name);
    return es_fail(err, ES_EIO, "%s: %s", raw->name, strerror(errno));
}

/* From the file itself, past the head. */
static es_status read_on(es_raw *raw, unsigned char *buffer, size_t size, size_t *n, es_error *err)
{
    *n = 0;
    while (*n < size) {
        ssize_t got = read(raw->fd, buffer + *n, size - *n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail_errno(raw, err);
        if (got == 0)
            break;
        *n += (size_t)got;
    }
    raw->bytes += *n;
    es_fingerprint_add(raw->sum, buffer, *n);
    return ES_OK;
}

static es_status open_file(es_raw *raw, const char *path, es_error *err)
{
    struct stat info;
    raw->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (raw->fd < 0 || fstat(raw->fd, &info) != 0)
        return fail_errno(raw, err);
    if (S_ISDIR(info.st_mode))
        return es_fail(err, ES_EIO, "%s: is a directory, not a file", raw->name);
    if (S_ISREG(info.st_mode)) {
        raw->total = (uint64_t)info.st_size;
        (void)posix_fadvise(raw->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return read_on(raw, raw->head, HEAD_SIZE, &raw->n_head, err);
}

es_status es_raw_open(const char *path, es_raw **out, es_error *err)
{
    es_raw *raw = calloc(1, sizeof *raw);
    es_status status;
    *out = NULL;
    if (!raw)
        return es_fail_memory(err);
    raw->fd = -1;
    raw->name = strcmp(path, "-") == 0 ? "stdin" : path;
    raw->sum = es_fingerprint_new();
    status = raw->sum ? open_file(raw, path, err) : es_fail_memory(err);
    if (status == ES_OK)
        *out = raw;
    else
        es_raw_close(raw);
    return status;
}

void es_raw_close(es_raw *raw)
{
    if (!raw)
        return;
    if (raw->fd > STDIN_FILENO)
        (void)close(raw->fd);
    es_fingerprint_free(raw->sum);
    free(raw);
}

es_status es_raw_read(es_raw *raw, void *buffer, size_t size, size_t *n, es_error *err)
{
    unsigned char *to = buffer;
    size_t left = raw->n_head - raw->head_taken, first = left < size ? left : size;
    es_status status;
    memcpy(to, raw->head + raw->head_taken, first);
    raw->head_taken += first;
    *n = first;
    if (first == size || raw->n_head < HEAD_SIZE)
        return ES_OK;
    status = read_on(raw, to + first, size - first, n, err);
    *n += first;
    return status;
}

const unsigned char *es_raw_head(const es_raw *raw, size_t *n)
{
    *n = raw->n_head;
    return raw->head;
}

es_status es_raw_finish(es_raw *raw, char hex[ES_FINGERPRINT_SIZE], es_error *err)
{
    unsigned char rest[4096];
    size_t n;
    es_status status;
    do
        status = es_raw_read(raw, rest, sizeof rest, &n, err);
    while (status == ES_OK && n == sizeof rest);
    if (status == ES_OK)
        es_fingerprint_finish(raw->sum, hex);
    return status;
}

const char *es_raw_name(const es_raw *raw)
{
    return raw->name;
}

uint64_t es_raw_bytes(const es_raw *raw)
{
    return raw->bytes;
}

uint64_t es_raw_total(const es_raw *raw)
{
    return raw->total;
}
