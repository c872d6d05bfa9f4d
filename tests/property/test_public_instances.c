/* The checker reproduces the cost of every published solution: readers, distances, rounding, windows and checker
 * together, against what the routing community computed with its own programs. */
#include <CUnit/CUnit.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "io/solution_vrplib.h"
#include "solver/core/clock.h"
#include "solver/model/feasibility.h"

void wain_suite_public_instances(CU_pSuite suite);

/* Read, plan, check; true when nothing is violated and the cost is the one that the file states. */
static bool reproduces(const char *instance_path, const char *solution_path)
{
    const wain_instance_options options = {WAIN_CONVENTION_DIMACS, WAIN_OBJECTIVE_DISTANCE};
    wain_instance *instance = NULL;
    wain_solution_file solution = {0};
    wain_fault_list faults = {0};
    wain_check_report report = {0};
    wain_plan *plan = NULL;
    wain_status status;
    wain_error err = {0};
    double cost = 0;
    bool same;

    WAIN_TRY(wain_instance_read(instance_path, &options, &instance, &err));
    WAIN_TRY(wain_solution_file_read(solution_path, (int32_t)instance->book->num_orders, &solution, &faults, &err));
    WAIN_TRY(wain_solution_file_plan(&solution, instance, &plan, &err));
    WAIN_TRY(wain_feasibility_check(instance->book, &instance->travel, 0, 1, plan, &report, &err));
    cost = wain_instance_cost(instance, plan);
done:
    same = status == WAIN_OK && report.total == 0 && faults.kept == 0 && fabs(cost - solution.cost) < 1e-6;
    if (!same)
        printf("    %s: %s cost %.4f, stated %.4f; %zu violations: %s\n", solution_path, err.text, cost, solution.cost,
               report.total, report.kept ? report.violations[0].text : "");
    wain_plan_free(plan);
    wain_check_report_clear(&report);
    wain_fault_list_clear(&faults);
    wain_solution_file_clear(&solution);
    wain_instance_free(instance);
    return same;
}

static void check_family(const char *family, const char *extension)
{
    const double start = wain_clock_seconds();
    char pattern[512];
    struct stat folder;
    glob_t found;
    int wrong = 0;

    if (stat(WAIN_SHARED "/instances", &folder) != 0) {
        printf("skipped: no " WAIN_SHARED "/instances ...");
        return;
    }
    snprintf(pattern, sizeof pattern, "%s/instances/%s/*.sol", WAIN_SHARED, family);
    CU_ASSERT_EQUAL_FATAL(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char instance[512];

        snprintf(instance, sizeof instance, "%.*s%s", (int)strlen(found.gl_pathv[i]) - 4, found.gl_pathv[i], extension);
        wrong += !reproduces(instance, found.gl_pathv[i]);
    }
    CU_ASSERT_TRUE(found.gl_pathc > 0);
    CU_ASSERT_EQUAL(wrong, 0);
    printf("%zu solutions in %.2f s ...", found.gl_pathc, wain_clock_seconds() - start);
    globfree(&found);
}

static void cvrp_x(void)
{
    check_family("cvrp_x", ".vrp");
}

static void cvrp_belgium(void)
{
    check_family("cvrp_belgium", ".vrp");
}

static void vrptw_solomon(void)
{
    check_family("vrptw_solomon", ".txt");
}

static void vrptw_homberger(void)
{
    check_family("vrptw_homberger", ".txt");
}

void wain_suite_public_instances(CU_pSuite suite)
{
    CU_ADD_TEST(suite, cvrp_x);
    CU_ADD_TEST(suite, cvrp_belgium);
    CU_ADD_TEST(suite, vrptw_solomon);
    CU_ADD_TEST(suite, vrptw_homberger);
}
