/* wain show: what is in a result, as tables a person reads or as one JSON object. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/result_summary.h"
#include "scheduler/cli/show_json.h"
#include "scheduler/cli/text_table.h"
#include "solver/core/memory.h"

typedef enum part { PART_SUMMARY, PART_ROUTES, PART_STOPS, PART_UNASSIGNED, PART_UNITS, PART_OPTIONS } part;

typedef struct show_arguments {
    const char *path;
    bool json;
    part part;
    int64_t route; /* of --stops */
    wain_result_filter filter;
} show_arguments;

enum { KEY_JSON = 256, KEY_ROUTES, KEY_STOPS, KEY_UNASSIGNED, KEY_UNITS, KEY_OPTIONS, KEY_REGION, KEY_DAY };

static const struct argp_option options[] = {
    {"routes", KEY_ROUTES, NULL, 0, "list the routes", 1},
    {"stops", KEY_STOPS, "ROUTE", 0, "list the stops of a route, by its number in --routes", 1},
    {"unassigned", KEY_UNASSIGNED, NULL, 0, "list the orders left out, each with its reason and what would let it in",
     1},
    {"units", KEY_UNITS, NULL, 0, "list the units of work", 1},
    {"options", KEY_OPTIONS, NULL, 0, "list the options of the job and where each value came from", 1},
    {"region", KEY_REGION, "REGION", 0, "only this region", 2},
    {"day", KEY_DAY, "YYYY-MM-DD", 0, "only this day; orders left out have none", 2},
    {"json", KEY_JSON, NULL, 0,
     "print one JSON object: the summary, the plan's digest, and the listed rows under \"rows\"", 3},
    {0},
};

