/* The reader of each kind of file: from behind the header to the last record, into the store. */
#ifndef ES_IMPORT_READERS_H
#define ES_IMPORT_READERS_H

#include "import/intake.h"

/* Prices in one of the layouts of layouts.def. */
es_status es_read_prices(es_intake *in, es_error *err);

/* Returns: symbol, date and a return, or a date and one column per symbol.  They are total returns,
 * fractions unless written with % or scaled; a file that looks like percent is refused. */
es_status es_read_returns(es_intake *in, es_error *err);

/* Factor returns: a date column, every other column is a factor.  Names are normalised to mktrf,
 * smb, hml, rmw, cma, mom, rf; others are lower-cased.  A column that looks like percent is
 * refused unless a scale was given; files as Kenneth French publishes them (french.h) are percent
 * and converted.  An account is kept of days, not of cells. */
es_status es_read_factors(es_intake *in, es_error *err);

/* Events: symbol and date, perhaps id, time, timing; every other column is kept as an attribute.
 * An event without an id gets one from its content (es_store_name_event), so that neither the order
 * of rows nor their division into files makes a difference. */
es_status es_read_events(es_intake *in, es_error *err);

/* Calendars: the symbol of a market and its sessions, perhaps with their opening and closing times.
 */
es_status es_read_calendars(es_intake *in, es_error *err);

/* Confounding events: symbol and date, perhaps a label. */
es_status es_read_confounding(es_intake *in, es_error *err);

/* Aliases: alias and symbol, perhaps from and to, the first and last day the name was good for.
 * Two rows of one name whose days overlap are an error. */
es_status es_read_aliases(es_intake *in, es_error *err);

#endif
