/* What an import and its explanation share: the options checked, one file read. */
#ifndef ES_IMPORT_IMPORT_H
#define ES_IMPORT_IMPORT_H

#include "import/intake.h"

/* Checks the options against each other and the number of files; fills job->policy. */
es_status es_import_check(es_import_kind kind, size_t n_paths, es_job *job, es_error *err);

/* Reads one file into the store, all its texts; needs an open transaction. */
es_status es_import_read(es_job *job, es_import_kind kind, es_source *source,
                         es_import_summary *summary, es_error *err);

#endif
