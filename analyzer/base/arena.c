#include "base/arena.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks are chained newest first.  Small requests share blocks of BLOCK_SIZE; a request of more
 * than a quarter of that gets a block of its own, behind the current one, so that the rest of the
 * current block stays in use.  Every request is rounded up to ALIGNMENT. */
enum { BLOCK_SIZE = 64 * 1024, ALIGNMENT = 16 };

typedef struct block {
    struct block *next;
    size_t used, size; /* bytes of data */
    _Alignas(ALIGNMENT) unsigned char data[];
} block;

struct es_arena {
    block *head;
    bool failed;
    size_t fail_in; /* 0: off */
};

void es_memory_keep_freed(void)
{
#ifdef M_TRIM_THRESHOLD
    enum { KEPT = 64 * 1024 * 1024, LARGE = 8 * 1024 * 1024 };
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
}

es_arena *es_arena_new(void)
{
    return calloc(1, sizeof(es_arena));
}

void es_arena_free(es_arena *arena)
{
    if (!arena)
        return;
    for (block *b = arena->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    free(arena);
}

static block *new_block(size_t size)
{
    block *b = size < SIZE_MAX - sizeof *b ? malloc(sizeof *b + size) : NULL;
    if (b) {
        b->next = NULL;
        b->used = 0;
        b->size = size;
    }
    return b;
}

void es_arena_adopt(es_arena *arena, es_arena *child)
{
    block *last;
    if (!child)
        return;
    arena->failed = arena->failed || child->failed;
    if (!arena->head) {
        arena->head = child->head;
    } else if (child->head) { /* behind the block in use */
        for (last = child->head; last->next;)
            last = last->next;
        last->next = arena->head->next;
        arena->head->next = child->head;
    }
    free(child);
}

static bool told_to_fail(es_arena *arena)
{
    return arena->fail_in && --arena->fail_in == 0;
}

static block *room_for(es_arena *arena, size_t bytes)
{
    block *b = arena->head;
    if (b && b->size - b->used >= bytes)
        return b;
    if (b && bytes > BLOCK_SIZE / 4) {
        block *own = new_block(bytes);
        if (own) {
            own->next = b->next;
            b->next = own;
        }
        return own;
    }
    b = new_block(bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
    if (b) {
        b->next = arena->head;
        arena->head = b;
    }
    return b;
}

void *es_arena_alloc_raw(es_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    block *b;
    void *p;
    if (arena->failed || told_to_fail(arena) || (size && count > (SIZE_MAX / 2) / size)) {
        arena->failed = true;
        return NULL;
    }
    bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes == 0)
        bytes = ALIGNMENT;
    b = room_for(arena, bytes);
    if (!b) {
        arena->failed = true;
        return NULL;
    }
    p = b->data + b->used;
    b->used += bytes;
    return p;
}

void *es_arena_alloc(es_arena *arena, size_t count, size_t size)
{
    void *p = es_arena_alloc_raw(arena, count, size);
    if (p)
        memset(p, 0, count * size);
    return p;
}

char *es_arena_text_n(es_arena *arena, const char *text, size_t n)
{
    char *copy;
    if (!text)
        return NULL;
    copy = es_arena_alloc_raw(arena, n + 1, 1);
    if (copy) {
        memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

char *es_arena_text(es_arena *arena, const char *text)
{
    return text ? es_arena_text_n(arena, text, strlen(text)) : NULL;
}

char *es_arena_printf(es_arena *arena, const char *format, ...)
{
    va_list args, again;
    int n;
    char *text = NULL;
    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n >= 0)
        text = es_arena_alloc_raw(arena, (size_t)n + 1, 1);
    if (text)
        (void)vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}

bool es_arena_failed(const es_arena *arena)
{
    return arena->failed;
}

void es_arena_fail_after(es_arena *arena, size_t k)
{
    arena->fail_in = k;
}
