/* What differs between two results, cell by cell and to the last bit. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "report/lookup.h"

enum { MOST_KEYS = 6 };

/* The columns by which rows of two tables belong together; rows of other tables do by number. */
static const struct {
    const char *table;
    const char *key[MOST_KEYS + 1];
} keys[] = {
    {"about", {"key"}},
    {"settings", {"key"}},
    {"inputs", {"kind", "file", "sha256"}},
    {"events", {"event"}},
    {"counts", {"group", "outcome"}},
    {"fits", {"model", "event"}},
    {"ar", {"model", "event", "tau"}},
    {"cars", {"model", "event", "first", "last"}},
    {"results", {"model", "group", "first", "last", "measure", "test"}},
    {"volume", {"model", "group", "first", "last", "measure", "test"}},
    {"adjusted", {"model", "group", "test", "tau"}},
    {"regression", {"model", "first", "last", "dependent", "se_type", "term"}},
    {"diagnostics", {"key", "first", "last"}},
    {"notes", {"kind", "code", "subject", "text"}},
};

/* ---- Cells and rows ------------------------------------------------------------------------- */

static es_cell cell_at(const es_table *t, size_t row, int column)
{
    es_cell cell = es_cell_missing();
    if (column >= 0)
        t->cell(t->source, row, (size_t)column, &cell);
    return cell;
}

static bool same_cell(const es_cell *a, const es_cell *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case ES_INT:
        return a->as.integer == b->as.integer;
    case ES_REAL:
        return memcmp(&a->as.real, &b->as.real, sizeof a->as.real) == 0;
    case ES_DATE:
        return a->as.day == b->as.day;
    case ES_TEXT:
        return strcmp(a->as.text, b->as.text) == 0;
    default:
        return true;
    }
}

static const char *cell_text(es_arena *arena, const es_cell *cell)
{
    char number[ES_NUMBER_SIZE], day[ES_DAY_TEXT];
    switch (cell->type) {
    case ES_INT:
        return es_arena_printf(arena, "%" PRId64, cell->as.integer);
    case ES_REAL:
        return es_arena_printf(arena, "%s", es_number_shortest(cell->as.real, number));
    case ES_DATE:
        return es_arena_printf(arena, "%s", es_day_format(cell->as.day, day));
    case ES_TEXT:
        return cell->as.text;
    default:
        return NULL;
    }
}

/* The same table of both results, either of which may lack it. */
typedef struct pair_of_tables {
    const char *name;
    const es_table *a, *b;
    size_t n_keys;
    int key_a[MOST_KEYS], key_b[MOST_KEYS];
    bool same_columns;
} pair_of_tables;

static void find_keys(pair_of_tables *p)
{
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        if (strcmp(keys[k].table, p->name) != 0)
            continue;
        for (; keys[k].key[p->n_keys]; p->n_keys++) {
            p->key_a[p->n_keys] = p->a ? es_table_column(p->a, keys[k].key[p->n_keys]) : -1;
            p->key_b[p->n_keys] = p->b ? es_table_column(p->b, keys[k].key[p->n_keys]) : -1;
        }
    }
}

static pair_of_tables open_pair(const es_tables *a, const es_tables *b, const char *name)
{
    pair_of_tables p = {.name = name, .a = es_tables_find(a, name), .b = es_tables_find(b, name)};
    find_keys(&p);
    p.same_columns = p.a && p.b && p.a->n_columns == p.b->n_columns;
    for (size_t j = 0; p.same_columns && j < p.a->n_columns; j++)
        p.same_columns = strcmp(p.a->columns[j].name, p.b->columns[j].name) == 0;
    return p;
}

static bool same_key(const pair_of_tables *p, size_t row_a, size_t row_b)
{
    for (size_t k = 0; k < p->n_keys; k++) {
        es_cell a = cell_at(p->a, row_a, p->key_a[k]), b = cell_at(p->b, row_b, p->key_b[k]);
        if (!same_cell(&a, &b))
            return false;
    }
    return true;
}

