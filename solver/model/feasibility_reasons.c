/* Orders left out: is it true what the plan says of them? Which vehicle types could serve an order alone follows from
 * the book; whether room could have been found for it among others does not. */
#include <inttypes.h>

#include "solver/model/feasibility_internal.h"

/* What a vehicle type lacks to serve an order alone; 0: nothing. */
typedef struct shortage {
    int64_t load[WAIN_MAX_LOADS];
    int64_t skills, distance;
    int64_t window, shift; /* seconds too late for the last window; at the end of the shift */
} shortage;

/* How many of the region's types lack what. */
typedef struct census {
    int32_t num_types, too_small, unskilled, too_far, too_late, unable;
    bool wish_fits; /* some type lacks exactly what the plan's relaxation names */
} census;

static shortage shortage_of_time(const wain_checking *c, int32_t row, const wain_vehicle_type *type, int64_t there,
                                 int64_t back)
{
    const wain_order *order = &c->book->orders[row];
    const wain_depot *depot = &c->book->depots[type->depot];
    const wain_speed_profile *profile = &c->travel->profiles[type->profile];
    const wain_window *windows = order->num_windows > 0 ? &c->book->windows[order->first_window] : NULL;
    const int64_t leave = type->shift_start > depot->open ? type->shift_start : depot->open;
    const int64_t last = type->shift_end < depot->close ? type->shift_end : depot->close;
    const int64_t arrival = wain_check_arrival(profile, leave, there);
    int64_t start = arrival, end;
    int32_t k = 0;

    if (order->num_windows > 0) {
        while (k < order->num_windows && windows[k].close < arrival)
            k++;
        if (k == order->num_windows)
            return (shortage){.window = arrival - windows[k - 1].close};
        start = arrival > windows[k].open ? arrival : windows[k].open;
    }
    end = start > WAIN_TIME_MAX ? INT64_MAX : wain_check_arrival(profile, start + order->service, back);
    return (shortage){.shift = end > last ? end - last : 0};
}

static shortage shortage_of(const wain_checking *c, int32_t row, const wain_vehicle_type *type)
{
    const wain_order *order = &c->book->orders[row];
    const wain_location home = wain_check_depot_location(c->book, type->depot);
    const wain_location place = wain_check_order_location(c->book, row);
    const int64_t there = wain_check_distance(c->travel, home, place);
    const int64_t back = wain_check_distance(c->travel, place, home);
    shortage lack = shortage_of_time(c, row, type, there, back);

    for (int32_t d = 0; d < c->book->num_loads; d++)
        lack.load[d] = order->load[d] > type->capacity[d] ? order->load[d] - type->capacity[d] : 0;
    lack.skills = __builtin_popcountll(order->skills & ~type->skills);
    if (there > INT32_MAX || back > INT32_MAX || there + back > type->max_distance)
        lack.distance = there > INT32_MAX || back > INT32_MAX ? INT64_MAX : there + back - type->max_distance;
    return lack;
}

/* Does the type lack exactly what the relaxation names? */
static bool fits_wish(const wain_unserved *unserved, int32_t type, const shortage *lack)
{
    const int32_t detail = unserved->detail;
    const int64_t amount = unserved->amount;

    switch (unserved->relaxation) {
    case WAIN_RELAX_LOAD:
        return detail >= 0 && detail < WAIN_MAX_LOADS && amount > 0 && lack->load[detail] == amount;
    case WAIN_RELAX_SKILL:
        return detail == type && amount > 0 && lack->skills == amount;
    case WAIN_RELAX_WINDOW:
        return detail == -1 && amount > 0 && lack->window == amount;
    case WAIN_RELAX_SHIFT:
        return detail == type && amount > 0 && lack->shift == amount;
    case WAIN_RELAX_DISTANCE:
        return detail == type && amount > 0 && lack->distance == amount;
    case WAIN_RELAX_VEHICLE:
        return (detail == -1 || detail == type) && amount == 1;
    case WAIN_RELAX_PRICE: /* by how much is the search's word */
        return detail == -1;
    case WAIN_RELAX_NONE:
    case WAIN_RELAX_DATA:
    case WAIN_NUM_RELAXATIONS:
        break;
    }
    return false;
}

