#include "base/formula_text.h"

#include <string.h>

#include "base/number.h"

/* What makes a spreadsheet read a cell as a formula: = + - @, a tab, CR or LF before one, and the
 * full-width forms of the four, which East Asian editions take for them. */
static bool starts_formula(const char *text, size_t n)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                       "\xEF\xBC\xA0"};
    if (n && *text && strchr("=+-@\t\r\n", *text))
        return true;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (n >= 3 && memcmp(text, wide[i], 3) == 0)
            return true;
    return false;
}

bool es_formula_text_n(const char *text, size_t n)
{
    double number;
    size_t marks = 0;
    while (marks < n && text[marks] == '\'')
        marks++;
    if (!starts_formula(text + marks, n - marks))
        return false;
    return marks > 0 || es_number_read(text, n, &number) != ES_NUMBER_OK;
}

bool es_formula_text(const char *text)
{
    return es_formula_text_n(text, strlen(text));
}

bool es_formula_marked(const char *text)
{
    const char *behind = text + strspn(text, "'");
    return *text == '\'' && starts_formula(behind, strlen(behind));
}
