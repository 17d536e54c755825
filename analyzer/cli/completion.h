/* Completion scripts, made from the tables that the command line is read with. */
#ifndef ES_CLI_COMPLETION_H
#define ES_CLI_COMPLETION_H

#include <stdio.h>

#include "base/error.h"

/* Writes the script for a shell: "bash", "zsh" or "fish".  ES_EUSAGE: another one. */
es_status es_completion_write(const char *shell, FILE *stream, es_error *err);

#endif
