/* The orders of a book. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/order_book_csv.h"
#include "io/order_book_csv_internal.h"
#include "solver/core/nearest.h"

enum { MAX_WINDOWS = 16, MAX_MEND = 200, MAX_SERVICE_TYPES = 64 };

#define MAX_KG 1e6
#define MAX_M3 1e5
#define MAX_SERVICE_MIN 1440.0

enum {
    ORDER_ID,
    CUSTOMER_ID,
    REGION,
    LATITUDE,
    LONGITUDE,
    KIND,
    SERVICE_TYPE,
    WEIGHT_KG,
    VOLUME_M3,
    EARLIEST_DAY,
    LATEST_DAY,
    WINDOW_START,
    WINDOW_END,
    SERVICE_MIN,
    SKILLS,
    PRIORITY,
    NUM_COLUMNS
};

static const wain_csv_column columns[NUM_COLUMNS] = {
    {"order_id", true},    {"customer_id", false},  {"region", true},        {"latitude", true},
    {"longitude", true},   {"kind", false},         {"service_type", false}, {"weight_kg", false},
    {"volume_m3", false},  {"earliest_day", false}, {"latest_day", false},   {"window_start", false},
    {"window_end", false}, {"service_min", false},  {"skills", false},       {"priority", false},
};

static const char *const kinds[] = {"delivery", "pickup"};
static const char *const priorities[] = {"optional", "low", "normal", "high"};

static wain_status read_id(wain_book_reader *reader, wain_csv_row *row, wain_order *order, wain_error *err)
{
    wain_status status;
    wain_order_book *book = reader->book;
    const wain_csv_field *id = &row->fields[ORDER_ID], *customer = &row->fields[CUSTOMER_ID];
    char mend[MAX_MEND];
    int32_t earlier = -1;

    WAIN_TRY(wain_order_book_add_text(book, id->text, id->length, &order->id, err));
    WAIN_TRY(wain_order_book_add_text(book, customer->text, customer->length, &order->customer, err));
    if (id->length > 0)
        WAIN_TRY(wain_id_table_add(&reader->ids, book, order->id, (int32_t)book->num_orders, &earlier, err));
    if (earlier >= 0) {
        snprintf(mend, sizeof mend, "the first one stands in line %" PRId32 "; remove one or give it its own id",
                 book->orders[earlier].line);
        wain_csv_row_fault(row, ORDER_ID, "each order once", mend);
    }
done:
    return status;
}

/* A region that no depot serves is worth one warning, not one for each of its orders. */
static wain_status read_region(const wain_book_reader *reader, wain_csv_row *row, wain_order *order, wain_error *err)
{
    wain_order_book *book = reader->book;
    const size_t known = book->num_regions;
    const wain_csv_field *name = &row->fields[REGION];
    const wain_status status = wain_order_book_region(book, name->text, name->length, &order->region, err);
    char mend[MAX_MEND];

    if (status != WAIN_OK || book->num_regions == known || book->num_depots == 0 || name->length == 0)
        return status;
    /* Where a whole column is wrong every row has a region of its own: nearest names are sought only for those shown.
     */
    *mend = '\0';
    if (wain_fault_list_has_room(row->faults))
        wain_order_book_suggest(book, name->text, book->regions, reader->num_served_regions, sizeof *book->regions, 0,
                                mend, sizeof mend);
    wain_fault_add(row->faults, WAIN_FAULT_WARNING, row->path, row->line, columns[REGION].name, name->text,
                   "a region that has a depot", *mend ? mend : "its orders will be left out; add a depot");
    return status;
}

static void read_days(wain_csv_row *row, wain_order *order)
{
    char expected[64], day[16];

    if (!wain_csv_row_day(row, EARLIEST_DAY, &order->earliest_day) ||
        !wain_csv_row_day(row, LATEST_DAY, &order->latest_day) || order->latest_day >= order->earliest_day)
        return;
    wain_calendar_print_day(order->earliest_day, day, sizeof day);
    snprintf(expected, sizeof expected, "a day not before earliest_day %s", day);
    wain_csv_row_fault(row, LATEST_DAY, expected,
                       "the order is promised before it exists; correct one of the two days");
}

