/* A data set made from literal arrays, for tests of everything between the prices and the results.
 *
 *     es_dataset *data = memory_dataset();
 *     const es_day *day = memory_weekdays(data, monday, 400);
 *     int32_t spy = memory_series(data, "SPY", 400, day, spy_close);
 *     int32_t xyz = memory_series(data, "XYZ", 400, day, xyz_close);
 *     memory_field(data, xyz, ES_FIELD_DIVIDEND, dividend);
 *     es_event *event = memory_event(data, "XYZ", day[300]);
 *     event->timing = ES_TIMING_AMC;
 *     memory_attribute(data, "benchmark", 0, "SPY");
 *     memory_factor(data, "rf", 400, day, rf);
 *     ...
 *     es_dataset_free(data);
 *
 * Everything handed in is copied into the data set's arena, so that literals and locals may go.  A
 * failure of memory fails the test.
 *
 * `source.read` keeps its word that what it hands out is borrowed until the next read: each read
 * gives a fresh copy and frees the one before, so that the address sanitizer sees who kept it. */
#ifndef ES_TESTS_MEMORY_SOURCE_H
#define ES_TESTS_MEMORY_SOURCE_H

#include "event/dataset.h"

/* An empty data set; free it with es_dataset_free. */
es_dataset *memory_dataset(void);

/* Adds a series of n days (strictly increasing) and closes (NaN: no price); returns its index.
 * close may be NULL: then no field is supplied until memory_field does. */
int32_t memory_series(es_dataset *data, const char *symbol, size_t n, const es_day *day,
                      const double *close);

/* Supplies, or with NULL takes away, one field of a series: as many values as it has days. */
void memory_field(es_dataset *data, int32_t series, es_field field, const double *value);

/* Adds an event with the id "e0", "e1", ... and no time or timing.  A symbol that has no series by
 * now is an unknown security.  The event is returned for further changes; it stays where it is only
 * until the next event is added. */
es_event *memory_event(es_dataset *data, const char *symbol, es_day announced);

/* Sets an attribute of one event (index into the data set); other events have none (NULL) until
 * they are set, also those added later. */
void memory_attribute(es_dataset *data, const char *name, size_t event, const char *value);

/* Adds a factor of n days (strictly increasing). */
void memory_factor(es_dataset *data, const char *name, size_t n, const es_day *day,
                   const double *value);

/* How often series have been read. */
size_t memory_reads(const es_dataset *data);

/* The k-th read from now on (k >= 1) fails with ES_ESTORE, and all after it; 0 switches off. */
void memory_fail_read_after(es_dataset *data, size_t k);

/* n days without Saturdays and Sundays, from `first` on; in the data set's arena. */
es_day *memory_weekdays(es_dataset *data, es_day first, size_t n);

/* n prices that begin at `first` and follow the simple returns ret[1] .. ret[n-1]; in the data
 * set's arena.  ret[0] is not used. */
double *memory_prices(es_dataset *data, double first, size_t n, const double *ret);

#endif
