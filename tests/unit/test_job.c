#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/job.h"
#include "solver/core/digest.h"

void wain_suite_job(CU_pSuite suite);

static char path[64];
static wain_job *job;
static wain_fault_list faults;
static wain_error err;

static void set_up(void)
{
    strcpy(path, "/tmp/wain_test_job_XXXXXX");
    CU_ASSERT_FATAL(mkstemp(path) >= 0);
}

static void tear_down(void)
{
    wain_job_free(job);
    job = NULL;
    wain_fault_list_clear(&faults);
    unlink(path);
}

static wain_status read_bytes(const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fwrite(bytes, 1, size, file);
    fclose(file);
    wain_job_free(job);
    job = NULL;
    wain_fault_list_clear(&faults);
    err = (wain_error){0};
    CU_ASSERT_EQUAL_FATAL(wain_job_create(&job, &err), WAIN_OK);
    return wain_job_read(job, path, &faults, &err);
}

static wain_status read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void print_faults(void)
{
    char text[600];

    for (size_t i = 0; i < faults.kept; i++) {
        wain_fault_print(&faults.items[i], text, sizeof text);
        printf("\n    %s", text);
    }
}

static wain_option_origin origin_of(const char *key)
{
    size_t table;
    const wain_option *option = wain_option_find(&job->registry, key, &table);

    return job->registry.tables[table].origins[option - job->registry.tables[table].options];
}

static void options_and_their_origins_are_read(void)
{
    static const char text[] =
        "# a comment\ninput:\n  orders: o.csv\n  faulty_orders: stop\nhorizon: {days: 5, first_day: 2017-11-20}\n"
        "search:\n  seed: 42\n  adaptive: no\n  blink: 2.5e-2\noutput:\n";
    wain_digest digest = wain_digest_of(text, strlen(text));
    char printed[WAIN_DIGEST_TEXT];

    CU_ASSERT_EQUAL(read_text(text), WAIN_OK);
    print_faults();
    CU_ASSERT_STRING_EQUAL(job->io.orders, "o.csv");
    CU_ASSERT_EQUAL(job->io.faulty_orders, 1);
    CU_ASSERT_STRING_EQUAL(job->io.first_day, "2017-11-20");
    CU_ASSERT_EQUAL(job->io.days, 5);
    CU_ASSERT_EQUAL(job->search.seed, 42);
    CU_ASSERT_FALSE(job->search.adaptive);
    CU_ASSERT_EQUAL(job->search.blink, 0.025);
    CU_ASSERT_EQUAL(origin_of("search.seed"), WAIN_ORIGIN_FILE);
    CU_ASSERT_EQUAL(origin_of("search.neighbours"), WAIN_ORIGIN_DEFAULT);
    CU_ASSERT_STRING_EQUAL(job->folder, "/tmp");
    CU_ASSERT_EQUAL_FATAL(job->num_inputs, 1);
    CU_ASSERT_STRING_EQUAL(job->inputs[0].role, "job");
    CU_ASSERT_EQUAL(job->inputs[0].bytes, (int64_t)strlen(text));
    wain_digest_print(&digest, printed);
    CU_ASSERT_STRING_EQUAL(job->inputs[0].digest, printed);
    CU_ASSERT_EQUAL(wain_option_assign(&job->registry, "search.seed=7", NULL), WAIN_OK);
    CU_ASSERT_EQUAL(origin_of("search.seed"), WAIN_ORIGIN_COMMAND_LINE);
}

