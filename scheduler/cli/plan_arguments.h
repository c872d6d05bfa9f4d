/* The command lines of wain plan and wain resume. */
#ifndef WAIN_CLI_PLAN_ARGUMENTS_H
#define WAIN_CLI_PLAN_ARGUMENTS_H

#include <argp.h>

#include "scheduler/cli/job_arguments.h"

typedef struct plan_arguments {
    wain_job_arguments job;
    bool dry_run, json, resume, anew;
    bool is_resume; /* the command is `wain resume`: the path is that of a state file */
} wain_plan_arguments;

/* Their input is a wain_plan_arguments, zeroed but for is_resume. */
extern const struct argp wain_plan_argp, wain_resume_argp;

#endif
