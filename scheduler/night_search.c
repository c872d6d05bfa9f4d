#include "scheduler/night_search.h"

#include <math.h>
#include <stdlib.h>

#include "scheduler/cool_down.h"
#include "scheduler/coordinator.h"
#include "scheduler/threads.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "solver/partition/redraw.h"

/* Seconds to wait for ranks that were told to stop and do not answer; a job with a deadline can't wait long. */
#define PATIENCE 30.0
#define PATIENCE_TIMED 5.0

/* A round's iterations an order, at least; with how many a second on a thread they are forecast. What a search begins
 * with is the work of one thread, and by the clock has at most that share of a round. */
#define SHORTEST_ROUND 15.0
#define GUESSED_SPEED 30000.0
#define SHORTEST_ROUND_TIMED 2.0 /* s */
#define TIME_TO_BEGIN 30e-6      /* s an order */
#define FIRST_SOLUTION 50e-6     /* s an order, on a slow core */
#define LARGEST_SHARE_OF_BEGINNINGS 0.1
#define LARGEST_SEED 53 /* bits */

/* Seconds without a word from a rank at work, after which its units are given to others. */
#define SILENCE 10.0

static void free_earlier(wain_night_search *n)
{
    for (int32_t u = 0; n->earlier && u < n->partition->num_units; u++)
        wain_unit_outcome_clear(&n->earlier[u]);
    free(n->earlier);
    n->earlier = NULL;
}

void wain_night_search_clear(wain_night_search *n)
{
    free_earlier(n);
    wain_outcome_clear(&n->outcome);
    wain_partition_free(n->partition);
    wain_effort_rates_clear(&n->rates);
    free(n->effort);
    free(n->share);
    free(n->span);
    free(n->num_orders);
    n->partition = NULL;
    n->effort = n->share = NULL;
    n->span = NULL;
    n->num_orders = NULL;
}

/* --- the budget of a round --- */

static bool is_split(const wain_unit *unit)
{
    return unit->num_parts > 1;
}

static bool any_is_split(const wain_partition *partition)
{
    for (int32_t u = 0; u < partition->num_units; u++) {
        if (is_split(&partition->units[u]))
            return true;
    }
    return false;
}

int32_t wain_night_search_rounds(double effort, double time_limit, double threads, int32_t ranks, int64_t num_orders,
                                 int64_t most)
{
    const double orders = fmax(1, (double)num_orders);
    double rounds = effort / SHORTEST_ROUND;

    if (time_limit > 0) {
        rounds = time_limit * threads * GUESSED_SPEED / orders / SHORTEST_ROUND;
        rounds = fmin(rounds, time_limit * ranks * LARGEST_SHARE_OF_BEGINNINGS / (orders * TIME_TO_BEGIN));
        rounds = fmin(rounds, time_limit / SHORTEST_ROUND_TIMED);
    }
    return (int32_t)fmax(0, fmin(rounds - 1, (double)most));
}

int32_t wain_night_search_most_rounds(const wain_night_search *n)
{
    const wain_scheduler_options *options = n->options;
    const double threads = (double)n->comm->size * wain_threads_of_rank(options->threads);
    const double time_limit = options->iterations > 0 ? 0 : options->time_limit;

    return wain_night_search_rounds((double)options->iterations / (double)options->max_stops, time_limit, threads,
                                    n->comm->size, (int64_t)n->book->num_orders, options->rounds);
}

/* Of its whole budget, what a unit gets in each round. */
static double share_of_round(const wain_night_search *n)
{
    return 1.0 / (n->rounds + 1);
}

static wain_annealing_span span_of_round(const wain_night_search *n)
{
    const double rounds = n->rounds + 1;

    return (wain_annealing_span){n->round / rounds, (n->round + 1) / rounds};
}

/* Later rounds may have more parts than the first had; together they have the same iterations. */
static double share_of_part(const wain_night_search *n, int32_t unit)
{
    const wain_unit *units = n->partition->units;
    const int32_t first = unit - units[unit].part;
    int64_t orders = 0;
    double parts;

    if (n->round == 0)
        return 1;
    for (int32_t u = first; u < first + units[unit].num_parts; u++)
        orders += units[u].num_orders;
    parts = ceil((double)orders / n->partition->max_stops);
    return orders > 0 ? parts * units[unit].num_orders / (double)orders : 1;
}

