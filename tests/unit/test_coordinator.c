/* Coordinator and workers as threads of this process, with a stand-in for the search. */
#include <CUnit/CUnit.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scheduler/cool_down.h"
#include "scheduler/message.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "tests/unit/coordinator_fixture.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_coordinator(CU_pSuite suite);

static const int rank_counts[] = {1, 2, 3, 5};

static void any_number_of_ranks_gives_the_same_plan(void)
{
    uint64_t expected = 0;

    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        night n;

        set_up(&n, 23);
        run(&n, rank_counts[i]);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT_EQUAL(n.outcome.num_done, 23);
        CU_ASSERT_EQUAL(atomic_load(&fake.solved), 23); /* nothing twice */
        CU_ASSERT_EQUAL(n.outcome.iterations, 23 * 3);
        CU_ASSERT_EQUAL(n.outcome.num_ranks, rank_counts[i]);
        CU_ASSERT_EQUAL(n.outcome.num_threads, 1 + 2 * (rank_counts[i] - 1));
        CU_ASSERT_EQUAL(n.outcome.num_hosts, 1);
        CU_ASSERT_EQUAL(n.outcome.num_lost, 0);
        if (i == 0)
            expected = fingerprint(&n.outcome);
        CU_ASSERT_EQUAL(fingerprint(&n.outcome), expected);
        wain_outcome_clear(&n.outcome);
    }
}

static void everybody_gets_work(void)
{
    bool worked[MAX_RANKS] = {false};
    night n;

    set_up(&n, 30);
    fake.together = 5;
    run(&n, 5);
    for (int32_t u = 0; u < 30; u++)
        worked[n.outcome.units[u].rank] = true;
    for (int r = 0; r < 5; r++)
        CU_ASSERT_TRUE(worked[r]);
    wain_outcome_clear(&n.outcome);
}

static void more_ranks_than_units_is_fine(void)
{
    for (int32_t units = 0; units < 3; units++) {
        night n;

        set_up(&n, units);
        run(&n, 5);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_EQUAL(n.outcome.num_done, units);
        CU_ASSERT_FALSE(n.outcome.stopped);
        wain_outcome_clear(&n.outcome);
    }
}

/* A rank that takes its work and then says nothing until it is told to stop: as if it were paused. */
static void be_paused(night *n, int rank)
{
    wain_hello_message hello = {.host = "paused", .threads = 1};
    wain_comm *comm = n->ranks[rank];
    wain_message_kind kind = WAIN_NUM_MESSAGES;
    wain_buffer bytes = {0};
    int from;

    CU_ASSERT_EQUAL(wain_message_pack_hello(&hello, &bytes, NULL), WAIN_OK);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
    while (kind != WAIN_MESSAGE_STOP && comm->receive(comm, &bytes, &from, NULL) == WAIN_OK)
        wain_message_open(&bytes, &kind, NULL);
    wain_buffer_clear(&bytes);
    CU_ASSERT_EQUAL(wain_message_pack_idle(&(wain_idle_message){.memory = {.peak = 1000}}, &bytes, NULL), WAIN_OK);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
}

static void what_a_paused_rank_has_goes_to_others(void)
{
    for (int size = 2; size <= 3; size++) {
        night n;

        set_up(&n, 11);
        n.work.silence = 0.05;
        run_with(&n, size, be_paused);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT_EQUAL(n.outcome.num_done, 11);
        for (int32_t u = 0; u < 11; u++)
            CU_ASSERT_NOT_EQUAL(n.outcome.units[u].rank, size - 1);
        wain_outcome_clear(&n.outcome);
    }
}

/* Send the result of a problem that was received, so many times. */
static void answer(wain_comm *comm, wain_buffer *problem_bytes, int times)
{
    wain_problem_message problem;
    wain_result_message result = {0};
    wain_buffer packed = {0};

    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_problem(problem_bytes, &problem, NULL), WAIN_OK);
    result.unit = problem.unit;
    result.num_orders = problem.problem->num_orders;
    result.statistics.iterations = 3;
    result.solution = tiny_solution(problem.problem, problem.search.seed);
    wain_message_pack_result(&result, &packed, NULL);
    for (int i = 0; i < times; i++)
        comm->send(comm, 0, packed.bytes, packed.size, NULL);
    wain_buffer_clear(&packed);
    wain_solution_free(result.solution);
    wain_problem_free(problem.problem);
}

