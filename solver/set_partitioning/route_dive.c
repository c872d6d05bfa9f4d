#include "solver/set_partitioning/route_dive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/clock.h"
#include "solver/core/memory.h"
#include "solver/core/rng.h"
#include "solver/set_partitioning/cover_internal.h"

enum { FEWEST_OUT = 2, MOST_OUT = 12 }; /* routes taken out in a round */

#define SHAKE 0.3 /* of the round that shakes most */

typedef struct dive {
    const wain_cover *cover;
    wain_rng rng;
    int32_t *row_start, *row_columns; /* the columns that serve each order */
    int32_t *served;                  /* per order: by how many chosen columns */
    int32_t *used;                    /* per type: vehicles */
    double *weight;                   /* per order: its multiplier, shaken anew whenever nobody serves it any more */
    double shake;                     /* largest change of a multiplier in this round, as a share of it */
    double *worth;                    /* per column: its cost less the weights of its orders nobody serves */
    int32_t *missing;                 /* per column: number of those orders */
    int32_t *chosen, num_chosen;      /* now */
    uint8_t *is_chosen, *is_best;     /* per column */
    int32_t *best, num_best;
    double value, best_value; /* of the chosen columns; of the best choice, with the prices of orders left out */
    int32_t *candidates, num_candidates; /* columns that serve somebody who lost his route in this round */
    int64_t *round_of;                   /* per column: in which it was a candidate last */
    int64_t round;
} dive;

/* --- the state --- */

static wain_status list_columns_by_order(dive *d, wain_error *err)
{
    const wain_cover *cover = d->cover;
    const int32_t n = cover->problem->num_orders;
    wain_status status = WAIN_OK;
    size_t total = 0;

    for (int32_t j = 0; j < cover->num_columns; j++)
        total += (size_t)cover->columns[j].num_stops;
    WAIN_TRY(WAIN_NEW(d->row_start, n + 2, err));
    WAIN_TRY(WAIN_NEW(d->row_columns, total, err));
    for (int32_t j = 0; j < cover->num_columns; j++) {
        for (int32_t k = 0; k < cover->columns[j].num_stops; k++)
            d->row_start[cover->columns[j].stops[k] + 2]++;
    }
    for (int32_t v = 0; v < n; v++)
        d->row_start[v + 2] += d->row_start[v + 1];
    for (int32_t j = 0; j < cover->num_columns; j++) {
        for (int32_t k = 0; k < cover->columns[j].num_stops; k++)
            d->row_columns[d->row_start[cover->columns[j].stops[k] + 1]++] = j;
    }
done:
    return status;
}

static wain_status allocate(dive *d, wain_error *err)
{
    const int32_t n = d->cover->problem->num_orders, columns = d->cover->num_columns;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(d->served, n, err));
    WAIN_TRY(WAIN_NEW(d->used, d->cover->problem->num_types, err));
    WAIN_TRY(WAIN_NEW(d->weight, n, err));
    WAIN_TRY(WAIN_NEW(d->worth, columns, err));
    WAIN_TRY(WAIN_NEW(d->missing, columns, err));
    WAIN_TRY(WAIN_NEW(d->chosen, n, err));
    WAIN_TRY(WAIN_NEW(d->best, n, err));
    WAIN_TRY(WAIN_NEW(d->is_chosen, columns, err));
    WAIN_TRY(WAIN_NEW(d->is_best, columns, err));
    WAIN_TRY(WAIN_NEW(d->candidates, columns, err));
    WAIN_TRY(WAIN_NEW(d->round_of, columns, err));
    WAIN_TRY(list_columns_by_order(d, err));
done:
    return status;
}

static void clear(dive *d)
{
    free(d->row_start);
    free(d->row_columns);
    free(d->served);
    free(d->used);
    free(d->weight);
    free(d->worth);
    free(d->missing);
    free(d->chosen);
    free(d->best);
    free(d->is_chosen);
    free(d->is_best);
    free(d->candidates);
    free(d->round_of);
}