static void measure_effort(wain_night_search *n, const wain_effort_rates *rates)
{
    for (int32_t u = 0; u < n->partition->num_units; u++) {
        const wain_unit *unit = &n->partition->units[u];

        n->effort[u] = share_of_round(n) * unit->effort * wain_effort_rates_factor(rates, unit->region);
    }
}

static wain_status measure_units(wain_night_search *n, wain_error *err)
{
    const wain_partition *partition = n->partition;
    const wain_annealing_span span = span_of_round(n);
    const double share = share_of_round(n);
    wain_status status = WAIN_OK;

    free(n->effort);
    free(n->share);
    free(n->span);
    free(n->num_orders);
    n->effort = n->share = NULL;
    n->span = NULL;
    n->num_orders = NULL;
    WAIN_TRY(WAIN_NEW(n->effort, partition->num_units, err));
    WAIN_TRY(WAIN_NEW(n->share, partition->num_units, err));
    WAIN_TRY(WAIN_NEW(n->span, partition->num_units, err));
    WAIN_TRY(WAIN_NEW(n->num_orders, partition->num_units, err));
    for (int32_t u = 0; u < partition->num_units; u++) {
        const wain_unit *unit = &partition->units[u];

        n->share[u] = share * share_of_part(n, u);
        n->span[u] = span;
        n->num_orders[u] = unit->num_orders;
    }
    measure_effort(n, &n->rates);
done:
    return status;
}

/* Seconds to be kept for the rounds after this one, in proportion to effort. */
static double time_for_later(const wain_night_search *n, const wain_deadline *deadline)
{
    const double left = wain_deadline_solving_left(deadline, wain_clock_seconds());
    double now = 0, all = 0, later;

    for (int32_t u = 0; u < n->partition->num_units; u++) {
        if (!n->earlier || n->earlier[u].state != WAIN_UNIT_DONE)
            now += n->effort[u];
        all += n->effort[u];
    }
    later = all * (n->rounds - n->round);
    return left > 0 && later > 0 ? left * later / (now + later) : 0;
}

/* --- a round --- */

static wain_status problem_of_unit(void *context, int32_t unit, wain_problem **out, wain_error *err)
{
    const wain_night_search *n = context;

    return wain_partition_problem(n->partition, unit, n->book, &n->job->travel, out, err);
}

static void show_progress(void *context, const wain_work_progress *progress)
{
    wain_night_search *n = context;

    wain_progress_update(n->progress, progress);
}

static void save_state(void *context, const wain_outcome *so_far)
{
    wain_night_search *n = context;

    wain_night_keeper_save(n->keeper, n->round, n->rounds, n->partition, so_far->units);
}

static void finish(void *context, const wain_outcome *so_far)
{
    wain_night_search *n = context;

    n->finish(n->context, n->partition, so_far);
}

/* What this round's units say counts at once, and at its end once more, in full. */
static void learn_meanwhile(void *context, const wain_outcome *so_far)
{
    wain_night_search *n = context;
    wain_effort_rates rates;

    if (wain_effort_rates_copy(&n->rates, &rates, NULL) != WAIN_OK)
        return;
    wain_effort_rates_learn(&rates, n->partition, so_far->units);
    measure_effort(n, &rates);
    wain_effort_rates_clear(&rates);
}

/* Each round has random streams of its own, though its units have the numbers of other ones. */
static wain_search_options options_of_round(const wain_night_search *n)
{
    wain_search_options options = n->job->search;

    if (n->round > 0) {
        wain_rng rng = wain_rng_stream((uint64_t)options.seed, WAIN_PURPOSE_REDRAW, 0, (uint64_t)n->round, 0);

        options.seed = (int64_t)(wain_rng_next(&rng) >> (64 - LARGEST_SEED));
    }
    return options;
}

