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
#include "solver/core/printable.h"
#include "solver/core/quantity.h"

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
    wain_print_count(wain_result_int(list->result, column, row), text);
}

/* The window in which service starts. */
static void print_window(const wain_result *result, size_t stop, char text[WAIN_CELL_SIZE])
{
    const int64_t open = wain_result_int(result, WAIN_STOPS_WINDOW_OPEN, stop);
    char close[WAIN_CELL_SIZE];

    if (open < 0) {
        snprintf(text, WAIN_CELL_SIZE, "-");
        return;
    }
    print_clock(open, text);
    print_clock(wain_result_int(result, WAIN_STOPS_WINDOW_CLOSE, stop), close);
    snprintf(text + strlen(text), WAIN_CELL_SIZE - strlen(text), "-%.64s", close);
}

static void print_place(const wain_result *result, size_t order, char text[WAIN_CELL_SIZE])
{
    snprintf(text, WAIN_CELL_SIZE, "%.5f, %.5f", wain_result_real(result, WAIN_ORDERS_LATITUDE, order),
             wain_result_real(result, WAIN_ORDERS_LONGITUDE, order));
}

/* How a column of a result is shown. */
typedef enum format {
    FORMAT_ROW,
    FORMAT_PLAIN,
    FORMAT_NUMBER, /* that names something: no thousands set apart */
    FORMAT_CLOCK,
    FORMAT_KM,
    FORMAT_MONEY,
    FORMAT_WINDOW,
    FORMAT_PLACE,
    FORMAT_USE_KG,
    FORMAT_USE_M3
} format;

/* A column of the listed group, or of the order that its row names. */
typedef struct shown_column {
    const char *heading;
    format format;
    wain_result_column column;
} shown_column;

static const shown_column route_columns[] = {
    {"route", FORMAT_ROW, WAIN_ROUTES_UNIT},         {"day", FORMAT_PLAIN, WAIN_ROUTES_DATE},
    {"region", FORMAT_PLAIN, WAIN_ROUTES_REGION},    {"type", FORMAT_PLAIN, WAIN_ROUTES_VEHICLE_TYPE},
    {"vehicle", FORMAT_NUMBER, WAIN_ROUTES_VEHICLE}, {"depot", FORMAT_PLAIN, WAIN_ROUTES_DEPOT_ID},
    {"carrier", FORMAT_PLAIN, WAIN_ROUTES_CARRIER},  {"stops", FORMAT_PLAIN, WAIN_ROUTES_NUM_STOPS},
    {"leaves", FORMAT_CLOCK, WAIN_ROUTES_DEPARTURE}, {"back", FORMAT_CLOCK, WAIN_ROUTES_END},
    {"km", FORMAT_KM, WAIN_ROUTES_DISTANCE},         {"driving", FORMAT_CLOCK, WAIN_ROUTES_DRIVING},
    {"waiting", FORMAT_CLOCK, WAIN_ROUTES_WAITING},  {"kg", FORMAT_USE_KG, WAIN_ROUTES_PEAK_KG},
    {"m3", FORMAT_USE_M3, WAIN_ROUTES_PEAK_M3},      {"cost", FORMAT_MONEY, WAIN_ROUTES_TOTAL_COST},
};

static const shown_column stop_columns[] = {
    {"stop", FORMAT_NUMBER, WAIN_STOPS_SEQUENCE},
    {"order", FORMAT_PLAIN, WAIN_STOPS_ORDER_ID},
    {"customer", FORMAT_PLAIN, WAIN_ORDERS_CUSTOMER_ID},
    {"kind", FORMAT_PLAIN, WAIN_ORDERS_KIND},
    {"latitude, longitude", FORMAT_PLACE, WAIN_ORDERS_LATITUDE},
    {"window", FORMAT_WINDOW, WAIN_STOPS_WINDOW_OPEN},
    {"arrives", FORMAT_CLOCK, WAIN_STOPS_ARRIVAL},
    {"waits", FORMAT_CLOCK, WAIN_STOPS_WAIT},
    {"serves", FORMAT_CLOCK, WAIN_STOPS_START},
    {"service", FORMAT_CLOCK, WAIN_STOPS_SERVICE},
    {"leaves", FORMAT_CLOCK, WAIN_STOPS_DEPARTURE},
    {"km", FORMAT_KM, WAIN_STOPS_DISTANCE},
    {"kg after", FORMAT_PLAIN, WAIN_STOPS_LOAD_KG},
    {"m3 after", FORMAT_PLAIN, WAIN_STOPS_LOAD_M3},
    {"skills", FORMAT_PLAIN, WAIN_ORDERS_SKILLS},
};

