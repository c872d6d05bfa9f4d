#include "tests/unit/coordinator_fixture.h"

#include <CUnit/CUnit.h>
#include <math.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "scheduler/message.h"
#include "solver/core/clock.h"
#include "tests/unit/tiny_problem.h"

coordinator_fake fake;

static double looks;

double clock_of_looks(void)
{
    looks += 0.002;
    return looks + (atomic_load(&fake.held) ? 0 : 1000);
}

bool stop_asked(void)
{
    return atomic_load(&fake.stop);
}

static bool is_held_back(double seconds)
{
    return seconds < TOO_LONG && (atomic_load(&fake.held) || atomic_load(&fake.most_searching) < fake.together ||
                                  atomic_load(&fake.met) < fake.to_meet);
}

static void count_search(const wain_search_control *control)
{
    const int now = atomic_fetch_add(&fake.searching, 1) + 1;
    int most = atomic_load(&fake.most_searching);

    while (now > most && !atomic_compare_exchange_weak(&fake.most_searching, &most, now))
        ;
    if (control->iterations == 0 && control->time_limit <= WAIN_FIRST_SOLUTION_ONLY && control->threads == 1)
        atomic_fetch_add(&fake.first_only, 1);
}

/* Whether other searches have found something cheaper. */
static bool meets_cheaper(const wain_search_control *control, const wain_solution *own)
{
    const wain_solution *immigrant = control->immigrant ? control->immigrant(control->context) : NULL;

    return immigrant && immigrant->cost < own->cost;
}

/* Time mode: sleeps its budget away; iteration mode: so many short naps. */
wain_status fake_solve(const wain_problem *problem, const wain_search_options *options,
                       const wain_search_control *control, wain_solution **out, wain_search_statistics *statistics,
                       wain_error *err)
{
    const double start = wain_clock_seconds();
    const struct timespec nap = {0, 500000};
    wain_search_state state = {.cooled = 0.5};
    bool has_met = false;
    int at;

    if (problem->unit == fake.failing_unit)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for unit %d", (int)problem->unit);
    if (problem->unit == fake.unit_to_stop_at)
        atomic_store(&fake.stop, true);
    count_search(control);
    at = atomic_fetch_add(&fake.num_seeds, 1) % MAX_SEEDS;
    fake.seeds[at].unit = problem->unit;
    fake.seeds[at].seed = options->seed;
    if (control->from)
        atomic_fetch_add(&fake.gone_on, 1);
    state.best = tiny_solution(problem, options->seed);
    while (!statistics->stopped) {
        const double seconds = wain_clock_seconds() - start;
        const double budget =
            control->iterations > 0 ? (double)control->iterations * fake.seconds_per_iteration : control->time_limit;

        if (seconds >= budget && !is_held_back(seconds))
            break;
        nanosleep(&nap, NULL);
        statistics->stopped = control->poll(control->context);
        if (!statistics->stopped && control->keep)
            control->keep(control->context, &state);
        if (!has_met && meets_cheaper(control, state.best)) {
            has_met = true;
            atomic_fetch_add(&fake.met, 1);
        }
    }
    wain_solution_free(state.best);
    atomic_fetch_sub(&fake.searching, 1);
    statistics->iterations = control->iterations > 0 ? control->iterations : 1;
    statistics->seconds = wain_clock_seconds() - start;
    *out = tiny_solution(problem, options->seed);
    atomic_fetch_add(&fake.solved, 1);
    return *out ? WAIN_OK : WAIN_EMEMORY;
}

wain_status make_problem(void *context, int32_t unit, wain_problem **out, wain_error *err)
{
    const wain_work *work = context;

    *out = tiny_problem(unit, work->num_orders[unit], WAIN_METRIC_EUCLID);
    return *out ? WAIN_OK : wain_error_set(err, WAIN_EMEMORY, "no memory");
}

void set_up(night *n, int32_t num_units)
{
    wain_option_registry registry = {0};
    size_t count;
    const wain_option *list = wain_search_option_list(&count);

    memset(n, 0, sizeof *n);
    fake.seconds_per_iteration = 0.001;
    fake.together = fake.to_meet = 0;
    atomic_store(&fake.met, 0);
    atomic_store(&fake.num_seeds, 0);
    looks = 0;
    atomic_store(&fake.held, false);
    atomic_store(&fake.searching, 0);
    atomic_store(&fake.most_searching, 0);
    atomic_store(&fake.first_only, 0);
    fake.failing_unit = fake.unit_to_stop_at = -1;
    atomic_store(&fake.stop, false);
    atomic_store(&fake.solved, 0);
    atomic_store(&fake.gone_on, 0);
    for (int32_t u = 0; u < num_units; u++) {
        n->num_orders[u] = 1 + u % 7;
        n->effort[u] = 1 + (u * 5) % 4;
    }
    n->work = (wain_work){.num_units = num_units,
                          .effort = n->effort,
                          .num_orders = n->num_orders,
                          .problem = make_problem,
                          .context = &n->work,
                          .solve = fake_solve,
                          .stop_requested = stop_asked,
                          .iterations = 3,
                          .threads = 1,
                          .silence = TOO_LONG,
                          .patience = TOO_LONG};
    CU_ASSERT_EQUAL_FATAL(wain_option_registry_add(&registry, list, count, &n->work.search, NULL), WAIN_OK);
    wain_option_registry_clear(&registry);
}

