/* From what became of the units to the plan of the night. */
#ifndef WAIN_SCHEDULER_ASSEMBLY_H
#define WAIN_SCHEDULER_ASSEMBLY_H

#include "scheduler/work.h"
#include "solver/model/plan.h"
#include "solver/partition/partition.h"

/* Put the plan together in the order of the units, so that it depends on their solutions alone: routes, vehicle numbers
 * per type and day, orders left out. Orders of a unit that was not solved are NOT_PLANNED; orders that no unit took
 * keep the book's reason. *out is the caller's. Errors: WAIN_EMEMORY; WAIN_EINTERNAL when a solution is not feasible.
 * O(orders
 * + stops). */
wain_status wain_assemble_plan(const wain_order_book *book, const wain_travel *travel, const wain_partition *partition,
                               const wain_outcome *outcome, wain_plan **out, wain_error *err);

#endif
