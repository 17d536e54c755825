/* The explanation of one event as a document: Markdown, or a page that needs no network and no
 * script. */
#include <string.h>

#include "base/table.h"
#include "report/markup.h"
#include "report/page_assets.h"
#include "report/writer.h"

typedef struct document {
    FILE *out;
    bool html;
    es_show show;
} document;

/* What stands above a table: its subject. */
static const struct {
    const char *table, *heading, *words;
} sections[] = {
    {"steps", "From the announcement to the regression",
     "Day zero and why, the windows with their days, the observations, sigma."},
    {"missing", "Days without an observation", NULL},
    {"coefficients", "The regression", NULL},
    {"inverse", "The matrix of the forecast error",
     "Rows and columns are the coefficients; x'(X'X)^-1 x is the sampling error of a forecast."},
    {"days", "Day by day",
     "ar = ret - expected; sar = ar / ar_sd; expected is the model's at that day's regressors."},
    {"windows", "Windows", "car is the sum of ar; t = car / car_sd."},
    {"variances", "The variance of the CAR",
     "var_car = day_variances + estimation_error; car_sd is its square root. day_variances is "
     "sigma^2 "
     "x days, or the sum of the days' conditional variances, where the model has them."},
    {"worked", "Worked out, for a calculator",
     "Returns are fractions here: 0.01 is 1 %. Twelve digits, so that results agree."},
    {"estimation", "The rows of the regression", NULL},
};

static void text(const document *d, const char *words)
{
    if (d->html)
        es_html_text(d->out, words);
    else
        es_markdown_text(d->out, words);
}

static void heading(const document *d, size_t i)
{
    if (d->html)
        (void)fprintf(d->out, "<section aria-labelledby=\"h-%s\"><h2 id=\"h-%s\">",
                      sections[i].table, sections[i].table);
    else
        (void)fputs("## ", d->out);
    text(d, sections[i].heading);
    (void)fputs(d->html ? "</h2>\n" : "\n\n", d->out);
    if (!sections[i].words)
        return;
    (void)fputs(d->html ? "<p>" : "", d->out);
    text(d, sections[i].words);
    (void)fputs(d->html ? "</p>\n" : "\n\n", d->out);
}

static es_status section(const document *d, size_t i, const es_table *table, es_error *err)
{
    es_status status;
    heading(d, i);
    if (d->html) {
        (void)fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"", d->out);
        es_html_text(d->out, sections[i].heading);
        (void)fputs("\">\n", d->out);
    }
    status = es_table_print(table, d->html ? "html" : "markdown", &d->show, d->out, err);
    (void)fputs(d->html ? "</div></section>\n" : "\n", d->out);
    return status;
}

static void begin(const document *d, const char *title)
{
    es_page_asset style = es_page_asset_of(ES_PAGE_STYLE);
    if (!d->html) {
        (void)fputs("# ", d->out);
        text(d, title);
        (void)fputs("\n\n", d->out);
        return;
    }
    (void)fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'; img-src data:\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<link rel=\"icon\" href=\"data:,\">\n<title>",
                d->out);
    text(d, title);
    (void)fputs("</title>\n<style>\n", d->out);
    (void)fwrite(style.text, 1, style.n, d->out);
    /* Nothing is hidden in a box that scrolls down; dates and results are not broken. */
    (void)fputs(".scroll { max-height: none; }\n"
                "[aria-labelledby=\"h-days\"] td, [aria-labelledby=\"h-missing\"] td,\n"
                "[aria-labelledby=\"h-estimation\"] td { white-space: nowrap; }\n"
                "[aria-labelledby=\"h-worked\"] td:nth-child(3) { min-width: 16rem; }\n",
                d->out);
    (void)fputs("</style>\n</head>\n<body>\n<header><h1><bdi>", d->out);
    text(d, title);
    (void)fputs("</bdi></h1></header>\n<main>\n", d->out);
}

static void end(const document *d)
{
    if (d->html)
        (void)fputs("</main>\n<footer><p>", d->out);
    (void)fputs("Made by eventstudy ", d->out);
    text(d, es_version());
    text(d, ". Formula numbers are those of eventstudy list models and list tests.");
    (void)fputs(d->html ? "</p></footer>\n</body>\n</html>\n" : "\n", d->out);
}

es_status es_report_explanation(const es_tables *explanation, const char *title, const char *format,
                                const es_show *show, FILE *stream, es_error *err)
{
    enum { DIGITS = 8 };
    document d = {stream, strcmp(format, "html") == 0, *show};
    es_status status = ES_OK;
    if (d.show.digits < 0)
        d.show.digits = DIGITS;
    begin(&d, title);
    for (size_t i = 0; i < sizeof sections / sizeof *sections && !status; i++) {
        const es_table *table = es_tables_find(explanation, sections[i].table);
        if (table)
            status = section(&d, i, table, err);
    }
    end(&d);
    if (!status && ferror(stream))
        status = es_fail(err, ES_EIO, "cannot write the explanation");
    return status;
}
