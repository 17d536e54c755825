/* generate SECURITIES DAYS EVENTS SEED DIRECTORY: a made-up market in the form that people have it.
 *
 *   prices.csv   symbol,date,open,high,low,close,adj_close,volume   one row per security and day
 *   market.csv   date,adj_close
 *   events.csv   id,symbol,date
 *
 * Log returns: market 0.0003 + 0.0085 t(5); security a + b market + s t(5), with a ~ N(0, 0.0001),
 * b ~ N(1, 0.4), s ~ U(0.006, 0.022).  Days are the weekdays from 2010-01-04.  An event falls on a
 * day that leaves room for 252 days before it and 11 after it; no two share security and day.  The
 * same arguments give the same bytes.  Securities are written one after the other; memory does not
 * grow with their number. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEFORE = 252, AFTER = 11, NAME = 16 };

static uint64_t state;

static uint64_t next_bits(void) /* SplitMix64 */
{
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double uniform(void)
{
    return (double)(next_bits() >> 11) * 0x1p-53;
}

static double normal(void) /* Marsaglia's polar method */
{
    for (;;) {
        double u = 2 * uniform() - 1, v = 2 * uniform() - 1, s = u * u + v * v;
        if (s > 0 && s < 1)
            return u * sqrt(-2 * log(s) / s);
    }
}

/* Student's t with 5 degrees of freedom: a normal over the root of a mean of five squares.  Four of
 * the squares are drawn as two exponentials. */
static double student5(void)
{
    double z = normal();
    double chi2 = -2 * log((1 - uniform()) * (1 - uniform())) + z * z;
    return normal() / sqrt(chi2 / 5);
}

static FILE *create(const char *directory, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    setvbuf(file, NULL, _IOFBF, 1 << 20);
    return file;
}

static void finish(FILE *file)
{
    if (ferror(file) || fclose(file) != 0) {
        perror("generate");
        exit(1);
    }
}

static void *need(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) {
        fprintf(stderr, "generate: out of memory\n");
        exit(1);
    }
    return memory;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static char (*make_days(int n))[NAME]
{
    char(*text)[NAME] = need((size_t)n, NAME);
    int year = 2010, month = 1, day = 4, weekday = 0; /* a Monday */
    for (int i = 0; i < n; weekday = (weekday + 1) % 7) {
        if (weekday < 5)
            snprintf(text[i++], NAME, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
        if (++day > month_days(year, month)) {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
    return text;
}

static void write_market(const char *directory, int n, char (*day)[NAME], double *market)
{
    FILE *file = create(directory, "market.csv");
    double level = log(1000);
    fprintf(file, "date,adj_close\n");
    for (int i = 0; i < n; i++) {
        market[i] = 0.0003 + 0.0085 * student5();
        if (i > 0)
            level += market[i];
        fprintf(file, "%s,%.6f\n", day[i], exp(level));
    }
    finish(file);
}

static void write_events(const char *directory, int securities, int n, char (*day)[NAME],
                         int events)
{
    FILE *file = create(directory, "events.csv");
    char *taken = need((size_t)securities * (size_t)n, 1);
    fprintf(file, "id,symbol,date\n");
    for (int i = 0; i < events;) {
        int security = (int)(uniform() * securities);
        int when = BEFORE + (int)(uniform() * (n - BEFORE - AFTER));
        char *mark = taken + (size_t)security * (size_t)n + when;
        if (*mark)
            continue;
        *mark = 1;
        fprintf(file, "e%d,S%05d,%s\n", ++i, security, day[when]);
    }
    free(taken);
    finish(file);
}

static void write_security(FILE *file, int security, int n, char (*day)[NAME], const double *market)
{
    double alpha = 0.0001 * normal(), beta = 1 + 0.4 * normal(), spread = 0.006 + 0.016 * uniform();
    double level = log(8 + 90 * uniform()), turnover = exp(12 + 3 * uniform());
    for (int i = 0; i < n; i++) {
        double before = exp(level);
        if (i > 0)
            level += alpha + beta * market[i] + spread * student5();
        level = fmin(fmax(level, -1), 8);
        double close = exp(level), u = uniform(), v = uniform();
        double open = before * (1 + 0.002 * (u - 0.5));
        double high = fmax(open, close) * (1 + 0.01 * v), low = fmin(open, close) * (1 - 0.01 * u);
        fprintf(file, "S%05d,%s,%.6f,%.6f,%.6f,%.6f,%.6f,%.0f\n", security, day[i], open, high, low,
                close, 0.93 * close, 100 * floor(turnover * (0.3 + u + v)));
    }
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: generate SECURITIES DAYS EVENTS SEED DIRECTORY\n");
        return 2;
    }
    int securities = (int)strtol(argv[1], NULL, 10), n = (int)strtol(argv[2], NULL, 10);
    int events = (int)strtol(argv[3], NULL, 10);
    state = strtoull(argv[4], NULL, 10);
    if (securities < 1 || securities > 100000 || n <= BEFORE + AFTER
        || events > securities * (double)(n - BEFORE - AFTER) / 2) {
        fprintf(stderr,
                "generate: 1 to 100000 securities, more than %d days, and events on at "
                "most half of the days that leave room\n",
                BEFORE + AFTER);
        return 2;
    }
    char(*day)[NAME] = make_days(n);
    double *market = need((size_t)n, sizeof *market);
    write_market(argv[5], n, day, market);
    write_events(argv[5], securities, n, day, events);

    FILE *file = create(argv[5], "prices.csv");
    fprintf(file, "symbol,date,open,high,low,close,adj_close,volume\n");
    for (int s = 0; s < securities; s++)
        write_security(file, s, n, day, market);
    finish(file);
    free(market);
    free(day);
    return 0;
}
