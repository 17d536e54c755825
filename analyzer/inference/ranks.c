#include "inference/ranks.h"

#include <math.h>
#include <string.h>

#include "base/fleet.h"
#include "base/wide.h"
#include "inference/joiners.h"
#include "inference/pool.h"
#include "inference/residual_sums.h"
#include "stats/rank.h"
#include "stats/sum.h"

enum { EVENTS_PER_BLOCK = 512, MOST_DAYS = INT16_MAX / 2 - 1 };

enum { JOINED, DAYS, SETS };

/* The sums of one block of events.  Of complete ones: the doubled ranks, what these go up by where
 * a value joins, and the ranks of events that no value joins. */
typedef struct tally {
    uint32_t *base;  /* n_est */
    int16_t *lift;   /* n x n_est */
    uint32_t *apart; /* n x n_est, zero but where any_apart */
    double *sum;     /* n x n_est, zero but where any_part */
    uint32_t *count;
    int64_t *own;
    double *own_part;
    size_t *n_whole, *n_part;
    bool any_apart, any_part;
} tally;

/* One per worker. */
typedef struct bench {
    es_pool pool;
    es_pool day;           /* the event window by itself */
    uint32_t *by_day;      /* n_est: doubled ranks of residuals with gaps; 0: none */
    const uint32_t *rank2; /* n_est: those of the last event, by column */
    bool whole;            /* that event is complete, */
    int16_t *short_rank2;  /* and these are its ranks */
    uint32_t *passed;      /* 2 n_est + 3 */
    uint32_t *among;       /* n_tau */
    int16_t *lift;         /* n_est: what its ranks go up by where its event days join */
    double *joining;       /* one more than the larger set has: values of one event */
    uint32_t *place;       /* one more than that or n_tau: of what joins */
    tally set[SETS];
    /* of the window: centred ranks of events with gaps, and doubled ranks of complete ones */
    double *day_sum;     /* width */
    uint32_t *day_count; /* width */
    uint32_t *day_whole; /* width */
    size_t n_whole;
    es_residual_tally residuals;
} bench;

typedef struct ranker {
    es_panel *panel;
    bool window; /* ranks over estimation and event window together */
    es_joiners set[SETS];
    es_residual_sums *sums; /* NULL: not needed */
    bench *bench;
    double *day_sum; /* width */
    uint32_t *day_count;
} ranker;

static bool uniform_ranks(const es_inference_options *options)
{
    return options->rank_scale == ES_RANK_UNIFORM || options->rank_s == ES_RANK_S_SD;
}

/* S = sqrt(sum K^2 / T), or the standard deviation about the mean with T - 1. */
static double spread(const es_inference_options *options, size_t n, const double *mean)
{
    if (options->rank_s == ES_RANK_S_SD) /* n > 1: every event has several estimation days (T-6) */
        return es_sd(n, mean);
    return sqrt(es_sum_squares(n, mean) / (double)n);
}

/* ---- Estimation and event window together --------------------------------------------------- */

/* A residual above a value that joins goes up by one rank, an equal one by half: by so many of
 * doubled ranks. */
static inline int16_t lift_of(int16_t rank2, int16_t at)
{
    return (int16_t)((rank2 > at) + (rank2 >= at));
}

enum { AT_A_TIME = 8 };

/* Adds what n residuals go up by where eight values join, at the places `at`. */
ES_WIDE static void add_lifts(size_t n, const int16_t *restrict rank2, const int16_t at[AT_A_TIME],
                              int16_t *restrict lift)
{
    int16_t a0 = at[0], a1 = at[1], a2 = at[2], a3 = at[3], a4 = at[4], a5 = at[5], a6 = at[6],
            a7 = at[7];
    for (size_t t = 0; t < n; t++)
        lift[t] =
            (int16_t)(lift[t] + lift_of(rank2[t], a0) + lift_of(rank2[t], a1)
                      + lift_of(rank2[t], a2) + lift_of(rank2[t], a3) + lift_of(rank2[t], a4)
                      + lift_of(rank2[t], a5) + lift_of(rank2[t], a6) + lift_of(rank2[t], a7));
}