/* The times of a list cell; the number of them, or -1 after a fault. */
static int read_times(wain_csv_row *row, size_t column, wain_time times[MAX_WINDOWS])
{
    size_t position = 0, length;
    const char *item;
    int count = 0;

    while (wain_book_next_item(&row->fields[column], &position, &item, &length)) {
        if (count == MAX_WINDOWS) {
            wain_csv_row_fault(row, column, "at most 16 windows", "");
            return -1;
        }
        if (!wain_calendar_read_time(item, length, &times[count])) {
            wain_csv_row_fault(row, column, WAIN_CALENDAR_TIME ", several separated by ';'", "");
            return -1;
        }
        count++;
    }
    return count;
}

/* Sort and join windows that meet, so that those of an order are disjoint. */
static int32_t tidy_windows(wain_window *windows, int32_t count)
{
    int32_t kept = 0;

    for (int32_t i = 1; i < count; i++) {
        const wain_window window = windows[i];
        int32_t j = i;

        for (; j > 0 && windows[j - 1].open > window.open; j--)
            windows[j] = windows[j - 1];
        windows[j] = window;
    }
    for (int32_t i = 0; i < count; i++) {
        if (kept > 0 && windows[i].open <= windows[kept - 1].close) {
            if (windows[i].close > windows[kept - 1].close)
                windows[kept - 1].close = windows[i].close;
        } else {
            windows[kept++] = windows[i];
        }
    }
    return kept;
}

/* The windows of a row; a blank cell takes the job's default, and a whole day counts as no window. */
static int32_t read_windows(const wain_book_reader *reader, wain_csv_row *row, wain_window windows[MAX_WINDOWS])
{
    wain_time open[MAX_WINDOWS], close[MAX_WINDOWS];
    const int starts = read_times(row, WINDOW_START, open);
    const int ends = read_times(row, WINDOW_END, close);
    const wain_window standard = reader->rules->window;
    int count = starts > ends ? starts : ends;

    if (starts < 0 || ends < 0)
        return 0;
    if (starts > 0 && ends > 0 ? starts != ends : count > 1) {
        wain_csv_row_fault(row, WINDOW_END, "as many ends as window_start has starts", "give each window both");
        return 0;
    }
    if (count == 0)
        count = 1;
    for (int i = 0; i < count; i++) {
        windows[i] = (wain_window){starts ? open[i] : standard.open, ends ? close[i] : standard.close};
        if (windows[i].close < windows[i].open) {
            wain_csv_row_fault(row, WINDOW_END, "a time not before window_start",
                               "correct one of the two; hours of the next day are written 24:00 to 48:00");
            return 0;
        }
    }
    if (count == 1 && windows[0].open == 0 && windows[0].close == WAIN_SECONDS_PER_DAY)
        return 0;
    return tidy_windows(windows, count);
}

static wain_time service_of_type(const wain_book_reader *reader, const wain_csv_row *row)
{
    const wain_order_book_rules *rules = reader->rules;
    const char *name = row->fields[SERVICE_TYPE].text;
    const char *nearest = NULL;
    size_t best = SIZE_MAX;
    char mend[MAX_MEND] = "";

    for (size_t i = 0; i < rules->num_services; i++) {
        const size_t distance = wain_nearest_distance(name, rules->services[i].service_type);

        if (strcmp(name, rules->services[i].service_type) == 0)
            return rules->services[i].service;
        if (distance < best) {
            best = distance;
            nearest = rules->services[i].service_type;
        }
    }
    if (nearest && wain_nearest_is_near(best, name))
        snprintf(mend, sizeof mend, "did you mean '%.100s'?", nearest);
    if (rules->num_services > 0)
        wain_fault_add(row->faults, WAIN_FAULT_WARNING, row->path, row->line, columns[SERVICE_TYPE].name, name,
                       "a service type of the job file", mend);
    return rules->service;
}

