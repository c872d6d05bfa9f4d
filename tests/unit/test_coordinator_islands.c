/* Several searches of the same unit: who joins whom, what they hand each other, and what becomes of it. */
#include <CUnit/CUnit.h>
#include <math.h>
#include <string.h>

#include "scheduler/coordinator_internal.h"
#include "scheduler/message.h"
#include "solver/core/clock.h"
#include "tests/unit/coordinator_fixture.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_coordinator_islands(CU_pSuite suite);

static const int rank_counts[] = {1, 2, 3, 5};

/* --- by iterations --- */

/* Whether each unit has the cheapest of what its searches found; the solution of a seed depends on the problem. */
static bool is_cheapest_of_seeds(const night *n)
{
    bool all = true;

    for (int32_t u = 0; u < n->outcome.num_units; u++) {
        wain_problem *problem = tiny_problem(u, n->num_orders[u], WAIN_METRIC_EUCLID);
        wain_cost least = WAIN_COST_MAX;

        for (int i = 0; i < atomic_load(&fake.num_seeds); i++) {
            wain_solution *solution = tiny_solution(problem, fake.seeds[i].seed);

            if (fake.seeds[i].unit == u && solution->cost < least)
                least = solution->cost;
            wain_solution_free(solution);
        }
        wain_problem_free(problem);
        all &= n->outcome.units[u].solution->cost == least;
    }
    return all;
}

static void islands_give_the_same_plan_on_any_number_of_ranks(void)
{
    uint64_t expected = 0;

    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        night n;

        set_up(&n, 7);
        n.work.iterations = 30;
        n.work.islands = 3;
        n.work.exchanges = 2;
        n.work.exchange_share = 0.2;
        n.work.joins = true; /* by a time limit only */
        run(&n, rank_counts[i]);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT_EQUAL(n.outcome.num_done, 7);
        CU_ASSERT_EQUAL(atomic_load(&fake.solved), 7 * 3 * 3);
        CU_ASSERT_EQUAL(atomic_load(&fake.gone_on), 7 * 3 * 2);
        CU_ASSERT_EQUAL(n.outcome.iterations, 7 * 3 * (6 + 2 + 2));
        CU_ASSERT_TRUE(is_cheapest_of_seeds(&n));
        if (i == 0)
            expected = fingerprint(&n.outcome);
        CU_ASSERT_EQUAL(fingerprint(&n.outcome), expected);
        wain_outcome_clear(&n.outcome);
    }
}

static void every_search_has_random_streams_of_its_own(void)
{
    night n;

    set_up(&n, 2);
    n.work.islands = 4;
    n.work.exchanges = 1;
    n.work.exchange_share = 0.5;
    run(&n, 2);
    CU_ASSERT_EQUAL_FATAL(atomic_load(&fake.num_seeds), 2 * 4 * 2);
    for (int i = 0; i < 16; i++) {
        int same = 0;

        for (int k = 0; k < 16; k++)
            same += fake.seeds[i].seed == fake.seeds[k].seed;
        /* The first island of each unit has the seed that was asked for; a problem's unit is part of its streams. */
        CU_ASSERT_EQUAL(same, fake.seeds[i].seed == n.work.search.seed ? 2 : 1);
    }
    wain_outcome_clear(&n.outcome);
}

static void a_stop_keeps_what_islands_have_found(void)
{
    for (size_t i = 0; i < sizeof rank_counts / sizeof *rank_counts; i++) {
        night n;

        set_up(&n, 6);
        fake.unit_to_stop_at = 3;
        n.effort[3] = 100; /* so it comes first */
        n.work.iterations = 1000000000;
        n.work.islands = 3;
        n.work.exchanges = 2;
        n.work.exchange_share = 0.2;
        n.work.stop_grace = 1e6;
        n.work.clock = clock_of_looks;
        run(&n, rank_counts[i]);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_TRUE(n.outcome.stopped);
        CU_ASSERT_EQUAL(n.outcome.num_done, 6);
        CU_ASSERT_TRUE(atomic_load(&fake.solved) >= 6);    /* one first solution of a unit is enough, */
        CU_ASSERT_TRUE(atomic_load(&fake.solved) < 6 * 3); /* and no exchange follows */
        fingerprint(&n.outcome);
        wain_outcome_clear(&n.outcome);
    }
}

