/* Checks of single jumps: a jump is the step from one price to the next.  Sizes are logarithms, so
 * that a fall and the rise that undoes it are the same size. */
#include "series/check.h"

#include <math.h>
#include <stdlib.h>

enum { AROUND = 5, LASTING = 5, YEAR_DAYS = 365 }; /* prices, prices, days */

static const double LEAST_JUMP = 0.18; /* smaller ones are nobody's split or slip */

/* The step from row `from` to row `to`, the next one with a price. */
typedef struct jump {
    size_t from, to;
    double size; /* log of what one unit held has become */
} jump;

static double at(const double *value, size_t i, double otherwise)
{
    return value && !isnan(value[i]) ? value[i] : otherwise;
}

/* Price relative over the step, with what was paid and split on the way. */
static double relative(const es_checkup *c, size_t from, size_t to)
{
    const double *dividend = c->prices->value[ES_FIELD_DIVIDEND];
    const double *split = c->prices->value[ES_FIELD_SPLIT];
    double shares = 1.0, cash = 0.0;
    if (c->basis != ES_BASIS_DISTRIBUTIONS)
        return c->price[to] / c->price[from];
    for (size_t i = from + 1; i <= to; i++) {
        shares *= at(split, i, 1.0);
        cash += at(dividend, i, 0.0) * shares;
    }
    return (c->price[to] * shares + cash) / c->price[from];
}

/* The next step of notable size whose start is at or after row `from`; false: none. */
static bool find_jump(const es_checkup *c, size_t from, jump *out)
{
    size_t last = c->price ? es_checkup_next(c, from) : c->prices->n;
    for (size_t i = last + 1; i < c->prices->n; i++) {
        double x;
        if (!(c->price[i] > 0.0))
            continue;
        x = c->price[i] / c->price[last];
        if (x < 0.84 || x > 1.19) {
            *out = (jump){last, i, log(relative(c, last, i))};
            if (fabs(out->size) > LEAST_JUMP)
                return true;
        }
        last = i;
    }
    return false;
}

/* The same; where jumps begin and end is remembered for the other checks, which all go through the
 * series. */
static bool next_jump(es_checkup *c, size_t from, jump *out)
{
    size_t start = from < c->first_jump ? c->first_jump : from;
    if (start >= c->no_jump_from)
        return false;
    if (!find_jump(c, start, out)) {
        c->no_jump_from = start;
        return false;
    }
    if (from == 0)
        c->first_jump = out->from;
    return true;
}

static bool long_gap(const es_checkup *c, const jump *j)
{
    return c->prices->day[j->to] - c->prices->day[j->from] > YEAR_DAYS;
}

/* How far the first price within `reach` rows after the jump that is back near the old level is
 * from it: its row, or n when none is. */
static size_t row_back(const es_checkup *c, const jump *j, double tolerance, size_t reach)
{
    size_t i = j->to;
    for (size_t k = 0; k < reach; k++) {
        i = es_checkup_next(c, i + 1);
        if (i >= c->prices->n)
            break;
        if (fabs(log(c->price[i] / c->price[j->from])) < tolerance)
            return i;
    }
    return c->prices->n;
}

static size_t row_before(const es_checkup *c, size_t i)
{
    while (i-- > 0)
        if (es_checkup_priced(c, i))
            return i;
    return c->prices->n;
}

static es_finding finding(const es_checkup *c, const jump *j, size_t last, const char *note)
{
    es_finding f = es_finding_of(c, j->to, last);
    f.field = c->basis == ES_BASIS_ADJUSTED ? "adj_close" : "close";
    f.before = c->price[j->from];
    f.after = c->price[j->to];
    f.ratio = f.after / f.before;
    f.note = note;
    return f;
}

static void report(es_checkup *c, const jump *j, size_t last, const char *note)
{
    const es_finding f = finding(c, j, last, note);
    es_findings_add(c->findings, &f);
}

/* ---- A price in the wrong unit ---- */

typedef struct slip {
    double factor;
    const char *note;
} slip;

/* The power of ten nearest to the jump, if it is one; ten alone is also a split. */
static const slip *find_slip(const jump *j)
{
    static const slip slips[] = {{1000.0, "x1000"},  {100.0, "x100"},  {10.0, "x10"},
                                 {0.001, "x1/1000"}, {0.01, "x1/100"}, {0.1, "x1/10"}};
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
        if (fabs(j->size - log(slips[i].factor)) < 0.15)
            return &slips[i];
    return NULL;
}

/* Is this jump a slip of the decimal point?  *last: its last day. */
static const slip *judge_slip(const es_checkup *c, const jump *j, size_t *last)
{
    const slip *found = find_slip(j);
    size_t back = found ? row_back(c, j, 0.3, AROUND) : 0;
    bool reverses = back < c->prices->n;
    if (!found || long_gap(c, j) || (!reverses && fabs(log(found->factor)) < 3.0))
        return NULL;
    *last = reverses ? row_before(c, back) : j->to;
    return found;
}