static const shown_column unassigned_columns[] = {
    {"order", FORMAT_PLAIN, WAIN_UNASSIGNED_ORDER_ID},
    {"region", FORMAT_PLAIN, WAIN_ORDERS_REGION},
    {"line", FORMAT_NUMBER, WAIN_UNASSIGNED_LINE},
    {"required", FORMAT_PLAIN, WAIN_UNASSIGNED_REQUIRED},
    {"reason", FORMAT_PLAIN, WAIN_UNASSIGNED_REASON},
    {"because", FORMAT_PLAIN, WAIN_UNASSIGNED_REASON_TEXT},
    {"what would let it in", FORMAT_PLAIN, WAIN_UNASSIGNED_RELAXATION},
};

static const shown_column unit_columns[] = {
    {"unit", FORMAT_ROW, WAIN_UNITS_PART},         {"day", FORMAT_PLAIN, WAIN_UNITS_DATE},
    {"region", FORMAT_PLAIN, WAIN_UNITS_REGION},   {"part", FORMAT_NUMBER, WAIN_UNITS_PART},
    {"state", FORMAT_PLAIN, WAIN_UNITS_STATE},     {"orders", FORMAT_PLAIN, WAIN_UNITS_ORDERS},
    {"routes", FORMAT_PLAIN, WAIN_UNITS_ROUTES},   {"left out", FORMAT_PLAIN, WAIN_UNITS_UNASSIGNED},
    {"cost", FORMAT_MONEY, WAIN_UNITS_COST},       {"iterations", FORMAT_PLAIN, WAIN_UNITS_ITERATIONS},
    {"seconds", FORMAT_MONEY, WAIN_UNITS_SECONDS}, {"predicted", FORMAT_MONEY, WAIN_UNITS_EFFORT},
    {"rank", FORMAT_NUMBER, WAIN_UNITS_RANK},
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
        wain_print_decimal(llround(wain_result_real(list->result, column, row) * 1e6), 1000000, 3, text);
    else
        copy_integer(list, column, row, text);
}

/* The row of the listed group, or of the order it names when the column is one of orders. */
static size_t row_of(const listing *list, size_t row, wain_result_column column)
{
    if (wain_columns[column].group != WAIN_GROUP_ORDERS || list->shown.group == WAIN_GROUP_ORDERS)
        return row;
    return (size_t)wain_result_int(
        list->result, list->shown.group == WAIN_GROUP_STOPS ? WAIN_STOPS_ORDER : WAIN_UNASSIGNED_ORDER, row);
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
    const size_t row = row_of(list, list->rows[i], shown->column);

    switch (shown->format) {
    case FORMAT_ROW: /* as --stops takes it */
        snprintf(text, WAIN_CELL_SIZE, "%zu", row);
        break;
    case FORMAT_WINDOW:
        print_window(list->result, row, text);
        break;
    case FORMAT_PLACE:
        print_place(list->result, row, text);
        break;
    case FORMAT_PLAIN:
        print_plain(list, shown->column, row, text);
        break;
    case FORMAT_NUMBER:
        snprintf(text, WAIN_CELL_SIZE, "%" PRId64, wain_result_int(list->result, shown->column, row));
        break;
    case FORMAT_CLOCK:
        print_clock(wain_result_int(list->result, shown->column, row), text);
        break;
    case FORMAT_KM:
        wain_print_km(wain_result_int(list->result, shown->column, row), text);
        break;
    case FORMAT_MONEY:
        wain_print_money(wain_cost_of_real(wain_result_real(list->result, shown->column, row)), text);
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
        wain_print_km(sum->distance, text);
        break;
    case 6:
    case 7:
        wain_print_hours(column == 6 ? sum->duration : sum->waiting, text);
        break;
    case 8:
    case 9:
        print_use(wain_subtotal_use(sum, column == 8 ? 0 : 1), text);
        break;
    case 10:
        wain_print_money(wain_subtotal_cost(sum), text);
        break;
    default:
        wain_print_count(counts[column], text);
    }
}

