#include "scheduler/coordinator.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scheduler/message.h"
#include "scheduler/queue.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"

#define POLL_INTERVAL 0.002 /* s between two looks at the mail while a search runs here */
#define WAIT_INTERVAL 0.1   /* s between two looks at the signals while there is nothing else to do */
#define REPORT_INTERVAL 0.2 /* s between two reports of progress */
#define LAST_ANSWER 2.0     /* s for the answers of ranks when the grace after a stop request is over */

/* A first solution takes so long on a slow core; soon forgotten for what is seen. */
#define EXPECTED_CONSTRUCTION 60e-6 /* s per order */
#define EXPECTATION_WEIGHT 100.0    /* orders */

enum { UNITS_AT_A_WORKER = 2 }; /* one it solves and one ahead */

typedef enum phase {
    SEARCHING, /* every unit gets its budget */
    HURRYING,  /* somebody asked to stop: searches end, waiting units get a first solution for as long as grace lasts */
    STOPPING   /* nothing is handed out any more */
} phase;

/* Another rank; peers[0] is this rank, as a solver of units. */
typedef struct peer {
    wain_peer_state state;
    int num_units;  /* handed out and not yet back */
    double free_at; /* clock at which these will be done, by their budgets */
    char host[256];
    int32_t threads;
} peer;

/* What a unit that is being solved last reported. */
typedef struct running {
    int64_t iterations;
    wain_cost best_cost;
    int32_t num_unserved;
} running;

typedef struct coordinator {
    wain_comm *comm;
    const wain_work *work;
    wain_outcome *out;
    wain_queue queue;
    peer *peers;               /* comm->size of them */
    running *running;          /* num_units of them */
    double *free_in, *scratch; /* comm->size and twice as many */
    int32_t own_unit;          /* being solved here; -1 */
    int64_t orders_done;
    int64_t unserved_done;
    wain_cost cost_done;
    double construction_seconds; /* spent on first solutions of construction_orders orders */
    int64_t construction_orders;
    phase phase;
    double grace_ends;  /* clock; INFINITY until somebody asks to stop */
    bool unreachable;   /* the ranks can't be reached any more */
    wain_status status; /* the first error, its text in err */
    wain_error *err;
    double started, last_result, last_word, next_poll, next_report, next_save;
} coordinator;

/* --- errors and stopping --- */

static void fail(coordinator *c, wain_status status, const char *text)
{
    if (c->status == WAIN_OK)
        c->status = wain_error_set(c->err, status, "%s", text);
    c->phase = STOPPING;
}

static void lose_contact(coordinator *c, const wain_error *error)
{
    c->unreachable = true;
    fail(c, error->status, error->text);
}

static double now_of(const coordinator *c)
{
    return c->work->clock ? c->work->clock() : wain_clock_seconds();
}

/* Pack a message without fields and send it to all ranks in one of the states from..to. */
static void tell_workers(coordinator *c, wain_status (*pack)(wain_buffer *, wain_error *), wain_peer_state from,
                         wain_peer_state to)
{
    wain_buffer bytes = {0};
    wain_error error;
    wain_status status = pack(&bytes, &error);

    for (int r = 1; status == WAIN_OK && r < c->comm->size; r++) {
        if (c->peers[r].state >= from && c->peers[r].state <= to)
            status = c->comm->send(c->comm, r, bytes.bytes, bytes.size, &error);
    }
    wain_buffer_clear(&bytes);
    if (status != WAIN_OK)
        lose_contact(c, &error);
}

/* Somebody asked to stop. A rank that says HELLO later is only given units in a hurry, so it need not be told. */
static void hurry(coordinator *c)
{
    if (c->phase != SEARCHING)
        return;
    c->phase = HURRYING;
    c->out->stopped = true;
    c->grace_ends = now_of(c) + c->work->stop_grace;
    tell_workers(c, wain_message_pack_hurry, WAIN_PEER_PRESENT, WAIN_PEER_PRESENT);
}

static void look_at_signals(coordinator *c)
{
    if (c->work->stop_requested && c->work->stop_requested())
        hurry(c);
}

