/* The nearest orders of each order: the only places beside which an insertion is tried (granular neighbourhoods, Toth
 * and Vigo, 2003), and those that are removed together. Immutable after creation; shared by all chains. */
#ifndef WAIN_SEARCH_NEIGHBOURS_H
#define WAIN_SEARCH_NEIGHBOURS_H

#include "solver/core/error.h"
#include "solver/model/problem.h"

typedef struct wain_neighbours {
    int32_t count;        /* K: neighbours of each order, at most num_orders - 1 */
    int32_t *orders;      /* num_orders x count, nearest first; owned */
    wain_dist *distances; /* to them; owned */
    wain_dist *radius;    /* per order: distance of the last in its list, within which no order is missing but for its
                           * windows; owned */
} wain_neighbours;

/* Build the lists of all orders that are not excluded (`excluded` per order; such orders have no list and are in none:
 * their rows are filled with themselves). For asymmetric distances the nearer direction counts.
 * `in_time`: the lists hold, by distance too, those orders that are nearest for a vehicle that serves both one right
 * after the other: waiting that nothing avoids counts a fifth of the way driven meanwhile, lateness in full (Vidal,
 * Crainic, Gendreau and Prins, 2013). Uniform grid: O(n K)
 * for planar and great-circle problems; O(n^2) for matrices. *out is the caller's. */
wain_status wain_neighbours_create(const wain_problem *problem, const uint8_t *excluded, int32_t count, bool in_time,
                                   wain_neighbours **out, wain_error *err);
void wain_neighbours_free(wain_neighbours *neighbours); /* accepts NULL */

#endif
