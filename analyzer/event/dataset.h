/* A data set: what a study works on.  Made by the store (or by a test), read-only afterwards. */
#ifndef ES_EVENT_DATASET_H
#define ES_EVENT_DATASET_H

#include "base/arena.h"
#include "base/zone.h"
#include "series/prices.h"

typedef enum es_timing { ES_TIMING_NONE, ES_TIMING_BMO, ES_TIMING_AMC, ES_TIMING_DURING } es_timing;

enum { ES_NO_TIME = -1, ES_NO_SERIES = -1 };

/* An event as announced.  Its identity is its index in the data set, never its symbol. */
typedef struct es_event {
    const char *id;     /* unique */
    const char *symbol; /* as given */
    int32_t series;     /* index of the security, or ES_NO_SERIES: unknown */
    es_day announced;
    int32_t time; /* seconds since midnight, or ES_NO_TIME */
    es_timing timing;
    const es_zone *zone;  /* of day and time; NULL: the exchange's own */
    const char *found_as; /* the symbol it stands for by an alias; NULL: the one given */
} es_event;

/* Another name of a security, good from `first` to `last`. */
typedef struct es_alias {
    const char *alias, *symbol;
    int32_t series; /* of `symbol`, or ES_NO_SERIES */
    es_day first, last;
} es_alias;

/* A column of the event table beyond symbol, date, id, time and timing: label, group, benchmark,
 * market, weight, x_size, ...  value has n_events elements, NULL: empty. */
typedef struct es_attribute {
    const char *name;
    const char **value;
} es_attribute;

/* A factor: simple returns, fractions; days strictly increasing, every value finite. */
typedef struct es_factor {
    const char *name; /* lower case: "mktrf", "rf", "smb", ... or as the user named it */
    size_t n;
    const es_day *day;
    const double *value;
} es_factor;

/* A factor of months, one value each on the last day: known under the name before the suffix in
 * studies of months, and in no other. */
#define ES_MONTHLY_SUFFIX "_monthly"

/* Other news of a firm: never studied, but held against the events that are. */
typedef struct es_confounding {
    int32_t series; /* or ES_NO_SERIES */
    es_day day;
    const char *symbol, *label;
} es_confounding;

/* The sessions of a market as the user gave them. */
typedef struct es_user_calendar {
    const char *name; /* of the market */
    size_t n;
    const es_day *day;    /* strictly increasing */
    const int32_t *close; /* seconds since midnight; ES_NO_TIME: as on other days */
} es_user_calendar;

/* What was imported: for the manifest. */
typedef struct es_input {
    const char *kind;        /* "prices", "factors", "events" */
    const char *file;        /* base name */
    const char *fingerprint; /* SHA-256 */
    uint64_t rows;
} es_input;

/* A correction in force: for the notes of a study. */
typedef struct es_correction_note {
    int32_t series;
    const char *text; /* "split 2:1 on 2020-10-08 (correction 1)" */
} es_correction_note;

struct es_dataset {
    es_arena *arena; /* owns everything below */
    size_t n_series;
    const char *const *symbol; /* n_series, in the order of their import */
    es_source source;
    es_source bars; /* the same securities' bars within days; read NULL: there are none */
    size_t n_events;
    const es_event *event; /* in the order of their import */
    size_t n_attributes;
    const es_attribute *attribute;
    size_t n_aliases;
    const es_alias *alias; /* by alias, then first */
    size_t n_confounding;
    const es_confounding *confounding;
    size_t n_calendars;
    const es_user_calendar *calendar;
    size_t n_factors;
    const es_factor *factor;
    size_t n_inputs;
    const es_input *input;
    size_t n_corrections;
    const es_correction_note *correction; /* already in what `source` reads */
    /* A time zone by its name, in the arena; NULL: there are none but offsets. */
    es_status (*find_zone)(const char *name, es_arena *arena, const es_zone **out, es_error *err);
    void (*release)(void *context); /* of source.context and bars.context; may be NULL */
};

/* Index of a symbol, else of what it is an alias of, the latest first; or ES_NO_SERIES.  Linear;
 * for many look-ups build an index. */
int32_t es_dataset_series(const es_dataset *data, const char *symbol);

/* What a symbol meant on a day: the security it was an alias of then, else its own. */
int32_t es_dataset_series_on(const es_dataset *data, const char *symbol, es_day day);

/* Gives the event the security that its symbol was an alias of on the day of the announcement, and
 * says so in found_as; without such an alias the event stays as it is. */
void es_dataset_follow_alias(const es_dataset *data, es_event *event);

/* The imported calendar of a market, or NULL. */
const es_user_calendar *es_dataset_calendar(const es_dataset *data, const char *market);

/* A factor or an attribute by name (letter case and - _ ignored), or NULL. */
const es_factor *es_dataset_factor(const es_dataset *data, const char *name);
const es_attribute *es_dataset_attribute(const es_dataset *data, const char *name);

#endif