static void speeds_become_profiles(void)
{
    const wain_speed_profile *van, *truck;

    CU_ASSERT_EQUAL(read_text("travel:\n  speed_kmh: 36\n  detour: 1.25\n  speeds:\n"
                              "    - vehicle_type: van\n      bands:\n        - {from: 06:00, kmh: 36}\n"
                              "        - {from: \"20:00\", kmh: 72}\n"
                              "    - {vehicle_type: truck, kmh: 18}\n"
                              "service_types: [{name: parcel, minutes: 2.5}, {name: sofa, minutes: 30}]\n"),
                    WAIN_OK);
    print_faults();
    CU_ASSERT_EQUAL(wain_job_finish(job, &faults, &err), WAIN_OK);
    CU_ASSERT_EQUAL(job->travel.metric, WAIN_METRIC_GREAT_CIRCLE);
    CU_ASSERT_EQUAL(job->travel.detour, 1.25);
    CU_ASSERT_EQUAL_FATAL(job->travel.num_profiles, 3);
    CU_ASSERT_EQUAL(job->travel.profiles[0].num_bands, 1);
    CU_ASSERT_EQUAL(job->travel.profiles[0].speed[0], 10000);
    van = &job->travel.profiles[1];
    CU_ASSERT_EQUAL(van->num_bands, 48);
    CU_ASSERT_EQUAL(van->band_seconds, 3600);
    CU_ASSERT_EQUAL(van->speed[0], 20000); /* as at the end of the day before */
    CU_ASSERT_EQUAL(van->speed[5], 20000);
    CU_ASSERT_EQUAL(van->speed[6], 10000);
    CU_ASSERT_EQUAL(van->speed[20], 20000);
    CU_ASSERT_EQUAL(van->speed[30], 10000);
    CU_ASSERT_EQUAL(van->odometer[1], INT64_C(3600) * 20000);
    truck = &job->travel.profiles[2];
    CU_ASSERT_EQUAL(truck->num_bands, 1);
    CU_ASSERT_EQUAL(truck->speed[0], 5000);
    CU_ASSERT_EQUAL_FATAL(job->num_services, 2);
    CU_ASSERT_STRING_EQUAL(job->services[0].service_type, "parcel");
    CU_ASSERT_EQUAL(job->services[0].service, 150);
}

static void little_is_enough(void)
{
    static const char *const texts[] = {"",
                                        "# nothing\n",
                                        "---\n...\n",
                                        "search:\n",
                                        "{}",
                                        "search: {}\ntravel:\n  speeds:\n",
                                        "travel: {speeds: []}\nservice_types: []\n"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CU_ASSERT_EQUAL(read_text(texts[i]), WAIN_OK);
        print_faults();
        CU_ASSERT_EQUAL(job->search.seed, 1);
        CU_ASSERT_EQUAL(wain_job_finish(job, &faults, &err), WAIN_OK);
    }
}