ES_WIDE static void add_short(size_t n, const int16_t *restrict rank2, const int16_t *restrict lift,
                              uint32_t *restrict sum)
{
    for (size_t t = 0; t < n; t++)
        sum[t] += (uint16_t)(rank2[t] + lift[t]);
}

/* The places of the event days among the residuals, and the days' own doubled ranks among all. */
static void place_days(bench *b)
{
    const es_pool *pool = &b->pool, *day = &b->day;
    es_rank_places(pool->n, pool->work, day->n, day->value, b->place);
    for (size_t j = 0; j < day->n; j++)
        b->among[j] = b->place[j] + day->rank2[j] - 1;
}

/* A complete event: its ranks are added as they are, and centred in the end. */
static void add_whole_window(bench *b)
{
    const es_pool *pool = &b->pool, *day = &b->day;
    memset(b->lift, 0, pool->n * sizeof *b->lift);
    for (size_t j = 0; j < day->n; j += AT_A_TIME) {
        int16_t at[AT_A_TIME];
        for (size_t i = 0; i < AT_A_TIME; i++) /* beyond the last nothing goes up */
            at[i] = j + i < day->n ? (int16_t)b->place[j + i] : INT16_MAX;
        add_lifts(pool->n, b->short_rank2, at, b->lift);
    }
    add_short(pool->n, b->short_rank2, b->lift, b->day_whole);
    for (size_t j = 0; j < day->n; j++)
        b->day_whole[day->column[j]] += b->among[j];
    b->n_whole++;
}

static double rank_scale(const ranker *k, size_t n)
{
    return uniform_ranks(k->panel->options) ? (double)(n + 1) : 1.0;
}

/* How many event days stand at each doubled rank among residuals or below it. */
static void count_passed(bench *b)
{
    size_t places = 2 * b->pool.n + 3;
    memset(b->passed, 0, places * sizeof *b->passed);
    for (size_t j = 0; j < b->day.n; j++)
        b->passed[b->place[j]]++;
    for (size_t r = 1; r < places; r++)
        b->passed[r] += b->passed[r - 1];
}

static void add_part_window(const ranker *k, bench *b)
{
    const es_pool *pool = &b->pool, *day = &b->day;
    size_t n = pool->n + day->n;
    double middle = 0.5 * (double)(n + 1), scale = rank_scale(k, n);
    count_passed(b);
    for (size_t j = 0; j < day->n; j++) {
        b->day_sum[day->column[j]] += (0.5 * (double)b->among[j] - middle) / scale;
        b->day_count[day->column[j]]++;
    }
    for (size_t j = 0; j < pool->n; j++) {
        uint32_t r = pool->rank2[j], among = r + b->passed[r] + b->passed[r - 1];
        b->day_sum[pool->column[j]] += (0.5 * (double)among - middle) / scale;
        b->day_count[pool->column[j]]++;
    }
}

/* Adds the centred ranks of one event among all its days; its residuals are ranked. */
static void add_window(const ranker *k, bench *b, uint32_t e)
{
    const es_sample *s = k->panel->ab->sample;
    b->day.n = 0;
    es_pool_add_event(&b->day, k->panel->ab, e);
    es_pool_rank(&b->day);
    place_days(b);
    if (b->whole && b->day.n == s->n_tau && s->width <= MOST_DAYS)
        add_whole_window(b);
    else
        add_part_window(k, b);
}

/* ---- One value joins ------------------------------------------------------------------------ */

ES_WIDE static void add_lift(size_t n, const int16_t *restrict rank2, int16_t at,
                             int16_t *restrict lift)
{
    for (size_t t = 0; t < n; t++)
        lift[t] = (int16_t)(lift[t] + lift_of(rank2[t], at));
}

