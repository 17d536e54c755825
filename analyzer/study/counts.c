/* The ledger's totals: per group, in = used + excluded, and excluded by reason. */
#include <string.h>

#include "study/study.h"

/* Events whose cell in the column of groups is empty: without them the groups would not add up. */
static const char no_group[] = "(no group)";

static es_status append(es_table_rows *rows, const char *group, const char *outcome, size_t n,
                        es_error *err)
{
    es_cell cells[3] = {es_cell_text(group), es_cell_text(outcome), es_cell_int((int64_t)n)};
    return es_table_append(rows, cells, err);
}

static es_status append_group(es_table_rows *rows, const char *label, const size_t *n,
                              es_error *err)
{
    size_t in = 0;
    es_status status;
    for (int k = 0; k < ES_N_OUTCOMES; k++)
        in += n[k];
    status = append(rows, label, "in", in, err);
    if (!status)
        status = append(rows, label, "used", n[ES_USED], err);
    if (!status)
        status = append(rows, label, "excluded", in - n[ES_USED], err);
    for (int k = ES_USED + 1; k < ES_N_OUTCOMES && !status; k++)
        if (n[k])
            status = append(rows, label, es_outcome_key((es_outcome)k), n[k], err);
    return status;
}

es_status es_study_counts(const es_study *s, const es_outcome *outcome, es_tables *out,
                          es_error *err)
{
    static const es_column columns[] = {
        {"group", ES_TEXT, ES_PLAIN}, {"outcome", ES_TEXT, ES_PLAIN}, {"n", ES_INT, ES_PLAIN}};
    es_table_rows *rows = es_tables_add(out, "counts", "Events in, used, excluded", columns, 3);
    es_status status = rows ? ES_OK : es_fail_memory(err);
    size_t rest[ES_N_OUTCOMES] = {0}, n_rest = s->grouping ? s->data->n_events : 0;
    for (size_t g = 0; g < s->n_groups && !status; g++) {
        const es_group *group = &s->group[g];
        size_t n[ES_N_OUTCOMES] = {0};
        for (size_t i = 0; i < group->n; i++)
            n[outcome[group->event[i]]]++;
        for (int k = 0; k < ES_N_OUTCOMES; k++)
            rest[k] = g == 0 ? n[k] : rest[k] - n[k];
        n_rest -= g && s->grouping ? group->n : 0;
        status = append_group(rows, group->label, n, err);
    }
    return status || n_rest == 0 ? status : append_group(rows, no_group, rest, err);
}
