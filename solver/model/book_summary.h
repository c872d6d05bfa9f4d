/* What can be said of an order book before anything is planned: how many of its orders no plan could hold, and why.
 * Proofs that need no travel times, so that a book of a million orders takes milliseconds. Reentrant. */
#ifndef WAIN_MODEL_BOOK_SUMMARY_H
#define WAIN_MODEL_BOOK_SUMMARY_H

#include "solver/model/order_book.h"

typedef struct wain_book_summary {
    size_t orders, refused;                /* refused: with faults of their own; the counts below are of the others */
    size_t regions, regions_without_depot; /* named ones */
    size_t outside_horizon;                /* none of their days is planned; of the rest, the first that holds: */
    size_t no_depot;                       /* their region has no depot or no vehicle */
    size_t too_large;                      /* no vehicle type of their region carries them */
    size_t no_skill;                       /* no vehicle type of their region has all their skills */
} wain_book_summary;

/* Count. WAIN_EMEMORY. O(orders x vehicle types of a region). */
wain_status wain_book_summarise(const wain_order_book *book, wain_day first_day, int32_t num_days,
                                wain_book_summary *out, wain_error *err);

#endif
