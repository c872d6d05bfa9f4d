#include "benchmarks/calibrate_night.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "benchmarks/night_model.h"
#include "io/job.h"
#include "io/night_state.h"
#include "scheduler/assembly.h"
#include "scheduler/comm.h"
#include "scheduler/deadline.h"
#include "scheduler/message.h"
#include "scheduler/publish.h"
#include "scheduler/scheduler_options.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/partition/redraw.h"

enum {
    LARGE_UNITS = 8,
    SMALL_UNITS = 4,
    SMALLER = 4,
    SOME_ITERATIONS = 20000,
    MANY_RANKS = 4096,
    LATER_ROUNDS = 10,
    MANY_POLLS = 20000
};

/* Times of searches, to be fitted by a line over the sizes of their units. */
typedef struct fit {
    double count, n, nn, seconds, n_seconds; /* sums; seconds are those of an iteration */
    double *points;                          /* of n and seconds in turn */
    size_t num_points, capacity;
} fit;

typedef struct calibration {
    night_costs *costs;
    int64_t iterations;
    wain_job *job;
    wain_scheduler_options options;
    wain_fault_list faults;
    wain_order_book *book;
    wain_partition *partition;
    wain_outcome outcome;
    wain_assembly assembly;
    wain_result_writer *writer;
    wain_check_report report;
    wain_atomic_file file;
    fit searches;
    wain_buffer state; /* of the search under way, packed */
    double orders, state_orders, since;
} calibration;

/* Seconds in which others had the core while this thread could have run. */
static double waited(void)
{
    unsigned long long ran, others = 0;
    FILE *in = fopen("/proc/thread-self/schedstat", "r");

    if (in && fscanf(in, "%llu %llu", &ran, &others) != 2)
        others = 0;
    if (in)
        fclose(in);
    return 1e-9 * (double)others;
}

/* Seconds in which this thread ran or waited for a file: a busy machine is to measure nearly what an idle one does. */
static double own_seconds(void)
{
    for (;;) {
        const double before = waited(), now = wain_clock_seconds();

        if (waited() <= before)
            return now - before;
    }
}

/* Seconds per order since the last lap, for `orders`. */
static double lap(calibration *c, double orders)
{
    const double seconds = own_seconds() - c->since;

    c->since = own_seconds();
    return seconds / fmax(1, orders);
}

/* --- before the search --- */

static wain_status read_and_partition(calibration *c, const char *path, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t count;
    const wain_option *list = wain_scheduler_option_list(&count);
    wain_partition_options options;

    lap(c, 1);
    WAIN_TRY(wain_job_create(&c->job, err));
    WAIN_TRY(wain_option_registry_add(&c->job->registry, list, count, &c->options, err));
    WAIN_TRY(wain_job_read(c->job, path, &c->faults, err));
    WAIN_TRY(wain_job_finish(c->job, &c->faults, err));
    WAIN_TRY(wain_job_load(c->job, &c->book, &c->faults, err));
    c->orders = (double)c->book->num_orders;
    c->costs->read = lap(c, c->orders);
    options = (wain_partition_options){
        .first_day = c->job->first_day, .num_days = c->job->num_days, .max_stops = (int32_t)c->options.max_stops};
    WAIN_TRY(wain_partition_create(c->book, &c->job->travel, &options, &c->partition, err));
    c->costs->partition = lap(c, c->orders);
done:
    return status;
}

/* --- units and messages --- */

static wain_status time_problem(calibration *c, const wain_problem *problem, wain_error *err)
{
    wain_problem_message message = {
        .iterations = 1, .search = c->job->search, .problem = (wain_problem *)(uintptr_t)problem};
    wain_status status = WAIN_OK;
    wain_message_kind kind;
    wain_buffer bytes = {0};

    lap(c, 1);
    WAIN_TRY(wain_message_pack_problem(&message, &bytes, err));
    c->costs->problem_pack += lap(c, c->orders);
    c->costs->problem_bytes += (double)bytes.size / c->orders;
    message.problem = NULL;
    WAIN_TRY(wain_message_open(&bytes, &kind, err));
    WAIN_TRY(wain_message_unpack_problem(&bytes, &message, err));
    c->costs->problem_unpack += lap(c, c->orders);
    wain_problem_free(message.problem);
done:
    wain_buffer_clear(&bytes);
    return status;
}

