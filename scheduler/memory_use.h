/* How much memory this process takes: the resident peak that the kernel counts, and what jemalloc says of its heap.
 * Reading the heap takes some 10 microseconds; the rest about as long. Any thread. */
#ifndef WAIN_SCHEDULER_MEMORY_USE_H
#define WAIN_SCHEDULER_MEMORY_USE_H

#include "solver/core/types.h"

typedef struct wain_memory_use {
    int64_t peak;           /* bytes: largest resident size of the process so far; 0: unknown */
    int64_t heap_allocated; /* bytes that the program had allocated, the largest seen; 0: unknown, without jemalloc */
    int64_t heap_resident;  /* bytes of pages that jemalloc held for that, the largest seen; 0: unknown */
} wain_memory_use;

/* What all ranks together take. */
typedef struct wain_memory_total {
    wain_memory_use largest; /* of each figure the largest of any rank */
    int64_t sum;             /* bytes: sum of the ranks' peaks */
} wain_memory_total;

/* Look again: each figure becomes the larger of what it was and what is now. */
void wain_memory_use_update(wain_memory_use *use);

/* Add a rank to the total. */
void wain_memory_total_add(wain_memory_total *total, const wain_memory_use *rank);

#endif
