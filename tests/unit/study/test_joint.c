/* Several dates of one firm tested together.  CARs are linear in the firm's returns: their
 * covariance is recomputed here from how each CAR answers to a small change of every single return,
 * which knows nothing of the algebra of the product. */
#include "unit/study/edge.h"

#include "base/table.h"

enum { EVENTS = 3, DAYS = STUDY_DAYS };

static const size_t at[EVENTS] = {270, 276, 310};
static const char *const settings[] = {"event_window=-2:6", "estimation_window=-200:-11",
                                       "car_windows=-1:3",  "tests=csect_t",
                                       "missing=drop",      NULL};
static bool gaps; /* no price on a day of all estimation windows, and of the first event's window */

static es_dataset *firm(double *ret)
{
    es_dataset *data = study_data(5, 1, ret);
    for (size_t i = 0; i < EVENTS; i++)
        (void)study_event(data, 0, at[i]);
    if (gaps) {
        edge_lose(data, 1, 150, 150);
        edge_lose(data, 1, 272, 272);
    }
    return data;
}

static const char *const id[EVENTS] = {"e0", "e1", "e2"};

static void cars(double *ret, double out[EVENTS])
{
    es_dataset *data = firm(ret);
    es_tables *result = study_run(data, settings);
    for (size_t i = 0; i < EVENTS; i++)
        out[i] = study_figure(result, "cars", "car", "event", id[i], NULL);
    es_tables_free(result);
    es_dataset_free(data);
}

/* Solves a x = b for three unknowns by Cramer's rule. */
static double determinant(double m[3][3])
{
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
           - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
           + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

static void solve(double a[3][3], const double b[3], double x[3])
{
    double whole = determinant(a);
    for (size_t k = 0; k < 3; k++) {
        double m[3][3];
        for (size_t i = 0; i < 3; i++)
            for (size_t j = 0; j < 3; j++)
                m[i][j] = j == k ? b[i] : a[i][j];
        x[k] = determinant(m) / whole;
    }
}

static void check_joint_tests(const char *df)
{
    static const double STEP = 1e-5;
    static double ret[DAYS];
    double base[EVENTS], moved[EVENTS], cov[3][3] = {{0}}, solved[3];
    double sigma2 = 0.0, sum = 0.0, total = 0.0, form = 0.0;
    es_dataset *data;
    es_tables *result;
    cars(ret, base);
    for (size_t t = 1; t < DAYS; t++) {
        ret[t] = STEP;
        cars(ret, moved);
        ret[t] = 0.0;
        for (size_t i = 0; i < EVENTS; i++)
            moved[i] = (moved[i] - base[i]) / STEP;
        for (size_t i = 0; i < EVENTS; i++)
            for (size_t j = 0; j < EVENTS; j++)
                cov[i][j] += moved[i] * moved[j];
    }
    data = firm(NULL);
    result = study_run(data, settings);
    for (size_t i = 0; i < EVENTS; i++) {
        double sigma = study_figure(result, "fits", "sigma", "event", id[i], NULL);
        double sd = study_figure(result, "cars", "car_sd", "event", id[i], NULL);
        assert_close(sigma * sqrt(cov[i][i]), sd, 1e-7); /* the diagonal is M-21 */
        sigma2 += sigma * sigma / EVENTS;
        sum += base[i];
        for (size_t j = 0; j < EVENTS; j++)
            total += cov[i][j];
    }
    solve(cov, base, solved);
    for (size_t i = 0; i < EVENTS; i++)
        form += base[i] * solved[i];
    assert_true(fabs(cov[0][1]) > 0.05); /* the estimation windows share days */
    assert_close(study_figure(result, "results", "statistic", "test", "joint_f", NULL),
                 form / (EVENTS * sigma2), 1e-6);
    assert_close(study_figure(result, "results", "statistic", "test", "joint_t", NULL),
                 sum / sqrt(sigma2 * total), 1e-6);
    assert_string_equal(study_text(result, "results", "df", "test", "joint_f", NULL), df);
    es_tables_free(result);
    es_dataset_free(data);
}

static void joint_tests_use_the_covariance(void **state)
{
    (void)state;
    check_joint_tests("3/188");
}

/* `drop` loses two returns with each price: two of every estimation window, two more of the last
 * event's, and two of the first event's five days. */
static void missing_days_leave_the_covariance(void **state)
{
    (void)state;
    gaps = true;
    check_joint_tests("3/184");
    gaps = false;
}

static const char *reason(es_dataset *data, const char *model, const char *window)
{
    static char text[64];
    char models[64], windows[64];
    const char *const these[] = {models, windows, "tests=joint_f,joint_t", "event_window=-2:6",
                                 NULL};
    es_tables *result;
    (void)snprintf(models, sizeof models, "models=%s", model);
    (void)snprintf(windows, sizeof windows, "car_windows=%s", window);
    result = study_run(data, these);
    (void)snprintf(text, sizeof text, "%s",
                   study_text(result, "results", "status", "test", "joint_f", NULL));
    es_tables_free(result);
    es_dataset_free(data);
    return text;
}

static void reasons(void **state)
{
    es_dataset *data = study_data(5, 2, NULL);
    (void)state;
    (void)study_event(data, 0, 290);
    (void)study_event(data, 1, 300);
    assert_string_equal(reason(data, "market_model", "0:2"), "one_security_only");
    assert_string_equal(reason(firm(NULL), "garch11", "0:2"), "one_security_only");
    assert_string_equal(reason(firm(NULL), "market_adjusted", "0:2"), "");
    assert_string_equal(reason(firm(NULL), "mean_adjusted", "0:2"), "");
}

/* The same event twice: two equal CARs have no inverse, but a sum, whose t is the CAR's own. */
static void the_same_event_twice(void **state)
{
    static const char *const twice[] = {"event_window=-2:6",          "car_windows=-1:3",
                                        "tests=joint_f,joint_t",      "duplicate_event=keep",
                                        "estimation_window=-200:-11", NULL};
    es_dataset *data = study_data(6, 1, NULL);
    es_tables *result;
    (void)state;
    (void)study_event(data, 0, 290);
    (void)study_event(data, 0, 290);
    result = study_run(data, twice);
    assert_string_equal(study_text(result, "results", "status", "test", "joint_f", NULL),
                        "undefined");
    assert_close(study_figure(result, "results", "statistic", "test", "joint_t", NULL),
                 study_figure(result, "cars", "statistic", "event", "e1", NULL), 1e-12);
    edge_done(result, data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(joint_tests_use_the_covariance),
                                       cmocka_unit_test(missing_days_leave_the_covariance),
                                       cmocka_unit_test(reasons),
                                       cmocka_unit_test(the_same_event_twice)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
