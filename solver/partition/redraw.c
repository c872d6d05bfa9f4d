#include "solver/partition/redraw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "solver/partition/partition_internal.h"

/* A route of a region's day. */
typedef struct drawn_route {
    double x, y; /* centre of its stops, on a plane where both count alike */
    double position;
    int32_t type; /* of the book */
    int32_t first, num_stops;
    int32_t part;
} drawn_route;

typedef struct drawn_order {
    int32_t row;
    int32_t route; /* -1: left out */
    int32_t part;
    wain_unserved unserved; /* of those left out */
} drawn_order;

/* Where a bisection cut: routes from `at` on along its direction went right. In the order of the recursion: the left
 * half's cuts follow their parent, the right half's come behind those. */
typedef struct cut {
    double x, y; /* unit vector of the direction */
    double at;
} cut;

/* The work on one region's day after another. */
typedef struct redraw {
    const wain_partition *partition;
    wain_unit_outcome *units;
    const wain_order_book *book;
    const wain_travel *travel;
    const wain_redraw_options *options;
    cut *cuts;
    drawn_route *routes;
    int32_t num_routes;
    int32_t *stops; /* rows of the book, route after route */
    int32_t num_stops;
    drawn_order *orders; /* sorted by part and row when a part is made of them */
    int32_t num_orders;
    drawn_order *left_out;
    int32_t num_left_out;
    int32_t *place_of; /* per row of the book: its place in its part's orders */
    int32_t *type_rows, *type_number;
    double *weight;
    int32_t *idle;
    wain_partition *drawn;
    wain_unit_outcome *outcomes;
} redraw;

static void clear(redraw *r)
{
    free(r->cuts);
    free(r->routes);
    free(r->stops);
    free(r->orders);
    free(r->left_out);
    free(r->place_of);
    free(r->type_rows);
    free(r->type_number);
    free(r->weight);
    free(r->idle);
    for (int32_t u = 0; r->outcomes && u < r->drawn->num_units; u++)
        wain_unit_outcome_clear(&r->outcomes[u]);
    free(r->outcomes);
    wain_partition_free(r->drawn);
}

static wain_status create(redraw *r, wain_error *err)
{
    const size_t n = r->book->num_orders, types = r->book->num_types;
    const size_t units = 2 * (size_t)r->partition->num_units; /* of a few orders each there may be more than before */
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(r->drawn, 1, err));
    WAIN_TRY(WAIN_NEW(r->drawn->units, units, err));
    WAIN_TRY(WAIN_NEW(r->drawn->orders, n, err));
    WAIN_TRY(WAIN_NEW(r->drawn->type_counts, units * types, err));
    WAIN_TRY(WAIN_NEW(r->outcomes, units, err));
    r->drawn->first_day = r->partition->first_day;
    r->drawn->num_days = r->partition->num_days;
    r->drawn->max_stops = r->partition->max_stops;
    WAIN_TRY(WAIN_NEW(r->cuts, units, err));
    WAIN_TRY(WAIN_NEW(r->routes, n, err));
    WAIN_TRY(WAIN_NEW(r->stops, n, err));
    WAIN_TRY(WAIN_NEW(r->orders, n, err));
    WAIN_TRY(WAIN_NEW(r->left_out, n, err));
    WAIN_TRY(WAIN_NEW(r->place_of, n, err));
    WAIN_TRY(WAIN_NEW(r->type_rows, types, err));
    WAIN_TRY(WAIN_NEW(r->type_number, types, err));
    WAIN_TRY(WAIN_NEW(r->weight, units, err));
    WAIN_TRY(WAIN_NEW(r->idle, types, err));
done:
    return status;
}

/* --- what stands --- */

static double width_of(const redraw *r, double latitude)
{
    return wain_width_of_degree(r->travel->metric, latitude);
}

static void add_route(redraw *r, const wain_unit *unit, const wain_solution *solution, int32_t i)
{
    const wain_route *from = &solution->routes[i];
    drawn_route *to = &r->routes[r->num_routes];

    *to = (drawn_route){.type = r->type_rows[from->type], .first = r->num_stops, .num_stops = from->num_stops};
    for (int32_t k = 0; k < from->num_stops; k++) {
        const int32_t row = unit->orders[solution->stops[from->first + k]];
        const wain_order *order = &r->book->orders[row];

        r->stops[r->num_stops++] = row;
        to->x += order->x * width_of(r, order->y) / from->num_stops;
        to->y += order->y / from->num_stops;
    }
    if (r->idle[to->type] != INT32_MAX)
        r->idle[to->type]--;
    r->num_routes++;
}

