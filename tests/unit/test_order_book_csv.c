#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/job.h"
#include "solver/model/order_book.h"

void wain_suite_order_book_csv(CU_pSuite suite);

#define DEPOTS "depot_id,region,latitude,longitude,open,close\nD1,SP,-23.5,-46.6,06:00,22:00\nD2,RJ,-22.9,-43.2,,\n"
#define FLEET_HEADER                                                                                                  \
    "vehicle_type,depot_id,count,capacity_kg,capacity_m3,fixed_cost,cost_per_km,cost_per_hour,shift_start,shift_end," \
    "max_stops,max_km,skills,carrier\n"
#define FLEET \
    FLEET_HEADER "van,D1,4,1000,8,50,0.45,18.5,07:00,16:00,80,300.5,lift;cool,own\ntruck,D2,,,,,,,22:00,06:00,,,,\n"
#define ORDERS_HEADER                                                                                                 \
    "order_id,region,latitude,longitude,weight_kg,volume_m3,earliest_day,latest_day,window_start,window_end,service_" \
    "min,"                                                                                                            \
    "kind,priority,skills,service_type,customer_id\n"
#define ORDER "o1,SP,-23.6,-46.7,1.5,0.02,2017-11-24,2017-11-27,08:00,12:00,3.5,pickup,high,lift,parcel,c1\n"

static char folder[64];
static wain_job *job;
static wain_order_book *book;
static wain_fault_list faults;

