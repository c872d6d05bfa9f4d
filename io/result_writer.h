/* Writing the result of a night (docs/file_formats.md) while the night goes on: what follows from the book at once,
 * then the routes of one unit after the other, in the end the rest. So neither a whole plan need be in memory, nor all
 * time for writing be kept for the end. */
#ifndef WAIN_IO_RESULT_WRITER_H
#define WAIN_IO_RESULT_WRITER_H

#include "io/result_hdf5.h"

typedef struct wain_result_writer wain_result_writer;

/* Begin a result at `path` itself (the caller publishes it by renaming, io/atomic_file.h) with the columns of /orders
 * that follow from the book. *out is the caller's; job and book are borrowed as long as it lives. Rows are written in
 * slabs: memory is some megabytes, eight bytes an order and 48 a route. WAIN_EIO also when the disk is full. O(book).
 */
wain_status wain_result_writer_create(const char *path, const wain_job *job, const wain_order_book *book,
                                      wain_result_writer **out, wain_error *err);

/* Take note of the plan's routes that came since the last call, and write their stops as soon as there are many.
 * WAIN_EINTERNAL when rows do not fit each other. O(their stops). */
wain_status wain_result_writer_add(wain_result_writer *writer, const wain_plan *plan, wain_error *err);

/* Rows of /stops that are written: these may be released (wain_plan_release_stops). */
size_t wain_result_writer_stops(const wain_result_writer *writer);

/* Every route has been added: write the rest and close the file. *totals is what the plan comes to. */
wain_status wain_result_writer_end(wain_result_writer *writer, const wain_plan *plan, const wain_result_run *run,
                                   wain_plan_totals *totals, wain_error *err);

/* The same for a plan that is in memory whole. */
wain_status wain_result_write(const char *path, const wain_job *job, const wain_order_book *book, const wain_plan *plan,
                              const wain_result_run *run, wain_error *err);

/* Close and release; accepts NULL. A file that was not ended is not whole. */
void wain_result_writer_free(wain_result_writer *writer);

#endif
