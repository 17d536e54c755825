#include "import/readers.h"

#include <string.h>

#include "import/dialect.h"
#include "import/layout.h"

enum { LOOK = 20 }; /* records a layout may look at to recognise the file */

static const double tolerated_rejects = 0.01; /* share of the rows */

static bool begins_with_data(const es_intake *in)
{
    for (size_t c = 0; c < in->header.n; c++)
        if (es_dialect_like_day(in->header.name[c], strlen(in->header.name[c])))
            return true;
    return false;
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
    es_status status = es_intake_peek(in, LOOK, &unused, err);
    if (status == ES_OK)
        status = es_layout_choose(in, &layout, err);
    if (status != ES_OK)
        return status;
    if (!layout && begins_with_data(in))
        return fail_no_header(in, err);
    if (!layout)
        return es_mapping_fail_absent(&in->header, "date", "date=YourColumn,close=...", err);
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "%s", layout->title);
    status = layout->read(in, err);
    return status == ES_OK ? es_intake_finish(in, tolerated_rejects, err) : status;
}
