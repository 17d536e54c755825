#include "store/schema.h"

/* The tables of version 1, by subject.  The comments are part of the SQL, so that they show in any
 * SQLite client (.schema).  Dates are TEXT in the form YYYY-MM-DD: they read well and sort by
 * themselves.  Blobs are little-endian: n int32 or n float64 values, NaN where one is missing;
 * those of prices may be in the short form of decimals.h from version 6 on. */
static const char prices[] =
    "CREATE TABLE security (\n"
    "  -- A security.\n"
    "  security_id INTEGER PRIMARY KEY,  -- the order of import\n"
    "  symbol      TEXT NOT NULL UNIQUE  -- as given\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE price_chunk (\n"
    "  -- The price series, one packed row per security and calendar year.  Query the virtual\n"
    "  -- table price (symbol, date, open, ...) instead.  A field nobody supplied is NULL.\n"
    "  security_id INTEGER NOT NULL REFERENCES security,\n"
    "  year        INTEGER NOT NULL,\n"
    "  n           INTEGER NOT NULL CHECK (n BETWEEN 1 AND 366),  -- days\n"
    "  day         BLOB NOT NULL,  -- n int32, days since 1970-01-01, increasing\n"
    "  open        BLOB,           -- n float64, as all below, or in 4 n + 1 bytes n int32 and a\n"
    "                              -- byte k: so many 10^-k; -2147483648: missing\n"
    "  high        BLOB,\n"
    "  low         BLOB,\n"
    "  close       BLOB,\n"
    "  adj_close   BLOB,           -- close adjusted for splits and dividends\n"
    "  volume      BLOB,           -- shares traded\n"
    "  ret         BLOB,           -- ready-made return, fraction\n"
    "  dividend    BLOB,           -- cash per share after the day's split\n"
    "  split       BLOB,           -- new shares per old; 1: none\n"
    "  shares      BLOB,           -- shares outstanding\n"
    "  PRIMARY KEY (security_id, year)\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE factor (\n"
    "  -- Factor returns: simple, fractions (0.01 = 1 %).\n"
    "  factor TEXT NOT NULL,  -- mktrf, rf, smb, ... or as the user named it\n"
    "  day    TEXT NOT NULL,\n"
    "  value  REAL NOT NULL,\n"
    "  PRIMARY KEY (factor, day)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char events[] =
    "CREATE TABLE event (\n"
    "  -- Events as announced.\n"
    "  event_id INTEGER PRIMARY KEY,   -- the order of import\n"
    "  id       TEXT NOT NULL UNIQUE,  -- what identifies the event to its user\n"
    "  symbol   TEXT NOT NULL,         -- as given; need not be a known security\n"
    "  date     TEXT NOT NULL,\n"
    "  time     TEXT,                  -- HH:MM or HH:MM:SS, exchange time\n"
    "  timing   TEXT CHECK (timing IN ('bmo', 'amc', 'during'))\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE event_attribute (\n"
    "  -- Every other column of the event table: label, group, benchmark, weight, x_size, ...\n"
    "  event_id INTEGER NOT NULL REFERENCES event,\n"
    "  name     TEXT NOT NULL,\n"
    "  value    TEXT NOT NULL,  -- an empty cell has no row\n"
    "  PRIMARY KEY (event_id, name)\n"
    ") STRICT;\n";

static const char imports[] = "CREATE TABLE import_log (\n"
                              "  -- One row per imported file.\n"
                              "  import_id   INTEGER PRIMARY KEY,\n"
                              "  kind        TEXT NOT NULL,     -- prices, factors, events\n"
                              "  file        TEXT NOT NULL,     -- base name\n"
                              "  layout      TEXT,              -- how the file was read\n"
                              "  fingerprint TEXT NOT NULL,     -- SHA-256 of the file\n"
                              "  rows        INTEGER NOT NULL,  -- data rows read\n"
                              "  added       INTEGER NOT NULL,  -- of them new\n"
                              "  rejected    INTEGER NOT NULL,  -- of them unusable\n"
                              "  at          TEXT NOT NULL      -- UTC, YYYY-MM-DDTHH:MM:SSZ\n"
                              ") STRICT;\n";

