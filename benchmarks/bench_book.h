/* A folder with a job file, orders, depots and fleet to read, for the benchmarks of input and output. */
#ifndef WAIN_BENCHMARKS_BENCH_BOOK_H
#define WAIN_BENCHMARKS_BENCH_BOOK_H

#include "io/job.h"

typedef struct bench_book {
    char folder[64];
    wain_job *job;
    wain_order_book *book;
} bench_book;

/* Write `num_orders` orders into a new folder below /tmp. Release with bench_book_clear, whatever came of it. */
wain_status bench_book_write(bench_book *bench, int64_t num_orders, wain_error *err);

/* Read the job and load its book; what was loaded before is released. */
wain_status bench_book_load(bench_book *bench, wain_error *err);

/* Release everything and remove the folder. Harmless on a zeroed struct. */
void bench_book_clear(bench_book *bench);

#endif
