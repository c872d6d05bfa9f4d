/* What iterations cost in each region, learnt from units that are done, in this night or in an earlier one: where they
 * are dearer than predicted (many skills, vehicle types, narrow windows), a unit needs more time for the same quality.
 */
#ifndef WAIN_SCHEDULER_EFFORT_RATES_H
#define WAIN_SCHEDULER_EFFORT_RATES_H

#include "solver/core/error.h"
#include "solver/model/order_book.h"
#include "solver/partition/partition.h"
#include "solver/unit_outcome.h"

typedef struct wain_effort_rates {
    double *measured, *predicted; /* core-seconds of the same iterations, by region; owned */
    int32_t num_regions;
} wain_effort_rates;

wain_status wain_effort_rates_create(wain_effort_rates *rates, int32_t num_regions, wain_error *err);
wain_status wain_effort_rates_copy(const wain_effort_rates *rates, wain_effort_rates *copy, wain_error *err);
void wain_effort_rates_clear(wain_effort_rates *rates);

/* Learn from the units of a partition that ran to their ends; what was learnt before counts half. */
void wain_effort_rates_learn(wain_effort_rates *rates, const wain_partition *partition, const wain_unit_outcome *units);

/* The same from the units in the result file of an earlier night, whose regions are found again in `book` by name;
 * those it no longer has are passed over. Nothing is learnt on errors: those of wain_result_open. O(units * regions).
 */
wain_status wain_effort_rates_learn_earlier(wain_effort_rates *rates, const char *path, const wain_order_book *book,
                                            wain_error *err);

/* Number of regions of which something was learnt. */
int32_t wain_effort_rates_num_known(const wain_effort_rates *rates);

/* By what the predicted effort of a unit of that region is to be multiplied, relative to all others: 0.25 .. 4, and 1
 * where nothing was learnt. */
double wain_effort_rates_factor(const wain_effort_rates *rates, int32_t region);

#endif
