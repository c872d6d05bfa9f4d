/* The in-process ranks; the MPI ones are tested end to end under mpirun (tests/integration). */
#include <CUnit/CUnit.h>
#include <pthread.h>
#include <string.h>

#include "scheduler/comm.h"

void wain_suite_comm(CU_pSuite suite);

enum { RANKS = 5 };

typedef struct seen {
    wain_comm *comm;
    int sum, arrived;
    wain_status status;
} seen;

static void *everybody_sends_to_everybody(void *argument)
{
    seen *mine = argument;
    wain_comm *comm = mine->comm;
    wain_buffer message = {0};
    bool waiting = true;
    int from;

    for (int to = 0; to < comm->size; to++) {
        const int value = 10 * comm->rank + to;

        mine->status |= comm->send(comm, to, &value, sizeof value, NULL);
    }
    for (int i = 0; i < comm->size; i++) {
        mine->status |= comm->receive(comm, &message, &from, NULL);
        mine->sum += wain_buffer_get_i32(&message) - 10 * from - comm->rank;
        mine->arrived++;
    }
    mine->status |= comm->barrier(comm, NULL);
    mine->status |= comm->probe(comm, 0, &waiting, NULL);
    mine->arrived += waiting;
    wain_buffer_clear(&message);
    return NULL;
}

static void *share_a_text(void *argument)
{
    seen *mine = argument;
    wain_buffer bytes = {0};

    for (int round = 0; round < 3; round++) {
        char text[32];

        snprintf(text, sizeof text, "round %d", round);
        if (mine->comm->rank == 0) {
            wain_buffer_clear(&bytes);
            wain_buffer_put(&bytes, text, strlen(text) + 1);
        }
        mine->status |= mine->comm->broadcast(mine->comm, &bytes, NULL);
        mine->arrived += bytes.size == strlen(text) + 1 && strcmp((const char *)bytes.bytes, text) == 0;
    }
    wain_buffer_clear(&bytes);
    return NULL;
}

static void *wait_for_ever(void *argument)
{
    seen *mine = argument;
    wain_buffer message = {0};
    int from;

    if (mine->comm->rank == 0)
        mine->comm->abort(mine->comm, WAIN_EINTERNAL);
    else if (mine->comm->rank == 1)
        mine->status = mine->comm->receive(mine->comm, &message, &from, NULL);
    else
        mine->status = mine->comm->barrier(mine->comm, NULL);
    return NULL;
}

static void run_ranks(void *(*body)(void *), seen results[RANKS])
{
    wain_comm **ranks = NULL;
    pthread_t threads[RANKS];

    CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(RANKS, &ranks, NULL), WAIN_OK);
    memset(results, 0, RANKS * sizeof *results);
    for (int r = 0; r < RANKS; r++) {
        results[r].comm = ranks[r];
        pthread_create(&threads[r], NULL, body, &results[r]);
    }
    for (int r = 0; r < RANKS; r++)
        pthread_join(threads[r], NULL);
    wain_comm_local_free(ranks[0]);
}

static void messages_arrive_with_their_sender(void)
{
    seen results[RANKS];

    run_ranks(everybody_sends_to_everybody, results);
    for (int r = 0; r < RANKS; r++) {
        CU_ASSERT_EQUAL(results[r].status, WAIN_OK);
        CU_ASSERT_EQUAL(results[r].arrived, RANKS);
        CU_ASSERT_EQUAL(results[r].sum, 0);
    }
}

static void a_broadcast_reaches_all(void)
{
    seen results[RANKS];

    run_ranks(share_a_text, results);
    for (int r = 0; r < RANKS; r++) {
        CU_ASSERT_EQUAL(results[r].status, WAIN_OK);
        CU_ASSERT_EQUAL(results[r].arrived, 3);
    }
}

static void an_abort_frees_those_who_wait(void)
{
    seen results[RANKS];

    run_ranks(wait_for_ever, results);
    for (int r = 1; r < RANKS; r++)
        CU_ASSERT_EQUAL(results[r].status, WAIN_ERANK);
}

static void a_message_of_two_gibibytes_is_refused(void)
{
    wain_comm **ranks = NULL;
    wain_error error;
    char byte = 0;

    CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(1, &ranks, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(ranks[0]->send(ranks[0], 0, &byte, WAIN_MAX_MESSAGE + 1, &error), WAIN_EUSAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "max_stops"));
    wain_comm_local_free(ranks[0]);
}

static void an_unread_message_is_freed(void)
{
    wain_comm **ranks = NULL;
    bool waiting = false;

    CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(2, &ranks, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(ranks[0]->send(ranks[0], 1, "unread", 6, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(ranks[1]->probe(ranks[1], 0, &waiting, NULL), WAIN_OK);
    CU_ASSERT_TRUE(waiting);
    CU_ASSERT_EQUAL(ranks[0]->probe(ranks[0], 0.01, &waiting, NULL), WAIN_OK);
    CU_ASSERT_FALSE(waiting);
    wain_comm_local_free(ranks[0]);
}

void wain_suite_comm(CU_pSuite suite)
{
    CU_ADD_TEST(suite, messages_arrive_with_their_sender);
    CU_ADD_TEST(suite, a_broadcast_reaches_all);
    CU_ADD_TEST(suite, an_abort_frees_those_who_wait);
    CU_ADD_TEST(suite, a_message_of_two_gibibytes_is_refused);
    CU_ADD_TEST(suite, an_unread_message_is_freed);
}
