#include "report/svg.h"

#include <string.h>

#include "report/font.h"

/* Okabe and Ito's colours, which colour-blind readers can tell apart, the darker ones first. */
static const char *const colour[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                     "#E69F00", "#56B4E9", "#7F3C8D", "#000000",
                                     "#1A1A1A", "#666666", "#D0D0D0"};
static const char *const variable[] = {"--c0", "--c1", "--c2",  "--c3",    "--c4",   "--c5",
                                       "--c6", "--c7", "--ink", "--quiet", "--faint"};
static const char *const dash[] = {NULL,  "5 2", "1.5 1.5", "7 2 1.5 2",
                                   "3 2", "9 3", "2 3",     "6 1 1 1"};

static const char *dash_of(int style)
{
    return style < ES_STYLES ? dash[style] : NULL;
}

static void paint(const es_svg *svg, const char *property, int style)
{
    if (svg->page)
        (void)fprintf(svg->out, "%s:var(%s);", property, variable[style]);
    else
        (void)fprintf(svg->out, "%s:%s;", property, colour[style]);
}

/* What an XML document may hold (without the surrogates, which es_utf8_next refuses). */
static bool allowed(unsigned c)
{
    return c >= ' ' ? c != 0x7F && c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n';
}

void es_xml_escape(FILE *out, const char *text)
{
    while (*text) {
        const char *from = text;
        unsigned c = es_utf8_next(&text);
        if (c == '<')
            (void)fputs("&lt;", out);
        else if (c == '>')
            (void)fputs("&gt;", out);
        else if (c == '&')
            (void)fputs("&amp;", out);
        else if (c == '"')
            (void)fputs("&quot;", out);
        else if (c == '\'')
            (void)fputs("&#39;", out);
        else if (c == 0xFFFD || !allowed(c))
            (void)fputs("\xEF\xBF\xBD", out);
        else
            (void)fwrite(from, 1, (size_t)(text - from), out);
    }
}

void es_svg_write_text(const es_svg *svg, const es_svg_text *how, const char *text)
{
    (void)fprintf(svg->out, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\" text-anchor=\"%s\"",
                  how->x, how->y, how->size, how->anchor);
    if (how->bold)
        (void)fputs(" font-weight=\"bold\"", svg->out);
    if (how->vertical)
        (void)fprintf(svg->out, " transform=\"rotate(-90 %.2f %.2f)\"", how->x, how->y);
    (void)fputs(" style=\"", svg->out);
    paint(svg, "fill", ES_STYLE_INK);
    (void)fputs("\">", svg->out);
    es_xml_escape(svg->out, text);
    (void)fputs("</text>\n", svg->out);
}

void es_svg_line(const es_svg *svg, double x0, double y0, double x1, double y1, int style,
                 double width, const char *dashes)
{
    (void)fprintf(svg->out,
                  "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke-width=\"%.2f\"", x0,
                  y0, x1, y1, width);
    if (dashes)
        (void)fprintf(svg->out, " stroke-dasharray=\"%s\"", dashes);
    (void)fputs(" style=\"", svg->out);
    paint(svg, "stroke", style);
    (void)fputs("\"/>\n", svg->out);
}

void es_svg_rectangle(const es_svg *svg, double x, double y, double w, double h, int style,
                      double opacity)
{
    (void)fprintf(svg->out,
                  "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" "
                  "fill-opacity=\"%.2f\" style=\"",
                  x, y, w, h, opacity);
    paint(svg, "fill", style);
    (void)fputs("\"/>\n", svg->out);
}

void es_svg_path_begin(const es_svg *svg)
{
    (void)fputs("<path d=\"", svg->out);
}

void es_svg_path_to(const es_svg *svg, char command, double x, double y)
{
    if (command == 'Z')
        (void)fputc('Z', svg->out);
    else
        (void)fprintf(svg->out, "%c%.2f %.2f", command, x, y);
}

void es_svg_path_end(const es_svg *svg, int style, double width, double opacity,
                     es_svg_stroke stroke)
{
    if (stroke == ES_SVG_FILL) {
        (void)fprintf(svg->out, "\" fill-opacity=\"%.2f\" style=\"", opacity);
        paint(svg, "fill", style);
    } else {
        (void)fprintf(svg->out,
                      "\" fill=\"none\" stroke-width=\"%.2f\" stroke-opacity=\"%.2f\" "
                      "stroke-linejoin=\"round\"",
                      width, opacity);
        if (stroke == ES_SVG_DASHED && dash_of(style))
            (void)fprintf(svg->out, " stroke-dasharray=\"%s\"", dash_of(style));
        (void)fputs(" style=\"", svg->out);
        paint(svg, "stroke", style);
    }
    (void)fputs("\"/>\n", svg->out);
}

void es_svg_marker(const es_svg *svg, double x, double y, double r, int style)
{
    (void)fputs("<path d=\"", svg->out);
    switch (style < ES_STYLES ? style % 4 : 0) {
    case 1: /* square */
        (void)fprintf(svg->out, "M%.2f %.2fh%.2fv%.2fh%.2fZ", x - r, y - r, 2 * r, 2 * r, -2 * r);
        break;
    case 2: /* triangle */
        (void)fprintf(svg->out, "M%.2f %.2fl%.2f %.2fh%.2fZ", x, y - 1.2 * r, 1.2 * r, 2.1 * r,
                      -2.4 * r);
        break;
    case 3: /* diamond */
        (void)fprintf(svg->out, "M%.2f %.2fl%.2f %.2fl%.2f %.2fl%.2f %.2fZ", x, y - 1.3 * r,
                      1.3 * r, 1.3 * r, -1.3 * r, 1.3 * r, -1.3 * r, -1.3 * r);
        break;
    default: /* disc */
        (void)fprintf(svg->out, "M%.2f %.2fa%.2f %.2f 0 1 0 %.2f 0a%.2f %.2f 0 1 0 %.2f 0Z", x - r,
                      y, r, r, 2 * r, r, r, -2 * r);
    }
    (void)fputs("\" style=\"", svg->out);
    paint(svg, "fill", style);
    (void)fputs("\"/>\n", svg->out);
}