static void set_up(void)
{
    strcpy(folder, "/tmp/wain_test_book_XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_EQUAL_FATAL(wain_job_create(&job, NULL), WAIN_OK);
}

static void tear_down(void)
{
    char command[128];

    wain_order_book_free(book);
    book = NULL;
    wain_job_free(job);
    job = NULL;
    wain_fault_list_clear(&faults);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void put_file(const char *name, const char *text)
{
    char path[128], assignment[200];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
    snprintf(assignment, sizeof assignment, "input.%s=%s", name, path);
    CU_ASSERT_EQUAL(wain_option_assign(&job->registry, assignment, NULL), WAIN_OK);
}

static wain_status load_texts(const char *orders, const char *depots, const char *fleet)
{
    wain_error err = {0};

    put_file("orders", orders);
    put_file("depots", depots);
    put_file("fleet", fleet);
    wain_order_book_free(book);
    book = NULL;
    wain_fault_list_clear(&faults);
    CU_ASSERT_EQUAL_FATAL(wain_job_finish(job, &faults, &err), WAIN_OK);
    return wain_job_load(job, &book, &faults, &err);
}

static void assign(const char *assignment)
{
    CU_ASSERT_EQUAL_FATAL(wain_option_assign(&job->registry, assignment, NULL), WAIN_OK);
}

static void print_faults(void)
{
    char text[600];

    for (size_t i = 0; i < faults.kept; i++) {
        wain_fault_print(&faults.items[i], text, sizeof text);
        printf("\n    %s", text);
    }
}

static const char *text_of(wain_text text)
{
    return wain_order_book_text(book, text);
}

static void a_sound_book_is_read_exactly(void)
{
    const wain_order *order;
    const wain_vehicle_type *van, *truck;

    CU_ASSERT_EQUAL_FATAL(load_texts(ORDERS_HEADER ORDER "o2,RJ,-22.8,-43.3,,,,,,,,,,,,\n", DEPOTS, FLEET), WAIN_OK);
    print_faults();
    CU_ASSERT_EQUAL(faults.total[0] + faults.total[1] + faults.total[2], 0);
    CU_ASSERT_EQUAL_FATAL(book->num_orders, 2);
    order = &book->orders[0];
    CU_ASSERT_STRING_EQUAL(text_of(order->id), "o1");
    CU_ASSERT_STRING_EQUAL(text_of(order->customer), "c1");
    CU_ASSERT_STRING_EQUAL(text_of(order->service_type), "parcel");
    CU_ASSERT_STRING_EQUAL(text_of(book->regions[order->region]), "SP");
    CU_ASSERT_EQUAL(order->x, -46.7);
    CU_ASSERT_EQUAL(order->y, -23.6);
    CU_ASSERT_EQUAL(order->load[0], 1500);
    CU_ASSERT_EQUAL(order->load[1], 20000);
    CU_ASSERT_EQUAL(order->earliest_day, 17494);
    CU_ASSERT_EQUAL(order->latest_day, 17497);
    CU_ASSERT_EQUAL_FATAL(order->num_windows, 1);
    CU_ASSERT_EQUAL(book->windows[order->first_window].open, 8 * 3600);
    CU_ASSERT_EQUAL(book->windows[order->first_window].close, 12 * 3600);
    CU_ASSERT_EQUAL(order->service, 210);
    CU_ASSERT_EQUAL(order->kind, WAIN_PICKUP);
    CU_ASSERT_EQUAL(order->priority, WAIN_PRIORITY_HIGH);
    CU_ASSERT_EQUAL(order->skills, 1);
    CU_ASSERT_EQUAL(order->reason, WAIN_REASON_NONE);
    CU_ASSERT_EQUAL(order->line, 2);
    CU_ASSERT_EQUAL(book->num_loads, 2);
    CU_ASSERT_EQUAL(book->depots[0].open, 6 * 3600);
    CU_ASSERT_EQUAL(book->depots[1].close, 48 * 3600);
    van = &book->types[0];
    truck = &book->types[1];
    CU_ASSERT_EQUAL(van->count, 4);
    CU_ASSERT_EQUAL(van->capacity[0], 1000000);
    CU_ASSERT_EQUAL(van->capacity[1], 8000000);
    CU_ASSERT_EQUAL(van->fixed_cost, 50000000);
    CU_ASSERT_EQUAL(van->cost_per_distance, 450);
    CU_ASSERT_EQUAL(van->cost_per_hour, 18500000);
    CU_ASSERT_EQUAL(van->max_stops, 80);
    CU_ASSERT_EQUAL(van->max_distance, 300500);
    CU_ASSERT_EQUAL(van->skills, 3);
    CU_ASSERT_STRING_EQUAL(text_of(van->carrier), "own");
    CU_ASSERT_EQUAL(truck->depot, 1);
    CU_ASSERT_EQUAL(truck->count, INT32_MAX);
    CU_ASSERT_EQUAL(truck->capacity[0], WAIN_LOAD_MAX);
    CU_ASSERT_EQUAL(truck->max_distance, WAIN_DIST_MAX);
    CU_ASSERT_EQUAL(truck->shift_start, 22 * 3600);
    CU_ASSERT_EQUAL(truck->shift_end, 30 * 3600); /* the next day */
}

static void blank_cells_take_the_defaults(void)
{
    assign("defaults.weight_kg=2.5");
    assign("defaults.service_min=4");
    assign("defaults.priority=optional");
    assign("defaults.optional_price=7.5");
    assign("defaults.window_start=09:00");
    assign("horizon.first_day=2017-11-20");
    assign("horizon.days=3");
    CU_ASSERT_EQUAL_FATAL(load_texts("order_id;region;latitude;longitude\no2;RJ;-22,8;-43.3\n", DEPOTS, FLEET),
                          WAIN_OK);
    CU_ASSERT_EQUAL(book->orders[0].y, -22.8);
    CU_ASSERT_EQUAL(book->orders[0].load[0], 2500);
    CU_ASSERT_EQUAL(book->orders[0].service, 240);
    CU_ASSERT_EQUAL(book->orders[0].price, 7500000);
    CU_ASSERT_EQUAL(book->orders[0].earliest_day, 17490);
    CU_ASSERT_EQUAL(book->orders[0].latest_day, 17492);
    CU_ASSERT_EQUAL(book->orders[0].num_windows, 1);
    CU_ASSERT_EQUAL(book->windows[0].open, 9 * 3600);
    CU_ASSERT_EQUAL(job->first_day, 17490);
    CU_ASSERT_EQUAL(job->num_days, 3);
    assign("defaults.window_start=00:00");
    CU_ASSERT_EQUAL_FATAL(load_texts("order_id,region,latitude,longitude\no2,RJ,-22.8,-43.3\n", DEPOTS, FLEET),
                          WAIN_OK);
    CU_ASSERT_EQUAL(book->orders[0].num_windows, 0);
}

static void windows_are_sorted_and_joined(void)
{
    CU_ASSERT_EQUAL_FATAL(load_texts("order_id,region,latitude,longitude,earliest_day,window_start,window_end\n"
                                     "o1,SP,-23.5,-46.6,2017-11-24,14:00; 08:00;16:00,15:00;10:00 ;18:00\n"
                                     "o2,SP,-23.5,-46.6,2017-11-24,08:00;09:00;22:00,10:00;11:00;26:00\n",
                                     DEPOTS, FLEET),
                          WAIN_OK);
    CU_ASSERT_EQUAL(book->orders[0].num_windows, 3);
    CU_ASSERT_EQUAL(book->windows[0].open, 8 * 3600);
    CU_ASSERT_EQUAL(book->windows[2].close, 18 * 3600);
    CU_ASSERT_EQUAL_FATAL(book->orders[1].num_windows, 2);
    CU_ASSERT_EQUAL(book->windows[3].close, 11 * 3600);
    CU_ASSERT_EQUAL(book->windows[4].close, 26 * 3600);
    CU_ASSERT_EQUAL(book->num_loads, 2); /* the van has a volume */
}

/* A row of orders that has one fault, in line 3 after a sound one. */
static const struct {
    const char *row, *column, *value, *expected;
} bad_orders[] = {
    {",SP,-23.6,-46.7,,,,,,,,,,,,\n", "order_id", "", "a value, as the column is required"},
    {"o1,SP,-23.6,-46.7,,,,,,,,,,,,\n", "order_id", "o1", "each order once"},
    {"o2,,-23.6,-46.7,,,,,,,,,,,,\n", "region", "", "a value, as the column is required"},
    {"o2,SP,,-46.7,,,,,,,,,,,,\n", "latitude", "", "a value, as the column is required"},
    {"o2,SP,north,-46.7,,,,,,,,,,,,\n", "latitude", "north", "a number from -90 to 90"},
    {"o2,SP,nan,-46.7,,,,,,,,,,,,\n", "latitude", "nan", "a number from -90 to 90"},
    {"o2,SP,-23.6,inf,,,,,,,,,,,,\n", "longitude", "inf", "a number from -180 to 180"},
    {"o2,SP,-90.01,-46.7,,,,,,,,,,,,\n", "latitude", "-90.01", "a number from -90 to 90"},
    {"o2,SP,-23.6,1e400,,,,,,,,,,,,\n", "longitude", "1e400", "a number from -180 to 180"},
    {"o2,SP,-23.6,\"-46,7\",,,,,,,,,,,,\n", "longitude", "-46,7", "a number from -180 to 180"},
    {"o2,SP,0x17,-46.7,,,,,,,,,,,,\n", "latitude", "0x17", "a number from -90 to 90"},
    {"o2,SP,-23.6,-46.7,-1,,,,,,,,,,,\n", "weight_kg", "-1", "a number from 0 to 1000000"},
    {"o2,SP,-23.6,-46.7,5kg,,,,,,,,,,,\n", "weight_kg", "5kg", "a number from 0 to 1000000"},
    {"o2,SP,-23.6,-46.7,1000001,,,,,,,,,,,\n", "weight_kg", "1000001", "a number from 0 to 1000000"},
    {"o2,SP,-23.6,-46.7,,-0.1,,,,,,,,,,\n", "volume_m3", "-0.1", "a number from 0 to 100000"},
    {"o2,SP,-23.6,-46.7,,,24/11/2017,,,,,,,,,\n", "earliest_day", "24/11/2017",
     "a day YYYY-MM-DD from 1900-01-01 to 9999-12-31"},
    {"o2,SP,-23.6,-46.7,,,,2017-02-30,,,,,,,,\n", "latest_day", "2017-02-30",
     "a day YYYY-MM-DD from 1900-01-01 to 9999-12-31"},
    {"o2,SP,-23.6,-46.7,,,2017-11-24,2017-11-23,,,,,,,,\n", "latest_day", "2017-11-23",
     "a day not before earliest_day 2017-11-24"},
    {"o2,SP,-23.6,-46.7,,,,,25:75,,,,,,,\n", "window_start", "25:75",
     "a time HH:MM from 00:00 to 48:00, several separated by ';'"},
    {"o2,SP,-23.6,-46.7,,,,,14:00,12:00,,,,,,\n", "window_end", "12:00", "a time not before window_start"},
    {"o2,SP,-23.6,-46.7,,,,,08:00;14:00,12:00,,,,,,\n", "window_end", "12:00",
     "as many ends as window_start has starts"},
    {"o2,SP,-23.6,-46.7,,,,,1:00;2:00;3:00;4:00;5:00;6:00;7:00;8:00;9:00;1:00;1:00;1:00;1:00;1:00;1:00;1:00;1:00,,,,,,,"
     "\n",
     "window_start", NULL, "at most 16 windows"},
    {"o2,SP,-23.6,-46.7,,,,,,,-5,,,,,\n", "service_min", "-5", "a number from 0 to 1440"},
    {"o2,SP,-23.6,-46.7,,,,,,,,deliver,,,,\n", "kind", "deliver", "delivery or pickup"},
    {"o2,SP,-23.6,-46.7,,,,,,,,,urgent,,,\n", "priority", "urgent", "optional, low, normal or high"},
    {"o2,SP,-23.6,-46.7\n", "", "4 fields", "16 fields as in the header"},
    {"o2,SP,-23.6,-46.7,,,,,,,,,,,,,,\n", "", "18 fields", "16 fields as in the header"},
    {"o2,SP,-23.6,-46.7,,,,,,,,,,,,\xff\n", "customer_id", "?", "text in UTF-8"},
    {"o2,SP,-46.7,-23.6,,,,,,,,,,,,\n", "latitude, longitude", NULL,
     "a place within 1500 km of a depot (or the middle) of its region 'SP'"},
    {"o2,SP,52.5,13.4,,,,,,,,,,,,\n", "latitude, longitude", NULL,
     "a place within 1500 km of a depot (or the middle) of its region 'SP'"},
};

static void check_bad_order(size_t i, wain_fault_effect effect, wain_status wanted)
{
    char text[2048];
    wain_status status;
    const wain_fault *fault;

    snprintf(text, sizeof text, "%s%s%so9,SP,-23.5,-46.6,,,,,,,,,,,,\n", ORDERS_HEADER, ORDER, bad_orders[i].row);
    status = load_texts(text, DEPOTS, FLEET);
    CU_ASSERT_EQUAL(status, wanted);
    CU_ASSERT_EQUAL(faults.total[effect], 1);
    CU_ASSERT_EQUAL(faults.total[0] + faults.total[1] + faults.total[2], 1);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 1);
    fault = &faults.items[0];
    if (fault->line != 3 || strcmp(fault->column, bad_orders[i].column) != 0 ||
        strcmp(fault->expected, bad_orders[i].expected) != 0 ||
        (bad_orders[i].value && strcmp(fault->value, bad_orders[i].value) != 0)) {
        CU_FAIL("another fault");
        print_faults();
    }
    CU_ASSERT_EQUAL(fault->effect, effect);
    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    CU_ASSERT_EQUAL_FATAL(book->num_orders, 3);
    CU_ASSERT_EQUAL(book->orders[0].reason, WAIN_REASON_NONE);
    CU_ASSERT_EQUAL(book->orders[1].reason, WAIN_REASON_BAD_DATA);
    CU_ASSERT_EQUAL(book->orders[2].reason, WAIN_REASON_NONE);
}

static void faulty_orders_are_refused(void)
{
    for (size_t i = 0; i < sizeof bad_orders / sizeof *bad_orders; i++)
        check_bad_order(i, WAIN_FAULT_REFUSES, WAIN_OK);
}

static void faulty_orders_stop_where_the_job_says_so(void)
{
    assign("input.faulty_orders=stop");
    for (size_t i = 0; i < sizeof bad_orders / sizeof *bad_orders; i++)
        check_bad_order(i, WAIN_FAULT_STOPS, WAIN_EINPUT);
}

/* Depots and fleet with a fault that stops the job. */
static const struct {
    const char *file, *text;
    int64_t line;
    const char *column, *expected, *mend;
} bad_tables[] = {
    {"depots", "depot_id,region,latitude,longitude\nD1,SP,-23,-46\nD2,RJ,-22,-43\nD1,SP,-23,-46\n", 4, "depot_id",
     "each depot once", "give the depots different ids"},
    {"depots", "depot_id,region,latitude,longitude,open,close\nD1,SP,-23,-46,,\nD2,RJ,-22,-43,25h,\n", 3, "open",
     "a time HH:MM from 00:00 to 48:00", ""},
    {"depots", "depot_id,region,latitude\nD1,SP,-23\n", 1, "longitude", "a column of that name in the header",
     "add the column or correct its name"},
    {"depots", "depot_id,region,latitude,longitude\n", 1, "", "at least one row", "the file has a header only"},
    {"depots", "", 1, "", "a header and rows", "the file is empty"},
    {"fleet", FLEET_HEADER "van,DD1,,,,,,,,,,,,\n", 2, "depot_id", "the id of a depot in the depots file",
     "did you mean 'D1'?"},
    {"fleet", FLEET_HEADER "van,D1,,,,,,,,,,,,\nvan,D1,,,,,,,,,,,,\n", 3, "vehicle_type",
     "each vehicle type once per depot", "add up their counts, or rename one"},
    {"fleet", FLEET_HEADER "van,D1,two,,,,,,,,,,,\n", 2, "count", "a whole number from 0 to 2147483647", ""},
    {"fleet", FLEET_HEADER "van,D1,99999999999999999999,,,,,,,,,,,\n", 2, "count",
     "a whole number from 0 to 2147483647", ""},
    {"fleet", FLEET_HEADER "van,D1,,-3,,,,,,,,,,\n", 2, "capacity_kg", "a number from 0 to 1000000000", ""},
    {"fleet", FLEET_HEADER "van,D1,,,,,,,,,0,,,\n", 2, "max_stops", "a whole number from 1 to 2147483647", ""},
    {"fleet", FLEET_HEADER "van,D1,,,,,1e9,,,,,,,\n", 2, "cost_per_km", "a number from 0 to 100000", ""},
    {"fleet", FLEET_HEADER "van,D1,,,,,,,,49:00,,,,\n", 2, "shift_end", "a time HH:MM from 00:00 to 48:00", ""},
    {"fleet", FLEET_HEADER "van,D2,,,,,,,06:00,30:30,,,,\n", 2, "shift_end",
     "a shift that ends by 30:00, when the next day's starts",
     "the same vehicle would start its next day before it is back; end the shift earlier"},
    {"fleet", FLEET_HEADER "\"van,D1,,,\n", 2, "", "a quote that closes before the file ends",
     "the file is cut short, or a quote in this row is not closed"},
};

static void faults_of_depots_and_fleet_stop(void)
{
    for (size_t i = 0; i < sizeof bad_tables / sizeof *bad_tables; i++) {
        const bool is_fleet = strcmp(bad_tables[i].file, "fleet") == 0;
        const wain_status status = load_texts(ORDERS_HEADER ORDER, is_fleet ? DEPOTS : bad_tables[i].text,
                                              is_fleet ? bad_tables[i].text : FLEET);
        bool found = false;

        CU_ASSERT_EQUAL(status, WAIN_EINPUT);
        CU_ASSERT_PTR_NOT_NULL(book);
        for (size_t f = 0; f < faults.kept; f++) {
            const wain_fault *fault = &faults.items[f];

            found = found || (fault->effect == WAIN_FAULT_STOPS && fault->line == bad_tables[i].line &&
                              strcmp(fault->column, bad_tables[i].column) == 0 &&
                              strcmp(fault->expected, bad_tables[i].expected) == 0 &&
                              strcmp(fault->mend, bad_tables[i].mend) == 0 && strstr(fault->file, bad_tables[i].file));
        }
        CU_ASSERT_TRUE(found);
        if (!found)
            print_faults();
    }
}

static void swapped_positions_are_recognised(void)
{
    CU_ASSERT_EQUAL(load_texts("order_id,region,latitude,longitude,earliest_day\no1,SP,-46.6,-23.5,2017-11-24\n"
                               "o2,SP,-23.5,-46.6,2017-11-24\n",
                               DEPOTS, FLEET),
                    WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 1);
    CU_ASSERT_STRING_EQUAL(faults.items[0].mend, "latitude and longitude look swapped");
}

static void regions_without_depots_are_measured_from_their_middle(void)
{
    CU_ASSERT_EQUAL(load_texts("order_id,region,latitude,longitude,earliest_day\n"
                               "a,MG,-19.9,-43.9,2017-11-24\nb,MG,-19.8,-43.9,2017-11-24\nc,MG,-19.7,-43.8,2017-11-24\n"
                               "d,MG,-19.9,-43.7,2017-11-24\ne,MG,-19.9,-43.9,2017-11-24\nf,MG,41.1,-8.6,2017-11-24\n",
                               DEPOTS, FLEET),
                    WAIN_OK);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_WARNING], 1); /* the region has no depot */
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_REFUSES], 1);
    CU_ASSERT_EQUAL(faults.items[0].line, 2);
    CU_ASSERT_EQUAL(faults.items[1].line, 7);
    CU_ASSERT_EQUAL(book->orders[5].reason, WAIN_REASON_BAD_DATA);
    CU_ASSERT_EQUAL(book->orders[4].reason, WAIN_REASON_NONE);
}

