#include "io/solution_vrplib.h"
#include "solver/model/feasibility.h"
#include "tests/unit/instance_file.h"

void wain_suite_solution_vrplib(CU_pSuite suite);

static wain_status read_solution(const char *text, wain_solution_file *solution, wain_fault_list *faults,
                                 wain_error *err)
{
    char path[64];
    wain_status status;

    put_file(path, text, strlen(text));
    status = wain_solution_file_read(path, 4, solution, faults, err);
    unlink(path);
    return status;
}

static void a_solution_is_read(void)
{
    wain_solution_file solution;
    wain_fault_list faults = {0};

    CU_ASSERT_EQUAL(read_solution("Route #1: 3 1 \r\n\nroute 2 : 4\nRoute #3:\nRoute #4: 2\ncost: 12.50\n", &solution,
                                  &faults, NULL),
                    WAIN_OK);
    CU_ASSERT_EQUAL(faults.kept, 0);
    CU_ASSERT_EQUAL_FATAL(solution.num_routes, 3);
    CU_ASSERT_EQUAL(solution.num_customers, 4);
    CU_ASSERT_EQUAL(solution.customers[0], 3);
    CU_ASSERT_EQUAL(solution.customers[2], 4);
    CU_ASSERT_EQUAL(solution.first[2], 3);
    CU_ASSERT_EQUAL(solution.first[3], 4);
    CU_ASSERT_EQUAL(solution.lines[2], 5);
    CU_ASSERT_EQUAL(solution.cost, 12.5);
    CU_ASSERT_EQUAL(solution.cost_decimals, 2);
    wain_solution_file_clear(&solution);
}

static void expect_fault(const char *text, wain_status status, const char *expected)
{
    wain_solution_file solution;
    wain_fault_list faults = {0};
    char line[512] = "";
    int found = 0;

    CU_ASSERT_EQUAL(read_solution(text, &solution, &faults, NULL), status);
    for (size_t i = 0; i < faults.kept; i++) {
        wain_fault_print(&faults.items[i], line, sizeof line);
        found |= strstr(line, expected) != NULL;
    }
    if (!found)
        printf("    %s lacks: %s\n", line, expected);
    CU_ASSERT_TRUE(found);
    wain_fault_list_clear(&faults);
    wain_solution_file_clear(&solution);
}

static void faults_are_named_by_line(void)
{
    expect_fault("Route #1: 1 2 3 5\nCost 1\n", WAIN_EINPUT, ":1: found '5', expected a customer from 1 to 4");
    expect_fault("Route #1: 0 1 2 3 4\nCost 1\n", WAIN_EINPUT, ":1: found '0', expected a customer from 1 to 4");
    expect_fault("Route #1: 1 2 x\nRoute #2: 3 4\nCost 1\n", WAIN_EINPUT, ":1: found 'x'");
    expect_fault("Route #1: 99999999999999999999\nCost 1\n", WAIN_EINPUT, ":1: found '99999999999999999999'");
    expect_fault("Route #1: 1 2\nRoute #2: 3 4\nrubbish\nCost 1\n", WAIN_EINPUT, ":3: found 'rubbish', expected");
    expect_fault("Route 1 2 3 4\nCost 1\n", WAIN_EINPUT, ":1: found 'Route 1 2 3 4'");
    expect_fault("Route #1: 1 2 3 4\n", WAIN_EINPUT, "expected \"Cost ...\"; the file may be cut off");
    expect_fault("Route #1: 1 2 3 4\nCost\n", WAIN_EINPUT, ":2: found 'no number'");
    expect_fault("Route #1: 1 2 3 4\nCost nan\n", WAIN_EINPUT, ":2: found 'nan'");
    expect_fault("Route #1: 1 2 3 4\nCost 1\nCost 1\n", WAIN_EINPUT, ":3: found 'a second cost'");
    expect_fault("Route #1: 1 2\nRoute #2: 2 3 4\nCost 1\n", WAIN_OK,
                 ":2: found 'customer 2', expected every customer once; it is in the route of line 1 already");
    expect_fault("Route #1: 1 4\nCost 1\n", WAIN_OK,
                 "found 'no route for customer 2', expected every customer once; 2 of 4");
}

static wain_instance *tiny(const char *file)
{
    const wain_instance_options options = {0};
    char path[512];
    wain_instance *instance = NULL;

    snprintf(path, sizeof path, "%s/%s", WAIN_TEST_DATA, file);
    CU_ASSERT_EQUAL_FATAL(wain_instance_read(path, &options, &instance, NULL), WAIN_OK);
    return instance;
}

