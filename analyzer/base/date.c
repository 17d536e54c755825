#include "base/date.h"

#include <stdio.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years are taken to begin in March, so that the leap day is the last of the year; an era is the
 * 400 years (146097 days) after which the calendar repeats.  719468 days lie between 0000-03-01
 * and 1970-01-01. */
bool es_day_from_civil(int year, int month, int day, es_day *out)
{
    int y, era, year_of_era, day_of_year, day_of_era;
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1
        || day > days_in_month(year, month))
        return false;
    y = month <= 2 ? year - 1 : year;
    era = y / 400;
    year_of_era = y - era * 400;
    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *out = era * 146097 + day_of_era - 719468;
    return true;
}

es_day es_bar_day(es_day bar)
{
    int32_t minutes = bar - ES_BAR_1970, rest = minutes % ES_DAY_MINUTES;
    return minutes / ES_DAY_MINUTES - (rest < 0);
}

int32_t es_bar_second(es_day bar)
{
    return (bar - ES_BAR_1970 - es_bar_day(bar) * ES_DAY_MINUTES) * 60;
}

void es_day_to_civil(es_day day, int *year, int *month, int *mday)
{
    long z = (long)es_date_of(day) + 719468;
    long era = (z >= 0 ? z : z - 146096) / 146097;
    long doe = z - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    long mp = (5 * doy + 2) / 153;
    *mday = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400) + (*month <= 2);
}

int es_day_year(es_day day)
{
    int y, m, d;
    es_day_to_civil(day, &y, &m, &d);
    return y;
}

int es_day_weekday(es_day day)
{
    int w = (int)((es_date_of(day) + 4) % 7); /* 1970-01-01 was a Thursday */
    return w < 0 ? w + 7 : w;
}

const char *es_weekday_name(int weekday)
{
    static const char *const name[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    return name[weekday];
}

static bool digits(const char *text, size_t n, int *out)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

es_date_parse es_day_parse(const char *text, size_t n, es_day *out)
{
    int y, m, d;
    bool form = false;
    if (n == 10 && text[4] == '-' && text[7] == '-')
        form = digits(text, 4, &y) && digits(text + 5, 2, &m) && digits(text + 8, 2, &d);
    else if (n == 8)
        form = digits(text, 4, &y) && digits(text + 4, 2, &m) && digits(text + 6, 2, &d);
    if (!form)
        return ES_DATE_NOT_A_DATE;
    return es_day_from_civil(y, m, d, out) ? ES_DATE_OK : ES_DATE_IMPOSSIBLE;
}

es_date_parse es_bar_parse(const char *text, size_t n, es_day *out)
{
    es_date_parse parse;
    int32_t second;
    if (n != 16 || text[10] != 'T')
        return es_day_parse(text, n, out);
    parse = es_day_parse(text, 10, out);
    if (parse != ES_DATE_OK)
        return parse;
    if (!es_time_parse(text + 11, 5, &second))
        return ES_DATE_NOT_A_DATE;
    *out = es_bar_at(*out, second);
    return ES_DATE_OK;
}

char *es_day_format(es_day day, char buffer[ES_DAY_TEXT])
{
    int y, m, d, minute = es_is_bar(day) ? es_bar_second(day) / 60 : 0;
    es_day_to_civil(day, &y, &m, &d);
    if (es_is_bar(day))
        (void)snprintf(buffer, ES_DAY_TEXT, "%04d-%02d-%02dT%02d:%02d", y % 10000, m % 100, d % 100,
                       minute / 60 % 24, minute % 60);
    else
        (void)snprintf(buffer, ES_DAY_TEXT, "%04d-%02d-%02d", y % 10000, m % 100, d % 100);
    return buffer;
}

bool es_time_parse(const char *text, size_t n, int32_t *seconds)
{
    int h, m, s = 0;
    size_t hours = n > 1 && text[1] == ':' ? 1 : 2;
    if (n < hours + 3 || text[hours] != ':' || !digits(text, hours, &h)
        || !digits(text + hours + 1, 2, &m))
        return false;
    if (n == hours + 6) {
        if (text[hours + 3] != ':' || !digits(text + hours + 4, 2, &s))
            return false;
    } else if (n != hours + 3) {
        return false;
    }
    if (h > 23 || m > 59 || s > 59)
        return false;
    *seconds = h * 3600 + m * 60 + s;
    return true;
}

char *es_time_format(int32_t seconds, char buffer[ES_DAY_TEXT])
{
    unsigned t = (unsigned)seconds % 86400u;
    if (t % 60)
        (void)snprintf(buffer, ES_DAY_TEXT, "%02u:%02u:%02u", t / 3600, t / 60 % 60, t % 60);
    else
        (void)snprintf(buffer, ES_DAY_TEXT, "%02u:%02u", t / 3600, t / 60 % 60);
    return buffer;
}