/* Columns that one of the tables lacks differ where the other has a value. */
static bool same_row(const pair_of_tables *p, size_t row_a, size_t row_b)
{
    const es_table *more[] = {p->a, p->b};
    for (size_t side = 0; side < (p->same_columns ? 1 : 2); side++)
        for (size_t j = 0; j < more[side]->n_columns; j++) {
            const char *name = more[side]->columns[j].name;
            int at_a = p->same_columns ? (int)j : es_table_column(p->a, name);
            int at_b = p->same_columns ? (int)j : es_table_column(p->b, name);
            es_cell a = cell_at(p->a, row_a, at_a), b = cell_at(p->b, row_b, at_b);
            if (!same_cell(&a, &b))
                return false;
        }
    return true;
}

/* ---- Which rows belong together ------------------------------------------------------------- */

#define NO_ROW SIZE_MAX

typedef struct match {
    size_t a, b; /* NO_ROW: the other table has none */
} match;

typedef struct matches {
    size_t n;
    match *item; /* malloc'd; in the order of a, then those of b alone */
} matches;

typedef struct keyed_row {
    uint64_t hash;
    size_t row;
} keyed_row;

static uint64_t add_bytes(uint64_t h, const void *bytes, size_t n) /* FNV-1a */
{
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
    return h;
}

static uint64_t hash_key(const es_table *t, size_t row, const int *key, size_t n)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t k = 0; k < n; k++) {
        es_cell cell = cell_at(t, row, key[k]);
        const char *text = cell.type == ES_TEXT ? cell.as.text : "";
        h = add_bytes(h, &cell.type, sizeof cell.type);
        h = add_bytes(h, text, strlen(text) + 1);
        if (cell.type == ES_INT)
            h = add_bytes(h, &cell.as.integer, sizeof cell.as.integer);
        else if (cell.type == ES_REAL)
            h = add_bytes(h, &cell.as.real, sizeof cell.as.real);
        else if (cell.type == ES_DATE)
            h = add_bytes(h, &cell.as.day, sizeof cell.as.day);
    }
    return h;
}

