/* Ranks of mpirun or srun. A send is an MPI_Isend of an own copy, kept in a list until MPI has delivered it, so no rank
 * ever waits for another's receive; and a message is received by an MPI_Irecv as soon as it is announced, for a large
 * one comes only as its sender goes on, which may be long or never. Waiting sleeps between two looks: the core belongs
 * to the rank that is solving. */
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "scheduler/comm.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"

enum { MESSAGE_TAG = 1, MOST_ARRIVALS = 64 };

#define FIRST_NAP 10000L  /* ns; doubled each time until it is at least */
#define LAST_NAP 2000000L /* ns */
#define LAST_MEETING 10   /* s; who does not come to the end within it is not waited for */

/* A message on its way, out or in. */
typedef struct letter {
    struct letter *next;
    MPI_Request request;
    wain_buffer bytes;
    int from;      /* of one that comes in */
    bool complete; /* likewise: it is here as a whole */
} letter;

typedef struct mpi_ranks {
    wain_comm comm;
    letter *outgoing; /* sends not yet delivered */
    letter *incoming; /* messages announced and not yet read, at most MOST_ARRIVALS, the oldest first */
} mpi_ranks;

static wain_status translate(int code, const char *call, wain_error *err)
{
    char text[MPI_MAX_ERROR_STRING];
    int length = 0;

    if (code == MPI_SUCCESS)
        return WAIN_OK;
    if (MPI_Error_string(code, text, &length) != MPI_SUCCESS)
        length = 0;
    text[length] = '\0';
    return wain_error_set(err, WAIN_ERANK, "%s: %s", call, text);
}

/* Sleep a little longer each time, up to a few milliseconds. */
static void nap(long *nanoseconds)
{
    const struct timespec pause = {0, *nanoseconds};

    nanosleep(&pause, NULL);
    if (*nanoseconds < LAST_NAP)
        *nanoseconds *= 2;
}

static void free_letter(letter *mail)
{
    if (mail)
        wain_buffer_clear(&mail->bytes);
    free(mail);
}

/* Let MPI go on with the sends under way and release those that are delivered. */
static wain_status advance(mpi_ranks *ranks, wain_error *err)
{
    letter **link = &ranks->outgoing;

    while (*link) {
        letter *sent = *link;
        int delivered = 0;
        const int code = MPI_Test(&sent->request, &delivered, MPI_STATUS_IGNORE);

        if (code != MPI_SUCCESS)
            return translate(code, "MPI_Test", err);
        if (!delivered) {
            link = &sent->next;
            continue;
        }
        *link = sent->next;
        free_letter(sent);
    }
    return WAIN_OK;
}

/* Wait for so many seconds; WAIN_ERANK when they are over. */
static wain_status wait_for(mpi_ranks *ranks, MPI_Request *request, double seconds, wain_error *err)
{
    wain_status status = WAIN_OK;
    const double end = wain_clock_seconds() + seconds;
    long pause = FIRST_NAP;
    int complete = 0;

    for (;;) {
        WAIN_TRY(translate(MPI_Test(request, &complete, MPI_STATUS_IGNORE), "MPI_Test", err));
        if (complete)
            break;
        WAIN_TRY(advance(ranks, err));
        if (wain_clock_seconds() >= end)
            return wain_error_set(err, WAIN_ERANK, "a rank does not answer");
        nap(&pause);
    }
done:
    return status;
}

static wain_status mpi_send(wain_comm *comm, int to, const void *bytes, size_t size, wain_error *err)
{
    mpi_ranks *ranks = comm->context;
    wain_status status = WAIN_OK;
    letter *mail = NULL;

    if (size > WAIN_MAX_MESSAGE)
        return wain_error_set(err, WAIN_EUSAGE, "a message of %zu bytes exceeds 2 GiB; lower partition.max_stops",
                              size);
    WAIN_TRY(advance(ranks, err));
    WAIN_TRY(WAIN_NEW(mail, 1, err));
    wain_buffer_put(&mail->bytes, bytes, size);
    if (mail->bytes.failed) {
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for a message of %zu bytes", size);
        goto done;
    }
    WAIN_TRY(
        translate(MPI_Isend(mail->bytes.bytes, (int)size, MPI_BYTE, to, MESSAGE_TAG, MPI_COMM_WORLD, &mail->request),
                  "MPI_Isend", err));
    mail->next = ranks->outgoing;
    ranks->outgoing = mail;
    mail = NULL; /* now MPI's until delivered */
done:
    free_letter(mail);
    return status;
}

