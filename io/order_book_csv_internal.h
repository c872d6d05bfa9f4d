/* What the readers of orders, depots and fleet share. */
#ifndef WAIN_IO_ORDER_BOOK_CSV_INTERNAL_H
#define WAIN_IO_ORDER_BOOK_CSV_INTERNAL_H

#include "io/order_book_csv.h"

/* Ids seen so far: a hash table from the text to an index. Zeroed is empty. */
typedef struct wain_id_slot {
    uint32_t hash;
    wain_text id;
    int32_t index; /* -1: free */
} wain_id_slot;

typedef struct wain_id_table {
    wain_id_slot *slots;
    size_t num_slots, used;
} wain_id_table;

/* Remember `id` under `index` unless it is known; *earlier is the index it is known by, or -1. O(1) amortised. */
wain_status wain_id_table_add(wain_id_table *table, const wain_order_book *book, wain_text id, int32_t index,
                              int32_t *earlier, wain_error *err);
void wain_id_table_clear(wain_id_table *table);

/* The state of reading one file. */
typedef struct wain_book_reader {
    const wain_order_book_rules *rules;
    wain_order_book *book;
    wain_id_table ids;
    wain_text service_types[64]; /* met already; the rest are looked up anew */
    wain_time service_times[64];
    int32_t num_service_types;
    size_t num_served_regions; /* those the depots brought, first in the book */
} wain_book_reader;

/* Longitude and latitude, or planar x and y, of the cells of a row. */
bool wain_book_read_position(const wain_book_reader *reader, wain_csv_row *row, size_t latitude, size_t longitude,
                             double *x, double *y);

/* The skills of a cell, several separated by ';' or '|', as a bit set; new names are added to the book. With `warn`, a
 * skill not known before is worth a warning. */
wain_status wain_book_read_skills(const wain_book_reader *reader, wain_csv_row *row, size_t column, bool warn,
                                  uint64_t *out, wain_error *err);

/* The next item of a list in a cell: *start and *length without blanks around it; false at the end. `position` starts
 * at 0. */
bool wain_book_next_item(const wain_csv_field *field, size_t *position, const char **start, size_t *length);

/* A number in millionths, thousandths and the like: the cell times `factor`, rounded. Blank leaves *out. */
bool wain_book_read_scaled(wain_csv_row *row, size_t column, double max, double factor, int64_t *out);

#endif
