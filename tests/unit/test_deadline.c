#include <CUnit/CUnit.h>
#include <math.h>

#include "scheduler/deadline.h"
#include "solver/core/clock.h"

void wain_suite_deadline(CU_pSuite suite);

enum { MAX_WORKERS = 1000 };

static void the_job_ends_after_its_limit(void)
{
    const wain_deadline deadline = {.start = 100, .time_limit = 60, .reserve = 5};

    CU_ASSERT_EQUAL(wain_deadline_left(&deadline, 110), 50);
    CU_ASSERT_EQUAL(wain_deadline_solving_left(&deadline, 110), 45);
    CU_ASSERT_EQUAL(wain_deadline_solving_left(&deadline, 157), 0);
    CU_ASSERT_EQUAL(wain_deadline_left(&deadline, 157), 3);
    CU_ASSERT_EQUAL(wain_deadline_grace_left(&deadline, 157), 0.5);
    CU_ASSERT_EQUAL(wain_deadline_left(&deadline, 300), 0);
}

static void without_a_limit_there_is_no_end(void)
{
    const wain_deadline deadline = {.start = 100};

    CU_ASSERT(isinf(wain_deadline_left(&deadline, 1e9)));
    CU_ASSERT(isinf(wain_deadline_solving_left(&deadline, 1e9)));
}

static void a_larger_book_has_a_larger_reserve(void)
{
    const double small = wain_deadline_publishing(1000, 0), large = wain_deadline_publishing(1000000, 0);
    const double slow = wain_deadline_publishing(1000000, 10); /* a disk or a core that is */
    const wain_deadline tight = wain_deadline_create(1, large);

    CU_ASSERT(small > 0 && small < 2);
    CU_ASSERT(large > 5 * small);
    CU_ASSERT(slow > 1.5 * large);
    CU_ASSERT(wain_deadline_publishing(1000, 100) < 1); /* but writing so little takes no minutes */
    CU_ASSERT_EQUAL(wain_deadline_create(600, large).reserve, large);
    CU_ASSERT(tight.reserve < 1); /* some time for solving always remains */
}

static void the_clock_starts_with_the_process(void)
{
    const wain_deadline deadline = wain_deadline_create(10, 1);

    CU_ASSERT(wain_process_age() >= 0);
    CU_ASSERT(deadline.start <= wain_clock_seconds());
}

/* Hand out everything to whoever is free first, each unit running exactly as long as its budget. Returns the end of the
 * last one; *idle receives the time workers had nothing to do before `left`. */
static double play(const double *effort, int32_t num_units, int num_workers, double left, double *idle)
{
    double free_at[MAX_WORKERS] = {0}, free_in[MAX_WORKERS], scratch[2 * MAX_WORKERS], last = 0;
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, num_units, effort, NULL, 1, NULL), WAIN_OK);
    while (wain_queue_length(&queue) > 0) {
        int first = 0;
        double share;

        for (int w = 1; w < num_workers; w++)
            first = free_at[w] < free_at[first] ? w : first;
        for (int w = 0; w < num_workers; w++)
            free_in[w] = free_at[w] - free_at[first];
        share = wain_deadline_share(&queue, 0, first, free_in, num_workers, left - free_at[first], scratch);
        CU_ASSERT(share > 0);
        if (share <= 0)
            break;
        free_at[first] += share;
        wain_queue_pop(&queue);
    }
    *idle = 0;
    for (int w = 0; w < num_workers; w++) {
        last = fmax(last, free_at[w]);
        *idle += left - free_at[w];
    }
    wain_queue_clear(&queue);
    return last;
}

static void every_unit_is_done_in_time_and_nobody_idles(void)
{
    const int workers[] = {1, 2, 3, 5};
    double effort[200], idle;

    for (int i = 0; i < 200; i++)
        effort[i] = 1 + (i * 37) % 11;
    for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
        for (int32_t units = workers[w]; units <= 200; units += 13) {
            const double end = play(effort, units, workers[w], 60, &idle);

            CU_ASSERT(end <= 60 + 1e-6);
            CU_ASSERT(idle < 0.02 * 60 * workers[w]);
        }
    }
}

static void of_many_workers_a_part_stands_for_all(void)
{
    const int workers[] = {65, 200, MAX_WORKERS};
    double effort[3 * MAX_WORKERS], idle;

    for (int i = 0; i < 3 * MAX_WORKERS; i++)
        effort[i] = 1 + (i * 37) % 11;
    for (size_t w = 0; w < sizeof workers / sizeof *workers; w++) {
        for (int32_t units = workers[w]; units <= 3 * workers[w]; units += workers[w] / 2) {
            const double end = play(effort, units, workers[w], 60, &idle);

            CU_ASSERT(end <= 60 + 1e-6);
            CU_ASSERT(idle < 0.05 * 60 * workers[w]);
        }
    }
}