static void planar_positions_are_metres(void)
{
    assign("travel.metric=euclid");
    assign("input.region_radius_km=10");
    CU_ASSERT_EQUAL(load_texts("order_id,region,latitude,longitude,earliest_day\no1,A,5000,7000,2017-11-24\n"
                               "o2,A,5000,9000,2017-11-24\n",
                               "depot_id,region,latitude,longitude\nD,A,0,0\n", "vehicle_type,depot_id\nvan,D\n"),
                    WAIN_OK);
    CU_ASSERT_EQUAL(book->orders[0].x, 7000);
    CU_ASSERT_EQUAL(book->orders[0].reason, WAIN_REASON_NONE);
    CU_ASSERT_EQUAL(book->orders[1].reason, WAIN_REASON_BAD_DATA);
}

static void unknown_columns_and_skills_are_warned_of(void)
{
    CU_ASSERT_EQUAL(load_texts("order_id,region,latitude,longitude,earliest_day,wieght_kg,skills\n"
                               "o1,SP,-23.5,-46.6,2017-11-24,3,lft\no2,SP,-23.5,-46.6,2017-11-24,3,lft|cool\n",
                               DEPOTS, FLEET),
                    WAIN_OK);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_WARNING], 2);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 2);
    CU_ASSERT_STRING_EQUAL(faults.items[0].column, "wieght_kg");
    CU_ASSERT_STRING_EQUAL(faults.items[0].mend, "did you mean 'weight_kg'?");
    CU_ASSERT_STRING_EQUAL(faults.items[1].value, "lft");
    CU_ASSERT_STRING_EQUAL(faults.items[1].mend, "did you mean 'lift'?");
    CU_ASSERT_EQUAL(book->orders[1].skills, 4 + 2);
}

