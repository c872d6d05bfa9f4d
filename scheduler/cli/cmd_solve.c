/* wain solve: one public instance, from its file to a checked solution. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/curve_csv.h"
#include "io/solution_vrplib.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/instance_arguments.h"
#include "scheduler/cli/json_report.h"
#include "scheduler/cli/ranks.h"
#include "scheduler/cli/solve_arguments.h"
#include "scheduler/deadline.h"
#include "scheduler/progress.h"
#include "scheduler/stop_signal.h"
#include "scheduler/threads.h"
#include "scheduler/unit_search.h"
#include "scheduler/worker.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/eval/plan_solution.h"
#include "solver/model/feasibility.h"
#include "solver/partition/partition.h"
#include "solver/solve.h"

/* Seconds kept for checking and writing, and per customer. */
#define RESERVE 0.02
#define RESERVE_PER_CUSTOMER 2e-6

/* What a run may take beyond its time limit without being told: seconds, and of the limit. */
#define TOLERANCE 0.1
#define TOLERANCE_SHARE 0.02

/* A run, from its arguments to its outcome. */
typedef struct run {
    const wain_solve_arguments *arguments;
    wain_comm *comm;
    wain_coordinator *coordinator; /* of several ranks or islands; else NULL */
    int32_t num_lost;              /* ranks that no longer answer */
    wain_option_registry registry;
    wain_search_options options;
    wain_instance *instance;
    wain_plan *plan;
    wain_check_report report;
    wain_atomic_file output;
    wain_curve curve;
    wain_search_statistics statistics;
    int32_t threads;
    double cost, seconds, next_progress;
    bool shows_progress, live; /* wanted; a progress line stands on the terminal */
} run;

static wain_status read_options(run *r, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t count;
    const wain_option *list = wain_search_option_list(&count);
    const char *start, *end;

    WAIN_TRY(wain_option_registry_add(&r->registry, list, count, &r->options, err));
    for (int i = 0; i < r->arguments->num_sets; i++)
        WAIN_TRY(wain_option_assign(&r->registry, r->arguments->sets[i], err));
    if (r->arguments->seed)
        WAIN_TRY(wain_option_set(&r->registry, "search.seed", r->arguments->seed, WAIN_ORIGIN_COMMAND_LINE, err));
    end = wain_search_options_find_heating(&r->options, &start);
    if (end)
        status = wain_error_set(err, WAIN_EUSAGE, "option %s is above %s: an annealing cools", end, start);
done:
    return status;
}

static bool is_stopped(void *context)
{
    (void)context;
    return wain_stop_signal_received();
}

/* The live line. */
static void show_progress(run *r, const wain_search_progress *progress, double cost)
{
    char iterations[32];

    if (progress->seconds < r->next_progress)
        return;
    r->next_progress = progress->seconds + 0.2;
    r->live = true;
    fprintf(stderr, "\r\033[K%6.1f s  %s iterations  ", progress->seconds,
            wain_print_count(progress->iterations, iterations));
    if (progress->num_unserved > 0)
        fprintf(stderr, "%d routes, %d customers left out", progress->num_routes, progress->num_unserved);
    else
        fprintf(stderr, "%d routes, cost %.*f", progress->num_routes, r->instance->decimals, cost);
}

/* The prices of customers left out and of vehicles are no cost that means anything to a person. */
static void watch(void *context, const wain_search_progress *progress)
{
    run *r = context;
    const wain_instance *instance = r->instance;
    const double cost =
        (double)(progress->best_cost - progress->num_routes * instance->route_cost) / instance->cost_scale;

    if (progress->new_best && progress->num_unserved == 0)
        wain_curve_add(&r->curve, wain_process_age(), progress->iterations, progress->num_routes, cost,
                       instance->decimals);
    if (r->shows_progress)
        show_progress(r, progress, cost);
}

/* Seconds of the time limit kept for checking and writing. */
static double reserve_of(const run *r)
{
    return fmin(RESERVE + RESERVE_PER_CUSTOMER * (double)r->instance->book->num_orders, r->arguments->time_limit / 2);
}

