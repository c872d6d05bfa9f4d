#include "scheduler/effort_rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/result_hdf5.h"
#include "solver/core/memory.h"

#define LARGEST_FACTOR 4.0
#define MEMORY 0.5 /* of what was learnt before */

/* For each order: with fewer the first solution is too much of the unit's seconds, from which neither a result nor a
 * state tells it apart. */
#define FEWEST_ITERATIONS 10

wain_status wain_effort_rates_create(wain_effort_rates *rates, int32_t num_regions, wain_error *err)
{
    wain_status status = WAIN_OK;

    *rates = (wain_effort_rates){.num_regions = num_regions};
    WAIN_TRY(WAIN_NEW(rates->measured, num_regions, err));
    WAIN_TRY(WAIN_NEW(rates->predicted, num_regions, err));
done:
    return status;
}

wain_status wain_effort_rates_copy(const wain_effort_rates *rates, wain_effort_rates *copy, wain_error *err)
{
    const size_t size = sizeof *rates->measured * (size_t)rates->num_regions;
    const wain_status status = wain_effort_rates_create(copy, rates->num_regions, err);

    if (status != WAIN_OK) {
        wain_effort_rates_clear(copy);
        return status;
    }
    memcpy(copy->measured, rates->measured, size);
    memcpy(copy->predicted, rates->predicted, size);
    return WAIN_OK;
}

void wain_effort_rates_clear(wain_effort_rates *rates)
{
    free(rates->measured);
    free(rates->predicted);
    *rates = (wain_effort_rates){0};
}

static void fade(wain_effort_rates *rates)
{
    for (int32_t r = 0; r < rates->num_regions; r++) {
        rates->measured[r] *= MEMORY;
        rates->predicted[r] *= MEMORY;
    }
}

static void add_unit(wain_effort_rates *rates, int32_t region, int32_t num_orders, int64_t iterations, double seconds)
{
    rates->measured[region] += seconds;
    rates->predicted[region] +=
        (double)iterations * wain_partition_effort(num_orders, true) / fmax(1, num_orders); /* of one iteration */
}

void wain_effort_rates_learn(wain_effort_rates *rates, const wain_partition *partition, const wain_unit_outcome *units)
{
    fade(rates);
    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];
        const wain_search_statistics *did = &units[u].statistics;
        const double searching = did->seconds - did->construction;

        if (units[u].state == WAIN_UNIT_DONE && !units[u].cut_short && searching > 0 &&
            did->iterations >= FEWEST_ITERATIONS * (int64_t)unit->num_orders)
            add_unit(rates, unit->region, unit->num_orders, did->iterations, searching);
    }
}

/* The book's number of a region; -1: it has none of that name. */
static int32_t find_region(const wain_order_book *book, const char *name)
{
    for (size_t r = 0; r < book->num_regions; r++) {
        if (strcmp(wain_order_book_text(book, book->regions[r]), name) == 0)
            return (int32_t)r;
    }
    return -1;
}

wain_status wain_effort_rates_learn_earlier(wain_effort_rates *rates, const char *path, const wain_order_book *book,
                                            wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result *earlier = NULL;

    WAIN_TRY(wain_result_open(path, &earlier, err));
    fade(rates);
    for (size_t row = 0; row < wain_result_rows(earlier, WAIN_GROUP_UNITS); row++) {
        const int32_t region = find_region(book, wain_result_text(earlier, WAIN_UNITS_REGION, row));
        const int64_t num_orders = wain_result_int(earlier, WAIN_UNITS_ORDERS, row);
        const int64_t iterations = wain_result_int(earlier, WAIN_UNITS_ITERATIONS, row);
        const double seconds = wain_result_real(earlier, WAIN_UNITS_SECONDS, row);

        if (region >= 0 && num_orders > 0 && iterations >= FEWEST_ITERATIONS * num_orders && isfinite(seconds) &&
            seconds > 0)
            add_unit(rates, region, (int32_t)num_orders, iterations, seconds);
    }
done:
    wain_result_free(earlier);
    return status;
}

int32_t wain_effort_rates_num_known(const wain_effort_rates *rates)
{
    int32_t known = 0;

    for (int32_t r = 0; r < rates->num_regions; r++)
        known += rates->predicted[r] > 0;
    return known;
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
