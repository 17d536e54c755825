#include "import/mapping.h"

#include <string.h>

#include "base/text.h"

enum { WORD_SIZE = 128, LIST_SIZE = 512 };

static void copy_word(char word[WORD_SIZE], const char *text, size_t n)
{
    if (n >= WORD_SIZE)
        n = WORD_SIZE - 1;
    memcpy(word, text, n);
    word[n] = '\0';
}

static bool is_listed(const char *column, const char *list, size_t n)
{
    char words[LIST_SIZE], word[WORD_SIZE];
    const char *cursor = words, *item;
    if (n >= sizeof words)
        n = sizeof words - 1;
    memcpy(words, list, n);
    words[n] = '\0';
    while (es_next_item(&cursor, '|', &item, &n)) {
        copy_word(word, item, n);
        if (es_name_equal(column, word))
            return true;
    }
    return false;
}

/* By its name or one of the synonyms before the semicolon. */
static bool is_surely(const es_role *role, const char *column)
{
    return column[0]
           && (es_name_equal(column, role->name)
               || is_listed(column, role->synonyms, strcspn(role->synonyms, ";")));
}

static const char *lesser_names(const es_role *role)
{
    const char *semicolon = strchr(role->synonyms, ';');
    return semicolon ? semicolon + 1 : "";
}

bool es_role_is(const es_role *role, const char *column)
{
    const char *lesser = lesser_names(role);
    return is_surely(role, column) || (column[0] && is_listed(column, lesser, strlen(lesser)));
}

static es_status fail_field(const es_role *roles, size_t n_roles, const char *field, es_error *err)
{
    const char *names[ES_ROLES_MAX], *nearest;
    for (size_t i = 0; i < n_roles; i++)
        names[i] = roles[i].name;
    nearest = es_nearest(field, names, n_roles);
    (void)es_fail(err, ES_EUSAGE, "map: unknown field \"%s\"", field);
    return nearest ? es_hint(err, "did you mean %s?", nearest) : ES_EUSAGE;
}

static es_status fail_column(const es_header *header, const char *column, es_error *err)
{
    const char *nearest = es_nearest(column, header->name, header->n);
    (void)es_fail(err, ES_EUSAGE, "%s: map: no column \"%s\"", header->file, column);
    return nearest ? es_hint(err, "did you mean \"%s\"?", nearest) : ES_EUSAGE;
}

static int find_column(const es_header *header, const char *name)
{
    for (size_t i = 0; i < header->n; i++)
        if (strcmp(header->name[i], name) == 0)
            return (int)i;
    for (size_t i = 0; i < header->n; i++)
        if (es_name_equal(header->name[i], name))
            return (int)i;
    return ES_NO_COLUMN;
}

/* One "field=column" of the map. */
static es_status map_item(const es_header *header, const es_role *roles, size_t n_roles,
                          const char *item, int *column, es_error *err)
{
    char field[WORD_SIZE];
    const char *equals = strchr(item, '=');
    size_t role = 0;
    if (!equals)
        return es_fail(err, ES_EUSAGE, "map: \"%s\" is not of the form field=column", item);
    copy_word(field, item, (size_t)(equals - item));
    while (role < n_roles && !es_name_equal(field, roles[role].name))
        role++;
    if (role == n_roles)
        return fail_field(roles, n_roles, field, err);
    if (column[role] != ES_NO_COLUMN)
        return es_fail(err, ES_EUSAGE, "map: field \"%s\" given twice", field);
    column[role] = find_column(header, equals + 1);
    return column[role] == ES_NO_COLUMN ? fail_column(header, equals + 1, err) : ES_OK;
}

static es_status apply_map(const es_header *header, const es_role *roles, size_t n_roles,
                           const char *map, int *column, es_error *err)
{
    const char *item;
    size_t n;
    es_status status = ES_OK;
    while (status == ES_OK && es_next_item(&map, ',', &item, &n)) {
        char word[WORD_SIZE];
        copy_word(word, item, n);
        status = map_item(header, roles, n_roles, word, column, err);
    }
    return status;
}

static bool is_taken(const int *column, size_t n_roles, size_t i)
{
    for (size_t role = 0; role < n_roles; role++)
        if (column[role] == (int)i)
            return true;
    return false;
}

/* The first of the role's lesser names that a free column has. */
static int find_lesser(const es_header *header, const es_role *roles, size_t role,
                       const int *column, size_t n_roles)
{
    const char *cursor = lesser_names(&roles[role]), *item;
    size_t n;
    while (es_next_item(&cursor, '|', &item, &n)) {
        char word[WORD_SIZE];
        copy_word(word, item, n);
        for (size_t i = 0; word[0] && i < header->n; i++)
            if (es_name_equal(header->name[i], word) && !is_taken(column, n_roles, i))
                return (int)i;
    }
    return ES_NO_COLUMN;
}

es_status es_mapping_find(const es_header *header, const es_role *roles, size_t n_roles,
                          const char *map, int *column, es_error *err)
{
    int mapped[ES_ROLES_MAX];
    for (size_t role = 0; role < n_roles; role++)
        mapped[role] = ES_NO_COLUMN;
    if (map && map[0]) {
        es_status status = apply_map(header, roles, n_roles, map, mapped, err);
        if (status != ES_OK)
            return status;
    }
    memcpy(column, mapped, n_roles * sizeof *column);
    for (size_t i = 0; i < header->n; i++) {
        size_t role = 0;
        while (role < n_roles && !is_surely(&roles[role], header->name[i]))
            role++;
        if (role == n_roles || mapped[role] != ES_NO_COLUMN || is_taken(mapped, n_roles, i))
            continue;
        if (column[role] != ES_NO_COLUMN) {
            const char *first = header->name[column[role]];
            (void)es_fail(err, ES_EDATA, "%s: columns \"%s\" and \"%s\" both look like the %s",
                          header->file, first, header->name[i], roles[role].name);
            if (es_name_equal(first, header->name[i]))
                return es_hint(err, "rename or remove one of them");
            return es_hint(err, "choose one: --map %s=%s", roles[role].name, first);
        }
        column[role] = (int)i;
    }
    for (size_t role = 0; role < n_roles; role++)
        if (column[role] == ES_NO_COLUMN)
            column[role] = find_lesser(header, roles, role, column, n_roles);
    return ES_OK;
}

es_status es_mapping_fail_absent(const es_header *header, const char *what, const char *example,
                                 es_error *err)
{
    char found[600];
    size_t used = 0;
    found[0] = '\0';
    for (size_t i = 0; i < header->n && used + WORD_SIZE < sizeof found; i++) {
        char word[WORD_SIZE - 8];
        size_t n = strlen(header->name[i]);
        (void)snprintf(word, sizeof word, "%.*s", (int)(n < 100 ? n : 100), header->name[i]);
        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s", i ? ", " : "", word);
    }
    (void)es_fail(err, ES_EDATA, "%s: no %s column among: %s", header->file, what, found);
    return es_hint(err, "name it: --map %s", example);
}