static wain_search_control make_control(run *r)
{
    const wain_solve_arguments *arguments = r->arguments;
    wain_search_control control = {
        .iterations = arguments->iterations, .threads = r->threads, .context = r, .poll = is_stopped};

    if (arguments->time_limit > 0) /* what is left of it, but enough for a first solution */
        control.time_limit = fmax(arguments->time_limit - reserve_of(r) - wain_process_age(), 0.01);
    r->shows_progress = !arguments->quiet && isatty(STDERR_FILENO);
    if (r->shows_progress || arguments->curve)
        control.progress = watch;
    return control;
}

/* Orders that no unit took, with the book's reason. */
static wain_status add_left_out(run *r, wain_error *err)
{
    const wain_order_book *book = r->instance->book;
    wain_plan *plan = r->plan;
    wain_status status = WAIN_OK;

    for (size_t i = 0; i < book->num_orders; i++) {
        if (book->orders[i].reason == WAIN_REASON_NONE)
            continue;
        WAIN_TRY(WAIN_RESERVE(plan->unserved, plan->unserved_capacity, plan->num_unserved + 1, err));
        plan->unserved[plan->num_unserved++] =
            (wain_unserved){.order = (int32_t)i, .reason = book->orders[i].reason, .detail = -1};
    }
done:
    return status;
}

/* Where a unit's problem is from. */
typedef struct source {
    const wain_partition *partition;
    const wain_instance *instance;
} source;

static wain_status problem_of_unit(void *context, int32_t unit, wain_problem **out, wain_error *err)
{
    const source *from = context;

    return wain_partition_problem(from->partition, unit, from->instance->book, &from->instance->travel, out, err);
}

static wain_status search_on_ranks(run *r, source *from, wain_solution **out, wain_error *err)
{
    const double age = wain_process_age(), limit = r->arguments->time_limit, reserve = reserve_of(r);
    const wain_unit_search search = {
        .problem = problem_of_unit,
        .context = from,
        .num_orders = from->partition->units[0].num_orders,
        .search = r->options,
        .iterations = r->arguments->iterations,
        .islands = (int32_t)r->arguments->islands,
        .deadline = {.start = wain_clock_seconds() - age,
                     .time_limit = limit > 0 ? fmax(limit, age + reserve + 0.01) : 0, /* enough for a first solution */
                     .reserve = reserve},
        .threads = r->threads,
        .stop_requested = wain_stop_signal_received,
    };

    return wain_unit_search_run(&search, r->coordinator, out, &r->statistics, &r->num_lost, err);
}

static wain_status solve_unit(run *r, const wain_partition *partition, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_unit *unit = &partition->units[0];
    wain_search_control control;
    source from = {partition, r->instance};
    wain_problem *problem = NULL;
    wain_solution *solution = NULL;
    int32_t next_vehicle[1] = {0};

    WAIN_TRY(problem_of_unit(&from, 0, &problem, err));
    WAIN_TRY(wain_threads_try(r->threads, err));
    control = make_control(r); /* with the time that is left now */
    if (r->coordinator)
        WAIN_TRY(search_on_ranks(r, &from, &solution, err));
    else
        WAIN_TRY(wain_solve(problem, &r->options, &control, &solution, &r->statistics, err));
    WAIN_TRY(WAIN_RESERVE(r->plan->units, r->plan->units_capacity, 1, err));
    r->plan->units[r->plan->num_units++] = (wain_plan_unit){.region = unit->region,
                                                            .day = unit->day,
                                                            .num_orders = unit->num_orders,
                                                            .num_routes = solution->num_routes,
                                                            .num_unserved = solution->num_unserved,
                                                            .cost = solution->cost,
                                                            .iterations = r->statistics.iterations,
                                                            .seconds = r->statistics.seconds,
                                                            .state = WAIN_UNIT_DONE};
    WAIN_TRY(wain_plan_add_solution(r->plan, 0, unit->day, next_vehicle, problem, solution, err));
done:
    wain_solution_free(solution);
    wain_problem_free(problem);
    return status;
}

static wain_status search(run *r, wain_error *err)
{
    const wain_partition_options options = {.num_days = 1, .max_stops = INT32_MAX};
    wain_instance *instance = r->instance;
    wain_partition *partition = NULL;
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_partition_create(instance->book, &instance->travel, &options, &partition, err));
    WAIN_TRY(wain_plan_create(&r->plan, err));
    if (partition->num_units > 0)
        WAIN_TRY(solve_unit(r, partition, err));
    WAIN_TRY(add_left_out(r, err));
    WAIN_TRY(wain_feasibility_check(instance->book, &instance->travel, 0, 1, r->plan, &r->report, err));
    r->cost = wain_instance_cost(instance, r->plan);
