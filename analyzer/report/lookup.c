#include "report/lookup.h"

#include <math.h>
#include <string.h>

const char *es_text_at(const es_table *table, size_t row, const char *column)
{
    const char *text = table ? es_table_text(table, row, es_table_column(table, column)) : NULL;
    return text ? text : "";
}

bool es_text_at_is(const es_table *table, size_t row, const char *column, const char *text)
{
    return strcmp(es_text_at(table, row, column), text) == 0;
}

double es_number_at(const es_table *table, size_t row, const char *column)
{
    return table ? es_table_number(table, row, es_table_column(table, column)) : (double)NAN;
}

const char *es_text_of(const es_table *table, const char *key, const char *word, const char *column)
{
    for (size_t i = 0; table && i < table->n_rows; i++)
        if (es_text_at_is(table, i, key, word))
            return es_text_at(table, i, column);
    return "";
}

const char *es_setting_of(const es_tables *result, const char *key)
{
    return es_text_of(es_tables_find(result, "settings"), "key", key, "value");
}

static const struct {
    const char *frequency, *unit, *title;
} times[] = {{"daily", "trading days", "Trading days relative to the event"},
             {"weekly", "weeks", "Weeks relative to the event"},
             {"monthly", "months", "Months relative to the event"},
             {"bars", "bars", "Bars relative to the event"}};

static size_t time_of(const es_tables *result)
{
    const char *frequency = es_setting_of(result, "frequency");
    size_t i = sizeof times / sizeof *times - 1;
    while (i > 0 && strcmp(times[i].frequency, frequency) != 0)
        i--;
    return i;
}

const char *es_time_unit(const es_tables *result)
{
    return times[time_of(result)].unit;
}

const char *es_time_title(const es_tables *result)
{
    return times[time_of(result)].title;
}

const char *es_about_of(const es_tables *result, const char *key)
{
    return es_text_of(es_tables_find(result, "about"), "key", key, "value");
}

const char *es_result_setting(const es_tables *result, const char *key)
{
    const char *text = es_setting_of(result, key);
    return *text ? text : es_about_of(result, key);
}

long es_count_of(const es_tables *result, const char *group, const char *outcome)
{
    const es_table *counts = es_tables_find(result, "counts");
    for (size_t i = 0; counts && i < counts->n_rows; i++)
        if (es_text_at_is(counts, i, "group", group)
            && es_text_at_is(counts, i, "outcome", outcome))
            return (long)es_number_at(counts, i, "n");
    return 0;
}

bool es_words_have(const es_words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(words->word[i], word) == 0)
            return true;
    return false;
}

void es_words_add(es_words *words, const char *word)
{
    if (words->n < ES_MOST_WORDS && !es_words_have(words, word))
        words->word[words->n++] = word;
}

void es_used_models(const es_tables *result, es_words *out)
{
    const es_table *r = es_tables_find(result, "results");
    for (size_t i = 0; r && i < r->n_rows; i++)
        es_words_add(out, es_text_at(r, i, "model"));
}

void es_used_tests(const es_tables *result, es_words *out)
{
    const es_table *r = es_tables_find(result, "results");
    for (size_t i = 0; r && i < r->n_rows; i++)
        if (*es_text_at(r, i, "test") && !isnan(es_number_at(r, i, "statistic")))
            es_words_add(out, es_text_at(r, i, "test"));
}
