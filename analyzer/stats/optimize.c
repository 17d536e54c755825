#include "stats/optimize.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { P = ES_OPTIMIZE_MAX };

/* Damping: where it starts when undamped steps fail, how it changes, where hope ends, and up to
 * where a small step means an optimum rather than a short leash. */
static const double LEAST_DAMPING = 1e-3, RAISE = 6.0, RELAX = 0.1, MOST_DAMPING = 1e12;
static const double SLIGHT_DAMPING = 1e-2;

/* Of the promised gain: what a step must bring to be taken, and to ease the damping. */
static const double WORTHWHILE = 1e-4, GOOD = 0.5;

/* What Newton's method knows at one point. */
typedef struct newton {
    double theta[P], gradient[P], hessian[P * P];
    double value;
    double damping;
} newton;

static double clip(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}

/* Fills `free_` with the parameters that may move; returns their number. */
static size_t find_free(const es_objective *f, const newton *at, size_t free_[P])
{
    size_t count = 0;
    for (size_t k = 0; k < f->p; k++) {
        bool low = at->theta[k] <= f->lower[k] && at->gradient[k] >= 0.0;
        bool high = at->theta[k] >= f->upper[k] && at->gradient[k] <= 0.0;
        if (!low && !high) /* equal bounds: always one of them */
            free_[count++] = k;
    }
    return count;
}

/* Solves A d = -g for a symmetric A (m-by-m, overwritten) by Cholesky; false: not positive. */
static bool solve(size_t m, double a[P * P], const double g[P], double d[P])
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j <= i; j++) {
            double s = a[i * P + j];
            for (size_t k = 0; k < j; k++)
                s -= a[i * P + k] * a[j * P + k];
            if (i > j)
                a[i * P + j] = s / a[j * P + j];
            else if (s > 0.0)
                a[i * P + i] = sqrt(s);
            else
                return false;
        }
    }
    for (size_t i = 0; i < m; i++) {
        d[i] = -g[i];
        for (size_t k = 0; k < i; k++)
            d[i] -= a[i * P + k] * d[k];
        d[i] /= a[i * P + i];
    }
    for (size_t i = m; i-- > 0;) {
        for (size_t k = i + 1; k < m; k++)
            d[i] -= a[k * P + i] * d[k];
        d[i] /= a[i * P + i];
    }
    return true;
}

/* The damped step of the free parameters: the point it leads to, cut off at the box, and half the
 * slope along it uncut, the gain in reach.  False when the damped Hessian is not positive. */
static bool propose(const es_objective *f, const newton *at, double to[P], double *reach)
{
    double a[P * P], g[P], d[P];
    size_t free_[P], m = find_free(f, at, free_);
    for (size_t i = 0; i < m; i++) {
        const double *row = at->hessian + free_[i] * f->p;
        double scale = f->scale[free_[i]];
        g[i] = at->gradient[free_[i]];
        for (size_t j = 0; j < i; j++)
            a[i * P + j] = row[free_[j]];
        a[i * P + i] = row[free_[i]] + at->damping / (scale * scale);
    }
    if (!solve(m, a, g, d))
        return false;
    memcpy(to, at->theta, f->p * sizeof *to);
    *reach = 0.0;
    for (size_t i = 0; i < m; i++) {
        size_t k = free_[i];
        *reach -= 0.5 * g[i] * d[i];
        to[k] = clip(to[k] + d[i], f->lower[k], f->upper[k]);
    }
    return true;
}

/* The fall of the quadratic model between the two points. */
static double promised(const es_objective *f, const newton *at, const double to[P])
{
    double fall = 0.0;
    for (size_t i = 0; i < f->p; i++) {
        double d = to[i] - at->theta[i], slope = at->gradient[i];
        for (size_t j = 0; j < f->p; j++)
            slope += 0.5 * at->hessian[i * f->p + j] * (to[j] - at->theta[j]);
        fall -= d * slope;
    }
    return fall;
}

static void raise_damping(newton *at)
{
    at->damping = at->damping < LEAST_DAMPING ? LEAST_DAMPING : at->damping * RAISE;
}

static void move(const es_objective *f, newton *at, const double to[P])
{
    memcpy(at->theta, to, f->p * sizeof *to);
    at->value = f->derivatives(f->data, at->theta, at->gradient, at->hessian);
}

/* The last step squares the error; its gain may drown in rounding. */
static void finish(const es_objective *f, newton *at, const double to[P], double tol)
{
    double value = f->value(f->data, to);
    if (value > at->value + tol)
        return;
    memcpy(at->theta, to, f->p * sizeof *to);
    at->value = value;
}

typedef enum progress { MOVED, FINISHED, HOPELESS } progress;

