/* The order book of a job: dated orders, depots and fleet of a whole country, as read and checked, before it is
 * partitioned. A public instance is a book of one region and one day. Texts live in one pool; a text is its offset. */
#ifndef WAIN_MODEL_ORDER_BOOK_H
#define WAIN_MODEL_ORDER_BOOK_H

#include "solver/core/error.h"
#include "solver/core/types.h"
#include "solver/model/reason.h"

typedef uint32_t wain_text; /* offset into the book's text pool; 0 is "" */

typedef struct wain_window {
    wain_time open, close; /* service may start at any time in [open, close] */
} wain_window;

typedef enum wain_order_kind { WAIN_DELIVERY, WAIN_PICKUP } wain_order_kind;

/* How badly an order is wanted. All but optional ones are required: left out only when nothing else is possible,
 * the least wanted first. */
typedef enum wain_priority {
    WAIN_PRIORITY_OPTIONAL, /* left out when it costs more than its price */
    WAIN_PRIORITY_LOW,
    WAIN_PRIORITY_NORMAL,
    WAIN_PRIORITY_HIGH,
    WAIN_NUM_PRIORITIES
} wain_priority;

typedef struct wain_order {
    wain_text id, customer, service_type;
    int32_t region;                    /* index into regions */
    double x, y;                       /* longitude and latitude, or planar */
    wain_load load[WAIN_MAX_LOADS];    /* >= 0 */
    wain_day earliest_day, latest_day; /* inclusive; the promise */
    int32_t first_window, num_windows; /* into windows; 0 windows: any time */
    wain_time service;                 /* seconds at the stop */
    wain_text fault;                   /* what is wrong with its row, when reason is BAD_DATA; may be "" */
    uint64_t skills;                   /* bit set over the book's skills; the vehicle must have all */
    wain_cost price;                   /* optional orders: what leaving it out costs */
    uint8_t kind, priority;            /* wain_order_kind, wain_priority */
    uint8_t reason; /* wain_reason: NONE, or why it can't be planned (BAD_DATA when refused on reading) */
    int32_t line;   /* of its row in the file; 0 without one */
} wain_order;

typedef struct wain_depot {
    wain_text id;
    int32_t region;
    double x, y;
    wain_time open, close; /* vehicles leave at or after open and are back by close */
} wain_depot;

/* Vehicles that are alike. A route starts and ends at the type's depot. */
typedef struct wain_vehicle_type {
    wain_text id, carrier;
    int32_t depot; /* index into depots */
    int32_t count; /* vehicles per day; INT32_MAX: as many as needed */
    wain_load capacity[WAIN_MAX_LOADS];
    wain_cost fixed_cost;        /* per route */
    wain_cost cost_per_distance; /* per metre (distance unit) */
    wain_cost
        cost_per_hour; /* of route duration: a route of s seconds costs floor((cost_per_hour * s + 1800) / 3600) */
    wain_time shift_start, shift_end;
    int32_t max_stops;    /* INT32_MAX: no limit */
    int64_t max_distance; /* WAIN_DIST_MAX: no limit */
    uint64_t skills;
    int32_t profile; /* index into the travel model's speed profiles */
} wain_vehicle_type;

typedef struct wain_order_book {
    wain_order *orders;
    size_t num_orders, orders_capacity;
    wain_window *windows; /* sorted and disjoint within an order */
    size_t num_windows, windows_capacity;
    wain_depot *depots;
    size_t num_depots, depots_capacity;
    wain_vehicle_type *types;
    size_t num_types, types_capacity;
    wain_text *regions; /* names; index = region */
    size_t num_regions, regions_capacity;
    int32_t *region_slots; /* hash table over the names, -1 = free; kept by wain_order_book_region */
    size_t num_region_slots, last_region;
    wain_text skills[64]; /* names; index = bit */
    int32_t num_skills;
    int32_t num_loads; /* capacity dimensions in use, 1..WAIN_MAX_LOADS */
    char *text;        /* the pool */
    size_t text_size, text_capacity;
} wain_order_book;

/* An empty book (zeroed, with "" as text 0). Release with free, which accepts NULL. */
wain_status wain_order_book_create(wain_order_book **out, wain_error *err);
void wain_order_book_free(wain_order_book *book);

/* Add a text of `length` bytes to the pool; *out is its offset. */
wain_status wain_order_book_add_text(wain_order_book *book, const char *text, size_t length, wain_text *out,
                                     wain_error *err);

/* The text at an offset; valid until the next text is added. */
static inline const char *wain_order_book_text(const wain_order_book *book, wain_text text)
{
    return book->text + text;
}

/* Index of the region / skill of that name, added when new. More than 64 skills: WAIN_EINPUT. Regions: O(1) amortised,
 * skills: O(number of them). Add regions only here, never to the array. */
wain_status wain_order_book_region(wain_order_book *book, const char *name, size_t length, int32_t *out,
                                   wain_error *err);
wain_status wain_order_book_skill(wain_order_book *book, const char *name, size_t length, int32_t *out,
                                  wain_error *err);

/* Append a copy of a depot, type, order (with its `num_windows` windows; first_window is set here). */
wain_status wain_order_book_add_depot(wain_order_book *book, const wain_depot *depot, wain_error *err);
wain_status wain_order_book_add_type(wain_order_book *book, const wain_vehicle_type *type, wain_error *err);
wain_status wain_order_book_add_order(wain_order_book *book, const wain_order *order, const wain_window *windows,
                                      int32_t num_windows, wain_error *err);

/* Bytes held. */
size_t wain_order_book_memory(const wain_order_book *book);

#endif