/* --- by a time limit --- */

static void set_up_timed(night *n, int32_t num_units, double seconds)
{
    set_up(n, num_units);
    n->work.iterations = 0;
    n->work.joins = true;
    n->work.deadline =
        (wain_deadline){.start = wain_clock_seconds(), .time_limit = 2 * TOO_LONG, .reserve = 2 * TOO_LONG - seconds};
}

/* No search ends before all ranks search and all but the cheapest have heard of something cheaper. */
static void ranks_without_a_unit_join_and_hear_of_each_other(void)
{
    for (int size = 2; size <= 5; size++) {
        night n;

        set_up_timed(&n, 1, 2.5);
        fake.together = size;
        fake.to_meet = size - 1;
        run(&n, size);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_EQUAL(n.outcome.num_done, 1);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT(n.outcome.seconds < TOO_LONG);
        CU_ASSERT_EQUAL(atomic_load(&fake.most_searching), size);
        CU_ASSERT(atomic_load(&fake.met) >= size - 1);
        CU_ASSERT(n.outcome.iterations >= size);
        CU_ASSERT_TRUE(is_cheapest_of_seeds(&n));
        wain_outcome_clear(&n.outcome);
    }
}

static void nobody_joins_unless_the_work_says_so(void)
{
    night n;

    set_up_timed(&n, 1, 1.5);
    n.work.joins = false;
    run(&n, 3);
    CU_ASSERT_EQUAL(atomic_load(&fake.solved), 1);
    CU_ASSERT_EQUAL(n.outcome.num_done, 1);
    wain_outcome_clear(&n.outcome);
}

/* Says hello, joins, and is not heard of again until it is told to stop. */
static void join_and_pause(night *n, int rank)
{
    const wain_hello_message hello = {.host = "paused", .threads = 1};
    wain_comm *comm = n->ranks[rank];
    wain_message_kind kind = WAIN_NUM_MESSAGES;
    wain_buffer bytes = {0};
    int from;

    wain_message_pack_hello(&hello, &bytes, NULL);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    while (kind != WAIN_MESSAGE_STOP && comm->receive(comm, &bytes, &from, NULL) == WAIN_OK) {
        CU_ASSERT_EQUAL_FATAL(wain_message_open(&bytes, &kind, NULL), WAIN_OK);
        if (kind == WAIN_MESSAGE_PROBLEM)
            atomic_store(&fake.held, false);
    }
    wain_buffer_clear(&bytes);
    wain_message_pack_idle(&(wain_idle_message){.memory = {.peak = 1000}}, &bytes, NULL);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
}

/* Whether it had the unit or had joined it. */
static void a_paused_island_slows_nobody(void)
{
    for (int size = 2; size <= 3; size++) {
        const double start = wain_clock_seconds();
        night n;

        set_up_timed(&n, 1, 4);
        atomic_store(&fake.held, true);
        n.work.silence = 0.5;
        run_with(&n, size, join_and_pause);
        CU_ASSERT_EQUAL(n.status, WAIN_OK);
        CU_ASSERT_EQUAL(n.outcome.num_done, 1);
        CU_ASSERT_FALSE(n.outcome.stopped);
        CU_ASSERT_NOT_EQUAL(n.outcome.units[0].rank, size - 1);
        CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
        wain_outcome_clear(&n.outcome);
    }
}

/* --- the coordinator's choice --- */

enum { TASKS = 4 };

/* A coordinator of eight ranks in the middle of a work, without the ranks. */
typedef struct desk {
    wain_coordinator c;
    wain_work work;
    wain_comm comm;
    wain_outcome out;
    wain_unit_outcome units[TASKS];
    wain_task tasks[TASKS];
    wain_peer peers[8];
    double effort[TASKS];
    int32_t num_orders[TASKS];
    bool spoken;
} desk;

