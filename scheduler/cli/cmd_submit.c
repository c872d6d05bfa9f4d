/* wain submit: a batch script for Slurm, written for the size of a job, given to sbatch or printed. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "scheduler/batch_script.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/job_arguments.h"
#include "scheduler/job_size.h"
#include "solver/core/memory.h"
#include "solver/core/quantity.h"

enum {
    RANKS_MAX = 65536,
    THREADS_DEFAULT = 2,
    RESTARTS_DEFAULT = 3,
    RESTARTS_MAX = 1000,
    MINUTES_MAX = 366 * 24 * 60,
    SIGNAL_SECONDS = 120, /* before the time limit; Slurm may be a minute early */
    MARGIN_MINUTES = 3    /* for that minute, the start of the ranks, and the check of the plan */
};

/* Seconds that one order adds to the writing and checking of the plan. */
#define SECONDS_PER_ORDER 2e-5

/* Time is predicted for the machine on which the effort was measured; another may take so many times as long. */
#define SLOWER_MACHINE 2.0

/* So much more effort than is asked for is worth a word. */
#define NOTABLY 1.1

typedef struct submit_arguments {
    wain_job_arguments job;
    bool dry_run, resume;
    int32_t ranks, nodes, restarts; /* ranks, nodes 0: not asked for */
    int64_t seconds;                /* Slurm's time limit; 0: not asked for */
    const char *job_name, *partition, *account, *qos, *log, *memory_per_cpu;
} submit_arguments;

typedef struct submission {
    const submit_arguments *arguments;
    wain_scheduler_options limits;
    wain_job *job;
    wain_fault_list faults;
    wain_order_book *book;
    wain_partition *partition;
    wain_job_size size;
    wain_batch_script script;
    char **options; /* of wain plan; owned, each too */
    size_t num_options;
    char *folder, *program;
    char job_name[64], memory[32];
} submission;

enum {
    KEY_DRY_RUN = 512,
    KEY_RANKS,
    KEY_NODES,
    KEY_RESTARTS,
    KEY_TIME,
    KEY_JOB_NAME,
    KEY_ACCOUNT,
    KEY_QOS,
    KEY_LOG,
    KEY_MEMORY,
    KEY_STRICT,
    KEY_RESUME
};

static const struct argp_option flags[] = {
    {"dry-run", KEY_DRY_RUN, NULL, 0, "print the script instead of giving it to sbatch", 0},
    {"ranks", KEY_RANKS, "N", 0, "MPI ranks; else as many as even quality within the time limit takes", 0},
    {"nodes", KEY_NODES, "N", 0, "nodes to spread the ranks over; else as Slurm finds room", 0},
    {"time", KEY_TIME, "TIME", 0, "Slurm's time limit, as sbatch takes it; else limits.time_limit and some minutes", 0},
    {"mem-per-cpu", KEY_MEMORY, "SIZE", 0, "memory of each core, as sbatch takes it; else as predicted", 0},
    {"partition", 'p', "NAME", 0, "Slurm's partition", 0},
    {"account", KEY_ACCOUNT, "NAME", 0, "Slurm's account", 0},
    {"qos", KEY_QOS, "NAME", 0, "Slurm's quality of service", 0},
    {"job-name", KEY_JOB_NAME, "NAME", 0, "name in the queue; else wain- and that of the job file", 0},
    {"log", KEY_LOG, "FILE", 0, "what the job says (wain-%j.log)", 0},
    {"restarts", KEY_RESTARTS, "N", 0, "how often the job may be run again when it was stopped or lost a rank (3)", 0},
    {"resume", KEY_RESUME, NULL, 0, "as of wain plan: go on from the state of a job that was interrupted", 0},
    {"strict", KEY_STRICT, NULL, 0, "as of wain plan: exit code 4 when a required order is left out", 0},
    {0},
};

static int32_t whole_number(struct argp_state *state, const char *name, const char *text, int32_t least, int32_t most)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if (*end || end == text || errno || number < least || number > most)
        argp_error(state, "--%s: found '%s', expected a whole number from %d to %d", name, text, (int)least, (int)most);
    return (int32_t)number;
}

static int64_t time_limit(struct argp_state *state, const char *text)
{
    const int64_t seconds = wain_batch_time(text);

    if (seconds < 60 || seconds > (int64_t)MINUTES_MAX * 60)
        argp_error(state,
                   "--time: found '%s', expected minutes, M:S, H:M:S, D-H, D-H:M or D-H:M:S, from a minute to a year",
                   text);
    return seconds;
}

