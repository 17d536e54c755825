/* The hours and the clock of each market of a study (METHODS T-4). */
#ifndef ES_STUDY_SESSIONS_H
#define ES_STUDY_SESSIONS_H

#include "study/study.h"

/* Fills in the session of a market from market_close and exchange_timezone. */
es_status es_study_session(const es_study *s, const char *market, es_session *out, es_error *err);

/* After the markets are known: ES_EUSAGE when an event has a time zone and its exchange has none,
 * or when an option names a market that the study has not. */
es_status es_study_check_sessions(const es_study *s, es_error *err);

#endif
