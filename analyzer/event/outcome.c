#include "event/outcome.h"

const char *es_outcome_key(es_outcome outcome)
{
    static const char *const key[] = {
#define ES_OUTCOME_KEY(id, name, words) name,
        ES_OUTCOME_MAP(ES_OUTCOME_KEY)
#undef ES_OUTCOME_KEY
    };
    return key[outcome];
}

const char *es_outcome_words(es_outcome outcome)
{
    static const char *const text[] = {
#define ES_OUTCOME_WORDS(id, name, words) words,
        ES_OUTCOME_MAP(ES_OUTCOME_WORDS)
#undef ES_OUTCOME_WORDS
    };
    return text[outcome];
}
