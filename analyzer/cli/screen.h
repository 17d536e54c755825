/* Where results go and how they look there. */
#ifndef ES_CLI_SCREEN_H
#define ES_CLI_SCREEN_H

#include "cli/option.h"

/* --format, else by the ending of --output, else "text". */
const char *es_cli_format(const es_cli_args *args);

/* ES_EUSAGE when the ending of --output stands for none of these formats (apart by blanks) and
 * there is no --format; a name without an ending is fine.  otherwise: the hint. */
es_status es_cli_check_ending(const es_cli_args *args, const char *formats, const char *otherwise,
                              es_error *err);

bool es_cli_is_text(const es_cli_args *args);

/* Width, colours and digits for standard output. */
es_show es_cli_show(const es_cli_args *args);

/* Refuses formats, widths, digits and colours that do not exist, before any work; sends standard
 * output into a file beside --output. */
es_status es_cli_screen_begin(const es_cli_args *args, es_error *err);

/* The second half of it, for a command with formats of its own. */
es_status es_cli_redirect(const es_cli_args *args, es_error *err);

/* After the work: gives that file its name, or removes it when the status says failure. */
es_status es_cli_screen_end(const es_cli_args *args, es_status status, es_error *err);

#endif
