#include "tests/unit/instance_file.h"

void wain_suite_solomon(CU_pSuite suite);

static const char good[] = "TOY\n\nVEHICLE\nNUMBER     CAPACITY\n  2         200\n\nCUSTOMER\n"
                           "CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n \n"
                           "    0      40         50          0          0       1236          0   \n"
                           "    1      45         68         10        912        967         90   \n"
                           "    2      45         70         30        825        870         90   \n";

static void a_good_file_is_read(void)
{
    const wain_instance_options options = {WAIN_CONVENTION_DIMACS, WAIN_OBJECTIVE_DISTANCE};
    wain_instance *instance = NULL;
    const wain_order_book *book;

    CU_ASSERT_EQUAL_FATAL(wain_instance_read(WAIN_TEST_DATA "/tiny.txt", &options, &instance, NULL), WAIN_OK);
    book = instance->book;
    CU_ASSERT_STRING_EQUAL(instance->name, "TINY");
    CU_ASSERT_TRUE(instance->has_windows);
    CU_ASSERT_EQUAL(instance->cost_scale, 10);
    CU_ASSERT_EQUAL(instance->decimals, 1);
    CU_ASSERT_EQUAL(book->num_orders, 4);
    CU_ASSERT_EQUAL(book->types[0].count, 3);
    CU_ASSERT_EQUAL(book->types[0].capacity[0], 20);
    CU_ASSERT_EQUAL(book->depots[0].close, 1000);
    CU_ASSERT_STRING_EQUAL(wain_order_book_text(book, book->orders[1].id), "2");
    CU_ASSERT_EQUAL(book->orders[1].load[0], 6);
    CU_ASSERT_EQUAL(book->orders[1].service, 20);
    CU_ASSERT_EQUAL(book->windows[book->orders[1].first_window].open, 250);
    CU_ASSERT_EQUAL(book->windows[book->orders[1].first_window].close, 600);
    wain_instance_free(instance);
}

static void exact_is_rounded_up_and_priced_in_doubles(void)
{
    const wain_instance_options options = {WAIN_CONVENTION_EXACT, WAIN_OBJECTIVE_VEHICLES};
    wain_instance *instance = NULL;
    wain_plan_stop stop = {.order = 3};
    wain_plan_route route = {.num_stops = 1, .distance = 28286};
    const wain_plan plan = {.routes = &route, .num_routes = 1, .stops = &stop, .num_stops = 1};

    CU_ASSERT_EQUAL_FATAL(wain_instance_read(WAIN_TEST_DATA "/tiny.txt", &options, &instance, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(instance->travel.rounding, WAIN_ROUND_UP);
    CU_ASSERT_EQUAL(instance->travel.scale, 10000);
    CU_ASSERT_DOUBLE_EQUAL(wain_instance_cost(instance, &plan), 2.8284271247461903, 1e-12);
    CU_ASSERT_TRUE(instance->route_cost > 4 * 2 * 141422);
    wain_instance_free(instance);
}

static void dialects_are_read(void)
{
    static const char *const changes[][2] = {{"VEHICLE\n", "vehicle\r\n"},
                                             {"CUST NO.", "\n\nCUST NO."},
                                             {"    1      45 ", "1\t45.0 "},
                                             {"90   \n    2", "90\r\n\r\n    2"},
                                             {"TOY\n", "  TOY  \n"}};

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *text = with(good, changes[i][0], changes[i][1]);
        wain_instance *instance = NULL;

        CU_ASSERT_EQUAL(read_text(text, (wain_instance_options){0}, &instance, NULL), WAIN_OK);
        CU_ASSERT_PTR_NOT_NULL_FATAL(instance);
        CU_ASSERT_STRING_EQUAL(instance->name, "TOY");
        CU_ASSERT_EQUAL(instance->book->num_orders, 2);
        wain_instance_free(instance);
        free(text);
    }
}

static void malformed_files_are_refused_by_line(void)
{
    static const char *const cases[][3] = {
        {"  2         200", "  0         200", ":5: column 'NUMBER': found '0', expected a whole number from 1"},
        {"  2         200", "  2", ":5: column 'CAPACITY': found 'the end of the line'"},
        {"  2         200", "  2  -1", "found '-1', expected a whole number from 1"},
        {"  2         200", "  2  200 9", "found '9', expected the end of the line"},
        {"  2         200", "  2  29", ":12: column 'demand': found '30', expected at most the capacity 29"},
        {"NUMBER ", "NUMMER ", ":4: found 'NUMMER     CAPACITY', expected a line that starts with NUMBER"},
        {"CUST NO.", "KUNDE", ":8: found 'KUNDE"},
        {"    2      45", "    3      45", ":12: column 'CUST NO.': found '3', expected 2"},
        {"    2      45", "    1      45", ":12: column 'CUST NO.': found '1', expected 2"},
        {"    2      45", "    2      NaN", ":12: column 'XCOORD.': found 'NaN'"},
        {"    2      45", "    2      1e99", ":12: column 'XCOORD.': found '1e99'"},
        {"825        870         90", "825        870", ":12: column 'SERVICE TIME': found 'the end of the"},
        {"825        870", "871        870", ":12: column 'due date': found '870', expected at least 871"},
        {"825        870", "-1        870", ":12: column 'READY TIME': found '-1'"},
        {"825        870", "99999999        999999999", "times this late do not fit"},
        {"  30   ", "  -30   ", "column 'DEMAND': found '-30'"},
        {"  30   ", "  x30   ", "column 'DEMAND': found 'x30'"},
        {"870         90   \n", "870         90   7\n", "found '7', expected the end of the line"},
        {"50          0  ", "50          3  ", ":10: column 'demand': found '3', expected 0, the depot has no demand"},
        {"    1      45         68         10        912        967         90   \n"
         "    2      45         70         30        825        870         90   \n",
         "", "expected the depot and at least one customer"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refusal(good, cases[i][0], cases[i][1], WAIN_EINPUT, cases[i][2]);
}

void wain_suite_solomon(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_good_file_is_read);
    CU_ADD_TEST(suite, exact_is_rounded_up_and_priced_in_doubles);
    CU_ADD_TEST(suite, dialects_are_read);
    CU_ADD_TEST(suite, malformed_files_are_refused_by_line);
}
