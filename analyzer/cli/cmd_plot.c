/* plot [RUN] [PICTURE] */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/table.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/session.h"

static const es_cli_option options[] = {
    {"output", ES_CLI_VALUE, "FILE", "write FILE, which ends in .svg, .pdf or .png (also -o)"},
    {"ascii", ES_CLI_FLAG, NULL, "draw it on the terminal (the default without --output)"},
    {"data", ES_CLI_VALUE, "FILE", "write the figures behind the picture as CSV (- for stdout)"},
    {"event", ES_CLI_VALUE, "ID", "the event, for pictures of one event"},
    {"model", ES_CLI_VALUE, "ID", "the model (default: the primary one)"},
    {"group", ES_CLI_VALUE, "LABEL", "only this group (default: all events)"},
    {"window", ES_CLI_VALUE, "A:B", "the window, for distribution and forest (default: the first)"},
    {"title", ES_CLI_VALUE, "TEXT", "in place of the picture's own title; \"\" for none"},
    {"width", ES_CLI_VALUE, "MM", "width in millimetres (default: 170, a page; a column: 84)"},
    {"height", ES_CLI_VALUE, "MM", "height in millimetres (default: what the picture needs)"},
    {"dpi", ES_CLI_VALUE, "N", "dots per inch of a PNG (default: 300)"},
    {NULL, ES_CLI_FLAG, NULL, NULL},
};

static es_status number(const es_cli_args *args, const char *name, double otherwise, double least,
                        double most, double *out, es_error *err)
{
    const char *text = es_cli_value(args, name, NULL);
    *out = otherwise;
    if (!text
        || (es_number_read(text, strlen(text), out) == ES_NUMBER_OK && *out >= least
            && *out <= most))
        return ES_OK;
    return es_fail(err, ES_EUSAGE, "--%s: \"%s\" is not between %g and %g", name, text, least,
                   most);
}

static es_status size_of(const es_cli_args *args, es_plot_size *out, es_error *err)
{
    double dpi = 300.0;
    es_status status = number(args, "width", 170.0, 40.0, 2000.0, &out->width, err);
    if (!status)
        status = number(args, "height", 0.0, 30.0, 4000.0, &out->height, err);
    if (!status)
        status = number(args, "dpi", 300.0, 30.0, 1200.0, &dpi, err);
    out->dpi = (int)dpi;
    return status;
}

/* Shells tell the width of the terminal in COLUMNS, where it is exported. */
static int terminal_width(void)
{
    const char *text = getenv("COLUMNS");
    int64_t columns;
    if (text && es_integer_read(text, strlen(text), &columns) && columns >= 40 && columns <= 200)
        return (int)columns;
    return 80;
}

static es_status write_data(const es_plot *plot, const char *path, es_error *err)
{
    es_tables *data = NULL;
    FILE *stream = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    es_status status;
    if (!stream)
        return es_fail(err, ES_EIO, "cannot write %s", path);
    status = es_plot_data(plot, &data, err);
    if (!status)
        status = es_table_write(es_tables_at(data, 0), "csv", stream, err);
    if (stream != stdout && fclose(stream) != 0 && !status)
        status = es_fail(err, ES_EIO, "cannot write %s", path);
    es_tables_free(data);
    return status;
}

static es_status deliver(const es_cli_args *args, const es_plot *plot, const es_plot_size *size,
                         es_error *err)
{
    const char *output = es_cli_value(args, "output", NULL);
    const char *data = es_cli_value(args, "data", NULL);
    es_status status = ES_OK;
    if (output)
        status = es_plot_save(plot, size, output, err);
    if (!status && output)
        (void)fprintf(stderr, "picture written to %s\n", output);
    if (!status && data)
        status = write_data(plot, data, err);
    if (!status && (es_cli_flag(args, "ascii") || (!output && !data)))
        status = es_plot_ascii(plot, terminal_width(), stdout, err);
    return status;
}

static bool is_picture(const char *word)
{
    es_tables *list;
    bool found = false;
    if (es_plot_list(&list, NULL))
        return false;
    for (size_t i = 0; i < es_tables_at(list, 0)->n_rows && !found; i++)
        found = es_name_equal(es_table_text(es_tables_at(list, 0), i, 0), word);
    es_tables_free(list);
    return found;
}

/* When the group is not one of the run's: its groups as the hint, each once. */
static es_status hint_groups(const es_cli_args *args, const es_tables *tables, const char *group,
                             es_status status, es_error *err)
{
    const es_table *t = es_tables_find(tables, "results");
    int column = t ? es_table_column(t, "group") : -1;
    const char *known[256];
    const char *text = "";
    size_t n = 0;
    for (size_t i = 0; t && i < t->n_rows && n < sizeof known / sizeof *known; i++) {
        const char *word = es_table_text(t, i, column);
        size_t k = 0;
        if (!word || strcmp(word, group) == 0)
            return status;
        while (k < n && strcmp(known[k], word) != 0)
            k++;
        if (k == n)
            known[n++] = word;
    }
    for (size_t k = 0; k < n && text; k++)
        text = es_arena_printf(args->arena, "%s%s%s", text, k ? ", " : "", known[k]);
    if (n && text)
        (void)es_hint(err, "it has %s", text);
    return status;
}

static es_status run(const es_cli_args *given, es_error *err)
{
    es_cli_args rest = *given;
    const es_cli_args *args = &rest;
    const char *picture = given->n_arguments > 1 ? given->argument[1] : "caar";
    es_tables *explanation = NULL;
    es_plot *plot = NULL;
    es_cli_kept kept;
    es_plot_size size;
    es_plot_options chosen;
    const char *event = es_cli_value(args, "event", NULL);
    es_status status;
    if (given->n_arguments == 1 && is_picture(given->argument[0])) {
        picture = given->argument[0];
        rest.n_arguments = 0;
    }
    status = es_cli_open_kept(args, &kept, err);
    es_plot_options_init(&chosen);
    chosen.picture = picture;
    chosen.model = es_cli_value(args, "model", NULL);
    chosen.group = es_cli_value(args, "group", NULL);
    chosen.window = es_cli_value(args, "window", NULL);
    chosen.title = es_cli_value(args, "title", NULL);
    if (!status)
        status = size_of(args, &size, err);
    if (!status && !event)
        event = es_cli_only_event(kept.tables);
    if (!status && event && es_plot_is_of_event(chosen.picture))
        status = es_cli_warn_of_changes(&kept, &chosen.changed, err);
    if (!status && event)
        status = es_study_explain(kept.data, kept.spec, event, chosen.model, &explanation, err);
    if (!status)
        status = es_plot_new(kept.tables, explanation, &chosen, &plot, err);
    if (status == ES_EUSAGE && chosen.group && strstr(err->message, "no group "))
        status = hint_groups(args, kept.tables, chosen.group, status, err);
    if (!status)
        status = deliver(args, plot, &size, err);
    es_plot_free(plot);
    es_tables_free(explanation);
    es_cli_close_kept(&kept);
    return status;
}

const es_command es_command_plot = {
    .name = "plot",
    .synopsis = "[RUN] [PICTURE]",
    .summary = "draw a picture of a kept run: SVG, PDF, PNG, or here",
    .detail = "RUN is a run number or `last` (default). PICTURE is caar (the default), groups, "
              "models, aar, "
              "cars, distribution, forest; or, with --event ID, event, fit, price: `eventstudy "
              "list pictures` says what each shows.",
    .example = "eventstudy plot last groups -o groups.pdf",
    .pictures = true,
    .options = options,
    .max_arguments = 2,
    .run = run,
};
