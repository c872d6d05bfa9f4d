/* The values of a result's columns, row by row, from the plan, the book and the job. The writer stores them; the check
 * of a result compares them with what is stored. */
#ifndef WAIN_IO_RESULT_COLUMNS_INTERNAL_H
#define WAIN_IO_RESULT_COLUMNS_INTERNAL_H

#include <limits.h>

#include "io/result_hdf5.h"

/* An option among the job's tables. */
typedef struct wain_option_place {
    size_t table, index;
} wain_option_place;

/* What the routes of a unit add up to. */
typedef struct wain_unit_sums {
    int64_t first_route; /* -1: it has none */
    int64_t num_routes, num_stops;
    wain_cost cost;
} wain_unit_sums;

typedef struct wain_result_source {
    const wain_job *job; /* borrowed, like the next three */
    const wain_order_book *book;
    const wain_plan *plan;
    const wain_result_run *run;
    int64_t *stop_of_order;     /* per order its stop, -1; owned, like the next four */
    int32_t *route_of_stop;     /* per stop its route */
    wain_unit_sums *units;      /* per unit */
    int32_t *nearest_region;    /* per region, see result_texts_internal.h */
    wain_option_place *options; /* of the job's tables, one after the other */
    size_t num_options, num_phases;
    wain_plan_kpi kpi;
    char digest[WAIN_DIGEST_TEXT];
    char text[PATH_MAX + 1]; /* a computed text; valid until the next */
} wain_result_source;

/* Prepare the links and totals. A plan whose rows do not fit each other or the book is WAIN_EINTERNAL. O(plan + book).
 * Without `run` what is MEASURED is unknown. Release with clear, also after a failure. */
wain_status wain_result_source_init(wain_result_source *source, const wain_job *job, const wain_order_book *book,
                                    const wain_plan *plan, const wain_result_run *run, wain_error *err);
void wain_result_source_clear(wain_result_source *source);

/* Number of rows of a group, and the value of a column of fitting type in one of them. A text is valid until the next.
 */
size_t wain_result_source_rows(const wain_result_source *source, wain_result_group group);
int64_t wain_result_source_int(wain_result_source *source, wain_result_column column, size_t row);
double wain_result_source_real(wain_result_source *source, wain_result_column column, size_t row);
const char *wain_result_source_text(wain_result_source *source, wain_result_column column, size_t row);

#endif
