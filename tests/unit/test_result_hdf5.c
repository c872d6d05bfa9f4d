#include <CUnit/CUnit.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/result_plan_internal.h"
#include "io/result_writer.h"
#include "tests/unit/result_fixture.h"

void wain_suite_result_hdf5(CU_pSuite suite);

/* A folder of the test's own, and a path in it. */
static char folder[32], path[64];

static void enter(void)
{
    strcpy(folder, "/tmp/wain-result-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/plan.h5", folder);
}

static void leave(void)
{
    unlink(path);
    CU_ASSERT_EQUAL(rmdir(folder), 0);
}

static void write_fixture(size_t num_orders)
{
    result_fixture fixture;
    wain_error err = {0};

    result_fixture_create(&fixture, num_orders);
    CU_ASSERT_EQUAL_FATAL(wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, &err),
                          WAIN_OK);
    result_fixture_clear(&fixture);
}

static void expect_refusal(wain_status expected, const char *words)
{
    wain_result *result = NULL;
    wain_error err = {0};

    CU_ASSERT_EQUAL(wain_result_read(path, &result, &err), expected);
    CU_ASSERT_PTR_NULL(result);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, path));
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, words));
    if (!strstr(err.text, words))
        printf("\n    expected '%s', found '%s'\n", words, err.text);
    wain_result_free(result);
}

static bool is_same_route(const wain_plan_route *a, const wain_plan_route *b)
{
    return a->unit == b->unit && a->type == b->type && a->vehicle == b->vehicle && a->day == b->day &&
           a->first_stop == b->first_stop && a->num_stops == b->num_stops && a->departure == b->departure &&
           a->end == b->end && a->last_distance == b->last_distance && a->distance == b->distance &&
           a->fixed_cost == b->fixed_cost && a->distance_cost == b->distance_cost && a->time_cost == b->time_cost;
}

static bool is_same_stop(const wain_plan_stop *a, const wain_plan_stop *b)
{
    return a->order == b->order && a->arrival == b->arrival && a->start == b->start && a->departure == b->departure &&
           a->distance == b->distance && memcmp(a->load_after, b->load_after, sizeof a->load_after) == 0;
}

static bool is_same_unit(const wain_plan_unit *a, const wain_plan_unit *b)
{
    return a->region == b->region && a->part == b->part && a->day == b->day && a->num_orders == b->num_orders &&
           a->cost == b->cost && a->iterations == b->iterations && a->seconds == b->seconds && a->rank == b->rank &&
           a->state == b->state;
}

static void expect_same_plan(const wain_plan *a, const wain_plan *b)
{
    CU_ASSERT_EQUAL_FATAL(a->num_routes, b->num_routes);
    CU_ASSERT_EQUAL_FATAL(a->num_stops, b->num_stops);
    CU_ASSERT_EQUAL_FATAL(a->num_unserved, b->num_unserved);
    CU_ASSERT_EQUAL_FATAL(a->num_units, b->num_units);
    for (size_t i = 0; i < a->num_routes; i++)
        CU_ASSERT_TRUE(is_same_route(&a->routes[i], &b->routes[i]));
    for (size_t i = 0; i < a->num_stops; i++)
        CU_ASSERT_TRUE(is_same_stop(&a->stops[i], &b->stops[i]));
    for (size_t i = 0; i < a->num_unserved; i++) {
        CU_ASSERT_EQUAL(a->unserved[i].order, b->unserved[i].order);
        CU_ASSERT_EQUAL(a->unserved[i].reason, b->unserved[i].reason);
        CU_ASSERT_EQUAL(a->unserved[i].relaxation, b->unserved[i].relaxation);
        CU_ASSERT_EQUAL(a->unserved[i].detail, b->unserved[i].detail);
        CU_ASSERT_EQUAL(a->unserved[i].amount, b->unserved[i].amount);
    }
    for (size_t i = 0; i < a->num_units; i++)
        CU_ASSERT_TRUE(is_same_unit(&a->units[i], &b->units[i]));
}

/* The whole plan in terms of the book. */
static wain_status read_plan(wain_result *result, const wain_job *job, const wain_order_book *book, wain_plan **out,
                             wain_error *err)
{
    wain_result_walk walk;
    wain_status status = wain_result_walk_begin(&walk, result, job, book, err);

    if (status == WAIN_OK)
        status = wain_result_walk_on(&walk, SIZE_MAX, err);
    if (status == WAIN_OK) {
        *out = walk.plan;
        walk.plan = NULL;
    }
    wain_result_walk_clear(&walk);
    return status;
}