static void wait_until(atomic_int *count, int value)
{
    const double end = wain_clock_seconds() + TOO_LONG;

    while (atomic_load(count) != value && wain_clock_seconds() < end)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
}

/* Takes two of 11 units and is paused until rank 0 searches the first of them again; then it brings both. */
static void come_back_late(night *n, int rank)
{
    wain_hello_message hello = {.host = "late", .threads = 1};
    wain_comm *comm = n->ranks[rank];
    wain_message_kind kind = WAIN_NUM_MESSAGES;
    wain_buffer bytes = {0}, problems[2] = {{0}};
    int from;

    CU_ASSERT_EQUAL(wain_message_pack_hello(&hello, &bytes, NULL), WAIN_OK);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    for (int i = 0; i < 2; i++) {
        comm->receive(comm, &problems[i], &from, NULL);
        CU_ASSERT_EQUAL(wain_message_open(&problems[i], &kind, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(kind, WAIN_MESSAGE_PROBLEM);
    }
    wait_until(&fake.solved, 9);
    atomic_store(&fake.held, true);
    wait_until(&fake.searching, 1);
    for (int i = 0; i < 2; i++) {
        answer(comm, &problems[i], 1);
        wain_buffer_clear(&problems[i]);
    }
    wait_until(&fake.searching, 0); /* rank 0 reads its mail while it searches, and ends what it does in vain */
    CU_ASSERT_EQUAL(atomic_load(&fake.searching), 0);
    atomic_store(&fake.held, false);
    while (kind != WAIN_MESSAGE_STOP && comm->receive(comm, &bytes, &from, NULL) == WAIN_OK)
        wain_message_open(&bytes, &kind, NULL);
    wain_buffer_clear(&bytes);
    CU_ASSERT_EQUAL(wain_message_pack_idle(&(wain_idle_message){.memory = {.peak = 1000}}, &bytes, NULL), WAIN_OK);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
}

static void what_a_paused_rank_brings_late_counts_once(void)
{
    night n;

    set_up(&n, 11);
    n.work.silence = 0.05;
    run_with(&n, 2, come_back_late);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_FALSE(n.outcome.stopped);
    CU_ASSERT_EQUAL(n.outcome.num_done, 11);
    CU_ASSERT_EQUAL(n.outcome.iterations, 33);
    CU_ASSERT_EQUAL(atomic_load(&fake.solved), 10); /* the second unit was not searched again */
    wain_outcome_clear(&n.outcome);
}

/* Three works for the same ranks, one after another. */
static void ranks_do_one_work_after_another(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        wain_coordinator *coordinator = NULL;
        player players[MAX_RANKS];
        night n;

        set_up(&n, 13);
        CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(rank_counts[i], &n.ranks, NULL), WAIN_OK);
        for (int r = 1; r < rank_counts[i]; r++) {
            players[r] = (player){.night = &n, .rank = r, .body = be_worker};
            pthread_create(&players[r].thread, NULL, play, &players[r]);
        }
        CU_ASSERT_EQUAL_FATAL(wain_coordinator_create(n.ranks[0], &coordinator, NULL), WAIN_OK);
        for (int work = 0; work < 3; work++) {
            n.work.more = work < 2;
            n.work.num_units = 13 - work;
            n.status = wain_coordinator_run(coordinator, &n.work, &n.outcome, &n.error);
            CU_ASSERT_EQUAL(n.status, WAIN_OK);
            CU_ASSERT_EQUAL(n.outcome.num_done, 13 - work);
            CU_ASSERT_EQUAL(n.outcome.iterations, (13 - work) * 3);
            CU_ASSERT_EQUAL(n.outcome.num_lost, 0);
            CU_ASSERT_FALSE(n.outcome.stopped);
            wain_outcome_clear(&n.outcome);
        }
        wain_coordinator_end(coordinator, NULL);
        for (int r = 1; r < rank_counts[i]; r++)
            pthread_join(players[r].thread, NULL);
        wain_comm_local_free(n.ranks[0]);
        CU_ASSERT_EQUAL(atomic_load(&fake.solved), 13 + 12 + 11);
    }
}

