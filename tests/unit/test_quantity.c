#include <CUnit/CUnit.h>
#include <math.h>

#include "solver/core/quantity.h"

void wain_suite_quantity(CU_pSuite suite);

static void thousands_are_set_apart(void)
{
    char text[48];

    CU_ASSERT_STRING_EQUAL(wain_print_count(0, text), "0");
    CU_ASSERT_STRING_EQUAL(wain_print_count(999, text), "999");
    CU_ASSERT_STRING_EQUAL(wain_print_count(1000, text), "1,000");
    CU_ASSERT_STRING_EQUAL(wain_print_count(-1234567, text), "-1,234,567");
    CU_ASSERT_STRING_EQUAL(wain_print_count(INT64_MAX, text), "9,223,372,036,854,775,807");
    CU_ASSERT_STRING_EQUAL(wain_print_count(INT64_MIN, text), "-9,223,372,036,854,775,808");
    CU_ASSERT_STRING_EQUAL(wain_print_number_of(1, "day", text), "1 day");
    CU_ASSERT_STRING_EQUAL(wain_print_number_of(0, "day", text), "0 days");
    CU_ASSERT_STRING_EQUAL(wain_print_number_of(2000, "vehicle type", text), "2,000 vehicle types");
}

static void decimals_are_rounded_half_up(void)
{
    char text[32];

    CU_ASSERT_STRING_EQUAL(wain_print_money(INT64_C(59317655000), text), "59,317.66"); /* cut it would be .65 */
    CU_ASSERT_STRING_EQUAL(wain_print_money(INT64_C(59317654999), text), "59,317.65");
    CU_ASSERT_STRING_EQUAL(wain_print_money(999995000, text), "1,000.00");
    CU_ASSERT_STRING_EQUAL(wain_print_money(-1005000, text), "-1.01");
    CU_ASSERT_STRING_EQUAL(wain_print_money(-4999, text), "0.00");
    CU_ASSERT_STRING_EQUAL(wain_print_money(0, text), "0.00");
    CU_ASSERT_STRING_EQUAL(wain_print_money(WAIN_COST_MAX, text), "1,152,921,504,606.85");
    CU_ASSERT_STRING_EQUAL(wain_print_km(1049, text), "1.0");
    CU_ASSERT_STRING_EQUAL(wain_print_km(1050, text), "1.1");
    CU_ASSERT_STRING_EQUAL(wain_print_km(1234567890, text), "1,234,567.9");
    CU_ASSERT_STRING_EQUAL(wain_print_hours(3600 * 1000 + 180, text), "1,000.1");
    CU_ASSERT_STRING_EQUAL(wain_print_decimal(7, 2, 0, text), "4");
    CU_ASSERT_STRING_EQUAL(wain_print_decimal(5, 1, 3, text), "5.000");
}

static void stored_money_comes_back_exactly(void)
{
    const wain_cost costs[] = {0, 1, 3308247340, -59317655001, INT64_C(999999999999999)};

    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
        CU_ASSERT_EQUAL(wain_cost_of_real((double)costs[i] / WAIN_COST_SCALE), costs[i]);
    CU_ASSERT_EQUAL(wain_cost_of_real((double)NAN), WAIN_COST_MAX);
    CU_ASSERT_EQUAL(wain_cost_of_real((double)INFINITY), WAIN_COST_MAX);
}

void wain_suite_quantity(CU_pSuite suite)
{
    CU_ADD_TEST(suite, thousands_are_set_apart);
    CU_ADD_TEST(suite, decimals_are_rounded_half_up);
    CU_ADD_TEST(suite, stored_money_comes_back_exactly);
}