/* Small columns are stored as they are, large ones chunked and deflated; both must come back, and nothing at all too.
 */
static void a_plan_comes_back(void)
{
    static const size_t sizes[] = {0, 1, 40, 30000};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        result_fixture fixture;
        wain_result *result = NULL;
        wain_plan *plan = NULL;
        wain_error err = {0};

        enter();
        result_fixture_create(&fixture, sizes[i]);
        CU_ASSERT_EQUAL_FATAL(wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, &err),
                              WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, &err), WAIN_OK);
        CU_ASSERT_EQUAL(wain_result_rows(result, WAIN_GROUP_ORDERS), sizes[i]);
        CU_ASSERT_EQUAL_FATAL(read_plan(result, &fixture.job, fixture.book, &plan, &err), WAIN_OK);
        expect_same_plan(plan, fixture.plan);
        wain_plan_free(plan);
        wain_result_free(result);
        result_fixture_clear(&fixture);
        leave();
    }
}

/* Write the fixture as its routes would come when units are done, releasing what is written. */
static void write_by_pieces(const result_fixture *fixture, const char *to)
{
    const wain_plan *all = fixture->plan;
    wain_plan plan = *all;
    wain_result_writer *writer = NULL;
    wain_plan_totals totals;

    plan.stops = malloc(all->num_stops * sizeof *plan.stops);
    CU_ASSERT_PTR_NOT_NULL_FATAL(plan.stops);
    plan.num_routes = plan.num_stops = 0;
    CU_ASSERT_EQUAL_FATAL(wain_result_writer_create(to, &fixture->job, fixture->book, &writer, NULL), WAIN_OK);
    while (plan.num_routes < all->num_routes) {
        const wain_plan_route *route = &all->routes[plan.num_routes++];

        memcpy(plan.stops + (plan.num_stops - plan.released), all->stops + route->first_stop,
               (size_t)route->num_stops * sizeof *plan.stops);
        plan.num_stops += (size_t)route->num_stops;
        if (plan.num_routes % 997 != 0 && plan.num_routes < all->num_routes)
            continue;
        CU_ASSERT_EQUAL_FATAL(wain_result_writer_add(writer, &plan, NULL), WAIN_OK);
        wain_plan_release_stops(&plan, wain_result_writer_stops(writer));
    }
    CU_ASSERT(plan.released > 0);
    CU_ASSERT_EQUAL_FATAL(wain_result_writer_end(writer, &plan, &fixture->run, &totals, NULL), WAIN_OK);
    CU_ASSERT_EQUAL((size_t)totals.kpi.num_planned, all->num_stops);
    wain_result_writer_free(writer);
    free(plan.stops);
}

static bool is_same_cell(const wain_result *a, const wain_result *b, wain_result_column column, size_t row)
{
    switch (wain_columns[column].type) {
    case WAIN_COLUMN_TEXT:
        return strcmp(wain_result_text(a, column, row), wain_result_text(b, column, row)) == 0;
    case WAIN_COLUMN_REAL:
        return wain_result_real(a, column, row) == wain_result_real(b, column, row);
    default:
        return wain_result_int(a, column, row) == wain_result_int(b, column, row);
    }
}

/* More stops than one slab. */
static void a_plan_by_pieces_is_the_same_file(void)
{
    result_fixture fixture;
    wain_result *whole = NULL, *pieces = NULL;
    struct stat found[2];
    wain_plan *plan = NULL;
    size_t different = 0;

    enter();
    result_fixture_create(&fixture, 160000);
    CU_ASSERT_EQUAL_FATAL(wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, NULL),
                          WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &whole, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(stat(path, &found[0]), 0);
    write_by_pieces(&fixture, path);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &pieces, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(stat(path, &found[1]), 0);
    CU_ASSERT_EQUAL(found[0].st_size, found[1].st_size);
    CU_ASSERT_EQUAL_FATAL(read_plan(pieces, &fixture.job, fixture.book, &plan, NULL), WAIN_OK);
    expect_same_plan(plan, fixture.plan);
    for (int column = 0; column < WAIN_NUM_COLUMNS; column++) {
        const size_t rows = wain_result_rows(whole, wain_columns[column].group);

        CU_ASSERT_EQUAL_FATAL(wain_result_rows(pieces, wain_columns[column].group), rows);
        for (size_t row = 0; row < rows; row++)
            different += !is_same_cell(whole, pieces, (wain_result_column)column, row);
    }
    CU_ASSERT_EQUAL(different, 0);
    wain_plan_free(plan);
    wain_result_free(whole);
    wain_result_free(pieces);
    result_fixture_clear(&fixture);
    leave();
}

