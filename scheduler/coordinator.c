#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scheduler/coordinator_internal.h"
#include "scheduler/message.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"

#define POLL_INTERVAL 0.002   /* s between two looks at the mail while a search runs here */
#define WAIT_INTERVAL 0.1     /* s between two looks at the signals while there is nothing else to do */
#define REPORT_INTERVAL 0.2   /* s between two reports of progress */
#define JOIN_INTERVAL 0.05    /* s between two looks for searches that idle ranks can join */
#define SIGN_INTERVAL 10.0    /* s between two signs of life to the workers */
#define SAVE_PAUSE 0.25       /* s between two saves of the state, at least, */
#define SAVE_SHARE 0.02       /* and how much of the time they may take before the interval is over */
#define LEAST_PATIENCE 5.0    /* s without a word from ranks that had no work yet */
#define LAST_ANSWER 2.0       /* s for the answers of ranks when the grace after a stop request is over */
#define FOR_ANSWERS (1 / 3.0) /* of that grace, for those of ranks whose units have something already */

/* A first solution takes so long on a slow core; soon forgotten for what is seen. */
#define EXPECTED_CONSTRUCTION 60e-6 /* s per order */
#define EXPECTATION_WEIGHT 100.0    /* orders */

enum { LESSONS = 16 }; /* in which effort is learnt anew */

enum { UNITS_AT_A_WORKER = 2 }; /* one it solves and one ahead */

/* --- errors and stopping --- */

void wain_coordinator_fail(wain_coordinator *c, wain_status status, const char *text)
{
    if (c->status == WAIN_OK)
        c->status = wain_error_set(c->err, status, "%s", text);
    c->phase = WAIN_COORDINATOR_STOPPING;
}

void wain_coordinator_lose_contact(wain_coordinator *c, const wain_error *error)
{
    c->unreachable = true;
    wain_coordinator_fail(c, error->status, error->text);
}

void wain_coordinator_post(wain_coordinator *c, int to, wain_status packed, wain_buffer *bytes, wain_error *error)
{
    if (packed == WAIN_OK)
        packed = c->comm->send(c->comm, to, bytes->bytes, bytes->size, error);
    wain_buffer_clear(bytes);
    if (packed == WAIN_ERANK)
        wain_coordinator_lose_contact(c, error);
    else if (packed != WAIN_OK)
        wain_coordinator_fail(c, packed, error->text);
}

double wain_coordinator_now(const wain_coordinator *c)
{
    return c->work->clock ? c->work->clock() : wain_clock_seconds();
}

/* Pack a message without fields and send it to all ranks in one of the states from..to. */
static void tell_workers(wain_coordinator *c, wain_status (*pack)(wain_buffer *, wain_error *), wain_peer_state from,
                         wain_peer_state to)
{
    for (int r = 1; !c->unreachable && r < c->comm->size; r++) {
        wain_buffer bytes = {0};
        wain_error error;

        if (c->peers[r].state >= from && c->peers[r].state <= to)
            wain_coordinator_post(c, r, pack(&bytes, &error), &bytes, &error);
    }
}

void wain_coordinator_tell_to_hurry(wain_coordinator *c, int rank)
{
    wain_buffer bytes = {0};
    wain_error error;

    wain_coordinator_post(c, rank, wain_message_pack_hurry(&bytes, &error), &bytes, &error);
}

void wain_coordinator_hurry(wain_coordinator *c)
{
    if (c->phase != WAIN_COORDINATOR_SEARCHING || c->work->is_cool_down)
        return;
    c->phase = WAIN_COORDINATOR_HURRYING;
    c->out->stopped = c->out->was_asked_to_stop = true;
    c->grace_ends = wain_coordinator_now(c) + c->work->stop_grace;
    c->answers_end = wain_coordinator_now(c) + c->work->stop_grace * FOR_ANSWERS;
    for (int r = 1; r < c->comm->size; r++) {
        if (c->peers[r].state == WAIN_PEER_PRESENT)
            wain_coordinator_tell_to_hurry(c, r);
    }
}

