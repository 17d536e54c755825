/* What two results differ in, for people. */
#ifndef ES_CLI_CHANGES_H
#define ES_CLI_CHANGES_H

#include "cli/session.h"

/* Is every row of every table equal? */
bool es_cli_changes_none(const es_tables *changes);

/* Prints what es_report_compare found: as text, which tables differ and the first rows of what is
 * in them; else, or with --table, one table (`tables` unless named).  `a` and `b` say what was
 * compared. */
es_status es_cli_print_changes(const es_cli_args *args, const es_tables *changes, const char *a,
                               const char *b, es_error *err);

#endif
