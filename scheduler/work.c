#include "scheduler/work.h"

#include <math.h>
#include <stdlib.h>

void wain_work_set_budget(wain_search_control *control, int64_t iterations, double seconds)
{
    control->iterations = iterations;
    if (iterations > 0)
        return;
    control->time_limit = fmax(seconds, WAIN_FIRST_SOLUTION_ONLY);
    if (seconds <= WAIN_FIRST_SOLUTION_ONLY)
        control->threads = 1;
}

void wain_outcome_clear(wain_outcome *outcome)
{
    for (int32_t u = 0; u < outcome->num_units; u++)
        wain_unit_outcome_clear(&outcome->units[u]);
    free(outcome->units);
    *outcome = (wain_outcome){0};
}
