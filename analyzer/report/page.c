/* The page of a run: one file that needs no network, readable without script, interactive with. */
#include "report/page.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "report/font.h"
#include "report/markup.h"
#include "report/page_assets.h"
#include "report/svg.h"
#include "report/writer.h"

enum { PATH_SIZE = 4096, LONGEST = 300 };

void es_page_text(const es_page *p, const char *text)
{
    es_xml_escape(p->out, text);
}

/* How many bytes the first `letters` of a text take. */
static size_t bytes_of(const char *text, size_t letters)
{
    const char *at = text;
    while (*at && letters-- > 0)
        (void)es_utf8_next(&at);
    return (size_t)(at - text);
}

void es_page_label(const es_page *p, const char *text)
{
    size_t n = bytes_of(text, LONGEST);
    const char *cut;
    (void)fputs("<bdi", p->out);
    if (text[n] == '\0') {
        (void)fputc('>', p->out);
        es_page_text(p, text);
    } else {
        cut = es_arena_text_n(p->arena, text, n);
        (void)fputs(" title=\"", p->out);
        es_page_text(p, text);
        (void)fputs("\">", p->out);
        es_page_text(p, cut ? cut : "");
        (void)fputs("\xE2\x80\xA6", p->out);
    }
    (void)fputs("</bdi>", p->out);
}

void es_page_cell(const es_page *p, const es_cell *cell, es_unit unit)
{
    char buffer[ES_SHOWN];
    const char *text = es_show_cell(cell, unit, -1, buffer, sizeof buffer);
    if (cell->type == ES_TEXT)
        es_page_label(p, text + es_html_indent(p->out, text));
    else if (*text == '-' && cell->type != ES_DATE)
        (void)fprintf(p->out, "\xE2\x88\x92%s", text + 1);
    else
        es_page_text(p, text);
}

static void table_head(const es_page *p, const es_table *t)
{
    (void)fputs("<thead><tr>", p->out);
    for (size_t j = 0; j < t->n_columns; j++) {
        bool number = t->columns[j].type == ES_REAL || t->columns[j].type == ES_INT;
        (void)fprintf(p->out, "<th scope=\"col\"%s>", number ? " class=\"n\"" : "");
        es_page_text(p, t->columns[j].name);
        (void)fputs("</th>", p->out);
    }
    (void)fputs("</tr></thead>\n", p->out);
}

static void table_row(const es_page *p, const es_table *t, size_t i)
{
    (void)fputs("<tr>", p->out);
    for (size_t j = 0; j < t->n_columns; j++) {
        es_cell cell;
        bool number;
        t->cell(t->source, i, j, &cell);
        number = cell.type == ES_REAL || cell.type == ES_INT;
        (void)fputs(number                 ? "<td class=\"n\""
                    : cell.type == ES_DATE ? "<td class=\"date\""
                                           : "<td",
                    p->out);
        if (cell.type == ES_REAL)
            (void)fprintf(p->out, " data-v=\"%.9g\"", cell.as.real);
        (void)fputc('>', p->out);
        es_page_cell(p, &cell, t->columns[j].unit);
        (void)fputs("</td>", p->out);
    }
    (void)fputs("</tr>\n", p->out);
}

/* Columns that a sheet of paper holds in large type, in small type; more lie across. */
enum { COLUMNS_LARGE = 9, COLUMNS_SMALL = 18 };

/* How a table looks: what it is to be told apart by on paper, whether it may be sorted. */
static void table_class(const es_page *p, const es_table *t, bool sortable)
{
    const char *width = t->n_columns > COLUMNS_SMALL   ? "widest"
                        : t->n_columns > COLUMNS_LARGE ? "wide"
                                                       : "";
    if (sortable || *width)
        (void)fprintf(p->out, " class=\"%s%s%s\"", sortable ? "sortable" : "",
                      sortable && *width ? " " : "", width);
}

