/* How one file writes its dates: see dialect.h. */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/number.h"
#include "base/text.h"
#include "import/dialect_parts.h"
#include "import/value.h"

/* Reads up to `most` digits; returns how many. */
static size_t read_digits(const char *text, size_t n, size_t most, int *out)
{
    size_t i = 0;
    *out = 0;
    while (i < n && i < most && isdigit((unsigned char)text[i]))
        *out = *out * 10 + (text[i++] - '0');
    return i;
}

enum { PIVOT = 69 }; /* years of two digits: 69 is 1969, 68 is 2068, as POSIX has it */

static int full_year(int year)
{
    return year + (year < PIVOT ? 2000 : 1900);
}

/* A date without what stands around it, and the time of day behind it. */
typedef struct bare {
    const char *text;
    size_t n;
    int32_t time; /* seconds; 0: none, or midnight */
    es_piece zone;
} bare;

/* Takes a word off the front (Mon, or Monday.) or the back (2024-07-01 Mon). */
static void drop_weekday(bare *b)
{
    static const char *const names[] = {"monday", "tuesday", "wednesday", "thursday", "friday"};
    size_t front = 0, back = 0;
    while (front < b->n && isalpha((unsigned char)b->text[front]))
        front++;
    while (back < b->n && isalpha((unsigned char)b->text[b->n - 1 - back]))
        back++;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (front >= 2 && front < b->n && front <= strlen(names[i])
            && strncasecmp(b->text, names[i], front) == 0) {
            while (front < b->n && strchr(",. ", b->text[front]))
                front++;
            b->text += front;
            b->n -= front;
            return;
        }
        if (back >= 3 && back < b->n && back <= strlen(names[i])
            && strncasecmp(b->text + b->n - back, names[i], back) == 0) {
            b->n -= back;
            es_trim(&b->text, &b->n);
            return;
        }
    }
}

/* Cuts off a time of day, which is told by its colon, and the zone behind it. */
static void cut_time(bare *b)
{
    const char *colon = memchr(b->text, ':', b->n);
    size_t at = colon ? (size_t)(colon - b->text) : 0;
    int32_t seconds = 0;
    es_piece zone;
    if (!colon)
        return;
    while (at > 0 && b->text[at - 1] != ' ' && b->text[at - 1] != 'T')
        at--;
    if (at == 0 || es_value_zoned_time(b->text + at, b->n - at, &seconds, &zone))
        return; /* something else: left to the reader of dates to refuse */
    b->time = seconds;
    b->zone = zone;
    b->n = at - 1;
    while (b->n && strchr(" ,", b->text[b->n - 1]))
        b->n--;
}

/* What is left when the marks of a spreadsheet, the day of the week and the time are taken off. */
static bare strip(const char *text, size_t n)
{
    bare b = {text, n, 0, {"", 0}};
    es_trim(&b.text, &b.n);
    if (b.n > 3 && b.text[0] == '=' && b.text[1] == '"' && b.text[b.n - 1] == '"') {
        b.text += 2; /* ="2025-12-03", as exports keep a spreadsheet from reading it */
        b.n -= 3;
    } else if (b.n > 2 && b.text[0] == '\'' && b.text[b.n - 1] != '\'') {
        b.text++;
        b.n--;
    }
    cut_time(&b);
    drop_weekday(&b);
    return b;
}

/* Three numbers with one separator between them, the last with four digits: 3/4/2025; or with two,
 * unless the separator is a dash: 25-03-04 might begin with the year. */
static bool split_numeric(const char *text, size_t n, int *first, int *second, int *year)
{
    size_t a = read_digits(text, n, 2, first), b, c;
    char separator = a && a < n ? text[a] : 0;
    if (!separator || !strchr("/-.", separator))
        return false;
    text += a + 1;
    n -= a + 1;
    b = read_digits(text, n, 2, second);
    if (!b || b >= n || text[b] != separator)
        return false;
    c = read_digits(text + b + 1, n - b - 1, 4, year);
    if (c == 2 && separator != '-')
        *year = full_year(*year);
    else if (c != 4)
        return false;
    return b + 1 + c == n;
}

