#include "stats/certified.h"

#include <math.h>

#include "stats/least_squares.h"
#include "stats/sum.h"

/* J. Norris, NIST: calibration of ozone monitors. */
static const double norris_x[] = {0.2,   337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6,
                                  777.0, 558.2, 0.4,   0.6,   775.5, 666.9, 338.0, 447.5, 11.6,
                                  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,   0.3,   556.8, 339.1,
                                  887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
static const double norris_y[] = {0.1,   338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1,
                                  778.9, 559.2, 0.3,   0.1,   778.1, 668.8, 339.3, 448.9, 10.8,
                                  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,   0.6,   557.6, 339.3,
                                  888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};
static const double norris_b[] = {-0.262323073774029, 1.00211681802045};
static const double norris_error[] = {0.232818234301152, 0.429796848199937E-03};

/* P. Pontius, NIST: calibration of a load cell. */
static const double pontius_x[] = {
    150000,  300000,  450000,  600000,  750000,  900000,  1050000, 1200000, 1350000, 1500000,
    1650000, 1800000, 1950000, 2100000, 2250000, 2400000, 2550000, 2700000, 2850000, 3000000,
    150000,  300000,  450000,  600000,  750000,  900000,  1050000, 1200000, 1350000, 1500000,
    1650000, 1800000, 1950000, 2100000, 2250000, 2400000, 2550000, 2700000, 2850000, 3000000};
static const double pontius_y[] = {
    0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146,
    1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844,
    0.11052, 0.22018, 0.32939, 0.43886, 0.54798, 0.65739, 0.76596, 0.87474, 0.98300, 1.09150,
    1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829};
static const double pontius_b[] = {0.673565789473684E-03, 0.732059160401003E-06,
                                   -0.316081871345029E-14};
static const double pontius_error[] = {0.107938612033077E-03, 0.157817399981659E-09,
                                       0.486652849992036E-16};

/* K. Eberhardt, NIST: lines through the origin. */
static const double noint1_x[] = {60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70};
static const double noint1_y[] = {130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140};
static const double noint1_b[] = {2.07438016528926};
static const double noint1_error[] = {0.165289256198347E-01};
static const double noint2_x[] = {4, 5, 6};
static const double noint2_y[] = {3, 4, 4};
static const double noint2_b[] = {0.727272727272727};
static const double noint2_error[] = {0.420827318078432E-01};

/* A. Filippelli, NIST: a polynomial of degree 10, close to singular. */
static const double filip_x[] = {
    -6.860120914, -4.324130045, -4.358625055, -4.358426747, -6.955852379, -6.661145254,
    -6.355462942, -6.118102026, -7.115148017, -6.815308569, -6.519993057, -6.204119983,
    -5.853871964, -6.109523091, -5.79832982,  -5.482672118, -5.171791386, -4.851705903,
    -4.517126416, -4.143573228, -3.709075441, -3.499489089, -6.300769497, -5.953504836,
    -5.642065153, -5.031376979, -4.680685696, -4.329846955, -3.928486195, -8.56735134,
    -8.363211311, -8.107682739, -7.823908741, -7.522878745, -7.218819279, -6.920818754,
    -6.628932138, -6.323946875, -5.991399828, -8.781464495, -8.663140179, -8.473531488,
    -8.247337057, -7.971428747, -7.676129393, -7.352812702, -7.072065318, -6.774174009,
    -6.478861916, -6.159517513, -6.835647144, -6.53165267,  -6.224098421, -5.910094889,
    -5.598599459, -5.290645224, -4.974284616, -4.64454848,  -4.290560426, -3.885055584,
    -3.408378962, -3.13200249,  -8.726767166, -8.66695597,  -8.511026475, -8.165388579,
    -7.886056648, -7.588043762, -7.283412422, -6.995678626, -6.691862621, -6.392544977,
    -6.067374056, -6.684029655, -6.378719832, -6.065855188, -5.752272167, -5.132414673,
    -4.811352704, -4.098269308, -3.66174277,  -3.2644011};
static const double filip_y[] = {
    0.8116, 0.9072, 0.9052, 0.9039, 0.8053, 0.8377, 0.8667, 0.8809, 0.7975, 0.8162, 0.8515, 0.8766,
    0.8885, 0.8859, 0.8959, 0.8913, 0.8959, 0.8971, 0.9021, 0.909,  0.9139, 0.9199, 0.8692, 0.8872,
    0.89,   0.891,  0.8977, 0.9035, 0.9078, 0.7675, 0.7705, 0.7713, 0.7736, 0.7775, 0.7841, 0.7971,
    0.8329, 0.8641, 0.8804, 0.7668, 0.7633, 0.7678, 0.7697, 0.77,   0.7749, 0.7796, 0.7897, 0.8131,
    0.8498, 0.8741, 0.8061, 0.846,  0.8751, 0.8856, 0.8919, 0.8934, 0.894,  0.8957, 0.9047, 0.9129,
    0.9209, 0.9219, 0.7739, 0.7681, 0.7665, 0.7703, 0.7702, 0.7761, 0.7809, 0.7961, 0.8253, 0.8602,
    0.8809, 0.8301, 0.8664, 0.8834, 0.8898, 0.8964, 0.8963, 0.9074, 0.9119, 0.9228};
static const double filip_b[] = {
    -1467.48961422980,      -2772.17959193342,      -2316.37108160893,     -1127.97394098372,
    -354.478233703349,      -75.1242017393757,      -10.8753180355343,     -1.06221498588947,
    -0.670191154593408E-01, -0.246781078275479E-02, -0.402962525080404E-04};
static const double filip_error[] = {
    298.084530995537,      559.779865474950,      466.477572127796,     227.204274477751,
    71.6478660875927,      15.2897178747400,      2.23691159816033,     0.221624321934227,
    0.142363763154724E-01, 0.535617408889821E-03, 0.896632837373868E-05};

/* J. W. Longley, JASA 62, 1967: employment and six series that go with it.  Columns: deflator of
 * the national product, national product, unemployed, armed forces, population, year. */
static const double longley_x[] = {
    83.0,   88.5,   88.2,   89.5,   96.2,   98.1,   99.0,   100.0,  101.2,  104.6,  108.4,  110.8,
    112.6,  114.2,  115.7,  116.9,  234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112,
    397469, 419180, 442769, 444546, 482704, 502601, 518173, 554894, 2356,   2325,   3682,   3351,
    2099,   1932,   1870,   3578,   2904,   2822,   2936,   4681,   3813,   3931,   4806,   4007,
    1590,   1456,   1616,   1650,   3099,   3594,   3547,   3350,   3048,   2857,   2798,   2637,
    2552,   2514,   2572,   2827,   107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219,
    117388, 118734, 120445, 121950, 123366, 125368, 127852, 130081, 1947,   1948,   1949,   1950,
    1951,   1952,   1953,   1954,   1955,   1956,   1957,   1958,   1959,   1960,   1961,   1962};
static const double longley_y[] = {60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761,
                                   66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551};
static const double longley_b[] = {-3482258.63459582, 15.0618722713733,  -0.358191792925910E-01,
                                   -2.02022980381683, -1.03322686717359, -0.511041056535807E-01,
                                   1829.15146461355};
static const double longley_error[] = {890420.383607373,  84.9149257747669,  0.334910077722432E-01,
                                       0.488399681651699, 0.214274163161675, 0.226073200069370,
                                       455.478499142212};

/* R. H. Wampler, JASA 65, 1970: polynomials of degree 5 at 0, 1, ..., 20.  The first two fit
 * exactly; the others are the first with one pattern of errors, 1, 100 and 10000 times as large. */
static const double wampler_x[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10,
                                   11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
static const double wampler1_y[] = {1,      6,      63,      364,     1365,    3906,    9331,
                                    19608,  37449,  66430,   111111,  177156,  271453,  402234,
                                    579195, 813616, 1118481, 1508598, 2000719, 2613660, 3368421};
static const double wampler2_y[] = {1.00000,  1.11111,  1.24992,  1.42753,  1.65984,  1.96875,
                                    2.38336,  2.94117,  3.68928,  4.68559,  6.00000,  7.71561,
                                    9.92992,  12.75603, 16.32384, 20.78125, 26.29536, 33.05367,
                                    41.26528, 51.16209, 63.00000};
static const double wampler3_y[] = {760,    -2042,  2111,    -1684,   3888,    1858,    11379,
                                    17560,  39287,  64382,   113159,  175108,  273291,  400186,
                                    581243, 811568, 1121004, 1506550, 2002767, 2611612, 3369180};
static const double wampler4_y[] = {75901,   -204794, 204863,  -204436, 253665,  -200894, 214131,
                                    -185192, 221249,  -138370, 315911,  -27644,  455253,  197434,
                                    783995,  608816,  1370781, 1303798, 2205519, 2408860, 3444321};
static const double wampler5_y[] = {7590001,  -20479994, 20480063, -20479636, 25231365, -20476094,
                                    20489331, -20460392, 18417449, -20413570, 20591111, -20302844,
                                    18651453, -20077766, 21059195, -19666384, 26348481, -18971402,
                                    22480719, -17866340, 10958421};
static const double ones[] = {1, 1, 1, 1, 1, 1};
static const double powers[] = {1, 0.1, 0.01, 0.001, 0.0001, 0.00001};
static const double zeros[] = {0, 0, 0, 0, 0, 0};
static const double wampler3_error[] = {2152.32624678170, 2363.55173469681, 779.343524331583,
                                        101.475507550350, 5.64566512170752, 0.112324854679312};
static const double wampler4_error[] = {215232.624678170, 236355.173469681, 77934.3524331583,
                                        10147.5507550350, 564.566512170752, 11.2324854679312};
static const double wampler5_error[] = {21523262.4678170, 23635517.3469681, 7793435.24331583,
                                        1014755.07550350, 56456.6512170752, 1123.24854679312};

static const es_certified certified[] = {
#define ROW(label, who, n, p, design, x, y, b, error, sigma)                                       \
    {                                                                                              \
        label, who, n, p, ES_CERTIFIED_##design, x, y, b, error, sigma                             \
    }
    ROW("Norris", "J. Norris, NIST", 36, 2, POLYNOMIAL, norris_x, norris_y, norris_b, norris_error,
        0.884796396144373),
    ROW("Pontius", "P. Pontius, NIST", 40, 3, POLYNOMIAL, pontius_x, pontius_y, pontius_b,
        pontius_error, 0.205177424076185E-03),
    ROW("NoInt1", "K. Eberhardt, NIST", 11, 1, ORIGIN, noint1_x, noint1_y, noint1_b, noint1_error,
        3.56753034006338),
    ROW("NoInt2", "K. Eberhardt, NIST", 3, 1, ORIGIN, noint2_x, noint2_y, noint2_b, noint2_error,
        0.369274472937998),
    ROW("Filip", "A. Filippelli, NIST", 82, 11, POLYNOMIAL, filip_x, filip_y, filip_b, filip_error,
        0.334801051324544E-02),
    ROW("Longley", "J. W. Longley, JASA 62, 1967", 16, 7, MULTIPLE, longley_x, longley_y, longley_b,
        longley_error, 304.854073561965),
    ROW("Wampler1", "R. H. Wampler, JASA 65, 1970", 21, 6, POLYNOMIAL, wampler_x, wampler1_y, ones,
        zeros, 0.0),
    ROW("Wampler2", "R. H. Wampler, JASA 65, 1970", 21, 6, POLYNOMIAL, wampler_x, wampler2_y,
        powers, zeros, 0.0),
    ROW("Wampler3", "R. H. Wampler, JASA 65, 1970", 21, 6, POLYNOMIAL, wampler_x, wampler3_y, ones,
        wampler3_error, 2360.14502379268),
    ROW("Wampler4", "R. H. Wampler, JASA 65, 1970", 21, 6, POLYNOMIAL, wampler_x, wampler4_y, ones,
        wampler4_error, 236014.502379268),
    ROW("Wampler5", "R. H. Wampler, JASA 65, 1970", 21, 6, POLYNOMIAL, wampler_x, wampler5_y, ones,
        wampler5_error, 23601450.2379268),
#undef ROW
};

size_t es_certified_count(void)
{
    return sizeof certified / sizeof *certified;
}

const es_certified *es_certified_at(size_t i)
{
    return &certified[i];
}

void es_certified_fill(const es_certified *c, double *x)
{
    for (size_t i = 0; i < c->n; i++) {
        double next = c->design == ES_CERTIFIED_ORIGIN ? c->x[i] : 1.0;
        for (size_t k = 0; k < c->p; k++) {
            x[k * c->n + i] = next;
            if (c->design == ES_CERTIFIED_POLYNOMIAL)
                next *= c->x[i];
            else if (k + 1 < c->p)
                next = c->x[k * c->n + i];
        }
    }
}

static double off(double value, double certified_value)
{
    double difference = fabs(value - certified_value);
    return certified_value == 0.0 ? difference : difference / fabs(certified_value);
}

static double residual_sd(const es_certified *c, const double *x, const double *b, double *u)
{
    for (size_t i = 0; i < c->n; i++) {
        u[i] = c->y[i];
        for (size_t k = 0; k < c->p; k++)
            u[i] -= b[k] * x[k * c->n + i];
    }
    return sqrt(es_sum_squares(c->n, u) / (double)(c->n - c->p));
}

void es_certified_errors(const es_certified *c, double *work, double *of_b, double *of_spread)
{
    double b[ES_MAX_COEFFICIENTS], inverse[ES_MAX_COEFFICIENTS * ES_MAX_COEFFICIENTS], sigma;
    double *x = work, *qr = x + c->n * c->p;
    es_certified_fill(c, x);
    *of_b = *of_spread = HUGE_VAL;
    if (!es_least_squares(c->n, c->p, x, c->y, qr, b, inverse))
        return;
    sigma = residual_sd(c, x, b, qr);
    *of_b = 0.0;
    *of_spread = off(sigma, c->sigma);
    for (size_t k = 0; k < c->p; k++) {
        double error = sigma * sqrt(inverse[k * c->p + k]);
        *of_b = fmax(*of_b, off(b[k], c->b[k]));
        *of_spread = fmax(*of_spread, off(error, c->std_error[k]));
    }
}

double es_certified_worst(const es_certified *c, double *work)
{
    double of_b, of_spread;
    es_certified_errors(c, work, &of_b, &of_spread);
    return fmax(of_b, of_spread);
}
