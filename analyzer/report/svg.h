/* Elements of SVG.  Lengths are points; two decimals are enough for any printer. */
#ifndef ES_REPORT_SVG_H
#define ES_REPORT_SVG_H

#include "report/chart.h"

typedef struct es_svg {
    FILE *out;
    bool page; /* colours are variables of the page's style sheet */
} es_svg;

typedef struct es_svg_text {
    double x, y, size;
    const char *anchor; /* "start", "middle", "end" */
    bool bold, vertical;
} es_svg_text;

/* Text with what XML reserves escaped; bytes that are no UTF-8 or no character become U+FFFD. */
void es_xml_escape(FILE *out, const char *text);

void es_svg_write_text(const es_svg *svg, const es_svg_text *how, const char *text);
void es_svg_line(const es_svg *svg, double x0, double y0, double x1, double y1, int style,
                 double width, const char *dash);
void es_svg_rectangle(const es_svg *svg, double x, double y, double w, double h, int style,
                      double opacity);

/* A path of the style's colour: begin, then `M` and `L` points, then end. */
void es_svg_path_begin(const es_svg *svg);
void es_svg_path_to(const es_svg *svg, char command, double x, double y);
typedef enum es_svg_stroke { ES_SVG_FILL, ES_SVG_SOLID, ES_SVG_DASHED } es_svg_stroke;
void es_svg_path_end(const es_svg *svg, int style, double width, double opacity,
                     es_svg_stroke stroke);

/* The marker of a style. */
void es_svg_marker(const es_svg *svg, double x, double y, double radius, int style);

#endif
