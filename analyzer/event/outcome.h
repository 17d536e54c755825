/* What became of an event: used, or excluded for one reason (METHODS T-2, T-6, T-8, E-5..E-7).
 * The words are those of the ledger. */
#ifndef ES_EVENT_OUTCOME_H
#define ES_EVENT_OUTCOME_H

#define ES_OUTCOME_MAP(X)                                                                          \
    X(USED, "used", "used")                                                                        \
    X(UNKNOWN_SECURITY, "unknown_security", "no prices under this symbol")                         \
    X(UNKNOWN_MARKET, "unknown_market", "no prices for the market that the event names")           \
    X(NO_TRADING_DAY, "no_trading_day", "the date maps to no day of the market's calendar")        \
    X(NO_TIME_OF_DAY, "no_time_of_day", "bars need the time of the announcement, or bmo or amc")   \
    X(SHIFT_TOO_LONG, "shift_too_long", "day zero is more than max_shift days from the date")      \
    X(DUPLICATE_EVENT, "duplicate_event", "same security and day zero as before")                  \
    X(CONFOUNDING_EVENT, "confounding_event", "other news of the firm in the event window")        \
    X(UNKNOWN_BENCHMARK, "unknown_benchmark", "no benchmark given, or no prices for it")           \
    X(INSUFFICIENT_ESTIMATION, "insufficient_estimation", "too few estimation observations")       \
    X(SINGULAR_DESIGN, "singular_design", "regressors are constant or collinear")                  \
    X(ZERO_VARIANCE, "zero_variance", "no variation left in the estimation window")                \
    X(SW_UNSTABLE, "sw_unstable",                                                                  \
      "the market's serial correlation leaves no Scholes-Williams beta")                           \
    X(GARCH_FAILED, "garch_failed", "the likelihood found no maximum from any start")              \
    X(NO_EVENT_WINDOW_DATA, "no_event_window_data", "no abnormal return in the event window")

typedef enum es_outcome {
#define ES_OUTCOME_ENUM(id, key, words) ES_##id,
    ES_OUTCOME_MAP(ES_OUTCOME_ENUM)
#undef ES_OUTCOME_ENUM
        ES_N_OUTCOMES
} es_outcome;

const char *es_outcome_key(es_outcome outcome);   /* "no_trading_day" */
const char *es_outcome_words(es_outcome outcome); /* for people */

#endif