/* --- results --- */

static void count_done(coordinator *c, int32_t unit)
{
    const wain_unit_outcome *outcome = &c->out->units[unit];

    c->out->num_done++;
    c->out->iterations += outcome->statistics.iterations;
    c->orders_done += c->work->num_orders[unit];
    c->cost_done += outcome->solution->cost;
    c->unserved_done += outcome->solution->num_unserved;
}

/* A search that ran to its end is not gone on with. */
static void forget_states(wain_unit_outcome *outcome)
{
    wain_search_state_free(outcome->from);
    wain_search_state_free(outcome->kept);
    outcome->from = outcome->kept = NULL;
}

/* Take over *solution. A result that comes twice changes nothing. */
static void record(coordinator *c, int32_t unit, int rank, wain_solution **solution,
                   const wain_search_statistics *statistics)
{
    wain_unit_outcome *outcome = &c->out->units[unit];

    if (outcome->state != WAIN_UNIT_DONE) {
        outcome->state = WAIN_UNIT_DONE;
        outcome->cut_short = statistics->stopped;
        outcome->rank = rank;
        outcome->solution = *solution;
        outcome->statistics = *statistics;
        *solution = NULL;
        if (!outcome->cut_short)
            forget_states(outcome);
        count_done(c, unit);
        c->out->search_seconds += statistics->seconds;
        c->construction_seconds += statistics->construction;
        c->construction_orders += c->work->num_orders[unit];
        c->last_result = now_of(c);
    }
    wain_solution_free(*solution);
    *solution = NULL;
}

static void report(coordinator *c)
{
    const double now = now_of(c);
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
    for (int32_t u = 0; u < c->out->num_units; u++) {
        progress.num_orders += c->work->num_orders[u];
        if (c->out->units[u].state == WAIN_UNIT_RUNNING) {
            progress.num_running++;
            progress.cost += c->running[u].best_cost;
            progress.iterations += c->running[u].iterations;
            progress.num_unserved += c->running[u].num_unserved;
        }
    }
    c->work->progress(c->work->context, &progress);
}

/* --- handing out --- */

/* Seconds from `now` in which a first solution can still be of use; then whoever is at work is told to stop, and is not
 * waited for without end. */
static double time_for_first_solutions(const coordinator *c, double now)
{
    const double left = c->work->iterations > 0 ? INFINITY : wain_deadline_grace_left(&c->work->deadline, now);

    return fmax(0, fmin(left, c->grace_ends - now));
}

/* What a first solution takes, in seconds per order. */
static double construction_rate(const coordinator *c)
{
    return (c->construction_seconds + EXPECTED_CONSTRUCTION * EXPECTATION_WEIGHT) /
           ((double)c->construction_orders + EXPECTATION_WEIGHT);
}

/* Pass over units that nobody could give a first solution in time, so that smaller ones get theirs. Only what was seen
 * on this machine counts: before that, trying is better than guessing. */
static void pass_over_hopeless(coordinator *c, double now)
{
    const double left = time_for_first_solutions(c, now);

    while (wain_queue_length(&c->queue) > 0 &&
           (left <= 0 || (c->construction_orders > 0 &&
                          construction_rate(c) * wain_queue_orders(&c->queue, wain_queue_first(&c->queue)) > left)))
        wain_queue_pop(&c->queue);
}

/* Seconds for the next unit, its first solution included, if `rank` takes it; 0: the time for searches is over. */
static double share_of(coordinator *c, int rank, double now)
{
    for (int r = 0; r < c->comm->size; r++)
        c->free_in[r] = fmax(0, c->peers[r].free_at - now);
    return wain_deadline_share(&c->queue, construction_rate(c), rank, c->free_in, c->comm->size,
                               wain_deadline_solving_left(&c->work->deadline, now), c->scratch);
}

