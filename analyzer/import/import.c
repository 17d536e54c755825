/* Files into the store: one transaction, all of them or nothing. */
#include "eventstudy.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/import.h"
#include "import/layout.h"
#include "import/readers.h"

static const struct {
    const char *name;
    es_status (*read)(es_intake *in, es_error *err);
} kinds[] = {
    [ES_IMPORT_PRICES] = {"prices", es_read_prices},
    [ES_IMPORT_FACTORS] = {"factors", es_read_factors},
    [ES_IMPORT_EVENTS] = {"events", es_read_events},
    [ES_IMPORT_ALIASES] = {"aliases", es_read_aliases},
    [ES_IMPORT_CONFOUNDING] = {"confounding", es_read_confounding},
    [ES_IMPORT_CALENDAR] = {"calendar", es_read_calendars},
    [ES_IMPORT_RETURNS] = {"returns", es_read_returns},
};

void es_import_options_init(es_import_options *options)
{
    memset(options, 0, sizeof *options);
}

/* ---- Options -------------------------------------------------------------------------------- */

/* The index of a word among the allowed ones; NULL: the first. */
static es_status choose(const char *option, const char *given, const char *const *words, size_t n,
                        size_t *out, es_error *err)
{
    const char *nearest;
    *out = 0;
    if (!given)
        return ES_OK;
    for (size_t i = 0; i < n; i++)
        if (strcmp(given, words[i]) == 0) {
            *out = i;
            return ES_OK;
        }
    nearest = es_nearest(given, words, n);
    (void)es_fail(err, ES_EUSAGE, "%s: unknown value \"%s\"", option, given);
    return es_hint(err, "did you mean %s?", nearest ? nearest : words[0]);
}

static es_status check_policies(const es_import_options *options, es_conflict_policy *policy,
                                es_error *err)
{
    static const char *const on_conflict[] = {[ES_CONFLICT_ERROR] = "error",
                                              [ES_CONFLICT_KEEP] = "keep",
                                              [ES_CONFLICT_REPLACE] = "replace"};
    static const char *const on_bad_row[] = {"reject", "error"};
    static const char *const date_order[] = {"mdy", "dmy"};
    static const char *const decimal[] = {"point", "comma"};
    size_t choice, unused;
    es_status status = choose("on-conflict", options->on_conflict, on_conflict, 3, &choice, err);
    *policy = (es_conflict_policy)choice;
    if (status == ES_OK)
        status = choose("on-bad-row", options->on_bad_row, on_bad_row, 2, &unused, err);
    if (status == ES_OK)
        status = choose("date-order", options->date_order, date_order, 2, &unused, err);
    return status == ES_OK ? choose("decimal", options->decimal, decimal, 2, &unused, err) : status;
}

static es_status check_paths(const char *const *paths, size_t n_paths, es_error *err)
{
    size_t n_stdin = 0;
    for (size_t i = 0; i < n_paths; i++)
        n_stdin += strcmp(paths[i], "-") == 0;
    if (n_paths == 0)
        return es_fail(err, ES_EUSAGE, "no file to import");
    if (n_stdin > 1)
        return es_fail(err, ES_EUSAGE, "stdin can be read only once");
    return ES_OK;
}

static es_status check_options(es_import_kind kind, size_t n_paths,
                               const es_import_options *options, es_error *err)
{
    bool prices = kind == ES_IMPORT_PRICES;
    if (options->symbol && !prices && kind != ES_IMPORT_RETURNS)
        return es_fail(err, ES_EUSAGE, "symbol: only files of prices or returns have one symbol");
    if (options->symbol && !options->symbol[0])
        return es_fail(err, ES_EUSAGE, "symbol: is empty");
    if (options->symbol && n_paths > 1)
        return es_fail(err, ES_EUSAGE, "symbol: %s cannot name the symbol of %zu files",
                       options->symbol, n_paths);
    if (options->format && !prices)
        return es_fail(err, ES_EUSAGE, "format: only price files have formats");
    if (options->scale != 0.0 && kind != ES_IMPORT_FACTORS && kind != ES_IMPORT_RETURNS
        && kind != ES_IMPORT_PRICES)
        return es_fail(err, ES_EUSAGE, "scale: only factors, returns and prices are scaled");
    if (!isfinite(options->scale) || options->scale < 0.0)
        return es_fail(err, ES_EUSAGE, "scale: must be a positive number");
    return es_layout_check_id(options->format, err);
}

/* ---- Files ---------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Notes a fact once: ", gzip". */
static void describe(es_import_summary *summary, const char *fact)
{
    size_t used = strlen(summary->layout);
    if (fact && !strstr(summary->layout, fact))
        (void)snprintf(summary->layout + used, sizeof summary->layout - used, "%s%s",
                       used ? ", " : "", fact);
}

static void add_counts(es_import_summary *to, const es_import_summary *part)
{
    to->rows += part->rows;
    to->added += part->added;
    to->filled += part->filled;
    to->unchanged += part->unchanged;
    to->replaced += part->replaced;
    to->kept += part->kept;
    to->repeated += part->repeated;
    to->apart += part->apart;
    to->off_season += part->off_season;
    to->empty += part->empty;
    to->rejected += part->rejected;
    to->missing += part->missing;
    to->nonpositive += part->nonpositive;
    to->n_symbols += part->n_symbols;
    to->unsorted = to->unsorted || part->unsorted;
}

