/* wain check of a published night's plan. */
#ifndef WAIN_CLI_CHECK_RESULT_H
#define WAIN_CLI_CHECK_RESULT_H

#include "solver/core/error.h"
#include "solver/core/types.h"

/* Check the plan of an HDF5 result against its inputs, read anew: those of the job file it names, or of `job_path`
 * where that is not NULL. The options that were given on the command line of the run are taken from the result. Prints
 * violations and totals as text (not when quiet) or JSON. WAIN_ECHECK when something is violated or an input has
 * changed. */
wain_status wain_check_result(const char *path, const char *job_path, bool json, bool quiet, wain_error *err);

#endif
