/* What an order costs on a day: see partition.h for the rule. */
#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/partition/day_internal.h"

/* The share of a day's fleet that an estimate may promise: the rest is for windows, vehicles that do not fill up and
 * ways that are longer than estimated. */
static const double FULL = 0.75;

/* Price of an order on a day that takes the whole fleet, in vehicles, as far as the load alone goes. */
static const double RISE = 0.2;

enum { WAYS_SAMPLED = 1000, UNLIMITED_COUNTS_AS = 1000 };

static double count_of(const wain_vehicle_type *type)
{
    return type->count == INT32_MAX ? HUGE_VAL : type->count;
}

static bool has_depot(const wain_day_fleet *fleet, double x, double y)
{
    for (int32_t d = 0; d < fleet->num_depots; d++) {
        if (fleet->depots[d][0] == x && fleet->depots[d][1] == y)
            return true;
    }
    return false;
}

/* What one vehicle of a type offers in a day that starts and ends with the mean way; HUGE_VAL: no limit. */
static void offer_of(const wain_order_book *book, const wain_vehicle_type *type, double way_seconds,
                     double offer[WAIN_NUM_RESOURCES])
{
    wain_time start, end;

    wain_type_hours(book, type, &start, &end);
    for (int k = 0; k < WAIN_MAX_LOADS; k++)
        offer[k] = type->capacity[k] >= WAIN_LOAD_MAX ? HUGE_VAL : (double)type->capacity[k];
    offer[WAIN_RESOURCE_STOPS] = type->max_stops == INT32_MAX ? HUGE_VAL : type->max_stops;
    offer[WAIN_RESOURCE_SECONDS] =
        end >= WAIN_TIME_MAX ? HUGE_VAL : fmax((end - start) / 4.0, end - start - way_seconds) + 1;
}

static double share(double capacity)
{
    return capacity > 0 && !isinf(capacity) ? 1 / capacity : 0;
}

/* Mean way out and back over a sample of the places. */
static double mean_round_trip(const wain_day_fleet *fleet, const wain_place *places, int32_t count)
{
    const int32_t stride = count / WAYS_SAMPLED + 1;
    double sum = 0;
    int32_t sampled = 0;

    for (int32_t i = 0; i < count; i += stride) {
        sum += wain_day_round_trip(fleet, &places[i]);
        sampled++;
    }
    return sampled > 0 ? sum / sampled : 0;
}

static void find_depots(const wain_order_book *book, const wain_region_fleet *region, const int32_t *next_type,
                        wain_day_fleet *fleet)
{
    for (int32_t t = region->first_type; t >= 0; t = next_type[t]) {
        const wain_depot *depot = &book->depots[book->types[t].depot];
        const double x = depot->x * region->x_scale, y = depot->y * region->y_scale;

        if (!has_depot(fleet, x, y)) {
            fleet->depots[fleet->num_depots][0] = x;
            fleet->depots[fleet->num_depots++][1] = y;
        }
    }
}

/* Money: of the mean vehicle. A fleet without any cost is priced by distance. */
static void price_fleet(const wain_order_book *book, const wain_region_fleet *region, const int32_t *next_type,
                        wain_day_fleet *fleet)
{
    double weights = 0;

    for (int32_t t = region->first_type; t >= 0; t = next_type[t]) {
        const wain_vehicle_type *type = &book->types[t];
        const double weight = fmin(count_of(type), UNLIMITED_COUNTS_AS);

        weights += weight;
        fleet->fixed += weight * (double)type->fixed_cost;
        fleet->metre += weight * ((double)type->cost_per_distance + (double)type->cost_per_hour / 3600 / fleet->speed);
    }
    fleet->fixed /= weights;
    fleet->metre /= weights;
    if (fleet->metre <= 0)
        fleet->metre = fleet->fixed > 0 ? 1e-6 * fleet->fixed : 1;
    fleet->vehicle = fleet->fixed + fleet->round_trip * fleet->metre;
}

static void measure_fleet(const wain_order_book *book, const wain_region_fleet *region, const int32_t *next_type,
                          wain_day_fleet *fleet)
{
    double offer[WAIN_NUM_RESOURCES], mean[WAIN_NUM_RESOURCES] = {0}, weights = 0, vehicles = 0;

    for (int32_t t = region->first_type; t >= 0; t = next_type[t]) {
        const wain_vehicle_type *type = &book->types[t];
        const double weight = fmin(count_of(type), UNLIMITED_COUNTS_AS);

        offer_of(book, type, fleet->round_trip / fleet->speed, offer);
        weights += weight;
        vehicles += count_of(type);
        for (int k = 0; k < WAIN_NUM_RESOURCES; k++) {
            mean[k] += weight * offer[k];
            for (int32_t c = 0; c < fleet->num_classes && offer[k] > 0; c++) {
                if (c == 0 || (type->skills >> (c - 1) & 1))
                    fleet->of_class[c][k] += count_of(type) * offer[k];
            }
        }
    }
    for (int k = 0; k < WAIN_NUM_RESOURCES; k++) {
        fleet->of_vehicle[k] = share(mean[k] / weights);
        for (int32_t c = 0; c < fleet->num_classes; c++)
            fleet->of_class[c][k] = share(fleet->of_class[c][k]);
    }
    fleet->step = fmin(0.05, 1 / vehicles);
}

