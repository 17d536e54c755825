/* Sorting by whole numbers: in a few passes over the items, whatever their order. */
#ifndef ES_BASE_SORT_H
#define ES_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

typedef struct es_keyed {
    uint64_t key;
    uint32_t row; /* what the key is of */
} es_keyed;

/* A key that orders signed numbers. */
static inline uint32_t es_key_signed(int32_t value)
{
    return (uint32_t)value ^ UINT32_C(0x80000000);
}

/* Ascending by key; items of one key stay in their order.  spare: room for n. */
void es_sort_keyed(size_t n, es_keyed *item, es_keyed *spare);

#endif
