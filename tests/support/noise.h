/* Reproducible numbers with entropy for tests: SplitMix64 (METHODS ). */
#ifndef ES_TESTS_NOISE_H
#define ES_TESTS_NOISE_H

#include <stddef.h>
#include <stdint.h>

typedef struct noise {
    uint64_t state; /* the seed to begin with */
} noise;

uint64_t noise_bits(noise *source);
double noise_uniform(noise *source);         /* [0, 1) */
size_t noise_below(noise *source, size_t n); /* 0 .. n-1 */
double noise_normal(noise *source);          /* N(0, 1), by Box and Muller */
void noise_fill(noise *source, size_t n, double mean, double sd, double *out); /* normal */

#endif
