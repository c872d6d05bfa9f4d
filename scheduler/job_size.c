#include "scheduler/job_size.h"

#include <math.h>

/* What a rank takes before it holds anything (program, MPI, its buffers), and a further thread for each order. */
#define BASE_MEMORY ((size_t)200 << 20)
#define THREAD_MEMORY ((size_t)1024)

/* The book, the plan made of it, and the columns in which it is written. */
enum { COPIES_OF_BOOK = 3 };

/* These bound what is asked of a queue, where too little ends the job. What is usually seen is less. */
#define USUAL_MEMORY ((size_t)36 << 20)
enum { USUAL_COPIES = 2 };

wain_job_size wain_job_size_measure(const wain_partition *partition, const wain_order_book *book)
{
    wain_job_size size = {
        .units = partition->num_units, .book_memory = wain_order_book_memory(book), .useful_ranks = 1};
    double ratio;

    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];

        size.orders += unit->num_orders;
        size.effort += unit->effort;
        size.largest_effort = fmax(size.largest_effort, unit->effort);
        size.largest_unit = unit->num_orders > size.largest_unit ? unit->num_orders : size.largest_unit;
        size.unit_memory = unit->memory > size.unit_memory ? unit->memory : size.unit_memory;
    }
    /* The largest unit bounds what any number of ranks can save. */
    ratio = size.largest_effort > 0 ? size.effort / size.largest_effort : 1;
    size.useful_ranks = (int32_t)fmax(1, fmin(ceil(ratio), partition->num_units));
    return size;
}

double wain_job_size_seconds(const wain_job_size *size, int32_t ranks)
{
    return fmax(size->effort / ranks, size->largest_effort);
}

double wain_job_size_iteration_seconds(const wain_partition *partition, int64_t iterations, int32_t ranks)
{
    double all = 0, longest = 0;

    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];
        const double even = WAIN_EVEN_ITERATIONS * unit->num_orders; /* iterations behind its effort */
        const double seconds = even > 0 ? (double)iterations / even * unit->effort : 0;

        all += seconds;
        longest = fmax(longest, seconds);
    }
    return fmax(all / ranks, longest);
}

int32_t wain_job_size_ranks(const wain_job_size *size, double seconds, int32_t threads)
{
    const double wanted = seconds > 0 ? ceil(size->effort / threads / seconds) : size->useful_ranks;

    return (int32_t)fmax(1, fmin(wanted, size->useful_ranks));
}

size_t wain_job_size_memory(const wain_job_size *size, int32_t ranks)
{
    return USUAL_COPIES * size->book_memory + (size_t)ranks * (USUAL_MEMORY + size->unit_memory);
}

size_t wain_job_size_rank_memory(const wain_job_size *size, int32_t threads)
{
    return BASE_MEMORY + size->unit_memory + (size_t)(threads - 1) * (size_t)size->largest_unit * THREAD_MEMORY +
           COPIES_OF_BOOK * size->book_memory;
}