/* Violations of a solution given as text. */
static size_t violations_of(const wain_instance *instance, const char *text, wain_check_report *report, double *cost)
{
    wain_solution_file solution;
    wain_fault_list faults = {0};
    wain_plan *plan = NULL;

    CU_ASSERT_EQUAL_FATAL(read_solution(text, &solution, &faults, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_solution_file_plan(&solution, instance, &plan, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_feasibility_check(instance->book, &instance->travel, 0, 1, plan, report, NULL), WAIN_OK);
    *cost = wain_instance_cost(instance, plan);
    wain_plan_free(plan);
    wain_fault_list_clear(&faults);
    wain_solution_file_clear(&solution);
    return report->total;
}

static void a_solution_becomes_a_plan_that_can_be_checked(void)
{
    wain_instance *instance = tiny("tiny.vrp");
    wain_check_report report = {0};
    double cost;

    /* 0-1-2-0: 10 + 10 + 14; 0-3-4-0: 10 + 7 + 7 */
    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 1 2\nRoute #2: 3 4\nCost 58\n", &report, &cost), 0);
    CU_ASSERT_EQUAL(cost, 58);
    CU_ASSERT_EQUAL(report.cost, 58);
    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 1 2 4\nRoute #2: 3\nCost 1\n", &report, &cost), 1);
    CU_ASSERT_STRING_EQUAL(report.violations[0].text,
                           "load 13 of dimension 0 exceeds the capacity 10 when leaving the depot");
    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 1 2\nRoute #2: 3\nCost 1\n", &report, &cost), 1);
    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 1 2\nRoute #2: 2 4\nRoute #3: 3\nCost 1\n", &report, &cost), 1);
    wain_check_report_clear(&report);
    wain_instance_free(instance);
}

static void late_arrivals_are_violations(void)
{
    wain_instance *instance = tiny("tiny.txt");
    wain_check_report report = {0};
    double cost;

    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 1 2\nRoute #2: 3\nRoute #3: 4\nCost 1\n", &report, &cost), 0);
    CU_ASSERT_DOUBLE_EQUAL(cost, 34.1 + 20 + 2.8, 1e-9);
    /* Customer 4 closes at 41; after customer 2, which opens at 25, the vehicle comes at 25 + 2 + 12.7. */
    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 1 2 4\nRoute #2: 3\nCost 1\n", &report, &cost), 0);
    CU_ASSERT_EQUAL(violations_of(instance, "Route #1: 3 2 1 4\nCost 1\n", &report, &cost), 2); /* load, and too late */
    CU_ASSERT_EQUAL(report.violations[0].stop, 3);
    CU_ASSERT_EQUAL(report.violations[0].amount, 390 + 90 - 410);
    wain_check_report_clear(&report);
    wain_instance_free(instance);
}

static void a_written_solution_is_read_back(void)
{
    wain_instance *instance = tiny("tiny.vrp");
    wain_solution_file solution;
    wain_fault_list faults = {0};
    wain_atomic_file target = {0};
    wain_plan *plan = NULL;
    char path[64];

    CU_ASSERT_EQUAL_FATAL(read_solution("Route #1: 1 2\nRoute #2: 3 4\nCost 0\n", &solution, &faults, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_solution_file_plan(&solution, instance, &plan, NULL), WAIN_OK);
    wain_solution_file_clear(&solution);
    put_file(path, "", 0);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(path, &target, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_solution_file_write(&target, instance, plan, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_solution_file_read(path, 4, &solution, &faults, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(faults.kept, 0);
    CU_ASSERT_EQUAL(solution.cost, 58);
    CU_ASSERT_EQUAL(solution.num_routes, 2);
    CU_ASSERT_EQUAL(solution.customers[3], 4);
    unlink(path);
    wain_solution_file_clear(&solution);
    wain_plan_free(plan);
    wain_instance_free(instance);
}

void wain_suite_solution_vrplib(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_solution_is_read);
    CU_ADD_TEST(suite, faults_are_named_by_line);
    CU_ADD_TEST(suite, a_solution_becomes_a_plan_that_can_be_checked);
    CU_ADD_TEST(suite, late_arrivals_are_violations);
    CU_ADD_TEST(suite, a_written_solution_is_read_back);
}
