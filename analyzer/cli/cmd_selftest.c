/* selftest: what the digits of this program are worth on this machine. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/golden.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

enum { KEY_SIZE = 256, MOST_COLUMNS = 32, PATH_SIZE = 512 };

/* Classes of figures with a bound of their own. */
typedef enum class { CLOSED, P_VALUE, ROBUST, RANDOMISED, GARCH, N_CLASSES } class;

static const struct {
    const char *name;
    double bound;
} classes[N_CLASSES] = {{"closed forms", 1e-9},
                        {"p-values", 1e-8},
                        {"robust models", 1e-7},
                        {"randomised p-values", 0.0},
                        {"GARCH", 1e-2}};

typedef struct tally {
    size_t n;
    double worst;
} tally;

/* ---- the study ---- */

static es_status write_input(const char *directory, const es_golden_file *file, char *path,
                             es_error *err)
{
    FILE *stream;
    bool written;
    (void)snprintf(path, PATH_SIZE, "%s/%s", directory, file->name);
    stream = fopen(path, "wb");
    if (!stream)
        return es_fail(err, ES_EIO, "cannot write %s: %s", path, strerror(errno));
    written = fwrite(file->text, 1, file->n, stream) == file->n;
    return fclose(stream) == 0 && written
               ? ES_OK
               : es_fail(err, ES_EIO, "cannot write %s: %s", path, strerror(errno));
}

static es_status import_one(es_store *store, const char *directory, const char *name,
                            es_import_kind kind, const char *symbol, es_error *err)
{
    es_import_options how;
    es_import_summary summary;
    char path[PATH_SIZE];
    const char *paths[] = {path};
    es_status status = ES_EDATA;
    es_import_options_init(&how);
    how.symbol = symbol;
    for (size_t i = 0; i < es_golden_count(); i++) {
        es_golden_file file = es_golden_at(i);
        if (strcmp(file.name, name) != 0)
            continue;
        status = write_input(directory, &file, path, err);
        if (!status)
            status = es_import_files(store, kind, paths, 1, &how, &summary, err);
        (void)remove(path);
    }
    return status;
}

/* Ends the line at *rest and moves on; NULL at the end. */
static char *next_line(char **rest)
{
    char *line = *rest, *end = line ? strchr(line, '\n') : NULL;
    if (!line || !*line)
        return NULL;
    *rest = end ? end + 1 : line + strlen(line);
    if (end)
        *end = '\0';
    return line;
}

/* `key = value` lines; EGARCH, whose likelihood has more than one maximum, is left to the tests. */
static es_status read_study(es_arena *arena, es_spec *spec, es_error *err)
{
    es_golden_file file = {"", "", 0};
    char *text, *rest;
    es_status status = ES_OK;
    for (size_t i = 0; i < es_golden_count(); i++)
        if (strcmp(es_golden_at(i).name, "study.ini") == 0)
            file = es_golden_at(i);
    rest = es_arena_text_n(arena, file.text, file.n);
    while (!status && (text = next_line(&rest)) != NULL) {
        char *equals = strchr(text, '='), *egarch = strstr(text, ", egarch11");
        const char *key = text;
        size_t n;
        if (!equals)
            continue;
        if (egarch)
            *egarch = '\0';
        n = (size_t)(equals - text);
        es_trim(&key, &n);
        key = es_arena_text_n(arena, key, n);
        status = key ? es_spec_set(spec, key, equals + 1, err) : es_fail_memory(err);
    }
    return rest || status ? status : es_fail_memory(err);
}

static es_status import_all(es_store *store, es_error *err)
{
    const char *temporary = getenv("TMPDIR");
    char directory[PATH_SIZE / 2];
    es_status status;
    (void)snprintf(directory, sizeof directory, "%s/eventstudy-XXXXXX",
                   temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(directory))
        return es_fail(err, ES_EIO, "cannot make %s: %s", directory, strerror(errno));
    status = import_one(store, directory, "prices.csv", ES_IMPORT_PRICES, NULL, err);
    if (!status)
        status = import_one(store, directory, "market.csv", ES_IMPORT_PRICES, "MARKET", err);
    if (!status)
        status = import_one(store, directory, "factors.csv", ES_IMPORT_FACTORS, NULL, err);
    if (!status)
        status = import_one(store, directory, "events.csv", ES_IMPORT_EVENTS, NULL, err);
    (void)rmdir(directory);
    return status;
}

/* ---- comparison ---- */

/* The rows of a table by the text of their key columns. */
typedef struct entry {
    const char *key;
    size_t row;
} entry;

static const char *const keys[] = {"model",   "event", "group",   "first", "last",
                                   "measure", "test",  "se_type", "term",  NULL};

static bool is_key(const char *name)
{
    for (size_t k = 0; keys[k]; k++)
        if (strcmp(keys[k], name) == 0)
            return true;
    return false;
}

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    return strcmp(x->key, y->key);
}