static void check_scale(es_checkup *c)
{
    size_t from = 0, last = 0;
    jump j;
    while (next_jump(c, from, &j)) {
        const slip *found = judge_slip(c, &j, &last);
        from = j.to;
        if (!found)
            continue;
        report(c, &j, last, found->note);
        if (last + 1 < c->prices->n && row_back(c, &j, 0.3, AROUND) < c->prices->n)
            from = es_checkup_next(c, last + 1);
    }
}

const es_check es_check_scale = {
    .id = "scale",
    .title = "price in the wrong unit",
    .finds = "a price 10, 100 or 1000 times the one before or a fraction of it, back within five "
             "days or (from 100 on) for good: a slip of the decimal point, or cents for euros",
    .mend = "compare with another source and import the right price with --on-conflict replace",
    .series = check_scale,
};

/* ---- A jump that the next prices take back ---- */

static bool is_spike(es_checkup *c, const jump *j, size_t *back)
{
    size_t unused;
    double least = fmax(log(1.25), 8.0 * es_checkup_scale(c));
    if (fabs(j->size) < least || long_gap(c, j) || judge_slip(c, j, &unused))
        return false;
    *back = row_back(c, j, 0.25 * fabs(j->size), 2);
    return *back < c->prices->n;
}

static void check_spike(es_checkup *c)
{
    size_t from = 0, back = 0, unused;
    jump j;
    while (next_jump(c, from, &j)) {
        from = j.to;
        if (judge_slip(c, &j, &unused))
            from = es_checkup_next(c, unused + 1);
        if (!is_spike(c, &j, &back))
            continue;
        report(c, &j, row_before(c, back), j.size > 0 ? "up and back" : "down and back");
        from = back;
    }
}

const es_check es_check_spike = {
    .id = "spike",
    .title = "jump and reverse",
    .finds = "a price more than 25 % (and eight usual daily moves) away that is back near its old "
             "level within two days; ratio is the first price to the one before",
    .mend = "compare with another source; if it is wrong import the right price with --on-conflict "
            "replace",
    .series = check_spike,
};

/* ---- Splits ---- */

typedef enum commonness { USUAL, UNUSUAL, NEAR } commonness;

/* NEAR: a ratio that news comes near to as well. */
typedef struct split_form {
    double ratio; /* new shares per old */
    double tolerance;
    commonness commonness;
    const char *note;
} split_form;

