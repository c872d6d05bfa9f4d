/* What the other ranks say, and what the coordinator makes of it. */
#include <stdio.h>
#include <string.h>

#include "scheduler/coordinator_internal.h"
#include "scheduler/message.h"

static wain_status take_hello(wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_hello_message hello;
    const wain_status status = wain_message_unpack_hello(bytes, &hello, err);
    wain_peer *p = &c->peers[from];

    if (status != WAIN_OK)
        return status;
    memcpy(p->host, hello.host, sizeof p->host);
    p->threads = hello.threads;
    if (p->state == WAIN_PEER_ABSENT)
        p->state = WAIN_PEER_PRESENT;
    if (c->phase == WAIN_COORDINATOR_HURRYING) /* it has not heard of it */
        wain_coordinator_tell_to_hurry(c, from);
    return WAIN_OK;
}

/* The task that a message is about, in *task; -1 when that was another day's: of an earlier work or epoch. */
static wain_status find_task(const wain_coordinator *c, int from, int32_t number, int32_t num_orders, int32_t *task,
                             wain_error *err)
{
    *task = wain_coordinator_task(c, number);
    if (*task == -2 || (*task >= 0 && num_orders != c->num_orders[*task]))
        return wain_error_set(err, WAIN_EINTERNAL, "rank %d speaks of a unit that does not exist", from);
    return WAIN_OK;
}

static wain_status take_result(wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_result_message result = {0};
    wain_status status = WAIN_OK;
    wain_peer *holder;
    int32_t task;
    int overtaken = 0;

    WAIN_TRY(wain_message_unpack_result(bytes, &result, err));
    WAIN_TRY(find_task(c, from, result.unit, result.num_orders, &task, err));
    if (task < 0)
        goto done;
    if (c->peers[from].joined == task) {
        wain_coordinator_record_joined(c, task, from, &result.solution, &result.statistics);
        goto done;
    }
    if (c->tasks[task].state == WAIN_UNIT_RUNNING && c->tasks[task].rank > 0) {
        overtaken = c->tasks[task].rank != from ? c->tasks[task].rank : 0; /* the sender was silent before */
        holder = &c->peers[c->tasks[task].rank];
        holder->num_units--;
        if (holder->num_units == 0) /* it was done sooner or later than its budget said */
            holder->free_at = wain_coordinator_now(c);
    }
    wain_coordinator_record(c, task, from, &result.solution, &result.statistics);
    if (overtaken > 0 && !c->peers[overtaken].silent && c->phase != WAIN_COORDINATOR_STOPPING)
        wain_coordinator_tell_what_to_keep(c, overtaken);
done:
    wain_solution_free(result.solution);
    return status;
}

/* A rank that has joined a task's search says nothing new of it here. */
static wain_status take_progress(wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_progress_message progress;
    const wain_status status = wain_message_unpack_progress(bytes, &progress, err);
    int32_t task;

    if (status != WAIN_OK)
        return status;
    task = wain_coordinator_task(c, progress.unit);
    if (task == -2)
        return wain_error_set(err, WAIN_EINTERNAL, "progress of a unit that does not exist");
    if (task >= 0 && c->tasks[task].rank == from)
        c->running[task] = (wain_running){progress.iterations, progress.best_cost, progress.num_unserved};
    return WAIN_OK;
}

static wain_status take_state(wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_state_message message = {0};
    wain_status status = WAIN_OK;
    int32_t task;

    WAIN_TRY(wain_message_unpack_state(bytes, &message, err));
    WAIN_TRY(find_task(c, from, message.unit, message.num_orders, &task, err));
    if (task >= 0 &&
        ((c->tasks[task].state == WAIN_UNIT_RUNNING && c->tasks[task].rank == from) || c->peers[from].joined == task)) {
        wain_coordinator_keep(c, task, from, message.state);
        message.state = NULL;
    }
done:
    wain_search_state_free(message.state);
    return status;
}

static wain_status take_error(const wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_error_message message;
    const wain_status status = wain_message_unpack_error(bytes, &message, err);
    char where[32] = "";

    if (status != WAIN_OK)
        return status;
    if (message.unit >= c->first_number && c->num_tasks > 0) /* not of an earlier work */
        snprintf(where, sizeof where, ", unit %d", (message.unit - c->first_number) % c->num_tasks / c->islands);
    return wain_error_set(err, message.error.status, "rank %d%s: %.900s", from, where, message.error.text);
}

/* A rank's last word; twice is as good as once. */
static wain_status take_idle(wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
{
    wain_idle_message message;
    const wain_status status = wain_message_unpack_idle(bytes, &message, err);

    if (status != WAIN_OK)
        return status;
    c->peers[from].memory = message.memory;
    c->peers[from].state = WAIN_PEER_FINISHED;
    return WAIN_OK;
}

static wain_status handle(wain_coordinator *c, int from, wain_buffer *bytes, wain_error *err)
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
        return take_progress(c, from, bytes, err);
    case WAIN_MESSAGE_STATE:
        return take_state(c, from, bytes, err);
    case WAIN_MESSAGE_ERROR:
        return take_error(c, from, bytes, err);
    case WAIN_MESSAGE_STOP:
        wain_coordinator_hurry(c);
        return WAIN_OK;
    case WAIN_MESSAGE_ALIVE:
        return WAIN_OK; /* that it came is all it says */
    case WAIN_MESSAGE_IDLE:
        return take_idle(c, from, bytes, err);
    default:
        return wain_error_set(err, WAIN_EINTERNAL, "a message of kind %d is not for the coordinator", (int)kind);
    }
}

void wain_coordinator_read_mail(wain_coordinator *c, double seconds)
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
        if (status != WAIN_OK) { /* what can't be received stays in the way of all that follows */
            wain_coordinator_lose_contact(c, &error);
            break;
        }
        c->last_word = c->peers[from].last_word = wain_coordinator_now(c);
        if (c->peers[from].silent)
            wain_coordinator_welcome_back(c, from);
        status = handle(c, from, &bytes, &error);
        if (status != WAIN_OK)
            wain_coordinator_fail(c, status, error.text);
        seconds = 0;
    }
    wain_buffer_clear(&bytes);
}
