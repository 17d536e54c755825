/* What the values of price files must be, and what that says of the file. */
#include "import/price_rows.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/value.h"

static void apply_price(double *value, es_price_outcome *out)
{
    if (*value > 0.0) {
        out->has_price = true;
    } else {
        out->n_nonpositive++; /* stored as it came: studies take it for missing */
    }
}

/* -44, -55, -66, -77, -88, -99 are codes for a return that is not there. */
static const char *apply_return(double *value, es_price_outcome *out)
{
    if (*value <= -44.0)
        *value = (double)NAN;
    else if (*value < -1.0)
        return "is a return below -100 %";
    else
        out->has_price = true;
    return NULL;
}

bool es_price_is_count(es_price_rule rule)
{
    return rule == ES_RULE_NON_NEGATIVE || rule == ES_RULE_VOLUME || rule == ES_RULE_POSITIVE
           || rule == ES_RULE_THOUSANDS;
}

bool es_price_is_return(es_price_rule rule)
{
    return rule == ES_RULE_RETURN || rule == ES_RULE_DELISTING || rule == ES_RULE_STATED;
}

void es_price_scale(es_intake *in, es_price_rule rule, const char *text, size_t n, double *value)
{
    static const double percent_median = 0.05; /* */
    double scale = in->job->options->scale;
    if (rule != ES_RULE_RETURN || isnan(*value))
        return;
    if (scale != 0.0)
        *value = es_value_scaled(text, n, *value, scale);
    in->n_returns++;
    in->n_large_returns += fabs(*value) > percent_median;
}

es_status es_price_check_returns(const es_intake *in, es_error *err)
{
    if (in->job->options->scale != 0.0 || 2 * in->n_large_returns <= in->n_returns)
        return ES_OK;
    (void)es_fail(err, ES_EDATA, "%s: looks like percent: %llu of %llu returns are beyond 5 %%",
                  in->name, (unsigned long long)in->n_large_returns,
                  (unsigned long long)in->n_returns);
    return es_hint(err, "--scale 0.01 converts percent; --scale 1 takes the values as fractions");
}

const char *es_price_rule_apply(es_price_rule rule, double *value, es_price_outcome *out)
{
    if (isnan(*value))
        return NULL;
    switch (rule) {
    case ES_RULE_PRICE:
        apply_price(value, out);
        return NULL;
    case ES_RULE_MIDPOINT:
        *value = fabs(*value);
        if (*value > 0.0)
            out->has_price = true;
        else
            *value = (double)NAN;
        return NULL;
    case ES_RULE_POSITIVE:
    case ES_RULE_THOUSANDS:
        *value = *value > 0.0 ? *value * (rule == ES_RULE_THOUSANDS ? 1000.0 : 1.0) : (double)NAN;
        return NULL;
    case ES_RULE_VOLUME:
        if (*value < 0.0)
            *value = (double)NAN;
        return NULL;
    case ES_RULE_RETURN:
    case ES_RULE_DELISTING:
        return apply_return(value, out);
    case ES_RULE_STATED:
        return *value < -1.0 ? "is a return below -100 %" : NULL;
    case ES_RULE_RATIO:
        if (*value == 0.0)
            *value = 1.0;
        break;
    case ES_RULE_NON_NEGATIVE:
        break;
    }
    return *value < 0.0 ? "is negative" : NULL;
}

bool es_prices_are_adjusted(const es_header *header)
{
    bool dividends = false, splits = false, adjusted = false;
    for (size_t i = 0; i < header->n; i++) {
        const es_price_column *known = es_price_rows_column(header->name[i]);
        dividends = dividends || es_name_equal(header->name[i], "Dividends");
        splits = splits || es_name_equal(header->name[i], "Stock Splits");
        adjusted = adjusted || (known && known->field == ES_FIELD_ADJ_CLOSE);
    }
    return dividends && splits && !adjusted;
}

void es_prices_say_adjusted(es_intake *in)
{
    char *layout = in->summary->layout;
    size_t used = strlen(layout);
    (void)snprintf(layout + used, sizeof in->summary->layout - used,
                   ", adjusted prices: dividends and splits are in them");
}
