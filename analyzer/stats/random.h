/* Portable random numbers (METHODS section 10): SplitMix64, so that a draw is the same on every
 * machine, and streams by number, so that a result does not depend on the number of threads.
 *
 * A stream is made at its place of use and read in one fixed order; it is never shared. */
#ifndef ES_STATS_RANDOM_H
#define ES_STATS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct es_random {
    uint64_t state;
} es_random;

/* The stream with the number stream_id (from 1 on) of a run seeded with `seed`: its own seed
 * is the stream_id-th output of the generator seeded with `seed`. */
es_random es_random_stream(uint64_t seed, uint64_t stream_id);

uint64_t es_random_bits(es_random *r);  /* */
double es_random_uniform(es_random *r); /* [0, 1), a multiple of 2^-53 */
double es_random_sign(es_random *r);    /* Rademacher: +1 or -1 */
double es_random_normal(es_random *r);  /* N(0, 1), by inversion */

/* 0 .. n-1; 1 <= n <= 2^53. */
size_t es_random_index(es_random *r, size_t n);

/* Draws d of n without replacement: `permutation` (n elements) is set to 0 .. n-1 and then
 * mixed from the front; its first d elements are the draw, the others what was left.  d <= n. */
void es_random_draw(es_random *r, size_t n, size_t d, uint32_t *permutation);

#endif
