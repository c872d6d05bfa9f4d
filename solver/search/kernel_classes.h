/* Which class a problem is in: what its kernel may leave out. Each is O(orders). */
#ifndef WAIN_SEARCH_KERNEL_CLASSES_H
#define WAIN_SEARCH_KERNEL_CLASSES_H

#include "solver/model/problem.h"

/* One depot, one vehicle type in any number, one load that is only delivered (or only picked up), cost = distance on a
 * plane; neither windows nor any limit that could bind. */
bool wain_is_capacitated(const wain_problem *problem);

/* As above, but with one window per order, service times, a shift and any number of vehicles; a unit of distance takes
 * a unit of time. */
bool wain_is_windowed(const wain_problem *problem);

/* Whole coordinates in a square so small that dx^2 + dy^2 <= 2,000,000 for all pairs, plain rounding, at most 30,000
 * orders: then distances are exact in single precision and ids and distances fit 16 bits. */
bool wain_is_small_grid(const wain_problem *problem);

#endif
