#include "store/decimals.h"

#include <math.h>
#include <string.h>

#include "base/wide.h"

#define MISSING INT32_MIN

/* Powers of ten that a double holds exactly, so that one division rounds correctly. */
static const double ten_to[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

enum { MOST_DECIMALS = sizeof ten_to / sizeof *ten_to - 1 };

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* The whole number nearest to x times the power, if it is one of 32 bits; or any other, which the
 * way back then shows. */
static inline int32_t whole(double x, double power)
{
    double scaled = x * power + (x < 0.0 ? -0.5 : 0.5);
    return scaled > -2147483648.0 && scaled < 2147483648.0 ? (int32_t)scaled : 0;
}

/* false: some value does not come back. */
ES_WIDE static bool pack_all(size_t n, const double *restrict x, double power,
                             unsigned char *restrict out)
{
    uint64_t lost = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t w = x[i] != x[i] ? MISSING : whole(x[i], power);
        lost |= x[i] != x[i] ? 0 : bits_of((double)w / power) ^ bits_of(x[i]);
        memcpy(out + i * sizeof w, &w, sizeof w);
    }
    return lost == 0;
}

/* Of a value that is none of so few decimals, the first that is; beyond MOST_DECIMALS: none. */
static unsigned decimals_of(double x, unsigned k)
{
    while (k <= MOST_DECIMALS && !isnan(x)
           && bits_of((double)whole(x, ten_to[k]) / ten_to[k]) != bits_of(x))
        k++;
    return k;
}

bool es_decimals_pack(size_t n, const double *x, unsigned char *out)
{
    unsigned k = decimals_of(x[0], 0), needed;
    while (k <= MOST_DECIMALS && !pack_all(n, x, ten_to[k], out)) {
        needed = k;
        for (size_t i = 0; i < n && needed == k; i++)
            needed = decimals_of(x[i], k);
        k = needed;
    }
    out[n * sizeof(int32_t)] = (unsigned char)k;
    return k <= MOST_DECIMALS;
}

bool es_decimals_sound(size_t n, const void *stored, size_t bytes)
{
    const unsigned char *byte = stored;
    return bytes == n * sizeof(double)
           || (n && bytes == ES_DECIMALS_SIZE(n) && byte[bytes - 1] <= MOST_DECIMALS);
}

ES_WIDE static void unpack_all(size_t n, const unsigned char *restrict stored, double power,
                               double *restrict out)
{
    for (size_t i = 0; i < n; i++) {
        int32_t w;
        memcpy(&w, stored + i * sizeof w, sizeof w);
        out[i] = w == MISSING ? (double)NAN : (double)w / power;
    }
}

void es_decimals_unpack(size_t n, const void *stored, size_t bytes, double *out)
{
    const unsigned char *byte = stored;
    if (bytes == n * sizeof *out)
        memcpy(out, stored, bytes);
    else
        unpack_all(n, byte, ten_to[byte[bytes - 1]], out);
}
