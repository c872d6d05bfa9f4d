#include "solver/set_partitioning/set_partitioning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/set_partitioning/cover_internal.h"
#include "solver/set_partitioning/route_dive.h"

#if WAIN_WITH_CBC
#include <coin/Cbc_C_Interface.h>
#include <pthread.h>
#endif

enum {
    PRICING_STEPS = 1000,
    FEWEST_COLUMNS = 500, /* for which CBC is called at all, where time is limited */
};

/* Of the columns that CBC gets: the first LP and its cuts take the time that their entries need, whatever its limit. */
#define ENTRIES_PER_SECOND 30000.0

#define DIVE_SHARE 0.25 /* of the time, where CBC is to follow */

/* Columns chosen from the cover; count -1: no choice was found. */
typedef struct choice {
    int32_t *columns; /* room for as many as there are orders */
    int32_t count;
    bool solved; /* nothing better is left */
} choice;

/* A call under way. The columns of the cover point into the solution to improve, so that one stays until the end. */
typedef struct polish {
    wain_cover *cover;
    choice found;
    wain_solution *trial, *best;
    wain_cost least; /* exact cost of the best solution so far */
    bool improved;
} polish;

#if WAIN_WITH_CBC

/* What CBC may need; it ends the process where it finds no memory. */
#define CBC_LEEWAY ((size_t)32 << 20) /* bytes */

/* The cover as CBC wants it: routes first, then for each order with a price the choice to leave it out. */
typedef struct matrix {
    int32_t num_columns, num_rows;
    int *start, *row;
    double *value, *cost, *lower, *upper, *row_lower, *row_upper;
    int32_t *row_of_order, *row_of_type; /* -1: has none */
    double scale;                        /* of costs: CBC's tolerances are absolute */
} matrix;

static void clear_matrix(matrix *m)
{
    free(m->start);
    free(m->row);
    free(m->value);
    free(m->cost);
    free(m->lower);
    free(m->upper);
    free(m->row_lower);
    free(m->row_upper);
    free(m->row_of_order);
    free(m->row_of_type);
}

static wain_status allocate_matrix(matrix *m, const wain_cover *cover, wain_error *err)
{
    const int32_t n = cover->problem->num_orders, types = cover->problem->num_types;
    const size_t columns = (size_t)cover->num_columns + (size_t)n;
    wain_status status = WAIN_OK;
    size_t entries = (size_t)n;

    for (int32_t j = 0; j < cover->num_columns; j++)
        entries += (size_t)cover->columns[j].num_stops + 1;
    WAIN_TRY(WAIN_NEW(m->start, columns + 1, err));
    WAIN_TRY(WAIN_NEW(m->row, entries, err));
    WAIN_TRY(WAIN_NEW(m->value, entries, err));
    WAIN_TRY(WAIN_NEW(m->cost, columns, err));
    WAIN_TRY(WAIN_NEW(m->lower, columns, err));
    WAIN_TRY(WAIN_NEW(m->upper, columns, err));
    WAIN_TRY(WAIN_NEW(m->row_lower, n + types, err));
    WAIN_TRY(WAIN_NEW(m->row_upper, n + types, err));
    WAIN_TRY(WAIN_NEW(m->row_of_order, n, err));
    WAIN_TRY(WAIN_NEW(m->row_of_type, types, err));
done:
    return status;
}

static int32_t add_row(matrix *m, double lower, double upper)
{
    m->row_lower[m->num_rows] = lower;
    m->row_upper[m->num_rows] = upper;
    return m->num_rows++;
}

/* One row per order to serve, and one per vehicle type that has fewer vehicles than columns. */
static void number_rows(matrix *m, const wain_cover *cover)
{
    const wain_problem *problem = cover->problem;

    for (int32_t v = 0; v < problem->num_orders; v++)
        m->row_of_order[v] = cover->excluded[v] ? -1 : add_row(m, 1, HUGE_VAL);
    for (int32_t t = 0; t < problem->num_types; t++) {
        int32_t columns = 0;

        for (int32_t j = 0; j < cover->num_columns; j++)
            columns += cover->columns[j].type == t;
        m->row_of_type[t] =
            columns > problem->types[t].count ? add_row(m, -HUGE_VAL, (double)problem->types[t].count) : -1;
    }
}

static void add_entry(matrix *m, int32_t row)
{
    const int at = m->start[m->num_columns + 1]++;

    m->row[at] = row;
    m->value[at] = 1;
}

static void begin_column(matrix *m, double cost)
{
    m->start[m->num_columns + 1] = m->start[m->num_columns];
    m->cost[m->num_columns] = cost * m->scale;
    m->upper[m->num_columns] = 1;
}

