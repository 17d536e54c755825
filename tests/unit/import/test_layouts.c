/* One series of datasets/ai-deals written as each vendor writes it must come back to the last bit;
 * and what a dialect may not guess is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "unit/import/fixture.h"

#define DEALS ES_TEST_SOURCE_DIR "/datasets/ai-deals/prices/"

enum { DAYS_MAX = 500 };

/* A day of the data set, its figures as they are written there. */
typedef struct quote {
    int year, month, day;
    char date[16], open[24], high[24], low[24], close[24], adjusted[24], volume[24];
} quote;

static quote quotes[DAYS_MAX];
static size_t n_quotes;
static char text[1 << 17];
static size_t used;
static es_import_summary summary;
static es_error err;

static void add(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void add(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    used += (size_t)vsnprintf(text + used, sizeof text - used, format, args);
    va_end(args);
    assert_true(used < sizeof text);
}

static void begin(const char *head)
{
    used = 0;
    add("%s", head);
}

/* Date,Open,High,Low,Close,Adj Close,Volume of ORCL. */
static void load_orcl(void)
{
    FILE *stream = fopen(DEALS "ORCL.csv", "r");
    char line[200], head[200];
    assert_non_null(stream);
    assert_non_null(fgets(head, sizeof head, stream));
    assert_string_equal(head, "Date,Open,High,Low,Close,Adj Close,Volume\n");
    for (n_quotes = 0; fgets(line, sizeof line, stream); n_quotes++) {
        quote *q = &quotes[n_quotes];
        assert_true(n_quotes < DAYS_MAX);
        assert_int_equal(sscanf(line, "%15[^,],%23[^,],%23[^,],%23[^,],%23[^,],%23[^,],%23[^,\n]",
                                q->date, q->open, q->high, q->low, q->close, q->adjusted,
                                q->volume),
                         7);
        assert_int_equal(sscanf(q->date, "%d-%d-%d", &q->year, &q->month, &q->day), 3);
    }
    (void)fclose(stream);
}

static int setup(void **state)
{
    load_orcl();
    return fixture_setup(state);
}

static void read_file(es_store *store, const char *name, const es_import_options *options)
{
    fixture_import(store, ES_IMPORT_PRICES, name, text, options, ES_OK, &summary, &err);
}

/* A query for the fields with all their digits. */
static const char *all_digits(const char *fields)
{
    static char sql[1000];
    char list[200], *save = NULL;
    size_t k = (size_t)snprintf(sql, sizeof sql, "SELECT date");
    (void)snprintf(list, sizeof list, "%s", fields);
    for (char *f = strtok_r(list, ", ", &save); f; f = strtok_r(NULL, ", ", &save))
        k += (size_t)snprintf(sql + k, sizeof sql - k, ", coalesce(printf('%%!.20g', %s), '-')", f);
    (void)snprintf(sql + k, sizeof sql - k, " FROM price WHERE symbol = 'ORCL' ORDER BY date");
    return sql;
}

/* What is in `text` is ORCL: its fields are those of the plain file, bit for bit. */
static void check_same(const char *name, const char *fields, const char *layout)
{
    static char plain[1 << 17];
    const char *sql = all_digits(fields);
    es_store *a = fixture_store(), *b = fixture_store();
    const char *path = DEALS "ORCL.csv";
    es_import_options options;
    es_import_options_init(&options);
    if (es_import_files(a, ES_IMPORT_PRICES, &path, 1, &options, &summary, &err) != ES_OK)
        fail_msg("%s", err.message);
    (void)snprintf(plain, sizeof plain, "%s", fixture_query(a, sql));
    read_file(b, name, NULL);
    assert_string_equal(summary.layout, layout);
    assert_int_equal(summary.added, n_quotes);
    assert_string_equal(fixture_query(b, sql), plain);
    assert_string_equal(fixture_query(b, "SELECT DISTINCT symbol FROM price"), "ORCL");
    es_store_close(a);
    es_store_close(b);
}

/* 12345678 with its thousands marked. */
static const char *marked(const char *number, char mark)
{
    static char out[8][48];
    static size_t turn;
    char *to = out[turn++ % 8];
    const char *point = strchr(number, '.');
    size_t whole = point ? (size_t)(point - number) : strlen(number), k = 0;
    for (size_t i = 0; i < whole; i++) {
        to[k++] = number[i];
        if ((whole - i - 1) % 3 == 0 && i + 1 < whole)
            to[k++] = mark;
    }
    (void)snprintf(to + k, sizeof out[0] - k, "%s", point ? point : "");
    if (mark == '.' && point)
        to[k] = ',';
    return to;
}

static void test_nasdaq(void **state)
{
    (void)state;
    begin("Date,Close/Last,Volume,Open,High,Low\n");
    for (size_t i = n_quotes; i-- > 0;) {
        const quote *q = &quotes[i];
        add("%02d/%02d/%d,$%s,%s,$%s,$%s,$%s\n", q->month, q->day, q->year, q->close, q->volume,
            q->open, q->high, q->low);
    }
    check_same("ORCL.csv", "open, high, low, close, volume", "Nasdaq.com, MM/DD/YYYY, $");
    assert_true(summary.unsorted);
}

static void test_investing(void **state)
{
    (void)state;
    begin("\xEF\xBB\xBF\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n");
    for (size_t i = n_quotes; i-- > 0;) {
        const quote *q = &quotes[i];
        add("\"%02d/%02d/%d\",\"%s\",\"%s\",\"%s\",\"%s\",\"%.2fM\",\"-1.25%%\"\n", q->month,
            q->day, q->year, marked(q->close, ','), marked(q->open, ','), marked(q->high, ','),
            marked(q->low, ','), atof(q->volume) / 1e6);
    }
    check_same("ORCL.csv", "open, high, low, close", "Investing.com, MM/DD/YYYY");
    begin("\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n");
    for (size_t i = n_quotes; i-- > 0;) {
        const quote *q = &quotes[i];
        add("\"%02d/%02d/%d\",\"%s\",\"%s\",\"%s\",\"%s\",\"%.2fM\",\"-1.25%%\"\n", q->day,
            q->month, q->year, q->close, q->open, q->high, q->low, atof(q->volume) / 1e6);
    }
    check_same("ORCL.csv", "open, high, low, close", "Investing.com, DD/MM/YYYY");
}

static void test_investing_words(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
          "\"Dec 03, 2025\",\"6,849.72\",\"1\",\"1\",\"1\",\"12.3M\",\"0.30%\"\n"
          "\"Dec 02, 2025\",\"6,829.37\",\"1\",\"1\",\"1\",\"1.5B\",\"0.25%\"\n"
          "\"Dec 01, 2025\",\"812.63\",\"1\",\"1\",\"1\",\"950K\",\"-0.53%\"\n"
          "\"Nov 30, 2025\",\"812\",\"1\",\"1\",\"1\",\"-\",\"0\"\n");
    read_file(store, "SPX.csv", NULL);
    assert_string_equal(summary.layout, "Investing.com");
    assert_string_equal(fixture_query(store, "SELECT date, close, volume FROM price"),
                        "2025-11-30 812 -|2025-12-01 812.63 950000|"
                        "2025-12-02 6829.37 1500000000|2025-12-03 6849.72 12300000");
    assert_string_equal(fixture_query(store, "SELECT volume = 12300000.0 FROM price LIMIT 3, 1"),
                        "1");
    es_store_close(store);
}

