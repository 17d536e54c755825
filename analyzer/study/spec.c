#include "study/spec.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { MOST_ESTIMATION_DAYS = 30000 }; /* they are counted in 16 bits (event/sample.h) */

char *es_window_format(es_window window, char buffer[ES_WINDOW_TEXT])
{
    (void)snprintf(buffer, ES_WINDOW_TEXT, "%d:%d", window.first, window.last);
    return buffer;
}

static size_t length(es_window w)
{
    return (size_t)(w.last - w.first + 1);
}

static bool inside(es_window inner, es_window outer)
{
    return inner.first >= outer.first && inner.last <= outer.last;
}

/* The default windows: day zero and the days around it where they fit, and the event window. */
static es_status default_windows(es_spec *spec, es_error *err)
{
    const es_window usual[] = {{0, 0}, {-1, 1}, spec->align.event};
    es_window *window = ES_NEW(spec->arena, 3, es_window);
    size_t n = 0;
    if (!window)
        return es_fail_memory(err);
    for (size_t i = 0; i < 3; i++) {
        bool twice = false;
        for (size_t j = 0; j < n; j++)
            twice = twice || (window[j].first == usual[i].first && window[j].last == usual[i].last);
        if (!twice && inside(usual[i], spec->align.event))
            window[n++] = usual[i];
    }
    spec->car_windows = (es_windows){n, window};
    return ES_OK;
}

