#include "solver/search/islands.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <time.h>

#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/search/islands_internal.h"
#include "solver/set_partitioning/set_partitioning.h"

#define SHORTEST_EPOCH 0.1   /* s */
#define POLL_NAP 200000L     /* ns */
#define POLISH_SHARE 0.02    /* of a time limit, beyond it: the descent at the end, at most */
#define LAST_SHARE 0.08      /* of the budget of a search with recombination: set partitioning and clusters */
#define FEW_ELITES_SHARE 0.3 /* of the budget, for recombining one elite of each island */
#define FEW_ELITES_HEAT 0.05 /* mean arcs, for their children */

/* A timed search of a small unit of n orders ends after this many times n^2 iterations on each island: far more than it
 * takes to find nothing better, and what is left of the night goes to the units that need it. */
enum { ENOUGH_PER_SQUARE = 4000, ORDERS_PER_THREAD = 50 };

enum {
    ELITE_EFFORT = 2000,          /* iterations per order of the whole budget that each elite needs */
    SHORT_EFFORT = 4000,          /* the same with capacity alone and short routes, */
    FEWEST_SHORT = 9,             /* and how many each island must have time for */
    MOST_RECOMBINED = 500,        /* orders; beyond this one long annealing is worth more than several short ones */
    MOST_WITH_LONG_ROUTES = 1000, /* orders; the same with windows on long routes */
    LONG_ROUTE = 12,              /* orders on a route */
    LARGEST_PART = 1500,          /* orders */
    POOL_ROUTES = 50000,
    WHOLE_EFFORT = 10000,  /* iterations per order and island for which each island anneals the whole */
    LONG_EFFORT = 1000,    /* iterations per order of the children of those few */
    FEW_ITERATIONS = 1000, /* per order */
};

/* --- the team --- */

/* The caller's thread has nothing left to do, but its poll has. */
static void poll_for_others(wain_islands *all, atomic_int *done, int32_t count)
{
    const struct timespec nap = {0, POLL_NAP};

    while (atomic_load(done) < count) {
        if (all->control->poll && all->control->poll(all->control->context))
            atomic_store(&all->stop, true);
        nanosleep(&nap, NULL);
    }
}

void wain_islands_for_each(wain_islands *all, int32_t count, wain_island_task task, const void *argument)
{
    atomic_int next = 0, done = 0;

#pragma omp parallel num_threads(all->threads)
    {
        const int thread = omp_get_thread_num();

        for (int32_t i = atomic_fetch_add(&next, 1); i < count; i = atomic_fetch_add(&next, 1)) {
            task(all, i, thread, argument);
            atomic_fetch_add(&done, 1);
        }
        if (thread == 0)
            poll_for_others(all, &done, count);
    }
}

wain_slice wain_islands_slice(wain_islands *all, int32_t thread)
{
    return (wain_slice){
        .stop = &all->stop,
        .poll = thread == 0 ? all->control->poll : NULL,
        .context = all->control->context,
    };
}

wain_status wain_islands_first_error(const wain_islands *all, int32_t count, wain_error *err)
{
    for (int32_t i = 0; i < count; i++) {
        if (all->items[i].status != WAIN_OK)
            return wain_error_set(err, all->items[i].status, "%s", all->items[i].error.text);
    }
    return WAIN_OK;
}

bool wain_islands_is_over(const wain_islands *all, const wain_phase *part, int64_t before)
{
    return atomic_load(&all->stop) || all->statistics.iterations - before >= part->iterations ||
           (all->timed && wain_clock_seconds() >= part->end);
}

int64_t wain_islands_share(const wain_islands *all, const wain_phase *part, int64_t before, int32_t count)
{
    const int64_t left = part->iterations - (all->statistics.iterations - before);

    return left > 0 ? left / count : 0;
}

/* --- what all phases do --- */

void wain_islands_add_statistics(wain_chain_statistics *sum, const wain_chain_statistics *of)
{
    sum->iterations += of->iterations;
    sum->removed += of->removed;
    sum->insertions_tested += of->insertions_tested;
}