static wain_status note_mail(wain_comm *comm, int to, const void *bytes, size_t size, wain_error *err)
{
    (void)to;
    (void)bytes;
    (void)size;
    (void)err;
    ((desk *)comm->context)->spoken = true;
    return WAIN_OK;
}

static double clock_at_zero(void)
{
    return 0;
}

/* Rank r has task r, with `effort`, until `ends`. */
static void set_up_desk(desk *d, const double *effort, const double *ends)
{
    memset(d, 0, sizeof *d);
    d->comm = (wain_comm){.size = 8, .context = d, .send = note_mail};
    d->work = (wain_work){.num_units = TASKS,
                          .num_orders = d->num_orders,
                          .joins = true,
                          .clock = clock_at_zero,
                          .deadline = {.time_limit = 100, .reserve = 1}};
    d->out = (wain_outcome){.units = d->units, .num_units = TASKS};
    d->c = (wain_coordinator){.comm = &d->comm,
                              .work = &d->work,
                              .out = &d->out,
                              .peers = d->peers,
                              .tasks = d->tasks,
                              .effort = d->effort,
                              .num_orders = d->num_orders,
                              .islands = 1,
                              .epochs = 1,
                              .num_tasks = TASKS,
                              .own_task = -1};
    for (int r = 0; r < 8; r++)
        d->peers[r] = (wain_peer){.state = WAIN_PEER_PRESENT, .joined = -1};
    for (int32_t t = 0; t < TASKS; t++) {
        d->effort[t] = effort[t];
        d->num_orders[t] = 3;
        d->tasks[t] = (wain_task){.state = WAIN_UNIT_RUNNING, .rank = t};
        d->units[t] = (wain_unit_outcome){.state = WAIN_UNIT_RUNNING, .rank = t};
        d->peers[t].num_units = 1;
        d->peers[t].free_at = ends[t];
    }
}

static int32_t join_next(desk *d, int rank)
{
    double seconds;
    const int32_t task = wain_coordinator_choose_to_join(&d->c, 0, &seconds);

    if (task >= 0)
        wain_coordinator_join(&d->c, rank, task);
    return task;
}

static void the_most_work_for_each_rank_is_joined(void)
{
    const double effort[TASKS] = {3, 10, 6, 50}, ends[TASKS] = {99, 99, 99, 0.5}; /* the last is nearly done */
    desk d;

    set_up_desk(&d, effort, ends);
    CU_ASSERT_EQUAL(join_next(&d, 4), 1);
    CU_ASSERT_TRUE(d.spoken); /* the others hear of it */
    CU_ASSERT_EQUAL(join_next(&d, 5), 2);
    CU_ASSERT_EQUAL(join_next(&d, 6), 1); /* 10 / 2 against 6 / 2 and 3 */
    CU_ASSERT_EQUAL(join_next(&d, 7), 1); /* 10 / 3 against 6 / 2 and 3 */
    CU_ASSERT_EQUAL(d.tasks[1].num_joined, 3);
}

static void a_finished_unit_lets_its_ranks_join_others(void)
{
    const double effort[TASKS] = {3, 10, 6, 50}, ends[TASKS] = {99, 99, 99, 99};
    desk d;

    set_up_desk(&d, effort, ends);
    CU_ASSERT_EQUAL(join_next(&d, 4), 3);
    d.tasks[3].state = WAIN_UNIT_DONE;
    CU_ASSERT_EQUAL(join_next(&d, 3), 1);
}