static void set_part(struct argp_state *state, show_arguments *arguments, part wanted)
{
    if (arguments->part != PART_SUMMARY && arguments->part != wanted)
        argp_error(state, "only one of --routes, --stops, --unassigned, --units and --options can be listed");
    arguments->part = wanted;
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    show_arguments *arguments = state->input;
    char *end = NULL;
    wain_day day;

    switch (key) {
    case KEY_JSON:
        arguments->json = true;
        break;
    case KEY_ROUTES:
        set_part(state, arguments, PART_ROUTES);
        break;
    case KEY_STOPS:
        set_part(state, arguments, PART_STOPS);
        errno = 0;
        arguments->route = strtoll(value, &end, 10);
        if (errno || end == value || *end || arguments->route < 0)
            argp_error(state, "--stops: found '%s', expected the number of a route", value);
        break;
    case KEY_UNASSIGNED:
        set_part(state, arguments, PART_UNASSIGNED);
        break;
    case KEY_UNITS:
        set_part(state, arguments, PART_UNITS);
        break;
    case KEY_OPTIONS:
        set_part(state, arguments, PART_OPTIONS);
        break;
    case KEY_REGION:
        arguments->filter.region = value;
        break;
    case KEY_DAY:
        if (!wain_calendar_read_day(value, strlen(value), &day))
            argp_error(state, "--day: found '%s', expected " WAIN_CALENDAR_DAY, value);
        arguments->filter.date = value;
        break;
    case ARGP_KEY_ARG:
        if (arguments->path)
            argp_error(state, "only one result can be shown, found also '%s'", value);
        arguments->path = value;
        break;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "which result? expected the path of one");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

/* ---- cells ---- */

/* The rows of a group that are listed. */
typedef struct listing {
    const wain_result *result;
    wain_shown_rows shown;
    size_t *rows; /* owned */
} listing;

static void print_clock(int64_t seconds, char text[WAIN_CELL_SIZE])
{
    const int64_t minutes = seconds / 60;

    if (seconds < 0)
        snprintf(text, WAIN_CELL_SIZE, "%" PRId64 " s", seconds);
    else
        snprintf(text, WAIN_CELL_SIZE, "%02" PRId64 ":%02" PRId64, minutes / 60, minutes % 60);
}

static void print_use(double use, char text[WAIN_CELL_SIZE])
{
    if (use < 0)
        snprintf(text, WAIN_CELL_SIZE, "-");
    else
        snprintf(text, WAIN_CELL_SIZE, "%.0f%%", 100 * use);
}

static double peak_use(const wain_result *result, size_t row, wain_result_column peak, wain_result_column capacity)
{
    const double limit = wain_result_real(result, capacity, row);

    return isfinite(limit) && limit > 0 ? wain_result_real(result, peak, row) / limit : -1;
}

static void copy_text(const listing *list, wain_result_column column, size_t row, char text[WAIN_CELL_SIZE])
{
    snprintf(text, WAIN_CELL_SIZE, "%s", wain_result_text(list->result, column, row));
}

static void copy_integer(const listing *list, wain_result_column column, size_t row, char text[WAIN_CELL_SIZE])
{
    snprintf(text, WAIN_CELL_SIZE, "%" PRId64, wain_result_int(list->result, column, row));
}

/* How a column of a result is shown. */
typedef enum format {
    FORMAT_ROW,
    FORMAT_PLAIN,
    FORMAT_CLOCK,
    FORMAT_KM,
    FORMAT_MONEY,
    FORMAT_USE_KG,
    FORMAT_USE_M3
} format;

typedef struct shown_column {
    const char *heading;
    format format;
    wain_result_column column;
} shown_column;

static const shown_column route_columns[] = {
    {"route", FORMAT_ROW, WAIN_ROUTES_UNIT},         {"day", FORMAT_PLAIN, WAIN_ROUTES_DATE},
    {"region", FORMAT_PLAIN, WAIN_ROUTES_REGION},    {"type", FORMAT_PLAIN, WAIN_ROUTES_VEHICLE_TYPE},
    {"vehicle", FORMAT_PLAIN, WAIN_ROUTES_VEHICLE},  {"depot", FORMAT_PLAIN, WAIN_ROUTES_DEPOT_ID},
    {"carrier", FORMAT_PLAIN, WAIN_ROUTES_CARRIER},  {"stops", FORMAT_PLAIN, WAIN_ROUTES_NUM_STOPS},
    {"leaves", FORMAT_CLOCK, WAIN_ROUTES_DEPARTURE}, {"back", FORMAT_CLOCK, WAIN_ROUTES_END},
    {"km", FORMAT_KM, WAIN_ROUTES_DISTANCE},         {"driving", FORMAT_CLOCK, WAIN_ROUTES_DRIVING},
    {"waiting", FORMAT_CLOCK, WAIN_ROUTES_WAITING},  {"kg", FORMAT_USE_KG, WAIN_ROUTES_PEAK_KG},
    {"m3", FORMAT_USE_M3, WAIN_ROUTES_PEAK_M3},      {"cost", FORMAT_MONEY, WAIN_ROUTES_TOTAL_COST},
};

static const shown_column stop_columns[] = {
    {"stop", FORMAT_PLAIN, WAIN_STOPS_SEQUENCE},    {"order", FORMAT_PLAIN, WAIN_STOPS_ORDER_ID},
    {"arrives", FORMAT_CLOCK, WAIN_STOPS_ARRIVAL},  {"waits", FORMAT_CLOCK, WAIN_STOPS_WAIT},
    {"serves", FORMAT_CLOCK, WAIN_STOPS_START},     {"leaves", FORMAT_CLOCK, WAIN_STOPS_DEPARTURE},
    {"km", FORMAT_KM, WAIN_STOPS_DISTANCE},         {"kg after", FORMAT_PLAIN, WAIN_STOPS_LOAD_KG},
    {"m3 after", FORMAT_PLAIN, WAIN_STOPS_LOAD_M3},
};

static const shown_column unassigned_columns[] = {
    {"order", FORMAT_PLAIN, WAIN_UNASSIGNED_ORDER_ID},
    {"line", FORMAT_PLAIN, WAIN_UNASSIGNED_LINE},
    {"required", FORMAT_PLAIN, WAIN_UNASSIGNED_REQUIRED},
    {"reason", FORMAT_PLAIN, WAIN_UNASSIGNED_REASON},
    {"because", FORMAT_PLAIN, WAIN_UNASSIGNED_REASON_TEXT},
    {"what would let it in", FORMAT_PLAIN, WAIN_UNASSIGNED_RELAXATION},
};

static const shown_column unit_columns[] = {
    {"unit", FORMAT_ROW, WAIN_UNITS_PART},         {"day", FORMAT_PLAIN, WAIN_UNITS_DATE},
    {"region", FORMAT_PLAIN, WAIN_UNITS_REGION},   {"part", FORMAT_PLAIN, WAIN_UNITS_PART},
    {"state", FORMAT_PLAIN, WAIN_UNITS_STATE},     {"orders", FORMAT_PLAIN, WAIN_UNITS_ORDERS},
    {"routes", FORMAT_PLAIN, WAIN_UNITS_ROUTES},   {"left out", FORMAT_PLAIN, WAIN_UNITS_UNASSIGNED},
    {"cost", FORMAT_MONEY, WAIN_UNITS_COST},       {"iterations", FORMAT_PLAIN, WAIN_UNITS_ITERATIONS},
    {"seconds", FORMAT_MONEY, WAIN_UNITS_SECONDS}, {"predicted", FORMAT_MONEY, WAIN_UNITS_EFFORT},
    {"rank", FORMAT_PLAIN, WAIN_UNITS_RANK},
};

static const shown_column option_columns[] = {
    {"option", FORMAT_PLAIN, WAIN_OPTIONS_KEY},
    {"value", FORMAT_PLAIN, WAIN_OPTIONS_VALUE},
    {"unit", FORMAT_PLAIN, WAIN_OPTIONS_UNIT},
    {"from", FORMAT_PLAIN, WAIN_OPTIONS_ORIGIN},
};

/* What each part lists; the summary lists nothing. */
static const struct {
    wain_result_group group;
    const shown_column *columns;
    size_t num_columns;
} parts[] = {
    [PART_ROUTES] = {WAIN_GROUP_ROUTES, route_columns, sizeof route_columns / sizeof *route_columns},
    [PART_STOPS] = {WAIN_GROUP_STOPS, stop_columns, sizeof stop_columns / sizeof *stop_columns},
    [PART_UNASSIGNED] = {WAIN_GROUP_UNASSIGNED, unassigned_columns,
                         sizeof unassigned_columns / sizeof *unassigned_columns},
    [PART_UNITS] = {WAIN_GROUP_UNITS, unit_columns, sizeof unit_columns / sizeof *unit_columns},
    [PART_OPTIONS] = {WAIN_GROUP_OPTIONS, option_columns, sizeof option_columns / sizeof *option_columns},
};

static void print_plain(const listing *list, wain_result_column column, size_t row, char text[WAIN_CELL_SIZE])
{
    if (wain_columns[column].type == WAIN_COLUMN_TEXT)
        copy_text(list, column, row, text);
    else if (wain_columns[column].type == WAIN_COLUMN_REAL)
        snprintf(text, WAIN_CELL_SIZE, "%.3f", wain_result_real(list->result, column, row));
    else
        copy_integer(list, column, row, text);
}

typedef struct part_table {
    const listing *list;
    part part;
} part_table;

static void part_cell(void *context, size_t i, size_t column, char text[WAIN_CELL_SIZE])
{
    const part_table *table = context;
    const listing *list = table->list;
    const shown_column *shown = &parts[table->part].columns[column];
    const size_t row = list->rows[i];

    switch (shown->format) {
    case FORMAT_ROW:
        snprintf(text, WAIN_CELL_SIZE, "%zu", row);
        break;
    case FORMAT_PLAIN:
        print_plain(list, shown->column, row, text);
        break;
    case FORMAT_CLOCK:
        print_clock(wain_result_int(list->result, shown->column, row), text);
        break;
    case FORMAT_KM:
        snprintf(text, WAIN_CELL_SIZE, "%.1f", (double)wain_result_int(list->result, shown->column, row) / 1e3);
        break;
    case FORMAT_MONEY:
        snprintf(text, WAIN_CELL_SIZE, "%.2f", wain_result_real(list->result, shown->column, row));
        break;
    case FORMAT_USE_KG:
        print_use(peak_use(list->result, row, WAIN_ROUTES_PEAK_KG, WAIN_ROUTES_CAPACITY_KG), text);
        break;
    case FORMAT_USE_M3:
        print_use(peak_use(list->result, row, WAIN_ROUTES_PEAK_M3, WAIN_ROUTES_CAPACITY_M3), text);
        break;
    }
}

static void print_part(const listing *list, part wanted)
{
    wain_text_column columns[32];
    part_table table = {list, wanted};

    for (size_t i = 0; i < parts[wanted].num_columns; i++) {
        const shown_column *shown = &parts[wanted].columns[i];

        columns[i] = (wain_text_column){shown->heading, shown->format != FORMAT_PLAIN ||
                                                            wain_columns[shown->column].type != WAIN_COLUMN_TEXT};
    }
    wain_text_table_print(stdout, columns, parts[wanted].num_columns, list->shown.count, part_cell, &table);
}

/* ---- the summary ---- */

static const wain_text_column subtotal_columns[] = {
    {"", false},     {"orders", true},  {"planned", true}, {"left out", true}, {"routes", true}, {"km", true},
    {"hours", true}, {"waiting", true}, {"kg", true},      {"m3", true},       {"cost", true},
};

static void subtotal_cell(void *context, size_t row, size_t column, char text[WAIN_CELL_SIZE])
{
    const wain_subtotal *sum = &((const wain_subtotal *)context)[row];
    const int64_t counts[] = {0, sum->orders, sum->planned, sum->unassigned, sum->routes};

    switch (column) {
    case 0:
        snprintf(text, WAIN_CELL_SIZE, "%s", sum->name);
        break;
    case 5:
        snprintf(text, WAIN_CELL_SIZE, "%.1f", (double)sum->distance / 1e3);
        break;
    case 6:
        snprintf(text, WAIN_CELL_SIZE, "%.1f", (double)sum->duration / 3600);
        break;
    case 7:
        snprintf(text, WAIN_CELL_SIZE, "%.1f", (double)sum->waiting / 3600);
        break;
    case 8:
    case 9:
        print_use(wain_subtotal_use(sum, column == 8 ? 0 : 1), text);
        break;
    case 10:
        snprintf(text, WAIN_CELL_SIZE, "%.2f", wain_subtotal_cost(sum));
        break;
    default:
        snprintf(text, WAIN_CELL_SIZE, "%" PRId64, counts[column]);
    }
}

static void print_subtotals(const char *title, const wain_subtotal *items, size_t count)
{
    const size_t num_columns = sizeof subtotal_columns / sizeof *subtotal_columns;

    printf("\n%s\n", title);
    wain_text_table_print(stdout, subtotal_columns, num_columns, count, subtotal_cell, (void *)(uintptr_t)items);
}

static void print_reasons(const wain_result_summary *summary)
{
    if (summary->total.unassigned == 0)
        return;
    printf("\nOrders left out, and what would let most of them in\n");
    for (int i = 0; i < WAIN_NUM_REASONS; i++) {
        const wain_reason_count *count = &summary->reasons[i];

        if (count->orders == 0)
            continue;
        printf("  %7" PRId64 "  %s: %s (%" PRId64 " required)\n", count->orders, wain_reason_key((wain_reason)i),
               wain_reason_text((wain_reason)i), count->required);
        for (size_t k = 0; k < count->num_relaxations && k < WAIN_SHOWN_RELAXATIONS; k++)
            printf("           %7" PRId64 "  %s\n", count->relaxations[k].orders, count->relaxations[k].text);
        if (count->num_relaxations > WAIN_SHOWN_RELAXATIONS)
            printf("                    and %zu other changes\n", count->num_relaxations - WAIN_SHOWN_RELAXATIONS);
    }
}

static int64_t provenance(const wain_result *result, wain_result_column column)
{
    return wain_result_int(result, column, 0);
}

static void print_head(const char *path, const wain_result *result)
{
    const int64_t ranks = provenance(result, WAIN_PROVENANCE_RANKS), hosts = provenance(result, WAIN_PROVENANCE_HOSTS);
    const int64_t threads = provenance(result, WAIN_PROVENANCE_THREADS);

    printf("%s: wain %s, %s, schema %s\n", path, wain_result_text(result, WAIN_PROVENANCE_PROGRAM_VERSION, 0),
           wain_result_text(result, WAIN_PROVENANCE_CREATED, 0),
           wain_result_text(result, WAIN_PROVENANCE_SCHEMA_VERSION, 0));
    printf("  command    %s\n", wain_result_text(result, WAIN_PROVENANCE_COMMAND_LINE, 0));
    printf("  run        %s mode, seed %" PRId64 ", %" PRId64 " rank%s, %" PRId64 " thread%s in all, %" PRId64
           " host%s, %.1f s%s\n",
           wain_result_text(result, WAIN_PROVENANCE_MODE, 0), provenance(result, WAIN_PROVENANCE_SEED), ranks,
           ranks == 1 ? "" : "s", threads, threads == 1 ? "" : "s", hosts, hosts == 1 ? "" : "s",
           wain_result_real(result, WAIN_PROVENANCE_ELAPSED, 0),
           provenance(result, WAIN_PROVENANCE_STOPPED_EARLY) ? ", stopped early" : "");
    printf("  digest     %s\n", wain_result_text(result, WAIN_PROVENANCE_PLAN_DIGEST, 0));
}

static void print_summary(const show_arguments *arguments, const wain_result *result,
                          const wain_result_summary *summary)
{
    const wain_subtotal *total = &summary->total;
    const char *currency = wain_result_text(result, WAIN_PROVENANCE_CURRENCY, 0);

    print_head(arguments->path, result);
    if (arguments->filter.region || arguments->filter.date)
        printf("  only       %s%s%s\n", arguments->filter.region ? arguments->filter.region : "",
               arguments->filter.region && arguments->filter.date ? ", " : "",
               arguments->filter.date ? arguments->filter.date : "");
    printf("\n  orders     %" PRId64 ": %" PRId64 " planned, %" PRId64 " left out (%" PRId64 " required)\n",
           total->orders, total->planned, total->unassigned, total->required);
    printf("  routes     %" PRId64 " in %" PRId64 " units of work (%" PRId64 " done)\n", total->routes, summary->units,
           summary->units_done);
    printf("  distance   %.1f km\n", (double)total->distance / 1e3);
    printf("  time       %.1f h: %.1f driving, %.1f serving, %.1f waiting\n", (double)total->duration / 3600,
           (double)total->driving / 3600, (double)total->service / 3600, (double)total->waiting / 3600);
    printf("  cost       %.2f %s: %.2f vehicles, %.2f distance, %.2f time\n", wain_subtotal_cost(total), currency,
           total->fixed_cost, total->distance_cost, total->time_cost);
    printf("  load       %.1f kg, %.2f m3", total->load[0], total->load[1]);
    for (int i = 0; i < 2; i++) {
        if (wain_subtotal_use(total, i) >= 0)
            printf("%s%.0f%% of %s used", i == 0 ? "; at the peak of a route " : ", ",
                   100 * wain_subtotal_use(total, i), i == 0 ? "weight" : "volume");
    }
    fputc('\n', stdout);
    print_reasons(summary);
    print_subtotals("By region", summary->regions.items, summary->regions.count);
    if (!arguments->filter.date || summary->days.count > 0)
        print_subtotals("By day (orders that have one)", summary->days.items, summary->days.count);
}

/* ---- the command ---- */

static bool is_listed(const show_arguments *arguments, const wain_result *result, wain_result_group group, size_t row)
{
    switch (arguments->part) {
    case PART_STOPS:
        return wain_result_int(result, WAIN_STOPS_ROUTE, row) == arguments->route;
    case PART_OPTIONS:
    case PART_SUMMARY:
        return true;
    default:
        return wain_result_filter_takes(&arguments->filter, result, group, row);
    }
}

static wain_status list_rows(const show_arguments *arguments, const wain_result *result, listing *list, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_result_group group = parts[arguments->part].group;

    *list = (listing){.result = result};
    if (arguments->part == PART_SUMMARY)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(list->rows, wain_result_rows(result, group), err));
    for (size_t row = 0; row < wain_result_rows(result, group); row++) {
        if (is_listed(arguments, result, group, row))
            list->rows[list->shown.count++] = row;
    }
    list->shown.group = group;
    list->shown.rows = list->rows;
done:
    return status;
}