static wain_work describe_work(wain_night_search *n, const wain_deadline *deadline)
{
    const bool keeps = n->options->interval > 0, more = n->round<n->rounds, timed = deadline->time_limit> 0;
    wain_work work = {.num_units = n->partition->num_units,
                      .effort = n->effort,
                      .num_orders = n->num_orders,
                      .problem = problem_of_unit,
                      .progress = show_progress,
                      .save = keeps ? save_state : NULL,
                      .learn = learn_meanwhile,
                      .finish = n->finish && n->round == n->rounds ? finish : NULL,
                      .context = n,
                      .save_interval = n->options->interval,
                      .earlier = n->earlier,
                      .solve = wain_solve,
                      .stop_requested = n->stop_requested,
                      .search = options_of_round(n),
                      .iterations = n->options->iterations,
                      .share = n->share,
                      .span = n->span,
                      .islands = (int32_t)n->options->islands,
                      .exchanges = WAIN_EXCHANGES,
                      .exchange_share = WAIN_EXCHANGE_SHARE,
                      .exchange_cooled = WAIN_EXCHANGE_COOLED,
                      .joins = true,
                      .deadline = *deadline,
                      .threads = wain_threads_of_rank(n->options->threads),
                      .stop_grace = wain_deadline_stop_grace(wain_deadline_publishing((int64_t)n->book->num_orders, 0)),
                      .silence = SILENCE,
                      .more = more,
                      .cools_down = true,
                      .patience = timed ? PATIENCE_TIMED : PATIENCE};

    work.deadline.later = timed ? time_for_later(n, deadline) : 0;
    return work;
}

/* What all rounds did, from what the earlier ones did and this one. */
static void add_round(wain_night_search *n, const wain_outcome *before)
{
    n->outcome.iterations += before->iterations;
    n->outcome.seconds += before->seconds;
    n->outcome.search_seconds += before->search_seconds;
}

static void tell_round(const wain_night_search *n, bool first_only)
{
    const char *what = first_only ? "first solutions of" : "solving";
    char units[48], ranks[48];

    if (n->round == 0)
        wain_progress_note(n->progress, "%s %s on %s", what,
                           wain_print_number_of(n->partition->num_units, "unit", units),
                           wain_print_number_of(n->comm->size, "rank", ranks));
    else
        wain_progress_note(n->progress, "round %d of %d across the borders of split regions", n->round, n->rounds);
}

static wain_status run_round(wain_night_search *n, wain_coordinator *coordinator, const wain_deadline *deadline,
                             bool first_only, wain_error *err)
{
    const wain_outcome before = n->outcome;
    wain_status status = WAIN_OK;
    wain_work work;

    n->outcome = (wain_outcome){0};
    WAIN_TRY(measure_units(n, err));
    work = describe_work(n, deadline);
    work.first_only = first_only;
    work.more |= first_only;
    if (first_only)
        work.finish = NULL;
    tell_round(n, first_only);
    status = wain_coordinator_run(coordinator, &work, &n->outcome, err);
    wain_progress_end(n->progress);
    free_earlier(n); /* nothing, unless the round failed before it took them over */
done:
    add_round(n, &before);
    return status;
}

/* Of a night that was told to stop: the ranks' last work. */
static wain_work describe_cool_down(wain_night_search *n, double seconds)
{
    const wain_deadline deadline = {.start = wain_clock_seconds(), .time_limit = seconds};
    wain_work work = describe_work(n, &deadline);

    work.save = NULL;
    work.finish = NULL;
    work.stop_requested = NULL;
    work.iterations = 0;
    work.share = NULL;
    work.span = NULL;
    work.islands = 1;
    work.deadline = deadline;
    work.more = work.cools_down = false;
    work.is_cool_down = true;
    work.patience = PATIENCE_TIMED;
    return work;
}

/* Of a work that failed, perhaps before it began: what each unit has. */
static void put_back(wain_night_search *n, const wain_outcome *before)
{
    wain_outcome *outcome = &n->outcome;

    if (!outcome->units) {
        outcome->units = n->earlier;
        n->earlier = NULL;
    }
    outcome->num_units = before->num_units;
    outcome->num_ranks = before->num_ranks;
    outcome->num_hosts = before->num_hosts;
    outcome->num_threads = before->num_threads;
    outcome->num_done = 0;
    for (int32_t u = 0; u < outcome->num_units; u++) {
        if (!outcome->units[u].solution)
            continue;
        outcome->units[u].state = WAIN_UNIT_DONE;
        outcome->num_done++;
    }
}

