/* wain plan and wain resume: the story of a night. Rank 0 reads, partitions, leads the search, checks and publishes;
 * the other ranks are invited to the search and told how it ended. Whatever happens, all ranks leave with the same
 * code. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/atomic_file.h"
#include "io/job.h"
#include "io/result_hdf5.h"
#include "scheduler/cli/command.h"
#include "scheduler/cli/job_arguments.h"
#include "scheduler/cli/job_start.h"
#include "scheduler/cli/plan_arguments.h"
#include "scheduler/cli/plan_report.h"
#include "scheduler/cli/ranks.h"
#include "scheduler/comm.h"
#include "scheduler/night_keeper.h"
#include "scheduler/night_search.h"
#include "scheduler/plan_stream.h"
#include "scheduler/progress.h"
#include "scheduler/publish.h"
#include "scheduler/scheduler_options.h"
#include "scheduler/stop_signal.h"
#include "scheduler/threads.h"
#include "scheduler/worker.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/core/printable.h"
#include "solver/partition/partition.h"

enum {
    FAULTS_SHOWN = 20,   /* on the screen; wain validate shows all */
    UNITS_PER_RANK = 2,  /* at least, when time is limited */
    SMALLEST_PART = 1000 /* orders; smaller ones would not keep a rank busy */
};

typedef struct night {
    wain_plan_arguments arguments;
    wain_comm *comm;
    bool invited; /* the other ranks have been told whether there is work */
    wain_progress progress;
    wain_scheduler_options limits;
    wain_job *job;
    wain_fault_list faults;
    bool faults_shown;
    wain_atomic_file output, state; /* the keeper takes the second over */
    wain_order_book *book;
    char *output_path, *earlier_path; /* owned */
    wain_night_keeper keeper;
    wain_night_state *interrupted; /* the night to be resumed; NULL: none */
    wain_error damage;             /* of its newest generation, where an older one is used */
    wain_night_search search;
    wain_plan_stream stream;
    wain_plan *plan; /* as published, without its stops */
    wain_plan_totals totals;
    wain_plan_report summary;
    wain_result_run run;
    char *command_line;
    const char *command;       /* "wain plan"; borrowed */
    double start, phase_start; /* clock */
    int num_phases;
} night;

/* --- the command line --- */

typedef struct command_line {
    const struct argp *argp;
    int argc;
    char **argv;
    wain_plan_arguments *arguments;
} command_line;

static void parse(void *context)
{
    const command_line *line = context;

    wain_job_arguments_parse(line->argp, line->argc, line->argv, line->arguments);
}

/* --- where the time goes --- */

static void end_phase(night *n)
{
    const double now = wain_clock_seconds();

    if (n->num_phases > 0)
        n->run.phase_seconds[n->num_phases - 1] = now - n->phase_start;
    n->run.elapsed = now - n->start;
}

static void begin_phase(night *n, const char *name)
{
    end_phase(n);
    n->phase_start = wain_clock_seconds();
    n->run.phases[n->num_phases++] = name;
}

/* --- reading --- */

/* As soon as they are known: before the hours of search, not after them. */
static void show_faults(night *n)
{
    wain_fault_list *faults = &n->faults;
    const size_t total = faults->total[0] + faults->total[1] + faults->total[2];

    wain_progress_end(&n->progress);
    wain_job_arguments_print_faults(stderr, faults);
    if (total > faults->kept)
        fprintf(stderr, "'wain validate %s' shows all\n", n->arguments.job.path);
    n->faults_shown = true;
}

static wain_status check_budget(const night *n, wain_error *err)
{
    if (n->limits.iterations == 0 && n->limits.time_limit <= 0)
        return wain_error_set(err, WAIN_EUSAGE,
                              "limits.time_limit and limits.iterations are both 0: nothing would end the search");
    return WAIN_OK;
}

