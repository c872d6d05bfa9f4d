#include "solver/model/solution.h"

#include <stdlib.h>

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