static wain_status time_result(calibration *c, int32_t unit, int32_t num_orders, wain_error *err)
{
    wain_result_message message = {.unit = unit, .num_orders = num_orders, .solution = c->outcome.units[unit].solution};
    wain_status status = WAIN_OK;
    wain_message_kind kind;
    wain_buffer bytes = {0};

    WAIN_TRY(wain_message_pack_result(&message, &bytes, err));
    c->costs->result_bytes += (double)bytes.size / c->orders;
    lap(c, 1);
    WAIN_TRY(wain_message_open(&bytes, &kind, err));
    WAIN_TRY(wain_message_unpack_result(&bytes, &message, err));
    wain_solution_free(message.solution);
    c->costs->result_unpack += lap(c, c->orders);
done:
    wain_buffer_clear(&bytes);
    return status;
}

static wain_status time_state(calibration *c, int32_t num_orders, wain_error *err)
{
    wain_search_state *state = NULL;
    wain_status status;

    c->state_orders += num_orders;
    c->costs->state_bytes += (double)c->state.size;
    lap(c, 1);
    status = wain_search_state_unpack(&c->state, num_orders, &state, err);
    wain_search_state_free(state);
    c->costs->state_unpack += lap(c, 1);
    return status;
}

static void keep(void *context, const wain_search_state *state)
{
    calibration *c = context;

    wain_buffer_clear(&c->state);
    wain_search_state_pack(state, &c->state);
}

static wain_status note_search(fit *searches, double n, double seconds, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(searches->points, searches->capacity, searches->num_points + 2, err));
    searches->points[searches->num_points++] = n;
    searches->points[searches->num_points++] = seconds;
    searches->count++;
    searches->n += n;
    searches->nn += n * n;
    searches->seconds += seconds;
    searches->n_seconds += n * seconds;
done:
    return status;
}

/* A search, or a first solution only. Its seconds are counted without those in which others had the core. */
static wain_status search(calibration *c, const wain_problem *problem, bool briefly, wain_solution **out,
                          wain_search_statistics *statistics, wain_error *err)
{
    const wain_search_control control = {.iterations = briefly ? 0 : c->iterations,
                                         .time_limit = briefly ? WAIN_FIRST_SOLUTION_ONLY : 0,
                                         .threads = 1,
                                         .context = c,
                                         .keep = keep};
    wain_status status;
    double seconds;

    lap(c, 1);
    status = wain_solve(problem, &c->job->search, &control, out, statistics, err);
    seconds = lap(c, 1);
    if (status != WAIN_OK)
        return status;
    statistics->construction *= seconds / statistics->seconds;
    if (briefly)
        return WAIN_OK;
    return note_search(&c->searches, problem->num_orders,
                       (seconds - statistics->construction) / (double)statistics->iterations, err);
}

static wain_status do_unit(calibration *c, int32_t unit, wain_error *err)
{
    wain_unit_outcome *outcome = &c->outcome.units[unit];
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;

    lap(c, 1);
    WAIN_TRY(wain_partition_problem(c->partition, unit, c->book, &c->job->travel, &problem, err));
    c->costs->problem += lap(c, c->orders);
    WAIN_TRY(time_problem(c, problem, err));
    WAIN_TRY(search(c, problem, unit >= LARGE_UNITS, &outcome->solution, &outcome->statistics, err));
    outcome->state = WAIN_UNIT_DONE;
    c->costs->construction += outcome->statistics.construction / c->orders;
    c->outcome.num_done++;
    WAIN_TRY(time_result(c, unit, problem->num_orders, err));
    if (c->state.size > 0)
        WAIN_TRY(time_state(c, problem->num_orders, err));
    wain_buffer_clear(&c->state);
done:
    wain_problem_free(problem);
    return status;
}

static wain_status do_units(calibration *c, wain_error *err)
{
    wain_status status = WAIN_OK;
    night_costs *costs = c->costs;

    costs->problem = costs->problem_pack = costs->problem_bytes = costs->problem_unpack = costs->construction = 0;
    costs->result_bytes = costs->result_unpack = costs->state_bytes = costs->state_unpack = 0;
    WAIN_TRY(WAIN_NEW(c->outcome.units, c->partition->num_units, err));
    c->outcome.num_units = c->partition->num_units;
    for (int32_t u = 0; u < c->partition->num_units; u++)
        WAIN_TRY(do_unit(c, u, err));
    costs->state_bytes /= fmax(1, c->state_orders);
    costs->state_unpack /= fmax(1, c->state_orders);
done:
    return status;
}

