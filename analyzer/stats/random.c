/* SplitMix64: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014.  The state walks in equal steps; an output is a mix of the state. */
#include "stats/random.h"

#include <gsl/gsl_cdf.h>

static const uint64_t STEP = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 over the golden ratio */

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

es_random es_random_stream(uint64_t seed, uint64_t stream_id)
{
    return (es_random){mix(seed + stream_id * STEP)};
}

uint64_t es_random_bits(es_random *r)
{
    r->state += STEP;
    return mix(r->state);
}

double es_random_uniform(es_random *r)
{
    return (double)(es_random_bits(r) >> 11) * 0x1p-53;
}

double es_random_sign(es_random *r)
{
    return es_random_uniform(r) < 0.5 ? 1.0 : -1.0;
}

double es_random_normal(es_random *r)
{
    return gsl_cdf_ugaussian_Pinv(es_random_uniform(r) + 0x1p-54); /* never 0 */
}

size_t es_random_index(es_random *r, size_t n)
{
    return (size_t)(es_random_uniform(r) * (double)n);
}

void es_random_draw(es_random *r, size_t n, size_t d, uint32_t *permutation)
{
    for (size_t i = 0; i < n; i++)
        permutation[i] = (uint32_t)i;
    for (size_t j = 0; j < d; j++) {
        size_t k = j + es_random_index(r, n - j);
        uint32_t drawn = permutation[k];
        permutation[k] = permutation[j];
        permutation[j] = drawn;
    }
}
