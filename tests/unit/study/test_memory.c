/* Whole studies that run out of memory: the k-th allocation in the a-th arena of the run fails, for
 * every a and k there are.  Either the run says so, or the one test that lacked its scratch does;
 * the sanitizers watch that nothing half made is used or kept.
 *
 * The linker puts the functions below in the place of those of the arena. */
#include <string.h>

#include "base/arena.h"
#include "base/table.h"
#include "unit/study/edge.h"

es_arena *__real_es_arena_new(void);
void __real_es_arena_free(es_arena *arena);
es_arena *__wrap_es_arena_new(void);
void __wrap_es_arena_free(es_arena *arena);
void __real_es_arena_adopt(es_arena *arena, es_arena *child);
void __wrap_es_arena_adopt(es_arena *arena, es_arena *child);

static struct {
    size_t arena, k; /* what fails; k = 0: there is no arena */
    size_t made;
    es_arena *at;
    bool failed;
} plan;

es_arena *__wrap_es_arena_new(void)
{
    es_arena *arena;
    bool meant = ++plan.made == plan.arena;
    if (meant && plan.k == 0) {
        plan.failed = true;
        return NULL;
    }
    arena = __real_es_arena_new();
    if (meant) {
        plan.at = arena;
        es_arena_fail_after(arena, plan.k);
    }
    return arena;
}

void __wrap_es_arena_free(es_arena *arena)
{
    if (arena && arena == plan.at) {
        plan.failed = es_arena_failed(arena);
        plan.at = NULL;
    }
    __real_es_arena_free(arena);
}

/* The child's failure is its parent's from here on. */
void __wrap_es_arena_adopt(es_arena *arena, es_arena *child)
{
    if (child && child == plan.at) {
        plan.failed = es_arena_failed(child);
        plan.at = NULL;
    }
    __real_es_arena_adopt(arena, child);
}

static es_spec *new_spec(const char *const *settings)
{
    es_spec *spec;
    assert_int_equal(es_spec_new(&spec, NULL), ES_OK);
    assert_int_equal(es_spec_set(spec, "market", "MKT", NULL), ES_OK);
    (void)es_spec_threads(spec, 1); /* so that the k-th allocation is the same in every run */
    for (; *settings; settings += 2)
        assert_int_equal(es_spec_set(spec, settings[0], settings[1], NULL), ES_OK);
    return spec;
}

/* Runs with one failure; false when the run never came to it. */
static bool fails(const es_dataset *data, const char *const *settings, size_t arena, size_t k)
{
    es_spec *spec = new_spec(settings);
    es_tables *result = NULL;
    es_error err = {ES_OK, "", ""};
    es_status status;
    bool lacking = false;
    plan.arena = arena;
    plan.k = k;
    plan.made = 0;
    plan.failed = false;
    status = es_study_run(data, spec, &result, &err);
    if (!status) {
        const es_table *t = es_tables_find(result, "results");
        for (size_t i = 0; i < t->n_rows; i++) {
            const char *reason = es_table_text(t, i, es_table_column(t, "status"));
            lacking = lacking || (reason && strcmp(reason, "no_memory") == 0);
        }
    }
    es_tables_free(result);
    es_spec_free(spec);
    plan.arena = 0;
    if (status && status != ES_ENOMEM)
        fail_msg("arena %zu, allocation %zu: %s", arena, k, err.message);
    if (plan.failed != (status == ES_ENOMEM || lacking))
        fail_msg("arena %zu, allocation %zu: %s", arena, k,
                 plan.failed ? "kept quiet" : "no cause");
    return plan.failed;
}

static void fail_everywhere(const es_dataset *data, const char *const *settings)
{
    size_t runs = 0, arena = 1;
    do {
        for (size_t k = 0; fails(data, settings, arena, k); k++)
            runs++;
    } while (plan.made >= arena++);
    print_message("%zu arenas, %zu failures\n", arena - 2, runs);
    assert_true(runs > 100);
}

static void a_study_of_two_groups(void **state)
{
    static const char *const settings[] = {"estimation_window",
                                           "-24:-4",
                                           "event_window",
                                           "-1:1",
                                           "car_windows",
                                           "-1:1",
                                           "min_estimation_obs",
                                           "10",
                                           "group_by",
                                           "side",
                                           "tests",
                                           "headline",
                                           NULL};
    es_dataset *data = edge_same_day(301, 4, NULL);
    (void)state;
    for (size_t i = 0; i < 4; i++)
        memory_attribute(data, "side", i, i % 2 ? "left" : "right");
    fail_everywhere(data, settings);
    es_dataset_free(data);
}

static void all_tests(void **state)
{
    static const char *const settings[] = {
        "estimation_window",  "-24:-4", "event_window", "0:1",     "car_windows", "0:1",
        "min_estimation_obs", "10",     "models",       "garch11", "tests",       "all",
        "bootstrap_reps",     "3",      "permutations", "3",       NULL};
    es_dataset *data = edge_same_day(302, 3, NULL);
    (void)state;
    fail_everywhere(data, settings);
    es_dataset_free(data);
}

/* Each day ranked by itself, and estimation in two intervals. */
static void days_ranked_by_themselves(void **state)
{
    static const char *const settings[] = {"estimation_window",
                                           "-34:-24,-14:-4",
                                           "event_window",
                                           "-1:1",
                                           "car_windows",
                                           "-1:1",
                                           "min_estimation_obs",
                                           "10",
                                           "rank_pool",
                                           "day",
                                           "tests",
                                           "corrado_z,kp_t",
                                           NULL};
    es_dataset *data = edge_same_day(303, 4, NULL);
    (void)state;
    fail_everywhere(data, settings);
    es_dataset_free(data);
}

/* Two events of each firm, whose rows share its returns. */
static void rows_that_share(void **state)
{
    static const char *const settings[] = {
        "estimation_window",  "-24:-2", "event_window", "-1:1",     "car_windows", "-1:1",
        "min_estimation_obs", "10",     "tests",        "patell_z", NULL};
    es_dataset *data = edge_same_day(304, 3, NULL);
    (void)state;
    for (size_t i = 0; i < 3; i++)
        (void)memory_event(data, data->event[i].symbol, data->event[i].announced - 7);
    fail_everywhere(data, settings);
    es_dataset_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_study_of_two_groups),
        cmocka_unit_test(all_tests),
        cmocka_unit_test(days_ranked_by_themselves),
        cmocka_unit_test(rows_that_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