/* What a region may have meant is one that has a depot, never a stray one of an earlier row; and a column of nothing
 * but stray regions, as when two columns are swapped, is read in a moment. */
static void stray_regions_are_told_from_served_ones(void)
{
    enum { STRAY = 100000 };
    const char header[] = "order_id,region,latitude,longitude,earliest_day\n";
    char *text = malloc(sizeof header + STRAY * 64), *end = text + strlen(header);
    const clock_t start = clock();

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    strcpy(text, header);
    for (int i = 0; i < STRAY; i++)
        end += sprintf(end, "o%d,customer-%d,-23.5,-46.6,2017-11-24\n", i, 500000 + i);
    CU_ASSERT_EQUAL(load_texts(text, DEPOTS, FLEET), WAIN_OK);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_WARNING], STRAY);
    CU_ASSERT_STRING_EQUAL(faults.items[1].value, "customer-500001");
    CU_ASSERT_STRING_EQUAL(faults.items[1].mend, "its orders will be left out; add a depot");
    CU_ASSERT_TRUE(clock() - start < 20 * CLOCKS_PER_SEC); /* it was minutes */
    free(text);
}

static void too_many_skills_refuse_the_order(void)
{
    char text[2048];
    size_t size =
        (size_t)sprintf(text, "order_id,region,latitude,longitude,earliest_day,skills\no1,SP,-23.5,-46.6,2017-11-24,");

    for (int i = 0; i < 63; i++) /* the fleet has two */
        size += (size_t)sprintf(text + size, "s%d;", i);
    strcpy(text + size, "\n");
    CU_ASSERT_EQUAL(load_texts(text, DEPOTS, FLEET), WAIN_EINPUT); /* no sound order is left to tell the first day */
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_REFUSES], 1);
    CU_ASSERT_EQUAL(book->orders[0].reason, WAIN_REASON_BAD_DATA);
}