static void print_subtotals(const char *title, const wain_subtotal *items, size_t count)
{
    const size_t num_columns = sizeof subtotal_columns / sizeof *subtotal_columns;

    printf("\n%s\n", title);
    wain_text_table_print(stdout, subtotal_columns, num_columns, count, subtotal_cell, (void *)(uintptr_t)items);
}

/* Prices differ from order to order, so that the most frequent say nothing: from the least to the largest instead.
 * False when anything but a price would let an order in that has this reason. */
static bool print_prices(const show_arguments *arguments, const wain_result *result, wain_reason reason)
{
    size_t least = SIZE_MAX, most = 0;
    char orders[32], from[256], to[256];
    int64_t count = 0;

    for (size_t row = 0; row < wain_result_rows(result, WAIN_GROUP_UNASSIGNED); row++) {
        const int64_t amount = wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_AMOUNT, row);

        if (wain_result_reason(result, row) != reason ||
            !wain_result_filter_takes(&arguments->filter, result, WAIN_GROUP_UNASSIGNED, row))
            continue;
        if (wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_KIND, row) != WAIN_RELAX_PRICE)
            return false;
        if (least == SIZE_MAX || amount < wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_AMOUNT, least))
            least = row;
        if (count++ == 0 || amount > wain_result_int(result, WAIN_UNASSIGNED_RELAXATION_AMOUNT, most))
            most = row;
    }
    if (count < 2)
        return false;
    wain_printable(wain_result_text(result, WAIN_UNASSIGNED_RELAXATION, least), from, sizeof from);
    wain_printable(wain_result_text(result, WAIN_UNASSIGNED_RELAXATION, most), to, sizeof to);
    printf("           %9s  %s to %s\n", wain_print_count(count, orders), from,
           strrchr(to, ' ') ? strrchr(to, ' ') + 1 : to);
    return true;
}

static void print_relaxations(const wain_reason_count *count)
{
    char orders[32], changes[48], text[512];

    for (size_t k = 0; k < count->num_relaxations && k < WAIN_SHOWN_RELAXATIONS; k++)
        printf("           %9s  %s\n", wain_print_count(count->relaxations[k].orders, orders),
               wain_printable(count->relaxations[k].text, text, sizeof text));
    if (count->num_relaxations > WAIN_SHOWN_RELAXATIONS)
        printf(
            "                      and %s\n",
            wain_print_number_of((int64_t)(count->num_relaxations - WAIN_SHOWN_RELAXATIONS), "other change", changes));
}

static void print_reasons(const show_arguments *arguments, const wain_result *result,
                          const wain_result_summary *summary)
{
    char orders[32], required[32];

    if (summary->total.unassigned == 0)
        return;
    printf("\nOrders left out, and what would let most of them in\n");
    for (int i = 0; i < WAIN_NUM_REASONS; i++) {
        const wain_reason_count *count = &summary->reasons[i];

        if (count->orders == 0)
            continue;
        printf("  %9s  %s: %s (%s required)\n", wain_print_count(count->orders, orders),
               wain_reason_key((wain_reason)i), wain_reason_text((wain_reason)i),
               wain_print_count(count->required, required));
        if (count->num_relaxations < 2 || !print_prices(arguments, result, (wain_reason)i))
            print_relaxations(count);
    }
}

static int64_t provenance(const wain_result *result, wain_result_column column)
{
    return wain_result_int(result, column, 0);
}

/* A text of /provenance, fit for a terminal. */
static const char *provenance_text(const wain_result *result, wain_result_column column, char text[1024])
{
    return wain_printable(wain_result_text(result, column, 0), text, 1024);
}

/* Files before schema 1.2 do not tell. */
static void print_memory(const wain_result *result)
{
    const int64_t largest = provenance(result, WAIN_PROVENANCE_PEAK_MEMORY);
    char peak[32], sum[32];

    if (largest > 0)
        printf("  memory     %s MiB in the largest rank, %s MiB in all\n", wain_print_mebibytes(largest, peak),
               wain_print_mebibytes(provenance(result, WAIN_PROVENANCE_PEAK_MEMORY_SUM), sum));
}

