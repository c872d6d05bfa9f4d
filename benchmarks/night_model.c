#include "benchmarks/night_model.h"

#include <math.h>
#include <stdlib.h>

#include "benchmarks/bench_problem.h"
#include "scheduler/coordinator.h"
#include "scheduler/message.h"
#include "scheduler/night_search.h"
#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "solver/partition/partition.h"

#define POLL_INTERVAL 0.002   /* s between two looks at the mail during a search, as the coordinator has it */
#define SMALL_MAIL 3.0        /* messages a second of a rank at work: how far it is, and that it lives */
#define LARGEST_MAIL_LOAD 0.9 /* of rank 0's time: beyond that its mail never ends, and the forecast is too good */
#define SMALL_MESSAGE 64.0    /* bytes */
#define SIZE_OF_PARTS_VARIES 0.05

/* The limits of the sharing out of time in scheduler/deadline.c. */
enum { MANY_UNITS_PER_WORKER = 16, DEALT_WORKERS = 64 };

/* A message on its way to rank 0. */
typedef struct mail {
    double sent, bytes;
    wain_message_kind kind;
    int from;
    int32_t unit; /* of the work */
    wain_search_statistics statistics;
} mail;

typedef struct model {
    const night_scenario *scenario;
    night_costs costs;
    wain_comm comm; /* of rank 0 */
    double now, coordinating;
    double out_free, in_free; /* when rank 0's link can carry the next message */
    mail *mail;               /* a heap, the earliest on top */
    size_t num_mail, mail_capacity;
    double *free_at; /* of each rank: when its units are done */
    int *num_units;  /* of each rank: handed out and not back */
    int num_busy;    /* other ranks with units */
    double next_save;
    bool searches; /* rank 0 is in a search */
    wain_search_options search;
    /* The round. */
    int32_t round, rounds, count, first_unit, unit_here, num_waiting;
    int32_t *num_orders, *number; /* of each unit of the work; `number` is that of the scenario */
    double *effort, *share;
    double mean_orders;
    wain_outcome outcome;
    int32_t recorded; /* a unit whose solution can be released; -1 */
    /* Sums. */
    double search_seconds, iterations;
    night_forecast *out;
} model;

static model *night; /* clock and search have no context of their own */

static double clock_of_night(void)
{
    return night->now;
}

/* --- what rank 0's time goes to --- */

/* Share of rank 0's time that the small mail and the states of the ranks at work take. */
static double mail_load(const model *m)
{
    const double interval = m->scenario->save_interval;
    const double states = interval > 0 ? m->costs.state_unpack * m->mean_orders / interval : 0;

    return fmin(LARGEST_MAIL_LOAD, m->num_busy * (SMALL_MAIL * m->costs.message + states));
}

/* Rank 0 works for `seconds`, besides the mail. */
static void spend(model *m, double seconds)
{
    const double all = seconds / (1 - mail_load(m));

    m->now += all;
    m->coordinating += all;
}

/* Rank 0 has nothing but the mail. */
static void wait_until(model *m, double when)
{
    if (when <= m->now)
        return;
    m->coordinating += (when - m->now) * mail_load(m);
    m->now = when;
}

/* What was handed over to the coordinator is not looked at again, and a night's solutions are many. */
static void release_recorded(model *m)
{
    if (m->recorded < 0 || m->recorded >= m->outcome.num_units)
        return;
    wain_solution_free(m->outcome.units[m->recorded].solution);
    m->outcome.units[m->recorded].solution = NULL;
    m->recorded = -1;
}

/* --- the mail --- */

