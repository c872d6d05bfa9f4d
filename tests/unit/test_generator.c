#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/csv.h"
#include "io/generator.h"
#include "io/geography.h"

void wain_suite_generator(CU_pSuite suite);

enum { FIRST_DAY = 20514 };

enum {
    ID,
    CUSTOMER,
    REGION,
    LATITUDE,
    LONGITUDE,
    KIND,
    SERVICE,
    WEIGHT,
    VOLUME,
    EARLIEST,
    LATEST,
    START,
    END,
    MINUTES,
    SKILLS,
    PRIORITY,
    NUM_COLUMNS
};

static const wain_csv_column order_columns[NUM_COLUMNS] = {
    {"order_id", true},    {"customer_id", true},  {"region", true},       {"latitude", true},
    {"longitude", true},   {"kind", true},         {"service_type", true}, {"weight_kg", true},
    {"volume_m3", true},   {"earliest_day", true}, {"latest_day", true},   {"window_start", false},
    {"window_end", false}, {"service_min", false}, {"skills", false},      {"priority", false}};

/* What a pass over orders.csv counts. */
typedef struct census {
    int64_t orders, none, one, two, pickups, skilled, free_days;
    int64_t widths[16];  /* by hours */
    int64_t cells[2000]; /* orders by cell of 0.1 degrees, hashed */
    double kg, east;     /* total weight, greatest longitude */
    int32_t days;
} census;

static char folder[] = "/tmp/wain-generator-XXXXXX";

static wain_generator_options options_for(const char *name, int64_t orders, int32_t regions, int32_t days,
                                          uint64_t seed)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return (wain_generator_options){
        .orders = orders, .regions = regions, .days = days, .seed = seed, .first_day = FIRST_DAY, .folder = path};
}

static wain_status generate(const wain_generator_options *options)
{
    wain_generator_summary summary;
    wain_error err = {0};
    const wain_status status = wain_generate(options, &summary, &err);

    if (status == WAIN_OK) {
        CU_ASSERT(summary.orders == options->orders && summary.depots >= summary.regions);
    } else {
        CU_ASSERT(err.text[0] != '\0');
    }
    return status;
}

static char *contents(const char *name, const char *file, size_t *size)
{
    char path[256], *text = NULL;
    FILE *f;
    struct stat found;

    snprintf(path, sizeof path, "%s/%s/%s", folder, name, file);
    f = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL_FATAL(fstat(fileno(f), &found), 0);
    *size = (size_t)found.st_size;
    text = malloc(*size + 1);
    CU_ASSERT_EQUAL_FATAL(fread(text, 1, *size, f), *size);
    text[*size] = '\0';
    fclose(f);
    return text;
}

static void count_window(census *c, const char *start, const char *end)
{
    int start_hour, start_minute, end_hour, end_minute, width;

    CU_ASSERT_EQUAL_FATAL(sscanf(start, "%d:%d", &start_hour, &start_minute), 2);
    CU_ASSERT_EQUAL_FATAL(sscanf(end, "%d:%d", &end_hour, &end_minute), 2);
    width = (end_hour - start_hour) * 60 + end_minute - start_minute;
    CU_ASSERT_FATAL(start_hour >= 7 && end_hour <= 19 && width >= 60);
    c->widths[width / 60]++;
}

static wain_status count_row(void *context, wain_csv_row *row, wain_error *err)
{
    census *c = context;
    const wain_csv_field *f = row->fields;
    double latitude = 0, longitude = 0, kg = 0, m3 = 0;
    wain_day earliest = 0, latest = 0;

    (void)err;
    CU_ASSERT(wain_csv_row_real(row, LATITUDE, -90, 90, &latitude));
    CU_ASSERT(wain_csv_row_real(row, LONGITUDE, -180, 180, &longitude));
    CU_ASSERT(wain_csv_row_real(row, WEIGHT, 0.1, 5000, &kg));
    CU_ASSERT(wain_csv_row_real(row, VOLUME, 0.0001, 20, &m3));
    CU_ASSERT(wain_csv_row_day(row, EARLIEST, &earliest) && wain_csv_row_day(row, LATEST, &latest));
    CU_ASSERT_FATAL(FIRST_DAY <= earliest && earliest <= latest && latest < FIRST_DAY + c->days);
    CU_ASSERT(strlen(strchr(f[LATITUDE].text, '.')) == 6); /* five decimals */
    c->orders++;
    c->kg += kg;
    c->east = fmax(c->east, longitude);
    c->free_days += latest > earliest;
    c->pickups += strcmp(f[KIND].text, "pickup") == 0;
    c->skilled += f[SKILLS].length > 0;
    c->cells[(long)(floor(latitude * 10) * 1009 + floor(longitude * 10) + 1e7) % 2000]++;
    c->none += f[START].length == 0;
    c->two += strchr(f[START].text, ';') != NULL;
    if (f[START].length > 0 && !strchr(f[START].text, ';')) {
        c->one++;
        count_window(c, f[START].text, f[END].text);
    }
    return WAIN_OK;
}