static void columns_hold_what_they_say(void)
{
    wain_result *result = NULL;

    enter();
    write_fixture(40);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, NULL), WAIN_OK);
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_ORDER_ID, 1), "\xc3\x96rder-1");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_STATUS, 0), "planned");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_STATUS, 6), "unassigned");
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_STOP, 6), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_ROUTE, 6), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_DAY, 6), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_STOP, 7), 6);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_ROUTE, 7), wain_result_int(result, WAIN_STOPS_ROUTE, 6));
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_DAY, 7), 17501);
    CU_ASSERT_EQUAL(wain_result_real(result, WAIN_ORDERS_LOAD_KG, 1), 1.6);
    CU_ASSERT_EQUAL(wain_result_real(result, WAIN_ORDERS_VOLUME, 1), 0.020001);
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ROUTES_DATE, 0), "2017-11-30");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ROUTES_DEPOT_ID, 0), "D-south");
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ROUTES_WAITING, 0), 300);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ROUTES_SERVICE, 0), 1500);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ROUTES_DRIVING, 0),
                    wain_result_int(result, WAIN_ROUTES_DURATION, 0) - 1800);
    /* the largest: on board after the fifth stop, or before a delivery */
    CU_ASSERT_DOUBLE_EQUAL(wain_result_real(result, WAIN_ROUTES_PEAK_KG, 0), 123.460 + 1.9, 1e-9);
    CU_ASSERT_EQUAL(wain_result_real(result, WAIN_ROUTES_CAPACITY_KG, 0), 1000);
    CU_ASSERT_TRUE(wain_result_real(result, WAIN_ROUTES_CAPACITY_M3, 1) > 1e300);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_SEQUENCE, 4), 5);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_WAIT, 4), 60);
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_UNASSIGNED_REASON, 0), "bad_data");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_UNASSIGNED_RELAXATION, 0),
                           "1 more vehicle of type van at depot D-north");
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_UNASSIGNED_LINE, 0), 8);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_UNASSIGNED_REQUIRED, 0), 1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_PROVENANCE_SEED, 0), 42);
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_PROVENANCE_CREATED, 0), "2017-11-29T00:00:00Z");
    CU_ASSERT_EQUAL(wain_result_rows(result, WAIN_GROUP_PHASES), 2);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_INPUTS_BYTES, 1), INT64_MAX);
    wain_result_free(result);
    leave();
}

/* An arrival must be seen to lie in its order's window. */
static void orders_and_stops_show_their_windows(void)
{
    wain_result *result = NULL;

    enter();
    write_fixture(40);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, NULL), WAIN_OK);
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_WINDOWS, 0), "");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_WINDOWS, 1), "08:00-08:20");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_WINDOWS, 2), "08:00-08:20;13:00-17:00:30");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_SKILLS, 0), "cold;two_person");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_SKILLS, 1), "two_person");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_SKILLS, 2), "");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_SERVICE_TYPE, 0), "parcel");
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_SERVICE_TYPE, 1), "");
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_SERVICE, 6), 300); /* also of orders left out */
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_EARLIEST_DAY, 6), 17500);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_LATEST_DAY, 6), 17501);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_WINDOW_OPEN, 0), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_WINDOW_CLOSE, 0), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_WINDOW_OPEN, 2), 28800); /* the first of its two */
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_WINDOW_CLOSE, 2), 30000);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_SERVICE, 2), 300);
    wain_result_free(result);
    leave();
}

static void options_are_stored_with_their_origin(void)
{
    wain_result *result = NULL;
    size_t found = 0;

    enter();
    write_fixture(1);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, NULL), WAIN_OK);
    for (size_t i = 0; i < wain_result_rows(result, WAIN_GROUP_OPTIONS); i++) {
        const char *key = wain_result_text(result, WAIN_OPTIONS_KEY, i);

        if (strcmp(key, "search.seed") == 0) {
            CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_OPTIONS_VALUE, i), "42");
            CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_OPTIONS_ORIGIN, i), "command line");
            found++;
        } else if (strcmp(key, "travel.speed_kmh") == 0) {
            CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_OPTIONS_ORIGIN, i), "default");
            CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_OPTIONS_UNIT, i), "km/h");
            found++;
        }
    }
    CU_ASSERT_EQUAL(found, 2);
    wain_result_free(result);
    leave();
}

