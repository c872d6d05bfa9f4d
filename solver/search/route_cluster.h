/* Route clusters: some whole routes of a solution that lie side by side, annealed again as a problem of their own while
 * all other routes stand still; the outcome is kept when it is cheaper. Decomposes a large problem into small ones that
 * threads can search at the same time and that stay in the caches, and picks the better of several outcomes place by
 * place instead of for the whole (POPMUSIC: Taillard and Voss, 2002; Santini et al., 2023).
 *
 * A round: choose some clusters of the current solution, search each of them (in any order, by any thread), merge. */
#ifndef WAIN_SEARCH_ROUTE_CLUSTER_H
#define WAIN_SEARCH_ROUTE_CLUSTER_H

#include "solver/core/error.h"
#include "solver/search/kernel.h"

typedef struct wain_cluster wain_cluster;   /* one cluster: its routes, and after the search their successors */
typedef struct wain_clusters wain_clusters; /* the clusters of a round, and the solution that they are parts of */

/* Room for rounds of up to `count` clusters. Borrows kernel, input and `current`, a solution of input's problem with
 * room for num_orders, whose cost is what a chain of this kernel counts. *out is the caller's; free accepts NULL. */
wain_status wain_clusters_create(const wain_kernel *kernel, const wain_kernel_input *input, int32_t count,
                                 wain_solution *current, wain_clusters **out, wain_error *err);
void wain_clusters_free(wain_clusters *clusters);

/* Choose the clusters of a round: each grows from a random order through the neighbour lists until it has about `size`
 * orders, around routes that no other cluster of the round has where that is possible. *count receives their number.
 * O(n). WAIN_EMEMORY. */
wain_status wain_clusters_choose(wain_clusters *clusters, int32_t size, wain_rng *rng, int32_t *count, wain_error *err);

/* Divide all routes into clusters of about equal size instead, along lines in random directions through the routes'
 * centres. *count: how many are wanted, at most the capacity, and then how many there are: fewer where routes are few.
 * O(n + routes log routes). WAIN_EMEMORY. */
wain_status wain_clusters_divide(wain_clusters *clusters, int32_t *count, wain_rng *rng, wain_error *err);

/* Orders in cluster i of the round. */
int32_t wain_clusters_orders(const wain_clusters *clusters, int32_t i);

/* What a search of a cluster hands back: the best solution it saw, or where it stood at the end. */
typedef enum wain_cluster_outcome { WAIN_CLUSTER_BEST, WAIN_CLUSTER_CURRENT } wain_cluster_outcome;

/* Search cluster i within the slice, whose temperatures are multiples of the cluster's mean arc when `relative`.
 * Different clusters may be searched at the same time. *statistics receives what was done. Errors: WAIN_EMEMORY. */
wain_status wain_clusters_search(wain_clusters *clusters, int32_t i, wain_rng rng, wain_slice slice, bool relative,
                                 wain_cluster_outcome outcome, wain_chain_statistics *statistics, wain_error *err);

/* Put the outcomes into the current solution, the largest saving first; of two that share a route the second is
 * dropped, and so are dearer ones unless `also_dearer`. Returns the number of clusters that changed. O(n). */
int32_t wain_clusters_merge(wain_clusters *clusters, bool also_dearer);

#endif
