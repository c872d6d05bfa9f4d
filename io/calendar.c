#include "io/calendar.h"

#include <stdio.h>

static bool read_digits(const char *text, size_t count, int *out)
{
    int value = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* Years begin in March, so that the leap day is the last of its year (Hinnant, chrono-compatible algorithms). */
static wain_day day_of(int year, int month, int day)
{
    const int y = month <= 2 ? year - 1 : year;
    const int era = y / 400, of_era = y % 400;
    const int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool wain_calendar_read_day(const char *text, size_t length, wain_day *out)
{
    int year, month, day;

    if (length != 10 || text[4] != '-' || text[7] != '-' || !read_digits(text, 4, &year) ||
        !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &day))
        return false;
    if (year < 1900 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    *out = day_of(year, month, day);
    return true;
}

bool wain_calendar_read_time(const char *text, size_t length, wain_time *out)
{
    int hours, minutes, seconds = 0;
    const size_t h = length > 1 && text[1] == ':' ? 1 : 2; /* digits of the hour */
    wain_time time;

    if ((length != h + 3 && length != h + 6) || text[h] != ':' || !read_digits(text, h, &hours) ||
        !read_digits(text + h + 1, 2, &minutes))
        return false;
    if (length == h + 6 && (text[h + 3] != ':' || !read_digits(text + h + 4, 2, &seconds)))
        return false;
    time = (hours * 60 + minutes) * 60 + seconds;
    if (minutes > 59 || seconds > 59 || time > 2 * WAIN_SECONDS_PER_DAY)
        return false;
    *out = time;
    return true;
}

int wain_calendar_print_day(wain_day day, char *text, size_t size)
{
    const int64_t shifted = (int64_t)day + 719468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int of_era = (int)(shifted - era * 146097);
    const int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int month = (5 * of_year + 2) / 153; /* 0 is March */

    return snprintf(text, size, "%04d-%02d-%02d", (int)(era * 400) + year_of_era + (month >= 10),
                    month < 10 ? month + 3 : month - 9, of_year - (153 * month + 2) / 5 + 1);
}
