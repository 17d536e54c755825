#include "import/symbol_file.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SYMBOL_SIZE = 256 };

static bool cut_end(char *text, const char *ending)
{
    size_t n = strlen(text), k = strlen(ending);
    bool has = n > k && strcasecmp(text + n - k, ending) == 0;
    if (has)
        text[n - k] = '\0';
    return has;
}

static void cut_front(char *text, const char *beginning)
{
    size_t k = strlen(beginning);
    if (strncasecmp(text, beginning, k) == 0 && text[k])
        memmove(text, text + k, strlen(text + k) + 1);
}

/* " (1)", as a browser names the second download. */
static void cut_copy(char *text)
{
    char *bracket = strrchr(text, '(');
    size_t n = strlen(text);
    if (!bracket || bracket - text < 2 || bracket[-1] != ' ' || text[n - 1] != ')')
        return;
    for (const char *at = bracket + 1; *at != ')'; at++)
        if (!isdigit((unsigned char)*at))
            return;
    bracket[-1] = '\0';
}

/* orcl_us_d: everything small, the market and the period behind the symbol. */
static void cut_stooq(char *text)
{
    for (const char *at = text; *at; at++)
        if (isupper((unsigned char)*at) || *at == ' ')
            return;
    if (!cut_end(text, "_d"))
        return;
    (void)cut_end(text, "_us");
    for (char *at = text; *at; at++)
        *at = (char)toupper((unsigned char)*at);
}

/* "HistoricalData_1733250000000" and the like. */
static bool says_nothing(const char *text)
{
    static const char *const names[] = {"HistoricalData", "HistoricalPrices", "HistoricalQuotes"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t k = strlen(names[i]);
        if (strncasecmp(text, names[i], k) == 0
            && strspn(text + k, "_-0123456789 ") == strlen(text + k))
            return true;
    }
    return false;
}

es_status es_symbol_from_file(es_intake *in, const char **out, es_error *err)
{
    static const char *const endings[] = {" Historical Data", " Historical Prices",
                                          " Stock Price History", "_historical_data",
                                          "-historical-data"};
    const char *file = es_source_file(in->source);
    size_t n = es_source_bare_length(file), dot = n;
    char symbol[SYMBOL_SIZE];
    while (dot > 0 && file[dot - 1] != '.')
        dot--;
    (void)snprintf(symbol, sizeof symbol, "%.*s", (int)(dot > 1 ? dot - 1 : n), file);
    cut_copy(symbol);
    if (says_nothing(symbol)) {
        (void)es_fail(err, ES_EDATA,
                      "%s: neither the header nor the name of the file tells the symbol", in->name);
        return es_hint(err, "name it: --symbol ORCL");
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (cut_end(symbol, endings[i]))
            break;
    cut_front(symbol, "daily_adjusted_");
    cut_front(symbol, "daily_");
    cut_stooq(symbol);
    *out = es_arena_text(in->arena, symbol);
    return *out ? ES_OK : es_fail_memory(err);
}