static void look_at_signals(wain_coordinator *c)
{
    if (c->work->stop_requested && c->work->stop_requested())
        wain_coordinator_hurry(c);
}

/* --- results --- */

/* Of a unit that is being searched, as far as its islands have said. */
static void add_running(const wain_coordinator *c, int32_t unit, wain_work_progress *progress)
{
    const wain_running *best = NULL;

    progress->num_running++;
    for (int32_t t = unit * c->islands; t < (unit + 1) * c->islands; t++) {
        progress->iterations += c->running[t].iterations;
        if (c->running[t].iterations > 0 && (!best || c->running[t].best_cost < best->best_cost))
            best = &c->running[t];
    }
    if (best) {
        progress->cost += best->best_cost;
        progress->num_unserved += best->num_unserved;
    }
}

static void report(wain_coordinator *c)
{
    const double now = wain_coordinator_now(c);
    wain_work_progress progress = {
        .num_units = c->out->num_units,
        .num_done = c->out->num_done,
        .orders_done = c->orders_done,
        .cost = c->cost_done,
        .num_unserved = c->unserved_done,
        .iterations = c->out->iterations,
        .seconds = now - c->started,
        .time_left = c->work->iterations > 0 ? INFINITY : wain_deadline_solving_left(&c->work->deadline, now)};

    if (!c->work->progress || now < c->next_report)
        return;
    c->next_report = now + REPORT_INTERVAL;
    wain_memory_use_update(&c->peers[0].memory);
    for (int32_t u = 0; u < c->out->num_units; u++) {
        progress.num_orders += c->work->num_orders[u];
        if (c->out->units[u].state == WAIN_UNIT_RUNNING)
            add_running(c, u, &progress);
    }
    c->work->progress(c->work->context, &progress);
}

/* --- handing out --- */

/* Seconds from `now` in which a first solution can still be of use; then whoever is at work is told to stop, and is not
 * waited for without end. */
static double time_for_first_solutions(const wain_coordinator *c, double now)
{
    const double left = c->work->iterations > 0 ? INFINITY : wain_deadline_grace_left(&c->work->deadline, now);

    return fmax(0, fmin(left, c->grace_ends - now));
}

double wain_coordinator_construction_rate(const wain_coordinator *c)
{
    return (c->construction_seconds + EXPECTED_CONSTRUCTION * EXPECTATION_WEIGHT) /
           ((double)c->construction_orders + EXPECTATION_WEIGHT);
}

/* Units that nobody could give a first solution in time, so that smaller ones get theirs, and in a hurry those that
 * have one. Only the speed that was seen on this machine counts: before that, trying is better than guessing. */
static bool is_passed_over(const wain_coordinator *c, int32_t task, double left)
{
    const double construction = wain_coordinator_construction_rate(c) * wain_queue_orders(&c->queue, task);

    return left <= 0 || (c->construction_orders > 0 && construction > left) ||
           (c->phase == WAIN_COORDINATOR_HURRYING && wain_coordinator_fallback(wain_coordinator_outcome(c, task)));
}

static void pass_over(wain_coordinator *c, double now)
{
    const double left = time_for_first_solutions(c, now);

    while (wain_queue_length(&c->queue) > 0 && is_passed_over(c, wain_queue_first(&c->queue), left))
        wain_queue_pop(&c->queue);
}

/* Seconds for the next unit, its first solution included, if `rank` takes it; 0: the time for searches is over. */
static double share_of(wain_coordinator *c, int rank, double now)
{
    for (int r = 0; r < c->comm->size; r++)
        c->free_in[r] = c->peers[r].silent ? INFINITY : fmax(0, c->peers[r].free_at - now);
    return wain_deadline_share(&c->queue, wain_coordinator_construction_rate(c), rank, c->free_in, c->comm->size,
                               wain_deadline_solving_left(&c->work->deadline, now), c->scratch);
}

