#include "report/references.h"

#include <string.h>

#define ARTICLE(key, names, year, authors, title, journal, volume, number, pages)                  \
    {key, names, year, authors, title, journal, volume, number, pages, NULL},
#define BOOK(key, names, year, authors, title, publisher)                                          \
    {key, names, year, authors, title, NULL, "", "", "", publisher},
static const es_reference references[] = {
#include "report/references.def"
};
#undef ARTICLE
#undef BOOK

enum { N_REFERENCES = sizeof references / sizeof *references };

size_t es_reference_count(void)
{
    return N_REFERENCES;
}

const es_reference *es_reference_at(size_t i)
{
    return &references[i];
}

static bool is(const char *text, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(text, word, n) == 0;
}

static const es_reference *find(const char *names, size_t n, const char *year, size_t n_year)
{
    for (size_t i = 0; i < N_REFERENCES; i++)
        if (is(names, n, references[i].names) && is(year, n_year, references[i].year))
            return &references[i];
    return NULL;
}

size_t es_references_in(const char *text, const es_reference *found[ES_MOST_CITED], bool *unknown)
{
    size_t n = 0;
    *unknown = false;
    while (*text) {
        const char *open, *names;
        text += strspn(text, ", ");
        if (strncmp(text, "after ", 6) == 0)
            text += 6;
        names = text;
        open = strstr(text, " (");
        if (!open)
            break;
        for (text = open + 2; *text && *text != ')'; text += strspn(text, ", ")) {
            size_t n_year = strcspn(text, ",)");
            const es_reference *r = find(names, (size_t)(open - names), text, n_year);
            *unknown = *unknown || !r;
            if (r && n < ES_MOST_CITED)
                found[n++] = r;
            text += n_year;
        }
        text += *text == ')';
    }
    return n;
}

/* "447--462" with a plain dash. */
static const char *plain_pages(const char *pages, es_arena *arena)
{
    const char *dash = strstr(pages, "--");
    return dash ? es_arena_printf(arena, "%.*s-%s", (int)(dash - pages), pages, dash + 2) : pages;
}

const char *es_reference_text(const es_reference *r, es_arena *arena)
{
    const char *pages = plain_pages(r->pages, arena);
    if (!pages)
        return NULL;
    if (!r->journal)
        return es_arena_printf(arena, "%s (%s). %s. %s.", r->authors, r->year, r->title,
                               r->publisher);
    return es_arena_printf(arena, "%s (%s). %s. %s%s%s%s%s%s%s%s.", r->authors, r->year, r->title,
                           r->journal, *r->volume ? " " : "", r->volume, *r->number ? "(" : "",
                           r->number, *r->number ? ")" : "", *pages ? ", " : "", pages);
}

/* Letters outside ASCII as BibTeX of any age reads them. */
static const char *bibtex_text(const char *text, es_arena *arena)
{
    const char *umlaut = strstr(text, "\xC3\xB6");
    return umlaut ? es_arena_printf(arena, "%.*s{\\\"o}%s", (int)(umlaut - text), text, umlaut + 2)
                  : text;
}

static const char *field(const char *name, const char *value, es_arena *arena)
{
    return *value ? es_arena_printf(arena, ",\n  %s = {%s}", name, value) : "";
}

const char *es_reference_bibtex(const es_reference *r, es_arena *arena)
{
    const char *authors = bibtex_text(r->authors, arena);
    const char *volume = field("volume", r->volume, arena),
               *number = field("number", r->number, arena);
    const char *pages = field("pages", r->pages, arena);
    if (!authors || !volume || !number || !pages)
        return NULL;
    return es_arena_printf(
        arena, "@%s{%s,\n  author = {%s},\n  title = {%s},\n  %s = {%s},\n  year = {%s}%s%s%s\n}",
        r->journal ? "article" : "book", r->key, authors, r->title,
        r->journal ? "journal" : "publisher", r->journal ? r->journal : r->publisher, r->year,
        volume, number, pages);
}
