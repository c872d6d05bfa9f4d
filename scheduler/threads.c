#include "scheduler/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solver/core/memory.h"

/* A whole number above 0 at the start of an environment variable ("4", "4,2", "2(x3)"); 0 when it has none. */
static long count_from_environment(const char *name)
{
    const char *text = getenv(name);
    const long count = text ? strtol(text, NULL, 10) : 0;

    return count > 0 && count <= 4096 ? count : 0;
}

static long ranks_on_this_host(void)
{
    const char *const names[] = {"OMPI_COMM_WORLD_LOCAL_SIZE", "SLURM_STEP_TASKS_PER_NODE", "MPI_LOCALNRANKS"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const long count = count_from_environment(names[i]);

        if (count > 0)
            return count;
    }
    return 1;
}

/* Whether the ranks of this host may all run on the same cores: those of the machine, or of an allocation or container
 * in which mpirun has bound nobody to some of them. */
static bool shares_cores(long cores, long machine)
{
    return cores == machine || (getenv("OMPI_COMM_WORLD_LOCAL_SIZE") && !getenv("OMPI_MCA_orte_bound_at_launch"));
}

int32_t wain_threads_of_rank(int64_t wanted)
{
    const long asked = count_from_environment("OMP_NUM_THREADS");
    const long machine = sysconf(_SC_NPROCESSORS_ONLN);
    cpu_set_t mask;
    long cores = 0;

    if (wanted > 0)
        return (int32_t)wanted;
    if (asked > 0)
        return (int32_t)asked;
    if (sched_getaffinity(0, sizeof mask, &mask) == 0)
        cores = CPU_COUNT(&mask);
    if (cores < 1 || cores > machine) /* more than 1,024 cores do not fit the mask */
        cores = machine;
    if (shares_cores(cores, machine))
        cores /= ranks_on_this_host();
    return cores > 1 ? (int32_t)cores : 1;
}

/* A thread that lives as long as the lock is held. */
static void *wait_for_lock(void *lock)
{
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    return NULL;
}

wain_status wain_threads_try(int32_t count, wain_error *err)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    wain_status status = WAIN_OK;
    pthread_t *threads = NULL;
    int32_t started = 1; /* this one */
    int code = 0;

    WAIN_TRY(WAIN_NEW(threads, count, err));
    pthread_mutex_lock(&lock);
    while (started < count && code == 0) {
        code = pthread_create(&threads[started], NULL, wait_for_lock, &lock);
        started += code == 0;
    }
    pthread_mutex_unlock(&lock);
    for (int32_t i = 1; i < started; i++)
        pthread_join(threads[i], NULL);
    if (code != 0)
        status =
            wain_error_set(err, WAIN_EMEMORY, "only %d of %d threads can be had: %s", started, count, strerror(code));
done:
    free(threads);
    return status;
}
