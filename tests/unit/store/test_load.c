#include "unit/store/fixture.h"

#include "series/returns.h"
#include "store/connection.h"
#include "store/reader.h"

static const char *const names[] = {"label", "group"};

static void put_event(es_store *store, const char *id, const char *symbol, const char *label,
                      const char *group)
{
    const char *const value[] = {label, group};
    const es_event_row row = {id,    symbol, day_of("2024-05-06"), ES_NO_TIME, ES_TIMING_AMC, 2,
                              names, value};
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    assert_ok(es_store_put_event(store, &row, ES_CONFLICT_ERROR, &counts, &conflict, &err), err);
}

static es_dataset *load(es_store *store)
{
    es_dataset *data;
    es_error err;
    assert_ok(es_dataset_load(store, &data, &err), err);
    return data;
}

static void events_keep_their_order_and_find_their_series(void **state)
{
    es_store *store = memory_store();
    const double close[] = {17.25};
    es_dataset *data;
    (void)state;
    put_closes(store, "MSFT", "2024-05-06", 1, close);
    put_closes(store, "AAPL", "2024-05-06", 1, close);
    put_event(store, "Z", "AAPL", NULL, "tech");
    put_event(store, "A", "NONE", "first", NULL);
    put_event(store, "M", "MSFT", "second", "tech");
    data = load(store);
    assert_int_equal(data->n_series, 2);
    assert_string_equal(data->symbol[0], "MSFT");
    assert_string_equal(data->symbol[1], "AAPL");
    assert_int_equal(data->n_events, 3);
    assert_string_equal(data->event[0].id, "Z");
    assert_int_equal(data->event[0].series, 1);
    assert_string_equal(data->event[1].id, "A");
    assert_string_equal(data->event[1].symbol, "NONE");
    assert_int_equal(data->event[1].series, ES_NO_SERIES);
    assert_int_equal(data->event[2].series, 0);
    assert_int_equal(data->event[2].announced, day_of("2024-05-06"));
    assert_int_equal(data->event[2].time, ES_NO_TIME);
    assert_int_equal(data->event[2].timing, ES_TIMING_AMC);
    es_dataset_free(data);
    es_store_close(store);
}

static void attributes_belong_to_their_events(void **state)
{
    es_store *store = memory_store();
    const es_attribute *group, *label;
    es_dataset *data;
    (void)state;
    put_event(store, "Z", "AAPL", NULL, "tech");
    put_event(store, "A", "NONE", "first", NULL);
    data = load(store);
    assert_int_equal(data->n_attributes, 2);
    group = es_dataset_attribute(data, "group");
    label = es_dataset_attribute(data, "label");
    assert_string_equal(group->value[0], "tech");
    assert_null(group->value[1]);
    assert_null(label->value[0]);
    assert_string_equal(label->value[1], "first");
    es_dataset_free(data);
    es_store_close(store);
}

/* The first year has no volume, the second no event of it either: NaN, not 0. */
static void a_series_is_read_as_it_was_put(void **state)
{
    es_store *store = memory_store();
    const double close[] = {17.25, 18.5, MISSING, 19.75},
                 volume[] = {MISSING, MISSING, 5021.0, MISSING};
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_prices p;
    es_dataset *data;
    es_error err;
    (void)state;
    put_closes(store, "EMPTY", "2024-01-01", 0, NULL);
    assert_ok(put_days(store, "AAPL", "2023-12-30", 4, close, volume, ES_CONFLICT_ERROR, &counts,
                       &conflict, &err),
              err);
    data = load(store);
    assert_ok(data->source.read(data->source.context, 1, &p, &err), err);
    assert_int_equal(p.n, 4);
    assert_null(p.value[ES_FIELD_OPEN]);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(p.day[i], day_of("2023-12-30") + (es_day)i);
        assert_memory_equal(&p.value[ES_FIELD_CLOSE][i], &close[i], i == 2 ? 0 : sizeof(double));
    }
    assert_nan(p.value[ES_FIELD_CLOSE][2]);
    assert_nan(p.value[ES_FIELD_VOLUME][0]);
    assert_nan(p.value[ES_FIELD_VOLUME][1]);
    assert_true(p.value[ES_FIELD_VOLUME][2] == 5021.0);
    assert_nan(p.value[ES_FIELD_VOLUME][3]);
    assert_ok(data->source.read(data->source.context, 0, &p, &err), err);
    assert_int_equal(p.n, 0);
    assert_null(p.value[ES_FIELD_CLOSE]);
    es_dataset_free(data);
    es_store_close(store);
}