/* A power of two that brings costs to at most about a million, and leaves small integers alone. */
static double scale_of(const wain_cover *cover)
{
    double most = 0, scale = 1;

    for (int32_t j = 0; j < cover->num_columns; j++)
        most = fmax(most, (double)cover->columns[j].cost);
    while (most * scale > 1 << 20)
        scale /= 2;
    return scale;
}

static void fill_matrix(matrix *m, const wain_cover *cover)
{
    m->scale = scale_of(cover);
    number_rows(m, cover);
    for (int32_t j = 0; j < cover->num_columns; j++, m->num_columns++) {
        const wain_pool_route *column = &cover->columns[j];

        begin_column(m, (double)column->cost);
        for (int32_t k = 0; k < column->num_stops; k++)
            add_entry(m, m->row_of_order[column->stops[k]]);
        if (m->row_of_type[column->type] >= 0)
            add_entry(m, m->row_of_type[column->type]);
    }
    for (int32_t v = 0; v < cover->problem->num_orders; v++) {
        if (m->row_of_order[v] < 0 || !isfinite(cover->price[v]))
            continue;
        begin_column(m, cover->price[v]);
        add_entry(m, m->row_of_order[v]);
        m->num_columns++;
    }
}

/* Nothing printed, no better solution than the incumbent sought, time by the clock (CBC's default is the processor time
 * of all threads). Its heuristics took longer than they were worth: the dive has come before. */
static void set_parameters(Cbc_Model *model, const wain_cover *cover, const matrix *m, int64_t nodes, double seconds)
{
    Cbc_setLogLevel(model, 0);
    Cbc_setParameter(model, "heuristicsOnOff", "off");
    Cbc_setMaximumNodes(model, nodes < INT32_MAX ? (int)nodes : INT32_MAX);
    Cbc_setCutoff(model, (cover->incumbent - 0.5) * m->scale);
    if (seconds > 0) {
        Cbc_setParameter(model, "timeMode", "elapsed");
        Cbc_setMaximumSeconds(model, seconds);
    }
}

static void read_choice(Cbc_Model *model, const wain_cover *cover, choice *found)
{
    const double *best = Cbc_bestSolution(model);

    found->solved = Cbc_isProvenOptimal(model) || Cbc_isProvenInfeasible(model);
    found->count = best ? 0 : -1;
    for (int32_t j = 0; best && j < cover->num_columns && found->count < cover->problem->num_orders; j++) {
        if (best[j] > 0.5)
            found->columns[found->count++] = j;
    }
}

/* One call at a time: CBC keeps state of the whole process, among it the handler of SIGINT while it solves an LP. */
static void run_cbc(const wain_cover *cover, const matrix *m, int64_t nodes, double seconds, choice *found)
{
    static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
    Cbc_Model *model;

    pthread_mutex_lock(&one_at_a_time);
    model = Cbc_newModel();
    Cbc_loadProblem(model, m->num_columns, m->num_rows, m->start, m->row, m->value, m->lower, m->upper, m->cost,
                    m->row_lower, m->row_upper);
    for (int32_t j = 0; j < cover->num_columns; j++)
        Cbc_setInteger(model, j);
    set_parameters(model, cover, m, nodes, seconds);
    Cbc_solve(model);
    read_choice(model, cover, found);
    Cbc_deleteModel(model);
    pthread_mutex_unlock(&one_at_a_time);
}

static wain_status branch_and_bound(const wain_cover *cover, int64_t nodes, double end, choice *found, wain_error *err)
{
    const double seconds = end > 0 ? end - wain_clock_seconds() : 0;
    wain_status status = WAIN_OK;
    matrix m = {0};

    found->count = -1;
    if (end > 0 && seconds <= 0)
        return WAIN_OK;
    WAIN_TRY(allocate_matrix(&m, cover, err));
    fill_matrix(&m, cover);
    WAIN_TRY(wain_memory_try(CBC_LEEWAY, "CBC", err));
    run_cbc(cover, &m, nodes, seconds, found);
done:
    clear_matrix(&m);
    return status;
}
#else
static wain_status branch_and_bound(const wain_cover *cover, int64_t nodes, double end, choice *found, wain_error *err)
{
    (void)cover;
    (void)nodes;
    (void)end;
    (void)err;
    found->count = -1;
    return WAIN_OK;
}
#endif

bool wain_set_partitioning_has_cbc(void)
{
    return WAIN_WITH_CBC;
}

static void copy_solution(wain_solution *to, const wain_solution *from)
{
    memcpy(to->routes, from->routes, sizeof *to->routes * (size_t)from->num_routes);
    memcpy(to->stops, from->stops, sizeof *to->stops * (size_t)from->num_stops);
    memcpy(to->unserved, from->unserved, sizeof *to->unserved * (size_t)from->num_unserved);
    to->num_routes = from->num_routes;
    to->num_stops = from->num_stops;
    to->num_unserved = from->num_unserved;
    to->cost = from->cost;
}