/* Units that are hot, in what is left of the grace. A plan that stands is not lost by that. */
static wain_status cool_down(wain_night_search *n, wain_coordinator *coordinator, wain_error *err)
{
    wain_outcome before = n->outcome;
    const double seconds = wain_cool_down_seconds(before.units, before.num_units, n->num_orders, n->span, n->comm->size,
                                                  wain_coordinator_grace_left(coordinator));
    wain_error error = {0};
    wain_status status;
    wain_work work;

    if (seconds <= 0)
        return WAIN_OK;
    wain_progress_note(n->progress, "cooling down for %.1f s", seconds);
    if (wain_cool_down_begin(before.units, before.num_units, n->num_orders, n->span, &error) != WAIN_OK)
        wain_progress_note(n->progress, "some units stay as they are: %s", error.text);
    for (int32_t u = 0; u < before.num_units; u++) /* these are counted again, with what is added to them */
        before.iterations -= before.units[u].statistics.iterations;
    n->earlier = before.units;
    n->outcome = (wain_outcome){0};
    work = describe_cool_down(n, seconds);
    status = wain_coordinator_run(coordinator, &work, &n->outcome, err);
    wain_progress_end(n->progress);
    if (status != WAIN_OK)
        put_back(n, &before);
    free_earlier(n);
    add_round(n, &before);
    n->outcome.stopped = true;
    if (status == WAIN_OK || status == WAIN_ERANK || n->outcome.num_done < before.num_done)
        return status;
    wain_progress_note(n->progress, "cooling down ended early: %s", err->text);
    return WAIN_OK;
}

/* The partition of the next round, and what its searches begin with. */
static wain_status redraw(wain_night_search *n, wain_error *err)
{
    const wain_redraw_options options = {
        .seed = (uint64_t)n->job->search.seed, .round = n->round + 1, .cooled = span_of_round(n).to};
    wain_status status = WAIN_OK;
    wain_partition *drawn = NULL;

    wain_effort_rates_learn(&n->rates, n->partition, n->outcome.units);
    WAIN_TRY(wain_partition_redraw(n->partition, n->outcome.units, n->book, &n->job->travel, &options, &drawn,
                                   &n->earlier, err));
    for (int32_t u = 0; u < n->partition->num_units; u++)
        wain_unit_outcome_clear(&n->outcome.units[u]);
    free(n->outcome.units);
    n->outcome.units = NULL;
    n->outcome.num_units = 0;
    wain_partition_free(n->partition);
    n->partition = drawn;
    n->round++;
done:
    return status;
}

/* Whether there is another round. Without memory for it the round that is done is what the night brings, stopped early:
 * it can be resumed. */
static bool draw_or_stop(wain_night_search *n)
{
    const double start = wain_clock_seconds();
    wain_error error = {0};

    if (redraw(n, &error) == WAIN_OK) {
        n->outcome.seconds += wain_clock_seconds() - start; /* in which nobody searches */
        return true;
    }
    wain_progress_note(n->progress, "no more rounds: %s", error.text);
    n->outcome.stopped = true;
    return false;
}

/* Whether a stop would leave too little time for what was not begun: then all units are, before any is searched. */
static bool begins_with_first_solutions(const wain_night_search *n, double limit)
{
    const double orders = (double)n->book->num_orders;

    return limit > 0 && !n->earlier &&
           orders * FIRST_SOLUTION / n->comm->size >
               wain_deadline_stop_grace(wain_deadline_publishing((int64_t)orders, 0));
}

/* The searches begin with the first solutions. Without memory for that these are what the night brings. */
static bool go_on_from_first(wain_night_search *n)
{
    wain_unit_outcome *units = n->outcome.units;
    const int32_t count = n->outcome.num_units;
    wain_search_state **states = NULL;
    int32_t made = 0;

    if (WAIN_NEW(states, count, NULL) == WAIN_OK) {
        while (made < count && WAIN_NEW(states[made], 1, NULL) == WAIN_OK)
            made++;
    }
    for (int32_t u = 0; u < made; u++) {
        if (made < count || !units[u].solution) {
            free(states[u]);
            continue;
        }
        states[u]->best = units[u].solution;
        units[u].solution = NULL;
        wain_unit_outcome_clear(&units[u]);
        units[u].from = states[u];
    }
    free(states);
    if (made < count) {
        n->outcome.stopped = true;
        return false;
    }
    n->earlier = units;
    n->outcome.units = NULL;
    n->outcome.num_units = 0;
    return true;
}