/* A field of the first year only: missing afterwards, and gone for the next security. */
static void a_field_may_end(void **state)
{
    es_store *store = memory_store();
    double close[400], volume[400];
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_prices p;
    es_dataset *data;
    es_error err;
    (void)state;
    for (int i = 0; i < 400; i++) {
        close[i] = i + 0.5;
        volume[i] = i < 100 ? i + 0.25 : MISSING;
    }
    assert_ok(put_days(store, "A", "2023-01-01", 400, close, volume, ES_CONFLICT_ERROR, &counts,
                       &conflict, &err),
              err);
    put_closes(store, "B", "2023-01-01", 400, close);
    data = load(store);
    assert_ok(data->source.read(data->source.context, 0, &p, &err), err);
    assert_true(p.value[ES_FIELD_VOLUME][99] == 99.25);
    assert_nan(p.value[ES_FIELD_VOLUME][364]);
    assert_nan(p.value[ES_FIELD_VOLUME][365]);
    assert_nan(p.value[ES_FIELD_VOLUME][399]);
    assert_ok(data->source.read(data->source.context, 1, &p, &err), err);
    assert_null(p.value[ES_FIELD_VOLUME]);
    assert_true(p.value[ES_FIELD_CLOSE][399] == 399.5);
    es_dataset_free(data);
    es_store_close(store);
}

/* Two years of a security: 400 days of close and volume, and of what else is asked for. */
static void put_two_years(es_store *store, const char *symbol, const double *adjusted,
                          es_field extra, const double *value)
{
    es_day day[400];
    double close[400], volume[400];
    es_prices rows = {.n = 400, .day = day};
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_error err;
    int64_t id;
    for (int i = 0; i < 400; i++) {
        day[i] = day_of("2023-01-01") + i;
        close[i] = i + 0.5;
        volume[i] = i + 1.0;
    }
    rows.value[ES_FIELD_CLOSE] = close;
    rows.value[ES_FIELD_VOLUME] = volume;
    rows.value[ES_FIELD_ADJ_CLOSE] = adjusted;
    if (value)
        rows.value[extra] = value;
    assert_ok(es_store_security(store, symbol, &id, &err), err);
    assert_ok(es_store_put_prices(store, id, &rows, ES_CONFLICT_ERROR, &counts, &conflict, &err),
              err);
}

/* A reader for returns leaves out close and volume of a series with adjusted prices, unless
 * something needs them: adjusted prices that are none, shares or a delisting in one of its years, a
 * correction that is judged by the close. */
static void returns_leave_out_what_they_do_without(void **state)
{
    static const bool needed[] = {false, true, true, true, true, true, false};
    enum { N = sizeof needed / sizeof *needed };
    static const int64_t id[N] = {1, 2, 3, 4, 5, 6, 7};
    es_store *store = memory_store();
    double adjusted[400], none[400], late[400], first_year[400];
    es_reader *all, *sparing;
    es_error err;
    (void)state;
    for (int i = 0; i < 400; i++) {
        adjusted[i] = 0.9 * (i + 0.5);
        none[i] = -1.0;
        late[i] = i < 399 ? MISSING : 500.0;
        first_year[i] = i < 365 ? adjusted[i] : MISSING;
    }
    put_two_years(store, "PLAIN", adjusted, ES_FIELD_RET, NULL);
    put_two_years(store, "UNADJUSTED", NULL, ES_FIELD_RET, NULL);
    put_two_years(store, "WORTHLESS", none, ES_FIELD_RET, NULL);
    put_two_years(store, "SHARES", adjusted, ES_FIELD_SHARES, late);
    put_two_years(store, "DELISTED", adjusted, ES_FIELD_DELIST_CODE, late);
    put_two_years(store, "CORRECTED", adjusted, ES_FIELD_RET, NULL);
    put_two_years(store, "BEGUN", first_year, ES_FIELD_RET, NULL);
    assert_ok(es_sql_run(store->db,
                         "INSERT INTO correction (security_id, fix, day, ratio, field, previous,"
                         " price_before, price_after, at) VALUES (6, 'split', '2023-01-02', 2.0,"
                         " 'close', '2023-01-01', 0.5, 1.5, 'T')",
                         &err),
              err);
    assert_ok(es_reader_open(store, id, N, &all, &err), err);
    assert_ok(es_reader_beside(all, ES_RETURN_FIELDS, (void **)&sparing, &err), err);
    for (size_t again = 0; again < 2; again++)
        for (size_t k = 0; k < N; k++) {
            es_prices a, b;
            assert_ok(es_reader_read(all, k, &a, &err), err);
            assert_ok(es_reader_read(sparing, k, &b, &err), err);
            assert_int_equal(b.n, a.n);
            if (k != 6) /* its second year has nothing else */
                assert_int_equal(b.value[ES_FIELD_CLOSE] != NULL, needed[k]);
            for (int f = 0; f < ES_N_FIELDS; f++)
                for (size_t i = 0; b.value[f] && needed[k] && i < b.n; i++)
                    assert_memory_equal(&b.value[f][i], &a.value[f][i], sizeof(double));
            assert_int_equal(es_prices_basis(&b), es_prices_basis(&a));
            for (size_t i = 0; es_prices_basis(&a) == ES_BASIS_ADJUSTED && i < b.n; i++)
                assert_memory_equal(&b.value[ES_FIELD_ADJ_CLOSE][i],
                                    &a.value[ES_FIELD_ADJ_CLOSE][i], sizeof(double));
        }
    es_reader_close(sparing);
    es_reader_close(all);
    es_store_close(store);
}

