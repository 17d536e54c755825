#include "inference/shifts.h"

#include <math.h>
#include <string.h>

#include "base/fleet.h"
#include "base/wide.h"
#include "stats/sum.h"

/* Shifts are taken in batches, all of a batch while an event's residuals are at hand: reading them
 * once per shift would cost more than computing with them.  A worker keeps the early sums of the
 * dates that later ones of its block may ask for, in a ring. */
enum { BATCH = 24, DATES_PER_BLOCK = 128, TOGETHER = 4 };

typedef struct bench {
    double *ring;       /* ring_size x BATCH x n_est: early sums */
    double *ring_level; /* ring_size x BATCH: theirs, see side */
    double *late;       /* BATCH x n_est */
    double *late_level; /* BATCH */
    double *spare;      /* n_est: sums that nobody reads */
    double *u;          /* TOGETHER x n_est: residuals that are not kept */
    double *both;       /* n_est: those of the shared days, where they are not neighbours */
} bench;

typedef struct shifter {
    const es_shift_task *task;
    size_t n_est;
    bool one_window;      /* the estimation window is one interval */
    size_t low, high;     /* the batch: shifts low .. high - 1 */
    size_t shared[BATCH]; /* days that events so far apart share, 0: too few */
    double days[BATCH];   /* the same */
    size_t ring_size;
    const int32_t *date_at; /* index of the date with day zero first_day + i, -1: none */
    int32_t first_day, last_day;
    bench *bench; /* one per worker */
    double *dot;  /* n_dates x BATCH: of a date with the one `shift` days before */
} shifter;

/* Some events of one date. */
typedef struct members {
    size_t n; /* up to TOGETHER */
    const double *u[TOGETHER];
} members;

/* What the residuals of an event are normalised with on the days shared at each shift of the
 * batch.  `plain`: they vary about as much as they are large. */
typedef struct norms {
    double mean[BATCH], scale[BATCH]; /* scale 0: they do not vary */
    bool plain[BATCH];
} norms;

/* Adds the n values less their mean, times scale, to sum. */
ES_WIDE static void add_scaled(size_t n, const double *restrict u, double mean, double scale,
                               double *restrict sum)
{
    for (size_t t = 0; t < n; t++)
        sum[t] += (u[t] - mean) * scale;
}

/* The same for the sum and its level: what the rounding of a large mean leaves in the one is told
 * to the other. */
static void add_centred(size_t n, const double *u, double mean, double scale, double *sum,
                        double *level)
{
    double left = 0.0;
    for (size_t t = 0; t < n; t++)
        left += u[t] - mean;
    add_scaled(n, u, mean, scale, sum);
    *level += left / (double)n * scale;
}

/* What brings the n values, less their mean, to unit length; 0 where they do not vary. */
static double scale_about(size_t n, const double *u, double mean)
{
    double squares = es_sum_squares_about(n, u, mean), sd = sqrt(squares / (double)n);
    return squares <= 0.0 || es_is_no_spread(sd, fmax(sd, fabs(mean))) ? 0.0 : 1.0 / sqrt(squares);
}

/* Adds four events times their factors to the sums of two shifts, one event after the other. */
ES_WIDE static void add_four(size_t n, const double *const u[TOGETHER],
                             const double factor[TOGETHER], const double factor2[TOGETHER],
                             double *restrict sum, double *restrict sum2)
{
    const double *restrict a = u[0], *restrict b = u[1], *restrict c = u[2], *restrict d = u[3];
    double fa = factor[0], fb = factor[1], fc = factor[2], fd = factor[3];
    double ga = factor2[0], gb = factor2[1], gc = factor2[2], gd = factor2[3];
    for (size_t t = 0; t < n; t++) {
        double part = sum[t] + a[t] * fa, part2 = sum2[t] + a[t] * ga;
        part += b[t] * fb, part2 += b[t] * gb;
        part += c[t] * fc, part2 += c[t] * gc;
        sum[t] = part + d[t] * fd, sum2[t] = part2 + d[t] * gd;
    }
}

/* Columns that hold the same days for two events some days apart: [early, early + n) of the earlier
 * event are [late, late + n) of the later one. */
typedef struct stretch {
    size_t early, late, n;
} stretch;

/* What interval i of the earlier event shares with interval j of the later one. */
static bool find_shared(const es_estimation *e, size_t i, size_t j, int shift, stretch *out)
{
    es_window a = es_estimation_interval(e, i), b = es_estimation_interval(e, j);
    int first = a.first > b.first + shift ? a.first : b.first + shift;
    int last = a.last < b.last + shift ? a.last : b.last + shift;
    if (first > last)
        return false;
    *out = (stretch){(size_t)(first - a.first), (size_t)(first - shift - b.first),
                     (size_t)(last - first + 1)};
    for (size_t m = 0; m < i; m++)
        out->early += (size_t)(e->interval[m].last - e->interval[m].first + 1);
    for (size_t m = 0; m < j; m++)
        out->late += (size_t)(e->interval[m].last - e->interval[m].first + 1);
    return true;
}