/* Take the next unit for `rank`: its budget in *iterations or *seconds. -1 when there is none or no time for one. */
static int32_t take_unit(coordinator *c, int rank, int64_t *iterations, double *seconds)
{
    const double now = now_of(c);
    double share = 0, construction;
    peer *p = &c->peers[rank];
    int32_t unit;

    *iterations = c->phase == SEARCHING ? c->work->iterations : 0;
    *seconds = 0;
    if (c->phase == STOPPING)
        return -1;
    pass_over_hopeless(c, now);
    if (wain_queue_length(&c->queue) == 0)
        return -1;
    unit = wain_queue_first(&c->queue);
    construction = construction_rate(c) * wain_queue_orders(&c->queue, unit);
    if (*iterations == 0) {
        share = c->phase == SEARCHING ? share_of(c, rank, now) : 0;
        if (share <= 0 && c->phase == SEARCHING && p->num_units > 0)
            return -1; /* it is busy to the end; somebody else may be free earlier */
        *seconds = share > construction ? share : WAIN_FIRST_SOLUTION_ONLY;
    }
    wain_queue_pop(&c->queue);
    p->free_at = fmax(now, p->free_at) + fmax(share, construction);
    p->num_units++;
    c->out->units[unit].state = WAIN_UNIT_RUNNING;
    c->out->units[unit].rank = rank;
    return unit;
}

/* What the search of a unit begins with: where it stood, or what it was given; NULL: nothing. */
static wain_search_state *start_of(const coordinator *c, int32_t unit)
{
    const wain_unit_outcome *outcome = &c->out->units[unit];

    return outcome->kept ? outcome->kept : outcome->from;
}

static wain_status send_problem(coordinator *c, int to, wain_problem_message *message, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_buffer bytes = {0};
    const double left = time_for_first_solutions(c, now_of(c));

    message->search = c->work->search;
    message->state_interval = c->work->save ? c->work->save_interval : 0;
    message->from = start_of(c, message->unit);
    message->time_left = isinf(left) ? 0 : fmax(left, WAIN_FIRST_SOLUTION_ONLY);
    WAIN_TRY(c->work->problem(c->work->context, message->unit, &message->problem, err));
    WAIN_TRY(wain_message_pack_problem(message, &bytes, err));
    WAIN_TRY(c->comm->send(c->comm, to, bytes.bytes, bytes.size, err));
done:
    wain_problem_free(message->problem);
    wain_buffer_clear(&bytes);
    return status;
}

/* A second unit goes to a busy worker only while there are enough for everybody: near the end it goes to whoever is
 * free first. */
static bool wants_unit(const coordinator *c, const peer *p)
{
    if (p->state != WAIN_PEER_PRESENT)
        return false;
    return p->num_units == 0 || (p->num_units < UNITS_AT_A_WORKER && wain_queue_length(&c->queue) > c->comm->size);
}

static void feed_workers(coordinator *c)
{
    wain_error error;

    for (int r = 1; r < c->comm->size; r++) {
        while (c->phase != STOPPING && wants_unit(c, &c->peers[r])) {
            wain_problem_message message = {0};
            wain_status status;

            message.unit = take_unit(c, r, &message.iterations, &message.seconds);
            if (message.unit < 0)
                break;
            status = send_problem(c, r, &message, &error);
            if (status == WAIN_ERANK)
                lose_contact(c, &error);
            else if (status != WAIN_OK)
                fail(c, status, error.text);
        }
    }
}

/* --- mail --- */

static wain_status take_hello(coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_hello_message hello;
    const wain_status status = wain_message_unpack_hello(bytes, &hello, err);
    peer *p = &c->peers[from];

    if (status != WAIN_OK)
        return status;
    memcpy(p->host, hello.host, sizeof p->host);
    p->threads = hello.threads;
    if (p->state == WAIN_PEER_ABSENT)
        p->state = WAIN_PEER_PRESENT;
    return WAIN_OK;
}

