/* wain generate: a synthetic national book as files. */
#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "io/calendar.h"
#include "io/generator.h"
#include "scheduler/cli/command.h"
#include "solver/core/number.h"

enum { KEY_ORDERS = 256, KEY_REGIONS, KEY_DAYS, KEY_SEED, KEY_PLACES, KEY_FIRST_DAY, KEY_FORCE };

static const struct argp_option options[] = {
    {"orders", KEY_ORDERS, "N", 0, "number of orders, 1 to 100000000 (default 3600)", 0},
    {"regions", KEY_REGIONS, "R", 0,
     "number of regions, 1 to 1000 (default 3); with --places the regions with most places (default 0: all)", 0},
    {"days", KEY_DAYS, "D", 0, "days of the horizon, 1 to 366 (default 1)", 0},
    {"seed", KEY_SEED, "S", 0, "seed; equal options give equal files, byte for byte (default 1)", 0},
    {"output", 'o', "DIR", 0, "folder for the files, made when missing (required)", 0},
    {"places", KEY_PLACES, "FILE", 0,
     "sample a real geography: a CSV file with the columns latitude, longitude and region, one row per place", 0},
    {"first-day", KEY_FIRST_DAY, "YYYY-MM-DD", 0, "first day of the horizon (default 2026-03-02)", 0},
    {"force", KEY_FORCE, 0, 0, "replace files that are there", 0},
    {0}};

static const char description[] =
    "Write a synthetic national order book that looks like a country: orders.csv, depots.csv, fleet.csv and a job.yaml "
    "that plans as it is.\v"
    "Cities follow Zipf's law, with dense cores, suburbs and villages; depots stand where the volume is; the fleet "
    "serves "
    "the orders with moderate slack. Books of 20000 orders and more have four vehicle types, smaller ones two.\n\n"
    "Example: wain generate --orders 100000 --regions 8 --days 5 --seed 1 --output book\n\n"
    "Exit codes: 0 done, 2 usage or files that are there, 3 the places file is bad, 6 input/output, 7 memory.";

static void read_whole(struct argp_state *state, const char *name, const char *text, int64_t least, int64_t most,
                       int64_t *out)
{
    if (!wain_number_read_int(text, strlen(text), out) || *out < least || *out > most)
        argp_error(state, "--%s: '%s' is not a whole number from %lld to %lld", name, text, (long long)least,
                   (long long)most);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    wain_generator_options *o = state->input;
    int64_t value = 0;

    switch (key) {
    case KEY_ORDERS:
        read_whole(state, "orders", text, 1, 100000000, &o->orders);
        break;
    case KEY_REGIONS:
        read_whole(state, "regions", text, 0, 1000, &value);
        o->regions = (int32_t)value;
        break;
    case KEY_DAYS:
        read_whole(state, "days", text, 1, 366, &value);
        o->days = (int32_t)value;
        break;
    case KEY_SEED:
        read_whole(state, "seed", text, 0, INT64_MAX, &value);
        o->seed = (uint64_t)value;
        break;
    case 'o':
        o->folder = text;
        break;
    case KEY_PLACES:
        o->places = text;
        break;
    case KEY_FIRST_DAY:
        if (!wain_calendar_read_day(text, strlen(text), &o->first_day))
            argp_error(state, "--first-day: '%s' is not " WAIN_CALENDAR_DAY, text);
        break;
    case KEY_FORCE:
        o->force = true;
        break;
    case ARGP_KEY_ARG:
        argp_error(state, "unexpected argument '%s'", text);
        break;
    case ARGP_KEY_END:
        if (!o->folder)
            argp_error(state, "--output DIR is required");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

int wain_cmd_generate(int argc, char **argv)
{
    static const struct argp argp = {.options = options, .parser = parse, .doc = description};
    wain_generator_options o = {.orders = 3600, .regions = -1, .days = 1, .seed = 1, .first_day = 20514};
    wain_generator_summary summary;
    wain_error err = {0};
    wain_status status;

    argp_err_exit_status = WAIN_EUSAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    if (o.regions < 0)
        o.regions = o.places ? 0 : 3;
    status = wain_generate(&o, &summary, &err);
    if (status != WAIN_OK) {
        fprintf(stderr, "wain generate: %s\n", err.text);
        return (int)status;
    }
    if (summary.places_skipped > 0)
        fprintf(stderr, "%lld faulty or stray rows of %s left out\n", (long long)summary.places_skipped, o.places);
    fprintf(stderr, "%lld orders, %zu regions, %zu depots and %zu vehicles in %s; plan them: wain plan %s/job.yaml\n",
            (long long)summary.orders, summary.regions, summary.depots, summary.vehicles, o.folder, o.folder);
    return WAIN_OK;
}