/* A type takes part when a vehicle of it can leave its depot at all. */
static bool is_usable(const wain_checking *c, const wain_vehicle_type *type)
{
    const wain_depot *depot;

    if (type->count <= 0 || type->depot < 0 || (size_t)type->depot >= c->book->num_depots || type->profile < 0 ||
        type->profile >= c->travel->num_profiles)
        return false;
    depot = &c->book->depots[type->depot];
    return (type->shift_start > depot->open ? type->shift_start : depot->open) <=
           (type->shift_end < depot->close ? type->shift_end : depot->close);
}

static census count_types(const wain_checking *c, const wain_unserved *unserved)
{
    census found = {0};

    for (size_t t = 0; t < c->book->num_types; t++) {
        const wain_vehicle_type *type = &c->book->types[t];
        shortage lack;
        bool small = false, late;

        if (!is_usable(c, type) || c->book->depots[type->depot].region != c->book->orders[unserved->order].region)
            continue;
        lack = shortage_of(c, unserved->order, type);
        for (int32_t d = 0; d < c->book->num_loads; d++)
            small |= lack.load[d] > 0;
        late = lack.window > 0 || lack.shift > 0;
        found.num_types++;
        found.too_small += small;
        found.unskilled += lack.skills > 0;
        found.too_far += lack.distance > 0;
        found.too_late += late;
        found.unable += small || late || lack.skills > 0 || lack.distance > 0;
        found.wish_fits |= fits_wish(unserved, (int32_t)t, &lack);
    }
    return found;
}

static bool is_in_horizon(const wain_checking *c, const wain_order *order)
{
    return order->earliest_day <= c->last_day && order->latest_day >= c->first_day;
}

/* True unless the book proves the contrary. */
static bool is_true(const wain_checking *c, const wain_unserved *unserved, const census *found)
{
    const wain_order *order = &c->book->orders[unserved->order];
    const int32_t all = found->num_types;

    switch (unserved->reason) {
    case WAIN_REASON_BAD_DATA:
        return order->reason == WAIN_REASON_BAD_DATA;
    case WAIN_REASON_OUTSIDE_HORIZON:
        return !is_in_horizon(c, order);
    case WAIN_REASON_NO_DEPOT:
        return all == 0;
    case WAIN_REASON_TOO_LARGE:
        return all > 0 && found->too_small == all;
    case WAIN_REASON_NO_SKILL:
        return all > 0 && found->unskilled == all;
    case WAIN_REASON_TOO_FAR:
        return all > 0 && found->too_far == all;
    case WAIN_REASON_WINDOW:
        return all > 0 && found->too_late == all;
    case WAIN_REASON_NO_VEHICLE:
        return all > 0 && found->unable == all;
    case WAIN_REASON_TOO_DEAR:
        return order->priority == WAIN_PRIORITY_OPTIONAL && found->unable < all && is_in_horizon(c, order);
    case WAIN_REASON_FLEET_EXHAUSTED:
        return found->unable < all && is_in_horizon(c, order);
    case WAIN_REASON_NOT_PLANNED:
        return all > 0 && is_in_horizon(c, order);
    case WAIN_REASON_NONE:
    case WAIN_NUM_REASONS:
        break;
    }
    return true; /* an unknown reason is a violation of its own */
}

void wain_check_reason(wain_checking *c, const wain_unserved *unserved)
{
    const wain_plan_place where = {-1, -1, unserved->order};
    const bool refused = c->book->orders[unserved->order].reason == WAIN_REASON_BAD_DATA;
    /* Of a refused order not even the position can be relied on. */
    const census found = refused ? (census){0} : count_types(c, unserved);
    const bool without_wish = unserved->relaxation == WAIN_RELAX_NONE || unserved->relaxation == WAIN_RELAX_DATA;

    if (!is_true(c, unserved, &found) || (refused && unserved->reason != WAIN_REASON_BAD_DATA))
        wain_check_violate(c, where, 0, "the order is left out as %s, which is not so",
                           wain_reason_key(unserved->reason));
    if (without_wish ? unserved->detail != -1 || unserved->amount != 0 : !found.wish_fits)
        wain_check_violate(c, where, unserved->amount,
                           "what would let the order in (kind %d, detail %d) does not follow from the inputs",
                           (int)unserved->relaxation, unserved->detail);
}
