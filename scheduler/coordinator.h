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

typedef struct wain_coordinator wain_coordinator;

/* The coordinator of all ranks of `comm`, of which this is rank 0 and all others run wain_worker_run. *out is the
 * caller's, ended with wain_coordinator_end. WAIN_EMEMORY: nobody can tell the ranks to
 * stop, so they must be aborted. */
wain_status wain_coordinator_create(wain_comm *comm, wain_coordinator **out, wain_error *err);

/* Whether the last work was told to stop and the ranks wait for one that cools down (work->cools_down); seconds left
 * for that. */
bool wain_coordinator_was_stopped(const wain_coordinator *c);
double wain_coordinator_grace_left(const wain_coordinator *c);

/* Solve `work`; with work->more, others may follow. *out is filled and the caller's also on failure, as far as the work
 * had come; units that were to begin from a solution have at least that one. WAIN_OK also when stopped early
 * (out->stopped). Errors: the first error of any rank; WAIN_ERANK: the ranks can't be reached any more. After an error,
 * without work->more, and without work->cools_down after a stop, all ranks have ended their work. */
wain_status wain_coordinator_run(wain_coordinator *c, const wain_work *work, wain_outcome *out, wain_error *err);

/* Whether the ranks have been told to stop, and no other work can follow. */
bool wain_coordinator_has_ended(const wain_coordinator *c);

/* Tell the workers to stop where they have not been told, and free the coordinator. Accepts NULL. `outcome` (may be
 * NULL) receives what their last words tell of their memory, and how many of those that were told only now do not
 * answer. */
void wain_coordinator_end(wain_coordinator *c, wain_outcome *outcome);

#endif
