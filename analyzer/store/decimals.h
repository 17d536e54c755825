/* Values of a packed column in four bytes each, where all of them are decimals of few digits:
 * prices mostly are.
 *
 * A column of n values is either n float64, 8 n bytes, or, in 4 n + 1 bytes, n int32 and a byte k:
 * the values are the whole numbers over 10^k, correctly rounded.  Both little-endian and not
 * aligned.  Nothing is lost: a column is packed so only when each value comes back to the last bit.
 */
#ifndef ES_STORE_DECIMALS_H
#define ES_STORE_DECIMALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that n packed values need at most. */
#define ES_DECIMALS_SIZE(n) (4 * (n) + 1)

/* Packs n >= 1 values, NaN where one is missing, with the least k in 0 .. 9 that fits them all.
 * false: none does, or a value is -0 or too large; *out is undefined then. */
bool es_decimals_pack(size_t n, const double *x, unsigned char *out);

/* Is a column of n values stored in so many bytes sound? */
bool es_decimals_sound(size_t n, const void *stored, size_t bytes);

/* The values of a sound column, in either form. */
void es_decimals_unpack(size_t n, const void *stored, size_t bytes, double *out);

#endif
