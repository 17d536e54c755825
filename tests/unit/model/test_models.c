#include <string.h>

#include "base/text.h"
#include "model/model.h"
#include "support/assert_close.h"

/* METHODS section 3: what each linear or adjusted model explains, and by which columns. */
typedef struct row {
    const char *id, *number;
    es_dependent dependent;
    bool intercept, listed, adjusts;
    const char *factor[ES_MODEL_FACTORS + 1];
} row;

static const row table[] = {
    {"mean_adjusted", "M-2", ES_LHS_RETURN, true, false, false, {NULL}},
    {"market_adjusted", "M-3", ES_LHS_LESS_MARKET, false, false, true, {NULL}},
    {"market_model", "M-4", ES_LHS_RETURN, true, false, false, {"market"}},
    {"market_model_noint", "M-5", ES_LHS_RETURN, false, false, false, {"market"}},
    {"capm", "M-6", ES_LHS_LESS_RISKFREE, true, false, false, {"mktrf"}},
    {"ff3", "M-7", ES_LHS_LESS_RISKFREE, true, false, false, {"mktrf", "smb", "hml"}},
    {"carhart4", "M-8", ES_LHS_LESS_RISKFREE, true, false, false, {"mktrf", "smb", "hml", "mom"}},
    {"ff5", "M-9", ES_LHS_LESS_RISKFREE, true, false, false, {"mktrf", "smb", "hml", "rmw", "cma"}},
    {"ff6",
     "M-9",
     ES_LHS_LESS_RISKFREE,
     true,
     false,
     false,
     {"mktrf", "smb", "hml", "rmw", "cma", "mom"}},
    {"factors", "M-10", ES_LHS_LISTED, true, true, false, {NULL}},
    {"matched", "M-11", ES_LHS_LESS_BENCHMARK, false, false, true, {NULL}},
    {"scholes_williams", "M-12", ES_LHS_RETURN, true, false, false, {"market"}},
    {"dimson", "M-13, M-14", ES_LHS_RETURN, true, false, false, {"market"}},
    {"robust_huber", "M-15", ES_LHS_RETURN, true, false, false, {"market"}},
    {"robust_bisquare", "M-15", ES_LHS_RETURN, true, false, false, {"market"}},
    {"garch11", "M-16", ES_LHS_RETURN, true, false, false, {"market"}},
    {"egarch11", "M-17", ES_LHS_RETURN, true, false, false, {"market"}},
};

static void test_descriptors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const es_model *model = es_model_find(table[i].id);
        size_t k = 0;
        assert_non_null(model);
        assert_string_equal(model->id, table[i].id);
        assert_string_equal(model->number, table[i].number);
        assert_int_equal(model->dependent, table[i].dependent);
        assert_int_equal(model->intercept, table[i].intercept);
        assert_int_equal(model->listed, table[i].listed);
        assert_int_equal(model->adjusts, table[i].adjusts);
        for (; table[i].factor[k]; k++)
            assert_string_equal(model->factor[k], table[i].factor[k]);
        assert_null(model->factor[k]);
    }
}

static void test_every_model_is_complete_and_unique(void **state)
{
    (void)state;
    assert_true(es_model_count() >= sizeof table / sizeof *table);
    for (size_t i = 0; i < es_model_count(); i++) {
        const es_model *model = es_model_at(i);
        assert_true(model->id && *model->id);
        assert_true(model->title && *model->title);
        assert_true(model->equation && *model->equation);
        assert_true(model->reference && *model->reference);
        assert_int_equal(strncmp(model->number, "M-", 2), 0);
        assert_true(model->fit != NULL);
        assert_null(model->factor[ES_MODEL_FACTORS]);
        assert_ptr_equal(es_model_find(model->id), model);
        for (size_t k = 0; k < i; k++) {
            assert_false(es_name_equal(model->id, es_model_at(k)->id));
            assert_string_not_equal(model->title, es_model_at(k)->title);
        }
    }
}

static void test_find(void **state)
{
    const es_model *model = es_model_find("market_model");
    (void)state;
    assert_non_null(model);
    assert_ptr_equal(es_model_find("Market-Model"), model);
    assert_ptr_equal(es_model_find("MARKET_MODEL"), model);
    assert_ptr_equal(es_model_find("FF3"), es_model_find("ff3"));
    assert_null(es_model_find("market"));
    assert_null(es_model_find("market_model_"));
    assert_null(es_model_find("marketmodel"));
    assert_null(es_model_find(""));
    assert_null(es_model_find("garch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_descriptors),
                                       cmocka_unit_test(test_every_model_is_complete_and_unique),
                                       cmocka_unit_test(test_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
