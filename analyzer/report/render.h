/* Pictures as files: SVG by ourselves, PDF and PNG of it by rsvg-convert (librsvg) in a process of
 * its own, so that a program for numbers does not load forty libraries for text and paths. */
#ifndef ES_REPORT_RENDER_H
#define ES_REPORT_RENDER_H

#include "report/chart.h"

/* Writes path.part and renames it when complete.  ES_EUSAGE: the ending is none of .svg, .pdf,
 * .png; ES_EIO with the package to install when rsvg-convert is missing. */
es_status es_render_file(const es_chart *chart, const es_plot_size *size, const char *path,
                         es_error *err);

#endif
