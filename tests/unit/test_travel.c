#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>

#include "solver/core/rng.h"
#include "solver/model/travel.h"

void wain_suite_travel(CU_pSuite suite);

static wain_speed_profile random_profile(wain_rng *rng)
{
    static const int32_t seconds[] = {1, 7, 900, 3600};
    wain_speed_profile profile = {.num_bands = 2 + (int32_t)wain_rng_below(rng, WAIN_MAX_BANDS - 1)};

    profile.band_seconds = seconds[wain_rng_below(rng, 4)];
    for (int32_t b = 0; b < profile.num_bands; b++)
        profile.speed[b] = 1 + (int32_t)wain_rng_below(rng, wain_rng_below(rng, 2) ? 40000 : 10);
    wain_speed_profile_prepare(&profile);
    return profile;
}

/* A plain second-by-second drive over the bands: what the fast functions must equal. */
static wain_time drive(const wain_speed_profile *profile, wain_time t, wain_dist distance)
{
    int64_t rest = (int64_t)distance * 1000;

    while (rest > 0) {
        const int32_t b = t < 0 ? 0 : t / profile->band_seconds;

        rest -= profile->speed[b < profile->num_bands ? b : profile->num_bands - 1];
        t++;
    }
    return t;
}

static void constant_speed_rounds_up(void)
{
    const wain_speed_profile unit = wain_speed_profile_constant(1000), slow = wain_speed_profile_constant(13889);

    CU_ASSERT_EQUAL(wain_travel_arrival(&unit, 100, 250), 350);
    CU_ASSERT_EQUAL(wain_travel_arrival(&unit, 100, 0), 100);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&unit, 350, 250), 100);
    CU_ASSERT_EQUAL(wain_travel_arrival(&slow, 0, 13889), 1000);
    CU_ASSERT_EQUAL(wain_travel_arrival(&slow, 0, 13890), 1001);
    CU_ASSERT_EQUAL(wain_travel_arrival(&slow, 28800, 1), 28801);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&slow, 28801, 1), 28800);
}

static void extreme_times_do_not_overflow(void)
{
    const wain_speed_profile crawl = wain_speed_profile_constant(1);
    wain_speed_profile bands = {.num_bands = 2, .band_seconds = 3600, .speed = {1, 1}};

    wain_speed_profile_prepare(&bands);
    CU_ASSERT_EQUAL(wain_travel_arrival(&crawl, WAIN_TIME_MAX, INT32_MAX), 2 * WAIN_TIME_MAX);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&crawl, 0, INT32_MAX), -2 * WAIN_TIME_MAX);
    CU_ASSERT_EQUAL(wain_travel_arrival(&bands, WAIN_TIME_MAX, INT32_MAX), 2 * WAIN_TIME_MAX);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&bands, 0, INT32_MAX), -2 * WAIN_TIME_MAX);
}

/* 36 km/h in the first hour, 72 km/h in the second. */
static void bands_by_hand(void)
{
    wain_speed_profile profile = {.num_bands = 2, .band_seconds = 3600, .speed = {10000, 20000}};

    wain_speed_profile_prepare(&profile);
    CU_ASSERT_EQUAL(profile.odometer[1], 36000000);
    CU_ASSERT_EQUAL(wain_travel_arrival(&profile, 3500, 1000), 3600);
    CU_ASSERT_EQUAL(wain_travel_arrival(&profile, 3500, 3000), 3700);
    CU_ASSERT_EQUAL(wain_travel_arrival(&profile, -100, 1000), 0);
    CU_ASSERT_EQUAL(wain_travel_arrival(&profile, 100000, 2001), 100101);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&profile, 3700, 3000), 3500);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&profile, 3700, 3005), 3499);
    CU_ASSERT_EQUAL(wain_travel_latest_departure(&profile, 10, 1000), -90);
}