/* An order that nobody serves (sign 1), or no more (-1), changes what its columns are worth. */
static void reprice(dive *d, int32_t v, int32_t sign)
{
    const double weight = sign * d->weight[v];

    for (int32_t i = d->row_start[v]; i < d->row_start[v + 1]; i++) {
        const int32_t j = d->row_columns[i];

        d->worth[j] -= weight;
        d->missing[j] += sign;
    }
}

static void take(dive *d, int32_t j)
{
    const wain_pool_route *column = &d->cover->columns[j];

    d->chosen[d->num_chosen++] = j;
    d->is_chosen[j] = 1;
    d->used[column->type]++;
    d->value += (double)column->cost;
    for (int32_t k = 0; k < column->num_stops; k++) {
        if (d->served[column->stops[k]]++ == 0)
            reprice(d, column->stops[k], -1);
    }
}

static void take_out(dive *d, int32_t at)
{
    const int32_t j = d->chosen[at];
    const wain_pool_route *column = &d->cover->columns[j];

    d->chosen[at] = d->chosen[--d->num_chosen];
    d->is_chosen[j] = 0;
    d->used[column->type]--;
    d->value -= (double)column->cost;
    for (int32_t k = 0; k < column->num_stops; k++) {
        const int32_t v = column->stops[k];

        if (--d->served[v] > 0)
            continue;
        d->weight[v] = d->cover->dual[v] * (1 + d->shake * (2 * wain_rng_uniform(&d->rng) - 1));
        reprice(d, v, 1);
    }
}

/* The incumbent is the first choice. */
static void start(dive *d)
{
    const wain_cover *cover = d->cover;

    for (int32_t v = 0; v < cover->problem->num_orders; v++) {
        d->weight[v] = cover->dual[v];
        reprice(d, v, 1);
    }
    for (int32_t j = 0; j < cover->num_columns; j++)
        d->worth[j] += (double)cover->columns[j].cost + cover->vehicle_dual[cover->columns[j].type];
    for (int32_t j = 0; j < cover->num_incumbent; j++)
        take(d, j);
}

static void keep_as_best(dive *d, double value)
{
    for (int32_t i = 0; i < d->num_best; i++)
        d->is_best[d->best[i]] = 0;
    memcpy(d->best, d->chosen, sizeof *d->best * (size_t)d->num_chosen);
    d->num_best = d->num_chosen;
    d->best_value = value;
    for (int32_t i = 0; i < d->num_best; i++)
        d->is_best[d->best[i]] = 1;
}

static void return_to_best(dive *d)
{
    for (int32_t i = d->num_chosen - 1; i >= 0; i--) {
        if (!d->is_best[d->chosen[i]])
            take_out(d, i);
    }
    for (int32_t i = 0; i < d->num_best; i++) {
        if (!d->is_chosen[d->best[i]])
            take(d, d->best[i]);
    }
}

/* --- a round --- */

static void take_out_routes_of(dive *d, int32_t v)
{
    for (int32_t i = d->num_chosen - 1; i >= 0; i--) {
        const wain_pool_route *column = &d->cover->columns[d->chosen[i]];

        for (int32_t k = 0; k < column->num_stops; k++) {
            if (column->stops[k] == v) {
                take_out(d, i);
                break;
            }
        }
    }
}

/* Routes that share orders with a column that serves the seed are the ones it could replace. */
static void take_out_related(dive *d)
{
    const int32_t n = d->cover->problem->num_orders, before = d->num_chosen;
    const int32_t out = FEWEST_OUT + (int32_t)wain_rng_below(&d->rng, MOST_OUT - FEWEST_OUT + 1);
    int32_t seed = (int32_t)wain_rng_below(&d->rng, (uint32_t)n);

    for (int32_t tries = 0; tries < 2 * out && before - d->num_chosen < out && d->num_chosen > 0; tries++) {
        const int32_t count = d->row_start[seed + 1] - d->row_start[seed];
        const wain_pool_route *column;

        if (count == 0) {
            seed = (int32_t)wain_rng_below(&d->rng, (uint32_t)n);
            continue;
        }
        column =
            &d->cover->columns[d->row_columns[d->row_start[seed] + (int32_t)wain_rng_below(&d->rng, (uint32_t)count)]];
        for (int32_t k = 0; k < column->num_stops && before - d->num_chosen < out; k++) {
            if (d->served[column->stops[k]] > 0)
                take_out_routes_of(d, column->stops[k]);
        }
        seed = column->stops[wain_rng_below(&d->rng, (uint32_t)column->num_stops)];
    }
}