static const struct {
    const char *text;
    int64_t line;
    const char *column, *value, *expected, *mend;
} bad_jobs[] = {
    {"search:\n  sed: 4\n", 2, "search.sed (column 3)", "sed", "a known key", "did you mean 'seed'?"},
    {"\nserach: {seed: 4}\n", 2, "serach (column 1)", "serach", "a known key", "did you mean 'search'?"},
    {"search: {days: 4}\n", 1, "search.days (column 10)", "days", "a known key", "did you mean 'horizon.days'?"},
    {"zzzzzz: 1\n", 1, "zzzzzz (column 1)", "zzzzzz", "a known key", "'wain options' lists all"},
    {"search:\n  seed: 1\n  seed: 2\n", 3, "search.seed (column 3)", "seed", "each key once", "remove one of the two"},
    {"search:\n  seed: one\n", 2, "search.seed (column 9)", "one", "a whole number from 0 to 9007199254740992", ""},
    {"search:\n  seed: 1.5\n", 2, "search.seed (column 9)", "1.5", "a whole number from 0 to 9007199254740992", ""},
    {"search: {islands: 257}\n", 1, "search.islands (column 19)", "257", "a whole number from 1 to 256", ""},
    {"search: {islands: -1}\n", 1, "search.islands (column 19)", "-1", "a whole number from 1 to 256", ""},
    {"search: {islands: 99999999999999999999}\n", 1, "search.islands (column 19)", "99999999999999999999",
     "a whole number from 1 to 256", ""},
    {"search: {islands: }\n", 1, "search.islands (column 19)", "", "a whole number from 1 to 256", ""},
    {"search: {blink: .nan}\n", 1, "search.blink (column 17)", ".nan", "a number from 0 to 0.5", ""},
    {"search: {blink: .inf}\n", 1, "search.blink (column 17)", ".inf", "a number from 0 to 0.5", ""},
    {"search: {blink: 0,1}\n", 1, "search.1 (column 19)", "1", "a known key", "'wain options' lists all"},
    {"search: {adaptive: perhaps}\n", 1, "search.adaptive (column 20)", "perhaps", "true or false", ""},
    {"travel: {metric: manhattan}\n", 1, "travel.metric (column 18)", "manhattan", "great_circle or euclid", ""},
    {"search: [1, 2]\n", 1, "search (column 9)", "a list", "keys with values", "indent them below, as 'key: value'"},
    {"search: 5\n", 1, "search (column 9)", "5", "keys with values", "indent them below, as 'key: value'"},
    {"- search\n", 1, " (column 1)", "a list", "keys with values", "indent them below, as 'key: value'"},
    {"search: {seed: [1]}\n", 1, "search.seed (column 16)", "a list", "a whole number from 0 to 9007199254740992", ""},
    {"input:\n  orders: {a: b}\n", 2, "input.orders (column 11)", "a mapping", "a text", ""},
    {"service_types: {parcel: 3}\n", 1, "service_types (column 16)", "a mapping", "a list",
     "begin each entry with '- '"},
    {"service_types:\n- name: parcel\n", 2, "service_types[1] (column 3)", "", "the key 'minutes'", "add it"},
    {"service_types:\n- {name: a, minutes: 1}\n- {name: a, minutes: 2}\n", 3, "service_types[2].name (column 3)", "a",
     "each entry once", "remove one of the two"},
    {"service_types:\n- {name: a, minutes: -1}\n", 2, "service_types[1].minutes (column 22)", "-1",
     "a number from 0 to 1440 (minutes)", ""},
    {"travel:\n  speeds:\n  - {vehicle_type: van}\n", 3, "travel.speeds[1] (column 5)", "", "a speed",
     "add 'kmh' or 'bands'"},
    {"travel:\n  speeds:\n  - {vehicle_type: van, kmh: 500}\n", 3, "travel.speeds[1].kmh (column 30)", "500",
     "a number from 1 to 150 (km/h)", ""},
    {"travel:\n  speeds:\n  - {vehicle_type: van, bands: [{from: 06:30, kmh: 5}]}\n", 3,
     "travel.speeds[1].bands[1].from (column 40)", "06:30", "a full hour from 00:00 to 23:00", ""},
    {"travel:\n  speeds:\n  -\n", 3, "travel.speeds[1] (column 4)", "", "keys with values", "remove the empty entry"},
    {"search: {seed: 1\n", 2, "", "", "",
     "not YAML at column 1: while parsing a flow mapping, did not find expected ',' or '}'"},
    {"search:\n\tseed: 1\n", 2, "", "", "", "not YAML at column 1: found a tab; indent with spaces"},
    {"search: *nobody\n", 1, "", "", "", "not YAML at column 9: found undefined alias"},
    {"search: {seed: 1}\n---\nsearch: {seed: 2}\n", 2, "", "---", "one document", "remove the second one"},
    {"\xff\xfe\xff", 1, "", NULL, "", "the file is not text in UTF-8: incomplete UTF-16 character"},
    {"output:\n  currency: EUR\n  result: S\xe3o.h5\n", 3, "", NULL, "",
     "the file is not text in UTF-8: invalid trailing UTF-8 octet"},
};