static void there_is_a_time_to_join(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};
    double seconds = 0;
    int32_t waiting = 2;
    desk d;

    set_up_desk(&d, effort, ends);
    CU_ASSERT_EQUAL(wain_coordinator_choose_to_join(&d.c, 0, &seconds), 0);
    CU_ASSERT(seconds > 0.9 * 50 && seconds < 50); /* a little before the unit's search ends */
    CU_ASSERT_EQUAL(wain_coordinator_choose_to_join(&d.c, 79.5, &seconds), -1);
    d.tasks[0].first_only = true;
    CU_ASSERT_EQUAL(wain_coordinator_choose_to_join(&d.c, 0, &seconds), 1);
    d.c.phase = WAIN_COORDINATOR_HURRYING;
    CU_ASSERT_EQUAL(wain_coordinator_choose_to_join(&d.c, 0, &seconds), -1);
    d.c.phase = WAIN_COORDINATOR_SEARCHING;
    d.c.queue = (wain_queue){.units = &waiting, .count = 1, .effort = d.effort}; /* a unit is still to be had */
    CU_ASSERT_EQUAL(wain_coordinator_choose_to_join(&d.c, 0, &seconds), -1);
    d.c.queue.count = 0;
    d.work.iterations = 100;
    CU_ASSERT_EQUAL(wain_coordinator_choose_to_join(&d.c, 0, &seconds), -1);
}

static void who_has_joined_takes_over(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};
    desk d;

    set_up_desk(&d, effort, ends);
    wain_coordinator_join(&d.c, 5, 1);
    wain_coordinator_join(&d.c, 6, 1);
    d.peers[5].silent = true;
    CU_ASSERT_TRUE(wain_coordinator_promote(&d.c, 1));
    CU_ASSERT_EQUAL(d.tasks[1].rank, 6);
    CU_ASSERT_EQUAL(d.units[1].rank, 6);
    CU_ASSERT_EQUAL(d.peers[6].num_units, 1);
    CU_ASSERT_EQUAL(d.peers[6].joined, -1);
    CU_ASSERT_FALSE(wain_coordinator_promote(&d.c, 1)); /* the other is silent itself */
    CU_ASSERT_FALSE(wain_coordinator_promote(&d.c, 2));
}

/* Before the unit's own result and after it. */
static void the_better_of_all_results_counts(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};
    const wain_search_statistics did = {.iterations = 5};
    wain_problem *problem = tiny_problem(1, 3, WAIN_METRIC_EUCLID);
    const wain_cost costs[3] = {300, 200, 100};
    wain_solution *solutions[3];
    desk d;

    set_up_desk(&d, effort, ends);
    for (int i = 0; i < 3; i++) {
        solutions[i] = tiny_solution(problem, i);
        solutions[i]->cost = costs[i];
    }
    wain_coordinator_join(&d.c, 5, 1);
    wain_coordinator_join(&d.c, 6, 1);
    wain_coordinator_record_joined(&d.c, 1, 5, &solutions[1], &did);
    CU_ASSERT_EQUAL(d.units[1].state, WAIN_UNIT_RUNNING);
    wain_coordinator_record(&d.c, 1, 1, &solutions[0], &did);
    CU_ASSERT_EQUAL_FATAL(d.units[1].state, WAIN_UNIT_DONE);
    CU_ASSERT_EQUAL(d.units[1].solution->cost, 200);
    CU_ASSERT_EQUAL(d.c.cost_done, 200);
    wain_coordinator_record_joined(&d.c, 1, 6, &solutions[2], &did);
    CU_ASSERT_EQUAL(d.units[1].solution->cost, 100);
    CU_ASSERT_EQUAL(d.c.cost_done, 100);
    CU_ASSERT_EQUAL(d.out.num_done, 1);
    CU_ASSERT_EQUAL(d.out.iterations, 15);
    CU_ASSERT_EQUAL(d.units[1].statistics.iterations, 15);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_PTR_NULL(solutions[i]);
    wain_unit_outcome_clear(&d.units[1]);
    wain_problem_free(problem);
}

static void count_final(void *context, const wain_outcome *so_far)
{
    *(int32_t *)context = so_far->num_final;
}

