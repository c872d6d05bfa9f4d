/* What the reader of results asks of io/result_plan.c. */
#ifndef WAIN_IO_RESULT_PLAN_INTERNAL_H
#define WAIN_IO_RESULT_PLAN_INTERNAL_H

#include "io/result_hdf5.h"

/* WAIN_EINPUT when a row refers to one that is not there, or the plan's digest is not the recorded one. O(result). */
wain_status wain_result_check(const wain_result *result, const char *path, wain_error *err);

#endif