static int compare_windows(const void *a, const void *b)
{
    const es_window *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* The intervals of the estimation window in ascending order, apart from each other. */
static es_status order_estimation(es_spec *spec, es_error *err)
{
    char a[ES_WINDOW_TEXT], b[ES_WINDOW_TEXT];
    size_t n = spec->estimation.n;
    es_window *w = ES_NEW(spec->arena, n, es_window);
    if (!w)
        return es_fail_memory(err);
    if (n == 0)
        return es_fail(err, ES_EUSAGE, "estimation_window: no interval given, such as -250:-11");
    memcpy(w, spec->estimation.window, n * sizeof *w);
    qsort(w, n, sizeof *w, compare_windows);
    for (size_t i = 1; i < n; i++)
        if (w[i].first <= w[i - 1].last) {
            (void)es_fail(err, ES_EUSAGE, "estimation_window: intervals %s and %s share days",
                          es_window_format(w[i - 1], a), es_window_format(w[i], b));
            return es_hint(err, "write one interval, %d:%d", w[i - 1].first,
                           w[i].last > w[i - 1].last ? w[i].last : w[i - 1].last);
        }
    spec->align.estimation = (es_estimation){{w[0].first, w[n - 1].last}, n, w};
    return ES_OK;
}

/* T-5: the first interval ends before the event window, no other one touches it. */
static es_status check_overlap(const es_spec *spec, es_error *err)
{
    char a[ES_WINDOW_TEXT], b[ES_WINDOW_TEXT];
    es_window event = spec->align.event;
    for (size_t i = 0; i < spec->align.estimation.n && !spec->allow_overlap; i++) {
        es_window w = spec->align.estimation.interval[i];
        if (w.last < event.first || (i > 0 && w.first > event.last))
            continue;
        if (w.first > event.last) {
            (void)es_fail(err, ES_EUSAGE,
                          "windows_overlap: estimation window %s lies after event window %s",
                          es_window_format(w, a), es_window_format(event, b));
            return es_hint(err, "put an interval before the event in front of it, or set "
                                "allow_overlap = 1");
        }
        (void)es_fail(err, ES_EUSAGE,
                      "windows_overlap: estimation window %s runs into event window %s",
                      es_window_format(w, a), es_window_format(event, b));
        return i == 0 ? es_hint(err,
                                "end the estimation window at %d or before, or set allow_overlap "
                                "= 1",
                                event.first - 1)
                      : es_hint(err,
                                "begin it at %d or later, end it at %d or before, or set "
                                "allow_overlap = 1",
                                event.last + 1, event.first - 1);
    }
    return ES_OK;
}

/* T-5 */
static es_status check_windows(es_spec *spec, es_error *err)
{
    char a[ES_WINDOW_TEXT], b[ES_WINDOW_TEXT];
    es_window event = spec->align.event;
    es_status status = order_estimation(spec, err);
    if (!status)
        status = check_overlap(spec, err);
    if (status)
        return status;
    if (length(spec->align.estimation.hull) > MOST_ESTIMATION_DAYS
        || length(event) > MOST_ESTIMATION_DAYS)
        return es_fail(err, ES_EUSAGE, "windows: more than %d days", MOST_ESTIMATION_DAYS);
    if (spec->car_windows.n == 0) {
        status = default_windows(spec, err);
        if (status)
            return status;
    }
    for (size_t i = 0; i < spec->car_windows.n; i++)
        if (!inside(spec->car_windows.window[i], event)) {
            (void)es_fail(err, ES_EUSAGE, "car_windows: %s does not lie in event window %s",
                          es_window_format(spec->car_windows.window[i], a),
                          es_window_format(event, b));
            return es_hint(err, "widen event_window, or shorten the window");
        }
    return ES_OK;
}

static es_status unknown_id(const char *what, const char *id, const char *near, es_error *err)
{
    (void)es_fail(err, ES_EUSAGE, "unknown %s \"%s\"", what, id);
    return near ? es_hint(err, "did you mean %s? `eventstudy list %ss` shows all", near, what)
                : es_hint(err, "`eventstudy list %ss` shows all", what);
}

static const char *nearest_model(const char *id)
{
    const char *ids[64];
    size_t n = 0;
    for (; n < es_model_count() && n < 64; n++)
        ids[n] = es_model_at(n)->id;
    return es_nearest(id, ids, n);
}

static const char *nearest_test(const char *id)
{
    const char *ids[128];
    size_t n = 0;
    for (; n < es_test_count() && n < 128; n++)
        ids[n] = es_test_at(n)->id;
    return es_nearest(id, ids, n);
}

static void add_unused(es_spec *spec, const char **names, const char *name)
{
    if (names)
        names[spec->unused.n++] = name;
}

static void add_model(es_spec *spec, const es_model *model)
{
    for (size_t i = 0; i < spec->n_models; i++)
        if (spec->model[i] == model)
            return;
    spec->model[spec->n_models++] = model;
}

static es_status resolve_models(es_spec *spec, es_error *err)
{
    spec->n_models = 0;
    spec->all_models = false;
    for (size_t i = 0; i < spec->models.n; i++) {
        const char *id = spec->models.item[i];
        const es_model *model = es_model_find(id);
        if (model)
            add_model(spec, model);
        else if (es_name_equal(id, "all"))
            spec->all_models = true;
        else
            return unknown_id("model", id, nearest_model(id), err);
    }
    for (size_t i = 0; spec->all_models && i < es_model_count(); i++)
        add_model(spec, es_model_at(i));
    if (spec->n_models == 0) {
        (void)es_fail(err, ES_EUSAGE, "models: none that this version can estimate");
        return es_hint(err, "`eventstudy list models` shows what there is");
    }
    return ES_OK;
}

static es_status resolve_primary(es_spec *spec, es_error *err)
{
    spec->primary = 0;
    if (!*spec->primary_model)
        return ES_OK;
    for (size_t i = 0; i < spec->n_models; i++)
        if (es_name_equal(spec->model[i]->id, spec->primary_model)) {
            spec->primary = i;
            return ES_OK;
        }
    if (!es_model_find(spec->primary_model))
        return unknown_id("model", spec->primary_model, nearest_model(spec->primary_model), err);
    return es_fail(err, ES_EUSAGE, "primary_model: %s is not among the models of the study",
                   spec->primary_model);
}

void es_spec_add_test(es_spec *spec, const es_test *test)
{
    for (size_t i = 0; i < spec->n_tests; i++)
        if (spec->test[i] == test)
            return;
    spec->test[spec->n_tests++] = test;
}

static es_status resolve_tests(es_spec *spec, es_error *err)
{
    spec->n_tests = 0;
    for (size_t i = 0; i < spec->tests.n; i++) {
        const char *id = spec->tests.item[i];
        const es_test *test = es_test_find(id);
        bool all = es_name_equal(id, "all"), headline = es_name_equal(id, "headline");
        if (test)
            es_spec_add_test(spec, test);
        else if (!all && !headline)
            return unknown_id("test", id, nearest_test(id), err);
        for (size_t k = 0; (all || headline) && k < es_test_count(); k++)
            if (all || es_test_at(k)->headline)
                es_spec_add_test(spec, es_test_at(k));
    }
    return ES_OK;
}

/* Keys that the user set and no built method reads. */
static void list_unused_keys(es_spec *spec, const char **unused)
{
    for (size_t i = 0; i < es_option_count(); i++) {
        es_option_info info;
        es_option_at(i, &info);
        if (!info.built && es_spec_given(spec, i))
            add_unused(spec, unused, info.key);
    }
}

es_status es_spec_check(es_spec *spec, es_error *err)
{
    const char **unused =
        ES_NEW(spec->arena, spec->models.n + spec->tests.n + es_option_count(), const char *);
    es_status status;
    spec->unused = (es_list){0, unused};
    spec->model = ES_NEW(spec->arena, es_model_count() + spec->models.n, const es_model *);
    spec->test = ES_NEW(spec->arena, es_test_count() + spec->tests.n, const es_test *);
    if (es_arena_failed(spec->arena))
        return es_fail_memory(err);
    if (!*spec->market) {
        (void)es_fail(err, ES_EUSAGE, "market: no index named");
        return es_hint(err, "name the symbol of the market index: --market SPY");
    }
    if (spec->align.calendar == ES_CALENDAR_SECURITY
        && spec->returns.missing != ES_GAP_TRADE_TO_TRADE)
        return es_fail(err, ES_EUSAGE,
                       "missing: calendar = security leaves no missing days to "
                       "treat; keep missing = trade_to_trade");
    if ((spec->frequency != ES_DAILY && spec->align.calendar == ES_CALENDAR_SECURITY)
        || (spec->frequency == ES_BARS && spec->align.calendar != ES_CALENDAR_MARKET))
        return es_fail(err, ES_EUSAGE,
                       "frequency: weeks, months and bars count on the market's calendar; keep "
                       "calendar = market");
    if (spec->winsor > 0.5)
        return es_fail(err, ES_EUSAGE, "winsor: %g is more than half of the CARs in each tail",
                       spec->winsor);
    status = check_windows(spec, err);
    if (!status)
        status = resolve_models(spec, err);
    if (!status)
        status = resolve_primary(spec, err);
    if (!status)
        status = resolve_tests(spec, err);
    if (status)
        return status;
    list_unused_keys(spec, unused);
    spec->columns.factor_list = spec->factor_list.item;
    spec->columns.n_listed = spec->factor_list.n;
    spec->columns.sw_edge_drop = spec->sw_edge == 1;
    spec->align.capitalisation = true;
    spec->abnormal.n_windows = spec->car_windows.n;
    spec->abnormal.window = spec->car_windows.window;
    spec->align.benchmarks = spec->bhar_benchmark == ES_BHAR_MATCHED;
    for (size_t i = 0; i < spec->n_models; i++)
        if (spec->model[i]->dependent == ES_LHS_LESS_BENCHMARK)
            spec->align.benchmarks = true;
    return ES_OK;
}
