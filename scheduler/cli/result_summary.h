/* What is in a result, added up: in all, by region, by day, and what was left out why. For `wain show`. */
#ifndef WAIN_CLI_RESULT_SUMMARY_H
#define WAIN_CLI_RESULT_SUMMARY_H

#include "io/result_hdf5.h"

/* Which part of a result is looked at; NULL: all of it. */
typedef struct wain_result_filter {
    const char *region;
    const char *date; /* YYYY-MM-DD; orders left out have none and are not counted with it */
} wain_result_filter;

/* Sums over routes and orders. */
typedef struct wain_subtotal {
    const char *name;                      /* of the region or the date; borrowed from the result */
    int64_t orders;                        /* by region: of the book; by day: planned */
    int64_t planned, unassigned, required; /* required: of the unassigned */
    int64_t routes, distance;              /* distance in metres, the next four in seconds */
    int64_t duration, driving, waiting, service;
    wain_cost fixed_cost, distance_cost, time_cost;
    double peak[2], capacity[2]; /* kg and m3, of the routes of vehicles with a limit: the use is peak over capacity */
    double load[2];              /* kg and m3 planned */
} wain_subtotal;

typedef struct wain_subtotal_list {
    wain_subtotal *items; /* sorted by name */
    size_t count, capacity;
} wain_subtotal_list;

/* A relaxation and how many orders it would let in. */
typedef struct wain_relaxation_count {
    const char *text; /* borrowed from the result */
    int64_t orders;
} wain_relaxation_count;

enum { WAIN_SHOWN_RELAXATIONS = 3 };

typedef struct wain_reason_count {
    int64_t orders, required;
    size_t num_relaxations;                                    /* different ones */
    wain_relaxation_count relaxations[WAIN_SHOWN_RELAXATIONS]; /* the most frequent, most frequent first */
} wain_reason_count;

typedef struct wain_result_summary {
    wain_subtotal total;
    wain_subtotal_list regions, days;
    wain_reason_count reasons[WAIN_NUM_REASONS];
    int64_t units, units_done;
    bool whole; /* nothing was filtered out */
} wain_result_summary;

/* True when the row of that group belongs to the part `filter` names. Groups: ROUTES, UNITS, UNASSIGNED, ORDERS. */
bool wain_result_filter_takes(const wain_result_filter *filter, const wain_result *result, wain_result_group group,
                              size_t row);

/* Add up. `summary` borrows texts from `result` and is released with clear, also after a failure (WAIN_EMEMORY).
 * O(rows log rows). */
wain_status wain_result_summarise(const wain_result *result, const wain_result_filter *filter,
                                  wain_result_summary *summary, wain_error *err);
void wain_result_summary_clear(wain_result_summary *summary);

/* Share of the capacity in use at the peak of each route, 0..1; negative when no vehicle has a limit. */
double wain_subtotal_use(const wain_subtotal *subtotal, int dimension);

/* Cost of the routes. */
wain_cost wain_subtotal_cost(const wain_subtotal *subtotal);

#endif