static wain_status read_job(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;

    begin_phase(n, "reading");
    n->faults.limit = FAULTS_SHOWN;
    WAIN_TRY(wain_job_arguments_open(&n->arguments.job, &n->limits, &n->job, &n->faults, err));
    WAIN_TRY(check_budget(n, err));
    n->progress = wain_progress_create(n->arguments.job.quiet ? NULL : stderr, (double)n->limits.log_interval,
                                       n->job->io.currency);
done:
    return status;
}

static wain_status read_book(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;
    char orders[32], faulty[32];

    WAIN_TRY(wain_job_load(n->job, &n->book, &n->faults, err));
    wain_progress_note(&n->progress, "read %s orders, %zu depots, %zu vehicle types in %.1f s; %s faulty orders",
                       wain_print_count((int64_t)n->book->num_orders, orders), n->book->num_depots, n->book->num_types,
                       wain_clock_seconds() - n->phase_start,
                       wain_print_count((int64_t)n->faults.total[WAIN_FAULT_REFUSES], faulty));
    if (!n->arguments.job.quiet)
        show_faults(n);
done:
    return status;
}

/* --- partitioning --- */

/* Units enough that every rank has several, so that all end together: by a time limit the plan depends on the machine
 * anyway. Smaller parts cost little, since the rounds after the first mend their borders. */
static wain_status partition_book(night *n, wain_error *err)
{
    const int32_t wanted = n->limits.iterations > 0 || n->comm->size == 1 ? 0 : UNITS_PER_RANK * n->comm->size;
    wain_status status = WAIN_OK;
    wain_partition_options options = {
        .first_day = n->job->first_day, .num_days = n->job->num_days, .max_stops = (int32_t)n->limits.max_stops};

    for (;;) {
        WAIN_TRY(wain_partition_create(n->book, &n->job->travel, &options, &n->search.partition, err));
        if (n->search.partition->num_units >= wanted || options.max_stops / 2 < SMALLEST_PART ||
            wain_night_search_most_rounds(&n->search) == 0)
            break;
        options.max_stops /= 2;
        wain_partition_free(n->search.partition);
        n->search.partition = NULL;
    }
done:
    return status;
}

static wain_status show_partition(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(partition_book(n, err));
    n->summary = (wain_plan_report){.job = n->job, .book = n->book, .partition = n->search.partition};
    if (n->arguments.json)
        return wain_dry_run_print_json(&n->summary, err);
    wain_dry_run_print(&n->summary);
done:
    return status;
}

/* --- writing while the search goes on --- */

/* What was written is of no use; the state of the night may need its room. */
static void discard_written(night *n)
{
    wain_plan_stream_clear(&n->stream);
    wain_plan_free(n->plan);
    n->plan = NULL;
    unlink(n->output.temporary);
}

/* What was to be done ahead is tried again at the end. */
static void give_up_writing_ahead(night *n, const wain_error *error)
{
    wain_progress_note(&n->progress, "%s; the result is written at the end", error->text);
    discard_written(n);
}

static void begin_writing_ahead(night *n)
{
    wain_error error = {0};

    if (wain_plan_stream_begin(&n->stream, n->output.temporary, n->job, n->book, &error) != WAIN_OK)
        give_up_writing_ahead(n, &error);
}

/* While others are searched. */
static void write_ahead(void *context, const wain_partition *partition, const wain_outcome *so_far)
{
    night *n = context;
    wain_error error = {0};

    if (n->stream.writer &&
        wain_plan_stream_add(&n->stream, partition, so_far->units, so_far->num_final, &error) != WAIN_OK)
        give_up_writing_ahead(n, &error);
}

/* --- a night that was interrupted --- */

/* wain resume: nobody else may go on with that night, whatever result it is to have. */
static wain_status claim_named_state(night *n, wain_error *err)
{
    const size_t suffix = strlen(WAIN_OLDER_SUFFIX);
    char *path = strdup(n->arguments.job.path);
    const size_t length = path ? strlen(path) : 0;
    wain_status status;

    if (!path)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for the name of %s", n->arguments.job.path);
    if (length > suffix && strcmp(path + length - suffix, WAIN_OLDER_SUFFIX) == 0)
        path[length - suffix] = '\0'; /* both generations are meant */
    status = wain_atomic_file_open(path, &n->state, err);
    free(path);
    return status;
}

