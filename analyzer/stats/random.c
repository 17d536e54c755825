/* SplitMix64: a counter that goes up by the golden ratio, its value mixed by two multiplications.
 */
#include "stats/random.h"

#include <gsl/gsl_cdf.h>

uint64_t es_random_bits(es_random *source)
{
    uint64_t z = source->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

es_random es_random_stream(uint64_t seed, uint64_t stream_id)
{
    /* The state before the last of stream_id outputs is the seed plus as many steps, less one. */
    es_random master = {seed + (stream_id - 1) * UINT64_C(0x9E3779B97F4A7C15)};
    return (es_random){es_random_bits(&master)};
}

double es_random_uniform(es_random *source)
{
    return (double)(es_random_bits(source) >> 11) * 0x1p-53;
}

double es_random_sign(es_random *source)
{
    return es_random_uniform(source) < 0.5 ? 1.0 : -1.0;
}

size_t es_random_index(es_random *source, size_t n)
{
    return (size_t)(es_random_uniform(source) * (double)n);
}

double es_random_normal(es_random *source)
{
    return gsl_cdf_ugaussian_Pinv(es_random_uniform(source) + 0x1p-54);
}

void es_random_draw(es_random *source, size_t n, size_t d, uint32_t *array)
{
    for (size_t j = 0; j < n; j++)
        array[j] = (uint32_t)j;
    for (size_t j = 0; j < d; j++) {
        size_t r = j + es_random_index(source, n - j);
        uint32_t swapped = array[j];
        array[j] = array[r];
        array[r] = swapped;
    }
}
