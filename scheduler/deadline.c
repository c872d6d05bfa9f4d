#include "scheduler/deadline.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "solver/core/clock.h"

/* Assembling, checking and writing take four to eight microseconds an order, and three to five times as long as
 * reading. A late plan is worse than one searched a little shorter. */
#define PUBLISHING_BASE 0.2           /* s */
#define PUBLISHING_PER_ORDER 0.000008 /* s */
#define PUBLISHING_TO_READING 5.0
#define SLOWEST 2.0                  /* times as long as that for each order, whatever kept the reading */
#define LARGEST_SHARE_OF_RESERVE 0.5 /* of the time limit */

/* A signal's plan is promised after 10 s; 2 s of them belong to a unit that is begun at the grace's end. */
#define STOP_PROMISE 8.0   /* s */
#define LONGEST_GRACE 6.0  /* s */
#define SHORTEST_GRACE 1.0 /* s */

/* With more units per worker than this a worker's share differs from the average by less than one in as many. */
enum { MANY_UNITS_PER_WORKER = 16 };

/* Of more workers than this only a part deals out its part of the units, so that handing out a unit takes no longer
 * with thousands of ranks. */
enum { DEALT_WORKERS = 64 };

double wain_process_age(void)
{
    char line[1024], *fields;
    unsigned long long started;
    struct timespec now;
    size_t size;
    FILE *f = fopen("/proc/self/stat", "r");

    if (!f)
        return 0;
    size = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    line[size] = '\0';
    fields = strrchr(line, ')'); /* the program's name may hold spaces; the start time is the 20th field after it */
    if (!fields ||
        sscanf(fields + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
               &started) != 1)
        return 0;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return fmax(0, (double)now.tv_sec + (double)now.tv_nsec * 1e-9 - (double)started / (double)sysconf(_SC_CLK_TCK));
}

double wain_deadline_publishing(int64_t num_orders, double reading)
{
    const double usual = PUBLISHING_PER_ORDER * (double)num_orders;

    return PUBLISHING_BASE + fmin(fmax(usual, PUBLISHING_TO_READING * reading), SLOWEST * usual);
}

wain_deadline wain_deadline_create(double time_limit, double publishing)
{
    return (wain_deadline){.start = wain_clock_seconds() - wain_process_age(),
                           .time_limit = time_limit,
                           .reserve = fmin(publishing, time_limit * LARGEST_SHARE_OF_RESERVE)};
}

double wain_deadline_stop_grace(double publishing)
{
    return fmin(LONGEST_GRACE, fmax(SHORTEST_GRACE, STOP_PROMISE - publishing));
}

double wain_deadline_left(const wain_deadline *deadline, double now)
{
    if (deadline->time_limit <= 0)
        return INFINITY;
    return fmax(0, deadline->start + deadline->time_limit - now);
}

double wain_deadline_solving_left(const wain_deadline *deadline, double now)
{
    return fmax(0, wain_deadline_left(deadline, now) - deadline->reserve - deadline->later);
}

double wain_deadline_grace_left(const wain_deadline *deadline, double now)
{
    return fmax(0, wain_deadline_left(deadline, now) - deadline->reserve / 2);
}

/* Of the workers first, first + stride ... the one whose time left would be used to the least degree with `effort`
 * more; -1 when none has time. */
static int least_crowded(double effort, const double *load, const double *free_in, int first, int num_workers,
                         int stride, double left)
{
    double least = INFINITY;
    int best = -1;

    for (int w = first; w < num_workers; w += stride) {
        const double time = left - free_in[w];

        if (time > 0 && (load[w] + effort) / time < least) {
            least = (load[w] + effort) / time;
            best = w;
        }
    }
    return best;
}

/* Every stride-th worker, `worker` among them, and every stride-th unit: the queue is sorted (by number or by effort),
 * so these are like all. */
static double dealt_share(const wain_queue *queue, double rate, int worker, const double *free_in, int num_workers,
                          double left, double *scratch)
{
    const int32_t first = wain_queue_first(queue);
    const int stride = (num_workers - 1) / DEALT_WORKERS + 1;
    double *load = scratch, *orders = scratch + num_workers;
    double search;

    for (int w = 0; w < num_workers; w++)
        load[w] = orders[w] = 0;
    load[worker] = queue->effort[first];
    orders[worker] = wain_queue_orders(queue, first);
    for (int32_t i = queue->next + stride; i < queue->count; i += stride) {
        const int32_t unit = queue->units[i];
        const int to = least_crowded(queue->effort[unit], load, free_in, worker % stride, num_workers, stride, left);

        load[to] += queue->effort[unit]; /* `worker` itself has time left, so there is one */
        orders[to] += wain_queue_orders(queue, unit);
    }
    search = fmax(0, left - free_in[worker] - rate * orders[worker]);
    if (load[worker] > 0)
        search *= queue->effort[first] / load[worker];
    return rate * wain_queue_orders(queue, first) + search;
}

double wain_deadline_share(const wain_queue *queue, double rate, int worker, const double *free_in, int num_workers,
                           double left, double *scratch)
{
    const int32_t waiting = wain_queue_length(queue), first = wain_queue_first(queue);
    const double own = left - free_in[worker];
    double search = -rate * (double)queue->waiting_orders;

    if (waiting == 0 || own <= 0)
        return 0;
    if (waiting <= num_workers * MANY_UNITS_PER_WORKER)
        return fmin(own, dealt_share(queue, rate, worker, free_in, num_workers, left, scratch));
    for (int w = 0; w < num_workers; w++)
        search += fmax(0, left - free_in[w]);
    search = fmax(0, search) * queue->effort[first] / queue->waiting_effort;
    return fmin(own, rate * wain_queue_orders(queue, first) + search);
}
