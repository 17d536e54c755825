/* What a command writes is never the file that it reads. */
#ifndef ES_CLI_OVERWRITE_H
#define ES_CLI_OVERWRITE_H

#include "cli/command.h"

/* The page that `report` writes when it is not told where. */
#define ES_CLI_PAGE "report.html"

/* ES_EUSAGE when a file that the command would write is, by whatever path or link, one that it
 * reads, the database, a companion of that (its journal), or another file that it would write.
 * Nothing has been written by then. */
es_status es_cli_check_outputs(const es_command *command, const es_cli_args *args, es_error *err);

#endif
