/* A unit's problem as bytes, for the message that carries it to a worker. */
#ifndef WAIN_SCHEDULER_PROBLEM_PACKING_H
#define WAIN_SCHEDULER_PROBLEM_PACKING_H

#include "solver/core/buffer.h"
#include "solver/model/problem.h"

/* Append a problem with its travel model; `out->failed` when memory is lacking. */
void wain_problem_pack(const wain_problem *problem, wain_buffer *out);

/* Read it back, with everything that is derived. Counts, indices, enumerations and quantities are checked, so that the
 * search can trust them: WAIN_EINTERNAL names the first that is impossible. *out is the caller's. */
wain_status wain_problem_unpack(wain_buffer *in, wain_problem **out, wain_error *err);

#endif
