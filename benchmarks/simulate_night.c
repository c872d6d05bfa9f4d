/* How a night scales, on paper: efficiency and time to plan for numbers of ranks and stops that no machine at hand has.
 * See docs/benchmarks.md. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "benchmarks/calibrate_night.h"
#include "benchmarks/night_model.h"
#include "solver/core/memory.h"

enum {
    MAX_ITEMS = 64,
    UNITS_PER_RANK = 2,  /* these two as scheduler/cli/cmd_plan.c has them */
    SMALLEST_PART = 1000 /* orders */
};

typedef struct list {
    int64_t items[MAX_ITEMS];
    int count;
} list;

typedef struct arguments {
    list ranks, stops;
    double per_order; /* iterations, of a unit of max_stops orders */
    int64_t region, max_stops;
    const char *units, *calibrate;
    bool csv;
    night_costs costs;
    night_scenario scenario;
} arguments;

enum {
    KEY_PER_ORDER = 256,
    KEY_ITERATIONS,
    KEY_TIME_LIMIT,
    KEY_REGION,
    KEY_MAX_STOPS,
    KEY_ROUNDS,
    KEY_SAVE,
    KEY_LATENCY,
    KEY_BANDWIDTH,
    KEY_COSTS,
    KEY_SET,
    KEY_UNITS,
    KEY_SEED,
    KEY_CSV,
    KEY_CALIBRATE
};

static const struct argp_option options[] = {
    {"ranks", 'r', "LIST", 0, "numbers of ranks (default 1,4,16,64,256,1024,4096)", 0},
    {"stops", 'n', "LIST", 0, "numbers of stops (default 100000,1000000,10000000,100000000)", 0},
    {"iterations-per-order", KEY_PER_ORDER, "X", 0, "each unit has X times max-stops iterations (default 7000)", 0},
    {"iterations", KEY_ITERATIONS, "N", 0, "iterations of each unit instead", 0},
    {"time-limit", KEY_TIME_LIMIT, "SECONDS", 0, "a deadline instead of iterations", 0},
    {"region", KEY_REGION, "N", 0, "orders of a region on average (default 50000)", 0},
    {"max-stops", KEY_MAX_STOPS, "N", 0, "partition.max_stops (default 5000)", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "partition.rounds (default 10)", 0},
    {"save-interval", KEY_SAVE, "SECONDS", 0, "checkpoint.interval; 0: none (default 60)", 0},
    {"latency", KEY_LATENCY, "SECONDS", 0, "of a message (default 20e-6)", 0},
    {"bandwidth", KEY_BANDWIDTH, "BYTES", 0, "per second, of rank 0's link (default 1e9)", 0},
    {"units", KEY_UNITS, "FILE", 0, "sizes of the units instead of --stops: lines of orders and parts", 0},
    {"costs", KEY_COSTS, "FILE", 0, "costs that --calibrate printed", 0},
    {"set", KEY_SET, "NAME=VALUE", 0, "another value for one cost (repeatable)", 0},
    {"seed", KEY_SEED, "N", 0, "of sizes and scatter (default 1)", 0},
    {"csv", KEY_CSV, NULL, 0, "commas between the columns", 0},
    {"calibrate", KEY_CALIBRATE, "JOB.yaml", 0, "measure the costs on this machine with a job's book, and print them",
     0},
    {0},
};

static double number(const char *text, double least, struct argp_state *state)
{
    char *end;
    const double value = strtod(text, &end);

    if (end == text || *end || !(value >= least))
        argp_error(state, "'%s': a number of at least %g is expected", text, least);
    return value;
}