static wain_status push(model *m, mail what, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t i = m->num_mail;

    WAIN_TRY(WAIN_RESERVE(m->mail, m->mail_capacity, m->num_mail + 1, err));
    m->num_mail++;
    while (i > 0 && m->mail[(i - 1) / 2].sent > what.sent) {
        m->mail[i] = m->mail[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    m->mail[i] = what;
done:
    return status;
}

static mail pop(model *m)
{
    const mail first = m->mail[0], last = m->mail[--m->num_mail];
    size_t i = 0, child;

    while ((child = 2 * i + 1) < m->num_mail) {
        if (child + 1 < m->num_mail && m->mail[child + 1].sent < m->mail[child].sent)
            child++;
        if (m->mail[child].sent >= last.sent)
            break;
        m->mail[i] = m->mail[child];
        i = child;
    }
    m->mail[i] = last;
    return first;
}

/* When the next message has arrived; INFINITY: none is on its way. */
static double next_arrival(const model *m)
{
    const mail *first = m->mail;

    if (m->num_mail == 0)
        return INFINITY;
    return fmax(first->sent + m->scenario->latency, m->in_free) + first->bytes / m->scenario->bandwidth;
}

/* When rank 0 must look up, because of the mail or because the state of the night is to be saved. */
static double next_event(const model *m)
{
    return fmin(next_arrival(m), m->next_save);
}

/* --- the search of a unit --- */

static double scatter_of(const model *m, int32_t unit)
{
    wain_rng rng =
        wain_rng_stream(m->scenario->seed, WAIN_PURPOSE_TEST, (uint64_t)m->number[unit], (uint64_t)m->round, 0);
    const double sum = wain_rng_uniform(&rng) + wain_rng_uniform(&rng) + wain_rng_uniform(&rng);

    return fmax(0.1, 1 + m->costs.scatter * 2 * (sum - 1.5)); /* about normal */
}

static double seconds_per_iteration(const model *m, int32_t unit)
{
    return (m->round > 0 ? m->costs.iteration_later : 1) *
           (m->costs.iteration + m->costs.iteration_order * m->num_orders[unit]) * scatter_of(m, unit);
}

/* What a search takes however short; a later round begins from what stands. */
static double construction_of(const model *m, int32_t unit)
{
    return (m->round > 0 ? m->costs.continuation : m->costs.construction) * m->num_orders[unit];
}

/* What a search of so many seconds did, its construction included. */
static wain_search_statistics statistics_of(model *m, int32_t unit, double seconds, double wall)
{
    const double construction = construction_of(m, unit);
    const double iterations = fmax(0, seconds - construction) / seconds_per_iteration(m, unit);

    m->search_seconds += seconds;
    m->iterations += iterations;
    return (wain_search_statistics){.iterations = llround(iterations), .seconds = wall, .construction = construction};
}

/* What a look at the mail takes when there is none, in real time. */
static void time_polls(model *m, const wain_search_control *control)
{
    double start = 0;

    for (int i = -2; i < m->scenario->polls_to_time; i++) { /* at the first looks ranks say HELLO and get units */
        if (i == 0)
            start = wain_clock_seconds();
        m->now += POLL_INTERVAL;
        control->poll(control->context);
    }
    m->out->seconds_per_poll = (wain_clock_seconds() - start) / m->scenario->polls_to_time;
}

/* Rank 0's own search: between the events it runs on, slowed by what it does as coordinator. Its first solution knows
 * no poll. */
static wain_status solve_here(const wain_problem *problem, const wain_search_options *options,
                              const wain_search_control *control, wain_solution **out,
                              wain_search_statistics *statistics, wain_error *err)
{
    model *m = night;
    const double begin = m->now, construction = construction_of(m, m->unit_here);
    const bool timed = control->iterations == 0;
    const double end = timed ? begin + control->time_limit : INFINITY;
    const double looking = (m->costs.poll + m->costs.poll_rank * m->comm.size) / POLL_INTERVAL;
    double left = (double)control->iterations * seconds_per_iteration(m, m->unit_here), searched = 0, looked;

    (void)options;
    release_recorded(m);
    m->searches = true;
    m->now = begin + construction;
    if (m->scenario->polls_to_time > 0 && m->out->seconds_per_poll <= 0)
        time_polls(m, control);
    looked = m->now;
    while (timed ? m->now < end : left > 0) {
        const double load = fmin(LARGEST_MAIL_LOAD, mail_load(m) + looking), speed = 1 - load;
        const double until = fmax(next_event(m) + POLL_INTERVAL / 2, looked + POLL_INTERVAL);
        const double stop = fmax(m->now, fmin(until, timed ? end : m->now + left / speed));
        const double seconds = stop - m->now;

        searched += seconds * speed;
        left -= seconds * speed;
        m->coordinating += seconds * load;
        m->now = stop;
        if (stop < until)
            break;
        looked = m->now;
        control->poll(control->context);
    }
    m->searches = false;
    *statistics = statistics_of(m, m->unit_here, construction + searched, m->now - begin);
    m->recorded = m->unit_here;
    return wain_solution_create(problem->num_orders, out, err);
}

/* --- the other ranks --- */

/* A rank gets a unit: when will its result be back? */
static wain_status assign(model *m, int to, const wain_problem_message *message, double bytes, wain_error *err)
{
    const int32_t unit = message->unit - m->first_unit;
    const double orders = m->num_orders[unit], construction = construction_of(m, unit);
    double arrives, begin, seconds;

    m->out_free = fmax(m->out_free, m->now) + bytes / m->scenario->bandwidth;
    arrives =
        m->out_free + m->scenario->latency + (m->searches ? POLL_INTERVAL : 0); /* a large message needs an answer */
    begin = fmax(arrives, m->free_at[to]) + m->costs.problem_unpack * orders;
    if (message->iterations > 0)
        seconds = construction + (double)message->iterations * seconds_per_iteration(m, unit);
    else
        seconds = fmin(message->seconds, message->time_left > 0 ? arrives + message->time_left - begin : INFINITY);
    seconds = fmax(seconds, construction);
    m->free_at[to] = begin + seconds;
    m->num_busy += m->num_units[to]++ == 0;
    return push(m,
                (mail){.sent = m->free_at[to],
                       .bytes = m->costs.result_bytes * orders,
                       .kind = WAIN_MESSAGE_RESULT,
                       .from = to,
                       .unit = unit,
                       .statistics = statistics_of(m, unit, seconds, seconds)},
                err);
}

static wain_status take_problem(model *m, int to, wain_buffer *bytes, wain_error *err)
{
    wain_problem_message message;
    wain_status status = wain_message_unpack_problem(bytes, &message, err);
    double orders;

    if (status != WAIN_OK)
        return status;
    wain_problem_free(message.problem);
    orders = m->num_orders[message.unit - m->first_unit];
    spend(m, (m->costs.problem_pack + (m->round > 0 ? m->costs.state_unpack : 0)) * orders);
    return assign(m, to, &message, (m->costs.problem_bytes + (m->round > 0 ? m->costs.state_bytes : 0)) * orders, err);
}

static wain_status send(wain_comm *comm, int to, const void *bytes, size_t size, wain_error *err)
{
    model *m = comm->context;
    wain_status status = WAIN_OK;
    wain_message_kind kind;
    wain_buffer copy = {0};

    release_recorded(m);
    spend(m, m->costs.message);
    wain_buffer_put(&copy, bytes, size);
    WAIN_TRY(wain_message_open(&copy, &kind, err));
    if (kind == WAIN_MESSAGE_PROBLEM)
        WAIN_TRY(take_problem(m, to, &copy, err));
    else if (kind == WAIN_MESSAGE_STOP)
        WAIN_TRY(push(m,
                      (mail){.sent = fmax(m->now + m->scenario->latency, m->free_at[to]),
                             .bytes = SMALL_MESSAGE,
                             .kind = WAIN_MESSAGE_IDLE,
                             .from = to},
                      err));
done:
    wain_buffer_clear(&copy);
    return status;
}

/* Who waits may wait for longer than it asked to: there is nothing else to see before the next event. */
static wain_status probe(wain_comm *comm, double seconds, bool *waiting, wain_error *err)
{
    model *m = comm->context;

    (void)err;
    release_recorded(m);
    if (seconds > 0)
        wait_until(m, isinf(next_event(m)) ? m->now + seconds : next_event(m));
    *waiting = next_arrival(m) <= m->now;
    return WAIN_OK;
}

/* A solution of the right size; what is in it concerns nobody. */
static wain_status pack_result(const model *m, const mail *of, wain_buffer *message, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result_message result = {
        .unit = m->first_unit + of->unit, .num_orders = m->num_orders[of->unit], .statistics = of->statistics};

    WAIN_TRY(wain_solution_create(result.num_orders, &result.solution, err));
    result.solution->num_routes = 1;
    result.solution->num_stops = result.num_orders;
    result.solution->routes[0] = (wain_route){.num_stops = result.num_orders};
    for (int32_t i = 0; i < result.num_orders; i++)
        result.solution->stops[i] = i;
    status = wain_message_pack_result(&result, message, err);
done:
    wain_solution_free(result.solution);
    return status;
}

static wain_status receive(wain_comm *comm, wain_buffer *message, int *from, wain_error *err)
{
    model *m = comm->context;
    const wain_idle_message idle = {0};
    const wain_hello_message hello = {.host = "simulated", .threads = 1};
    mail next;

    release_recorded(m);
    if (m->num_mail == 0)
        return wain_error_set(err, WAIN_EINTERNAL, "the simulated coordinator waits for mail that never comes");
    wait_until(m, next_arrival(m));
    m->in_free = next_arrival(m);
    next = pop(m);
    *from = next.from;
    wain_buffer_clear(message);
    spend(m, m->costs.message);
    if (next.kind == WAIN_MESSAGE_HELLO)
        return wain_message_pack_hello(&hello, message, err);
    if (next.kind == WAIN_MESSAGE_IDLE)
        return wain_message_pack_idle(&idle, message, err);
    spend(m, m->costs.result_unpack * m->num_orders[next.unit]);
    m->num_busy -= --m->num_units[next.from] == 0;
    m->recorded = next.unit;
    return pack_result(m, &next, message, err);
}

/* Nobody is there to be ended. */
static void abort_night(wain_comm *comm, int code)
{
    (void)comm;
    (void)code;
}

/* --- the work of a round --- */

/* Steps in which wain_deadline_share deals out so many waiting units. */
static double steps_of_share(const model *m)
{
    const double stride = ceil((double)m->comm.size / DEALT_WORKERS);

    if (m->num_waiting > m->comm.size * MANY_UNITS_PER_WORKER)
        return 2.0 * m->comm.size;
    return m->comm.size + m->num_waiting / stride * (m->comm.size / stride);
}

static wain_status problem_of_unit(void *context, int32_t unit, wain_problem **out, wain_error *err)
{
    model *m = context;

    m->unit_here = unit;
    if (m->scenario->iterations == 0)
        spend(m, m->costs.share_step * steps_of_share(m));
    m->num_waiting--;
    spend(m, m->costs.problem * m->num_orders[unit]);
    return bench_problem_create(BENCH_CVRP, 1, out, err);
}

static void save(void *context, const wain_outcome *so_far)
{
    model *m = context;

    (void)so_far;
    spend(m, m->costs.save * (double)m->out->num_orders);
    m->next_save = m->now + m->scenario->save_interval;
}

static bool any_is_split(const night_scenario *scenario)
{
    for (int32_t u = 0; u < scenario->num_units; u++) {
        if (scenario->units[u].is_split)
            return true;
    }
    return false;
}

/* Rounds after the first, as scheduler/night_search.c counts them. */
static int32_t count_rounds(const night_scenario *scenario)
{
    int64_t orders = 0;

    if (!any_is_split(scenario))
        return 0;
    for (int32_t u = 0; u < scenario->num_units; u++)
        orders += scenario->units[u].num_orders;
    return wain_night_search_rounds((double)scenario->iterations / scenario->max_stops, scenario->time_limit,
                                    scenario->ranks, scenario->ranks, orders, scenario->rounds);
}

/* Set up the units of this round. */
static void draw_round(model *m)
{
    double orders = 0;

    m->first_unit += m->count;
    m->count = 0;
    for (int32_t u = 0; u < m->scenario->num_units; u++) {
        const night_unit *unit = &m->scenario->units[u];

        m->number[m->count] = u;
        m->num_orders[m->count] = unit->num_orders;
        m->share[m->count] = 1.0 / (m->rounds + 1);
        m->effort[m->count] = wain_partition_effort(unit->num_orders, true) * m->share[m->count];
        orders += unit->num_orders;
        m->count++;
    }
    m->num_waiting = m->count;
    m->mean_orders = m->count > 0 ? orders / m->count : 0;
}

/* Seconds to be kept for the rounds after this one, as scheduler/night_search.c does. */
static double time_for_later(const model *m, const wain_deadline *deadline)
{
    const double left = wain_deadline_solving_left(deadline, m->now);

    return left * (m->rounds - m->round) / (m->rounds - m->round + 1);
}

static wain_status run_round(model *m, wain_coordinator *coordinator, wain_error *err)
{
    const night_scenario *scenario = m->scenario;
    wain_status status;
    wain_work work = {.num_units = m->count,
                      .effort = m->effort,
                      .num_orders = m->num_orders,
                      .problem = problem_of_unit,
                      .save = scenario->save_interval > 0 ? save : NULL,
                      .context = m,
                      .save_interval = scenario->save_interval,
                      .solve = solve_here,
                      .clock = clock_of_night,
                      .search = m->search,
                      .iterations = scenario->iterations,
                      .share = m->share,
                      .threads = 1,
                      .silence = INFINITY,
                      .more = m->round < m->rounds,
                      .patience = INFINITY};

    if (scenario->iterations == 0) {
        work.deadline = wain_deadline_create(scenario->time_limit, wain_deadline_publishing(m->out->num_orders, 0));
        work.deadline.start = 0;
        work.deadline.later = time_for_later(m, &work.deadline);
    }
    m->recorded = -1;
    m->next_save = scenario->save_interval > 0 ? m->now + scenario->save_interval : INFINITY;
    status = wain_coordinator_run(coordinator, &work, &m->outcome, err);
    m->out->idle_share += m->outcome.search_seconds; /* for now the sum */
    wain_outcome_clear(&m->outcome);
    return status;
}

/* --- the night --- */

static wain_status create_model(const night_scenario *scenario, night_forecast *out, model *m, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_option_registry registry = {0};
    size_t count;
    const wain_option *list = wain_search_option_list(&count);

    *m = (model){.scenario = scenario, .costs = *scenario->costs, .out = out, .recorded = -1, .next_save = INFINITY};
    m->comm = (wain_comm){
        .size = scenario->ranks, .context = m, .send = send, .receive = receive, .probe = probe, .abort = abort_night};
    WAIN_TRY(wain_option_registry_add(&registry, list, count, &m->search, err));
    WAIN_TRY(WAIN_NEW(m->free_at, scenario->ranks, err));
    WAIN_TRY(WAIN_NEW(m->num_units, scenario->ranks, err));
    WAIN_TRY(WAIN_NEW(m->num_orders, scenario->num_units, err));
    WAIN_TRY(WAIN_NEW(m->number, scenario->num_units, err));
    WAIN_TRY(WAIN_NEW(m->effort, scenario->num_units, err));
    WAIN_TRY(WAIN_NEW(m->share, scenario->num_units, err));
done:
    wain_option_registry_clear(&registry);
    return status;
}

static void clear_model(model *m)
{
    wain_outcome_clear(&m->outcome);
    free(m->mail);
    free(m->free_at);
    free(m->num_units);
    free(m->num_orders);
    free(m->number);
    free(m->effort);
    free(m->share);
}

/* Every rank says HELLO once it has heard that there is work. */
static wain_status greet(model *m, wain_error *err)
{
    const double invited = m->now + m->scenario->latency * ceil(log2(m->comm.size));
    wain_status status = WAIN_OK;

    for (int r = 1; r < m->comm.size; r++)
        WAIN_TRY(
            push(m, (mail){.sent = invited, .bytes = 4 * SMALL_MESSAGE, .kind = WAIN_MESSAGE_HELLO, .from = r}, err));
done:
    return status;
}

static wain_status solve_night(model *m, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_coordinator *coordinator = NULL;

    m->rounds = count_rounds(m->scenario);
    WAIN_TRY(greet(m, err));
    WAIN_TRY(wain_coordinator_create(&m->comm, &coordinator, err));
    for (m->round = 0; m->round <= m->rounds; m->round++) {
        if (m->round > 0)
            spend(m, m->costs.redraw * m->mean_orders * m->count);
        draw_round(m);
        WAIN_TRY(run_round(m, coordinator, err));
    }
done:
    wain_coordinator_end(coordinator, NULL);
    return status;
}

static void settle(const model *m, night_forecast *out)
{
    const night_scenario *scenario = m->scenario;

    out->solving = m->now - out->reading;
    out->publishing = (m->costs.assemble + m->costs.check + m->costs.write) * (double)out->num_orders;
    out->seconds = m->now + out->publishing;
    out->search_seconds = m->search_seconds;
    out->efficiency = m->search_seconds / (scenario->ranks * out->seconds);
    out->idle_share = fmax(0, 1 - out->idle_share / (scenario->ranks * out->solving));
    out->coordinator_share = m->coordinating / out->solving;
    out->late = scenario->iterations > 0 ? 0 : fmax(0, out->seconds - scenario->time_limit);
    out->iterations_per_order = m->iterations / (double)out->num_orders;
}

wain_status night_simulate(const night_scenario *scenario, night_forecast *out, wain_error *err)
{
    wain_status status;
    model m;

    *out = (night_forecast){0};
    for (int32_t u = 0; u < scenario->num_units; u++)
        out->num_orders += scenario->units[u].num_orders;
    night = &m;
    WAIN_TRY(create_model(scenario, out, &m, err));
    m.now = out->reading = m.costs.startup + (m.costs.read + m.costs.partition) * (double)out->num_orders;
    WAIN_TRY(solve_night(&m, err));
    settle(&m, out);
done:
    clear_model(&m);
    night = NULL;
    return status;
}

wain_status night_units_draw(int64_t num_orders, int64_t region, int32_t max_stops, uint64_t seed, night_unit **out,
                             int32_t *num_units, wain_error *err)
{
    wain_rng rng = wain_rng_stream(seed, WAIN_PURPOSE_TEST, 0, 0, 1);
    wain_status status = WAIN_OK;
    night_unit *units = NULL;
    size_t count = 0, capacity = 0;

    while (num_orders > 0) {
        const int64_t drawn = (int64_t)((0.5 + wain_rng_uniform(&rng)) * (double)region) + 1;
        const int64_t orders = drawn < num_orders ? drawn : num_orders, parts = (orders - 1) / max_stops + 1;
        int64_t left = orders;

        WAIN_TRY(WAIN_RESERVE(units, capacity, count + (size_t)parts, err));
        for (int64_t part = 0; part < parts; part++) {
            const double even = (double)left / (double)(parts - part);
            const double wanted = even * (1 + SIZE_OF_PARTS_VARIES * (2 * wain_rng_uniform(&rng) - 1));
            const int64_t size = part == parts - 1 ? left : (int64_t)fmax(1, fmin((double)max_stops, wanted));

            units[count++] = (night_unit){.num_orders = (int32_t)size, .is_split = parts > 1};
            left -= size;
        }
        num_orders -= orders;
    }
    *out = units;
    *num_units = (int32_t)count;
    units = NULL;
done:
    free(units);
    return status;
}