/* Texts that go to Slurm as they are; false when the key is none of theirs. */
static bool take_text(submit_arguments *arguments, int key, const char *text)
{
    switch (key) {
    case 'p':
        arguments->partition = text;
        return true;
    case KEY_ACCOUNT:
        arguments->account = text;
        return true;
    case KEY_QOS:
        arguments->qos = text;
        return true;
    case KEY_JOB_NAME:
        arguments->job_name = text;
        return true;
    case KEY_LOG:
        arguments->log = text;
        return true;
    case KEY_MEMORY:
        arguments->memory_per_cpu = text;
        return true;
    default:
        return false;
    }
}

static error_t take(int key, char *text, struct argp_state *state)
{
    submit_arguments *arguments = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &arguments->job;
        return 0;
    case KEY_DRY_RUN:
        arguments->dry_run = true;
        return 0;
    case KEY_RESUME:
        arguments->resume = true;
        return 0;
    case KEY_RANKS:
        arguments->ranks = whole_number(state, "ranks", text, 1, RANKS_MAX);
        return 0;
    case KEY_NODES:
        arguments->nodes = whole_number(state, "nodes", text, 1, RANKS_MAX);
        return 0;
    case KEY_RESTARTS:
        arguments->restarts = whole_number(state, "restarts", text, 0, RESTARTS_MAX);
        return 0;
    case KEY_TIME:
        arguments->seconds = time_limit(state, text);
        return 0;
    case KEY_STRICT:
        wain_job_arguments_assign(&arguments->job, state, "limits.strict", "true");
        return 0;
    case ARGP_KEY_SUCCESS:
        wain_job_arguments_settle_budget(&arguments->job, state);
        return 0;
    default:
        return take_text(arguments, key, text) ? 0 : ARGP_ERR_UNKNOWN;
    }
}

static const struct argp submit_argp = {
    .options = flags,
    .parser = take,
    .args_doc = "JOB.yaml",
    .doc =
        "Give a job to Slurm. The book is read and divided into units to learn what the job needs: ranks, threads, "
        "memory "
        "and time, each of which can be set instead. The script is given to sbatch, or printed; it runs wain plan, "
        "checks "
        "the plan, and lets Slurm run it again when it was stopped before its end.\v"
        "Examples:\n"
        "  wain submit configs/nightly.yaml --dry-run\n"
        "  wain submit configs/nightly.yaml --time-limit 3600 --ranks 8 --threads 2 --partition long\n\n"
        "What sbatch needs beyond this stands in its own variables (SBATCH_CONSTRAINT, ...) or is added to the printed "
        "script. The program, the folder and the inputs must be at the same place on the nodes.\n\n"
        "Exit codes: 2 the job file or an option is faulty; 3 an input is faulty; 6 a file can't be read, or there is "
        "no "
        "sbatch; 7 memory; else that of sbatch.",
    .children = wain_job_children};

/* --- how large --- */

static wain_status measure(submission *s, wain_error *err)
{
    wain_partition_options options;
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_job_arguments_open(&s->arguments->job, &s->limits, &s->job, &s->faults, err));
    if (s->limits.iterations == 0 && s->limits.time_limit <= 0)
        return wain_error_set(err, WAIN_EUSAGE,
                              "limits.time_limit and limits.iterations are both 0: nothing would end the search");
    WAIN_TRY(wain_job_load(s->job, &s->book, &s->faults, err));
    options = (wain_partition_options){s->job->first_day, s->job->num_days, (int32_t)s->limits.max_stops};
    WAIN_TRY(wain_partition_create(s->book, &s->job->travel, &options, &s->partition, err));
    s->size = wain_job_size_measure(s->partition, s->book);
done:
    return status;
}

/* Slurm's time limit and how long before it the signal comes. */
static void choose_time(submission *s)
{
    wain_batch_script *script = &s->script;
    double wall = s->limits.time_limit;
    int64_t minutes;

    if (s->limits.iterations > 0)
        wall = SLOWER_MACHINE * wain_job_size_iteration_seconds(s->partition, s->limits.iterations, script->ranks);
    script->signal_seconds = SIGNAL_SECONDS + (int64_t)((double)s->size.orders * SECONDS_PER_ORDER);
    minutes = (int64_t)fmin(ceil((wall + (double)script->signal_seconds) / 60), MINUTES_MAX) + MARGIN_MINUTES;
    if (s->arguments->seconds > 0)
        minutes = (s->arguments->seconds + 59) / 60;
    if (script->signal_seconds > minutes * 30) /* at least half of the time is for the search */
        script->signal_seconds = minutes * 30;
    script->minutes = minutes;
}