static size_t count_shared(const es_estimation *e, size_t shift)
{
    size_t n = 0;
    stretch part;
    for (size_t i = 0; i < es_estimation_intervals(e); i++)
        for (size_t j = 0; j < es_estimation_intervals(e); j++)
            n += find_shared(e, i, j, (int)shift, &part) ? part.n : 0;
    return n < ES_LEAST_COMMON_DAYS ? 0 : n;
}

/* Of an event's residuals u those on the days shared at a shift, side by side. */
static const double *pick_shared(const shifter *k, const bench *b, const double *u, size_t shift,
                                 bool early)
{
    const es_estimation *e = &k->task->ab->sample->align.estimation;
    size_t n = 0;
    stretch part;
    for (size_t i = 0; i < es_estimation_intervals(e); i++)
        for (size_t j = 0; j < es_estimation_intervals(e); j++)
            if (find_shared(e, i, j, (int)shift, &part)) {
                memcpy(b->both + n, u + (early ? part.early : part.late), part.n * sizeof *u);
                n += part.n;
            }
    return b->both;
}

/* The residuals of a member of a date, and a place for them if they are not kept. */
static const double *residual_of(const shifter *k, size_t member, double *place)
{
    return es_abnormal_residuals(k->task->ab, k->task->event[member], place);
}

/* Sums and sums of squares of an event's residuals on the days shared at each shift of the batch,
 * from the largest shift down: a smaller one adds a day. */
static void sum_shared(const shifter *k, const double *u, bool early, double *sum, double *square)
{
    size_t n = k->n_est, s = k->high - 1; /* all shifts share enough days: see max_shift */
    double total = es_sum(n - s, early ? u + s : u);
    double squares = es_sum_squares(n - s, early ? u + s : u);
    for (;;) {
        double day;
        sum[s - k->low] = total;
        square[s - k->low] = squares;
        if (s-- == k->low)
            break;
        day = early ? u[s] : u[n - 1 - s];
        total += day;
        squares += day * day;
    }
}

/* Usually the residuals' deviation is larger than their mean.  Otherwise the squares about it lose
 * digits here, and they are to be summed: false for one shift or more. */
ES_WIDE static bool find_norms(size_t batch, const double *restrict days,
                               const double *restrict sum, const double *restrict square,
                               norms *restrict out)
{
    size_t plain = 0;
    for (size_t j = 0; j < batch; j++) {
        double mean = sum[j] / days[j], squares = square[j] - sum[j] * mean;
        out->mean[j] = mean;
        out->scale[j] = 1.0 / sqrt(squares);
        out->plain[j] = squares > 0.5 * square[j];
        plain += out->plain[j];
    }
    return plain == batch;
}

/* The date `days` after date d (before it, if negative), or -1. */
static int32_t date_beside(const shifter *k, size_t d, int64_t days)
{
    int64_t day = (int64_t)k->task->date[d].day0 + days;
    return day < k->first_day || day > k->last_day ? -1 : k->date_at[day - k->first_day];
}

/* The sums of one date that are early (on the days shared with a later date) or late (with an
 * earlier one), and the shifts of the batch that have such a partner; shift 0 is of the early side.
 * Usually an event is not centred before it is added, which would be a third of the work: its mean
 * goes to the level, and the sum less the level is the centred one.  An event with a mean that is
 * large, or whose estimation window is several intervals, is centred; what the rounding of a large
 * mean leaves goes to the level too. */
typedef struct side {
    bool early;
    double *sum;   /* BATCH x n_est; of one window, early ones begin at column `shift` */
    double *level; /* BATCH */
    size_t n_wanted;
    size_t wanted[BATCH]; /* shifts from that of the batch's first on, ascending */
    size_t n_whole;       /* members whose residuals vary, where shift 0 is wanted */
} side;

static void open_side(const shifter *k, size_t d, bool early, double *sum, double *level, side *out)
{
    const es_date *date = &k->task->date[d];
    out->early = early;
    out->sum = sum;
    out->level = level;
    out->n_wanted = out->n_whole = 0;
    memset(sum, 0, BATCH * k->n_est * sizeof *sum);
    memset(level, 0, BATCH * sizeof *level);
    if (early && k->low == 0 && k->shared[0] > 0 && date->last - date->first > 1)
        out->wanted[out->n_wanted++] = 0;
    for (size_t s = k->low > 0 ? k->low : 1; s < k->high; s++)
        if (k->shared[s - k->low] > 0 && date_beside(k, d, early ? (int64_t)s : -(int64_t)s) >= 0)
            out->wanted[out->n_wanted++] = s - k->low;
}