wain_status wain_day_fleet_create(const wain_order_book *book, const wain_region_fleet *region,
                                  const int32_t *next_type, const wain_place *places, int32_t count,
                                  wain_day_fleet *out, wain_error *err)
{
    wain_status status = WAIN_OK;

    *out = (wain_day_fleet){.num_classes = 1 + book->num_skills, .speed = region->speed};
    WAIN_TRY(WAIN_NEW(out->of_class, out->num_classes, err));
    WAIN_TRY(WAIN_NEW(out->depots, region->num_types, err));
    find_depots(book, region, next_type, out);
    out->round_trip = mean_round_trip(out, places, count);
    price_fleet(book, region, next_type, out);
    measure_fleet(book, region, next_type, out);
done:
    return status;
}

void wain_day_fleet_clear(wain_day_fleet *fleet)
{
    free(fleet->of_class);
    free(fleet->depots);
    *fleet = (wain_day_fleet){0};
}

wain_status wain_day_load_create(const wain_day_fleet *fleet, int32_t num_days, wain_day_load *out, wain_error *err)
{
    wain_status status = WAIN_OK;

    *out = (wain_day_load){.fleet = fleet};
    WAIN_TRY(WAIN_NEW(out->count, num_days, err));
    WAIN_TRY(WAIN_NEW(out->used, (size_t)num_days * (size_t)fleet->num_classes, err));
done:
    return status;
}

void wain_day_load_clear(wain_day_load *load)
{
    free(load->count);
    free(load->used);
    *load = (wain_day_load){0};
}

/* fmax without its care for what is no number: this is asked a hundred million times. */
static inline double larger(double a, double b)
{
    return a > b ? a : b;
}

/* What a place takes of each resource. The way out and back is not in the vehicles' offer, so a trip of its own counts
 * only with what it is longer than the mean. */
static void needs_of(const wain_day_fleet *fleet, const wain_place *place, double way, double round_trip,
                     double need[WAIN_NUM_RESOURCES])
{
    const double drive = way < round_trip ? way : larger(0, way - fleet->round_trip);

    for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
        need[k] = (double)place->need[k];
    need[WAIN_RESOURCE_SECONDS] += drive / fleet->speed;
}

static double (*used_on(const wain_day_load *load, int32_t day))[WAIN_NUM_RESOURCES]
{
    return load->used + (size_t)day * (size_t)load->fleet->num_classes;
}

/* The class after `c` that the place belongs to; num_classes after the last. */
static int32_t next_class(const wain_day_fleet *fleet, const wain_place *place, int32_t c)
{
    const uint64_t rest = c < 64 ? place->skills >> c : 0;

    return rest ? c + 1 + __builtin_ctzll(rest) : fleet->num_classes;
}

void wain_day_load_add(wain_day_load *load, const wain_place *place, int32_t day, int sign)
{
    double need[WAIN_NUM_RESOURCES], (*used)[WAIN_NUM_RESOURCES] = used_on(load, day);

    needs_of(load->fleet, place, place->way, wain_day_round_trip(load->fleet, place), need);
    load->count[day] += sign;
    for (int32_t c = 0; c < load->fleet->num_classes; c = next_class(load->fleet, place, c)) {
        for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
            used[c][k] += sign * need[k];
    }
}

double wain_day_round_trip(const wain_day_fleet *fleet, const wain_place *place)
{
    double square = HUGE_VAL;

    for (int32_t d = 0; d < fleet->num_depots; d++) {
        const double dx = fleet->depots[d][0] - place->x, dy = fleet->depots[d][1] - place->y;

        square = fmin(square, dx * dx + dy * dy);
    }
    return isinf(square) ? 0 : 2 * sqrt(square);
}

double wain_day_vehicles(const wain_day_load *load, int32_t day)
{
    double(*used)[WAIN_NUM_RESOURCES] = used_on(load, day), most = 0;

    for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
        most = larger(most, used[0][k] * load->fleet->of_vehicle[k]);
    return most;
}

/* The price of a place on a day that is full to `used`: rising slowly, as windows and skills call for vehicles before
 * the load does, and steeply beyond FULL, to two vehicles at the whole fleet and on. In steps, as else the order by
 * order cheapest day would deal neighbours out to all days in turn. */
static double crowding(const wain_day_fleet *fleet, double used)
{
    const double stepped = floor(used / fleet->step) * fleet->step, over = (stepped - FULL) / (1 - FULL);

    return fleet->vehicle * (RISE * stepped + (over > 0 ? 2 * over * over : 0));
}

double wain_day_price(const wain_day_load *load, const wain_place *place, int32_t day, double way, double round_trip,
                      bool is_on)
{
    const wain_day_fleet *fleet = load->fleet;
    double(*used)[WAIN_NUM_RESOURCES] = used_on(load, day), need[WAIN_NUM_RESOURCES], own, fullest = 0;
    double vehicles_with = 1, vehicles_without = 1; /* an open day has one, however light its load */

    needs_of(fleet, place, way, round_trip, need);
    for (int k = 0; k < WAIN_NUM_RESOURCES; k++) {
        const double with = used[0][k] + (is_on ? 0 : need[k]);

        vehicles_with = larger(vehicles_with, with * fleet->of_vehicle[k]);
        vehicles_without = larger(vehicles_without, (with - need[k]) * fleet->of_vehicle[k]);
    }
    for (int32_t c = 0; c < fleet->num_classes; c = next_class(fleet, place, c)) {
        for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
            fullest = larger(fullest, (used[c][k] + (is_on ? 0 : need[k])) * fleet->of_class[c][k]);
    }
    own = fleet->fixed + round_trip * fleet->metre;
    if (load->count[day] > (is_on ? 1 : 0))
        own = fmin(own, way * fleet->metre + fleet->vehicle * (vehicles_with - vehicles_without));
    return own + crowding(fleet, fullest);
}
