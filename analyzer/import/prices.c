#include "import/readers.h"

#include "import/layout.h"

static const double tolerated_rejects = 0.01; /* share of the rows */

es_status es_read_prices(es_intake *in, es_error *err)
{
    const es_layout *layout = NULL;
    es_record second;
    es_status status = es_intake_peek(in, 1, &second, err); /* layouts look at the first records */
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
