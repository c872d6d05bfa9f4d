#include "solver/model/book_summary.h"

#include <stdlib.h>

#include "solver/core/memory.h"

/* The vehicle types of each region, region after region. */
typedef struct region_fleets {
    int32_t *types;
    size_t *first; /* of each region; one more at the end */
} region_fleets;

static int32_t region_of(const wain_order_book *book, size_t type)
{
    return book->depots[book->types[type].depot].region;
}

static wain_status group_types(const wain_order_book *book, region_fleets *out, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(out->types, book->num_types, err));
    WAIN_TRY(WAIN_NEW(out->first, book->num_regions + 2, err));
    if (book->num_depots == 0)
        return WAIN_OK; /* then no type has a depot either */
    for (size_t t = 0; t < book->num_types; t++)
        out->first[region_of(book, t) + 2]++;
    for (size_t r = 1; r < book->num_regions + 2; r++)
        out->first[r] += out->first[r - 1];
    for (size_t t = 0; t < book->num_types; t++) /* filling moves the starts, which were stored one place late */
        out->types[out->first[region_of(book, t) + 1]++] = (int32_t)t;
done:
    return status;
}

static bool carries(const wain_vehicle_type *type, const wain_order *order)
{
    for (int k = 0; k < WAIN_MAX_LOADS; k++) {
        if (order->load[k] > type->capacity[k])
            return false;
    }
    return true;
}

static void judge(const wain_order_book *book, const region_fleets *fleets, const wain_order *order,
                  wain_book_summary *out)
{
    bool has_vehicle = false, fits = false, skilled = false;

    for (size_t i = fleets->first[order->region]; i < fleets->first[order->region + 1]; i++) {
        const wain_vehicle_type *type = &book->types[fleets->types[i]];

        has_vehicle |= type->count > 0;
        fits |= type->count > 0 && carries(type, order);
        skilled |= type->count > 0 && (order->skills & ~type->skills) == 0;
    }
    if (!has_vehicle)
        out->no_depot++;
    else if (!fits)
        out->too_large++;
    else if (!skilled)
        out->no_skill++;
}

static wain_status count_regions(const wain_order_book *book, wain_book_summary *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool *has_depot = NULL;

    WAIN_TRY(WAIN_NEW(has_depot, book->num_regions, err));
    for (size_t d = 0; d < book->num_depots; d++)
        has_depot[book->depots[d].region] = true;
    for (size_t r = 0; r < book->num_regions; r++) { /* orders whose region is blank go to a nameless one */
        out->regions += book->regions[r] != 0;
        out->regions_without_depot += book->regions[r] != 0 && !has_depot[r];
    }
done:
    free(has_depot);
    return status;
}

wain_status wain_book_summarise(const wain_order_book *book, wain_day first_day, int32_t num_days,
                                wain_book_summary *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_day last_day = first_day + num_days - 1;
    region_fleets fleets = {0};

    *out = (wain_book_summary){.orders = book->num_orders};
    WAIN_TRY(count_regions(book, out, err));
    WAIN_TRY(group_types(book, &fleets, err));
    for (size_t i = 0; i < book->num_orders; i++) {
        const wain_order *order = &book->orders[i];

        if (order->reason == WAIN_REASON_BAD_DATA)
            out->refused++;
        else if (order->latest_day < first_day || order->earliest_day > last_day)
            out->outside_horizon++;
        else
            judge(book, &fleets, order, out);
    }
done:
    free(fleets.types);
    free(fleets.first);
    return status;
}
