/* What a user types: assignments of --set, numbers, days and times. What is read and printed reads back the same. */
#include <math.h>
#include <string.h>

#include "io/calendar.h"
#include "io/job.h"
#include "solver/core/number.h"
#include "solver/core/quantity.h"
#include "tests/fuzz/fuzz.h"

static void read_numbers(const char *text, size_t size)
{
    char printed[64];
    double real = 0, again = 1;
    int64_t whole = 0, whole_again = 1;

    for (int mark = 0; mark < 2; mark++) {
        if (!wain_number_read_real(text, size, mark ? ',' : '.', &real))
            continue;
        FUZZ_EXPECT(isfinite(real));
        FUZZ_EXPECT(wain_number_print(real, printed, sizeof printed) < (int)sizeof printed);
        FUZZ_EXPECT(wain_number_read_real(printed, strlen(printed), '.', &again));
        FUZZ_EXPECT(memcmp(&real, &again, sizeof real) == 0);
        wain_cost_of_real(real);
    }
    if (wain_number_read_int(text, size, &whole)) {
        snprintf(printed, sizeof printed, "%lld", (long long)whole);
        FUZZ_EXPECT(wain_number_read_int(printed, strlen(printed), &whole_again) && whole == whole_again);
        wain_print_count(whole, printed);
        wain_print_km(whole, printed);
        wain_print_hours(whole, printed);
        wain_print_money(whole, printed);
        wain_print_number_of(whole, "order", printed);
    }
}

static void read_dates(const char *text, size_t size)
{
    char printed[32];
    wain_day day, again;
    wain_time time;

    if (wain_calendar_read_day(text, size, &day)) {
        FUZZ_EXPECT(wain_calendar_print_day(day, printed, sizeof printed) == 10);
        FUZZ_EXPECT(wain_calendar_read_day(printed, strlen(printed), &again) && day == again);
    }
    if (wain_calendar_read_time(text, size, &time))
        FUZZ_EXPECT(time >= 0 && time <= 2 * WAIN_SECONDS_PER_DAY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wain_job *job;
    wain_error err = {0};
    wain_status status;
    char *text = malloc(size + 1);

    FUZZ_EXPECT(text);
    memcpy(text, data, size);
    text[size] = '\0';
    if (!job)
        FUZZ_EXPECT(wain_job_create(&job, NULL) == WAIN_OK);
    read_numbers(text, size);
    read_dates(text, size);
    status = wain_option_assign(&job->registry, text, &err);
    if (status != WAIN_OK)
        fuzz_expect_refusal(status, WAIN_EUSAGE, &err);
    free(text);
    return 0;
}
