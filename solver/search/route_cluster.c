#include "solver/search/route_cluster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/eval/schedule.h"
#include "solver/model/subproblem.h"
#include "solver/search/kernel_input.h"

struct wain_cluster {
    int32_t *routes; /* of the current solution */
    int32_t *orders; /* of the problem, route after route, then those left out */
    size_t routes_capacity, orders_capacity;
    int32_t num_routes, num_orders, num_planned;
    int32_t *vehicles; /* per type: how many the cluster may use */
    wain_solution *outcome;
    wain_cost before;
    bool is_searched;
};

/* A route by where it lies. */
typedef struct ranked {
    double position;
    int32_t route;
} ranked;

struct wain_clusters {
    ranked *ranking;
    const wain_kernel *kernel;
    const wain_kernel_input *input;
    wain_solution *current, *next; /* next: where a merge puts the new solution together; owned */
    int32_t *route_of;             /* per order; -1: left out */
    int32_t *route_taken;          /* per route: 1 + the last cluster of the round that holds it; 0: none */
    int32_t *order_taken;          /* per order, likewise */
    int32_t *free_vehicles;        /* per type */
    int32_t count, capacity;
    wain_cluster *items;
};

void wain_clusters_free(wain_clusters *clusters)
{
    if (!clusters)
        return;
    for (int32_t i = 0; clusters->items && i < clusters->capacity; i++) {
        free(clusters->items[i].routes);
        free(clusters->items[i].orders);
        free(clusters->items[i].vehicles);
        wain_solution_free(clusters->items[i].outcome);
    }
    free(clusters->items);
    free(clusters->ranking);
    free(clusters->route_of);
    free(clusters->route_taken);
    free(clusters->order_taken);
    free(clusters->free_vehicles);
    wain_solution_free(clusters->next);
    free(clusters);
}

wain_status wain_clusters_create(const wain_kernel *kernel, const wain_kernel_input *input, int32_t count,
                                 wain_solution *current, wain_clusters **out, wain_error *err)
{
    const int32_t n = input->problem->num_orders;
    wain_status status = WAIN_OK;
    wain_clusters *clusters = NULL;

    WAIN_TRY(WAIN_NEW(clusters, 1, err));
    clusters->kernel = kernel;
    clusters->input = input;
    clusters->current = current;
    clusters->capacity = count;
    WAIN_TRY(wain_solution_create(n, &clusters->next, err));
    WAIN_TRY(WAIN_NEW(clusters->ranking, n, err));
    WAIN_TRY(WAIN_NEW(clusters->route_of, n, err));
    WAIN_TRY(WAIN_NEW(clusters->route_taken, n, err));
    WAIN_TRY(WAIN_NEW(clusters->order_taken, n, err));
    WAIN_TRY(WAIN_NEW(clusters->free_vehicles, input->problem->num_types, err));
    WAIN_TRY(WAIN_NEW(clusters->items, count, err));
    for (int32_t i = 0; i < count; i++)
        WAIN_TRY(WAIN_NEW(clusters->items[i].vehicles, input->problem->num_types, err));
    *out = clusters;
    clusters = NULL;
done:
    wain_clusters_free(clusters);
    return status;
}

/* --- choosing --- */

static wain_status take_route(wain_clusters *all, int32_t i, int32_t r, wain_error *err)
{
    const wain_route *route = &all->current->routes[r];
    wain_cluster *it = &all->items[i];
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(it->routes, it->routes_capacity, it->num_routes + 1, err));
    WAIN_TRY(WAIN_RESERVE(it->orders, it->orders_capacity, it->num_orders + route->num_stops, err));
    all->route_taken[r] = i + 1;
    it->routes[it->num_routes++] = r;
    memcpy(&it->orders[it->num_orders], &all->current->stops[route->first],
           sizeof *it->orders * (size_t)route->num_stops);
    it->num_orders += route->num_stops;
done:
    return status;
}

