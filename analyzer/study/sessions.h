/* The hours and the clock of each market of a study (METHODS T-4). */
#ifndef ES_STUDY_SESSIONS_H
#define ES_STUDY_SESSIONS_H

#include "study/study.h"

/* Fills in the session of every market from market_close, exchange_timezone and the closing times
 * of imported calendars.  ES_EUSAGE when an event has a time zone and its exchange has none, or
 * when an option names a market that the study has not. */
es_status es_study_sessions(es_study *s, es_error *err);

/* The session of the market of event i. */
const es_session *es_study_session_of(const es_study *s, size_t i);

#endif
