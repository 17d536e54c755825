/* The price series of one security as it was supplied, and where such series come from. */
#ifndef ES_SERIES_PRICES_H
#define ES_SERIES_PRICES_H

#include "base/error.h"

/* Field, name in files and in the database. */
#define ES_FIELD_MAP(X)                                                                            \
    X(OPEN, "open")                                                                                \
    X(HIGH, "high")                                                                                \
    X(LOW, "low")                                                                                  \
    X(CLOSE, "close")                                                                              \
    X(ADJ_CLOSE, "adj_close")                                                                      \
    X(VOLUME, "volume")                                                                            \
    X(RET, "ret")                     /* ready-made return, fraction */                            \
    X(DIVIDEND, "dividend")           /* cash per share after the day's split */                   \
    X(SPLIT, "split")                 /* new shares per old; 1: none */                            \
    X(SHARES, "shares")               /* outstanding */                                            \
    X(DELIST_CODE, "delist_code")     /* why it was delisted, CRSP's three digits; on that day */  \
    X(DELIST_RETURN, "delist_return") /* as supplied; ret has it already */                        \
    X(EXCHANGE_CODE, "exchange_code") /* of a delisting: 1 NYSE, 2 AMEX, 3 Nasdaq */

typedef enum es_field {
#define ES_FIELD_ENUM(id, name) ES_FIELD_##id,
    ES_FIELD_MAP(ES_FIELD_ENUM)
#undef ES_FIELD_ENUM
        ES_N_FIELDS
} es_field;

/* Sets of fields: all, and what returns, volume and capitalisation are made of.  Close and volume
 * may be left out of these where es_adjusted_suffices (returns.h). */
enum {
    ES_ALL_FIELDS = (1 << ES_N_FIELDS) - 1,
    ES_RETURN_FIELDS =
        ES_ALL_FIELDS & ~(1 << ES_FIELD_OPEN | 1 << ES_FIELD_HIGH | 1 << ES_FIELD_LOW)
};

const char *es_field_name(es_field field);

/* n days, strictly increasing.  value[f] has n elements (NaN: missing), or is NULL when the field
 * was never supplied. */
typedef struct es_prices {
    size_t n;
    const es_day *day;
    const double *value[ES_N_FIELDS];
} es_prices;

/* Where the series of a data set come from: the database, or plain arrays in tests.  What `read`
 * hands out is borrowed until the next read from the same source. */
typedef struct es_source {
    void *context;
    es_status (*read)(void *context, size_t series, es_prices *out, es_error *err);
    /* Opens another reader of the same series, for a thread of its own, that hands out only the
     * fields in the set (bit 1 << field); of ES_RETURN_FIELDS, close and volume only where returns
     * have a use for them.  *reader stays NULL where there can be but one.  NULL: likewise. */
    es_status (*another)(void *context, unsigned fields, void **reader, es_error *err);
    void (*close)(void *reader); /* of what `another` opened */
} es_source;

#endif
