/* Looking into tables by name. */
#ifndef ES_REPORT_LOOKUP_H
#define ES_REPORT_LOOKUP_H

#include "base/table.h"

/* The text of a cell; "" when it is missing, no text, or there is no such table or column. */
const char *es_text_at(const es_table *table, size_t row, const char *column);
bool es_text_at_is(const es_table *table, size_t row, const char *column, const char *text);

/* The number of a cell; NaN when it is missing or there is no such table or column. */
double es_number_at(const es_table *table, size_t row, const char *column);

/* The text of `column` in the row whose `key` column holds `word`; "" when there is none. */
const char *es_text_of(const es_table *table, const char *key, const char *word,
                       const char *column);

/* The value of a setting of a study, as text; "" when there is none. */
const char *es_setting_of(const es_tables *result, const char *key);

/* What event time is counted in: "trading days", "weeks", "months" or "bars"; and the title of an
 * axis of it, "Trading days relative to the event". */
const char *es_time_unit(const es_tables *result);
const char *es_time_title(const es_tables *result);

/* What `about` says under a key; "" when there is nothing. */
const char *es_about_of(const es_tables *result, const char *key);

/* The value of a key in the settings, else what `about` says; "" when there is neither. */
const char *es_result_setting(const es_tables *result, const char *key);

/* The number of events with an outcome ("in", "used", "excluded", a reason) in a group. */
long es_count_of(const es_tables *result, const char *group, const char *outcome);

/* A list of words, each kept once, in the order of their coming; the words are borrowed. */
enum { ES_MOST_WORDS = 256 };
typedef struct es_words {
    size_t n;
    const char *word[ES_MOST_WORDS];
} es_words;
bool es_words_have(const es_words *words, const char *word);
void es_words_add(es_words *words, const char *word);

/* The models of a study; its tests that have a statistic anywhere. */
void es_used_models(const es_tables *result, es_words *out);
void es_used_tests(const es_tables *result, es_words *out);

#endif
