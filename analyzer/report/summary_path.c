/* The path of the CAAR, as a line of small bars for each group: the sums of the mean abnormal
 * returns from the first day of the event window on. */
#include <math.h>
#include <string.h>

#include "report/summary.h"
#include "report/text_table.h"
#include "report/writer.h"

enum { MOST_DAYS = 4096, MOST_GROUPS = 8, LABEL = 12, N_BARS = 8 };

typedef struct path {
    const char *group;
    size_t n;
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
    for (size_t i = 0; i < t->n_rows && p->n < MOST_DAYS; i++) {
        double tau = es_table_number(t, i, first), aar = es_table_number(t, i, estimate);
        if (strcmp(es_table_text(t, i, measure), "aar") != 0
            || strcmp(es_table_text(t, i, model), s->model) != 0
            || strcmp(es_table_text(t, i, group), p->group) != 0
            || (p->n && p->tau[p->n - 1] >= tau))
            continue; /* another test of the same day */
        sum += isnan(aar) ? 0.0 : aar;
        p->tau[p->n] = tau;
        p->caar[p->n++] = sum;
    }
}

/* A day's bar; long windows show every k-th day so that the line fits. */
static void draw(const es_summary *s, const path *p, double low, double high)
{
    static const char *const block[N_BARS] = {"\xE2\x96\x81", "\xE2\x96\x82", "\xE2\x96\x83",
                                              "\xE2\x96\x84", "\xE2\x96\x85", "\xE2\x96\x86",
                                              "\xE2\x96\x87", "\xE2\x96\x88"};
    static const char *const plain[N_BARS] = {"_", ".", ",", "-", "=", "+", "*", "#"};
    size_t room = s->show.width > 50 ? s->show.width - 40 : 10;
    size_t step = (p->n + room - 1) / room;
    for (size_t i = step - 1; i < p->n; i += step) {
        double share = high > low ? (p->caar[i] - low) / (high - low) : 0.5;
        size_t level = (size_t)(share * (N_BARS - 1) + 0.5);
        (void)fputs(s->show.utf8 ? block[level] : plain[level], s->out);
    }
}

static void print_group(const es_summary *s, const path *p)
{
    char from[64], to[64], label[LABEL + 1];
    size_t lowest = 0, highest = 0, n = strlen(p->group), places;
    for (size_t i = 1; i < p->n; i++) {
        if (p->caar[i] < p->caar[lowest])
            lowest = i;
        if (p->caar[i] > p->caar[highest])
            highest = i;
    }
    if (n > LABEL)
        n = LABEL;
    while (n && n < strlen(p->group) && ((unsigned char)p->group[n] & 0xC0) == 0x80)
        n--; /* never inside a character */
    (void)snprintf(label, sizeof label, "%.*s", (int)n, p->group);
    places = es_text_width(label);
    (void)fprintf(s->out, "  %s%*s ", label, (int)(places < LABEL ? LABEL - places : 0), "");
    draw(s, p, p->caar[lowest], p->caar[highest]);
    (void)fprintf(s->out, "  %s (%+.0f) to %s (%+.0f)\n",
                  es_summary_number(s, p->caar[lowest], ES_RETURN, from, sizeof from),
                  p->tau[lowest], es_summary_number(s, p->caar[highest], ES_RETURN, to, sizeof to),
                  p->tau[highest]);
}

static bool known(const char *const *group, size_t n, const char *name)
{
    for (size_t k = 0; k < n; k++)
        if (strcmp(group[k], name) == 0)
            return true;
    return false;
}

void es_summary_path(const es_summary *s)
{
    const es_table *t = s->results;
    const char *group[MOST_GROUPS];
    path p;
    size_t n = 0;
    int column = es_table_column(t, "group"), measure = es_table_column(t, "measure");
    for (size_t i = 0; i < t->n_rows && n < MOST_GROUPS; i++)
        if (strcmp(es_table_text(t, i, measure), "aar") == 0
            && !known(group, n, es_table_text(t, i, column)))
            group[n++] = es_table_text(t, i, column);
    for (size_t k = 0; k < n; k++) {
        p.group = group[k];
        collect(s, &p);
        if (p.n < 2)
            continue;
        if (k == 0) {
            char head[96];
            (void)snprintf(head, sizeof head,
                           "CAAR from day %.0f to %.0f: lowest and highest (day)", p.tau[0],
                           p.tau[p.n - 1]);
            (void)fputc('\n', s->out);
            es_summary_head(s, head);
        }
        print_group(s, &p);
    }
}
