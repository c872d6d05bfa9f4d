#include "scheduler/effort_rates.h"

#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"

#define LARGEST_FACTOR 4.0
#define MEMORY 0.5 /* of what was learnt before */

wain_status wain_effort_rates_create(wain_effort_rates *rates, int32_t num_regions, wain_error *err)
{
    wain_status status = WAIN_OK;

    *rates = (wain_effort_rates){.num_regions = num_regions};
    WAIN_TRY(WAIN_NEW(rates->measured, num_regions, err));
    WAIN_TRY(WAIN_NEW(rates->predicted, num_regions, err));
done:
    return status;
}

void wain_effort_rates_clear(wain_effort_rates *rates)
{
    free(rates->measured);
    free(rates->predicted);
    *rates = (wain_effort_rates){0};
}

void wain_effort_rates_learn(wain_effort_rates *rates, const wain_partition *partition, const wain_unit_outcome *units)
{
    for (int32_t r = 0; r < rates->num_regions; r++) {
        rates->measured[r] *= MEMORY;
        rates->predicted[r] *= MEMORY;
    }
    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];
        const wain_search_statistics *did = &units[u].statistics;
        const double searching = did->seconds - did->construction;

        if (units[u].state != WAIN_UNIT_DONE || units[u].cut_short || did->iterations <= 0 || searching <= 0)
            continue;
        rates->measured[unit->region] += searching;
        rates->predicted[unit->region] +=
            (double)did->iterations * wain_partition_effort(unit->num_orders, true) / fmax(1, unit->num_orders);
    }
}

double wain_effort_rates_factor(const wain_effort_rates *rates, int32_t region)
{
    double measured = 0, predicted = 0, factor;

    if (rates->predicted[region] <= 0)
        return 1;
    for (int32_t r = 0; r < rates->num_regions; r++) {
        measured += rates->measured[r];
        predicted += rates->predicted[r];
    }
    factor = rates->measured[region] / rates->predicted[region] * predicted / measured;
    return fmin(fmax(factor, 1 / LARGEST_FACTOR), LARGEST_FACTOR);
}
