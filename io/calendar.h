/* Days and times of day as people write them. Reentrant, free of the locale and the time zone. */
#ifndef WAIN_IO_CALENDAR_H
#define WAIN_IO_CALENDAR_H

#include "solver/core/types.h"

#define WAIN_CALENDAR_DAY "a day YYYY-MM-DD from 1900-01-01 to 9999-12-31"
#define WAIN_CALENDAR_TIME "a time HH:MM from 00:00 to 48:00"

enum { WAIN_SECONDS_PER_DAY = 86400 };

/* "2017-11-24" to days since 1970-01-01; false for anything else and for days that do not exist. */
bool wain_calendar_read_day(const char *text, size_t length, wain_day *out);

/* "7:30", "07:30" or "07:30:00" to seconds since midnight, up to 48:00 for what reaches into the next day. */
bool wain_calendar_read_time(const char *text, size_t length, wain_time *out);

/* "2017-11-24"; length like snprintf. */
int wain_calendar_print_day(wain_day day, char *text, size_t size);

#endif
