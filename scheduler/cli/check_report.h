/* What wain check says of a plan, for people and for programs. */
#ifndef WAIN_CLI_CHECK_REPORT_H
#define WAIN_CLI_CHECK_REPORT_H

#include <jansson.h>

#include "solver/model/feasibility.h"

typedef struct wain_check_outcome {
    const char *subject;         /* what was checked, for the first line; borrowed like all here */
    const wain_order_book *book; /* names of orders */
    const wain_plan *plan;
    const wain_check_report *report;
    const int64_t *lines; /* line of each route in its file; NULL: routes are named by number alone */
    int64_t first_route;  /* number of the first route in the file */
    const char *cost;     /* recomputed, as text */
    const char *unit;     /* of the cost; "" when it has none */
    int64_t scale;        /* times and distances of violations count so many in a unit of the file; 0 is like 1 */
    const char *fault;    /* what else is wrong, e.g. with the stated cost; NULL when nothing is */
} wain_check_outcome;

/* Violations and a summary as text. */
void wain_check_print_text(const wain_check_outcome *outcome);

/* One object; `details` (taken over) has the cost and what this kind of plan has besides: its keys are added. WAIN_EIO,
 * WAIN_EMEMORY. */
wain_status wain_check_print_json(const wain_check_outcome *outcome, json_t *details, wain_error *err);

/* WAIN_OK when nothing is violated, else WAIN_ECHECK with the number of violations. */
wain_status wain_check_verdict(const wain_check_outcome *outcome, wain_error *err);

#endif
