/* Portable random numbers (METHODS X-1..X-6): the same draws on every machine, in any language. */
#ifndef ES_STATS_RANDOM_H
#define ES_STATS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct es_random {
    uint64_t state;
} es_random;

/* Stream number stream_id >= 1 of a seed: it starts from the stream_id-th output of the generator
 * seeded with `seed`. */
es_random es_random_stream(uint64_t seed, uint64_t stream_id);

uint64_t es_random_bits(es_random *source);          /* */
double es_random_uniform(es_random *source);         /* [0, 1) */
double es_random_sign(es_random *source);            /* +1 or -1 */
size_t es_random_index(es_random *source, size_t n); /* 0 .. n - 1 */
double es_random_normal(es_random *source);          /* N(0, 1) */

/* draws d of 0 .. n - 1 without replacement into the first d places of `array` (n elements).
 */
void es_random_draw(es_random *source, size_t n, size_t d, uint32_t *array);

#endif
