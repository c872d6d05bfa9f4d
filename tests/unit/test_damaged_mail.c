/* Every kind of message, damaged in every way: the job ends in an orderly way, with an error, and on all ranks. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "scheduler/message.h"
#include "tests/unit/coordinator_fixture.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_damaged_mail(CU_pSuite suite);

enum { ORDERS_OF_UNIT_0 = 1, NUM_DAMAGES = 8 };

static wain_buffer letter; /* what is sent */

static wain_status pack_result(wain_buffer *out)
{
    wain_problem *tiny = tiny_problem(0, ORDERS_OF_UNIT_0, WAIN_METRIC_EUCLID);
    wain_result_message message = {.num_orders = ORDERS_OF_UNIT_0, .solution = tiny_solution(tiny, 1)};
    const wain_status status = wain_message_pack_result(&message, out, NULL);

    wain_solution_free(message.solution);
    wain_problem_free(tiny);
    return status;
}

static wain_status pack_state(wain_buffer *out)
{
    wain_problem *tiny = tiny_problem(0, ORDERS_OF_UNIT_0, WAIN_METRIC_EUCLID);
    wain_search_state state = {.cooled = 0.5, .best = tiny_solution(tiny, 1)};
    const wain_state_message message = {.num_orders = ORDERS_OF_UNIT_0, .state = &state};
    const wain_status status = wain_message_pack_state(&message, out, NULL);

    wain_solution_free(state.best);
    wain_problem_free(tiny);
    return status;
}

static wain_status pack_elite(wain_buffer *out)
{
    wain_problem *tiny = tiny_problem(0, ORDERS_OF_UNIT_0, WAIN_METRIC_EUCLID);
    const wain_elite_message message = {.num_orders = ORDERS_OF_UNIT_0, .solution = tiny_solution(tiny, 1)};
    const wain_status status = wain_message_pack_elite(&message, out, NULL);

    wain_solution_free(message.solution);
    wain_problem_free(tiny);
    return status;
}

static wain_status pack_problem(const wain_work *work, wain_buffer *out)
{
    wain_problem_message message = {.iterations = 1, .search = work->search};
    wain_status status;

    message.problem = tiny_problem(0, ORDERS_OF_UNIT_0, WAIN_METRIC_EUCLID);
    status = wain_message_pack_problem(&message, out, NULL);
    wain_problem_free(message.problem);
    return status;
}

/* A whole message of that kind. */
static void write_letter(wain_message_kind kind, const wain_work *work)
{
    const wain_error_message error = {.unit = 0, .error = {.status = WAIN_EMEMORY, .text = "no memory"}};
    wain_status status = WAIN_OK;

    wain_buffer_clear(&letter);
    switch (kind) {
    case WAIN_MESSAGE_HELLO:
        status = wain_message_pack_hello(&(wain_hello_message){.host = "here", .threads = 1}, &letter, NULL);
        break;
    case WAIN_MESSAGE_PROBLEM:
        status = pack_problem(work, &letter);
        break;
    case WAIN_MESSAGE_PROGRESS:
        status = wain_message_pack_progress(&(wain_progress_message){.iterations = 7}, &letter, NULL);
        break;
    case WAIN_MESSAGE_RESULT:
        status = pack_result(&letter);
        break;
    case WAIN_MESSAGE_STATE:
        status = pack_state(&letter);
        break;
    case WAIN_MESSAGE_ELITE:
        status = pack_elite(&letter);
        break;
    case WAIN_MESSAGE_KEEP:
        status = wain_message_pack_keep(&(wain_keep_message){.num_units = 1}, &letter, NULL);
        break;
    case WAIN_MESSAGE_ALIVE:
        status = wain_message_pack_alive(&letter, NULL);
        break;
    case WAIN_MESSAGE_HURRY:
        status = wain_message_pack_hurry(&letter, NULL);
        break;
    case WAIN_MESSAGE_STOP:
        status = wain_message_pack_stop(&letter, NULL);
        break;
    case WAIN_MESSAGE_ERROR:
        status = wain_message_pack_error(&error, &letter, NULL);
        break;
    default:
        status = wain_message_pack_idle(&(wain_idle_message){.memory = {.peak = 1000}}, &letter, NULL);
        break;
    }
    CU_ASSERT_EQUAL_FATAL(status, WAIN_OK);
}

