/* Workers whose rank 0 misbehaves. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "scheduler/message.h"
#include "scheduler/worker.h"
#include "solver/core/clock.h"
#include "tests/unit/coordinator_fixture.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_worker(CU_pSuite suite);

static void a_silent_coordinator_is_not_waited_for(void)
{
    const double start = wain_clock_seconds();
    wain_error error = {0};
    wain_comm **ranks;

    CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(2, &ranks, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_worker_run(ranks[1], 1, fake_solve, NULL, 0.05, &error), WAIN_ERANK);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "rank 0 has said nothing"));
    CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
    wain_comm_local_free(ranks[0]);
}

static void bad_coordinator(wain_comm *comm, const wain_work *work)
{
    (void)work;
    comm->send(comm, 1, "rubbish", 7, NULL);
    expect_complaint(comm);
    dismiss_worker(comm);
}

/* More units than a worker keeps ahead, as one gets that was paused again and again and lost them each time to others.
 */
static void too_many_units(wain_comm *comm, const wain_work *work)
{
    enum { UNITS = 9 };
    wain_buffer bytes = {0};
    wain_message_kind kind = WAIN_MESSAGE_HELLO;
    wain_result_message result = {.unit = -1};
    int from;

    for (int32_t unit = 0; unit < UNITS; unit++) {
        wain_problem_message message = {.unit = unit, .iterations = 1, .search = work->search};

        message.problem = tiny_problem(unit, 3, WAIN_METRIC_EUCLID);
        CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, &bytes, NULL), WAIN_OK);
        comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
        wain_buffer_clear(&bytes);
        wain_problem_free(message.problem);
    }
    while (result.unit < UNITS - 1 && kind != WAIN_MESSAGE_ERROR) {
        comm->receive(comm, &bytes, &from, NULL);
        CU_ASSERT_EQUAL_FATAL(wain_message_open(&bytes, &kind, NULL), WAIN_OK);
        if (kind == WAIN_MESSAGE_RESULT) {
            CU_ASSERT_EQUAL_FATAL(wain_message_unpack_result(&bytes, &result, NULL), WAIN_OK);
            wain_solution_free(result.solution);
        }
    }
    CU_ASSERT_EQUAL(kind, WAIN_MESSAGE_RESULT);
    wain_buffer_clear(&bytes);
    dismiss_worker(comm);
}

static void a_worker_reports_a_damaged_message(void)
{
    run_worker(bad_coordinator);
}

static void a_worker_forgets_units_that_others_have(void)
{
    run_worker(too_many_units);
}

void wain_suite_worker(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_silent_coordinator_is_not_waited_for);
    CU_ADD_TEST(suite, a_worker_reports_a_damaged_message);
    CU_ADD_TEST(suite, a_worker_forgets_units_that_others_have);
}