ES_WIDE static void add_ranks(size_t n, const uint32_t *restrict rank2, uint32_t *restrict sum)
{
    for (size_t t = 0; t < n; t++)
        sum[t] += rank2[t];
}

static void add_part(size_t n, const uint32_t *rank2, uint32_t at, double per_rank, double *sum,
                     uint32_t *count)
{
    for (size_t t = 0; t < n; t++)
        if (rank2[t]) {
            uint32_t lifted = rank2[t] + (uint32_t)(rank2[t] > at) + (uint32_t)(rank2[t] >= at);
            sum[t] += 0.5 * (double)lifted * per_rank - 0.5;
            count[t]++;
        }
}

static void join_whole(const bench *b, size_t n_est, size_t s, uint32_t at, tally *sums)
{
    add_lift(n_est, b->short_rank2, (int16_t)at, sums->lift + s * n_est);
    sums->own[s] += (int64_t)at - (int64_t)(n_est + 1);
    sums->n_whole[s]++;
}

static void join_part(const bench *b, size_t n_est, size_t s, uint32_t at, tally *sums)
{
    double per_rank = 1.0 / (double)(b->pool.n + 2);
    add_part(n_est, b->rank2, at, per_rank, sums->sum + s * n_est, sums->count + s * n_est);
    sums->own_part[s] += 0.5 * (double)(at + 1) * per_rank - 0.5;
    sums->n_part[s]++;
    sums->any_part = true;
}

/* The places of event number i's values among its residuals, 0 for those that are none. */
static void place_joiners(const es_joiners *set, const es_panel *panel, const bench *b, size_t i,
                          double unit)
{
    size_t n = 0, placed = 0;
    for (size_t s = 0; s < set->n; s++) {
        double value = set->value[s * panel->n + i];
        b->joining[n] = value * unit;
        n += isnan(value) ? 0 : 1;
    }
    es_rank_places(b->pool.n, b->pool.work, n, b->joining, b->place);
    for (size_t s = set->n; n < set->n && s-- > 0;) /* some are none: make room for them */
        b->place[s] = isnan(set->value[s * panel->n + i]) ? 0 : b->place[n - ++placed];
}

/* Event number i of the panel; its residuals are ranked. */
static void join(const es_joiners *set, const es_panel *panel, const bench *b, size_t i,
                 double unit, tally *sums)
{
    size_t n_est = panel->ab->sample->n_est;
    bool whole = b->whole;
    if (set->n == 0)
        return;
    place_joiners(set, panel, b, i, unit);
    if (whole)
        add_ranks(n_est, b->rank2, sums->base);
    for (size_t s = 0; s < set->n; s++) {
        uint32_t at = b->place[s];
        if (at && whole) {
            join_whole(b, n_est, s, at, sums);
        } else if (at) {
            join_part(b, n_est, s, at, sums);
        } else if (whole) {
            add_ranks(n_est, b->rank2, sums->apart + s * n_est);
            sums->any_apart = true;
        }
    }
}

static void rank_residuals(const ranker *k, bench *b)
{
    size_t n_est = k->panel->ab->sample->n_est;
    es_pool_rank(&b->pool);
    b->rank2 = b->pool.rank2;
    b->whole = b->pool.n == n_est && n_est <= MOST_DAYS;
    for (size_t t = 0; b->whole && t < n_est; t++)
        b->short_rank2[t] = (int16_t)b->rank2[t];
    if (b->pool.n == n_est)
        return;
    memset(b->by_day, 0, n_est * sizeof *b->by_day);
    for (size_t j = 0; j < b->pool.n; j++)
        b->by_day[b->pool.column[j]] = b->pool.rank2[j];
    b->rank2 = b->by_day;
}

