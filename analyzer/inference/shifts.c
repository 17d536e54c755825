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
    double *ring; /* ring_size x BATCH x n_est: early sums */
    double *late; /* BATCH x n_est */
    double *z;    /* n_est */
    double *u;    /* TOGETHER x n_est: residuals that are not kept */
    double *both; /* n_est: those of the shared days, where they are not neighbours */
} bench;

typedef struct shifter {
    const es_shift_task *task;
    size_t n_est;
    size_t low, high;     /* the batch: shifts low .. high - 1 */
    size_t shared[BATCH]; /* days that events so far apart share, 0: too few */
    size_t ring_size;
    const int32_t *date_at; /* index of the date with day zero first_day + i, -1: none */
    int32_t first_day, last_day;
    bench *bench; /* one per worker */
    double *dot;  /* n_dates x BATCH: of a date with the one `shift` days before */
} shifter;

/* Some events of one date, and what their residuals on the shared days are normalised with. */
typedef struct members {
    size_t n; /* up to TOGETHER */
    const double *u[TOGETHER];
    double mean[BATCH][TOGETHER], scale[BATCH][TOGETHER]; /* scale 0: they do not vary */
} members;

/* Adds the n values, centred and of unit length, to sum; z holds them.  False where they do not
 * vary, and nothing is added. */
ES_WIDE static bool add_normalised(size_t n, const double *restrict u, double *restrict z,
                                   double *restrict sum)
{
    double mean = es_mean(n, u), squares = es_sum_squares_about(n, u, mean), scale;
    if (squares <= 0.0 || (mean != 0.0 && es_is_no_spread(sqrt(squares / (double)n), fabs(mean))))
        return false;
    scale = 1.0 / sqrt(squares);
    for (size_t t = 0; t < n; t++) {
        z[t] = (u[t] - mean) * scale;
        sum[t] += z[t];
    }
    return true;
}

ES_WIDE static void add_scaled(size_t n, const double *restrict u, double mean, double scale,
                               double *restrict sum)
{
    for (size_t t = 0; t < n; t++)
        sum[t] += (u[t] - mean) * scale;
}

