#include <CUnit/CUnit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/rng.h"
#include "solver/partition/partition.h"
#include "solver/partition/partition_internal.h"

void wain_suite_partition(CU_pSuite suite);

enum { FIRST_DAY = 20000 };

static wain_speed_profile profiles[1];
static wain_travel travel = {
    .metric = WAIN_METRIC_GREAT_CIRCLE, .detour = 1.3, .num_profiles = 1, .profiles = profiles};

static void add_region(wain_order_book *book, const char *name)
{
    int32_t index;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, name, strlen(name), &index, NULL), WAIN_OK);
}

static void add_depot(wain_order_book *book, int32_t region, double x, double y)
{
    const wain_depot depot = {.region = region, .x = x, .y = y, .open = 5 * 3600, .close = 22 * 3600};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_depot(book, &depot, NULL), WAIN_OK);
}

static void add_type(wain_order_book *book, int32_t depot, int32_t count)
{
    const wain_vehicle_type type = {.depot = depot,
                                    .count = count,
                                    .capacity = {1000000, 10000000},
                                    .shift_start = 6 * 3600,
                                    .shift_end = 16 * 3600,
                                    .max_stops = 100,
                                    .max_distance = WAIN_DIST_MAX};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &type, NULL), WAIN_OK);
}

static void add_order(wain_order_book *book, int32_t region, double x, double y, wain_day earliest, wain_day latest)
{
    const wain_order order = {.region = region,
                              .x = x,
                              .y = y,
                              .load = {1000, 10000},
                              .earliest_day = earliest,
                              .latest_day = latest,
                              .service = 300,
                              .priority = WAIN_PRIORITY_NORMAL};
    const wain_window window = {8 * 3600, 12 * 3600};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_order(book, &order, &window, (int32_t)(book->num_orders % 2), NULL),
                          WAIN_OK);
}

/* `num_orders` orders in towns of three regions (the third without a depot), promised for 1..4 days, some outside
 * [FIRST_DAY, FIRST_DAY + num_days). */
static wain_order_book *random_book(uint64_t seed, int32_t num_orders, int32_t num_days)
{
    wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_order_book *book = NULL;

    profiles[0] = wain_speed_profile_constant(14000);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    book->num_loads = 2;
    add_region(book, "east");
    add_region(book, "west");
    add_region(book, "nowhere");
    add_depot(book, 0, 10, 50);
    add_depot(book, 1, 5, 50);
    add_depot(book, 0, 11, 51);
    add_type(book, 0, num_orders / 50 + 1);
    add_type(book, 2, num_orders / 100 + 3);
    add_type(book, 1, INT32_MAX);
    for (int32_t i = 0; i < num_orders; i++) {
        const int32_t region = wain_rng_below(&rng, 50) == 0 ? 2 : (int32_t)wain_rng_below(&rng, 3) % 2;
        const double town = (double)wain_rng_below(&rng, 7) / 5,
                     reach = wain_rng_uniform(&rng) * wain_rng_uniform(&rng);
        const wain_day earliest = FIRST_DAY - 1 + (wain_day)wain_rng_below(&rng, (uint32_t)num_days + 2);

        add_order(book, region, (region == 0 ? 10 : 5) + town + reach * wain_rng_uniform(&rng),
                  50 + town * town - town + reach * wain_rng_uniform(&rng), earliest,
                  earliest + (wain_day)wain_rng_below(&rng, 4));
    }
    return book;
}

static wain_partition *partition_of(wain_order_book *book, int32_t num_days, int32_t max_stops)
{
    const wain_partition_options options = {.first_day = FIRST_DAY, .num_days = num_days, .max_stops = max_stops};
    wain_partition *partition = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_partition_create(book, &travel, &options, &partition, NULL), WAIN_OK);
    return partition;
}

static int64_t vehicles_of(const wain_order_book *book, int32_t region)
{
    int64_t vehicles = 0;

    for (size_t t = 0; t < book->num_types; t++)
        vehicles += book->depots[book->types[t].depot].region == region ? book->types[t].count : 0;
    return vehicles;
}

