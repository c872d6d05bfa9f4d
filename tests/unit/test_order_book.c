#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "solver/model/order_book.h"

void wain_suite_order_book(CU_pSuite suite);

static void an_empty_book_has_the_empty_text(void)
{
    wain_order_book *book = NULL;
    wain_text text = 7;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    CU_ASSERT_STRING_EQUAL(wain_order_book_text(book, 0), "");
    CU_ASSERT_EQUAL(wain_order_book_add_text(book, "", 0, &text, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(text, 0);
    CU_ASSERT_TRUE(wain_order_book_memory(book) >= sizeof *book);
    wain_order_book_free(book);
    wain_order_book_free(NULL);
}

static void regions_are_found_again(void)
{
    wain_order_book *book = NULL;
    char name[16];
    int32_t region;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5000; i++) {
            const int length = snprintf(name, sizeof name, "region %d", i);

            CU_ASSERT_EQUAL(wain_order_book_region(book, name, (size_t)length, &region, NULL), WAIN_OK);
            CU_ASSERT_EQUAL(region, i);
        }
    }
    CU_ASSERT_EQUAL(book->num_regions, 5000);
    CU_ASSERT_EQUAL(wain_order_book_region(book, "region 12", 8, &region, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(region, 1); /* "region 1": the length counts */
    CU_ASSERT_EQUAL(wain_order_book_region(book, "region", 6, &region, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(region, 5000);
    wain_order_book_free(book);
}

static void skills_end_at_sixty_four(void)
{
    wain_order_book *book = NULL;
    char name[16];
    int32_t skill;
    wain_error err = {0};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    for (int i = 0; i < 64; i++) {
        CU_ASSERT_EQUAL(wain_order_book_skill(book, name, (size_t)snprintf(name, sizeof name, "s%d", i), &skill, NULL),
                        WAIN_OK);
        CU_ASSERT_EQUAL(skill, i);
    }
    CU_ASSERT_EQUAL(wain_order_book_skill(book, "s7", 2, &skill, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(skill, 7);
    CU_ASSERT_EQUAL(wain_order_book_skill(book, "crane", 5, &skill, &err), WAIN_EINPUT);
    CU_ASSERT_STRING_EQUAL(err.text, "more than 64 different skills; the next is 'crane'");
    wain_order_book_free(book);
}

static void orders_keep_their_windows(void)
{
    wain_order_book *book = NULL;
    const wain_window windows[] = {{0, 10}, {20, 30}};
    const wain_order order = {.x = 1.5, .line = 2};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_order_book_add_order(book, &order, NULL, 0, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_order_book_add_order(book, &order, windows, 2, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_order_book_add_order(book, &order, windows + 1, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(book->num_orders, 3);
    CU_ASSERT_EQUAL(book->orders[1].first_window, 0);
    CU_ASSERT_EQUAL(book->orders[2].first_window, 2);
    CU_ASSERT_EQUAL(book->windows[2].open, 20);
    wain_order_book_free(book);
}

void wain_suite_order_book(CU_pSuite suite)
{
    CU_ADD_TEST(suite, an_empty_book_has_the_empty_text);
    CU_ADD_TEST(suite, regions_are_found_again);
    CU_ADD_TEST(suite, skills_end_at_sixty_four);
    CU_ADD_TEST(suite, orders_keep_their_windows);
}
