/* Islands: several searches of the same unit. With a budget in iterations they are a fixed number of tasks that meet
 * after each epoch, in the order of their numbers, on whatever ranks they were; by a time limit they hand each other
 * what they find, without waiting, and ranks that have no unit join them. */
#include <math.h>
#include <stdlib.h>

#include "scheduler/coordinator_internal.h"
#include "scheduler/message.h"
#include "solver/core/memory.h"
#include "solver/core/rng.h"

#define SHORTEST_VISIT 1.0 /* s; for less no rank joins a search */
#define VISIT_SHARE 0.97   /* of the time left: what a rank that joins finds is there before the unit's search ends */
#define WARM 0.5           /* cooled less than that, a search is not gone on with by others: they begin anew */
#define LARGEST_SEED 53    /* bits */

/* --- numbers --- */

int32_t wain_coordinator_unit(const wain_coordinator *c, int32_t task)
{
    return task / c->islands;
}

wain_unit_outcome *wain_coordinator_outcome(const wain_coordinator *c, int32_t task)
{
    return &c->out->units[wain_coordinator_unit(c, task)];
}

int32_t wain_coordinator_number(const wain_coordinator *c, int32_t task)
{
    return c->first_number + c->tasks[task].epoch * c->num_tasks + task;
}

int32_t wain_coordinator_task(const wain_coordinator *c, int32_t number)
{
    const int64_t at = (int64_t)number - c->first_number;

    if (at < 0)
        return -1;
    if (at >= (int64_t)c->num_tasks * c->epochs)
        return -2;
    return c->tasks[at % c->num_tasks].epoch == at / c->num_tasks ? (int32_t)(at % c->num_tasks) : -1;
}

wain_status wain_coordinator_create_tasks(wain_coordinator *c, wain_error *err)
{
    const wain_work *work = c->work;
    wain_status status = WAIN_OK;
    int64_t num_tasks;

    c->islands = work->islands > 1 ? work->islands : 1;
    c->epochs = c->islands > 1 && work->iterations > 0 ? 1 + work->exchanges : 1;
    num_tasks = (int64_t)work->num_units * c->islands;
    if (c->first_number + num_tasks * c->epochs > INT32_MAX)
        return wain_error_set(err, WAIN_EUSAGE, "%d units of %d islands each are more searches than can be numbered",
                              work->num_units, c->islands);
    WAIN_TRY(WAIN_NEW(c->tasks, num_tasks, err));
    WAIN_TRY(WAIN_NEW(c->running, num_tasks, err));
    WAIN_TRY(WAIN_NEW(c->effort, num_tasks, err));
    WAIN_TRY(WAIN_NEW(c->num_orders, num_tasks, err));
    c->num_tasks = (int32_t)num_tasks;
    for (int32_t t = 0; t < c->num_tasks; t++)
        c->num_orders[t] = work->num_orders[t / c->islands];
    wain_coordinator_measure_tasks(c);
done:
    return status;
}

void wain_coordinator_measure_tasks(wain_coordinator *c)
{
    for (int32_t t = 0; t < c->num_tasks; t++)
        c->effort[t] = c->work->effort[t / c->islands] / c->islands;
}

/* What rank 0's own search reads it frees itself. */
static void free_start(wain_coordinator *c, wain_task *task)
{
    if (task->start != c->own_start)
        wain_search_state_free(task->start);
    task->start = NULL;
}

void wain_coordinator_free_tasks(wain_coordinator *c)
{
    for (int32_t t = 0; c->tasks && t < c->num_tasks; t++) {
        free_start(c, &c->tasks[t]);
        wain_solution_free(c->tasks[t].found);
    }
    free(c->tasks);
    free(c->running);
    free(c->effort);
    free(c->num_orders);
    c->tasks = NULL;
    c->running = NULL;
    c->effort = NULL;
    c->num_orders = NULL;
}

wain_status wain_coordinator_go_on(wain_coordinator *c, int32_t unit, wain_error *err)
{
    wain_unit_outcome *outcome = &c->out->units[unit];
    wain_status status = WAIN_OK;

    outcome->cut_short = false;
    for (int32_t t = unit * c->islands; t < (unit + 1) * c->islands && outcome->kept && c->islands > 1; t++)
        WAIN_TRY(wain_search_state_copy(outcome->kept, c->num_orders[t], &c->tasks[t].start, err));
done:
    return status;
}

/* --- what a task is told --- */