/* 2025/03/04, 2025.3.4. and 2025-3-4. */
static bool read_year_first(const char *text, size_t n, es_day *out)
{
    int year, month, day;
    size_t a = read_digits(text, n, 4, &year), b, c;
    if (a != 4 || n < 8 || !strchr("/.-", text[4]))
        return false;
    b = read_digits(text + 5, n - 5, 2, &month);
    if (!b || 5 + b >= n || text[5 + b] != text[4])
        return false;
    c = read_digits(text + 6 + b, n - 6 - b, 2, &day);
    return c && 6 + b + c == n && es_day_from_civil(year, month, day, out);
}

/* 2025\xE5\xB9\xB403\xE6\x9C\x8804\xE6\x97\xA5, with the characters for year, month and day. */
static bool read_ideographs(const char *text, size_t n, es_day *out)
{
    static const char *const marks[] = {"\xE5\xB9\xB4", "\xE6\x9C\x88", "\xE6\x97\xA5"};
    int part[3];
    for (size_t i = 0; i < 3; i++) {
        size_t k = read_digits(text, n, i ? 2 : 4, &part[i]);
        if (k == 0 || n - k < 3 || memcmp(text + k, marks[i], 3) != 0)
            return false;
        text += k + 3;
        n -= k + 3;
    }
    return n == 0 && es_day_from_civil(part[0], part[1], part[2], out);
}

/* 20250304.0 of a data frame, 20250304T000000Z and 20250304000000. */
static bool read_packed(const char *text, size_t n, es_day *out)
{
    static const char *const tails[] = {".0", "T000000", "T000000Z", "000000"};
    for (size_t i = 0; n > 8 && i < sizeof tails / sizeof *tails; i++)
        if (es_text_is(text + 8, n - 8, tails[i]))
            return es_day_parse(text, 8, out) == ES_DATE_OK;
    return false;
}

/* English, German, French, Spanish and Italian; the first three letters do. */
static int month_of(const char *word, size_t n)
{
    static const char *const months[12] = {"january|januar|janvier|enero|gennaio",
                                           "february|februar|f\xC3\xA9vrier|febrero|febbraio",
                                           "march|m\xC3\xA4rz|mrz|mars|marzo",
                                           "april|avril|abril|aprile",
                                           "may|mai|mayo|maggio",
                                           "june|juni|juin|junio|giugno",
                                           "july|juli|juillet|julio|luglio",
                                           "august|ao\xC3\xBBt|agosto",
                                           "september|septembre|septiembre|settembre",
                                           "october|oktober|octobre|octubre|ottobre",
                                           "november|novembre|noviembre",
                                           "december|dezember|d\xC3\xA9"
                                           "cembre|diciembre|dicembre"};
    for (int i = 0; n >= 3 && i < 12; i++) {
        const char *item, *cursor = months[i];
        size_t length;
        while (es_next_item(&cursor, '|', &item, &length))
            if (n <= length && strncasecmp(word, item, n) == 0)
                return i + 1;
    }
    return 0;
}

/* Those beyond ASCII as well. */
static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || ((unsigned char)c & 0x80);
}

/* The next part of a date with words: a run of letters or of digits. */
static size_t next_part(const char **text, size_t *n, bool *is_word)
{
    size_t k = 0;
    while (*n && strchr(" ,-/.", **text)) {
        ++*text;
        --*n;
    }
    *is_word = *n && is_letter(**text);
    while (k < *n && (*is_word ? is_letter((*text)[k]) : isdigit((unsigned char)(*text)[k]) != 0))
        k++;
    return k;
}

/* The ending of 1st, 2nd, 3rd, 4th. */
static bool is_ordinal(const char *text)
{
    return strncasecmp(text, "st", 2) == 0 || strncasecmp(text, "nd", 2) == 0
           || strncasecmp(text, "rd", 2) == 0 || strncasecmp(text, "th", 2) == 0;
}

