#include <CUnit/CUnit.h>
#include <stdlib.h>

#include "scheduler/memory_use.h"

void wain_suite_memory_use(CU_pSuite suite);

static void what_was_touched_is_counted(void)
{
    const size_t size = (size_t)64 << 20;
    wain_memory_use before = {0}, after = {0};
    volatile char *block; /* so that no compiler leaves the writing out */

    wain_memory_use_update(&before);
    CU_ASSERT_TRUE(before.peak > 0);
    block = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(block);
    for (size_t i = 0; i < size; i += 4096)
        block[i] = 1;
    wain_memory_use_update(&after);
    CU_ASSERT_TRUE(after.peak >= before.peak);
    CU_ASSERT_TRUE(after.peak >= (int64_t)size);
    free((void *)block);
    before = after;
    wain_memory_use_update(&after);
    CU_ASSERT_TRUE(after.peak >= before.peak); /* a peak does not go away with what made it */
}

static void a_figure_that_was_larger_stays(void)
{
    wain_memory_use use = {.peak = INT64_MAX, .heap_allocated = INT64_MAX, .heap_resident = INT64_MAX};

    wain_memory_use_update(&use);
    CU_ASSERT_EQUAL(use.peak, INT64_MAX);
    CU_ASSERT_EQUAL(use.heap_allocated, INT64_MAX);
    CU_ASSERT_EQUAL(use.heap_resident, INT64_MAX);
}

static void peaks_add_up_and_the_largest_is_kept(void)
{
    const wain_memory_use ranks[] = {{100, 70, 90}, {300, 60, 95}, {200, 0, 0}};
    wain_memory_total total = {0};

    for (size_t r = 0; r < 3; r++)
        wain_memory_total_add(&total, &ranks[r]);
    CU_ASSERT_EQUAL(total.sum, 600);
    CU_ASSERT_EQUAL(total.largest.peak, 300);
    CU_ASSERT_EQUAL(total.largest.heap_allocated, 70);
    CU_ASSERT_EQUAL(total.largest.heap_resident, 95);
}

void wain_suite_memory_use(CU_pSuite suite)
{
    CU_ADD_TEST(suite, what_was_touched_is_counted);
    CU_ADD_TEST(suite, a_figure_that_was_larger_stays);
    CU_ADD_TEST(suite, peaks_add_up_and_the_largest_is_kept);
}