/* Take the next task for `rank`: its budget in *iterations or *seconds. -1 when there is none or no time for one. */
static int32_t take_task(wain_coordinator *c, int rank, int64_t *iterations, double *seconds)
{
    const double now = wain_coordinator_now(c);
    double share = 0, construction;
    wain_peer *p = &c->peers[rank];
    int32_t task;

    *seconds = 0;
    if (c->phase == WAIN_COORDINATOR_STOPPING)
        return -1;
    for (;;) {
        pass_over(c, now);
        if (wain_queue_length(&c->queue) == 0)
            return -1;
        task = wain_queue_first(&c->queue);
        *iterations = c->phase == WAIN_COORDINATOR_SEARCHING ? wain_coordinator_iterations(c, task) : 0;
        construction = wain_coordinator_construction_rate(c) * wain_queue_orders(&c->queue, task);
        if (*iterations == 0) {
            const bool searches = c->phase == WAIN_COORDINATOR_SEARCHING && !c->work->first_only;

            share = searches ? share_of(c, rank, now) : 0;
            if (share <= 0 && searches && p->num_units > 0)
                return -1; /* it is busy to the end; somebody else may be free earlier */
            *seconds = share > construction ? share : WAIN_FIRST_SOLUTION_ONLY;
        }
        wain_queue_pop(&c->queue);
        c->tasks[task].first_only = *iterations == 0 && *seconds <= WAIN_FIRST_SOLUTION_ONLY;
        if (!c->tasks[task].first_only || !wain_coordinator_has_other(c, task))
            break;
        wain_coordinator_drop(c, task); /* one first solution is enough */
    }
    c->tasks[task].taken_back = false;
    p->free_at = fmax(now, p->free_at) + fmax(share, construction);
    p->num_units++;
    c->tasks[task].state = wain_coordinator_outcome(c, task)->state = WAIN_UNIT_RUNNING;
    c->tasks[task].rank = wain_coordinator_outcome(c, task)->rank = rank;
    return task;
}

/* Seconds between two words of where a task's search stands; 0: none is wanted. */
static double state_interval(const wain_coordinator *c, bool joins)
{
    const double interval = c->work->save ? c->work->save_interval : 0;
    const bool meets = joins || (c->islands > 1 && c->comm->size > 1);

    if (!wain_coordinator_wants_states(c))
        return 0;
    return meets && (interval <= 0 || interval > WAIN_EXCHANGE_INTERVAL) ? WAIN_EXCHANGE_INTERVAL : interval;
}

/* The budget stands in *message. */
static void send_problem(wain_coordinator *c, int to, int32_t task, wain_problem_message *message)
{
    const double left = time_for_first_solutions(c, wain_coordinator_now(c));
    wain_status status = WAIN_OK;
    wain_buffer bytes = {0};
    wain_error error;

    message->search = wain_coordinator_options(c, task, message->joins);
    message->state_interval = state_interval(c, message->joins);
    message->from = wain_coordinator_start(c, task, message->joins);
    message->span = wain_coordinator_span(c, task);
    message->unit = wain_coordinator_number(c, task);
    message->time_left = isinf(left) ? 0 : fmax(left, WAIN_FIRST_SOLUTION_ONLY);
    WAIN_TRY(c->work->problem(c->work->context, wain_coordinator_unit(c, task), &message->problem, &error));
    WAIN_TRY(wain_message_pack_problem(message, &bytes, &error));
done:
    wain_coordinator_post(c, to, status, &bytes, &error);
    wain_problem_free(message->problem);
}

/* A second unit goes to a busy worker only while there are enough for everybody: near the end it goes to whoever is
 * free first. */
static bool wants_unit(const wain_coordinator *c, const wain_peer *p)
{
    if (p->state != WAIN_PEER_PRESENT || p->silent)
        return false;
    return p->num_units == 0 || (p->num_units < UNITS_AT_A_WORKER && wain_queue_length(&c->queue) > c->comm->size);
}

