#include "solver/partition/partition_packing.h"

#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"

/* Bytes of a unit without orders and vehicles. */
enum { UNIT_BYTES = 48 };

static void put_vehicles(const int32_t *type_count, size_t num_types, wain_buffer *out)
{
    uint64_t used = 0;

    for (size_t t = 0; t < num_types; t++)
        used += type_count[t] > 0;
    wain_buffer_put_u64(out, used);
    for (size_t t = 0; t < num_types; t++) {
        if (type_count[t] > 0) {
            wain_buffer_put_i32(out, (int32_t)t);
            wain_buffer_put_i32(out, type_count[t]);
        }
    }
}

void wain_partition_pack(const wain_partition *partition, size_t num_types, wain_buffer *out)
{
    wain_buffer_put_i32(out, partition->first_day);
    wain_buffer_put_i32(out, partition->num_days);
    wain_buffer_put_i32(out, partition->max_stops);
    wain_buffer_put_u64(out, (uint64_t)partition->num_units);
    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];

        wain_buffer_put_i32(out, unit->region);
        wain_buffer_put_i32(out, unit->part);
        wain_buffer_put_i32(out, unit->num_parts);
        wain_buffer_put_i32(out, unit->day);
        wain_buffer_put_f64(out, unit->effort);
        wain_buffer_put_u64(out, unit->memory);
        wain_buffer_put_u64(out, (uint64_t)unit->num_orders);
        wain_buffer_put_i32s(out, unit->orders, (size_t)unit->num_orders);
        put_vehicles(unit->type_count, num_types, out);
    }
}

typedef struct unpacking {
    wain_buffer *in;
    const wain_order_book *book;
    wain_partition *partition;
    uint8_t *seen;     /* per order of the book */
    size_t num_orders; /* in the units so far */
} unpacking;

static bool get_orders(unpacking *of, wain_unit *unit)
{
    const size_t count = wain_buffer_get_count(of->in, sizeof *unit->orders);

    if (count == 0 || count > of->book->num_orders - of->num_orders)
        return false;
    unit->num_orders = (int32_t)count;
    unit->orders = of->partition->orders + of->num_orders;
    wain_buffer_get_i32s(of->in, unit->orders, count);
    of->num_orders += count;
    for (size_t i = 0; i < count; i++) {
        const int32_t row = unit->orders[i];

        if (row < 0 || (size_t)row >= of->book->num_orders || of->seen[row] || (i > 0 && row <= unit->orders[i - 1]))
            return false;
        of->seen[row] = 1;
    }
    return true;
}

static bool get_vehicles(unpacking *of, wain_unit *unit)
{
    const size_t used = wain_buffer_get_count(of->in, 8);

    for (size_t i = 0; i < used; i++) {
        const int32_t type = wain_buffer_get_i32(of->in), count = wain_buffer_get_i32(of->in);

        if (type < 0 || (size_t)type >= of->book->num_types || count < 1)
            return false;
        unit->type_count[type] = count;
    }
    return !of->in->overrun;
}

static bool get_unit(unpacking *of, wain_unit *unit)
{
    unit->region = wain_buffer_get_i32(of->in);
    unit->part = wain_buffer_get_i32(of->in);
    unit->num_parts = wain_buffer_get_i32(of->in);
    unit->day = wain_buffer_get_i32(of->in);
    unit->effort = wain_buffer_get_f64(of->in);
    unit->memory = (size_t)wain_buffer_get_u64(of->in);
    return unit->region >= 0 && (size_t)unit->region < of->book->num_regions && unit->part >= 0 &&
           unit->part < unit->num_parts && unit->day >= of->partition->first_day &&
           (int64_t)unit->day - of->partition->first_day < of->partition->num_days && isfinite(unit->effort) &&
           unit->effort >= 0 && get_orders(of, unit) && get_vehicles(of, unit);
}

/* The parts of a region's day follow each other, each once. */
static bool has_all_parts(const wain_partition *partition)
{
    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u], *first = unit - (unit->part <= u ? unit->part : 0);

        if (unit->part > u || unit->num_parts - unit->part > partition->num_units - u ||
            first->num_parts != unit->num_parts || first->region != unit->region || first->day != unit->day ||
            (unit->part > 0 && unit[-1].part != unit->part - 1) ||
            (unit->part == 0 && u > 0 && unit[-1].part != unit[-1].num_parts - 1))
            return false;
    }
    return true;
}

wain_status wain_partition_unpack(wain_buffer *in, const wain_order_book *book, wain_partition **out, wain_error *err)
{
    unpacking of = {.in = in, .book = book};
    wain_status status = WAIN_OK;
    wain_partition *partition = NULL;
    size_t num_units;

    WAIN_TRY(WAIN_NEW(partition, 1, err));
    of.partition = partition;
    WAIN_TRY(WAIN_NEW(of.seen, book->num_orders, err));
    WAIN_TRY(WAIN_NEW(partition->orders, book->num_orders, err));
    partition->first_day = wain_buffer_get_i32(in);
    partition->num_days = wain_buffer_get_i32(in);
    partition->max_stops = wain_buffer_get_i32(in);
    num_units = wain_buffer_get_count(in, UNIT_BYTES);
    if (partition->num_days < 1 || partition->max_stops < 1 || num_units > book->num_orders) {
        status = wain_error_set(err, WAIN_EINTERNAL, "damaged: impossible days or number of units");
        goto done;
    }
    WAIN_TRY(WAIN_NEW(partition->units, num_units, err));
    WAIN_TRY(WAIN_NEW(partition->type_counts, num_units * book->num_types, err));
    for (size_t u = 0; u < num_units; u++) {
        partition->units[u].type_count = partition->type_counts + u * book->num_types;
        partition->num_units++;
        if (!get_unit(&of, &partition->units[u])) {
            status = wain_error_set(err, WAIN_EINTERNAL, "damaged: unit %zu of the partition is impossible", u);
            goto done;
        }
    }
    if (!has_all_parts(partition)) {
        status = wain_error_set(err, WAIN_EINTERNAL, "damaged: parts of a region's day are missing");
        goto done;
    }
    *out = partition;
    partition = NULL;
done:
    free(of.seen);
    wain_partition_free(partition);
    return status;
}
