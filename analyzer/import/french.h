/* The daily factor files of Kenneth French's data library as published:
 *
 *   This file was created using the 202512 CRSP database.  The 1-month TBill rate ...
 *
 *   ,Mkt-RF,SMB,HML,RF
 *   20250102,  -0.33,   0.50,   0.09,   0.017
 *   ...
 *
 *   Copyright 2026 Eugene F. Fama and Kenneth R. French
 *
 * Text above the table, days as YYYYMMDD under a column without a name, percent by definition,
 * -99.99 and -999 for what is missing, text or a second table below. */
#ifndef ES_IMPORT_FRENCH_H
#define ES_IMPORT_FRENCH_H

#include "import/intake.h"

/* Looks for the table below the text.  When there is one, *found is set and its line of names
 * becomes the header, the first of them `date`.  A monthly file is an error. */
es_status es_french_begin(es_intake *in, bool *found, es_error *err);

/* Has the table ended before the next record?  If so the rest is passed over; *more: with another
 * table in it. */
es_status es_french_ended(es_intake *in, bool *ended, bool *more, es_error *err);

#endif