static void shifts_that_the_depots_hours_cut_are_warned_of(void)
{
    CU_ASSERT_EQUAL(load_texts(ORDERS_HEADER ORDER, DEPOTS,
                               "vehicle_type,depot_id,shift_start,shift_end\nnight,D1,19:00,04:00\n"
                               "early,D1,05:30,12:00\nall_day,D1,,\nfree,D2,19:00,04:00\ninside,D1,06:00,22:00\n"),
                    WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 3); /* the third: no type has the order's skill */
    CU_ASSERT_EQUAL(faults.items[0].effect, WAIN_FAULT_WARNING);
    CU_ASSERT_EQUAL(faults.items[0].line, 2);
    CU_ASSERT_STRING_EQUAL(faults.items[0].column, "shift_end");
    CU_ASSERT_STRING_EQUAL(faults.items[0].value, "19:00-28:00");
    CU_ASSERT_STRING_EQUAL(faults.items[0].expected, "a shift within the hours of depot D1, 06:00-22:00");
    CU_ASSERT_EQUAL(faults.items[1].line, 3);
    CU_ASSERT_STRING_EQUAL(faults.items[1].column, "shift_start");
}

static void missing_inputs_are_named_together(void)
{
    wain_error err = {0};

    assign("input.orders=/nonexistent/orders.csv");
    assign("input.depots=/nonexistent/depots.csv");
    CU_ASSERT_EQUAL_FATAL(wain_job_finish(job, &faults, &err), WAIN_OK);
    CU_ASSERT_EQUAL(wain_job_load(job, &book, &faults, &err), WAIN_EIO);
    CU_ASSERT_PTR_NULL(book);
    CU_ASSERT_EQUAL_FATAL(faults.kept, 3);
    CU_ASSERT_STRING_EQUAL(faults.items[0].file, "/nonexistent/depots.csv");
    CU_ASSERT_STRING_EQUAL(faults.items[0].mend, "the file of the depots can't be read: No such file or directory");
    CU_ASSERT_STRING_EQUAL(faults.items[1].mend, "input.fleet is not set: name its CSV file");
    CU_ASSERT_STRING_EQUAL(faults.items[2].file, "/nonexistent/orders.csv");
    CU_ASSERT_EQUAL(err.status, WAIN_EIO);
}