static wain_status choose_size(submission *s, wain_error *err)
{
    const submit_arguments *arguments = s->arguments;
    wain_batch_script *script = &s->script;
    const double seconds = s->limits.iterations > 0 ? 0 : s->limits.time_limit;

    script->threads = s->limits.threads > 0 ? (int32_t)s->limits.threads : THREADS_DEFAULT;
    script->nodes = arguments->nodes;
    script->ranks = arguments->ranks > 0 ? arguments->ranks : wain_job_size_ranks(&s->size, seconds, script->threads);
    if (arguments->ranks == 0 && script->ranks < script->nodes)
        script->ranks = script->nodes;
    if (script->ranks < script->nodes)
        return wain_error_set(err, WAIN_EUSAGE, "--nodes: %d nodes for %d ranks: every node needs a rank",
                              script->nodes, script->ranks);
    script->memory_per_cpu = arguments->memory_per_cpu;
    if (!script->memory_per_cpu) {
        const size_t bytes = wain_job_size_rank_memory(&s->size, script->threads) / (size_t)script->threads;

        snprintf(s->memory, sizeof s->memory, "%zuM", (bytes >> 20) + 1);
        script->memory_per_cpu = s->memory;
    }
    choose_time(s);
    return WAIN_OK;
}

/* --- what is run --- */

/* "wain-" and the job file's name, with what can't stand on an #SBATCH line made underscores. */
static void name_job(submission *s)
{
    const char *path = s->arguments->job.path, *slash = strrchr(path, '/');
    char *dot;

    snprintf(s->job_name, sizeof s->job_name, "wain-%s", slash ? slash + 1 : path);
    dot = strrchr(s->job_name, '.');
    if (dot)
        *dot = '\0';
    for (char *c = s->job_name; *c; c++) {
        const char one[] = {*c, '\0'};

        if (!wain_batch_word_is_safe(one) || *c == '/' || *c == '%')
            *c = '_';
    }
}

/* Whether an option is one that the script gives itself. */
static bool is_of_script(const wain_job_assignment *of)
{
    static const char *const keys[] = {"limits.threads", "output.result"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (wain_job_assignment_value(of, keys[i]))
            return true;
    }
    return false;
}

/* The options of the command line as `wain plan` takes them; those that the script sets itself are left out. */
static wain_status hand_on_options(submission *s, wain_error *err)
{
    const wain_job_arguments *job = &s->arguments->job;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(s->options, job->num_assignments + 1, err));
    if (s->arguments->resume) {
        s->options[0] = strdup("--resume");
        if (!s->options[s->num_options++])
            return wain_error_set(err, WAIN_EMEMORY, "no memory for the command line");
    }
    for (size_t i = 0; i < job->num_assignments; i++) {
        const wain_job_assignment *of = &job->assignments[i];
        char *text = NULL;

        if (is_of_script(of))
            continue;
        if (asprintf(&text, "--set=%s%s%s", of->key ? of->key : "", of->key ? "=" : "", of->text) < 0)
            return wain_error_set(err, WAIN_EMEMORY, "no memory for the command line");
        s->options[s->num_options++] = text;
    }
    s->script.options = (const char *const *)s->options;
    s->script.num_options = s->num_options;
done:
    return status;
}

static wain_status describe(submission *s, wain_error *err)
{
    const submit_arguments *arguments = s->arguments;
    wain_batch_script *script = &s->script;
    wain_status status = WAIN_OK;

    s->folder = getcwd(NULL, 0);
    s->program = realpath("/proc/self/exe", NULL);
    if (!s->folder || !s->program)
        return wain_error_set(err, WAIN_EIO, "the folder or the program itself can't be found: %s", strerror(errno));
    name_job(s);
    script->job_name = arguments->job_name ? arguments->job_name : s->job_name;
    script->partition = arguments->partition;
    script->account = arguments->account;
    script->qos = arguments->qos;
    script->log = arguments->log ? arguments->log : "wain-%j.log";
    script->restarts = arguments->restarts;
    script->folder = s->folder;
    script->program = s->program;
    script->job = arguments->job.path;
    script->result = s->job->io.result;
    WAIN_TRY(hand_on_options(s, err));
    WAIN_TRY(choose_size(s, err));
done:
    return status;
}

