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

/* A smaller piece in the place of *array; the same where there is none. */
static void shrink(void *array, size_t bytes)
{
    void *memory;

    memcpy(&memory, array, sizeof memory);
    memory = realloc(memory, bytes > 0 ? bytes : 1);
    if (memory)
        memcpy(array, &memory, sizeof memory);
}

void wain_solution_shrink(wain_solution *solution)
{
    shrink(&solution->routes, sizeof *solution->routes * (size_t)solution->num_routes);
    shrink(&solution->stops, sizeof *solution->stops * (size_t)solution->num_stops);
    shrink(&solution->unserved, sizeof *solution->unserved * (size_t)solution->num_unserved);
}

void wain_solution_copy(wain_solution *to, const wain_solution *from)
{
    to->cost = from->cost;
    to->num_routes = from->num_routes;
    to->num_stops = from->num_stops;
    to->num_unserved = from->num_unserved;
    memcpy(to->routes, from->routes, sizeof *to->routes * (size_t)from->num_routes);
    memcpy(to->stops, from->stops, sizeof *to->stops * (size_t)from->num_stops);
    memcpy(to->unserved, from->unserved, sizeof *to->unserved * (size_t)from->num_unserved);
}
