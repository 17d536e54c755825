/* The printed summary: settings, ledger, tests by window, events, notes, on an 80-column page. */
#include "report/summary.h"

#include <string.h>

#include "report/lookup.h"
#include "report/writer.h"

enum { PAGE = 80 };

static const char *cell_text(const es_table *table, size_t row, const char *column)
{
    const char *text = es_table_text(table, row, es_table_column(table, column));
    return text ? text : "";
}

static long count_of(const es_table *table, size_t row)
{
    return (long)es_table_number(table, row, es_table_column(table, "n"));
}

const char *es_summary_value(const es_table *table, const char *key)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (strcmp(cell_text(table, i, "key"), key) == 0)
            return cell_text(table, i, "value");
    return "";
}

void es_summary_wrap(const es_summary *s, const char *first, const char *rest, const char *text)
{
    size_t column = strlen(first);
    bool fresh = true;
    FILE *out = s->out;
    (void)fputs(first, out);
    while (*text) {
        size_t n = strcspn(text, " ");
        if (!fresh && column + 1 + n > s->show.width) {
            (void)fprintf(out, "\n%s", rest);
            column = strlen(rest);
            fresh = true;
        }
        if (!fresh) {
            (void)fputc(' ', out);
            column++;
        }
        (void)fprintf(out, "%.*s", (int)n, text);
        column += n;
        fresh = false;
        text += n;
        while (*text == ' ')
            text++;
    }
    (void)fputc('\n', out);
}

void es_summary_head(const es_summary *s, const char *text)
{
    (void)fprintf(s->out, s->show.colour ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

char *es_summary_number(const es_summary *s, double value, es_unit unit, char *buffer, size_t size)
{
    return es_show_number(value, unit, s->show.digits, buffer, size);
}

static void print_line(const es_summary *s, const char *label, const char *text)
{
    char first[32];
    (void)snprintf(first, sizeof first, "  %-12s", label);
    if (*text)
        es_summary_wrap(s, first, "              ", text);
}

static void print_settings(const es_summary *s)
{
    char text[256];
    const char *title = es_summary_value(s->settings, "title");
    es_summary_head(s, *title ? title : "Event study");
    (void)snprintf(
        text, sizeof text, "%s, %s %s, %s to %s", es_summary_value(s->settings, "market"),
        es_summary_value(s->about, "calendar_days"), es_time_unit(s->tables),
        es_summary_value(s->about, "calendar_first"), es_summary_value(s->about, "calendar_last"));
    print_line(s, "market", text);
    (void)snprintf(text, sizeof text, "estimation %s, event %s, CAR %s",
                   es_summary_value(s->settings, "estimation_window"),
                   es_summary_value(s->settings, "event_window"),
                   es_summary_value(s->settings, "car_windows"));
    print_line(s, "windows", text);
    (void)snprintf(text, sizeof text, "%s (primary: %s)", es_summary_value(s->about, "models"),
                   s->model);
    print_line(s, "models", text);
}

/* Options that the user set to something of his own, beyond those printed anyway. */
static void print_choices(const es_summary *s)
{
    static const char *const shown[] = {"title",
                                        "market",
                                        "models",
                                        "primary_model",
                                        "tests",
                                        "group_by",
                                        "estimation_window",
                                        "event_window",
                                        "car_windows",
                                        NULL};
    char text[1024] = "";
    size_t used = 0;
    int given = es_table_column(s->settings, "given");
    for (size_t i = 0; i < s->settings->n_rows; i++) {
        const char *key = cell_text(s->settings, i, "key");
        bool already = false;
        for (size_t k = 0; shown[k]; k++)
            already = already || strcmp(shown[k], key) == 0;
        if (already || es_table_number(s->settings, i, given) != 1.0)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s = %s", used ? "; " : "",
                                 key, cell_text(s->settings, i, "value"));
        if (used >= sizeof text)
            used = sizeof text - 1;
    }
    print_line(s, "options", text);
}

/* In = used + excluded, then the reasons with the events they hit. */
static void print_reason(const es_summary *s, const char *reason, long n)
{
    enum { SHOWN = 8 };
    char first[64], text[1024] = "";
    size_t used = 0, listed = 0;
    (void)snprintf(first, sizeof first, "  %5ld %s: ", n, reason);
    for (size_t i = 0; i < s->events->n_rows && listed < SHOWN; i++) {
        if (strcmp(cell_text(s->events, i, "reason"), reason) != 0)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? ", " : "",
                                 cell_text(s->events, i, "event"));
        if (used >= sizeof text)
            used = sizeof text - 1;
        listed++;
    }
    if ((long)listed < n)
        (void)snprintf(text + used, sizeof text - used, ", ...");
    es_summary_wrap(s, first, "        ", text);
}