/* The same for four events, one after the other, while the sum is at hand. */
ES_WIDE static void add_four(size_t n, const double *restrict u, const double *restrict v,
                             const double *restrict w, const double *restrict x,
                             const double mean[TOGETHER], const double scale[TOGETHER],
                             double *restrict sum)
{
    for (size_t t = 0; t < n; t++) {
        double part = sum[t] + (u[t] - mean[0]) * scale[0];
        part += (v[t] - mean[1]) * scale[1];
        part += (w[t] - mean[2]) * scale[2];
        sum[t] = part + (x[t] - mean[3]) * scale[3];
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

/* Of an event's residuals u those on the days shared at a shift: of one window its last days for
 * the earlier event, its first ones for the later. */
static const double *pick_shared(const shifter *k, const bench *b, const double *u, size_t shift,
                                 bool early)
{
    const es_estimation *e = &k->task->ab->sample->align.estimation;
    size_t n = 0;
    stretch part;
    if (es_estimation_intervals(e) == 1)
        return early ? u + shift : u;
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

/* What normalises n residuals with the sums known.  Usually their deviation is larger than their
 * mean.  Otherwise the squares about it would lose digits: they are summed about it. */
static inline void find_norm(const double *u, size_t n, double sum, double square, double *mean,
                             double *scale)
{
    double squares, sd;
    *mean = sum / (double)n;
    squares = square - sum * *mean;
    if (squares > 0.5 * square) {
        *scale = 1.0 / sqrt(squares);
        return;
    }
    squares = es_sum_squares_about(n, u, *mean);
    sd = sqrt(squares / (double)n);
    *scale = es_is_no_spread(sd, fmax(sd, fabs(*mean))) ? 0.0 : 1.0 / sqrt(squares);
}

/* The date `days` after date d (before it, if negative), or -1. */
static int32_t date_beside(const shifter *k, size_t d, int64_t days)
{
    int64_t day = (int64_t)k->task->date[d].day0 + days;
    return day < k->first_day || day > k->last_day ? -1 : k->date_at[day - k->first_day];
}

/* The sums of one date that are early (on the days shared with a later date) or late (with an
 * earlier one), and the shifts of the batch that have such a partner. */
typedef struct side {
    bool early;
    double *sum; /* BATCH x n_est */
    bool wanted[BATCH];
} side;

static void open_side(const shifter *k, size_t d, bool early, double *sum, side *out)
{
    out->early = early;
    out->sum = sum;
    memset(sum, 0, BATCH * k->n_est * sizeof *sum);
    for (size_t s = k->low; s < k->high; s++)
        out->wanted[s - k->low] = s > 0 && k->shared[s - k->low] > 0
                                  && date_beside(k, d, early ? (int64_t)s : -(int64_t)s) >= 0;
}

/* Adds members whose estimation window is one interval. */
static void add_members(const shifter *k, members *m, const side *to)
{
    double sum[BATCH], square[BATCH];
    size_t batch = k->high - k->low;
    for (size_t i = 0; i < m->n; i++) {
        sum_shared(k, m->u[i], to->early, sum, square);
        for (size_t j = 0; j < batch; j++)
            if (to->wanted[j])
                find_norm(m->u[i] + (to->early ? k->low + j : 0), k->shared[j], sum[j], square[j],
                          &m->mean[j][i], &m->scale[j][i]);
    }
    for (size_t j = 0; j < batch; j++) {
        size_t n = k->shared[j], at = to->early ? k->low + j : 0;
        double *row = to->sum + j * k->n_est;
        if (to->wanted[j] && m->n == TOGETHER)
            add_four(n, m->u[0] + at, m->u[1] + at, m->u[2] + at, m->u[3] + at, m->mean[j],
                     m->scale[j], row);
        for (size_t i = 0; to->wanted[j] && m->n < TOGETHER && i < m->n; i++)
            add_scaled(n, m->u[i] + at, m->mean[j][i], m->scale[j][i], row);
    }
}

/* The same where it is several. */
static void add_intervals(const shifter *k, const bench *b, const members *m, const side *to)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t j = 0; j < k->high - k->low; j++)
            if (to->wanted[j])
                (void)add_normalised(k->shared[j],
                                     pick_shared(k, b, m->u[i], k->low + j, to->early), b->z,
                                     to->sum + j * k->n_est);
}

static void sum_date(const shifter *k, const bench *b, size_t d, size_t n_sides, const side *sides)
{
    const es_date *date = &k->task->date[d];
    bool one_window = k->task->ab->sample->align.estimation.n <= 1;
    for (size_t i = date->first; i < date->last; i += TOGETHER) {
        members m = {.n = date->last - i < TOGETHER ? date->last - i : TOGETHER};
        for (size_t j = 0; j < m.n; j++)
            m.u[j] = residual_of(k, i + j, b->u + j * k->n_est);
        for (size_t j = i + m.n; j < date->last && j < i + m.n + TOGETHER; j++)
            es_abnormal_expect(k->task->ab, k->task->event[j]);
        for (size_t j = 0; j < n_sides; j++)
            if (one_window)
                add_members(k, &m, &sides[j]);
            else
                add_intervals(k, b, &m, &sides[j]);
    }
}

/* All pairs of one date: the square of the sum less the members' own, halved. */
static double same_date(const shifter *k, const bench *b, const es_date *date)
{
    double own = 0.0;
    if (date->last - date->first < 2)
        return 0.0;
    memset(b->late, 0, k->n_est * sizeof *b->late);
    for (size_t i = date->first; i < date->last; i++)
        if (add_normalised(k->n_est, residual_of(k, i, b->u), b->z, b->late))
            own += es_sum_squares(k->n_est, b->z);
    return 0.5 * (es_sum_squares(k->n_est, b->late) - own);
}

static double *slot(const shifter *k, const bench *b, size_t d)
{
    return b->ring + d % k->ring_size * BATCH * k->n_est;
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
        double *dot = k->dot + d * BATCH;
        side sides[2];
        open_side(k, d, true, slot(k, b, d), &sides[0]);
        if (d >= first)
            open_side(k, d, false, b->late, &sides[1]);
        sum_date(k, b, d, d >= first ? 2 : 1, sides);
        if (d >= first) {
            for (size_t s = k->low; s < k->high; s++) {
                int32_t before = s > 0 ? date_beside(k, d, -(int64_t)s) : -1;
                dot[s - k->low] = before < 0
                                      ? 0.0
                                      : es_dot(k->shared[s - k->low],
                                               slot(k, b, (size_t)before) + (s - k->low) * k->n_est,
                                               b->late + (s - k->low) * k->n_est);
            }
            if (k->low == 0)
                dot[0] = same_date(k, b, &k->task->date[d]);
        }
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
        k->bench[i].late = es_arena_alloc_raw(arena, BATCH * k->n_est, sizeof(double));
        k->bench[i].z = es_arena_alloc_raw(arena, k->n_est, sizeof(double));
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
    shifter k = {.task = task, .n_est = task->ab->sample->n_est};
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
        for (size_t s = k.low; s < k.high; s++)
            k.shared[s - k.low] = count_shared(&task->ab->sample->align.estimation, s);
        status = es_parallel(&job, threads, err);
        for (size_t d = 0; d < task->n_dates; d++)
            for (size_t s = k.low; s < k.high; s++)
                pair_sum[s] += k.dot[d * BATCH + s - k.low];
    }
    return status;
}
