#include <CUnit/CUnit.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler/message.h"
#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "tests/unit/tiny_problem.h"

void wain_suite_message(CU_pSuite suite);

static wain_search_options default_options(void)
{
    wain_option_registry registry = {0};
    wain_search_options options;
    size_t count;
    const wain_option *list = wain_search_option_list(&count);

    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&registry, list, count, &options, NULL), WAIN_OK);
    wain_option_registry_clear(&registry);
    return options;
}

static void pack_problem(wain_metric metric, int32_t num_orders, wain_buffer *out)
{
    wain_problem_message message = {.unit = 12,
                                    .iterations = 5000,
                                    .seconds = 1.5,
                                    .time_left = 30,
                                    .span = {0.25, 0.5},
                                    .joins = true,
                                    .search = default_options(),
                                    .problem = tiny_problem(12, num_orders, metric)};

    CU_ASSERT_PTR_NOT_NULL_FATAL(message.problem);
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, out, NULL), WAIN_OK);
    wain_problem_free(message.problem);
}

static wain_message_kind open_message(wain_buffer *bytes)
{
    wain_message_kind kind = WAIN_NUM_MESSAGES;

    CU_ASSERT_EQUAL(wain_message_open(bytes, &kind, NULL), WAIN_OK);
    return kind;
}

/* --- what goes in comes out --- */

static void a_problem_comes_back_in_every_metric(void)
{
    const wain_metric metrics[] = {WAIN_METRIC_GREAT_CIRCLE, WAIN_METRIC_EUCLID, WAIN_METRIC_MATRIX};

    for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
        wain_problem *expected = tiny_problem(12, 9, metrics[m]);
        wain_problem_message got;
        wain_buffer bytes = {0}, again = {0};

        pack_problem(metrics[m], 9, &bytes);
        CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_PROBLEM);
        CU_ASSERT_EQUAL_FATAL(wain_message_unpack_problem(&bytes, &got, NULL), WAIN_OK);
        CU_ASSERT_EQUAL(got.unit, 12);
        CU_ASSERT_EQUAL(got.iterations, 5000);
        CU_ASSERT_EQUAL(got.seconds, 1.5);
        CU_ASSERT_EQUAL(got.time_left, 30);
        CU_ASSERT_TRUE(got.span.from == 0.25 && got.span.to == 0.5);
        CU_ASSERT_TRUE(got.joins);
        CU_ASSERT_EQUAL(got.problem->num_loads, 2);
        CU_ASSERT_EQUAL(got.problem->unit, 12);
        for (int32_t a = 0; a < 10; a++) {
            for (int32_t b = 0; b < 10; b++)
                CU_ASSERT_EQUAL(wain_problem_distance(got.problem, a, b), wain_problem_distance(expected, a, b));
        }
        CU_ASSERT_EQUAL(
            memcmp(got.problem->travel.profiles, expected->travel.profiles, 2 * sizeof *expected->travel.profiles), 0);
        /* Every field there is: packed again it gives the same bytes. */
        CU_ASSERT_EQUAL(wain_message_pack_problem(&got, &again, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(again.size, bytes.size);
        CU_ASSERT_EQUAL(memcmp(again.bytes, bytes.bytes, bytes.size), 0);
        CU_ASSERT_EQUAL(memcmp(got.problem->orders, expected->orders, 9 * sizeof *expected->orders), 0);
        CU_ASSERT_EQUAL(memcmp(got.problem->types, expected->types, 2 * sizeof *expected->types), 0);
        CU_ASSERT_EQUAL(memcmp(got.problem->windows, expected->windows, 9 * sizeof *expected->windows), 0);
        CU_ASSERT_EQUAL(memcmp(got.problem->depots, expected->depots, sizeof *expected->depots), 0);
        wain_problem_free(got.problem);
        wain_problem_free(expected);
        wain_buffer_clear(&bytes);
        wain_buffer_clear(&again);
    }
}

