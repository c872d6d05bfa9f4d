#include "scheduler/cli/result_summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/core/quantity.h"

static const char *region_of(const wain_result *result, wain_result_group group, size_t row)
{
    switch ((int)group) {
    case WAIN_GROUP_ROUTES:
        return wain_result_text(result, WAIN_ROUTES_REGION, row);
    case WAIN_GROUP_UNITS:
        return wain_result_text(result, WAIN_UNITS_REGION, row);
    case WAIN_GROUP_UNASSIGNED:
        row = (size_t)wain_result_int(result, WAIN_UNASSIGNED_ORDER, row);
        return wain_result_text(result, WAIN_ORDERS_REGION, row);
    default:
        return wain_result_text(result, WAIN_ORDERS_REGION, row);
    }
}

/* "" for what has no day. */
static const char *date_of(const wain_result *result, wain_result_group group, size_t row)
{
    int64_t route;

    switch ((int)group) {
    case WAIN_GROUP_ROUTES:
        return wain_result_text(result, WAIN_ROUTES_DATE, row);
    case WAIN_GROUP_UNITS:
        return wain_result_text(result, WAIN_UNITS_DATE, row);
    case WAIN_GROUP_ORDERS:
        route = wain_result_int(result, WAIN_ORDERS_ROUTE, row);
        return route < 0 ? "" : wain_result_text(result, WAIN_ROUTES_DATE, (size_t)route);
    default:
        return "";
    }
}

bool wain_result_filter_takes(const wain_result_filter *filter, const wain_result *result, wain_result_group group,
                              size_t row)
{
    return (!filter->region || strcmp(filter->region, region_of(result, group, row)) == 0) &&
           (!filter->date || strcmp(filter->date, date_of(result, group, row)) == 0);
}

