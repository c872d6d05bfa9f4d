#include "solver/solve.h"

#include <stdlib.h>

#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/search/islands.h"
#include "solver/search/left_out.h"
#include "solver/search/servable.h"

/* Beyond this the matrix leaves the caches and computing a distance is faster than fetching it. */
enum { MATRIX_LOCATIONS = 1500 };

static wain_status tabulate_distances(const wain_problem *problem, int32_t **out, wain_error *err)
{
    const int32_t locations = problem->num_depots + problem->num_orders;
    const bool symmetric = problem->travel.metric != WAIN_METRIC_MATRIX;
    wain_status status = WAIN_OK;
    int32_t *matrix = NULL;

    *out = NULL;
    if (locations > MATRIX_LOCATIONS)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(matrix, (size_t)locations * (size_t)locations, err));
    for (int32_t a = 0; a < locations; a++) {
        for (int32_t b = symmetric ? a : 0; b < locations; b++) {
            const int32_t way = wain_problem_distance(problem, a, b);

            matrix[(size_t)a * (size_t)locations + (size_t)b] = way;
            if (symmetric)
                matrix[(size_t)b * (size_t)locations + (size_t)a] = way;
        }
    }
    *out = matrix;
done:
    return status;
}

static wain_status prove_unservable(const wain_problem *problem, uint8_t **out, int32_t *servable, wain_error *err)
{
    wain_status status = WAIN_OK;
    uint8_t *excluded = NULL;

    WAIN_TRY(WAIN_NEW(excluded, problem->num_orders, err));
    *servable = 0;
    for (int32_t i = 0; i < problem->num_orders; i++) {
        wain_unserved proof;

        wain_servable_prove(problem, i, &proof);
        excluded[i] = proof.reason != WAIN_REASON_NONE;
        *servable += !excluded[i];
    }
    *out = excluded;
done:
    return status;
}

static void leave_all_out(const wain_problem *problem, wain_solution *solution)
{
    for (int32_t i = 0; i < problem->num_orders; i++)
        solution->unserved[i] = (wain_unserved){.order = i, .detail = -1};
    solution->num_unserved = problem->num_orders;
}

wain_status wain_solve(const wain_problem *problem, const wain_search_options *options,
                       const wain_search_control *control, wain_solution **out, wain_search_statistics *statistics,
                       wain_error *err)
{
    const double start = wain_clock_seconds();
    const wain_kernel *kernel = wain_kernel_choose(problem);
    wain_status status = WAIN_OK;
    wain_neighbours *neighbours = NULL;
    wain_solution *solution = NULL;
    uint8_t *excluded = NULL;
    int32_t *matrix = NULL;
    int32_t servable;
    double seconds;

    *statistics = (wain_search_statistics){0};
    if (control->iterations <= 0 && control->time_limit <= 0)
        return wain_error_set(err, WAIN_EUSAGE, "a search needs a budget: iterations or a time limit above 0");
    WAIN_TRY(wain_solution_create(problem->num_orders, &solution, err));
    WAIN_TRY(prove_unservable(problem, &excluded, &servable, err));
    if (servable > 0) {
        WAIN_TRY(wain_neighbours_create(problem, excluded, (int32_t)options->neighbours, &neighbours, err));
        if (kernel == &wain_kernel_rich)
            WAIN_TRY(tabulate_distances(problem, &matrix, err));
        const wain_kernel_input input = {problem, options, neighbours, excluded, matrix};

        WAIN_TRY(wain_islands_run(kernel, &input, control, start, solution, statistics, err));
    } else {
        leave_all_out(problem, solution);
    }
    WAIN_TRY(wain_left_out_settle(problem, neighbours, excluded, solution, err));
    seconds = wain_clock_seconds() - start;
    statistics->construction += seconds - statistics->seconds; /* what came after the search */
    statistics->seconds = seconds;
    *out = solution;
    solution = NULL;
done:
    wain_solution_free(solution);
    wain_neighbours_free(neighbours);
    free(excluded);
    free(matrix);
    return status;
}
