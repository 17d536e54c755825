/* Manual pages, made from the tables that the command line is read with. */
#ifndef ES_CLI_MANUAL_H
#define ES_CLI_MANUAL_H

#include <stdio.h>

#include "cli/command.h"

/* Writes the page of one command, eventstudy-NAME(1), or (NULL) eventstudy(1), in the macros of
 * man(7).  Errors of the stream are left to the caller (ferror). */
void es_manual_write(const es_command *command, FILE *stream);

#endif
