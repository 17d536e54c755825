/* The ways of numbers and fields into the program, held against strtod and libcsv on a million
 * random inputs each: bit for bit, byte for byte. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <csv.h>

#include "base/number.h"
#include "import/csv.h"
#include "import/dialect.h"
#include "unit/import/fixture.h"

enum { MILLION = 1000000 };

static uint64_t state;

static uint64_t next(void)
{
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static unsigned below(unsigned n)
{
    return (unsigned)(next() >> 33) % n;
}

/* ---- Numbers -------------------------------------------------------------------------------- */

enum { TEXT = 128 };

static size_t digits(char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text[i] = (char)('0' + below(10));
    return n;
}

static double any_double(void)
{
    uint64_t bits;
    double value;
    do {
        bits = next();
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

/* [-]digits[.digits], as prices are written. */
static void plain(char text[TEXT], unsigned whole, unsigned decimals)
{
    size_t n = 0;
    if (below(8) == 0)
        text[n++] = '-';
    n += digits(text + n, 1 + below(whole));
    if (below(4)) {
        text[n++] = '.';
        n += digits(text + n, below(decimals + 1));
    }
    text[n] = '\0';
}

/* The decimal half way between two neighbours, or one digit off it: where rounding is decided. */
static void half_way(char text[TEXT])
{
    double value = ldexp((double)(next() >> 11), -(int)below(30));
    double above = nextafter(value, (double)INFINITY);
    long double middle = ((long double)value + (long double)above) / 2;
    (void)snprintf(text, TEXT, "%.40Lf", middle);
    if (below(2))
        text[strlen(text) - 1] = '1';
}

static void any_number(char text[TEXT])
{
    size_t n;
    switch (below(6)) {
    case 0:
        plain(text, 5, 6);
        return;
    case 1:
        plain(text, 25, 25);
        return;
    case 2:
        (void)snprintf(text, TEXT, "%.17g", any_double());
        return;
    case 3:
        (void)snprintf(text, TEXT, "%.*g", 1 + (int)below(20), any_double());
        return;
    case 4:
        half_way(text);
        return;
    default:
        plain(text, 22, 3);
        n = strlen(text);
        (void)snprintf(text + n, TEXT - n, "%c%s%u", below(2) ? 'e' : 'E',
                       (const char *[]){"", "+", "-"}[below(3)], below(340));
    }
}

static void check_same(const char *text, double value, const char *decimal)
{
    double expected = strtod(decimal, NULL);
    if (memcmp(&value, &expected, sizeof value) != 0)
        fail_msg("\"%s\" is %.17g, not %.17g", text, value, expected);
}

static void test_numbers(void **unused)
{
    size_t n_fine = 0;
    (void)unused;
    assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
    state = 1;
    for (int i = 0; i < MILLION; i++) {
        char text[TEXT];
        double value = 0.5;
        es_number_parse parsed;
        any_number(text);
        parsed = es_number_read(text, strlen(text), &value);
        if (parsed == ES_NUMBER_OVERFLOW) {
            assert_true(isinf(strtod(text, NULL)));
            continue;
        }
        if (parsed != ES_NUMBER_OK)
            fail_msg("\"%s\" was not read", text);
        check_same(text, value, text);
        n_fine++;
    }
    assert_true(n_fine > MILLION * 9 / 10);
}

/* The digits before the point in groups of three, the point as `decimal`. */
static void dress(const char *from, char group, char decimal, char text[TEXT])
{
    const char *point = strchr(from, '.');
    size_t whole = point ? (size_t)(point - from) : strlen(from), n = 0;
    for (size_t i = 0; i < whole; i++) {
        if (group && i > (from[0] == '-') && (whole - i) % 3 == 0)
            text[n++] = group;
        text[n++] = from[i];
    }
    if (point)
        n += (size_t)snprintf(text + n, TEXT - n, "%c%s", decimal, point + 1);
    text[n] = '\0';
}

static void test_dressed_numbers(void **unused)
{
    static const struct {
        char group, decimal;
        es_decimal_mark mark;
        const char *suffix, *exponent;
    } kinds[] = {{0, ',', ES_MARK_COMMA, "", ""},      {'.', ',', ES_MARK_COMMA, "", ""},
                 {',', '.', ES_MARK_POINT, "", ""},    {0, '.', ES_MARK_POINT, "M", "e6"},
                 {0, '.', ES_MARK_POINT, "K", "e3"},   {',', '.', ES_MARK_POINT, "B", "e9"},
                 {'.', ',', ES_MARK_COMMA, "%", "e-2"}};
    (void)unused;
    state = 2;
    for (int i = 0; i < MILLION; i++) {
        char decimal[TEXT], text[TEXT];
        size_t k = below(sizeof kinds / sizeof *kinds), n;
        es_dialect d = {.mark = kinds[k].mark, .percent = true, .scaled = true};
        double value = 0.5;
        const char *reason;
        plain(decimal, below(2) ? 6 : 18, 12);
        dress(decimal, kinds[k].group, kinds[k].decimal, text);
        n = strlen(text);
        (void)snprintf(text + n, TEXT - n, "%s", kinds[k].suffix);
        n = strlen(decimal);
        (void)snprintf(decimal + n, TEXT - n, "%s", kinds[k].exponent);
        if (kinds[k].group && text[text[0] == '-'] == '0'
            && text[(text[0] == '-') + 1] == kinds[k].group)
            continue; /* 0,345 is no 345, and refused */
        reason = es_dialect_number(&d, text, strlen(text), &value);
        if (reason)
            fail_msg("\"%s\" %s", text, reason);
        check_same(text, value, decimal);
    }
}

/* ---- Fields --------------------------------------------------------------------------------- */

enum { RECORDS = 1000, FILE_SIZE = 400 * RECORDS };

/* What both readers say, as one text: fields between marks, records ended. */
typedef struct spelled {
    char *text;
    size_t n;
    size_t n_records, n_fields; /* n_fields: of the record that is open */
} spelled;

static void spell_field(void *text, size_t n, void *context)
{
    spelled *s = context;
    s->text[s->n++] = '\1';
    if (n)
        memcpy(s->text + s->n, text, n);
    s->n += n;
    s->n_fields++;
}

static void spell_end(int terminator, void *context)
{
    spelled *s = context;
    (void)terminator;
    s->text[s->n++] = '\2';
    s->n_records++;
    s->n_fields = 0;
}

static char delimiter = ',';

/* libcsv by itself, in one call; false: it finds an error. */
static bool spell_by_libcsv(const char *text, size_t n, spelled *out)
{
    struct csv_parser parser;
    bool good;
    size_t whole;
    *out = (spelled){.text = out->text};
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL), 0);
    csv_set_delim(&parser, (unsigned char)delimiter);
    good = csv_parse(&parser, text, n, spell_field, spell_end, out) == n
           && csv_fini(&parser, spell_field, spell_end, out) == 0;
    csv_free(&parser);
    if (!good) { /* of a record with an error there is no part */
        for (whole = out->n; whole > 0 && out->text[whole - 1] != '\2';)
            whole--;
        out->n = whole;
    }
    return good;
}

