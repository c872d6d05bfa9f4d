/* What commands that run on several ranks do alike: read the command line, and leave with one exit code. */
#ifndef WAIN_CLI_RANKS_H
#define WAIN_CLI_RANKS_H

#include "scheduler/comm.h"

/* Let `parse(context)` read the command line. Only rank 0 speaks, and where it ends the process (usage, --help) the
 * ranks leave together. Not collective. */
void wain_ranks_parse(wain_comm *comm, void (*parse)(void *context), void *context);

/* Rank 0's exit code for all: collective. `letter` has room for a number already, for memory may be what was lacking.
 */
int wain_ranks_agree(wain_comm *comm, wain_buffer *letter, int code);

#endif
