/* One event as a path: what its CAR, its price and the price without the event would have been up
 * to each day of the event window. */
#include <math.h>

#include "series/returns.h"
#include "stats/tail.h"
#include "study/study.h"

typedef struct walk {
    const es_study *s;
    const es_event_fit *e;
    double price, counterfactual; /* up to the day before; 100 where no price is known */
} walk;

/* Closes may be negative, a midpoint of bid and ask. */
static double close_on(const es_prices *p, es_day day)
{
    const double *close =
        p->value[ES_FIELD_CLOSE] ? p->value[ES_FIELD_CLOSE] : p->value[ES_FIELD_ADJ_CLOSE];
    double last = (double)NAN;
    for (size_t i = 0; close && i < p->n && p->day[i] <= day; i++)
        if (!isnan(close[i]) && close[i] != 0.0)
            last = fabs(close[i]);
    return last;
}

/* The last close before the event window, from which both paths start. */
static es_status start(walk *w, es_error *err)
{
    const es_sample *sample = w->s->sample;
    const es_event *event = &w->s->data->event[sample->event[w->e->row]];
    int32_t t = es_sample_day(sample, w->e->row, sample->n_est);
    es_prices prices;
    es_status status;
    w->price = w->counterfactual = 100.0;
    if (t < 1 || event->series < 0)
        return ES_OK;
    status =
        w->s->data->source.read(w->s->data->source.context, (size_t)event->series, &prices, err);
    if (!status) {
        double close = close_on(&prices, w->s->market->calendar.day[t - 1]);
        if (!isnan(close))
            w->price = w->counterfactual = close;
    }
    return status;
}

static double grown(const walk *w, double price, double ret)
{
    return price * es_gross(ret, w->s->spec->returns.type);
}

/* CAR and interval of the days from the first to column j. */
static void car_to(const walk *w, const double *ar, const double *var, int last, double out[3])
{
    es_window window = {w->s->sample->align.event.first, last};
    es_car car;
    double half;
    es_event_window(w->e, ar, var, window, &car);
    half =
        sqrt(car.variance) * es_t_quantile_upper(0.5 * w->s->spec->inference.alpha, w->e->fit.df);
    out[0] = car.car;
    out[1] = car.car - half;
    out[2] = car.car + half;
}

es_status es_explain_path(const es_study *s, const es_event_fit *e, const double *ar,
                          const double *var, es_tables *out, es_error *err)
{
    static const es_column columns[] = {{"tau", ES_INT, ES_PLAIN},
                                        {"date", ES_DATE, ES_PLAIN},
                                        {"car", ES_REAL, ES_RETURN},
                                        {"car_low", ES_REAL, ES_RETURN},
                                        {"car_high", ES_REAL, ES_RETURN},
                                        {"price", ES_REAL, ES_PLAIN},
                                        {"counterfactual", ES_REAL, ES_PLAIN}};
    const es_sample *sample = s->sample;
    walk w = {.s = s, .e = e};
    es_table_rows *rows = es_tables_add(
        out, "path", "Along the event window: CAR, price, price without abnormal returns", columns,
        7);
    es_status status = rows ? start(&w, err) : es_fail_memory(err);
    for (size_t j = 0; j < sample->n_tau && !status; j++) {
        size_t c = sample->n_est + j;
        int32_t t = es_sample_day(sample, e->row, c);
        double ret = sample->ret[e->row][c], car[3];
        bool known = !isnan(ret) && !isnan(ar[j]);
        car_to(&w, ar, var, es_sample_tau(sample, c), car);
        if (known) {
            w.price = grown(&w, w.price, ret);
            w.counterfactual = grown(&w, w.counterfactual, ret - ar[j]);
        }
        es_cell cells[7] = {es_cell_int(es_sample_tau(sample, c)),
                            t < 0 ? es_cell_missing() : es_cell_day(s->market->calendar.day[t]),
                            es_cell_real(car[0]),
                            es_cell_real(car[1]),
                            es_cell_real(car[2]),
                            es_cell_real(known ? w.price : (double)NAN),
                            es_cell_real(known ? w.counterfactual : (double)NAN)};
        status = es_table_append(rows, cells, err);
    }
    return status;
}
