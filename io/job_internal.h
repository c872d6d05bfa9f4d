/* What the parts of the job share. */
#ifndef WAIN_IO_JOB_INTERNAL_H
#define WAIN_IO_JOB_INTERNAL_H

#include "io/job.h"

/* *out is the caller's. */
wain_status wain_job_copy_text(const char *text, char **out, wain_error *err);

/* Remember an input file for provenance. */
wain_status wain_job_add_input(wain_job *job, const char *role, const char *path, int64_t bytes, const char *digest,
                               wain_error *err);

#endif