static void the_brazilian_book_loads_as_it_is(void)
{
    static const char orders[] = WAIN_SHARED "/data/brazil/orders.csv";
    char assignment[sizeof orders + 32];
    wain_error err = {0};
    size_t refused = 0, light = 0;

    if (access(orders, R_OK) != 0) {
        printf("skipped: %s is absent ", orders);
        return;
    }
    put_file("depots", DEPOTS);
    put_file("fleet", FLEET);
    snprintf(assignment, sizeof assignment, "input.orders=%s", orders);
    assign(assignment);
    assign("input.region_radius_km=21000");
    assign("defaults.weight_kg=0.777");
    CU_ASSERT_EQUAL_FATAL(wain_job_finish(job, &faults, &err), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_job_load(job, &book, &faults, &err), WAIN_OK);
    CU_ASSERT_EQUAL(book->num_orders, 6331);
    CU_ASSERT_EQUAL(book->num_regions, 27);
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_REFUSES], 29); /* promised before they were handed over */
    CU_ASSERT_EQUAL(faults.total[WAIN_FAULT_WARNING], 26); /* regions without a depot here; a horizon of one day */
    for (size_t i = 0; i < book->num_orders; i++) {
        refused += book->orders[i].reason == WAIN_REASON_BAD_DATA;
        light += book->orders[i].load[0] == 777;
    }
    CU_ASSERT_EQUAL(refused, 29);
    CU_ASSERT_TRUE(light >= 1);
    CU_ASSERT_EQUAL(job->num_inputs, 3);
    CU_ASSERT_EQUAL(strlen(job->inputs[2].digest), 32);
}