static void print_ledger(const es_summary *s)
{
    long in = 0, used = 0, excluded = 0;
    for (size_t i = 0; i < s->counts->n_rows; i++) {
        const char *outcome = cell_text(s->counts, i, "outcome");
        if (strcmp(cell_text(s->counts, i, "group"), "all") != 0)
            continue;
        if (strcmp(outcome, "in") == 0)
            in = count_of(s->counts, i);
        else if (strcmp(outcome, "used") == 0)
            used = count_of(s->counts, i);
        else if (strcmp(outcome, "excluded") == 0) {
            excluded = count_of(s->counts, i);
            (void)fprintf(s->out, "\nEvents: %ld in = %ld used + %ld excluded\n", in, used,
                          excluded);
        } else {
            print_reason(s, outcome, count_of(s->counts, i));
        }
    }
}

static void print_group(const es_summary *s, char text[512], bool reasons)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, 512 - used, "%s", reasons ? ")" : "");
    es_summary_wrap(s, "  ", "    ", text);
}

/* "  A: 3 in = 2 used + 1 excluded (1 duplicate_event)" for each group. */
static void print_groups(const es_summary *s)
{
    char text[512] = "";
    size_t used = 0, reasons = 0;
    for (size_t i = 0; i <= s->counts->n_rows; i++) {
        bool end = i == s->counts->n_rows, head = false;
        const char *outcome = end ? "in" : cell_text(s->counts, i, "outcome");
        if (!end && strcmp(cell_text(s->counts, i, "group"), "all") == 0)
            continue;
        head = strcmp(outcome, "in") == 0;
        if (head && used)
            print_group(s, text, reasons > 0);
        if (end)
            break;
        if (head)
            used = reasons = 0;
        if (head)
            used += (size_t)snprintf(text, sizeof text, "%s: %ld in",
                                     cell_text(s->counts, i, "group"), count_of(s->counts, i));
        else if (strcmp(outcome, "used") == 0 || strcmp(outcome, "excluded") == 0)
            used += (size_t)snprintf(text + used, sizeof text - used, " %s %ld %s",
                                     *outcome == 'u' ? "=" : "+", count_of(s->counts, i), outcome);
        else
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%ld %s",
                                     reasons++ ? ", " : " (", count_of(s->counts, i), outcome);
        if (used >= sizeof text)
            used = sizeof text - 1;
    }
}

static size_t count_used(const es_summary *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->events->n_rows; i++)
        n += strcmp(cell_text(s->events, i, "status"), "used") == 0;
    return n;
}

static void print_notes(const es_summary *s)
{
    if (s->notes->n_rows)
        (void)fputc('\n', s->out);
    for (size_t i = 0; i < s->notes->n_rows; i++) {
        char first[32];
        const char *kind = cell_text(s->notes, i, "kind");
        (void)snprintf(first, sizeof first, "%s: ", kind);
        if (s->show.colour)
            (void)fputs(strcmp(kind, "warning") == 0 ? "\033[33m" : "\033[2m", s->out);
        es_summary_wrap(s, first, "  ", cell_text(s->notes, i, "text"));
        if (s->show.colour)
            (void)fputs("\033[0m", s->out);
    }
}

es_status es_report_summary(const es_tables *result, const es_show *show, FILE *stream,
                            es_error *err)
{
    es_summary s = {.tables = result,
                    .about = es_tables_find(result, "about"),
                    .settings = es_tables_find(result, "settings"),
                    .counts = es_tables_find(result, "counts"),
                    .notes = es_tables_find(result, "notes"),
                    .events = es_tables_find(result, "events"),
                    .cars = es_tables_find(result, "cars"),
                    .results = es_tables_find(result, "results"),
                    .out = stream};
    es_status status;
    if (!s.about || !s.settings || !s.counts || !s.notes || !s.events || !s.cars || !s.results)
        return es_fail(err, ES_EDATA, "this result lacks tables of a study");
    es_show_init(&s.show);
    if (show)
        s.show = *show;
    if (s.show.width == 0)
        s.show.width = PAGE;
    s.model = es_summary_value(s.about, "primary_model");
    print_settings(&s);
    print_choices(&s);
    print_ledger(&s);
    print_groups(&s);
    if (count_used(&s) == 1) {
        status = es_summary_single(&s, err);
    } else {
        status = es_summary_glance(&s, err);
        es_summary_path(&s);
        if (!status)
            status = es_summary_results(&s, err);
        if (!status)
            status = es_summary_other(&s, err);
        if (!status)
            status = es_summary_models(&s, err);
        if (!status)
            status = es_summary_events(&s, err);
    }
    if (!status)
        print_notes(&s);
    return status;
}
