#include <CUnit/CUnit.h>
#include <locale.h>
#include <string.h>

#include "io/io_options.h"
#include "solver/core/nearest.h"
#include "solver/core/number.h"
#include "solver/core/option.h"
#include "solver/search/search_options.h"

void wain_suite_option(CU_pSuite suite);

static wain_option_registry registry;
static wain_io_options io;
static wain_search_options search;

static void set_up(void)
{
    size_t count;
    const wain_option *options = wain_io_option_list(&count);

    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&registry, options, count, &io, NULL), WAIN_OK);
    options = wain_search_option_list(&count);
    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&registry, options, count, &search, NULL), WAIN_OK);
}

static void tear_down(void)
{
    wain_option_registry_clear(&registry);
}

static size_t row_of(const wain_option *option, size_t table)
{
    return (size_t)(option - registry.tables[table].options);
}

static void refuses(const char *key, const char *text, const char *message)
{
    wain_error err = {0};

    CU_ASSERT_EQUAL(wain_option_set(&registry, key, text, WAIN_ORIGIN_FILE, &err), WAIN_EUSAGE);
    CU_ASSERT_STRING_EQUAL(err.text, message);
}

static void defaults_are_set(void)
{
    CU_ASSERT_EQUAL(search.neighbours, 40);
    CU_ASSERT_EQUAL(search.blink, 0.01);
    CU_ASSERT_TRUE(search.adaptive);
    CU_ASSERT_EQUAL(io.faulty_orders, 0);
    CU_ASSERT_EQUAL(io.priority, 2);
    CU_ASSERT_STRING_EQUAL(io.result, "plan.h5");
    CU_ASSERT_EQUAL(registry.tables[0].origins[0], WAIN_ORIGIN_DEFAULT);
}