static void feed_workers(wain_coordinator *c)
{
    for (int r = 1; r < c->comm->size; r++) {
        while (c->phase != WAIN_COORDINATOR_STOPPING && wants_unit(c, &c->peers[r])) {
            wain_problem_message message = {0};
            const int32_t task = take_task(c, r, &message.iterations, &message.seconds);

            if (task < 0)
                break;
            send_problem(c, r, task, &message);
        }
    }
}

/* Ranks that have nothing to do join others. */
static void let_workers_join(wain_coordinator *c)
{
    const double now = wain_coordinator_now(c);

    if (now < c->next_join)
        return;
    c->next_join = now + JOIN_INTERVAL;
    for (int r = 1; r < c->comm->size; r++) {
        wain_problem_message message = {.joins = true};
        const wain_peer *p = &c->peers[r];
        int32_t task;

        if (p->state != WAIN_PEER_PRESENT || p->silent || p->num_units > 0 || p->joined >= 0)
            continue;
        task = wain_coordinator_choose_to_join(c, now, &message.seconds);
        if (task < 0)
            return;
        send_problem(c, r, task, &message);
        wain_coordinator_join(c, r, task);
    }
}

/* What the night can be resumed from: once in a while, and after a unit is done as soon as that costs next to nothing.
 */
static void save(wain_coordinator *c)
{
    const double now = wain_coordinator_now(c);
    const bool has_more = c->out->num_done > c->num_saved && c->out->num_done < c->out->num_units && now >= c->may_save;
    double ended;

    if (!c->work->save || c->phase != WAIN_COORDINATOR_SEARCHING || (now < c->next_save && !has_more))
        return;
    c->work->save(c->work->context, c->out);
    ended = wain_coordinator_now(c);
    c->next_save = ended + c->work->save_interval;
    c->may_save = ended + fmax(SAVE_PAUSE, (ended - now) / SAVE_SHARE);
    c->num_saved = c->out->num_done;
}

/* What units that are done say of the effort of those that wait. */
static void learn(wain_coordinator *c)
{
    if (!c->work->learn || c->out->num_done < c->next_lesson || wain_queue_length(&c->queue) == 0)
        return;
    c->next_lesson = c->out->num_done + 1 + c->out->num_units / LESSONS;
    c->work->learn(c->work->context, c->out);
    wain_coordinator_measure_tasks(c);
    wain_queue_renew(&c->queue);
}

/* Workers hear of this rank even when there is nothing to say, so that they notice its loss. */
static void give_signs_of_life(wain_coordinator *c)
{
    const double now = wain_coordinator_now(c);

    if (now < c->next_sign)
        return;
    c->next_sign = now + SIGN_INTERVAL;
    for (int r = 1; r < c->comm->size && !c->unreachable; r++) {
        wain_buffer bytes = {0};
        wain_error error;

        if (c->peers[r].state == WAIN_PEER_PRESENT && wain_message_pack_alive(&bytes, &error) == WAIN_OK &&
            c->comm->send(c->comm, r, bytes.bytes, bytes.size, &error) == WAIN_ERANK) /* no memory: another time */
            wain_coordinator_lose_contact(c, &error);
        wain_buffer_clear(&bytes);
    }
}

/* What the coordinator does besides solving; cheap when nothing has happened. */
static void serve(wain_coordinator *c, double wait)
{
    if (c->comm->size > 1 || wait > 0)
        wain_coordinator_read_mail(c, wait);
    look_at_signals(c);
    wain_coordinator_call_roll(c);
    give_signs_of_life(c);
    learn(c);
    feed_workers(c);
    let_workers_join(c);
    report(c);
    save(c);
    wain_coordinator_finish(c);
}

/* --- solving here --- */

/* Whether a worker has, or may still get, a unit. */
static bool anybody_works(const wain_coordinator *c)
{
    for (int r = 1; r < c->comm->size; r++) {
        if (c->peers[r].num_units > 0)
            return true;
    }
    return false;
}

