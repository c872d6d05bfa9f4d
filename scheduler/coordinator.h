/* Rank 0: hands the units out, longest first, to whoever is free, and collects the results. It solves units itself;
 * while a search runs, the search's poll callback lets it serve the others, so no rank waits for it. With one rank this
 * is the same code with nobody to serve. */
#ifndef WAIN_SCHEDULER_COORDINATOR_H
#define WAIN_SCHEDULER_COORDINATOR_H

#include "scheduler/comm.h"
#include "scheduler/work.h"

/* What the coordinator knows of another rank. */
typedef enum wain_peer_state {
    WAIN_PEER_ABSENT,  /* no HELLO yet: gets nothing */
    WAIN_PEER_PRESENT, /* has 0, 1 or 2 units */
    WAIN_PEER_STOPPED, /* was sent STOP: its last result may still come */
    WAIN_PEER_FINISHED /* answered with IDLE: has nothing of ours any more */
} wain_peer_state;

/* Solve `work` with all ranks of `comm`, of which this is rank 0 and all others run wain_worker_run. *out is filled and
 * the caller's also on failure, as far as the work had come. WAIN_OK also when stopped early (out->stopped). Errors:
 * the first error of any rank, after all ranks have ended their work; WAIN_ERANK: the ranks can't be reached any more.
 */
wain_status wain_coordinator_run(wain_comm *comm, const wain_work *work, wain_outcome *out, wain_error *err);

#endif
