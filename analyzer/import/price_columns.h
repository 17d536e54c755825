/* Which column of a price file holds what. */
#ifndef ES_IMPORT_PRICE_COLUMNS_H
#define ES_IMPORT_PRICE_COLUMNS_H

#include "import/price_rows.h"

enum { ES_PRICE_ROLE_SYMBOL, ES_PRICE_ROLE_DATE, ES_PRICE_ROLE_VALUE };
enum { ES_PRICE_VALUES_MAX = 16, ES_PRICE_ROLES_MAX = ES_PRICE_ROLE_VALUE + ES_PRICE_VALUES_MAX };

/* Roles: symbol, date, then one per value. */
typedef struct es_price_columns {
    const es_price_column *value;
    size_t n;
    es_role role[ES_PRICE_ROLES_MAX];
} es_price_columns;

es_price_columns es_price_columns_of(const es_price_form *form);

/* The column of every role, as es_mapping_find does; the first column is the date where it holds
 * days and has no name. */
es_status es_price_columns_find(const es_intake *in, const es_price_columns *c,
                                int column[ES_PRICE_ROLES_MAX], es_error *err);

#endif
