/* A part of a region and day has a share of the fleet only. What it proves of an order that no vehicle can serve holds
 * for its share; here the proof is made again for the whole fleet of the region. */
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/eval/plan_solution.h"
#include "solver/partition/partition_internal.h"
#include "solver/search/servable.h"

static bool is_of_region(const wain_order_book *book, size_t type, int32_t region)
{
    return book->depots[book->types[type].depot].region == region && wain_type_is_usable(book, &book->types[type]);
}

static bool has_every_type(const wain_unit *unit, const wain_order_book *book)
{
    for (size_t t = 0; t < book->num_types; t++) {
        if (is_of_region(book, t, unit->region) && unit->type_count[t] == 0)
            return false;
    }
    return true;
}

/* Reasons that say something of every vehicle. */
static bool speaks_of_the_fleet(wain_reason reason)
{
    return reason == WAIN_REASON_NO_DEPOT || reason == WAIN_REASON_TOO_LARGE || reason == WAIN_REASON_NO_SKILL ||
           reason == WAIN_REASON_WINDOW || reason == WAIN_REASON_TOO_FAR || reason == WAIN_REASON_NO_VEHICLE;
}

wain_status wain_partition_prove(const wain_partition *partition, int32_t number, const wain_order_book *book,
                                 const wain_travel *travel, wain_unserved *unserved, size_t count, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_unit unit = partition->units[number];
    const wain_partition alone = {.units = &unit, .num_units = 1};
    wain_problem *problem = NULL;
    int32_t *rows = NULL, *fleet = NULL, *places = NULL;

    if (has_every_type(&unit, book))
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(rows, count, err));
    WAIN_TRY(WAIN_NEW(places, count, err));
    WAIN_TRY(WAIN_NEW(fleet, book->num_types, err));
    unit.num_orders = 0;
    unit.orders = rows;
    unit.type_count = fleet;
    for (size_t i = 0; i < count; i++) {
        if (speaks_of_the_fleet(unserved[i].reason)) {
            places[unit.num_orders] = (int32_t)i;
            rows[unit.num_orders++] = unserved[i].order;
        }
    }
    if (unit.num_orders == 0)
        goto done;
    for (size_t t = 0; t < book->num_types; t++)
        fleet[t] = is_of_region(book, t, unit.region) ? book->types[t].count : 0;
    WAIN_TRY(wain_partition_problem(&alone, 0, book, travel, &problem, err));
    for (int32_t i = 0; i < unit.num_orders; i++) {
        wain_unserved *found = &unserved[places[i]];

        wain_servable_prove(problem, i, found);
        if (found->reason == WAIN_REASON_NONE) /* its vehicle went to another part */
            wain_servable_explain(problem, i, WAIN_COST_MAX, found);
        *found = wain_plan_unserved(problem, *found);
    }
done:
    wain_problem_free(problem);
    free(rows);
    free(places);
    free(fleet);
    return status;
}