static void test_alphavantage(void **state)
{
    (void)state;
    begin("timestamp,open,high,low,close,volume\r\n");
    for (size_t i = n_quotes; i-- > 0;) {
        const quote *q = &quotes[i];
        add("%s,%s,%s,%s,%s,%s\r\n", q->date, q->open, q->high, q->low, q->close, q->volume);
    }
    check_same("ORCL.csv", "open, high, low, close, volume", "Alpha Vantage");
    begin("timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,"
          "split_coefficient\n");
    for (size_t i = n_quotes; i-- > 0;) {
        const quote *q = &quotes[i];
        add("%s,%s,%s,%s,%s,%s,%s,0.0000,1.0\n", q->date, q->open, q->high, q->low, q->close,
            q->adjusted, q->volume);
    }
    check_same("ORCL.csv", "open, high, low, close, adj_close, volume", "Alpha Vantage");
}

static void test_tiingo(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,"
          "splitFactor\n");
    for (size_t i = 0; i < n_quotes; i++) {
        const quote *q = &quotes[i];
        add("%sT00:00:00.000Z,%s,%s,%s,%s,%s,%s,1,1,1,1,%s,1.0\n", q->date, q->close, q->high,
            q->low, q->open, q->volume, q->adjusted, i == 5 ? "0.4" : "0.0");
    }
    check_same("ORCL.csv", "open, high, low, close, adj_close, volume", "Tiingo");
    read_file(store, "ORCL.csv", NULL);
    assert_string_equal(fixture_query(store, "SELECT sum(dividend), max(split) FROM price"),
                        "0.4 1");
    es_store_close(store);
}

