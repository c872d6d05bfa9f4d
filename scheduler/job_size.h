/* How large a job is, from its partition: what its search takes in time and memory, and how many ranks it can use. */
#ifndef WAIN_SCHEDULER_JOB_SIZE_H
#define WAIN_SCHEDULER_JOB_SIZE_H

#include "solver/model/order_book.h"
#include "solver/partition/partition.h"

typedef struct wain_job_size {
    int32_t units, largest_unit;   /* number of units; orders of the largest */
    int64_t orders;                /* in units */
    double effort, largest_effort; /* core-seconds for even quality: of all units, of the largest */
    int32_t useful_ranks;          /* no more than keep all busy; at least 1 */
    size_t unit_memory;            /* bytes of the largest unit's search with one thread */
    size_t book_memory;            /* bytes of the order book, which rank 0 holds */
} wain_job_size;

wain_job_size wain_job_size_measure(const wain_partition *partition, const wain_order_book *book);

/* Predicted wall seconds until `ranks` ranks of one core each bring all units to even quality. */
double wain_job_size_seconds(const wain_job_size *size, int32_t ranks);

/* Predicted wall seconds of a budget of `iterations` for every unit on `ranks` ranks of one core each. */
double wain_job_size_iteration_seconds(const wain_partition *partition, int64_t iterations, int32_t ranks);

/* The fewest ranks of `threads` threads that bring all units to even quality in `seconds`, and no more than are useful.
 */
int32_t wain_job_size_ranks(const wain_job_size *size, double seconds, int32_t threads);

/* Bytes that so many ranks of one thread each will likely take together. */
size_t wain_job_size_memory(const wain_job_size *size, int32_t ranks);

/* Bytes to grant a rank of `threads` threads: generous, and for each as for rank 0, which also holds the book and the
 * plan: nobody can say on which node that one will be. */
size_t wain_job_size_rank_memory(const wain_job_size *size, int32_t threads);

#endif
