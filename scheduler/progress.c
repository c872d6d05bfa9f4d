#include "scheduler/progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "solver/core/clock.h"

#define LIVE_INTERVAL 0.2 /* s between two updates of the live line */

wain_progress wain_progress_create(FILE *out, double interval, const char *currency)
{
    return (wain_progress){.out = out,
                           .terminal = out && isatty(fileno(out)),
                           .interval = interval,
                           .next = wain_clock_seconds() + interval,
                           .currency = currency};
}

static void print_time_left(double seconds, char *text, size_t size)
{
    const long whole = isfinite(seconds) ? (long)ceil(seconds) : 0;

    if (!isfinite(seconds))
        text[0] = '\0';
    else if (whole < 3600)
        snprintf(text, size, "  left %ld:%02ld", whole / 60, whole % 60);
    else
        snprintf(text, size, "  left %ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
}

int wain_progress_print(const wain_work_progress *work, const char *currency, char *text, size_t size)
{
    char done[32], orders[32], cost[32], rate[32], unserved[32], left_out[64] = "", left[32];
    const double per_second = work->seconds > 0 ? (double)work->iterations / work->seconds : 0;

    print_time_left(work->time_left, left, sizeof left);
    if (work->num_unserved > 0) /* their prices are in the cost, and may be most of it */
        snprintf(left_out, sizeof left_out, " with prices of %s left out",
                 wain_print_count(work->num_unserved, unserved));
    return snprintf(text, size, "units %d/%d  orders %s/%s  cost %s %s%s  %s it/s%s", work->num_done, work->num_units,
                    wain_print_count(work->orders_done, done), wain_print_count(work->num_orders, orders),
                    wain_print_decimal(work->cost, WAIN_COST_SCALE, 0, cost), currency, left_out,
                    wain_print_count((int64_t)per_second, rate), left);
}

static void print_clock(FILE *out)
{
    const time_t now = time(NULL);
    struct tm parts;
    char text[32];

    localtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    fprintf(out, "%s  ", text);
}

void wain_progress_end(wain_progress *progress)
{
    if (progress->out && progress->live) {
        fputs("\r\033[K", progress->out);
        fflush(progress->out);
    }
    progress->live = false;
}

void wain_progress_note(wain_progress *progress, const char *format, ...)
{
    va_list arguments;

    if (!progress->out)
        return;
    wain_progress_end(progress);
    if (!progress->terminal)
        print_clock(progress->out);
    va_start(arguments, format);
    vfprintf(progress->out, format, arguments);
    va_end(arguments);
    fputc('\n', progress->out);
    fflush(progress->out);
}

void wain_progress_update(wain_progress *progress, const wain_work_progress *work)
{
    const double now = wain_clock_seconds();
    char line[256];

    if (!progress->out || now < progress->next)
        return;
    progress->next = now + (progress->terminal ? LIVE_INTERVAL : progress->interval);
    wain_progress_print(work, progress->currency, line, sizeof line);
    if (!progress->terminal) {
        wain_progress_note(progress, "%s", line);
        return;
    }
    fprintf(progress->out, "\r\033[K%s", line);
    fflush(progress->out);
    progress->live = true;
}