int64_t wain_coordinator_iterations(const wain_coordinator *c, int32_t task)
{
    const wain_work *work = c->work;
    double share = work->share ? work->share[wain_coordinator_unit(c, task)] : 1;

    if (c->epochs > 1)
        share *= c->tasks[task].epoch > 0 ? work->exchange_share : 1 - work->exchange_share * work->exchanges;
    return work->iterations > 0 ? (int64_t)ceil((double)work->iterations * share / c->islands) : 0;
}

wain_search_options wain_coordinator_options(const wain_coordinator *c, int32_t task, bool joins)
{
    const int32_t island = task % c->islands + (joins ? (1 + c->tasks[task].ever) * c->islands : 0);
    const int32_t epoch = c->tasks[task].epoch;
    wain_search_options options = c->work->search;

    if (island > 0 || epoch > 0) {
        wain_rng rng = wain_rng_stream((uint64_t)options.seed, WAIN_PURPOSE_ISLAND,
                                       (uint64_t)wain_coordinator_unit(c, task), (uint64_t)island, (uint64_t)epoch);

        options.seed = (int64_t)(wain_rng_next(&rng) >> (64 - LARGEST_SEED));
    }
    return options;
}

wain_search_state *wain_coordinator_start(const wain_coordinator *c, int32_t task, bool joins)
{
    const wain_unit_outcome *outcome = wain_coordinator_outcome(c, task);

    if (c->tasks[task].start)
        return c->tasks[task].start;
    if (c->islands > 1 && !joins) /* what is kept is another island's */
        return outcome->from;
    return outcome->kept && !(joins && outcome->kept->cooled < WARM) ? outcome->kept : outcome->from;
}

wain_annealing_span wain_coordinator_span(const wain_coordinator *c, int32_t task)
{
    if (c->phase != WAIN_COORDINATOR_SEARCHING) /* nobody goes on from where it stands: as cold as can be */
        return (wain_annealing_span){1, 1};
    return c->work->span ? c->work->span[wain_coordinator_unit(c, task)] : (wain_annealing_span){0, 1};
}

bool wain_coordinator_wants_states(const wain_coordinator *c)
{
    const bool timed = c->work->iterations == 0;

    if (c->islands > 1 && !timed) /* such a unit is searched again from the beginning */
        return false;
    return c->work->save || (timed && c->comm->size > 1 && (c->work->joins || c->islands > 1));
}

/* --- results --- */

void wain_coordinator_count_done(wain_coordinator *c, int32_t unit)
{
    const wain_unit_outcome *outcome = &c->out->units[unit];

    c->out->num_done++;
    c->out->iterations += outcome->statistics.iterations;
    c->orders_done += c->work->num_orders[unit];
    c->cost_done += outcome->solution->cost;
    c->unserved_done += outcome->solution->num_unserved;
}

/* A search that ran to its end is not gone on with; one here may still be reading its states. */
static void forget_states(wain_coordinator *c, int32_t unit)
{
    wain_unit_outcome *outcome = &c->out->units[unit];

    if (outcome->state != WAIN_UNIT_DONE || outcome->cut_short ||
        (c->own_task >= 0 && wain_coordinator_unit(c, c->own_task) == unit))
        return;
    wain_search_state_free(outcome->from);
    wain_search_state_free(outcome->kept);
    outcome->from = outcome->kept = NULL;
}

static bool is_cheaper(const wain_solution *solution, const wain_solution *than)
{
    return !than || solution->cost < than->cost;
}

/* The task of the unit that has found the cheapest solution, the first of equal ones; NULL: none has any. */
static wain_task *find_best(const wain_coordinator *c, int32_t unit)
{
    wain_task *best = NULL;

    for (int32_t i = 0; i < c->islands; i++) {
        wain_task *task = &c->tasks[unit * c->islands + i];

        if (task->found && is_cheaper(task->found, best ? best->found : NULL))
            best = task;
    }
    return best;
}

bool wain_coordinator_has_other(const wain_coordinator *c, int32_t task)
{
    const int32_t unit = wain_coordinator_unit(c, task);

    for (int32_t t = unit * c->islands; t < (unit + 1) * c->islands; t++) {
        if (t != task && c->tasks[t].state == WAIN_UNIT_RUNNING)
            return true;
    }
    return find_best(c, unit) != NULL;
}