/* The subtotal of that name, added in its place when new. */
static wain_status find_subtotal(wain_subtotal_list *list, const char *name, wain_subtotal **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t low = 0, high = list->count;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (strcmp(list->items[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == list->count || strcmp(list->items[low].name, name) != 0) {
        WAIN_TRY(WAIN_RESERVE(list->items, list->capacity, list->count + 1, err));
        memmove(&list->items[low + 1], &list->items[low], (list->count - low) * sizeof *list->items);
        list->items[low] = (wain_subtotal){.name = name};
        list->count++;
    }
    *out = &list->items[low];
done:
    return status;
}

static void add_route(const wain_result *result, size_t row, wain_subtotal *sum)
{
    static const wain_result_column peaks[] = {WAIN_ROUTES_PEAK_KG, WAIN_ROUTES_PEAK_M3};
    static const wain_result_column capacities[] = {WAIN_ROUTES_CAPACITY_KG, WAIN_ROUTES_CAPACITY_M3};

    sum->routes++;
    sum->distance += wain_result_int(result, WAIN_ROUTES_DISTANCE, row);
    sum->duration += wain_result_int(result, WAIN_ROUTES_DURATION, row);
    sum->driving += wain_result_int(result, WAIN_ROUTES_DRIVING, row);
    sum->waiting += wain_result_int(result, WAIN_ROUTES_WAITING, row);
    sum->service += wain_result_int(result, WAIN_ROUTES_SERVICE, row);
    sum->fixed_cost += wain_cost_of_real(wain_result_real(result, WAIN_ROUTES_FIXED_COST, row));
    sum->distance_cost += wain_cost_of_real(wain_result_real(result, WAIN_ROUTES_DISTANCE_COST, row));
    sum->time_cost += wain_cost_of_real(wain_result_real(result, WAIN_ROUTES_TIME_COST, row));
    for (int i = 0; i < 2; i++) {
        const double capacity = wain_result_real(result, capacities[i], row);

        if (isfinite(capacity) && capacity > 0) {
            sum->peak[i] += wain_result_real(result, peaks[i], row);
            sum->capacity[i] += capacity;
        }
    }
}

static void add_order(const wain_result *result, size_t row, wain_subtotal *sum)
{
    sum->orders++;
    if (wain_result_int(result, WAIN_ORDERS_ROUTE, row) < 0)
        return;
    sum->planned++;
    sum->load[0] += wain_result_real(result, WAIN_ORDERS_LOAD_KG, row);
    sum->load[1] += wain_result_real(result, WAIN_ORDERS_VOLUME, row);
}

static void add_unassigned(const wain_result *result, size_t row, wain_subtotal *sum)
{
    sum->unassigned++;
    sum->required += wain_result_int(result, WAIN_UNASSIGNED_REQUIRED, row) != 0;
}

typedef void add_row(const wain_result *result, size_t row, wain_subtotal *sum);

/* Add the rows of a group to the total, their region and their day. */
static wain_status add_group(const wain_result *result, const wain_result_filter *filter, wain_result_group group,
                             add_row *add, wain_result_summary *summary, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_subtotal *sum = NULL;

    for (size_t row = 0; row < wain_result_rows(result, group); row++) {
        if (!wain_result_filter_takes(filter, result, group, row))
            continue;
        add(result, row, &summary->total);
        WAIN_TRY(find_subtotal(&summary->regions, region_of(result, group, row), &sum, err));
        add(result, row, sum);
        if (date_of(result, group, row)[0]) {
            WAIN_TRY(find_subtotal(&summary->days, date_of(result, group, row), &sum, err));
            add(result, row, sum);
        }
    }
done:
    return status;
}

/* A row of /unassigned with what it is sorted by. */
typedef struct left_out {
    wain_reason reason;
    const char *relaxation;
} left_out;

static int compare_left_out(const void *a, const void *b)
{
    const left_out *left = a, *right = b;

    if (left->reason != right->reason)
        return left->reason < right->reason ? -1 : 1;
    return strcmp(left->relaxation, right->relaxation);
}

/* Keep the most frequent relaxations; of equal ones the first by text. */
static void keep_relaxation(wain_reason_count *count, const char *text, int64_t orders)
{
    size_t place = count->num_relaxations < WAIN_SHOWN_RELAXATIONS ? count->num_relaxations : WAIN_SHOWN_RELAXATIONS;

    for (; place > 0 && count->relaxations[place - 1].orders < orders; place--) {
        if (place < WAIN_SHOWN_RELAXATIONS)
            count->relaxations[place] = count->relaxations[place - 1];
    }
    if (place < WAIN_SHOWN_RELAXATIONS)
        count->relaxations[place] = (wain_relaxation_count){text, orders};
    count->num_relaxations++;
}

static wain_status count_reasons(const wain_result *result, const wain_result_filter *filter,
                                 wain_result_summary *summary, wain_error *err)
{
    wain_status status = WAIN_OK;
    left_out *rows = NULL;
    size_t count = 0, end;

    WAIN_TRY(WAIN_NEW(rows, wain_result_rows(result, WAIN_GROUP_UNASSIGNED), err));
    for (size_t row = 0; row < wain_result_rows(result, WAIN_GROUP_UNASSIGNED); row++) {
        const wain_reason reason = wain_result_reason(result, row);

        if (!wain_result_filter_takes(filter, result, WAIN_GROUP_UNASSIGNED, row))
            continue;
        rows[count++] = (left_out){reason, wain_result_text(result, WAIN_UNASSIGNED_RELAXATION, row)};
        summary->reasons[reason].orders++;
        summary->reasons[reason].required += wain_result_int(result, WAIN_UNASSIGNED_REQUIRED, row) != 0;
    }
    qsort(rows, count, sizeof *rows, compare_left_out);
    for (size_t first = 0; first < count; first = end) {
        for (end = first + 1; end < count && compare_left_out(&rows[first], &rows[end]) == 0;)
            end++;
        keep_relaxation(&summary->reasons[rows[first].reason], rows[first].relaxation, (int64_t)(end - first));
    }
done:
    free(rows);
    return status;
}

wain_status wain_result_summarise(const wain_result *result, const wain_result_filter *filter,
                                  wain_result_summary *summary, wain_error *err)
{
    wain_status status = WAIN_OK;

    *summary = (wain_result_summary){.total = {.name = "total"}, .whole = !filter->region && !filter->date};
    WAIN_TRY(add_group(result, filter, WAIN_GROUP_ROUTES, add_route, summary, err));
    WAIN_TRY(add_group(result, filter, WAIN_GROUP_ORDERS, add_order, summary, err));
    WAIN_TRY(add_group(result, filter, WAIN_GROUP_UNASSIGNED, add_unassigned, summary, err));
    WAIN_TRY(count_reasons(result, filter, summary, err));
    for (size_t row = 0; row < wain_result_rows(result, WAIN_GROUP_UNITS); row++) {
        if (wain_result_filter_takes(filter, result, WAIN_GROUP_UNITS, row)) {
            summary->units++;
            summary->units_done += strcmp(wain_result_text(result, WAIN_UNITS_STATE, row), "done") == 0;
        }
    }
done:
    return status;
}

void wain_result_summary_clear(wain_result_summary *summary)
{
    free(summary->regions.items);
    free(summary->days.items);
    *summary = (wain_result_summary){0};
}

double wain_subtotal_use(const wain_subtotal *subtotal, int dimension)
{
    return subtotal->capacity[dimension] > 0 ? subtotal->peak[dimension] / subtotal->capacity[dimension] : -1;
}

wain_cost wain_subtotal_cost(const wain_subtotal *subtotal)
{
    return subtotal->fixed_cost + subtotal->distance_cost + subtotal->time_cost;
}
