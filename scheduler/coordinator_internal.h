/* The coordinator's books, shared by the files that keep them. Private to the coordinator. */
#ifndef WAIN_SCHEDULER_COORDINATOR_INTERNAL_H
#define WAIN_SCHEDULER_COORDINATOR_INTERNAL_H

#include "scheduler/coordinator.h"
#include "scheduler/queue.h"

typedef enum wain_coordinator_phase {
    WAIN_COORDINATOR_SEARCHING, /* every unit gets its budget */
    WAIN_COORDINATOR_HURRYING,  /* somebody asked to stop: searches end, waiting units get a first solution for as long
                                   as grace lasts */
    WAIN_COORDINATOR_STOPPING   /* nothing is handed out any more */
} wain_coordinator_phase;

/* Another rank; peers[0] is this rank, as a solver of units. */
typedef struct wain_peer {
    wain_peer_state state;
    bool silent;      /* it has not spoken for so long that its units were given to others */
    int num_units;    /* tasks handed out and not yet back */
    int32_t joined;   /* a task of another rank that it searches, too; -1 */
    double free_at;   /* clock at which these will be done, by their budgets */
    double last_word; /* clock */
    char host[256];
    int32_t threads;
    wain_memory_use memory; /* known when it has finished */
} wain_peer;

/* One island's search of a unit: number unit * islands + island. */
typedef struct wain_task {
    wain_unit_state state;
    int32_t rank;             /* that has or had it */
    int32_t epoch;            /* exchanges that lie behind it */
    int32_t num_joined, ever; /* ranks that have joined its search, now and in all */
    wain_cost told;           /* of a unit's first task: the cheapest cost that its searches were told of; 0: none */
    bool first_only;          /* it was handed out for a first solution and no more */
    bool taken_back;          /* it waits because `rank`, which may still search it, has fallen silent */
    wain_search_state *start; /* what it begins with after an exchange; owned; NULL */
    wain_solution *found;     /* the best it has brought, until the unit is done; owned; NULL */
} wain_task;

/* What a task that is being searched last reported. */
typedef struct wain_running {
    int64_t iterations;
    wain_cost best_cost;
    int32_t num_unserved;
} wain_running;

struct wain_coordinator {
    wain_comm *comm;
    wain_work *work; /* a copy of what is being done */
    wain_work copy;
    wain_outcome *out;
    wain_queue queue;
    wain_peer *peers;        /* comm->size of them */
    int32_t islands, epochs; /* of each unit; every task is done once in each epoch */
    int32_t num_tasks;       /* islands of each unit */
    wain_task *tasks;        /* num_tasks of them, like the next three */
    wain_running *running;
    double *effort;
    int32_t *num_orders;
    double *free_in, *scratch;    /* comm->size and twice as many */
    int32_t own_task;             /* being solved here; -1 */
    int32_t own_number;           /* of that in messages */
    bool own_joins;               /* it is another rank's */
    wain_search_state *own_start; /* what that search began with; NULL */
    int32_t first_number; /* of this work's task 0, epoch 0, in messages: those of earlier works have smaller ones */
    int64_t orders_done;
    int64_t unserved_done;
    wain_cost cost_done;
    double construction_seconds; /* spent on first solutions of construction_orders orders */
    int64_t construction_orders;
    wain_coordinator_phase phase;
    double grace_ends;  /* clock; INFINITY until somebody asks to stop */
    double answers_end; /* clock; who has said nothing to a stop by then is no longer waited for; INFINITY before */
    bool has_ended;     /* the workers have been told to stop */
    int32_t num_works;  /* begun */
    bool unreachable;   /* the ranks can't be reached any more */
    wain_status status; /* the first error, its text in err */
    wain_error *err;
    double trusts_until; /* clock; this rank itself was away: nobody counts as silent */
    int32_t next_lesson; /* units done when effort is learnt anew */
    int32_t num_saved;   /* units done when the state was saved last; -1: none of this work */
    double may_save;     /* clock from which it may be saved again before next_save */
    double started, last_result, last_word, next_poll, next_report, next_save, next_roll_call, next_join, next_tell;
    double next_sign;
};

/* Note the first error, and hand nothing out any more. */
void wain_coordinator_fail(wain_coordinator *c, wain_status status, const char *text);

/* The same, and nobody can be told. */
void wain_coordinator_lose_contact(wain_coordinator *c, const wain_error *error);

/* Send what was packed to a rank, and clear it; when either fails the work ends. */
void wain_coordinator_post(wain_coordinator *c, int to, wain_status packed, wain_buffer *bytes, wain_error *error);

/* Seconds of the work's clock. */
double wain_coordinator_now(const wain_coordinator *c);

/* Tell one rank that it is to hurry. */
void wain_coordinator_tell_to_hurry(wain_coordinator *c, int rank);

/* What a first solution takes, in seconds per order. */
double wain_coordinator_construction_rate(const wain_coordinator *c);

/* Somebody asked to stop. */
void wain_coordinator_hurry(wain_coordinator *c);

/* --- tasks (coordinator_islands.c) --- */

/* Set up the tasks of c->work, all waiting, and their effort and orders. WAIN_EMEMORY. */
wain_status wain_coordinator_create_tasks(wain_coordinator *c, wain_error *err);
void wain_coordinator_free_tasks(wain_coordinator *c);