static const char *cell_key(const es_table *t, size_t row, es_arena *arena)
{
    char key[KEY_SIZE] = "";
    size_t used = 0;
    for (size_t k = 0; keys[k]; k++) {
        int column = es_table_column(t, keys[k]);
        const char *text = column < 0 ? NULL : es_table_text(t, row, column);
        if (column < 0)
            continue;
        if (text)
            used += (size_t)snprintf(key + used, sizeof key - used, "%s|", text);
        else if (isnan(es_table_number(t, row, column)))
            used += (size_t)snprintf(key + used, sizeof key - used, "|");
        else
            used += (size_t)snprintf(key + used, sizeof key - used, "%.0f|",
                                     es_table_number(t, row, column));
    }
    return es_arena_text(arena, key);
}

static entry *index_rows(const es_table *t, es_arena *arena)
{
    entry *index = ES_NEW(arena, t->n_rows, entry);
    for (size_t i = 0; index && i < t->n_rows; i++)
        index[i] = (entry){cell_key(t, i, arena), i};
    if (!es_arena_failed(arena))
        qsort(index, t->n_rows, sizeof *index, compare_entries);
    return es_arena_failed(arena) ? NULL : index;
}

/* One row of expected figures, split. */
typedef struct expected_row {
    const char *const *name;
    const char *cell[MOST_COLUMNS];
    size_t n;
} expected_row;

static const char *named(const expected_row *r, const char *name)
{
    for (size_t k = 0; k < r->n; k++)
        if (strcmp(r->name[k], name) == 0)
            return r->cell[k];
    return "";
}

static class class_of(const expected_row *r, const char *column)
{
    const char *model = named(r, "model"), *test = named(r, "test");
    size_t n = strlen(column);
    bool p = strcmp(column, "p_value") == 0 || (n > 2 && strcmp(column + n - 2, "_p") == 0);
    if (strstr(model, "garch"))
        return GARCH;
    if (strstr(model, "robust"))
        return ROBUST;
    if (p && (strstr(test, "wild") || strstr(test, "perm") || strstr(test, "boot")))
        return RANDOMISED;
    return p ? P_VALUE : CLOSED;
}

/* 0 for what is the same text or both missing, infinite for what is something else. */
static double cell_error(const es_table *t, size_t row, const char *column, const char *expected)
{
    int k = es_table_column(t, column);
    const char *text = k < 0 ? NULL : es_table_text(t, row, k);
    double value = k < 0 ? (double)NAN : es_table_number(t, row, k), wanted;
    if (!*expected)
        return text || !isnan(value) ? HUGE_VAL : 0.0;
    if (es_number_read(expected, strlen(expected), &wanted) == ES_NUMBER_OK)
        return isnan(value) ? HUGE_VAL : fabs(value - wanted) / (1.0 + fabs(wanted));
    if (strchr(expected, '/')) { /* "177.0/14280.0" */
        double a[2], b[2];
        return text && sscanf(expected, "%lf/%lf", &a[0], &a[1]) == 2
                       && sscanf(text, "%lf/%lf", &b[0], &b[1]) == 2 && a[0] == b[0] && a[1] == b[1]
                   ? 0.0
                   : HUGE_VAL;
    }
    return text && strcmp(text, expected) == 0 ? 0.0 : HUGE_VAL;
}

static void hold_row(const es_table *t, const entry *index, const expected_row *r, tally *tallies)
{
    char key[KEY_SIZE] = "";
    entry wanted = {key, 0}, *found;
    size_t used = 0;
    for (size_t k = 0; keys[k]; k++)
        if (es_table_column(t, keys[k]) >= 0)
            used += (size_t)snprintf(key + used, sizeof key - used, "%s|", named(r, keys[k]));
    found = bsearch(&wanted, index, t->n_rows, sizeof *index, compare_entries);
    for (size_t k = 0; k < r->n; k++) {
        tally *own = &tallies[class_of(r, r->name[k])];
        double error;
        if (is_key(r->name[k]))
            continue;
        error = found ? cell_error(t, found->row, r->name[k], r->cell[k]) : HUGE_VAL;
        own->n++;
        own->worst = fmax(own->worst, error);
    }
}

static size_t split(char *line, const char **out)
{
    size_t n = 0;
    for (char *comma = line; comma && n < MOST_COLUMNS; line = comma + 1) {
        comma = strchr(line, ',');
        if (comma)
            *comma = '\0';
        out[n++] = line;
        if (!comma)
            break;
    }
    return n;
}