/* Texts of service types repeat in every row, so the book holds each once. */
static wain_status read_service_type(wain_book_reader *reader, wain_csv_row *row, wain_order *order, wain_error *err)
{
    wain_status status;
    const wain_csv_field *name = &row->fields[SERVICE_TYPE];
    const int32_t n = reader->num_service_types;

    if (name->length == 0)
        return WAIN_OK;
    for (int32_t i = 0; i < n; i++) {
        if (strcmp(wain_order_book_text(reader->book, reader->service_types[i]), name->text) == 0) {
            order->service_type = reader->service_types[i];
            order->service = reader->service_times[i];
            return WAIN_OK;
        }
    }
    order->service = service_of_type(reader, row);
    WAIN_TRY(wain_order_book_add_text(reader->book, name->text, name->length, &order->service_type, err));
    if (n < MAX_SERVICE_TYPES) {
        reader->service_types[n] = order->service_type;
        reader->service_times[n] = order->service;
        reader->num_service_types++;
    }
done:
    return status;
}

static void read_needs(wain_csv_row *row, wain_order *order)
{
    int64_t service = order->service;

    wain_csv_row_word(row, KIND, kinds, 2, &order->kind);
    wain_csv_row_word(row, PRIORITY, priorities, WAIN_NUM_PRIORITIES, &order->priority);
    wain_book_read_scaled(row, WEIGHT_KG, MAX_KG, 1e3, &order->load[0]);
    wain_book_read_scaled(row, VOLUME_M3, MAX_M3, 1e6, &order->load[1]);
    wain_book_read_scaled(row, SERVICE_MIN, MAX_SERVICE_MIN, 60, &service);
    order->service = (wain_time)service;
}

static wain_status take_order(void *context, wain_csv_row *row, wain_error *err)
{
    wain_status status;
    wain_book_reader *reader = context;
    const wain_order_book_rules *rules = reader->rules;
    wain_window windows[MAX_WINDOWS];
    int32_t num_windows;
    wain_order order = {.load = {rules->load[0], rules->load[1]},
                        .service = rules->service,
                        .priority = rules->priority,
                        .earliest_day = WAIN_DAY_UNSET_EARLIEST,
                        .latest_day = WAIN_DAY_UNSET_LATEST,
                        .line = row->line < INT32_MAX ? (int32_t)row->line : INT32_MAX};

    WAIN_TRY(read_id(reader, row, &order, err));
    WAIN_TRY(read_region(reader, row, &order, err));
    wain_book_read_position(reader, row, LATITUDE, LONGITUDE, &order.x, &order.y);
    WAIN_TRY(read_service_type(reader, row, &order, err));
    read_needs(row, &order);
    read_days(row, &order);
    num_windows = read_windows(reader, row, windows);
    WAIN_TRY(wain_book_read_skills(reader, row, SKILLS, true, &order.skills, err));
    if (order.priority == WAIN_PRIORITY_OPTIONAL)
        order.price = rules->optional_price;
    if (order.load[1] > 0)
        reader->book->num_loads = 2;
    order.reason = row->faulty ? WAIN_REASON_BAD_DATA : WAIN_REASON_NONE;
    if (row->faulty)
        WAIN_TRY(wain_order_book_add_text(reader->book, row->fault, strlen(row->fault), &order.fault, err));
    WAIN_TRY(wain_order_book_add_order(reader->book, &order, windows, num_windows, err));
done:
    return status;
}

wain_status wain_order_book_csv_read_orders(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                                            wain_fault_list *faults, wain_csv_summary *summary, wain_error *err)
{
    wain_book_reader reader = {.rules = rules, .book = book, .num_served_regions = book->num_regions};
    const wain_csv_table table = {columns, NUM_COLUMNS, rules->faulty_order, take_order, &reader};
    const wain_status status = wain_csv_read(path, &table, faults, summary, err);

    wain_id_table_clear(&reader.ids);
    return status;
}