static void take_list(char *text, double most, list *to, struct argp_state *state)
{
    char *rest = NULL;

    to->count = 0;
    for (char *item = strtok_r(text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        const double value = number(item, 1, state);

        if (value > most || to->count == MAX_ITEMS)
            argp_error(state, "'%s': at most %g, and at most %d of them", item, most, MAX_ITEMS);
        to->items[to->count++] = (int64_t)value;
    }
}

static void set_cost(const char *text, night_costs *costs, struct argp_state *state)
{
    char line[128];
    const char *equals = strchr(text, '=');
    int length = equals ? (int)(equals - text) : 0;

    snprintf(line, sizeof line, "%.*s %s", length, text, equals ? equals + 1 : "");
    if (length == 0 || !night_costs_take(line, costs))
        argp_error(state, "'%s': a name of benchmarks/night_costs.def, = and a number >= 0 are expected", text);
}

static bool take_number(int key, const char *text, arguments *a, struct argp_state *state)
{
    night_scenario *s = &a->scenario;

    switch (key) {
    case KEY_PER_ORDER:
        a->per_order = number(text, 1e-6, state);
        return true;
    case KEY_ITERATIONS:
        s->iterations = (int64_t)number(text, 1, state);
        return true;
    case KEY_TIME_LIMIT:
        s->time_limit = number(text, 1e-3, state);
        return true;
    case KEY_REGION:
        a->region = (int64_t)number(text, 1, state);
        return true;
    case KEY_MAX_STOPS:
        a->max_stops = (int64_t)number(text, 1, state);
        return true;
    case KEY_ROUNDS:
        s->rounds = (int32_t)number(text, 0, state);
        return true;
    case KEY_SAVE:
        s->save_interval = number(text, 0, state);
        return true;
    case KEY_LATENCY:
        s->latency = number(text, 0, state);
        return true;
    case KEY_BANDWIDTH:
        s->bandwidth = number(text, 1, state);
        return true;
    case KEY_SEED:
        s->seed = (uint64_t)number(text, 0, state);
        return true;
    default:
        return false;
    }
}

static error_t take(int key, char *text, struct argp_state *state)
{
    arguments *a = state->input;
    wain_error error = {0};

    if (take_number(key, text, a, state))
        return 0;
    switch (key) {
    case 'r':
        take_list(text, 1 << 16, &a->ranks, state);
        return 0;
    case 'n':
        take_list(text, 1e9, &a->stops, state);
        return 0;
    case KEY_COSTS:
        if (night_costs_read(text, &a->costs, &error) != WAIN_OK)
            argp_error(state, "%s", error.text);
        return 0;
    case KEY_SET:
        set_cost(text, &a->costs, state);
        return 0;
    case KEY_UNITS:
        a->units = text;
        return 0;
    case KEY_CSV:
        a->csv = true;
        return 0;
    case KEY_CALIBRATE:
        a->calibrate = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = take,
    .doc =
        "Simulate nights of the scheduler: the coordinator itself, with ranks that exist only as the times at which "
        "their mail arrives.\v"
        "Columns: s, until the plan is published, and of these read (with partition), solve and publish; efficiency, "
        "the searches' share of the time of all ranks; idle, while solving, as wain plan counts it; coordinator, "
        "rank 0's share while solving that goes to the others; it/order, the iterations an order had; late, s beyond "
        "the deadline."};

/* Lines of orders and parts of the region's day. */
static wain_status read_units(const char *path, night_unit **out, int32_t *count, wain_error *err)
{
    wain_status status = WAIN_OK;
    FILE *in = fopen(path, "r");
    night_unit *units = NULL;
    size_t num = 0, capacity = 0;
    int orders, parts, found;

    if (!in)
        return wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno));
    while ((found = fscanf(in, "%d %d", &orders, &parts)) == 2 && orders > 0) {
        WAIN_TRY(WAIN_RESERVE(units, capacity, num + 1, err));
        units[num++] = (night_unit){.num_orders = orders, .is_split = parts > 1};
    }
    if (found != EOF || num == 0) {
        status = wain_error_set(err, WAIN_EINPUT, "%s: line %zu: orders and parts are expected", path, num + 1);
        goto done;
    }
    *out = units;
    *count = (int32_t)num;
    units = NULL;
done:
    free(units);
    fclose(in);
    return status;
}

static void print_heading(const arguments *a)
{
    puts(
        a->csv
            ? "ranks,stops,units,s,read,solve,publish,efficiency,idle,coordinator,it_per_order,late"
            : " ranks       stops  units            s     read        solve  publish  efficiency    idle  coordinator  "
              "it/order     late");
}