static wain_status take_result(coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_result_message result;
    wain_status status = wain_message_unpack_result(bytes, &result, err);

    if (status != WAIN_OK)
        return status;
    if (result.unit < 0 || result.unit >= c->out->num_units || result.num_orders != c->work->num_orders[result.unit]) {
        wain_solution_free(result.solution);
        return wain_error_set(err, WAIN_EINTERNAL, "rank %d sent the result of a unit that does not exist", from);
    }
    if (c->out->units[result.unit].state == WAIN_UNIT_RUNNING && c->out->units[result.unit].rank == from) {
        peer *p = &c->peers[from];

        p->num_units--;
        if (p->num_units == 0) /* it was done sooner or later than its budget said */
            p->free_at = now_of(c);
    }
    record(c, result.unit, from, &result.solution, &result.statistics);
    return WAIN_OK;
}

static wain_status take_progress(coordinator *c, wain_buffer *bytes, wain_error *err)
{
    wain_progress_message progress;
    const wain_status status = wain_message_unpack_progress(bytes, &progress, err);

    if (status != WAIN_OK)
        return status;
    if (progress.unit < 0 || progress.unit >= c->out->num_units)
        return wain_error_set(err, WAIN_EINTERNAL, "progress of a unit that does not exist");
    c->running[progress.unit] = (running){progress.iterations, progress.best_cost, progress.num_unserved};
    return WAIN_OK;
}

static wain_status take_state(coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_state_message message;
    const wain_status status = wain_message_unpack_state(bytes, &message, err);
    wain_unit_outcome *outcome;

    if (status != WAIN_OK)
        return status;
    if (message.unit < 0 || message.unit >= c->out->num_units ||
        message.num_orders != c->work->num_orders[message.unit]) {
        wain_search_state_free(message.state);
        return wain_error_set(err, WAIN_EINTERNAL, "rank %d sent the state of a unit that does not exist", from);
    }
    outcome = &c->out->units[message.unit];
    if (outcome->state != WAIN_UNIT_RUNNING || outcome->rank != from) {
        wain_search_state_free(message.state);
        return WAIN_OK;
    }
    wain_search_state_free(outcome->kept);
    outcome->kept = message.state;
    return WAIN_OK;
}

static wain_status take_error(int from, wain_buffer *bytes, wain_error *err)
{
    wain_error_message message;
    const wain_status status = wain_message_unpack_error(bytes, &message, err);
    char where[32] = "";

    if (status != WAIN_OK)
        return status;
    if (message.unit >= 0)
        snprintf(where, sizeof where, ", unit %d", message.unit);
    return wain_error_set(err, message.error.status, "rank %d%s: %.900s", from, where, message.error.text);
}

static wain_status handle(coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_message_kind kind;
    const wain_status status = wain_message_open(bytes, &kind, err);

    if (status != WAIN_OK)
        return status;
    switch (kind) {
    case WAIN_MESSAGE_HELLO:
        return take_hello(c, from, bytes, err);
    case WAIN_MESSAGE_RESULT:
        return take_result(c, from, bytes, err);
    case WAIN_MESSAGE_PROGRESS:
        return take_progress(c, bytes, err);
    case WAIN_MESSAGE_STATE:
        return take_state(c, from, bytes, err);
    case WAIN_MESSAGE_ERROR:
        return take_error(from, bytes, err);
    case WAIN_MESSAGE_STOP:
        hurry(c);
        return WAIN_OK;
    case WAIN_MESSAGE_IDLE:
        c->peers[from].state = WAIN_PEER_FINISHED;
        return WAIN_OK;
    default:
        return wain_error_set(err, WAIN_EINTERNAL, "a message of kind %d is not for the coordinator", (int)kind);
    }
}

/* Handle all mail that is there or comes within `seconds`. */
static void read_mail(coordinator *c, double seconds)
{
    wain_buffer bytes = {0};
    wain_error error = {0};
    bool waiting = false;
    int from = 0;

    while (!c->unreachable) {
        wain_status status = c->comm->probe(c->comm, seconds, &waiting, &error);

        if (status == WAIN_OK && !waiting)
            break;
        if (status == WAIN_OK)
            status = c->comm->receive(c->comm, &bytes, &from, &error);
        if (status == WAIN_ERANK) {
            lose_contact(c, &error);
            break;
        }
        c->last_word = now_of(c);
        if (status == WAIN_OK)
            status = handle(c, from, &bytes, &error);
        if (status != WAIN_OK)
            fail(c, status, error.text);
        seconds = 0;
    }
    wain_buffer_clear(&bytes);
}

