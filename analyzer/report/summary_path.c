/* The path of the CAAR, as a line of small bars for each group: the sums of the mean abnormal
 * returns from the first day of the event window on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/lookup.h"
#include "report/summary.h"
#include "report/text_table.h"
#include "report/writer.h"

enum { MOST_DAYS = 4096, SHOWN = 8, LABEL = 12, MOST_LABEL = 24, N_BARS = 8 };

typedef struct path {
    const char *group;
    size_t n;
    bool any; /* day with an abnormal return */
    double tau[MOST_DAYS], caar[MOST_DAYS];
} path;

/* The mean abnormal returns of one group, one row per day, cumulated. */
static void collect(const es_summary *s, path *p)
{
    const es_table *t = s->results;
    int model = es_table_column(t, "model"), group = es_table_column(t, "group");
    int measure = es_table_column(t, "measure"), first = es_table_column(t, "first");
    int estimate = es_table_column(t, "estimate");
    double sum = 0.0;
    p->n = 0;
    p->any = false;
    for (size_t i = 0; i < t->n_rows && p->n < MOST_DAYS; i++) {
        double tau = es_table_number(t, i, first), aar = es_table_number(t, i, estimate);
        if (strcmp(es_table_text(t, i, measure), "aar") != 0
            || strcmp(es_table_text(t, i, model), s->model) != 0
            || strcmp(es_table_text(t, i, group), p->group) != 0
            || (p->n && p->tau[p->n - 1] >= tau))
            continue; /* another test of the same day */
        sum += isnan(aar) ? 0.0 : aar;
        p->any = p->any || !isnan(aar);
        p->tau[p->n] = tau;
        p->caar[p->n++] = sum;
    }
}

/* A day's bar; long windows show every k-th day so that the line fits. */
static void draw(const es_summary *s, const path *p, double low, double high, size_t width)
{
    static const char *const block[N_BARS] = {"\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83",
                                              "\xE2\x96\x84", "\xE2\x96\x85", "\xE2\x96\x86",
                                              "\xE2\x96\x87", "\xE2\x96\x88"};
    static const char *const plain[N_BARS] = {"_", ".", ",", "-", "=", "+", "*", "#"};
    size_t rest = 28 + width, room = s->show.width > rest + 10 ? s->show.width - rest : 10;
    size_t step = (p->n + room - 1) / room;
    for (size_t i = step - 1; i < p->n; i += step) {
        double share = high > low ? (p->caar[i] - low) / (high - low) : 0.5;
        size_t level = (size_t)(share * (N_BARS - 1) + 0.5);
        (void)fputs(s->show.utf8 ? block[level] : plain[level], s->out);
    }
}

/* The start of a text that takes at most `most` places; never ends inside a character. */
static size_t bytes_of(const char *text, size_t most)
{
    size_t n = 0, last = 0;
    char start[256];
    while (text[n] && n + 1 < sizeof start) {
        start[n] = text[n];
        start[++n] = '\0';
        if (((unsigned char)text[n] & 0xC0) == 0x80)
            continue;
        if (es_text_width(start) > most)
            break;
        last = n;
    }
    return last;
}

/* A name in at most `most` places: "the first part...its end". */
static void shorten(const char *name, size_t most, char *label, size_t size)
{
    size_t head = bytes_of(name, (most - 3) / 2), tail = strlen(name);
    if (es_text_width(name) <= most) {
        (void)snprintf(label, size, "%s", name);
        return;
    }
    while (tail > head && es_text_width(name + tail) < most - 3 - (most - 3) / 2)
        tail--;
    while (((unsigned char)name[tail] & 0xC0) == 0x80)
        tail++;
    (void)snprintf(label, size, "%.*s...%s", (int)head, name, name + tail);
}

