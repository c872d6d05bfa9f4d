/* The service day of each order: see partition.h for the rule. */
#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/partition/day_internal.h"

enum { PASSES = 2, BLOCK = 64 };

/* Days whose prices differ by less than this share of a lone trip count as equal: company decides. */
static const double EQUAL = 0.01;

/* The days of one region. */
typedef struct days {
    wain_place *places; /* borrowed, in curve order */
    int32_t count, num_days;
    wain_day_fleet fleet;
    wain_day_load load;
    wain_day_index index;
    wain_day_near *near; /* by day; owned, as all below */
    double *way, *price; /* by day, of the order in hand: metres more, and what that costs */
    double *company;     /* by day: others that may still come */
    int32_t *num_fixed;  /* by day: orders without another */
    int32_t *last;       /* by day: the place before on the curve; -1: none */
    int32_t *flexible;   /* places with several days, the fewest days first, then along the curve */
    int32_t *group;      /* the orders of a day that is being emptied */
    double *way_before;  /* by order of the group */
    int32_t num_flexible;
} days;

static bool is_flexible(const wain_place *place)
{
    return place->first_day < place->last_day;
}

static void days_clear(days *a)
{
    wain_day_fleet_clear(&a->fleet);
    wain_day_load_clear(&a->load);
    wain_day_index_clear(&a->index);
    free(a->near);
    free(a->way);
    free(a->price);
    free(a->company);
    free(a->num_fixed);
    free(a->last);
    free(a->flexible);
    free(a->group);
    free(a->way_before);
}

/* A counting sort by the number of feasible days; `last` serves as the counters. */
static void sort_flexible(days *a)
{
    int32_t start = 0;

    for (int32_t i = 0; i < a->count; i++) {
        if (is_flexible(&a->places[i]))
            a->last[a->places[i].last_day - a->places[i].first_day]++;
    }
    for (int32_t d = 0; d < a->num_days; d++) {
        const int32_t next = start + a->last[d];

        a->last[d] = start;
        start = next;
    }
    for (int32_t i = 0; i < a->count; i++) {
        if (is_flexible(&a->places[i]))
            a->flexible[a->last[a->places[i].last_day - a->places[i].first_day]++] = i;
    }
    a->num_flexible = start;
}

static wain_status days_create(days *a, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_day_load_create(&a->fleet, a->num_days, &a->load, err));
    WAIN_TRY(wain_day_index_create(a->places, a->count, &a->index, err));
    WAIN_TRY(WAIN_NEW(a->near, a->num_days, err));
    WAIN_TRY(WAIN_NEW(a->way, a->num_days, err));
    WAIN_TRY(WAIN_NEW(a->price, a->num_days, err));
    WAIN_TRY(WAIN_NEW(a->company, a->num_days, err));
    WAIN_TRY(WAIN_NEW(a->num_fixed, a->num_days, err));
    WAIN_TRY(WAIN_NEW(a->last, a->num_days, err));
    WAIN_TRY(WAIN_NEW(a->flexible, a->count, err));
    WAIN_TRY(WAIN_NEW(a->group, a->count, err));
    WAIN_TRY(WAIN_NEW(a->way_before, a->count, err));
    sort_flexible(a);
done:
    return status;
}

static double distance(const wain_place *a, const wain_place *b)
{
    const double dx = a->x - b->x, dy = a->y - b->y;

    return sqrt(dx * dx + dy * dy);
}

static void join(days *a, int32_t i, int32_t day, double way)
{
    a->places[i].day = day;
    a->places[i].way = way;
    wain_day_load_add(&a->load, &a->places[i], day, 1);
    wain_day_index_add(&a->index, i, day);
}

static void leave(days *a, int32_t i)
{
    wain_day_load_add(&a->load, &a->places[i], a->places[i].day, -1);
    wain_day_index_remove(&a->index, i);
    a->places[i].day = -1;
}

/* Orders of one day only. Their way is that along the curve: some longer than a good tour, as estimates should be. */
static void place_fixed(days *a)
{
    for (int32_t d = 0; d < a->num_days; d++)
        a->last[d] = -1;
    for (int32_t i = 0; i < a->count; i++) {
        const wain_place *place = &a->places[i];
        const int32_t day = place->first_day, before = a->last[day];

        if (is_flexible(place))
            continue;
        join(a, i, day, before < 0 ? wain_day_round_trip(&a->fleet, place) : distance(place, &a->places[before]));
        a->last[day] = i;
        a->num_fixed[day]++;
    }
}

/* Metres that a day's tours grow by when they take the place in, never more than a trip of its own: midway between the
 * detour from the tour of its nearest two and the way to the nearest and back, as the two may be on different tours. */
static double way_on(const days *a, int32_t day, double round_trip)
{
    const wain_day_near *near = &a->near[day];
    double first, way;

    if (near->first < 0)
        return round_trip;
    first = sqrt(near->first_square);
    way = 2 * first;
    if (near->second >= 0)
        way =
            (way + first + sqrt(near->second_square) - distance(&a->places[near->first], &a->places[near->second])) / 2;
    return fmin(round_trip, way);
}

/* Fill way and price of the place's feasible days; on its own day the price is what the day costs more for it. */
static void price_days(days *a, int32_t i, double round_trip)
{
    const wain_place *place = &a->places[i];

    wain_day_index_nearest(&a->index, i, a->near);
    for (int32_t d = place->first_day; d <= place->last_day; d++) {
        a->way[d] = way_on(a, d, round_trip);
        a->price[d] = wain_day_price(&a->load, place, d, a->way[d], round_trip, d == place->day);
    }
}

