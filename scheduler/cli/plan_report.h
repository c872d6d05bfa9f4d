/* What wain plan tells on stdout: the partition of a dry run, and the summary of a finished plan; as tables for people
 * or as one JSON object. */
#ifndef WAIN_CLI_PLAN_REPORT_H
#define WAIN_CLI_PLAN_REPORT_H

#include "io/job.h"
#include "io/result_hdf5.h"
#include "scheduler/work.h"
#include "solver/model/plan.h"
#include "solver/partition/partition.h"

typedef struct wain_plan_report {
    const wain_job *job; /* all borrowed */
    const wain_order_book *book;
    const wain_partition *partition;
    const wain_plan *plan;
    const wain_outcome *outcome;
    const wain_result_run *run;
    wain_plan_kpi kpi;
    char digest[WAIN_DIGEST_TEXT];
    wain_status verdict; /* WAIN_OK, WAIN_EREQUIRED, WAIN_ESTOPPED */
} wain_plan_report;

/* Note in `run` what all ranks have taken: the others by the time they finished, this one so far. */
void wain_plan_report_count_memory(wain_result_run *run, wain_outcome *outcome);

void wain_plan_report_print(const wain_plan_report *report);
wain_status wain_plan_report_print_json(const wain_plan_report *report, wain_error *err);

/* Units with size, effort and memory, and what more ranks would bring. Only job, book and partition are used. */
void wain_dry_run_print(const wain_plan_report *report);
wain_status wain_dry_run_print_json(const wain_plan_report *report, wain_error *err);

#endif
