#include "io/job.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/job_internal.h"
#include "io/order_book_csv.h"
#include "solver/core/memory.h"

enum { FAULTY_LIST, FAULTY_STOP };           /* input.faulty_orders */
enum { METRIC_GREAT_CIRCLE, METRIC_EUCLID }; /* travel.metric */
enum { MAX_KEY = 128, MAX_MEND = 200 };
enum { OUTSIDE_PERCENT = 10 }; /* of the sound orders outside the horizon: more are worth a warning */

wain_status wain_job_copy_text(const char *text, char **out, wain_error *err)
{
    *out = strdup(text ? text : "");
    return *out ? WAIN_OK : wain_error_set(err, WAIN_EMEMORY, "out of memory for a text of the job");
}

wain_status wain_job_add_input(wain_job *job, const char *role, const char *path, int64_t bytes, const char *digest,
                               wain_error *err)
{
    wain_status status;
    wain_job_input *inputs = realloc(job->inputs, (job->num_inputs + 1) * sizeof *inputs);
    wain_job_input *input;

    if (!inputs)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for the list of inputs");
    job->inputs = inputs;
    input = &inputs[job->num_inputs++];
    *input = (wain_job_input){.bytes = bytes};
    snprintf(input->digest, sizeof input->digest, "%s", digest);
    WAIN_TRY(wain_job_copy_text(role, &input->role, err));
    WAIN_TRY(wain_job_copy_text(path, &input->path, err));
    input->real = realpath(path, NULL);
    if (!input->real)
        WAIN_TRY(wain_job_copy_text(path, &input->real, err));
done:
    return status;
}

wain_status wain_job_create(wain_job **out, wain_error *err)
{
    wain_status status;
    wain_job *job = NULL;
    const wain_option *options;
    size_t count;

    WAIN_TRY(WAIN_NEW(job, 1, err));
    options = wain_io_option_list(&count);
    WAIN_TRY(wain_option_registry_add(&job->registry, options, count, &job->io, err));
    options = wain_search_option_list(&count);
    WAIN_TRY(wain_option_registry_add(&job->registry, options, count, &job->search, err));
    *out = job;
    job = NULL;
done:
    wain_job_free(job);
    return status;
}

void wain_job_free(wain_job *job)
{
    if (!job)
        return;
    wain_option_registry_clear(&job->registry);
    for (size_t i = 0; job->speeds && i < job->num_speeds; i++)
        free(job->speeds[i].vehicle_type);
    for (size_t i = 0; job->services && i < job->num_services; i++)
        free(job->services[i].service_type);
    for (size_t i = 0; i < job->num_inputs; i++) {
        free(job->inputs[i].role);
        free(job->inputs[i].path);
        free(job->inputs[i].real);
    }
    free(job->speeds);
    free(job->services);
    free(job->inputs);
    free(job->folder);
    wain_travel_clear(&job->travel);
    free(job);
}

/* A fault of an option's value, with the place the value came from. */
static void option_fault(const wain_job *job, const char *key, const char *expected, const char *mend,
                         wain_fault_list *faults)
{
    char value[256] = "";
    size_t t;
    const wain_option *option = wain_option_find(&job->registry, key, &t);
    const wain_option_table *table = &job->registry.tables[t];
    const size_t i = (size_t)(option - table->options);
    const bool from_file = table->origins[i] == WAIN_ORIGIN_FILE && job->num_inputs > 0;

    wain_option_print(table, i, value, sizeof value);
    wain_fault_add(faults, WAIN_FAULT_STOPS,
                   from_file ? job->inputs[0].path : wain_option_origin_name(table->origins[i]), 0, key, value,
                   expected, mend);
}

static void check_options(wain_job *job, wain_fault_list *faults)
{
    const wain_io_options *io = &job->io;
    wain_time start = 0, end = WAIN_SECONDS_PER_DAY;
    wain_day day;
    const char *cooler_than, *heating = wain_search_options_find_heating(&job->search, &cooler_than);
    char expected[64];
    const bool has_start = wain_calendar_read_time(io->window_start, strlen(io->window_start), &start);
    const bool has_end = wain_calendar_read_time(io->window_end, strlen(io->window_end), &end);

    if (*io->first_day && !wain_calendar_read_day(io->first_day, strlen(io->first_day), &day))
        option_fault(job, "horizon.first_day", WAIN_CALENDAR_DAY, "", faults);
    if (!has_start)
        option_fault(job, "defaults.window_start", WAIN_CALENDAR_TIME, "", faults);
    if (!has_end)
        option_fault(job, "defaults.window_end", WAIN_CALENDAR_TIME, "", faults);
    if (has_start && has_end && end < start)
        option_fault(job, "defaults.window_end", "a time not before defaults.window_start", "", faults);
    if (heating) {
        snprintf(expected, sizeof expected, "at most %s", cooler_than);
        option_fault(job, heating, expected, "an annealing cools", faults);
    }
    if (!*io->result)
        option_fault(job, "output.result", "the path of a file", "", faults);
}

