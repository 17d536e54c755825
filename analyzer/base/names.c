#include "base/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* Open addressing, linear probing, at most half full.  A slot holds number + 1; 0: free. */
struct es_names {
    es_arena *arena; /* of the texts */
    const char **text;
    uint32_t count, capacity; /* of text; slots are twice as many, a power of two */
    uint32_t *slot;
};

enum { START = 64 };

static uint32_t hash(const char *text, size_t n) /* FNV-1a */
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h;
}

es_names *es_names_new(void)
{
    es_names *names = calloc(1, sizeof *names);
    if (!names)
        return NULL;
    names->arena = es_arena_new();
    names->capacity = START;
    names->text = malloc(START * sizeof *names->text);
    names->slot = calloc(2 * (size_t)START, sizeof *names->slot);
    if (!names->arena || !names->text || !names->slot) {
        es_names_free(names);
        return NULL;
    }
    return names;
}

void es_names_free(es_names *names)
{
    if (!names)
        return;
    es_arena_free(names->arena);
    free(names->text);
    free(names->slot);
    free(names);
}

/* The slot that holds the text, or the free one where it belongs. */
static uint32_t *slot_of(const es_names *names, const char *text, size_t n)
{
    size_t mask = 2 * (size_t)names->capacity - 1, i = hash(text, n) & mask;
    while (names->slot[i] && !es_text_is(text, n, names->text[names->slot[i] - 1]))
        i = (i + 1) & mask;
    return &names->slot[i];
}

static bool grow(es_names *names)
{
    uint32_t capacity = 2 * names->capacity;
    const char **text = realloc(names->text, capacity * sizeof *text);
    uint32_t *slot = calloc(2 * (size_t)capacity, sizeof *slot);
    if (text)
        names->text = text;
    if (!text || !slot) {
        free(slot);
        return false;
    }
    free(names->slot);
    names->slot = slot;
    names->capacity = capacity;
    for (uint32_t i = 0; i < names->count; i++)
        *slot_of(names, names->text[i], strlen(names->text[i])) = i + 1;
    return true;
}

uint32_t es_names_add(es_names *names, const char *text, size_t n)
{
    uint32_t *slot = slot_of(names, text, n);
    const char *copy;
    if (*slot)
        return *slot - 1;
    if (names->count == names->capacity) {
        if (!grow(names))
            return ES_NO_NAME;
        slot = slot_of(names, text, n);
    }
    copy = es_arena_text_n(names->arena, text, n);
    if (!copy)
        return ES_NO_NAME;
    names->text[names->count++] = copy;
    *slot = names->count;
    return *slot - 1;
}

uint32_t es_names_count(const es_names *names)
{
    return names->count;
}

const char *es_names_at(const es_names *names, uint32_t i)
{
    return names->text[i];
}
