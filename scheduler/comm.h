/* Ranks that exchange bytes. Six functions with two implementations: MPI (comm_mpi.c, the only file that includes
 * mpi.h) and threads of one process (comm_local.c), so that the protocol is tested without mpirun, and one rank alone
 * needs no MPI at all. Only the thread that created a rank's comm may call it (MPI_THREAD_FUNNELED). */
#ifndef WAIN_SCHEDULER_COMM_H
#define WAIN_SCHEDULER_COMM_H

#include "solver/core/buffer.h"
#include "solver/core/error.h"
#include "solver/core/types.h"

/* Larger messages are refused: MPI counts bytes in an int. */
#define WAIN_MAX_MESSAGE ((size_t)2147483647)

typedef struct wain_comm wain_comm;

struct wain_comm {
    int rank, size; /* 0 <= rank < size */
    void *context;  /* of the implementation; owned by it */

    /* Send a copy of `size` bytes to rank `to`. Returns at once; the message arrives as long as the sender goes on
     * calling probe, receive, barrier or close. Messages between two ranks keep their order. WAIN_EUSAGE: larger than
     * WAIN_MAX_MESSAGE; WAIN_EMEMORY; WAIN_ERANK: the ranks have been aborted. */
    wain_status (*send)(wain_comm *comm, int to, const void *bytes, size_t size, wain_error *err);

    /* Wait for the next message of any rank. `message` is replaced by it, ready to be read from its start; *from
     * receives the sender. Errors: WAIN_EMEMORY (the message
     * stays where it is, so that no other can be received: abort), WAIN_ERANK. */
    wain_status (*receive)(wain_comm *comm, wain_buffer *message, int *from, wain_error *err);

    /* Wait up to `seconds` (0: not at all) for a message; *waiting says whether receive would return at once. */
    wain_status (*probe)(wain_comm *comm, double seconds, bool *waiting, wain_error *err);

    /* Collective: afterwards every rank's `bytes` hold what rank 0's held. The others' content is replaced. */
    wain_status (*broadcast)(wain_comm *comm, wain_buffer *bytes, wain_error *err);

    /* Collective: nobody returns before all have called. */
    wain_status (*barrier)(wain_comm *comm, wain_error *err);

    /* End all ranks from any one, when they can't be told in an orderly way. MPI: does not return, `code` is the
     * exit code. Local: every call of every rank fails with WAIN_ERANK from now on. */
    void (*abort)(wain_comm *comm, int code);
};

/* The ranks this process was started in: those of mpirun or srun, or a single local rank when there is no launcher, so
 * that a plain start costs nothing. Collective. *out is the caller's and is closed with wain_comm_close. */
wain_status wain_comm_open(wain_comm **out, wain_error *err);

/* Collective: deliver what has been sent, then finalise MPI. When a rank does not come within some seconds all are
 * ended with WAIN_ERANK or, that late that MPI finalises already, by SIGALRM. Accepts NULL. */
void wain_comm_close(wain_comm *comm);

/* `size` ranks of this process; (*ranks)[i] is for the thread that plays rank i. Freed as a whole through any one rank
 * once no thread uses them any more; the array goes with them. NULL is accepted. */
wain_status wain_comm_local_create(int size, wain_comm ***ranks, wain_error *err);
void wain_comm_local_free(wain_comm *rank);

#endif
