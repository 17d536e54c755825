/* The methods paragraph in its formats: rows of a table in cite.c. */
#ifndef ES_REPORT_METHODS_H
#define ES_REPORT_METHODS_H

#include "eventstudy.h"

/* Marks around the key of a citation and around a formula in the column `marked` of the table
 * `methods`. */
enum {
    ES_CITE_OPEN = '\001',
    ES_CITE_CLOSE = '\002',
    ES_MATH_OPEN = '\003',
    ES_MATH_CLOSE = '\004'
};

#endif