void wain_islands_keep_best(wain_islands *all, const wain_solution *solution)
{
    if (solution->cost < all->best->cost)
        wain_solution_copy(all->best, solution);
}

void wain_islands_harvest(wain_islands *all, const wain_solution *solution)
{
    if (all->pool)
        wain_route_pool_add_solution(all->pool, all->input->problem, solution);
}

void wain_islands_report(wain_islands *all, int64_t iterations)
{
    const wain_search_progress progress = {
        .seconds = wain_clock_seconds() - all->start,
        .iterations = iterations,
        .best_cost = all->best->cost,
        .num_routes = all->best->num_routes,
        .num_unserved = all->best->num_unserved,
        .new_best = all->best->cost < all->reported,
    };

    all->reported = all->best->cost;
    if (all->control->progress)
        all->control->progress(all->control->context, &progress);
}

void wain_islands_keep(wain_islands *all, double cooled)
{
    const wain_search_state state = {.cooled = fmin(fmax(cooled, 0), 1), .best = all->best};

    if (all->control->keep && all->timed && all->best->cost < WAIN_COST_MAX)
        all->control->keep(all->control->context, &state);
}

void wain_islands_create_chain(wain_islands *all, int32_t i, int32_t elite)
{
    const wain_kernel_input *input = all->input;
    const wain_rng rng = wain_rng_stream((uint64_t)input->options->seed, WAIN_PURPOSE_SEARCH,
                                         (uint64_t)input->problem->unit, (uint64_t)elite, all->has_initial);
    wain_island *it = &all->items[i];

    it->status = all->kernel->create(input, rng, all->has_initial ? all->initial : NULL, &it->chain, &it->error);
    it->iterations = 0;
    if (it->status != WAIN_OK)
        atomic_store(&all->stop, true);
    if (elite == 0 && all->constructed == 0)
        all->constructed = wain_clock_seconds();
}

void wain_islands_run_epoch(wain_islands *all, int32_t i, int32_t thread, const wain_phase *part, int64_t epoch,
                            int64_t epochs)
{
    const double done = (double)(epoch + 1) / (double)epochs;
    wain_island *it = &all->items[i];
    wain_slice slice = wain_islands_slice(all, thread);

    if (!it->chain)
        return;
    slice.fleet_only = all->fleet_only;
    wain_islands_find_temperatures(all, it->chain, &slice.hot, &slice.cold);
    slice.first_iteration = it->iterations;
    slice.last_iteration = all->timed ? part->iterations : part->iterations * (epoch + 1) / epochs;
    slice.total_iterations = part->iterations < INT64_MAX ? part->iterations : 0;
    slice.start = all->timed ? part->start : 0;
    slice.end = all->timed ? part->end : 0;
    slice.slice_end = all->timed ? part->start + (part->end - part->start) * done : 0;
    it->iterations += all->kernel->run(it->chain, &slice);
}

double wain_islands_share_cooled(const wain_islands *all, double done)
{
    return all->span.from + (all->span.to - all->span.from) * done;
}

double wain_islands_cooled(const wain_islands *all)
{
    return wain_islands_share_cooled(all, (wain_clock_seconds() - all->start) / all->control->time_limit);
}

static void meet(wain_islands *all, int32_t count)
{
    int64_t iterations = all->statistics.iterations;
    int32_t found = 0;

    if (atomic_load(&all->stop))
        return;
    for (int32_t i = 0; i < count; i++) {
        iterations += all->items[i].iterations;
        if (all->kernel->best_cost(all->items[i].chain) < all->kernel->best_cost(all->items[found].chain))
            found = i;
    }
    if (all->kernel->best_cost(all->items[found].chain) < all->best->cost || all->best->cost == WAIN_COST_MAX)
        all->kernel->read_best(all->items[found].chain, all->best);
    wain_islands_report(all, iterations);
    wain_islands_keep(all, wain_islands_cooled(all));
}

typedef struct epoch_of {
    const wain_phase *part;
    int64_t epoch;
} epoch_of;

static void create_task(wain_islands *all, int32_t i, int32_t thread, const void *first)
{
    (void)thread;
    wain_islands_create_chain(all, i, *(const int32_t *)first + i);
}

