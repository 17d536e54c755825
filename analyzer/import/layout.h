/* The layouts of price files, as a table: layouts.def. */
#ifndef ES_IMPORT_LAYOUT_H
#define ES_IMPORT_LAYOUT_H

#include "import/intake.h"

typedef struct es_layout {
    const char *id, *title, *example;
    /* Does the header (and what the user said about it) look like this layout? */
    bool (*recognise)(const es_intake *in);
    /* Reads every record into the store. */
    es_status (*read)(es_intake *in, es_error *err);
} es_layout;

/* The layout asked for (options->format), or the last that recognises the file.  *out is NULL
 * when none does. */
es_status es_layout_choose(const es_intake *in, const es_layout **out, es_error *err);

/* Is this the id of a layout, or NULL?  ES_EUSAGE, naming the nearest. */
es_status es_layout_check_id(const char *id, es_error *err);

#define ES_LAYOUT(id, title, example)                                                              \
    bool es_layout_##id##_recognise(const es_intake *in);                                          \
    es_status es_layout_##id##_read(es_intake *in, es_error *err);
#include "import/layouts.def"
#undef ES_LAYOUT

#endif