done:
    if (r->live)
        fputs("\r\033[K", stderr);
    wain_partition_free(partition);
    return status;
}

/* What the outcome means; only a solution that is whole and valid is written. */
static wain_status judge(const run *r, wain_error *err)
{
    char count[48];

    if (r->report.total > 0)
        return wain_error_set(
            err, WAIN_ECHECK, "the solution has %s and is not written; the first: route %" PRId64 ", stop %d: %s",
            wain_print_number_of((int64_t)r->report.total, "violation", count), r->report.violations[0].route,
            r->report.violations[0].stop, r->report.violations[0].text);
    if (r->plan->num_unserved > 0)
        return wain_error_set(err, WAIN_EREQUIRED, "%s had to be left out, the first is %d: %s; nothing is written",
                              wain_print_number_of((int64_t)r->plan->num_unserved, "customer", count),
                              r->plan->unserved[0].order + 1, wain_reason_text(r->plan->unserved[0].reason));
    return WAIN_OK;
}

/* --- What the user gets --------------------------------------------------------------------------------------------
 */

/* Only a solution with all customers has one. */
static bool has_gap(const run *r, bool feasible)
{
    return feasible && !isnan(r->arguments->best_known);
}

static double gap_percent(const run *r)
{
    return 100 * (r->cost - r->arguments->best_known) / r->arguments->best_known;
}

/* Seconds beyond the time limit. */
static double over_time(const run *r)
{
    return fmax(0, r->seconds - r->arguments->time_limit);
}

/* "24 elites, then recombination" */
static char *print_phases(const wain_search_phases *of, char text[128])
{
    const char *fleet = of->reduced_fleet ? "a fleet phase, then " : "";

    if (of->annealings == 0 && of->parts == 0)
        snprintf(text, 128, "none: no customer can be served");
    else if (of->parts > 1)
        snprintf(text, 128, "%sone annealing in %d parts", fleet, of->parts);
    else if (of->recombined)
        snprintf(text, 128, "%s%d elite%s, then recombination", fleet, of->annealings, of->annealings > 1 ? "s" : "");
    else if (of->annealings > 1)
        snprintf(text, 128, "%s%d annealings side by side", fleet, of->annealings);
    else
        snprintf(text, 128, "%sone annealing", fleet);
    return text;
}

/* Cores that this process may use; 0 when that is not known. */
static int32_t cores_allowed(void)
{
    cpu_set_t mask;

    return sched_getaffinity(0, sizeof mask, &mask) == 0 ? CPU_COUNT(&mask) : 0;
}

/* What a person should know of the run beside its outcome. */
static void print_notes(const run *r)
{
    const int32_t cores = cores_allowed(), used = r->statistics.phases.threads;
    const double limit = r->arguments->time_limit;
    char text[128];

    if (r->arguments->quiet)
        return;
    fprintf(stderr, "wain solve: phases: %s\n", print_phases(&r->statistics.phases, text));
    if (cores > 0 && used > cores)
        fprintf(stderr, "wain solve: note: %d threads took turns on %d core%s\n", used, cores, cores > 1 ? "s" : "");
    if (limit > 0 && over_time(r) > fmax(TOLERANCE, TOLERANCE_SHARE * limit))
        fprintf(stderr,
                "wain solve: note: %.1f s instead of %g (reading, a first solution and the check are not cut short, "
                "and a busy "
                "machine delays them)\n",
                r->seconds, limit);
}

static double rate(const run *r)
{
    return r->statistics.seconds > 0 ? (double)r->statistics.iterations / r->statistics.seconds : 0;
}

/* Searches that took part: by a time limit every rank has one at least. */
static json_int_t islands_of(const run *r)
{
    const json_int_t asked = (json_int_t)r->arguments->islands;

    return r->arguments->time_limit > 0 && r->comm->size > asked ? r->comm->size : asked;
}

