#include "import/dialect.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/number.h"
#include "base/text.h"
#include "import/value.h"

enum { NUMBER_TEXT = 80 };

/* ---- Dates ---------------------------------------------------------------------------------- */

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

/* Cuts off a time of day, which is told by its colon, in seconds; 0 where there is none.  Zones and
 * fractions of a second stand only behind ISO dates, which have been read by now. */
static int32_t cut_time(const char *text, size_t *n)
{
    const char *colon = memchr(text, ':', *n);
    size_t at = colon ? (size_t)(colon - text) : 0, end = *n;
    int32_t seconds = 0;
    bool twelve, afternoon;
    if (!colon)
        return 0;
    while (at > 0 && text[at - 1] != ' ' && text[at - 1] != 'T')
        at--;
    if (at == 0)
        return 0;
    twelve = end > 3 && strncasecmp(text + end - 2, "AM", 2) == 0;
    afternoon = end > 3 && strncasecmp(text + end - 2, "PM", 2) == 0;
    if (twelve || afternoon)
        end -= text[end - 3] == ' ' ? 3 : 2;
    if (!es_time_parse(text + at, end - at, &seconds))
        return 0; /* something else: left to the reader of dates to refuse */
    *n = at - 1;
    while (*n && text[*n - 1] == ' ')
        --*n;
    if ((twelve || afternoon) && seconds >= 12 * 3600)
        seconds -= 12 * 3600;
    return afternoon ? seconds + 12 * 3600 : seconds;
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

/* 2025/03/04 and 2025.3.4. */
static bool read_year_first(const char *text, size_t n, es_day *out)
{
    int year, month, day;
    size_t a = read_digits(text, n, 4, &year), b, c;
    if (a != 4 || n < 8 || (text[4] != '/' && text[4] != '.'))
        return false;
    b = read_digits(text + 5, n - 5, 2, &month);
    if (!b || 5 + b >= n || text[5 + b] != text[4])
        return false;
    c = read_digits(text + 6 + b, n - 6 - b, 2, &day);
    return c && 6 + b + c == n && es_day_from_civil(year, month, day, out);
}

static int month_of(const char *word, size_t n)
{
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    for (int i = 0; n >= 3 && i < 12; i++)
        if (n <= strlen(months[i]) && strncasecmp(word, months[i], n) == 0)
            return i + 1;
    return 0;
}

/* The next part of a date with words: a run of letters or of digits. */
static size_t next_part(const char **text, size_t *n, bool *is_word)
{
    size_t k = 0;
    while (*n && strchr(" ,-/.", **text)) {
        ++*text;
        --*n;
    }
    *is_word = *n && isalpha((unsigned char)**text);
    while (k < *n
           && (*is_word ? isalpha((unsigned char)(*text)[k]) : isdigit((unsigned char)(*text)[k])))
        k++;
    return k;
}

/* Dec 03, 2025, 3-Dec-2025 and 3-Dec-25. */
static bool read_worded(const char *text, size_t n, es_day *out)
{
    int number[2] = {0, 0}, month = 0;
    size_t numbers = 0;
    bool short_year = false;
    for (size_t part = 0; part < 3; part++) {
        bool is_word;
        size_t k = next_part(&text, &n, &is_word);
        if (k == 0)
            return false;
        if (is_word && !month)
            month = month_of(text, k);
        else if (!is_word && numbers < 2 && (numbers ? k == 4 || (k == 2 && part == 2) : k <= 4))
            short_year = read_digits(text, k, 4, &number[numbers++]) == 2 && numbers == 2;
        else
            return false;
        text += k;
        n -= k;
    }
    if (short_year)
        number[1] = full_year(number[1]);
    return n == 0 && month && numbers == 2 && es_day_from_civil(number[1], month, number[0], out);
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

/* Midnight, or a time after noon that every row of the file has: the hour of the close. */
static bool is_usual_time(es_dialect *d, int32_t time)
{
    static const int32_t noon = 12 * 3600;
    if (!d->has_time)
        d->time = time > noon ? time : 0;
    d->has_time = true;
    return time == d->time;
}

static const char *read_day(es_dialect *d, const char *text, size_t n, es_day *out)
{
    int first, second, year;
    const char *reason = es_value_day(text, n, out);
    d->time_of_day = 0;
    if (!reason)
        return NULL;
    es_trim(&text, &n);
    d->time_of_day = cut_time(text, &n);
    if (!d->keeps_time && !is_usual_time(d, d->time_of_day))
        return "is a time within a day: expected a date alone";
    if (es_day_parse(text, n, out) == ES_DATE_OK)
        return NULL;
    if (d->order != ES_ORDER_NONE && split_numeric(text, n, &first, &second, &year)) {
        d->saw_short_year = d->saw_short_year || ends_in_two_digits(text, n);
        return read_numeric(d, first, second, year, out);
    }
    if (read_year_first(text, n, out))
        return NULL;
    if (!read_worded(text, n, out))
        return refuse_other(d, text, n, reason);
    d->saw_short_year = d->saw_short_year || ends_in_two_digits(text, n);
    return NULL;
}

const char *es_dialect_day(es_dialect *d, const char *text, size_t n, es_day *out)
{
    static const es_day first = -135140, last = 84006; /* 1600-01-01, 2200-01-01 */
    const char *reason = read_day(d, text, n, out);
    return !reason && (*out < first || *out >= last) ? "is no trading day: a placeholder?" : reason;
}

/* ---- Numbers -------------------------------------------------------------------------------- */

/* The parts of a number in its clothes. */
typedef struct dressed {
    const char *digits; /* n characters of digits and marks */
    size_t n;
    bool negative;
    int exponent; /* of ten, from K, M, B, % */
} dressed;

static void cut(const char **text, size_t *n, size_t front, size_t back)
{
    *text += front;
    *n -= front + back;
    es_trim(text, n);
}

static int suffix_exponent(char c)
{
    switch (c) {
    case 'k':
    case 'K':
        return 3;
    case 'm':
    case 'M':
        return 6;
    case 'b':
    case 'B':
        return 9;
    case '%':
        return -2;
    default:
        return 0;
    }
}

static dressed undress(es_dialect *d, const char *text, size_t n)
{
    dressed out = {.negative = false};
    es_trim(&text, &n);
    if ((d->numbers & ES_NUMBERS_MONEY) && n > 2 && text[0] == '(' && text[n - 1] == ')') {
        out.negative = true;
        cut(&text, &n, 1, 1);
    } else if (n > 1 && (text[0] == '-' || text[0] == '+')) {
        out.negative = text[0] == '-';
        cut(&text, &n, 1, 0);
    }
    if ((d->numbers & ES_NUMBERS_MONEY) && n > 1 && text[0] == '$') {
        d->saw_dollar = true;
        cut(&text, &n, 1, 0);
    }
    if ((d->numbers & ES_NUMBERS_SCALED) && n > 1) {
        out.exponent = suffix_exponent(text[n - 1]);
        if (out.exponent)
            cut(&text, &n, 0, 1);
    }
    out.digits = text;
    out.n = n;
    return out;
}

/* Digits and marks to a plain decimal: thousands marks are taken out where they stand at
 * thousands, and the decimal mark becomes a point.  False: it is no such number. */
static bool make_plain(const dressed *in, char decimal, char plain[NUMBER_TEXT])
{
    char group = decimal == '.' ? ',' : '.';
    size_t used = 0, run = 0, groups = 0, i = 0;
    if (in->n == 0 || in->n > NUMBER_TEXT - 10)
        return false;
    if (in->negative)
        plain[used++] = '-';
    for (; i < in->n && in->digits[i] != decimal; i++) {
        if (isdigit((unsigned char)in->digits[i])) {
            plain[used++] = in->digits[i];
            run++;
        } else if (in->digits[i] == group && run && (groups ? run == 3 : run <= 3)) {
            groups++;
            run = 0;
        } else {
            return false;
        }
    }
    if (groups && run != 3)
        return false;
    if (i < in->n) {
        plain[used++] = '.';
        for (i++; i < in->n; i++) {
            if (!isdigit((unsigned char)in->digits[i]))
                return false;
            plain[used++] = in->digits[i];
            run++;
        }
    }
    (void)snprintf(plain + used, NUMBER_TEXT - used, "e%d", in->exponent);
    return run > 0;
}

/* What one number says about the decimal mark: POINT or COMMA; OPEN: nothing.  *marked: it has a
 * mark all the same, like 1,234. */
static es_decimal_mark evidence(const char *text, size_t n, bool *marked)
{
    size_t first[2] = {n, n}, last[2] = {0, 0}, count[2] = {0, 0};
    size_t begin = 0, which, after = 0;
    bool has_digit = false;
    for (size_t i = 0; i < n; i++) {
        has_digit = has_digit || isdigit((unsigned char)text[i]);
        if (text[i] == '.' || text[i] == ',') {
            size_t k = text[i] == ',';
            first[k] = count[k]++ ? first[k] : i;
            last[k] = i;
        }
    }
    *marked = has_digit && count[0] + count[1] > 0;
    if (!*marked)
        return ES_MARK_OPEN;
    if (count[0] && count[1])
        return last[0] > last[1] ? ES_MARK_POINT : ES_MARK_COMMA;
    which = count[1] > 0;
    if (count[which] > 1)
        return which ? ES_MARK_POINT : ES_MARK_COMMA;
    while (begin < n && !isdigit((unsigned char)text[begin]) && begin < first[which])
        begin++;
    for (size_t i = last[which] + 1; i < n && isdigit((unsigned char)text[i]); i++)
        after++;
    if (after == 3 && first[which] > begin && first[which] - begin <= 3 && text[begin] != '0')
        return ES_MARK_OPEN;
    return which ? ES_MARK_COMMA : ES_MARK_POINT;
}

static const char *refuse_mark(es_dialect *d, const dressed *in)
{
    char point[NUMBER_TEXT], comma[NUMBER_TEXT], a[40], b[40];
    double x, y;
    if (!make_plain(in, '.', point) || !make_plain(in, ',', comma)
        || es_number_read(point, strlen(point), &x) != ES_NUMBER_OK
        || es_number_read(comma, strlen(comma), &y) != ES_NUMBER_OK)
        return "is not a number";
    (void)snprintf(d->reason, sizeof d->reason,
                   "is %s with a decimal point, %s with a decimal comma, and no number of the "
                   "file tells: say --decimal point or comma",
                   es_value_format(x, a), es_value_format(y, b));
    return d->reason;
}

/* The unusual cases: a number in clothes, or a mark that may mean two things. */
static const char *read_dressed(es_dialect *d, const char *text, size_t n, double *out)
{
    char plain[NUMBER_TEXT];
    dressed number = undress(d, text, n);
    if (d->mark == ES_MARK_OPEN && (memchr(text, '.', n) || memchr(text, ',', n)))
        return refuse_mark(d, &number);
    if (make_plain(&number, d->mark == ES_MARK_COMMA ? ',' : '.', plain))
        return es_value_number(plain, strlen(plain), out);
    return "is not a number";
}

const char *es_dialect_number(es_dialect *d, const char *text, size_t n, double *out)
{
    const char *reason = es_value_number(text, n, out);
    if (!reason && (d->mark == ES_MARK_POINT || isnan(*out) || !memchr(text, '.', n)))
        return NULL;
    if (reason && strcmp(reason, "is not a number") != 0)
        return reason;
    return read_dressed(d, text, n, out);
}

/* ---- Likeness ------------------------------------------------------------------------------- */

bool es_dialect_like_day(const char *text, size_t n)
{
    int first, second, year;
    es_day unused;
    es_trim(&text, &n);
    (void)cut_time(text, &n);
    return !es_value_day(text, n, &unused) || split_numeric(text, n, &first, &second, &year)
           || read_year_first(text, n, &unused) || read_worded(text, n, &unused);
}

bool es_dialect_like_price(const char *text, size_t n)
{
    double value;
    bool above_zero = false;
    es_trim(&text, &n);
    if (!es_value_number(text, n, &value))
        return isnan(value) || value > 0.0;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)text[i]) && !strchr("., $", text[i]))
            return false;
        above_zero = above_zero || (text[i] >= '1' && text[i] <= '9');
    }
    return above_zero;
}

