/* How one file writes its numbers: see dialect.h. */
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "base/text.h"
#include "import/dialect_parts.h"
#include "import/value.h"

enum { NUMBER_TEXT = 80 };

#define GROUP '\x01' /* sets thousands apart */

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

/* Signs and names of currencies. */
static const char *const currencies[] = {
    "US$", "C$",  "A$",  "HK$",          "$",        "USD",      "EUR",         "GBP", "CHF", "JPY",
    "CAD", "AUD", "Rs.", "\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "\xE2\x82\xB9"};

static void drop_currency(es_dialect *d, const char **text, size_t *n)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
        size_t k = strlen(currencies[i]);
        bool front = *n > k && strncasecmp(*text, currencies[i], k) == 0;
        if (!front && !(*n > k && strncasecmp(*text + *n - k, currencies[i], k) == 0))
            continue;
        d->saw_dollar = d->saw_dollar || currencies[i][k - 1] == '$';
        cut(text, n, front ? k : 0, front ? 0 : k);
        return;
    }
}

static dressed undress(es_dialect *d, const char *text, size_t n)
{
    dressed out = {.negative = false};
    es_trim(&text, &n);
    if (n > 2 && text[0] == '(' && text[n - 1] == ')') {
        out.negative = true;
        cut(&text, &n, 1, 1);
    }
    drop_currency(d, &text, &n);
    if (!out.negative && n > 1 && (text[0] == '-' || text[0] == '+')) {
        out.negative = text[0] == '-';
        cut(&text, &n, 1, 0);
        drop_currency(d, &text, &n); /* -$1.50 */
    }
    if (n > 1 && (text[n - 1] == '%' ? d->percent : d->scaled)) {
        out.exponent = suffix_exponent(text[n - 1]);
        d->was_percent = text[n - 1] == '%';
        if (out.exponent)
            cut(&text, &n, 0, 1);
    }
    out.digits = text;
    out.n = n;
    return out;
}

/* Marks of other scripts as plain ones: a minus sign, and what sets thousands apart besides point
 * and comma, blanks of several widths and apostrophes, as GROUP.  False: the text is too long. */
static bool simplify(const char *text, size_t n, char out[NUMBER_TEXT], size_t *used)
{
    static const struct {
        const char *from;
        char to;
    } marks[] = {{"\xE2\x88\x92", '-'},
                 {"\xC2\xA0", GROUP},
                 {"\xE2\x80\xAF", GROUP},
                 {"\xE2\x80\x89", GROUP},
                 {"\xE2\x80\x99", GROUP},
                 {"'", GROUP},
                 {" ", GROUP}};
    *used = 0;
    while (n) {
        size_t k = 1;
        char c = *text;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (n >= strlen(marks[i].from)
                && strncmp(text, marks[i].from, strlen(marks[i].from)) == 0) {
                k = strlen(marks[i].from);
                c = marks[i].to;
                break;
            }
        if (*used + 1 == NUMBER_TEXT)
            return false;
        if (c != GROUP) { /* between digits only; else it is a blank */
            out[(*used)++] = c;
        } else if (*used && n > k) {
            bool within = isdigit((unsigned char)out[*used - 1]) && isdigit((unsigned char)text[k]);
            out[(*used)++] = within ? GROUP : ' ';
        }
        text += k;
        n -= k;
    }
    return true;
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
    for (; i < in->n && in->digits[i] != decimal; i++) { /* 0,345 is no 345 */
        if (isdigit((unsigned char)in->digits[i])) {
            plain[used++] = in->digits[i];
            run++;
        } else if ((in->digits[i] == group || in->digits[i] == GROUP) && run
                   && !(run == 1 && !groups && in->digits[i - 1] == '0')
                   && (groups ? run == 3 : run <= 3)) {
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

es_decimal_mark es_dialect_mark_of(const char *text, size_t n, bool *marked)
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
    char simple[NUMBER_TEXT], plain[NUMBER_TEXT];
    bool comma = d->mark == ES_MARK_COMMA, marked;
    dressed number;
    if (!simplify(text, n, simple, &n))
        return "is not a number";
    number = undress(d, simple, n);
    if (d->mark == ES_MARK_OPEN && (memchr(simple, '.', n) || memchr(simple, ',', n)))
        return refuse_mark(d, &number);
    if (make_plain(&number, comma ? ',' : '.', plain))
        return es_value_number(plain, strlen(plain), out);
    /* 24.49M beside prices with a comma: another hand wrote it, and it can mean one thing only */
    if (number.exponent > 0 && es_dialect_mark_of(number.digits, number.n, &marked) != ES_MARK_OPEN
        && make_plain(&number, comma ? '.' : ',', plain))
        return es_value_number(plain, strlen(plain), out);
    if (n > 1 && simple[n - 1] == '%' && !d->percent)
        return "is not a number: a percentage?";
    return "is not a number";
}

const char *es_dialect_number(es_dialect *d, const char *text, size_t n, double *out)
{
    const char *reason = es_value_number(text, n, out);
    d->was_percent = false;
    if (!reason && (d->mark == ES_MARK_POINT || isnan(*out) || !memchr(text, '.', n)))
        return NULL;
    if (reason && strcmp(reason, "is not a number") != 0)
        return reason;
    return read_dressed(d, text, n, out);
}

bool es_dialect_like_price(const char *text, size_t n)
{
    double value;
    bool digit = false;
    es_trim(&text, &n);
    if (!es_value_number(text, n, &value))
        return isnan(value) || value >= 0.0;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)text[i]) && !strchr("., $'", text[i])
            && !((unsigned char)text[i] & 0x80))
            return false;
        digit = digit || isdigit((unsigned char)text[i]);
    }
    return digit;
}