/* --- giving it away --- */

static wain_status print_script(const submission *s, FILE *out, wain_error *err)
{
    wain_status status = wain_batch_script_print(out, &s->script, err);

    if (status == WAIN_OK && (fflush(out) != 0 || ferror(out)))
        status = wain_error_set(err, WAIN_EIO, "the script can't be written: %s", strerror(errno));
    return status;
}

/* Become sbatch, with the script as its input, so that its words and its exit code are those of this command. Returns
 * only when that fails. */
static wain_status become_sbatch(const submission *s, wain_error *err)
{
    char name[] = "sbatch";
    char *const command[] = {name, NULL};
    const int file = memfd_create("wain batch script", MFD_CLOEXEC);
    FILE *out = file < 0 ? NULL : fdopen(file, "w");
    wain_status status = WAIN_OK;

    if (!out) {
        status = wain_error_set(err, WAIN_EIO, "the script can't be written: %s", strerror(errno));
        if (file >= 0)
            close(file);
        return status;
    }
    WAIN_TRY(print_script(s, out, err));
    signal(SIGXFSZ, SIG_DFL); /* what main ignores is not ignored by others */
    if (lseek(file, 0, SEEK_SET) == 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO)
        execvp(name, command);
    status = wain_error_set(err, WAIN_EIO,
                            errno == ENOENT ? "there is no sbatch here, so Slurm can't be asked; --dry-run prints the "
                                              "script (%s)"
                                            : "sbatch can't be started: %s",
                            strerror(errno));
done:
    fclose(out);
    return status;
}

static void tell_size(const submission *s)
{
    const wain_batch_script *script = &s->script;
    const double given = s->limits.time_limit * script->ranks * script->threads;
    char units[48], orders[48], ranks[48], threads[48], minutes[48];

    fprintf(stderr, "%s, %s: %s of %s, %s of memory for each thread, %s\n",
            wain_print_number_of(s->size.units, "unit", units), wain_print_number_of(s->size.orders, "order", orders),
            wain_print_number_of(script->ranks, "rank", ranks),
            wain_print_number_of(script->threads, "thread", threads), script->memory_per_cpu,
            wain_print_number_of(script->minutes, "minute", minutes));
    if (s->limits.iterations == 0 && s->size.effort > NOTABLY * given)
        fprintf(stderr,
                "%.0f of the %.0f core-seconds that the units take for even quality: with a time limit of %.0f s all\n",
                given, s->size.effort, s->size.effort / given * s->limits.time_limit);
}

static wain_status submit(submission *s, wain_error *err)
{
    wain_status status;

    WAIN_TRY(measure(s, err));
    WAIN_TRY(describe(s, err));
    if (!s->arguments->job.quiet)
        tell_size(s);
    status = s->arguments->dry_run ? print_script(s, stdout, err) : become_sbatch(s, err);
done:
    return status;
}

static void clear(submission *s)
{
    for (size_t i = 0; i < s->num_options; i++)
        free(s->options[i]);
    free(s->options);
    free(s->folder);
    free(s->program);
    wain_partition_free(s->partition);
    wain_order_book_free(s->book);
    wain_job_free(s->job);
    wain_fault_list_clear(&s->faults);
}

int wain_cmd_submit(int argc, char **argv)
{
    submit_arguments arguments = {.restarts = RESTARTS_DEFAULT};
    submission s = {.arguments = &arguments, .faults = {.limit = 20}};
    wain_error err = {0};
    wain_status status;

    wain_job_arguments_parse(&submit_argp, argc, argv, &arguments);
    status = submit(&s, &err);
    if (status != WAIN_OK) {
        wain_job_arguments_print_faults(stderr, &s.faults);
        if (s.faults.total[WAIN_FAULT_STOPS] > 0)
            fprintf(stderr, "wain submit: the job can't run: %zu faults\n", s.faults.total[WAIN_FAULT_STOPS]);
        else
            fprintf(stderr, "wain submit: %s\n", err.text);
    }
    clear(&s);
    return (int)status;
}