/* Holds a table against its expected file; lines of EGARCH are passed over. */
static es_status hold_table(const es_table *t, const es_golden_file *file, tally *tallies,
                            es_arena *arena, es_error *err)
{
    const char *name[MOST_COLUMNS];
    char *rest = es_arena_text_n(arena, file->text, file->n), *line;
    entry *index = index_rows(t, arena);
    expected_row row = {.name = name};
    if (!rest || !index)
        return es_fail_memory(err);
    line = next_line(&rest);
    (void)split(line, name);
    while ((line = next_line(&rest)) != NULL) {
        if (!*line || strncmp(line, "egarch11,", 9) == 0)
            continue;
        row.n = split(line, row.cell);
        hold_row(t, index, &row, tallies);
    }
    return ES_OK;
}

static es_status append(es_table_rows *rows, const char *name, const tally *t, double bound,
                        es_error *err)
{
    es_cell cells[] = {es_cell_text(name), es_cell_int((int64_t)t->n), es_cell_real(t->worst),
                       es_cell_real(bound), es_cell_text(t->worst <= bound ? "ok" : "FAILED")};
    return es_table_append(rows, cells, err);
}

/* Every embedded table of expected figures against the result. */
static es_status hold_all(const es_tables *result, es_arena *arena, es_table_rows *rows,
                          es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < es_golden_count() && !status; i++) {
        es_golden_file file = es_golden_at(i);
        tally tallies[N_CLASSES] = {{0, 0.0}};
        char name[32];
        const es_table *t;
        if (strncmp(file.name, "expected/", 9) != 0)
            continue;
        (void)snprintf(name, sizeof name, "%s", file.name + 9);
        *strchr(name, '.') = '\0';
        t = es_tables_find(result, name);
        if (!t)
            return es_fail(err, ES_EDATA, "selftest: the study made no table %s", name);
        status = hold_table(t, &file, tallies, arena, err);
        for (size_t c = 0; c < N_CLASSES && !status; c++)
            if (tallies[c].n)
                status =
                    append(rows, es_arena_printf(arena, "study: %s, %s", name, classes[c].name),
                           &tallies[c], classes[c].bound, err);
    }
    return status;
}

static es_status run_golden(es_arena *arena, es_table_rows *rows, es_error *err)
{
    es_store *store = NULL;
    es_dataset *data = NULL;
    es_spec *spec = NULL;
    es_tables *result = NULL;
    es_status status = es_store_open(":memory:", ES_STORE_CREATE, &store, err);
    if (!status)
        status = import_all(store, err);
    if (!status)
        status = es_dataset_load(store, &data, err);
    if (!status)
        status = es_spec_new(&spec, err);
    if (!status)
        status = read_study(arena, spec, err);
    if (!status)
        status = es_study_run(data, spec, &result, err);
    if (!status)
        status = hold_all(result, arena, rows, err);
    es_tables_free(result);
    es_spec_free(spec);
    es_dataset_free(data);
    es_store_close(store);
    return status;
}

/* ---- the command ---- */

static es_status copy_rows(const es_table *from, es_table_rows *to, size_t *failed, es_error *err)
{
    es_status status = ES_OK;
    for (size_t i = 0; i < from->n_rows && !status; i++) {
        es_cell cells[8];
        for (size_t k = 0; k < from->n_columns; k++)
            from->cell(from->source, i, k, &cells[k]);
        *failed += strcmp(cells[from->n_columns - 1].as.text, "ok") != 0;
        status = es_table_append(to, cells, err);
    }
    return status;
}

static es_status run(const es_cli_args *args, es_error *err)
{
    es_tables *known, *page = es_tables_new(), *golden = es_tables_new();
    const es_table *t;
    es_table_rows *rows, *of_golden;
    size_t failed = 0;
    es_status status = es_study_selftest(&known, err);
    if (status || !page || !golden) {
        es_tables_free(page);
        es_tables_free(golden);
        return status ? status : es_fail_memory(err);
    }
    t = es_tables_at(known, 0);
    rows = es_tables_add(page, "selftest", "Largest error of each case, in units of 1 + |figure|",
                         t->columns, t->n_columns);
    of_golden = es_tables_add(golden, "selftest", "selftest", t->columns, t->n_columns);
    status = rows && of_golden ? run_golden(args->arena, of_golden, err) : es_fail_memory(err);
    if (!status)
        status = copy_rows(t, rows, &failed, err);
    if (!status)
        status = copy_rows(es_tables_at(golden, 0), rows, &failed, err);
    if (!status)
        status = es_cli_print(args, es_tables_at(page, 0), ES_CLI_TITLED, err);
    es_tables_free(known);
    es_tables_free(golden);
    es_tables_free(page);
    if (!status && failed)
        status = es_fail(err, ES_EDATA, "selftest: %zu case(s) are beyond their bound", failed);
    return status;
}

const es_command es_command_selftest = {
    .name = "selftest",
    .synopsis = "",
    .summary = "recompute certified and reference figures, print the largest errors",
    .detail =
        "Regressions certified by NIST, closed forms, and a complete study that an independent "
        "implementation of the same formulas computed. Exit status 1 when a bound is broken.",
    .example = "eventstudy selftest",
    .options = options,
    .prints = true,
    .run = run,
};
