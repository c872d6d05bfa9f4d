/* The units still to be handed out, longest predicted effort first: with the large ones started early the ranks finish
 * together (Graham, 1969). */
#ifndef WAIN_SCHEDULER_QUEUE_H
#define WAIN_SCHEDULER_QUEUE_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct wain_queue {
    int32_t *units;       /* by effort, descending, equal ones by number; owned */
    const double *effort; /* of each unit; borrowed */
    int32_t count, next;  /* units[next..count) still wait */
    double waiting_effort;
} wain_queue;

/* A queue of units 0..count-1. `effort` has `count` entries >= 0 and must outlive the queue. O(count log count). */
wain_status wain_queue_create(wain_queue *queue, int32_t count, const double *effort, wain_error *err);
void wain_queue_clear(wain_queue *queue);

/* Units that still wait. */
int32_t wain_queue_length(const wain_queue *queue);

/* The unit to hand out next; -1 when none waits. Pop removes it. */
int32_t wain_queue_first(const wain_queue *queue);
int32_t wain_queue_pop(wain_queue *queue);

#endif