/* wain plan: the state is beside the result. A plan is wanted also where it can't be kept. */
static wain_status claim_own_state(night *n, wain_error *err)
{
    wain_error error = {0};
    char *path = NULL;

    if (asprintf(&path, "%s" WAIN_STATE_SUFFIX, n->job->io.result) < 0)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for the name of the state file");
    if (wain_atomic_file_open(path, &n->state, &error) != WAIN_OK)
        wain_progress_note(&n->progress, "the state of the night is not kept: %s", error.text);
    free(path);
    return WAIN_OK;
}

/* wain resume: take the job and the arguments that the state file names; those of this command line come behind them
 * and count more. */
static wain_status take_arguments(night *n, wain_error *err)
{
    wain_job_arguments *arguments = &n->arguments.job;
    wain_status status = WAIN_OK;
    const wain_night_start *start;
    wain_error note;

    if (!wain_job_start_fix_path(arguments, "output.result", &n->output_path) ||
        !wain_job_start_fix_path(arguments, "partition.earlier_result", &n->earlier_path))
        return wain_error_set(err, WAIN_EMEMORY, "no memory for the name of a result");
    WAIN_TRY(claim_named_state(n, err));
    if (!wain_night_state_exists(n->state.path))
        return wain_error_set(err, WAIN_EIO, "there is no %s: the job is complete, or nothing of it was saved yet",
                              n->state.path);
    WAIN_TRY(wain_night_state_read(n->state.path, &n->interrupted, &note, err));
    n->damage = note;
    start = &n->interrupted->start;
    if (start->num_assignments + arguments->num_assignments > WAIN_MAX_ASSIGNMENTS)
        return wain_error_set(err, WAIN_EUSAGE, "more than %d options are set", WAIN_MAX_ASSIGNMENTS);
    memmove(&arguments->assignments[start->num_assignments], arguments->assignments,
            sizeof *arguments->assignments * arguments->num_assignments);
    for (size_t i = 0; i < start->num_assignments; i++)
        arguments->assignments[i] = (wain_job_assignment){NULL, start->assignments[i]};
    arguments->num_assignments += start->num_assignments;
    arguments->path = start->job;
    if (chdir(start->folder) != 0)
        status = wain_error_set(err, WAIN_EIO, "%s: the folder in which the job was started: %s", start->folder,
                                strerror(errno));
done:
    return status;
}

/* wain plan --resume: whoever finds no state that can be used begins anew, for a plan is wanted in any case. */
static void look_for_state(night *n)
{
    wain_error error;

    if (n->interrupted || !n->state.path)
        return;
    if (n->arguments.anew)
        wain_night_state_discard(&n->state);
    if (!n->arguments.resume) {
        if (wain_night_state_exists(n->state.path))
            wain_progress_note(&n->progress,
                               "%s is of an interrupted job; with --resume this one would go on with it, "
                               "without it will take its place",
                               n->state.path);
        return;
    }
    if (!wain_night_state_exists(n->state.path))
        wain_progress_note(&n->progress, "there is no %s: the job begins anew", n->state.path);
    else if (wain_night_state_read(n->state.path, &n->interrupted, &n->damage, &error) != WAIN_OK)
        wain_progress_note(&n->progress, "%s; the job begins anew", error.text);
}

static void tell_what_is_resumed(night *n)
{
    int32_t done = 0, begun = 0;
    char round[48];

    for (int32_t u = 0; u < n->search.partition->num_units; u++) {
        done += n->search.earlier[u].state == WAIN_UNIT_DONE;
        begun += n->search.earlier[u].kept != NULL;
    }
    if (n->damage.text[0])
        wain_progress_note(&n->progress, "%s; the generation before is used", n->damage.text);
    snprintf(round, sizeof round, " in round %d of %d", n->search.round, n->search.rounds);
    wain_progress_note(&n->progress, "resumed from %s: %d of %d units are done, %d more were begun%s",
                       n->interrupted->path, done, n->search.partition->num_units, begun,
                       n->search.rounds > 0 ? round : "");
}

