#include "cli/next.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/table.h"
#include "base/text.h"
#include "cli/session.h"

/* What the database holds. */
typedef struct stock {
    bool known, prices, events;
} stock;

/* When a row counts. */
typedef enum condition { ALWAYS, NO_EVENTS, NO_PRICES, KEPT } condition;

/* The first row of a command, its first argument and the state of things is said. */
static const struct {
    const char *command, *argument; /* argument NULL: any */
    condition when;
    const char *next;
} rows[] = {
    {"import", "prices", NO_EVENTS, "import events EVENTS.csv"},
    {"import", "returns", NO_EVENTS, "import events EVENTS.csv"},
    {"import", "events", NO_PRICES, "import prices PRICES.csv"},
    {"import", "events", ALWAYS, "check --market SYMBOL: what becomes of every event"},
    {"import", "factors", ALWAYS,
     "list factors, and run with --models ff3 or another that needs them"},
    {"import", NULL, ALWAYS, "check --market SYMBOL: what becomes of every event"},
    {"check", NULL, ALWAYS, "run with the same options"},
    {"run", NULL, KEPT, "explain last EVENT, plot last, table last, report last -o report.html"},
    {"show", NULL, ALWAYS, "explain RUN EVENT, or report RUN -o report.html"},
    {"table", NULL, ALWAYS, "cite RUN: the methods paragraph that goes with it"},
    {"explain", NULL, ALWAYS, "plot RUN --event EVENT -o event.pdf"},
    {"compare", NULL, ALWAYS, "rerun RUN: whether a run still comes out the same"},
    {"doctor", NULL, ALWAYS,
     "doctor --check ID for one kind of finding; --fix split records a split"},
};

static stock look(const es_cli_args *args)
{
    stock out = {.known = false};
    es_store *store = NULL;
    es_tables *imports = NULL;
    es_status status = es_store_open(es_cli_database(args), ES_STORE_READ, &store, NULL);
    if (!status)
        status = es_store_list(store, "imports", &imports, NULL);
    if (!status) {
        const es_table *t = es_tables_at(imports, 0);
        int kind = es_table_column(t, "kind");
        out.known = true;
        for (size_t i = 0; i < t->n_rows; i++) {
            const char *text = es_table_text(t, i, kind);
            out.prices =
                out.prices || es_name_equal(text, "prices") || es_name_equal(text, "returns");
            out.events = out.events || es_name_equal(text, "events");
        }
    }
    es_tables_free(imports);
    es_store_close(store);
    return out;
}

static bool holds(condition when, const stock *s, const es_cli_args *args)
{
    switch (when) {
    case NO_EVENTS:
        return s->known && !s->events;
    case NO_PRICES:
        return s->known && !s->prices;
    case KEPT:
        return !es_cli_flag(args, "no-save") && !es_cli_flag(args, "prices");
    default:
        return true;
    }
}

void es_cli_say_next(const es_command *command, const es_cli_args *args)
{
    const char *choice = getenv("EVENTSTUDY_HINTS");
    const char *argument = args->n_arguments ? args->argument[0] : "";
    stock s = {.known = false};
    if (isatty(STDERR_FILENO) != 1 || (choice && es_name_equal(choice, "off")))
        return;
    if (strcmp(command->name, "import") == 0)
        s = look(args);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].command, command->name) != 0
            || (rows[i].argument && strcmp(rows[i].argument, argument) != 0)
            || !holds(rows[i].when, &s, args))
            continue;
        (void)fprintf(stderr, "next: eventstudy %s\n", rows[i].next);
        return;
    }
}