/* Whether a rank that was told to hurry has still to say what it found for another's unit. */
static bool anybody_visits(const wain_coordinator *c)
{
    for (int r = 1; r < c->comm->size && c->phase == WAIN_COORDINATOR_HURRYING; r++) {
        if (c->peers[r].joined >= 0 && !c->peers[r].silent)
            return true;
    }
    return false;
}

/* Whether the search here is of no more use: another rank has brought its task, or, as a visitor, this rank has better
 * to do. */
static bool is_own_search_over(const wain_coordinator *c)
{
    if (c->own_joins)
        return wain_queue_length(&c->queue) > 0 || !anybody_works(c);
    return wain_coordinator_task(c, c->own_number) != c->own_task || c->tasks[c->own_task].state == WAIN_UNIT_DONE;
}

static bool poll_during_search(void *context)
{
    wain_coordinator *c = context;
    const double now = wain_coordinator_now(c);
    bool is_over = false;

    if (now >= c->next_poll) {
        c->next_poll = now + POLL_INTERVAL;
        serve(c, 0);
        is_over = is_own_search_over(c);
    }
    return is_over || c->phase != WAIN_COORDINATOR_SEARCHING || time_for_first_solutions(c, now) <= 0;
}

static void note_progress(void *context, const wain_search_progress *progress)
{
    wain_coordinator *c = context;

    if (!c->own_joins)
        c->running[c->own_task] = (wain_running){progress->iterations, progress->best_cost, progress->num_unserved};
}

/* Without memory for a copy the state before stays: it is as good, only older. */
static void keep_state(void *context, const wain_search_state *state)
{
    wain_coordinator *c = context;
    wain_search_state *copy;

    if (wain_coordinator_wants_states(c) &&
        wain_search_state_copy(state, c->num_orders[c->own_task], &copy, NULL) == WAIN_OK)
        wain_coordinator_keep(c, c->own_task, 0, copy);
}

static const wain_solution *find_immigrant(void *context)
{
    const wain_coordinator *c = context;
    const wain_unit_outcome *outcome = wain_coordinator_outcome(c, c->own_task);

    return c->work->iterations == 0 && outcome->kept ? outcome->kept->best : NULL;
}

/* The search that read it is over: free it where newer states have taken its place. */
static void drop_own_start(wain_coordinator *c, int32_t task)
{
    const wain_unit_outcome *outcome = wain_coordinator_outcome(c, task);

    if (c->own_start != outcome->from && c->own_start != outcome->kept && c->own_start != c->tasks[task].start)
        wain_search_state_free(c->own_start);
    c->own_start = NULL;
}

/* The search of a task that is this rank's, or one more of another rank's. */
static void solve_here(wain_coordinator *c, int32_t task, int64_t iterations, double seconds, bool joins)
{
    const wain_search_options options = wain_coordinator_options(c, task, joins);
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;
    wain_solution *solution = NULL;
    wain_search_statistics statistics = {0};
    wain_error error = {0};
    wain_search_state *from = wain_coordinator_start(c, task, joins);
    wain_search_control control = {.threads = c->work->threads,
                                   .from = from,
                                   .span = wain_coordinator_span(c, task),
                                   .context = c,
                                   .poll = poll_during_search,
                                   .progress = note_progress,
                                   .keep = c->phase == WAIN_COORDINATOR_SEARCHING ? keep_state : NULL,
                                   .immigrant = find_immigrant};

    if (joins)
        wain_coordinator_join(c, 0, task);
    c->own_start = from;
    wain_work_set_budget(&control, iterations, seconds);
    c->own_task = task;
    c->own_number = wain_coordinator_number(c, task);
    c->own_joins = joins;
    WAIN_TRY(c->work->problem(c->work->context, wain_coordinator_unit(c, task), &problem, &error));
    WAIN_TRY(c->work->solve(problem, &options, &control, &solution, &statistics, &error));
    statistics.stopped |= c->phase != WAIN_COORDINATOR_SEARCHING; /* it would have had more time */
    drop_own_start(c, task);
    c->own_task = -1;
    if (joins)
        wain_coordinator_record_joined(c, task, 0, &solution, &statistics);
    else if (wain_coordinator_task(c, c->own_number) == task) /* else another brought it, and all met */
        wain_coordinator_record(c, task, 0, &solution, &statistics);
done:
    if (status != WAIN_OK)
        wain_coordinator_fail(c, status, error.text);
    drop_own_start(c, task);
    c->peers[0].num_units -= !joins;
    c->peers[0].free_at = wain_coordinator_now(c);
    c->own_task = -1;
    wain_solution_free(solution);
    wain_problem_free(problem);
}

