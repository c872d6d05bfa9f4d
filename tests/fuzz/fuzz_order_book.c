/* Depots, fleet and orders as one input: a byte of options, then the three tables, parted by lines of "%%%". What is
 * read keeps the bounds that the solver relies on; a small book is planned, and the checker finds nothing to say. */
#include <string.h>

#include "io/job.h"
#include "scheduler/assembly.h"
#include "solver/core/memory.h"
#include "solver/model/feasibility.h"
#include "solver/partition/partition.h"
#include "tests/fuzz/fuzz.h"

enum { PLANAR = 1, STOPS = 2, HAS_FIRST_DAY = 4 };

static const char parting[] = "%%%\n";

static void assign(wain_job *job, const char *key, const char *value)
{
    FUZZ_EXPECT(wain_option_set(&job->registry, key, value, WAIN_ORIGIN_COMMAND_LINE, NULL) == WAIN_OK);
}

static void set_inputs(wain_job *job, const uint8_t *data, size_t size)
{
    static const char *const keys[FUZZ_FILES] = {"input.depots", "input.fleet", "input.orders"};

    for (int i = 0; i < FUZZ_FILES; i++) {
        const uint8_t *end = i + 1 < FUZZ_FILES ? memmem(data, size, parting, strlen(parting)) : NULL;
        const size_t length = end ? (size_t)(end - data) : size;
        const size_t used = end ? length + strlen(parting) : size;

        assign(job, keys[i], fuzz_file(i, data, length));
        data += used;
        size -= used;
    }
}

static void set_options(wain_job *job, uint8_t options)
{
    assign(job, "travel.metric", options & PLANAR ? "euclid" : "great_circle");
    assign(job, "input.faulty_orders", options & STOPS ? "stop" : "list");
    assign(job, "horizon.days", "3");
    if (options & HAS_FIRST_DAY)
        assign(job, "horizon.first_day", "2026-03-02");
}

static void expect_order(const wain_order_book *book, const wain_order *order)
{
    wain_time last = -1;

    FUZZ_EXPECT(order->region >= 0 && (size_t)order->region < book->num_regions);
    FUZZ_EXPECT(order->earliest_day <= order->latest_day);
    FUZZ_EXPECT(order->service >= 0 && order->service <= WAIN_TIME_MAX);
    FUZZ_EXPECT(order->price >= 0 && order->price <= WAIN_COST_MAX);
    FUZZ_EXPECT(order->kind <= WAIN_PICKUP && order->priority < WAIN_NUM_PRIORITIES);
    for (int d = 0; d < WAIN_MAX_LOADS; d++)
        FUZZ_EXPECT(order->load[d] >= 0 && order->load[d] <= WAIN_LOAD_MAX);
    FUZZ_EXPECT((size_t)order->first_window + (size_t)order->num_windows <= book->num_windows);
    for (int32_t i = 0; i < order->num_windows; i++) {
        const wain_window *window = &book->windows[order->first_window + i];

        FUZZ_EXPECT(window->open > last && window->close >= window->open && window->close <= WAIN_TIME_MAX);
        last = window->close;
    }
}

static void expect_fleet(const wain_order_book *book)
{
    for (size_t i = 0; i < book->num_depots; i++)
        FUZZ_EXPECT(book->depots[i].open >= 0 && book->depots[i].open <= book->depots[i].close &&
                    book->depots[i].close <= WAIN_TIME_MAX);
    for (size_t i = 0; i < book->num_types; i++) {
        const wain_vehicle_type *type = &book->types[i];

        FUZZ_EXPECT(type->depot >= 0 && (size_t)type->depot < book->num_depots);
        FUZZ_EXPECT(type->count >= 0 && type->max_stops >= 0);
        FUZZ_EXPECT(type->max_distance >= 0 && type->max_distance <= WAIN_DIST_MAX);
        FUZZ_EXPECT(type->shift_start >= 0 && type->shift_end <= WAIN_TIME_MAX);
        FUZZ_EXPECT(type->fixed_cost >= 0 && type->cost_per_distance >= 0 && type->cost_per_hour >= 0);
    }
}

