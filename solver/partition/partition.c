#include "solver/partition/partition.h"

#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"
#include "solver/partition/partition_internal.h"

/* Everything wain_partition_create needs on its way; all arrays owned. */
typedef struct builder {
    wain_order_book *book;
    const wain_travel *travel;
    wain_partition_options options;
    wain_region_fleet *fleets; /* by region */
    int32_t *rows;             /* orders to plan, by region and row */
    int32_t *region_start;     /* num_regions + 1 */
    wain_place *places;        /* as rows, then by region, day and part */
    wain_place *sorted;        /* scratch, as places */
    wain_curve_key *keys;      /* scratch, as rows */
    int32_t *next_type;        /* by type, see wain_region_fleets */
    int32_t *day_start;        /* by day of the horizon, and one more */
    int32_t *unit_of;          /* by order of the book; -1: in none */
    double *unit_work;
    size_t unit_work_capacity, units_capacity;
    wain_partition *partition;
} builder;

static void builder_clear(builder *b)
{
    free(b->fleets);
    free(b->rows);
    free(b->region_start);
    free(b->places);
    free(b->sorted);
    free(b->keys);
    free(b->next_type);
    free(b->day_start);
    free(b->unit_of);
    free(b->unit_work);
    wain_partition_free(b->partition);
}

static wain_status builder_create(builder *b, wain_error *err)
{
    const size_t n = b->book->num_orders;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(b->partition, 1, err));
    b->partition->first_day = b->options.first_day;
    b->partition->num_days = b->options.num_days;
    b->partition->max_stops = b->options.max_stops;
    WAIN_TRY(WAIN_NEW(b->fleets, b->book->num_regions, err));
    WAIN_TRY(WAIN_NEW(b->rows, n, err));
    WAIN_TRY(WAIN_NEW(b->region_start, b->book->num_regions + 1, err));
    WAIN_TRY(WAIN_NEW(b->next_type, b->book->num_types, err));
    WAIN_TRY(WAIN_NEW(b->day_start, b->options.num_days + 1, err));
    WAIN_TRY(WAIN_NEW(b->unit_of, n, err));
done:
    return status;
}

/* Why an order of the book cannot be planned at all; NONE when it can. */
static wain_reason reason_of(const wain_region_fleet *fleets, wain_day first_day, int32_t num_days,
                             const wain_order *order)
{
    const wain_day end = first_day + num_days;

    if (order->reason != WAIN_REASON_NONE)
        return (wain_reason)order->reason;
    if (order->latest_day < first_day || order->earliest_day >= end || order->latest_day < order->earliest_day)
        return WAIN_REASON_OUTSIDE_HORIZON;
    return fleets[order->region].num_types == 0 ? WAIN_REASON_NO_DEPOT : WAIN_REASON_NONE;
}

/* Settle the reasons and collect what is left by region, a counting sort. */
static void collect_rows(builder *b)
{
    wain_order_book *book = b->book;
    int32_t *start = b->region_start;

    for (size_t i = 0; i < book->num_orders; i++) {
        b->unit_of[i] = -1;
        book->orders[i].reason =
            (uint8_t)reason_of(b->fleets, b->options.first_day, b->options.num_days, &book->orders[i]);
        if (book->orders[i].reason == WAIN_REASON_NONE)
            start[book->orders[i].region + 1]++;
    }
    for (size_t r = 0; r < book->num_regions; r++)
        start[r + 1] += start[r];
    for (size_t i = 0; i < book->num_orders; i++) {
        if (book->orders[i].reason == WAIN_REASON_NONE)
            b->rows[start[book->orders[i].region]++] = (int32_t)i;
    }
    for (size_t r = book->num_regions; r > 0; r--)
        start[r] = start[r - 1];
    start[0] = 0;
}

/* Bring a region's places into the order of their days, keeping the curve within a day. */
static void sort_by_day(builder *b, int32_t count)
{
    int32_t *start = b->day_start;

    memset(start, 0, (size_t)(b->options.num_days + 1) * sizeof *start);
    for (int32_t i = 0; i < count; i++)
        start[b->places[i].day + 1]++;
    for (int32_t d = 0; d < b->options.num_days; d++)
        start[d + 1] += start[d];
    for (int32_t i = 0; i < count; i++)
        b->sorted[start[b->places[i].day]++] = b->places[i];
    for (int32_t d = b->options.num_days; d > 0; d--)
        start[d] = start[d - 1];
    start[0] = 0;
}

