/* wain validate: every fault of a job and its inputs at once; nothing is solved. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/job.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/job_arguments.h"
#include "scheduler/cli/json_report.h"
#include "solver/core/quantity.h"
#include "solver/model/book_summary.h"

typedef struct validate_arguments {
    wain_job_arguments job;
    size_t max_faults;
    bool json;
} validate_arguments;

enum { KEY_JSON = 512, KEY_MAX_FAULTS };

static const struct argp_option options[] = {
    {"json", KEY_JSON, NULL, 0, "print one JSON object instead of text", 0},
    {"max-faults", KEY_MAX_FAULTS, "N", 0, "print at most N faults (1000); all are counted", 0},
    {0},
};

static error_t take(int key, char *text, struct argp_state *state)
{
    validate_arguments *arguments = state->input;
    char *end;
    long count;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->job;
        return 0;
    case KEY_JSON:
        arguments->json = true;
        return 0;
    case KEY_MAX_FAULTS:
        count = strtol(text, &end, 10);
        if (*end || end == text || count < 1 || count > 10000000)
            argp_error(state, "--max-faults: found '%s', expected a whole number from 1 to 10000000", text);
        arguments->max_faults = (size_t)count;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp validate_argp = {
    .options = options,
    .parser = take,
    .args_doc = "JOB.yaml",
    .doc =
        "Name every fault of a job file, its orders, depots and fleet at once, with file, line, column and how to mend "
        "it. Nothing is planned.\v"
        "Example:\n"
        "  wain validate configs/nightly.yaml\n\n"
        "Exit codes: 0 the job can run (faulty orders are left out and listed, warnings are "
        "worth a look); 2 the job file or an option is faulty; 3 an input is faulty; 6 a file can't be read; "
        "7 memory.",
    .children = wain_job_children};

static json_t *fault_object(const wain_fault *fault)
{
    static const char *const effects[] = {"warning", "refuses", "stops"};
    json_t *object = json_pack("{s:s, s:I}", "effect", effects[fault->effect], "line", (json_int_t)fault->line);

    json_object_set_new(object, "file", wain_json_text(fault->file));
    json_object_set_new(object, "column", wain_json_text(fault->column));
    json_object_set_new(object, "value", wain_json_text(fault->value));
    json_object_set_new(object, "expected", wain_json_text(fault->expected));
    json_object_set_new(object, "mend", wain_json_text(fault->mend));
    return object;
}

/* Told here, as the caller keeps silent about what is in the report. */
static wain_status report_is_lost(wain_error *err)
{
    fputs("wain validate: the report can't be written\n", stderr);
    return wain_error_set(err, WAIN_EIO, "the report can't be written");
}

static void put_summary(json_t *object, const wain_job *job, const wain_order_book *book,
                        const wain_book_summary *summary)
{
    const struct {
        const char *key;
        size_t count;
    } counts[] = {{"orders", summary->orders},
                  {"refused_orders", summary->refused},
                  {"orders_outside_horizon", summary->outside_horizon},
                  {"orders_without_depot", summary->no_depot},
                  {"orders_too_large", summary->too_large},
                  {"orders_without_skill", summary->no_skill},
                  {"regions", summary->regions},
                  {"regions_without_depot", summary->regions_without_depot},
                  {"depots", book->num_depots},
                  {"vehicle_types", book->num_types},
                  {"days", (size_t)job->num_days}};
    char day[16];

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        json_object_set_new(object, counts[i].key, json_integer((json_int_t)counts[i].count));
    wain_calendar_print_day(job->first_day, day, sizeof day);
    json_object_set_new(object, "first_day", json_string(day));
}

static wain_status print_json(const wain_job *job, const wain_order_book *book, wain_fault_list *faults,
                              wain_status outcome, wain_error *err)
{
    wain_book_summary summary;
    json_t *list = json_array();
    json_t *object = json_pack("{s:b, s:i, s:I, s:I, s:I}", "ok", outcome == WAIN_OK, "exit_code", (int)outcome,
                               "warnings", (json_int_t)faults->total[WAIN_FAULT_WARNING], "refusing",
                               (json_int_t)faults->total[WAIN_FAULT_REFUSES], "stopping",
                               (json_int_t)faults->total[WAIN_FAULT_STOPS]);
    int failed;

    wain_fault_list_sort(faults);
    for (size_t i = 0; i < faults->kept; i++)
        json_array_append_new(list, fault_object(&faults->items[i]));
    json_object_set_new(object, "faults", list);
    if (book && wain_book_summarise(book, job->first_day, job->num_days, &summary, err) == WAIN_OK)
        put_summary(object, job, book, &summary);
    failed = object ? json_dumpf(object, stdout, JSON_INDENT(2)) : -1;
    json_decref(object);
    if (failed || putchar('\n') == EOF || fflush(stdout) != 0)
        return report_is_lost(err);
    return outcome;
}

