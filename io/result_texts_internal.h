/* Texts of a result that are put together: windows, skills, what would let an order in. Used by its columns only. */
#ifndef WAIN_IO_RESULT_TEXTS_INTERNAL_H
#define WAIN_IO_RESULT_TEXTS_INTERNAL_H

#include "io/result_columns_internal.h"

/* Each text is valid until the next. "08:00-12:00;13:00-17:00", with seconds only where there are some; "" for any
 * time. */
const char *wain_result_windows_text(wain_result_source *source, const wain_order *order);

/* Names joined by ';'. */
const char *wain_result_skills_text(wain_result_source *source, uint64_t skills);

/* The least change that would let an order in, with the names of what is to be changed. */
const char *wain_result_relaxation_text(wain_result_source *source, const wain_unserved *unserved);

/* For each region that has no vehicle the most alike name of one that has, in source->nearest_region; -1 without.
 * WAIN_EMEMORY. */
wain_status wain_result_find_nearest_regions(wain_result_source *source, wain_error *err);

#endif
