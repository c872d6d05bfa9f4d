#include "scheduler/worker.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "scheduler/message.h"
#include "solver/core/clock.h"

#define POLL_INTERVAL 0.002 /* s between two looks at the mail while a search runs */
#define REPORT_INTERVAL 0.5 /* s between two reports of progress */
#define SIGN_INTERVAL 1.0   /* s between two signs of life */
#define WAIT_INTERVAL 0.1   /* s between two looks at the signals while there is nothing to do */
#define LONGEST_LOOK 1.0    /* s between two looks at the mail that count, at most, as silence of rank 0 */

typedef struct assignment {
    wain_problem_message order;
    double ends;              /* clock at which all searches end; INFINITY: never */
    wain_solution *immigrant; /* the best that other searches of the unit have found; owned; NULL: none */
    bool obsolete;            /* others have it: what is found is of no use */
    bool hurried;             /* it was here when all were told to hurry: a first solution and no more */
} assignment;

typedef struct worker {
    wain_comm *comm;
    int32_t threads;
    wain_solve_function solve;
    bool (*stop_requested)(void);
    wain_worker_state state;
    assignment ahead[WAIN_MOST_AHEAD]; /* the coordinator sends one */
    int num_ahead;
    assignment current;
    wain_memory_use memory;
    wain_search_state *kept; /* where the current search stands, as far as it has said; owned */
    double next_poll, next_report, next_state, next_sign;
    double last_look, unheard; /* clock; seconds without a word from rank 0, as far as this one was listening */
    double patience;           /* s of that */
    bool asked_to_stop;        /* the signal has been passed on */
    wain_status comm_status;   /* rank 0 could not be reached */
    wain_error *err;
} worker;

static wain_status try_to_send(worker *w, wain_status packed, wain_buffer *message)
{
    if (packed == WAIN_OK)
        packed = w->comm->send(w->comm, 0, message->bytes, message->size, w->err);
    wain_buffer_clear(message);
    return packed;
}

static void note_failure(worker *w, wain_status status)
{
    if (status != WAIN_OK && w->comm_status == WAIN_OK) {
        w->comm_status = status;
        w->state = WAIN_WORKER_STOPPED;
    }
}

/* Send what was packed; when that fails rank 0 is out of reach. */
static void send_packed(worker *w, wain_status packed, wain_buffer *message)
{
    note_failure(w, try_to_send(w, packed, message));
}

/* The same for a word that the night does without when there is no memory for it. */
static void send_optional(worker *w, wain_status packed, wain_buffer *message)
{
    packed = try_to_send(w, packed, message);
    if (packed != WAIN_EMEMORY)
        note_failure(w, packed);
}

static void fail(worker *w, int32_t unit, const wain_error *error)
{
    const wain_error_message message = {.unit = unit, .error = *error};
    wain_buffer bytes = {0};

    if (w->state == WAIN_WORKER_STOPPED)
        return;
    w->state = WAIN_WORKER_FAILED;
    send_packed(w, wain_message_pack_error(&message, &bytes, w->err), &bytes);
}

static void say_hello(worker *w)
{
    wain_hello_message hello = {.threads = w->threads};
    wain_buffer bytes = {0};

    if (gethostname(hello.host, sizeof hello.host - 1) != 0)
        snprintf(hello.host, sizeof hello.host, "rank %d", w->comm->rank);
    send_packed(w, wain_message_pack_hello(&hello, &bytes, w->err), &bytes);
}

static void say_idle(worker *w)
{
    wain_idle_message idle;
    wain_buffer bytes = {0};

    wain_memory_use_update(&w->memory);
    idle.memory = w->memory;
    send_packed(w, wain_message_pack_idle(&idle, &bytes, w->err), &bytes);
}

static void clear_assignment(assignment *of)
{
    wain_problem_free(of->order.problem);
    wain_search_state_free(of->order.from);
    wain_solution_free(of->immigrant);
    *of = (assignment){0};
}

/* The unit that has waited longest here. */
static assignment take_first(worker *w)
{
    const assignment first = w->ahead[0];

    w->num_ahead--;
    for (int i = 0; i < w->num_ahead; i++)
        w->ahead[i] = w->ahead[i + 1];
    return first;
}