static void an_error_of_any_rank_ends_the_job(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        for (int32_t failing = 0; failing < 12; failing += 5) {
            night n;

            set_up(&n, 12);
            fake.failing_unit = failing;
            run(&n, rank_counts[i]);
            CU_ASSERT_EQUAL(n.status, WAIN_EMEMORY);
            CU_ASSERT_PTR_NOT_NULL(strstr(n.error.text, "no memory for unit"));
            for (int r = 1; r < rank_counts[i]; r++)
                CU_ASSERT_EQUAL(n.worker_status[r], WAIN_OK); /* it was told, and left in peace */
            wain_outcome_clear(&n.outcome);
        }
    }
}

/* Searches that last until somebody asks to stop, which happens in the first of them. */
static void set_up_stop(night *n, double grace)
{
    set_up(n, 30);
    fake.unit_to_stop_at = 3;
    n->effort[3] = 100; /* so it comes first */
    n->work.iterations = 1000000000;
    n->work.stop_grace = grace;
    n->work.clock = clock_of_looks;
}

static void after_a_stop_every_unit_gets_a_first_solution(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        night n;

        set_up_stop(&n, 1e6);
        run(&n, rank_counts[i]);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_TRUE(n.outcome.stopped);
        CU_ASSERT_EQUAL(n.outcome.num_done, 30);
        CU_ASSERT_EQUAL(n.outcome.num_lost, 0);
        CU_ASSERT(atomic_load(&fake.first_only) >= 30 - 2 * rank_counts[i]); /* all but those begun before */
        fingerprint(&n.outcome);                                             /* all are done and have a solution */
        wain_outcome_clear(&n.outcome);
    }
}

static void start_cool_down(night *n)
{
    atomic_store(&fake.gone_on, 0);
    atomic_store(&fake.first_only, 0);
    CU_ASSERT_EQUAL(
        wain_cool_down_begin(n->outcome.units, n->outcome.num_units, n->num_orders, n->work.span, &n->error), WAIN_OK);
    n->work.earlier = n->outcome.units;
    n->work.iterations = 0;
    n->work.span = NULL;
    n->work.more = n->work.cools_down = false;
    n->work.is_cool_down = true;
    n->work.deadline =
        (wain_deadline){.start = wain_clock_seconds(), .time_limit = TOO_LONG, .reserve = TOO_LONG - 0.6};
}

/* The signal is still there, and ends nothing any more. */
static void what_is_hot_cools_down_after_a_stop(void)
{
    const wain_annealing_span hot[30] = {{0}};

    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        wain_coordinator *coordinator = NULL;
        player players[MAX_RANKS];
        night n;

        set_up_stop(&n, 1e6);
        n.work.clock = NULL;
        n.work.span = hot;
        n.work.more = n.work.cools_down = true;
        CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(rank_counts[i], &n.ranks, NULL), WAIN_OK);
        for (int r = 1; r < rank_counts[i]; r++) {
            players[r] = (player){.night = &n, .rank = r, .body = be_worker};
            pthread_create(&players[r].thread, NULL, play, &players[r]);
        }
        CU_ASSERT_EQUAL_FATAL(wain_coordinator_create(n.ranks[0], &coordinator, NULL), WAIN_OK);
        CU_ASSERT_EQUAL(wain_coordinator_run(coordinator, &n.work, &n.outcome, &n.error), WAIN_OK);
        CU_ASSERT_TRUE(n.outcome.stopped);
        CU_ASSERT_TRUE(wain_coordinator_was_stopped(coordinator));
        CU_ASSERT(wain_coordinator_grace_left(coordinator) > 0);
        start_cool_down(&n);
        CU_ASSERT_EQUAL(wain_coordinator_run(coordinator, &n.work, &n.outcome, &n.error), WAIN_OK);
        CU_ASSERT_EQUAL(n.outcome.num_done, 30);
        CU_ASSERT_EQUAL(n.outcome.num_lost, 0);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT_FALSE(wain_coordinator_was_stopped(coordinator));
        CU_ASSERT(atomic_load(&fake.gone_on) >= 30);
        fingerprint(&n.outcome);
        free(n.work.earlier);
        wain_coordinator_end(coordinator, NULL);
        for (int r = 1; r < rank_counts[i]; r++)
            pthread_join(players[r].thread, NULL);
        wain_comm_local_free(n.ranks[0]);
        wain_outcome_clear(&n.outcome);
    }
}

