#include "scheduler/cli/job_arguments.h"

#include <stdlib.h>
#include <string.h>

#include "io/io_options.h"
#include "scheduler/cli/option_help.h"
#include "solver/search/search_options.h"

enum { KEY_SET = 256, KEY_TIME_LIMIT, KEY_ITERATIONS, KEY_THREADS, KEY_SEED };

static const struct argp_option options[] = {
    {"set", KEY_SET, "KEY=VALUE", 0, "set an option of the job, over the job file (repeatable)", 1},
    {"time-limit", KEY_TIME_LIMIT, "SECONDS", 0, "same as --set limits.time_limit=SECONDS", 1},
    {"iterations", KEY_ITERATIONS, "N", 0, "same as --set limits.iterations=N", 1},
    {"threads", KEY_THREADS, "N", 0, "same as --set limits.threads=N", 1},
    {"seed", KEY_SEED, "N", 0, "same as --set search.seed=N", 1},
    {"output", 'o', "FILE", 0, "same as --set output.result=FILE", 1},
    {"quiet", 'q', NULL, 0, "no progress and no notes, only data and errors", 1},
    {0},
};

void wain_job_arguments_assign(wain_job_arguments *arguments, struct argp_state *state, const char *key,
                               const char *text)
{
    if (arguments->num_assignments == WAIN_MAX_ASSIGNMENTS)
        argp_error(state, "more than %d options are set", WAIN_MAX_ASSIGNMENTS);
    arguments->assignments[arguments->num_assignments++] = (wain_job_assignment){key, text};
}

