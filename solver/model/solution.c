#include "solver/model/solution.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

wain_status wain_solution_create(int32_t num_orders, wain_solution **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution *solution = NULL;

    WAIN_TRY(WAIN_NEW(solution, 1, err));
    WAIN_TRY(WAIN_NEW(solution->routes, num_orders, err));
    WAIN_TRY(WAIN_NEW(solution->stops, num_orders, err));
    WAIN_TRY(WAIN_NEW(solution->unserved, num_orders, err));
    *out = solution;
    solution = NULL;
done:
    wain_solution_free(solution);
    return status;
}

void wain_solution_free(wain_solution *solution)
{
    if (!solution)
        return;
    free(solution->routes);
    free(solution->stops);
    free(solution->unserved);
    free(solution);
}

wain_status wain_solution_copy(const wain_solution *solution, int32_t num_orders, wain_solution **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution *copy = NULL;

    WAIN_TRY(wain_solution_create(num_orders, &copy, err));
    copy->cost = solution->cost;
    copy->num_routes = solution->num_routes;
    copy->num_stops = solution->num_stops;
    copy->num_unserved = solution->num_unserved;
    memcpy(copy->routes, solution->routes, sizeof *copy->routes * (size_t)copy->num_routes);
    memcpy(copy->stops, solution->stops, sizeof *copy->stops * (size_t)copy->num_stops);
    memcpy(copy->unserved, solution->unserved, sizeof *copy->unserved * (size_t)copy->num_unserved);
    *out = copy;
done:
    return status;
}
