/* The methods paragraph and its references as text, Markdown, LaTeX, HTML or BibTeX. */
#include <string.h>

#include "base/text.h"
#include "report/code_point.h"
#include "report/markup.h"
#include "report/lookup.h"
#include "report/methods.h"

enum { PAGE = 80 };

static void put_wrapped(FILE *stream, const char *text, size_t page, const char *indent)
{
    size_t column = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column && column + 1 + n > page)
            column = (size_t)fprintf(stream, "\n%s", indent) - 1;
        else if (column)
            column += (size_t)fprintf(stream, " ");
        column += (size_t)fprintf(stream, "%.*s", (int)n, text);
        text += n;
        text += *text == ' ';
    }
    (void)fputc('\n', stream);
}

static void put_text(const es_table *methods, const es_table *references, const es_show *show,
                     FILE *stream)
{
    size_t page = show->width ? show->width : PAGE;
    put_wrapped(stream, es_text_at(methods, 0, "text"), page, "");
    (void)fputs("\nReferences\n", stream);
    for (size_t i = 0; i < references->n_rows; i++)
        put_wrapped(stream, es_text_at(references, i, "reference"), page, "  ");
}

static void put_markdown(const es_table *methods, const es_table *references, const es_show *show,
                         FILE *stream)
{
    (void)show;
    es_markdown_text(stream, es_text_at(methods, 0, "text"));
    (void)fputs("\n\n## References\n\n", stream);
    for (size_t i = 0; i < references->n_rows; i++) {
        (void)fputs("- ", stream);
        es_markdown_text(stream, es_text_at(references, i, "reference"));
        (void)fputc('\n', stream);
    }
}

static void put_html(const es_table *methods, const es_table *references, const es_show *show,
                     FILE *stream)
{
    (void)show;
    (void)fputs("<p class=\"methods\">", stream);
    es_html_text(stream, es_text_at(methods, 0, "text"));
    (void)fputs("</p>\n<ul class=\"references\">\n", stream);
    for (size_t i = 0; i < references->n_rows; i++) {
        (void)fputs("<li>", stream);
        es_html_text(stream, es_text_at(references, i, "reference"));
        (void)fputs("</li>\n", stream);
    }
    (void)fputs("</ul>\n", stream);
}

static void put_latex(const es_table *methods, const es_table *references, const es_show *show,
                      FILE *stream)
{
    const char *text = es_text_at(methods, 0, "marked");
    (void)references;
    (void)show;
    es_latex_preamble(stream);
    (void)fputs("% The references: cite RUN --format bibtex.  Needs \\usepackage{natbib}.\n",
                stream);
    while (*text) {
        size_t n = strcspn(text, "\001\002\003\004");
        es_latex_prose_n(stream, text, n);
        text += n;
        if (*text == ES_CITE_OPEN) {
            n = strcspn(++text, "\002");
            (void)fprintf(stream, "\\citealt{%.*s}", (int)n, text);
            text += n;
        }
        if (*text == ES_MATH_OPEN) {
            n = strcspn(++text, "\004");
            es_latex_math_n(stream, text, n);
            text += n;
        }
        text += *text == ES_CITE_CLOSE || *text == ES_MATH_CLOSE;
    }
    (void)fputc('\n', stream);
}

static void put_bibtex(const es_table *methods, const es_table *references, const es_show *show,
                       FILE *stream)
{
    (void)methods;
    (void)show;
    for (size_t i = 0; i < references->n_rows; i++)
        (void)fprintf(stream, "%s%s\n", i ? "\n" : "", es_text_at(references, i, "bibtex"));
}

/* To add a format: a function and a row. */
static const struct {
    const char *id;
    void (*put)(const es_table *methods, const es_table *references, const es_show *show,
                FILE *stream);
} formats[] = {{"text", put_text},
               {"markdown", put_markdown},
               {"latex", put_latex},
               {"html", put_html},
               {"bibtex", put_bibtex}};

enum { N_FORMATS = sizeof formats / sizeof *formats };

es_status es_report_cite(const es_tables *result, const char *format, const es_show *show,
                         FILE *stream, es_error *err)
{
    es_tables *made = NULL;
    es_show plain;
    es_status status;
    es_show_init(&plain);
    for (size_t i = 0; i < N_FORMATS; i++) {
        if (!es_name_equal(formats[i].id, format))
            continue;
        status = es_report_methods(result, &made, err);
        if (!status)
            formats[i].put(es_tables_find(made, "methods"), es_tables_find(made, "references"),
                           show ? show : &plain, stream);
        es_tables_free(made);
        return status;
    }
    (void)es_fail(err, ES_EUSAGE, "cite: no format \"%s\"", format);
    return es_hint(err, "text, markdown, latex, html or bibtex");
}
