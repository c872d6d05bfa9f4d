/* Ranks as threads of one process: a mailbox each, one lock for all. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "scheduler/comm.h"
#include "solver/core/memory.h"

typedef struct letter {
    struct letter *next;
    int from;
    wain_buffer bytes;
} letter;

typedef struct mailbox {
    letter *first, **last;
} mailbox;

typedef struct group {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a letter came, a collective call completed, or the group was aborted */
    int size;
    wain_comm **ranks; /* `size` of them, owned */
    bool aborted;
    mailbox *boxes;     /* one per rank */
    int arrived;        /* ranks in the current collective call */
    uint64_t round;     /* number of collective calls completed */
    wain_buffer shared; /* what rank 0 broadcasts */
} group;

static wain_status aborted_error(wain_error *err)
{
    return wain_error_set(err, WAIN_ERANK, "the ranks were aborted");
}

static wain_status local_send(wain_comm *comm, int to, const void *bytes, size_t size, wain_error *err)
{
    group *all = comm->context;
    letter *mail = NULL;
    wain_status status = WAIN_OK;

    if (size > WAIN_MAX_MESSAGE)
        return wain_error_set(err, WAIN_EUSAGE, "a message of %zu bytes exceeds 2 GiB; lower partition.max_stops",
                              size);
    WAIN_TRY(WAIN_NEW(mail, 1, err));
    mail->from = comm->rank;
    wain_buffer_put(&mail->bytes, bytes, size);
    if (mail->bytes.failed) {
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for a message of %zu bytes", size);
        goto done;
    }
    pthread_mutex_lock(&all->lock);
    if (all->aborted) {
        status = aborted_error(err);
    } else {
        *all->boxes[to].last = mail;
        all->boxes[to].last = &mail->next;
        mail = NULL; /* now the receiver's */
        pthread_cond_broadcast(&all->changed);
    }
    pthread_mutex_unlock(&all->lock);
done:
    if (mail) {
        wain_buffer_clear(&mail->bytes);
        free(mail);
    }
    return status;
}

static letter *take_first(mailbox *box)
{
    letter *mail = box->first;

    box->first = mail->next;
    if (!box->first)
        box->last = &box->first;
    return mail;
}

static wain_status local_receive(wain_comm *comm, wain_buffer *message, int *from, wain_error *err)
{
    group *all = comm->context;
    mailbox *box = &all->boxes[comm->rank];
    letter *mail = NULL;

    pthread_mutex_lock(&all->lock);
    while (!box->first && !all->aborted)
        pthread_cond_wait(&all->changed, &all->lock);
    if (!all->aborted)
        mail = take_first(box);
    pthread_mutex_unlock(&all->lock);
    if (!mail)
        return aborted_error(err);
    wain_buffer_clear(message);
    *message = mail->bytes;
    *from = mail->from;
    free(mail);
    return WAIN_OK;
}

static struct timespec moment_after(double seconds)
{
    struct timespec moment;
    double whole;
    const double part = modf(seconds, &whole);

    clock_gettime(CLOCK_MONOTONIC, &moment);
    moment.tv_sec += (time_t)whole;
    moment.tv_nsec += (long)(part * 1e9);
    if (moment.tv_nsec >= 1000000000L) {
        moment.tv_sec++;
        moment.tv_nsec -= 1000000000L;
    }
    return moment;
}

static wain_status local_probe(wain_comm *comm, double seconds, bool *waiting, wain_error *err)
{
    group *all = comm->context;
    const mailbox *box = &all->boxes[comm->rank];
    const struct timespec end = moment_after(seconds);
    bool aborted;

    pthread_mutex_lock(&all->lock);
    while (!box->first && !all->aborted && seconds > 0) {
        if (pthread_cond_timedwait(&all->changed, &all->lock, &end) == ETIMEDOUT)
            break;
    }
    *waiting = box->first != NULL;
    aborted = all->aborted;
    pthread_mutex_unlock(&all->lock);
    return aborted ? aborted_error(err) : WAIN_OK;
}

