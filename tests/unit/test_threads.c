#include <CUnit/CUnit.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "scheduler/threads.h"

void wain_suite_threads(CU_pSuite suite);

static void forget_launchers(void)
{
    unsetenv("OMP_NUM_THREADS");
    unsetenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    unsetenv("OMPI_MCA_orte_bound_at_launch");
    unsetenv("SLURM_STEP_TASKS_PER_NODE");
    unsetenv("MPI_LOCALNRANKS");
}

static void what_is_asked_for_is_taken(void)
{
    forget_launchers();
    CU_ASSERT_EQUAL(wain_threads_of_rank(7), 7);
    setenv("OMP_NUM_THREADS", "3,2", 1);
    CU_ASSERT_EQUAL(wain_threads_of_rank(0), 3);
    CU_ASSERT_EQUAL(wain_threads_of_rank(7), 7);
    setenv("OMP_NUM_THREADS", "many", 1);
    CU_ASSERT(wain_threads_of_rank(0) >= 1);
    forget_launchers();
}

static void a_bound_rank_uses_its_cores(void)
{
    cpu_set_t before, one;
    size_t core = 0;

    forget_launchers();
    CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof before, &before), 0);
    while (!CPU_ISSET(core, &before))
        core++;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    sched_setaffinity(0, sizeof one, &one);
    CU_ASSERT_EQUAL(wain_threads_of_rank(0), 1);
    sched_setaffinity(0, sizeof before, &before);
}

static void ranks_of_one_host_share_its_cores(void)
{
    const long machine = sysconf(_SC_NPROCESSORS_ONLN);
    cpu_set_t mask;

    forget_launchers();
    CU_ASSERT_EQUAL_FATAL(sched_getaffinity(0, sizeof mask, &mask), 0);
    CU_ASSERT_EQUAL(wain_threads_of_rank(0), CPU_COUNT(&mask));
    setenv("OMPI_COMM_WORLD_LOCAL_SIZE", "4096", 1);
    CU_ASSERT_EQUAL(wain_threads_of_rank(0), 1);
    setenv("OMPI_MCA_orte_bound_at_launch", "1", 1); /* these cores are this rank's, unless they are all there are */
    CU_ASSERT_EQUAL(wain_threads_of_rank(0), CPU_COUNT(&mask) == machine ? 1 : CPU_COUNT(&mask));
    forget_launchers();
}

static void threads_are_tried(void)
{
    CU_ASSERT_EQUAL(wain_threads_try(1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(wain_threads_try(7, NULL), WAIN_OK);
}

void wain_suite_threads(CU_pSuite suite)
{
    CU_ADD_TEST(suite, what_is_asked_for_is_taken);
    CU_ADD_TEST(suite, threads_are_tried);
    CU_ADD_TEST(suite, a_bound_rank_uses_its_cores);
    CU_ADD_TEST(suite, ranks_of_one_host_share_its_cores);
}
