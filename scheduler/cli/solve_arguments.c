#include "scheduler/cli/solve_arguments.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler/cli/instance_arguments.h"
#include "scheduler/cli/option_help.h"
#include "solver/core/error.h"
#include "solver/search/search_options.h"

enum {
    KEY_TIME_LIMIT = 256,
    KEY_ITERATIONS,
    KEY_THREADS,
    KEY_SEED,
    KEY_SET,
    KEY_JSON,
    KEY_BKS,
    KEY_CURVE,
    KEY_ISLANDS
};

static const double default_time_limit = 10; /* seconds */

static const struct argp_option flags[] = {
    {"time-limit", KEY_TIME_LIMIT, "SECONDS", 0,
     "wall time of the whole run, reading and writing included (default 10, unless --iterations is given). It is kept "
     "but where reading, a first solution and the check take longer, as on tens of thousands of customers with a "
     "second or "
     "two: a note, and over_time_s of --json, tell by how much",
     0},
    {"iterations", KEY_ITERATIONS, "N", 0,
     "budget of all islands together instead of time; the solution then depends on the seed alone", 0},
    {"threads", KEY_THREADS, "T", 0,
     "most threads of the search; a small instance uses fewer (default: the cores it may use)", 0},
    {"islands", KEY_ISLANDS, "K", 0,
     "searches with random streams of their own, on whatever ranks of mpirun, that share the iterations and exchange "
     "what they find (default 1; with --time-limit one for each rank)",
     0},
    {"seed", KEY_SEED, "SEED", 0, "seed of every random stream; the same as --set search.seed=SEED", 0},
    {"set", KEY_SET, "search.NAME=VALUE", 0, "set an option of the search; may be given many times", 0},
    {"output", 'o', "FILE.sol", 0, "write the solution as a CVRPLIB solution file, after an independent check", 0},
    {"curve", KEY_CURVE, "FILE.csv", 0,
     "write the cost over time: seconds, iterations, routes and cost whenever the islands meet with a better solution",
     0},
    {"bks", KEY_BKS, "COST", 0, "best known cost, to print the gap to it (when all customers are served)", 0},
    {"json", KEY_JSON, NULL, 0, "print one JSON object on stdout instead of text", 0},
    {"quiet", 'q', NULL, 0, "no progress, phases and notes, only data and errors", 0},
    {0},
};

static const char help[] =
    "Solve one public instance: CVRPLIB/VRPLIB (.vrp) or Solomon/Homberger (.txt), recognised by its content.\v"
    "Examples:\n"
    "  wain solve X-n101-k25.vrp --time-limit 10 --threads 1 --output a.sol\n"
    "  wain solve C101.txt --convention exact --objective vehicles\n"
    "  mpirun --bind-to none -n 4 wain solve X-n502-k39.vrp --time-limit 60 --threads 1\n\n"
    "Ctrl-C or SIGTERM ends the search early; the best solution so far is checked and written.\n\n"
    "Exit codes: 0 solved; 2 usage; 3 the instance is faulty; 4 customers had to be left out, nothing is written; "
    "5 stopped early with a valid solution; 6 a file can't be read or written; 7 memory; 8 the solution failed its "
    "check, "
    "nothing is written.";

static double read_real(struct argp_state *state, const char *option, const char *text, double min, double max)
{
    char *end;
    const double value = strtod(text, &end);

    if (*end || end == text || !(value >= min && value <= max))
        argp_error(state, "--%s: found '%s', expected a number from %g to %g", option, text, min, max);
    return value;
}

static int64_t read_whole(struct argp_state *state, const char *option, const char *text, int64_t min, int64_t max)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (*end || end == text || errno || value < min || value > max)
        argp_error(state, "--%s: found '%s', expected a whole number from %" PRId64 " to %" PRId64, option, text, min,
                   max);
    return value;
}

static void finish(struct argp_state *state, wain_solve_arguments *arguments)
{
    if (!arguments->instance)
        argp_error(state, "which instance? give the path of a .vrp or Solomon file");
    if (arguments->time_limit > 0 && arguments->iterations > 0)
        argp_error(state, "--time-limit and --iterations exclude each other: which of them ends the search?");
    if (arguments->time_limit <= 0 && arguments->iterations <= 0)
        arguments->time_limit = default_time_limit;
}

static error_t take(int key, char *text, struct argp_state *state)
{
    wain_solve_arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->options;
        return 0;
    case KEY_TIME_LIMIT:
        arguments->time_limit = read_real(state, "time-limit", text, 0.01, 604800);
        return 0;
    case KEY_ITERATIONS:
        arguments->iterations = read_whole(state, "iterations", text, 1, 1000000000000);
        return 0;
    case KEY_THREADS:
        arguments->threads = read_whole(state, "threads", text, 1, 1024);
        return 0;
    case KEY_ISLANDS:
        arguments->islands = read_whole(state, "islands", text, 1, 1024);
        return 0;
    case KEY_SEED:
        arguments->seed = text;
        return 0;
    case KEY_BKS:
        arguments->best_known = read_real(state, "bks", text, 1e-9, 1e18);
        return 0;
    case KEY_SET:
        if (arguments->num_sets == WAIN_MAX_SOLVE_SETS)
            argp_error(state, "more than %d options are set", WAIN_MAX_SOLVE_SETS);
        else
            arguments->sets[arguments->num_sets++] = text;
        return 0;
    case KEY_CURVE:
        arguments->curve = text;
        return 0;
    case KEY_JSON:
        arguments->json = true;
        return 0;
    case 'o':
        arguments->output = text;
        return 0;
    case 'q':
        arguments->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->instance)
            argp_error(state, "one instance is expected, '%s' is too many", text);
        arguments->instance = text;
        return 0;
    case ARGP_KEY_END:
        finish(state, arguments);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The options of the search below the command's own; argp frees the text. */
static char *add_search_options(int key, const char *text, void *input)
{
    char *list = NULL;
    size_t size, count;
    const wain_option *options = wain_search_option_list(&count);
    FILE *out;

    (void)input;
    if (key != ARGP_KEY_HELP_EXTRA)
        return (char *)(uintptr_t)text;
    out = open_memstream(&list, &size);
    if (!out)
        return NULL;
    fputs("Options of the search, as --set section.name=value, with their defaults:\n\n", out);
    wain_option_help_print(out, options, count);
    if (fclose(out) != 0) {
        free(list);
        return NULL;
    }
    return list;
}

static const struct argp argp = {flags, take, "INSTANCE", help, wain_instance_children, add_search_options, NULL};

void wain_solve_arguments_read(int argc, char **argv, wain_solve_arguments *arguments)
{
    *arguments = (wain_solve_arguments){.best_known = NAN, .islands = 1};
    argp_err_exit_status = WAIN_EUSAGE;
    argp_parse(&argp, argc, argv, 0, NULL, arguments);
}
