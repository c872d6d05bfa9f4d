/* Is every cell of a result what its inputs and its plan make it? The columns are recomputed by the functions that
 * filled them when the result was written; the plan they start from is checked by solver/model/feasibility.c, which
 * shares nothing with them. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/result_columns_internal.h"
#include "io/result_plan_internal.h"
#include "solver/core/memory.h"

typedef struct verification {
    wain_result *result;
    wain_result_source source; /* what the columns should be */
    bool knows_run;
    wain_check_report *report;
} verification;

enum { CELL_SIZE = 48 };

static wain_status __attribute__((format(printf, 5, 6)))
differ(verification *v, wain_result_group group, size_t row, wain_error *err, const char *format, ...)
{
    wain_violation violation = {.route = -1, .stop = -1, .order = -1};
    va_list args;

    if (group == WAIN_GROUP_ROUTES)
        violation.route = (int64_t)row;
    if (group == WAIN_GROUP_ORDERS)
        violation.order = (int32_t)row;
    if (group == WAIN_GROUP_UNASSIGNED)
        violation.order = v->source.plan->unserved[row].order;
    if (group == WAIN_GROUP_STOPS) {
        violation.route = (int64_t)wain_result_source_route(&v->source, row);
        violation.stop = (int32_t)((int64_t)row - v->source.plan->routes[violation.route].first_stop);
        violation.order = v->source.plan->stops[row - v->source.plan->released].order;
    }
    va_start(args, format);
    vsnprintf(violation.text, sizeof violation.text, format, args);
    va_end(args);
    return wain_check_report_add(v->report, &violation, err);
}

/* Compare a cell; both values are printed only when they differ. */
static bool is_same_cell(verification *v, wain_result_column column, size_t row, char stored[CELL_SIZE],
                         char expected[CELL_SIZE])
{
    switch (wain_columns[column].type) {
    case WAIN_COLUMN_I32:
    case WAIN_COLUMN_I64: {
        const int64_t is = wain_result_int(v->result, column, row);
        const int64_t should = wain_result_source_int(&v->source, column, row);

        if (is == should)
            return true;
        snprintf(stored, CELL_SIZE, "%" PRId64, is);
        snprintf(expected, CELL_SIZE, "%" PRId64, should);
        return false;
    }
    case WAIN_COLUMN_REAL: {
        const double is = wain_result_real(v->result, column, row);
        const double should = wain_result_source_real(&v->source, column, row);

        if (is == should)
            return true;
        snprintf(stored, CELL_SIZE, "%.17g", is);
        snprintf(expected, CELL_SIZE, "%.17g", should);
        return false;
    }
    case WAIN_COLUMN_TEXT: {
        const char *is = wain_result_text(v->result, column, row);
        const char *should = wain_result_source_text(&v->source, column, row);

        if (strcmp(is, should) == 0)
            return true;
        snprintf(stored, CELL_SIZE, "'%.40s'", is);
        snprintf(expected, CELL_SIZE, "'%.40s'", should);
        return false;
    }
    }
    return false;
}

static wain_status compare_rows(verification *v, wain_result_column column, size_t first, size_t end, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_column_info *info = &wain_columns[column];
    const char *group = wain_groups[info->group].name;
    char stored[CELL_SIZE], expected[CELL_SIZE];

    for (size_t row = first; row < end; row++) {
        WAIN_TRY(wain_result_reach(v->result, column, row, err));
        if (!is_same_cell(v, column, row, stored, expected))
            WAIN_TRY(differ(v, info->group, row, err, "/%s/%s row %zu is %s, recomputed %s", group, info->name, row,
                            stored, expected));
    }
done:
    return status;
}

/* Options belong to the version that wrote them: another one may have more, or other defaults. An older file lacks the
 * columns that came after it. */
static bool is_comparable(const verification *v, const wain_column_info *info)
{
    if (info->since > wain_result_minor(v->result))
        return false;
    if (info->measured)
        return v->knows_run;
    return info->group != WAIN_GROUP_OPTIONS ||
           strcmp(wain_result_text(v->result, WAIN_PROVENANCE_PROGRAM_VERSION, 0), WAIN_VERSION) == 0;
}

/* The stops in memory, before they are released. What was read of their columns stays: the next may be in it. */
static wain_status compare_stops(verification *v, const wain_plan *plan, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        const wain_column_info *info = &wain_columns[i];

        if (info->group == WAIN_GROUP_STOPS && is_comparable(v, info))
            WAIN_TRY(compare_rows(v, (wain_result_column)i, plan->released, plan->num_stops, err));
    }
done:
    return status;
}

static bool has_comparable(const verification *v, int group)
{
    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        if ((int)wain_columns[i].group == group && is_comparable(v, &wain_columns[i]))
            return true;
    }
    return false;
}

/* Whether a group has the rows that it should have. A wrong number is told. */
static wain_status count_rows(verification *v, wain_result_group group, bool *fits, wain_error *err)
{
    const size_t rows = wain_result_rows(v->result, group);
    const size_t expected = wain_result_source_rows(&v->source, group);
    wain_violation violation = {.route = -1, .stop = -1, .order = -1};

    *fits = rows == expected;
    if (*fits)
        return WAIN_OK;
    snprintf(violation.text, sizeof violation.text, "/%s has %zu rows, recomputed %zu", wain_groups[group].name, rows,
             expected);
    return wain_check_report_add(v->report, &violation, err);
}