static void test_stooq(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("Date,Open,High,Low,Close,Volume\n");
    for (size_t i = 0; i < n_quotes; i++) {
        const quote *q = &quotes[i];
        add("%s,%s,%s,%s,%s,%s\n", q->date, q->open, q->high, q->low, q->close, q->volume);
    }
    check_same("ORCL.csv", "open, high, low, close, volume", "Stooq columns");
    begin("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n");
    for (size_t i = 0; i < n_quotes; i++) {
        const quote *q = &quotes[i];
        add("ORCL,D,%d%02d%02d,000000,%s,%s,%s,%s,%s,0\n", q->year, q->month, q->day, q->open,
            q->high, q->low, q->close, q->volume);
    }
    check_same("d_us.txt", "open, high, low, close, volume", "Stooq columns");
    begin("<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
          "ORCL.US,5,20250102,153000,1,1,1,1,1,0\n");
    fixture_import(store, ES_IMPORT_PRICES, "h.txt", text, NULL, ES_EDATA, &summary, &err);
    assert_non_null(strstr(err.message, "h.txt:2: <PER>: \"5\" is not D: only daily prices"));
    es_store_close(store);
}

/* ---- Several symbols side by side ------------------------------------------------------------ */

static void test_wide(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("Date,LOW,ORCL,NONE\n");
    for (size_t i = 0; i < n_quotes; i++)
        add("%s,7,%s,\n", quotes[i].date, quotes[i].close);
    read_file(store, "w.csv", NULL);
    assert_string_equal(summary.layout, "one row per day, one column per symbol");
    assert_int_equal(summary.rows, 2 * n_quotes);
    assert_int_equal(summary.added, 2 * n_quotes);
    assert_int_equal(summary.missing, 0);
    for (size_t i = 0; i < n_quotes; i++) {
        char sql[200];
        (void)snprintf(sql, sizeof sql,
                       "SELECT close = %s FROM price WHERE symbol = 'ORCL' AND date = '%s'",
                       quotes[i].close, quotes[i].date);
        assert_string_equal(fixture_query(store, sql), "1");
    }
    assert_string_equal(fixture_query(store, "SELECT symbol, sum(close) FROM price WHERE symbol "
                                             "<> 'ORCL' GROUP BY symbol"),
                        "LOW 3073");
    es_store_close(store);
}