wain_status wain_job_finish(wain_job *job, wain_fault_list *faults, wain_error *err)
{
    wain_status status;
    wain_travel travel = {.metric = job->io.metric == METRIC_EUCLID ? WAIN_METRIC_EUCLID : WAIN_METRIC_GREAT_CIRCLE,
                          .rounding = WAIN_ROUND_NEAREST,
                          .scale = 1,
                          .detour = job->io.detour,
                          .num_profiles = (int32_t)job->num_speeds + 1};

    check_options(job, faults);
    WAIN_TRY(wain_fault_verdict(faults, WAIN_EUSAGE, err));
    WAIN_TRY(WAIN_NEW(travel.profiles, travel.num_profiles, err));
    travel.profiles[0] = wain_speed_profile_constant((int32_t)lround(job->io.speed_kmh * 1e6 / 3600));
    for (size_t i = 0; i < job->num_speeds; i++)
        travel.profiles[i + 1] = job->speeds[i].profile;
    wain_travel_clear(&job->travel);
    job->travel = travel;
    travel.profiles = NULL;
done:
    free(travel.profiles);
    return status;
}

static wain_order_book_rules rules_of(const wain_job *job)
{
    const wain_io_options *io = &job->io;
    wain_order_book_rules rules = {
        .load = {llround(io->weight_kg * 1e3), llround(io->volume_m3 * 1e6)},
        .service = (wain_time)lround(io->service_min * 60),
        .window = {0, WAIN_SECONDS_PER_DAY},
        .priority = (uint8_t)io->priority,
        .optional_price = llround(io->optional_price * WAIN_COST_SCALE),
        .planar = io->metric == METRIC_EUCLID,
        .region_radius = io->region_radius_km * 1000,
        .faulty_order = io->faulty_orders == FAULTY_STOP ? WAIN_FAULT_STOPS : WAIN_FAULT_REFUSES,
        .services = job->services,
        .num_services = job->num_services,
    };

    wain_calendar_read_time(io->window_start, strlen(io->window_start),
                            &rules.window.open); /* finish has checked them */
    wain_calendar_read_time(io->window_end, strlen(io->window_end), &rules.window.close);
    return rules;
}

/* The path of an input; *out is the caller's, NULL when the option is empty, which is a fault. */
static wain_status resolve(const wain_job *job, const char *key, const char *path, char **out, wain_fault_list *faults,
                           wain_error *err)
{
    char sentence[MAX_KEY + 64];

    *out = NULL;
    if (!*path) {
        snprintf(sentence, sizeof sentence, "%s is not set: name its CSV file", key);
        wain_fault_add_sentence(faults, WAIN_FAULT_STOPS, job->num_inputs > 0 ? job->inputs[0].path : "job file", 0,
                                sentence);
        return WAIN_OK;
    }
    if (*path == '/' || !job->folder || strcmp(job->folder, ".") == 0)
        return wain_job_copy_text(path, out, err);
    if (asprintf(out, "%s/%s", job->folder, path) < 0) {
        *out = NULL;
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for the path of %s", path);
    }
    return WAIN_OK;
}

typedef wain_status (*read_function)(const char *, const wain_order_book_rules *, wain_order_book *, wain_fault_list *,
                                     wain_csv_summary *, wain_error *);

/* Read one input. A file that cannot be opened is a fault too, so that the other inputs are still looked at. */
static wain_status read_input(wain_job *job, const char *role, const char *path, read_function read,
                              const wain_order_book_rules *rules, wain_order_book *book, wain_fault_list *faults,
                              wain_error *err)
{
    wain_status status;
    wain_csv_summary summary;
    const char *reason;
    char sentence[1100];

    if (!path)
        return WAIN_OK;
    status = read(path, rules, book, faults, &summary, err);
    if (status == WAIN_EIO) {
        /* The path at its start is named by the fault already. */
        reason = strncmp(err->text, path, strlen(path)) == 0 ? err->text + strlen(path) + strlen(": ") : err->text;
        snprintf(sentence, sizeof sentence, "the file of the %s can't be read: %s", role, reason);
        wain_fault_add_sentence(faults, WAIN_FAULT_STOPS, path, 0, sentence);
    }
    WAIN_TRY(status);
    WAIN_TRY(wain_job_add_input(job, role, path, summary.num_bytes, summary.digest, err));
done:
    return status;
}

static void match_speeds(const wain_job *job, wain_order_book *book, wain_fault_list *faults)
{
    char mend[MAX_MEND];

    for (size_t s = 0; s < job->num_speeds; s++) {
        bool used = false;

        for (size_t t = 0; t < book->num_types; t++) {
            if (strcmp(wain_order_book_text(book, book->types[t].id), job->speeds[s].vehicle_type) == 0) {
                book->types[t].profile = (int32_t)s + 1;
                used = true;
            }
        }
        if (used || book->num_types == 0)
            continue;
        wain_order_book_suggest(book, job->speeds[s].vehicle_type, book->types, book->num_types, sizeof *book->types,
                                offsetof(wain_vehicle_type, id), mend, sizeof mend);
        wain_fault_add(faults, WAIN_FAULT_STOPS, job->num_inputs ? job->inputs[0].path : "", 0,
                       "travel.speeds.vehicle_type", job->speeds[s].vehicle_type, "a vehicle type of the fleet file",
                       mend);
    }
}