/* Once in a while, what the night can be resumed from. */
static void save(coordinator *c)
{
    const double now = now_of(c);

    if (!c->work->save || now < c->next_save || c->phase != SEARCHING)
        return;
    c->work->save(c->work->context, c->out);
    c->next_save = now_of(c) + c->work->save_interval;
}

/* What the coordinator does besides solving; cheap when nothing has happened. */
static void serve(coordinator *c, double wait)
{
    if (c->comm->size > 1 || wait > 0)
        read_mail(c, wait);
    look_at_signals(c);
    feed_workers(c);
    report(c);
    save(c);
}

/* --- solving here --- */

static bool poll_during_search(void *context)
{
    coordinator *c = context;
    const double now = now_of(c);

    if (now >= c->next_poll) {
        c->next_poll = now + POLL_INTERVAL;
        serve(c, 0);
    }
    return c->phase != SEARCHING || time_for_first_solutions(c, now) <= 0;
}

static void note_progress(void *context, const wain_search_progress *progress)
{
    coordinator *c = context;

    c->running[c->own_unit] = (running){progress->iterations, progress->best_cost, progress->num_unserved};
}

/* Without memory for a copy the state before stays: it is as good, only older. */
static void keep_state(void *context, const wain_search_state *state)
{
    coordinator *c = context;
    wain_unit_outcome *outcome = &c->out->units[c->own_unit];
    wain_search_state *copy;

    if (!c->work->save || wain_search_state_copy(state, c->work->num_orders[c->own_unit], &copy, NULL) != WAIN_OK)
        return;
    wain_search_state_free(outcome->kept);
    outcome->kept = copy;
}

static void solve_here(coordinator *c, int32_t unit, int64_t iterations, double seconds)
{
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;
    wain_solution *solution = NULL;
    wain_search_statistics statistics = {0};
    wain_error error = {0};
    wain_search_state *from = start_of(c, unit);
    wain_search_control control = {.threads = c->work->threads,
                                   .from = from,
                                   .context = c,
                                   .poll = poll_during_search,
                                   .progress = note_progress,
                                   .keep = keep_state};

    if (c->out->units[unit].kept) /* the search reads it while newer ones come */
        c->out->units[unit].kept = NULL;
    else
        from = NULL;
    wain_work_set_budget(&control, iterations, seconds);
    c->own_unit = unit;
    WAIN_TRY(c->work->problem(c->work->context, unit, &problem, &error));
    WAIN_TRY(c->work->solve(problem, &c->work->search, &control, &solution, &statistics, &error));
    statistics.stopped |= c->phase != SEARCHING; /* it would have had more time */
    if (!c->out->units[unit].kept) {
        c->out->units[unit].kept = from;
        from = NULL;
    }
    record(c, unit, 0, &solution, &statistics);
done:
    if (status != WAIN_OK)
        fail(c, status, error.text);
    wain_search_state_free(from);
    c->peers[0].num_units--;
    c->peers[0].free_at = now_of(c);
    c->own_unit = -1;
    wain_problem_free(problem);
}

/* --- the night --- */

/* Whether a worker has, or may still get, a unit. */
static bool anybody_works(const coordinator *c)
{
    for (int r = 1; r < c->comm->size; r++) {
        if (c->peers[r].num_units > 0)
            return true;
    }
    return false;
}

static void work_through(coordinator *c)
{
    int64_t iterations;
    double seconds;

    for (;;) {
        int32_t unit;

        serve(c, 0);
        unit = take_unit(c, 0, &iterations, &seconds);
        if (unit >= 0)
            solve_here(c, unit, iterations, seconds);
        else if (c->phase == STOPPING || !anybody_works(c) || time_for_first_solutions(c, now_of(c)) <= 0)
            return;
        else
            serve(c, WAIT_INTERVAL);
    }
}

static bool everybody_finished(const coordinator *c)
{
    for (int r = 1; r < c->comm->size; r++) {
        if (c->peers[r].state != WAIN_PEER_FINISHED)
            return false;
    }
    return true;
}