static void test_wide_dialect(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin(";A;B\n13.01.2025;1.000,5;\n14.01.2025;999,5;2,25\n");
    read_file(store, "w.csv", NULL);
    assert_string_equal(summary.layout,
                        "one row per day, one column per symbol, DD/MM/YYYY, decimal comma");
    assert_string_equal(fixture_query(store, "SELECT symbol, date, close FROM price"),
                        "A 2025-01-13 1000.5|A 2025-01-14 999.5|B 2025-01-14 2.25");
    begin("date,A,B\n2025-02-03,1,2\n2025-02-04,x,3\n");
    for (int i = 0; i < 25; i++)
        add("2025-03-%02d,1,2\n", i + 1);
    fixture_import(store, ES_IMPORT_PRICES, "w.csv", text, NULL, ES_EDATA, NULL, &err);
    assert_non_null(strstr(err.message, "w.csv: no price column among: date, A, B"));
    begin("date,A,B\n");
    for (int i = 0; i < 25; i++)
        add("2025-03-%02d,1,2\n", i + 1);
    add("2025-04-01,x,2\n");
    fixture_import(store, ES_IMPORT_PRICES, "w.csv", text, NULL, ES_EDATA, &summary, &err);
    assert_non_null(strstr(err.message, "w.csv:27: A: \"x\" is not a number"));
    assert_int_equal(summary.rejected, 1);
    assert_int_equal(summary.rows, 52);
    begin("date,A,A\n2025-02-03,1,2\n");
    fixture_import(store, ES_IMPORT_PRICES, "w.csv", text, NULL, ES_EDATA, NULL, &err);
    assert_non_null(strstr(err.message, "w.csv: columns 2 and 3 are both the close of A"));
    begin("date,mktrf,smb\n2025-02-03,0.01,-0.2\n"); /* returns are no prices */
    fixture_import(store, ES_IMPORT_PRICES, "w.csv", text, NULL, ES_EDATA, NULL, &err);
    assert_non_null(strstr(err.message, "w.csv: no price column among: date, mktrf, smb"));
    es_store_close(store);
}

static void test_yfinance(void **state)
{
    (void)state;
    begin("Price,Adj Close,Close,High,Low,Open,Volume\nTicker,ORCL,ORCL,ORCL,ORCL,ORCL,ORCL\n"
          "Date,,,,,,\n");
    for (size_t i = 0; i < n_quotes; i++) {
        const quote *q = &quotes[i];
        add("%s,%s,%s,%s,%s,%s,%s\n", q->date, q->adjusted, q->close, q->high, q->low, q->open,
            q->volume);
    }
    check_same("deals.csv", "open, high, low, close, adj_close, volume",
               "yfinance, three header lines");
}

static void test_yfinance_many(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("Ticker,ORCL,ORCL,CRWV,CRWV\nPrice,Close,Volume,Close,Volume\nDate,,,,\n");
    for (size_t i = 0; i < n_quotes; i++)
        add("%s,%s,%s,%s\n", quotes[i].date, quotes[i].close, quotes[i].volume,
            i < 5 ? "," : "2.5,0");
    read_file(store, "y.csv", NULL);
    assert_int_equal(summary.n_symbols, 2);
    assert_int_equal(summary.added, 2 * n_quotes - 5);
    assert_int_equal(summary.missing, 0);
    assert_string_equal(
        fixture_query(store, "SELECT count(*), sum(volume) FROM price WHERE symbol = 'CRWV'"),
        "434 0");
    es_store_close(store);
}

/* ---- CRSP ------------------------------------------------------------------------------------ */

#define CRSP_ALL                                                                                   \
    "SELECT symbol, date, high, low, close, volume, ret, shares FROM price ORDER BY symbol, date"

static void test_crsp(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("PERMNO,date,SHRCD,TICKER,DLSTCD,DLRET,BIDLO,ASKHI,PRC,VOL,RET,SHROUT,CFACPR\n"
          "10104,2024-07-01,11,ORCL,,,141.07,144.06,143.09,6552400,C,2755000,1\n"
          "10104,2024-07-02,11,ORCL,,,,,-143.28,-99,0.001328,2755000,1\n"
          "10104,2024-07-03,11,ORCL,,,-1,-2,0,0,B,0,1\n"
          "10105,20240701,11,AAA,,,1,3,2.5,10,-66.0,100,1\n"
          "10105,20240702,11,AAA,552,-0.5,1,3,2,10,-0.25,100,1\n"
          "10106,20240702,11,BBB,552,S,,,2,10,-0.25,100,1\n"
          "10106,20240703,11,BBB,552,-1,,,,,,100,1\n");
    read_file(store, "crsp.csv", NULL);
    assert_string_equal(summary.layout, "CRSP daily");
    assert_int_equal(summary.nonpositive, 0);
    assert_int_equal(summary.missing, 0);
    assert_string_equal(fixture_query(store, CRSP_ALL),
                        "10104 2024-07-01 144.06 141.07 143.09 6552400 - 2755000000|"
                        "10104 2024-07-02 - - 143.28 - 0.001328 2755000000|"
                        "10104 2024-07-03 2 1 - 0 - -|"
                        "10105 2024-07-01 3 1 2.5 10 - 100000|"
                        "10105 2024-07-02 3 1 2 10 -0.625 100000|"
                        "10106 2024-07-02 - - 2 10 -0.25 100000|"
                        "10106 2024-07-03 - - - - -1 100000");
    begin("PERMNO,date,RET\n1,2024-07-01,-1.5\n");
    fixture_import(store, ES_IMPORT_PRICES, "crsp.csv", text, NULL, ES_EDATA, NULL, &err);
    assert_non_null(strstr(err.message, "crsp.csv:2: RET: \"-1.5\" is a return below -100 %"));
    begin("PERMNO,date,PRC,RET\n1,2024-07-01,AB,0.1\n");
    fixture_import(store, ES_IMPORT_PRICES, "crsp.csv", text, NULL, ES_EDATA, NULL, &err);
    assert_non_null(strstr(err.message, "crsp.csv:2: PRC: \"AB\" is not a number"));
    es_store_close(store);
}