static wain_status take_problem(worker *w, wain_buffer *bytes, wain_error *err)
{
    assignment next = {.ends = INFINITY};
    const wain_status status = wain_message_unpack_problem(bytes, &next.order, err);

    if (status != WAIN_OK)
        return status;
    if (next.order.time_left > 0)
        next.ends = wain_clock_seconds() + next.order.time_left;
    if (w->state == WAIN_WORKER_STOPPED || w->state == WAIN_WORKER_FAILED) {
        clear_assignment(&next);
        return WAIN_OK;
    }
    if (w->num_ahead == WAIN_MOST_AHEAD) { /* this rank was silent for long, and its older units have gone to others */
        assignment oldest = take_first(w);

        clear_assignment(&oldest);
    }
    w->ahead[w->num_ahead++] = next;
    return WAIN_OK;
}

static bool is_kept(const wain_keep_message *message, const assignment *of)
{
    for (int32_t i = 0; i < message->num_units; i++) {
        if (message->units[i] == of->order.unit)
            return true;
    }
    return false;
}

/* This rank was silent, or another one was sooner: the searches that others have are to be ended. */
static wain_status take_keep(worker *w, wain_buffer *bytes, wain_error *err)
{
    wain_keep_message message;
    const wain_status status = wain_message_unpack_keep(bytes, &message, err);
    int num_ahead = 0;

    if (status != WAIN_OK)
        return status;
    for (int i = 0; i < w->num_ahead; i++) {
        if (is_kept(&message, &w->ahead[i]))
            w->ahead[num_ahead++] = w->ahead[i];
        else
            clear_assignment(&w->ahead[i]);
    }
    w->num_ahead = num_ahead;
    w->current.obsolete |= w->state == WAIN_WORKER_SOLVING && !is_kept(&message, &w->current);
    return WAIN_OK;
}

/* What comes after this word has a budget that counts on it. */
static void hurry(worker *w)
{
    w->current.hurried = true;
    for (int i = 0; i < w->num_ahead; i++)
        w->ahead[i].hurried = true;
}

/* An elite for that search; *solution is taken over where it is. From now on it says often where it stands. */
static wain_status give_elite(assignment *to, wain_elite_message *elite, wain_error *err)
{
    if (elite->num_orders != to->order.problem->num_orders)
        return wain_error_set(err, WAIN_EINTERNAL, "an elite of another problem");
    if (to->order.state_interval <= 0 || to->order.state_interval > WAIN_EXCHANGE_INTERVAL)
        to->order.state_interval = WAIN_EXCHANGE_INTERVAL;
    if (!elite->solution)
        return WAIN_OK;
    wain_solution_free(to->immigrant);
    to->immigrant = elite->solution;
    elite->solution = NULL;
    return WAIN_OK;
}

/* One of a unit that is not here any more comes too late. */
static wain_status take_elite(worker *w, wain_buffer *bytes, wain_error *err)
{
    wain_elite_message elite;
    wain_status status = wain_message_unpack_elite(bytes, &elite, err);

    for (int i = 0; i < w->num_ahead && status == WAIN_OK; i++) {
        if (w->ahead[i].order.unit == elite.unit)
            status = give_elite(&w->ahead[i], &elite, err);
    }
    if (status == WAIN_OK && w->state == WAIN_WORKER_SOLVING && w->current.order.unit == elite.unit) {
        status = give_elite(&w->current, &elite, err);
        w->next_state = fmin(w->next_state, wain_clock_seconds() + WAIN_EXCHANGE_INTERVAL);
    }
    wain_solution_free(elite.solution);
    return status;
}

static wain_status handle(worker *w, wain_buffer *bytes, wain_error *err)
{
    wain_message_kind kind;
    const wain_status status = wain_message_open(bytes, &kind, err);

    if (status != WAIN_OK)
        return status;
    switch (kind) {
    case WAIN_MESSAGE_PROBLEM:
        return take_problem(w, bytes, err);
    case WAIN_MESSAGE_ELITE:
        return take_elite(w, bytes, err);
    case WAIN_MESSAGE_KEEP:
        return take_keep(w, bytes, err);
    case WAIN_MESSAGE_HURRY:
        hurry(w);
        return WAIN_OK;
    case WAIN_MESSAGE_STOP:
        w->state = WAIN_WORKER_STOPPED;
        return WAIN_OK;
    case WAIN_MESSAGE_ALIVE:
        return WAIN_OK;
    default:
        return wain_error_set(err, WAIN_EINTERNAL, "a message of kind %d is not for a worker", (int)kind);
    }
}

