#include "solver/eval/solution_check.h"

#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"

wain_status wain_solution_check(const wain_problem *problem, const wain_solution *solution, wain_error *err)
{
    wain_status status = WAIN_OK;
    int64_t *left = NULL;

    WAIN_TRY(WAIN_NEW(left, problem->num_types, err));
    for (int32_t t = 0; t < problem->num_types; t++)
        left[t] = problem->types[t].count;
    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];

        if (route->type >= problem->num_types || left[route->type]-- == 0) {
            status = wain_error_set(err, WAIN_EINTERNAL, "a search can't go on with vehicles that are not there");
            goto done;
        }
        if (!wain_schedule_route(problem, route->type, solution->stops + route->first, route->num_stops, NULL)
                 .feasible) {
            status = wain_error_set(err, WAIN_EINTERNAL, "a search can't go on from a route that breaks rules");
            goto done;
        }
    }
done:
    free(left);
    return status;
}
