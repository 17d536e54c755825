/* The symbol of a file that has one and does not say which. */
#ifndef ES_IMPORT_SYMBOL_FILE_H
#define ES_IMPORT_SYMBOL_FILE_H

#include "import/intake.h"

/* The name of the file without its ending: "BRK.B.csv" is BRK.B, and so is "BRK.B.csv.gz".  What
 * providers put around the symbol is taken off: "ORCL Historical Data (1).csv", "daily_ORCL.csv"
 * and Stooq's "orcl_us_d.csv" are ORCL.  ES_EDATA: the name is one that tells nothing. */
es_status es_symbol_from_file(es_intake *in, const char **out, es_error *err);

#endif