static void epoch_task(wain_islands *all, int32_t i, int32_t thread, const void *argument)
{
    const epoch_of *at = argument;

    wain_islands_run_epoch(all, i, thread, at->part, at->epoch, all->epochs);
}

wain_status wain_islands_create_chains(wain_islands *all, int32_t first, int32_t count, wain_error *err)
{
    wain_islands_for_each(all, count, create_task, &first);
    return wain_islands_first_error(all, count, err);
}

void wain_islands_run_epochs(wain_islands *all, int32_t count, const wain_phase *part, int64_t epoch)
{
    const epoch_of at = {part, epoch};

    wain_islands_for_each(all, count, epoch_task, &at);
    meet(all, count);
}

/* --- the whole --- */

/* The part of a phase between two shares of it. */
static wain_phase part_of(const wain_phase *whole, double from, double to)
{
    const double length = whole->end - whole->start;
    const wain_phase part = {
        .start = whole->start + length * from,
        .end = whole->start + length * to,
        .iterations = whole->iterations == INT64_MAX ? INT64_MAX : (int64_t)((double)whole->iterations * (to - from)),
    };

    return part;
}

/* What is left of a phase with which the search began. */
static wain_phase rest_of(const wain_islands *all, const wain_phase *whole)
{
    const wain_phase rest = {
        .start = all->timed ? fmin(wain_clock_seconds(), whole->end) : whole->start,
        .end = whole->end,
        .iterations = whole->iterations == INT64_MAX ? INT64_MAX : whole->iterations - all->statistics.iterations,
    };

    return rest;
}

/* What a descent still finds in the best solution: it was left before it got cold. */
static wain_status polish(wain_islands *all, wain_error *err)
{
    const wain_rng rng =
        wain_rng_stream((uint64_t)all->options->seed, WAIN_PURPOSE_POLISH, (uint64_t)all->input->problem->unit, 0, 0);
    const double until = all->timed ? wain_clock_seconds() + POLISH_SHARE * all->control->time_limit : 0;
    wain_status status = WAIN_OK;
    wain_chain *chain = NULL;

    if (!all->options->local_search || atomic_load(&all->stop) || all->best->cost == WAIN_COST_MAX ||
        wain_islands_ends_hot(all) || all->kernel == &wain_kernel_rich)
        return WAIN_OK;
    WAIN_TRY(all->kernel->create(all->input, rng, all->best, &chain, err));
    if (all->kernel->improve(chain, WAIN_ALL_MOVES, until) && all->kernel->best_cost(chain) < all->best->cost)
        all->kernel->read_best(chain, all->best);
done:
    all->kernel->free(chain);
    return status;
}

/* What set partitioning counts and no chain does: the prices of orders that nobody can serve. */
static wain_cost excluded_prices(const wain_islands *all)
{
    wain_cost sum = 0;

    for (int32_t v = 0; v < all->input->problem->num_orders; v++)
        sum += all->input->excluded[v] ? all->input->problem->orders[v].price : 0;
    return sum;
}

/* The best plan that can be put together from routes of elites and children. */
static wain_status choose_routes(wain_islands *all, const wain_phase *part, wain_error *err)
{
    const wain_set_partitioning_limits limits = {
        .max_columns = 5000,
        .rounds = 2000,
        .nodes = 100,
        .seconds = all->timed ? (part->end - part->start) * 0.7 : 0,
    };
    wain_set_partitioning_statistics did;
    wain_status status = WAIN_OK;

    if (!all->options->set_partitioning || atomic_load(&all->stop) || (all->timed && wain_clock_seconds() >= part->end))
        return WAIN_OK;
    wain_solution_copy(all->current, all->best);
    WAIN_TRY(wain_set_partitioning_improve(all->input->problem, all->input->excluded, all->pool, &limits, all->current,
                                           &did, err));
    if (did.improved)
        all->current->cost -= excluded_prices(all);
    wain_islands_keep_best(all, all->current);
    wain_islands_report(all, all->statistics.iterations);
done:
    return status;
}