static void a_plan_is_tied_to_its_inputs(void)
{
    result_fixture fixture, smaller;
    wain_result *result = NULL;
    wain_plan *plan = NULL;
    wain_error err = {0};

    enter();
    write_fixture(40);
    result_fixture_create(&fixture, 40);
    result_fixture_create(&smaller, 12);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(read_plan(result, &smaller.job, smaller.book, &plan, &err), WAIN_ECHECK);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "order-12"));
    fixture.inputs[1].digest[3] = 'x';
    CU_ASSERT_EQUAL(read_plan(result, &fixture.job, fixture.book, &plan, &err), WAIN_ECHECK);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "orders.csv"));
    fixture.job.num_inputs = 1;
    CU_ASSERT_EQUAL(read_plan(result, &fixture.job, fixture.book, &plan, &err), WAIN_ECHECK);
    fixture.job.num_inputs = 2;
    fixture.inputs[1].digest[3] = 'c';
    fixture.book->num_types = 1;
    CU_ASSERT_EQUAL(read_plan(result, &fixture.job, fixture.book, &plan, &err), WAIN_ECHECK);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "D-north"));
    CU_ASSERT_PTR_NULL(plan);
    wain_result_free(result);
    result_fixture_clear(&fixture);
    result_fixture_clear(&smaller);
    leave();
}

/* The same orders in another sequence are found by their identifiers. */
static void orders_are_found_by_id(void)
{
    result_fixture fixture;
    wain_result *result = NULL;
    wain_plan *plan = NULL;
    wain_order swapped;

    enter();
    write_fixture(40);
    result_fixture_create(&fixture, 40);
    swapped = fixture.book->orders[0];
    fixture.book->orders[0] = fixture.book->orders[20];
    fixture.book->orders[20] = swapped;
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(read_plan(result, &fixture.job, fixture.book, &plan, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(plan->stops[0].order, 20);
    CU_ASSERT_EQUAL(plan->unserved[2].order, 0);
    wain_plan_free(plan);
    wain_result_free(result);
    result_fixture_clear(&fixture);
    leave();
}

static void a_plan_that_does_not_fit_is_not_written(void)
{
    result_fixture fixture;
    wain_error err = {0};

    enter();
    result_fixture_create(&fixture, 40);
    fixture.plan->stops[3].order = 40;
    CU_ASSERT_EQUAL(wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, &err),
                    WAIN_EINTERNAL);
    fixture.plan->stops[3].order = 3;
    fixture.plan->routes[1].first_stop = 0;
    CU_ASSERT_EQUAL(wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, &err),
                    WAIN_EINTERNAL);
    result_fixture_clear(&fixture);
    leave();
}

/* ---- damage ---- */

