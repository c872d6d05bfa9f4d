#include "tests/unit/instance_file.h"

void wain_suite_vrplib(CU_pSuite suite);

static const char good[] = "NAME : toy\nTYPE : CVRP\nDIMENSION : 4\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 100\n"
                           "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 1 1\n"
                           "DEMAND_SECTION\n1 0\n2 10\n3 20\n4 30\nDEPOT_SECTION\n 1\n -1\nEOF\n";

static const char windows[] =
    "NAME:toy-tw\nTYPE:VRPTW\nDIMENSION:3\nVEHICLES:2\nEDGE_WEIGHT_TYPE:EUC_2D\nCAPACITY:100\n"
    "SERVICE_TIME:7\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n3 2 5\n"
    "TIME_WINDOW_SECTION\n1 0 1000\n2 10.25 20.25\n3 0 900\n"
    "DEMAND_SECTION\n1 0\n2 10\n3 20\nDEPOT_SECTION\n1\n-1\nEOF\n";

static void a_good_file_is_read(void)
{
    const wain_instance_options options = {WAIN_CONVENTION_DIMACS, WAIN_OBJECTIVE_DISTANCE};
    wain_instance *instance = NULL;
    const wain_order_book *book;

    CU_ASSERT_EQUAL_FATAL(wain_instance_read(WAIN_TEST_DATA "/tiny.vrp", &options, &instance, NULL), WAIN_OK);
    book = instance->book;
    CU_ASSERT_STRING_EQUAL(instance->name, "tiny-n5-k2");
    CU_ASSERT_FALSE(instance->has_windows);
    CU_ASSERT_EQUAL(instance->cost_scale, 1);
    CU_ASSERT_EQUAL(book->num_orders, 4);
    CU_ASSERT_EQUAL(book->num_depots, 1);
    CU_ASSERT_EQUAL(book->num_types, 1);
    CU_ASSERT_STRING_EQUAL(wain_order_book_text(book, book->orders[0].id), "1");
    CU_ASSERT_STRING_EQUAL(wain_order_book_text(book, book->orders[3].id), "4");
    CU_ASSERT_EQUAL(book->orders[1].x, 10);
    CU_ASSERT_EQUAL(book->orders[1].y, 10);
    CU_ASSERT_EQUAL(book->orders[1].load[0], 5);
    CU_ASSERT_EQUAL(book->orders[1].num_windows, 0);
    CU_ASSERT_EQUAL(book->types[0].capacity[0], 10);
    CU_ASSERT_EQUAL(book->types[0].count, INT32_MAX);
    CU_ASSERT_EQUAL(book->types[0].cost_per_distance, 1);
    CU_ASSERT_EQUAL(book->types[0].cost_per_hour, 0);
    CU_ASSERT_EQUAL(book->types[0].fixed_cost, 0);
    CU_ASSERT_EQUAL(instance->travel.metric, WAIN_METRIC_EUCLID);
    CU_ASSERT_EQUAL(instance->travel.rounding, WAIN_ROUND_NEAREST);
    CU_ASSERT_EQUAL(instance->travel.profiles[0].speed[0], INT32_MAX); /* no windows: time means nothing */
    wain_instance_free(instance);
}

/* Blanks, tabs, CRLF, case, a missing end: all of this occurs in public files. */
static void dialects_are_read(void)
{
    static const char *const changes[][2] = {
        {"DIMENSION : 4", "DIMENSION:4"},
        {"DIMENSION : 4", "DIMENSION\t:\t4\t"},
        {"DIMENSION : 4", "dimension 4"},
        {"EOF\n", ""},
        {"TYPE : CVRP\n", "TYPE : CVRP\r\n"},
        {"DEMAND_SECTION\n", "\n\nDEMAND_SECTION \t\r\n"},
        {"2 3 4\n", "  2\t3.0   4e0 \n"},
        {"CAPACITY : 100", "CAPACITY : 100.0"},
        {" 1\n -1\n", "1 -1\n"},
        {"NAME : toy\n", ""},
        {"1 0 0\n2 3 4\n", "2 3 4\n1 0 0\n"},
        {"NAME", "\xef\xbb\xbfNAME"},
        {"CAPACITY", "NODE_COORD_TYPE : TWOD_COORDS\nCAPACITY"},
    };

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *text = with(good, changes[i][0], changes[i][1]);
        wain_instance *instance = NULL;
        wain_error err = {0};

        CU_ASSERT_EQUAL(read_text(text, (wain_instance_options){0}, &instance, &err), WAIN_OK);
        if (!instance)
            printf("    %s: %s\n", changes[i][1], err.text);
        CU_ASSERT_PTR_NOT_NULL_FATAL(instance);
        CU_ASSERT_EQUAL(instance->book->orders[0].y, 4);
        wain_instance_free(instance);
        free(text);
    }
}