static bool spell_by_program(const char *path, size_t buffer, spelled *out)
{
    es_csv *csv;
    es_record record = {0};
    es_status status;
    *out = (spelled){.text = out->text};
    assert_int_equal(es_csv_open_sized(path, buffer, &csv, NULL), ES_OK);
    while ((status = es_csv_next(csv, &record, NULL)) == ES_OK && record.n_fields) {
        for (size_t i = 0; i < record.n_fields; i++) {
            union {
                const char *constant;
                void *text;
            } field = {record.field[i]};
            spell_field(field.text, record.length[i], out);
        }
        spell_end(0, out);
    }
    es_csv_close(csv);
    return status == ES_OK;
}

/* A first line that makes this the delimiter. */
static size_t begin(char *text, int file)
{
    static const char delimiters[] = ",;\t|";
    delimiter = delimiters[file % 4];
    return (size_t)sprintf(text, "a%cb%cc%cd%ce%cf%cg\n", delimiter, delimiter, delimiter,
                           delimiter, delimiter, delimiter);
}

/* One field, quoted or not, of few characters that matter. */
static size_t any_field(char *text)
{
    static const char bare[] = "ab1 .\t-\xC3\xA9", quoted[] = "ab1 ,;\n\r\"";
    size_t n = 0, length = below(6);
    bool quotes = below(3) == 0;
    if (quotes)
        text[n++] = '"';
    for (size_t i = 0; i < length; i++) {
        char c = quotes ? quoted[below(sizeof quoted - 1)] : bare[below(sizeof bare - 3)];
        text[n++] = c;
        if (c == '"')
            text[n++] = '"';
    }
    if (quotes)
        text[n++] = '"';
    return n;
}

static size_t any_record(char *text)
{
    static const char *const ends[] = {"\n", "\n", "\r\n", "\r", "\n\n"};
    size_t n = 0, fields = 1 + below(5);
    const char *end = ends[below(5)];
    for (size_t i = 0; i < fields; i++) {
        if (i)
            text[n++] = delimiter;
        n += any_field(text + n);
    }
    memcpy(text + n, end, strlen(end));
    return n + strlen(end);
}

static void compare(const char *text, size_t n, size_t buffer, spelled *a, spelled *b)
{
    const char *path = fixture_write_n("t.csv", text, n);
    bool good = spell_by_libcsv(text, n, a);
    if (spell_by_program(path, buffer, b) != good)
        fail_msg("one of them finds an error in: %.*s", (int)n, text);
    if (a->n != b->n || memcmp(a->text, b->text, a->n) != 0)
        fail_msg("not the same fields in: %.*s", (int)n, text);
}

static void test_fields(void **unused)
{
    char *text = malloc(FILE_SIZE);
    spelled a = {.text = malloc(2 * FILE_SIZE)}, b = {.text = malloc(2 * FILE_SIZE)};
    size_t n_records = 0;
    (void)unused;
    state = 3;
    for (int file = 0; file < MILLION / RECORDS; file++) {
        size_t n = begin(text, file);
        for (int i = 0; i < RECORDS; i++)
            n += any_record(text + n);
        compare(text, n, file % 2 ? 0 : 64 + below(4000), &a, &b);
        n_records += a.n_records;
    }
    assert_true(n_records > MILLION * 8 / 10); /* blank ones are none */
    free(text);
    free(a.text);
    free(b.text);
}

/* The same with a character changed, which mostly is an error: both must find it, and agree on what
 * stands before. */
static void test_broken_fields(void **unused)
{
    static const char put[] = "\"\",;\n\rx\t ";
    char text[4096];
    spelled a = {.text = malloc(2 * sizeof text)}, b = {.text = malloc(2 * sizeof text)};
    size_t n_errors = 0;
    (void)unused;
    state = 4;
    for (int file = 0; file < 10000; file++) {
        size_t header = begin(text, file), n = header;
        for (int i = 0; i < 10; i++)
            n += any_record(text + n);
        text[header + below((unsigned)(n - header))] = put[below(sizeof put - 1)];
        compare(text, n, 64, &a, &b);
        n_errors += a.n_records < 5;
    }
    assert_true(n_errors > 500);
    free(a.text);
    free(b.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_dressed_numbers),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_broken_fields)};
    return cmocka_run_group_tests_name("differential", tests, fixture_setup, fixture_teardown);
}
