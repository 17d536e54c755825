#include "import/readers.h"

#include <string.h>

#include "import/dialect.h"
#include "import/layout.h"
#include "import/price_rows.h"
#include "import/value.h"

enum { LOOK = 20 }; /* records a layout may look at to recognise the file */

static const double tolerated_rejects = 0.01; /* share of the rows */

static bool begins_with_data(const es_intake *in)
{
    for (size_t c = 0; c < in->header.n; c++)
        if (es_dialect_like_day(in->header.name[c], strlen(in->header.name[c])))
            return true;
    return false;
}

/* Names of columns above the first row of data: two of them at least, and a date below. */
static bool may_be_header(const es_record *above, const es_record *below)
{
    bool names = above->n_fields >= 2, data = false;
    for (size_t c = 0; names && c < above->n_fields; c++)
        names = !es_dialect_like_day(above->field[c], above->length[c]);
    for (size_t c = 0; c < below->n_fields; c++)
        data = data || es_dialect_like_day(below->field[c], below->length[c]);
    return names && data && below->n_fields >= above->n_fields;
}

/* No layout, or just a word that means a symbol and no day at all? */
static bool may_be_preamble(const es_intake *in, const es_layout *layout)
{
    const es_import_options *options = in->job->options;
    return !options->map && !options->format
           && (!layout || (layout->read == es_layout_long_read && !es_price_rows_have_date(in)));
}

/* Do the first rows have this many fields, the last of them not empty? */
static bool rows_have(const es_intake *in, size_t n)
{
    const es_record *record;
    size_t i = 0;
    for (; i < 3 && (record = es_intake_ahead(in, i)) != NULL; i++)
        if (record->n_fields != n || record->length[n - 1] == 0)
            return false;
    return i > 0;
}

/* Do the rows begin with their numbers? */
static bool rows_are_numbered(const es_intake *in)
{
    double first, number;
    const es_record *record = es_intake_ahead(in, 0);
    if (!record || es_value_number(record->field[0], record->length[0], &first))
        return false;
    for (size_t i = 1; i < 3; i++) {
        record = es_intake_ahead(in, i);
        if (!record || es_value_number(record->field[0], record->length[0], &number)
            || number != first + (double)i)
            return false;
    }
    return true;
}

/* A delimiter at the end of the header alone is none; where it has one name less than the rows have
 * fields, these begin with the numbers of the rows, as R writes them. */
static es_status fit_header(es_intake *in, es_error *err)
{
    size_t n = in->header.n;
    const char **name;
    if (n > 2 && !in->header.name[n - 1][0] && rows_have(in, n - 1)) {
        in->header.n--;
        return ES_OK;
    }
    if (n < 2 || !rows_have(in, n + 1) || !rows_are_numbered(in))
        return ES_OK;
    name = ES_NEW(in->arena, n + 1, const char *);
    if (!name)
        return es_fail_memory(err);
    name[0] = "";
    for (size_t c = 0; c < n; c++)
        name[c + 1] = in->header.name[c];
    in->header.name = name;
    in->header.n = n + 1;
    return ES_OK;
}

/* Lines above the names of the columns, such as the security and when it was saved: the first line
 * that a layout knows is taken for the header. */
static es_status skip_preamble(es_intake *in, const es_layout **layout, uint64_t *line,
                               es_error *err)
{
    enum { MOST = 60 }; /* lines above the header */
    const es_header first = in->header;
    const es_layout *before = *layout;
    es_record unused;
    es_status status = es_intake_peek(in, MOST, &unused, err);
    for (size_t i = 0; i < MOST && status == ES_OK; i++) {
        const es_record *above = es_intake_ahead(in, i), *below = es_intake_ahead(in, i + 1);
        if (!above || !below)
            break;
        if (!may_be_header(above, below))
            continue;
        *line = above->line;
        status = es_intake_set_header(in, above, err);
        es_intake_skip(in, i + 1);
        if (status == ES_OK)
            status = fit_header(in, err);
        if (status == ES_OK)
            status = es_layout_choose(in, layout, err);
        if (status != ES_OK || (*layout && es_price_rows_have_date(in)))
            return status;
        es_intake_unskip(in, i + 1);
    }
    in->header = first;
    *layout = before;
    *line = 0;
    return status;
}

static es_status fail_no_header(const es_intake *in, es_error *err)
{
    (void)es_fail(err, ES_EDATA, "%s: the first line is data, not the names of the columns",
                  in->name);
    return es_hint(err, "put a line above it such as symbol,date,close");
}

es_status es_read_prices(es_intake *in, es_error *err)
{
    const es_layout *layout = NULL;
    es_record unused;
    uint64_t header_line = 0;
    es_status status = es_intake_peek(in, LOOK, &unused, err);
    if (status == ES_OK)
        status = fit_header(in, err);
    if (status == ES_OK)
        status = es_layout_choose(in, &layout, err);
    if (status != ES_OK)
        return status;
    if (may_be_preamble(in, layout))
        status = skip_preamble(in, &layout, &header_line, err);
    if (status != ES_OK)
        return status;
    if (!layout && begins_with_data(in))
        return fail_no_header(in, err);
    if (!layout)
        return es_mapping_fail_absent(&in->header, "date", "date=YourColumn,close=...", err);
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "%s", layout->title);
    if (header_line)
        (void)snprintf(in->summary->layout, sizeof in->summary->layout, "%s, header on line %llu",
                       layout->title, (unsigned long long)header_line);
    status = layout->read(in, err);
    return status == ES_OK ? es_intake_finish(in, tolerated_rejects, err) : status;
}