/* Hostile files are refused in a moment: nested without end, or of nothing but unknown keys. */
static void endless_files_are_refused_at_once(void)
{
    enum { MANY = 100000 };
    char *text = malloc(MANY * 16), *end = text;
    const clock_t start = clock();

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    strcpy(text, "search: {seed: 1}\ntravel: ");
    memset(text + strlen(text), '[', MANY);
    CU_ASSERT_EQUAL(read_bytes(text, MANY), WAIN_EUSAGE);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 1);
    CU_ASSERT_EQUAL(faults.items[0].line, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(faults.items[0].mend, "nested deeper than 64"));
    end += sprintf(end, "search:\n");
    for (int i = 0; i < MANY; i++)
        end += sprintf(end, "  sed%d: 1\n", i);
    CU_ASSERT_EQUAL(read_bytes(text, (size_t)(end - text)), WAIN_EUSAGE);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_STOPS], MANY);
    CU_ASSERT_STRING_EQUAL(faults.items[0].mend, "did you mean 'seed'?");
    CU_ASSERT_TRUE(clock() - start < 20 * CLOCKS_PER_SEC);
    free(text);
}

static void each_fault_is_named_with_its_place(void)
{
    for (size_t i = 0; i < sizeof bad_jobs / sizeof *bad_jobs; i++) {
        const wain_fault *fault;

        CU_ASSERT_EQUAL(read_text(bad_jobs[i].text), WAIN_EUSAGE);
        CU_ASSERT_EQUAL(err.status, WAIN_EUSAGE);
        CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_STOPS], 1);
        CU_ASSERT_EQUAL_FATAL(faults.kept, 1);
        fault = &faults.items[0];
        CU_ASSERT_EQUAL(job->unreadable, *fault->expected == '\0');
        if (fault->line != bad_jobs[i].line || strcmp(fault->column, bad_jobs[i].column) != 0 ||
            (bad_jobs[i].value && strcmp(fault->value, bad_jobs[i].value) != 0) ||
            strcmp(fault->expected, bad_jobs[i].expected) != 0 || strcmp(fault->mend, bad_jobs[i].mend) != 0) {
            CU_FAIL("another fault");
            printf("\n    case %zu, mend '%s'", i, fault->mend);
            print_faults();
        }
    }
}

static void all_faults_come_in_one_pass_and_the_rest_is_read(void)
{
    CU_ASSERT_EQUAL(read_text("search: {seed: x, neighbours: 20, islans: 3}\nhorizon: {days: 0}\n"
                              "travel: {speeds: [{vehicle_type: van, kmh: 20}, {vehicle_type: bus}]}\n"),
                    WAIN_EUSAGE);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_STOPS], 4);
    CU_ASSERT_EQUAL(job->search.neighbours, 20);
    CU_ASSERT_EQUAL(job->search.seed, 1);
    CU_ASSERT_EQUAL(job->num_speeds, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "(and 3 more faults)"));
}

static void options_are_checked_against_each_other(void)
{
    CU_ASSERT_EQUAL(
        read_text("horizon: {first_day: 24.11.2017}\ndefaults: {window_start: '14:00', window_end: '12:00'}\n"
                  "search: {start_temperature: 0.1, end_temperature: 0.2}\noutput: {result: ''}\n"),
        WAIN_OK);
    CU_ASSERT_EQUAL(wain_job_finish(job, &faults, &err), WAIN_EUSAGE);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 4);
    CU_ASSERT_STRING_EQUAL(faults.items[0].column, "horizon.first_day");
    CU_ASSERT_STRING_EQUAL(faults.items[0].value, "24.11.2017");
    CU_ASSERT_STRING_EQUAL(faults.items[0].file, path);
    CU_ASSERT_STRING_EQUAL(faults.items[1].column, "defaults.window_end");
    CU_ASSERT_STRING_EQUAL(faults.items[2].column, "search.end_temperature");
    CU_ASSERT_STRING_EQUAL(faults.items[3].column, "output.result");
}

static void no_annealing_heats(void)
{
    CU_ASSERT_EQUAL(read_text("search: {offspring_start_temperature: 0.005}\n"), WAIN_OK);
    CU_ASSERT_EQUAL(
        wain_option_set(&job->registry, "search.cluster_start_temperature", "0.1", WAIN_ORIGIN_COMMAND_LINE, NULL),
        WAIN_OK);
    CU_ASSERT_EQUAL(wain_job_finish(job, &faults, &err), WAIN_EUSAGE);
    CU_ASSERT_STRING_EQUAL(faults.items[0].column, "search.offspring_end_temperature");
    CU_ASSERT_STRING_EQUAL(faults.items[0].expected, "at most search.offspring_start_temperature");
}