/* Take over what was done; a state that is none of this night's is an error of wain resume only. */
static wain_status restore(night *n, wain_error *err)
{
    wain_error error = {0};
    const wain_status status =
        wain_night_keeper_restore(&n->keeper, n->interrupted, &n->search.partition, &n->search.earlier, &error);

    wain_buffer_clear(&n->interrupted->rest); /* as large as all solutions */
    if (status == WAIN_OK) {
        n->search.round = n->interrupted->round;
        n->search.rounds = n->interrupted->rounds;
        return WAIN_OK;
    }
    wain_night_search_clear(&n->search);
    if (!n->arguments.is_resume && status != WAIN_EMEMORY) {
        wain_progress_note(&n->progress, "%s; the job begins anew", error.text);
        return WAIN_OK;
    }
    return wain_error_set(err, status, "%s", error.text);
}

/* Keep the state of this night, and go on with it where it was interrupted. */
static wain_status begin_or_resume(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_night_start start = {0};

    if (!n->state.path)
        WAIN_TRY(claim_own_state(n, err));
    look_for_state(n);
    WAIN_TRY(wain_job_start_describe(&n->arguments.job, &start, err));
    n->search = (wain_night_search){
        .comm = n->comm,
        .job = n->job,
        .options = &n->limits,
        .book = n->book,
        .keeper = &n->keeper,
        .progress = &n->progress,
        .stop_requested = wain_stop_signal_received,
        .finish = write_ahead,
        .context = n,
        .publishing = wain_deadline_publishing((int64_t)n->book->num_orders, n->run.phase_seconds[0])};
    WAIN_TRY(wain_night_keeper_init(&n->keeper, &n->state, &start, n->job, n->book, &n->progress, err));
    if (n->interrupted)
        WAIN_TRY(restore(n, err));
    if (n->search.partition)
        tell_what_is_resumed(n);
    else
        WAIN_TRY(partition_book(n, err));
done:
    wain_night_start_clear(&start);
    return status;
}

/* --- solving --- */

/* Tell the other ranks that there is work for them (or none), each by itself: a broadcast goes through ranks, and one
 * that is stopped would keep it from others. */
static wain_status invite(night *n, bool work, wain_error *err)
{
    wain_buffer bytes = {0};
    wain_status status;

    n->invited = true;
    wain_buffer_put_u32(&bytes, work);
    wain_buffer_put_i64(&bytes, n->limits.threads);
    status = bytes.failed ? wain_error_set(err, WAIN_EMEMORY, "no memory for an invitation") : WAIN_OK;
    for (int r = 1; status == WAIN_OK && r < n->comm->size; r++)
        status = n->comm->send(n->comm, r, bytes.bytes, bytes.size, err);
    wain_buffer_clear(&bytes);
    return status;
}

static wain_status solve_units(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_outcome *outcome = &n->search.outcome;

    begin_phase(n, "solving");
    WAIN_TRY(wain_threads_try(wain_threads_of_rank(n->limits.threads), err));
    status = invite(n, true, err);
    if (status != WAIN_OK)
        n->search.outcome.num_lost = n->comm->size - 1; /* some may wait for it in vain */
    WAIN_TRY(status);
    status = wain_night_search_run(&n->search, err);
    if (status == WAIN_ERANK && outcome->num_done > 0 && outcome->num_lost > 0)
        status = WAIN_OK; /* what came back is published; judge() tells of the ranks */
    if (status == WAIN_OK && outcome->num_done == 0 && outcome->num_units > 0)
        status = outcome->was_asked_to_stop || wain_stop_signal_received()
                     ? wain_error_set(err, WAIN_ESTOPPED, "stopped before any unit was planned: nothing is published")
                     : wain_error_set(err, WAIN_EUSAGE,
                                      "the time limit of %g s leaves no time for the search: nothing is "
                                      "published",
                                      n->limits.time_limit);
done:
    return status;
}