/* All groups but /stops, a column at a time. */
static wain_status compare_columns(verification *v, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool fits[WAIN_NUM_GROUPS];

    for (int group = 0; group < WAIN_NUM_GROUPS; group++)
        fits[group] = group == WAIN_GROUP_STOPS;
    for (int group = 0; group < WAIN_NUM_GROUPS; group++) {
        if (group != WAIN_GROUP_STOPS && has_comparable(v, group))
            WAIN_TRY(count_rows(v, (wain_result_group)group, &fits[group], err));
    }
    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        const wain_column_info *info = &wain_columns[i];

        if (info->group != WAIN_GROUP_STOPS && fits[info->group] && is_comparable(v, info))
            WAIN_TRY(compare_rows(v, (wain_result_column)i, 0, wain_result_rows(v->result, info->group), err));
        wain_result_unload(v->result, (wain_result_column)i);
    }
done:
    return status;
}

/* What a region's units say of orders left out, and what /unassigned says. */
typedef struct region_count {
    int64_t left_out, not_planned;
} region_count;

static void count_units(const wain_plan *plan, size_t num_regions, region_count *counts)
{
    for (size_t i = 0; i < plan->num_units; i++) {
        const wain_plan_unit *unit = &plan->units[i];

        if (unit->region < 0 || (size_t)unit->region >= num_regions)
            continue; /* the comparison of columns names it */
        counts[unit->region].left_out += unit->num_unserved;
        counts[unit->region].not_planned += unit->state == WAIN_UNIT_DONE ? 0 : unit->num_unserved;
    }
}

/* The numbers of orders left out can't be derived unit by unit, but region by region. */
static wain_status compare_units(verification *v, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_plan *plan = v->source.plan;
    const wain_order_book *book = v->source.book;
    region_count *counts = NULL;

    WAIN_TRY(WAIN_NEW(counts, book->num_regions, err));
    count_units(plan, book->num_regions, counts);
    for (size_t i = 0; i < plan->num_unserved; i++) {
        const wain_reason reason = plan->unserved[i].reason;
        region_count *count = &counts[book->orders[plan->unserved[i].order].region];

        count->left_out -= reason != WAIN_REASON_BAD_DATA && reason != WAIN_REASON_OUTSIDE_HORIZON &&
                           reason != WAIN_REASON_NO_DEPOT; /* these are in no unit */
        count->not_planned -= reason == WAIN_REASON_NOT_PLANNED;
    }
    for (size_t r = 0; r < book->num_regions; r++) {
        wain_violation violation = {.route = -1, .stop = -1, .order = -1, .amount = counts[r].left_out};

        if (counts[r].left_out == 0 && counts[r].not_planned == 0)
            continue;
        if (counts[r].left_out == 0)
            violation.amount = counts[r].not_planned;
        snprintf(violation.text, sizeof violation.text, "the units of region %.80s do not fit its orders left out%s",
                 wain_order_book_text(book, book->regions[r]), counts[r].left_out == 0 ? ": unit states" : "");
        WAIN_TRY(wain_check_report_add(v->report, &violation, err));
    }
done:
    free(counts);
    return status;
}

/* Routes are walked, their stops compared and forgotten. */
static wain_status verify_routes(verification *v, wain_result_walk *walk, wain_feasibility *checking, wain_error *err)
{
    wain_status status = WAIN_OK;

    do { /* a plan without routes is looked at, too */
        WAIN_TRY(wain_result_walk_on(walk, WAIN_RESULT_SLAB, err));
        WAIN_TRY(wain_feasibility_add(checking, walk->plan, err));
        WAIN_TRY(wain_result_source_add(&v->source, walk->plan, err));
        WAIN_TRY(compare_stops(v, walk->plan, err));
        wain_plan_release_stops(walk->plan, walk->plan->num_stops);
    } while (!wain_result_walk_has_ended(walk));
done:
    return status;
}

wain_status wain_result_verify(wain_result *result, const wain_job *job, const wain_order_book *book,
                               const wain_result_run *run, wain_plan **out, wain_plan_totals *totals,
                               wain_check_report *report, wain_error *err)
{
    wain_status status = WAIN_OK;
    verification v = {.result = result, .knows_run = run != NULL, .report = report};
    wain_feasibility *checking = NULL;
    wain_result_walk walk = {0};

    WAIN_TRY(wain_result_walk_begin(&walk, result, job, book, err));
    WAIN_TRY(wain_feasibility_begin(book, &job->travel, job->first_day, job->num_days, report, &checking, err));
    WAIN_TRY(wain_result_source_init(&v.source, job, book, err));
    WAIN_TRY(verify_routes(&v, &walk, checking, err));
    WAIN_TRY(wain_feasibility_end(checking, walk.plan, err));
    WAIN_TRY(wain_result_source_end(&v.source, walk.plan, run, err));
    WAIN_TRY(compare_columns(&v, err));
    WAIN_TRY(compare_units(&v, err));
    *totals = v.source.totals;
    *out = walk.plan;
    walk.plan = NULL;
done:
    wain_feasibility_free(checking);
    wain_result_source_clear(&v.source);
    wain_result_walk_clear(&walk);
    return status;
}