static wain_status print_json(const run *r, bool feasible, wain_error *err)
{
    const wain_instance *instance = r->instance;
    char phases[128];
    json_t *object =
        json_pack("{s:o, s:I, s:o, s:I, s:I, s:b, s:I, s:f, s:f, s:i, s:i, s:I, s:s, s:s, s:s, s:b}", "instance",
                  wain_json_text(instance->name), "customers", (json_int_t)instance->book->num_orders, "cost",
                  instance->decimals ? json_real(r->cost) : json_integer((json_int_t)llround(r->cost)), "routes",
                  (json_int_t)r->plan->num_routes, "unassigned", (json_int_t)r->plan->num_unserved, "feasible",
                  feasible, "iterations", (json_int_t)r->statistics.iterations, "iterations_per_second", round(rate(r)),
                  "seconds", r->seconds, "threads", (int)r->threads, "threads_used", (int)r->statistics.phases.threads,
                  "seed", (json_int_t)r->options.seed, "search_phases", print_phases(&r->statistics.phases, phases),
                  "convention", wain_convention_name(instance->options.convention), "objective",
                  wain_objective_name(instance->options.objective), "stopped_early", r->statistics.stopped);

    if (object && r->coordinator) {
        json_object_set_new(object, "ranks", json_integer(r->comm->size));
        json_object_set_new(object, "islands", json_integer(islands_of(r)));
    }
    if (object && r->arguments->time_limit > 0)
        json_object_set_new(object, "over_time_s", wain_json_real(over_time(r)));
    if (object && !isnan(r->arguments->best_known))
        json_object_set_new(object, "bks", json_real(r->arguments->best_known));
    if (object && has_gap(r, feasible))
        json_object_set_new(object, "gap_percent", json_real(gap_percent(r)));
    return wain_json_print(stdout, object, err);
}

static void print_text(const run *r, bool feasible)
{
    const int32_t used = r->statistics.phases.threads;
    char iterations[32], per_second[32], routes[48], customers[48], threads[48], of[32] = "";

    printf("%s: %s, cost %.*f, %s, %s\n", r->instance->name,
           wain_print_number_of((int64_t)r->instance->book->num_orders, "customer", customers), r->instance->decimals,
           r->cost, wain_print_number_of((int64_t)r->plan->num_routes, "route", routes),
           feasible ? "checked" : "not feasible");
    if (has_gap(r, feasible))
        printf("  %.3f %% %s the best known %.10g\n", fabs(gap_percent(r)), gap_percent(r) < 0 ? "below" : "above",
               r->arguments->best_known);
    if (used < r->threads)
        snprintf(of, sizeof of, "%d of ", used);
    printf("  %s iterations, %s a second, %s%s, seed %" PRId64 ", %.2f s in all\n",
           wain_print_count(r->statistics.iterations, iterations), wain_print_count((int64_t)rate(r), per_second), of,
           wain_print_number_of(r->threads, "thread", threads), r->options.seed, r->seconds);
    if (r->arguments->output && feasible)
        printf("  written to %s\n", r->arguments->output);
}

static wain_status print_outcome(const run *r, bool feasible, wain_error *err)
{
    if (r->arguments->json)
        return print_json(r, feasible, err);
    if (!r->arguments->quiet)
        print_text(r, feasible);
    return WAIN_OK;
}

/* Learn now, not after the search, whether the files can be written. */
static wain_status open_files(run *r, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (r->arguments->output)
        WAIN_TRY(wain_atomic_file_open(r->arguments->output, &r->output, err));
    if (r->arguments->curve)
        WAIN_TRY(wain_curve_open(r->arguments->curve, &r->curve, err));
done:
    return status;
}

/* Write the solution, which is valid, and the curve up to it. */
static wain_status write_files(run *r, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (r->arguments->output)
        WAIN_TRY(wain_solution_file_write(&r->output, r->instance, r->plan, err));
    r->seconds = wain_process_age();
    if (r->arguments->curve) {
        /* The search may have found it after the islands met for the last time; rounded up, it looked dearer. */
        wain_curve_add(&r->curve, r->seconds, r->statistics.iterations, (int32_t)r->plan->num_routes, r->cost,
                       r->instance->decimals);
        WAIN_TRY(wain_curve_publish(&r->curve, err));
    }
done:
    return status;
}

