#include "scheduler/queue.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"

enum { MANY = 16 }; /* units of each rank */

/* 0: more than half of the largest effort, 1: more than a quarter ... */
static int class_of(double effort, double largest)
{
    return effort > 0 ? ilogb(largest / effort) : INT_MAX;
}

static int longest_first(const void *a, const void *b, void *context)
{
    const int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    const wain_queue *queue = context;
    const double *effort = queue->effort;

    if (queue->has_classes) {
        const int of_left = class_of(effort[left], queue->largest), of_right = class_of(effort[right], queue->largest);

        if (of_left != of_right)
            return of_left < of_right ? -1 : 1;
    } else if (effort[left] != effort[right]) {
        return effort[left] > effort[right] ? -1 : 1;
    }
    return (left > right) - (left < right);
}

static void sort(wain_queue *queue)
{
    int32_t *waiting = queue->units + queue->next;

    if (queue->next == 0) /* not in the middle, where few are left of many */
        queue->has_classes = queue->count / queue->ranks >= MANY;
    if (queue->has_classes) {
        queue->largest = 0;
        for (int32_t i = queue->next; i < queue->count; i++)
            queue->largest = fmax(queue->largest, queue->effort[queue->units[i]]);
    }
    qsort_r(waiting, (size_t)wain_queue_length(queue), sizeof *waiting, longest_first, queue);
}

wain_status wain_queue_create(wain_queue *queue, int32_t count, const double *effort, const int32_t *num_orders,
                              int ranks, wain_error *err)
{
    wain_status status = WAIN_OK;

    *queue = (wain_queue){.effort = effort, .num_orders = num_orders, .count = count, .ranks = ranks};
    WAIN_TRY(WAIN_NEW(queue->units, count, err));
    for (int32_t i = 0; i < count; i++) {
        queue->units[i] = i;
        queue->waiting_effort += effort[i];
        queue->waiting_orders += wain_queue_orders(queue, i);
    }
    sort(queue);
done:
    return status;
}

void wain_queue_clear(wain_queue *queue)
{
    free(queue->units);
    *queue = (wain_queue){0};
}

void wain_queue_remove_done(wain_queue *queue, const bool *done)
{
    int32_t kept = queue->next;

    for (int32_t i = queue->next; i < queue->count; i++) {
        const int32_t unit = queue->units[i];

        if (!done[unit]) {
            queue->units[kept++] = unit;
            continue;
        }
        queue->waiting_effort -= queue->effort[unit];
        queue->waiting_orders -= wain_queue_orders(queue, unit);
    }
    queue->count = kept;
    sort(queue);
}

void wain_queue_remove(wain_queue *queue, int32_t unit)
{
    int32_t at = queue->next;

    while (at < queue->count && queue->units[at] != unit)
        at++;
    if (at == queue->count)
        return;
    for (; at > queue->next; at--)
        queue->units[at] = queue->units[at - 1];
    queue->units[at] = unit;
    wain_queue_pop(queue);
}

void wain_queue_renew(wain_queue *queue)
{
    sort(queue);
    queue->waiting_effort = 0;
    for (int32_t i = queue->next; i < queue->count; i++)
        queue->waiting_effort += queue->effort[queue->units[i]];
}

void wain_queue_put_back(wain_queue *queue, int32_t unit)
{
    queue->units[--queue->next] = unit;
    queue->waiting_effort += queue->effort[unit];
    queue->waiting_orders += wain_queue_orders(queue, unit);
}

int32_t wain_queue_length(const wain_queue *queue)
{
    return queue->count - queue->next;
}

int32_t wain_queue_orders(const wain_queue *queue, int32_t unit)
{
    return queue->num_orders ? queue->num_orders[unit] : 0;
}

int32_t wain_queue_first(const wain_queue *queue)
{
    return queue->next < queue->count ? queue->units[queue->next] : -1;
}

int32_t wain_queue_pop(wain_queue *queue)
{
    const int32_t unit = wain_queue_first(queue);

    if (unit >= 0) {
        queue->next++;
        queue->waiting_effort -= queue->effort[unit];
        queue->waiting_orders -= wain_queue_orders(queue, unit);
    }
    return unit;
}