static void hostile_files_end_in_a_message(void)
{
    static const char nul[] = "search: {seed: \"1\\0\"}\n";
    static const char loop[] = "search: &a\n  seed: *a\n";
    static const char binary[] = "\x89HDF\r\n\x1a\n\0\0\0";

    CU_ASSERT_EQUAL(read_text(nul), WAIN_EUSAGE);
    CU_ASSERT_EQUAL(read_text(loop), WAIN_EUSAGE);
    CU_ASSERT_EQUAL(read_bytes(binary, sizeof binary), WAIN_EUSAGE);
    wain_job_free(job);
    job = NULL;
    CU_ASSERT_EQUAL_FATAL(wain_job_create(&job, &err), WAIN_OK);
    CU_ASSERT_EQUAL(wain_job_read(job, "/nonexistent/job.yaml", &faults, &err), WAIN_EIO);
    CU_ASSERT_STRING_EQUAL(err.text, "/nonexistent/job.yaml: No such file or directory");
    CU_ASSERT_EQUAL(wain_job_read(job, "/tmp", &faults, &err), WAIN_EIO);
    CU_ASSERT_STRING_EQUAL(err.text, "/tmp: Is a directory");
}

static void speeds_of_unknown_vehicle_types_stop(void)
{
    char folder[] = "/tmp/wain_test_speeds_XXXXXX", command[300];
    wain_order_book *book = NULL;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(command, sizeof command,
             "cd %s && printf 'order_id,region,latitude,longitude,earliest_day\\no,A,1,1,2020-01-01\\n' > o.csv && "
             "printf 'depot_id,region,latitude,longitude\\nD,A,1,1\\n' > d.csv && "
             "printf 'vehicle_type,depot_id\\ntruck,D\\nvan,D\\n' > f.csv",
             folder);
    CU_ASSERT_EQUAL_FATAL(system(command), 0);
    CU_ASSERT_EQUAL(read_text("travel: {speeds: [{vehicle_type: vam, kmh: 20}, {vehicle_type: van, kmh: 30}]}\n"
                              "input: {orders: o.csv, depots: d.csv, fleet: f.csv}\n"),
                    WAIN_OK);
    free(job->folder); /* as if the job file lay there */
    job->folder = strdup(folder);
    CU_ASSERT_EQUAL(wain_job_finish(job, &faults, &err), WAIN_OK);
    CU_ASSERT_EQUAL(wain_job_load(job, &book, &faults, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    CU_ASSERT_EQUAL(book->types[0].profile, 0);
    CU_ASSERT_EQUAL(book->types[1].profile, 2);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 1);
    CU_ASSERT_STRING_EQUAL(faults.items[0].value, "vam");
    CU_ASSERT_STRING_EQUAL(faults.items[0].mend, "did you mean 'van'?");
    wain_order_book_free(book);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

void wain_suite_job(CU_pSuite suite)
{
    suite->pSetUpFunc = set_up;
    suite->pTearDownFunc = tear_down;
    CU_ADD_TEST(suite, options_and_their_origins_are_read);
    CU_ADD_TEST(suite, speeds_become_profiles);
    CU_ADD_TEST(suite, little_is_enough);
    CU_ADD_TEST(suite, each_fault_is_named_with_its_place);
    CU_ADD_TEST(suite, all_faults_come_in_one_pass_and_the_rest_is_read);
    CU_ADD_TEST(suite, options_are_checked_against_each_other);
    CU_ADD_TEST(suite, no_annealing_heats);
    CU_ADD_TEST(suite, hostile_files_end_in_a_message);
    CU_ADD_TEST(suite, endless_files_are_refused_at_once);
    CU_ADD_TEST(suite, speeds_of_unknown_vehicle_types_stop);
}