static bool is_free(int32_t i, int32_t taken, bool share)
{
    return taken != i + 1 && (share || taken == 0);
}

/* Add the routes of the orders near u, nearest first. */
static wain_status take_around(wain_clusters *all, int32_t i, int32_t u, int32_t size, bool share, wain_error *err)
{
    const wain_neighbours *lists = all->input->neighbours;
    const int32_t *near = &lists->orders[(size_t)u * (size_t)lists->count];
    const wain_cluster *it = &all->items[i];
    wain_status status = WAIN_OK;

    for (int32_t k = -1; k < lists->count && it->num_orders < size; k++) {
        const int32_t r = all->route_of[k < 0 ? u : near[k]];

        if (r >= 0 && is_free(i, all->route_taken[r], share))
            WAIN_TRY(take_route(all, i, r, err));
    }
done:
    return status;
}

/* Take back what a cluster has grown to; none of its routes was another cluster's. */
static void give_back(wain_clusters *all, int32_t i)
{
    for (int32_t k = 0; k < all->items[i].num_routes; k++)
        all->route_taken[all->items[i].routes[k]] = 0;
}

static void reset(wain_cluster *it)
{
    it->num_routes = it->num_orders = it->num_planned = 0;
    it->is_searched = false;
}

/* Breadth first through the neighbour lists. */
static wain_status grow(wain_clusters *all, int32_t i, int32_t seed, int32_t size, bool share, wain_error *err)
{
    wain_cluster *it = &all->items[i];
    wain_status status = WAIN_OK;

    reset(it);
    WAIN_TRY(take_around(all, i, seed, size, share, err));
    for (int32_t at = 0; at < it->num_orders && it->num_orders < size; at++)
        WAIN_TRY(take_around(all, i, it->orders[at], size, share, err));
    it->num_planned = it->num_orders;
done:
    return status;
}

/* Orders left out near the cluster's try again with it. */
static wain_status take_left_out(wain_clusters *all, int32_t i, wain_error *err)
{
    const wain_neighbours *lists = all->input->neighbours;
    wain_cluster *it = &all->items[i];
    wain_status status = WAIN_OK;

    for (int32_t k = 0; k < all->current->num_unserved; k++) {
        const int32_t v = all->current->unserved[k].order;
        const int32_t *near = &lists->orders[(size_t)v * (size_t)lists->count];

        if (all->input->excluded[v] || all->order_taken[v])
            continue;
        for (int32_t j = 0; j < lists->count; j++) {
            const int32_t r = all->route_of[near[j]];

            if (r >= 0 && all->route_taken[r] == i + 1) {
                WAIN_TRY(WAIN_RESERVE(it->orders, it->orders_capacity, it->num_orders + 1, err));
                it->orders[it->num_orders++] = v;
                all->order_taken[v] = i + 1;
                break;
            }
        }
    }
done:
    return status;
}

/* What a cluster may use of a type: its own vehicles and a share of those that are free. */
static void share_vehicles(wain_clusters *all)
{
    const wain_problem *problem = all->input->problem;

    for (int32_t t = 0; t < problem->num_types; t++)
        all->free_vehicles[t] = problem->types[t].count;
    for (int32_t r = 0; r < all->current->num_routes; r++)
        all->free_vehicles[all->current->routes[r].type]--;
    for (int32_t i = 0; i < all->count; i++) {
        wain_cluster *it = &all->items[i];

        for (int32_t t = 0; t < problem->num_types; t++)
            it->vehicles[t] = all->free_vehicles[t] / all->count;
        for (int32_t k = 0; k < it->num_routes; k++)
            it->vehicles[all->current->routes[it->routes[k]].type]++;
    }
}

