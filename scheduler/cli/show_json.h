/* A result as one JSON object, for `wain show --json`. */
#ifndef WAIN_CLI_SHOW_JSON_H
#define WAIN_CLI_SHOW_JSON_H

#include <stdio.h>

#include "scheduler/cli/result_summary.h"

/* Rows of a group to print in full. */
typedef struct wain_shown_rows {
    wain_result_group group;
    const size_t *rows; /* borrowed */
    size_t count;
} wain_shown_rows;

/* Print the summary with the plan's digest, and under "rows" those of `shown` (NULL: none). WAIN_EMEMORY, WAIN_EIO. */
wain_status wain_show_json(FILE *out, const char *path, const wain_result *result, const wain_result_summary *summary,
                           const wain_shown_rows *shown, wain_error *err);

#endif