static void put_bytes(const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

static void files_that_are_no_results_are_told_apart(void)
{
    hid_t file;

    enter();
    expect_refusal(WAIN_EIO, strerror(ENOENT));
    CU_ASSERT_EQUAL(mkdir(path, 0755), 0);
    expect_refusal(WAIN_EIO, strerror(EISDIR));
    CU_ASSERT_EQUAL(rmdir(path), 0);
    put_bytes("", 0);
    expect_refusal(WAIN_EINPUT, "empty");
    put_bytes("order_id,region\n", 16);
    expect_refusal(WAIN_EINPUT, "not an HDF5 file");
    put_bytes("\x89HDF\r\n\x1a\n", 8);
    expect_refusal(WAIN_EINPUT, "damaged or cut off");
    file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    expect_refusal(WAIN_EINPUT, "not a result of wain");
    leave();
}

/* Replace a column of a fresh result by one of another type, length or rank; H5I_INVALID_HID only removes it. */
static void replace_column(const char *name, hid_t type, int rank, hsize_t length)
{
    const hsize_t extent[2] = {length, 1};
    hid_t file, space, dataset;

    write_fixture(40);
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    CU_ASSERT_TRUE_FATAL(file >= 0);
    CU_ASSERT_TRUE(H5Ldelete(file, name, H5P_DEFAULT) >= 0);
    if (type >= 0) {
        space = H5Screate_simple(rank, extent, NULL);
        dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        CU_ASSERT_TRUE(dataset >= 0);
        H5Dclose(dataset);
        H5Sclose(space);
    }
    H5Fclose(file);
}

static void missing_and_misshapen_columns_are_named(void)
{
    hid_t text = H5Tcopy(H5T_C_S1);

    enter();
    replace_column("/units", H5I_INVALID_HID, 0, 0);
    expect_refusal(WAIN_EINPUT, "no group /units");
    replace_column("/stops/arrival", H5I_INVALID_HID, 0, 0);
    expect_refusal(WAIN_EINPUT, "/stops/arrival is missing");
    replace_column("/stops/arrival", H5T_STD_I64LE, 1, 35);
    expect_refusal(WAIN_EINPUT, "/stops/arrival: expected 32-bit integers");
    replace_column("/stops/arrival", H5T_STD_U32LE, 1, 35);
    expect_refusal(WAIN_EINPUT, "/stops/arrival: expected 32-bit integers");
    replace_column("/orders/latitude", H5T_IEEE_F32LE, 1, 40);
    expect_refusal(WAIN_EINPUT, "/orders/latitude: expected 64-bit reals");
    replace_column("/orders/region", H5T_STD_I32LE, 1, 40);
    expect_refusal(WAIN_EINPUT, "/orders/region: expected texts");
    H5Tset_size(text, H5T_VARIABLE);
    replace_column("/orders/region", text, 1, 40);
    expect_refusal(WAIN_EINPUT, "/orders/region: expected texts");
    replace_column("/stops/arrival", H5T_STD_I32LE, 1, 34);
    expect_refusal(WAIN_EINPUT, "/stops/arrival has 34 rows, expected 35");
    replace_column("/stops/arrival", H5T_STD_I32LE, 2, 35);
    expect_refusal(WAIN_EINPUT, "/stops/arrival: expected one dimension");
    replace_column("/orders/order_id", H5T_STD_I32LE, 1, 40);
    expect_refusal(WAIN_EINPUT, "/orders/order_id: expected texts");
    H5Tclose(text);
    text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 1000000);
    H5Tset_cset(text, H5T_CSET_UTF8);
    replace_column("/orders/order_id", text, 1, 1000000000000);
    expect_refusal(WAIN_EINPUT, "damaged");
    replace_column("/kpi/orders", H5T_STD_I64LE, 1, 0);
    expect_refusal(WAIN_EINPUT, "/kpi/planned has 1 rows, expected 0");
    H5Tclose(text);
    leave();
}

/* Overwrite one value of a fresh result. */
static void change_value(const char *name, hid_t type, hsize_t row, const void *value)
{
    const hsize_t one = 1;
    hid_t file, dataset, space, memory;

    write_fixture(40);
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    dataset = H5Dopen2(file, name, H5P_DEFAULT);
    CU_ASSERT_TRUE_FATAL(dataset >= 0);
    space = H5Dget_space(dataset);
    memory = H5Screate_simple(1, &one, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &row, NULL, &one, NULL);
    CU_ASSERT_TRUE(H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, value) >= 0);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(dataset);
    H5Fclose(file);
}

static void change_integer(const char *name, hsize_t row, int32_t value)
{
    change_value(name, H5T_NATIVE_INT32, row, &value);
}

static void change_text(const char *name, size_t size, hsize_t row, const char *value)
{
    char bytes[64] = "";
    hid_t type = H5Tcopy(H5T_C_S1);

    strncpy(bytes, value, sizeof bytes - 1);
    H5Tset_size(type, size);
    H5Tset_cset(type, H5T_CSET_UTF8);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    change_value(name, type, row, bytes);
    H5Tclose(type);
}