static void write_table(const es_page *p, const es_table *t, const char *id, size_t most,
                        bool sortable)
{
    size_t n = t->n_rows < most ? t->n_rows : most;
    (void)fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", p->out);
    es_page_text(p, t->title);
    (void)fputs("\"><table", p->out);
    table_class(p, t, sortable);
    if (id)
        (void)fprintf(p->out, " id=\"%s\"", id);
    (void)fputs("><caption>", p->out);
    es_page_label(p, t->title);
    (void)fputs("</caption>\n", p->out);
    table_head(p, t);
    (void)fputs("<tbody>\n", p->out);
    for (size_t i = 0; i < n; i++)
        table_row(p, t, i);
    (void)fputs("</tbody></table></div>\n", p->out);
    if (n < t->n_rows)
        (void)fprintf(p->out,
                      "<p class=\"limit\">The first %zu of %zu rows; <code>eventstudy show --table "
                      "%s</code> has all of them.</p>\n",
                      n, t->n_rows, t->name);
}

void es_page_table(const es_page *p, const es_table *t, const char *id, size_t most)
{
    write_table(p, t, id, most, true);
}

void es_page_list(const es_page *p, const es_table *t)
{
    write_table(p, t, NULL, ES_PAGE_ROWS, false);
}

size_t es_page_section_of(const es_page *p, const char *event)
{
    for (size_t i = 0; i < p->n_sections; i++)
        if (strcmp(p->section[i], event) == 0)
            return i + 1;
    return 0;
}

es_status es_page_picture(const es_page *p, const es_tables *explanation, const char *picture,
                          const char *window, es_error *err)
{
    const es_svg_options size = {.width = 170.0, .page = true};
    es_plot_options o;
    es_plot *plot;
    es_status status;
    es_plot_options_init(&o);
    o.picture = picture;
    o.window = window;
    status = es_plot_of(p->result, p->paths, explanation, &o, &plot, err);
    if (status)
        return status;
    status = es_chart_svg(es_plot_chart(plot), &size, p->out, err);
    es_plot_free(plot);
    return status;
}

/* ---- the whole ---- */

static void asset(const es_page *p, es_page_asset_kind kind)
{
    es_page_asset a = es_page_asset_of(kind);
    (void)fwrite(a.text, 1, a.n, p->out);
}

/* The policy forbids every request: what is not in the file is not there. */
static void head(const es_page *p)
{
    const char *title = es_result_setting(p->result, "title");
    (void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<meta name=\"generator\" content=\"eventstudy ",
                p->out);
    es_page_text(p, es_version());
    (void)fputs("\">\n<link rel=\"icon\" href=\"data:,\">\n<title>", p->out);
    es_page_text(p, *title ? title : "Event study");
    (void)fputs("</title>\n<style>\n", p->out);
    asset(p, ES_PAGE_STYLE);
    (void)fputs("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the "
                "answer</a>\n<header><h1>",
                p->out);
    es_page_label(p, *title ? title : "Event study");
    (void)fputs("</h1>\n<nav aria-label=\"Sections\"><ul>"
                "<li><a href=\"#answer\">Answer</a></li><li><a href=\"#path\">Path</a></li>"
                "<li><a href=\"#tests\">Tests</a></li><li><a href=\"#events\">Events</a></li>"
                "<li><a href=\"#warnings\">Warnings</a></li>"
                "<li><a href=\"#sections\">One by one</a></li>"
                "<li><a href=\"#methods\">Methods</a></li>"
                "<li><a href=\"#settings\">Settings</a></li></ul></nav>\n</header>\n"
                "<main id=\"main\">\n",
                p->out);
}

static void foot(const es_page *p)
{
    (void)fputs("</main>\n<footer><p>Made by eventstudy ", p->out);
    es_page_text(p, es_version());
    (void)fputs(". The charts use <span translate=\"no\">D3</span>, whose licence follows.</p>\n"
                "<details><summary>Licence of D3</summary><pre tabindex=\"0\" "
                "aria-label=\"Licence of D3\">",
                p->out);
    es_page_text(p, es_page_asset_of(ES_PAGE_LICENCE).text);
    (void)fputs("</pre></details></footer>\n", p->out);
}

