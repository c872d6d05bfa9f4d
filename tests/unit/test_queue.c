#include <CUnit/CUnit.h>

#include "scheduler/queue.h"

void wain_suite_queue(CU_pSuite suite);

static void the_longest_comes_first(void)
{
    const double effort[] = {1, 5, 3, 5, 0};
    const int32_t expected[] = {1, 3, 2, 0, 4}, num_orders[] = {10, 20, 30, 40, 0};
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 5, effort, num_orders, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(queue.waiting_effort, 14);
    CU_ASSERT_EQUAL(queue.waiting_orders, 100);
    CU_ASSERT_EQUAL(wain_queue_orders(&queue, 2), 30);
    for (int32_t i = 0; i < 5; i++) {
        CU_ASSERT_EQUAL(wain_queue_length(&queue), 5 - i);
        CU_ASSERT_EQUAL(wain_queue_first(&queue), expected[i]);
        CU_ASSERT_EQUAL(wain_queue_pop(&queue), expected[i]);
    }
    CU_ASSERT_EQUAL(queue.waiting_effort, 0);
    CU_ASSERT_EQUAL(queue.waiting_orders, 0);
    wain_queue_clear(&queue);
}

/* Where each rank gets many units their numbers count more than small differences of effort. */
static void many_units_come_in_classes(void)
{
    double effort[32];
    int32_t expected[32];
    wain_queue queue;

    for (int32_t i = 0; i < 32; i++) {
        effort[i] = i % 2 == 0 ? 6 + i / 10.0 : 1 + i / 32.0; /* more than half of the largest, less than a quarter */
        expected[i / 2 + (i % 2 == 0 ? 0 : 16)] = i;
    }
    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 32, effort, NULL, 2, NULL), WAIN_OK);
    for (int32_t i = 0; i < 16; i++)
        CU_ASSERT_EQUAL(wain_queue_pop(&queue), expected[i]);
    effort[31] = 0.9; /* the classes are counted anew from the largest of those that wait */
    wain_queue_renew(&queue);
    for (int32_t i = 16; i < 31; i++)
        CU_ASSERT_EQUAL(wain_queue_pop(&queue), expected[i]);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 31);
    wain_queue_clear(&queue);
    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 32, effort, NULL, 3, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 30); /* too few for three ranks */
    wain_queue_clear(&queue);
}

static void changed_efforts_change_the_order(void)
{
    double effort[] = {1, 5, 3, 5, 0};
    const int32_t expected[] = {4, 3, 0, 2};
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 5, effort, NULL, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 1);
    effort[4] = 7;
    effort[2] = 0.5;
    effort[1] = 100; /* waits no more */
    wain_queue_renew(&queue);
    CU_ASSERT_EQUAL(queue.waiting_effort, 13.5);
    for (int32_t i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(wain_queue_pop(&queue), expected[i]);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), -1);
    wain_queue_clear(&queue);
}

static void what_is_done_does_not_wait(void)
{
    const double effort[] = {1, 5, 3, 5, 0};
    const int32_t num_orders[] = {10, 20, 30, 40, 0};
    const bool done[] = {false, true, false, true, false};
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 5, effort, num_orders, 1, NULL), WAIN_OK);
    wain_queue_remove_done(&queue, done);
    CU_ASSERT_EQUAL(wain_queue_length(&queue), 3);
    CU_ASSERT_EQUAL(queue.waiting_effort, 4);
    CU_ASSERT_EQUAL(queue.waiting_orders, 40);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 2);
    wain_queue_put_back(&queue, 2);
    CU_ASSERT_EQUAL(wain_queue_length(&queue), 3);
    CU_ASSERT_EQUAL(queue.waiting_effort, 4);
    CU_ASSERT_EQUAL(queue.waiting_orders, 40);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 2);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 0);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 4);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), -1);
    wain_queue_clear(&queue);
}

static void one_unit_is_taken_out(void)
{
    const double effort[] = {1, 5, 3, 5, 0};
    const int32_t num_orders[] = {10, 20, 30, 40, 0};
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 5, effort, num_orders, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 1);
    wain_queue_remove(&queue, 2);
    wain_queue_remove(&queue, 2); /* it waits no more */
    wain_queue_remove(&queue, 1);
    CU_ASSERT_EQUAL(wain_queue_length(&queue), 3);
    CU_ASSERT_EQUAL(queue.waiting_effort, 6);
    CU_ASSERT_EQUAL(queue.waiting_orders, 50);
    wain_queue_put_back(&queue, 1);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 1);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 3);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 0);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), 4);
    wain_queue_clear(&queue);
}

static void an_empty_queue_gives_nothing(void)
{
    wain_queue queue;

    CU_ASSERT_EQUAL_FATAL(wain_queue_create(&queue, 0, NULL, NULL, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_queue_length(&queue), 0);
    CU_ASSERT_EQUAL(wain_queue_first(&queue), -1);
    CU_ASSERT_EQUAL(wain_queue_pop(&queue), -1);
    wain_queue_clear(&queue);
}

void wain_suite_queue(CU_pSuite suite)
{
    CU_ADD_TEST(suite, the_longest_comes_first);
    CU_ADD_TEST(suite, many_units_come_in_classes);
    CU_ADD_TEST(suite, changed_efforts_change_the_order);
    CU_ADD_TEST(suite, what_is_done_does_not_wait);
    CU_ADD_TEST(suite, one_unit_is_taken_out);
    CU_ADD_TEST(suite, an_empty_queue_gives_nothing);
}