/* The account of one text into that of the file. */
static void merge(es_import_summary *to, const es_import_summary *part, const char *file)
{
    bool has_days = part->rows > part->rejected;
    if (to->rows == to->rejected || (has_days && part->first < to->first))
        to->first = part->first;
    if (to->rows == to->rejected || (has_days && part->last > to->last))
        to->last = part->last;
    if (part->first_reject[0] && !to->first_reject[0])
        (void)snprintf(to->first_reject, sizeof to->first_reject, "%.100s, %.400s", file,
                       part->first_reject);
    if (part->first_off_season[0] && !to->first_off_season[0])
        memcpy(to->first_off_season, part->first_off_season, sizeof to->first_off_season);
    if (part->first_apart[0] && !to->first_apart[0])
        memcpy(to->first_apart, part->first_apart, sizeof to->first_apart);
    if (part->tiny[0] && !to->tiny[0])
        (void)snprintf(to->tiny, sizeof to->tiny, "%.60s", part->tiny);
    if (part->unread[0] && !to->unread[0])
        (void)snprintf(to->unread, sizeof to->unread, "%s", part->unread);
    to->scale = part->scale;
    add_counts(to, part);
    describe(to, part->layout);
}

static es_status import_text(es_job *job, es_import_kind kind, es_source *source,
                             es_import_summary *summary, es_error *err)
{
    es_intake in;
    es_status status = es_intake_open(job, source, summary, &in, err);
    if (status != ES_OK)
        return status;
    status = es_explain_reading(&in, err);
    if (status == ES_OK)
        status = kinds[kind].read(&in, err);
    if (status != ES_OK)
        es_explain_unread(&in);
    es_intake_close(&in);
    if (status == ES_OK)
        describe(summary, es_source_encoding(source));
    return status;
}

static es_status import_entry(es_job *job, es_import_kind kind, es_source *source,
                              es_import_summary *summary, es_error *err)
{
    es_import_summary part;
    es_status status;
    memset(&part, 0, sizeof part);
    if (job->options->symbol && es_source_texts(source) > 1)
        return es_fail(err, ES_EUSAGE, "symbol: %s cannot name the symbol of several files in %s",
                       job->options->symbol, job->path);
    status = import_text(job, kind, source, &part, err);
    if (es_source_is_empty(source)) { /* as providers pack securities without trade */
        es_source_pass_over(source);
        es_error_clear(err);
        return ES_OK;
    }
    if (status == ES_OK)
        merge(summary, &part, es_source_file(source));
    return status;
}

es_status es_import_read(es_job *job, es_import_kind kind, es_source *source,
                         es_import_summary *summary, es_error *err)
{
    es_status status;
    bool more;
    while ((status = es_source_next(source, &more, err)) == ES_OK && more) {
        status = es_source_is_archive(source) ? import_entry(job, kind, source, summary, err)
                                              : import_text(job, kind, source, summary, err);
        if (status != ES_OK)
            return status;
    }
    if (status != ES_OK)
        return status;
    describe(summary, es_source_packing(source));
    if (es_source_is_archive(source))
        summary->n_files = es_source_texts(source);
    (void)snprintf(summary->passed_over, sizeof summary->passed_over, "%s",
                   es_source_passed_over(source));
    return es_source_finish(source, summary->fingerprint, err);
}

static es_status import_file(es_job *job, es_import_kind kind, const char *path,
                             es_import_summary *summary, es_error *err)
{
    es_source *source;
    es_status status = es_source_open(path, &source, err);
    if (status != ES_OK)
        return status;
    job->path = path;
    status = es_import_read(job, kind, source, summary, err);
    if (status == ES_OK) {
        es_import_record record = {.kind = kinds[kind].name,
                                   .file = base_name(strcmp(path, "-") == 0 ? "stdin" : path),
                                   .layout = summary->layout,
                                   .fingerprint = summary->fingerprint,
                                   .rows = summary->rows,
                                   .added = summary->added,
                                   .rejected = summary->rejected};
        status = es_store_log_import(job->store, &record, err);
    }
    es_source_close(source);
    return status;
}

static bool changes_anything(const es_import_summary *summaries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (summaries[i].added || summaries[i].filled || summaries[i].replaced)
            return true;
    return false;
}

es_status es_import_check(es_import_kind kind, size_t n_paths, es_job *job, es_error *err)
{
    es_status status = check_options(kind, n_paths, job->options, err);
    return status == ES_OK ? check_policies(job->options, &job->policy, err) : status;
}

es_status es_import_files(es_store *store, es_import_kind kind, const char *const *paths,
                          size_t n_paths, const es_import_options *options,
                          es_import_summary *summaries, es_error *err)
{
    es_job job = {.store = store, .options = options, .rejects = {.path = options->rejects}};
    es_status status = check_paths(paths, n_paths, err), closed;
    memset(summaries, 0, n_paths * sizeof *summaries);
    if (status == ES_OK)
        status = es_import_check(kind, n_paths, &job, err);
    if (status == ES_OK)
        status = es_store_begin(store, err);
    if (status != ES_OK)
        return status;
    for (size_t i = 0; status == ES_OK && i < n_paths; i++)
        status = import_file(&job, kind, paths[i], &summaries[i], err);
    closed = es_rejects_close(&job.rejects, status == ES_OK ? err : NULL);
    if (status == ES_OK)
        status = closed;
    if (status == ES_OK && options->examine)
        status = options->examine(options->examine_context, store, err);
    /* A transaction without a change would still touch the file. */
    if (status != ES_OK || options->dry_run
        || !(changes_anything(summaries, n_paths) || es_store_migrated(store))) {
        es_store_rollback(store);
        return status;
    }
    status = es_store_commit(store, err);
    if (status != ES_OK)
        es_store_rollback(store);
    return status;
}
