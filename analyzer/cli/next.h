/* What comes next: one line on a terminal after a command that went well. */
#ifndef ES_CLI_NEXT_H
#define ES_CLI_NEXT_H

#include "cli/command.h"

/* Says it on stderr where that is a terminal and EVENTSTUDY_HINTS is not "off". */
void es_cli_say_next(const es_command *command, const es_cli_args *args);

#endif
