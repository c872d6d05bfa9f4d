/* The result of a night as one HDF5 file (docs/file_formats.md): a group per entity, columns of equal length. */
#ifndef WAIN_IO_RESULT_HDF5_H
#define WAIN_IO_RESULT_HDF5_H

#include "io/job.h"
#include "solver/model/plan.h"

#define WAIN_RESULT_SCHEMA "1.0" /* major.minor; a reader refuses another major version */

/* What a result says of the run besides the plan. */
typedef struct wain_result_run {
    const char *program_version;
    const char *command_line;
    const char *mode;       /* "iterations" (repeatable) or "time" */
    int64_t started;        /* seconds since the epoch */
    double elapsed;         /* seconds: whole job so far */
    int32_t ranks, threads, hosts;
    bool stopped_early;
    const char *phases[16]; /* names and seconds of where the time went; NULL-terminated */
    double phase_seconds[16];
} wain_result_run;

/* Write the result to `path` itself; the caller publishes it by renaming (io/atomic_file.h). */
wain_status wain_result_write(const char *path, const wain_job *job, const wain_order_book *book, const wain_plan *plan,
                              const wain_result_run *run, wain_error *err);

/* What a result file holds, read back without the inputs. Texts are owned. */
typedef struct wain_result wain_result;

wain_status wain_result_read(const char *path, wain_result **out, wain_error *err);
void wain_result_free(wain_result *result); /* accepts NULL */

/* The plan in it, its orders numbered as rows of `book` found again by order_id. WAIN_ECHECK when an order or vehicle
 * type is not in the book or the inputs' digests differ from those of `job`. *out is the caller's. */
wain_status wain_result_plan(const wain_result *result, const wain_job *job, const wain_order_book *book, wain_plan **out,
                             wain_error *err);

#endif