static void take_census(const char *name, int32_t days, census *c)
{
    const wain_csv_table table = {.columns = order_columns,
                                  .num_columns = NUM_COLUMNS,
                                  .row_effect = WAIN_FAULT_REFUSES,
                                  .row = count_row,
                                  .context = c};
    wain_fault_list faults = {0};
    wain_csv_summary summary;
    char path[256];

    *c = (census){.days = days, .east = -180};
    snprintf(path, sizeof path, "%s/%s/orders.csv", folder, name);
    CU_ASSERT_EQUAL_FATAL(wain_csv_read(path, &table, &faults, &summary, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_REFUSES] + faults.total[WAIN_FAULT_STOPS], 0);
    wain_fault_list_clear(&faults);
}

static int descending(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a < b) - (a > b);
}

static void orders_are_mixed_as_in_life(void)
{
    const wain_generator_options options = options_for("mix", 20000, 4, 4, 3);
    census c;
    int64_t densest = 0;

    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    take_census("mix", 4, &c);
    CU_ASSERT_EQUAL(c.orders, 20000);
    CU_ASSERT(c.none > 20000 * 3 / 10 && c.none < 20000 * 7 / 10);
    CU_ASSERT(c.two > 100);
    CU_ASSERT(c.widths[1] > 200 && c.widths[2] > 200 && c.widths[4] > 200 && c.widths[5] > 200 && c.widths[10] > 200);
    CU_ASSERT(c.pickups > 200 && c.pickups < 2000);
    CU_ASSERT(c.skilled > 20000 / 20 && c.skilled < 20000 / 3);
    CU_ASSERT(c.free_days > 20000 / 5 && c.free_days < 20000 * 3 / 4);
    qsort(c.cells, 2000, sizeof *c.cells, descending);
    for (int i = 0; i < 100;
         i++) /* cities: a twentieth of the cells holds most orders; noise would give it a twentieth */
        densest += c.cells[i];
    CU_ASSERT(densest > 20000 / 2);
    CU_ASSERT(c.cells[300] > 0); /* but the country is not empty */
}