/* With nothing of its own to do, this rank joins another. False: there is nothing to join. */
static bool join_here(wain_coordinator *c)
{
    double seconds;
    const int32_t task = wain_coordinator_choose_to_join(c, wain_coordinator_now(c), &seconds);

    if (task < 0)
        return false;
    solve_here(c, task, 0, seconds, true);
    return true;
}

/* --- the night --- */

/* After a stop the grace is not spent on ranks that do not answer, when what they search has something without them:
 * it is needed to cool that down. True: they are left behind, and get nothing until they speak. */
static bool leaves_the_late_behind(wain_coordinator *c)
{
    if (!c->work->cools_down || wain_coordinator_now(c) < c->answers_end)
        return false;
    for (int32_t t = 0; t < c->num_tasks; t++) {
        if (c->tasks[t].state == WAIN_UNIT_RUNNING && !wain_coordinator_fallback(wain_coordinator_outcome(c, t)))
            return false;
    }
    for (int r = 1; r < c->comm->size; r++)
        c->peers[r].silent |= c->peers[r].num_units > 0 || c->peers[r].joined >= 0;
    return true;
}

static void work_through(wain_coordinator *c)
{
    int64_t iterations;
    double seconds;

    for (;;) {
        int32_t task;

        serve(c, 0);
        task = take_task(c, 0, &iterations, &seconds);
        if (task >= 0)
            solve_here(c, task, iterations, seconds, false);
        else if (wain_coordinator_reclaim(c) || join_here(c))
            continue;
        else if (c->phase == WAIN_COORDINATOR_STOPPING || (!anybody_works(c) && !anybody_visits(c)) ||
                 time_for_first_solutions(c, wain_coordinator_now(c)) <= 0 || leaves_the_late_behind(c))
            return;
        else
            serve(c, WAIT_INTERVAL);
    }
}

/* Whether all have answered, or all but those that have said nothing for long. */
static bool everybody_finished(wain_coordinator *c, bool but_the_silent)
{
    const double now = wain_coordinator_now(c);

    for (int r = 1; r < c->comm->size; r++) {
        wain_peer *p = &c->peers[r];

        p->silent |= wain_coordinator_is_silent(c, r, now);
        if (p->state != WAIN_PEER_FINISHED && !(but_the_silent && p->silent))
            return false;
    }
    return true;
}

static void free_coordinator(wain_coordinator *c)
{
    if (!c)
        return;
    wain_queue_clear(&c->queue);
    wain_coordinator_free_tasks(c);
    free(c->peers);
    free(c->free_in);
    free(c->scratch);
    free(c);
}