static void test_crsp_ciz(void **state)
{
    es_store *store = fixture_store();
    (void)state;
    begin("PERMNO,DlyCalDt,Ticker,DlyDelFlg,DlyPrc,DlyRet,DlyVol,ShrOut\n"
          "10104,2024-07-01,ORCL,N,143.09,,6552400,2755000\n"
          "10104,2024-07-02,ORCL,N,143.28,0.001328,5,2755000\n"
          "10104,2024-07-03,ORCL,Y,,-0.3,,2755000\n");
    read_file(store, "ciz.csv", NULL);
    assert_string_equal(summary.layout, "CRSP daily (CIZ)");
    assert_string_equal(fixture_query(store, CRSP_ALL),
                        "10104 2024-07-01 - - 143.09 6552400 - 2755000000|"
                        "10104 2024-07-02 - - 143.28 5 0.001328 2755000000|"
                        "10104 2024-07-03 - - - - -0.3 2755000000");
    es_store_close(store);
}

/* The closes as CRSP would have them. */
static void test_crsp_closes(void **state)
{
    (void)state;
    begin("PERMNO,date,PRC,VOL,RET\n");
    for (size_t i = 0; i < n_quotes; i++)
        add("ORCL,%s,%s%s,%s,0.01\n", quotes[i].date, i % 7 == 3 ? "-" : "", quotes[i].close,
            quotes[i].volume);
    check_same("crsp.csv", "close, volume", "CRSP daily");
}

/* ---- The dialects of plain files ------------------------------------------------------------- */

static void test_semicolons(void **state)
{
    (void)state;
    begin("Symbol;Date;Open;High;Low;Close;Adj Close;Volume\r\n");
    for (size_t i = 0; i < n_quotes; i++) {
        const quote *q = &quotes[i];
        add("ORCL;%02d.%02d.%d;%s;%s;%s;%s;%s;%s\r\n", q->day, q->month, q->year,
            marked(q->open, '.'), marked(q->high, '.'), marked(q->low, '.'), marked(q->close, '.'),
            marked(q->adjusted, '.'), marked(q->volume, '.'));
    }
    check_same("x.csv", "open, high, low, close, adj_close, volume",
               "one row per symbol and day, DD/MM/YYYY, decimal comma");
}

static void test_tabs(void **state)
{
    (void)state;
    begin("Date\tOpen\tHigh\tLow\tClose\tAdj Close\tVolume\n");
    for (size_t i = 0; i < n_quotes; i++) {
        const quote *q = &quotes[i];
        add("%d-%d-%d\t%s\t%s\t%s\t%s\t%s\t%s\n", q->month, q->day, q->year, q->open, q->high,
            q->low, q->close, q->adjusted, marked(q->volume, ','));
    }
    check_same("ORCL.tsv", "open, high, low, close, adj_close, volume",
               "one symbol per file (Yahoo Finance columns), MM/DD/YYYY");
}

