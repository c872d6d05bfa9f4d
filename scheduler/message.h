/* What ranks say to each other. Every message is a checked header (magic, version, kind, length, checksum) and fields
 * in a fixed order; structs never travel as raw memory. A damaged message is refused with WAIN_EINTERNAL before
 * anything in it is believed: no count leads to an allocation larger than the message, no index points outside. */
#ifndef WAIN_SCHEDULER_MESSAGE_H
#define WAIN_SCHEDULER_MESSAGE_H

#include "scheduler/memory_use.h"
#include "solver/core/buffer.h"
#include "solver/core/error.h"
#include "solver/model/problem.h"
#include "solver/model/solution.h"
#include "solver/search/search_options.h"
#include "solver/solve.h"

typedef enum wain_message_kind {
    WAIN_MESSAGE_HELLO = 1, /* worker: I am here, on this host, with so many threads */
    WAIN_MESSAGE_PROBLEM,   /* coordinator: solve this unit */
    WAIN_MESSAGE_PROGRESS,  /* worker: how far my unit has come */
    WAIN_MESSAGE_RESULT,    /* worker: a unit's solution */
    WAIN_MESSAGE_STATE,     /* worker: where the search of my unit stands */
    WAIN_MESSAGE_ALIVE,     /* either: I am here still */
    WAIN_MESSAGE_HURRY,     /* coordinator: end your search; units still to come get a first solution and no more */
    WAIN_MESSAGE_STOP,      /* coordinator: finish now; worker: somebody asks to stop the job */
    WAIN_MESSAGE_ERROR,     /* worker: I can't go on */
    WAIN_MESSAGE_ELITE,     /* coordinator: others search your unit, too, and this is their best; say where you stand */
    WAIN_MESSAGE_IDLE,      /* worker, after STOP: you have everything of mine */
    WAIN_MESSAGE_KEEP,      /* coordinator: of the searches you have, these are still yours; end the others */
    WAIN_NUM_MESSAGES
} wain_message_kind;

typedef struct wain_hello_message {
    char host[256];
    int32_t threads;
} wain_hello_message;

enum { WAIN_MOST_AHEAD = 4 }; /* units at a worker */

typedef struct wain_keep_message {
    int32_t num_units; /* at most WAIN_MOST_AHEAD */
    int32_t units[WAIN_MOST_AHEAD];
} wain_keep_message;

/* Budget and problem of a unit. */
typedef struct wain_problem_message {
    int32_t unit;          /* of the partition */
    int64_t iterations;    /* 0: none, then `seconds` ends it */
    double seconds;        /* of its search, 0: none */
    double time_left;      /* seconds until all searches end, from the moment of sending; 0: no deadline */
    double state_interval; /* seconds between two words of where the search stands; 0: none is wanted */
    wain_annealing_span span;
    bool joins; /* another rank has the unit: this search makes room for the next unit that comes */
    wain_search_options search;
    wain_problem *problem;   /* packing borrows these two; after unpacking they are the caller's */
    wain_search_state *from; /* what the search begins with; NULL: nothing */
} wain_problem_message;

typedef struct wain_state_message {
    int32_t unit;
    int32_t num_orders;       /* of its problem */
    wain_search_state *state; /* packing borrows it; after unpacking it is the caller's */
} wain_state_message;

typedef struct wain_elite_message {
    int32_t unit;
    int32_t num_orders;      /* of its problem */
    wain_solution *solution; /* NULL: none yet. Packing borrows it; after unpacking it is the caller's */
} wain_elite_message;

typedef struct wain_progress_message {
    int32_t unit, num_unserved;
    int64_t iterations;
    wain_cost best_cost;
} wain_progress_message;

typedef struct wain_result_message {
    int32_t unit;
    int32_t num_orders; /* of its problem */
    wain_search_statistics statistics;
    wain_solution *solution; /* packing borrows it; after unpacking it is the caller's */
} wain_result_message;

typedef struct wain_error_message {
    int32_t unit; /* -1 when it concerns none */
    wain_error error;
} wain_error_message;

typedef struct wain_idle_message {
    wain_memory_use memory; /* of the rank, over all its work */
} wain_idle_message;

/* Append one message to the empty buffer `out`. WAIN_EMEMORY. */
wain_status wain_message_pack_hello(const wain_hello_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_problem(const wain_problem_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_progress(const wain_progress_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_result(const wain_result_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_state(const wain_state_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_elite(const wain_elite_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_error(const wain_error_message *message, wain_buffer *out, wain_error *err);
wain_status wain_message_pack_alive(wain_buffer *out, wain_error *err);
wain_status wain_message_pack_hurry(wain_buffer *out, wain_error *err);
wain_status wain_message_pack_stop(wain_buffer *out, wain_error *err);
wain_status wain_message_pack_idle(const wain_idle_message *message, wain_buffer *out, wain_error *err);

wain_status wain_message_pack_keep(const wain_keep_message *message, wain_buffer *out, wain_error *err);

/* Check header and checksum of the message in `in` and leave the reading position behind the header. WAIN_EINTERNAL
 * says what is damaged. ALIVE, HURRY and STOP have no more than that. */
wain_status wain_message_open(wain_buffer *in, wain_message_kind *kind, wain_error *err);

/* Read the fields of an opened message of that kind. WAIN_EINTERNAL: it makes no sense; WAIN_EMEMORY. */
wain_status wain_message_unpack_hello(wain_buffer *in, wain_hello_message *message, wain_error *err);
wain_status wain_message_unpack_problem(wain_buffer *in, wain_problem_message *message, wain_error *err);
wain_status wain_message_unpack_progress(wain_buffer *in, wain_progress_message *message, wain_error *err);
wain_status wain_message_unpack_result(wain_buffer *in, wain_result_message *message, wain_error *err);
wain_status wain_message_unpack_state(wain_buffer *in, wain_state_message *message, wain_error *err);
wain_status wain_message_unpack_elite(wain_buffer *in, wain_elite_message *message, wain_error *err);
wain_status wain_message_unpack_error(wain_buffer *in, wain_error_message *message, wain_error *err);
wain_status wain_message_unpack_idle(wain_buffer *in, wain_idle_message *message, wain_error *err);
wain_status wain_message_unpack_keep(wain_buffer *in, wain_keep_message *message, wain_error *err);

#endif
