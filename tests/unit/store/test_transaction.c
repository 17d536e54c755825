#include "unit/store/fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const double closes[] = {17.25, 18.5, 19.75};

static void commit_closes(const char *path, const char *symbol)
{
    es_error err;
    es_store *store = open_store(path, ES_STORE_CREATE);
    assert_ok(es_store_begin(store, &err), err);
    put_closes(store, symbol, "2024-05-06", 3, closes);
    assert_ok(es_store_commit(store, &err), err);
    es_store_close(store);
}

/* Puts more than the page cache holds, so that pages reach the file before the commit. */
static void put_much(es_store *store)
{
    double close[3650];
    for (int i = 0; i < 3650; i++)
        close[i] = 17.25 + i;
    for (int s = 0; s < 1500; s++) {
        char symbol[16];
        (void)snprintf(symbol, sizeof symbol, "S%d", s);
        put_closes(store, symbol, "2010-01-01", 3650, close);
    }
    put_closes(store, "AAPL", "2023-05-06", 300, close); /* changes what was there */
}

static void what_is_committed_is_read_back(void **state)
{
    const char *path = fixture_path(state, "a.db");
    es_store *store;
    commit_closes(path, "AAPL");
    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT symbol, date, close, volume FROM price",
                 "AAPL|2024-05-06|17.25|-\nAAPL|2024-05-07|18.5|-\nAAPL|2024-05-08|19.75|-\n");
    es_store_close(store);
}

static void a_rollback_leaves_every_byte(void **state)
{
    const char *path = fixture_path(state, "a.db");
    size_t n_before, n_after;
    char *before, *after;
    es_store *store;
    es_error err;
    commit_closes(path, "AAPL");
    before = read_file(path, &n_before);
    store = open_store(path, ES_STORE_WRITE);
    assert_ok(es_store_begin(store, &err), err);
    put_much(store);
    es_store_rollback(store);
    es_store_rollback(store); /* fine when nothing is open */
    after = read_file(path, &n_after);
    assert_int_equal(n_before, n_after);
    assert_memory_equal(before, after, n_before);
    es_store_close(store);
    free(before);
    free(after);
}

static void closing_rolls_back(void **state)
{
    const char *path = fixture_path(state, "a.db");
    es_store *store;
    es_error err;
    commit_closes(path, "AAPL");
    store = open_store(path, ES_STORE_WRITE);
    assert_ok(es_store_begin(store, &err), err);
    put_closes(store, "MSFT", "2024-05-06", 3, closes);
    es_store_close(store);
    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT symbol FROM security", "AAPL\n");
    es_store_close(store);
}

static void an_empty_file_does_not_stay_behind(void **state)
{
    const char *path = fixture_path(state, "a.db");
    es_store *store = open_store(path, ES_STORE_CREATE);
    es_error err;
    es_store_close(store);
    assert_int_not_equal(access(path, F_OK), 0);
    store = open_store(path, ES_STORE_CREATE);
    assert_ok(es_store_begin(store, &err), err);
    put_much(store);
    es_store_rollback(store);
    es_store_close(store);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_second_writer_is_told(void **state)
{
    const char *path = fixture_path(state, "a.db");
    es_store *first, *second;
    es_error err;
    commit_closes(path, "AAPL");
    first = open_store(path, ES_STORE_WRITE);
    second = open_store(path, ES_STORE_CREATE);
    assert_ok(es_store_begin(first, &err), err);
    assert_int_equal(es_store_begin(second, &err), ES_EBUSY);
    assert_non_null(strstr(err.message, "another process is writing to"));
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.hint, "try again"));
    assert_query(second, "SELECT count(*) FROM price", "3\n"); /* reading goes on */
    assert_ok(es_store_commit(first, &err), err);
    assert_ok(es_store_begin(second, &err), err);
    es_store_close(first);
    es_store_close(second);
}

/* In the child: puts much without committing, tells so, and waits to be killed. */
static void import_until_killed(const char *path, int ready)
{
    es_store *store = open_store(path, ES_STORE_CREATE);
    es_error err;
    if (es_store_begin(store, &err) == ES_OK) {
        put_much(store);
        if (write(ready, "x", 1) == 1)
            for (;;)
                pause();
    }
    _exit(1);
}

static void kill_during_import(const char *path)
{
    int ready[2];
    char byte;
    pid_t child;
    assert_int_equal(pipe(ready), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        import_until_killed(path, ready[1]);
    assert_int_equal(close(ready[1]), 0);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(close(ready[0]), 0);
}

/* Even whoever only reads finds the state before: the journal left behind is played back. */
static void a_killed_import_leaves_the_state_before(void **state)
{
    char path[256];
    size_t n_before, n_after;
    char *before, *after, *journal;
    es_store *store;
    (void)snprintf(path, sizeof path, "%s", fixture_path(state, "a.db"));
    commit_closes(path, "AAPL");
    before = read_file(path, &n_before);
    kill_during_import(path);
    after = read_file(path, &n_after);
    journal = read_file(fixture_path(state, "a.db-journal"), &n_after);
    assert_non_null(journal); /* pages were written, and have to be taken back */
    free(after);
    free(journal);

    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT symbol, date, close FROM price",
                 "AAPL|2024-05-06|17.25\nAAPL|2024-05-07|18.5\nAAPL|2024-05-08|19.75\n");
    assert_query(store, "SELECT count(*) FROM security", "1\n");
    es_store_close(store);
    after = read_file(path, &n_after);
    assert_int_equal(n_before, n_after);
    assert_memory_equal(before, after, n_before);
    free(before);
    free(after);
}

static void a_killed_first_import_leaves_an_empty_database(void **state)
{
    char path[256];
    es_store *store;
    es_error err;
    (void)snprintf(path, sizeof path, "%s", fixture_path(state, "a.db"));
    kill_during_import(path);
    assert_int_equal(es_store_open(path, ES_STORE_READ, &store, &err), ES_ENOTFOUND);
    assert_non_null(strstr(err.message, "no data in"));
    commit_closes(path, "AAPL");
    store = open_store(path, ES_STORE_READ);
    assert_query(store, "SELECT count(*) FROM price", "3\n");
    es_store_close(store);
}

#define WITH_DIRECTORY(test)                                                                       \
    cmocka_unit_test_setup_teardown(test, fixture_make_directory, fixture_remove_directory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DIRECTORY(what_is_committed_is_read_back),
        WITH_DIRECTORY(a_rollback_leaves_every_byte),
        WITH_DIRECTORY(closing_rolls_back),
        WITH_DIRECTORY(an_empty_file_does_not_stay_behind),
        WITH_DIRECTORY(a_second_writer_is_told),
        WITH_DIRECTORY(a_killed_import_leaves_the_state_before),
        WITH_DIRECTORY(a_killed_first_import_leaves_an_empty_database),
    };
    return cmocka_run_group_tests_name("store.transaction", tests, NULL, NULL);
}
