/* Ranks that no longer speak: what they have goes to others, and when they come back they have what is still theirs. */
#include <math.h>

#include "scheduler/coordinator_internal.h"
#include "scheduler/message.h"

#define ROLL_CALL 1.0     /* s between two looks for ranks that have fallen silent */
#define LONGEST_STALL 2.0 /* s beyond that, after which it is this rank that was away */
#define LEAST_SILENCE 2.5 /* s; a rank speaks every second */

/* Less than usual where time runs out, so that there is some left for what a rank leaves behind. */
static double usual_silence(const wain_coordinator *c, double now)
{
    const double left = c->work->iterations > 0 ? INFINITY : wain_deadline_solving_left(&c->work->deadline, now);

    if (isinf(c->work->silence))
        return INFINITY;
    return fmin(c->work->silence, fmax(LEAST_SILENCE, fmin(left, c->grace_ends - now) / 2));
}

/* Longest time without a word from a rank: it gives one every second, but not during a construction. */
static double longest_silence(const wain_coordinator *c, int r, double usual)
{
    double orders = 0;

    for (int32_t t = 0; t < c->num_tasks; t++) {
        if (c->tasks[t].state == WAIN_UNIT_RUNNING && c->tasks[t].rank == r)
            orders += c->num_orders[t];
    }
    if (c->num_tasks > 0 && c->peers[r].joined >= 0)
        orders += c->num_orders[c->peers[r].joined];
    return fmax(usual, 5 * wain_coordinator_construction_rate(c) * orders);
}

/* The first comparison is cheap. */
bool wain_coordinator_is_silent(const wain_coordinator *c, int rank, double now)
{
    const double quiet = now - c->peers[rank].last_word, usual = usual_silence(c, now);

    return quiet > usual && quiet > longest_silence(c, rank, usual);
}

/* Give the tasks of a rank that no longer speaks to others: to one that has joined them, else to whoever is free next.
 */
static void take_back(wain_coordinator *c, int r, double now)
{
    for (int32_t t = 0; t < c->num_tasks; t++) {
        if (c->tasks[t].state != WAIN_UNIT_RUNNING || c->tasks[t].rank != r || wain_coordinator_promote(c, t))
            continue;
        c->tasks[t].state = WAIN_UNIT_WAITING;
        c->tasks[t].taken_back = true;
        if (c->islands == 1)
            wain_coordinator_outcome(c, t)->state = WAIN_UNIT_WAITING;
        wain_queue_put_back(&c->queue, t);
    }
    c->peers[r].num_units = 0;
    c->peers[r].free_at = now;
}

bool wain_coordinator_reclaim(wain_coordinator *c)
{
    const double now = wain_coordinator_now(c);
    bool any = false;

    for (int r = 1; r < c->comm->size && c->phase != WAIN_COORDINATOR_STOPPING && now >= c->trusts_until; r++) {
        wain_peer *p = &c->peers[r];

        if (p->state != WAIN_PEER_PRESENT || p->silent || !wain_coordinator_is_silent(c, r, now))
            continue;
        p->silent = true;
        any |= p->num_units > 0;
        take_back(c, r, now);
    }
    return any;
}

void wain_coordinator_trust(wain_coordinator *c, double now)
{
    c->trusts_until = now + ROLL_CALL;
}

void wain_coordinator_call_roll(wain_coordinator *c)
{
    const double now = wain_coordinator_now(c);

    if (now < c->next_roll_call)
        return;
    if (now > c->next_roll_call + LONGEST_STALL)
        wain_coordinator_trust(c, now);
    c->next_roll_call = now + ROLL_CALL;
    wain_coordinator_reclaim(c);
}

void wain_coordinator_tell_what_to_keep(wain_coordinator *c, int rank)
{
    const int32_t joined = c->peers[rank].joined;
    wain_keep_message message = {.num_units = 0};
    wain_buffer bytes = {0};
    wain_error error;

    for (int32_t t = 0; t < c->num_tasks && message.num_units < WAIN_MOST_AHEAD; t++) {
        if ((c->tasks[t].state == WAIN_UNIT_RUNNING && c->tasks[t].rank == rank) || t == joined)
            message.units[message.num_units++] = wain_coordinator_number(c, t);
    }
    wain_coordinator_post(c, rank, wain_message_pack_keep(&message, &bytes, &error), &bytes, &error);
}

void wain_coordinator_welcome_back(wain_coordinator *c, int rank)
{
    wain_peer *p = &c->peers[rank];

    p->silent = false;
    if (p->state != WAIN_PEER_PRESENT || c->phase == WAIN_COORDINATOR_STOPPING)
        return;
    for (int32_t t = 0; t < c->num_tasks; t++) {
        if (c->tasks[t].state != WAIN_UNIT_WAITING || !c->tasks[t].taken_back || c->tasks[t].rank != rank ||
            wain_coordinator_outcome(c, t)->state == WAIN_UNIT_DONE)
            continue;
        wain_queue_remove(&c->queue, t);
        c->tasks[t].taken_back = false;
        c->tasks[t].state = wain_coordinator_outcome(c, t)->state = WAIN_UNIT_RUNNING;
        p->num_units++;
    }
    wain_coordinator_tell_what_to_keep(c, rank);
}