/* Make a solution of the choice and keep it when it is the best so far; the next search has that one to beat. */
static wain_status keep_if_better(polish *p, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool made = false;
    double value = 0;

    if (p->found.count < 0)
        return WAIN_OK;
    for (int32_t i = 0; i < p->found.count; i++)
        value += (double)p->cover->columns[p->found.columns[i]].cost;
    WAIN_TRY(wain_cover_to_solution(p->cover, p->found.columns, p->found.count, p->trial, &made, err));
    if (!made || p->trial->cost >= p->least)
        return WAIN_OK;
    copy_solution(p->best, p->trial);
    p->least = p->trial->cost;
    p->improved = true;
    for (int32_t i = 0; i < p->trial->num_unserved; i++)
        value += p->cover->price[p->trial->unserved[i].order];
    p->cover->incumbent = fmin(p->cover->incumbent, value);
done:
    return status;
}

/* Columns that CBC can choose from in that time. */
static int64_t columns_within(const wain_cover *cover, double seconds)
{
    double entries = 1;

    for (int32_t j = 0; j < cover->num_columns; j++)
        entries += cover->columns[j].num_stops;
    return (int64_t)(fmax(0, seconds) * ENTRIES_PER_SECOND * cover->num_columns / entries);
}

/* Whether CBC is there, wanted, and has the time it needs. */
static bool may_branch(const wain_cover *cover, const wain_set_partitioning_limits *limits)
{
    const double seconds = (1 - DIVE_SHARE) * limits->seconds;

    return WAIN_WITH_CBC && limits->nodes > 0 &&
           (limits->seconds <= 0 || columns_within(cover, seconds) >= FEWEST_COLUMNS);
}

/* Prices, then the dive, then branch and bound below what the dive has found. */
static wain_status run(polish *p, const wain_set_partitioning_limits *limits, double start,
                       wain_set_partitioning_statistics *did, wain_error *err)
{
    const double end = limits->seconds > 0 ? start + limits->seconds : 0;
    wain_cover *cover = p->cover;
    wain_status status = WAIN_OK;
    bool branch;

    WAIN_TRY(wain_cover_price(cover, PRICING_STEPS, err));
    WAIN_TRY(wain_cover_reduce(cover, limits->max_columns, err));
    did->bound = cover->bound;
    did->pricing_seconds = wain_clock_seconds() - start;
    branch = may_branch(cover, limits);
    if (cover->num_columns > cover->num_incumbent && limits->rounds > 0) {
        WAIN_TRY(wain_route_dive(cover, limits->rounds, branch && end > 0 ? start + DIVE_SHARE * limits->seconds : end,
                                 p->found.columns, &p->found.count, err));
        WAIN_TRY(keep_if_better(p, err));
    }
    did->columns = cover->num_columns - cover->num_incumbent;
    did->dive_seconds = wain_clock_seconds() - start - did->pricing_seconds;
    if (did->columns > 0 && branch) {
        if (end > 0)
            WAIN_TRY(wain_cover_reduce(cover, columns_within(cover, end - wain_clock_seconds()), err));
        WAIN_TRY(branch_and_bound(cover, limits->nodes, end, &p->found, err));
        WAIN_TRY(keep_if_better(p, err));
    }
    did->cbc_seconds = wain_clock_seconds() - start - did->pricing_seconds - did->dive_seconds;
    did->solved = did->columns == 0 || p->found.solved;
    did->improved = p->improved;
done:
    return status;
}

wain_status wain_set_partitioning_improve(const wain_problem *problem, const uint8_t *excluded,
                                          const wain_route_pool *pool, const wain_set_partitioning_limits *limits,
                                          wain_solution *solution, wain_set_partitioning_statistics *statistics,
                                          wain_error *err)
{
    const double start = wain_clock_seconds();
    wain_set_partitioning_statistics did = {.routes = wain_route_pool_count(pool)};
    wain_status status = WAIN_OK;
    polish p = {.cover = NULL};

    WAIN_TRY(wain_solution_create(problem->num_orders, &p.trial, err));
    WAIN_TRY(wain_solution_create(problem->num_orders, &p.best, err));
    WAIN_TRY(WAIN_NEW(p.found.columns, problem->num_orders, err));
    WAIN_TRY(wain_cover_create(problem, excluded, pool, solution, &p.cover, &p.least, err));
    WAIN_TRY(run(&p, limits, start, &did, err));
    if (p.improved)
        copy_solution(solution, p.best);
done:
    if (statistics)
        *statistics = did;
    wain_cover_free(p.cover);
    wain_solution_free(p.trial);
    wain_solution_free(p.best);
    free(p.found.columns);
    return status;
}