/* A region, day or route that is not there is more likely a slip of the pen than a wish for an empty table. */
static wain_status check_arguments(const show_arguments *arguments, const wain_result *result,
                                   const wain_result_summary *summary, wain_error *err)
{
    const size_t routes = wain_result_rows(result, WAIN_GROUP_ROUTES);
    const bool empty = summary->total.orders == 0 && summary->units == 0;

    if (arguments->part == PART_STOPS && arguments->route >= (int64_t)routes)
        return wain_error_set(err, WAIN_EUSAGE, "--stops: there is no route %" PRId64 ", %s has %zu, counted from 0",
                              arguments->route, arguments->path, routes);
    if (empty && (arguments->filter.region || arguments->filter.date))
        return wain_error_set(
            err, WAIN_EUSAGE, "%s has nothing of%s%s%s%s", arguments->path, arguments->filter.region ? " region " : "",
            arguments->filter.region ? arguments->filter.region : "", arguments->filter.date ? " day " : "",
            arguments->filter.date ? arguments->filter.date : "");
    return WAIN_OK;
}

static wain_status show(const show_arguments *arguments, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result *result = NULL;
    wain_result_summary summary = {0};
    listing list = {0};

    WAIN_TRY(wain_result_read(arguments->path, &result, err));
    WAIN_TRY(wain_result_summarise(result, &arguments->filter, &summary, err));
    WAIN_TRY(check_arguments(arguments, result, &summary, err));
    WAIN_TRY(list_rows(arguments, result, &list, err));
    if (arguments->json)
        WAIN_TRY(wain_show_json(stdout, arguments->path, result, &summary,
                                arguments->part == PART_SUMMARY ? NULL : &list.shown, err));
    else if (arguments->part == PART_SUMMARY)
        print_summary(arguments, result, &summary);
    else
        print_part(&list, arguments->part);
    if (fflush(stdout) != 0 || ferror(stdout))
        status = wain_error_set(err, WAIN_EIO, "can't write to standard output: %s", strerror(errno));
done:
    free(list.rows);
    wain_result_summary_clear(&summary);
    wain_result_free(result);
    return status;
}

int wain_cmd_show(int argc, char **argv)
{
    static const struct argp argp = {
        .options = options,
        .parser = parse_option,
        .args_doc = "PLAN.h5",
        .doc = "Show what is in a result: routes, kilometres, hours, cost by part, load, orders left out by reason, by "
               "region and "
               "by day.\v"
               "Exit codes: 0 ok; 2 usage; 3 the file is not a result of wain, or damaged; 6 it can't be read.",
    };
    show_arguments arguments = {.path = NULL};
    wain_error err = {0};
    wain_status status;

    argp_err_exit_status = WAIN_EUSAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &arguments) != 0)
        return WAIN_EUSAGE;
    status = show(&arguments, &err);
    if (status != WAIN_OK)
        fprintf(stderr, "wain show: %s\n", err.text);
    return (int)status;
}
