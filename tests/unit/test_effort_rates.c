#include <CUnit/CUnit.h>

#include "scheduler/effort_rates.h"

void wain_suite_effort_rates(CU_pSuite suite);

static wain_unit_outcome done(int64_t iterations, double seconds)
{
    return (wain_unit_outcome){.state = WAIN_UNIT_DONE,
                               .statistics = {.iterations = iterations, .seconds = seconds + 1, .construction = 1}};
}

static void a_region_whose_iterations_are_dear_gets_more(void)
{
    wain_unit units[] = {{.region = 0, .num_orders = 1000},
                         {.region = 1, .num_orders = 1000},
                         {.region = 1, .num_orders = 1000},
                         {.region = 3, .num_orders = 1000}};
    wain_partition partition = {.units = units, .num_units = 4};
    wain_unit_outcome outcomes[] = {done(1000, 1), done(1000, 3), done(2000, 6), done(1000, 1000)};
    wain_effort_rates rates;

    outcomes[3].cut_short = true;
    CU_ASSERT_EQUAL_FATAL(wain_effort_rates_create(&rates, 4, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_effort_rates_factor(&rates, 0), 1);
    wain_effort_rates_learn(&rates, &partition, outcomes);
    CU_ASSERT_DOUBLE_EQUAL(wain_effort_rates_factor(&rates, 0), 1 / 2.5, 1e-9); /* all: 10 s for 4,000 */
    CU_ASSERT_DOUBLE_EQUAL(wain_effort_rates_factor(&rates, 1), 3 / 2.5, 1e-9);
    CU_ASSERT_EQUAL(wain_effort_rates_factor(&rates, 2), 1); /* nothing is known */
    CU_ASSERT_EQUAL(wain_effort_rates_factor(&rates, 3), 1);
    outcomes[0] = done(1000, 1000); /* what is seen now counts more than what was */
    wain_effort_rates_learn(&rates, &partition, outcomes);
    CU_ASSERT_TRUE(wain_effort_rates_factor(&rates, 0) > 2);
    CU_ASSERT_TRUE(wain_effort_rates_factor(&rates, 0) <= 4);
    CU_ASSERT_TRUE(wain_effort_rates_factor(&rates, 1) >= 0.25);
    wain_effort_rates_clear(&rates);
}

void wain_suite_effort_rates(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_region_whose_iterations_are_dear_gets_more);
}