/* Every order is in one unit of its region on a day of its promise, or has the reason it deserves. */
static void check_orders(const wain_order_book *book, const wain_partition *partition, int32_t max_stops)
{
    int32_t *seen = calloc(book->num_orders + 1, sizeof *seen);

    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];

        CU_ASSERT_FATAL(unit->num_orders >= 1);
        CU_ASSERT_FATAL(unit->num_orders <= max_stops || unit->num_parts == vehicles_of(book, unit->region));
        CU_ASSERT_FATAL(unit->day >= partition->first_day && unit->day < partition->first_day + partition->num_days);
        for (int32_t i = 0; i < unit->num_orders; i++) {
            const wain_order *order = &book->orders[unit->orders[i]];

            seen[unit->orders[i]]++;
            CU_ASSERT_FATAL(i == 0 || unit->orders[i - 1] < unit->orders[i]);
            CU_ASSERT_EQUAL_FATAL(order->region, unit->region);
            CU_ASSERT_FATAL(order->earliest_day <= unit->day && unit->day <= order->latest_day);
        }
    }
    for (size_t i = 0; i < book->num_orders; i++) {
        const wain_order *order = &book->orders[i];
        const bool outside = order->latest_day < partition->first_day ||
                             order->earliest_day >= partition->first_day + partition->num_days;
        const wain_reason reason = outside              ? WAIN_REASON_OUTSIDE_HORIZON
                                   : order->region == 2 ? WAIN_REASON_NO_DEPOT
                                                        : WAIN_REASON_NONE;

        CU_ASSERT_EQUAL_FATAL(order->reason, reason);
        CU_ASSERT_EQUAL_FATAL(seen[i], reason == WAIN_REASON_NONE);
    }
    free(seen);
}

/* Per region and day the fleet is handed out whole: units in sequence, no vehicle twice, none kept back. */
static void check_fleet(const wain_order_book *book, const wain_partition *partition)
{
    for (int32_t u = 0; u < partition->num_units; u += partition->units[u].num_parts) {
        const wain_unit *unit = &partition->units[u];

        for (size_t t = 0; t < book->num_types; t++) {
            const bool here = book->depots[book->types[t].depot].region == unit->region;
            int64_t sum = 0;

            for (int32_t p = 0; p < unit->num_parts; p++) {
                CU_ASSERT_EQUAL_FATAL(unit[p].part, p);
                CU_ASSERT_EQUAL_FATAL(unit[p].day, unit->day);
                CU_ASSERT_FATAL(unit[p].type_count[t] >= 0);
                sum += unit[p].type_count[t];
                if (here && book->types[t].count == INT32_MAX)
                    CU_ASSERT_EQUAL_FATAL(unit[p].type_count[t], INT32_MAX);
            }
            if (!here)
                CU_ASSERT_EQUAL_FATAL(sum, 0);
            if (here && book->types[t].count != INT32_MAX)
                CU_ASSERT_EQUAL_FATAL(sum, book->types[t].count);
        }
    }
}

static void every_order_finds_one_place(void)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 1, 0, 0);
        const int32_t n = (int32_t)wain_rng_below(&rng, seed % 5 ? 400 : 5000);
        const int32_t num_days = 1 + (int32_t)wain_rng_below(&rng, 7),
                      max_stops = 1 + (int32_t)wain_rng_below(&rng, 300);
        wain_order_book *book = random_book(seed, n, num_days);
        wain_partition *partition = partition_of(book, num_days, max_stops);

        check_orders(book, partition, max_stops);
        check_fleet(book, partition);
        wain_partition_free(partition);
        wain_order_book_free(book);
    }
}

static void equal_books_give_equal_partitions(void)
{
    wain_order_book *book[2];
    wain_partition *partition[2];

    for (int k = 0; k < 2; k++) {
        book[k] = random_book(5, 3000, 4);
        partition[k] = partition_of(book[k], 4, 150);
    }
    CU_ASSERT_EQUAL_FATAL(partition[0]->num_units, partition[1]->num_units);
    for (int32_t u = 0; u < partition[0]->num_units; u++) {
        const wain_unit *a = &partition[0]->units[u], *b = &partition[1]->units[u];

        CU_ASSERT_EQUAL_FATAL(a->num_orders, b->num_orders);
        CU_ASSERT_EQUAL(memcmp(a->orders, b->orders, (size_t)a->num_orders * sizeof *a->orders), 0);
        CU_ASSERT_EQUAL(memcmp(a->type_count, b->type_count, book[0]->num_types * sizeof *a->type_count), 0);
    }
    for (int k = 0; k < 2; k++) {
        wain_partition_free(partition[k]);
        wain_order_book_free(book[k]);
    }
}