/* A line for each kind of order that no plan could hold. */
static void print_unplannable(const wain_book_summary *summary)
{
    const struct {
        size_t count;
        const char *what;
    } kinds[] = {{summary->outside_horizon, "lie outside the horizon"},
                 {summary->no_depot, "are of a region without a depot or a vehicle"},
                 {summary->too_large, "exceed the capacity of every vehicle of their region"},
                 {summary->no_skill, "need skills that no vehicle of their region has"}};
    char text[32];

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count > 0)
            printf("orders that %s: %s\n", kinds[i].what, wain_print_count((int64_t)kinds[i].count, text));
    }
}

static void print_book(const wain_job *job, const wain_order_book *book, const wain_book_summary *summary)
{
    char day[16], orders[48], refused[32], regions[48], without[64] = "", depots[48], types[48], days[48];

    wain_calendar_print_day(job->first_day, day, sizeof day);
    if (summary->regions_without_depot > 0)
        snprintf(without, sizeof without, " (%zu without a depot)", summary->regions_without_depot);
    printf("%s (%s refused), %s%s, %s, %s; %s from %s\n",
           wain_print_number_of((int64_t)summary->orders, "order", orders),
           wain_print_count((int64_t)summary->refused, refused),
           wain_print_number_of((int64_t)summary->regions, "region", regions), without,
           wain_print_number_of((int64_t)book->num_depots, "depot", depots),
           wain_print_number_of((int64_t)book->num_types, "vehicle type", types),
           wain_print_number_of(job->num_days, "day", days), day);
    print_unplannable(summary);
}

static wain_status print_text(const wain_job *job, const wain_order_book *book, wain_fault_list *faults,
                              wain_status outcome, wain_error *err)
{
    wain_book_summary summary;
    char warnings[48];

    wain_job_arguments_print_faults(stdout, faults);
    if (book && wain_book_summarise(book, job->first_day, job->num_days, &summary, err) == WAIN_OK)
        print_book(job, book, &summary);
    printf("faults: %zu stop the job, %zu refuse an order, %s\n%s\n", faults->total[WAIN_FAULT_STOPS],
           faults->total[WAIN_FAULT_REFUSES],
           wain_print_number_of((int64_t)faults->total[WAIN_FAULT_WARNING], "warning", warnings),
           outcome == WAIN_OK ? "The job can run." : "The job cannot run.");
    if (fflush(stdout) != 0)
        return report_is_lost(err);
    return outcome;
}

/* *reported: the faults are printed, so that the error need not be told again. */
static wain_status validate(const validate_arguments *arguments, bool *reported, wain_error *err)
{
    wain_status status, outcome;
    wain_scheduler_options scheduler = {0};
    wain_fault_list faults = {.limit = arguments->max_faults};
    wain_job *job = NULL;
    wain_order_book *book = NULL;

    outcome = wain_job_arguments_open(&arguments->job, &scheduler, &job, &faults, err);
    if (!job) {
        status = outcome;
        goto done;
    }
    /* A faulty job file still names inputs, whose faults are wanted in the same pass; one that is no YAML does not. */
    status = job->unreadable ? outcome : wain_job_load(job, &book, &faults, err);
    if (status != WAIN_EUSAGE && status != WAIN_OK && status != WAIN_EINPUT && status != WAIN_EIO)
        goto done;
    if (outcome == WAIN_OK)
        outcome = status;
    *reported = true;
    status =
        arguments->json ? print_json(job, book, &faults, outcome, err) : print_text(job, book, &faults, outcome, err);
done:
    wain_order_book_free(book);
    wain_job_free(job);
    wain_fault_list_clear(&faults);
    return status;
}

int wain_cmd_validate(int argc, char **argv)
{
    validate_arguments arguments = {.max_faults = 1000};
    wain_error err = {0};
    wain_status status;
    bool reported = false;

    wain_job_arguments_parse(&validate_argp, argc, argv, &arguments);
    status = validate(&arguments, &reported, &err);
    if (status != WAIN_OK && !reported)
        fprintf(stderr, "wain validate: %s\n", err.text);
    return (int)status;
}
