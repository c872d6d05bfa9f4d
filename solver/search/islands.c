#include "solver/search/islands.h"

#include <omp.h>
#include <stdlib.h>

#include "solver/core/clock.h"
#include "solver/core/memory.h"

#define SHORTEST_EPOCH 0.1 /* s */

/* A timed search of a small unit ends after this many iterations per pair of orders: far more than it takes to find
 * nothing better, and what is left of the night goes to the units that need it. */
enum { ENOUGH_PER_PAIR = 1000, ORDERS_PER_THREAD = 50 };

/* A chain on its own cache lines, so that islands do not slow each other. */
typedef struct island {
    _Alignas(128) wain_chain *chain;
    wain_status status;
    int64_t iterations;
    wain_error error;
} island;

typedef struct islands {
    const wain_kernel *kernel;
    const wain_kernel_input *input;
    const wain_search_control *control;
    double start;
    int64_t epochs, budget; /* iterations of each island, at most */
    int32_t count;
    atomic_bool stop;
    island *items;
    wain_solution *best;
    wain_cost reported;
    double constructed; /* clock seconds at which the first island's first solution stood */
} islands;

static void create_chain(islands *all, int32_t i)
{
    const wain_kernel_input *input = all->input;
    const wain_rng rng = wain_rng_stream((uint64_t)input->options->seed, WAIN_PURPOSE_SEARCH,
                                         (uint64_t)input->problem->unit, (uint64_t)i, 0);

    all->items[i].status = all->kernel->create(input, rng, &all->items[i].chain, &all->items[i].error);
    if (all->items[i].status != WAIN_OK)
        atomic_store(&all->stop, true);
    if (i == 0)
        all->constructed = wain_clock_seconds();
}

static void run_epoch(islands *all, int32_t i, int64_t epoch)
{
    const double limit = all->control->time_limit;
    const bool main_thread = omp_get_thread_num() == 0;
    island *it = &all->items[i];
    wain_slice slice = {
        .first_iteration = it->iterations,
        .last_iteration = limit > 0 ? all->budget : all->budget * (epoch + 1) / all->epochs,
        .total_iterations = limit > 0 ? 0 : all->budget,
        .start = all->start,
        .end = all->start + limit,
        .slice_end = all->start + limit * (double)(epoch + 1) / (double)all->epochs,
        .stop = &all->stop,
        .poll = main_thread ? all->control->poll : NULL,
        .context = all->control->context,
    };

    if (it->chain)
        it->iterations += all->kernel->run(it->chain, &slice);
}

static int32_t index_of(const islands *all, bool worst)
{
    int32_t found = 0;

    for (int32_t i = 1; i < all->count; i++) {
        const wain_cost cost = all->kernel->best_cost(all->items[i].chain);
        const wain_cost least = all->kernel->best_cost(all->items[found].chain);

        if (worst ? cost > least : cost < least)
            found = i;
    }
    return found;
}

/* In the second half, now and then, the worst island goes on from the best solution of all. */
static void exchange(islands *all, int64_t epoch)
{
    const int32_t best = index_of(all, false), worst = index_of(all, true);

    if (2 * epoch < all->epochs || epoch % 5 != 4 || epoch + 1 == all->epochs ||
        all->kernel->best_cost(all->items[best].chain) == all->kernel->best_cost(all->items[worst].chain))
        return;
    all->kernel->read_best(all->items[best].chain, all->best);
    all->kernel->adopt(all->items[worst].chain, all->best);
}

static void report(islands *all)
{
    const int32_t best = index_of(all, false);
    const wain_cost cost = all->kernel->best_cost(all->items[best].chain);
    wain_search_progress progress = {.seconds = wain_clock_seconds() - all->start, .best_cost = cost};

    if (!all->control->progress)
        return;
    for (int32_t i = 0; i < all->count; i++)
        progress.iterations += all->items[i].iterations;
    progress.new_best = cost < all->reported;
    all->reported = cost;
    all->kernel->read_best(all->items[best].chain, all->best);
    progress.num_routes = all->best->num_routes;
    progress.num_unserved = all->best->num_unserved;
    all->control->progress(all->control->context, &progress);
}