/* One unit after the other, and none that may still become better. */
static void what_is_final_does_not_change(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};
    const wain_search_statistics did = {.iterations = 5};
    wain_problem *problem = tiny_problem(1, 3, WAIN_METRIC_EUCLID);
    const wain_cost costs[4] = {400, 300, 200, 100};
    wain_solution *solutions[4];
    int32_t told = 0;
    desk d;

    set_up_desk(&d, effort, ends);
    d.work.finish = count_final;
    d.work.context = &told;
    for (int i = 0; i < 4; i++) {
        solutions[i] = tiny_solution(problem, i);
        solutions[i]->cost = costs[i];
    }
    wain_coordinator_record(&d.c, 1, 1, &solutions[0], &did);
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 0); /* it waits for unit 0 */
    wain_coordinator_join(&d.c, 5, 0);
    wain_coordinator_record(&d.c, 0, 0, &solutions[1], &did);
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 0); /* rank 5 still searches it */
    d.peers[5].silent = true;
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 1); /* it is not waited for */
    d.out.num_final = told = 0;
    d.peers[5].silent = false;
    wain_coordinator_record_joined(&d.c, 0, 5, &solutions[2], &did);
    CU_ASSERT_EQUAL(d.units[0].solution->cost, 200);
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 1); /* one at a time */
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 2);
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 2);
    wain_coordinator_record(&d.c, 0, 6, &solutions[3], &did); /* of a rank that was silent */
    CU_ASSERT_EQUAL(d.units[0].solution->cost, 200);
    d.units[2] = (wain_unit_outcome){.state = WAIN_UNIT_DONE, .cut_short = true};
    wain_coordinator_finish(&d.c);
    CU_ASSERT_EQUAL(told, 2);
    for (int32_t u = 0; u < TASKS; u++)
        wain_unit_outcome_clear(&d.units[u]);
    wain_problem_free(problem);
}

/* Two islands of unit 0 bring what they have, in their first epoch of so many. */
static void bring_both(desk *d, int32_t epochs, bool second)
{
    const wain_search_statistics did = {.iterations = 5};
    wain_problem *problem = tiny_problem(0, 3, WAIN_METRIC_EUCLID);

    d->c.islands = 2;
    d->c.epochs = epochs;
    for (int32_t t = 0; t < (second ? 2 : 1); t++) {
        wain_solution *solution = tiny_solution(problem, t + 1);

        wain_coordinator_record(&d->c, t, t, &solution, &did);
    }
    wain_problem_free(problem);
}

/* A search that ran to its end while others were told to stop is to be gone on with, if it had more epochs to come. */
static void a_stop_between_meetings_is_no_end(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};

    for (int32_t epochs = 1; epochs <= 3; epochs += 2) {
        desk d;

        set_up_desk(&d, effort, ends);
        d.work.iterations = 100;
        d.c.phase = WAIN_COORDINATOR_HURRYING;
        bring_both(&d, epochs, true);
        CU_ASSERT_EQUAL(d.units[0].state, WAIN_UNIT_DONE);
        CU_ASSERT_EQUAL(d.units[0].cut_short, epochs > 1);
        wain_unit_outcome_clear(&d.units[0]);
    }
}

static void a_unit_is_done_without_an_island_that_is_dropped(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};
    desk d;

    set_up_desk(&d, effort, ends);
    bring_both(&d, 1, false);
    CU_ASSERT_EQUAL(d.units[0].state, WAIN_UNIT_RUNNING);
    wain_coordinator_drop(&d.c, 1);
    CU_ASSERT_EQUAL(d.units[0].state, WAIN_UNIT_DONE);
    CU_ASSERT_EQUAL(d.out.num_done, 1);
    wain_unit_outcome_clear(&d.units[0]);
}

