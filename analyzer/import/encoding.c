#include "import/encoding.h"

#include <stdlib.h>
#include <string.h>

#include "import/foreign.h"

enum { PENDING = 64 * 1024, HEAD = 512, CHARACTER = 4 };

typedef enum mode {
    START,
    DIRECT,   /* UTF-8 so far, passed on as it is */
    BYTES,    /* UTF-8 and Windows-1252, character by character */
    UTF16_LE, /* the same with units of two bytes */
    UTF16_BE
} mode;

struct es_decoder {
    const char *name;
    es_pull pull;
    void *context;
    mode mode;
    unsigned char *pending; /* [at, end): taken, but not converted */
    size_t at, end, capacity;
    bool ended;                     /* nothing comes after it */
    unsigned char spill[CHARACTER]; /* of a character for which there was no room */
    size_t n_spill;
    bool saw_1252, saw_multibyte;
};

es_decoder *es_decoder_new(const char *name, es_pull pull, void *context)
{
    es_decoder *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->name = name;
    d->pull = pull;
    d->context = context;
    d->capacity = PENDING;
    d->pending = malloc(d->capacity);
    if (!d->pending) {
        free(d);
        return NULL;
    }
    return d;
}

void es_decoder_free(es_decoder *d)
{
    if (!d)
        return;
    free(d->pending);
    free(d);
}

/* ---- UTF-8 ---------------------------------------------------------------------------------- */

static bool all_ascii(const unsigned char *text, size_t n)
{
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        uint64_t w[4];
        memcpy(w, text + i, sizeof w);
        if ((w[0] | w[1] | w[2] | w[3]) & UINT64_C(0x8080808080808080))
            return false;
    }
    for (; i < n; i++)
        if (text[i] & 0x80)
            return false;
    return true;
}

/* The length of the character that begins here; 0: it is none, or not all there. */
static size_t utf8_length(const unsigned char *text, size_t n)
{
    unsigned char lead = text[0];
    size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead > 0xf4 || length > n)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    if ((lead == 0xe0 && text[1] < 0xa0) || (lead == 0xed && text[1] > 0x9f)
        || (lead == 0xf0 && text[1] < 0x90) || (lead == 0xf4 && text[1] > 0x8f))
        return 0;
    return length;
}

static size_t valid_prefix(es_decoder *d, const unsigned char *text, size_t n)
{
    size_t i = 0, length;
    while (i < n && (length = utf8_length(text + i, n - i)) != 0) {
        d->saw_multibyte = d->saw_multibyte || length > 1;
        i += length;
    }
    return i;
}