static void add_candidates_of(dive *d, int32_t v)
{
    for (int32_t i = d->row_start[v]; i < d->row_start[v + 1]; i++) {
        const int32_t j = d->row_columns[i];

        if (d->round_of[j] != d->round)
            d->candidates[d->num_candidates++] = j;
        d->round_of[j] = d->round;
    }
}

static void list_candidates(dive *d)
{
    d->num_candidates = 0;
    d->round++;
    for (int32_t v = 0; v < d->cover->problem->num_orders; v++) {
        if (d->served[v] == 0)
            add_candidates_of(d, v);
    }
}

/* The candidate that serves whom nobody serves at the least reduced cost per order; -1 when there is none. */
static int32_t next_column(const dive *d)
{
    const wain_cover *cover = d->cover;
    double least = INFINITY;
    int32_t next = -1;

    for (int32_t i = 0; i < d->num_candidates; i++) {
        const int32_t j = d->candidates[i], type = cover->columns[j].type;
        double score;

        if (d->missing[j] == 0 || d->used[type] >= cover->problem->types[type].count)
            continue;
        score = d->worth[j] > 0 ? d->worth[j] / d->missing[j] : d->worth[j] * d->missing[j];
        if (score < least) {
            least = score;
            next = j;
        }
    }
    return next;
}

/* Drop columns that cost more than leaving out those whom they alone serve. */
static void drop_redundant(dive *d)
{
    for (int32_t i = d->num_chosen - 1; i >= 0; i--) {
        const wain_pool_route *column = &d->cover->columns[d->chosen[i]];
        double alone = 0;

        for (int32_t k = 0; k < column->num_stops; k++)
            alone += d->served[column->stops[k]] == 1 ? d->cover->price[column->stops[k]] : 0;
        if (alone < (double)column->cost)
            take_out(d, i);
    }
}

static double value_of(const dive *d)
{
    double value = d->value;

    for (int32_t v = 0; v < d->cover->problem->num_orders; v++)
        value += d->served[v] ? 0 : d->cover->price[v];
    return value;
}

/* Cover what is missing, whatever leaving it out would cost: drop_redundant knows prices. The value is infinite when
 * somebody who must be served is not. */
static double complete(dive *d)
{
    while (d->num_chosen < d->cover->problem->num_orders && d->value < d->best_value) {
        const int32_t j = next_column(d);

        if (j < 0)
            break;
        take(d, j);
    }
    drop_redundant(d);
    return value_of(d);
}

static void run_round(dive *d)
{
    double value;

    d->shake = SHAKE * wain_rng_uniform(&d->rng);
    take_out_related(d);
    list_candidates(d);
    value = complete(d);
    if (value <= d->best_value)
        keep_as_best(d, value);
    else
        return_to_best(d);
}

wain_status wain_route_dive(const struct wain_cover *cover, int64_t rounds, double end, int32_t *chosen,
                            int32_t *num_chosen, wain_error *err)
{
    const wain_rng rng = wain_rng_stream(0, WAIN_PURPOSE_SET_PARTITIONING, (uint64_t)cover->problem->unit, 0, 0);
    dive d = {.cover = cover, .rng = rng, .best_value = cover->incumbent};
    wain_status status = WAIN_OK;

    *num_chosen = -1;
    WAIN_TRY(allocate(&d, err));
    start(&d);
    keep_as_best(&d, cover->incumbent);
    for (int64_t i = 0; i < rounds && !(end > 0 && wain_clock_seconds() >= end); i++)
        run_round(&d);
    if (d.best_value < cover->incumbent) {
        memcpy(chosen, d.best, sizeof *chosen * (size_t)d.num_best);
        *num_chosen = d.num_best;
    }
done:
    clear(&d);
    return status;
}