static void who_comes_back_has_what_nobody_else_began(void)
{
    const double effort[TASKS] = {1, 1, 1, 1}, ends[TASKS] = {50, 60, 70, 80};
    int32_t waiting[TASKS] = {0};
    desk d;

    set_up_desk(&d, effort, ends);
    d.work.silence = 10;
    d.peers[2].last_word = d.peers[6].last_word = -1000; /* the latter has no unit */
    d.c.queue = (wain_queue){.units = waiting, .count = TASKS, .next = TASKS, .effort = d.effort};
    for (int times = 0; times < 2; times++) {
        CU_ASSERT_TRUE(wain_coordinator_reclaim(&d.c));
        CU_ASSERT_TRUE(d.peers[2].silent && d.peers[6].silent && !d.peers[1].silent);
        CU_ASSERT_EQUAL(wain_queue_length(&d.c.queue), 1);
        CU_ASSERT_EQUAL(d.peers[2].num_units, 0);
        if (times == 1) { /* this time another has begun with it */
            d.tasks[wain_queue_pop(&d.c.queue)] = (wain_task){.state = WAIN_UNIT_RUNNING, .rank = 1};
            d.peers[1].num_units++;
        }
        d.spoken = false;
        wain_coordinator_welcome_back(&d.c, 2);
        CU_ASSERT_FALSE(d.peers[2].silent);
        CU_ASSERT_TRUE(d.spoken); /* it is told what is still its own */
        CU_ASSERT_EQUAL(d.peers[2].num_units, times == 0);
        CU_ASSERT_EQUAL(d.tasks[2].rank, times == 0 ? 2 : 1);
        CU_ASSERT_EQUAL(d.tasks[2].state, WAIN_UNIT_RUNNING);
        CU_ASSERT_EQUAL(wain_queue_length(&d.c.queue), 0);
    }
}

/* --- the worker's side --- */

static void send_unit(wain_comm *comm, const wain_work *work, int32_t unit, bool joins, double seconds)
{
    wain_problem_message message = {.unit = unit, .seconds = seconds, .joins = joins, .search = work->search};
    wain_buffer bytes = {0};

    message.problem = tiny_problem(unit, 3, WAIN_METRIC_EUCLID);
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, &bytes, NULL), WAIN_OK);
    comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
    wain_problem_free(message.problem);
}

static void send_elite(wain_comm *comm, int32_t unit, int32_t num_orders, wain_cost cost)
{
    wain_problem *problem = tiny_problem(unit, num_orders, WAIN_METRIC_EUCLID);
    wain_elite_message message = {.unit = unit, .num_orders = num_orders, .solution = tiny_solution(problem, 1)};
    wain_buffer bytes = {0};

    message.solution->cost = cost;
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_elite(&message, &bytes, NULL), WAIN_OK);
    comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
    wain_solution_free(message.solution);
    wain_problem_free(problem);
}