void wain_suite_order_book_csv(CU_pSuite suite)
{
    suite->pSetUpFunc = set_up;
    suite->pTearDownFunc = tear_down;
    CU_ADD_TEST(suite, a_sound_book_is_read_exactly);
    CU_ADD_TEST(suite, blank_cells_take_the_defaults);
    CU_ADD_TEST(suite, windows_are_sorted_and_joined);
    CU_ADD_TEST(suite, faulty_orders_are_refused);
    CU_ADD_TEST(suite, faulty_orders_stop_where_the_job_says_so);
    CU_ADD_TEST(suite, faults_of_depots_and_fleet_stop);
    CU_ADD_TEST(suite, swapped_positions_are_recognised);
    CU_ADD_TEST(suite, regions_without_depots_are_measured_from_their_middle);
    CU_ADD_TEST(suite, planar_positions_are_metres);
    CU_ADD_TEST(suite, unknown_columns_and_skills_are_warned_of);
    CU_ADD_TEST(suite, stray_regions_are_told_from_served_ones);
    CU_ADD_TEST(suite, too_many_skills_refuse_the_order);
    CU_ADD_TEST(suite, shifts_that_the_depots_hours_cut_are_warned_of);
    CU_ADD_TEST(suite, missing_inputs_are_named_together);
    CU_ADD_TEST(suite, the_brazilian_book_loads_as_it_is);
}