/* Whether two of the names shown look the same when cut. */
static bool look_alike(const es_words *groups, size_t width)
{
    char a[256], b[256];
    for (size_t i = 0; i < groups->n && i < SHOWN; i++)
        for (size_t k = 0; k < i; k++) {
            shorten(groups->word[i], width, a, sizeof a);
            shorten(groups->word[k], width, b, sizeof b);
            if (strcmp(a, b) == 0)
                return true;
        }
    return false;
}

/* The places that names take: as many as the longest, within bounds, but enough to tell them
 * apart. */
static size_t label_width(const es_words *groups)
{
    size_t longest = LABEL, width;
    for (size_t k = 0; k < groups->n && k < SHOWN; k++) {
        size_t own = es_text_width(groups->word[k]);
        longest = own > longest ? own : longest;
    }
    width = longest < MOST_LABEL ? longest : MOST_LABEL;
    while (width < longest && look_alike(groups, width))
        width++;
    return width;
}

/* Names in the order of readers: "all" first, then g3 before g10. */
static int by_name(const void *one, const void *other)
{
    const char *a = *(const char *const *)one, *b = *(const char *const *)other;
    bool all_a = strcmp(a, "all") == 0, all_b = strcmp(b, "all") == 0;
    if (all_a || all_b)
        return all_b - all_a;
    while (*a && *b) {
        size_t n = strspn(a, "0123456789"), m = strspn(b, "0123456789");
        int order = n && m && n != m ? (n > m) - (n < m) : (unsigned char)*a - (unsigned char)*b;
        if (order)
            return order;
        a++;
        b++;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static void print_group(const es_summary *s, const path *p, size_t width)
{
    char from[64], to[64], label[256];
    size_t lowest = 0, highest = 0, places;
    for (size_t i = 1; i < p->n; i++) {
        if (p->caar[i] < p->caar[lowest])
            lowest = i;
        if (p->caar[i] > p->caar[highest])
            highest = i;
    }
    shorten(p->group, width, label, sizeof label);
    places = es_text_width(label);
    (void)fprintf(s->out, "  %s%*s ", label, (int)(places < width ? width - places : 0), "");
    draw(s, p, p->caar[lowest], p->caar[highest], width);
    (void)fprintf(s->out, "  %s (%+.0f) to %s (%+.0f)\n",
                  es_summary_number(s, p->caar[lowest], ES_RETURN, from, sizeof from),
                  p->tau[lowest], es_summary_number(s, p->caar[highest], ES_RETURN, to, sizeof to),
                  p->tau[highest]);
}

/* Those after the first few are told, with the command that has them. */
static void tell_others(const es_summary *s, size_t n)
{
    char text[160];
    if (n <= SHOWN)
        return;
    (void)snprintf(text, sizeof text, "%zu more group%s: `eventstudy show RUN --table results`",
                   n - SHOWN, n - SHOWN == 1 ? "" : "s");
    es_summary_wrap(s, "  ", "  ", text);
}

void es_summary_path(const es_summary *s)
{
    const es_table *t = s->results;
    es_words groups = {0};
    bool headed = false;
    path p;
    int column = es_table_column(t, "group"), measure = es_table_column(t, "measure");
    for (size_t i = 0; i < t->n_rows; i++)
        if (strcmp(es_table_text(t, i, measure), "aar") == 0)
            es_words_add(&groups, es_table_text(t, i, column));
    qsort(groups.word, groups.n, sizeof *groups.word, by_name);
    for (size_t k = 0; k < groups.n && k < SHOWN; k++) {
        p.group = groups.word[k];
        collect(s, &p);
        if (p.n < 2 || !p.any)
            continue;
        if (!headed) {
            char head[96];
            (void)snprintf(head, sizeof head,
                           "CAAR from day %.0f to %.0f: lowest and highest (day)", p.tau[0],
                           p.tau[p.n - 1]);
            (void)fputc('\n', s->out);
            es_summary_head(s, head);
            headed = true;
        }
        print_group(s, &p, label_width(&groups));
    }
    if (headed)
        tell_others(s, groups.n);
}
