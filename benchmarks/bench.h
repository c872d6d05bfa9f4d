/* Benchmarks written in C and timed by Google Benchmark. A body is a C function that sets up, loops while
 * bench_next() says so, and tears down; only the loop is timed. bench_adapter.cc is the one file that knows C++. */
#ifndef WAIN_BENCHMARKS_BENCH_H
#define WAIN_BENCHMARKS_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bench_run bench_run; /* one timed run of a body; opaque */
typedef void bench_body(bench_run *run);

/* A body and the sizes it is run with: size_min, size_min * size_factor, ... up to size_max. */
typedef struct bench_entry {
    const char *name;
    bench_body *body;
    int64_t size_min, size_max;
    int size_factor;
} bench_entry;

/* Run the entries that the command line selects (Google Benchmark's flags). Returns the exit status: 0, 1 for a wrong
 * flag or when nothing was selected, 2 when a body failed. */
int bench_main(int argc, char **argv, const bench_entry *entries, int num_entries);

/* True as long as the body is to go on; the time between two calls is what is measured. */
bool bench_next(bench_run *run);

/* The size this run is for. */
int64_t bench_size(const bench_run *run);

/* End the run as failed; the text ends up in the report. bench_next() is false from then on. */
void bench_fail(bench_run *run, const char *text);

/* Report `total` things done in the whole run as a rate per second of that name. */
void bench_rate(bench_run *run, const char *name, int64_t total);

/* Report a plain figure. */
void bench_figure(bench_run *run, const char *name, double value);

/* Keep the compiler from removing the computation of what `value` points to. */
static inline void bench_keep(const void *value)
{
    __asm__ volatile("" : : "g"(value) : "memory");
}

#ifdef __cplusplus
}
#endif

#endif