/* Of the sums at shift number j of the batch, the shared days. */
static double *shared_of(const shifter *k, double *sum, size_t j, bool early)
{
    return sum + j * k->n_est + (early && k->one_window ? k->low + j : 0);
}

/* The factors of one member for every shift of a side.  Where its mean is large it is added here,
 * centred, and its factor is 0. */
static void find_factors(const shifter *k, const double *u, side *to, double *factor)
{
    double sum[BATCH], square[BATCH];
    norms own;
    bool plain;
    sum_shared(k, u, to->early, sum, square);
    plain = find_norms(k->high - k->low, k->days, sum, square, &own);
    for (size_t i = 0; i < to->n_wanted; i++) {
        size_t j = to->wanted[i], n = k->shared[j];
        bool follows = plain || own.plain[j];
        if (follows) {
            to->level[j] += own.mean[j] * own.scale[j];
        } else {
            const double *days = u + (to->early ? k->low + j : 0);
            own.scale[j] = scale_about(n, days, own.mean[j]);
            add_centred(n, days, own.mean[j], own.scale[j], shared_of(k, to->sum, j, to->early),
                        &to->level[j]);
        }
        to->n_whole += k->low + j == 0 && own.scale[j] > 0.0;
        factor[j * TOGETHER] = follows ? own.scale[j] : 0.0;
    }
}

/* Adds members whose estimation window is one interval, to two shifts at a time: a day outside the
 * days of a shift gets a sum that nobody reads. */
static void add_members(const shifter *k, const bench *b, const members *m, side *to)
{
    double factor[BATCH][TOGETHER] = {{0.0}};
    const double *u[TOGETHER];
    for (size_t i = 0; i < TOGETHER; i++)
        u[i] = m->u[i < m->n ? i : 0];
    for (size_t i = 0; i < m->n; i++)
        find_factors(k, u[i], to, &factor[0][i]);
    for (size_t i = 0; i < to->n_wanted; i += 2) {
        size_t j = to->wanted[i], first = to->early ? k->low + j : 0;
        const double *const days[] = {u[0] + first, u[1] + first, u[2] + first, u[3] + first};
        bool two = i + 1 < to->n_wanted;
        add_four(k->shared[j], days, factor[j], factor[two ? to->wanted[i + 1] : j],
                 to->sum + j * k->n_est + first,
                 two ? to->sum + to->wanted[i + 1] * k->n_est + first : b->spare);
    }
}

/* The same where it is several. */
static void add_intervals(const shifter *k, const bench *b, const members *m, side *to)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t w = 0; w < to->n_wanted; w++) {
            size_t j = to->wanted[w];
            const double *u = pick_shared(k, b, m->u[i], k->low + j, to->early);
            double mean = es_mean(k->shared[j], u), scale = scale_about(k->shared[j], u, mean);
            add_centred(k->shared[j], u, mean, scale, to->sum + j * k->n_est, &to->level[j]);
            to->n_whole += k->low + j == 0 && scale > 0.0;
        }
}

static void sum_date(const shifter *k, const bench *b, size_t d, size_t n_sides, side *sides)
{
    const es_date *date = &k->task->date[d];
    for (size_t i = date->first; i < date->last; i += TOGETHER) {
        members m = {.n = date->last - i < TOGETHER ? date->last - i : TOGETHER};
        for (size_t j = 0; j < m.n; j++)
            m.u[j] = residual_of(k, i + j, b->u + j * k->n_est);
        for (size_t j = i + m.n; j < date->last && j < i + m.n + TOGETHER; j++)
            es_abnormal_expect(k->task->ab, k->task->event[j]);
        for (size_t j = 0; j < n_sides; j++)
            if (k->one_window)
                add_members(k, b, &m, &sides[j]);
            else
                add_intervals(k, b, &m, &sides[j]);
    }
}

/* The early side of date d, where it is kept. */
static double *slot(const shifter *k, const bench *b, size_t d, double **level)
{
    size_t place = d % k->ring_size * BATCH;
    *level = b->ring_level + place;
    return b->ring + place * k->n_est;
}

/* All pairs of one date: the square of the sum less the members' own, which are 1, halved. */
static double within_date(const shifter *k, const side *early)
{
    double square;
    if (early->n_whole < 2)
        return 0.0;
    square =
        es_sum_squares(k->shared[0], early->sum) - k->days[0] * early->level[0] * early->level[0];
    return 0.5 * (square - (double)early->n_whole);
}

/* The pairs of date d with the date before it by each shift of the batch: the product of the sums,
 * each less its level, which is its mean. */
