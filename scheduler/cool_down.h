/* The end of a night that is told to stop. Its searches end where they are, and those that were hot stand at solutions
 * that are far dearer than what a few more seconds would make of them. So in what is left of the grace all units that
 * are not cold are searched once more, side by side on all ranks, from where they stand to the end of their annealing.
 * That is for the plan to be published alone: the state from which the night can be resumed is saved before. */
#ifndef WAIN_SCHEDULER_COOL_DOWN_H
#define WAIN_SCHEDULER_COOL_DOWN_H

#include "scheduler/work.h"

/* How many of the `seconds` left so many ranks need for the units that are not cold; 0: there are none, or it is not
 * worth beginning. `span` says which part of its annealing each unit's search was to be. */
double wain_cool_down_seconds(const wain_unit_outcome *units, int32_t num_units, const int32_t *num_orders,
                              const wain_annealing_span *span, int ranks, double seconds);

/* Make of what became of the units what another work begins with (wain_work.earlier): cold ones are done, all others
 * wait, with what they have. WAIN_EMEMORY: some may still count as done, but none has lost its solution. */
wain_status wain_cool_down_begin(wain_unit_outcome *units, int32_t num_units, const int32_t *num_orders,
                                 const wain_annealing_span *span, wain_error *err);

#endif