/* --- from solutions to a published plan --- */

static wain_status assemble(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;

    begin_phase(n, "assembling");
    if (n->stream.assembly.plan)
        wain_progress_note(&n->progress, "%zu of %d units were written while others were searched",
                           n->stream.assembly.plan->num_units, n->search.partition->num_units);
    if (!n->stream.writer)
        WAIN_TRY(wain_plan_stream_begin(&n->stream, n->output.temporary, n->job, n->book, err));
    WAIN_TRY(wain_plan_stream_add(&n->stream, n->search.partition, n->search.outcome.units,
                                  n->search.partition->num_units, err));
done:
    return status;
}

static wain_status check(night *n, wain_error *err)
{
    begin_phase(n, "checking");
    return wain_plan_stream_end(&n->stream, err);
}

static wain_status publish(night *n, wain_error *err)
{
    const wain_check_report *report = &n->stream.report;
    wain_status status;
    char text[512];

    begin_phase(n, "writing");
    n->run.program_version = WAIN_VERSION;
    n->run.command_line = n->command_line;
    n->run.mode = n->limits.iterations > 0 ? "iterations" : "time";
    n->run.ranks = n->search.outcome.num_ranks;
    n->run.threads = n->search.outcome.num_threads;
    n->run.hosts = n->search.outcome.num_hosts;
    n->run.stopped_early = n->search.outcome.stopped;
    wain_plan_report_count_memory(&n->run, &n->search.outcome);
    status = wain_publish_plan(&n->output, n->job, n->book, &n->stream.writer, &n->stream.assembly.plan, &n->run,
                               &n->totals, &n->stream.report, err);
    n->plan = n->stream.assembly.plan;
    n->stream.assembly.plan = NULL;
    for (size_t i = 0; i < report->kept && i < FAULTS_SHOWN; i++)
        fprintf(stderr, "route %" PRId64 ", stop %d: %s\n", report->violations[i].route, report->violations[i].stop,
                wain_printable(report->violations[i].text, text, sizeof text));
    end_phase(n);
    wain_plan_report_count_memory(&n->run, &n->search.outcome); /* reading the file again may have taken more */
    return status;
}

static wain_status send_out(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(assemble(n, err));
    WAIN_TRY(check(n, err));
    WAIN_TRY(publish(n, err));
done:
    return status;
}

/* What was written hours ago is no longer there, or was lost: its disk may be well by now. The attempt that failed is
 * one phase. */
static wain_status send_out_again(night *n, const wain_error *error, int phase, double start, wain_error *err)
{
    wain_progress_note(&n->progress, "%s; the result is written once more", error->text);
    discard_written(n);
    n->phase_start = start;
    n->run.phases[phase] = "failed writing";
    while (n->num_phases > phase + 1)
        n->run.phases[--n->num_phases] = NULL;
    return send_out(n, err);
}

/* What was found must not be lost where it can't be published, on a full disk for instance: a resumed night has only
 * that left to do. One that was stopped has been saved as it stood before it cooled down, and has no time to try again.
 */
static wain_status assemble_and_publish(night *n, wain_error *err)
{
    const bool is_ahead = n->stream.writer != NULL;
    const int phase = n->num_phases;
    const double start = wain_clock_seconds();
    wain_error error = {0};
    wain_status status = send_out(n, &error);

    if (status == WAIN_EIO && is_ahead && !n->search.outcome.stopped)
        status = send_out_again(n, &error, phase, start, err);
    else if (status != WAIN_OK)
        wain_error_set(err, status, "%s", error.text);
    if ((status == WAIN_EIO || status == WAIN_EMEMORY) && n->limits.interval > 0 && !n->search.outcome.stopped) {
        wain_plan_stream_clear(&n->stream);
        wain_atomic_file_abandon(&n->output); /* it may make room */
        wain_night_keeper_save(&n->keeper, n->search.round, n->search.rounds, n->search.partition,
                               n->search.outcome.units);
    }
    return status;
}

