/* The units still to be handed out, longest predicted effort first: with the large ones started early the ranks finish
 * together (Graham, 1969). Where each rank gets many, it is enough that those with more than half of the largest effort
 * come first, then those with more than a quarter and so on; within such a class they come by number, so that they can
 * be written in that sequence (scheduler/plan_stream.h) while the last are searched. */
#ifndef WAIN_SCHEDULER_QUEUE_H
#define WAIN_SCHEDULER_QUEUE_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct wain_queue {
    int32_t *units;            /* by effort, descending, equal ones (or of the same class) by number; owned */
    const double *effort;      /* of each unit; borrowed */
    const int32_t *num_orders; /* of each unit; borrowed; NULL: not asked for */
    int32_t count, next;       /* units[next..count) still wait */
    int ranks;
    bool has_classes;
    double largest; /* effort, from which they are counted */
    double waiting_effort;
    int64_t waiting_orders;
} wain_queue;

/* A queue of units 0..count-1 for `ranks` ranks. `effort` and `num_orders` (may be NULL) have `count` entries >= 0 and
 * must outlive the queue. O(count log count). */
wain_status wain_queue_create(wain_queue *queue, int32_t count, const double *effort, const int32_t *num_orders,
                              int ranks, wain_error *err);
void wain_queue_clear(wain_queue *queue);

/* Take out the units that are done already, one flag for each unit of the queue. O(count log count). */
void wain_queue_remove_done(wain_queue *queue, const bool *done);

/* Take out one unit, if it still waits. O(units that wait). */
void wain_queue_remove(wain_queue *queue, int32_t unit);

/* Efforts have changed: put the units that wait in order again, also those that were put back. O(count log count). */
void wain_queue_renew(wain_queue *queue);

/* Let a unit that was popped wait again, at the head. */
void wain_queue_put_back(wain_queue *queue, int32_t unit);

/* Units that still wait. */
int32_t wain_queue_length(const wain_queue *queue);

/* Orders of `unit`; 0 when the queue has not been told. */
int32_t wain_queue_orders(const wain_queue *queue, int32_t unit);

/* The unit to hand out next; -1 when none waits. Pop removes it. */
int32_t wain_queue_first(const wain_queue *queue);
int32_t wain_queue_pop(wain_queue *queue);

#endif
