#include <CUnit/CUnit.h>
#include <string.h>

#include "solver/model/reason.h"

void wain_suite_reason(CU_pSuite suite);

static void every_reason_has_a_key_of_its_own_and_a_text(void)
{
    for (int i = 0; i < WAIN_NUM_REASONS; i++) {
        CU_ASSERT_TRUE(strlen(wain_reason_key((wain_reason)i)) > 0);
        CU_ASSERT_TRUE(strlen(wain_reason_text((wain_reason)i)) > 0);
        for (int j = 0; j < i; j++)
            CU_ASSERT_STRING_NOT_EQUAL(wain_reason_key((wain_reason)i), wain_reason_key((wain_reason)j));
    }
    CU_ASSERT_STRING_EQUAL(wain_reason_key(WAIN_REASON_TOO_LARGE), "too_large");
    CU_ASSERT_STRING_EQUAL(wain_reason_key((wain_reason)200), "unknown");
    CU_ASSERT_STRING_EQUAL(wain_reason_text((wain_reason)-1), "no known reason");
}

static void expect(wain_relaxation relaxation, int32_t detail, int64_t amount, const char *type, const char *text)
{
    const wain_unserved unserved = {.relaxation = relaxation, .detail = detail, .amount = amount};
    const wain_relaxation_names names = {.type = type};
    char printed[256];

    CU_ASSERT_EQUAL(wain_relaxation_print(&unserved, &names, printed, sizeof printed), (int)strlen(text));
    CU_ASSERT_STRING_EQUAL(printed, text);
}

static void relaxations_name_the_amount_in_the_planners_units(void)
{
    expect(WAIN_RELAX_NONE, -1, 0, "", "no single change known");
    expect(WAIN_RELAX_DATA, -1, 0, "", "its row mended");
    expect(WAIN_RELAX_LOAD, 0, 120000, "", "a vehicle that carries 120 kg more");
    expect(WAIN_RELAX_LOAD, 1, 350000, "", "a vehicle that holds 0.35 m3 more");
    expect(WAIN_RELAX_LOAD, 2, 5, "", "a vehicle with 5 more of load 2");
    expect(WAIN_RELAX_SKILL, 3, 1, "van", "1 more skill for a vehicle of type van");
    expect(WAIN_RELAX_WINDOW, -1, 2090, "", "a last window that ends 35 min later");
    expect(WAIN_RELAX_WINDOW, -1, 40, "", "a last window that ends 40 s later");
    expect(WAIN_RELAX_SHIFT, 0, 7500, "van", "a shift of type van that ends 2 h 5 min later");
    expect(WAIN_RELAX_SHIFT, 0, 7200, "", "a shift that ends 2 h later");
    expect(WAIN_RELAX_DISTANCE, 0, 12500, "van", "a distance limit of type van raised by 12.5 km");
    expect(WAIN_RELAX_VEHICLE, 0, 1, "van", "1 more vehicle of type van");
    expect(WAIN_RELAX_VEHICLE, 0, 2, NULL, "2 more vehicles");
    expect(WAIN_RELAX_PRICE, -1, 12340000, "", "a price raised by 12.34");
    expect(WAIN_RELAX_PRICE, -1, 1234560001, "", "a price raised by 1,234.57"); /* what would be enough */
}

static void expect_names(wain_unserved unserved, wain_relaxation_names names, const char *text)
{
    char printed[256];

    CU_ASSERT_EQUAL(wain_relaxation_print(&unserved, &names, printed, sizeof printed), (int)strlen(text));
    CU_ASSERT_STRING_EQUAL(printed, text);
}

static void relaxations_name_what_is_to_be_changed(void)
{
    const wain_relaxation_names names = {.type = "van", .depot = "R01-2", .skills = "cold", .fault = "column 'x': bad"};
    const wain_relaxation_names two = {.type = "van", .skills = "cold, lift"};
    const wain_relaxation_names alike = {.region = "RO2", .nearest_region = "R02"}, alone = {.region = "RO2"};
    const wain_unserved skill = {.relaxation = WAIN_RELAX_SKILL, .amount = 1};
    const wain_unserved skills = {.relaxation = WAIN_RELAX_SKILL, .amount = 2};
    const wain_unserved shift = {.relaxation = WAIN_RELAX_SHIFT, .amount = 60};
    const wain_unserved data = {.relaxation = WAIN_RELAX_DATA};
    const wain_unserved depot = {.reason = WAIN_REASON_NO_DEPOT};

    expect_names(skill, names, "skill cold for a vehicle of type van at depot R01-2");
    expect_names(skills, two, "skills cold, lift for a vehicle of type van");
    expect_names(shift, names, "a shift of type van at depot R01-2 that ends 1 min later");
    expect_names(data, names, "its row mended: column 'x': bad");
    expect_names((wain_unserved){.reason = WAIN_REASON_OUTSIDE_HORIZON}, (wain_relaxation_names){.day = "2026-03-09"},
                 "a horizon that reaches 2026-03-09");
    expect_names(depot, alike, "a depot and vehicles for region RO2, or its name mended: did you mean 'R02'?");
    expect_names(depot, alone, "a depot and vehicles for region RO2");
}

static void a_short_buffer_is_cut_not_overrun(void)
{
    const wain_unserved unserved = {.relaxation = WAIN_RELAX_DATA};
    char printed[8];

    CU_ASSERT_EQUAL(wain_relaxation_print(&unserved, NULL, printed, sizeof printed), 14);
    CU_ASSERT_STRING_EQUAL(printed, "its row");
}

void wain_suite_reason(CU_pSuite suite)
{
    CU_ADD_TEST(suite, every_reason_has_a_key_of_its_own_and_a_text);
    CU_ADD_TEST(suite, relaxations_name_the_amount_in_the_planners_units);
    CU_ADD_TEST(suite, relaxations_name_what_is_to_be_changed);
    CU_ADD_TEST(suite, a_short_buffer_is_cut_not_overrun);
}
