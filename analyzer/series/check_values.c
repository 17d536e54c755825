/* Checks of values that cannot be, or do not agree. */
#include "series/check.h"

#include <ctype.h>
#include <math.h>

/* ---- Prices that are no prices ---- */

/* Looked for in one go, since most series have nothing of the kind. */
static bool any_nonpositive(size_t n, const double *value)
{
    unsigned any = 0;
    for (size_t i = 0; i < n; i++)
        any |= value[i] <= 0.0;
    return any != 0;
}

static void check_field(es_checkup *c, es_field field)
{
    const double *value = c->prices->value[field];
    if (value && !any_nonpositive(c->prices->n, value))
        return;
    for (size_t i = 0; value && i < c->prices->n; i++) {
        size_t last = i;
        es_finding f;
        if (!(value[i] <= 0.0))
            continue;
        while (last + 1 < c->prices->n && value[last + 1] <= 0.0)
            last++;
        f = es_finding_of(c, i, last);
        f.field = es_field_name(field);
        f.before = i ? value[i - 1] : (double)NAN;
        f.after = value[i];
        f.note = value[i] < 0.0 ? "negative: a midpoint?" : "zero";
        es_findings_add(c->findings, &f);
        i = last;
    }
}

static void check_nonpositive(es_checkup *c)
{
    static const es_field fields[] = {ES_FIELD_OPEN, ES_FIELD_HIGH, ES_FIELD_LOW, ES_FIELD_CLOSE,
                                      ES_FIELD_ADJ_CLOSE};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        check_field(c, fields[i]);
}

const es_check es_check_nonpositive = {
    .id = "nonpositive",
    .title = "zero or negative price",
    .finds = "a price at or below zero; studies take it for missing.  In CRSP files a minus sign "
             "marks the midpoint of bid and ask on a day without trade",
    .mend =
        "if the file comes from CRSP, import it with its own column names, so that the midpoint "
        "is taken; otherwise correct the file and import with --on-conflict replace",
    .series = check_nonpositive,
};

/* ---- More lost than there was ---- */

static void report_below(es_checkup *c, size_t i, const char *field, double before, double after,
                         double ret)
{
    es_finding f = es_finding_of(c, i, i);
    f.field = field;
    f.before = before;
    f.after = after;
    f.ratio = ret;
    f.note = "return";
    es_findings_add(c->findings, &f);
}

static void check_below(es_checkup *c)
{
    const double *ret = c->prices->value[ES_FIELD_RET], *price = c->price;
    size_t last = c->prices->n;
    for (size_t i = 0; i < c->prices->n; i++) {
        if (ret && ret[i] < -1.0)
            report_below(c, i, "ret", (double)NAN, ret[i], ret[i]);
        if (!price || isnan(price[i]))
            continue;
        if (last < c->prices->n && price[i] * price[last] < 0.0)
            report_below(c, i, c->basis == ES_BASIS_ADJUSTED ? "adj_close" : "close", price[last],
                         price[i], price[i] / price[last] - 1.0);
        last = i;
    }
}

const es_check es_check_below_minus_100 = {
    .id = "below_minus_100",
    .title = "return below -100 %",
    .finds = "a ready-made return below -1, or two prices of opposite sign, whose return would be "
             "one; ratio is that return",
    .mend = "see nonpositive: it is the sign of the price that is wrong, or no return at all",
    .series = check_below,
};

/* ---- Adjusted and plain prices that do not fit each other ---- */

static const double LEAST_TOLERANCE = 0.005;

/* The log changes of both columns from row j to row i, and how exact they are: prices are rounded
 * to a cent. */
typedef struct pair {
    double close, adjusted, tolerance;
} pair;

static pair compare(const es_prices *p, size_t j, size_t i)
{
    const double *close = p->value[ES_FIELD_CLOSE], *adjusted = p->value[ES_FIELD_ADJ_CLOSE];
    double least = fmin(fmin(close[i], close[j]), fmin(adjusted[i], adjusted[j]));
    return (pair){log(close[i] / close[j]), log(adjusted[i] / adjusted[j]),
                  LEAST_TOLERANCE + 0.02 / least};
}

/* The changes of both columns differ by less than the least tolerance: so on nearly all days, and
 * then no logarithm is needed. */
