/* How a job was started: written down for whoever resumes it from another folder. */
#ifndef WAIN_CLI_JOB_START_H
#define WAIN_CLI_JOB_START_H

#include "io/night_state.h"
#include "scheduler/cli/job_arguments.h"

/* `path` as seen from any folder, the caller's; NULL when memory is lacking. */
char *wain_make_absolute(const char *path);

/* Have a file that the arguments name for the option `key`, borrowed, mean one of the folder that is current now.
 * *owned, which is replaced, is what the arguments point to afterwards. False when memory is lacking. */
bool wain_job_start_fix_path(wain_job_arguments *arguments, const char *key, char **owned);

/* The job, the arguments and the current folder; *start is to be cleared also on failure. WAIN_EMEMORY. */
wain_status wain_job_start_describe(const wain_job_arguments *arguments, wain_night_start *start, wain_error *err);

#endif