static void a_damaged_chunk_is_an_error(void **state)
{
    static const char *const damage[] = {
        "UPDATE price_chunk SET close = x'00'",
        "UPDATE price_chunk SET n = 2",
        "UPDATE price_chunk SET year = 2023",
        "UPDATE price_chunk SET day = zeroblob(12)",
    };
    const double close[] = {17.25, 18.5, 19.75};
    (void)state;
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        es_store *store = memory_store();
        es_dataset *data;
        es_prices p;
        es_error err;
        put_closes(store, "A", "2024-05-06", 3, close);
        assert_ok(es_sql_run(store->db, damage[i], &err), err);
        data = load(store);
        assert_int_equal(data->source.read(data->source.context, 0, &p, &err), ES_ESTORE);
        assert_non_null(strstr(err.message, "damaged"));
        assert_null(ask(store, "SELECT close FROM price", &err));
        assert_non_null(strstr(err.message, "damaged"));
        es_dataset_free(data);
        es_store_close(store);
    }
}

static void factors_are_grouped_by_name(void **state)
{
    es_store *store = memory_store();
    const es_day day[] = {day_of("2024-05-06"), day_of("2024-05-07")};
    const double rf[] = {0.0001, 0.0002}, smb[] = {-0.0031, 0.0042};
    const es_factor *factor;
    es_put_counts counts = {0};
    es_put_conflict conflict;
    es_dataset *data;
    es_error err;
    (void)state;
    assert_ok(
        es_store_put_factor(store, "smb", 2, day, smb, ES_CONFLICT_ERROR, &counts, &conflict, &err),
        err);
    assert_ok(
        es_store_put_factor(store, "rf", 1, day, rf, ES_CONFLICT_ERROR, &counts, &conflict, &err),
        err);
    data = load(store);
    assert_int_equal(data->n_factors, 2);
    factor = es_dataset_factor(data, "smb");
    assert_int_equal(factor->n, 2);
    assert_int_equal(factor->day[1], day[1]);
    assert_true(factor->value[0] == -0.0031 && factor->value[1] == 0.0042);
    factor = es_dataset_factor(data, "rf");
    assert_int_equal(factor->n, 1);
    assert_true(factor->value[0] == 0.0001);
    es_dataset_free(data);
    es_store_close(store);
}

static void inputs_are_the_latest_of_each_file(void **state)
{
    es_store *store = memory_store();
    const es_import_record records[] = {
        {"prices", "a.csv", "long", "f00", 10, 10, 0},
        {"events", "e.csv", NULL, "f01", 3, 3, 0},
        {"prices", "a.csv", "long", "f00", 10, 0, 1},
        {"prices", "a.csv", "long", "f02", 12, 2, 0},
    };
    es_dataset *data;
    es_error err;
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_ok(es_store_log_import(store, &records[i], &err), err);
    data = load(store);
    assert_int_equal(data->n_inputs, 3);
    assert_string_equal(data->input[0].kind, "events");
    assert_string_equal(data->input[1].fingerprint, "f00");
    assert_string_equal(data->input[2].fingerprint, "f02");
    assert_string_equal(data->input[2].file, "a.csv");
    assert_int_equal(data->input[2].rows, 12);
    es_dataset_free(data);
    es_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_keep_their_order_and_find_their_series),
        cmocka_unit_test(attributes_belong_to_their_events),
        cmocka_unit_test(a_series_is_read_as_it_was_put),
        cmocka_unit_test(a_field_may_end),
        cmocka_unit_test(returns_leave_out_what_they_do_without),
        cmocka_unit_test(a_damaged_chunk_is_an_error),
        cmocka_unit_test(factors_are_grouped_by_name),
        cmocka_unit_test(inputs_are_the_latest_of_each_file),
    };
    return cmocka_run_group_tests_name("store.load", tests, NULL, NULL);
}