static void add_statistics(wain_coordinator *c, int32_t unit, const wain_search_statistics *did)
{
    wain_search_statistics *sum = &c->out->units[unit].statistics;
    const int64_t before = sum->iterations;

    c->out->search_seconds += did->seconds;
    c->construction_seconds += did->construction;
    c->construction_orders += c->work->num_orders[unit];
    /* The first that counts; cooling down adds to what the unit had. */
    if (!c->work->is_cool_down && !find_best(c, unit) && c->out->units[unit].state != WAIN_UNIT_DONE) {
        *sum = *did;
        return;
    }
    sum->iterations += did->iterations;
    sum->seconds += did->seconds;
    sum->construction += did->construction;
    sum->insertions_tested += did->insertions_tested;
    if (sum->iterations > 0)
        sum->mean_removed = (sum->mean_removed * (double)before + did->mean_removed * (double)did->iterations) /
                            (double)sum->iterations;
}

/* Whether its searches end while they are hot: dearer than what is known, and yet what is to be gone on with. */
static bool ends_hot(const wain_coordinator *c, int32_t unit)
{
    return c->work->span && c->work->span[unit].to < WAIN_ANNEALING_COLD;
}

/* The unit has the best that its islands have found. */
static void complete(wain_coordinator *c, int32_t unit)
{
    wain_unit_outcome *outcome = &c->out->units[unit];
    wain_task *best = find_best(c, unit);

    outcome->state = WAIN_UNIT_DONE;
    outcome->rank = best->rank;
    if (c->work->iterations > 0 || (!outcome->cut_short && ends_hot(c, unit)) ||
        is_cheaper(best->found, outcome->solution)) {
        wain_solution_free(outcome->solution); /* of an earlier run that was cut short */
        outcome->solution = best->found;
        best->found = NULL;
        wain_solution_shrink(outcome->solution); /* a big night has thousands of them */
    }
    for (int32_t i = 0; i < c->islands; i++) {
        wain_task *task = &c->tasks[unit * c->islands + i];

        wain_solution_free(task->found);
        task->found = NULL;
        free_start(c, task);
    }
    wain_coordinator_count_done(c, unit);
}

bool wain_coordinator_complete_partly(wain_coordinator *c, int32_t unit)
{
    const wain_search_state *kept = c->out->units[unit].kept;
    const wain_task *best = find_best(c, unit);

    if (!best || (kept && is_cheaper(kept->best, best->found)))
        return false;
    c->out->units[unit].cut_short = true;
    complete(c, unit);
    return true;
}

/* The islands of a unit meet: each goes on from the better of its own and its neighbour's. */
static wain_status exchange(wain_coordinator *c, int32_t unit, wain_error *err)
{
    const int32_t first = unit * c->islands;
    const wain_annealing_span span = wain_coordinator_span(c, first);
    wain_status status = WAIN_OK;

    for (int32_t i = c->islands - 1; i >= 0; i--) {
        wain_task *task = &c->tasks[first + i];
        wain_solution *beside = c->tasks[first + (i + c->islands - 1) % c->islands].found;
        const wain_search_state state = {.cooled = span.from + (span.to - span.from) * c->work->exchange_cooled,
                                         .best = is_cheaper(beside, task->found) ? beside : task->found};

        free_start(c, task);
        WAIN_TRY(wain_search_state_copy(&state, c->work->num_orders[unit], &task->start, err));
        task->epoch++;
        task->state = WAIN_UNIT_WAITING;
        wain_queue_put_back(&c->queue, first + i);
    }
done:
    return status;
}

/* A task is done: perhaps its unit's epoch, or its unit. */
static void follow_up(wain_coordinator *c, int32_t task)
{
    const int32_t unit = wain_coordinator_unit(c, task);
    wain_error error;

    for (int32_t i = 0; i < c->islands; i++) {
        if (c->tasks[unit * c->islands + i].state != WAIN_UNIT_DONE)
            return;
    }
    /* Whoever stops now is not to take the meetings that did not come for a search that ran to its end. */
    if (c->phase != WAIN_COORDINATOR_SEARCHING && c->tasks[task].epoch + 1 < c->epochs)
        c->out->units[unit].cut_short = true;
    if (c->tasks[task].epoch + 1 == c->epochs || c->out->units[unit].cut_short)
        complete(c, unit);
    else if (exchange(c, unit, &error) != WAIN_OK)
        wain_coordinator_fail(c, error.status, error.text);
}

void wain_coordinator_drop(wain_coordinator *c, int32_t task)
{
    const int32_t unit = wain_coordinator_unit(c, task);

    c->tasks[task].state = WAIN_UNIT_DONE;
    for (int32_t i = 0; i < c->islands; i++) {
        if (c->tasks[unit * c->islands + i].state != WAIN_UNIT_DONE)
            return;
    }
    wain_coordinator_complete_partly(c, unit);
}

