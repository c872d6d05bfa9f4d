#include "scheduler/cool_down.h"

#include <math.h>

/* With a few iterations an order a search can't make use of more heat than is left after that share. */
#define WARMEST 0.5

/* Seconds of a rank for each order: less than the first is little more than a search's beginning; what comes after the
 * second is not worth keeping the job waiting for. */
#define WORTHWHILE 100e-6
#define ENOUGH 1e-3

static bool is_cold(const wain_unit_outcome *unit, const wain_annealing_span *span)
{
    return unit->state == WAIN_UNIT_DONE && !unit->cut_short && span->to >= 1;
}

/* Share of its annealing that lies behind a unit. */
static double cooled_of(const wain_unit_outcome *unit, const wain_annealing_span *span)
{
    return unit->state == WAIN_UNIT_DONE && !unit->cut_short ? span->to : unit->kept ? unit->kept->cooled : span->from;
}

/* A search may have said where it stands after its result. */
static wain_solution *cheapest(const wain_unit_outcome *unit)
{
    return unit->solution && unit->kept && unit->kept->best->cost < unit->solution->cost ? unit->kept->best
                                                                                         : unit->solution;
}

double wain_cool_down_seconds(const wain_unit_outcome *units, int32_t num_units, const int32_t *num_orders,
                              const wain_annealing_span *span, int ranks, double seconds)
{
    double orders = 0;

    for (int32_t u = 0; u < num_units; u++)
        orders += is_cold(&units[u], &span[u]) ? 0 : num_orders[u];
    return seconds * ranks < orders * WORTHWHILE ? 0 : fmin(seconds, orders * ENOUGH / ranks);
}

wain_status wain_cool_down_begin(wain_unit_outcome *units, int32_t num_units, const int32_t *num_orders,
                                 const wain_annealing_span *span, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (int32_t u = 0; u < num_units; u++) {
        wain_unit_outcome *unit = &units[u];
        const wain_search_state stands = {.cooled = fmax(cooled_of(unit, &span[u]), WARMEST), .best = cheapest(unit)};
        wain_search_state *from = NULL;

        if (is_cold(unit, &span[u]))
            continue;
        if (unit->solution)
            WAIN_TRY(wain_search_state_copy(&stands, num_orders[u], &from, err));
        wain_search_state_free(unit->from);
        wain_search_state_free(unit->kept);
        unit->from = from;
        unit->kept = NULL;
        unit->state = WAIN_UNIT_WAITING;
    }
done:
    return status;
}