/* Let the next unit become final, if it is done for good: who still searches it might improve it. */
void wain_coordinator_finish(wain_coordinator *c);

/* The tasks' effort, from that of their units. */
void wain_coordinator_measure_tasks(wain_coordinator *c);

/* The searches of a unit that an earlier run did not end begin where that left it. WAIN_EMEMORY. */
wain_status wain_coordinator_go_on(wain_coordinator *c, int32_t unit, wain_error *err);

int32_t wain_coordinator_unit(const wain_coordinator *c, int32_t task);
wain_unit_outcome *wain_coordinator_outcome(const wain_coordinator *c, int32_t task);

/* The number of a task and its epoch in messages, and back: -1 where it belongs to an earlier work or epoch, -2 where
 * it is none. */
int32_t wain_coordinator_number(const wain_coordinator *c, int32_t task);
int32_t wain_coordinator_task(const wain_coordinator *c, int32_t number);

/* Iterations for a task in its epoch; 0 when time is what ends its search. */
int64_t wain_coordinator_iterations(const wain_coordinator *c, int32_t task);

/* The search options of a task; of a rank that joins it, with random streams of its own. */
wain_search_options wain_coordinator_options(const wain_coordinator *c, int32_t task, bool joins);

/* What the search of a task begins with, borrowed; NULL: nothing. */
wain_search_state *wain_coordinator_start(const wain_coordinator *c, int32_t task, bool joins);

/* Which part of its unit's annealing the search of a task is. */
wain_annealing_span wain_coordinator_span(const wain_coordinator *c, int32_t task);

/* Whether what its searches keep is of use: to go on from, or to other islands. */
bool wain_coordinator_wants_states(const wain_coordinator *c);

/* Take over *solution as the result of a task. One that comes twice changes nothing. */
void wain_coordinator_record(wain_coordinator *c, int32_t task, int rank, wain_solution **solution,
                             const wain_search_statistics *statistics);

/* The same from a rank that had joined the task: the unit has the better of both. */
void wain_coordinator_record_joined(wain_coordinator *c, int32_t task, int rank, wain_solution **solution,
                                    const wain_search_statistics *statistics);

/* A task that waits for a first solution where another island has one, or will have: it is done without. */
void wain_coordinator_drop(wain_coordinator *c, int32_t task);

/* Whether another island of the task's unit has brought a solution, or is being searched. */
bool wain_coordinator_has_other(const wain_coordinator *c, int32_t task);

/* A unit of which some islands have brought something has that, and is done. False where none has, or a
 * cheaper one is kept. */
bool wain_coordinator_complete_partly(wain_coordinator *c, int32_t unit);

/* Count a unit that is done. */
void wain_coordinator_count_done(wain_coordinator *c, int32_t unit);

/* Take over what a search of the task keeps, where it is not dearer than what is known, and hand it to the unit's other
 * searches if it is cheaper. */
void wain_coordinator_keep(wain_coordinator *c, int32_t task, int rank, wain_search_state *state);

/* The task with the most predicted work for each rank on it, among those that go on for long enough; -1: none, or it is
 * not time for that. *seconds receives how long a further search of it may take. O(tasks). */
int32_t wain_coordinator_choose_to_join(const wain_coordinator *c, double now, double *seconds);

/* A rank has been told to search that task, too: note it, tell it what is known, and the unit's other searches that
 * they are not alone. */
void wain_coordinator_join(wain_coordinator *c, int rank, int32_t task);

/* A rank that had joined a silent one's task has it from now on. False: nobody had. */
bool wain_coordinator_promote(wain_coordinator *c, int32_t task);

/* --- silence (coordinator_silence.c) --- */

/* Whether a rank has said nothing for longer than it may. O(tasks) at most. */
bool wain_coordinator_is_silent(const wain_coordinator *c, int rank, double now);

/* Ranks that have fallen silent lose what they have. True when there was any. */
bool wain_coordinator_reclaim(wain_coordinator *c);

/* The same once in a while; but after a stall of this very rank nobody counts as silent: what they said meanwhile is
 * still to be read. */
void wain_coordinator_call_roll(wain_coordinator *c);

/* For a second from `now` nobody counts as silent. */
void wain_coordinator_trust(wain_coordinator *c, double now);

/* A silent rank speaks: what nobody else has begun is its own again, and the rest it need not go on with. O(tasks). */
void wain_coordinator_welcome_back(wain_coordinator *c, int rank);

/* Tell a rank which searches are still its own, so that it ends others. O(tasks). */
void wain_coordinator_tell_what_to_keep(wain_coordinator *c, int rank);

/* --- units that were not reached (coordinator_fallback.c) --- */

/* What a unit has all the same, borrowed: the solution of an earlier run, or the best of where its search stood or was
 * to begin. NULL: nothing. */
const wain_solution *wain_coordinator_fallback(const wain_unit_outcome *outcome);

/* Units that are not done are so with what they have, if anything; of several things the cheapest. WAIN_EMEMORY. */
wain_status wain_coordinator_settle_for_less(wain_coordinator *c, wain_error *err);

/* --- mail (coordinator_mail.c) --- */

/* Handle all mail that is there or comes within `seconds`. */
void wain_coordinator_read_mail(wain_coordinator *c, double seconds);

#endif