/* ---- Deciding ------------------------------------------------------------------------------- */

/* What has been seen of the file so far. */
typedef struct search {
    bool date_settled, mark_settled, mark_seen;
} search;

static void look_at_date(const es_record *record, int column, es_dialect *d, search *s)
{
    const char *text = record->field[column];
    size_t n = record->length[column];
    int first, second, year;
    es_day unused;
    es_trim(&text, &n);
    (void)cut_time(text, &n);
    if (!split_numeric(text, n, &first, &second, &year)) {
        if (d->order == ES_ORDER_NONE && !es_value_day(text, n, &unused))
            s->date_settled = true;
        return;
    }
    d->order = ES_ORDER_OPEN;
    if ((first > 12) == (second > 12) || first > 31 || second > 31)
        return;
    d->order = first > 12 ? ES_ORDER_DMY : ES_ORDER_MDY;
    d->order_line = record->line;
    s->date_settled = true;
}

static void look_at_numbers(const es_record *record, const int *column, size_t n, es_dialect *d,
                            search *s)
{
    for (size_t i = 0; i < n && !s->mark_settled; i++) {
        bool marked;
        es_decimal_mark mark =
            evidence(record->field[column[i]], record->length[column[i]], &marked);
        s->mark_seen = s->mark_seen || marked;
        if (mark != ES_MARK_OPEN) {
            d->mark = mark;
            s->mark_settled = true;
        }
    }
}

