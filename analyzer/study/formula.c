#include "study/formula.h"

#include <string.h>

#include "base/text.h"

static es_status malformed(const char *text, es_error *err)
{
    (void)es_fail(err, ES_EUSAGE, "formula: \"%s\" is not of the form y ~ x + x + C(x)", text);
    return es_hint(err, "for example \"car ~ x_size + x_lev + C(group)\"");
}

/* A name: letters, digits, `_`, `.` and what else has no meaning in a formula. */
static bool is_name(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr("~+()*:^|", text[i]))
            return false;
    return n > 0;
}

static es_status add_term(const char *item, size_t n, es_arena *arena, es_formula *out,
                          const char *whole, es_error *err)
{
    bool categorical = n > 3 && item[0] == 'C' && item[1] == '(' && item[n - 1] == ')';
    if (categorical) {
        item += 2;
        n -= 3;
        es_trim(&item, &n);
    }
    if (!is_name(item, n))
        return malformed(whole, err);
    if (out->n == ES_FORMULA_TERMS)
        return es_fail(err, ES_EUSAGE, "formula: more than %d terms", ES_FORMULA_TERMS);
    if (!categorical && n == 1 && *item == '1') /* the constant, which is there anyway */
        return ES_OK;
    out->term[out->n] = (es_formula_term){es_arena_text_n(arena, item, n), categorical};
    return out->term[out->n++].name ? ES_OK : es_fail_memory(err);
}

es_status es_formula_parse(const char *text, es_arena *arena, es_formula *out, es_error *err)
{
    const char *tilde = strchr(text, '~'), *left = text, *cursor, *item;
    size_t n = tilde ? (size_t)(tilde - text) : 0;
    es_status status = ES_OK;
    memset(out, 0, sizeof *out);
    es_trim(&left, &n);
    if (!tilde || !is_name(left, n))
        return malformed(text, err);
    out->dependent = es_arena_text_n(arena, left, n);
    cursor = tilde + 1;
    while (!status && es_next_item(&cursor, '+', &item, &n))
        status = add_term(item, n, arena, out, text, err);
    if (!status && out->n == 0)
        return malformed(text, err);
    return status ? status : out->dependent ? ES_OK : es_fail_memory(err);
}
