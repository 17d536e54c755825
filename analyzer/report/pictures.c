/* The table of pictures, and one of them made of a run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "report/font.h"
#include "report/picture.h"
#include "report/render.h"

static const es_picture *const pictures[] = {
#define ES_PICTURE(id) &es_picture_##id,
#include "report/pictures.def"
#undef ES_PICTURE
};

enum { N_PICTURES = sizeof pictures / sizeof *pictures };

struct es_plot {
    const es_picture *picture;
    es_arena *arena;
    es_chart chart;
};

/* ---- what pictures share ---- */

double es_cell_value(const es_table *table, size_t row, const char *column)
{
    es_cell cell;
    int c = es_table_column(table, column);
    if (c < 0)
        return (double)NAN;
    table->cell(table->source, row, (size_t)c, &cell);
    return cell.type == ES_DATE ? (double)cell.as.day : es_table_number(table, row, c);
}

const char *es_picture_origin(const es_picture_source *s, es_arena *arena)
{
    const char *title = es_result_setting(s->result, "title");
    title = es_text_clip(arena, *title ? title : "Event study", 300.0, 8.0);
    return es_arena_printf(arena, "%s; model %s", title ? title : "", s->model);
}

static double alpha_of(const es_picture_source *s)
{
    return strtod(es_result_setting(s->result, "alpha"), NULL);
}

const char *es_picture_level(const es_picture_source *s, es_arena *arena)
{
    return es_arena_printf(arena, "%.4g %%", 100.0 * (1.0 - alpha_of(s)));
}

es_axis es_axis_tau(const char *label)
{
    return (es_axis){.kind = ES_AXIS_TAU, .label = label, .zero = true};
}

es_axis es_axis_return(const char *label)
{
    return (es_axis){.kind = ES_AXIS_NUMBER, .label = label, .unit = ES_RETURN, .zero = true};
}

static void fill(double *out, size_t n, const es_table *t, size_t first, const char *column)
{
    for (size_t i = 0; out && column && i < n; i++)
        out[i] = es_cell_value(t, first + i, column);
}

void es_mark_columns(es_mark *m, const es_table *t, size_t first, const char *x, const char *y,
                     const char *low, const char *high)
{
    fill(m->x, m->n, t, first, x);
    fill(m->y, m->n, t, first, y);
    fill(m->low, m->n, t, first, low);
    fill(m->high, m->n, t, first, high);
}

/* ---- choices ---- */

static const es_picture *find_picture(const char *id, es_error *err)
{
    const char *ids[N_PICTURES], *near;
    for (size_t i = 0; i < N_PICTURES; i++) {
        if (es_name_equal(pictures[i]->id, id))
            return pictures[i];
        ids[i] = pictures[i]->id;
    }
    near = es_nearest(id, ids, N_PICTURES);
    (void)es_fail(err, ES_EUSAGE, "unknown picture \"%s\"", id);
    (void)(near ? es_hint(err, "did you mean %s?", near)
                : es_hint(err, "`eventstudy list pictures` shows all"));
    return NULL;
}

/* Is the value one of those in the column of a table?  All of them are named when not. */
static es_status check_choice(const es_table *t, const char *column, const char *value,
                              es_error *err)
{
    char known[400] = "";
    size_t used = 0;
    char last[128] = "";
    for (size_t i = 0; i < t->n_rows; i++) {
        const char *word = es_text_at(t, i, column);
        if (strcmp(word, value) == 0)
            return ES_OK;
        if (strncmp(word, last, sizeof last - 1) == 0 || used + 1 >= sizeof known)
            continue;
        (void)snprintf(last, sizeof last, "%s", word);
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", last);
    }
    (void)es_fail(err, ES_EUSAGE, "this run has no %s \"%s\"", column, value);
    return es_hint(err, "it has %s", known);
}

static bool window_from_text(const char *text, es_window *out)
{
    char *end;
    long first = strtol(text, &end, 10), last;
    if (end == text || *end != ':')
        return false;
    text = end + 1;
    last = strtol(text, &end, 10);
    while (*end == ' ')
        end++;
    if (end == text || (*end != '\0' && *end != ',') || labs(first) > 100000 || labs(last) > 100000)
        return false;
    *out = (es_window){(int)first, (int)last};
    return true;
}

/* A window of the run: the one named, else the first. */
static es_status choose_window(es_picture_source *s, const char *text, es_error *err)
{
    const es_table *t = es_tables_find(s->result, "cars");
    if (!text) {
        if (t->n_rows)
            s->window =
                (es_window){(int)es_cell_value(t, 0, "first"), (int)es_cell_value(t, 0, "last")};
        return ES_OK;
    }
    if (!window_from_text(text, &s->window))
        return es_fail(err, ES_EUSAGE, "\"%s\" is no window: write A:B, for example -1:1", text);
    for (size_t i = 0; i < t->n_rows; i++)
        if (es_cell_value(t, i, "first") == s->window.first
            && es_cell_value(t, i, "last") == s->window.last)
            return ES_OK;
    (void)es_fail(err, ES_EUSAGE, "this run has no CARs over %s", text);
    return es_hint(err, "its windows are %s", es_result_setting(s->result, "car_windows"));
}

