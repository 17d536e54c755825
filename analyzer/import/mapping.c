#include "import/mapping.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

enum { WORD_SIZE = 128 };

static void copy_word(char word[WORD_SIZE], const char *text, size_t n)
{
    if (n >= WORD_SIZE)
        n = WORD_SIZE - 1;
    memcpy(word, text, n);
    word[n] = '\0';
}

/* Of no account in the name of a column: "Adj. Close", "adj_close" and "<AdjClose>" are alike. */
static bool is_filler(char c)
{
    switch (c) {
    case ' ':
    case '_':
    case '-':
    case '.':
    case '/':
    case '*':
    case '<':
    case '>':
    case '(':
    case ')':
    case '[':
    case ']':
    case '\'':
    case '"':
        return true;
    default:
        return false;
    }
}

/* "4. close" is the close. */
static const char *skip_number(const char *name, const char *end)
{
    const char *at = name;
    while (at < end && isdigit((unsigned char)*at))
        at++;
    return at > name && at + 1 < end && at[0] == '.' && at[1] == ' ' ? at + 2 : name;
}

static bool is_alike(const char *a, const char *a_end, const char *b, const char *b_end)
{
    for (a = skip_number(a, a_end);; a++, b++) {
        while (a < a_end && is_filler(*a))
            a++;
        while (b < b_end && is_filler(*b))
            b++;
        if (a == a_end || b == b_end)
            return a == a_end && b == b_end;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
    }
}

static bool is_unit_word(const char *text, size_t n)
{
    static const char *const words[] = {"usd", "eur", "gbp", "jpy", "chf",  "cad",
                                        "aud", "utc", "gmt", "USD", "EUR",  "GBP",
                                        "JPY", "CHF", "CAD", "AUD", "local"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (es_text_is(text, n, words[i]))
            return true;
    return false;
}

/* A currency, a clock, a percent sign: what may stand in brackets behind a name without changing
 * what the column holds. */
static bool is_unit(const char *text, size_t n)
{
    if (n < 1 || n > 4 || is_unit_word(text, n))
        return is_unit_word(text, n);
    for (size_t i = 0; i < n; i++)
        if (!isupper((unsigned char)text[i]) && !strchr("$%", text[i])
            && !((unsigned char)text[i] & 0x80))
            return false;
    return true;
}

/* The end of the name without the unit behind it, "Close (USD)" or close_usd; all of it where there
 * is none. */
static const char *bare_end(const char *column)
{
    const char *open = strpbrk(column, "(["), *end = column + strlen(column), *last = end;
    if (open && open > column && end - open >= 3 && strchr(")]", end[-1])
        && is_unit(open + 1, (size_t)(end - open) - 2))
        return open;
    while (last > column && last[-1] != ' ' && last[-1] != '_')
        last--;
    return last > column + 1 && is_unit_word(last, (size_t)(end - last)) ? last - 1 : end;
}

static bool is_listed(const char *column, const char *end, const char *list, const char *list_end)
{
    while (list < list_end) {
        const char *item_end = memchr(list, '|', (size_t)(list_end - list));
        item_end = item_end ? item_end : list_end;
        if (item_end > list && is_alike(column, end, list, item_end))
            return true;
        list = item_end + 1;
    }
    return false;
}

static const char *lesser_names(const es_role *role)
{
    const char *semicolon = strchr(role->synonyms, ';');
    return semicolon ? semicolon + 1 : role->synonyms + strlen(role->synonyms);
}

/* By its name or one of the synonyms before the semicolon; the column's name ends at `end`. */
static bool is_surely(const es_role *role, const char *column, const char *end)
{
    return column[0]
           && ((role->name[0] && is_alike(column, end, role->name, role->name + strlen(role->name)))
               || is_listed(column, end, role->synonyms,
                            role->synonyms + strcspn(role->synonyms, ";")));
}

static bool is_lesser(const es_role *role, const char *column, const char *end)
{
    const char *lesser = lesser_names(role);
    return column[0] && is_listed(column, end, lesser, lesser + strlen(lesser));
}

size_t es_role_of(const es_role *roles, size_t n_roles, const char *column)
{
    const char *ends[] = {column + strlen(column), bare_end(column)};
    for (size_t i = 0; i < 2; i++)
        for (size_t role = 0; role < n_roles; role++)
            if (is_surely(&roles[role], column, ends[i])
                || is_lesser(&roles[role], column, ends[i]))
                return role;
    return n_roles;
}

bool es_role_is(const es_role *role, const char *column)
{
    return es_role_of(role, 1, column) == 0;
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

/* The role that a column has for sure. */
static size_t sure_role(const es_role *roles, size_t n_roles, const char *column)
{
    size_t role = 0;
    while (role < n_roles && !is_surely(&roles[role], column, column + strlen(column)))
        role++;
    return role;
}

static es_status fail_two(const es_header *header, const es_role *role, int first, size_t second,
                          es_error *err)
{
    const char *a = header->name[first], *b = header->name[second];
    (void)es_fail(err, ES_EDATA, "%s: columns \"%s\" and \"%s\" both look like the %s",
                  header->file, a, b, role->name);
    if (es_name_equal(a, b))
        return es_hint(err, "rename or remove one of them");
    return es_hint(err, "choose one: --map %s=%s", role->name, a);
}

/* The free column of this name, without its unit if `bare`; two of them are an error. */
static es_status find_named(const es_header *header, const es_role *roles, size_t role,
                            const char *word, const char *word_end, bool bare, int *column,
                            size_t n_roles, es_error *err)
{
    for (size_t i = 0; word_end > word && i < header->n; i++) {
        const char *name = header->name[i];
        const char *end = bare ? bare_end(name) : name + strlen(name);
        if (!name[0] || !is_alike(name, end, word, word_end) || is_taken(column, n_roles, i))
            continue;
        if (column[role] != ES_NO_COLUMN)
            return fail_two(header, &roles[role], column[role], i, err);
        column[role] = (int)i;
    }
    return ES_OK;
}

/* The first of the role's lesser names that a free column has; where there is none, of all its
 * names with a unit behind. */
static es_status find_lesser(const es_header *header, const es_role *roles, size_t role,
                             int *column, size_t n_roles, es_error *err)
{
    const char *name = roles[role].name, *item_end;
    es_status status = ES_OK;
    for (int bare = 0; bare < 2; bare++) {
        const char *list = bare ? roles[role].synonyms : lesser_names(&roles[role]);
        if (bare && column[role] == ES_NO_COLUMN)
            status = find_named(header, roles, role, name, name + strlen(name), true, column,
                                n_roles, err);
        for (; *list && column[role] == ES_NO_COLUMN && status == ES_OK;
             list = item_end + (*item_end != '\0')) {
            item_end = list + strcspn(list, "|;");
            status = find_named(header, roles, role, list, item_end, bare, column, n_roles, err);
        }
    }
    return status;
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
        size_t role = sure_role(roles, n_roles, header->name[i]);
        if (role == n_roles || mapped[role] != ES_NO_COLUMN || is_taken(mapped, n_roles, i))
            continue;
        if (column[role] != ES_NO_COLUMN)
            return fail_two(header, &roles[role], column[role], i, err);
        column[role] = (int)i;
    }
    for (size_t role = 0; role < n_roles; role++) {
        es_status status = column[role] == ES_NO_COLUMN
                               ? find_lesser(header, roles, role, column, n_roles, err)
                               : ES_OK;
        if (status != ES_OK)
            return status;
    }
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
