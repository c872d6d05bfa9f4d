/* Job files. A file is refused exactly when a fault stops it, every fault of it has a line, and each option's value is
 * printed as a text that gives the same value again. */
#include <string.h>

#include "io/job.h"
#include "tests/fuzz/fuzz.h"

enum { ROOM = 1 << 16 };

static void expect_option(wain_option_registry *registry, const wain_option_table *table, size_t i)
{
    static char value[ROOM], again[ROOM], key[128];
    const wain_option *option = &table->options[i];

    FUZZ_EXPECT(wain_option_print(table, i, value, sizeof value) < ROOM);
    snprintf(key, sizeof key, "%s.%s", option->section, option->name);
    FUZZ_EXPECT(wain_option_set(registry, key, value, WAIN_ORIGIN_FILE, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_option_print(table, i, again, sizeof again) < ROOM);
    FUZZ_EXPECT(strcmp(value, again) == 0);
}

static void expect_options(wain_job *job)
{
    for (size_t t = 0; t < job->registry.count; t++) {
        for (size_t i = 0; i < job->registry.tables[t].count; i++) {
            if (job->registry.tables[t].origins[i] == WAIN_ORIGIN_FILE)
                expect_option(&job->registry, &job->registry.tables[t], i);
        }
    }
}

static void expect_profiles(const wain_travel *travel)
{
    for (int32_t i = 0; i < travel->num_profiles; i++) {
        const wain_speed_profile *profile = &travel->profiles[i];

        FUZZ_EXPECT(profile->num_bands >= 1 && profile->num_bands <= WAIN_MAX_BANDS);
        for (int32_t b = 0; b < profile->num_bands; b++)
            FUZZ_EXPECT(profile->speed[b] > 0);
        FUZZ_EXPECT(wain_travel_arrival(profile, 0, 100000) > 0);
    }
}

static void expect_lines(const wain_fault_list *faults)
{
    for (size_t i = 0; i < faults->kept; i++)
        FUZZ_EXPECT(faults->items[i].line > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wain_job *job = NULL;
    wain_fault_list faults = {0};
    wain_error err = {0};
    wain_status status;

    FUZZ_EXPECT(wain_job_create(&job, &err) == WAIN_OK);
    status = wain_job_read(job, fuzz_file(0, data, size), &faults, &err);
    fuzz_expect_faults(&faults);
    expect_lines(&faults);
    FUZZ_EXPECT((status == WAIN_OK) == (faults.total[WAIN_FAULT_STOPS] == 0));
    if (status != WAIN_OK)
        fuzz_expect_refusal(status, WAIN_EUSAGE, &err);
    expect_options(job);
    if (status == WAIN_OK) {
        status = wain_job_finish(job, &faults, &err);
        fuzz_expect_faults(&faults);
        if (status == WAIN_OK)
            expect_profiles(&job->travel);
        else
            fuzz_expect_refusal(status, WAIN_EUSAGE, &err);
    }
    wain_fault_list_clear(&faults);
    wain_job_free(job);
    return 0;
}