/* What a planner must know of a plan that was published. */
static wain_status judge(night *n, wain_error *err)
{
    const wain_outcome *outcome = &n->search.outcome;
    char ranks[48];

    n->summary.kpi = n->totals.kpi;
    if (outcome->num_lost > 0)
        return wain_error_set(err, WAIN_ERANK, "%s lost: %d of %d units were planned; the plan is valid",
                              wain_print_number_of(outcome->num_lost, "rank", ranks), outcome->num_done,
                              outcome->num_units);
    if (outcome->stopped)
        return wain_error_set(err, WAIN_ESTOPPED, "stopped early: %d of %d units were planned; the plan is valid",
                              outcome->num_done, outcome->num_units);
    if (n->limits.strict && n->summary.kpi.num_required_unserved > 0)
        return wain_error_set(err, WAIN_EREQUIRED, "%" PRId64 " required orders are left out",
                              n->summary.kpi.num_required_unserved);
    return WAIN_OK;
}

static wain_status summarise(night *n, wain_status verdict, wain_error *err)
{
    n->summary.job = n->job;
    n->summary.book = n->book;
    n->summary.partition = n->search.partition;
    n->summary.plan = n->plan;
    n->summary.outcome = &n->search.outcome;
    n->summary.run = &n->run;
    n->summary.verdict = verdict;
    wain_digest_print(&n->totals.digest, n->summary.digest);
    if (n->arguments.json)
        return wain_plan_report_print_json(&n->summary, err);
    if (!n->arguments.job.quiet)
        wain_plan_report_print(&n->summary);
    return WAIN_OK;
}

/* --- the night --- */

/* The result last: a job that gets it gets the state beside it, too. */
static void release_files(night *n)
{
    wain_atomic_file_abandon(&n->state);
    wain_atomic_file_abandon(&n->keeper.file);
    wain_atomic_file_abandon(&n->output);
}

static wain_status plan_night(night *n, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_error print_error;

    if (n->arguments.is_resume)
        WAIN_TRY(take_arguments(n, err));
    WAIN_TRY(read_job(n, err));
    if (!n->arguments.dry_run) {
        WAIN_TRY(wain_atomic_file_open(n->job->io.result, &n->output, err));
        WAIN_TRY(wain_result_may_replace(n->job->io.result, err));
    }
    WAIN_TRY(read_book(n, err));
    if (n->arguments.dry_run)
        return show_partition(n, err);
    begin_phase(n, "partition");
    WAIN_TRY(begin_or_resume(n, err));
    begin_writing_ahead(n);
    WAIN_TRY(solve_units(n, err));
    WAIN_TRY(assemble_and_publish(n, err));
    status = judge(n, err);
    if (!n->search.outcome.stopped) /* complete, even if a rank was lost at the end */
        wain_night_keeper_remove(&n->keeper);
    if (summarise(n, status, &print_error) != WAIN_OK && status == WAIN_OK)
        status = wain_error_set(err, print_error.status, "%s", print_error.text);
done:
    release_files(n);
    return status;
}

static void clear(night *n)
{
    wain_plan_stream_clear(&n->stream);
    wain_plan_free(n->plan);
    wain_night_search_clear(&n->search);
    wain_night_keeper_clear(&n->keeper);
    wain_night_state_free(n->interrupted);
    wain_order_book_free(n->book);
    wain_job_free(n->job);
    wain_fault_list_clear(&n->faults);
    free(n->output_path);
    free(n->earlier_path);
    free(n->command_line);
}