static void add_unit(redraw *r, int32_t number)
{
    const wain_unit *unit = &r->partition->units[number];
    const wain_solution *solution = r->units[number].solution;

    wain_unit_list_types(unit, r->book, r->type_rows);
    for (size_t t = 0; t < r->book->num_types; t++) {
        if (unit->type_count[t] == INT32_MAX)
            r->idle[t] = INT32_MAX;
        else
            r->idle[t] += unit->type_count[t];
    }
    for (int32_t i = 0; i < solution->num_routes; i++)
        add_route(r, unit, solution, i);
    for (int32_t i = 0; i < solution->num_unserved; i++)
        r->left_out[r->num_left_out++] = (drawn_order){
            .row = unit->orders[solution->unserved[i].order], .route = -1, .unserved = solution->unserved[i]};
}

static void collect(redraw *r, int32_t first, int32_t count)
{
    r->num_routes = r->num_stops = r->num_left_out = 0;
    memset(r->idle, 0, sizeof *r->idle * r->book->num_types);
    for (int32_t u = first; u < first + count; u++)
        add_unit(r, u);
}

/* --- new borders --- */

static int by_position(const void *left, const void *right)
{
    const drawn_route *a = left, *b = right;

    if (a->position != b->position)
        return a->position < b->position ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

/* Routes first..last-1, at least `count`, into parts from..from+count-1 by halves, across a random direction; `at` is
 * the number of the cut. */
static void bisect(redraw *r, int32_t first, int32_t last, int32_t from, int32_t count, int32_t at, wain_rng *rng)
{
    const double angle = wain_rng_uniform(rng) * 3.141592653589793;
    const int32_t half = count / 2;
    int64_t orders = 0, wanted;
    int32_t middle;

    for (int32_t i = first; i < last; i++) {
        r->routes[i].part = from;
        r->routes[i].position = r->routes[i].x * cos(angle) + r->routes[i].y * sin(angle);
        orders += r->routes[i].num_stops;
    }
    if (count == 1)
        return;
    qsort(&r->routes[first], (size_t)(last - first), sizeof *r->routes, by_position);
    wanted = orders * half / count;
    orders = 0;
    for (middle = first; middle < last - (count - half) && (middle < first + half || orders < wanted); middle++)
        orders += r->routes[middle].num_stops;
    r->cuts[at] = (cut){cos(angle), sin(angle), r->routes[middle].position};
    bisect(r, first, middle, from, half, at + 1, rng);
    bisect(r, middle, last, from + half, count - half, at + half, rng);
}

/* The part on whose side of all cuts an order lies. */
static int32_t part_at(const redraw *r, int32_t row, int32_t count)
{
    const wain_order *order = &r->book->orders[row];
    const double x = order->x * width_of(r, order->y), y = order->y;
    int32_t at = 0, part = 0;

    while (count > 1) {
        const int32_t half = count / 2;

        if (x * r->cuts[at].x + y * r->cuts[at].y < r->cuts[at].at) {
            at++;
            count = half;
        } else {
            at += half;
            part += half;
            count -= half;
        }
    }
    return part;
}

static int by_part(const void *left, const void *right)
{
    const drawn_order *a = left, *b = right;

    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static void divide(redraw *r, const wain_unit *any, int32_t count)
{
    const uint64_t place = ((uint64_t)(uint32_t)any->region << 32) | (uint32_t)any->day;
    wain_rng rng =
        wain_rng_stream(r->options->seed, WAIN_PURPOSE_REDRAW, place, (uint64_t)r->options->round, (uint64_t)count);

    bisect(r, 0, r->num_routes, 0, count, 0, &rng);
    r->num_orders = 0;
    for (int32_t i = 0; i < r->num_routes; i++) {
        const drawn_route *route = &r->routes[i];

        for (int32_t k = 0; k < route->num_stops; k++)
            r->orders[r->num_orders++] =
                (drawn_order){.row = r->stops[route->first + k], .route = i, .part = route->part};
    }
    for (int32_t i = 0; i < r->num_left_out; i++) {
        r->left_out[i].part = part_at(r, r->left_out[i].row, count);
        r->orders[r->num_orders++] = r->left_out[i];
    }
    qsort(r->orders, (size_t)r->num_orders, sizeof *r->orders, by_part);
}

/* --- new parts --- */

/* The vehicles of the part's routes, and a share of the idle ones by its orders. */
static wain_status share_vehicles(redraw *r, wain_unit *parts, int32_t count, wain_error *err)
{
    for (int32_t p = 0; p < count; p++)
        r->weight[p] = (double)parts[p].num_orders / r->num_orders;
    if (wain_share_fleet(r->book, r->travel->metric, r->idle, r->weight, parts, count, err) != WAIN_OK)
        return WAIN_EMEMORY;
    for (int32_t i = 0; i < r->num_routes; i++) {
        int32_t *of = &parts[r->routes[i].part].type_count[r->routes[i].type];

        if (*of != INT32_MAX)
            ++*of;
    }
    return WAIN_OK;
}

static bool has_windows(const redraw *r, const wain_unit *unit)
{
    for (int32_t i = 0; i < unit->num_orders; i++) {
        if (r->book->orders[unit->orders[i]].num_windows > 0)
            return true;
    }
    return false;
}

/* A unit of the new partition with room for that many orders. */
static wain_unit *new_unit(redraw *r, const wain_unit *like, int32_t num_orders)
{
    wain_partition *drawn = r->drawn;
    const wain_unit *last = drawn->num_units > 0 ? &drawn->units[drawn->num_units - 1] : NULL;
    wain_unit *unit = &drawn->units[drawn->num_units];

    *unit = *like;
    unit->orders = last ? last->orders + last->num_orders : drawn->orders;
    unit->num_orders = num_orders;
    unit->type_count = drawn->type_counts + (size_t)drawn->num_units * r->book->num_types;
    drawn->num_units++;
    return unit;
}

/* The part's share of what stands, in terms of its problem. The routes of a part follow each other. */
static wain_status describe_start(redraw *r, const wain_unit *unit, int32_t *next_route, const drawn_order *orders,
                                  wain_search_state **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_search_state *state = NULL;
    wain_solution *to;
    const int32_t types = wain_unit_list_types(unit, r->book, r->type_rows);

    WAIN_TRY(WAIN_NEW(state, 1, err));
    WAIN_TRY(wain_solution_create(unit->num_orders, &state->best, err));
    state->cooled = r->options->cooled;
    to = state->best;
    for (int32_t t = 0; t < types; t++)
        r->type_number[r->type_rows[t]] = t;
    for (int32_t i = 0; i < unit->num_orders; i++)
        r->place_of[unit->orders[i]] = i;
    for (; *next_route < r->num_routes && r->routes[*next_route].part == unit->part; ++*next_route) {
        const drawn_route *route = &r->routes[*next_route];

        to->routes[to->num_routes++] = (wain_route){r->type_number[route->type], to->num_stops, route->num_stops};
        for (int32_t k = 0; k < route->num_stops; k++)
            to->stops[to->num_stops++] = r->place_of[r->stops[route->first + k]];
    }
    for (int32_t i = 0; i < unit->num_orders; i++) {
        if (orders[i].route < 0) {
            to->unserved[to->num_unserved] = orders[i].unserved;
            to->unserved[to->num_unserved++].order = i;
        }
    }
    *out = state;
    state = NULL;
done:
    wain_search_state_free(state);
    return status;
}

static wain_status draw_parts(redraw *r, const wain_unit *like, int32_t count, wain_error *err)
{
    const int32_t first = r->drawn->num_units;
    wain_unit *parts = &r->drawn->units[first];
    wain_status status = WAIN_OK;
    int32_t next = 0, next_route = 0;

    divide(r, like, count);
    for (int32_t p = 0; p < count; p++) {
        int32_t end = next;
        wain_unit *unit;

        while (end < r->num_orders && r->orders[end].part == p)
            end++;
        unit = new_unit(r, like, end - next);
        unit->part = p;
        unit->num_parts = count;
        for (int32_t i = 0; i < unit->num_orders; i++)
            unit->orders[i] = r->orders[next + i].row;
        unit->effort = wain_partition_effort(unit->num_orders, has_windows(r, unit));
        unit->memory = wain_partition_memory(unit->num_orders);
        next = end;
    }
    WAIN_TRY(share_vehicles(r, parts, count, err));
    next = 0;
    for (int32_t p = 0; p < count; p++) {
        WAIN_TRY(describe_start(r, &parts[p], &next_route, &r->orders[next], &r->outcomes[first + p].from, err));
        next += parts[p].num_orders;
    }
done:
    return status;
}

/* A unit that stays as it is; give_back() undoes it. */
static wain_status move_unit(redraw *r, int32_t number, wain_error *err)
{
    const wain_unit *from = &r->partition->units[number];
    wain_search_state *state = NULL;
    wain_unit *to;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(state, 1, err));
    state->cooled = r->options->cooled;
    to = new_unit(r, from, from->num_orders);

    memcpy(to->orders, from->orders, sizeof *to->orders * (size_t)to->num_orders);
    memcpy(to->type_count, from->type_count, sizeof *to->type_count * r->book->num_types);
    r->outcomes[r->drawn->num_units - 1] = r->units[number];
    wain_search_state_free(r->outcomes[r->drawn->num_units - 1].from);
    r->outcomes[r->drawn->num_units - 1].from = state;
    r->units[number] = (wain_unit_outcome){0};
done:
    return status;
}

/* Moved units, too, are searched on from what they have. */
static void begin_moved(redraw *r)
{
    for (int32_t u = 0; u < r->drawn->num_units; u++) {
        wain_unit_outcome *moved = &r->outcomes[u];

        if (!moved->solution)
            continue;
        moved->from->best = moved->solution;
        moved->solution = NULL;
        wain_search_state_free(moved->kept);
        *moved = (wain_unit_outcome){.from = moved->from};
    }
}

/* What was moved returns to the units that it came from, in the same order: those without a solution now. */
static void give_back(redraw *r)
{
    int32_t number = 0;

    for (int32_t u = 0; r->outcomes && u < r->drawn->num_units; u++) {
        if (!r->outcomes[u].solution)
            continue;
        while (r->units[number].solution)
            number++;
        wain_search_state_free(r->outcomes[u].from);
        r->outcomes[u].from = NULL;
        r->units[number] = r->outcomes[u];
        r->outcomes[u] = (wain_unit_outcome){0};
    }
}

static int32_t fewest(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Borders run between routes, not orders: parts that come out a little larger than meant are no larger than they may
 * be. */
static int32_t count_parts(const redraw *r, int32_t most)
{
    const double size = 0.97 * r->partition->max_stops;
    const int32_t count = (int32_t)ceil((r->num_stops + r->num_left_out) / size);

    return fewest(count, fewest(r->num_routes, most));
}

static wain_status draw_day(redraw *r, int32_t first, wain_error *err)
{
    const wain_unit *like = &r->partition->units[first];
    const int32_t before = like->num_parts;
    int32_t count = 1;

    if (before > 1) {
        collect(r, first, before);
        count = count_parts(r, 2 * before);
    }
    if (count > 1)
        return draw_parts(r, like, count, err);
    for (int32_t u = first; u < first + before; u++) {
        if (move_unit(r, u, err) != WAIN_OK)
            return WAIN_EMEMORY;
    }
    return WAIN_OK;
}

wain_status wain_partition_redraw(const wain_partition *partition, wain_unit_outcome *units,
                                  const wain_order_book *book, const wain_travel *travel,
                                  const wain_redraw_options *options, wain_partition **out,
                                  wain_unit_outcome **out_units, wain_error *err)
{
    redraw r = {.partition = partition, .units = units, .book = book, .travel = travel, .options = options};
    wain_status status = WAIN_OK;

    WAIN_TRY(create(&r, err));
    for (int32_t u = 0; u < partition->num_units; u += partition->units[u].num_parts)
        WAIN_TRY(draw_day(&r, u, err));
    begin_moved(&r);
    *out = r.drawn;
    *out_units = r.outcomes;
    r.drawn = NULL;
    r.outcomes = NULL;
done:
    if (status != WAIN_OK)
        give_back(&r);
    clear(&r);
    return status;
}