static void more_workers_than_units_gives_each_the_whole_time(void)
{
    const double effort[] = {3, 1}, free_in[] = {0, 0, 0, 0, 0};
    double scratch[10];
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 2, effort, NULL, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_deadline_share(&queue, 0, 4, free_in, 5, 60, scratch), 60);
    CU_ASSERT_EQUAL(wain_deadline_share(&queue, 0, 4, free_in, 5, 0, scratch), 0);
    wain_queue_clear(&queue);
}

static void a_share_grows_with_the_effort(void)
{
    const double effort[] = {1, 3}, free_in[] = {0};
    double scratch[2];
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 2, effort, NULL, 1, NULL), WAIN_OK);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0, 0, free_in, 1, 60, scratch), 45, 1e-9);
    wain_queue_pop(&queue);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0, 0, free_in, 1, 15, scratch), 15, 1e-9);
    wain_queue_clear(&queue);
}

static void first_solutions_are_reserved(void)
{
    const double effort[] = {1, 3}, free_in[] = {0, 5};
    const int32_t num_orders[] = {100, 300};
    double scratch[4];
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 2, effort, num_orders, 1, NULL), WAIN_OK);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0.01, 0, free_in, 1, 60, scratch), 3 + 56 * 0.75, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0.01, 0, free_in, 2, 60, scratch), 60, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0.01, 0, free_in, 1, 3.5, scratch), 3, 1e-9); /* no search */
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0.01, 0, free_in, 1, 2, scratch), 2, 1e-9);
    wain_queue_clear(&queue);
}

static void first_solutions_of_many_units_are_reserved(void)
{
    double effort[100], free_in[] = {0, 0}, scratch[4];
    int32_t num_orders[100];
    wain_queue queue;

    for (int i = 0; i < 100; i++) {
        effort[i] = 1;
        num_orders[i] = 100;
    }
    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 100, effort, num_orders, 1, NULL), WAIN_OK);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0.01, 0, free_in, 2, 100, scratch), 1 + 1, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(wain_deadline_share(&queue, 0.01, 0, free_in, 2, 40, scratch), 1, 1e-9);
    wain_queue_clear(&queue);
}

static void the_plan_comes_ten_seconds_after_a_stop(void)
{
    CU_ASSERT_EQUAL(wain_deadline_stop_grace(0.3), 6);
    CU_ASSERT_EQUAL(wain_deadline_stop_grace(4), 4);
    CU_ASSERT(wain_deadline_stop_grace(500) > 0);
}

/* Time for searches to come is not for those under way, but for first solutions it is. */
static void later_searches_have_their_time(void)
{
    const wain_deadline deadline = {.start = 0, .time_limit = 100, .reserve = 10, .later = 30};

    CU_ASSERT_EQUAL(wain_deadline_left(&deadline, 20), 80);
    CU_ASSERT_EQUAL(wain_deadline_solving_left(&deadline, 20), 40);
    CU_ASSERT_EQUAL(wain_deadline_grace_left(&deadline, 20), 75);
    CU_ASSERT_EQUAL(wain_deadline_solving_left(&deadline, 70), 0);
}

void wain_suite_deadline(CU_pSuite suite)
{
    CU_ADD_TEST(suite, the_job_ends_after_its_limit);
    CU_ADD_TEST(suite, without_a_limit_there_is_no_end);
    CU_ADD_TEST(suite, a_larger_book_has_a_larger_reserve);
    CU_ADD_TEST(suite, the_clock_starts_with_the_process);
    CU_ADD_TEST(suite, every_unit_is_done_in_time_and_nobody_idles);
    CU_ADD_TEST(suite, of_many_workers_a_part_stands_for_all);
    CU_ADD_TEST(suite, more_workers_than_units_gives_each_the_whole_time);
    CU_ADD_TEST(suite, a_share_grows_with_the_effort);
    CU_ADD_TEST(suite, first_solutions_are_reserved);
    CU_ADD_TEST(suite, first_solutions_of_many_units_are_reserved);
    CU_ADD_TEST(suite, the_plan_comes_ten_seconds_after_a_stop);
    CU_ADD_TEST(suite, later_searches_have_their_time);
}
