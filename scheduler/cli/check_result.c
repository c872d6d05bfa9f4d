#include "scheduler/cli/check_result.h"

#include <stdio.h>
#include <string.h>

#include "io/result_hdf5.h"
#include "scheduler/cli/check_report.h"
#include "scheduler/cli/json_report.h"
#include "scheduler/scheduler_options.h"
#include "solver/core/quantity.h"

/* Where the job file of the run was. */
static const char *recorded_job(const wain_result *result)
{
    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_INPUTS); i++) {
        if (strcmp(wain_result_text(result, WAIN_INPUTS_ROLE, i), "job") == 0)
            return wain_result_text(result, WAIN_INPUTS_PATH, i);
    }
    return NULL;
}

/* What the run's command line changed in the job, it changes here too. */
static wain_status repeat_overrides(const wain_result *result, wain_job *job, wain_error *err)
{
    const char *origin = wain_option_origin_name(WAIN_ORIGIN_COMMAND_LINE);
    wain_status status = WAIN_OK;

    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_OPTIONS); i++) {
        if (strcmp(wain_result_text(result, WAIN_OPTIONS_ORIGIN, i), origin) == 0)
            WAIN_TRY(wain_option_set(&job->registry, wain_result_text(result, WAIN_OPTIONS_KEY, i),
                                     wain_result_text(result, WAIN_OPTIONS_VALUE, i), WAIN_ORIGIN_COMMAND_LINE, err));
    }
done:
    return status;
}

static wain_status load_job(const wain_result *result, const char *path, wain_scheduler_options *scheduler,
                            wain_job **job, wain_order_book **book, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_fault_list faults = {0};
    size_t count;
    const wain_option *list = wain_scheduler_option_list(&count);

    WAIN_TRY(wain_job_create(job, err));
    WAIN_TRY(wain_option_registry_add(&(*job)->registry, list, count, scheduler, err));
    WAIN_TRY(wain_job_read(*job, path, &faults, err));
    WAIN_TRY(repeat_overrides(result, *job, err));
    WAIN_TRY(wain_job_finish(*job, &faults, err));
    WAIN_TRY(wain_job_load(*job, book, &faults, err));
done:
    wain_fault_list_clear(&faults);
    return status;
}

static wain_status report(const char *path, const wain_job *job, const wain_order_book *book, const wain_plan *plan,
                          const wain_digest *digest, const wain_check_report *found, bool json, bool quiet,
                          wain_error *err)
{
    char text[WAIN_DIGEST_TEXT], cost[32];
    const wain_check_outcome outcome = {.subject = path,
                                        .book = book,
                                        .plan = plan,
                                        .report = found,
                                        .cost = wain_print_money(found->cost, cost),
                                        .unit = job->io.currency};
    wain_status status = WAIN_OK;

    wain_digest_print(digest, text);
    if (json)
        WAIN_TRY(wain_check_print_json(&outcome,
                                       json_pack("{s:I, s:s, s:{s:o}, s:o}", "distance_m", (json_int_t)found->distance,
                                                 "digest", text, "cost", "total", wain_json_money(found->cost),
                                                 "currency", wain_json_text(job->io.currency)),
                                       err));
    else if (!quiet)
        wain_check_print_text(&outcome);
    status = wain_check_verdict(&outcome, err);
done:
    return status;
}

wain_status wain_check_result(const char *path, const char *job_path, bool json, bool quiet, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_scheduler_options scheduler = {0};
    wain_result *result = NULL;
    wain_job *job = NULL;
    wain_order_book *book = NULL;
    wain_plan *plan = NULL;
    wain_plan_totals totals = {0};
    wain_check_report found = {0};

    WAIN_TRY(wain_result_open(path, &result, err));
    if (!job_path)
        job_path = recorded_job(result);
    if (!job_path) {
        status = wain_error_set(err, WAIN_EINPUT, "%s: names no job file; give one with --job", path);
        goto done;
    }
    WAIN_TRY(load_job(result, job_path, &scheduler, &job, &book, err));
    WAIN_TRY(wain_result_verify(result, job, book, NULL, &plan, &totals, &found, err));
    status = report(path, job, book, plan, &totals.digest, &found, json, quiet, err);
done:
    wain_check_report_clear(&found);
    wain_plan_free(plan);
    wain_order_book_free(book);
    wain_job_free(job);
    wain_result_free(result);
    return status;
}