/* Tell every worker to stop, and collect what they still have. */
static void stop_workers(wain_coordinator *c, wain_outcome *out)
{
    double told;

    c->has_ended = true;
    c->phase = WAIN_COORDINATOR_STOPPING;
    tell_workers(c, wain_message_pack_stop, WAIN_PEER_ABSENT, WAIN_PEER_FINISHED);
    for (int r = 1; r < c->comm->size; r++) {
        if (c->peers[r].state != WAIN_PEER_FINISHED)
            c->peers[r].state = WAIN_PEER_STOPPED;
    }
    told = c->last_word = wain_coordinator_now(c);
    while (!c->unreachable && !everybody_finished(c, wain_coordinator_now(c) > told + LAST_ANSWER) &&
           wain_coordinator_now(c) < fmin(c->last_word + c->work->patience, c->grace_ends + LAST_ANSWER))
        wain_coordinator_read_mail(c, WAIT_INTERVAL);
    for (int r = 1; r < c->comm->size; r++)
        out->num_lost += c->peers[r].state != WAIN_PEER_FINISHED;
}

/* What the ranks that have finished took, and this one so far. */
static void count_memory(wain_coordinator *c, wain_outcome *out)
{
    wain_memory_use_update(&c->peers[0].memory);
    out->memory = (wain_memory_total){0};
    for (int r = 1; r < c->comm->size; r++)
        wain_memory_total_add(&out->memory, &c->peers[r].memory);
    out->own_memory = c->peers[0].memory;
}

static void count_hosts(const wain_coordinator *c, wain_outcome *out)
{
    for (int r = 0; r < c->comm->size; r++) {
        bool known = c->peers[r].host[0] == '\0';

        out->num_threads += c->peers[r].threads;
        for (int other = 0; other < r && !known; other++)
            known = strcmp(c->peers[r].host, c->peers[other].host) == 0;
        out->num_hosts += !known;
    }
}

/* Units that were done before this run are not done again; the others go on from where they stood. */
static wain_status go_on_from_earlier(wain_coordinator *c, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool *done = NULL;

    if (!c->work->earlier)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(done, c->num_tasks, err));
    for (int32_t u = 0; u < c->out->num_units; u++) {
        if (c->out->units[u].state != WAIN_UNIT_DONE) {
            WAIN_TRY(wain_coordinator_go_on(c, u, err));
            continue;
        }
        for (int32_t t = u * c->islands; t < (u + 1) * c->islands; t++) {
            c->tasks[t].state = WAIN_UNIT_DONE;
            done[t] = true;
        }
        wain_coordinator_count_done(c, u);
    }
    wain_queue_remove_done(&c->queue, done);
done:
    free(done);
    return status;
}

/* Before anything that can fail, so that nothing of it is lost. */
static void take_earlier(wain_coordinator *c)
{
    for (int32_t u = 0; c->work->earlier && u < c->out->num_units; u++) {
        c->out->units[u] = c->work->earlier[u];
        c->work->earlier[u] = (wain_unit_outcome){0};
    }
}

static wain_status start(wain_coordinator *c, wain_error *err)
{
    const double now = wain_coordinator_now(c);
    const int32_t num_units = c->work->num_units;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(c->out->units, num_units, err));
    c->out->num_units = num_units;
    c->out->num_ranks = c->comm->size;
    take_earlier(c);
    WAIN_TRY(wain_coordinator_create_tasks(c, err));
    WAIN_TRY(wain_queue_create(&c->queue, c->num_tasks, c->effort, c->num_orders, c->comm->size, err));
    WAIN_TRY(go_on_from_earlier(c, err));
    c->peers[0].threads = c->work->threads;
    for (int r = 0; r < c->comm->size; r++) { /* what a rank still has of an earlier work does not count */
        c->peers[r].num_units = 0;
        c->peers[r].joined = -1;
        c->peers[r].free_at = now;
        if (c->num_works == 0)
            c->peers[r].last_word = now;
    }
    if (c->num_works > 0) /* the mail has not been read for a while */
        wain_coordinator_trust(c, now);
    c->next_lesson = 1 + num_units / LESSONS;
    c->may_save = now;
    c->num_saved = -1;       /* its partition is a new one, */
    if (c->num_works == 0) { /* but of the first nothing is known */
        c->num_saved = 0;
        c->next_save = now + c->work->save_interval;
        c->next_sign = now + SIGN_INTERVAL;
    }
    c->num_works++;
    c->started = c->last_result = now;