static void rank_event(const ranker *k, bench *b, size_t i)
{
    const es_panel *panel = k->panel;
    const es_abnormal *ab = panel->ab;
    uint32_t e = panel->event[i];
    bool own_order = k->set[JOINED].n && ab->standard;
    es_pool_take_residuals(&b->pool, ab, e);
    if (k->sums)
        es_residual_tally_add(&b->residuals, k->sums, &b->pool, i);
    if (!k->window && !k->set[DAYS].n && !k->set[JOINED].n)
        return;
    rank_residuals(k, b);
    if (k->window)
        add_window(k, b, e);
    join(&k->set[DAYS], panel, b, i, 1.0, &b->set[DAYS]);
    if (own_order) {
        es_pool_take_standardised(&b->pool, ab, e);
        rank_residuals(k, b);
    }
    join(&k->set[JOINED], panel, b, i, own_order ? 1.0 : ab->fit[ab->row[e]].sigma,
         &b->set[JOINED]);
}

/* ---- Blocks of events ----------------------------------------------------------------------- */

static es_status rank_block(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    const ranker *k = context;
    (void)err;
    for (size_t i = first; i < last; i++) {
        if (i + 1 < last)
            es_abnormal_expect(k->panel->ab, k->panel->event[i + 1]);
        rank_event(k, &k->bench[worker], i);
    }
    return ES_OK;
}

/* Takes the block's sums and leaves zeros for the next. */
static void take_tally(es_joiners *set, size_t n_est, tally *from)
{
    size_t cells = set->n * n_est;
    for (size_t c = 0; from->any_apart && c < cells; c++)
        set->whole[c] -= (int64_t)from->apart[c];
    for (size_t s = 0; s < set->n; s++) {
        const int16_t *lift = from->lift + s * n_est;
        int64_t middle = (int64_t)from->n_whole[s] * (int64_t)(n_est + 2);
        for (size_t t = 0; t < n_est; t++)
            set->whole[s * n_est + t] += (int64_t)from->base[t] + lift[t] - middle;
        set->own[s] += from->own[s];
        set->n_whole[s] += from->n_whole[s];
        set->own_part[s] += from->own_part[s];
        set->n_part[s] += from->n_part[s];
        from->own[s] = 0;
        from->own_part[s] = 0.0;
        from->n_whole[s] = from->n_part[s] = 0;
    }
    memset(from->base, 0, n_est * sizeof *from->base);
    memset(from->lift, 0, cells * sizeof *from->lift);
    if (from->any_apart)
        memset(from->apart, 0, cells * sizeof *from->apart);
    from->any_apart = false;
    if (!from->any_part)
        return;
    for (size_t c = 0; c < cells; c++) {
        set->sum[c] += from->sum[c];
        set->count[c] += from->count[c];
    }
    memset(from->sum, 0, cells * sizeof *from->sum);
    memset(from->count, 0, cells * sizeof *from->count);
    from->any_part = false;
}

/* The same of the window. */
static void take_window(ranker *k, bench *b)
{
    size_t width = k->panel->ab->sample->width;
    double middle = 0.5 * (double)(width + 1) * (double)b->n_whole, scale = rank_scale(k, width);
    for (size_t c = 0; c < width; c++) {
        k->day_sum[c] += b->day_sum[c] + (0.5 * (double)b->day_whole[c] - middle) / scale;
        k->day_count[c] += b->day_count[c] + (uint32_t)b->n_whole;
    }
    memset(b->day_sum, 0, width * sizeof *b->day_sum);
    memset(b->day_count, 0, width * sizeof *b->day_count);
    memset(b->day_whole, 0, width * sizeof *b->day_whole);
    b->n_whole = 0;
}

static es_status take_block(void *context, size_t worker, size_t first, size_t last, es_error *err)
{
    ranker *k = context;
    bench *b = &k->bench[worker];
    const es_sample *s = k->panel->ab->sample;
    (void)first;
    (void)last;
    (void)err;
    for (size_t i = 0; i < SETS; i++)
        take_tally(&k->set[i], s->n_est, &b->set[i]);
    if (k->window)
        take_window(k, b);
    if (k->sums)
        es_residual_sums_take(k->sums, &b->residuals, s->n_est);
    return ES_OK;
}