static void known_reasons_are_kept(void)
{
    wain_order_book *book = random_book(1, 0, 1);
    wain_partition *partition;

    add_order(book, 0, 10, 50, FIRST_DAY, FIRST_DAY);
    add_order(book, 0, 10, 50, FIRST_DAY, FIRST_DAY);
    book->orders[0].reason = WAIN_REASON_BAD_DATA;
    partition = partition_of(book, 1, 10);
    CU_ASSERT_EQUAL(book->orders[0].reason, WAIN_REASON_BAD_DATA);
    CU_ASSERT_EQUAL_FATAL(partition->num_units, 1);
    CU_ASSERT_EQUAL_FATAL(partition->units[0].num_orders, 1);
    CU_ASSERT_EQUAL(partition->units[0].orders[0], 1);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

/* 4,000 orders free over 5 days, and 300 fixed on the first, many more than the vehicles have stops for: all days end
 * up within a tenth of the mean. */
static void days_are_balanced(void)
{
    wain_rng rng = wain_rng_stream(9, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_order_book *book = random_book(1, 0, 1);
    wain_partition *partition;

    book->types[0].max_stops = book->types[1].max_stops = 20;
    for (int i = 0; i < 4300; i++)
        add_order(book, 0, 10 + wain_rng_uniform(&rng), 50 + wain_rng_uniform(&rng), FIRST_DAY,
                  FIRST_DAY + (i < 300 ? 0 : 4));
    partition = partition_of(book, 5, 100000);
    CU_ASSERT_EQUAL_FATAL(partition->num_units, 5);
    for (int32_t u = 0; u < 5; u++)
        CU_ASSERT(abs(partition->units[u].num_orders - 860) <= 86);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

/* Mean distance of an order to the nearest other order of its unit, metres. */
static double mean_spacing(const wain_order_book *book, const wain_partition *partition)
{
    double sum = 0;
    int32_t count = 0;

    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];

        for (int32_t i = 0; i < unit->num_orders; i++) {
            const wain_order *a = &book->orders[unit->orders[i]];
            double nearest = HUGE_VAL;

            for (int32_t k = 0; k < unit->num_orders; k++) {
                const wain_order *b = &book->orders[unit->orders[k]];

                if (k != i)
                    nearest = fmin(nearest, wain_travel_distance(&travel, a->x, a->y, b->x, b->y));
            }
            sum += nearest;
            count++;
        }
    }
    return sum / count;
}

static void neighbours_share_a_day(void)
{
    wain_order_book *free_days = random_book(1, 0, 1), *random_days = random_book(1, 0, 1);
    wain_rng rng = wain_rng_stream(9, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_partition *kept, *torn;

    for (int i = 0; i < 1500; i++) {
        const double x = 10 + wain_rng_uniform(&rng), y = 50 + wain_rng_uniform(&rng);
        const wain_day day = FIRST_DAY + (wain_day)wain_rng_below(&rng, 5);

        add_order(free_days, 0, x, y, FIRST_DAY, FIRST_DAY + 4);
        add_order(random_days, 0, x, y, day, day);
    }
    kept = partition_of(free_days, 5, 100000);
    torn = partition_of(random_days, 5, 100000);
    CU_ASSERT(mean_spacing(free_days, kept) < 0.7 * mean_spacing(random_days, torn));
    wain_partition_free(kept);
    wain_partition_free(torn);
    wain_order_book_free(free_days);
    wain_order_book_free(random_days);
}

/* Parts of one day do not overlap (boxes of a bisection), and their work is about equal. */
static void parts_are_compact_and_balanced(void)
{
    wain_rng rng = wain_rng_stream(4, WAIN_PURPOSE_TEST, 0, 0, 0);
    enum { N = 5000, PARTS = 7 };
    wain_place *places = calloc(N, sizeof *places);
    double work[PARTS] = {0}, box[PARTS][4];

    for (int i = 0; i < N; i++)
        places[i] = (wain_place){.x = wain_rng_uniform(&rng) * wain_rng_uniform(&rng),
                                 .y = wain_rng_uniform(&rng),
                                 .work = 1 + wain_rng_uniform(&rng),
                                 .row = i};
    wain_split_places(places, N, PARTS, 800);
    for (int p = 0; p < PARTS; p++)
        memcpy(box[p], (double[]){HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL}, sizeof box[p]);
    for (int i = 0; i < N; i++) {
        double *b = box[places[i].part];

        work[places[i].part] += places[i].work;
        b[0] = fmin(b[0], places[i].x);
        b[1] = fmax(b[1], places[i].x);
        b[2] = fmin(b[2], places[i].y);
        b[3] = fmax(b[3], places[i].y);
    }
    for (int p = 0; p < PARTS; p++) {
        CU_ASSERT(fabs(work[p] - 1.5 * N / PARTS) < 0.03 * 1.5 * N / PARTS);
        for (int q = 0; q < p; q++)
            CU_ASSERT(box[p][1] < box[q][0] || box[q][1] < box[p][0] || box[p][3] < box[q][2] || box[q][3] < box[p][2]);
    }
    free(places);
}

static void uneven_work_never_overfills_a_part(void)
{
    enum { N = 1000 };
    wain_place places[N] = {{0}};
    int32_t count[10] = {0};

    for (int i = 0; i < N; i++)
        places[i] = (wain_place){.x = i, .work = i == 0 ? 1e6 : 1e-3, .row = i};
    wain_split_places(places, N, 10, 100);
    for (int i = 0; i < N; i++)
        count[places[i].part]++;
    for (int p = 0; p < 10; p++)
        CU_ASSERT_EQUAL(count[p], 100);
}

static void vehicles_are_divided_by_largest_remainder(void)
{
    const double weight[] = {0.5, 0.3, 0.2};
    double carry[3] = {0};
    int32_t given[3];

    wain_divide_vehicles(4, weight, 3, carry, given); /* 2, 1.2, 0.8 */
    CU_ASSERT(given[0] == 2 && given[1] == 1 && given[2] == 1);
    wain_divide_vehicles(1, weight, 3, carry, given); /* 0.5, 0.3 + 0.2, 0.2 - 0.2: the first of the largest */
    CU_ASSERT(given[0] + given[1] + given[2] == 1 && given[2] == 0);
    wain_divide_vehicles(INT32_MAX, weight, 3, carry, given);
    CU_ASSERT(given[0] == INT32_MAX && given[1] == INT32_MAX && given[2] == INT32_MAX);
    wain_divide_vehicles(0, weight, 3, (double[3]){0}, given);
    CU_ASSERT(given[0] == 0 && given[1] == 0 && given[2] == 0);
}

/* Two parts, each by a depot of its own; the third type can what the others can't. */
static void vehicles_come_from_near_depots(void)
{
    wain_order_book *book = NULL;
    wain_unit units[2] = {0};
    int32_t rows[] = {0, 1, 2, 3}, counts[2][3] = {{0}}, count[] = {3, 5, 4};

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    add_region(book, "north");
    add_depot(book, 0, 11, 48);
    add_depot(book, 0, 12, 48);
    for (int32_t i = 0; i < 4; i++)
        add_order(book, 0, i < 2 ? 11.1 : 12.1, 48.1, FIRST_DAY, FIRST_DAY);
    add_type(book, 0, 3);
    add_type(book, 1, 5);
    add_type(book, 1, 4);
    book->types[2].skills = 1;
    for (int32_t p = 0; p < 2; p++)
        units[p] =
            (wain_unit){.part = p, .num_parts = 2, .num_orders = 2, .orders = rows + 2 * p, .type_count = counts[p]};
    CU_ASSERT_EQUAL(wain_share_fleet(book, travel.metric, count, (double[]){0.5, 0.5}, units, 2, NULL), WAIN_OK);
    CU_ASSERT(counts[0][0] == 3 && counts[0][1] == 1 && counts[0][2] == 2);
    CU_ASSERT(counts[1][0] == 0 && counts[1][1] == 4 && counts[1][2] == 2);
    count[1] = INT32_MAX; /* as many as needed: no kind with others */
    CU_ASSERT_EQUAL(wain_share_fleet(book, travel.metric, count, (double[]){0.5, 0.5}, units, 2, NULL), WAIN_OK);
    CU_ASSERT(counts[0][0] + counts[1][0] == 3 && counts[0][1] == INT32_MAX && counts[1][1] == INT32_MAX);
    wain_order_book_free(book);
}

/* Two types of one vehicle each and two parts: each part gets one of them. */
static void every_part_gets_a_vehicle(void)
{
    wain_order_book *book = random_book(1, 0, 1);
    wain_partition *partition;

    book->types[0].count = book->types[1].count = 1;
    for (int i = 0; i < 20; i++)
        add_order(book, 0, 10 + i, 50, FIRST_DAY, FIRST_DAY);
    partition = partition_of(book, 1, 10);
    CU_ASSERT_EQUAL_FATAL(partition->num_units, 2);
    for (int32_t u = 0; u < 2; u++)
        CU_ASSERT_EQUAL(partition->units[u].type_count[0] + partition->units[u].type_count[1], 1);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

/* Consecutive cells of a Hilbert curve are neighbours, and each index is taken once. */
static void the_curve_has_no_jumps(void)
{
    static uint32_t where[1 << 12];

    for (uint32_t x = 0; x < 64; x++) {
        for (uint32_t y = 0; y < 64; y++) {
            const uint32_t index = wain_hilbert(x, y);

            CU_ASSERT_FATAL(index < 1 << 12);
            where[index] = 1 + x * 64 + y;
        }
    }
    for (int i = 1; i < 1 << 12; i++) {
        CU_ASSERT_FATAL(where[i] > 0);
        CU_ASSERT_EQUAL(abs((int)(where[i] - 1) / 64 - (int)(where[i - 1] - 1) / 64) +
                            abs((int)(where[i] - 1) % 64 - (int)(where[i - 1] - 1) % 64),
                        1);
    }
}

static void a_problem_holds_its_unit(void)
{
    wain_order_book *book = random_book(1, 0, 1);
    wain_partition *partition;
    wain_problem *problem = NULL;

    book->types[0].shift_end = 23 * 3600; /* the depot closes at 22:00 */
    book->types[1].shift_start = 22 * 3600 + 1;
    add_order(book, 1, 5, 50, FIRST_DAY, FIRST_DAY);
    add_order(book, 0, 10, 50, FIRST_DAY, FIRST_DAY);
    add_order(book, 0, 10.1, 50.1, FIRST_DAY, FIRST_DAY);
    book->orders[1].priority = WAIN_PRIORITY_HIGH;
    book->orders[2].priority = WAIN_PRIORITY_OPTIONAL;
    book->orders[2].price = 7;
    partition = partition_of(book, 1, 10);
    CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, 0, book, &travel, &problem, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(problem->unit, 0);
    CU_ASSERT_EQUAL(problem->num_loads, 2);
    CU_ASSERT_EQUAL_FATAL(problem->num_orders, 2);
    CU_ASSERT_EQUAL_FATAL(problem->num_types, 1); /* type 1 has no time, type 2 is of the west */
    CU_ASSERT_EQUAL_FATAL(problem->num_depots, 1);
    CU_ASSERT_EQUAL(problem->types[0].row, 0);
    CU_ASSERT_EQUAL(problem->types[0].start, 6 * 3600);
    CU_ASSERT_EQUAL(problem->types[0].end, 22 * 3600);
    CU_ASSERT_EQUAL(problem->types[0].count, book->types[0].count);
    CU_ASSERT_EQUAL(problem->orders[0].row, 1);
    CU_ASSERT_TRUE(problem->orders[0].price > problem->types[0].fixed_cost + problem->types[0].cost_per_hour * 16);
    CU_ASSERT_TRUE(problem->orders[0].required);
    CU_ASSERT_EQUAL(problem->orders[1].price, 7);
    CU_ASSERT_FALSE(problem->orders[1].required);
    CU_ASSERT_EQUAL(problem->windows[problem->orders[0].first_window].open, 8 * 3600);
    CU_ASSERT_EQUAL(problem->windows[problem->orders[1].first_window].close, WAIN_TIME_MAX);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 0, 1), 0);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 0, 2), wain_travel_distance(&travel, 10, 50, 10.1, 50.1));
    wain_problem_free(problem);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