/* Dec 03, 2025, July 1st, 2025, 3-Dec-2025, 3-Dec-25 and 2025-Dec-03. */
static bool read_worded(const char *text, size_t n, bool *short_year, es_day *out)
{
    int number[2] = {0, 0}, month = 0;
    size_t numbers = 0, digits[2] = {0, 0};
    for (size_t part = 0; part < 3; part++) {
        bool is_word;
        size_t k = next_part(&text, &n, &is_word);
        if (k == 0)
            return false;
        if (is_word && !month)
            month = month_of(text, k);
        else if (!is_word && numbers < 2 && k <= 4)
            digits[numbers] = read_digits(text, k, 4, &number[numbers]), numbers++;
        else
            return false;
        text += k;
        n -= k;
        if (!is_word && k <= 2 && n >= 2 && is_ordinal(text)) {
            text += 2;
            n -= 2;
        }
    }
    if (n > 0 || !month || numbers < 2)
        return false;
    if (digits[0] == 4 && digits[1] <= 2)
        return es_day_from_civil(number[0], month, number[1], out);
    if (digits[1] == 2 && digits[0] <= 2) {
        number[1] = full_year(number[1]);
        *short_year = true;
    } else if (digits[1] != 4) {
        return false;
    }
    return es_day_from_civil(number[1], month, number[0], out);
}

static bool ends_in_two_digits(const char *text, size_t n)
{
    return n > 3 && !isdigit((unsigned char)text[n - 3]);
}

static const char *refuse_order(es_dialect *d, int first, int second, int year)
{
    const char *form = d->order == ES_ORDER_MDY ? "MM/DD/YYYY" : "DD/MM/YYYY";
    es_day unused;
    if (!es_day_from_civil(year, first, second, &unused)
        && !es_day_from_civil(year, second, first, &unused))
        return "is not a day of the calendar";
    if (d->order_line == 0)
        (void)snprintf(d->reason, sizeof d->reason, "is not a day of the calendar as %s", form);
    else
        (void)snprintf(d->reason, sizeof d->reason,
                       "is not a day of the calendar as %s, which line %llu decides", form,
                       (unsigned long long)d->order_line);
    return d->reason;
}

static const char *refuse_ambiguous(es_dialect *d, es_day month_first, es_day day_first)
{
    char a[ES_DAY_TEXT], b[ES_DAY_TEXT];
    (void)snprintf(d->reason, sizeof d->reason,
                   "is %s with the month first, %s with the day first, and no date of the file "
                   "tells: say --date-order mdy or dmy",
                   es_day_format(month_first, a), es_day_format(day_first, b));
    return d->reason;
}

static const char *read_numeric(es_dialect *d, int first, int second, int year, es_day *out)
{
    es_day mdy = 0, dmy = 0;
    bool is_mdy = es_day_from_civil(year, first, second, &mdy);
    bool is_dmy = es_day_from_civil(year, second, first, &dmy);
    if (d->order == ES_ORDER_OPEN && is_mdy && is_dmy && mdy != dmy)
        return refuse_ambiguous(d, mdy, dmy);
    if (d->order == ES_ORDER_DMY ? !is_dmy : !is_mdy)
        return refuse_order(d, first, second, year);
    *out = d->order == ES_ORDER_DMY ? dmy : mdy;
    return NULL;
}

/* Spreadsheets and databases count days and seconds; such a column must not be guessed at. */
static const char *refuse_other(es_dialect *d, const char *text, size_t n, const char *reason)
{
    enum { EXCEL_1970 = 25569 };
    char day[ES_DAY_TEXT];
    double count;
    if (es_number_read(text, n, &count) != ES_NUMBER_OK || count != floor(count))
        return reason;
    if (n == 5 && count > 14000 && count < 80000)
        (void)snprintf(d->reason, sizeof d->reason,
                       "is not a date; the spreadsheet's day number of %s? Format the column as a "
                       "date and save again",
                       es_day_format((es_day)count - EXCEL_1970, day));
    else if ((n == 10 || n == 13) && count > 0)
        (void)snprintf(d->reason, sizeof d->reason,
                       "is not a date; seconds since 1970, %s? Convert the column to dates",
                       es_day_format((es_day)(count / (n == 13 ? 86400e3 : 86400.0)), day));
    else
        return reason;
    return d->reason;
}

