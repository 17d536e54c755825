/* Arena: many allocations, one free.
 *
 * The failure flag is sticky: after one failed allocation every later one returns NULL too, so a
 * function reserves all its arrays and asks es_arena_failed once. */
#ifndef ES_BASE_ARENA_H
#define ES_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct es_arena es_arena;

es_arena *es_arena_new(void);        /* NULL: out of memory */
void es_arena_free(es_arena *arena); /* NULL is fine */

/* Makes everything allocated in `child` part of `arena`, its failure too; the child is gone (NULL
 * is fine).  For what threads have allocated, each in an arena of its own. */
void es_arena_adopt(es_arena *arena, es_arena *child);

/* `count` zeroed elements of `size` bytes, aligned for any type; NULL on failure (overflow of
 * count * size included).  A count of 0 gives a valid, unusable pointer. */
void *es_arena_alloc(es_arena *arena, size_t count, size_t size);

/* As above without zeroing: for large arrays that are filled at once. */
void *es_arena_alloc_raw(es_arena *arena, size_t count, size_t size);

/* Copies; the text's end is given by n or by its terminator.  NULL stays NULL. */
char *es_arena_text(es_arena *arena, const char *text);
char *es_arena_text_n(es_arena *arena, const char *text, size_t n);
char *es_arena_printf(es_arena *arena, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

bool es_arena_failed(const es_arena *arena);

/* For the program to call once: some MB that are freed stay with it.  Work space comes and goes
 * with every window, and fresh pages each time would cost more than what is computed in them. */
void es_memory_keep_freed(void);

/* Tests only: the k-th allocation from now on (k >= 1) fails, and all after it; 0 switches off. */
void es_arena_fail_after(es_arena *arena, size_t k);

#define ES_NEW(arena, count, type) ((type *)es_arena_alloc((arena), (count), sizeof(type)))

#endif
