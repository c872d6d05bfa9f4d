/* A region's orders and fleet as the partition sees them: planar places along a curve, and work in shares of a day. */
#include <math.h>
#include <stdlib.h>

#include "solver/partition/partition_internal.h"

#define METRES_PER_DEGREE 111195.0

/* How a region's coordinates become planar ones. */
typedef struct projection {
    double x_scale, y_scale; /* metres per unit of x and y */
    double x_min, y_min;     /* planar corner of the region's box */
    double grid;             /* cells of the curve's grid per metre */
} projection;

void wain_type_hours(const wain_order_book *book, const wain_vehicle_type *type, wain_time *start, wain_time *end)
{
    const wain_depot *depot = &book->depots[type->depot];

    *start = type->shift_start > depot->open ? type->shift_start : depot->open;
    *end = type->shift_end < depot->close ? type->shift_end : depot->close;
}

bool wain_type_is_usable(const wain_order_book *book, const wain_vehicle_type *type)
{
    wain_time start, end;

    wain_type_hours(book, type, &start, &end);
    return type->count > 0 && start <= end;
}

/* Metres per second, over all hours alike. */
static double mean_speed(const wain_travel *travel, int32_t profile)
{
    double sum = 0;

    if (profile < 0 || profile >= travel->num_profiles)
        return 1;
    for (int32_t b = 0; b < travel->profiles[profile].num_bands; b++)
        sum += travel->profiles[profile].speed[b];
    return sum / travel->profiles[profile].num_bands / 1000;
}

void wain_region_fleets(const wain_order_book *book, const wain_travel *travel, wain_region_fleet *fleets,
                        int32_t *next_type)
{
    for (size_t r = 0; r < book->num_regions; r++)
        fleets[r] = (wain_region_fleet){.first_type = -1};
    for (size_t d = 0; d < book->num_depots; d++)
        fleets[book->depots[d].region].num_depots++;
    for (size_t t = book->num_types; t-- > 0;) { /* backwards, so that the chains ascend */
        const wain_vehicle_type *type = &book->types[t];
        wain_region_fleet *fleet = &fleets[book->depots[type->depot].region];
        const double count = type->count == INT32_MAX ? HUGE_VAL : type->count;
        wain_time start, end;

        if (!wain_type_is_usable(book, type))
            continue;
        next_type[t] = fleet->first_type;
        fleet->first_type = (int32_t)t;
        wain_type_hours(book, type, &start, &end);
        fleet->speed = (fleet->speed * fleet->num_types + mean_speed(travel, type->profile)) / (fleet->num_types + 1);
        fleet->num_types++;
        fleet->num_vehicles += type->count;
        for (int32_t k = 0; k < book->num_loads; k++) {
            if (type->capacity[k] > 0) /* 0 times infinity is no number */
                fleet->capacity[k] += type->capacity[k] >= WAIN_LOAD_MAX ? HUGE_VAL : count * (double)type->capacity[k];
        }
        fleet->capacity[WAIN_RESOURCE_STOPS] += type->max_stops == INT32_MAX ? HUGE_VAL : count * type->max_stops;
        fleet->capacity[WAIN_RESOURCE_SECONDS] += end >= WAIN_TIME_MAX ? HUGE_VAL : count * (end - start + 1.0);
    }
}

/* Rotate a quadrant so that the curve's end meets the next one's start. */
static void turn(uint32_t side, uint32_t *x, uint32_t *y, bool right, bool up)
{
    uint32_t swap;

    if (up)
        return;
    if (right) {
        *x = side - 1 - *x;
        *y = side - 1 - *y;
    }
    swap = *x;
    *x = *y;
    *y = swap;
}

uint32_t wain_hilbert(uint32_t x, uint32_t y)
{
    uint32_t index = 0;

    for (uint32_t s = 1u << 15; s > 0; s >>= 1) {
        const bool right = (x & s) != 0, up = (y & s) != 0;

        index += s * s * ((3u * right) ^ (unsigned)up);
        x &= s - 1;
        y &= s - 1;
        turn(s, &x, &y, right, up);
    }
    return index;
}

