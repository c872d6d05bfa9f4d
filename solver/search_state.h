/* What a search can go on from: after an interruption, on another rank, or in a part of the plan drawn anew. */
#ifndef WAIN_SEARCH_STATE_H
#define WAIN_SEARCH_STATE_H

#include "solver/core/buffer.h"
#include "solver/core/error.h"
#include "solver/model/solution.h"

typedef struct wain_search_state {
    double cooled;    /* share of the annealing that lies behind it, 0 .. 1; the temperature goes on from there */
    int64_t round;    /* rounds of parts (see parts.c) that are complete. 0: there is no more than `best` */
    int64_t budget;   /* iterations of all rounds together; INT64_MAX in a timed search */
    double hot, cold; /* temperatures of all rounds */
    int64_t iterations, removed, insertions_tested; /* done so far */
    wain_solution *best;
    wain_solution *current; /* where the next round begins; NULL when round is 0 */
} wain_search_state;

/* A copy of a state of a problem with that many orders, with solutions of its own. *out is the caller's. WAIN_EMEMORY.
 */
wain_status wain_search_state_copy(const wain_search_state *state, int32_t num_orders, wain_search_state **out,
                                   wain_error *err);
void wain_search_state_free(wain_search_state *state); /* accepts NULL */

/* Append the state to `out`; `failed` there when memory is lacking. */
void wain_search_state_pack(const wain_search_state *state, wain_buffer *out);

/* Read it back, checked: every order of 0..num_orders-1 stands in each solution once. WAIN_EINTERNAL says what is
 * damaged, WAIN_EMEMORY. *out is the caller's. */
wain_status wain_search_state_unpack(wain_buffer *in, int32_t num_orders, wain_search_state **out, wain_error *err);

#endif
