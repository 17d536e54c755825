#include "support/noise.h"

#include <math.h>

uint64_t noise_bits(noise *source)
{
    uint64_t z = source->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

double noise_uniform(noise *source)
{
    return (double)(noise_bits(source) >> 11) * 0x1p-53;
}

size_t noise_below(noise *source, size_t n)
{
    return (size_t)(noise_uniform(source) * (double)n);
}

double noise_normal(noise *source)
{
    double radius = sqrt(-2.0 * log(1.0 - noise_uniform(source)));
    return radius * cos(6.283185307179586477 * noise_uniform(source));
}

void noise_fill(noise *source, size_t n, double mean, double sd, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = mean + sd * noise_normal(source);
}