static void multiply(const shifter *k, const bench *b, size_t d, double *dot)
{
    for (size_t s = k->low; s < k->high; s++) {
        int32_t before = s > 0 ? date_beside(k, d, -(int64_t)s) : -1;
        size_t j = s - k->low;
        double *early, *level;
        dot[j] = 0.0;
        if (before < 0)
            continue;
        early = slot(k, b, (size_t)before, &level);
        dot[j] = es_dot(k->shared[j], shared_of(k, early, j, true), shared_of(k, b->late, j, false))
                 - k->days[j] * level[j] * b->late_level[j];
    }
}

/* Dates first .. last - 1 against those before them; the early sums of dates before the block are
 * made again. */
static es_status work(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    shifter *k = context;
    const bench *b = &k->bench[worker];
    size_t from = first;
    (void)err;
    while (from > 0 && k->task->date[first].day0 - k->task->date[from - 1].day0 < (int32_t)k->high)
        from--;
    for (size_t d = from; d < last; d++) {
        double *dot = k->dot + d * BATCH, *level;
        double *early = slot(k, b, d, &level);
        side sides[2];
        open_side(k, d, true, early, level, &sides[0]);
        if (d >= first)
            open_side(k, d, false, b->late, b->late_level, &sides[1]);
        sum_date(k, b, d, d >= first ? 2 : 1, sides);
        if (d < first)
            continue;
        multiply(k, b, d, dot);
        if (k->low == 0)
            dot[0] = within_date(k, &sides[0]);
    }
    return ES_OK;
}

static void share_dots(void *context, size_t worker, size_t first, size_t last, es_parcel *p)
{
    const shifter *k = context;
    (void)worker;
    es_parcel_once(p, k->dot + first * BATCH, (last - first) * BATCH * sizeof *k->dot);
}

static es_status open_shifter(shifter *k, size_t workers, es_arena *arena, es_error *err)
{
    const es_shift_task *t = k->task;
    size_t days;
    int32_t *date_at;
    k->first_day = t->date[0].day0;
    k->last_day = t->date[t->n_dates - 1].day0;
    days = (size_t)(k->last_day - k->first_day) + 1;
    k->ring_size = t->max_shift + 1 < t->n_dates ? t->max_shift + 1 : t->n_dates;
    k->date_at = date_at = es_arena_alloc_raw(arena, days, sizeof *date_at);
    k->dot = es_arena_alloc_raw(arena, t->n_dates * BATCH, sizeof(double));
    k->bench = ES_NEW(arena, workers, bench);
    for (size_t i = 0; i < workers && !es_arena_failed(arena); i++) {
        k->bench[i].ring =
            es_arena_alloc_raw(arena, k->ring_size * BATCH * k->n_est, sizeof(double));
        k->bench[i].ring_level = es_arena_alloc_raw(arena, k->ring_size * BATCH, sizeof(double));
        k->bench[i].late = es_arena_alloc_raw(arena, BATCH * k->n_est, sizeof(double));
        k->bench[i].late_level = es_arena_alloc_raw(arena, BATCH, sizeof(double));
        k->bench[i].spare = ES_NEW(arena, k->n_est, double);
        k->bench[i].u = es_arena_alloc_raw(arena, TOGETHER * k->n_est, sizeof(double));
        k->bench[i].both = es_arena_alloc_raw(arena, k->n_est, sizeof(double));
    }
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    for (size_t i = 0; i < days; i++)
        date_at[i] = -1;
    for (size_t d = 0; d < t->n_dates; d++)
        date_at[t->date[d].day0 - k->first_day] = (int32_t)d;
    return ES_OK;
}

es_status es_shift_sums(const es_shift_task *task, size_t threads, const es_fleet *fleet,
                        double *pair_sum, es_arena *arena, es_error *err)
{
    shifter k = {.task = task,
                 .n_est = task->ab->sample->n_est,
                 .one_window = task->ab->sample->align.estimation.n <= 1};
    const es_job job = {.n = task->n_dates,
                        .grain = DATES_PER_BLOCK,
                        .work = work,
                        .context = &k,
                        .fleet = fleet,
                        .share = share_dots};
    es_status status;
    memset(pair_sum, 0, (task->max_shift + 1) * sizeof *pair_sum);
    if (task->n_dates == 0)
        return ES_OK;
    status = open_shifter(&k, es_workers(&job, threads), arena, err);
    for (k.low = 0; k.low <= task->max_shift && !status; k.low = k.high) {
        k.high = task->max_shift + 1 - k.low < BATCH ? task->max_shift + 1 : k.low + BATCH;
        for (size_t s = k.low; s < k.high; s++) {
            size_t days = count_shared(&task->ab->sample->align.estimation, s);
            k.shared[s - k.low] = days;
            k.days[s - k.low] = (double)days;
        }
        status = es_parallel(&job, threads, err);
        for (size_t d = 0; d < task->n_dates; d++)
            for (size_t s = k.low; s < k.high; s++)
                pair_sum[s] += k.dot[d * BATCH + s - k.low];
    }
    return status;
}
