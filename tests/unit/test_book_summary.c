#include <CUnit/CUnit.h>

#include "solver/model/book_summary.h"

void wain_suite_book_summary(CU_pSuite suite);

static wain_order_book *book;

static void set_up(void)
{
    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
}

static void tear_down(void)
{
    wain_order_book_free(book);
    book = NULL;
}

static int32_t region(const char *name, size_t length)
{
    int32_t index = -1;

    CU_ASSERT_EQUAL(wain_order_book_region(book, name, length, &index, NULL), WAIN_OK);
    return index;
}

static void add_type(int32_t depot, int32_t count, wain_load capacity, uint64_t skills)
{
    wain_vehicle_type type = {.depot = depot, .count = count, .skills = skills};

    for (int k = 0; k < WAIN_MAX_LOADS; k++)
        type.capacity[k] = k == 0 ? capacity : WAIN_LOAD_MAX;
    CU_ASSERT_EQUAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
}

static void add_order(int32_t in, wain_load load, uint64_t skills, wain_day earliest, wain_day latest, int reason)
{
    const wain_order order = {.region = in,
                              .load = {load},
                              .skills = skills,
                              .earliest_day = earliest,
                              .latest_day = latest,
                              .reason = (uint8_t)reason};

    CU_ASSERT_EQUAL(wain_order_book_add_order(book, &order, NULL, 0, NULL), WAIN_OK);
}

static void orders_no_plan_could_hold_are_counted_once(void)
{
    const int32_t south = region("south", 5), north = region("north", 5), nowhere = region("nowhere", 7),
                  nameless = region("", 0), carless = region("carless", 7);
    const int32_t homes[] = {north, south, carless};
    wain_book_summary found;

    for (int d = 0; d < 3; d++)
        CU_ASSERT_EQUAL(wain_order_book_add_depot(book, &(wain_depot){.region = homes[d]}, NULL), WAIN_OK);
    add_type(0, 2, 100, 0);
    add_type(1, 1, 50, 1);
    add_type(0, 1, 10, 2);
    add_type(0, 0, 999, 4);                             /* none of it is there */
    add_order(north, 100, 0, 10, 12, WAIN_REASON_NONE); /* fits */
    add_order(north, 101, 0, 10, 12, WAIN_REASON_NONE);
    add_order(south, 51, 0, 10, 12, WAIN_REASON_NONE);
    add_order(north, 5, 4, 10, 12, WAIN_REASON_NONE);
    add_order(south, 5, 1, 10, 12, WAIN_REASON_NONE); /* fits */
    add_order(south, 999, 1, 13, 14, WAIN_REASON_NONE);
    add_order(south, 1, 0, 8, 9, WAIN_REASON_NONE);
    add_order(nowhere, 1, 0, 10, 10, WAIN_REASON_NONE);
    add_order(carless, 1, 0, 10, 10, WAIN_REASON_NONE);
    add_order(nameless, 999, 0, 1, 1, WAIN_REASON_BAD_DATA);
    CU_ASSERT_EQUAL_FATAL(wain_book_summarise(book, 10, 3, &found, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(found.orders, 10);
    CU_ASSERT_EQUAL(found.refused, 1);
    CU_ASSERT_EQUAL(found.outside_horizon, 2);
    CU_ASSERT_EQUAL(found.no_depot, 2);
    CU_ASSERT_EQUAL(found.too_large, 2);
    CU_ASSERT_EQUAL(found.no_skill, 1);
    CU_ASSERT_EQUAL(found.regions, 4);
    CU_ASSERT_EQUAL(found.regions_without_depot, 1);
}

static void an_empty_book_has_nothing_to_count(void)
{
    wain_book_summary found;

    CU_ASSERT_EQUAL_FATAL(wain_book_summarise(book, 0, 1, &found, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(found.orders + found.refused + found.regions + found.no_depot, 0);
}

void wain_suite_book_summary(CU_pSuite suite)
{
    suite->pSetUpFunc = set_up;
    suite->pTearDownFunc = tear_down;
    CU_ADD_TEST(suite, orders_no_plan_could_hold_are_counted_once);
    CU_ADD_TEST(suite, an_empty_book_has_nothing_to_count);
}
