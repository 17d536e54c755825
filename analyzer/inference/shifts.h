/* Sums of residual correlations between complete events, by how many days lie between their day
 * zeros: what the mean correlation of METHODS K-2 is made of. */
#ifndef ES_INFERENCE_SHIFTS_H
#define ES_INFERENCE_SHIFTS_H

#include "inference/panel.h"

/* The complete events of one day zero: members [first, last) of `event`. */
typedef struct es_date {
    int32_t day0;
    size_t first, last;
} es_date;

enum { ES_LEAST_COMMON_DAYS = 10 }; /* K-1 */

typedef struct es_shift_task {
    const es_abnormal *ab;
    size_t n_dates;
    const es_date *date;   /* ascending day zeros */
    const uint32_t *event; /* of ab, by date; complete: a residual on every estimation day */
    size_t max_shift;      /* below the days from the first estimation day to the last */
} es_shift_task;

/* pair_sum[s], s = 0 .. max_shift: the sum, over all pairs of events s days apart, of the
 * correlation of their residuals on the days that they share, 0 where those are too few.  Events
 * are never paired: for a shift, the residuals of an event on the shared days are brought to unit
 * length and summed per date, and the correlations between two dates add up to the dot product of
 * their centred sums. That is exact and costs N x shifts x L1. */
es_status es_shift_sums(const es_shift_task *task, size_t threads, const es_fleet *fleet,
                        double *pair_sum, es_arena *arena, es_error *err);

#endif
