#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scheduler/effort_rates.h"
#include "tests/unit/result_fixture.h"

void wain_suite_effort_rates(CU_pSuite suite);

static wain_unit_outcome done(int64_t iterations, double seconds)
{
    return (wain_unit_outcome){.state = WAIN_UNIT_DONE,
                               .statistics = {.iterations = iterations, .seconds = seconds + 1, .construction = 1}};
}

static void a_region_whose_iterations_are_dear_gets_more(void)
{
    wain_unit units[] = {{.region = 0, .num_orders = 100},
                         {.region = 1, .num_orders = 100},
                         {.region = 1, .num_orders = 100},
                         {.region = 3, .num_orders = 100},
                         {.region = 2, .num_orders = 100}};
    wain_partition partition = {.units = units, .num_units = 5};
    wain_unit_outcome outcomes[] = {done(1000, 1), done(1000, 3), done(2000, 6), done(1000, 1000),
                                    done(999, 1000)}; /* little more than a first solution */
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

/* --- an earlier night --- */

static char path[] = "/tmp/wain-effort-XXXXXX";

/* Write the result of a night of the fixture's two regions, in which `dear` took three times as long as the other one
 * for each iteration of the same predicted cost. */
static void write_earlier(int32_t dear, int64_t iterations, double seconds)
{
    result_fixture fixture;

    strcpy(strrchr(path, '-'), "-XXXXXX");
    close(mkstemp(path));
    result_fixture_create(&fixture, 400);
    for (int32_t u = 0; u < 2; u++) {
        wain_plan_unit *unit = &fixture.plan->units[u];

        unit->iterations = iterations;
        unit->seconds = seconds * wain_partition_effort(unit->num_orders, true) / unit->num_orders;
        if (unit->region == dear)
            unit->seconds *= 3;
    }
    CU_ASSERT_EQUAL_FATAL(wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, NULL),
                          WAIN_OK);
    result_fixture_clear(&fixture);
}

static wain_order_book *book_of(const char *const *regions, size_t count)
{
    wain_order_book *book = NULL;
    int32_t region;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    for (size_t r = 0; r < count; r++)
        CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, regions[r], strlen(regions[r]), &region, NULL), WAIN_OK);
    return book;
}

static void an_earlier_night_tells_by_the_names_of_regions(void)
{
    static const char *const regions[] = {"new", "north", "S\303\274d"}, *const fewer[] = {"north", "new"};
    wain_order_book *book = book_of(regions, 3), *other = book_of(fewer, 2);
    wain_unit unit = {.region = 1, .num_orders = 100};
    const wain_partition partition = {.units = &unit, .num_units = 1};
    wain_unit_outcome outcome;
    wain_effort_rates rates;
    double learnt;

    write_earlier(1, 1000000, 1);
    CU_ASSERT_EQUAL_FATAL(wain_effort_rates_create(&rates, 3, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_effort_rates_num_known(&rates), 0);
    CU_ASSERT_EQUAL_FATAL(wain_effort_rates_learn_earlier(&rates, path, book, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_effort_rates_num_known(&rates), 2);
    CU_ASSERT_EQUAL(wain_effort_rates_factor(&rates, 0), 1); /* it is new */
    CU_ASSERT_DOUBLE_EQUAL(wain_effort_rates_factor(&rates, 1), 3 * wain_effort_rates_factor(&rates, 2), 1e-9);
    CU_ASSERT_TRUE(wain_effort_rates_factor(&rates, 1) > 1);
    learnt = rates.measured[1];
    outcome = done(1000, 1); /* this night says more, and the earlier one counts half */
    wain_effort_rates_learn(&rates, &partition, &outcome);
    CU_ASSERT_DOUBLE_EQUAL(rates.measured[1], learnt / 2 + 1, 1e-9);
    wain_effort_rates_clear(&rates);

    CU_ASSERT_EQUAL_FATAL(wain_effort_rates_create(&rates, 2, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_effort_rates_learn_earlier(&rates, path, other, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_effort_rates_num_known(&rates), 1); /* the other region is gone */
    CU_ASSERT_DOUBLE_EQUAL(rates.measured[0], learnt, 1e-9);
    wain_effort_rates_clear(&rates);
    unlink(path);
    wain_order_book_free(book);
    wain_order_book_free(other);
}

/* First solutions alone say nothing of iterations, nor do seconds that can't be. */
static void an_earlier_night_that_tells_nothing_is_passed_over(void)
{
    static const char *const regions[] = {"north", "S\303\274d"};
    const struct {
        int64_t iterations;
        double seconds;
    } nights[] = {{0, 1}, {1000, 1}, {1000000, 0}, {1000000, -1}, {1000000, INFINITY}, {1000000, NAN}};
    wain_order_book *book = book_of(regions, 2);
    wain_effort_rates rates;
    wain_error err = {0};

    CU_ASSERT_EQUAL_FATAL(wain_effort_rates_create(&rates, 2, NULL), WAIN_OK);
    for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
        write_earlier(0, nights[i].iterations, nights[i].seconds);
        CU_ASSERT_EQUAL(wain_effort_rates_learn_earlier(&rates, path, book, NULL), WAIN_OK);
        CU_ASSERT_EQUAL(wain_effort_rates_num_known(&rates), 0);
        CU_ASSERT_EQUAL(wain_effort_rates_factor(&rates, 0), 1);
        unlink(path);
    }
    write_earlier(0, 1000000, 1);
    CU_ASSERT_EQUAL(truncate(path, 5000), 0);
    CU_ASSERT_EQUAL(wain_effort_rates_learn_earlier(&rates, path, book, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, path));
    unlink(path);
    CU_ASSERT_EQUAL(wain_effort_rates_learn_earlier(&rates, path, book, &err), WAIN_EIO);
    CU_ASSERT_EQUAL(wain_effort_rates_num_known(&rates), 0);
    wain_effort_rates_clear(&rates);
    wain_order_book_free(book);
}

void wain_suite_effort_rates(CU_pSuite suite)
{
    CU_ADD_TEST(suite, an_earlier_night_tells_by_the_names_of_regions);
    CU_ADD_TEST(suite, an_earlier_night_that_tells_nothing_is_passed_over);
    CU_ADD_TEST(suite, a_region_whose_iterations_are_dear_gets_more);
}
