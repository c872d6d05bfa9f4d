/* The arguments that all commands reading a job share: the job file, --set, --threads, --quiet, and a --help that lists
 * every option of the job from its declaration. */
#ifndef WAIN_CLI_JOB_ARGUMENTS_H
#define WAIN_CLI_JOB_ARGUMENTS_H

#include <argp.h>
#include <stdio.h>

#include "io/job.h"
#include "scheduler/scheduler_options.h"

/* One value given on the command line. */
typedef struct wain_job_assignment {
    const char *key;  /* "section.name"; NULL when the text is "section.name=value" */
    const char *text; /* borrowed from argv */
} wain_job_assignment;

/* The value that it gives to `key`, by its flag or by --set, borrowed; NULL when it is about another key. */
const char *wain_job_assignment_value(const wain_job_assignment *of, const char *key);

enum { WAIN_MAX_ASSIGNMENTS = 256 };

typedef struct wain_job_arguments {
    const char *path; /* of the job file; borrowed from argv */
    wain_job_assignment assignments[WAIN_MAX_ASSIGNMENTS];
    size_t num_assignments;
    bool quiet;
} wain_job_arguments;

/* The only child of the argp of a command that reads a job. It takes the job file as the one positional argument. The
 * command's own parser hands it the wain_job_arguments at ARGP_KEY_INIT: state->child_inputs[0] = &arguments. */
extern const struct argp_child wain_job_children[];

/* Parse a command's arguments, `command` being the input of its argp. As argp does, --help and usage errors end the
 * program here, with exit codes 0 and 2. */
void wain_job_arguments_parse(const struct argp *argp, int argc, char **argv, void *command);

/* Set an option as --set does; texts are borrowed. Too many are an error of usage. */
void wain_job_arguments_assign(wain_job_arguments *arguments, struct argp_state *state, const char *key,
                               const char *text);

/* Which of both ends the search must be clear: at ARGP_KEY_SUCCESS, of a command that takes both --time-limit and
 * --iterations. On the command line a time limit takes the place of a file's iterations. */
void wain_job_arguments_settle_budget(wain_job_arguments *arguments, struct argp_state *state);

/* Create the job, add the scheduler's options, read the file, assign, finish. Faults of the job file are collected;
 * *out is the caller's also when faults stop the job (WAIN_EUSAGE), NULL on other errors. */
wain_status wain_job_arguments_open(const wain_job_arguments *arguments, wain_scheduler_options *options,
                                    wain_job **out, wain_fault_list *faults, wain_error *err);

/* All faults, a line each, by file and line, then how many were not kept. Sorts them. */
void wain_job_arguments_print_faults(FILE *out, wain_fault_list *faults);

#endif
