/* From what became of the units to the plan of the night. */
#ifndef WAIN_SCHEDULER_ASSEMBLY_H
#define WAIN_SCHEDULER_ASSEMBLY_H

#include "scheduler/work.h"
#include "solver/model/plan.h"
#include "solver/partition/partition.h"

/* A plan that is put together in the order of the units, so that it depends on their solutions alone: routes, vehicle
 * numbers per type and day, orders left out. */
typedef struct wain_assembly {
    const wain_order_book *book; /* borrowed, like the next two */
    const wain_travel *travel;
    const wain_partition *partition;
    int32_t *next_vehicle; /* per day and vehicle type: the first number free; owned, like the next */
    wain_plan *plan;       /* its stops may be released */
} wain_assembly;

/* WAIN_EMEMORY. Release with clear, also after a failure. */
wain_status wain_assembly_begin(wain_assembly *assembly, const wain_order_book *book, const wain_travel *travel,
                                const wain_partition *partition, wain_error *err);

/* Add the next unit, of number assembly->plan->num_units. Orders of one that was not solved are NOT_PLANNED. After an
 * error nothing can be added any more: WAIN_EMEMORY; WAIN_EINTERNAL when the solution is not feasible. O(its orders).
 */
wain_status wain_assembly_add(wain_assembly *assembly, const wain_unit_outcome *outcome, wain_error *err);

/* All units are there: orders that none took keep the book's reason. O(orders). */
wain_status wain_assembly_end(wain_assembly *assembly, wain_error *err);
void wain_assembly_clear(wain_assembly *assembly);

#endif