static void apply_options(const es_import_options *options, es_dialect *d, search *s)
{
    if (options->date_order)
        d->order = strcmp(options->date_order, "dmy") == 0 ? ES_ORDER_DMY : ES_ORDER_MDY;
    if (options->decimal)
        d->mark = strcmp(options->decimal, "comma") == 0 ? ES_MARK_COMMA : ES_MARK_POINT;
    s->date_settled = d->order != ES_ORDER_NONE;
    s->mark_settled = s->mark_settled || options->decimal;
}

/* Notes what was found and how, where that is to be explained. */
static es_status explain(const es_intake *in, const es_dialect *d, es_error *err)
{
    static const char *const orders[] = {[ES_ORDER_NONE] = "year first, or named months",
                                         [ES_ORDER_MDY] = "MM/DD/YYYY",
                                         [ES_ORDER_DMY] = "DD/MM/YYYY",
                                         [ES_ORDER_OPEN] = "MM/DD or DD/MM: no date tells"};
    static const char *const marks[] = {[ES_MARK_POINT] = "point",
                                        [ES_MARK_COMMA] = "comma",
                                        [ES_MARK_OPEN] = "point or comma: no number tells"};
    es_explanation *x = in->job->explain;
    char dates[80];
    es_status status;
    if (!x || x->has_dialect)
        return ES_OK;
    x->has_dialect = true;
    (void)snprintf(dates, sizeof dates, "%s", orders[d->order]);
    if (d->order_line)
        (void)snprintf(dates, sizeof dates, "%s, decided by line %llu", orders[d->order],
                       (unsigned long long)d->order_line);
    status = es_explain_guess(x, "dates", dates, err);
    return status == ES_OK ? es_explain_guess(x, "decimal mark", marks[d->mark], err) : status;
}