static void bands_equal_a_drive_by_the_second(void)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 1, 0, 0);

    for (int i = 0; i < 2000; i++) {
        const wain_speed_profile profile = random_profile(&rng);
        const int32_t span = profile.num_bands * profile.band_seconds;
        const wain_time departure = (wain_time)wain_rng_below(&rng, (uint32_t)span * 2) - span / 2;
        const wain_dist distance = (wain_dist)wain_rng_below(&rng, 100);

        CU_ASSERT_EQUAL_FATAL(wain_travel_arrival(&profile, departure, distance), drive(&profile, departure, distance));
    }
}

static void who_leaves_first_arrives_first(void)
{
    wain_rng rng = wain_rng_stream(2, WAIN_PURPOSE_TEST, 1, 0, 0);

    for (int i = 0; i < 20000; i++) {
        const wain_speed_profile profile = random_profile(&rng);
        const wain_time departure = (wain_time)wain_rng_below(&rng, 200000) - 20000;
        const wain_dist distance = (wain_dist)wain_rng_below(&rng, 200000);
        const wain_time arrival = wain_travel_arrival(&profile, departure, distance);

        CU_ASSERT_FATAL(arrival >= departure);
        CU_ASSERT_FATAL(wain_travel_arrival(&profile, departure + 1, distance) >= arrival);
        CU_ASSERT_FATAL(wain_travel_arrival(&profile, departure, distance + 1) >= arrival);
    }
}

static void latest_departure_inverts_arrival(void)
{
    wain_rng rng = wain_rng_stream(3, WAIN_PURPOSE_TEST, 1, 0, 0);

    for (int i = 0; i < 20000; i++) {
        const wain_speed_profile profile =
            i % 4 ? random_profile(&rng) : wain_speed_profile_constant(1 + (int32_t)wain_rng_below(&rng, 40000));
        const wain_time arrival = (wain_time)wain_rng_below(&rng, 200000) - 20000;
        const wain_dist distance = (wain_dist)wain_rng_below(&rng, 200000);
        const wain_time departure = wain_travel_latest_departure(&profile, arrival, distance);

        CU_ASSERT_FATAL(wain_travel_arrival(&profile, departure, distance) <= arrival);
        CU_ASSERT_FATAL(wain_travel_arrival(&profile, departure + 1, distance) > arrival);
    }
}

static void euclid_rounds_as_asked(void)
{
    wain_travel travel = {.metric = WAIN_METRIC_EUCLID, .scale = 1};

    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 3, 4), 5);
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 1, 1), 1); /* 1.414 */
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 2, 2), 3); /* 2.828 */
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 0.5, 0), 1);
    travel.scale = 10;
    travel.rounding = WAIN_ROUND_DOWN;
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 2, 2), 28);
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 3, 4), 50);
    travel.scale = 10000;
    travel.rounding = WAIN_ROUND_UP;
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 2, 2), 28285);
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 0, 0, 3, 4), 50000);
    CU_ASSERT_TRUE(wain_travel_distance(&travel, 0, 0, 1e300, 1e300) > 0);
}

/* Cities 1, 2 and 3 of TSPLIB's burma14; the distances are those of its published matrix. */
static void geo_is_tsplibs(void)
{
    const wain_travel travel = {.metric = WAIN_METRIC_GEO};

    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 16.47, 96.10, 16.47, 94.44), 153);
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 16.47, 96.10, 20.09, 92.54), 510);
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 16.47, 94.44, 20.09, 92.54), 422);
}

static void expect_km(double ax, double ay, double bx, double by, double km)
{
    const wain_travel travel = {.metric = WAIN_METRIC_GREAT_CIRCLE, .detour = 1};
    const double metres = wain_travel_distance(&travel, ax, ay, bx, by);

    CU_ASSERT_DOUBLE_EQUAL(metres / 1000, km, km * 0.004);
}

