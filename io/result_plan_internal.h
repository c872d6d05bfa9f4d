/* What the reader of results asks of io/result_plan.c. */
#ifndef WAIN_IO_RESULT_PLAN_INTERNAL_H
#define WAIN_IO_RESULT_PLAN_INTERNAL_H

#include "io/result_hdf5.h"

/* Read a column that is still in the file; without effect where it is in memory. WAIN_EINPUT, WAIN_EMEMORY. */
wain_status wain_result_load(wain_result *result, wain_result_column column, wain_error *err);

/* The same for one row: unless it is in memory, the slab that it stands in takes the place of what is. */
wain_status wain_result_reach(wain_result *result, wain_result_column column, size_t row, wain_error *err);

/* Release a column that can be read again; without effect on others. */
void wain_result_unload(wain_result *result, wain_result_column column);

/* Whether a column is one that stays in the file. */
bool wain_result_is_in_file(const wain_result *result, wain_result_column column);

/* Load and unload the columns of /orders, /stops and /unassigned that make the plan, none of them of texts. */
wain_status wain_result_load_plan(wain_result *result, wain_error *err);
void wain_result_unload_plan(wain_result *result);

/* WAIN_EINPUT when a row refers to one that is not there, or the plan's digest is not the recorded one. O(result). */
wain_status wain_result_check(wain_result *result, const char *path, wain_error *err);

#endif