/* Pass a signal on, once: rank 0 decides. */
static void pass_signal_on(worker *w)
{
    wain_buffer bytes = {0};

    if (w->asked_to_stop || !w->stop_requested || !w->stop_requested())
        return;
    w->asked_to_stop = true;
    send_packed(w, wain_message_pack_stop(&bytes, w->err), &bytes);
}

/* Time in which this very rank was away, with all others perhaps, is not silence of rank 0. */
static void count_silence(worker *w, bool heard)
{
    const double now = wain_clock_seconds();

    w->unheard = heard ? 0 : w->unheard + fmin(now - w->last_look, LONGEST_LOOK);
    w->last_look = now;
    if (w->unheard > w->patience && w->comm_status == WAIN_OK)
        w->comm_status = wain_error_set(w->err, WAIN_ERANK, "rank 0 has said nothing for %.0f s", w->unheard);
}

/* Handle all mail that is there or comes within `seconds`. */
static void read_mail(worker *w, double seconds)
{
    wain_buffer bytes = {0};
    wain_error error = {0};
    bool waiting = true, heard = false;
    int from;

    pass_signal_on(w);
    while (w->comm_status == WAIN_OK && w->state != WAIN_WORKER_STOPPED) {
        wain_status status = w->comm->probe(w->comm, seconds, &waiting, &error);

        if (status == WAIN_OK && !waiting)
            break;
        if (status == WAIN_OK)
            status = w->comm->receive(w->comm, &bytes, &from, &error);
        if (status != WAIN_OK) {
            w->comm_status = wain_error_set(w->err, status, "%s", error.text);
            break;
        }
        heard = true;
        status = handle(w, &bytes, &error);
        if (status != WAIN_OK)
            fail(w, -1, &error);
        seconds = 0;
    }
    wain_buffer_clear(&bytes);
    count_silence(w, heard);
}

/* A rank that says nothing for long counts as lost. */
static void give_sign_of_life(worker *w, double now)
{
    wain_buffer bytes = {0};

    if (now < w->next_sign)
        return;
    w->next_sign = now + SIGN_INTERVAL;
    send_optional(w, wain_message_pack_alive(&bytes, w->err), &bytes);
}

static bool poll_during_search(void *context)
{
    worker *w = context;
    const double now = wain_clock_seconds();

    if (now >= w->next_poll) {
        w->next_poll = now + POLL_INTERVAL;
        read_mail(w, 0);
        give_sign_of_life(w, now);
    }
    return w->current.hurried || w->current.obsolete || w->state != WAIN_WORKER_SOLVING || w->comm_status != WAIN_OK ||
           now >= w->current.ends || (w->current.order.joins && w->num_ahead > 0);
}

static void report_progress(void *context, const wain_search_progress *progress)
{
    worker *w = context;
    const double now = wain_clock_seconds();
    const wain_progress_message message = {.unit = w->current.order.unit,
                                           .num_unserved = progress->num_unserved,
                                           .iterations = progress->iterations,
                                           .best_cost = progress->best_cost};
    wain_buffer bytes = {0};

    if (now < w->next_report || w->state != WAIN_WORKER_SOLVING)
        return;
    w->next_report = now + REPORT_INTERVAL;
    wain_memory_use_update(&w->memory);
    send_optional(w, wain_message_pack_progress(&message, &bytes, w->err), &bytes);
}

/* Tell rank 0 where the search stands. */
static void send_state(worker *w)
{
    const wain_state_message message = {
        .unit = w->current.order.unit, .num_orders = w->current.order.problem->num_orders, .state = w->kept};
    wain_buffer bytes = {0};

    w->next_state = wain_clock_seconds() + w->current.order.state_interval;
    send_optional(w, wain_message_pack_state(&message, &bytes, w->err), &bytes);
}

/* Without memory for a copy the state before stays: it is as good, only older. */
static void keep_state(void *context, const wain_search_state *state)
{
    worker *w = context;
    wain_search_state *copy;

    if (w->current.order.state_interval <= 0 || w->state != WAIN_WORKER_SOLVING ||
        wain_search_state_copy(state, w->current.order.problem->num_orders, &copy, NULL) != WAIN_OK)
        return;
    wain_search_state_free(w->kept);
    w->kept = copy;
    if (wain_clock_seconds() >= w->next_state)
        send_state(w);
}