static void options_travel_with_the_problem(void)
{
    wain_problem_message message = {.search = default_options(), .problem = tiny_problem(0, 2, WAIN_METRIC_EUCLID)},
                         got;
    wain_buffer bytes = {0};

    message.search.seed = 77;
    message.search.removal = 12.5;
    message.search.adaptive = !message.search.adaptive;
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_problem(&bytes, &got, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(got.search.seed, 77);
    CU_ASSERT_EQUAL(got.search.removal, 12.5);
    CU_ASSERT_EQUAL(got.search.adaptive, message.search.adaptive);
    CU_ASSERT_EQUAL(got.search.neighbours, message.search.neighbours);
    wain_problem_free(got.problem);
    wain_buffer_clear(&bytes);
    message.search.removal = 1e9; /* outside its range */
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_problem(&bytes, &got, NULL), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NULL(got.problem);
    wain_problem_free(message.problem);
    wain_buffer_clear(&bytes);
}

static void a_result_comes_back(void)
{
    wain_problem *problem = tiny_problem(3, 11, WAIN_METRIC_EUCLID);
    wain_result_message message = {.unit = 3,
                                   .num_orders = 11,
                                   .statistics = {.iterations = 42,
                                                  .seconds = 0.5,
                                                  .construction = 0.25,
                                                  .mean_removed = 9.5,
                                                  .insertions_tested = 7,
                                                  .stopped = true,
                                                  .phases = {.threads = 2, .annealings = 3, .recombined = true}},
                                   .solution = tiny_solution(problem, 1)};
    wain_result_message got;
    wain_buffer bytes = {0};

    CU_ASSERT_EQUAL_FATAL(wain_message_pack_result(&message, &bytes, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_RESULT);
    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_result(&bytes, &got, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(got.unit, 3);
    CU_ASSERT_EQUAL(got.statistics.iterations, 42);
    CU_ASSERT_EQUAL(got.statistics.seconds, 0.5);
    CU_ASSERT_EQUAL(got.statistics.construction, 0.25);
    CU_ASSERT_TRUE(got.statistics.stopped);
    CU_ASSERT_EQUAL(got.statistics.phases.threads, 2);
    CU_ASSERT_EQUAL(got.statistics.phases.annealings, 3);
    CU_ASSERT_TRUE(got.statistics.phases.recombined);
    CU_ASSERT_EQUAL(got.solution->cost, message.solution->cost);
    CU_ASSERT_EQUAL(got.solution->num_routes, message.solution->num_routes);
    CU_ASSERT_EQUAL(got.solution->num_stops, 10);
    CU_ASSERT_EQUAL(memcmp(got.solution->stops, message.solution->stops, 10 * sizeof(int32_t)), 0);
    CU_ASSERT_EQUAL(got.solution->routes[1].first, 3);
    CU_ASSERT_EQUAL(got.solution->num_unserved, 1);
    CU_ASSERT_EQUAL(got.solution->unserved[0].order, 10);
    CU_ASSERT_EQUAL(got.solution->unserved[0].amount, 99);
    wain_solution_free(got.solution);
    wain_solution_free(message.solution);
    wain_problem_free(problem);
    wain_buffer_clear(&bytes);
}

/* Where a search of the problem stands. */
static wain_search_state *new_state(const wain_problem *problem, int64_t round)
{
    wain_search_state *state = NULL;

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(state, 1, NULL), WAIN_OK);
    state->cooled = 0.75;
    state->round = round;
    state->budget = 5000;
    state->hot = 9.5;
    state->cold = 0.125;
    state->iterations = 77;
    state->best = tiny_solution(problem, 1);
    state->current = round > 0 ? tiny_solution(problem, 2) : NULL;
    return state;
}

static void what_a_search_begins_with_comes_back(void)
{
    for (int64_t round = 0; round <= 4; round += 4) {
        wain_problem *problem = tiny_problem(3, 11, WAIN_METRIC_EUCLID);
        wain_problem_message message = {
            .unit = 3, .search = default_options(), .problem = problem, .from = new_state(problem, round)};
        wain_problem_message got;
        wain_buffer bytes = {0}, again = {0};

        CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, &bytes, NULL), WAIN_OK);
        open_message(&bytes);
        CU_ASSERT_EQUAL_FATAL(wain_message_unpack_problem(&bytes, &got, NULL), WAIN_OK);
        CU_ASSERT_EQUAL(got.from->round, round);
        CU_ASSERT_EQUAL(got.from->best->cost, message.from->best->cost);
        CU_ASSERT_EQUAL(got.from->current != NULL, round > 0);
        CU_ASSERT_EQUAL(wain_message_pack_problem(&got, &again, NULL), WAIN_OK);
        CU_ASSERT_EQUAL_FATAL(again.size, bytes.size);
        CU_ASSERT_EQUAL(memcmp(again.bytes, bytes.bytes, bytes.size), 0);
        wain_problem_free(got.problem);
        wain_search_state_free(got.from);
        wain_problem_free(problem);
        wain_search_state_free(message.from);
        wain_buffer_clear(&bytes);
        wain_buffer_clear(&again);
    }
}