bool wain_islands_go_on_exactly(const wain_islands *all)
{
    return all->control->from && !all->timed && all->control->from->round > 0 && all->control->from->budget < INT64_MAX;
}

static wain_status search(wain_islands *all, int64_t budget, wain_error *err)
{
    const bool vehicles_first =
        !all->control->from && all->kernel == &wain_kernel_vrptw && all->input->problem->types[0].fixed_cost > 0;
    const double mating = 1 - all->recombination.share, choosing = 1 - LAST_SHARE;
    wain_phase whole = {all->start, all->start + all->control->time_limit, budget}, first, second, rest;
    wain_status status = WAIN_OK;

    if (vehicles_first) {
        WAIN_TRY(wain_fleet_reduce(all, &whole, err));
        whole = rest_of(all, &whole);
    }
    if (all->num_parts > 1)
        return wain_parts_anneal(all, &whole, err);
    if (all->recombination.share <= 0)
        return wain_elites_anneal(all, &whole, err);
    first = part_of(&whole, 0, mating);
    second = part_of(&whole, mating, choosing);
    rest = part_of(&whole, choosing, 1);
    WAIN_TRY(wain_elites_anneal(all, &first, err));
    WAIN_TRY(wain_elites_recombine(all, &second, err));
    WAIN_TRY(choose_routes(all, &rest, err));
    rest.iterations = budget - all->statistics.iterations;
    WAIN_TRY(wain_clusters_reanneal(all, &rest, err));
done:
    return status;
}

static void collect(const wain_islands *all, wain_search_statistics *statistics)
{
    const wain_chain_statistics *sum = &all->statistics;

    *statistics = (wain_search_statistics){
        .iterations = sum->iterations,
        .insertions_tested = sum->insertions_tested,
        .mean_removed = sum->iterations ? (double)sum->removed / (double)sum->iterations : 0,
        .seconds = wain_clock_seconds() - all->start,
        .construction = all->constructed - all->start,
        .stopped = atomic_load(&all->stop),
        .phases = {.threads = all->threads,
                   .reduced_fleet = all->has_initial && !all->control->from,
                   .annealings = all->num_parts > 1 ? 0 : all->num_elites,
                   .parts = all->num_parts,
                   .recombined = all->recombination.share > 0},
    };
}

/* One island per thread, but none for a handful of orders. */
static int32_t islands_for(int32_t threads, int32_t num_orders)
{
    const int32_t most = 1 + num_orders / ORDERS_PER_THREAD;

    return threads < 1 ? 1 : threads < most ? threads : most;
}

/* Iterations of all `count` islands: the control's, and in a timed search no more than are enough. */
static int64_t budget_of(const wain_search_control *control, int64_t num_orders, int32_t count)
{
    const int64_t enough = ENOUGH_PER_SQUARE * num_orders * num_orders * count;

    if (control->time_limit <= 0)
        return control->iterations;
    return control->iterations > 0 && control->iterations < enough ? control->iterations : enough;
}

/* Meetings cost a little waiting each, and much on a busy machine: at least SHORTEST_EPOCH between two of them. */
static int64_t epochs_for(double time_limit, int64_t most)
{
    const double epochs = time_limit / SHORTEST_EPOCH;

    return epochs < 1 ? 1 : epochs < (double)most ? (int64_t)epochs : most;
}

/* Vehicles that all loads fill. */
static double fewest_routes(const wain_problem *problem)
{
    double load = 0;

    for (int32_t v = 0; v < problem->num_orders; v++)
        load += (double)problem->orders[v].load[0];
    return fmax(1, load / fmax(1, (double)problem->types[0].capacity[0]));
}

/* Iterations per order that the budget is good for; a guess in a timed search. */
static double effort_per_order(const wain_islands *all, int64_t budget)
{
    const double speed =
        all->kernel == &wain_kernel_rich ? 30000 : 300000; /* iterations a second and thread, a low guess */
    const double iterations = all->timed ? all->control->time_limit * all->threads * speed : (double)budget;

    return fmin(iterations, (double)budget) / fmax(1, all->input->problem->num_orders);
}