/* Distances of a unit, and, of a small book, its solution. */
static void meet_unit(const wain_partition *partition, int32_t unit, const wain_order_book *book,
                      const wain_travel *travel, wain_unit_outcome *outcome)
{
    wain_problem *problem = NULL;

    FUZZ_EXPECT(wain_partition_problem(partition, unit, book, travel, &problem, NULL) == WAIN_OK);
    for (int32_t a = 0; a < problem->num_orders + problem->num_depots; a++)
        FUZZ_EXPECT(wain_problem_distance(problem, 0, a) >= 0);
    if (book->num_orders <= FUZZ_SMALL)
        *outcome =
            (wain_unit_outcome){.state = WAIN_UNIT_DONE, .solution = fuzz_solve(problem, fuzz_search_options(), NULL)};
    wain_problem_free(problem);
}

static void expect_sound_plan(const wain_job *job, const wain_order_book *book, const wain_partition *partition,
                              const wain_outcome *outcome)
{
    wain_assembly assembly;
    wain_check_report report = {0};

    FUZZ_EXPECT(wain_assembly_begin(&assembly, book, &job->travel, partition, NULL) == WAIN_OK);
    for (int32_t u = 0; u < partition->num_units; u++)
        FUZZ_EXPECT(wain_assembly_add(&assembly, &outcome->units[u], NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_assembly_end(&assembly, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_feasibility_check(book, &job->travel, job->first_day, job->num_days, assembly.plan, &report,
                                       NULL) == WAIN_OK);
    if (report.total > 0)
        fprintf(stderr, "%s\n", report.violations[0].text);
    FUZZ_EXPECT(report.total == 0);
    wain_check_report_clear(&report);
    wain_assembly_clear(&assembly);
}

/* Partition the book and, when it is small, plan it. */
static void plan_book(const wain_job *job, wain_order_book *book)
{
    const wain_partition_options options = {.first_day = job->first_day, .num_days = job->num_days, .max_stops = 4};
    wain_partition *partition = NULL;
    wain_outcome outcome = {0};

    FUZZ_EXPECT(wain_partition_create(book, &job->travel, &options, &partition, NULL) == WAIN_OK);
    outcome.num_units = outcome.num_done = partition->num_units;
    FUZZ_EXPECT(WAIN_NEW(outcome.units, partition->num_units, NULL) == WAIN_OK);
    for (int32_t i = 0; i < partition->num_units; i++)
        meet_unit(partition, i, book, &job->travel, &outcome.units[i]);
    expect_sound_plan(job, book, partition, &outcome);
    wain_outcome_clear(&outcome);
    wain_partition_free(partition);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wain_job *job = NULL;
    wain_order_book *book = NULL;
    wain_fault_list faults = {0};
    wain_error err = {0};
    wain_status status;

    if (size < 1)
        return 0;
    FUZZ_EXPECT(wain_job_create(&job, &err) == WAIN_OK);
    set_options(job, data[0]);
    set_inputs(job, data + 1, size - 1);
    FUZZ_EXPECT(wain_job_finish(job, &faults, &err) == WAIN_OK);
    status = wain_job_load(job, &book, &faults, &err);
    fuzz_expect_faults(&faults);
    if (status == WAIN_OK) {
        FUZZ_EXPECT(faults.total[WAIN_FAULT_STOPS] == 0);
        expect_fleet(book);
        for (size_t i = 0; i < book->num_orders; i++) {
            if (book->orders[i].reason == WAIN_REASON_NONE)
                expect_order(book, &book->orders[i]);
        }
        plan_book(job, book);
    } else {
        fuzz_expect_refusal(status, WAIN_EINPUT, &err);
    }
    wain_order_book_free(book);
    wain_fault_list_clear(&faults);
    wain_job_free(job);
    return 0;
}