static void the_fleet_can_carry_the_orders(void)
{
    const wain_generator_options options = options_for("carry", 5000, 2, 2, 8);
    census c;
    size_t size;
    char *fleet, *line;
    double capacity = 0;
    int rows = 0;

    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    take_census("carry", 2, &c);
    fleet = contents("carry", "fleet.csv", &size);
    for (line = strchr(fleet, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
        char type[32], depot[32];
        int count, kg;

        CU_ASSERT_EQUAL_FATAL(sscanf(line + 1, "%31[^,],%31[^,],%d,%d", type, depot, &count, &kg), 4);
        CU_ASSERT(count >= 1);
        capacity += (double)count * kg * 2;
        rows++;
    }
    CU_ASSERT(rows >= 4 && rows % 2 == 0);
    CU_ASSERT(capacity > c.kg);
    free(fleet);
}

static void equal_seeds_give_equal_files(void)
{
    static const char *const files[] = {"orders.csv", "depots.csv", "fleet.csv", "job.yaml"};
    wain_generator_options options = options_for("a", 2000, 3, 3, 11);

    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    options = options_for("b", 2000, 3, 3, 11);
    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    options = options_for("c", 2000, 3, 3, 12);
    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    for (int i = 0; i < 4; i++) {
        size_t size[3];
        char *text[3];

        for (int k = 0; k < 3; k++)
            text[k] = contents(k == 0 ? "a" : k == 1 ? "b" : "c", files[i], &size[k]);
        CU_ASSERT(size[0] == size[1] && memcmp(text[0], text[1], size[0]) == 0);
        CU_ASSERT(size[0] != size[2] || memcmp(text[0], text[2], size[0]) != 0);
        for (int k = 0; k < 3; k++)
            free(text[k]);
    }
}

static void files_are_replaced_only_by_force(void)
{
    wain_generator_options options = options_for("force", 100, 1, 1, 1);
    size_t size;
    char *before, *after, path[256];

    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    before = contents("force", "orders.csv", &size);
    options.seed = 2;
    CU_ASSERT_EQUAL(generate(&options), WAIN_EUSAGE);
    after = contents("force", "orders.csv", &size);
    CU_ASSERT_STRING_EQUAL(before, after);
    free(after);
    options.force = true;
    CU_ASSERT_EQUAL(generate(&options), WAIN_OK);
    after = contents("force", "orders.csv", &size);
    CU_ASSERT_STRING_NOT_EQUAL(before, after);
    free(before);
    free(after);
    snprintf(path, sizeof path, "%s/none/deeper", folder);
    options.folder = path;
    CU_ASSERT_EQUAL(generate(&options), WAIN_EIO);
}

static void impossible_options_are_refused(void)
{
    wain_generator_options options = options_for("never", 0, 1, 1, 1);

    CU_ASSERT_EQUAL(generate(&options), WAIN_EUSAGE);
    options = options_for("never", 10, 0, 1, 1);
    CU_ASSERT_EQUAL(generate(&options), WAIN_EUSAGE);
    options = options_for("never", 10, 1, 367, 1);
    CU_ASSERT_EQUAL(generate(&options), WAIN_EUSAGE);
    options = options_for("never", 10, 1, 1, 1);
    options.places = "/nonexistent/places.csv";
    CU_ASSERT_EQUAL(generate(&options), WAIN_EIO);
    CU_ASSERT_NOT_EQUAL(access(options.folder, F_OK), 0);
}

/* Columns in another order, a stray place, a faulty row. */
static void places_of_a_file_are_sampled(void)
{
    wain_generator_options options;
    char path[256];
    FILE *f;
    census c;

    snprintf(path, sizeof path, "%s/places.csv", folder);
    f = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs("region,name,longitude,latitude\n", f);
    for (int i = 0; i < 50; i++)
        fprintf(f, "AA,x,%.3f,%.3f\nBB,x,%.3f,%.3f\n", 10 + i * 0.001, 50 + i * 0.002, -60.05, -20 + i * 0.01);
    fputs("AA,stray,100,0\nCC,x,1,2\nAA,faulty,,5\n", f);
    fclose(f);
    options = options_for("places", 3000, 2, 1, 1);
    options.places = path;
    CU_ASSERT_EQUAL_FATAL(generate(&options), WAIN_OK);
    take_census("places", 1, &c);
    CU_ASSERT_EQUAL(c.orders, 3000);
    {
        size_t size;
        char *depots = contents("places", "depots.csv", &size), *orders = contents("places", "orders.csv", &size);

        CU_ASSERT_PTR_NOT_NULL(strstr(depots, "AA-1,AA,"));
        CU_ASSERT_PTR_NOT_NULL(strstr(depots, "BB-1,BB,-"));
        CU_ASSERT_PTR_NULL(strstr(orders, ",CC,"));
        CU_ASSERT(c.east < 10.2); /* the stray is at 100 */
        free(depots);
        free(orders);
    }
    f = fopen(path, "w");
    fputs("region,longitude,latitude\nAA,north,5\n", f);
    fclose(f);
    options = options_for("none", 10, 0, 1, 1);
    options.places = path;
    CU_ASSERT_EQUAL(generate(&options), WAIN_EINPUT);
}

static void a_real_geography_is_covered(void)
{
    wain_geography geography = {0};
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);
    const char *path = WAIN_SHARED "/data/brazil/postcodes.csv";

    if (access(path, F_OK) != 0) {
        puts("skipped: no " WAIN_SHARED);
        return;
    }
    CU_ASSERT_EQUAL_FATAL(wain_geography_read(path, 0, &geography, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(geography.num_regions, 27);
    CU_ASSERT(geography.places_skipped < 500);
    CU_ASSERT_EQUAL_FATAL(wain_geography_place_depots(&rng, &geography, NULL), WAIN_OK);
    CU_ASSERT(geography.num_depots >= 27);
    for (size_t i = 0; i < geography.num_sites; i++) {
        CU_ASSERT_FATAL(geography.sites[i].depot >= 0);
        CU_ASSERT_EQUAL_FATAL(geography.depots[geography.sites[i].depot].region, geography.sites[i].region);
    }
    wain_geography_clear(&geography);
}

static void remove_folder(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void make_folder(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

void wain_suite_generator(CU_pSuite suite)
{
    CU_ADD_TEST(suite, make_folder);
    CU_ADD_TEST(suite, orders_are_mixed_as_in_life);
    CU_ADD_TEST(suite, the_fleet_can_carry_the_orders);
    CU_ADD_TEST(suite, equal_seeds_give_equal_files);
    CU_ADD_TEST(suite, files_are_replaced_only_by_force);
    CU_ADD_TEST(suite, impossible_options_are_refused);
    CU_ADD_TEST(suite, places_of_a_file_are_sampled);
    CU_ADD_TEST(suite, a_real_geography_is_covered);
    CU_ADD_TEST(suite, remove_folder);
}
