/* Which column plays which role.
 *
 * Names are compared without regard to letter case, blanks and marks, nor to a number before them
 * ("4. close"); what stands behind a name in brackets counts only where the whole is known as well.
 * A role is found by its synonyms, or given by the user's map "field=column,...", which comes
 * first. */
#ifndef ES_IMPORT_MAPPING_H
#define ES_IMPORT_MAPPING_H

#include "base/arena.h"
#include "base/error.h"

typedef struct es_header {
    const char *file; /* for messages */
    size_t n;
    const char *const *name; /* trimmed */
} es_header;

typedef struct es_role {
    const char *name;
    /* "close|price|last;kurs|cierre": the name itself need not be among them.  Those behind the
     * semicolon count only where the header has none of the others; the first there is wins. */
    const char *synonyms;
} es_role;

enum { ES_NO_COLUMN = -1, ES_ROLES_MAX = 32 };

/* Finds the column of every role: column[i] is an index into the header, or ES_NO_COLUMN.
 * Errors: a role that two columns claim (ES_EDATA, names both); a map that is malformed or names
 * a role or column that does not exist (ES_EUSAGE, names the nearest that does). */
es_status es_mapping_find(const es_header *header, const es_role *roles, size_t n_roles,
                          const char *map, int *column, es_error *err);

/* Is this the name of the role's column? */
bool es_role_is(const es_role *role, const char *column);

/* The role whose column has this name; n_roles: none. */
size_t es_role_of(const es_role *roles, size_t n_roles, const char *column);

/* "not found" for a role that must be there: names the columns there are and the way out. */
es_status es_mapping_fail_absent(const es_header *header, const char *what, const char *example,
                                 es_error *err);

#endif
