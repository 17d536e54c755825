/* Event days of a model with AR(1) errors (METHODS W-3). */
#ifndef ES_ABNORMAL_WHITEN_H
#define ES_ABNORMAL_WHITEN_H

#include "abnormal/design.h"

/* Takes out of every event day what the day before it leads one to expect: y and x become
 * y - rho^k y', x - rho^k x' with the previous day that has them, k trading days before (the last
 * estimation row at first).  What y - x'b then leaves is the day's own shock. */
void es_whiten_event_days(const es_sample *sample, size_t row, double rho, size_t p, es_design *d);

#endif