static void locate_orders(wain_clusters *all)
{
    const wain_solution *current = all->current;

    for (int32_t v = 0; v < all->input->problem->num_orders; v++)
        all->route_of[v] = -1;
    for (int32_t r = 0; r < current->num_routes; r++) {
        const wain_route *route = &current->routes[r];

        all->route_taken[r] = 0;
        for (int32_t k = 0; k < route->num_stops; k++)
            all->route_of[current->stops[route->first + k]] = r;
    }
    memset(all->order_taken, 0, sizeof *all->order_taken * (size_t)all->input->problem->num_orders);
}

/* A random planned order, outside the clusters so far if some tries find one. */
static int32_t draw_seed(const wain_clusters *all, wain_rng *rng)
{
    enum { TRIES = 20 };
    const wain_solution *current = all->current;
    int32_t v = -1;

    for (int32_t k = 0; k < TRIES; k++) {
        v = current->stops[wain_rng_below(rng, (uint32_t)current->num_stops)];
        if (all->route_taken[all->route_of[v]] == 0)
            break;
    }
    return v;
}

wain_status wain_clusters_choose(wain_clusters *all, int32_t size, wain_rng *rng, int32_t *count, wain_error *err)
{
    wain_status status = WAIN_OK;

    all->count = *count = 0;
    if (all->current->num_stops == 0)
        return WAIN_OK;
    locate_orders(all);
    for (int32_t i = 0; i < all->capacity; i++) {
        const int32_t seed = draw_seed(all, rng);

        WAIN_TRY(grow(all, i, seed, size, false, err));
        if (all->items[i].num_orders < size / 2) { /* too little room is left between the others */
            give_back(all, i);
            WAIN_TRY(grow(all, i, seed, size, true, err));
        }
        WAIN_TRY(take_left_out(all, i, err));
        all->count++;
    }
    share_vehicles(all);
    *count = all->count;
done:
    return status;
}

/* --- dividing --- */

static int by_position(const void *a, const void *b)
{
    const ranked *l = a, *r = b;

    if (l->position != r->position)
        return l->position < r->position ? -1 : 1;
    return (l->route > r->route) - (l->route < r->route);
}

/* Centre of a route's stops along a direction. */
static double centre_along(const wain_clusters *all, int32_t r, double dx, double dy)
{
    const wain_problem *problem = all->input->problem;
    const wain_route *route = &all->current->routes[r];
    double sum = 0;

    for (int32_t k = 0; k < route->num_stops; k++) {
        const int32_t at = problem->num_depots + all->current->stops[route->first + k];

        sum += problem->x[at] * dx + problem->y[at] * dy;
    }
    return sum / route->num_stops;
}

/* Divide routes first..last-1 of the ranking, at least `count`, into clusters from..from+count-1 by halves. */
static wain_status bisect(wain_clusters *all, int32_t first, int32_t last, int32_t from, int32_t count, wain_rng *rng,
                          wain_error *err)
{
    const double angle = wain_rng_uniform(rng) * 3.141592653589793;
    const int32_t half = count / 2;
    wain_status status = WAIN_OK;
    int64_t orders = 0, wanted;
    int32_t middle;

    if (count == 1) {
        for (int32_t k = first; k < last; k++)
            WAIN_TRY(take_route(all, from, all->ranking[k].route, err));
        return WAIN_OK;
    }
    for (int32_t k = first; k < last; k++) {
        all->ranking[k].position = centre_along(all, all->ranking[k].route, cos(angle), sin(angle));
        orders += all->current->routes[all->ranking[k].route].num_stops;
    }
    qsort(&all->ranking[first], (size_t)(last - first), sizeof *all->ranking, by_position);
    wanted = orders * half / count;
    orders = 0;
    for (middle = first; middle < last - (count - half) && (middle < first + half || orders < wanted); middle++)
        orders += all->current->routes[all->ranking[middle].route].num_stops;
    WAIN_TRY(bisect(all, first, middle, from, half, rng, err));
    WAIN_TRY(bisect(all, middle, last, from + half, count - half, rng, err));
done:
    return status;
}