/* Damps until a step brings a gain. */
static progress step(const es_objective *f, newton *at, double tol)
{
    for (; at->damping < MOST_DAMPING; raise_damping(at)) {
        double to[P], reach, fall, gain;
        if (!propose(f, at, to, &reach))
            continue;
        if (reach <= tol && at->damping <= SLIGHT_DAMPING) {
            finish(f, at, to, tol);
            return FINISHED;
        }
        fall = promised(f, at, to);
        if (!(fall > 0.0))
            continue; /* the box has turned the step */
        gain = at->value - f->value(f->data, to);
        if (!(gain > WORTHWHILE * fall))
            continue;
        if (gain > GOOD * fall)
            at->damping = at->damping <= LEAST_DAMPING ? 0.0 : at->damping * RELAX;
        move(f, at, to);
        return MOVED;
    }
    return HOPELESS;
}

es_newton_end es_newton(const es_objective *f, unsigned most, double tol, double *theta,
                        double *value)
{
    newton at = {.damping = LEAST_DAMPING};
    es_newton_end end = ES_NEWTON_LIMIT;
    move(f, &at, theta);
    *value = at.value;
    if (!isfinite(at.value))
        return ES_NEWTON_INVALID;
    for (unsigned i = 0; i < most && end == ES_NEWTON_LIMIT; i++) {
        progress made = step(f, &at, tol);
        if (made == FINISHED)
            end = ES_NEWTON_OPTIMUM;
        else if (made == HOPELESS)
            end = ES_NEWTON_STUCK;
    }
    memcpy(theta, at.theta, f->p * sizeof *theta);
    *value = at.value;
    return end;
}

/* p + 1 corners, the best first. */
typedef struct simplex {
    double corner[P + 1][P], value[P + 1];
    unsigned values;
} simplex;

static double value_at(const es_objective *f, simplex *s, double theta[P])
{
    for (size_t k = 0; k < f->p; k++)
        theta[k] = clip(theta[k], f->lower[k], f->upper[k]);
    s->values++;
    return f->value(f->data, theta);
}

static void set_corner(simplex *s, size_t i, const double theta[P], double value)
{
    memcpy(s->corner[i], theta, sizeof s->corner[i]);
    s->value[i] = value;
}

static void sort_corners(simplex *s, size_t p)
{
    for (size_t i = 1; i <= p; i++) {
        double theta[P], value = s->value[i];
        size_t j = i;
        memcpy(theta, s->corner[i], sizeof theta);
        for (; j > 0 && s->value[j - 1] > value; j--)
            set_corner(s, j, s->corner[j - 1], s->value[j - 1]);
        set_corner(s, j, theta, value);
    }
}

/* The value at centre + by (centre - worst), where the centre is that of the other corners. */
static double try_corner(const es_objective *f, simplex *s, double by, double theta[P])
{
    memset(theta, 0, P * sizeof *theta);
    for (size_t k = 0; k < f->p; k++) {
        double centre = 0.0;
        for (size_t i = 0; i < f->p; i++)
            centre += s->corner[i][k];
        centre /= (double)f->p;
        theta[k] = centre + by * (centre - s->corner[f->p][k]);
    }
    return value_at(f, s, theta);
}

static void shrink(const es_objective *f, simplex *s)
{
    for (size_t i = 1; i <= f->p; i++) {
        for (size_t k = 0; k < f->p; k++)
            s->corner[i][k] = s->corner[0][k] + 0.5 * (s->corner[i][k] - s->corner[0][k]);
        s->value[i] = value_at(f, s, s->corner[i]);
    }
}

/* One move of the worst corner: reflection, expansion, contraction on either side, or shrinking. */
static void advance(const es_objective *f, simplex *s)
{
    size_t p = f->p;
    double reflected[P], other[P], r = try_corner(f, s, 1.0, reflected), v;
    if (r < s->value[0]) {
        v = try_corner(f, s, 2.0, other);
        set_corner(s, p, v < r ? other : reflected, v < r ? v : r);
    } else if (r < s->value[p - 1]) {
        set_corner(s, p, reflected, r);
    } else {
        v = try_corner(f, s, r < s->value[p] ? 0.5 : -0.5, other);
        if (v < (r < s->value[p] ? r : s->value[p]))
            set_corner(s, p, other, v);
        else
            shrink(f, s);
    }
    sort_corners(s, p);
}

void es_nelder_mead(const es_objective *f, const double *step_, unsigned most, double tol,
                    double *theta, double *value)
{
    simplex s = {.values = 0};
    for (size_t i = 0; i <= f->p; i++) {
        memcpy(s.corner[i], theta, f->p * sizeof *theta);
        if (i > 0)
            s.corner[i][i - 1] += step_[i - 1];
        s.value[i] = value_at(f, &s, s.corner[i]);
    }
    sort_corners(&s, f->p);
    while (s.values < most && s.value[f->p] - s.value[0] > tol)
        advance(f, &s);
    memcpy(theta, s.corner[0], f->p * sizeof *theta);
    *value = s.value[0];
}