static void scripts(const es_page *p)
{
    (void)fputs("<script>\n", p->out);
    asset(p, ES_PAGE_LIBRARY);
    (void)fputs("\n</script>\n<script>\n", p->out);
    asset(p, ES_PAGE_SCRIPT);
    (void)fputs("</script>\n</body>\n</html>\n", p->out);
}

/* The path with its static picture, which the script replaces by one that answers. */
static es_status path(const es_page *p, es_error *err)
{
    es_status status;
    (void)fputs("<section id=\"path\" aria-labelledby=\"h-path\"><h2 id=\"h-path\">The path</h2>\n"
                "<div id=\"controls\" class=\"controls\" hidden></div>\n"
                "<figure class=\"chart\" id=\"chart-path\"><div class=\"static\">",
                p->out);
    status = es_page_picture(p, p->options->only, "caar", NULL, err);
    (void)fputs("</div></figure>\n", p->out);
    if (!status && *es_result_setting(p->result, "group_by")) {
        (void)fputs("<noscript><figure class=\"chart\">", p->out);
        status = es_page_picture(p, NULL, "groups", NULL, err);
        (void)fputs("</figure></noscript>\n", p->out);
    }
    (void)fputs("</section>\n", p->out);
    return status;
}

static es_status body(es_page *p, es_error *err)
{
    es_status status = es_page_choose_events(p, err);
    head(p);
    if (!status)
        status = es_page_answer(p, err);
    if (!status)
        status = path(p, err);
    if (!status) {
        es_page_results(p);
        es_page_ledger(p);
        es_page_warnings(p);
        status = es_page_events(p, err);
    }
    if (!status)
        status = es_page_methods(p, err);
    if (!status)
        status = es_page_settings(p, err);
    foot(p);
    if (!status)
        status = es_page_data(p, err);
    scripts(p);
    if (!status && es_arena_failed(p->arena))
        status = es_fail_memory(err);
    if (!status && ferror(p->out))
        status = es_fail(err, ES_EIO, "cannot write the page");
    return status;
}

static es_status check_tables(const es_tables *result, es_error *err)
{
    static const char *const needed[] = {"events", "fits",     "ar",     "cars",  "results",
                                         "counts", "settings", "inputs", "notes", "about"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!es_tables_find(result, needed[i]))
            return es_fail(err, ES_EDATA, "this result lacks the table %s", needed[i]);
    return ES_OK;
}

es_status es_page_write(const es_tables *result, const es_page_options *options, FILE *stream,
                        es_error *err)
{
    es_tables *paths = NULL;
    es_page p = {.out = stream, .result = result, .options = options};
    es_status status = check_tables(result, err);
    if (!status)
        status = es_study_paths(result, &paths, err);
    if (!status) {
        p.paths = paths;
        p.model = es_result_setting(result, "primary_model");
        p.arena = es_arena_new();
        status = p.arena ? body(&p, err) : es_fail_memory(err);
    }
    es_arena_free(p.arena);
    es_tables_free(paths);
    return status;
}

static es_status cannot(es_error *err, const char *where)
{
    (void)es_fail(err, ES_EIO, "cannot write %s: %s", where, strerror(errno));
    return es_hint(err, "name a file in a directory that you may write to");
}

es_status es_page_save(const es_tables *result, const es_page_options *options, const char *where,
                       es_error *err)
{
    char part[PATH_SIZE];
    FILE *stream;
    es_status status;
    int n = snprintf(part, sizeof part, "%s.part", where);
    if (n < 0 || (size_t)n >= sizeof part)
        return es_fail(err, ES_EUSAGE, "path too long: %.100s...", where);
    stream = fopen(part, "w");
    if (!stream)
        return cannot(err, where);
    status = es_page_write(result, options, stream, err);
    if (fclose(stream) != 0 && !status)
        status = cannot(err, where);
    if (!status && rename(part, where) != 0)
        status = cannot(err, where);
    if (status)
        (void)remove(part);
    return status;
}
