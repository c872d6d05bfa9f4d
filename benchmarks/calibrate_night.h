/* Measures what a night costs on this machine (benchmarks/night_costs.h), by doing it once on one core. What a message
 * costs is measured between ranks of MPI: only under mpirun -n 2. */
#ifndef WAIN_BENCHMARKS_CALIBRATE_NIGHT_H
#define WAIN_BENCHMARKS_CALIBRATE_NIGHT_H

#include "benchmarks/night_costs.h"
#include "solver/core/types.h"

/* Plan the job at `job_path` once, in steps that are timed; the first eight units and four smaller ones are searched
 * with so many iterations (0: 20,000), the others get a first solution. *costs receives what was measured; startup and
 * what the job has no example of (redraw, without a split region) stay. The result is written beside the job's and
 * removed. Errors: those of the steps. */
wain_status night_calibrate(const char *job_path, int64_t iterations, night_costs *costs, bool *alone, wain_error *err);

#endif