/* What an earlier night says of the regions. A night does not fail for want of it. */
static void learn_from_earlier(wain_night_search *n)
{
    const char *path = n->options->earlier_result;
    wain_error error = {0};

    if (!*path)
        return;
    if (wain_effort_rates_learn_earlier(&n->rates, path, n->book, &error) == WAIN_OK)
        wain_progress_note(n->progress, "effort of %d of %d regions as learnt from %s",
                           wain_effort_rates_num_known(&n->rates), n->rates.num_regions, path);
    else
        wain_progress_note(n->progress, "nothing is learnt from partition.earlier_result: %s", error.text);
}

/* Whether a unit has less than its search would have brought. */
static bool any_is_cut_short(const wain_outcome *outcome)
{
    for (int32_t u = 0; outcome->units && u < outcome->num_units; u++) {
        if (outcome->units[u].cut_short)
            return true;
    }
    return false;
}

/* A night that goes on has the rounds that it had, but by a limit no more than fit in this one: what is not cold at the
 * end may be dearer than what an earlier run has published. */
static void count_rounds(wain_night_search *n, double limit)
{
    const int32_t most = any_is_split(n->partition) ? wain_night_search_most_rounds(n) : 0;

    if (!n->earlier)
        n->rounds = most;
    else if (limit > 0 && n->round + most < n->rounds)
        n->rounds = n->round + most;
}

wain_status wain_night_search_run(wain_night_search *n, wain_error *err)
{
    const double limit = n->options->iterations > 0 ? 0 : n->options->time_limit;
    const wain_deadline deadline = wain_deadline_create(limit, n->publishing);
    wain_status status = WAIN_OK;
    wain_coordinator *coordinator = NULL;
    bool more = true, is_saved = n->options->interval <= 0;

    status = wain_effort_rates_create(&n->rates, (int32_t)n->book->num_regions, err);
    if (status == WAIN_OK)
        status = wain_coordinator_create(n->comm, &coordinator, err);
    if (status != WAIN_OK) {
        n->outcome.num_lost = n->comm->size - 1; /* nobody tells them to stop */
        goto done;
    }
    learn_from_earlier(n);
    count_rounds(n, limit);
    if (begins_with_first_solutions(n, limit)) {
        WAIN_TRY(run_round(n, coordinator, &deadline, true, err));
        more = !n->outcome.stopped && !wain_coordinator_was_stopped(coordinator) &&
               wain_deadline_solving_left(&deadline, wain_clock_seconds()) > 0 && go_on_from_first(n);
    }
    while (more) {
        WAIN_TRY(run_round(n, coordinator, &deadline, false, err));
        more = n->round < n->rounds && !n->outcome.stopped &&
               wain_deadline_solving_left(&deadline, wain_clock_seconds()) > 0;
        n->outcome.stopped |= more && wain_coordinator_has_ended(coordinator); /* a unit is missing */
        more = more && !n->outcome.stopped;
        if (more)
            more = draw_or_stop(n);
    }
    if (wain_coordinator_was_stopped(coordinator)) {
        if (!is_saved)
            save_state(n, &n->outcome);
        is_saved = true;
        WAIN_TRY(cool_down(n, coordinator, err));
    }
    if (n->round < n->rounds && !n->outcome.stopped)
        wain_progress_note(n->progress, "time ran out in round %d of %d, before the search was cold", n->round,
                           n->rounds);
done:
    wain_coordinator_end(coordinator, &n->outcome);
    n->outcome.stopped |= n->outcome.num_lost > 0 && any_is_cut_short(&n->outcome);
    if (!is_saved && (n->outcome.stopped || status != WAIN_OK) && n->outcome.units)
        save_state(n, &n->outcome);
    return status;
}
