#include "import/fingerprint.h"

#include <stdlib.h>

#include <nettle/sha2.h>

struct es_fingerprint {
    struct sha256_ctx sha;
};

es_fingerprint *es_fingerprint_new(void)
{
    es_fingerprint *f = malloc(sizeof *f);
    if (f)
        sha256_init(&f->sha);
    return f;
}

void es_fingerprint_add(es_fingerprint *fingerprint, const void *bytes, size_t n)
{
    sha256_update(&fingerprint->sha, n, bytes);
}

void es_fingerprint_finish(es_fingerprint *fingerprint, char hex[ES_FINGERPRINT_SIZE])
{
    static const char digit[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&fingerprint->sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digit[digest[i] >> 4];
        hex[2 * i + 1] = digit[digest[i] & 15];
    }
    hex[2 * sizeof digest] = '\0';
}

void es_fingerprint_free(es_fingerprint *fingerprint)
{
    free(fingerprint);
}
