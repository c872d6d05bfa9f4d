/* wain validate: every fault of a job and its inputs at once; nothing is solved. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/job.h"
#include "io/utf8.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/job_arguments.h"

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
        "it. Nothing is planned.\n\nExit codes: 0 the job can run (faulty orders are left out and listed, warnings are "
        "worth a look); 2 the job file or an option is faulty; 3 an input is faulty; 6 a file can't be read; "
        "7 memory.\v",
    .children = wain_job_children};

/* JSON takes UTF-8 only; paths and values may hold anything. */
static json_t *text_of(const char *text)
{
    json_t *value = json_string(text);
    char safe[512];

    if (value)
        return value;
    snprintf(safe, sizeof safe, "%s", text);
    wain_utf8_mend(safe, strlen(safe));
    return json_string(safe);
}

static json_t *fault_object(const wain_fault *fault)
{
    static const char *const effects[] = {"warning", "refuses", "stops"};
    json_t *object = json_pack("{s:s, s:I}", "effect", effects[fault->effect], "line", (json_int_t)fault->line);

    json_object_set_new(object, "file", text_of(fault->file));
    json_object_set_new(object, "column", text_of(fault->column));
    json_object_set_new(object, "value", text_of(fault->value));
    json_object_set_new(object, "expected", text_of(fault->expected));
    json_object_set_new(object, "mend", text_of(fault->mend));
    return object;
}

/* Told here, as the caller keeps silent about what is in the report. */
static wain_status report_is_lost(wain_error *err)
{
    fputs("wain validate: the report can't be written\n", stderr);
    return wain_error_set(err, WAIN_EIO, "the report can't be written");
}

static size_t count_refused(const wain_order_book *book)
{
    size_t refused = 0;

    for (size_t i = 0; i < book->num_orders; i++)
        refused += book->orders[i].reason == WAIN_REASON_BAD_DATA;
    return refused;
}

/* Without the nameless one, where orders go whose region is blank. */
static size_t count_regions(const wain_order_book *book)
{
    size_t named = 0;

    for (size_t r = 0; r < book->num_regions; r++)
        named += book->regions[r] != 0;
    return named;
}

static wain_status print_json(const wain_job *job, const wain_order_book *book, const wain_fault_list *faults,
                              wain_status outcome, wain_error *err)
{
    json_t *list = json_array();
    json_t *object = json_pack("{s:b, s:i, s:I, s:I, s:I}", "ok", outcome == WAIN_OK, "exit_code", (int)outcome,
                               "warnings", (json_int_t)faults->total[WAIN_FAULT_WARNING], "refusing",
                               (json_int_t)faults->total[WAIN_FAULT_REFUSES], "stopping",
                               (json_int_t)faults->total[WAIN_FAULT_STOPS]);
    char day[16];
    int failed;

    for (size_t i = 0; i < faults->kept; i++)
        json_array_append_new(list, fault_object(&faults->items[i]));
    json_object_set_new(object, "faults", list);
    if (book) {
        wain_calendar_print_day(job->first_day, day, sizeof day);
        json_object_set_new(object, "orders", json_integer((json_int_t)book->num_orders));
        json_object_set_new(object, "refused_orders", json_integer((json_int_t)count_refused(book)));
        json_object_set_new(object, "regions", json_integer((json_int_t)count_regions(book)));
        json_object_set_new(object, "depots", json_integer((json_int_t)book->num_depots));
        json_object_set_new(object, "vehicle_types", json_integer((json_int_t)book->num_types));
        json_object_set_new(object, "first_day", json_string(day));
        json_object_set_new(object, "days", json_integer(job->num_days));
    }
    failed = object ? json_dumpf(object, stdout, JSON_INDENT(2)) : -1;
    json_decref(object);
    if (failed || putchar('\n') == EOF || fflush(stdout) != 0)
        return report_is_lost(err);
    return outcome;
}

static wain_status print_text(const wain_job *job, const wain_order_book *book, const wain_fault_list *faults,
                              wain_status outcome, wain_error *err)
{
    char day[16];

    wain_job_arguments_print_faults(stdout, faults);
    if (book) {
        wain_calendar_print_day(job->first_day, day, sizeof day);
        printf("%zu orders (%zu refused), %zu regions, %zu depots, %zu vehicle types; %" PRId32 " days from %s\n",
               book->num_orders, count_refused(book), count_regions(book), book->num_depots, book->num_types,
               job->num_days, day);
    }
    printf("faults: %zu stop the job, %zu refuse an order, %zu warnings\n%s\n", faults->total[WAIN_FAULT_STOPS],
           faults->total[WAIN_FAULT_REFUSES], faults->total[WAIN_FAULT_WARNING],
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
    /* A faulty job file still names inputs, whose faults are wanted in the same pass. */
    status = wain_job_load(job, &book, &faults, err);
    if (status != WAIN_OK && status != WAIN_EINPUT && status != WAIN_EIO)
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