bool es_dialect_is_utc(es_piece zone)
{
    static const char *const names[] = {"Z", "z", "UTC", "GMT", "+00:00", "+0000", "-00:00", "+00"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (es_text_is(zone.text, zone.n, names[i]))
            return true;
    return false;
}

/* Does the date stand for the whole day?  It does with midnight; with a time after noon, that of
 * the close, half days included; in UTC, where an evening may be the next day at the exchange, with
 * the midnight and the close of New York and the close of London and Frankfurt, in summer or
 * winter. */
static bool is_of_whole_day(const bare *b)
{
    static const int32_t noon = 12 * 3600;
    static const int minutes[] = {4 * 60, 5 * 60, 20 * 60, 21 * 60, 15 * 60 + 30, 16 * 60 + 30};
    if (b->time == 0 || !es_dialect_is_utc(b->zone))
        return b->time == 0 || b->time > noon;
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++)
        if (b->time == minutes[i] * 60)
            return true;
    return false;
}

static const char *read_day(es_dialect *d, const char *text, size_t n, es_day *out)
{
    int first, second, year;
    const char *reason = es_value_day(text, n, out);
    bare b;
    d->time_of_day = 0;
    if (!reason)
        return NULL;
    b = strip(text, n);
    d->time_of_day = b.time;
    d->zone = b.zone;
    if (!d->keeps_time && !is_of_whole_day(&b))
        return "is a time within a day: expected a date alone";
    if (es_day_parse(b.text, b.n, out) == ES_DATE_OK)
        return NULL;
    if (d->order != ES_ORDER_NONE && split_numeric(b.text, b.n, &first, &second, &year)) {
        if (d->year_may_lead)
            return "has a year of two digits, which may be the first or the last of the three: "
                   "write it with four";
        d->saw_short_year = d->saw_short_year || ends_in_two_digits(b.text, b.n);
        return read_numeric(d, first, second, year, out);
    }
    if (read_year_first(b.text, b.n, out) || read_packed(b.text, b.n, out)
        || read_ideographs(b.text, b.n, out))
        return NULL;
    if (!read_worded(b.text, b.n, &d->saw_short_year, out))
        return refuse_other(d, text, n, reason);
    return NULL;
}

/* The day of the month of "2025-09-28", 0 where it is no plain date, or one that not every month
 * has.
 */
static int plain_day_of_month(const char *text, size_t n)
{
    int day;
    if (n != 10 || text[4] != '-' || text[7] != '-' || !isdigit((unsigned char)text[8])
        || !isdigit((unsigned char)text[9]))
        return 0;
    day = (text[8] - '0') * 10 + text[9] - '0';
    return day <= 28 ? day : 0;
}

const char *es_dialect_day(es_dialect *d, const char *text, size_t n, es_day *out)
{
    static const es_day first = -135140, last = 84006; /* 1600-01-01, 2200-01-01 */
    int day = plain_day_of_month(text, n);
    const char *reason;
    if (day && memcmp(text, d->month, sizeof d->month) == 0) {
        *out = d->month_first + day - 1;
        d->time_of_day = 0;
        return NULL;
    }
    reason = read_day(d, text, n, out);
    if (!reason && (*out < first || *out >= last))
        return "is no trading day: a placeholder?";
    if (!reason && day) {
        memcpy(d->month, text, sizeof d->month);
        d->month_first = *out - day + 1;
    }
    return reason;
}

bool es_dialect_like_day(const char *text, size_t n)
{
    int first, second, year;
    es_day unused;
    bool short_year;
    bare b = strip(text, n);
    return !es_value_day(b.text, b.n, &unused) || split_numeric(b.text, b.n, &first, &second, &year)
           || read_year_first(b.text, b.n, &unused) || read_packed(b.text, b.n, &unused)
           || read_ideographs(b.text, b.n, &unused)
           || read_worded(b.text, b.n, &short_year, &unused);
}

bool es_dialect_split_date(const char *text, size_t n, int *first, int *second, int *year,
                           bool *short_year)
{
    bare b = strip(text, n);
    *short_year = ends_in_two_digits(b.text, b.n);
    return split_numeric(b.text, b.n, first, second, year);
}