static void windows_and_limits_are_scaled(void)
{
    wain_instance *instance = NULL;

    CU_ASSERT_EQUAL_FATAL(read_text(windows, (wain_instance_options){0}, &instance, NULL), WAIN_OK);
    CU_ASSERT_TRUE(instance->has_windows);
    CU_ASSERT_EQUAL(instance->cost_scale, 10);
    CU_ASSERT_EQUAL(instance->travel.rounding, WAIN_ROUND_DOWN);
    CU_ASSERT_EQUAL(instance->book->types[0].count, 2);
    CU_ASSERT_EQUAL(instance->book->depots[0].close, 10000);
    CU_ASSERT_EQUAL(instance->book->windows[0].open, 103); /* inside what the file allows */
    CU_ASSERT_EQUAL(instance->book->windows[0].close, 202);
    CU_ASSERT_EQUAL(instance->book->orders[1].service, 70);
    wain_instance_free(instance);

    CU_ASSERT_EQUAL_FATAL(
        read_text(windows, (wain_instance_options){.convention = WAIN_CONVENTION_EXACT}, &instance, NULL), WAIN_OK);
    CU_ASSERT_TRUE(instance->is_exact);
    CU_ASSERT_EQUAL(instance->cost_scale, 10000);
    CU_ASSERT_EQUAL(instance->travel.rounding, WAIN_ROUND_UP);
    CU_ASSERT_EQUAL(instance->book->windows[0].open, 102500);
    wain_instance_free(instance);
}