/* The cheapest day but `but` (-1: any); -1 when there is none. */
static int32_t cheapest_day(const days *a, int32_t i, int32_t but)
{
    int32_t best = -1;

    for (int32_t d = a->places[i].first_day; d <= a->places[i].last_day; d++) {
        if (d != but && (best < 0 || a->price[d] < a->price[best]))
            best = d;
    }
    return best;
}

/* How many nearby orders without a day could go along on each feasible day, the nearer the more: of the same block of
 * the curve, down to nothing at the length of a round trip. */
static void count_company(const days *a, int32_t i, double round_trip)
{
    const wain_place *place = &a->places[i];
    const int32_t start = i / BLOCK * BLOCK, end = a->count - start < BLOCK ? a->count : start + BLOCK;

    for (int32_t d = place->first_day; d <= place->last_day; d++)
        a->company[d] = 0;
    for (int32_t j = start; j < end; j++) {
        const wain_place *other = &a->places[j];
        const double weight = 1 - distance(place, other) / fmax(round_trip, 1);
        const int32_t first = other->first_day > place->first_day ? other->first_day : place->first_day;
        const int32_t last = other->last_day < place->last_day ? other->last_day : place->last_day;

        if (j == i || other->day >= 0 || weight <= 0)
            continue;
        for (int32_t d = first; d <= last; d++)
            a->company[d] += weight;
    }
}

/* Among the days about as cheap as `best` the one on which most others may join. */
static int32_t sociable_day(const days *a, int32_t i, int32_t best, double round_trip)
{
    const double limit = a->price[best] + EQUAL * (a->fleet.fixed + round_trip * a->fleet.metre);

    count_company(a, i, round_trip);
    for (int32_t d = a->places[i].first_day; d <= a->places[i].last_day; d++) {
        if (a->price[d] <= limit && a->company[d] > a->company[best])
            best = d;
    }
    return best;
}

static void place_flexible(days *a)
{
    for (int32_t k = 0; k < a->num_flexible; k++) {
        const int32_t i = a->flexible[k];
        const double round_trip = wain_day_round_trip(&a->fleet, &a->places[i]);
        int32_t day;

        price_days(a, i, round_trip);
        day = cheapest_day(a, i, -1);
        if (a->way[day] >= round_trip) /* near to no day: it waits for others where they may come */
            day = sociable_day(a, i, day, round_trip);
        join(a, i, day, a->way[day]);
    }
}

/* Move each order that is cheaper elsewhere. Returns how many did. */
static int32_t improve(days *a)
{
    int32_t moved = 0;

    for (int32_t k = 0; k < a->num_flexible; k++) {
        const int32_t i = a->flexible[k], now = a->places[i].day;
        int32_t day;

        price_days(a, i, wain_day_round_trip(&a->fleet, &a->places[i]));
        day = cheapest_day(a, i, -1);
        if (a->price[day] < a->price[now] * (1 - 1e-9)) {
            leave(a, i);
            join(a, i, day, a->way[day]);
            moved++;
        }
    }
    return moved;
}

/* Move all orders of a day to other days, if that costs less than the day; a vehicle's load at most. */
static void empty_day(days *a, int32_t day)
{
    int32_t size = 0, gone = 0;
    double saved = a->fleet.fixed, spent = 0;

    for (int32_t k = 0; k < a->num_flexible; k++) {
        if (a->places[a->flexible[k]].day == day)
            a->group[size++] = a->flexible[k];
    }
    for (int32_t k = 0; k < size; k++) {
        a->way_before[k] = a->places[a->group[k]].way;
        saved += a->way_before[k] * a->fleet.metre;
        leave(a, a->group[k]);
    }
    for (; gone < size && spent < saved; gone++) {
        const int32_t i = a->group[gone];
        int32_t other;

        price_days(a, i, wain_day_round_trip(&a->fleet, &a->places[i]));
        other = cheapest_day(a, i, day);
        join(a, i, other, a->way[other]);
        spent += a->price[other];
    }
    if (spent < saved)
        return;
    for (int32_t k = 0; k < size; k++) {
        if (k < gone)
            leave(a, a->group[k]);
        join(a, a->group[k], day, a->way_before[k]);
    }
}

static void empty_light_days(days *a)
{
    for (int32_t d = 0; d < a->num_days; d++) {
        if (a->num_fixed[d] == 0 && a->load.count[d] > 0 && wain_day_vehicles(&a->load, d) <= 1)
            empty_day(a, d);
    }
}

wain_status wain_assign_days(const wain_order_book *book, const wain_region_fleet *fleet, const int32_t *next_type,
                             wain_place *places, int32_t count, int32_t num_days, wain_error *err)
{
    days a = {.places = places, .count = count, .num_days = num_days};
    wain_status status = WAIN_OK;

    for (int32_t i = 0; i < count; i++) {
        places[i].day = is_flexible(&places[i]) ? -1 : places[i].first_day;
        a.num_flexible += is_flexible(&places[i]);
    }
    if (a.num_flexible == 0)
        goto done;
    WAIN_TRY(wain_day_fleet_create(book, fleet, next_type, places, count, &a.fleet, err));
    WAIN_TRY(days_create(&a, err));
    place_fixed(&a);
    place_flexible(&a);
    for (int pass = 0; pass < PASSES; pass++) {
        empty_light_days(&a);
        if (improve(&a) == 0)
            break;
    }
done:
    days_clear(&a);
    return status;
}
