/* The assembler takes the files in as they are. */
#include "cli/golden.h"

#define EMBED(symbol, file)                                                                        \
    __asm__(".section .rodata\n"                                                                   \
            ".global es_golden_" #symbol "\n"                                                      \
            "es_golden_" #symbol ":\n"                                                             \
            ".incbin \"" ES_GOLDEN_DIR "/" file "\"\n"                                             \
            ".global es_golden_end_" #symbol "\n"                                                  \
            "es_golden_end_" #symbol ":\n"                                                         \
            ".byte 0\n"                                                                            \
            ".previous\n");                                                                        \
    extern const char es_golden_##symbol[], es_golden_end_##symbol[];

#define FILES(X)                                                                                   \
    X(prices, "prices.csv")                                                                        \
    X(market, "market.csv")                                                                        \
    X(factors, "factors.csv")                                                                      \
    X(events, "events.csv")                                                                        \
    X(study, "study.ini")                                                                          \
    X(fits, "expected/fits.csv")                                                                   \
    X(results, "expected/results.csv")                                                             \
    X(volume, "expected/volume.csv")                                                               \
    X(regression, "expected/regression.csv")

FILES(EMBED)

size_t es_golden_count(void)
{
#define ONE(symbol, file) +1
    return 0 FILES(ONE);
#undef ONE
}

es_golden_file es_golden_at(size_t i)
{
    static const es_golden_file none = {"", "", 0};
#define FIND(symbol, file)                                                                         \
    if (i-- == 0)                                                                                  \
        return (es_golden_file){file, es_golden_##symbol,                                          \
                                (size_t)(es_golden_end_##symbol - es_golden_##symbol)};
    FILES(FIND)
#undef FIND
    return none;
}