/* The cheaper of what the task has found and *solution, which is freed or taken over. */
static void take_found(wain_task *task, wain_solution **solution)
{
    if (is_cheaper(*solution, task->found)) {
        wain_solution_free(task->found);
        task->found = *solution;
    } else {
        wain_solution_free(*solution);
    }
    *solution = NULL;
}

/* Whether a rank that answers is further at it. */
static bool is_joined(const wain_coordinator *c, int32_t unit)
{
    for (int r = 0; r < c->comm->size; r++) {
        const wain_peer *peer = &c->peers[r];

        if (peer->joined >= 0 && !peer->silent && wain_coordinator_unit(c, peer->joined) == unit)
            return true;
    }
    return false;
}

void wain_coordinator_finish(wain_coordinator *c)
{
    const int32_t unit = c->out->num_final;

    if (!c->work->finish || c->phase != WAIN_COORDINATOR_SEARCHING || unit == c->out->num_units ||
        c->out->units[unit].state != WAIN_UNIT_DONE || c->out->units[unit].cut_short || is_joined(c, unit))
        return;
    c->out->num_final++;
    c->work->finish(c->work->context, c->out);
}

/* What comes when the unit is done takes its solution's place if it is cheaper, and not too late. */
static void improve_done(wain_coordinator *c, wain_unit_outcome *outcome, int rank, wain_solution **solution)
{
    if (outcome < c->out->units + c->out->num_final || !is_cheaper(*solution, outcome->solution))
        return;
    c->cost_done += (*solution)->cost - outcome->solution->cost;
    c->unserved_done += (*solution)->num_unserved - outcome->solution->num_unserved;
    wain_solution_free(outcome->solution);
    outcome->solution = *solution;
    outcome->rank = rank;
    *solution = NULL;
    wain_solution_shrink(outcome->solution);
}

void wain_coordinator_record(wain_coordinator *c, int32_t task, int rank, wain_solution **solution,
                             const wain_search_statistics *statistics)
{
    wain_task *it = &c->tasks[task];
    wain_unit_outcome *outcome = wain_coordinator_outcome(c, task);

    if (it->state != WAIN_UNIT_DONE && outcome->state != WAIN_UNIT_DONE) {
        if (it->state == WAIN_UNIT_WAITING) /* it was taken from a silent rank, which has come back with it */
            wain_queue_remove(&c->queue, task);
        add_statistics(c, wain_coordinator_unit(c, task), statistics);
        it->state = WAIN_UNIT_DONE;
        it->taken_back = false;
        it->rank = rank;
        outcome->cut_short |= statistics->stopped || it->first_only;
        take_found(it, solution);
        c->last_result = wain_coordinator_now(c);
        follow_up(c, task);
    } else if (c->work->iterations == 0 && outcome->state == WAIN_UNIT_DONE) { /* two ranks had it, one after silence */
        improve_done(c, outcome, rank, solution);
    }
    forget_states(c, wain_coordinator_unit(c, task));
    wain_solution_free(*solution);
    *solution = NULL;
}

void wain_coordinator_record_joined(wain_coordinator *c, int32_t task, int rank, wain_solution **solution,
                                    const wain_search_statistics *statistics)
{
    wain_unit_outcome *outcome = wain_coordinator_outcome(c, task);

    c->peers[rank].joined = -1;
    c->tasks[task].num_joined--;
    add_statistics(c, wain_coordinator_unit(c, task), statistics);
    if (outcome->state != WAIN_UNIT_DONE) {
        take_found(&c->tasks[task], solution);
        return;
    }
    c->out->iterations += statistics->iterations;
    improve_done(c, outcome, rank, solution);
    wain_solution_free(*solution);
    *solution = NULL;
    forget_states(c, wain_coordinator_unit(c, task));
}

/* --- exchange while time runs --- */

/* Tell a rank that others search its task's unit, too, and what they have found. */
static void send_elite(wain_coordinator *c, int to, int32_t task, wain_solution *solution)
{
    const wain_elite_message message = {
        .unit = wain_coordinator_number(c, task), .num_orders = c->num_orders[task], .solution = solution};
    wain_buffer bytes = {0};
    wain_error error;

    wain_coordinator_post(c, to, wain_message_pack_elite(&message, &bytes, &error), &bytes, &error);
}