static void a_stop_without_grace_keeps_what_is_done(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        int32_t done = 0;
        night n;

        set_up_stop(&n, 0);
        run(&n, rank_counts[i]);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_TRUE(n.outcome.stopped);
        for (int32_t u = 0; u < 30; u++)
            done += n.outcome.units[u].state == WAIN_UNIT_DONE;
        CU_ASSERT_EQUAL(done, n.outcome.num_done);
        CU_ASSERT(done > 0 && done <= 2 * rank_counts[i]);
        CU_ASSERT_EQUAL(n.outcome.units[3].state, WAIN_UNIT_DONE); /* cut short, but kept */
        wain_outcome_clear(&n.outcome);
    }
}

/* Searches end by the clock, and what they overran is made up for: with half of the reserve as long as this nothing
 * depends on how busy the machine is. */
static void time_mode_ends_in_time_with_every_unit_done(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        const double start = wain_clock_seconds();
        double seconds;
        night n;

        set_up(&n, 17);
        n.work.iterations = 0;
        n.work.deadline = (wain_deadline){.start = start, .time_limit = TOO_LONG, .reserve = TOO_LONG - 0.6};
        run(&n, rank_counts[i]);
        seconds = wain_clock_seconds() - start;
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_EQUAL(n.outcome.num_done, 17);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT(seconds > 0.35 && seconds < TOO_LONG);
        wain_outcome_clear(&n.outcome);
    }
}

/* --- one rank whose time passes only in searches --- */

static struct {
    double now;
    double per_order; /* seconds of a first solution */
    double stop_at;
} simulated;

static double simulated_clock(void)
{
    return simulated.now;
}

static bool simulated_stop(void)
{
    return simulated.now >= simulated.stop_at;
}

static wain_status simulated_solve(const wain_problem *problem, const wain_search_options *options,
                                   const wain_search_control *control, wain_solution **out,
                                   wain_search_statistics *statistics, wain_error *err)
{
    const double start = simulated.now;

    statistics->construction = simulated.per_order * problem->num_orders;
    simulated.now += statistics->construction;
    while (simulated.now - start < control->time_limit && !control->poll(control->context)) {
        simulated.now += 0.001;
        statistics->iterations++;
    }
    statistics->seconds = simulated.now - start;
    *out = tiny_solution(problem, options->seed);
    return *out ? WAIN_OK : wain_error_set(err, WAIN_EMEMORY, "no memory");
}

/* 30 units of 100 to 700 orders, 11,800 in all. */
static void set_up_simulation(night *n, double per_order, double time_limit, double reserve)
{
    set_up(n, 30);
    simulated.now = 0;
    simulated.per_order = per_order;
    simulated.stop_at = INFINITY;
    for (int32_t u = 0; u < 30; u++) {
        n->num_orders[u] = 100 * (1 + u % 7);
        n->effort[u] = n->num_orders[u];
    }
    n->work.iterations = 0;
    n->work.solve = simulated_solve;
    n->work.clock = simulated_clock;
    n->work.stop_requested = simulated_stop;
    n->work.deadline = (wain_deadline){.time_limit = time_limit, .reserve = reserve};
}