/* Text of one column, what becomes of it. */
typedef struct reading {
    const char *head, *row, *expected; /* the close, or the end of the message */
} reading;

static void check_readings(const reading *r, size_t n, const es_import_options *options)
{
    for (size_t i = 0; i < n; i++) {
        es_store *store = fixture_store();
        bool bad = strncmp(r[i].expected, "x.csv", 5) == 0;
        begin(r[i].head);
        add("\n%s\n", r[i].row);
        fixture_import(store, ES_IMPORT_PRICES, "x.csv", text, options, bad ? ES_EDATA : ES_OK,
                       &summary, &err);
        if (bad)
            assert_string_equal(strstr(err.message, "x.csv"), r[i].expected);
        else
            assert_string_equal(fixture_query(store, "SELECT date, close FROM price"),
                                r[i].expected);
        es_store_close(store);
    }
}

static void test_numbers(void **state)
{
    static const reading r[] = {
        {"date,close", "2025-01-02,\"1,234.5\"", "2025-01-02 1234.5"},
        {"date,close", "2025-01-02,\"1,234,567\"", "2025-01-02 1234567"},
        {"date,close", "2025-01-02,\"12,34\"", "2025-01-02 12.34"},
        {"date,close", "2025-01-02,\"12,34\"\n2025-01-03,12.5",
         "x.csv:2: close: \"12,34\" is not a number"},
        {"date,close", "2025-01-02,\"12.345,50\"", "2025-01-02 12345.5"},
        {"date,close", "2025-01-02,\"1234,567.0\"",
         "x.csv:2: close: \"1234,567.0\" is not a number"},
        {"date,close", "2025-01-02,$5\n2025-01-03,\"US$ 1,005.50\"",
         "2025-01-02 5|2025-01-03 1005.5"},
        {"date,close", "2025-01-02,5K", "x.csv:2: close: \"5K\" is not a number"},
        {"date,close", "2025-01-02,\"0,345\"\n2025-01-03,147.11",
         "x.csv:2: close: \"0,345\" is not a number"},
        {"date;close", "2025-01-02;0.345\n2025-01-03;147,11",
         "x.csv:3: close: \"147,11\" is not a number"},
        {"date;close", "2025-01-02;147,11\n2025-01-03;0.345",
         "x.csv:3: close: \"0.345\" is not a number"},
        {"date,close", "2025-01-02,5%", "x.csv:2: close: \"5%\" is not a number: a percentage?"},
        {"date,close",
         "2025-01-02,12 345.5\n2025-01-03,12'345.5\n2025-01-06,12\xC2\xA0"
         "345.5",
         "2025-01-02 12345.5|2025-01-03 12345.5|2025-01-06 12345.5"},
        {"date,close", "2025-01-02,12 34.5", "x.csv:2: close: \"12 34.5\" is not a number"},
        {"date;close",
         "2025-01-02;12\xE2\x80\xAF"
         "345,50 \xE2\x82\xAC",
         "2025-01-02 12345.5"},
        {"date,close", "2025-01-02,--\n2025-01-03,#N/A N/A\n2025-01-06,None\n2025-01-07,1",
         "2025-01-02 -|2025-01-03 -|2025-01-06 -|2025-01-07 1"},
        {"date;close", "2025-01-02;1,5", "2025-01-02 1.5"},
        {"date;close", "2025-01-02;1.5", "2025-01-02 1.5"},
        {"date;close", "2025-01-02;0,125", "2025-01-02 0.125"},
        {"date;close", "2025-01-02;1.234,5", "2025-01-02 1234.5"},
        {"date;close", "2025-01-02;1.234.567", "2025-01-02 1234567"},
        {"date;close", "2025-01-02;1,234.5", "2025-01-02 1234.5"},
        {"date;close", "2025-01-02;NA\n2025-01-03;.", "2025-01-02 -|2025-01-03 -"},
        {"date;close", "2025-01-02;1,234",
         "x.csv:2: close: \"1,234\" is 1234 with a decimal point, 1.234 with a decimal comma, and "
         "no number of the file tells: say --decimal point or comma"},
        {"date;close", "2025-01-02;1,234\n2025-01-03;0,9", "2025-01-02 1.234|2025-01-03 0.9"},
        {"date,close/last,volume", "01/02/2025,($5),1", "2025-01-02 -5"},
        {"date,close/last,volume", "01/02/2025,\"$1,005.50\",N/A", "2025-01-02 1005.5"},
    };
    (void)state;
    check_readings(r, sizeof r / sizeof *r, NULL);
}

