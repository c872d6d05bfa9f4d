/* Solution files of a small instance with windows. What is read becomes a plan that the checker can look at, and a plan
 * it has nothing to say of costs a finite amount. */
#include <math.h>
#include <string.h>

#include "io/solution_vrplib.h"
#include "solver/model/feasibility.h"
#include "tests/fuzz/fuzz.h"

static const char instance_text[] = "TINY\n\nVEHICLE\nNUMBER CAPACITY\n3 20\n\nCUSTOMER\n"
                                    "CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME\n\n"
                                    "0 0 0 0 0 100 0\n1 10 0 5 0 50 2\n2 10 10 6 25 60 2\n3 0 10 7 0 90 2\n"
                                    "4 1 1 3 40 41 1\n5 2 1 1 0 80 1\n";

static const wain_instance *the_instance(void)
{
    static wain_instance *instance;
    const wain_instance_options options = {0};

    if (!instance) {
        const char *path = fuzz_file(1, (const uint8_t *)instance_text, strlen(instance_text));

        FUZZ_EXPECT(wain_instance_read(path, &options, &instance, NULL) == WAIN_OK);
    }
    return instance;
}

static void expect_solution(const wain_solution_file *solution, int32_t num_customers)
{
    FUZZ_EXPECT(isfinite(solution->cost));
    for (size_t i = 0; i < solution->num_customers; i++)
        FUZZ_EXPECT(solution->customers[i] >= 1 && solution->customers[i] <= num_customers);
    for (size_t r = 0; r < solution->num_routes; r++)
        FUZZ_EXPECT(solution->first[r] <= solution->first[r + 1] && solution->lines[r] > 0);
    FUZZ_EXPECT(solution->num_routes == 0 || solution->first[solution->num_routes] == solution->num_customers);
}

static void check(const wain_solution_file *solution, const wain_instance *instance)
{
    wain_plan *plan = NULL;
    wain_check_report report = {0};

    FUZZ_EXPECT(wain_solution_file_plan(solution, instance, &plan, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_feasibility_check(instance->book, &instance->travel, 0, 1, plan, &report, NULL) == WAIN_OK);
    for (size_t i = 0; i < report.kept; i++)
        FUZZ_EXPECT(*report.violations[i].text);
    if (report.total == 0)
        FUZZ_EXPECT(isfinite(wain_instance_cost(instance, plan)) && plan->num_stops == instance->book->num_orders);
    wain_check_report_clear(&report);
    wain_plan_free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const wain_instance *instance = the_instance();
    const int32_t num_customers = (int32_t)instance->book->num_orders;
    wain_solution_file solution = {0};
    wain_fault_list faults = {0};
    wain_error err = {0};
    const wain_status status =
        wain_solution_file_read(fuzz_file(0, data, size), num_customers, &solution, &faults, &err);

    fuzz_expect_faults(&faults);
    if (status == WAIN_OK) {
        FUZZ_EXPECT(faults.total[WAIN_FAULT_STOPS] == 0);
        expect_solution(&solution, num_customers);
        check(&solution, instance);
    } else {
        fuzz_expect_refusal(status, WAIN_EINPUT, &err);
    }
    wain_fault_list_clear(&faults);
    wain_solution_file_clear(&solution);
    return 0;
}