static void a_route_limit_counts_service(void)
{
    char *text = with(good, "CAPACITY", "DISTANCE : 50\nSERVICE_TIME : 10\nCAPACITY");
    wain_instance *instance = NULL;

    CU_ASSERT_EQUAL_FATAL(read_text(text, (wain_instance_options){0}, &instance, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(instance->book->types[0].shift_end, 50);
    CU_ASSERT_EQUAL(instance->book->depots[0].close, 50);
    CU_ASSERT_EQUAL(instance->book->orders[0].service, 10);
    wain_instance_free(instance);
    free(text);
}

static void vehicles_first_outweighs_any_distance(void)
{
    wain_instance *instance = NULL;

    CU_ASSERT_EQUAL_FATAL(
        read_text(good, (wain_instance_options){.objective = WAIN_OBJECTIVE_VEHICLES}, &instance, NULL), WAIN_OK);
    CU_ASSERT_TRUE(instance->route_cost > 2 * 3 * 10); /* three customers alone, none farther than 10 */
    CU_ASSERT_EQUAL(instance->book->types[0].fixed_cost, instance->route_cost);
    wain_instance_free(instance);
}

/* The distances of a matrix in each format; the depot is node 2, so rows and columns are turned. */
static void matrices_are_read_in_every_format(void)
{
    static const struct {
        const char *format, *numbers;
        int32_t back; /* from node 3 to node 1 */
    } cases[] = {
        {"FULL_MATRIX", "0 1 2\n3 0 4\n5 6 0", 5}, {"LOWER_ROW", "3\n2 4", 2},
        {"LOWER_DIAG_ROW", "0 3 0\n2 4 0", 2},     {"UPPER_ROW", "3 2\n4", 2},
        {"UPPER_DIAG_ROW", "0 3 2 0 4 0", 2},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        wain_instance *instance = NULL;
        const int32_t *matrix;

        snprintf(text, sizeof text,
                 "NAME: m\nTYPE: CVRP\nDIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: %s\nCAPACITY: 9\n"
                 "EDGE_WEIGHT_SECTION\n%s\nDEMAND_SECTION\n1 1\n2 0\n3 3\nDEPOT_SECTION\n2\n-1\nEOF\n",
                 cases[i].format, cases[i].numbers);
        CU_ASSERT_EQUAL_FATAL(read_text(text, (wain_instance_options){0}, &instance, NULL), WAIN_OK);
        matrix = instance->travel.matrix;
        CU_ASSERT_EQUAL(instance->travel.metric, WAIN_METRIC_MATRIX);
        CU_ASSERT_EQUAL(instance->travel.matrix_size, 3);
        CU_ASSERT_EQUAL(matrix[0 * 3 + 1], 3); /* depot to node 1 */
        CU_ASSERT_EQUAL(matrix[0 * 3 + 2], 4); /* depot to node 3 */
        CU_ASSERT_EQUAL(matrix[1 * 3 + 2], 2); /* node 1 to node 3 */
        CU_ASSERT_EQUAL(matrix[2 * 3 + 1], cases[i].back);
        CU_ASSERT_EQUAL(instance->book->orders[0].load[0], 1);
        CU_ASSERT_EQUAL(instance->book->orders[1].load[0], 3);
        wain_instance_free(instance);
    }
}

static void geo_and_ceil_have_their_own_metric(void)
{
    char *text = with(good, "EUC_2D", "GEO");
    wain_instance *instance = NULL;

    CU_ASSERT_EQUAL_FATAL(read_text(text, (wain_instance_options){0}, &instance, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(instance->travel.metric, WAIN_METRIC_GEO);
    CU_ASSERT_EQUAL(instance->cost_scale, 1);
    wain_instance_free(instance);
    free(text);
    text = with(good, "EUC_2D", "CEIL_2D");
    CU_ASSERT_EQUAL_FATAL(read_text(text, (wain_instance_options){0}, &instance, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(instance->travel.rounding, WAIN_ROUND_UP);
    wain_instance_free(instance);
    free(text);
    expect_refusal(good, "EUC_2D\nCAPACITY : 100\nNODE_COORD_SECTION\n1 0 0",
                   "GEO\nCAPACITY : 100\nNODE_COORD_SECTION\n1 91 0", WAIN_EINPUT,
                   "node 1: found 91 0, expected a latitude");
}

static void malformed_files_are_refused_by_line(void)
{
    static const char *const cases[][3] = {
        {"DIMENSION : 4", "DIMENSION : 5",
         ":11: section 'NODE_COORD_SECTION': found 'DEMAND_SECTION', expected row 5 of the 5"},
        {"DIMENSION : 4", "DIMENSION : 3", ":10: found '4 1 1', expected a key or a section"},
        {"DIMENSION : 4", "DIMENSION : 100000000", ":3: key 'DIMENSION': found '100000000', expected fewer nodes"},
        {"DIMENSION : 4", "DIMENSION : 99999999999999999999", "expected a whole number from 2 to"},
        {"DIMENSION : 4", "DIMENSION : -4", "found '-4', expected a whole number from 2 to"},
        {"DIMENSION : 4", "DIMENSION : four", "found 'four'"},
        {"DIMENSION : 4", "DIMENSION :", "found ''"},
        {"DIMENSION : 4\n", "", "expected DIMENSION before the first section"},
        {"DIMENSION : 4\n", "DIMENSION : 4\nDIMENSION : 4\n", ":4: key 'DIMENSION': found 'it a second time'"},
        {"CAPACITY : 100\n", "", "CAPACITY is missing"},
        {"EDGE_WEIGHT_TYPE : EUC_2D\n", "", "EDGE_WEIGHT_TYPE is missing"},
        {"CAPACITY : 100", "CAPACITY : 29", ":15: column 'demand': found '30', expected at most the capacity 29"},
        {"CAPACITY : 100", "CAPACITY : 0", "found '0', expected a whole number from 1 to"},
        {"EUC_2D", "EUC_3D", ":4: key 'EDGE_WEIGHT_TYPE': found 'EUC_3D', expected EUC_2D, CEIL_2D, GEO or EXPLICIT"},
        {"TYPE : CVRP", "TYPE : PDVRP", ":2: key 'TYPE': found 'PDVRP', expected CVRP or VRPTW"},
        {"TYPE : CVRP", "TYPE : VRPTW", "TIME_WINDOW_SECTION (the type is VRPTW) is missing"},
        {"2 3 4", "2 3 nan", ":8: column 'y': found 'nan', expected a number"},
        {"2 3 4", "2 3 inf", "found 'inf'"},
        {"2 3 4", "2 3 0x10", "found '0x10'"},
        {"2 3 4", "2 3", ":8: column 'y': found 'the end of the line'"},
        {"2 3 4", "2 3 4 5", ":8: column 'y': found '5', expected the end of the line"},
        {"2 3 4", "2 3 1e30", "found '1e30'"},
        {"2 3 4", "3 3 4", ":9: section 'NODE_COORD_SECTION': found 'node 3 a second time', expected every node once"},
        {"2 3 4", "9 3 4", ":8: column 'node': found '9', expected a whole number from 1 to 4"},
        {"2 3 4", "0 3 4", "found '0', expected a whole number from 1 to 4"},
        {"2 10\n", "2 -10\n", ":13: column 'demand': found '-10', expected a whole number from 0 to"},
        {"2 10\n", "2 1.5\n", ":13: column 'demand': found '1.5'"},
        {"2 10\n", "", "found 'DEPOT_SECTION', expected row 4 of the 4 that DIMENSION promises"},
        {"1 0\n2 10", "1 5\n2 10", ":12: column 'demand': found '5', expected 0, the depot has no demand"},
        {"DEMAND_SECTION\n1 0\n2 10\n3 20\n4 30\n", "", "DEMAND_SECTION is missing"},
        {"DEPOT_SECTION\n 1\n -1\n", "", "DEPOT_SECTION is missing"},
        {"NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 1 1\n", "", "NODE_COORD_SECTION is missing"},
        {" 1\n -1\n", " 1\n 2\n -1\n", "instances of several depots are not read"},
        {" 1\n -1\nEOF\n", " 1\n", "found 'the end of the file', expected -1"},
        {" 1\n -1\n", " 7\n -1\n", "found '7', expected a whole number from 1 to 4"},
        {"DEMAND_SECTION", "BACKHAUL_SECTION", "found 'BACKHAUL_SECTION', expected a section of a CVRP or VRPTW"},
        {"CAPACITY", "VEHICLES_MAX_DURATION : 4\nCAPACITY", ":5: found 'VEHICLES_MAX_DURATION', expected a key"},
        {"4 1 1\nDEMAND_SECTION\n1 0\n2 10\n3 20\n4 30\nDEPOT_SECTION\n 1\n -1\nEOF\n", "",
         "found 'the end of the file', "
         "expected row 4 of the 4"},
        {"EOF\n", "NODE_COORD_SECTION\n1 0 0\n", "found 'it a second time', expected every section once"},
        {"4 1 1\n", "4 9e8 1\n", "do not fit"},
        {"NAME : toy\nTYPE : CVRP\nDIMENSION", "NAME : toy\nTYPE : CVRP\n\001\002\033[2JMENSION",
         "found '\\x01\\x02\\x1b[2JMENSION : 4'"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refusal(good, cases[i][0], cases[i][1], WAIN_EINPUT, cases[i][2]);
    expect_refusal(windows, "10.25 20.25", "10.25 9", WAIN_EINPUT,
                   "column 'due date': found '9', expected at least 10.25");
}

static void malformed_matrices_are_refused(void)
{
    static const char text[] =
        "NAME: m\nTYPE: CVRP\nDIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: LOWER_ROW\n"
        "CAPACITY: 9\nEDGE_WEIGHT_SECTION\n3\n2 4\nDEMAND_SECTION\n1 0\n2 1\n3 3\nDEPOT_SECTION\n1\n-1\n";

    expect_refusal(text, "2 4\n", "2\n", WAIN_EINPUT,
                   "row 3, column 2': found 'DEMAND_SECTION', expected another number");
    expect_refusal(text, "2 4\n", "2 4 5\n", WAIN_EINPUT, ":9: section 'EDGE_WEIGHT_SECTION': found '5'");
    expect_refusal(text, "2 4\n", "2 -4\n", WAIN_EINPUT,
                   "row 3, column 2': found '-4', expected a whole number from 0");
    expect_refusal(text, "LOWER_ROW", "LOWER_COL", WAIN_EINPUT, "found 'LOWER_COL', expected FULL_MATRIX, LOWER_ROW");
    expect_refusal(text, "EDGE_WEIGHT_FORMAT: LOWER_ROW\n", "", WAIN_EINPUT, "expected FULL_MATRIX");
    expect_refusal(text, "EXPLICIT", "EUC_2D", WAIN_EINPUT, "found 'EUC_2D', expected EDGE_WEIGHT_TYPE EXPLICIT");
    expect_refusal(text, "DEMAND_SECTION\n1 0\n2 1\n3 3\nDEPOT_SECTION\n1\n-1\n", "", WAIN_EINPUT,
                   "DEMAND_SECTION is missing");
}

/* A dimension whose matrix could never be held is refused before anything is allocated for it. */
static void huge_matrices_are_refused_before_allocation(void)
{
    const size_t size = 6000000;
    char *text = malloc(size + 1);
    wain_instance *instance = NULL;
    wain_error err = {0};
    wain_status status;
    int length;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    length = snprintf(text, size,
                      "NAME: m\nTYPE: CVRP\nDIMENSION: 1400000\nEDGE_WEIGHT_TYPE: EXPLICIT\n"
                      "EDGE_WEIGHT_FORMAT: FULL_MATRIX\nCAPACITY: 9\nEDGE_WEIGHT_SECTION\n");
    memset(text + length, ' ', size - (size_t)length);
    text[size] = '\0';
    status = read_text(text, (wain_instance_options){0}, &instance, &err);
    CU_ASSERT_EQUAL(status, WAIN_EMEMORY); /* 7 TiB */
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the distance matrix of 1400000 nodes needs"));
    memcpy(strstr(text, "1400000"), "0003000", 7);
    status = read_text(text, (wain_instance_options){0}, &instance, &err);
    CU_ASSERT_EQUAL(status, WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "expected 9000000 numbers, more than the rest of the file can hold"));
    free(text);
}

static void files_that_are_no_instance_are_refused(void)
{
    static const char binary[] = "DIMENSION : 4\n\0\1\2";
    const wain_instance_options options = {0};
    wain_instance *instance = NULL;
    wain_error err = {0};
    char path[64];

    CU_ASSERT_EQUAL(wain_instance_read("/nowhere/at.all", &options, &instance, &err), WAIN_EIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nowhere/at.all: No such file"));
    CU_ASSERT_EQUAL(wain_instance_read("/", &options, &instance, &err), WAIN_EIO);
    put_file(path, binary, sizeof binary);
    CU_ASSERT_EQUAL(wain_instance_read(path, &options, &instance, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, ":2: found a byte 0"));
    unlink(path);
    CU_ASSERT_EQUAL(read_text("", options, &instance, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the file is empty"));
    CU_ASSERT_EQUAL(read_text("order_id,region\n1,2\n", options, &instance, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "neither a CVRPLIB/VRPLIB file"));
}

/* Cut off anywhere, a file is read or refused, and never crashes the reader. */
static void every_truncation_is_survived(void)
{
    for (size_t length = 1; length < sizeof good - 1; length++) {
        char text[sizeof good];
        wain_instance *instance = NULL;
        wain_status status;

        memcpy(text, good, length);
        text[length] = '\0';
        status = read_text(text, (wain_instance_options){0}, &instance, NULL);
        CU_ASSERT_TRUE(status == WAIN_EINPUT || length + 6 > sizeof good - 1); /* only EOF may be lacking */
        wain_instance_free(instance);
    }
}

void wain_suite_vrplib(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_good_file_is_read);
    CU_ADD_TEST(suite, dialects_are_read);
    CU_ADD_TEST(suite, windows_and_limits_are_scaled);
    CU_ADD_TEST(suite, a_route_limit_counts_service);
    CU_ADD_TEST(suite, vehicles_first_outweighs_any_distance);
    CU_ADD_TEST(suite, matrices_are_read_in_every_format);
    CU_ADD_TEST(suite, geo_and_ceil_have_their_own_metric);
    CU_ADD_TEST(suite, malformed_files_are_refused_by_line);
    CU_ADD_TEST(suite, malformed_matrices_are_refused);
    CU_ADD_TEST(suite, huge_matrices_are_refused_before_allocation);
    CU_ADD_TEST(suite, files_that_are_no_instance_are_refused);
    CU_ADD_TEST(suite, every_truncation_is_survived);
}