/* Read on until a message of that kind comes, which is left opened in *bytes. */
static void wait_for(wain_comm *comm, wain_message_kind awaited, wain_buffer *bytes)
{
    wain_message_kind kind = WAIN_NUM_MESSAGES;
    int from;

    while (kind != awaited) {
        CU_ASSERT_EQUAL_FATAL(comm->receive(comm, bytes, &from, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(wain_message_open(bytes, &kind, NULL), WAIN_OK);
    }
}

static void expect_result(wain_comm *comm, int32_t unit)
{
    wain_result_message result = {0};
    wain_buffer bytes = {0};

    wait_for(comm, WAIN_MESSAGE_RESULT, &bytes);
    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_result(&bytes, &result, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(result.unit, unit);
    wain_solution_free(result.solution);
    wain_buffer_clear(&bytes);
}

static void dismiss(wain_comm *comm)
{
    wain_buffer bytes = {0};

    wain_message_pack_stop(&bytes, NULL);
    comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
    wait_for(comm, WAIN_MESSAGE_IDLE, &bytes);
    wain_buffer_clear(&bytes);
}

static void make_room(wain_comm *comm, const wain_work *work)
{
    const double start = wain_clock_seconds();

    send_unit(comm, work, 0, true, TOO_LONG);
    send_unit(comm, work, 1, false, 0.01);
    expect_result(comm, 0);
    expect_result(comm, 1);
    CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
    dismiss(comm);
}

static void take_away(wain_comm *comm, const wain_work *work)
{
    const wain_keep_message nothing = {.num_units = 0}, one = {.num_units = 1, .units = {3}};
    const double start = wain_clock_seconds();
    wain_buffer bytes = {0};

    send_unit(comm, work, 0, false, TOO_LONG);
    send_unit(comm, work, 1, false, TOO_LONG);
    CU_ASSERT_EQUAL(wain_message_pack_keep(&nothing, &bytes, NULL), WAIN_OK);
    comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
    send_unit(comm, work, 2, false, TOO_LONG);
    send_unit(comm, work, 3, false, 0.01);
    CU_ASSERT_EQUAL(wain_message_pack_keep(&one, &bytes, NULL), WAIN_OK);
    comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
    expect_result(comm, 3);
    CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
    dismiss(comm);
}

static void what_others_have_is_not_searched_on(void)
{
    run_worker(take_away);
}

static void who_has_joined_makes_room_for_a_unit(void)
{
    run_worker(make_room);
}

/* The searches' solutions cost 1,000 at least. */
static void hand_over_elites(wain_comm *comm, const wain_work *work)
{
    const double start = wain_clock_seconds();
    wain_state_message state;
    wain_buffer bytes = {0};

    fake.to_meet = 1;
    send_unit(comm, work, 0, false, 0.01);
    send_elite(comm, 7, 3, 5); /* of a unit that this rank does not have */
    send_elite(comm, 0, 3, 5);
    expect_result(comm, 0);
    CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
    send_unit(comm, work, 1, false, TOO_LONG);
    send_elite(comm, 1, 3, 100000);
    wait_for(comm, WAIN_MESSAGE_STATE, &bytes); /* it was not asked for until there was an elite */
    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_state(&bytes, &state, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(state.unit, 1);
    wain_search_state_free(state.state);
    CU_ASSERT(wain_clock_seconds() - start < TOO_LONG / 2);
    wain_buffer_clear(&bytes);
    dismiss(comm);
}

static void an_elite_reaches_the_search_of_its_unit(void)
{
    run_worker(hand_over_elites);
}

static void hand_over_a_wrong_elite(wain_comm *comm, const wain_work *work)
{
    wain_error_message error;
    wain_buffer bytes = {0};

    send_unit(comm, work, 0, false, TOO_LONG);
    send_elite(comm, 0, 5, 5);
    wait_for(comm, WAIN_MESSAGE_ERROR, &bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_error(&bytes, &error, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(error.error.status, WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.error.text, "another problem"));
    wain_buffer_clear(&bytes);
    dismiss(comm);
}

static void an_elite_of_another_problem_is_refused(void)
{
    run_worker(hand_over_a_wrong_elite);
}

void wain_suite_coordinator_islands(CU_pSuite suite)
{
    CU_ADD_TEST(suite, islands_give_the_same_plan_on_any_number_of_ranks);
    CU_ADD_TEST(suite, every_search_has_random_streams_of_its_own);
    CU_ADD_TEST(suite, a_stop_keeps_what_islands_have_found);
    CU_ADD_TEST(suite, ranks_without_a_unit_join_and_hear_of_each_other);
    CU_ADD_TEST(suite, nobody_joins_unless_the_work_says_so);
    CU_ADD_TEST(suite, a_paused_island_slows_nobody);
    CU_ADD_TEST(suite, the_most_work_for_each_rank_is_joined);
    CU_ADD_TEST(suite, a_finished_unit_lets_its_ranks_join_others);
    CU_ADD_TEST(suite, there_is_a_time_to_join);
    CU_ADD_TEST(suite, who_has_joined_takes_over);
    CU_ADD_TEST(suite, the_better_of_all_results_counts);
    CU_ADD_TEST(suite, what_is_final_does_not_change);
    CU_ADD_TEST(suite, a_stop_between_meetings_is_no_end);
    CU_ADD_TEST(suite, a_unit_is_done_without_an_island_that_is_dropped);
    CU_ADD_TEST(suite, who_comes_back_has_what_nobody_else_began);
    CU_ADD_TEST(suite, who_has_joined_makes_room_for_a_unit);
    CU_ADD_TEST(suite, what_others_have_is_not_searched_on);
    CU_ADD_TEST(suite, an_elite_reaches_the_search_of_its_unit);
    CU_ADD_TEST(suite, an_elite_of_another_problem_is_refused);
}
