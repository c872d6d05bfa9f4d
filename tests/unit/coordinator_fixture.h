/* A night on some ranks, as threads of this process, with a stand-in for the search. */
#ifndef WAIN_TESTS_COORDINATOR_FIXTURE_H
#define WAIN_TESTS_COORDINATOR_FIXTURE_H

#include <pthread.h>
#include <stdatomic.h>

#include "scheduler/coordinator.h"
#include "scheduler/worker.h"

enum { MAX_UNITS = 40, MAX_RANKS = 5, MAX_SEEDS = 500 };

#define TOO_LONG 60.0 /* s; nothing here takes so long, however busy the machine */

/* What the stand-in does; set before the ranks start. */
typedef struct coordinator_fake {
    double seconds_per_iteration;
    int64_t failing_unit;    /* -1: none */
    int64_t unit_to_stop_at; /* this unit's search makes stop_asked() true; -1: none */
    int together;            /* no search ends before so many ran at the same time */
    atomic_bool held;        /* no search ends while this is true, unless it is told to */
    atomic_bool stop;
    atomic_int solved, searching, most_searching;
    atomic_int first_only; /* searches that were to end with their first solution */
    atomic_int gone_on;    /* searches that began with something */
    int to_meet;           /* no search ends before so many have been handed something cheaper than their own */
    atomic_int met;        /* that have */
    atomic_int num_seeds;
    struct {
        int64_t unit, seed;
    } seeds[MAX_SEEDS]; /* of the searches, in the order in which they began */
} coordinator_fake;

extern coordinator_fake fake;

typedef struct night {
    wain_work work;
    double effort[MAX_UNITS];
    int32_t num_orders[MAX_UNITS];
    wain_comm **ranks;
    wain_status worker_status[MAX_RANKS];
    wain_outcome outcome;
    wain_status status;
    wain_error error;
} night;

/* One rank as a thread: play(&player) calls its body. */
typedef struct player {
    night *night;
    int rank;
    void (*body)(night *night, int rank);
    pthread_t thread;
} player;

void *play(void *argument);

/* A night of so many small units by iterations, and the stand-in as it is at first. */
void set_up(night *n, int32_t num_units);

/* Rank 0 here, the others as threads; the last one plays `last`, or the same as all. */
void run_with(night *n, int size, void (*last)(night *night, int rank));
void run(night *n, int size);

/* Play a rank that says hello, then waits for STOP and leaves; what it does with its first unit is `act`. */
void misbehave(night *n, int rank, void (*act)(wain_comm *comm, wain_buffer *problem));

/* One worker, as a thread, led by `lead`, which stops it at the end. */
void run_worker(void (*lead)(wain_comm *comm, const wain_work *work));

/* Read rank 0's mail until the worker has reported a damaged message. */
void expect_complaint(wain_comm *comm);

/* Tell the worker to stop, and read rank 0's mail until it has left. */
void dismiss_worker(wain_comm *comm);

/* One number for all solutions in unit order. */
uint64_t fingerprint(const wain_outcome *outcome);

/* A clock that counts the looks at it: for what must not depend on how busy the machine is. Rank 0 alone looks. It
 * leaps ahead when the searches are no longer held. */
double clock_of_looks(void);

bool stop_asked(void);
wain_status fake_solve(const wain_problem *problem, const wain_search_options *options,
                       const wain_search_control *control, wain_solution **out, wain_search_statistics *statistics,
                       wain_error *err);
wain_status make_problem(void *context, int32_t unit, wain_problem **out, wain_error *err);
void be_worker(night *n, int rank);

#endif
