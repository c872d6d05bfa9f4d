#include "solver/search/kernel_input.h"

#include <stdlib.h>

#include "solver/core/memory.h"

/* Beyond this the matrix leaves the caches and computing a distance is faster than fetching it. */
enum { MATRIX_LOCATIONS = 400 };

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

wain_status wain_kernel_input_init(const wain_kernel *kernel, const wain_problem *problem,
                                   const wain_search_options *options, const uint8_t *excluded,
                                   wain_kernel_input *input, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_neighbours *neighbours = NULL;
    int32_t *matrix = NULL;

    *input = (wain_kernel_input){0};
    WAIN_TRY(wain_neighbours_create(problem, excluded, (int32_t)options->neighbours,
                                    options->time_neighbours && kernel == &wain_kernel_vrptw, &neighbours, err));
    if (kernel == &wain_kernel_rich)
        WAIN_TRY(tabulate_distances(problem, &matrix, err));
    *input = (wain_kernel_input){problem, options, neighbours, excluded, matrix};
    neighbours = NULL;
done:
    wain_neighbours_free(neighbours);
    return status;
}

void wain_kernel_input_clear(wain_kernel_input *input)
{
    wain_neighbours_free(input->neighbours);
    free(input->matrix);
    *input = (wain_kernel_input){0};
}
