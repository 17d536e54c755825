/* The loadable extension in the sqlite3 shell, if there is one. */
#include "unit/store/fixture.h"

#include <sys/wait.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static void make_database(const char *path)
{
    const double close[] = {17.25, 18.5};
    es_error err;
    es_store *store = open_store(path, ES_STORE_CREATE);
    assert_ok(es_store_begin(store, &err), err);
    put_closes(store, "AAPL", "2023-12-31", 2, close);
    assert_ok(es_store_commit(store, &err), err);
    es_store_close(store);
}

static void any_sqlite_client_can_load_the_tables(void **state)
{
    char command[1024], output[256] = "";
    const char *path = fixture_path(state, "a.db");
    FILE *shell;
    size_t n;
#ifdef SANITIZED
    skip(); /* the shell lacks the sanitizer that the extension is built with */
#endif
    if (system("command -v sqlite3 >/dev/null") != 0)
        skip();
    make_database(path);
    (void)snprintf(command, sizeof command,
                   "sqlite3 -readonly -cmd '.load %s' '%s'"
                   " \"SELECT symbol, date, close, volume FROM price WHERE date > '2023-12-30';"
                   " SELECT count(*), max(sar) FROM ar\" 2>&1",
                   ES_EXTENSION, path);
    shell = popen(command, "r");
    assert_non_null(shell);
    n = fread(output, 1, sizeof output - 1, shell);
    output[n] = '\0';
    assert_string_equal(output, "AAPL|2023-12-31|17.25|\nAAPL|2024-01-01|18.5|\n0|\n");
    assert_int_equal(pclose(shell), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(any_sqlite_client_can_load_the_tables,
                                        fixture_make_directory, fixture_remove_directory),
    };
    return cmocka_run_group_tests_name("store.extension", tests, NULL, NULL);
}