static void great_circle_between_cities(void)
{
    const wain_travel travel = {.metric = WAIN_METRIC_GREAT_CIRCLE, .detour = 1.3};

    expect_km(-46.6333, -23.5505, -43.1729, -22.9068, 360.7); /* Sao Paulo, Rio de Janeiro */
    expect_km(2.3522, 48.8566, -0.1276, 51.5072, 343.6);      /* Paris, London */
    expect_km(-73.9857, 40.7484, 151.2153, -33.8568, 15989);  /* New York, Sydney */
    expect_km(0, 0, 180, 0, 20015.1);                         /* half the equator */
    expect_km(0, 90, 0, -90, 20015.1);                        /* pole to pole */
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 13.4, 52.5, 13.4, 52.5), 0);
    /* a degree of latitude is R * pi / 180 = 111195.08 m */
    CU_ASSERT_EQUAL(wain_travel_distance(&travel, 10, 50, 10, 51), 144554);
}

/* The formula of travel.h word for word, over pairs from a doorstep to half the earth apart. */
static void short_ways_follow_the_formula(void)
{
    wain_rng rng = wain_rng_stream(4, WAIN_PURPOSE_TEST, 1, 0, 0);
    wain_travel travel = {.metric = WAIN_METRIC_GREAT_CIRCLE};

    for (int i = 0; i < 300000; i++) {
        const double x = 360 * wain_rng_uniform(&rng) - 180, y = 160 * wain_rng_uniform(&rng) - 80;
        const double reach = 10 * exp(-12 * wain_rng_uniform(&rng));
        double a[3], b[3], dx, dy, dz, c;

        travel.detour = i % 2 ? 1.0 : 1.0 + wain_rng_uniform(&rng);
        wain_travel_direction(x, y, a);
        wain_travel_direction(x + reach * wain_rng_uniform(&rng), y + reach * wain_rng_uniform(&rng), b);
        dx = a[0] - b[0];
        dy = a[1] - b[1];
        dz = a[2] - b[2];
        c = sqrt(dx * dx + dy * dy + dz * dz) / 2;
        CU_ASSERT_EQUAL_FATAL(wain_travel_great_circle(&travel, a, b),
                              floor(2 * WAIN_EARTH_RADIUS * asin(c < 1 ? c : 1) * travel.detour + 0.5));
    }
}

static void a_copy_owns_its_arrays(void)
{
    int32_t matrix[] = {0, 1, 2, 0};
    wain_speed_profile profiles[2] = {wain_speed_profile_constant(5), wain_speed_profile_constant(7)};
    const wain_travel travel = {
        .metric = WAIN_METRIC_MATRIX, .matrix = matrix, .matrix_size = 2, .num_profiles = 2, .profiles = profiles};
    wain_travel copy;

    CU_ASSERT_EQUAL_FATAL(wain_travel_copy(&travel, &copy, NULL), WAIN_OK);
    matrix[1] = 9;
    profiles[1].speed[0] = 9;
    CU_ASSERT_EQUAL(copy.matrix[1], 1);
    CU_ASSERT_EQUAL(copy.profiles[1].speed[0], 7);
    wain_travel_clear(&copy);
    CU_ASSERT_PTR_NULL(copy.matrix);
    wain_travel_clear(&copy);
}

void wain_suite_travel(CU_pSuite suite)
{
    CU_ADD_TEST(suite, constant_speed_rounds_up);
    CU_ADD_TEST(suite, extreme_times_do_not_overflow);
    CU_ADD_TEST(suite, bands_by_hand);
    CU_ADD_TEST(suite, bands_equal_a_drive_by_the_second);
    CU_ADD_TEST(suite, who_leaves_first_arrives_first);
    CU_ADD_TEST(suite, latest_departure_inverts_arrival);
    CU_ADD_TEST(suite, euclid_rounds_as_asked);
    CU_ADD_TEST(suite, geo_is_tsplibs);
    CU_ADD_TEST(suite, great_circle_between_cities);
    CU_ADD_TEST(suite, short_ways_follow_the_formula);
    CU_ADD_TEST(suite, a_copy_owns_its_arrays);
}