static wain_status add_unit(builder *b, int32_t region, int32_t day, int32_t part, int32_t num_parts, wain_error *err)
{
    wain_partition *partition = b->partition;
    const size_t needed = (size_t)partition->num_units + 1;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(partition->units, b->units_capacity, needed, err));
    WAIN_TRY(WAIN_RESERVE(b->unit_work, b->unit_work_capacity, needed, err));
    b->unit_work[partition->num_units] = 0;
    partition->units[partition->num_units++] =
        (wain_unit){.region = region, .day = b->options.first_day + day, .part = part, .num_parts = num_parts};
done:
    return status;
}

/* The units of one region and day from its places. */
static wain_status add_day(builder *b, int32_t region, int32_t day, wain_place *places, int32_t count, wain_error *err)
{
    const int64_t wanted = (count - 1) / b->options.max_stops + 1, vehicles = b->fleets[region].num_vehicles;
    const int32_t num_parts =
        (int32_t)(wanted < vehicles ? wanted : vehicles); /* one without a vehicle serves nobody */
    const int32_t size = (count - 1) / num_parts + 1;
    const int32_t first_unit = b->partition->num_units;
    wain_status status = WAIN_OK;

    for (int32_t part = 0; part < num_parts; part++)
        WAIN_TRY(add_unit(b, region, day, part, num_parts, err));
    wain_split_places(places, count, num_parts, size > b->options.max_stops ? size : b->options.max_stops);
    for (int32_t i = 0; i < count; i++) {
        const int32_t unit = first_unit + places[i].part;

        b->unit_of[places[i].row] = unit;
        b->unit_work[unit] += places[i].work;
        b->partition->units[unit].num_orders++;
    }
done:
    return status;
}

static wain_status add_region(builder *b, int32_t region, wain_error *err)
{
    const int32_t count = b->region_start[region + 1] - b->region_start[region];
    wain_status status = WAIN_OK;

    wain_region_places(b->book, b->travel, &b->options, &b->fleets[region], b->rows + b->region_start[region], count,
                       b->keys, b->places);
    WAIN_TRY(wain_assign_days(b->book, &b->fleets[region], b->next_type, b->places, count, b->options.num_days, err));
    sort_by_day(b, count);
    for (int32_t d = 0; d < b->options.num_days; d++) {
        const int32_t start = b->day_start[d], n = b->day_start[d + 1] - start;

        if (n > 0)
            WAIN_TRY(add_day(b, region, d, b->sorted + start, n, err));
    }
done:
    return status;
}

static wain_status add_regions(builder *b, wain_error *err)
{
    const int32_t num_regions = (int32_t)b->book->num_regions;
    wain_status status = WAIN_OK;
    int32_t largest = 0;

    for (int32_t r = 0; r < num_regions; r++) {
        const int32_t count = b->region_start[r + 1] - b->region_start[r];

        largest = count > largest ? count : largest;
    }
    WAIN_TRY(WAIN_NEW(b->keys, largest, err));
    WAIN_TRY(WAIN_NEW(b->places, largest, err));
    WAIN_TRY(WAIN_NEW(b->sorted, largest, err));
    for (int32_t r = 0; r < num_regions; r++)
        WAIN_TRY(add_region(b, r, err));
done:
    return status;
}

/* The rows of each unit, ascending, and what its search will take. */
static wain_status fill_units(builder *b, wain_error *err)
{
    wain_partition *partition = b->partition;
    const wain_order_book *book = b->book;
    const size_t planned = (size_t)b->region_start[book->num_regions];
    wain_status status = WAIN_OK;
    bool *has_windows = NULL;
    size_t next = 0;

    WAIN_TRY(WAIN_NEW(has_windows, partition->num_units, err));
    WAIN_TRY(WAIN_NEW(partition->orders, planned, err));
    for (int32_t u = 0; u < partition->num_units; u++) {
        partition->units[u].orders = partition->orders + next;
        next += (size_t)partition->units[u].num_orders;
        partition->units[u].num_orders = 0;
    }
    for (size_t i = 0; i < book->num_orders; i++) {
        wain_unit *unit;

        if (b->unit_of[i] < 0)
            continue;
        unit = &partition->units[b->unit_of[i]];
        unit->orders[unit->num_orders++] = (int32_t)i;
        has_windows[b->unit_of[i]] |= book->orders[i].num_windows > 0;
    }
    for (int32_t u = 0; u < partition->num_units; u++) {
        wain_unit *unit = &partition->units[u];

        unit->effort = wain_partition_effort(unit->num_orders, has_windows[u]);
        unit->memory = wain_partition_memory(unit->num_orders);
    }
done:
    free(has_windows);
    return status;
}