/* Tell all searches of the unit but that rank's. */
static void tell_islands(wain_coordinator *c, int32_t unit, int but, wain_solution *solution)
{
    for (int32_t t = unit * c->islands; t < (unit + 1) * c->islands; t++) {
        const int r = c->tasks[t].rank;

        if (c->tasks[t].state == WAIN_UNIT_RUNNING && r > 0 && r != but && !c->peers[r].silent)
            send_elite(c, r, t, solution);
    }
    for (int r = 1; r < c->comm->size; r++) {
        const int32_t t = c->peers[r].joined;

        if (t >= 0 && wain_coordinator_unit(c, t) == unit && r != but && !c->peers[r].silent)
            send_elite(c, r, t, solution);
    }
}

/* Whether more than one rank may search the unit of this task. */
static bool is_shared(const wain_coordinator *c, int32_t task)
{
    return c->work->iterations == 0 && c->comm->size > 1 && (c->islands > 1 || c->tasks[task].num_joined > 0);
}

void wain_coordinator_keep(wain_coordinator *c, int32_t task, int rank, wain_search_state *state)
{
    wain_unit_outcome *outcome = wain_coordinator_outcome(c, task);
    const int32_t unit = wain_coordinator_unit(c, task);
    const double now = wain_coordinator_now(c);
    wain_search_state *before = outcome->kept;
    wain_cost *told = &c->tasks[unit * c->islands].told;

    if (outcome->state == WAIN_UNIT_DONE || (before && state->best->cost > before->best->cost)) {
        wain_search_state_free(state);
        return;
    }
    outcome->kept = state;
    if (is_shared(c, task) && (*told == 0 || state->best->cost < *told) && (rank > 0 || now >= c->next_tell)) {
        if (rank == 0)
            c->next_tell = now + WAIN_EXCHANGE_INTERVAL;
        *told = state->best->cost;
        tell_islands(c, unit, rank, state->best);
    }
    if (before != c->own_start) /* else the search here may still read it */
        wain_search_state_free(before);
}

/* --- ranks that join --- */

/* Whoever has nothing to begin with must find a first solution, which no clock ends. */
static double shortest_visit(const wain_coordinator *c, int32_t task)
{
    const double construction = wain_coordinator_construction_rate(c) * c->num_orders[task];

    return wain_coordinator_start(c, task, true) ? SHORTEST_VISIT : fmax(SHORTEST_VISIT, 2 * construction);
}

int32_t wain_coordinator_choose_to_join(const wain_coordinator *c, double now, double *seconds)
{
    const double left = wain_deadline_solving_left(&c->work->deadline, now);
    double most = -1;
    int32_t chosen = -1;

    if (!c->work->joins || c->work->iterations > 0 || c->phase != WAIN_COORDINATOR_SEARCHING || c->comm->size < 2 ||
        wain_queue_length(&c->queue) > 0)
        return -1;
    for (int32_t t = 0; t < c->num_tasks; t++) {
        const wain_task *task = &c->tasks[t];
        const double visit = fmin(left, c->peers[task->rank].free_at - now) * VISIT_SHARE;
        const double work = c->effort[t] / (1 + task->num_joined);

        if (task->state != WAIN_UNIT_RUNNING || task->first_only || visit < shortest_visit(c, t) || work <= most)
            continue;
        most = work;
        chosen = t;
        *seconds = visit;
    }
    return chosen;
}

void wain_coordinator_join(wain_coordinator *c, int rank, int32_t task)
{
    const wain_search_state *kept = wain_coordinator_outcome(c, task)->kept;
    wain_solution *best = kept ? kept->best : NULL;

    if (c->tasks[task].num_joined == 0) /* the others did not know that they are not alone */
        tell_islands(c, wain_coordinator_unit(c, task), rank, best);
    if (rank > 0)
        send_elite(c, rank, task, best);
    c->peers[rank].joined = task;
    c->tasks[task].num_joined++;
    c->tasks[task].ever++;
}

bool wain_coordinator_promote(wain_coordinator *c, int32_t task)
{
    for (int r = 1; r < c->comm->size; r++) {
        wain_peer *p = &c->peers[r];

        if (p->joined != task || p->silent || p->state != WAIN_PEER_PRESENT)
            continue;
        p->joined = -1;
        p->num_units++;
        p->free_at = fmax(p->free_at, c->peers[c->tasks[task].rank].free_at);
        c->tasks[task].num_joined--;
        c->tasks[task].rank = wain_coordinator_outcome(c, task)->rank = r;
        return true;
    }
    return false;
}