static void first_solutions_come_before_search_time(void)
{
    night n;

    set_up_simulation(&n, 50e-6, 0.9, 0.1); /* 0.59 s of 0.8 s for first solutions */
    n.effort[0] = 100 * 11800;              /* by effort it would get nearly all the time */
    run(&n, 1);
    CU_ASSERT_EQUAL(n.outcome.num_done, 30);
    CU_ASSERT_FALSE(n.outcome.stopped);
    CU_ASSERT(simulated.now > 0.75 && simulated.now < 0.85);
    CU_ASSERT(n.outcome.iterations > 0);
    wain_outcome_clear(&n.outcome);
}

static void the_cost_of_first_solutions_is_learnt(void)
{
    night n;

    set_up_simulation(&n, 1e-3, 14, 3); /* 11.8 s for first solutions where searches should end after 11 s */
    run(&n, 1);
    CU_ASSERT_EQUAL(n.outcome.num_done, 30);
    CU_ASSERT_FALSE(n.outcome.stopped);
    CU_ASSERT(simulated.now < 12.5);
    wain_outcome_clear(&n.outcome);
}

static void time_is_used_to_its_end(void)
{
    night n;

    set_up_simulation(&n, 1e-3, 60, 2);
    run(&n, 1);
    CU_ASSERT_EQUAL(n.outcome.num_done, 30);
    CU_ASSERT(simulated.now > 57 && simulated.now < 58.5);
    wain_outcome_clear(&n.outcome);
}

static void the_grace_serves_as_many_as_fit(void)
{
    int32_t waiting = 0;
    night n;

    set_up_simulation(&n, 1e-3, 1000, 10);
    simulated.stop_at = 2;
    n.work.stop_grace = 6; /* the half of all */
    run(&n, 1);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_TRUE(n.outcome.stopped);
    CU_ASSERT(simulated.now > 7.5 && simulated.now <= 8.1); /* small units fill what large ones leave */
    for (int32_t u = 0; u < 30; u++)
        waiting += n.outcome.units[u].state == WAIN_UNIT_WAITING;
    CU_ASSERT_EQUAL(waiting, 30 - n.outcome.num_done);
    CU_ASSERT(waiting > 5 && waiting < 25);
    wain_outcome_clear(&n.outcome);
}

static void a_stop_does_not_outlast_the_deadline(void)
{
    night n;

    set_up_simulation(&n, 1e-3, 5, 2);
    simulated.stop_at = 2;
    n.work.stop_grace = 6;
    run(&n, 1);
    CU_ASSERT_TRUE(n.outcome.stopped);
    CU_ASSERT(simulated.now > 3.5 && simulated.now <= 4.1);
    wain_outcome_clear(&n.outcome);
}

static void without_time_nothing_is_begun(void)
{
    night n;

    set_up(&n, 4);
    n.work.iterations = 0;
    n.work.deadline = (wain_deadline){.start = wain_clock_seconds() - 100, .time_limit = 10, .reserve = 1};
    run(&n, 3);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_TRUE(n.outcome.stopped);
    CU_ASSERT_EQUAL(n.outcome.num_done, 0);
    CU_ASSERT_EQUAL(n.outcome.units[0].state, WAIN_UNIT_WAITING);
    wain_outcome_clear(&n.outcome);
}

/* --- ranks that misbehave --- */

static void send_rubbish(wain_comm *comm, wain_buffer *problem)
{
    (void)problem;
    comm->send(comm, 0, "rubbish that is longer than a header, by far", 44, NULL);
}

static void rubbish_sender(night *n, int rank)
{
    misbehave(n, rank, send_rubbish);
}

static void send_unknown_unit(wain_comm *comm, wain_buffer *problem)
{
    wain_problem *tiny = tiny_problem(0, 3, WAIN_METRIC_EUCLID);
    wain_result_message result = {.unit = 1000, .num_orders = 3, .solution = tiny_solution(tiny, 1)};
    wain_buffer bytes = {0};

    (void)problem;
    wain_message_pack_result(&result, &bytes, NULL);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
    wain_solution_free(result.solution);
    wain_problem_free(tiny);
}