/* Begin to receive a message that is announced. Without room it stays where it is: Open MPI 4.1 writes a message of
 * many bytes past the end of a buffer that is too short for it. */
static wain_status accept_one(const MPI_Status *found, letter **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    letter *mail = NULL;
    int size = 0;

    WAIN_TRY(translate(MPI_Get_count(found, MPI_BYTE, &size), "MPI_Get_count", err));
    WAIN_TRY(WAIN_NEW(mail, 1, err));
    WAIN_TRY(WAIN_RESERVE(mail->bytes.bytes, mail->bytes.capacity, size > 0 ? size : 1, err));
    mail->bytes.size = (size_t)size;
    mail->from = found->MPI_SOURCE;
    WAIN_TRY(translate(
        MPI_Irecv(mail->bytes.bytes, size, MPI_BYTE, found->MPI_SOURCE, MESSAGE_TAG, MPI_COMM_WORLD, &mail->request),
        "MPI_Irecv", err));
    *out = mail;
    mail = NULL; /* now MPI's until complete */
done:
    free_letter(mail);
    return status;
}

/* Begin to receive all that is announced. The first look may be what lets MPI see it, so there are two. */
static wain_status accept_all(mpi_ranks *ranks, wain_error *err)
{
    wain_status status = WAIN_OK;
    letter **link = &ranks->incoming;
    int count = 0, misses = 0;

    for (; *link; link = &(*link)->next)
        count++;
    while (count < MOST_ARRIVALS && misses < 2) {
        MPI_Status found;
        int here = 0;

        WAIN_TRY(translate(MPI_Iprobe(MPI_ANY_SOURCE, MESSAGE_TAG, MPI_COMM_WORLD, &here, &found), "MPI_Iprobe", err));
        if (!here) {
            misses++;
            continue;
        }
        WAIN_TRY(accept_one(&found, link, err));
        link = &(*link)->next;
        count++;
    }
done:
    return status;
}

/* The link to the oldest message that is here as a whole, with none before it from the same rank; NULL: none. */
static wain_status find_complete(mpi_ranks *ranks, letter ***out, wain_error *err)
{
    wain_status status = WAIN_OK;

    *out = NULL;
    for (letter **link = &ranks->incoming; *link && !*out; link = &(*link)->next) {
        const letter *before = ranks->incoming;
        letter *mail = *link;
        int complete = mail->complete;

        if (!complete)
            WAIN_TRY(translate(MPI_Test(&mail->request, &complete, MPI_STATUS_IGNORE), "MPI_Test", err));
        mail->complete = complete;
        while (before != mail && before->from != mail->from)
            before = before->next;
        if (complete && before == mail)
            *out = link;
    }
done:
    return status;
}

/* Look for a message until `seconds` have passed (negative: for ever). */
static wain_status look(mpi_ranks *ranks, double seconds, letter ***found, wain_error *err)
{
    wain_status status = WAIN_OK;
    const double end = wain_clock_seconds() + seconds;
    long pause = FIRST_NAP;

    for (;;) {
        WAIN_TRY(advance(ranks, err));
        WAIN_TRY(accept_all(ranks, err));
        WAIN_TRY(find_complete(ranks, found, err));
        if (*found || seconds == 0 || (seconds > 0 && wain_clock_seconds() >= end))
            break;
        nap(&pause);
    }
done:
    return status;
}

static wain_status mpi_probe(wain_comm *comm, double seconds, bool *waiting, wain_error *err)
{
    letter **found = NULL;
    const wain_status status = look(comm->context, seconds > 0 ? seconds : 0, &found, err);

    *waiting = found != NULL;
    return status;
}

static wain_status mpi_receive(wain_comm *comm, wain_buffer *message, int *from, wain_error *err)
{
    wain_status status = WAIN_OK;
    letter **found = NULL, *mail;

    wain_buffer_clear(message);
    WAIN_TRY(look(comm->context, -1, &found, err));
    mail = *found;
    *found = mail->next;
    *message = mail->bytes;
    *from = mail->from;
    free(mail);
done:
    return status;
}