/* Cell (a, b) of the book's matrix is 100 a + b. */
/* Whatever vehicles cost, leaving out a required order costs more, a more wanted one still more, and all of them
 * together less than overflows. */
static void required_orders_are_dearer_than_vehicles(void)
{
    enum { ORDERS = 4000 };

    for (int64_t fixed = 0; fixed <= 100000000; fixed = 10 * fixed + 1) {
        wain_order_book *book = random_book(1, 0, 1);
        wain_partition *partition;
        wain_problem *problem = NULL;

        book->types[0].fixed_cost = fixed * WAIN_COST_SCALE;
        for (int32_t i = 0; i < ORDERS; i++) {
            add_order(book, 0, 10, 50, FIRST_DAY, FIRST_DAY);
            book->orders[i].priority = (uint8_t)(WAIN_PRIORITY_LOW + i % 3);
        }
        partition = partition_of(book, 1, ORDERS);
        CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, 0, book, &travel, &problem, NULL), WAIN_OK);
        CU_ASSERT_TRUE(problem->orders[0].price > book->types[0].fixed_cost);
        CU_ASSERT_TRUE(problem->orders[1].price >= problem->orders[0].price);
        CU_ASSERT_TRUE(problem->orders[2].price >= problem->orders[1].price);
        CU_ASSERT_TRUE(fixed > 1000000 || problem->orders[2].price > 3 * problem->orders[1].price);
        CU_ASSERT_TRUE(problem->orders[2].price <= WAIN_COST_MAX / 2 / ORDERS);
        wain_problem_free(problem);
        wain_partition_free(partition);
        wain_order_book_free(book);
    }
}