static const wain_solution *find_immigrant(void *context)
{
    const worker *w = context;

    return w->current.immigrant;
}

static void send_result(worker *w, wain_result_message *result)
{
    wain_buffer bytes = {0};
    wain_error error;
    wain_status status = wain_message_pack_result(result, &bytes, &error);

    if (status == WAIN_OK)
        status = w->comm->send(w->comm, 0, bytes.bytes, bytes.size, &error);
    wain_buffer_clear(&bytes);
    if (status == WAIN_ERANK)
        w->comm_status = wain_error_set(w->err, status, "%s", error.text);
    else if (status != WAIN_OK)
        fail(w, result->unit, &error);
}

/* What came of the search of the current unit. */
static void report_end(worker *w, wain_status status, wain_result_message *result, const wain_error *error)
{
    if (result->statistics.stopped && w->kept && w->state != WAIN_WORKER_FAILED)
        send_state(w);
    if (status != WAIN_OK)
        fail(w, result->unit, error);
    else if (w->state != WAIN_WORKER_FAILED && w->comm_status == WAIN_OK)
        send_result(w, result);
}

static void set_budget(const worker *w, wain_search_control *control)
{
    const wain_problem_message *order = &w->current.order;
    const double left =
        w->current.ends - wain_clock_seconds(); /* a unit sent ahead may start late; it must not end late */

    if (w->current.hurried) {
        control->span = (wain_annealing_span){1, 1};
        wain_work_set_budget(control, 0, WAIN_FIRST_SOLUTION_ONLY);
    } else {
        wain_work_set_budget(control, order->iterations, fmin(order->seconds, left));
    }
    if (control->iterations == 0 && control->time_limit <= WAIN_FIRST_SOLUTION_ONLY) /* not one to be gone on with */
        control->keep = NULL;
}

static void solve_next(worker *w)
{
    wain_result_message result = {0};
    wain_search_control control = {.threads = w->threads,
                                   .context = w,
                                   .poll = poll_during_search,
                                   .progress = report_progress,
                                   .keep = keep_state,
                                   .immigrant = find_immigrant};
    wain_error error = {0};
    wain_status status;

    w->current = take_first(w);
    w->state = WAIN_WORKER_SOLVING;
    control.from = w->current.order.from;
    control.span = w->current.order.span;
    w->next_state = wain_clock_seconds() + w->current.order.state_interval;
    give_sign_of_life(w, w->next_sign);
    set_budget(w, &control);
    result.unit = w->current.order.unit;
    result.num_orders = w->current.order.problem->num_orders;
    status = w->solve(w->current.order.problem, &w->current.order.search, &control, &result.solution,
                      &result.statistics, &error);
    result.statistics.stopped |= w->current.hurried; /* it would have had more time */
    if (!w->current.obsolete)
        report_end(w, status, &result, &error);
    if (w->state == WAIN_WORKER_SOLVING)
        w->state = WAIN_WORKER_WAITING;
    wain_solution_free(result.solution);
    wain_search_state_free(w->kept);
    w->kept = NULL;
    clear_assignment(&w->current);
}

wain_status wain_worker_run(wain_comm *comm, int32_t threads, wain_solve_function solve, bool (*stop_requested)(void),
                            double patience, wain_error *err)
{
    worker w = {.comm = comm,
                .threads = threads,
                .solve = solve,
                .stop_requested = stop_requested,
                .last_look = wain_clock_seconds(),
                .patience = patience,
                .err = err};

    say_hello(&w);
    while (w.state != WAIN_WORKER_STOPPED && w.comm_status == WAIN_OK) {
        if (w.num_ahead > 0 && w.state == WAIN_WORKER_WAITING)
            solve_next(&w);
        else
            read_mail(&w, WAIT_INTERVAL);
        if (w.state != WAIN_WORKER_STOPPED)
            give_sign_of_life(&w, wain_clock_seconds());
    }
    if (w.comm_status == WAIN_OK)
        say_idle(&w);
    for (int i = 0; i < w.num_ahead; i++)
        clear_assignment(&w.ahead[i]);
    return w.comm_status;
}
