/* Parts with new borders: the routes that stand are divided among parts once more, along other lines, so that what lies
 * at a border in one round lies inside a part in the next (Taillard and Voss, 2002; Santini et al., 2023). A part
 * gets whole routes with their vehicles, the orders left out nearest to them, and a share of the vehicles that stand
 * idle; what it holds is the solution its search begins with. */
#ifndef WAIN_REDRAW_H
#define WAIN_REDRAW_H

#include "solver/partition/partition.h"
#include "solver/unit_outcome.h"

typedef struct wain_redraw_options {
    uint64_t seed;
    int32_t round; /* 1 is the first; each has lines of its own */
    double cooled; /* of the states that searches begin with */
} wain_redraw_options;

/* Draw the parts of every region and day that has several anew. `units` are those of `partition`, all of them done;
 * what is not drawn anew moves over as it is. The new partition has as many days and the same orders; each of its
 * units waits in *out_units with `from`. Both results are the caller's; units that moved are zeroed. Deterministic.
 * Errors: WAIN_EMEMORY, all units then being as they were. O(n log n). */
wain_status wain_partition_redraw(const wain_partition *partition, wain_unit_outcome *units,
                                  const wain_order_book *book, const wain_travel *travel,
                                  const wain_redraw_options *options, wain_partition **out,
                                  wain_unit_outcome **out_units, wain_error *err);

#endif