/* Has the first record a number with a comma?  In a file separated by commas it is in quotes. */
static bool has_marked(const es_intake *in, const int *column, size_t n)
{
    const es_record *first = es_intake_ahead(in, 0);
    for (size_t i = 0; first && first->n_fields == in->header.n && i < n; i++)
        if (memchr(first->field[column[i]], ',', first->length[column[i]]))
            return true;
    return false;
}

es_status es_dialect_find(es_intake *in, int date_column, const int *number_column, size_t n,
                          es_date_order order, unsigned numbers, es_dialect *out, es_error *err)
{
    bool comma = es_csv_delimiter(in->csv) == ',';
    search s = {
        .mark_settled =
            n == 0
            || (comma && !(numbers & ES_NUMBERS_SCALED && has_marked(in, number_column, n)))};
    es_record record;
    es_status status = ES_OK;
    memset(out, 0, sizeof *out);
    out->order = order;
    out->numbers = numbers;
    apply_options(in->job->options, out, &s);
    for (size_t i = 0; !s.date_settled || !s.mark_settled; i++) {
        status = es_intake_peek(in, i, &record, err);
        if (status != ES_OK || record.n_fields == 0)
            break;
        if (record.n_fields != in->header.n)
            continue;
        if (!s.date_settled)
            look_at_date(&record, date_column, out, &s);
        if (!s.mark_settled)
            look_at_numbers(&record, number_column, n, out, &s);
    }
    if (!s.mark_settled && s.mark_seen && !comma) /* there, thousands have the comma */
        out->mark = ES_MARK_OPEN;
    return status == ES_OK ? explain(in, out, err) : status;
}

void es_dialect_describe(const es_dialect *d, char *layout, size_t size)
{
    size_t used = strlen(layout);
    (void)snprintf(layout + used, size - used, "%s%s%s%s%s", d->bars ? ", bars within days" : "",
                   d->order == ES_ORDER_MDY   ? ", MM/DD/YYYY"
                   : d->order == ES_ORDER_DMY ? ", DD/MM/YYYY"
                                              : "",
                   d->saw_short_year ? ", years of two digits (69: 1969, 68: 2068)" : "",
                   d->mark == ES_MARK_COMMA ? ", decimal comma" : "", d->saw_dollar ? ", $" : "");
}