/* Why it ended; faults that are shown already are counted, not told again. */
static void tell_end(const night *n, wain_status status, const wain_error *error)
{
    const size_t count = n->faults.total[WAIN_FAULT_STOPS];

    if (count > 0)
        fprintf(stderr, "%s: the job can't run: %zu fault%s\n", n->command, count, count == 1 ? "" : "s");
    else if (status != WAIN_OK)
        fprintf(stderr, "%s: %s\n", n->command, error->text[0] ? error->text : wain_status_message(status));
}

/* Code 5 promises a plan. Without one the job ends as the signal would have ended it: 128 and its number, as shells
 * say. */
static int exit_code(const night *n, wain_status status)
{
    const int number = wain_stop_signal_number(); /* 0: it came to another rank */

    return status == WAIN_ESTOPPED && !n->plan ? 128 + (number ? number : SIGTERM) : (int)status;
}

/* Rank 0. */
static wain_status lead(night *n)
{
    wain_error error = {0};
    wain_status status = plan_night(n, &error);

    wain_progress_end(&n->progress);
    if (!n->faults_shown && status != WAIN_OK)
        show_faults(n);
    tell_end(n, status, &error); /* before whatever may end the process */
    if (!n->invited && invite(n, false, NULL) != WAIN_OK)
        n->comm->abort(n->comm, exit_code(n, status));
    if (n->search.outcome.num_lost > 0 || status == WAIN_ERANK) /* no orderly end with ranks that don't answer */
        n->comm->abort(n->comm, exit_code(n, status));
    return status;
}

/* The other ranks: wait for the invitation, then work until told to stop. */
static wain_status follow(night *n)
{
    wain_buffer invitation = {0};
    wain_error error = {0};
    int from;
    wain_status status = n->comm->receive(n->comm, &invitation, &from, &error);

    if (status == WAIN_OK && wain_buffer_get_u32(&invitation)) {
        const int32_t threads = wain_threads_of_rank(wain_buffer_get_i64(&invitation));

        status = wain_threads_try(threads, &error);
        if (status == WAIN_OK)
            status =
                wain_worker_run(n->comm, threads, wain_solve, wain_stop_signal_received, WAIN_WORKER_PATIENCE, &error);
    }
    wain_buffer_clear(&invitation);
    if (status != WAIN_OK) {
        fprintf(stderr, "%s: rank %d: %s\n", n->command, n->comm->rank, error.text);
        n->comm->abort(n->comm, (int)status);
    }
    return status;
}

/* The command line as one text, for the record; NULL when memory is lacking. */
static char *join(int argc, char **argv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    for (int i = 0; i < argc; i++)
        fprintf(out, "%s%s", i ? " " : "", argv[i]);
    return fclose(out) == 0 ? text : NULL;
}

static int plan(int argc, char **argv, const struct argp *argp, bool is_resume)
{
    night n = {.arguments = {.is_resume = is_resume},
               .start = wain_clock_seconds() - wain_process_age(),
               .run = {.started = (int64_t)time(NULL)}};
    wain_buffer letter = {0};
    wain_error error = {0};
    wain_status status;
    int code;

    wain_buffer_put_u32(&letter, 0);
    status = letter.failed ? wain_error_set(&error, WAIN_EMEMORY, "out of memory") : wain_comm_open(&n.comm, &error);
    if (status != WAIN_OK) {
        fprintf(stderr, "%s: %s\n", argv[0], error.text);
        return (int)status;
    }
    n.command = argv[0];
    n.command_line = join(argc, argv); /* argp changes the order of its arguments */
    wain_ranks_parse(n.comm, parse, &(command_line){argp, argc, argv, &n.arguments});
    wain_stop_signal_install();
    code = wain_ranks_agree(n.comm, &letter, n.comm->rank == 0 ? exit_code(&n, lead(&n)) : (int)follow(&n));
    wain_buffer_clear(&letter);
    clear(&n);
    wain_comm_close(n.comm);
    return code;
}

int wain_cmd_plan(int argc, char **argv)
{
    return plan(argc, argv, &wain_plan_argp, false);
}

int wain_cmd_resume(int argc, char **argv)
{
    return plan(argc, argv, &wain_resume_argp, true);
}
