/* Texts in the languages of documents. */
#ifndef ES_REPORT_MARKUP_H
#define ES_REPORT_MARKUP_H

#include <stdio.h>

/* Writes any text so that it stands on the page as it is.  Characters that pdfLaTeX cannot set
 * become \esunicode{...}{...}: the character itself under XeLaTeX and LuaLaTeX, its number in
 * brackets under pdfLaTeX. */
void es_latex_text(FILE *stream, const char *text);

void es_latex_text_n(FILE *stream, const char *text, size_t n); /* of n bytes */

/* The same for sentences, where an apostrophe is one of the language and "[-1, 1]" a window, set as
 * mathematics. */
void es_latex_prose_n(FILE *stream, const char *text, size_t n);

/* A formula such as "R = a + b Rm" or "[-1, 1]" as mathematics, whatever the text holds. */
void es_latex_math_n(FILE *stream, const char *text, size_t n);

/* The same in Markdown and in HTML (markdown.c, html.c). */
void es_markdown_text(FILE *stream, const char *text);
void es_html_text(FILE *stream, const char *text);

/* Writes the spaces that a text begins with so that they are seen in HTML, and in Markdown, which
 * is HTML there; returns how many. */
size_t es_html_indent(FILE *stream, const char *text);

/* The lines that a file needs before such a text: defines \esunicode, names the packages. */
void es_latex_preamble(FILE *stream);

#endif
