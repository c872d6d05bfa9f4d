/* From the units of a night to its result: one after the other, in their sequence, they are assembled, checked, written
 * and, but for a slab of stops, forgotten; what stays are routes and orders left out, some bytes an order. The first
 * can go that way while the last are still searched. */
#ifndef WAIN_SCHEDULER_PLAN_STREAM_H
#define WAIN_SCHEDULER_PLAN_STREAM_H

#include "io/result_writer.h"
#include "scheduler/assembly.h"
#include "solver/model/feasibility.h"

typedef struct wain_plan_stream {
    const wain_job *job; /* borrowed, like the next */
    const wain_order_book *book;
    wain_result_writer *writer; /* NULL: not begun; owned, like the next three */
    wain_assembly assembly;
    wain_feasibility *checking;
    wain_check_report report;
} wain_plan_stream;

/* Begin to write to `path`, with what follows from the book alone. WAIN_EIO, WAIN_EMEMORY: nothing has begun. O(book).
 */
wain_status wain_plan_stream_begin(wain_plan_stream *stream, const char *path, const wain_job *job,
                                   const wain_order_book *book, wain_error *err);

/* Send the units after those that were before `end` on their way; nothing may change in what became of them. The
 * partition is the same in all calls and borrowed. After an error all must be begun again. O(their orders). */
wain_status wain_plan_stream_add(wain_plan_stream *stream, const wain_partition *partition,
                                 const wain_unit_outcome *units, int32_t end, wain_error *err);

/* All units are there: check what concerns the plan as a whole. What is violated stands in stream->report, and the
 * plan, ready to be published, in stream->assembly. O(routes log routes + orders). */
wain_status wain_plan_stream_end(wain_plan_stream *stream, wain_error *err);

/* Release all, as if it had not begun. */
void wain_plan_stream_clear(wain_plan_stream *stream);

#endif
