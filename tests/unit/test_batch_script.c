#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler/batch_script.h"

void wain_suite_batch_script(CU_pSuite suite);

static const char *const options[] = {"--set=search.seed=7", "--set=output.currency=a b"};

static wain_batch_script sample(void)
{
    return (wain_batch_script){.job_name = "wain-night",
                               .log = "wain-%j.log",
                               .memory_per_cpu = "300M",
                               .ranks = 4,
                               .threads = 2,
                               .minutes = 65,
                               .signal_seconds = 120,
                               .program = "/opt/wain",
                               .folder = "/data/of tonight",
                               .job = "-night.yaml",
                               .result = "$(id).h5",
                               .options = options,
                               .num_options = 2,
                               .restarts = 3};
}

/* The script is the caller's; NULL when it was refused, *error says why. */
static char *print(const wain_batch_script *script, wain_error *error)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    wain_status status;

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    status = wain_batch_script_print(out, script, error);
    fclose(out);
    if (status == WAIN_OK)
        return text;
    CU_ASSERT_EQUAL(status, WAIN_EUSAGE);
    CU_ASSERT_EQUAL(size, 0);
    free(text);
    return NULL;
}

static void a_script_asks_slurm_then_runs_the_step(void)
{
    static const char head[] = "#!/usr/bin/env bash\n"
                               "#SBATCH --job-name=wain-night\n"
                               "#SBATCH --output=wain-%j.log\n"
                               "#SBATCH --mem-per-cpu=300M\n"
                               "#SBATCH --ntasks=4\n"
                               "#SBATCH --cpus-per-task=2\n"
                               "#SBATCH --time=65\n"
                               "#SBATCH --signal=B:TERM@120\n"
                               "#SBATCH --requeue\n"
                               "#SBATCH --open-mode=append\n"
                               "cd -- '/data/of tonight' || exit 6\n"
                               "export WAIN=/opt/wain WAIN_RESTARTS=3\n"
                               "set -- -night.yaml '$(id).h5' '--set=search.seed=7' '--set=output.currency=a b'\n\n";
    const wain_batch_script script = sample();
    char *text = print(&script, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_NSTRING_EQUAL(text, head, sizeof head - 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\nexit \"$code\"\n"));
    CU_ASSERT_PTR_NULL(strstr(text + 1, "#!/"));
    free(text);
}

static void nothing_gets_into_a_directive(void)
{
    static const char *const hostile[] = {"",    "a b",     "a\n#SBATCH --uid=0", "a#b", "\"a", "a'", "a\\", "$(id)",
                                          "a;b", "\xc3\xa4"};
    wain_error error;

    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        wain_batch_script scripts[6];

        for (int k = 0; k < 6; k++)
            scripts[k] = sample();
        scripts[0].job_name = scripts[1].partition = scripts[2].account = scripts[3].qos = scripts[4].log =
            scripts[5].memory_per_cpu = hostile[i];
        for (int k = 0; k < 6; k++)
            CU_ASSERT_PTR_NULL(print(&scripts[k], &error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "--mem-per-cpu: found '"));
    }
}

static void time_limits_are_those_of_sbatch(void)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } good[] = {{"5", 300},        {"2:30", 150},
                {"1:00:00", 3600}, {"1-12", 36 * 3600},
                {"0-0:01", 60},    {"2-01:02:03", 2 * 86400 + 3723},
                {"0", 0},          {"90:00", 90 * 60}};
    static const char *const bad[] = {
        "", "x", "5m", "1:2:3:4", "-5", "1-", "1-2-3", "1:", ":1", " 5", "5 ", "12345678", "1.5", "1:2-3", "5\n"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CU_ASSERT_EQUAL(wain_batch_time(good[i].text), good[i].seconds);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_EQUAL(wain_batch_time(bad[i]), -1);
}

void wain_suite_batch_script(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_script_asks_slurm_then_runs_the_step);
    CU_ADD_TEST(suite, nothing_gets_into_a_directive);
    CU_ADD_TEST(suite, time_limits_are_those_of_sbatch);
}