/* Searches of smaller units, for how an iteration's time grows with the size. */
static wain_status do_small_units(calibration *c, wain_error *err)
{
    const wain_partition_options options = {.first_day = c->job->first_day,
                                            .num_days = c->job->num_days,
                                            .max_stops = (int32_t)c->options.max_stops / SMALLER + 1};
    wain_status status = WAIN_OK;
    wain_partition *small = NULL;

    WAIN_TRY(wain_partition_create(c->book, &c->job->travel, &options, &small, err));
    for (int32_t u = 0; u < small->num_units && u < SMALL_UNITS; u++) {
        wain_search_statistics statistics;
        wain_solution *solution = NULL;
        wain_problem *problem = NULL;

        WAIN_TRY(wain_partition_problem(small, u, c->book, &c->job->travel, &problem, err));
        status = search(c, problem, false, &solution, &statistics, err);
        wain_problem_free(problem);
        wain_solution_free(solution);
        WAIN_TRY(status);
    }
    wain_buffer_clear(&c->state);
done:
    wain_partition_free(small);
    return status;
}

/* The line of least squares, and how far the searches scatter about it. */
static void fit_searches(calibration *c)
{
    const fit *f = &c->searches;
    const double spread = f->count * f->nn - f->n * f->n;
    const double slope = spread > 0 ? fmax(0, (f->count * f->n_seconds - f->n * f->seconds) / spread) : 0;
    const double base = (f->seconds - slope * f->n) / f->count;
    double sum = 0;

    for (size_t i = 0; i < f->num_points; i += 2) {
        const double ratio = f->points[i + 1] / (base + slope * f->points[i]) - 1;

        sum += ratio * ratio;
    }
    c->costs->iteration = fmax(0, base);
    c->costs->iteration_order = slope;
    c->costs->scatter = sqrt(sum / fmax(1, f->count - 2));
}

/* --- after the search --- */

static wain_status time_save(calibration *c, wain_error *err)
{
    const wain_night_start start = {.folder = ".", .job = "job.yaml"};
    wain_night_facts facts = {0};
    const wain_night_content content = {.facts = &facts,
                                        .start = &start,
                                        .partition = c->partition,
                                        .num_types = c->book->num_types,
                                        .units = c->outcome.units};
    wain_status status = WAIN_OK;
    wain_atomic_file file = {0};
    char *path = NULL;

    if (asprintf(&path, "%s" WAIN_STATE_SUFFIX, c->file.path) < 0)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for a name");
    WAIN_TRY(wain_night_facts_of(c->job, &facts, err));
    lap(c, 1);
    WAIN_TRY(wain_atomic_file_open(path, &file, err));
    WAIN_TRY(wain_night_state_write(&file, &content, err));
    c->costs->save = lap(c, c->orders);
    wain_night_state_remove(&file);
done:
    wain_atomic_file_abandon(&file);
    wain_night_facts_clear(&facts);
    free(path);
    return status;
}

static wain_status time_publishing(calibration *c, wain_error *err)
{
    const wain_result_run run = {.program_version = WAIN_VERSION, .command_line = "", .mode = "iterations", .ranks = 1};
    wain_status status = WAIN_OK;
    wain_plan_totals totals;
    char *path = NULL;

    if (asprintf(&path, "%s.calibration", c->job->io.result) < 0)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for a name");
    WAIN_TRY(wain_atomic_file_open(path, &c->file, err));
    WAIN_TRY(time_save(c, err));
    lap(c, 1);
    WAIN_TRY(wain_assembly_begin(&c->assembly, c->book, &c->job->travel, c->partition, err));
    for (int32_t u = 0; u < c->partition->num_units; u++)
        WAIN_TRY(wain_assembly_add(&c->assembly, &c->outcome.units[u], err));
    WAIN_TRY(wain_assembly_end(&c->assembly, err));
    c->costs->assemble = lap(c, c->orders);
    WAIN_TRY(wain_feasibility_check(c->book, &c->job->travel, c->job->first_day, c->job->num_days, c->assembly.plan,
                                    &c->report, err));
    c->costs->check = lap(c, c->orders);
    WAIN_TRY(wain_result_writer_create(c->file.temporary, c->job, c->book, &c->writer, err));
    WAIN_TRY(wain_result_writer_add(c->writer, c->assembly.plan, err));
    WAIN_TRY(
        wain_publish_plan(&c->file, c->job, c->book, &c->writer, &c->assembly.plan, &run, &totals, &c->report, err));
    c->costs->write = lap(c, c->orders);
    unlink(path);
done:
    free(path);
    return status;
}