/* Of the whole annealing, the share that a search was asked for. */
static double share_of_annealing(const wain_search_control *control)
{
    return control->span.to > control->span.from ? control->span.to - control->span.from : 1;
}

/* Which part of the annealing the search is. What was annealed before is not heated again. */
static wain_annealing_span span_of(const wain_islands *all)
{
    const wain_search_control *control = all->control;
    wain_annealing_span span = control->span;

    if (span.to <= 0)
        span = (wain_annealing_span){0, 1};
    if (control->from && !wain_islands_go_on_exactly(all))
        span.from = fmin(fmax(span.from, control->from->cooled), span.to);
    return span;
}

/* Temperature, in mean arcs, when so much of the annealing is over. A start as hot as the option says takes time to
 * cool: with few iterations per order a cooler one comes farther. */
static double heat_at(const wain_islands *all, double cooled, double spread)
{
    const double end = all->options->end_temperature;
    const double start = fmax(all->options->start_temperature * (all->is_short ? 0.5 : spread), end);

    return start * pow(end / start, cooled);
}

void wain_islands_find_temperatures(const wain_islands *all, const wain_chain *chain, double *hot, double *cold)
{
    const double measure = all->kernel->mean_arc(chain);
    const double spread = all->fleet_only ? 1 : all->kernel->spread(chain);

    *hot = heat_at(all, all->span.from, spread) * measure;
    *cold = (all->span.to < 1 ? heat_at(all, all->span.to, spread) : all->options->end_temperature) * measure;
}

/* How many solutions one island after another anneals to be recombined; 0: none. Few long routes and windows make
 * structures that one annealing can't leave; many short routes mend place by place, and need it only when they have
 * been annealed for very long. */
static int32_t elites_for(const wain_islands *all, int64_t budget)
{
    const wain_problem *problem = all->input->problem;
    const bool windows = all->kernel == &wain_kernel_vrptw;
    const bool is_long = problem->num_orders >= LONG_ROUTE * fewest_routes(problem);
    const bool is_rugged = windows || is_long;
    const int32_t fewest = is_rugged ? 3 : FEWEST_SHORT * all->count;
    const double most = floor(effort_per_order(all, budget) / (is_rugged ? ELITE_EFFORT : SHORT_EFFORT));
    const int32_t count = (int32_t)fmin(most, (double)all->options->elites);

    if (all->kernel == &wain_kernel_rich || count < fewest ||
        problem->num_orders > (windows && is_long ? MOST_WITH_LONG_ROUTES : MOST_RECOMBINED))
        return 0;
    return count > all->count ? count : 0;
}

/* Parts for the threads, and none larger than fits the caches. */
static int32_t parts_for(const wain_islands *all)
{
    const int32_t n = all->input->problem->num_orders;
    const int32_t least = all->kernel == &wain_kernel_rich ? 500 : 100;
    const int32_t waves = (n + LARGEST_PART * all->count - 1) / (LARGEST_PART * all->count);

    if (n / all->count < least)
        return 1;
    return all->count * (waves > 0 ? waves : 1);
}

/* Capacity is the only constraint. */
static bool is_plain(const wain_islands *all)
{
    return all->kernel != &wain_kernel_rich && all->kernel != &wain_kernel_vrptw;
}

/* Which phases the search has. With windows, parts come farther than one annealing for each island and recombination
 * of those; without, the other way round, when there is time enough. */
static void choose_phases(wain_islands *all, int64_t budget)
{
    const wain_search_options *options = all->options;
    const bool recombines = !all->control->from && all->span.to >= 1 && options->recombination_share > LAST_SHARE;
    const int32_t elites = recombines ? elites_for(all, budget) : 0, n = all->input->problem->num_orders;
    wain_recombination *how = &all->recombination;

    *how = (wain_recombination){.cold = options->offspring_end_temperature};
    all->num_elites = elites > 0 ? elites : all->count;
    all->num_parts = 1;
    if (elites > 0) {
        how->share = options->recombination_share;
        how->effort = options->offspring_effort;
        how->hot = options->offspring_start_temperature;
    } else if (recombines && all->count > 1 && n <= LARGEST_PART && is_plain(all) && options->elites > 1 &&
               effort_per_order(all, budget) >= WHOLE_EFFORT * all->count) {
        how->share = FEW_ELITES_SHARE;
        how->effort = LONG_EFFORT;
        how->hot = fmax(FEW_ELITES_HEAT, how->cold);
    } else {
        all->num_parts = parts_for(all);
    }
}