static void print_row(const arguments *a, const night_scenario *s, const night_forecast *f)
{
    printf(a->csv ? "%d,%" PRId64 ",%d,%.3f,%.3f,%.3f,%.3f,%.4f,%.4f,%.4f,%.1f,%.3f\n"
                  : "%6d %11" PRId64 " %6d %12.1f %8.1f %12.1f %8.1f %11.3f %7.3f %12.3f %9.0f %8.1f\n",
           s->ranks, f->num_orders, s->num_units, f->seconds, f->reading, f->solving, f->publishing, f->efficiency,
           f->idle_share, f->coordinator_share, f->iterations_per_order, f->late);
    fflush(stdout);
}

/* The units of a book. By a time limit the program makes parts smaller until every rank has several
 * (scheduler/cli/cmd_plan.c). */
static wain_status draw_units(const arguments *a, int64_t stops, night_scenario *scenario, night_unit **out,
                              wain_error *err)
{
    const bool halves = scenario->iterations == 0 && scenario->ranks > 1 && scenario->rounds > 0;
    int32_t max_stops = (int32_t)a->max_stops;
    wain_status status;

    if (a->units)
        return read_units(a->units, out, &scenario->num_units, err);
    status = night_units_draw(stops, a->region, max_stops, scenario->seed, out, &scenario->num_units, err);
    while (status == WAIN_OK && halves && scenario->num_units < UNITS_PER_RANK * scenario->ranks &&
           max_stops / 2 >= SMALLEST_PART) {
        free(*out);
        *out = NULL;
        max_stops /= 2;
        status = night_units_draw(stops, a->region, max_stops, scenario->seed, out, &scenario->num_units, err);
    }
    return status;
}

static wain_status simulate_one(const arguments *a, int64_t stops, int ranks, wain_error *err)
{
    night_scenario scenario = a->scenario;
    wain_status status = WAIN_OK;
    night_unit *units = NULL;
    night_forecast forecast;

    scenario.ranks = ranks;
    scenario.max_stops = (int32_t)a->max_stops;
    if (scenario.time_limit > 0)
        scenario.iterations = 0;
    else if (scenario.iterations == 0)
        scenario.iterations = (int64_t)(a->per_order * (double)a->max_stops) + 1;
    WAIN_TRY(draw_units(a, stops, &scenario, &units, err));
    scenario.units = units;
    WAIN_TRY(night_simulate(&scenario, &forecast, err));
    print_row(a, &scenario, &forecast);
done:
    free(units);
    return status;
}

static wain_status simulate_all(const arguments *a, wain_error *err)
{
    const int num_books = a->units ? 1 : a->stops.count;
    wain_status status = WAIN_OK;

    print_heading(a);
    for (int i = 0; i < num_books; i++) {
        for (int r = 0; r < a->ranks.count; r++)
            WAIN_TRY(simulate_one(a, a->stops.items[i], (int)a->ranks.items[r], err));
    }
done:
    return status;
}

int main(int argc, char **argv)
{
    arguments a = {.ranks = {{1, 4, 16, 64, 256, 1024, 4096}, 7},
                   .stops = {{100000, 1000000, 10000000, 100000000}, 4},
                   .per_order = 7000,
                   .region = 50000,
                   .max_stops = 5000,
                   .costs = night_costs_default(),
                   .scenario = {.rounds = 10, .save_interval = 60, .latency = 20e-6, .bandwidth = 1e9, .seed = 1}};
    wain_error error = {0};
    wain_status status;
    bool alone = true;

    argp_err_exit_status = WAIN_EUSAGE;
    argp_parse(&parser, argc, argv, 0, NULL, &a);
    a.scenario.costs = &a.costs;
    if (a.calibrate) {
        status = night_calibrate(a.calibrate, a.scenario.iterations, &a.costs, &alone, &error);
        if (status == WAIN_OK && alone)
            night_costs_print(stdout, &a.costs);
    } else {
        status = simulate_all(&a, &error);
    }
    if (status != WAIN_OK)
        fprintf(stderr, "simulate_night: %s\n", error.text);
    return (int)status;
}
