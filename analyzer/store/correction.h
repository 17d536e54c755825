/* Corrections of prices, recorded beside them.
 *
 * What was imported stays as it is: a correction is applied to a series when it is read.  Taking it
 * back therefore restores every bit, and importing the same file again neither conflicts with it
 * nor undoes it.  A correction stands as long as the two prices it was judged by do; when an import
 * replaces them (with adjusted ones, say) it is superseded and no longer applied. */
#ifndef ES_STORE_CORRECTION_H
#define ES_STORE_CORRECTION_H

#include "store/connection.h"

/* A split that the prices do not show.  From `day` on the prices are per new share. */
typedef struct es_correction {
    int64_t id, security_id;
    es_day day, previous; /* the day and the one with a price before it */
    double ratio;         /* new shares per old */
    double before, after; /* the stored prices of the two days */
    es_field field;       /* the prices: close or adj_close */
    bool stands;          /* found by es_correction_judge, */
    size_t row;           /* with the row of its day */
} es_correction;

/* Those in force (not undone), by security, then day; *out is freed by the caller. */
es_status es_corrections_load(es_store *store, es_correction **out, size_t *n, es_error *err);

/* Does it still apply to this series, as stored? */
void es_correction_judge(es_correction *correction, const es_prices *stored);

/* Applies one that stands: a split of plain prices goes into `split`, adjusted prices before its
 * row are divided by the ratio. */
void es_correction_apply(const es_correction *correction, double *split, double *adjusted);

#endif
