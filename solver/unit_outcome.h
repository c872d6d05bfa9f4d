/* What became of a unit of work so far. */
#ifndef WAIN_UNIT_OUTCOME_H
#define WAIN_UNIT_OUTCOME_H

#include "solver/model/plan.h"
#include "solver/model/solution.h"
#include "solver/search_state.h"
#include "solver/solve.h"

typedef struct wain_unit_outcome {
    wain_unit_state state;
    bool cut_short;          /* done, but its search was told to end before its budget did */
    int32_t rank;            /* that solves or solved it */
    wain_solution *solution; /* owned, like all here; of a unit that is not done: what an earlier run had when it was
                                cut short, or NULL */
    wain_search_statistics statistics;
    wain_search_state *from; /* what its search begins with; NULL: nothing */
    wain_search_state *kept; /* where its search stood when last heard of; NULL: unknown, or ended */
} wain_unit_outcome;

/* Release what it owns and zero it. */
void wain_unit_outcome_clear(wain_unit_outcome *outcome);

#endif