static void values_and_origins_are_kept(void)
{
    char text[64];
    size_t table;
    const wain_option *option = wain_option_find(&registry, "travel.detour", &table);

    CU_ASSERT_PTR_NOT_NULL_FATAL(option);
    CU_ASSERT_EQUAL(wain_option_assign(&registry, "travel.detour=1.25", NULL), WAIN_OK);
    CU_ASSERT_EQUAL(io.detour, 1.25);
    CU_ASSERT_EQUAL(registry.tables[table].origins[row_of(option, table)], WAIN_ORIGIN_COMMAND_LINE);
    CU_ASSERT_STRING_EQUAL(wain_option_origin_name(WAIN_ORIGIN_COMMAND_LINE), "command line");
    wain_option_print(&registry.tables[table], row_of(option, table), text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "1.25");
    CU_ASSERT_EQUAL(wain_option_set(&registry, "search.adaptive", "no", WAIN_ORIGIN_FILE, NULL), WAIN_OK);
    CU_ASSERT_FALSE(search.adaptive);
    CU_ASSERT_EQUAL(wain_option_set(&registry, "search.seed", " 9007199254740992 ", WAIN_ORIGIN_FILE, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(search.seed, INT64_C(9007199254740992));
    CU_ASSERT_EQUAL(wain_option_assign(&registry, "output.result=a=b.h5", NULL), WAIN_OK);
    CU_ASSERT_STRING_EQUAL(io.result, "a=b.h5");
    CU_ASSERT_EQUAL(wain_option_set(&registry, "input.faulty_orders", "stop", WAIN_ORIGIN_FILE, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(io.faulty_orders, 1);
}

static void bad_values_are_refused(void)
{
    static const char *const numbers[] = {"",    "x",     "3x", "nan", "inf", "-inf", "1e999", "0x1p3",
                                          "1,5", "1.3.2", "1e", "--2", "0.9", "5.01", "."};
    static const char *const integers[] = {"", "3", "201", "40.0", "4e1", "99999999999999999999", "+-5", "40 41"};
    wain_error err;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        CU_ASSERT_EQUAL(wain_option_set(&registry, "travel.detour", numbers[i], WAIN_ORIGIN_FILE, &err), WAIN_EUSAGE);
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        CU_ASSERT_EQUAL(wain_option_set(&registry, "search.neighbours", integers[i], WAIN_ORIGIN_FILE, &err),
                        WAIN_EUSAGE);
    CU_ASSERT_EQUAL(io.detour, 1.3);
    CU_ASSERT_EQUAL(search.neighbours, 40);
    refuses("search.islands", "0", "option search.islands: found '0', expected a whole number from 1 to 256");
    refuses("horizon.days", "many", "option horizon.days: found 'many', expected a whole number from 1 to 366 (days)");
    refuses("travel.detour", "0.5", "option travel.detour: found '0.5', expected a number from 1 to 5");
    refuses("search.adaptive", "maybe", "option search.adaptive: found 'maybe', expected true or false");
    refuses("defaults.priority", "norm",
            "option defaults.priority: found 'norm', expected optional, low, normal or high");
    refuses("search.seed", "9007199254740993",
            "option search.seed: found '9007199254740993', expected a whole number from 0 to 9007199254740992");
}

static void unknown_keys_suggest_the_nearest(void)
{
    char nearest[128];
    wain_error err;

    refuses("search.neighbors", "4", "unknown option 'search.neighbors'; did you mean 'search.neighbours'?");
    refuses("search.days", "4", "unknown option 'search.days'; did you mean 'horizon.days'?");
    refuses("detuor", "1", "unknown option 'detuor'; did you mean 'travel.detour'?");
    refuses("zzz.qqqqqq", "1", "unknown option 'zzz.qqqqqq'; 'wain options' lists all");
    refuses("", "1", "unknown option ''; 'wain options' lists all");
    CU_ASSERT_STRING_EQUAL(wain_option_suggest(&registry, "inputs.order", nearest), "input.orders");
    CU_ASSERT_EQUAL(wain_option_assign(&registry, "search.seed", &err), WAIN_EUSAGE);
    CU_ASSERT_STRING_EQUAL(err.text, "--set: found 'search.seed', expected section.name=value");
}

static void distances_count_slips(void)
{
    CU_ASSERT_EQUAL(wain_nearest_distance("order", "order"), 0);
    CU_ASSERT_EQUAL(wain_nearest_distance("oredr", "order"), 1);
    CU_ASSERT_EQUAL(wain_nearest_distance("", "abc"), 3);
    CU_ASSERT_EQUAL(wain_nearest_distance("abc", ""), 3);
    CU_ASSERT_EQUAL(wain_nearest_distance("kitten", "sitting"), 3);
    CU_ASSERT_EQUAL(wain_nearest_distance("Region", "region"), 0);
}

static void numbers_ignore_the_locale(void)
{
    static const struct {
        const char *text;
        double value;
    } reals[] = {{"0.1", 0.1},
                 {"-46.628892494", -46.628892494},
                 {"1e-3", 1e-3},
                 {".5", .5},
                 {"5.", 5.},
                 {"9007199254740993.0", 9007199254740993.0},
                 {"1e23", 1e23},
                 {"4.9e-324", 4.9e-324},
                 {"1.7976931348623157e308", 1.7976931348623157e308},
                 {"+2E+2", 200.0},
                 {"123456789012345678901234567890", 123456789012345678901234567890.}};
    double value;
    int64_t whole;
    char text[40];

    (void)setlocale(LC_NUMERIC, "de_DE.UTF-8"); /* where it is installed */
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        CU_ASSERT_TRUE(wain_number_read_real(reals[i].text, strlen(reals[i].text), '.', &value));
        CU_ASSERT_EQUAL(value, reals[i].value);
        wain_number_print(reals[i].value, text, sizeof text);
        CU_ASSERT_TRUE(wain_number_read_real(text, strlen(text), '.', &value));
        CU_ASSERT_EQUAL(value, reals[i].value);
    }
    CU_ASSERT_TRUE(wain_number_read_real("1,25", 4, ',', &value));
    CU_ASSERT_EQUAL(value, 1.25);
    CU_ASSERT_FALSE(wain_number_read_real("1.25", 4, ',', &value));
    (void)setlocale(LC_NUMERIC, "C");
    CU_ASSERT_TRUE(wain_number_read_int("-9223372036854775808", 20, &whole));
    CU_ASSERT_EQUAL(whole, INT64_MIN);
    CU_ASSERT_FALSE(wain_number_read_int("9223372036854775808", 19, &whole));
    CU_ASSERT_FALSE(wain_number_read_int("-", 1, &whole));
}

void wain_suite_option(CU_pSuite suite)
{
    suite->pSetUpFunc = set_up;
    suite->pTearDownFunc = tear_down;
    CU_ADD_TEST(suite, defaults_are_set);
    CU_ADD_TEST(suite, values_and_origins_are_kept);
    CU_ADD_TEST(suite, bad_values_are_refused);
    CU_ADD_TEST(suite, unknown_keys_suggest_the_nearest);
    CU_ADD_TEST(suite, distances_count_slips);
    CU_ADD_TEST(suite, numbers_ignore_the_locale);
}
