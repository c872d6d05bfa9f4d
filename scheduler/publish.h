/* The last step of a night: a plan that passed its check becomes the result, one that did not is kept aside. */
#ifndef WAIN_SCHEDULER_PUBLISH_H
#define WAIN_SCHEDULER_PUBLISH_H

#include "io/atomic_file.h"
#include "io/result_writer.h"
#include "solver/model/feasibility.h"

/* Added to the name of the output for a plan that failed its check. */
#define WAIN_REJECTED_SUFFIX ".rejected"

/* End the result that `writer`, with all routes of *plan, has written to the claimed `file` so far, read it again,
 * check what is there as wain_result_verify does (violations are added to `report`), and publish it when `report` names
 * no violation. Else it is kept under the output's name with WAIN_REJECTED_SUFFIX, for whoever looks into the fault,
 * and the call ends with WAIN_ECHECK. *writer and *plan are released once all is written; afterwards *plan is the one
 * that was read, without its stops, or NULL after a failure, and *totals what it comes to. An older result is only ever
 * replaced by a whole and valid one. Errors: WAIN_EIO, WAIN_EMEMORY. */
wain_status wain_publish_plan(wain_atomic_file *file, const wain_job *job, const wain_order_book *book,
                              wain_result_writer **writer, wain_plan **plan, const wain_result_run *run,
                              wain_plan_totals *totals, wain_check_report *report, wain_error *err);

#endif
