#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/set_partitioning/cover_internal.h"

enum { PATIENCE = 15 }; /* steps without a better bound after which the steps get shorter */

#define FIRST_STEP 1.0
#define SHORTEST_STEP 1e-3

/* The multipliers under way, and how far their relaxed solution is from covering. */
typedef struct ascent {
    wain_cover *cover;
    double *dual, *vehicle_dual;       /* now; the cover's are the best so far */
    double *lacking, *vehicle_lacking; /* the subgradient */
    double step;
    int32_t patience;
} ascent;

/* Each order pays its share of the cheapest route it could be in. */
static void set_first_duals(ascent *a)
{
    const wain_cover *cover = a->cover;

    for (int32_t v = 0; v < cover->problem->num_orders; v++)
        a->dual[v] = cover->price[v];
    for (int32_t j = 0; j < cover->num_columns; j++) {
        const wain_pool_route *column = &cover->columns[j];
        const double share = (double)column->cost / column->num_stops;

        for (int32_t k = 0; k < column->num_stops; k++)
            a->dual[column->stops[k]] = fmin(a->dual[column->stops[k]], share);
    }
    for (int32_t v = 0; v < cover->problem->num_orders; v++)
        a->dual[v] = isfinite(a->dual[v]) ? a->dual[v] : 0; /* in no column at all */
}

static double reduced_cost(const ascent *a, const wain_pool_route *column)
{
    double cost = (double)column->cost + a->vehicle_dual[column->type];

    for (int32_t k = 0; k < column->num_stops; k++)
        cost -= a->dual[column->stops[k]];
    return cost;
}

/* The value of the relaxation at the present multipliers, and its subgradient: every column that pays is taken. An
 * order whose multiplier is its price is as well left out: indifferent, so it asks for nothing. */
static double relax(ascent *a)
{
    const wain_cover *cover = a->cover;
    const wain_problem *problem = cover->problem;
    double value = 0;

    for (int32_t v = 0; v < problem->num_orders; v++) {
        value += a->dual[v];
        a->lacking[v] = cover->excluded[v] ? 0 : 1;
    }
    for (int32_t t = 0; t < problem->num_types; t++) {
        value -= a->vehicle_dual[t] > 0 ? a->vehicle_dual[t] * problem->types[t].count : 0;
        a->vehicle_lacking[t] = -(double)problem->types[t].count;
    }
    for (int32_t j = 0; j < cover->num_columns; j++) {
        const wain_pool_route *column = &cover->columns[j];
        const double reduced = reduced_cost(a, column);

        if (reduced >= 0)
            continue;
        value += reduced;
        a->vehicle_lacking[column->type] += 1;
        for (int32_t k = 0; k < column->num_stops; k++)
            a->lacking[column->stops[k]] -= 1;
    }
    return value;
}

static void keep_best(ascent *a, double value)
{
    wain_cover *cover = a->cover;

    if (value > cover->bound) {
        cover->bound = value;
        memcpy(cover->dual, a->dual, sizeof *a->dual * (size_t)cover->problem->num_orders);
        memcpy(cover->vehicle_dual, a->vehicle_dual, sizeof *a->vehicle_dual * (size_t)cover->problem->num_types);
        a->patience = PATIENCE;
    } else if (--a->patience == 0) {
        a->step /= 2;
        a->patience = PATIENCE;
    }
}

/* One step along the subgradient; false when there is nowhere to go. */
static bool climb(ascent *a, double value)
{
    const wain_cover *cover = a->cover;
    const wain_problem *problem = cover->problem;
    double square = 0, length;

    for (int32_t v = 0; v < problem->num_orders; v++) {
        if ((a->lacking[v] > 0 && a->dual[v] >= cover->price[v]) || (a->lacking[v] < 0 && a->dual[v] <= 0))
            a->lacking[v] = 0;
        square += a->lacking[v] * a->lacking[v];
    }
    for (int32_t t = 0; t < problem->num_types; t++) {
        if (a->vehicle_lacking[t] < 0 && a->vehicle_dual[t] <= 0)
            a->vehicle_lacking[t] = 0;
        square += a->vehicle_lacking[t] * a->vehicle_lacking[t];
    }
    if (square < 0.5 || value >= cover->incumbent || a->step < SHORTEST_STEP)
        return false;
    length = a->step * (cover->incumbent - value) / square;
    for (int32_t v = 0; v < problem->num_orders; v++)
        a->dual[v] = fmin(fmax(a->dual[v] + length * a->lacking[v], 0), cover->price[v]);
    for (int32_t t = 0; t < problem->num_types; t++)
        a->vehicle_dual[t] = fmax(a->vehicle_dual[t] + length * a->vehicle_lacking[t], 0);
    return true;
}

wain_status wain_cover_price(wain_cover *cover, int32_t steps, wain_error *err)
{
    ascent a = {.cover = cover, .step = FIRST_STEP, .patience = PATIENCE};
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(a.dual, cover->problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(a.lacking, cover->problem->num_orders, err));
    WAIN_TRY(WAIN_NEW(a.vehicle_dual, cover->problem->num_types, err));
    WAIN_TRY(WAIN_NEW(a.vehicle_lacking, cover->problem->num_types, err));
    set_first_duals(&a);
    cover->bound = -INFINITY;
    for (int32_t i = 0; i < steps; i++) {
        const double value = relax(&a);

        keep_best(&a, value);
        if (!climb(&a, value))
            break;
    }
    memcpy(a.dual, cover->dual, sizeof *a.dual * (size_t)cover->problem->num_orders);
    memcpy(a.vehicle_dual, cover->vehicle_dual, sizeof *a.vehicle_dual * (size_t)cover->problem->num_types);
    for (int32_t j = 0; j < cover->num_columns; j++)
        cover->reduced[j] = reduced_cost(&a, &cover->columns[j]);
done:
    free(a.dual);
    free(a.lacking);
    free(a.vehicle_dual);
    free(a.vehicle_lacking);
    return status;
}