static const char runs[] =
    "CREATE TABLE run (\n"
    "  -- A kept study.  Each of its tables lies in a database table of its own, run_<name>:\n"
    "  -- run_events, run_fits, run_cars, run_results, run_settings, ...  They are made when\n"
    "  -- first needed, with the columns run_id, seq (the number of the row, from 0) and those of\n"
    "  -- the result, and get more when a later result has more.  The columns of the result are\n"
    "  -- of type ANY, which keeps every value exactly as it is given.\n"
    "  run_id  INTEGER PRIMARY KEY,\n"
    "  at      TEXT NOT NULL,  -- UTC, YYYY-MM-DDTHH:MM:SSZ\n"
    "  version TEXT NOT NULL   -- of the program that made it\n"
    ") STRICT;\n"
    "\n"
    "CREATE TABLE catalog (\n"
    "  -- The tables of each run.\n"
    "  run_id   INTEGER NOT NULL REFERENCES run,\n"
    "  position INTEGER NOT NULL,  -- among the tables of the run, from 0\n"
    "  name     TEXT NOT NULL,     -- events, fits, ...\n"
    "  title    TEXT NOT NULL,\n"
    "  n_rows   INTEGER NOT NULL,\n"
    "  packed   INTEGER NOT NULL,  -- 1: in ar_chunk, 0: in run_<name>\n"
    "  PRIMARY KEY (run_id, position)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "\n"
    "CREATE TABLE catalog_column (\n"
    "  -- The columns of each table of each run, as the study made them.\n"
    "  run_id   INTEGER NOT NULL REFERENCES run,\n"
    "  catalog  INTEGER NOT NULL,  -- catalog.position\n"
    "  position INTEGER NOT NULL,  -- among the columns of the table, from 0\n"
    "  name     TEXT NOT NULL,\n"
    "  type     TEXT NOT NULL,     -- missing, int, real, date, text\n"
    "  unit     TEXT NOT NULL,     -- plain, return, statistic, pvalue, coefficient\n"
    "  PRIMARY KEY (run_id, catalog, position)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "\n"
    "CREATE TABLE ar_chunk (\n"
    "  -- Daily abnormal returns, one packed row per run, model and event.  Query the virtual\n"
    "  -- table ar (run_id, model, event, symbol, tau, date, ret, ...) instead.  More columns are\n"
    "  -- added at the end when a result has more.\n"
    "  run_id   INTEGER NOT NULL REFERENCES run,\n"
    "  seq      INTEGER NOT NULL,  -- order within the run, from 0\n"
    "  model    TEXT,\n"
    "  event    TEXT,\n"
    "  symbol   TEXT,\n"
    "  n        INTEGER NOT NULL,  -- days\n"
    "  tau      BLOB NOT NULL,     -- n int32, event time; -2147483648: none\n"
    "  day      BLOB NOT NULL,     -- n int32, days since 1970-01-01; -2147483648: none\n"
    "  ret      BLOB,              -- n float64, as all below\n"
    "  expected BLOB,\n"
    "  ar       BLOB,\n"
    "  ar_sd    BLOB,\n"
    "  sar      BLOB,\n"
    "  span     BLOB,\n"
    "  PRIMARY KEY (run_id, seq)\n"
    ") STRICT;\n"
    "CREATE INDEX ar_chunk_event ON ar_chunk (run_id, event);\n";

static const char corrections[] =
    "CREATE TABLE correction (\n"
    "  -- What `doctor --fix` records.  The stored prices stay as supplied; a correction is "
    "applied\n"
    "  -- when a series is read for a study, as long as the two prices below still stand.\n"
    "  correction_id INTEGER PRIMARY KEY,\n"
    "  security_id   INTEGER NOT NULL REFERENCES security,\n"
    "  fix           TEXT NOT NULL CHECK (fix = 'split'),\n"
    "  day           TEXT NOT NULL,  -- the first day with the new price\n"
    "  ratio         REAL NOT NULL,  -- new shares per old\n"
    "  field         TEXT NOT NULL CHECK (field IN ('close', 'adj_close')),  -- judged by it\n"
    "  previous      TEXT NOT NULL,  -- the last day with the old price\n"
    "  price_before  REAL NOT NULL,\n"
    "  price_after   REAL NOT NULL,\n"
    "  at            TEXT NOT NULL,  -- UTC, YYYY-MM-DDTHH:MM:SSZ\n"
    "  undone        TEXT            -- likewise; NULL: in force\n"
    ") STRICT;\n";