static void share_tally(const es_joiners *set, size_t n_est, tally *sums, es_parcel *p)
{
    size_t cells = set->n * n_est;
    bool any_part = es_parcel_number(p, sums->any_part) != 0;
    bool any_apart = es_parcel_number(p, sums->any_apart) != 0;
    es_parcel_sums(p, sums->base, n_est * sizeof *sums->base);
    es_parcel_sums(p, sums->lift, cells * sizeof *sums->lift);
    es_parcel_sums(p, sums->own, set->n * sizeof *sums->own);
    es_parcel_sums(p, sums->own_part, set->n * sizeof *sums->own_part);
    es_parcel_sums(p, sums->n_whole, set->n * sizeof *sums->n_whole);
    es_parcel_sums(p, sums->n_part, set->n * sizeof *sums->n_part);
    sums->any_part = p->taking && any_part;
    sums->any_apart = p->taking && any_apart;
    if (any_apart)
        es_parcel_sums(p, sums->apart, cells * sizeof *sums->apart);
    if (any_part) {
        es_parcel_sums(p, sums->sum, cells * sizeof *sums->sum);
        es_parcel_sums(p, sums->count, cells * sizeof *sums->count);
    }
}

/* The sums of a block. */
static void share_block(void *context, size_t worker, size_t first, size_t last, es_parcel *p)
{
    const ranker *k = context;
    bench *b = &k->bench[worker];
    const es_sample *s = k->panel->ab->sample;
    for (size_t i = 0; i < SETS; i++)
        share_tally(&k->set[i], s->n_est, &b->set[i], p);
    if (k->window) {
        es_parcel_sums(p, b->day_sum, s->width * sizeof *b->day_sum);
        es_parcel_sums(p, b->day_count, s->width * sizeof *b->day_count);
        es_parcel_sums(p, b->day_whole, s->width * sizeof *b->day_whole);
        es_parcel_sums(p, &b->n_whole, sizeof b->n_whole);
    }
    if (k->sums)
        es_residual_tally_share(&b->residuals, k->sums, s->n_est, first, last, p);
}

static void open_tally(const es_joiners *set, size_t n_est, es_arena *arena, tally *out)
{
    out->base = ES_NEW(arena, n_est, uint32_t);
    out->lift = ES_NEW(arena, set->n * n_est, int16_t);
    out->apart = ES_NEW(arena, set->n * n_est, uint32_t);
    out->sum = ES_NEW(arena, set->n * n_est, double);
    out->count = ES_NEW(arena, set->n * n_est, uint32_t);
    out->own = ES_NEW(arena, set->n, int64_t);
    out->own_part = ES_NEW(arena, set->n, double);
    out->n_whole = ES_NEW(arena, set->n, size_t);
    out->n_part = ES_NEW(arena, set->n, size_t);
}

static es_status open_bench(const ranker *k, es_arena *arena, bench *b, es_error *err)
{
    const es_sample *s = k->panel->ab->sample;
    size_t most = k->set[DAYS].n > k->set[JOINED].n ? k->set[DAYS].n : k->set[JOINED].n;
    es_status status = es_pool_open(s, arena, &b->pool, err);
    if (!status)
        status = es_pool_open(s, arena, &b->day, err);
    b->by_day = ES_NEW(arena, s->n_est, uint32_t);
    b->short_rank2 = ES_NEW(arena, s->n_est, int16_t);
    b->passed = ES_NEW(arena, 2 * s->n_est + 3, uint32_t);
    b->day_sum = ES_NEW(arena, s->width, double);
    b->day_count = ES_NEW(arena, s->width, uint32_t);
    b->day_whole = ES_NEW(arena, s->width, uint32_t);
    b->among = ES_NEW(arena, s->n_tau, uint32_t);
    b->joining = ES_NEW(arena, most + 1, double);
    b->place = ES_NEW(arena, (most > s->n_tau ? most : s->n_tau) + 1, uint32_t);
    b->lift = ES_NEW(arena, s->n_est, int16_t);
    for (size_t i = 0; i < SETS; i++)
        open_tally(&k->set[i], s->n_est, arena, &b->set[i]);
    if (!status)
        status = es_residual_tally_open(s->n_est, arena, &b->residuals, err);
    return es_arena_failed(arena) ? es_fail_memory(err) : status;
}

