/* The result of a night as one HDF5 file (docs/file_formats.md): a group per entity, columns of equal length. */
#ifndef WAIN_IO_RESULT_HDF5_H
#define WAIN_IO_RESULT_HDF5_H

#include "io/hdf5_schema.h"
#include "io/job.h"
#include "solver/model/feasibility.h"
#include "solver/model/plan.h"

/* What a result says of the run besides the plan. */
typedef struct wain_result_run {
    const char *program_version;
    const char *command_line;
    const char *mode;              /* "iterations" (repeatable) or "time" */
    int64_t started;               /* seconds since the epoch */
    double elapsed;                /* seconds: whole job so far */
    int32_t ranks, threads, hosts; /* threads of all ranks together */
    bool stopped_early;
    int64_t memory_largest, memory_sum; /* bytes: peak of the largest rank so far, and of all ranks together */
    int64_t heap_allocated;             /* bytes: the most that a rank had allocated; -1: unknown, like the next */
    int64_t heap_resident;              /* bytes: the most that jemalloc held in memory for that in a rank */
    const char *phases[16];             /* names and seconds of where the time went; NULL-terminated */
    double phase_seconds[16];
} wain_result_run;

/* Whether a result may take the place of what is at `path`: nothing, an empty file or one in HDF5. WAIN_EIO for any
 * other, lest a job file or a book that was named by mistake is lost. */
wain_status wain_result_may_replace(const char *path, wain_error *err);

/* What a result file holds, read back without the inputs: all its columns. Texts are owned. */
typedef struct wain_result wain_result;

/* Read and check a result: every group and column is there, of the right type and length, and rows that refer to each
 * other fit, so that accessors never meet a row that is not there. *out is the caller's. WAIN_EIO when the file can't
 * be opened; WAIN_EINPUT when it is no result, of a newer major schema, cut off, damaged, or its digest is not that of
 * the plan in it. O(file). */
wain_status wain_result_read(const char *path, wain_result **out, wain_error *err);
void wain_result_free(wain_result *result); /* accepts NULL */

/* The same for wain_result_verify: the columns of /orders, /stops and /unassigned, nearly all of a big file, stay in
 * the file, which remains open, and must not be asked for by the functions below. `path` is borrowed as long as the
 * result lives. */
wain_status wain_result_open(const char *path, wain_result **out, wain_error *err);

/* Number of rows of a group; KPI and PROVENANCE have one. */
size_t wain_result_rows(const wain_result *result, wain_result_group group);

/* Minor version of its schema: columns that came later are filled with -1 or "". */
int wain_result_minor(const wain_result *result);

/* The value of a column in a row below wain_result_rows of its group. The column's type must fit (io/hdf5_schema.def):
 * I32 and I64 for int, these and REAL for real, TEXT for text (borrowed from the result, valid UTF-8 is not checked).
 */
int64_t wain_result_int(const wain_result *result, wain_result_column column, size_t row);
double wain_result_real(const wain_result *result, wain_result_column column, size_t row);
const char *wain_result_text(const wain_result *result, wain_result_column column, size_t row);

/* The reason of row `row` of /unassigned. */
wain_reason wain_result_reason(const wain_result *result, size_t row);

/* Check a result against the inputs it was made from: the plan in it as wain_feasibility_check does, and every column
 * that follows from inputs and plan, recomputed, cell by cell; a cell that differs is a violation in `report` (zeroed
 * or an earlier one). With `run`, what the writer was given, the MEASURED columns are compared too; NULL: they are
 * believed. Options are only compared when this version of wain wrote the result, for options change from version to
 * version. Of an opened result a part of a few columns at a time is in memory, besides its routes. *out is the plan
 * without its stops, the caller's, *totals what it comes to. WAIN_ECHECK when an order or vehicle type is not in the
 * book or the inputs' digests differ from those of `job`; violations are data, not an error. O(file). */
wain_status wain_result_verify(wain_result *result, const wain_job *job, const wain_order_book *book,
                               const wain_result_run *run, wain_plan **out, wain_plan_totals *totals,
                               wain_check_report *report, wain_error *err);

#endif