/* The horizon, and with it the days of orders whose cells were blank. */
static void set_horizon(wain_job *job, wain_order_book *book, wain_fault_list *faults)
{
    wain_day first = INT32_MAX;
    wain_day last;

    for (size_t i = 0; i < book->num_orders; i++) {
        const wain_order *order = &book->orders[i];
        const wain_day day = order->earliest_day != WAIN_DAY_UNSET_EARLIEST ? order->earliest_day : order->latest_day;

        if (order->reason == WAIN_REASON_NONE && day < first)
            first = day;
    }
    if (*job->io.first_day)
        wain_calendar_read_day(job->io.first_day, strlen(job->io.first_day), &first); /* finish has checked it */
    else if (first == INT32_MAX && book->num_orders > 0)
        option_fault(job, "horizon.first_day", "a day, as no sound order has one", "", faults);
    job->first_day = first == INT32_MAX ? 0 : first;
    job->num_days = (int32_t)job->io.days;
    last = job->first_day + job->num_days - 1;
    for (size_t i = 0; i < book->num_orders; i++) {
        wain_order *order = &book->orders[i];

        if (order->earliest_day == WAIN_DAY_UNSET_EARLIEST)
            order->earliest_day = order->latest_day < job->first_day ? order->latest_day : job->first_day;
        if (order->latest_day == WAIN_DAY_UNSET_LATEST)
            order->latest_day = order->earliest_day > last ? order->earliest_day : last;
    }
}

/* Warn when many orders lie outside the horizon: that is rarely what a planner wants. The warning is kept even when the
 * list is full of single orders' faults, as it explains more of the plan than any of them. */
static void check_horizon(const wain_job *job, const wain_order_book *book, wain_fault_list *faults)
{
    const wain_day last = job->first_day + job->num_days - 1;
    const size_t limit = faults->limit;
    wain_day earliest = INT32_MAX, latest = INT32_MIN;
    size_t sound = 0, outside = 0;
    char from[16], to[16], earliest_text[16], latest_text[16], sentence[320];

    for (size_t i = 0; i < book->num_orders; i++) {
        const wain_order *order = &book->orders[i];

        if (order->reason != WAIN_REASON_NONE)
            continue;
        sound++;
        outside += order->latest_day < job->first_day || order->earliest_day > last;
        earliest = order->earliest_day < earliest ? order->earliest_day : earliest;
        latest = order->latest_day > latest ? order->latest_day : latest;
    }
    if (outside * 100 <= sound * OUTSIDE_PERCENT)
        return;
    wain_calendar_print_day(job->first_day, from, sizeof from);
    wain_calendar_print_day(last, to, sizeof to);
    wain_calendar_print_day(earliest, earliest_text, sizeof earliest_text);
    wain_calendar_print_day(latest, latest_text, sizeof latest_text);
    snprintf(sentence, sizeof sentence,
             "%zu of %zu sound orders (%zu %%) have no day in the horizon %s to %s and are left out; the orders' days "
             "run from %s to %s: set horizon.first_day and horizon.days",
             outside, sound, outside * 100 / sound, from, to, earliest_text, latest_text);
    faults->limit = faults->kept + 1;
    wain_fault_add_sentence(faults, WAIN_FAULT_WARNING, job->num_inputs ? job->inputs[0].path : "", 0, sentence);
    faults->limit = limit;
}

wain_status wain_job_load(wain_job *job, wain_order_book **out, wain_fault_list *faults, wain_error *err)
{
    wain_status status, unreadable = WAIN_OK;
    wain_order_book *book = NULL;
    const wain_order_book_rules rules = rules_of(job);
    wain_error own;
    const struct {
        const char *role, *key, *path;
        read_function read;
    } inputs[] = {{"depots", "input.depots", job->io.depots, wain_order_book_csv_read_depots},
                  {"fleet", "input.fleet", job->io.fleet, wain_order_book_csv_read_fleet},
                  {"orders", "input.orders", job->io.orders, wain_order_book_csv_read_orders}};
    char *path = NULL;

    err = err ? err : &own;
    *out = NULL;
    WAIN_TRY(wain_order_book_create(&book, err));
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        free(path);
        WAIN_TRY(resolve(job, inputs[i].key, inputs[i].path, &path, faults, err));
        status = read_input(job, inputs[i].role, path, inputs[i].read, &rules, book, faults, err);
        if (status == WAIN_EIO)
            unreadable = status;
        else
            WAIN_TRY(status);
    }
    if (path) /* of the orders */
        WAIN_TRY(wain_order_book_csv_check_positions(path, &rules, book, faults, err));
    match_speeds(job, book, faults);
    set_horizon(job, book, faults);
    check_horizon(job, book, faults);
    status = wain_fault_verdict(faults, WAIN_EINPUT, err);
    if (unreadable != WAIN_OK) {
        status = unreadable;
        err->status = status;
        goto done;
    }
    *out = book;
    book = NULL;
done:
    free(path);
    wain_order_book_free(book);
    return status;
}