static projection project(const wain_order_book *book, const wain_travel *travel, const int32_t *rows, int32_t count)
{
    double x_min = HUGE_VAL, x_max = -HUGE_VAL, y_min = HUGE_VAL, y_max = -HUGE_VAL, width, height, side;
    projection p = {.x_scale = 1, .y_scale = 1};

    for (int32_t i = 0; i < count; i++) {
        const wain_order *order = &book->orders[rows[i]];

        x_min = fmin(x_min, order->x);
        x_max = fmax(x_max, order->x);
        y_min = fmin(y_min, order->y);
        y_max = fmax(y_max, order->y);
    }
    if (travel->metric == WAIN_METRIC_GREAT_CIRCLE) {
        p.y_scale = METRES_PER_DEGREE * travel->detour;
        p.x_scale = p.y_scale * cos((y_min + y_max) / 2 * 0.017453292519943295);
    } else if (travel->metric == WAIN_METRIC_EUCLID) {
        p.x_scale = p.y_scale = travel->scale;
    }
    p.x_min = x_min * p.x_scale;
    p.y_min = y_min * p.y_scale;
    width = x_max * p.x_scale - p.x_min;
    height = y_max * p.y_scale - p.y_min;
    side = width > height ? width : height;
    p.grid = side > 0 ? 65535.0 / side : 0;
    return p;
}

static int compare_keys(const void *left, const void *right)
{
    const wain_curve_key *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* What an order takes of each resource, without the drive to it. */
static void needs_of(const wain_order *order, double needs[WAIN_NUM_RESOURCES])
{
    for (int k = 0; k < WAIN_MAX_LOADS; k++)
        needs[k] = (double)order->load[k];
    needs[WAIN_RESOURCE_STOPS] = 1;
    needs[WAIN_RESOURCE_SECONDS] = order->service;
}

/* Work per unit of each resource. */
static void price_resources(const wain_order_book *book, const wain_region_fleet *fleet, const int32_t *rows,
                            int32_t count, double unit[WAIN_NUM_RESOURCES])
{
    double total[WAIN_NUM_RESOURCES] = {0}, needs[WAIN_NUM_RESOURCES];

    for (int32_t i = 0; i < count; i++) {
        needs_of(&book->orders[rows[i]], needs);
        for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
            total[k] += needs[k];
    }
    for (int k = 0; k < WAIN_NUM_RESOURCES; k++) {
        const double whole = isinf(fleet->capacity[k]) ? total[k] : fleet->capacity[k];

        unit[k] = whole > 0 ? 1 / whole : 0;
    }
}

/* The drive from the neighbour on the curve, seconds; on one of several days the neighbours are farther apart. */
static double drive_to(const wain_place *places, int32_t i, int32_t num_days, double speed)
{
    const double dx = i == 0 ? 0 : places[i].x - places[i - 1].x, dy = i == 0 ? 0 : places[i].y - places[i - 1].y;

    return sqrt((dx * dx + dy * dy) * num_days) / speed;
}

void wain_region_places(const wain_order_book *book, const wain_travel *travel, const wain_partition_options *options,
                        wain_region_fleet *fleet, const int32_t *rows, int32_t count, wain_curve_key *scratch,
                        wain_place *places)
{
    const projection p = project(book, travel, rows, count);
    const wain_day end = options->first_day + options->num_days - 1;
    double unit[WAIN_NUM_RESOURCES], needs[WAIN_NUM_RESOURCES];

    fleet->x_scale = p.x_scale;
    fleet->y_scale = p.y_scale;
    price_resources(book, fleet, rows, count, unit);
    for (int32_t i = 0; i < count; i++) {
        const wain_order *order = &book->orders[rows[i]];

        scratch[i].row = rows[i];
        scratch[i].key = wain_hilbert((uint32_t)((order->x * p.x_scale - p.x_min) * p.grid),
                                      (uint32_t)((order->y * p.y_scale - p.y_min) * p.grid));
    }
    qsort(scratch, (size_t)count, sizeof *scratch, compare_keys);
    for (int32_t i = 0; i < count; i++) {
        const wain_order *order = &book->orders[scratch[i].row];
        const wain_day first = order->earliest_day > options->first_day ? order->earliest_day : options->first_day;
        const wain_day last = order->latest_day < end ? order->latest_day : end;

        places[i] = (wain_place){.x = order->x * p.x_scale,
                                 .y = order->y * p.y_scale,
                                 .row = scratch[i].row,
                                 .skills = order->skills,
                                 .first_day = first - options->first_day,
                                 .last_day = last - options->first_day,
                                 .day = -1};
        needs_of(order, needs);
        for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
            places[i].need[k] = (float)needs[k];
        needs[WAIN_RESOURCE_SECONDS] += drive_to(places, i, options->num_days, fleet->speed);
        for (int k = 0; k < WAIN_NUM_RESOURCES; k++)
            places[i].work += needs[k] * unit[k];
    }
}