done:
    return status;
}

/* Set up for another work; what is known of the ranks and of their speed stays. */
static void prepare(wain_coordinator *c, const wain_work *work, wain_outcome *out, wain_error *err)
{
    *out = (wain_outcome){0};
    c->first_number += c->num_tasks * c->epochs;
    wain_queue_clear(&c->queue);
    wain_coordinator_free_tasks(c);
    c->num_tasks = 0;
    c->copy = *work;
    c->work = &c->copy;
    c->out = out;
    c->err = err;
    c->status = WAIN_OK;
    c->orders_done = c->unserved_done = 0;
    c->cost_done = 0;
    if (work->is_cool_down && c->phase == WAIN_COORDINATOR_HURRYING)
        c->phase = WAIN_COORDINATOR_SEARCHING;
}

/* Whether the ranks have nothing more to wait for. */
static bool is_last(const wain_coordinator *c)
{
    const wain_work *work = c->work;

    if (c->phase == WAIN_COORDINATOR_HURRYING) /* what comes after the grace is waited for at the end */
        return !work->cools_down || time_for_first_solutions(c, wain_coordinator_now(c)) <= 0;
    return !work->more || c->phase != WAIN_COORDINATOR_SEARCHING || c->out->num_done < c->out->num_units;
}

double wain_coordinator_grace_left(const wain_coordinator *c)
{
    return c->phase == WAIN_COORDINATOR_HURRYING ? fmax(0, c->grace_ends - wain_coordinator_now(c)) : 0;
}

bool wain_coordinator_was_stopped(const wain_coordinator *c)
{
    return c->phase == WAIN_COORDINATOR_HURRYING;
}

wain_status wain_coordinator_run(wain_coordinator *c, const wain_work *work, wain_outcome *out, wain_error *err)
{
    wain_status status;

    prepare(c, work, out, err);
    status = start(c, err);
    if (status != WAIN_OK) {
        stop_workers(c, out);
        return status;
    }
    work_through(c);
    out->seconds = c->last_result - c->started;
    if (is_last(c))
        stop_workers(c, out);
    status = wain_coordinator_settle_for_less(c, err);
    out->stopped |= out->num_done < out->num_units;
    count_hosts(c, out);
    count_memory(c, out);
    return c->status != WAIN_OK ? c->status : status;
}

wain_status wain_coordinator_create(wain_comm *comm, wain_coordinator **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_coordinator *c = NULL;

    WAIN_TRY(WAIN_NEW(c, 1, err));
    c->comm = comm;
    c->grace_ends = c->answers_end = INFINITY;
    c->own_task = -1;
    c->islands = c->epochs = 1;
    WAIN_TRY(WAIN_NEW(c->peers, comm->size, err));
    WAIN_TRY(WAIN_NEW(c->free_in, comm->size, err));
    WAIN_TRY(WAIN_NEW(c->scratch, 2 * (size_t)comm->size, err));
    if (gethostname(c->peers[0].host, sizeof c->peers[0].host - 1) != 0)
        snprintf(c->peers[0].host, sizeof c->peers[0].host, "rank 0");
    *out = c;
    return WAIN_OK;
done:
    free_coordinator(c);
    return status;
}

bool wain_coordinator_has_ended(const wain_coordinator *c)
{
    return c->has_ended;
}

void wain_coordinator_end(wain_coordinator *c, wain_outcome *outcome)
{
    wain_outcome nothing = {0};

    if (!c)
        return;
    if (!c->has_ended) {
        const double patience = c->copy.patience > 0 ? c->copy.patience : LEAST_PATIENCE;

        prepare(c, &(wain_work){.silence = c->copy.silence, .patience = patience}, &nothing, NULL);
        stop_workers(c, &nothing);
        if (outcome) {
            outcome->num_lost += nothing.num_lost;
            count_memory(c, outcome);
        }
    }
    free_coordinator(c);
}
