/* wain check: an independent look at a plan, from its inputs alone. */
#include <argp.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/solution_vrplib.h"
#include "scheduler/cli/check_report.h"
#include "scheduler/cli/check_result.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/instance_arguments.h"
#include "solver/model/feasibility.h"

typedef struct check_arguments {
    const char *files[2]; /* borrowed from argv, as job is */
    int num_files;
    const char *job;
    bool json, quiet;
    wain_instance_options options;
} check_arguments;

enum { KEY_JSON = 256, KEY_JOB };

static const struct argp_option flags[] = {
    {"job", KEY_JOB, "JOB.yaml", 0, "job file of PLAN.h5 (default: where it was when the plan was made)", 0},
    {"json", KEY_JSON, NULL, 0, "print one JSON object on stdout instead of text", 0},
    {"quiet", 'q', NULL, 0, "print nothing but errors; the exit code tells", 0},
    {0},
};

static const char help[] =
    "Verify a plan independently: its inputs are read again, and cost, distances, times, loads and every constraint "
    "are "
    "recomputed by code that the search does not use. Every violation is named by route, stop and amount.\v"
    "  wain check plan.h5\n"
    "  wain check X-n101-k25.vrp a.sol\n\n"
    "A solution file's cost is taken in the convention given; its routes leave when the depot opens and serve as early "
    "as "
    "possible.\n\n"
    "Exit codes: 0 valid; 2 usage; 3 a file is faulty; 6 a file can't be read; 7 memory; 8 something is violated, or "
    "an "
    "input has changed since the plan was made.";

static error_t take(int key, char *text, struct argp_state *state)
{
    check_arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->options;
        return 0;
    case KEY_JOB:
        arguments->job = text;
        return 0;
    case KEY_JSON:
        arguments->json = true;
        return 0;
    case 'q':
        arguments->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->num_files == 2)
            argp_error(state, "'%s' is too many: a plan, or an instance and its solution are expected", text);
        else
            arguments->files[arguments->num_files++] = text;
        return 0;
    case ARGP_KEY_END:
        if (arguments->num_files == 0)
            argp_error(state, "which plan? give a result, or an instance and its solution");
        if (arguments->num_files == 2 && arguments->job)
            argp_error(state, "--job goes with a result file, not with an instance");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {flags, take, "PLAN.h5\nINSTANCE FILE.sol", help, wain_instance_children, NULL, NULL};

/* Every fault of a solution file that cannot be read. */
static void print_faults(const wain_fault_list *faults)
{
    char text[512];

    for (size_t i = 0; i < faults->kept; i++) {
        wain_fault_print(&faults->items[i], text, sizeof text);
        fprintf(stderr, "%s\n", text);
    }
}

/* Whether a cost is the one the file states, to the decimals that it states. */
static bool is_stated(const wain_solution_file *solution, double cost)
{
    return fabs(cost - solution->cost) <= 0.5 * pow(10, -solution->cost_decimals) * (1 + 1e-6);
}

/* Whether the stated cost is the plan's in that convention; what fails here only costs the hint. */
static bool fits_convention(const check_arguments *arguments, const wain_solution_file *solution,
                            wain_convention convention)
{
    wain_instance_options options = arguments->options;
    wain_instance *instance = NULL;
    wain_plan *plan = NULL;
    bool fits = false;

    options.convention = convention;
    if (wain_instance_read(arguments->files[0], &options, &instance, NULL) == WAIN_OK &&
        wain_solution_file_plan(solution, instance, &plan, NULL) == WAIN_OK)
        fits = is_stated(solution, wain_instance_cost(instance, plan));
    wain_plan_free(plan);
    wain_instance_free(instance);
    return fits;
}

/* NULL when the stated cost is the recomputed one. */
static const char *compare_cost(const check_arguments *arguments, const wain_instance *instance,
                                const wain_solution_file *solution, double cost, char text[240])
{
    const wain_convention used = arguments->options.convention;
    const wain_convention other = used == WAIN_CONVENTION_EXACT ? WAIN_CONVENTION_DIMACS : WAIN_CONVENTION_EXACT;
    int length;

    if (is_stated(solution, cost))
        return NULL;
    length = snprintf(text, 240, "the file states the cost %.*f, recomputed is %.*f", solution->cost_decimals,
                      solution->cost, instance->decimals, cost);
    if (fits_convention(arguments, solution, other))
        snprintf(text + length, 240 - (size_t)length,
                 "; it is the cost in the other convention: check it with "
                 "--convention %s",
                 wain_convention_name(other));
    return text;
}

static wain_status report(const check_arguments *arguments, const wain_instance *instance,
                          const wain_solution_file *solution, const wain_plan *plan, const wain_check_report *found,
                          wain_error *err)
{
    const double cost = wain_instance_cost(instance, plan);
    char text[240], cost_text[64];
    const wain_check_outcome outcome = {.subject = arguments->files[1],
                                        .book = instance->book,
                                        .plan = plan,
                                        .report = found,
                                        .lines = solution->lines,
                                        .first_route = 1,
                                        .cost = cost_text,
                                        .unit = "",
                                        .scale = (int64_t)instance->cost_scale,
                                        .fault = compare_cost(arguments, instance, solution, cost, text)};
    wain_status status = WAIN_OK;

    snprintf(cost_text, sizeof cost_text, "%.*f", instance->decimals, cost); /* as in the file */
    if (arguments->json)
        WAIN_TRY(wain_check_print_json(&outcome,
                                       json_pack("{s:f, s:f, s:s, s:s}", "cost", cost, "stated_cost", solution->cost,
                                                 "convention", wain_convention_name(arguments->options.convention),
                                                 "objective", wain_objective_name(arguments->options.objective)),
                                       err));
    else if (!arguments->quiet)
        wain_check_print_text(&outcome);
    status = wain_check_verdict(&outcome, err);
done:
    return status;
}

static wain_status check_solution(const check_arguments *arguments, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_instance *instance = NULL;
    wain_solution_file solution = {0};
    wain_fault_list faults = {0};
    wain_check_report found = {0};
    wain_plan *plan = NULL;

    WAIN_TRY(wain_instance_read(arguments->files[0], &arguments->options, &instance, err));
    status = wain_solution_file_read(arguments->files[1], (int32_t)instance->book->num_orders, &solution, &faults, err);
    if (status == WAIN_EINPUT && faults.total[WAIN_FAULT_STOPS] > 1)
        print_faults(&faults);
    WAIN_TRY(status);
    WAIN_TRY(wain_solution_file_plan(&solution, instance, &plan, err));
    WAIN_TRY(wain_feasibility_check(instance->book, &instance->travel, 0, 1, plan, &found, err));
    status = report(arguments, instance, &solution, plan, &found, err);
done:
    wain_plan_free(plan);
    wain_check_report_clear(&found);
    wain_fault_list_clear(&faults);
    wain_solution_file_clear(&solution);
    wain_instance_free(instance);
    return status;
}

int wain_cmd_check(int argc, char **argv)
{
    check_arguments arguments = {.num_files = 0};
    wain_error err = {0};
    wain_status status;

    argp_err_exit_status = WAIN_EUSAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    if (arguments.num_files == 2)
        status = check_solution(&arguments, &err);
    else
        status = wain_check_result(arguments.files[0], arguments.job, arguments.json, arguments.quiet, &err);
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == WAIN_OK)
        status = wain_error_set(&err, WAIN_EIO, "can't write to standard output");
    if (status != WAIN_OK)
        fprintf(stderr, "wain check: %s\n", err.text);
    return (int)status;
}