static error_t take(int key, char *text, struct argp_state *state)
{
    wain_job_arguments *arguments = state->input;

    switch (key) {
    case KEY_SET:
        wain_job_arguments_assign(arguments, state, NULL, text);
        return 0;
    case KEY_TIME_LIMIT:
        wain_job_arguments_assign(arguments, state, "limits.time_limit", text);
        return 0;
    case KEY_ITERATIONS:
        wain_job_arguments_assign(arguments, state, "limits.iterations", text);
        return 0;
    case KEY_THREADS:
        wain_job_arguments_assign(arguments, state, "limits.threads", text);
        return 0;
    case KEY_SEED:
        wain_job_arguments_assign(arguments, state, "search.seed", text);
        return 0;
    case 'o':
        wain_job_arguments_assign(arguments, state, "output.result", text);
        return 0;
    case 'q':
        arguments->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (arguments->path)
            argp_error(state, "one job file is expected, '%s' is too many", text);
        arguments->path = text;
        return 0;
    case ARGP_KEY_END:
        if (!arguments->path)
            argp_error(state, "the job file is missing");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const char *wain_job_assignment_value(const wain_job_assignment *of, const char *key)
{
    const size_t length = strlen(key);

    if (of->key)
        return strcmp(of->key, key) == 0 ? of->text : NULL;
    return strncmp(of->text, key, length) == 0 && of->text[length] == '=' ? of->text + length + 1 : NULL;
}

/* Whether the arguments set `key` to something that is not 0; the last one counts. */
static bool is_limited_by(const wain_job_arguments *arguments, const char *key)
{
    bool limited = false;

    for (size_t i = 0; i < arguments->num_assignments; i++) {
        const char *value = wain_job_assignment_value(&arguments->assignments[i], key);

        if (value)
            limited = strtod(value, NULL) != 0;
    }
    return limited;
}

void wain_job_arguments_settle_budget(wain_job_arguments *arguments, struct argp_state *state)
{
    const bool time_limit = is_limited_by(arguments, "limits.time_limit");

    if (time_limit && is_limited_by(arguments, "limits.iterations"))
        argp_error(state, "--time-limit and --iterations exclude each other: which of them ends the search?");
    if (time_limit && arguments->num_assignments < WAIN_MAX_ASSIGNMENTS)
        arguments->assignments[arguments->num_assignments++] = (wain_job_assignment){"limits.iterations", "0"};
}

/* The options of the job below the command's own; argp frees the text. */
static char *add_option_list(int key, const char *text, void *input)
{
    char *list = NULL;
    size_t size, count;
    FILE *out;
    const wain_option *table;

    (void)input;
    if (key != ARGP_KEY_HELP_EXTRA)
        return (char *)text;
    out = open_memstream(&list, &size);
    if (!out)
        return NULL;
    fputs("Options of the job, as 'section: {name: value}' in the job file or --set section.name=value, with their "
          "defaults:\n\n",
          out);
    table = wain_io_option_list(&count);
    wain_option_help_print(out, table, count);
    table = wain_search_option_list(&count);
    wain_option_help_print(out, table, count);
    table = wain_scheduler_option_list(&count);
    wain_option_help_print(out, table, count);
    fputs("\nLists of the job file:\n\n", out);
    table = wain_job_item_list(&count);
    wain_option_help_print(out, table, count);
    if (fclose(out) != 0) {
        free(list);
        return NULL;
    }
    return list;
}

static const struct argp job_argp = {.options = options, .parser = take, .help_filter = add_option_list};

const struct argp_child wain_job_children[] = {{&job_argp, 0, NULL, 0}, {0}};

void wain_job_arguments_parse(const struct argp *argp, int argc, char **argv, void *command)
{
    argp_err_exit_status = WAIN_EUSAGE;
    argp_parse(argp, argc, argv, 0, NULL, command);
}

static wain_status assign_all(const wain_job_arguments *arguments, wain_job *job, wain_fault_list *faults,
                              wain_error *err)
{
    for (size_t i = 0; i < arguments->num_assignments; i++) {
        const wain_job_assignment *assignment = &arguments->assignments[i];
        wain_error own = {0};
        const wain_status status = assignment->key ? wain_option_set(&job->registry, assignment->key, assignment->text,
                                                                     WAIN_ORIGIN_COMMAND_LINE, &own)
                                                   : wain_option_assign(&job->registry, assignment->text, &own);

        if (status == WAIN_EUSAGE)
            wain_fault_add_sentence(faults, WAIN_FAULT_STOPS, "command line", 0, own.text);
        else if (status != WAIN_OK)
            return wain_error_set(err, status, "%s", own.text);
    }
    return WAIN_OK;
}

wain_status wain_job_arguments_open(const wain_job_arguments *arguments, wain_scheduler_options *options_out,
                                    wain_job **out, wain_fault_list *faults, wain_error *err)
{
    wain_status status;
    wain_job *job = NULL;
    size_t count;
    const wain_option *list = wain_scheduler_option_list(&count);

    *out = NULL;
    WAIN_TRY(wain_job_create(&job, err));
    WAIN_TRY(wain_option_registry_add(&job->registry, list, count, options_out, err));
    status = wain_job_read(job, arguments->path, faults, err);
    if (status != WAIN_EUSAGE)
        WAIN_TRY(status);
    if (!job->unreadable) { /* else nothing is known of it that could be judged */
        WAIN_TRY(assign_all(arguments, job, faults, err));
        status = wain_job_finish(job, faults, err);
        if (status != WAIN_EUSAGE)
            WAIN_TRY(status);
    }
    *out = job;
    job = NULL;
done:
    wain_job_free(job);
    return status;
}

void wain_job_arguments_print_faults(FILE *out, wain_fault_list *faults)
{
    static const char *const effects[] = {"warning", "refused", "error"};
    const size_t total = faults->total[0] + faults->total[1] + faults->total[2];
    char text[1024];

    wain_fault_list_sort(faults);
    for (size_t i = 0; i < faults->kept; i++) {
        wain_fault_print(&faults->items[i], text, sizeof text);
        fprintf(out, "%s: %s\n", effects[faults->items[i].effect], text);
    }
    if (total > faults->kept)
        fprintf(out, "... and %zu more\n", total - faults->kept);
}