/* Files of version 1.0 lack the columns that 1.1 and 1.2 brought, and only those. */
static void older_minor_versions_are_read(void)
{
    wain_result *result = NULL;
    hid_t file;

    enter();
    replace_column("/orders/windows", H5I_INVALID_HID, 0, 0); /* of version 1.1 */
    expect_refusal(WAIN_EINPUT, "/orders/windows is missing");
    change_text("/provenance/schema_version", 3, 0, "1.0");
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    CU_ASSERT_TRUE(H5Ldelete(file, "/orders/windows", H5P_DEFAULT) >= 0);
    CU_ASSERT_TRUE(H5Ldelete(file, "/stops/window_open", H5P_DEFAULT) >= 0);
    CU_ASSERT_TRUE(H5Ldelete(file, "/provenance/peak_memory", H5P_DEFAULT) >= 0);
    H5Fclose(file);
    CU_ASSERT_EQUAL_FATAL(wain_result_read(path, &result, NULL), WAIN_OK);
    CU_ASSERT_STRING_EQUAL(wain_result_text(result, WAIN_ORDERS_WINDOWS, 39), "");
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_STOPS_WINDOW_OPEN, 34), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_ORDERS_SERVICE, 39), 300);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_PROVENANCE_PEAK_MEMORY, 0), -1);
    CU_ASSERT_EQUAL(wain_result_int(result, WAIN_PROVENANCE_PEAK_MEMORY_SUM, 0), 500000000);
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    CU_ASSERT_TRUE(H5Ldelete(file, "/stops/arrival", H5P_DEFAULT) >= 0);
    H5Fclose(file);
    expect_refusal(WAIN_EINPUT, "/stops/arrival is missing");
    wain_result_free(result);
    leave();
}

static void newer_and_unknown_schemas_are_refused(void)
{
    enter();
    change_text("/provenance/schema_version", 3, 0, "2.0");
    expect_refusal(WAIN_EINPUT, "written by a newer wain: its schema is 2.0, this program reads 1.2");
    change_text("/provenance/schema_version", 3, 0, "x");
    expect_refusal(WAIN_EINPUT, "unknown schema version 'x'");
    change_text("/provenance/schema_version", 3, 0, "1.7"); /* a newer minor version only adds columns */
    {
        wain_result *result = NULL;

        CU_ASSERT_EQUAL(wain_result_read(path, &result, NULL), WAIN_OK);
        wain_result_free(result);
    }
    leave();
}

static void rows_that_do_not_fit_are_refused(void)
{
    enter();
    change_integer("/routes/first_stop", 1, 4);
    expect_refusal(WAIN_EINPUT, "row 1 of /routes");
    change_integer("/routes/num_stops", 0, INT32_MAX);
    expect_refusal(WAIN_EINPUT, "row 0 of /routes");
    change_integer("/routes/num_stops", 0, -5);
    expect_refusal(WAIN_EINPUT, "row 0 of /routes");
    change_integer("/routes/unit", 0, 2);
    expect_refusal(WAIN_EINPUT, "row 0 of /routes");
    change_integer("/routes/type", 0, -1);
    expect_refusal(WAIN_EINPUT, "row 0 of /routes");
    change_integer("/stops/route", 7, 0);
    expect_refusal(WAIN_EINPUT, "row 7 of /stops");
    change_integer("/stops/order", 7, 40);
    expect_refusal(WAIN_EINPUT, "row 7 of /stops");
    change_integer("/orders/stop", 7, 35);
    expect_refusal(WAIN_EINPUT, "row 7 of /orders");
    change_integer("/orders/route", 7, -2);
    expect_refusal(WAIN_EINPUT, "row 7 of /orders");
    change_integer("/unassigned/order", 0, -1);
    expect_refusal(WAIN_EINPUT, "row 0 of /unassigned");
    change_integer("/unassigned/relaxation_kind", 0, 99);
    expect_refusal(WAIN_EINPUT, "row 0 of /unassigned");
    change_text("/unassigned/reason", 15, 0, "because");
    expect_refusal(WAIN_EINPUT, "unknown reason 'because'");
    change_integer("/stops/order", 7, 3); /* all there, but not the plan that was made */
    expect_refusal(WAIN_EINPUT, "digest");
    leave();
}

/* Read a file that may be damaged anywhere: an error or a whole struct, never a crash. */
static void read_anyhow(size_t *accepted)
{
    wain_result *result = NULL;
    wain_error err = {0};
    const wain_status status = wain_result_read(path, &result, &err);

    CU_ASSERT_TRUE(status == WAIN_OK ? result && wain_result_rows(result, WAIN_GROUP_KPI) == 1
                                     : !result && err.text[0]);
    *accepted += status == WAIN_OK;
    wain_result_free(result);
}