static int compare_keyed(const void *left, const void *right)
{
    const keyed_row *x = left, *y = right;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int compare_matches(const void *left, const void *right)
{
    const match *x = left, *y = right;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static keyed_row *sort_by_key(const es_table *t, const int *key, size_t n_keys)
{
    keyed_row *rows = malloc((t->n_rows + 1) * sizeof *rows);
    for (size_t i = 0; rows && i < t->n_rows; i++)
        rows[i] = (keyed_row){hash_key(t, i, key, n_keys), i};
    if (rows)
        qsort(rows, t->n_rows, sizeof *rows, compare_keyed);
    return rows;
}

/* Both tables in the order of their keys, side by side. */
static bool match_by_key(const pair_of_tables *p, matches *out)
{
    keyed_row *x = sort_by_key(p->a, p->key_a, p->n_keys);
    keyed_row *y = sort_by_key(p->b, p->key_b, p->n_keys);
    size_t i = 0, j = 0;
    while (x && y && (i < p->a->n_rows || j < p->b->n_rows)) {
        match *m = &out->item[out->n++];
        bool has_a = i < p->a->n_rows, has_b = j < p->b->n_rows;
        if (has_a && has_b && x[i].hash == y[j].hash && same_key(p, x[i].row, y[j].row))
            *m = (match){x[i++].row, y[j++].row};
        else if (has_a && (!has_b || x[i].hash <= y[j].hash))
            *m = (match){x[i++].row, NO_ROW};
        else
            *m = (match){NO_ROW, y[j++].row};
    }
    if (x && y)
        qsort(out->item, out->n, sizeof *out->item, compare_matches);
    free(x);
    free(y);
    return x && y;
}

/* Mostly the rows follow each other in the same order, and nothing need be sought. */
static es_status match_rows(const pair_of_tables *p, matches *out, es_error *err)
{
    size_t n_a = p->a ? p->a->n_rows : 0, n_b = p->b ? p->b->n_rows : 0, n = n_a > n_b ? n_a : n_b;
    bool in_step = !p->a || !p->b || p->n_keys == 0 || n_a == n_b;
    *out = (matches){0, malloc((n_a + n_b + 1) * sizeof(match))};
    if (!out->item)
        return es_fail_memory(err);
    for (size_t i = 0; in_step && p->a && p->b && p->n_keys && i < n; i++)
        in_step = same_key(p, i, i);
    if (!in_step)
        return match_by_key(p, out) ? ES_OK : es_fail_memory(err);
    for (; out->n < n; out->n++)
        out->item[out->n] = (match){out->n < n_a ? out->n : NO_ROW, out->n < n_b ? out->n : NO_ROW};
    return ES_OK;
}

/* ---- The tables of what differs ------------------------------------------------------------- */

typedef struct comparison {
    const es_tables *a, *b;
    es_tables *out;
    es_table_rows *tables, *options, *inputs, *events, *results, *cars;
} comparison;

static es_cell text_at(const comparison *k, const es_table *t, size_t row, const char *column)
{
    es_cell cell;
    if (!t || row == NO_ROW)
        return es_cell_missing();
    cell = cell_at(t, row, es_table_column(t, column));
    return es_cell_text(cell_text(es_tables_arena(k->out), &cell));
}

static es_cell number_at(const es_table *t, size_t row, const char *column)
{
    return t && row != NO_ROW ? cell_at(t, row, es_table_column(t, column)) : es_cell_missing();
}

/* What a column that names a row says, in whichever table has it. */
static es_cell name_at(const pair_of_tables *p, const match *m, const char *column)
{
    return m->a != NO_ROW ? number_at(p->a, m->a, column) : number_at(p->b, m->b, column);
}

static es_status add_option(const comparison *k, const pair_of_tables *p, const match *m,
                            es_error *err)
{
    const es_cell cells[] = {name_at(p, m, "key"), text_at(k, p->a, m->a, "value"),
                             text_at(k, p->b, m->b, "value")};
    if (m->a != NO_ROW && m->b != NO_ROW && same_cell(&cells[1], &cells[2]))
        return ES_OK; /* only how it came to be so */
    return es_table_append(k->options, cells, err);
}

static es_status add_input(const comparison *k, const pair_of_tables *p, const match *m,
                           es_error *err)
{
    const char *where = m->b == NO_ROW ? "a only" : m->a == NO_ROW ? "b only" : "rows differ";
    const es_cell cells[] = {name_at(p, m, "kind"), name_at(p, m, "file"), name_at(p, m, "rows"),
                             es_cell_text(where), name_at(p, m, "sha256")};
    return es_table_append(k->inputs, cells, err);
}

/* One row for each column of the ledger that differs. */
static es_status add_event(const comparison *k, const pair_of_tables *p, const match *m,
                           es_error *err)
{
    static const char *const columns[] = {"symbol",       "announced",    "time",   "date_used",
                                          "group",        "status",       "reason", "shift_days",
                                          "shift_reason", "n_estimation", "n_event"};
    es_cell cells[] = {name_at(p, m, "event"), name_at(p, m, "symbol"), es_cell_text("listed"),
                       es_cell_text("yes"), es_cell_text("yes")};
    es_status status = ES_OK;
    if (m->a == NO_ROW || m->b == NO_ROW) {
        cells[m->a == NO_ROW ? 3 : 4] = es_cell_text("no");
        return es_table_append(k->events, cells, err);
    }
    for (size_t c = 0; c < sizeof columns / sizeof *columns && !status; c++) {
        cells[2] = es_cell_text(columns[c]);
        cells[3] = text_at(k, p->a, m->a, columns[c]);
        cells[4] = text_at(k, p->b, m->b, columns[c]);
        if (!same_cell(&cells[3], &cells[4]))
            status = es_table_append(k->events, cells, err);
    }
    return status;
}

/* "*" to "***"; "" where there is no star or no p. */
static const char *stars(const es_cell *p)
{
    if (p->type != ES_REAL)
        return "";
    return p->as.real < 0.01 ? "***" : p->as.real < 0.05 ? "**" : p->as.real < 0.1 ? "*" : "";
}

static es_status add_result(const comparison *k, const pair_of_tables *p, const match *m,
                            es_error *err)
{
    es_cell p_a = number_at(p->a, m->a, "p_value"), p_b = number_at(p->b, m->b, "p_value");
    const char *change = m->b == NO_ROW ? "a only" : m->a == NO_ROW ? "b only" : "";
    if (!*change && strcmp(stars(&p_a), stars(&p_b)) != 0)
        change =
            es_arena_printf(es_tables_arena(k->out), "%s to %s", *stars(&p_a) ? stars(&p_a) : "-",
                            *stars(&p_b) ? stars(&p_b) : "-");
    const es_cell cells[] = {name_at(p, m, "model"),
                             name_at(p, m, "group"),
                             name_at(p, m, "first"),
                             name_at(p, m, "last"),
                             name_at(p, m, "measure"),
                             name_at(p, m, "test"),
                             number_at(p->a, m->a, "estimate"),
                             number_at(p->b, m->b, "estimate"),
                             number_at(p->a, m->a, "statistic"),
                             number_at(p->b, m->b, "statistic"),
                             p_a,
                             p_b,
                             es_cell_text(change)};
    return change ? es_table_append(k->results, cells, err) : es_fail_memory(err);
}

static es_status add_car(const comparison *k, const pair_of_tables *p, const match *m,
                         es_error *err)
{
    es_cell a = number_at(p->a, m->a, "car"), b = number_at(p->b, m->b, "car");
    double moved = a.type == ES_REAL && b.type == ES_REAL ? b.as.real - a.as.real : (double)NAN;
    const es_cell cells[] = {name_at(p, m, "model"),
                             name_at(p, m, "event"),
                             name_at(p, m, "symbol"),
                             name_at(p, m, "first"),
                             name_at(p, m, "last"),
                             a,
                             b,
                             es_cell_real(moved),
                             number_at(p->a, m->a, "p_value"),
                             number_at(p->b, m->b, "p_value")};
    return es_table_append(k->cars, cells, err);
}

/* How a row that differs is told; NULL: it is only counted. */
typedef es_status add_difference(const comparison *k, const pair_of_tables *p, const match *m,
                                 es_error *err);

static add_difference *teller_of(const char *table)
{
    static const struct {
        const char *table;
        add_difference *add;
    } tellers[] = {{"settings", add_option},
                   {"inputs", add_input},
                   {"events", add_event},
                   {"results", add_result},
                   {"cars", add_car}};
    for (size_t i = 0; i < sizeof tellers / sizeof *tellers; i++)
        if (strcmp(tellers[i].table, table) == 0)
            return tellers[i].add;
    return NULL;
}

static es_status compare_table(const comparison *k, const char *name, es_error *err)
{
    pair_of_tables p = open_pair(k->a, k->b, name);
    add_difference *add = teller_of(name);
    matches found;
    int64_t equal = 0, differ = 0, only_a = 0, only_b = 0;
    es_status status = match_rows(&p, &found, err);
    for (size_t i = 0; i < found.n && !status; i++) {
        const match *m = &found.item[i];
        if (m->a != NO_ROW && m->b != NO_ROW && same_row(&p, m->a, m->b)) {
            equal++;
            continue;
        }
        only_a += m->b == NO_ROW;
        only_b += m->a == NO_ROW;
        differ += m->a != NO_ROW && m->b != NO_ROW;
        status = add ? add(k, &p, m, err) : ES_OK;
    }
    free(found.item);
    if (status)
        return status;
    return es_table_append(k->tables,
                           (const es_cell[]){es_cell_text(name), es_cell_int(equal),
                                             es_cell_int(differ), es_cell_int(only_a),
                                             es_cell_int(only_b)},
                           err);
}

/* ---- All of it ------------------------------------------------------------------------------ */

static es_table_rows *add_table(comparison *k, const char *name, const char *title,
                                const es_column *columns, size_t n)
{
    return es_tables_add(k->out, name, title, columns, n);
}

static bool open_tables(comparison *k)
{
    static const es_column tables[] = {{"table", ES_TEXT, ES_PLAIN},
                                       {"equal", ES_INT, ES_PLAIN},
                                       {"different", ES_INT, ES_PLAIN},
                                       {"a_only", ES_INT, ES_PLAIN},
                                       {"b_only", ES_INT, ES_PLAIN}};
    static const es_column options[] = {
        {"option", ES_TEXT, ES_PLAIN}, {"a", ES_TEXT, ES_PLAIN}, {"b", ES_TEXT, ES_PLAIN}};
    static const es_column inputs[] = {{"kind", ES_TEXT, ES_PLAIN},
                                       {"file", ES_TEXT, ES_PLAIN},
                                       {"rows", ES_INT, ES_PLAIN},
                                       {"where", ES_TEXT, ES_PLAIN},
                                       {"sha256", ES_TEXT, ES_PLAIN}};
    static const es_column events[] = {{"event", ES_TEXT, ES_PLAIN},
                                       {"symbol", ES_TEXT, ES_PLAIN},
                                       {"what", ES_TEXT, ES_PLAIN},
                                       {"a", ES_TEXT, ES_PLAIN},
                                       {"b", ES_TEXT, ES_PLAIN}};
    static const es_column results[] = {{"model", ES_TEXT, ES_PLAIN},
                                        {"group", ES_TEXT, ES_PLAIN},
                                        {"first", ES_INT, ES_PLAIN},
                                        {"last", ES_INT, ES_PLAIN},
                                        {"measure", ES_TEXT, ES_PLAIN},
                                        {"test", ES_TEXT, ES_PLAIN},
                                        {"estimate_a", ES_REAL, ES_RETURN},
                                        {"estimate_b", ES_REAL, ES_RETURN},
                                        {"statistic_a", ES_REAL, ES_STATISTIC},
                                        {"statistic_b", ES_REAL, ES_STATISTIC},
                                        {"p_a", ES_REAL, ES_PVALUE},
                                        {"p_b", ES_REAL, ES_PVALUE},
                                        {"change", ES_TEXT, ES_PLAIN}};
    static const es_column cars[] = {{"model", ES_TEXT, ES_PLAIN},  {"event", ES_TEXT, ES_PLAIN},
                                     {"symbol", ES_TEXT, ES_PLAIN}, {"first", ES_INT, ES_PLAIN},
                                     {"last", ES_INT, ES_PLAIN},    {"car_a", ES_REAL, ES_RETURN},
                                     {"car_b", ES_REAL, ES_RETURN}, {"moved", ES_REAL, ES_RETURN},
                                     {"p_a", ES_REAL, ES_PVALUE},   {"p_b", ES_REAL, ES_PVALUE}};
    k->tables = add_table(k, "tables", "Rows of each table", tables, 5);
    k->options = add_table(k, "options", "Options that differ", options, 3);
    k->inputs = add_table(k, "inputs", "Imported files that differ", inputs, 5);
    k->events = add_table(k, "events", "Events that differ", events, 5);
    k->results = add_table(k, "results", "Results that differ", results, 13);
    k->cars = add_table(k, "cars", "CARs that differ", cars, 10);
    return k->tables && k->options && k->inputs && k->events && k->results && k->cars;
}

static es_status compare_all(comparison *k, es_error *err)
{
    es_status status = open_tables(k) ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < es_tables_count(k->a) && !status; i++)
        status = compare_table(k, es_tables_at(k->a, i)->name, err);
    for (size_t i = 0; i < es_tables_count(k->b) && !status; i++)
        if (!es_tables_find(k->a, es_tables_at(k->b, i)->name))
            status = compare_table(k, es_tables_at(k->b, i)->name, err);
    return status;
}

es_status es_report_compare(const es_tables *a, const es_tables *b, es_tables **out, es_error *err)
{
    comparison k = {.a = a, .b = b, .out = es_tables_new()};
    es_status status = k.out ? compare_all(&k, err) : es_fail_memory(err);
    *out = status ? NULL : k.out;
    if (status)
        es_tables_free(k.out);
    return status;
}