void be_worker(night *n, int rank)
{
    n->worker_status[rank] = wain_worker_run(n->ranks[rank], 2, fake_solve, stop_asked, INFINITY, NULL);
}

void *play(void *argument)
{
    const player *p = argument;

    p->body(p->night, p->rank);
    return NULL;
}

void run_with(night *n, int size, void (*last)(night *, int))
{
    player players[MAX_RANKS];
    wain_coordinator *coordinator = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(size, &n->ranks, NULL), WAIN_OK);
    for (int r = 1; r < size; r++) {
        players[r] = (player){.night = n, .rank = r, .body = r == size - 1 ? last : be_worker};
        pthread_create(&players[r].thread, NULL, play, &players[r]);
    }
    CU_ASSERT_EQUAL_FATAL(wain_coordinator_create(n->ranks[0], &coordinator, NULL), WAIN_OK);
    n->status = wain_coordinator_run(coordinator, &n->work, &n->outcome, &n->error);
    wain_coordinator_end(coordinator, NULL);
    for (int r = 1; r < size; r++)
        pthread_join(players[r].thread, NULL);
    wain_comm_local_free(n->ranks[0]);
}

void run(night *n, int size)
{
    run_with(n, size, be_worker);
}

uint64_t fingerprint(const wain_outcome *outcome)
{
    uint64_t sum = 0;

    for (int32_t u = 0; u < outcome->num_units; u++) {
        const wain_solution *solution = outcome->units[u].solution;

        CU_ASSERT_EQUAL(outcome->units[u].state, WAIN_UNIT_DONE);
        CU_ASSERT_PTR_NOT_NULL_FATAL(solution);
        sum = sum * 31 + (uint64_t)solution->cost;
        for (int32_t i = 0; i < solution->num_stops; i++)
            sum = sum * 31 + (uint64_t)solution->stops[i];
    }
    return sum;
}

void misbehave(night *n, int rank, void (*act)(wain_comm *, wain_buffer *))
{
    wain_comm *comm = n->ranks[rank];
    const wain_hello_message hello = {.host = "elsewhere", .threads = 1};
    wain_buffer bytes = {0};
    wain_message_kind kind = WAIN_MESSAGE_HELLO;
    bool acted = false;
    int from;

    wain_message_pack_hello(&hello, &bytes, NULL);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    while (kind != WAIN_MESSAGE_STOP) {
        comm->receive(comm, &bytes, &from, NULL);
        CU_ASSERT_EQUAL_FATAL(wain_message_open(&bytes, &kind, NULL), WAIN_OK);
        if (kind == WAIN_MESSAGE_PROBLEM && !acted) {
            acted = true;
            act(comm, &bytes);
            atomic_store(&fake.held, false); /* what was to be seen has been sent */
        }
    }
    wain_buffer_clear(&bytes);
    wain_message_pack_idle(&(wain_idle_message){.memory = {.peak = 1000}}, &bytes, NULL);
    comm->send(comm, 0, bytes.bytes, bytes.size, NULL);
    wain_buffer_clear(&bytes);
}

static void receive_until(wain_comm *comm, wain_message_kind wanted, wain_buffer *bytes)
{
    wain_message_kind kind = WAIN_MESSAGE_HELLO;
    int from;

    while (kind != wanted) {
        comm->receive(comm, bytes, &from, NULL);
        CU_ASSERT_EQUAL_FATAL(wain_message_open(bytes, &kind, NULL), WAIN_OK);
    }
}

void expect_complaint(wain_comm *comm)
{
    wain_buffer bytes = {0};
    wain_error_message error = {0};

    receive_until(comm, WAIN_MESSAGE_ERROR, &bytes);
    CU_ASSERT_EQUAL(wain_message_unpack_error(&bytes, &error, NULL), WAIN_OK);
    CU_ASSERT_EQUAL(error.error.status, WAIN_EINTERNAL);
    wain_buffer_clear(&bytes);
}

void dismiss_worker(wain_comm *comm)
{
    wain_buffer bytes = {0};

    wain_message_pack_stop(&bytes, NULL);
    comm->send(comm, 1, bytes.bytes, bytes.size, NULL);
    receive_until(comm, WAIN_MESSAGE_IDLE, &bytes);
    wain_buffer_clear(&bytes);
}

void run_worker(void (*lead)(wain_comm *, const wain_work *))
{
    night n;
    player p = {.night = &n, .rank = 1, .body = be_worker};

    set_up(&n, 0);
    CU_ASSERT_EQUAL_FATAL(wain_comm_local_create(2, &n.ranks, NULL), WAIN_OK);
    pthread_create(&p.thread, NULL, play, &p);
    lead(n.ranks[0], &n.work);
    pthread_join(p.thread, NULL);
    CU_ASSERT_EQUAL(n.worker_status[1], WAIN_OK);
    wain_comm_local_free(n.ranks[0]);
}