wain_status wain_clusters_divide(wain_clusters *all, int32_t *count, wain_rng *rng, wain_error *err)
{
    const int32_t routes = all->current->num_routes;
    wain_status status = WAIN_OK;

    *count = *count < routes ? *count : routes;
    *count = *count < all->capacity ? *count : all->capacity;
    all->count = *count;
    if (all->count == 0)
        return WAIN_OK;
    locate_orders(all);
    for (int32_t i = 0; i < all->count; i++)
        reset(&all->items[i]);
    for (int32_t r = 0; r < routes; r++)
        all->ranking[r].route = r;
    WAIN_TRY(bisect(all, 0, routes, 0, all->count, rng, err));
    for (int32_t i = 0; i < all->count; i++) {
        all->items[i].num_planned = all->items[i].num_orders;
        WAIN_TRY(take_left_out(all, i, err));
    }
    share_vehicles(all);
done:
    return status;
}

int32_t wain_clusters_orders(const wain_clusters *all, int32_t i)
{
    return all->items[i].num_orders;
}

/* --- searching --- */

/* The cluster's part of the current solution, in the numbers of its own problem. */
static void extract(const wain_clusters *all, const wain_cluster *it, wain_solution *solution)
{
    for (int32_t k = 0; k < it->num_routes; k++) {
        const wain_route *route = &all->current->routes[it->routes[k]];

        solution->routes[solution->num_routes++] = (wain_route){route->type, solution->num_stops, route->num_stops};
        for (int32_t s = 0; s < route->num_stops; s++, solution->num_stops++)
            solution->stops[solution->num_stops] = solution->num_stops;
    }
    for (int32_t v = it->num_planned; v < it->num_orders; v++)
        solution->unserved[solution->num_unserved++] = (wain_unserved){.order = v, .detail = -1};
}

/* What a cluster's part costs before the search. A chain would tell only what is left when orders left out have found
 * places. */
static wain_cost cost_of(const wain_problem *problem, const wain_solution *solution)
{
    wain_cost cost = 0;

    for (int32_t r = 0; r < solution->num_routes; r++) {
        const wain_route *route = &solution->routes[r];
        const wain_route_schedule s =
            wain_schedule_route(problem, route->type, &solution->stops[route->first], route->num_stops, NULL);

        cost += s.fixed_cost + s.distance_cost + s.time_cost;
    }
    for (int32_t k = 0; k < solution->num_unserved; k++)
        cost += problem->orders[solution->unserved[k].order].price;
    return cost;
}

wain_status wain_clusters_search(wain_clusters *all, int32_t i, wain_rng rng, wain_slice slice, bool relative,
                                 wain_cluster_outcome outcome, wain_chain_statistics *statistics, wain_error *err)
{
    wain_cluster *it = &all->items[i];
    wain_status status = WAIN_OK;
    wain_kernel_input input = {0};
    wain_problem *problem = NULL;
    wain_solution *solution = NULL;
    wain_chain *chain = NULL;
    uint8_t *excluded = NULL;

    WAIN_TRY(wain_subproblem_create(all->input->problem, it->orders, it->num_orders, it->vehicles, &problem, err));
    WAIN_TRY(WAIN_NEW(excluded, it->num_orders, err));
    WAIN_TRY(wain_solution_create(it->num_orders, &solution, err));
    extract(all, it, solution);
    it->before = cost_of(problem, solution);
    WAIN_TRY(wain_kernel_input_init(all->kernel, problem, all->input->options, excluded, &input, err));
    WAIN_TRY(all->kernel->create(&input, rng, solution, &chain, err));
    if (relative) {
        slice.hot *= all->kernel->mean_arc(chain);
        slice.cold *= all->kernel->mean_arc(chain);
    }
    all->kernel->run(chain, &slice);
    *statistics = all->kernel->statistics(chain);
    (outcome == WAIN_CLUSTER_BEST ? all->kernel->read_best : all->kernel->read_current)(chain, solution);
    wain_solution_free(it->outcome);
    it->outcome = solution;
    it->is_searched = true;
    solution = NULL;
done:
    all->kernel->free(chain);
    wain_kernel_input_clear(&input);
    wain_solution_free(solution);
    wain_problem_free(problem);
    free(excluded);
    return status;
}

