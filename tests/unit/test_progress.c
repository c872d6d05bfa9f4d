#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler/progress.h"
#include "solver/core/clock.h"

void wain_suite_progress(CU_pSuite suite);

static const wain_work_progress example = {.num_units = 9,
                                           .num_done = 3,
                                           .num_running = 2,
                                           .num_orders = 3600,
                                           .orders_done = 1204,
                                           .cost = INT64_C(1234567) * WAIN_COST_SCALE + 999999,
                                           .iterations = 4120000,
                                           .seconds = 10,
                                           .time_left = 41.2};

static void a_line_says_how_far_the_work_is(void)
{
    wain_work_progress unlimited = example, short_of_room = example;
    char text[256];

    wain_progress_print(&example, "EUR", text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "units 3/9  orders 1,204/3,600  cost 1,234,568 EUR  412,000 it/s  left 0:42");
    short_of_room.num_unserved = 1234;
    wain_progress_print(&short_of_room, "EUR", text, sizeof text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "cost 1,234,568 EUR with prices of 1,234 left out  "));
    unlimited.time_left = INFINITY;
    wain_progress_print(&unlimited, "EUR", text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "units 3/9  orders 1,204/3,600  cost 1,234,568 EUR  412,000 it/s");
    unlimited.time_left = 3 * 3600 + 62;
    wain_progress_print(&unlimited, "EUR", text, sizeof text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "left 3:01:02"));
}

static void a_log_has_a_line_per_interval_with_its_time(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    wain_progress progress;

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    progress = wain_progress_create(out, 100, "EUR");
    wain_progress_note(&progress, "reading %s", "job.yaml");
    wain_progress_update(&progress, &example); /* too early */
    progress.next = wain_clock_seconds();
    wain_progress_update(&progress, &example);
    wain_progress_update(&progress, &example); /* too early again */
    wain_progress_end(&progress);
    fclose(out);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(text[0], '2');
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "  reading job.yaml\n2"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(strstr(text, "units 3/9"));
    CU_ASSERT_PTR_NULL(strstr(strstr(text, "units 3/9") + 1, "units"));
    CU_ASSERT_PTR_NULL(strchr(text, '\r'));
    free(text);
}

static void quiet_shows_nothing(void)
{
    wain_progress progress = wain_progress_create(NULL, 0, "EUR");

    wain_progress_note(&progress, "nobody reads this");
    wain_progress_update(&progress, &example);
    wain_progress_end(&progress);
    CU_ASSERT_FALSE(progress.live);
}

void wain_suite_progress(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_line_says_how_far_the_work_is);
    CU_ADD_TEST(suite, a_log_has_a_line_per_interval_with_its_time);
    CU_ADD_TEST(suite, quiet_shows_nothing);
}