/* Searches of a later round, which begin from what stands: what each takes however short, and how an iteration's time
 * compares to that of a first search. */
static wain_status time_later_searches(calibration *c, const wain_partition *drawn, const wain_unit_outcome *units,
                                       wain_error *err)
{
    wain_search_control control = {.iterations = c->iterations / LATER_ROUNDS + 1, .threads = 1};
    double continuation = 0, orders = 0, ratios = 0;
    wain_status status = WAIN_OK;
    int count = 0;

    for (int32_t u = 0; u < drawn->num_units && count < LARGE_UNITS; u++) {
        wain_search_statistics statistics;
        wain_solution *solution = NULL;
        wain_problem *problem = NULL;
        double seconds, construction;

        if (!units[u].from)
            continue;
        WAIN_TRY(wain_partition_problem(drawn, u, c->book, &c->job->travel, &problem, err));
        control.from = units[u].from;
        lap(c, 1);
        status = wain_solve(problem, &c->job->search, &control, &solution, &statistics, err);
        seconds = lap(c, 1);
        construction = statistics.construction * seconds / fmax(1e-9, statistics.seconds);
        continuation += construction;
        orders += problem->num_orders;
        ratios += (seconds - construction) / fmax(1, (double)statistics.iterations) /
                  (c->costs->iteration + c->costs->iteration_order * problem->num_orders);
        count++;
        wain_problem_free(problem);
        wain_solution_free(solution);
        WAIN_TRY(status);
    }
    c->costs->continuation = continuation / fmax(1, orders);
    c->costs->iteration_later = ratios / fmax(1, count);
done:
    return status;
}

static wain_status time_redraw(calibration *c, wain_error *err)
{
    const wain_redraw_options options = {.seed = 1, .round = 1, .cooled = 0.5};
    wain_status status = WAIN_OK;
    wain_partition *drawn = NULL;
    wain_unit_outcome *units = NULL;
    double split = 0;

    for (int32_t u = 0; u < c->partition->num_units; u++)
        split += c->partition->units[u].num_parts > 1 ? c->partition->units[u].num_orders : 0;
    if (split <= 0)
        return WAIN_OK;
    lap(c, 1);
    WAIN_TRY(
        wain_partition_redraw(c->partition, c->outcome.units, c->book, &c->job->travel, &options, &drawn, &units, err));
    c->costs->redraw = lap(c, split);
    status = time_later_searches(c, drawn, units, err);
    for (int32_t u = 0; u < drawn->num_units; u++)
        wain_unit_outcome_clear(&units[u]);
done:
    free(units);
    wain_partition_free(drawn);
    return status;
}

/* --- what each message, look and step takes --- */

enum { MANY_MESSAGES = 20000 };

static wain_status send_messages(wain_comm *comm, wain_error *err)
{
    const wain_progress_message message = {.iterations = 1};
    wain_status status = WAIN_OK;
    wain_buffer bytes = {0};

    for (int i = 0; i < MANY_MESSAGES; i++) {
        wain_buffer_clear(&bytes);
        WAIN_TRY(wain_message_pack_progress(&message, &bytes, err));
        WAIN_TRY(comm->send(comm, 0, bytes.bytes, bytes.size, err));
    }
done:
    wain_buffer_clear(&bytes);
    return status;
}

/* They are waited for: what one takes is less than it would take to wait for each. */
static wain_status time_messages(calibration *c, wain_comm *comm, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_progress_message message;
    wain_message_kind kind;
    wain_buffer bytes = {0};
    int from;

    for (int i = 0; i < MANY_MESSAGES * (comm->size - 1); i++) {
        WAIN_TRY(comm->receive(comm, &bytes, &from, err));
        if (i == 0)
            lap(c, 1);
        WAIN_TRY(wain_message_open(&bytes, &kind, err));
        WAIN_TRY(wain_message_unpack_progress(&bytes, &message, err));
    }
    c->costs->message = lap(c, (double)MANY_MESSAGES * (comm->size - 1));
done:
    wain_buffer_clear(&bytes);
    return status;
}