static void print_head(const char *path, const wain_result *result)
{
    char ranks[48], threads[48], hosts[48], text[1024];

    printf("%s: wain %s", path, provenance_text(result, WAIN_PROVENANCE_PROGRAM_VERSION, text));
    printf(", %s", provenance_text(result, WAIN_PROVENANCE_CREATED, text));
    printf(", schema %s\n", provenance_text(result, WAIN_PROVENANCE_SCHEMA_VERSION, text));
    printf("  command    %s\n", provenance_text(result, WAIN_PROVENANCE_COMMAND_LINE, text));
    printf("  run        %s mode, seed %" PRId64 ", %s, %s in all, %s, %.1f s%s\n",
           provenance_text(result, WAIN_PROVENANCE_MODE, text), provenance(result, WAIN_PROVENANCE_SEED),
           wain_print_number_of(provenance(result, WAIN_PROVENANCE_RANKS), "rank", ranks),
           wain_print_number_of(provenance(result, WAIN_PROVENANCE_THREADS), "thread", threads),
           wain_print_number_of(provenance(result, WAIN_PROVENANCE_HOSTS), "host", hosts),
           wain_result_real(result, WAIN_PROVENANCE_ELAPSED, 0),
           provenance(result, WAIN_PROVENANCE_STOPPED_EARLY) ? ", stopped early" : "");
    print_memory(result);
    printf("  digest     %s\n", wain_result_text(result, WAIN_PROVENANCE_PLAN_DIGEST, 0));
}

static void print_counts(const wain_result_summary *summary)
{
    const wain_subtotal *total = &summary->total;
    char a[48], b[48], c[48], d[48];

    printf("\n  orders     %s: %s planned, %s left out (%s required)\n", wain_print_count(total->orders, a),
           wain_print_count(total->planned, b), wain_print_count(total->unassigned, c),
           wain_print_count(total->required, d));
    printf("  routes     %s in %s of work (%s done)\n", wain_print_count(total->routes, a),
           wain_print_number_of(summary->units, "unit", b), wain_print_count(summary->units_done, c));
    printf("  distance   %s km\n", wain_print_km(total->distance, a));
    printf("  time       %s h: %s driving, %s serving, %s waiting\n", wain_print_hours(total->duration, a),
           wain_print_hours(total->driving, b), wain_print_hours(total->service, c),
           wain_print_hours(total->waiting, d));
}

static void print_costs(const wain_subtotal *total, const char *currency)
{
    char all[32], fixed[32], distance[32], time[32], kg[32], m3[32];

    printf("  cost       %s %s: %s fixed, %s distance, %s time\n", wain_print_money(wain_subtotal_cost(total), all),
           currency, wain_print_money(total->fixed_cost, fixed), wain_print_money(total->distance_cost, distance),
           wain_print_money(total->time_cost, time));
    printf("  load       %s kg, %s m3", wain_print_decimal(llround(total->load[0] * 1e3), 1000, 1, kg),
           wain_print_decimal(llround(total->load[1] * 1e6), 1000000, 2, m3));
    for (int i = 0; i < 2; i++) {
        if (wain_subtotal_use(total, i) >= 0)
            printf("%s%.0f%% of %s used", i == 0 ? "; at the peak of a route " : ", ",
                   100 * wain_subtotal_use(total, i), i == 0 ? "weight" : "volume");
    }
    fputc('\n', stdout);
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
    print_counts(summary);
    print_costs(total, currency);
    print_reasons(arguments, result, summary);
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

/* By reason, then by line of the input. */
static int compare_unassigned(const void *a, const void *b, void *context)
{
    const wain_result *result = context;
    const size_t left = *(const size_t *)a, right = *(const size_t *)b;
    const int reasons = (int)wain_result_reason(result, left) - (int)wain_result_reason(result, right);
    const int64_t lines =
        wain_result_int(result, WAIN_UNASSIGNED_LINE, left) - wain_result_int(result, WAIN_UNASSIGNED_LINE, right);

    if (reasons != 0)
        return reasons;
    if (lines != 0)
        return lines < 0 ? -1 : 1;
    return left < right ? -1 : left > right;
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
    if (arguments->part == PART_UNASSIGNED)
        qsort_r(list->rows, list->shown.count, sizeof *list->rows, compare_unassigned, (void *)(uintptr_t)result);
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
