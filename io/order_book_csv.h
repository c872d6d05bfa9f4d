/* Orders, depots and fleet as CSV files (docs/file_formats.md), read into an order book with every fault named. */
#ifndef WAIN_IO_ORDER_BOOK_CSV_H
#define WAIN_IO_ORDER_BOOK_CSV_H

#include "io/csv.h"
#include "io/job.h"
#include "solver/model/order_book.h"

/* How cells are understood: what the job says about blank cells, positions and faulty orders. */
typedef struct wain_order_book_rules {
    wain_load load[2];  /* of an order whose cells are blank: grams, cubic centimetres */
    wain_time service;  /* seconds */
    wain_window window; /* 00:00 to 24:00 means any time */
    uint8_t priority;
    wain_cost optional_price;
    bool planar;                      /* positions are metres in the plane */
    double region_radius;             /* metres */
    wain_fault_effect faulty_order;   /* WAIN_FAULT_REFUSES or WAIN_FAULT_STOPS */
    const wain_job_service *services; /* borrowed */
    size_t num_services;
} wain_order_book_rules;

/* Days of orders whose cells are blank, until the horizon is known. */
#define WAIN_DAY_UNSET_EARLIEST INT32_MIN
#define WAIN_DAY_UNSET_LATEST INT32_MAX

/* Read one file into the book: depots first, then the fleet, then the orders. Faults of depots and fleet stop the job;
 * a faulty order is in the book with reason BAD_DATA. Errors: WAIN_EIO, WAIN_EMEMORY, WAIN_EINPUT (beyond 32 bits). */
wain_status wain_order_book_csv_read_depots(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                                            wain_fault_list *faults, wain_csv_summary *summary, wain_error *err);
wain_status wain_order_book_csv_read_fleet(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                                           wain_fault_list *faults, wain_csv_summary *summary, wain_error *err);
wain_status wain_order_book_csv_read_orders(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                                            wain_fault_list *faults, wain_csv_summary *summary, wain_error *err);

/* Find the orders that lie farther than the rules' radius from every depot of their region; in a region without a
 * depot, from the median of its orders. They are faulty orders. `path` is named in the faults. O(n log n). */
wain_status wain_order_book_csv_check_positions(const char *path, const wain_order_book_rules *rules,
                                                wain_order_book *book, wain_fault_list *faults, wain_error *err);

/* "did you mean 'x'?" in `mend`, x being the nearest of `count` items whose name is the wain_text at `text_offset`; ""
 * when none is near. */
void wain_order_book_suggest(const wain_order_book *book, const char *word, const void *items, size_t count,
                             size_t item_size, size_t text_offset, char *mend, size_t size);

#endif