/* Rank 0 reads messages of the others, where there are others. *alone: this is rank 0, which goes on by itself. */
static wain_status time_mail(calibration *c, bool *alone, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_comm *comm = NULL;

    WAIN_TRY(wain_comm_open(&comm, err));
    *alone = comm->rank == 0;
    if (comm->rank > 0)
        WAIN_TRY(send_messages(comm, err));
    else if (comm->size > 1)
        WAIN_TRY(time_messages(c, comm, err));
done:
    wain_comm_close(comm);
    return status;
}

static wain_status time_poll(calibration *c, int num_ranks, double *seconds, wain_error *err)
{
    wain_status status = WAIN_OK;
    night_unit *units = NULL;
    night_forecast forecast;
    night_scenario scenario = {.ranks = num_ranks,
                               .num_units = num_ranks,
                               .iterations = 1000000000,
                               .latency = 1e-6,
                               .bandwidth = 1e12,
                               .polls_to_time = MANY_POLLS,
                               .costs = c->costs};

    WAIN_TRY(WAIN_NEW(units, num_ranks, err));
    for (int u = 0; u < num_ranks; u++)
        units[u].num_orders = 1000;
    scenario.units = units;
    WAIN_TRY(night_simulate(&scenario, &forecast, err));
    *seconds = forecast.seconds_per_poll;
done:
    free(units);
    return status;
}

/* Sharing out a time limit among as many ranks as are dealt with one by one, and many units. */
static wain_status time_share(calibration *c, wain_error *err)
{
    enum { RANKS = 64, UNITS = 16 * RANKS, TIMES = 100 };
    double effort[UNITS], free_in[RANKS] = {0}, scratch[2 * RANKS], sum = 0;
    int32_t num_orders[UNITS];
    wain_queue queue = {0};
    wain_status status = WAIN_OK;

    for (int u = 0; u < UNITS; u++) {
        num_orders[u] = 4000 + u;
        effort[u] = num_orders[u];
    }
    WAIN_TRY(wain_queue_create(&queue, UNITS, effort, num_orders, 1, err));
    lap(c, 1);
    for (int i = 0; i < TIMES; i++)
        sum += wain_deadline_share(&queue, 1e-5, i % RANKS, free_in, RANKS, 3600, scratch);
    c->costs->share_step = sum > 0 ? lap(c, (double)TIMES * RANKS * UNITS) : 0;
done:
    wain_queue_clear(&queue);
    return status;
}

static wain_status time_small_things(calibration *c, wain_error *err)
{
    wain_status status = WAIN_OK;
    double many;

    WAIN_TRY(time_share(c, err));
    WAIN_TRY(time_poll(c, 2, &c->costs->poll, err));
    WAIN_TRY(time_poll(c, MANY_RANKS, &many, err));
    c->costs->poll_rank = fmax(0, many - c->costs->poll) / MANY_RANKS;
done:
    return status;
}

static void clear(calibration *c)
{
    wain_atomic_file_abandon(&c->file);
    wain_check_report_clear(&c->report);
    wain_result_writer_free(c->writer);
    wain_assembly_clear(&c->assembly);
    wain_outcome_clear(&c->outcome);
    wain_partition_free(c->partition);
    wain_order_book_free(c->book);
    wain_job_free(c->job);
    wain_fault_list_clear(&c->faults);
    wain_buffer_clear(&c->state);
    free(c->searches.points);
}

wain_status night_calibrate(const char *job_path, int64_t iterations, night_costs *costs, bool *alone, wain_error *err)
{
    wain_status status = WAIN_OK;
    calibration c = {.costs = costs, .iterations = iterations > 0 ? iterations : SOME_ITERATIONS};

    WAIN_TRY(time_mail(&c, alone, err));
    if (!*alone)
        goto done;
    WAIN_TRY(read_and_partition(&c, job_path, err));
    WAIN_TRY(do_units(&c, err));
    WAIN_TRY(do_small_units(&c, err));
    fit_searches(&c);
    WAIN_TRY(time_publishing(&c, err));
    WAIN_TRY(time_redraw(&c, err));
    WAIN_TRY(time_small_things(&c, err));
done:
    clear(&c);
    return status;
}
