/* Which vehicles a synthetic book has, and how many. */
#include <math.h>

#include "io/generator_internal.h"

/* Working seconds of a vehicle in a day that windows let it use, the part of its capacity that is ever filled, and
 * vehicles beyond the mean day: moderate slack for peaks. */
#define USABLE_SECONDS (9 * 3600)
#define USABLE_LOAD 0.8
#define SLACK 1.1

const wain_vehicle_model wain_small_fleet[2] = {
    {"van", "own", "cold", 1100, 11, 45, 28, 24, 120, 700, {62, 45, 52, 42, 55}},
    {"truck", "own", "tail_lift;two_person", 7500, 40, 95, 62, 42, 60, 700, {56, 40, 46, 38, 48}},
};

const wain_vehicle_model wain_large_fleet[WAIN_NUM_VEHICLES] = {
    {"van", "own", "", 1100, 11, 45, 28, 24, 120, 700, {62, 45, 52, 42, 55}},
    {"cool_van", "frost", "cold", 950, 9, 65, 32, 25, 100, 700, {62, 45, 52, 42, 55}},
    {"truck", "own", "tail_lift", 7500, 40, 95, 62, 29, 60, 700, {56, 40, 46, 38, 48}},
    {"crew_truck", "partner", "tail_lift;two_person", 6000, 44, 120, 62, 48, 50, 700, {56, 40, 46, 38, 48}},
};

int wain_vehicle_for(const wain_draft *draft, bool is_large)
{
    if (!is_large)
        return wain_service_models[draft->service].by_truck ? 1 : 0;
    switch (draft->need) {
    case WAIN_NEED_COLD:
        return 1;
    case WAIN_NEED_TAIL_LIFT:
        return 2;
    case WAIN_NEED_TWO_PERSON:
        return 3;
    case WAIN_NEED_NONE:
    case WAIN_NUM_NEEDS:
    default:
        return wain_service_models[draft->service].by_truck ? 2 : 0;
    }
}

int32_t wain_vehicle_count(const wain_vehicle_model *model, const wain_demand *demand, int32_t days)
{
    const double time = demand->seconds / USABLE_SECONDS;
    const double weight = demand->kg / (model->kg * USABLE_LOAD), volume = demand->m3 / (model->m3 * USABLE_LOAD);
    const double stops = demand->orders / (model->max_stops * USABLE_LOAD);
    const double most = fmax(fmax(time, stops), fmax(weight, volume)) / days * SLACK;

    return most < 1 ? 1 : most > 1e9 ? 1000000000 : (int32_t)ceil(most);
}