static void damage_anywhere_never_crashes(void)
{
    enum { CUTS = 150, FLIPS = 600 };
    static char bytes[4 * 1024 * 1024];
    size_t size, accepted = 0;
    FILE *f;

    enter();
    write_fixture(3000); /* has chunked columns too */
    f = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    CU_ASSERT_TRUE_FATAL(size > 1000 && size < sizeof bytes);
    for (size_t i = 0; i < CUTS; i++) {
        put_bytes(bytes, i < 20 ? i * 8 : size * i / CUTS);
        read_anyhow(&accepted);
    }
    CU_ASSERT_EQUAL(accepted, 0);
    put_bytes(bytes, size);
    for (size_t i = 0; i < FLIPS; i++) {
        const size_t place = i < 100 ? i : size * i / FLIPS + i % 13;
        const int descriptor = open(path, O_WRONLY);
        const char flipped = (char)(bytes[place] ^ (1 << i % 8));

        CU_ASSERT_EQUAL(pwrite(descriptor, &flipped, 1, (off_t)place), 1);
        read_anyhow(&accepted);
        CU_ASSERT_EQUAL(pwrite(descriptor, &bytes[place], 1, (off_t)place), 1);
        close(descriptor);
    }
    CU_ASSERT_TRUE(accepted < FLIPS);
    leave();
}

/* ---- a disk without room ---- */

static void a_full_disk_is_an_error_at_any_size(void)
{
    result_fixture fixture;
    int refused = 0, written = 0;

    enter();
    if (mount("tmpfs", folder, "tmpfs", 0, "size=16k") != 0) {
        printf("(skipped: can't mount a small file system: %s) ", strerror(errno));
        leave();
        return;
    }
    result_fixture_create(&fixture, 3000);
    for (int kib = 4; kib <= 4096; kib += kib / 4 + 4) {
        char size[32];
        wain_error err = {0};
        wain_status status;

        snprintf(size, sizeof size, "size=%dk", kib);
        CU_ASSERT_EQUAL_FATAL(mount("tmpfs", folder, "tmpfs", MS_REMOUNT, size), 0);
        status = wain_result_write(path, &fixture.job, fixture.book, fixture.plan, &fixture.run, &err);
        if (status == WAIN_OK) {
            wain_result *result = NULL;

            CU_ASSERT_EQUAL(wain_result_read(path, &result, NULL), WAIN_OK);
            wain_result_free(result);
            written++;
        } else {
            CU_ASSERT_EQUAL(status, WAIN_EIO);
            CU_ASSERT_PTR_NOT_NULL(strstr(err.text, strerror(ENOSPC)));
            refused++;
        }
        unlink(path);
    }
    CU_ASSERT_TRUE(refused > 5);
    CU_ASSERT_TRUE(written > 0);
    result_fixture_clear(&fixture);
    CU_ASSERT_EQUAL(umount(folder), 0);
    leave();
}

static void a_missing_folder_is_an_error(void)
{
    result_fixture fixture;
    wain_error err = {0};

    result_fixture_create(&fixture, 1);
    CU_ASSERT_EQUAL(wain_result_write("/nowhere/plan.h5", &fixture.job, fixture.book, fixture.plan, &fixture.run, &err),
                    WAIN_EIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, strerror(ENOENT)));
    result_fixture_clear(&fixture);
}

void wain_suite_result_hdf5(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_plan_comes_back);
    CU_ADD_TEST(suite, a_plan_by_pieces_is_the_same_file);
    CU_ADD_TEST(suite, columns_hold_what_they_say);
    CU_ADD_TEST(suite, orders_and_stops_show_their_windows);
    CU_ADD_TEST(suite, options_are_stored_with_their_origin);
    CU_ADD_TEST(suite, a_plan_is_tied_to_its_inputs);
    CU_ADD_TEST(suite, orders_are_found_by_id);
    CU_ADD_TEST(suite, a_plan_that_does_not_fit_is_not_written);
    CU_ADD_TEST(suite, files_that_are_no_results_are_told_apart);
    CU_ADD_TEST(suite, missing_and_misshapen_columns_are_named);
    CU_ADD_TEST(suite, older_minor_versions_are_read);
    CU_ADD_TEST(suite, newer_and_unknown_schemas_are_refused);
    CU_ADD_TEST(suite, rows_that_do_not_fit_are_refused);
    CU_ADD_TEST(suite, damage_anywhere_never_crashes);
    CU_ADD_TEST(suite, a_full_disk_is_an_error_at_any_size);
    CU_ADD_TEST(suite, a_missing_folder_is_an_error);
}