/* Tell every worker to stop, and collect what they still have. */
static void stop_workers(coordinator *c)
{
    c->phase = STOPPING;
    tell_workers(c, wain_message_pack_stop, WAIN_PEER_ABSENT, WAIN_PEER_FINISHED);
    for (int r = 1; r < c->comm->size; r++) {
        if (c->peers[r].state != WAIN_PEER_FINISHED)
            c->peers[r].state = WAIN_PEER_STOPPED;
    }
    c->last_word = now_of(c);
    while (!c->unreachable && !everybody_finished(c) &&
           now_of(c) < fmin(c->last_word + c->work->patience, c->grace_ends + LAST_ANSWER))
        read_mail(c, WAIT_INTERVAL);
    for (int r = 1; r < c->comm->size; r++)
        c->out->num_lost += c->peers[r].state != WAIN_PEER_FINISHED;
}

static void count_hosts(coordinator *c)
{
    for (int r = 0; r < c->comm->size; r++) {
        bool known = c->peers[r].host[0] == '\0';

        c->out->num_threads += c->peers[r].threads;
        for (int other = 0; other < r && !known; other++)
            known = strcmp(c->peers[r].host, c->peers[other].host) == 0;
        c->out->num_hosts += !known;
    }
}

/* Units that were done before this run are not done again; the others go on from where they stood. */
static wain_status take_earlier(coordinator *c, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool *done = NULL;

    if (!c->work->earlier)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(done, c->out->num_units, err));
    for (int32_t u = 0; u < c->out->num_units; u++) {
        c->out->units[u] = c->work->earlier[u];
        c->work->earlier[u] = (wain_unit_outcome){0};
        done[u] = c->out->units[u].state == WAIN_UNIT_DONE;
        if (done[u])
            count_done(c, u);
    }
    wain_queue_remove_done(&c->queue, done);
done:
    free(done);
    return status;
}

static wain_status start(coordinator *c, wain_error *err)
{
    wain_status status = WAIN_OK;
    const int32_t num_units = c->work->num_units;

    c->grace_ends = INFINITY;
    WAIN_TRY(WAIN_NEW(c->out->units, num_units, err));
    c->out->num_units = num_units;
    c->out->num_ranks = c->comm->size;
    WAIN_TRY(WAIN_NEW(c->peers, c->comm->size, err));
    WAIN_TRY(WAIN_NEW(c->running, num_units, err));
    WAIN_TRY(WAIN_NEW(c->free_in, c->comm->size, err));
    WAIN_TRY(WAIN_NEW(c->scratch, 2 * (size_t)c->comm->size, err));
    WAIN_TRY(wain_queue_create(&c->queue, num_units, c->work->effort, c->work->num_orders, err));
    WAIN_TRY(take_earlier(c, err));
    c->own_unit = -1;
    c->peers[0].threads = c->work->threads;
    if (gethostname(c->peers[0].host, sizeof c->peers[0].host - 1) != 0)
        snprintf(c->peers[0].host, sizeof c->peers[0].host, "rank 0");
    c->started = c->last_result = now_of(c);
    c->next_save = c->started + c->work->save_interval;
done:
    return status;
}

wain_status wain_coordinator_run(wain_comm *comm, const wain_work *work, wain_outcome *out, wain_error *err)
{
    wain_status status;
    coordinator c = {.comm = comm, .work = work, .out = out, .err = err};

    *out = (wain_outcome){0};
    status = start(&c, err);
    if (status != WAIN_OK) {
        c.status = status;
        comm->abort(comm, status); /* without memory for a list of ranks there is no orderly way to tell them */
        goto done;
    }
    work_through(&c);
    stop_workers(&c);
    out->seconds = c.last_result - c.started;
    out->stopped |= out->num_done < out->num_units;
    count_hosts(&c);
done:
    wain_queue_clear(&c.queue);
    free(c.peers);
    free(c.running);
    free(c.free_in);
    free(c.scratch);
    return c.status;
}
