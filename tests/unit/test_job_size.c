#include <CUnit/CUnit.h>

#include "scheduler/job_size.h"

void wain_suite_job_size(CU_pSuite suite);

/* Three units of 100, 50 and 50 core-seconds. */
static wain_unit units[] = {{.num_orders = 1000, .effort = 100, .memory = 4 << 20},
                            {.num_orders = 500, .effort = 50, .memory = 2 << 20},
                            {.num_orders = 500, .effort = 50, .memory = 2 << 20}};
static const wain_partition partition = {.units = units, .num_units = 3};
static const wain_order_book book = {0};

static void the_largest_unit_bounds_the_ranks(void)
{
    const wain_job_size size = wain_job_size_measure(&partition, &book);

    CU_ASSERT_EQUAL(size.units, 3);
    CU_ASSERT_EQUAL(size.orders, 2000);
    CU_ASSERT_EQUAL(size.largest_unit, 1000);
    CU_ASSERT_EQUAL(size.unit_memory, 4 << 20);
    CU_ASSERT_EQUAL(size.useful_ranks, 2);
    CU_ASSERT_EQUAL(wain_job_size_seconds(&size, 1), 200);
    CU_ASSERT_EQUAL(wain_job_size_seconds(&size, 2), 100);
    CU_ASSERT_EQUAL(wain_job_size_seconds(&size, 8), 100);
}

static void ranks_follow_from_the_time(void)
{
    const wain_job_size size = wain_job_size_measure(&partition, &book);

    CU_ASSERT_EQUAL(wain_job_size_ranks(&size, 200, 1), 1);
    CU_ASSERT_EQUAL(wain_job_size_ranks(&size, 199, 1), 2);
    CU_ASSERT_EQUAL(wain_job_size_ranks(&size, 1, 1), 2);
    CU_ASSERT_EQUAL(wain_job_size_ranks(&size, 120, 2), 1);
    CU_ASSERT_EQUAL(wain_job_size_ranks(&size, 0, 2), 2); /* no limit: all that help */
}

static void an_empty_job_takes_one_rank(void)
{
    const wain_partition none = {0};
    const wain_job_size size = wain_job_size_measure(&none, &book);

    CU_ASSERT_EQUAL(size.useful_ranks, 1);
    CU_ASSERT_EQUAL(wain_job_size_ranks(&size, 10, 4), 1);
    CU_ASSERT_EQUAL(wain_job_size_iteration_seconds(&none, 1000, 2), 0);
    CU_ASSERT(wain_job_size_rank_memory(&size, 1) > 0);
}

static void iterations_take_time_by_the_effort(void)
{
    const int64_t even = (int64_t)(WAIN_EVEN_ITERATIONS * 1000); /* of the largest unit; twice that of the others */

    CU_ASSERT_DOUBLE_EQUAL(wain_job_size_iteration_seconds(&partition, even, 1), 300, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(wain_job_size_iteration_seconds(&partition, even, 2), 150, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(wain_job_size_iteration_seconds(&partition, even, 100), 100, 1e-9);
}

static void threads_take_memory(void)
{
    const wain_job_size size = wain_job_size_measure(&partition, &book);

    CU_ASSERT(wain_job_size_rank_memory(&size, 1) > size.unit_memory + size.book_memory);
    CU_ASSERT_EQUAL(wain_job_size_rank_memory(&size, 3) - wain_job_size_rank_memory(&size, 1), 2 * 1000 * 1024);
}

void wain_suite_job_size(CU_pSuite suite)
{
    CU_ADD_TEST(suite, the_largest_unit_bounds_the_ranks);
    CU_ADD_TEST(suite, ranks_follow_from_the_time);
    CU_ADD_TEST(suite, an_empty_job_takes_one_rank);
    CU_ADD_TEST(suite, iterations_take_time_by_the_effort);
    CU_ADD_TEST(suite, threads_take_memory);
}