/* A part without any vehicle takes one from the part that has most of some type. */
static void share_with_the_empty(const wain_unit *units, int32_t num_parts, size_t num_types)
{
    for (int32_t p = 0; p < num_parts; p++) {
        int32_t *from = NULL, *to = NULL;
        int64_t total = 0;

        for (size_t t = 0; t < num_types; t++)
            total += units[p].type_count[t];
        for (size_t t = 0; total == 0 && t < num_types; t++) {
            for (int32_t q = 0; q < num_parts; q++) {
                if (units[q].type_count[t] > (from ? *from : 1)) {
                    from = &units[q].type_count[t];
                    to = &units[p].type_count[t];
                }
            }
        }
        if (from) {
            --*from;
            ++*to;
        }
    }
}

/* Divide the region's fleet among the parts units[0..num_parts-1] of a day. */
static wain_status divide_fleet(const builder *b, wain_unit *units, const double *work, wain_error *err)
{
    const int32_t num_parts = units[0].num_parts;
    const wain_order_book *book = b->book;
    wain_status status = WAIN_OK;
    double *weight = NULL, total = 0;
    int32_t *count = NULL;

    WAIN_TRY(WAIN_NEW(weight, num_parts, err));
    WAIN_TRY(WAIN_NEW(count, book->num_types, err));
    for (int32_t p = 0; p < num_parts; p++)
        total += work[p];
    for (int32_t p = 0; p < num_parts; p++)
        weight[p] = total > 0 ? work[p] / total : 1.0 / num_parts;
    for (size_t t = 0; t < book->num_types; t++) {
        const wain_vehicle_type *type = &book->types[t];

        if (book->depots[type->depot].region == units[0].region && wain_type_is_usable(book, type))
            count[t] = type->count;
    }
    WAIN_TRY(wain_share_fleet(book, b->travel->metric, count, weight, units, num_parts, err));
    share_with_the_empty(units, num_parts, book->num_types);
done:
    free(weight);
    free(count);
    return status;
}

static wain_status divide_fleets(builder *b, wain_error *err)
{
    wain_partition *partition = b->partition;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(partition->type_counts, (size_t)partition->num_units * b->book->num_types, err));
    for (int32_t u = 0; u < partition->num_units; u++)
        partition->units[u].type_count = partition->type_counts + (size_t)u * b->book->num_types;
    for (int32_t u = 0; u < partition->num_units; u += partition->units[u].num_parts)
        WAIN_TRY(divide_fleet(b, &partition->units[u], &b->unit_work[u], err));
done:
    return status;
}

wain_status wain_partition_judge_orders(wain_order_book *book, const wain_travel *travel, wain_day first_day,
                                        int32_t num_days, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_region_fleet *fleets = NULL;
    int32_t *next_type = NULL;

    WAIN_TRY(WAIN_NEW(fleets, book->num_regions, err));
    WAIN_TRY(WAIN_NEW(next_type, book->num_types, err));
    wain_region_fleets(book, travel, fleets, next_type);
    for (size_t i = 0; i < book->num_orders; i++)
        book->orders[i].reason = (uint8_t)reason_of(fleets, first_day, num_days, &book->orders[i]);
done:
    free(fleets);
    free(next_type);
    return status;
}

wain_status wain_partition_create(wain_order_book *book, const wain_travel *travel,
                                  const wain_partition_options *options, wain_partition **out, wain_error *err)
{
    builder b = {.book = book, .travel = travel, .options = *options};
    wain_status status = WAIN_OK;

    if (options->num_days < 1 || options->max_stops < 1) {
        status =
            wain_error_set(err, WAIN_EUSAGE, "a partition needs at least one day and one stop per unit, not %d and %d",
                           options->num_days, options->max_stops);
        goto done;
    }
    WAIN_TRY(builder_create(&b, err));
    wain_region_fleets(book, travel, b.fleets, b.next_type);
    collect_rows(&b);
    WAIN_TRY(add_regions(&b, err));
    WAIN_TRY(fill_units(&b, err));
    WAIN_TRY(divide_fleets(&b, err));
    *out = b.partition;
    b.partition = NULL;
done:
    builder_clear(&b);
    return status;
}

void wain_partition_free(wain_partition *partition)
{
    if (!partition)
        return;
    free(partition->units);
    free(partition->orders);
    free(partition->type_counts);
    free(partition);
}

double wain_partition_effort(int32_t num_orders, bool has_windows)
{
    const double rate = 120000 / (1 + num_orders / 4000.0); /* iterations/s of the rich kernel without windows */

    return WAIN_EVEN_ITERATIONS * num_orders / rate * (has_windows ? 2 : 1);
}

size_t wain_partition_memory(int32_t num_orders)
{
    return (size_t)num_orders * (300 + 40 * 8);
}
