#include "solver/unit_outcome.h"

void wain_unit_outcome_clear(wain_unit_outcome *outcome)
{
    wain_solution_free(outcome->solution);
    wain_search_state_free(outcome->from);
    wain_search_state_free(outcome->kept);
    *outcome = (wain_unit_outcome){0};
}