/* Magic, version, kind, length, checksum, last byte; cut off at the end; nothing at all. */
static void damage(int how)
{
    static const size_t flipped[] = {0, 8, 12, 16, 24};

    if (how < 5)
        letter.bytes[flipped[how]] ^= 0x41;
    else if (how == 5)
        letter.bytes[letter.size - 1] ^= 0x41;
    else
        letter.size = how == 6 ? letter.size - 1 : 0;
}

static void send_letter(wain_comm *comm, wain_buffer *problem)
{
    (void)problem;
    comm->send(comm, 0, letter.bytes, letter.size, NULL);
}

static void letter_sender(night *n, int rank)
{
    misbehave(n, rank, send_letter);
}

static void a_coordinator_ends_the_job(void)
{
    for (int kind = WAIN_MESSAGE_HELLO; kind < WAIN_NUM_MESSAGES; kind++) {
        for (int how = 0; how < NUM_DAMAGES; how++) {
            night n;

            set_up(&n, 12);
            atomic_store(&fake.held, true);
            write_letter((wain_message_kind)kind, &n.work);
            damage(how);
            run_with(&n, 3, letter_sender);
            CU_ASSERT_EQUAL(n.status, WAIN_EINTERNAL);
            CU_ASSERT_PTR_NOT_NULL(strstr(n.error.text, "damaged message"));
            CU_ASSERT_EQUAL(n.worker_status[1], WAIN_OK);
            CU_ASSERT_EQUAL(n.outcome.num_lost, 0);
            wain_outcome_clear(&n.outcome);
        }
    }
    wain_buffer_clear(&letter);
}

static int damage_done;
static wain_message_kind damaged_kind;

/* Send a damaged message to a worker; it answers with an error, and leaves when it is told to stop. */
static void send_to_worker(wain_comm *comm, const wain_work *work)
{
    write_letter(damaged_kind, work);
    damage(damage_done);
    comm->send(comm, 1, letter.bytes, letter.size, NULL);
    expect_complaint(comm);
    dismiss_worker(comm);
}

static void a_worker_says_so(void)
{
    for (int kind = WAIN_MESSAGE_HELLO; kind < WAIN_NUM_MESSAGES; kind++) {
        for (damage_done = 0; damage_done < NUM_DAMAGES; damage_done++) {
            damaged_kind = (wain_message_kind)kind;
            run_worker(send_to_worker);
        }
    }
    wain_buffer_clear(&letter);
}

/* Whole messages that are not for whoever gets them. */
static void whole_messages_for_others_are_refused(void)
{
    static const wain_message_kind kinds[] = {WAIN_MESSAGE_PROBLEM, WAIN_MESSAGE_HURRY, WAIN_MESSAGE_ELITE,
                                              WAIN_MESSAGE_KEEP};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        night n;

        set_up(&n, 12);
        atomic_store(&fake.held, true);
        write_letter(kinds[i], &n.work);
        run_with(&n, 3, letter_sender);
        CU_ASSERT_EQUAL(n.status, WAIN_EINTERNAL);
        CU_ASSERT_PTR_NOT_NULL(strstr(n.error.text, "not for the coordinator"));
        wain_outcome_clear(&n.outcome);
    }
    wain_buffer_clear(&letter);
}

void wain_suite_damaged_mail(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_coordinator_ends_the_job);
    CU_ADD_TEST(suite, a_worker_says_so);
    CU_ADD_TEST(suite, whole_messages_for_others_are_refused);
}
