#include "import/readers.h"

#include "import/layout.h"

enum { LOOK = 20 }; /* records a layout may look at to recognise the file */

static const double tolerated_rejects = 0.01; /* share of the rows */

es_status es_read_prices(es_intake *in, es_error *err)
{
    const es_layout *layout = NULL;
    es_record unused;
    es_status status = es_intake_peek(in, LOOK, &unused, err);
    if (status == ES_OK)
        status = es_layout_choose(in, &layout, err);
    if (status != ES_OK)
        return status;
    if (!layout)
        return es_mapping_fail_absent(&in->header, "date", "date=YourColumn,close=...", err);
    (void)snprintf(in->summary->layout, sizeof in->summary->layout, "%s", layout->title);
    status = layout->read(in, err);
    return status == ES_OK ? es_intake_finish(in, tolerated_rejects, err) : status;
}