static wain_status allocate(wain_islands *all, wain_error *err)
{
    const int32_t n = all->input->problem->num_orders;
    const size_t items = (size_t)(all->num_parts > all->count ? all->num_parts : all->count);
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_allocate_aligned(&all->items, items, sizeof *all->items, "islands", err));
    WAIN_TRY(wain_solution_create(n, &all->current, err));
    WAIN_TRY(wain_solution_create(n, &all->initial, err));
    WAIN_TRY(WAIN_NEW(all->elites, all->num_elites, err));
    WAIN_TRY(WAIN_NEW(all->children, all->num_elites, err));
    WAIN_TRY(WAIN_NEW(all->better, all->num_elites, err));
    for (int32_t i = 0; i < all->count; i++)
        WAIN_TRY(wain_srex_create(n, &all->items[i].srex, err));
    if (all->recombination.share > 0)
        WAIN_TRY(wain_route_pool_create(POOL_ROUTES, POOL_ROUTES * 16, &all->pool, err));
    for (int32_t i = 0; i < all->num_elites; i++) {
        WAIN_TRY(wain_solution_create(n, &all->elites[i], err));
        WAIN_TRY(wain_solution_create(n, &all->children[i], err));
    }
done:
    return status;
}

static void release(wain_islands *all, int32_t num_elites)
{
    for (int32_t i = 0; all->items && i < all->count; i++) {
        all->kernel->free(all->items[i].chain);
        wain_srex_free(all->items[i].srex);
    }
    for (int32_t i = 0; i < num_elites; i++) {
        if (all->elites)
            wain_solution_free(all->elites[i]);
        if (all->children)
            wain_solution_free(all->children[i]);
    }
    wain_route_pool_free(all->pool);
    wain_clusters_free(all->clusters);
    wain_solution_free(all->current);
    wain_solution_free(all->initial);
    free(all->items);
    free(all->elites);
    free(all->children);
    free(all->better);
}

wain_status wain_islands_run(const wain_kernel *kernel, const wain_kernel_input *input,
                             const wain_search_control *control, double start, wain_solution *best,
                             wain_search_statistics *statistics, wain_error *err)
{
    const wain_search_options *options = input->options;
    wain_islands all = {
        .kernel = kernel, .input = input, .control = control, .options = options, .start = start, .best = best};
    wain_status status = WAIN_OK;
    int64_t budget;
    int32_t num_elites;

    all.timed = control->time_limit > 0;
    all.count = all.timed ? islands_for(control->threads, input->problem->num_orders) : (int32_t)options->islands;
    all.threads = control->threads < all.count ? control->threads : all.count;
    all.threads = all.threads > 0 ? all.threads : 1;
    budget = budget_of(control, input->problem->num_orders, all.count);
    all.span = span_of(&all);
    all.is_short = effort_per_order(&all, budget) < FEW_ITERATIONS * share_of_annealing(control);
    choose_phases(&all, budget);
    num_elites = all.num_elites;
    all.epochs = all.timed ? epochs_for(control->time_limit, options->epochs) : options->epochs;
    all.reported = all.met = best->cost = WAIN_COST_MAX;
    atomic_init(&all.stop, false);
    WAIN_TRY(allocate(&all, err));
    if (control->from && !wain_islands_go_on_exactly(&all)) {
        wain_solution_copy(all.initial, control->from->best);
        all.has_initial = true;
    }
    WAIN_TRY(search(&all, budget, err));
    if (wain_islands_ends_hot(&all) && !atomic_load(&all.stop))
        wain_solution_copy(best, all.current);
    WAIN_TRY(polish(&all, err));
    collect(&all, statistics);
done:
    release(&all, num_elites);
    return status;
}
