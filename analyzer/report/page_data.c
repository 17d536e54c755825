/* The figures of the interactive charts as JSON in the page.  `<` is written as an escape, so that
 * no text can end the element it stands in. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/json_text.h"
#include "report/page.h"

/* Columns of a table as arrays; rows that `keep` refuses are left out. */
typedef bool (*keep_row)(const es_table *t, size_t row);

static json_t *columns(const es_table *t, const char *const *names, size_t n, size_t most,
                       keep_row keep)
{
    json_t *object = json_object();
    for (size_t j = 0; j < n; j++) {
        json_t *array = json_array();
        int c = es_table_column(t, names[j]);
        size_t count = 0;
        for (size_t i = 0; i < t->n_rows && c >= 0 && count < most; i++) {
            es_cell cell;
            if (keep && !keep(t, i))
                continue;
            t->cell(t->source, i, (size_t)c, &cell);
            (void)json_array_append_new(array, es_json_cell(&cell));
            count++;
        }
        (void)json_object_set_new(object, names[j], array);
    }
    return object;
}

/* "a, b, c" as an array. */
static json_t *list(const char *text)
{
    json_t *array = json_array();
    while (*text) {
        size_t n = strcspn(text, ",");
        (void)json_array_append_new(array, json_stringn(text, n));
        text += n;
        while (*text == ',' || *text == ' ')
            text++;
    }
    return array;
}

static bool is_window_test(const es_table *t, size_t row)
{
    return strcmp(es_text_at(t, row, "measure"), "caar") == 0 && *es_text_at(t, row, "test");
}

static json_t *data(const es_page *p)
{
    static const char *const paths[] = {"model",   "group",    "tau",      "n",    "aar",
                                        "aar_low", "aar_high", "n_car",    "caar", "low",
                                        "high",    "band_low", "band_high"};
    static const char *const results[] = {"model",   "group",    "first",   "last",
                                          "n",       "estimate", "test",    "statistic",
                                          "p_value", "ci_low",   "ci_high", "status"};
    static const char *const cars[] = {"model",  "event",     "first",   "last",   "car",    "raw",
                                       "market", "statistic", "p_value", "ci_low", "ci_high"};
    static const char *const events[] = {"event", "group"};
    json_t *root = json_object();
    (void)json_object_set_new(root, "alpha",
                              json_real(strtod(es_result_setting(p->result, "alpha"), NULL)));
    (void)json_object_set_new(root, "time", es_json_text(es_time_title(p->result)));
    (void)json_object_set_new(root, "primary", es_json_text(p->model));
    (void)json_object_set_new(root, "test", es_json_text(p->test));
    (void)json_object_set_new(root, "models", list(es_result_setting(p->result, "models")));
    (void)json_object_set_new(root, "tests", list(es_result_setting(p->result, "tests")));
    (void)json_object_set_new(root, "paths",
                              columns(es_tables_find(p->paths, "paths"), paths,
                                      sizeof paths / sizeof *paths, SIZE_MAX, NULL));
    (void)json_object_set_new(root, "results",
                              columns(es_tables_find(p->result, "results"), results,
                                      sizeof results / sizeof *results, SIZE_MAX, is_window_test));
    (void)json_object_set_new(root, "cars",
                              columns(es_tables_find(p->result, "cars"), cars,
                                      sizeof cars / sizeof *cars, ES_PAGE_CARS, NULL));
    (void)json_object_set_new(root, "events",
                              columns(es_tables_find(p->result, "events"), events,
                                      sizeof events / sizeof *events, ES_PAGE_LEDGER, NULL));
    return root;
}

/* Writes what jansson gives, with `<` escaped. */
static int dump(const char *buffer, size_t size, void *out)
{
    for (size_t i = 0; i < size; i++)
        if (buffer[i] == '<')
            (void)fputs("\\u003c", out);
        else
            (void)fputc(buffer[i], out);
    return ferror(out) ? -1 : 0;
}

es_status es_page_data(const es_page *p, es_error *err)
{
    json_t *root = data(p);
    int failed;
    (void)fputs("<script type=\"application/json\" id=\"data\">", p->out);
    failed = json_dump_callback(root, dump, p->out,
                                JSON_REAL_PRECISION(8) | JSON_PRESERVE_ORDER | JSON_COMPACT);
    json_decref(root);
    (void)fputs("</script>\n", p->out);
    return failed ? es_fail_memory(err) : ES_OK;
}