/* Several ranks or islands have a coordinator, who ends the ranks' work whatever happens. */
static wain_status gather(run *r, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (r->comm->size == 1 && r->arguments->islands == 1)
        return WAIN_OK;
    WAIN_TRY(wain_coordinator_create(r->comm, &r->coordinator, err));
    if (r->arguments->curve)
        status = wain_error_set(err, WAIN_EUSAGE, "--curve is for a single rank and a single island");
done:
    return status;
}

static wain_status solve(run *r, wain_error *err)
{
    wain_status status = WAIN_OK, verdict;
    wain_error ignored;

    WAIN_TRY(gather(r, err));
    WAIN_TRY(read_options(r, err));
    r->threads = wain_threads_of_rank(r->arguments->threads);
    WAIN_TRY(open_files(r, err));
    wain_stop_signal_install();
    WAIN_TRY(wain_instance_read(r->arguments->instance, &r->arguments->options, &r->instance, err));
    WAIN_TRY(search(r, err));
    verdict = judge(r, err);
    r->seconds = wain_process_age();
    if (verdict == WAIN_OK)
        WAIN_TRY(write_files(r, err));
    print_notes(r);
    status = print_outcome(r, verdict == WAIN_OK, verdict == WAIN_OK ? err : &ignored);
    if (verdict != WAIN_OK)
        status = verdict;
    else if (status == WAIN_OK && r->statistics.stopped)
        status = wain_error_set(err, WAIN_ESTOPPED, "stopped early; the solution is valid");
done:
    return status;
}

static void clear(run *r)
{
    wain_atomic_file_abandon(&r->output);
    wain_curve_abandon(&r->curve);
    wain_check_report_clear(&r->report);
    wain_plan_free(r->plan);
    wain_instance_free(r->instance);
    wain_option_registry_clear(&r->registry);
}

/* Rank 0. */
static wain_status lead(run *r)
{
    wain_error err = {0};
    const wain_status status = solve(r, &err);

    if (status != WAIN_OK && !(status == WAIN_ESTOPPED && r->arguments->quiet))
        fprintf(stderr, "wain solve: %s\n", err.text);
    wain_atomic_file_abandon(&r->output); /* before anybody is aborted */
    if (r->comm->size > 1 && (!r->coordinator || r->num_lost > 0 || status == WAIN_ERANK))
        r->comm->abort(r->comm, (int)(status != WAIN_OK ? status : WAIN_ERANK)); /* some would not hear of the end */
    wain_coordinator_end(r->coordinator, NULL);
    return status;
}

/* The other ranks: all they need comes with the work. */
static wain_status follow(const run *r)
{
    wain_error err = {0};
    const int32_t threads = wain_threads_of_rank(r->arguments->threads);
    wain_status status;

    wain_stop_signal_install();
    status = wain_threads_try(threads, &err);
    if (status == WAIN_OK)
        status = wain_worker_run(r->comm, threads, wain_solve, wain_stop_signal_received, WAIN_WORKER_PATIENCE, &err);
    if (status != WAIN_OK) {
        fprintf(stderr, "wain solve: rank %d: %s\n", r->comm->rank, err.text);
        r->comm->abort(r->comm, (int)status);
    }
    return status;
}

typedef struct command_line {
    int argc;
    char **argv;
    wain_solve_arguments *arguments;
} command_line;

static void parse(void *context)
{
    const command_line *line = context;

    wain_solve_arguments_read(line->argc, line->argv, line->arguments);
}

int wain_cmd_solve(int argc, char **argv)
{
    wain_solve_arguments arguments;
    run r = {.arguments = &arguments};
    wain_buffer letter = {0};
    wain_error err = {0};
    wain_status status;
    int code;

    wain_buffer_put_u32(&letter, 0);
    status = letter.failed ? wain_error_set(&err, WAIN_EMEMORY, "out of memory") : wain_comm_open(&r.comm, &err);
    if (status != WAIN_OK) {
        fprintf(stderr, "wain solve: %s\n", err.text);
        return (int)status;
    }
    wain_ranks_parse(r.comm, parse, &(command_line){argc, argv, &arguments});
    code = wain_ranks_agree(r.comm, &letter, (int)(r.comm->rank == 0 ? lead(&r) : follow(&r)));
    wain_buffer_clear(&letter);
    clear(&r);
    wain_comm_close(r.comm);
    return code;
}
