#include "import/layout.h"

#include <string.h>

#include "import/price_rows.h"

bool es_layout_yahoo_recognise(const es_intake *in)
{
    return es_price_rows_have_date(in);
}

/* "data/BRK.B.csv" is BRK.B. */
static const char *symbol_from_path(es_intake *in)
{
    const char *slash = strrchr(in->path, '/'), *base = slash ? slash + 1 : in->path;
    const char *dot = strrchr(base, '.');
    return es_arena_text_n(in->arena, base,
                           dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

es_status es_layout_yahoo_read(es_intake *in, es_error *err)
{
    const char *symbol = in->job->options->symbol;
    if (!symbol && strcmp(in->path, "-") == 0) {
        (void)es_fail(err, ES_EUSAGE, "%s: the header has no symbol column, and stdin has no name",
                      in->name);
        return es_hint(err, "name the symbol: --symbol ORCL");
    }
    if (!symbol)
        symbol = symbol_from_path(in);
    if (!symbol)
        return es_fail_memory(err);
    (void)snprintf(in->summary->symbol, sizeof in->summary->symbol, "%s", symbol);
    return es_price_rows_read(in, symbol, err);
}