static void a_state_comes_back(void)
{
    wain_problem *problem = tiny_problem(3, 11, WAIN_METRIC_EUCLID);
    wain_state_message message = {.unit = 3, .num_orders = 11, .state = new_state(problem, 2)}, got;
    wain_buffer bytes = {0};

    CU_ASSERT_EQUAL_FATAL(wain_message_pack_state(&message, &bytes, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_STATE);
    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_state(&bytes, &got, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(got.unit, 3);
    CU_ASSERT_EQUAL(got.num_orders, 11);
    CU_ASSERT_EQUAL(got.state->cooled, 0.75);
    CU_ASSERT_EQUAL(got.state->budget, 5000);
    CU_ASSERT_EQUAL(got.state->hot, 9.5);
    CU_ASSERT_EQUAL(got.state->iterations, 77);
    CU_ASSERT_EQUAL(memcmp(got.state->current->stops, message.state->current->stops, 10 * sizeof(int32_t)), 0);
    wain_search_state_free(got.state);
    wain_buffer_clear(&bytes);
    message.state->cooled = 1.5; /* no search comes so far */
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_state(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_state(&bytes, &got, NULL), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NULL(got.state);
    wain_search_state_free(message.state);
    wain_problem_free(problem);
    wain_buffer_clear(&bytes);
}

/* With a solution, without, and with one that has an order twice. */
static void an_elite_comes_back(void)
{
    wain_problem *problem = tiny_problem(3, 11, WAIN_METRIC_EUCLID);
    wain_elite_message message = {.unit = 3, .num_orders = 11, .solution = tiny_solution(problem, 1)}, got;
    wain_solution *solution = message.solution;
    wain_buffer bytes = {0};

    solution->unserved[0].reason = WAIN_REASON_NONE; /* a search under way gives none */
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_elite(&message, &bytes, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_ELITE);
    CU_ASSERT_EQUAL_FATAL(wain_message_unpack_elite(&bytes, &got, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(got.unit, 3);
    CU_ASSERT_EQUAL(got.num_orders, 11);
    CU_ASSERT_EQUAL(got.solution->cost, solution->cost);
    CU_ASSERT_EQUAL(memcmp(got.solution->stops, solution->stops, 10 * sizeof(int32_t)), 0);
    wain_solution_free(got.solution);
    wain_buffer_clear(&bytes);
    solution->stops[1] = solution->stops[0];
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_elite(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_elite(&bytes, &got, NULL), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NULL(got.solution);
    wain_buffer_clear(&bytes);
    message.solution = NULL;
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_elite(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_elite(&bytes, &got, NULL), WAIN_OK);
    CU_ASSERT_PTR_NULL(got.solution);
    wain_buffer_clear(&bytes);
    wain_solution_free(solution);
    wain_problem_free(problem);
}

static void small_messages_come_back(void)
{
    const wain_hello_message hello = {.host = "node17", .threads = 8};
    const wain_progress_message progress = {.unit = 4, .num_unserved = 7, .iterations = 5, .best_cost = -6};
    wain_error_message error = {.unit = -1, .error = {.status = WAIN_EMEMORY, .text = "no memory for 9 bytes"}};
    wain_hello_message hello_back;
    wain_progress_message progress_back;
    wain_error_message error_back;
    wain_buffer bytes = {0};

    wain_message_pack_hello(&hello, &bytes, NULL);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_HELLO);
    CU_ASSERT_EQUAL(wain_message_unpack_hello(&bytes, &hello_back, NULL), WAIN_OK);
    CU_ASSERT_STRING_EQUAL(hello_back.host, "node17");
    CU_ASSERT_EQUAL(hello_back.threads, 8);
    wain_buffer_clear(&bytes);
    wain_message_pack_progress(&progress, &bytes, NULL);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_PROGRESS);
    CU_ASSERT_EQUAL(wain_message_unpack_progress(&bytes, &progress_back, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(progress_back.best_cost, -6);
    CU_ASSERT_EQUAL(progress_back.num_unserved, 7);
    wain_buffer_clear(&bytes);
    wain_message_pack_error(&error, &bytes, NULL);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_ERROR);
    CU_ASSERT_EQUAL(wain_message_unpack_error(&bytes, &error_back, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(error_back.error.status, WAIN_EMEMORY);
    CU_ASSERT_STRING_EQUAL(error_back.error.text, "no memory for 9 bytes");
    wain_buffer_clear(&bytes);
    wain_message_pack_hurry(&bytes, NULL);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_HURRY);
    wain_buffer_clear(&bytes);
    wain_message_pack_stop(&bytes, NULL);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_STOP);
    wain_buffer_clear(&bytes);
}

static void what_to_keep_comes_back(void)
{
    wain_keep_message keep = {.num_units = 3, .units = {7, 0, 123456}}, back = {0};
    wain_buffer bytes = {0};

    wain_message_pack_keep(&keep, &bytes, NULL);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_KEEP);
    CU_ASSERT_EQUAL(wain_message_unpack_keep(&bytes, &back, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(back.num_units, 3);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(back.units[i], keep.units[i]);
    wain_buffer_clear(&bytes);
    wain_message_pack_progress(&(wain_progress_message){.unit = WAIN_MOST_AHEAD + 1}, &bytes, NULL);
    open_message(&bytes); /* as if it had one unit too many */
    CU_ASSERT_EQUAL(wain_message_unpack_keep(&bytes, &back, NULL), WAIN_EINTERNAL);
    wain_buffer_clear(&bytes);
}

static void a_last_word_comes_back(void)
{
    wain_idle_message idle = {.memory = {.peak = 1 << 20, .heap_allocated = 3, .heap_resident = 4}}, back;
    wain_buffer bytes = {0};

    CU_ASSERT_EQUAL(wain_message_pack_idle(&idle, &bytes, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(open_message(&bytes), WAIN_MESSAGE_IDLE);
    CU_ASSERT_EQUAL(wain_message_unpack_idle(&bytes, &back, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(back.memory.peak, 1 << 20);
    CU_ASSERT_EQUAL(back.memory.heap_allocated, 3);
    CU_ASSERT_EQUAL(back.memory.heap_resident, 4);
    wain_buffer_clear(&bytes);
    for (int field = 0; field < 6; field++) { /* no rank takes less than nothing or more than there is */
        int64_t *const fields[] = {&idle.memory.peak, &idle.memory.heap_allocated, &idle.memory.heap_resident};
        const int64_t good = *fields[field / 2];

        *fields[field / 2] = field % 2 ? -1 : INT64_MAX;
        CU_ASSERT_EQUAL(wain_message_pack_idle(&idle, &bytes, NULL), WAIN_OK);
        open_message(&bytes);
        CU_ASSERT_EQUAL(wain_message_unpack_idle(&bytes, &back, NULL), WAIN_EINTERNAL);
        wain_buffer_clear(&bytes);
        *fields[field / 2] = good;
    }
    CU_ASSERT_EQUAL(wain_message_pack_idle(&idle, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    bytes.size--; /* its end is missing */
    CU_ASSERT_EQUAL(wain_message_unpack_idle(&bytes, &back, NULL), WAIN_EINTERNAL);
    wain_buffer_clear(&bytes);
}

static void texts_fit_or_are_refused(void)
{
    static const char zero_inside[4] = {'n', '\0', '1', '2'};
    wain_hello_message hello = {.threads = 1}, back;
    wain_buffer bytes = {0};

    memset(hello.host, 'x', sizeof hello.host - 1);
    wain_message_pack_hello(&hello, &bytes, NULL);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_hello(&bytes, &back, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(strlen(back.host), sizeof hello.host - 1);
    wain_buffer_clear(&bytes);
    wain_buffer_put_u64(&bytes, sizeof hello.host);
    wain_buffer_put(&bytes, hello.host, sizeof hello.host);
    wain_buffer_put_i32(&bytes, 1);
    CU_ASSERT_EQUAL(wain_message_unpack_hello(&bytes, &back, NULL), WAIN_EINTERNAL);
    wain_buffer_clear(&bytes);
    wain_buffer_put_u64(&bytes, sizeof zero_inside);
    wain_buffer_put(&bytes, zero_inside, sizeof zero_inside);
    wain_buffer_put_i32(&bytes, 1);
    CU_ASSERT_EQUAL(wain_message_unpack_hello(&bytes, &back, NULL), WAIN_EINTERNAL);
    wain_buffer_clear(&bytes);
}

/* --- damage --- */

static void every_flipped_byte_is_noticed(void)
{
    wain_buffer bytes = {0};
    wain_message_kind kind;
    wain_error error;

    pack_problem(WAIN_METRIC_EUCLID, 4, &bytes);
    for (size_t i = 0; i < bytes.size; i++) {
        bytes.bytes[i] ^= 0x10;
        CU_ASSERT_EQUAL(wain_message_open(&bytes, &kind, &error), WAIN_EINTERNAL);
        bytes.bytes[i] ^= 0x10;
    }
    CU_ASSERT_EQUAL(wain_message_open(&bytes, &kind, &error), WAIN_OK);
    wain_buffer_clear(&bytes);
}

static void every_cut_message_is_noticed(void)
{
    wain_buffer bytes = {0};
    wain_message_kind kind;

    pack_problem(WAIN_METRIC_EUCLID, 4, &bytes);
    for (size_t size = 0; size < bytes.size; size++) {
        wain_buffer cut = {.bytes = bytes.bytes, .size = size};

        CU_ASSERT_EQUAL(wain_message_open(&cut, &kind, NULL), WAIN_EINTERNAL);
    }
    wain_buffer_clear(&bytes);
}

/* With the header taken for granted the fields themselves must hold: whatever they say, unpacking refuses or gives a
 * problem that can be used. Run under the address sanitizer this shows every read outside. */
static void wild_fields_are_survived(void)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_buffer original = {0};
    int refused = 0;

    pack_problem(WAIN_METRIC_MATRIX, 6, &original);
    for (int round = 0; round < 20000; round++) {
        wain_buffer bytes = {0};
        wain_problem_message got;

        wain_buffer_put(&bytes, original.bytes, original.size - (round % 4 == 0 ? wain_rng_below(&rng, 200) : 0));
        for (int i = 0; i < 1 + round % 3; i++)
            bytes.bytes[32 + wain_rng_below(&rng, (uint32_t)bytes.size - 32)] = (uint8_t)wain_rng_below(&rng, 256);
        bytes.position = 32;
        if (wain_message_unpack_problem(&bytes, &got, NULL) != WAIN_OK) {
            CU_ASSERT_PTR_NULL(got.problem);
            refused++;
        } else {
            CU_ASSERT(wain_problem_distance(got.problem, 0, got.problem->num_orders) >= 0);
            wain_problem_free(got.problem);
        }
        wain_buffer_clear(&bytes);
    }
    CU_ASSERT(refused > 5000);
    wain_buffer_clear(&original);
}

static void wild_results_are_survived(void)
{
    wain_rng rng = wain_rng_stream(2, WAIN_PURPOSE_TEST, 0, 0, 0);
    wain_problem *problem = tiny_problem(3, 11, WAIN_METRIC_EUCLID);
    wain_result_message message = {.unit = 3, .num_orders = 11, .solution = tiny_solution(problem, 1)}, got;
    wain_buffer original = {0};

    CU_ASSERT_EQUAL_FATAL(wain_message_pack_result(&message, &original, NULL), WAIN_OK);
    for (int round = 0; round < 20000; round++) {
        wain_buffer bytes = {0};

        wain_buffer_put(&bytes, original.bytes, original.size);
        bytes.bytes[32 + wain_rng_below(&rng, (uint32_t)bytes.size - 32)] = (uint8_t)wain_rng_below(&rng, 256);
        bytes.position = 32;
        if (wain_message_unpack_result(&bytes, &got, NULL) == WAIN_OK) {
            CU_ASSERT_EQUAL(got.solution->num_stops + got.solution->num_unserved, got.num_orders);
            wain_solution_free(got.solution);
        }
        wain_buffer_clear(&bytes);
    }
    wain_solution_free(message.solution);
    wain_problem_free(problem);
    wain_buffer_clear(&original);
}

/* Unpack a problem in which `change` has put something no reader lets in. */
static void expect_refused(void (*change)(wain_problem_message *message), const char *expected)
{
    wain_problem_message message = {.search = default_options(), .problem = tiny_problem(0, 9, WAIN_METRIC_MATRIX)},
                         got;
    wain_buffer bytes = {0};
    wain_error error = {0};

    change(&message);
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_problem(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_problem(&bytes, &got, &error), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NULL(got.problem);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, expected));
    wain_problem_free(message.problem);
    wain_buffer_clear(&bytes);
}

static void long_distance(wain_problem_message *message)
{
    message->problem->travel.matrix[3] = INT32_MAX;
}

static void steep_detour(wain_problem_message *message)
{
    message->problem->travel.detour = 1e9;
}

static void far_away(wain_problem_message *message)
{
    message->problem->x[2] = -1e300;
}

static void dear_hour(wain_problem_message *message)
{
    message->problem->types[1].cost_per_hour = WAIN_COST_MAX;
}

static void end_before_start(wain_problem_message *message)
{
    message->problem->types[1].end = message->problem->types[1].start - 1;
}

static void closing_long_ago(wain_problem_message *message)
{
    message->problem->depots[0].close = INT32_MIN;
}

static void prices_beyond_any_plan(wain_problem_message *message)
{
    for (int32_t i = 0; i < message->problem->num_orders; i++)
        message->problem->orders[i].price = WAIN_COST_MAX;
}

static void endless_search(wain_problem_message *message)
{
    message->seconds = HUGE_VAL;
}

static void warming_up(wain_problem_message *message)
{
    message->span = (wain_annealing_span){0.5, 0.25};
}

/* What is added up or multiplied in the search must fit. */
static void quantities_beyond_every_reader_are_refused(void)
{
    expect_refused(long_distance, "distance");
    expect_refused(steep_detour, "travel model");
    expect_refused(far_away, "coordinate");
    expect_refused(dear_hour, "vehicle type");
    expect_refused(end_before_start, "vehicle type");
    expect_refused(closing_long_ago, "depot");
    expect_refused(prices_beyond_any_plan, "prices");
    expect_refused(endless_search, "budget");
    expect_refused(warming_up, "annealing");
}

static void flags_are_of_two_values(void)
{
    wain_problem *problem = tiny_problem(3, 5, WAIN_METRIC_EUCLID);
    wain_result_message message = {.unit = 3, .num_orders = 5, .solution = tiny_solution(problem, 1)}, got;
    wain_buffer bytes = {0};

    CU_ASSERT_EQUAL_FATAL(wain_message_pack_result(&message, &bytes, NULL), WAIN_OK);
    bytes.bytes[32 + 2 * 4 + 5 * 8] = 2; /* stopped */
    bytes.position = 32;
    CU_ASSERT_EQUAL(wain_message_unpack_result(&bytes, &got, NULL), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NULL(got.solution);
    wain_solution_free(message.solution);
    wain_problem_free(problem);
    wain_buffer_clear(&bytes);
}

static void an_order_served_twice_is_refused(void)
{
    wain_problem *problem = tiny_problem(3, 5, WAIN_METRIC_EUCLID);
    wain_result_message message = {.unit = 3, .num_orders = 5, .solution = tiny_solution(problem, 1)}, got;
    wain_buffer bytes = {0};
    wain_error error;

    message.solution->stops[0] = message.solution->stops[1];
    CU_ASSERT_EQUAL_FATAL(wain_message_pack_result(&message, &bytes, NULL), WAIN_OK);
    open_message(&bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_result(&bytes, &got, &error), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "every order once"));
    CU_ASSERT_PTR_NULL(got.solution);
    wain_solution_free(message.solution);
    wain_problem_free(problem);
    wain_buffer_clear(&bytes);
}

void wain_suite_message(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_problem_comes_back_in_every_metric);
    CU_ADD_TEST(suite, options_travel_with_the_problem);
    CU_ADD_TEST(suite, a_result_comes_back);
    CU_ADD_TEST(suite, what_a_search_begins_with_comes_back);
    CU_ADD_TEST(suite, a_state_comes_back);
    CU_ADD_TEST(suite, an_elite_comes_back);
    CU_ADD_TEST(suite, small_messages_come_back);
    CU_ADD_TEST(suite, what_to_keep_comes_back);
    CU_ADD_TEST(suite, a_last_word_comes_back);
    CU_ADD_TEST(suite, texts_fit_or_are_refused);
    CU_ADD_TEST(suite, every_flipped_byte_is_noticed);
    CU_ADD_TEST(suite, every_cut_message_is_noticed);
    CU_ADD_TEST(suite, wild_fields_are_survived);
    CU_ADD_TEST(suite, wild_results_are_survived);
    CU_ADD_TEST(suite, quantities_beyond_every_reader_are_refused);
    CU_ADD_TEST(suite, flags_are_of_two_values);
    CU_ADD_TEST(suite, an_order_served_twice_is_refused);
}
