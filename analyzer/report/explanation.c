/* The explanation of one event as a document: Markdown, or a web page that needs no network. */
#include <string.h>

#include "base/table.h"
#include "base/text.h"
#include "report/markup.h"
#include "report/page_assets.h"
#include "report/writer.h"

/* What the tables leave to be said. */
static const char *const reading[] = {
    "The model is fitted to the estimation window; its coefficients give the return to be expected "
    "on "
    "each day of the event window. AR = return - expected; CAR is their sum over a window; "
    "t = CAR / its standard deviation, against Student's t with nu degrees of freedom.",
    "A number such as M-20 names one formula, the same in the program's lists and in its source."};

enum { N_READING = sizeof reading / sizeof *reading };

static const char *heading(const es_tables *explanation)
{
    const es_table *steps = es_tables_find(explanation, "steps");
    return steps ? steps->title : "";
}

/* `path` is for pictures. */
static bool is_printed(const es_table *t)
{
    return strcmp(t->name, "path") != 0;
}

static es_status write_markdown(const es_tables *explanation, const char *event,
                                const es_show *show, FILE *stream, es_error *err)
{
    es_status status = ES_OK;
    (void)fputs("# ", stream);
    es_markdown_text(stream, event);
    (void)fputs("\n\n", stream);
    es_markdown_text(stream, heading(explanation));
    (void)fputs("\n", stream);
    for (size_t i = 0; i < N_READING; i++)
        (void)fprintf(stream, "\n%s\n", reading[i]);
    for (size_t i = 0; i < es_tables_count(explanation) && !status; i++) {
        const es_table *t = es_tables_at(explanation, i);
        if (!is_printed(t))
            continue;
        (void)fputc('\n', stream);
        status = es_table_print(t, "markdown", show, stream, err);
    }
    return status;
}

static void html_head(const char *event, FILE *stream)
{
    es_page_asset style = es_page_asset_of(ES_PAGE_STYLE);
    (void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; img-src data:\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<link rel=\"icon\" href=\"data:,\">\n<title>",
                stream);
    es_html_text(stream, event);
    (void)fputs("</title>\n<style>\n", stream);
    (void)fwrite(style.text, 1, style.n, stream);
    (void)fputs("</style>\n</head>\n<body>\n", stream);
}

/* A table too long to read through is folded. */
static es_status html_table(const es_table *t, const es_show *show, FILE *stream, es_error *err)
{
    enum { LONG = 60 };
    bool folded = t->n_rows > LONG;
    es_status status;
    if (folded) {
        (void)fputs("<details><summary>", stream);
        es_html_text(stream, t->title);
        (void)fprintf(stream, " (%zu rows)</summary>\n", t->n_rows);
    }
    (void)fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", stream);
    es_html_text(stream, t->title);
    (void)fputs("\">\n", stream);
    status = es_table_print(t, "html", show, stream, err);
    (void)fputs(folded ? "</div></details>\n" : "</div>\n", stream);
    return status;
}

static es_status write_html(const es_tables *explanation, const char *event, const es_show *show,
                            FILE *stream, es_error *err)
{
    es_status status = ES_OK;
    html_head(event, stream);
    (void)fputs("<header><h1><bdi>", stream);
    es_html_text(stream, event);
    (void)fputs("</bdi></h1></header>\n<main class=\"explanation\">\n<p class=\"lead\"><bdi>",
                stream);
    es_html_text(stream, heading(explanation));
    (void)fputs("</bdi></p>\n", stream);
    for (size_t i = 0; i < N_READING; i++)
        (void)fprintf(stream, "<p>%s</p>\n", reading[i]);
    for (size_t i = 0; i < es_tables_count(explanation) && !status; i++)
        if (is_printed(es_tables_at(explanation, i)))
            status = html_table(es_tables_at(explanation, i), show, stream, err);
    (void)fputs("</main>\n<footer><p>Made by eventstudy ", stream);
    es_html_text(stream, es_version());
    (void)fputs(".</p></footer>\n</body>\n</html>\n", stream);
    return status;
}

es_status es_report_explanation(const es_tables *explanation, const char *event, const char *format,
                                const es_show *show, FILE *stream, es_error *err)
{
    if (es_name_equal(format, "html"))
        return write_html(explanation, event, show, stream, err);
    if (es_name_equal(format, "markdown"))
        return write_markdown(explanation, event, show, stream, err);
    return es_fail(err, ES_EUSAGE, "an explanation is no document in the format \"%s\"", format);
}