static es_status choose(const es_plot_options *o, es_picture_source *s, es_error *err)
{
    static const char *const needed[] = {"events", "ar", "cars", "results", "counts", "settings"};
    const es_table *paths = es_tables_find(s->paths, "paths");
    es_status status;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!es_tables_find(s->result, needed[i]))
            return es_fail(err, ES_EDATA, "this result lacks the table %s", needed[i]);
    s->model = o->model ? o->model : es_result_setting(s->result, "primary_model");
    s->group = o->group ? o->group : "all";
    status = check_choice(paths, "model", s->model, err);
    if (!status)
        status = check_choice(paths, "group", s->group, err);
    return status ? status : choose_window(s, o->window, err);
}

/* ---- a picture ---- */

void es_plot_options_init(es_plot_options *options)
{
    memset(options, 0, sizeof *options);
    options->picture = "caar";
}

void es_plot_free(es_plot *plot)
{
    if (!plot)
        return;
    es_arena_free(plot->arena);
    free(plot);
}

static es_status make(es_plot *plot, const es_tables *result, const es_tables *paths,
                      const es_tables *explanation, const es_plot_options *o, es_error *err)
{
    es_picture_source s = {.result = result, .explanation = explanation};
    es_status status;
    plot->picture = find_picture(o->picture, err);
    if (!plot->picture)
        return ES_EUSAGE;
    if (plot->picture->of_event && !explanation) {
        (void)es_fail(err, ES_EUSAGE, "the picture %s is of one event", plot->picture->id);
        return es_hint(err, "name it: --event ID");
    }
    s.paths = paths;
    plot->chart.arena = plot->arena;
    status = choose(o, &s, err);
    if (!status)
        status = plot->picture->make(&s, &plot->chart, err);
    if (!status && es_arena_failed(plot->arena))
        status = es_fail_memory(err);
    if (!status && o->title)
        plot->chart.title = es_arena_text(plot->arena, o->title);
    return status;
}

es_status es_plot_of(const es_tables *result, const es_tables *paths, const es_tables *explanation,
                     const es_plot_options *options, es_plot **out, es_error *err)
{
    es_plot *plot = calloc(1, sizeof *plot);
    es_status status;
    if (!plot)
        return es_fail_memory(err);
    plot->arena = es_arena_new();
    status =
        plot->arena ? make(plot, result, paths, explanation, options, err) : es_fail_memory(err);
    if (status) {
        es_plot_free(plot);
        return status;
    }
    *out = plot;
    return ES_OK;
}

es_status es_plot_new(const es_tables *result, const es_tables *explanation,
                      const es_plot_options *options, es_plot **out, es_error *err)
{
    es_tables *paths = NULL;
    es_status status = es_study_paths(result, &paths, err);
    if (!status)
        status = es_plot_of(result, paths, explanation, options, out, err);
    es_tables_free(paths); /* a chart holds copies */
    return status;
}

const es_chart *es_plot_chart(const es_plot *plot)
{
    return &plot->chart;
}

es_status es_plot_data(const es_plot *plot, es_tables **out, es_error *err)
{
    return es_chart_data(&plot->chart, out, err);
}

es_status es_plot_ascii(const es_plot *plot, int width, FILE *stream, es_error *err)
{
    return es_chart_ascii(&plot->chart, width, stream, err);
}

es_status es_plot_save(const es_plot *plot, const es_plot_size *size, const char *path,
                       es_error *err)
{
    return es_render_file(&plot->chart, size, path, err);
}

es_status es_plot_list(es_tables **out, es_error *err)
{
    static const es_column columns[] = {{"picture", ES_TEXT, ES_PLAIN},
                                        {"what", ES_TEXT, ES_PLAIN}};
    es_tables *tables = es_tables_new();
    es_table_rows *rows =
        tables ? es_tables_add(tables, "pictures", "Pictures of a run", columns, 2) : NULL;
    es_status status = rows ? ES_OK : es_fail_memory(err);
    for (size_t i = 0; i < N_PICTURES && !status; i++) {
        es_cell cells[2] = {es_cell_text(pictures[i]->id), es_cell_text(pictures[i]->what)};
        status = es_table_append(rows, cells, err);
    }
    if (status) {
        es_tables_free(tables);
        return status;
    }
    *out = tables;
    return ES_OK;
}