static const char names[] =
    "CREATE TABLE alias (\n"
    "  -- Another name of a security, and the days it was good for.\n"
    "  alias_id INTEGER PRIMARY KEY,\n"
    "  alias    TEXT NOT NULL,\n"
    "  symbol   TEXT NOT NULL,  -- what it stands for; need not be a known security\n"
    "  first    TEXT,           -- NULL: since ever\n"
    "  last     TEXT            -- NULL: until today\n"
    ") STRICT;\n"
    "CREATE INDEX alias_alias ON alias (alias);\n";

static const char calendars[] =
    "CREATE TABLE calendar_day (\n"
    "  -- The sessions of a market as its calendar was imported.\n"
    "  calendar TEXT NOT NULL,  -- the symbol of the market\n"
    "  day      TEXT NOT NULL,\n"
    "  open     TEXT,           -- HH:MM or HH:MM:SS on the clock of the exchange; NULL: as usual\n"
    "  close    TEXT,           -- likewise\n"
    "  PRIMARY KEY (calendar, day)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char confounding[] =
    "CREATE TABLE confounding (\n"
    "  -- Other news of firms: never studied, but held against the events that are.\n"
    "  confounding_id INTEGER PRIMARY KEY,\n"
    "  symbol TEXT NOT NULL,\n"
    "  date   TEXT NOT NULL,\n"
    "  label  TEXT NOT NULL,  -- may be empty\n"
    "  UNIQUE (symbol, date, label)\n"
    ") STRICT;\n";

static const char delistings[] =
    "ALTER TABLE price_chunk ADD COLUMN delist_code BLOB;\n"    /* on the day of the delisting */
    "ALTER TABLE price_chunk ADD COLUMN delist_return BLOB;\n"  /* as supplied */
    "ALTER TABLE price_chunk ADD COLUMN exchange_code BLOB;\n"; /* 1 NYSE, 2 AMEX, 3 Nasdaq */

static const char bars[] =
    "CREATE TABLE bar_chunk (\n"
    "  -- Prices within the day, one packed row per security and day; the days themselves are in\n"
    "  -- price_chunk, whether they have bars or not.\n"
    "  security_id INTEGER NOT NULL REFERENCES security,\n"
    "  day         INTEGER NOT NULL,  -- days since 1970-01-01\n"
    "  n           INTEGER NOT NULL CHECK (n BETWEEN 1 AND 1440),  -- bars\n"
    "  second      BLOB NOT NULL,  -- n int32, since midnight on the clock of the exchange\n"
    "  open        BLOB,           -- the fields are those of price_chunk\n"
    "  high        BLOB,\n"
    "  low         BLOB,\n"
    "  close       BLOB,\n"
    "  adj_close   BLOB,\n"
    "  volume      BLOB,\n"
    "  ret         BLOB,\n"
    "  dividend    BLOB,\n"
    "  split       BLOB,\n"
    "  shares      BLOB,\n"
    "  delist_code BLOB,\n"
    "  delist_return BLOB,\n"
    "  exchange_code BLOB,\n"
    "  PRIMARY KEY (security_id, day)\n"
    ") STRICT;\n";

/* The steps from one version to the next.  A later version adds rows; none is ever changed, but for
 * comments.  Version 6 has new ways to write a column and no step. */
typedef struct migration {
    int from_version;
    const char *sql;
} migration;

static const migration migrations[] = {
    {0, prices}, {0, events},    {0, imports},     {0, runs},       {1, corrections},
    {2, names},  {2, calendars}, {2, confounding}, {3, delistings}, {4, bars},
};

es_status es_schema_migrate(sqlite3 *db, es_error *err)
{
    int64_t version;
    char sql[80];
    es_status status = es_sql_int(db, "PRAGMA user_version", &version, err);
    if (status != ES_OK || version >= ES_SCHEMA_VERSION)
        return status;
    for (size_t i = 0; i < sizeof migrations / sizeof *migrations && status == ES_OK; i++)
        if (migrations[i].from_version >= version)
            status = es_sql_run(db, migrations[i].sql, err);
    if (status != ES_OK)
        return status;
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                     ES_SCHEMA_APPLICATION_ID, ES_SCHEMA_VERSION);
    return es_sql_run(db, sql, err);
}