/* clang-format off */
#define PAIR(new, old, tolerance, commonness)                                                      \
    {(double)(new) / (old), tolerance, commonness, #new ":" #old},                                 \
    {(double)(old) / (new), tolerance, commonness, #old ":" #new}
#define SMALL(n) PAIR(n, 1, 0.10, USUAL)
#define ROUND(n) PAIR(n, 1, 0.15, USUAL)
#define OTHER(n) PAIR(n, 1, 0.15, UNUSUAL)

static const split_form split_forms[] = {
    PAIR(3, 2, 0.05, USUAL), PAIR(5, 4, 0.05, NEAR), PAIR(4, 3, 0.05, NEAR),
    PAIR(5, 3, 0.05, NEAR), PAIR(5, 2, 0.05, USUAL),
    SMALL(2), SMALL(3), SMALL(4), SMALL(5), ROUND(6), ROUND(7), ROUND(8), OTHER(9), ROUND(10),
    OTHER(11), ROUND(12), OTHER(13), OTHER(14), ROUND(15), ROUND(16), OTHER(17), OTHER(18),
    OTHER(19), ROUND(20), OTHER(21), OTHER(22), OTHER(23), OTHER(24), ROUND(25), OTHER(26),
    OTHER(27), OTHER(28), OTHER(29), ROUND(30), OTHER(31), OTHER(32), OTHER(33), OTHER(34),
    OTHER(35), OTHER(36), OTHER(37), OTHER(38), OTHER(39), ROUND(40), OTHER(41), OTHER(42),
    OTHER(43), OTHER(44), OTHER(45), OTHER(46), OTHER(47), OTHER(48), OTHER(49), SMALL(50)};
/* clang-format on */

/* Was the price near the new level just before, or is it back near the old one soon after?  A split
 * lasts. */
static bool undone(const es_checkup *c, const jump *j)
{
    double near = 0.25 * fabs(j->size);
    size_t i = j->from;
    for (size_t k = 0; k < LASTING; k++) {
        i = row_before(c, i);
        if (i >= c->prices->n)
            break;
        if (fabs(log(c->price[i] / c->price[j->to])) < near)
            return true;
    }
    return row_back(c, j, near, LASTING) < c->prices->n;
}

/* What the night alone did, when the opening price is known: a split shows before the first trade.
 */
static double overnight(const es_checkup *c, const jump *j)
{
    double open = at(c->prices->value[ES_FIELD_OPEN], j->to, 0.0);
    double close = at(c->prices->value[ES_FIELD_CLOSE], j->to, 0.0);
    return open > 0.0 && close > 0.0 ? j->size + log(open / close) : j->size;
}

/* A move out of the ordinary that stays. */
static bool lasting(es_checkup *c, const jump *j)
{
    return !long_gap(c, j) && fabs(j->size) >= 6.0 * es_checkup_scale(c) && !undone(c, j);
}

static int compare_numbers(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The volume of a day to the median of the twenty before; NaN: not known. */
static double surge(const es_checkup *c, size_t row)
{
    enum { PAST = 20, LEAST = 5 };
    const double *volume = c->prices->value[ES_FIELD_VOLUME];
    double past[PAST];
    size_t n = 0;
    for (size_t i = row; volume && i-- > 0 && n < PAST;)
        if (volume[i] > 0.0)
            past[n++] = volume[i];
    if (n < LEAST || !(volume[row] > 0.0))
        return (double)NAN;
    qsort(past, n, sizeof *past, compare_numbers);
    return volume[row] / past[n / 2];
}

/* How near the move must come to a ratio; negative: it cannot be one.  Near ratios need a volume as
 * on other days, or, where it is not known, a move that nothing ordinary explains. */
static double reach(es_checkup *c, const jump *j, const split_form *s)
{
    double scale = es_checkup_scale(c), volume;
    if (s->commonness != NEAR)
        return s->tolerance;
    volume = surge(c, j->to);
    if (isnan(volume))
        return fabs(j->size) < 20.0 * scale ? -1.0 : fmin(s->tolerance, 2.0 * scale);
    return fabs(j->size) < 8.0 * scale || volume > 1.8 * fmax(1.0, s->ratio) ? -1.0 : s->tolerance;
}

/* The ratio nearest to the move; an unusual one must be nearer by four usual days, at most 4 %. */
static const split_form *judge_split(es_checkup *c, const jump *j)
{
    const split_form *found = NULL;
    double night = overnight(c, j), least = HUGE_VAL;
    if (!lasting(c, j))
        return NULL;
    for (size_t i = 0; i < sizeof split_forms / sizeof *split_forms; i++) {
        const split_form *s = &split_forms[i];
        double size = -log(s->ratio), off = fmax(fabs(j->size - size), fabs(night - size));
        if (off >= s->tolerance || off >= reach(c, j, s))
            continue;
        if (s->commonness == UNUSUAL)
            off += fmin(4.0 * es_checkup_scale(c), 0.04);
        if (off < least) {
            least = off;
            found = s;
        }
    }
    return found;
}

static void check_split(es_checkup *c)
{
    size_t from = 0, unused;
    jump j;
    while (next_jump(c, from, &j)) {
        const split_form *s = judge_split(c, &j);
        if (s && !judge_slip(c, &j, &unused)) {
            es_finding f = finding(c, &j, j.to, s->note);
            f.fix_ratio = s->ratio;
            es_findings_add(c->findings, &f);
        }
        from = j.to;
    }
}

const es_check es_check_split = {
    .id = "split",
    .title = "split that is not in the prices",
    .fix = "split",
    .finds = "a price that overnight becomes, and stays, one n-th of itself (n up to 50), two "
             "thirds, two fifths or the reverse, with no split recorded; 5:3, 4:3 and 5:4 as well "
             "where the volume is as on other days; ratio is new price to old",
    .mend = "make sure that there was a split, then record it (doctor --fix split --symbol SYMBOL "
            "--date DATE), or import adjusted prices",
    .series = check_split,
};

/* ---- Moves that no ratio explains ---- */

static void check_move(es_checkup *c)
{
    const double fall = -log(0.4), rise = log(2.5);
    size_t from = 0, unused;
    jump j;
    while (next_jump(c, from, &j)) {
        from = j.to;
        if ((j.size < rise && j.size > -fall) || overnight(c, &j) / j.size < 0.75)
            continue;
        if (lasting(c, &j) && !judge_slip(c, &j, &unused) && !judge_split(c, &j))
            report(c, &j, j.to, "no usual ratio");
    }
}

const es_check es_check_move = {
    .id = "move",
    .title = "lasting move that no usual split explains",
    .finds = "a price that overnight loses 60 % or becomes 2.5 times itself and stays there, at no "
             "ratio that `split` knows; ratio is new price to old",
    .mend = "news can stay; a split is recorded with its ratio (doctor --fix split --symbol SYMBOL "
            "--date DATE --ratio NEW:OLD), a wrong price imported again with --on-conflict replace",
    .series = check_move,
};

/* ---- A symbol used again ---- */

static void check_reuse(es_checkup *c)
{
    size_t last = c->price ? es_checkup_next(c, 0) : c->prices->n;
    for (size_t i = last + 1; i < c->prices->n; i++) {
        if (!(c->price[i] > 0.0))
            continue;
        if (c->prices->day[i] - c->prices->day[last] > YEAR_DAYS) {
            jump j = {last, i, log(relative(c, last, i))};
            if (fabs(j.size) > log(2.0))
                report(c, &j, i, "another firm?");
        }
        last = i;
    }
}

const es_check es_check_reuse = {
    .id = "reuse",
    .title = "symbol used again",
    .finds = "more than a year without prices, then a price less than half or more than twice the "
             "old one; first is the day prices begin again",
    .mend = "if the symbol passed to another firm, import its prices under a symbol of their own "
            "(--symbol)",
    .series = check_reuse,
};