static void unknown_unit_sender(night *n, int rank)
{
    misbehave(n, rank, send_unknown_unit);
}

static void a_damaged_message_ends_the_job(void)
{
    night n;

    set_up(&n, 20);
    atomic_store(&fake.held, true);
    run_with(&n, 3, rubbish_sender);
    CU_ASSERT_EQUAL(n.status, WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(n.error.text, "damaged message"));
    CU_ASSERT_EQUAL(n.worker_status[1], WAIN_OK);
    wain_outcome_clear(&n.outcome);
    set_up(&n, 20);
    atomic_store(&fake.held, true);
    run_with(&n, 3, unknown_unit_sender);
    CU_ASSERT_EQUAL(n.status, WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(n.error.text, "does not exist"));
    wain_outcome_clear(&n.outcome);
}

/* Sends its first result three times; a correct coordinator takes it once. */
static void repeat_result(wain_comm *comm, wain_buffer *problem)
{
    answer(comm, problem, 3);
}

static void repeater(night *n, int rank)
{
    misbehave(n, rank, repeat_result);
}

static void a_result_that_comes_twice_is_harmless(void)
{
    night n;

    set_up(&n, 2); /* one unit for each rank, so the repeater gets only one */
    atomic_store(&fake.held, true);
    run_with(&n, 2, repeater);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_EQUAL(n.outcome.num_done, 2);
    CU_ASSERT_EQUAL(n.outcome.iterations, 6);
    CU_ASSERT_EQUAL(n.outcome.num_hosts, 2);
    wain_outcome_clear(&n.outcome);
}

/* Takes a unit and is never heard of again. */
static void silent_rank(night *n, int rank)
{
    const wain_hello_message hello = {.host = "elsewhere", .threads = 1};
    wain_comm *comm = n->ranks[rank];
    wain_buffer bytes = {0};
    int from;

    wain_message_pack_hello(&hello, &bytes, NULL);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    comm->receive(comm, &bytes, &from, NULL);
    wain_buffer_clear(&bytes);
    atomic_store(&fake.held, false); /* and the time is over */
}

static void a_silent_rank_does_not_hold_up_the_job(void)
{
    int32_t done = 0;
    night n;

    set_up(&n, 8);
    atomic_store(&fake.held, true);
    n.work.iterations = 0;
    n.work.patience = 0.02;
    n.work.clock = clock_of_looks;
    n.work.deadline = (wain_deadline){.time_limit = 800, .reserve = 1};
    run_with(&n, 2, silent_rank);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_EQUAL(n.outcome.num_lost, 1);
    CU_ASSERT_TRUE(n.outcome.stopped);
    for (int32_t u = 0; u < 8; u++)
        done += n.outcome.units[u].state == WAIN_UNIT_DONE;
    CU_ASSERT_EQUAL(done, n.outcome.num_done);
    CU_ASSERT(done >= 1 && done < 8);
    wain_outcome_clear(&n.outcome);
}