/* --- merging --- */

/* The searched cluster with the largest saving that was not merged yet; -1 when none is left. */
static int32_t find_largest_saving(const wain_clusters *all, bool also_dearer)
{
    wain_cost largest = also_dearer ? -WAIN_COST_MAX : 0;
    int32_t found = -1;

    for (int32_t i = 0; i < all->count; i++) {
        const wain_cluster *it = &all->items[i];

        if (it->is_searched && it->before - it->outcome->cost > largest) {
            largest = it->before - it->outcome->cost;
            found = i;
        }
    }
    return found;
}

/* Claim the cluster's routes and orders left out: those of earlier claims are negative. False when one is claimed
 * already. */
static bool claim(wain_clusters *all, const wain_cluster *it)
{
    for (int32_t k = 0; k < it->num_routes; k++) {
        if (all->route_taken[it->routes[k]] < 0)
            return false;
    }
    for (int32_t k = it->num_planned; k < it->num_orders; k++) {
        if (all->order_taken[it->orders[k]] < 0)
            return false;
    }
    for (int32_t k = 0; k < it->num_routes; k++)
        all->route_taken[it->routes[k]] = -1;
    for (int32_t k = it->num_planned; k < it->num_orders; k++)
        all->order_taken[it->orders[k]] = -1;
    return true;
}

static void append_route(wain_solution *to, int32_t type, const int32_t *stops, int32_t num_stops, const int32_t *names)
{
    to->routes[to->num_routes++] = (wain_route){type, to->num_stops, num_stops};
    for (int32_t k = 0; k < num_stops; k++)
        to->stops[to->num_stops++] = names ? names[stops[k]] : stops[k];
}

static void append_outcome(wain_solution *to, const wain_cluster *it)
{
    for (int32_t r = 0; r < it->outcome->num_routes; r++) {
        const wain_route *route = &it->outcome->routes[r];

        append_route(to, route->type, &it->outcome->stops[route->first], route->num_stops, it->orders);
    }
    for (int32_t k = 0; k < it->outcome->num_unserved; k++)
        to->unserved[to->num_unserved++] =
            (wain_unserved){.order = it->orders[it->outcome->unserved[k].order], .detail = -1};
    to->cost += it->outcome->cost - it->before;
}

/* What no cluster changed. */
static void append_rest(const wain_clusters *all, wain_solution *to)
{
    const wain_solution *from = all->current;

    for (int32_t r = 0; r < from->num_routes; r++) {
        if (all->route_taken[r] >= 0)
            append_route(to, from->routes[r].type, &from->stops[from->routes[r].first], from->routes[r].num_stops,
                         NULL);
    }
    for (int32_t k = 0; k < from->num_unserved; k++) {
        if (all->order_taken[from->unserved[k].order] >= 0)
            to->unserved[to->num_unserved++] = from->unserved[k];
    }
}

static void swap_solutions(wain_solution *a, wain_solution *b)
{
    const wain_solution kept = *a;

    *a = *b;
    *b = kept;
}

int32_t wain_clusters_merge(wain_clusters *all, bool also_dearer)
{
    wain_solution *next = all->next;
    int32_t merged = 0;

    next->num_routes = next->num_stops = next->num_unserved = 0;
    next->cost = all->current->cost;
    for (int32_t i; (i = find_largest_saving(all, also_dearer)) >= 0;) {
        if (claim(all, &all->items[i])) {
            append_outcome(next, &all->items[i]);
            merged++;
        }
        all->items[i].is_searched = false;
    }
    if (merged > 0) {
        append_rest(all, next);
        swap_solutions(all->current, next);
    }
    return merged;
}