static wain_status mpi_broadcast(wain_comm *comm, wain_buffer *bytes, wain_error *err)
{
    mpi_ranks *ranks = comm->context;
    wain_status status = WAIN_OK;
    uint64_t size = bytes->size;
    MPI_Request request;

    if (comm->rank == 0 && size > WAIN_MAX_MESSAGE)
        return wain_error_set(err, WAIN_EUSAGE, "a broadcast of %zu bytes exceeds 2 GiB", bytes->size);
    WAIN_TRY(translate(MPI_Ibcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD, &request), "MPI_Ibcast", err));
    WAIN_TRY(wait_for(ranks, &request, INFINITY, err));
    if (comm->rank != 0) {
        WAIN_TRY(WAIN_RESERVE(bytes->bytes, bytes->capacity, size > 0 ? size : 1, err));
        bytes->size = (size_t)size;
        bytes->position = 0;
        bytes->failed = bytes->overrun = false;
    }
    WAIN_TRY(translate(MPI_Ibcast(bytes->bytes, (int)size, MPI_BYTE, 0, MPI_COMM_WORLD, &request), "MPI_Ibcast", err));
    WAIN_TRY(wait_for(ranks, &request, INFINITY, err));
done:
    return status;
}

static wain_status mpi_barrier(wain_comm *comm, wain_error *err)
{
    wain_status status = WAIN_OK;
    MPI_Request request;

    WAIN_TRY(translate(MPI_Ibarrier(MPI_COMM_WORLD, &request), "MPI_Ibarrier", err));
    WAIN_TRY(wait_for(comm->context, &request, INFINITY, err));
done:
    return status;
}

/* MPI_Abort does not end the process by exit(). */
static void mpi_abort(wain_comm *comm, int code)
{
    (void)comm;
    fflush(NULL);
    MPI_Abort(MPI_COMM_WORLD, code);
}

/* Open MPI's mpirun, any PMIx launcher (srun --mpi=pmix), MPICH's hydra. */
static bool has_launcher(void)
{
    static const char *const signs[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"};

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (getenv(signs[i]))
            return true;
    }
    return false;
}

static wain_status open_mpi(wain_comm **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    mpi_ranks *ranks = NULL;
    int provided = MPI_THREAD_SINGLE;

    WAIN_TRY(WAIN_NEW(ranks, 1, err));
    WAIN_TRY(translate(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread", err));
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    if (provided < MPI_THREAD_FUNNELED) {
        status = wain_error_set(err, WAIN_ERANK, "this MPI does not allow threads (MPI_THREAD_FUNNELED)");
        goto done;
    }
    ranks->comm = (wain_comm){.context = ranks,
                              .send = mpi_send,
                              .receive = mpi_receive,
                              .probe = mpi_probe,
                              .broadcast = mpi_broadcast,
                              .barrier = mpi_barrier,
                              .abort = mpi_abort};
    WAIN_TRY(translate(MPI_Comm_rank(MPI_COMM_WORLD, &ranks->comm.rank), "MPI_Comm_rank", err));
    WAIN_TRY(translate(MPI_Comm_size(MPI_COMM_WORLD, &ranks->comm.size), "MPI_Comm_size", err));
    *out = &ranks->comm;
    ranks = NULL;
done:
    free(ranks);
    return status;
}

static void free_incoming(mpi_ranks *ranks)
{
    while (ranks->incoming) {
        letter *mail = ranks->incoming;

        ranks->incoming = mail->next;
        if (mail->complete) /* else MPI may still write there */
            free_letter(mail);
    }
}

/* Leave together, but not at any price: a rank that was stopped or cut off after its work would keep all others here
 * for ever. */
static void close_mpi(mpi_ranks *ranks)
{
    const double end = wain_clock_seconds() + LAST_MEETING;
    long pause = FIRST_NAP;
    MPI_Request request;

    while (ranks->outgoing && wain_clock_seconds() < end && advance(ranks, NULL) == WAIN_OK)
        nap(&pause);
    if (MPI_Ibarrier(MPI_COMM_WORLD, &request) != MPI_SUCCESS ||
        wait_for(ranks, &request, LAST_MEETING, NULL) != WAIN_OK)
        mpi_abort(&ranks->comm, WAIN_ERANK);
    alarm(LAST_MEETING); /* MPI_Finalize knows no limit; SIGALRM ends this rank, and with it the job */
    MPI_Finalize();
    alarm(0);
    free_incoming(ranks);
    free(ranks);
}

wain_status wain_comm_open(wain_comm **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_comm **alone = NULL;

    if (has_launcher())
        return open_mpi(out, err);
    WAIN_TRY(wain_comm_local_create(1, &alone, err));
    *out = alone[0];
done:
    return status;
}

void wain_comm_close(wain_comm *comm)
{
    if (!comm)
        return;
    if (comm->send == mpi_send)
        close_mpi(comm->context);
    else
        wain_comm_local_free(comm);
}
