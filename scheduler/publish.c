#include "scheduler/publish.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/quantity.h"

/* Keep the written file under a name nobody takes for the result. */
static wain_status keep_aside(const wain_atomic_file *file, const wain_check_report *report, wain_error *err)
{
    char *aside = NULL;
    char count[48];
    wain_status status;

    wain_print_number_of((int64_t)report->total, "violation", count);
    if (asprintf(&aside, "%s" WAIN_REJECTED_SUFFIX, file->path) < 0)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for the name of the rejected plan");
    if (rename(file->temporary, aside) == 0)
        status = wain_error_set(err, WAIN_ECHECK,
                                "the plan has %s and is not published; it is kept as %s for inspection", count, aside);
    else
        status =
            wain_error_set(err, WAIN_ECHECK, "the plan has %s and is not published; it could not be kept as %s: %s",
                           count, aside, strerror(errno));
    free(aside);
    return status;
}

/* What was written is read again and checked as `wain check` would, so that what is published is what was checked. */
static wain_status verify_written(const wain_atomic_file *file, const wain_job *job, const wain_order_book *book,
                                  const wain_digest *meant, const wain_result_run *run, wain_plan **written,
                                  wain_plan_totals *totals, wain_check_report *report, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result *result = NULL;

    WAIN_TRY(wain_result_open(file->temporary, &result, err));
    WAIN_TRY(wain_result_verify(result, job, book, run, written, totals, report, err));
    if (memcmp(&totals->digest, meant, sizeof *meant) != 0)
        status = wain_error_set(err, WAIN_EIO, "%s: what was written is not what was to be written", file->path);
done:
    if (status == WAIN_EINPUT || status == WAIN_ECHECK) /* unreadable a moment after it was written: the disk */
        status = err ? (err->status = WAIN_EIO) : WAIN_EIO;
    wain_result_free(result);
    return status;
}

wain_status wain_publish_plan(wain_atomic_file *file, const wain_job *job, const wain_order_book *book,
                              wain_result_writer **writer, wain_plan **plan, const wain_result_run *run,
                              wain_plan_totals *totals, wain_check_report *report, wain_error *err)
{
    wain_plan_totals written = {0};
    wain_status status = wain_result_writer_end(*writer, *plan, run, &written, err);

    *totals = written;
    wain_result_writer_free(*writer);
    wain_plan_free(*plan);
    *writer = NULL;
    *plan = NULL;
    if (status == WAIN_OK && report->total == 0)
        status = verify_written(file, job, book, &written.digest, run, plan, totals, report, err);
    if (report->total > 0) /* whatever became of the copy, the verdict is on the plan */
        return keep_aside(file, report, err);
    return status == WAIN_OK ? wain_atomic_file_replace(file, err) : status;
}
