/* A solution as bytes, for messages and state files. */
#ifndef WAIN_MODEL_SOLUTION_PACKING_H
#define WAIN_MODEL_SOLUTION_PACKING_H

#include "solver/core/buffer.h"
#include "solver/core/error.h"
#include "solver/model/solution.h"

/* Append a solution; `out->failed` when memory is lacking. */
void wain_solution_pack(const wain_solution *solution, wain_buffer *out);

/* Read it back: every order of 0..num_orders-1 stands in a route or is left out, once, with a reason of `first_reason`
 * or later (a finished solution has one for each, a search in progress may have WAIN_REASON_NONE). WAIN_EINTERNAL says
 * what is damaged; nothing larger than the bytes left is ever allocated. *out is the caller's. WAIN_EMEMORY. */
wain_status wain_solution_unpack(wain_buffer *in, int32_t num_orders, wain_reason first_reason, wain_solution **out,
                                 wain_error *err);

#endif
