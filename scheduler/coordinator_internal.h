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
    int num_units;    /* handed out and not yet back */
    double free_at;   /* clock at which these will be done, by their budgets */
    double last_word; /* clock */
    char host[256];
    int32_t threads;
    wain_memory_use memory; /* known when it has finished */
} wain_peer;

/* What a unit that is being solved last reported. */
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
    wain_peer *peers;             /* comm->size of them */
    bool *first_only;             /* per unit: it was handed out for a first solution and no more */
    wain_running *running;        /* num_units of them */
    double *free_in, *scratch;    /* comm->size and twice as many */
    int32_t own_unit;             /* being solved here; -1 */
    wain_search_state *own_start; /* what that search began with; NULL */
    int32_t first_unit; /* number of this work's unit 0 in messages: those of earlier works have smaller ones */
    int64_t orders_done;
    int64_t unserved_done;
    wain_cost cost_done;
    double construction_seconds; /* spent on first solutions of construction_orders orders */
    int64_t construction_orders;
    wain_coordinator_phase phase;
    double grace_ends;  /* clock; INFINITY until somebody asks to stop */
    bool has_ended;     /* the workers have been told to stop */
    bool unreachable;   /* the ranks can't be reached any more */
    wain_status status; /* the first error, its text in err */
    wain_error *err;
    double started, last_result, last_word, next_poll, next_report, next_save, next_roll_call;
};

/* Note the first error, and hand nothing out any more. */
void wain_coordinator_fail(wain_coordinator *c, wain_status status, const char *text);

/* The same, and nobody can be told. */
void wain_coordinator_lose_contact(wain_coordinator *c, const wain_error *error);

/* Seconds of the work's clock. */
double wain_coordinator_now(const wain_coordinator *c);

/* Tell one rank that it is to hurry. */
void wain_coordinator_tell_to_hurry(wain_coordinator *c, int rank);

/* Somebody asked to stop. */
void wain_coordinator_hurry(wain_coordinator *c);

/* Take over *solution as the result of a unit. One that comes twice changes nothing. */
void wain_coordinator_record(wain_coordinator *c, int32_t unit, int rank, wain_solution **solution,
                             const wain_search_statistics *statistics);

/* Handle all mail that is there or comes within `seconds`. */
void wain_coordinator_read_mail(wain_coordinator *c, double seconds);

#endif