static bool move_alike(const es_prices *p, size_t j, size_t i)
{
    const double *close = p->value[ES_FIELD_CLOSE], *adjusted = p->value[ES_FIELD_ADJ_CLOSE];
    return fabs(adjusted[i] * close[j] / (adjusted[j] * close[i]) - 1.0) < 0.9 * LEAST_TOLERANCE;
}

/* With dividends and splits at hand the two move alike on a day without any.  Without, an
 * adjustment may make a move smaller (a split) or add a dividend of up to a sixth. */
static bool disagree(const es_prices *p, size_t j, size_t i)
{
    const double *dividend = p->value[ES_FIELD_DIVIDEND], *split = p->value[ES_FIELD_SPLIT];
    const pair x = compare(p, j, i);
    double gain = x.adjusted - x.close;
    if (fabs(gain) <= x.tolerance || (dividend && dividend[i] > 0.0)
        || (split && !isnan(split[i]) && split[i] != 1.0))
        return false;
    if (dividend && split)
        return true;
    return (gain < 0.0 || gain > 0.18) && fabs(x.adjusted) > fabs(x.close);
}

static void check_adj_close(es_checkup *c)
{
    const double *close = c->prices->value[ES_FIELD_CLOSE];
    const double *adjusted = c->prices->value[ES_FIELD_ADJ_CLOSE];
    size_t previous = c->prices->n;
    es_finding f;
    size_t n = 0;
    for (size_t i = 0; close && adjusted && i < c->prices->n; i++) {
        if (!(close[i] > 0.0) || !(adjusted[i] > 0.0))
            continue;
        if (previous < c->prices->n && !move_alike(c->prices, previous, i)
            && disagree(c->prices, previous, i)) {
            if (n++ == 0) {
                f = es_finding_of(c, i, i);
                f.before = adjusted[previous] / close[previous];
                f.after = adjusted[i] / close[i];
            }
            f.last = c->prices->day[i];
        }
        previous = i;
    }
    if (n == 0)
        return;
    f.field = "adj_close";
    f.n_days = n;
    f.ratio = f.after / f.before;
    f.note = "no dividend, no split";
    es_findings_add(c->findings, &f);
}

const es_check es_check_adj_close = {
    .id = "adj_close",
    .title = "adjusted close that does not fit",
    .finds = "days on which adj_close moves otherwise than close, with no dividend or split that "
             "could explain it; before and after are adj_close / close at the first of them",
    .mend = "download the series again in one piece: adjusted prices of different days do not "
            "mix; or import without adj_close",
    .series = check_adj_close,
};

/* ---- Names ---- */

static void check_lower_case(es_checkup *c)
{
    bool lower = false, upper = false;
    es_finding f;
    for (const char *s = c->symbol; *s; s++) {
        lower = lower || islower((unsigned char)*s);
        upper = upper || isupper((unsigned char)*s);
    }
    if (!lower || upper || c->prices->n == 0)
        return;
    f = es_finding_of(c, 0, c->prices->n - 1);
    f.note = "events name it as written";
    es_findings_add(c->findings, &f);
}

const es_check es_check_lower_case = {
    .id = "lower_case",
    .title = "symbol in lower case",
    .finds = "a symbol without a capital letter; an event finds its security only when both are "
             "written alike",
    .mend = "import under the usual symbol (--symbol, or the file's name)",
    .series = check_lower_case,
};

/* ---- Factors in percent ---- */

static void check_percent(const es_check *check, const char *name, size_t n, const es_day *day,
                          const double *value, es_findings *out)
{
    size_t large = es_percent_like(n, value);
    double most = 0.0;
    if (large == 0)
        return;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(value[i]));
    es_findings_add(out, &(es_finding){.check = check,
                                       .symbol = name,
                                       .first = day[0],
                                       .last = day[n - 1],
                                       .n_days = large,
                                       .before = (double)NAN,
                                       .after = most,
                                       .ratio = (double)NAN,
                                       .note = "in percent?"});
}

const es_check es_check_percent = {
    .id = "percent",
    .title = "factor that looks like percent",
    .finds = "a factor that moves more than 5 % on most days (R-9); after is its largest value",
    .mend = "import it again with --scale 0.01 --on-conflict replace",
    .factor = check_percent,
};