static void a_matrix_is_cut_to_the_unit(void)
{
    wain_order_book *book = random_book(1, 0, 1);
    wain_travel matrix = {.metric = WAIN_METRIC_MATRIX, .num_profiles = 1, .profiles = profiles};
    const wain_partition_options options = {.first_day = FIRST_DAY, .num_days = 1, .max_stops = 10};
    wain_partition *partition = NULL;
    wain_problem *problem = NULL;
    int32_t cells[5 * 5];
    wain_error err;

    add_order(book, 0, 0, 0, FIRST_DAY, FIRST_DAY);
    add_order(book, 1, 0, 0, FIRST_DAY, FIRST_DAY);
    for (int32_t i = 0; i < 25; i++)
        cells[i] = i / 5 * 100 + i % 5;
    matrix.matrix = cells;
    matrix.matrix_size = 5;
    CU_ASSERT_EQUAL_FATAL(wain_partition_create(book, &matrix, &options, &partition, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_partition_problem(partition, 1, book, &matrix, &problem, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(problem->travel.matrix_size, 2); /* depot 1 and order 1, which is location 3 + 1 */
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 0, 1), 104);
    CU_ASSERT_EQUAL(wain_problem_distance(problem, 1, 0), 401);
    wain_problem_free(problem);
    matrix.matrix_size = 4;
    CU_ASSERT_EQUAL(wain_partition_problem(partition, 1, book, &matrix, &problem, &err), WAIN_EINTERNAL);
    wain_partition_free(partition);
    wain_order_book_free(book);
}

static void impossible_options_are_refused(void)
{
    wain_order_book *book = random_book(1, 10, 1);
    wain_partition *partition = NULL;
    wain_partition_options options = {.first_day = FIRST_DAY, .num_days = 0, .max_stops = 10};

    CU_ASSERT_EQUAL(wain_partition_create(book, &travel, &options, &partition, NULL), WAIN_EUSAGE);
    options.num_days = 1;
    options.max_stops = 0;
    CU_ASSERT_EQUAL(wain_partition_create(book, &travel, &options, &partition, NULL), WAIN_EUSAGE);
    wain_order_book_free(book);
}

static void larger_units_take_more(void)
{
    CU_ASSERT(wain_partition_effort(2000, false) > 2 * wain_partition_effort(1000, false));
    CU_ASSERT(wain_partition_effort(1000, true) > wain_partition_effort(1000, false));
    CU_ASSERT_EQUAL(wain_partition_memory(1000), 620000);
}

void wain_suite_partition(CU_pSuite suite)
{
    CU_ADD_TEST(suite, every_order_finds_one_place);
    CU_ADD_TEST(suite, equal_books_give_equal_partitions);
    CU_ADD_TEST(suite, known_reasons_are_kept);
    CU_ADD_TEST(suite, days_are_balanced);
    CU_ADD_TEST(suite, neighbours_share_a_day);
    CU_ADD_TEST(suite, parts_are_compact_and_balanced);
    CU_ADD_TEST(suite, uneven_work_never_overfills_a_part);
    CU_ADD_TEST(suite, vehicles_are_divided_by_largest_remainder);
    CU_ADD_TEST(suite, vehicles_come_from_near_depots);
    CU_ADD_TEST(suite, every_part_gets_a_vehicle);
    CU_ADD_TEST(suite, the_curve_has_no_jumps);
    CU_ADD_TEST(suite, a_problem_holds_its_unit);
    CU_ADD_TEST(suite, required_orders_are_dearer_than_vehicles);
    CU_ADD_TEST(suite, a_matrix_is_cut_to_the_unit);
    CU_ADD_TEST(suite, impossible_options_are_refused);
    CU_ADD_TEST(suite, larger_units_take_more);
}
