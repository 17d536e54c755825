/* The daily and monthly factor files of Kenneth French's data library as published:
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
 * -99.99 and -999 for what is missing, text or a second table below.  In a monthly file days are
 * months, YYYYMM, and the tables below are yearly ones or of other portfolios. */
#ifndef ES_IMPORT_FRENCH_H
#define ES_IMPORT_FRENCH_H

#include "import/intake.h"

typedef enum es_french { ES_FRENCH_NONE = 0, ES_FRENCH_MONTHS = 6, ES_FRENCH_DAYS = 8 } es_french;

/* Looks for the table below the text.  When there is one, *found says of what it is, and its line
 * of names becomes the header, the first of them `date`. */
es_status es_french_begin(es_intake *in, es_french *found, es_error *err);

/* 202511 is the last day of November 2025; false: it is no month. */
bool es_french_month(const char *text, size_t n, es_day *out);

/* Has the table ended before the next record?  If so the rest is passed over; *more: with another
 * table of this kind in it. */
es_status es_french_ended(es_intake *in, es_french kind, bool *ended, bool *more, es_error *err);

/* ES_EDATA where the rows are a week apart: the archive has the same table by weeks. */
es_status es_french_check_days(const es_intake *in, size_t n, const es_day *day, es_error *err);

#endif
