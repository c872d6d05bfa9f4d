#include "tests/fuzz/fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char *fuzz_file(int number, const uint8_t *bytes, size_t size)
{
    static int descriptors[FUZZ_FILES];
    static char paths[FUZZ_FILES][32];

    if (descriptors[number] == 0) {
        descriptors[number] = memfd_create("fuzz", 0);
        FUZZ_EXPECT(descriptors[number] > 0);
        snprintf(paths[number], sizeof paths[number], "/proc/self/fd/%d", descriptors[number]);
    }
    FUZZ_EXPECT(ftruncate(descriptors[number], 0) == 0);
    FUZZ_EXPECT(pwrite(descriptors[number], bytes, size, 0) == (ssize_t)size);
    return paths[number];
}

static void expect_one_line(const char *text)
{
    FUZZ_EXPECT(*text);
    for (; *text; text++)
        FUZZ_EXPECT((unsigned char)*text >= 0x20 && *text != 0x7f);
}

void fuzz_expect_refusal(wain_status status, wain_status refusal, const wain_error *err)
{
    FUZZ_EXPECT(status == refusal || status == WAIN_EMEMORY);
    FUZZ_EXPECT(err->status == status);
    expect_one_line(err->text);
}

void fuzz_expect_faults(const wain_fault_list *faults)
{
    char text[1024];

    FUZZ_EXPECT(faults->kept <= faults->total[0] + faults->total[1] + faults->total[2]);
    for (size_t i = 0; i < faults->kept; i++) {
        FUZZ_EXPECT(*faults->items[i].file);
        FUZZ_EXPECT(faults->items[i].line >= 0);
        FUZZ_EXPECT(*faults->items[i].expected || *faults->items[i].mend);
        FUZZ_EXPECT(wain_fault_print(&faults->items[i], text, sizeof text) > 0);
        expect_one_line(text);
    }
}

const wain_search_options *fuzz_search_options(void)
{
    static wain_option_registry registry;
    static wain_search_options options;
    size_t count;
    const wain_option *list = wain_search_option_list(&count);

    if (registry.count == 0)
        FUZZ_EXPECT(wain_option_registry_add(&registry, list, count, &options, NULL) == WAIN_OK);
    return &options;
}

wain_solution *fuzz_solve(const wain_problem *problem, const wain_search_options *options,
                          const wain_search_state *from)
{
    const wain_search_control control = {.iterations = 20, .threads = 1, .from = from};
    wain_search_statistics statistics;
    wain_solution *solution = NULL;

    wain_error err = {0};
    const wain_status status = wain_solve(problem, options, &control, &solution, &statistics, &err);

    if (from && status == WAIN_EINTERNAL) /* routes of the state that break rules */
        return NULL;
    if (status != WAIN_OK)
        fprintf(stderr, "%s\n", err.text);
    FUZZ_EXPECT(status == WAIN_OK);
    FUZZ_EXPECT(solution->num_stops + solution->num_unserved == problem->num_orders);
    return solution;
}