/* Wait until all ranks are here; the lock is held. */
static bool meet(group *all)
{
    const uint64_t round = all->round;

    if (++all->arrived == all->size) {
        all->arrived = 0;
        all->round++;
        pthread_cond_broadcast(&all->changed);
    }
    while (all->round == round && !all->aborted)
        pthread_cond_wait(&all->changed, &all->lock);
    return !all->aborted;
}

static wain_status local_barrier(wain_comm *comm, wain_error *err)
{
    group *all = comm->context;
    bool met;

    pthread_mutex_lock(&all->lock);
    met = meet(all);
    pthread_mutex_unlock(&all->lock);
    return met ? WAIN_OK : aborted_error(err);
}

static wain_status local_broadcast(wain_comm *comm, wain_buffer *bytes, wain_error *err)
{
    group *all = comm->context;
    wain_status status = WAIN_OK;

    if (all->size == 1)
        return WAIN_OK;
    pthread_mutex_lock(&all->lock);
    if (comm->rank == 0)
        all->shared = *bytes;
    if (!meet(all))
        status = aborted_error(err);
    if (status == WAIN_OK && comm->rank != 0) {
        wain_buffer_clear(bytes);
        wain_buffer_put(bytes, all->shared.bytes, all->shared.size);
        if (bytes->failed)
            status = wain_error_set(err, WAIN_EMEMORY, "no memory for a broadcast of %zu bytes", all->shared.size);
    }
    if (!meet(all) && status == WAIN_OK) /* rank 0's bytes are borrowed until all have copied them */
        status = aborted_error(err);
    pthread_mutex_unlock(&all->lock);
    return status;
}

static void local_abort(wain_comm *comm, int code)
{
    group *all = comm->context;

    (void)code;
    pthread_mutex_lock(&all->lock);
    all->aborted = true;
    pthread_cond_broadcast(&all->changed);
    pthread_mutex_unlock(&all->lock);
}

static void free_group(group *all)
{
    if (!all)
        return;
    for (int i = 0; all->boxes && i < all->size; i++) {
        while (all->boxes[i].first) {
            letter *mail = take_first(&all->boxes[i]);

            wain_buffer_clear(&mail->bytes);
            free(mail);
        }
    }
    for (int i = 0; all->ranks && i < all->size; i++)
        free(all->ranks[i]);
    pthread_cond_destroy(&all->changed);
    pthread_mutex_destroy(&all->lock);
    free(all->ranks);
    free(all->boxes);
    free(all);
}

static void init_lock(group *all)
{
    pthread_condattr_t monotonic;

    pthread_mutex_init(&all->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&all->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

wain_status wain_comm_local_create(int size, wain_comm ***ranks, wain_error *err)
{
    wain_status status = WAIN_OK;
    group *all = NULL;

    WAIN_TRY(WAIN_NEW(all, 1, err));
    init_lock(all);
    all->size = size;
    WAIN_TRY(WAIN_NEW(all->boxes, size, err));
    WAIN_TRY(WAIN_NEW(all->ranks, size, err));
    for (int i = 0; i < size; i++) {
        all->boxes[i].last = &all->boxes[i].first;
        WAIN_TRY(WAIN_NEW(all->ranks[i], 1, err));
        *all->ranks[i] = (wain_comm){.rank = i,
                                     .size = size,
                                     .context = all,
                                     .send = local_send,
                                     .receive = local_receive,
                                     .probe = local_probe,
                                     .broadcast = local_broadcast,
                                     .barrier = local_barrier,
                                     .abort = local_abort};
    }
    *ranks = all->ranks;
    all = NULL;
done:
    free_group(all);
    return status;
}

void wain_comm_local_free(wain_comm *rank)
{
    if (rank)
        free_group(rank->context);
}