static void meet(islands *all, int64_t epoch)
{
    if (atomic_load(&all->stop))
        return;
    if (all->count > 1)
        exchange(all, epoch);
    report(all);
}

static void search(islands *all)
{
    const int32_t threads = all->control->threads < all->count ? all->control->threads : all->count;

#pragma omp parallel num_threads(threads > 0 ? threads : 1)
    {
#pragma omp for schedule(static, 1)
        for (int32_t i = 0; i < all->count; i++)
            create_chain(all, i);
        for (int64_t epoch = 0; epoch < all->epochs; epoch++) {
#pragma omp for schedule(static, 1)
            for (int32_t i = 0; i < all->count; i++)
                run_epoch(all, i, epoch);
#pragma omp master
            meet(all, epoch);
#pragma omp barrier
        }
    }
}

/* What a descent still finds in the best solution: it was left before it got cold. */
static void polish(islands *all, wain_chain *chain)
{
    all->kernel->read_best(chain, all->best);
    if (all->kernel->best_cost(chain) == WAIN_COST_MAX)
        return;
    all->kernel->adopt(chain, all->best);
    if (all->kernel->improve(chain, WAIN_ALL_MOVES))
        all->kernel->read_best(chain, all->best);
}

static wain_status collect(islands *all, wain_search_statistics *statistics, wain_error *err)
{
    int64_t removed = 0;

    *statistics = (wain_search_statistics){.stopped = atomic_load(&all->stop)};
    for (int32_t i = 0; i < all->count; i++) {
        wain_chain_statistics of;

        if (all->items[i].status != WAIN_OK)
            return wain_error_set(err, all->items[i].status, "%s", all->items[i].error.text);
        of = all->kernel->statistics(all->items[i].chain);
        statistics->iterations += of.iterations;
        statistics->insertions_tested += of.insertions_tested;
        removed += of.removed;
    }
    statistics->mean_removed = statistics->iterations ? (double)removed / (double)statistics->iterations : 0;
    statistics->construction = all->constructed - all->start;
    polish(all, all->items[index_of(all, false)].chain);
    statistics->seconds = wain_clock_seconds() - all->start;
    return WAIN_OK;
}

/* One island per thread, but none for a handful of orders. */
static int32_t islands_for(int32_t threads, int32_t num_orders)
{
    const int32_t most = 1 + num_orders / ORDERS_PER_THREAD;

    return threads < 1 ? 1 : threads < most ? threads : most;
}

/* Iterations of each of `count` islands: the control's share, and in a timed search no more than are enough. */
static int64_t budget_of(const wain_search_control *control, int64_t num_orders, int32_t count)
{
    const int64_t share = (control->iterations + count - 1) / count, enough = ENOUGH_PER_PAIR * num_orders * num_orders;

    if (control->time_limit <= 0)
        return share;
    return control->iterations > 0 && share < enough ? share : enough;
}

/* Meetings cost a little waiting each, and much on a busy machine: at least SHORTEST_EPOCH between two of them. */
static int64_t epochs_for(double time_limit, int64_t most)
{
    const double epochs = time_limit / SHORTEST_EPOCH;

    return epochs < 1 ? 1 : epochs < (double)most ? (int64_t)epochs : most;
}

wain_status wain_islands_run(const wain_kernel *kernel, const wain_kernel_input *input,
                             const wain_search_control *control, double start, wain_solution *best,
                             wain_search_statistics *statistics, wain_error *err)
{
    const bool timed = control->time_limit > 0;
    islands all = {.kernel = kernel, .input = input, .control = control, .start = start, .best = best};
    wain_status status = WAIN_OK;

    all.count = timed ? islands_for(control->threads, input->problem->num_orders) : (int32_t)input->options->islands;
    all.epochs = timed ? epochs_for(control->time_limit, input->options->epochs) : input->options->epochs;
    all.budget = budget_of(control, input->problem->num_orders, all.count);
    all.reported = WAIN_COST_MAX;
    atomic_init(&all.stop, false);
    WAIN_TRY(wain_allocate_aligned(&all.items, (size_t)all.count, sizeof *all.items, "islands", err));
    search(&all);
    status = collect(&all, statistics, err);
done:
    for (int32_t i = 0; all.items && i < all.count; i++)
        kernel->free(all.items[i].chain);
    free(all.items);
    return status;
}