/* Has nothing to do and is never heard of again. */
static void silent_idler(night *n, int rank)
{
    const wain_hello_message hello = {.host = "elsewhere", .threads = 1};
    wain_buffer bytes = {0};

    wain_message_pack_hello(&hello, &bytes, NULL);
    n->ranks[rank]->send(n->ranks[rank], 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
}

static void a_silent_rank_without_work_is_not_waited_for(void)
{
    const double start = wain_clock_seconds();
    night n;

    set_up(&n, 0);
    n.work.silence = 0.05;
    run_with(&n, 2, silent_idler);
    CU_ASSERT_EQUAL(n.status, WAIN_OK);
    CU_ASSERT_EQUAL(n.outcome.num_lost, 1);
    CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
    wain_outcome_clear(&n.outcome);
}

/* Whatever time there is. */
static void first_solutions_alone_take_no_search_time(void)
{
    for (int ranks = 1; ranks <= 3; ranks += 2) {
        night n;

        set_up(&n, 12);
        n.work.iterations = 0;
        n.work.first_only = true;
        n.work.deadline = (wain_deadline){.start = wain_clock_seconds(), .time_limit = TOO_LONG};
        run(&n, ranks);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_EQUAL(n.outcome.num_done, 12);
        CU_ASSERT_FALSE(n.outcome.stopped);
        for (int32_t u = 0; u < 12; u++)
            CU_ASSERT_TRUE(n.outcome.units[u].cut_short); /* it can be gone on with */
        CU_ASSERT(ranks > 1 || atomic_load(&fake.first_only) == 12);
        CU_ASSERT(n.outcome.seconds < TOO_LONG / 4);
        wain_outcome_clear(&n.outcome);
    }
}

enum { LEARNING_UNITS = 20, LAST_OF_THEM = 19 };

/* From what is done it learns that the unit with the least effort has the most. */
static void learn_of_the_last(void *context, const wain_outcome *so_far)
{
    const wain_work *work = context;
    double *effort = (double *)(uintptr_t)work->effort;

    if (so_far->num_done < so_far->num_units / 2)
        effort[LAST_OF_THEM] = 1000;
}

static void what_is_done_says_what_comes_next(void)
{
    int64_t first = 0;
    uint64_t expected;
    night n;

    set_up(&n, LEARNING_UNITS);
    run(&n, 1);
    expected = fingerprint(&n.outcome);
    wain_outcome_clear(&n.outcome);
    set_up(&n, LEARNING_UNITS);
    n.effort[LAST_OF_THEM] = 0.5; /* without what is learnt it would be the last one */
    n.work.learn = learn_of_the_last;
    run(&n, 1);
    CU_ASSERT_EQUAL(fingerprint(&n.outcome), expected);
    for (int i = 0; i < LEARNING_UNITS; i++)
        first = fake.seeds[i].unit == LAST_OF_THEM ? i : first;
    CU_ASSERT(first >= 1 && first <= 3);
    wain_outcome_clear(&n.outcome);
}

void wain_suite_coordinator(CU_pSuite suite)
{
    CU_ADD_TEST(suite, any_number_of_ranks_gives_the_same_plan);
    CU_ADD_TEST(suite, everybody_gets_work);
    CU_ADD_TEST(suite, more_ranks_than_units_is_fine);
    CU_ADD_TEST(suite, what_a_paused_rank_has_goes_to_others);
    CU_ADD_TEST(suite, what_a_paused_rank_brings_late_counts_once);
    CU_ADD_TEST(suite, ranks_do_one_work_after_another);
    CU_ADD_TEST(suite, an_error_of_any_rank_ends_the_job);
    CU_ADD_TEST(suite, after_a_stop_every_unit_gets_a_first_solution);
    CU_ADD_TEST(suite, what_is_hot_cools_down_after_a_stop);
    CU_ADD_TEST(suite, a_stop_without_grace_keeps_what_is_done);
    CU_ADD_TEST(suite, time_mode_ends_in_time_with_every_unit_done);
    CU_ADD_TEST(suite, first_solutions_come_before_search_time);
    CU_ADD_TEST(suite, the_cost_of_first_solutions_is_learnt);
    CU_ADD_TEST(suite, time_is_used_to_its_end);
    CU_ADD_TEST(suite, the_grace_serves_as_many_as_fit);
    CU_ADD_TEST(suite, a_stop_does_not_outlast_the_deadline);
    CU_ADD_TEST(suite, without_time_nothing_is_begun);
    CU_ADD_TEST(suite, a_damaged_message_ends_the_job);
    CU_ADD_TEST(suite, a_result_that_comes_twice_is_harmless);
    CU_ADD_TEST(suite, a_silent_rank_does_not_hold_up_the_job);
    CU_ADD_TEST(suite, a_silent_rank_without_work_is_not_waited_for);
    CU_ADD_TEST(suite, first_solutions_alone_take_no_search_time);
    CU_ADD_TEST(suite, what_is_done_says_what_comes_next);
}