static es_status rank_all(ranker *k, es_error *err)
{
    const es_job job = {.n = k->panel->n,
                        .grain = EVENTS_PER_BLOCK,
                        .work = rank_block,
                        .merge = take_block,
                        .context = k,
                        .progress = k->panel->options->progress,
                        .fleet = k->panel->options->fleet,
                        .share = share_block};
    size_t workers = es_workers(&job, k->panel->options->threads);
    es_arena *arena = es_arena_new();
    es_status status = ES_OK;
    k->bench = arena ? ES_NEW(arena, workers, bench) : NULL;
    if (!k->bench)
        status = es_fail_memory(err);
    for (size_t i = 0; i < workers && !status; i++)
        status = open_bench(k, arena, &k->bench[i], err);
    if (!status)
        status = es_parallel(&job, workers, err);
    es_arena_free(arena);
    return status;
}

/* ---- Results -------------------------------------------------------------------------------- */

static es_status finish_window(const ranker *k, es_arena *arena, es_error *err)
{
    es_panel *panel = k->panel;
    size_t width = panel->ab->sample->width;
    double *mean = k->day_sum, *dense = ES_NEW(arena, width, double);
    if (!dense)
        return es_fail_memory(err);
    panel->rank_days = 0;
    for (size_t c = 0; c < width; c++) {
        mean[c] = k->day_count[c] ? mean[c] / (double)k->day_count[c] : (double)NAN;
        if (k->day_count[c])
            dense[panel->rank_days++] = mean[c];
    }
    panel->rank_mean = mean;
    panel->rank_spread =
        panel->rank_days ? spread(panel->options, panel->rank_days, dense) : (double)NAN;
    return ES_OK;
}

es_status es_panel_residuals(es_panel *panel, unsigned needs, const es_span_key *keys,
                             size_t n_keys, es_joined_ranks *joined, es_arena *arena, es_error *err)
{
    bool by_day = panel->options->rank_pool == ES_RANK_POOL_DAY;
    ranker k = {.panel = panel, .window = (needs & ES_NEEDS_RANKS) && !by_day};
    es_residual_sums sums;
    es_status status = ES_OK;
    if (!(needs & (ES_NEEDS_RANKS | ES_NEEDS_JOINED | ES_NEEDS_CDA | ES_NEEDS_SIGNS)))
        return ES_OK;
    k.day_sum = ES_NEW(arena, panel->ab->sample->width, double);
    k.day_count = ES_NEW(arena, panel->ab->sample->width, uint32_t);
    if (es_arena_failed(arena))
        return es_fail_memory(err);
    if (needs & (ES_NEEDS_CDA | ES_NEEDS_SIGNS)) {
        k.sums = &sums;
        status = es_residual_sums_open(panel, arena, &sums, err);
    }
    if (!status && (needs & ES_NEEDS_JOINED))
        status = es_joiners_of_spans(panel, keys, n_keys, joined, arena, &k.set[JOINED], err);
    if (!status && (needs & ES_NEEDS_RANKS) && by_day)
        status = es_joiners_of_days(panel, arena, &k.set[DAYS], err);
    if (!status)
        status = rank_all(&k, err);
    if (status)
        return status;
    for (size_t i = 0; i < SETS; i++)
        es_joiners_finish(&k.set[i], panel->ab->sample->n_est);
    if (k.sums)
        es_residual_sums_finish(&sums, needs, panel);
    return k.window ? finish_window(&k, arena, err) : ES_OK;
}
