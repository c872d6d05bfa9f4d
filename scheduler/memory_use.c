#include "scheduler/memory_use.h"

#include <stdio.h>
#include <sys/resource.h>

/* jemalloc's; a program that is linked without it (the tests, a sanitizer's build) has none. */
extern int mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size) __attribute__((weak));

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Statistics are those of the last epoch. */
static void begin_epoch(void)
{
    uint64_t epoch = 1;
    size_t size = sizeof epoch;

    mallctl("epoch", &epoch, &size, &epoch, size);
}

static int64_t heap_statistic(const char *name)
{
    size_t bytes = 0, size = sizeof bytes;

    return mallctl(name, &bytes, &size, NULL, 0) == 0 ? (int64_t)bytes : 0;
}

/* getrusage would also count what the process was before it became this program. */
static int64_t resident_peak(void)
{
    FILE *status = fopen("/proc/self/status", "re");
    struct rusage usage;
    char line[256];
    long long kibibytes = 0;

    while (status && kibibytes == 0 && fgets(line, sizeof line, status)) {
        if (sscanf(line, "VmHWM: %lld kB", &kibibytes) != 1)
            kibibytes = 0;
    }
    if (status)
        fclose(status);
    if (kibibytes == 0 && getrusage(RUSAGE_SELF, &usage) == 0)
        kibibytes = usage.ru_maxrss;
    return (int64_t)kibibytes * 1024;
}

void wain_memory_use_update(wain_memory_use *use)
{
    use->peak = larger(use->peak, resident_peak());
    if (!mallctl)
        return;
    begin_epoch();
    use->heap_allocated = larger(use->heap_allocated, heap_statistic("stats.allocated"));
    use->heap_resident = larger(use->heap_resident, heap_statistic("stats.resident"));
}

void wain_memory_total_add(wain_memory_total *total, const wain_memory_use *rank)
{
    total->sum += rank->peak;
    total->largest.peak = larger(total->largest.peak, rank->peak);
    total->largest.heap_allocated = larger(total->largest.heap_allocated, rank->heap_allocated);
    total->largest.heap_resident = larger(total->largest.heap_resident, rank->heap_resident);
}