static void test_decimal_option(void **state)
{
    static const reading point[] = {{"date;close", "2025-01-02;1,234", "2025-01-02 1234"}};
    static const reading comma[] = {{"date;close", "2025-01-02;1,234", "2025-01-02 1.234"},
                                    {"date,close", "2025-01-02,\"1,2\"", "2025-01-02 1.2"}};
    es_import_options options;
    (void)state;
    es_import_options_init(&options);
    options.decimal = "point";
    check_readings(point, 1, &options);
    options.decimal = "comma";
    check_readings(comma, 2, &options);
}

static void test_dates(void **state)
{
    static const reading r[] = {
        {"date,close", "25/12/2024,1\n1/2/2025,2", "2024-12-25 1|2025-02-01 2"},
        {"date,close", "1/2/2025,2\n12/25/2024,1", "2024-12-25 1|2025-01-02 2"},
        {"date,close", "01.02.2025,2\n25.12.2024,1", "2024-12-25 1|2025-02-01 2"},
        {"date,close", "05/05/2025,2", "2025-05-05 2"}, /* either way the same day */
        {"date,close", "2025/01/02,2", "2025-01-02 2"},
        {"date,close", "3-Dec-2025,2\nJanuary 5 2026,3", "2025-12-03 2|2026-01-05 3"},
        {"date,close", "1/2/2025,2",
         "x.csv:2: date: \"1/2/2025\" is 2025-01-02 with the month first, 2025-02-01 with the day "
         "first, and no date of the file tells: say --date-order mdy or dmy"},
        {"date,close", "25/12/2024,1\n12/26/2024,2",
         "x.csv:3: date: \"12/26/2024\" is not a day of the calendar as DD/MM/YYYY, which line 2 "
         "decides"},
        {"date,close", "31/31/2024,1",
         "x.csv:2: date: \"31/31/2024\" is not a day of the calendar"},
        {"date,close", "1/2-2025,2",
         "x.csv:2: date: \"1/2-2025\" is not a date: expected YYYY-MM-DD or YYYYMMDD"},
        {"date,close/last,volume", "25/12/2024,$1,1",
         "x.csv:2: date: \"25/12/2024\" is not a day of the calendar as MM/DD/YYYY"},
    };
    (void)state;
    check_readings(r, sizeof r / sizeof *r, NULL);
}

static void test_date_option(void **state)
{
    static const reading r[] = {{"date,close", "1/2/2025,2", "2025-02-01 2"},
                                {"date,close/last,volume", "1/2/2025,2,1", "2025-02-01 2"}};
    es_import_options options;
    es_store *store = fixture_store();
    (void)state;
    es_import_options_init(&options);
    options.date_order = "dmy";
    check_readings(r, 2, &options);
    options.date_order = "ymd";
    begin("date,close\n1/2/2025,2\n");
    fixture_import(store, ES_IMPORT_PRICES, "x.csv", text, &options, ES_EUSAGE, NULL, &err);
    assert_string_equal(err.message, "date-order: unknown value \"ymd\"");
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nasdaq),
        cmocka_unit_test(test_investing),
        cmocka_unit_test(test_investing_words),
        cmocka_unit_test(test_alphavantage),
        cmocka_unit_test(test_tiingo),
        cmocka_unit_test(test_stooq),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_wide_dialect),
        cmocka_unit_test(test_yfinance),
        cmocka_unit_test(test_yfinance_many),
        cmocka_unit_test(test_crsp),
        cmocka_unit_test(test_crsp_ciz),
        cmocka_unit_test(test_crsp_closes),
        cmocka_unit_test(test_semicolons),
        cmocka_unit_test(test_tabs),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_decimal_option),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_date_option),
    };
    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