static size_t utf8_write(uint32_t c, unsigned char out[CHARACTER])
{
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (unsigned char)(0xc0 | c >> 6);
        out[1] = (unsigned char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (unsigned char)(0xe0 | c >> 12);
        out[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (unsigned char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (unsigned char)(0xf0 | c >> 18);
    out[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (unsigned char)(0x80 | (c & 0x3f));
    return 4;
}

/* ---- One character -------------------------------------------------------------------------- */

static uint32_t from_1252(unsigned char byte)
{
    static const uint16_t c1[32] = {0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                    0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                    0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                    0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
    return byte >= 0x80 && byte < 0xa0 ? c1[byte - 0x80] : byte;
}

static uint32_t unit(const es_decoder *d, size_t i)
{
    const unsigned char *p = d->pending + d->at + 2 * i;
    return d->mode == UTF16_LE ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[0] << 8 | p[1]);
}

/* A half of a pair without the other one becomes U+FFFD. */
static uint32_t take_utf16(es_decoder *d)
{
    uint32_t first = unit(d, 0), second;
    d->at += 2;
    if (first < 0xd800 || first > 0xdfff)
        return first;
    if (first > 0xdbff || d->end - d->at < 2)
        return 0xfffd;
    second = unit(d, 0);
    if (second < 0xdc00 || second > 0xdfff)
        return 0xfffd;
    d->at += 2;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

/* Converts the character at `at`; there is at least one byte. */
static es_status take_character(es_decoder *d, unsigned char out[CHARACTER], size_t *n,
                                es_error *err)
{
    const unsigned char *text = d->pending + d->at;
    if (d->mode != BYTES) {
        if (d->end - d->at < 2)
            return es_fail(err, ES_EDATA, "%s: ends in the middle of a UTF-16 character", d->name);
        *n = utf8_write(take_utf16(d), out);
        return ES_OK;
    }
    *n = utf8_length(text, d->end - d->at);
    if (*n) {
        memcpy(out, text, *n);
        d->saw_multibyte = d->saw_multibyte || *n > 1;
        d->at += *n;
        return ES_OK;
    }
    d->saw_1252 = true;
    *n = utf8_write(from_1252(*text), out);
    d->at++;
    return ES_OK;
}

/* ---- Reading -------------------------------------------------------------------------------- */

static es_status refill(es_decoder *d, size_t most, es_error *err)
{
    size_t left = d->end - d->at, n;
    es_status status;
    memmove(d->pending, d->pending + d->at, left);
    d->at = 0;
    d->end = left;
    if (d->ended || left >= most)
        return ES_OK;
    status = d->pull(d->context, d->pending + left, most - left, &n, err);
    d->end += n;
    d->ended = n < most - left;
    return status;
}

/* Is every other byte zero, and no byte between? */
static bool alternates(const unsigned char *text, size_t n, size_t zero_at)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        if (text[i + zero_at] != 0 || text[i + 1 - zero_at] == 0)
            return false;
    return n >= 8;
}

static es_status begin(es_decoder *d, es_error *err)
{
    es_status status = refill(d, HEAD, err);
    const unsigned char *head = d->pending;
    size_t n = d->end;
    if (status != ES_OK)
        return status;
    d->mode = DIRECT;
    if (n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0) {
        d->at = 3;
    } else if (n >= 2 && memcmp(head, "\xFF\xFE", 2) == 0) {
        d->mode = UTF16_LE;
        d->at = 2;
    } else if (n >= 2 && memcmp(head, "\xFE\xFF", 2) == 0) {
        d->mode = UTF16_BE;
        d->at = 2;
    } else if (alternates(head, n, 1)) {
        d->mode = UTF16_LE;
    } else if (alternates(head, n, 0)) {
        d->mode = UTF16_BE;
    }
    return es_foreign_refuse(d->name, head + d->at, n - d->at, err);
}

/* Puts bytes back before those that are pending. */
static es_status put_back(es_decoder *d, const unsigned char *text, size_t n, es_error *err)
{
    size_t left = d->end - d->at;
    if (n + left > d->capacity) {
        unsigned char *grown = realloc(d->pending, n + left);
        if (!grown)
            return es_fail_memory(err);
        d->pending = grown;
        d->capacity = n + left;
    }
    memmove(d->pending + n, d->pending + d->at, left);
    memcpy(d->pending, text, n);
    d->at = 0;
    d->end = n + left;
    return ES_OK;
}

/* The usual case: UTF-8 straight into the caller's buffer. */
static es_status read_direct(es_decoder *d, unsigned char *buffer, size_t size, size_t *n,
                             es_error *err)
{
    size_t left = d->end - d->at, first = left < size ? left : size, more = 0, good;
    memcpy(buffer, d->pending + d->at, first);
    d->at += first;
    if (first < size && !d->ended) {
        es_status status = d->pull(d->context, buffer + first, size - first, &more, err);
        if (status != ES_OK)
            return status;
        d->ended = more < size - first;
    }
    *n = first + more;
    if (all_ascii(buffer, *n))
        return ES_OK;
    good = valid_prefix(d, buffer, *n);
    if (good == *n)
        return ES_OK;
    d->mode = BYTES;
    more = *n - good;
    *n = good;
    return put_back(d, buffer + good, more, err);
}

static es_status read_converted(es_decoder *d, unsigned char *buffer, size_t size, size_t *n,
                                es_error *err)
{
    while (*n < size) {
        unsigned char text[CHARACTER];
        size_t length = 0, room = size - *n;
        es_status status;
        if (d->end - d->at < CHARACTER && !d->ended) {
            status = refill(d, d->capacity, err);
            if (status != ES_OK)
                return status;
        }
        if (d->at == d->end)
            break;
        status = take_character(d, text, &length, err);
        if (status != ES_OK)
            return status;
        memcpy(buffer + *n, text, length < room ? length : room);
        *n += length < room ? length : room;
        if (length > room) {
            d->n_spill = length - room;
            memcpy(d->spill, text + room, d->n_spill);
        }
    }
    return ES_OK;
}

es_status es_decoder_read(es_decoder *d, unsigned char *buffer, size_t size, size_t *n,
                          es_error *err)
{
    es_status status = ES_OK;
    *n = d->n_spill < size ? d->n_spill : size;
    memcpy(buffer, d->spill, *n);
    memmove(d->spill, d->spill + *n, d->n_spill - *n);
    d->n_spill -= *n;
    if (d->mode == START)
        status = begin(d, err);
    if (status == ES_OK && d->mode == DIRECT)
        status = read_direct(d, buffer, size, n, err);
    if (status == ES_OK && d->mode != DIRECT)
        status = read_converted(d, buffer, size, n, err);
    return status;
}

const char *es_decoder_encoding(const es_decoder *d)
{
    if (d->mode == UTF16_LE || d->mode == UTF16_BE)
        return "UTF-16";
    if (!d->saw_1252)
        return NULL;
    return d->saw_multibyte ? "UTF-8 mixed with Windows-1252" : "Windows-1252";
}
