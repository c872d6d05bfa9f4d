/* The fleet of a region's day among its parts. In proportion to their work, but a part by one depot is not given the
 * vehicles of another: of vehicles that differ in their depot alone each part gets those that are near. That is a
 * transportation problem; here greedy by regret, then exchanges of pairs until none gains. */
#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/partition/partition_internal.h"

typedef struct share {
    const wain_order_book *book;
    wain_unit *units;
    int32_t num_parts;
    double *x, *y, *width; /* of each part: centre, and what a degree (unit) of x is worth there in y's */
    double *carry;         /* see wain_divide_vehicles */
    int32_t *due;          /* of each part: vehicles of the kind, still to be given */
    int32_t *types, *left; /* those of the kind; vehicles of each, not yet dealt */
    int32_t *depots, *stock;
    int32_t *depot_number; /* of each depot of the book, among those of the kind; -1 */
    int32_t *given;        /* part by depot */
    struct pair *pairs;
    bool *seen; /* of each type */
} share;

typedef struct pair {
    double regret; /* how much farther than the part's nearest depot */
    int32_t part, depot;
} pair;

enum { MOST_PASSES = 20 };

static void clear(share *s)
{
    free(s->x);
    free(s->y);
    free(s->width);
    free(s->carry);
    free(s->due);
    free(s->types);
    free(s->left);
    free(s->depots);
    free(s->stock);
    free(s->depot_number);
    free(s->given);
    free(s->pairs);
    free(s->seen);
}

static wain_status create(share *s, wain_error *err)
{
    const size_t parts = (size_t)s->num_parts, types = s->book->num_types, depots = s->book->num_depots;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(s->x, parts, err));
    WAIN_TRY(WAIN_NEW(s->y, parts, err));
    WAIN_TRY(WAIN_NEW(s->width, parts, err));
    WAIN_TRY(WAIN_NEW(s->carry, parts, err));
    WAIN_TRY(WAIN_NEW(s->due, parts, err));
    WAIN_TRY(WAIN_NEW(s->types, types, err));
    WAIN_TRY(WAIN_NEW(s->left, types, err));
    WAIN_TRY(WAIN_NEW(s->depots, depots, err));
    WAIN_TRY(WAIN_NEW(s->stock, depots, err));
    WAIN_TRY(WAIN_NEW(s->depot_number, depots, err));
    WAIN_TRY(WAIN_NEW(s->seen, types, err));
    for (size_t d = 0; d < depots; d++)
        s->depot_number[d] = -1;
done:
    return status;
}

static void find_centres(share *s, wain_metric metric)
{
    for (int32_t p = 0; p < s->num_parts; p++) {
        const wain_unit *unit = &s->units[p];

        for (int32_t i = 0; i < unit->num_orders; i++) {
            s->x[p] += s->book->orders[unit->orders[i]].x / unit->num_orders;
            s->y[p] += s->book->orders[unit->orders[i]].y / unit->num_orders;
        }
        s->width[p] = wain_width_of_degree(metric, s->y[p]);
    }
}

static double distance(const share *s, int32_t part, int32_t number)
{
    const wain_depot *depot = &s->book->depots[s->depots[number]];

    return hypot((depot->x - s->x[part]) * s->width[part], depot->y - s->y[part]);
}

/* Whether vehicles of two types do the same at the same cost, but from another depot. */
static bool is_same_kind(const wain_order_book *book, const wain_vehicle_type *a, const wain_vehicle_type *b)
{
    wain_time a_start, a_end, b_start, b_end;

    for (int k = 0; k < WAIN_MAX_LOADS; k++) {
        if (a->capacity[k] != b->capacity[k])
            return false;
    }
    wain_type_hours(book, a, &a_start, &a_end);
    wain_type_hours(book, b, &b_start, &b_end);
    return a_start == b_start && a_end == b_end && a->fixed_cost == b->fixed_cost &&
           a->cost_per_distance == b->cost_per_distance && a->cost_per_hour == b->cost_per_hour &&
           a->max_stops == b->max_stops && a->max_distance == b->max_distance && a->skills == b->skills &&
           a->profile == b->profile;
}

/* The types of the first one's kind, itself among them, that have vehicles. */
static int32_t collect_kind(share *s, const int32_t *count, int32_t first)
{
    int32_t found = 0;
    int64_t total = 0;

    for (int32_t t = first; t < (int32_t)s->book->num_types; t++) {
        if (s->seen[t] || count[t] == 0)
            continue;
        if (t != first && (total + count[t] >= INT32_MAX || /* which stands for as many as needed */
                           !is_same_kind(s->book, &s->book->types[first], &s->book->types[t])))
            continue;
        total += count[t];
        s->seen[t] = true;
        s->left[found] = count[t];
        s->types[found++] = t;
    }
    return found;
}

/* The depots of the kind's types, and how many vehicles each has. */
static int32_t collect_depots(share *s, int32_t num_types)
{
    int32_t found = 0;

    for (int32_t t = 0; t < num_types; t++) {
        const int32_t depot = s->book->types[s->types[t]].depot;

        if (s->depot_number[depot] < 0) {
            s->depot_number[depot] = found;
            s->depots[found] = depot;
            s->stock[found++] = 0;
        }
        s->stock[s->depot_number[depot]] += s->left[t];
    }
    for (int32_t d = 0; d < found; d++)
        s->depot_number[s->depots[d]] = -1;
    return found;
}

static int by_regret(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->regret != b->regret)
        return a->regret < b->regret ? -1 : 1;
    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    return (a->depot > b->depot) - (a->depot < b->depot);
}

static void give_by_regret(share *s, int32_t num_depots)
{
    int32_t count = 0;

    for (int32_t p = 0; p < s->num_parts; p++) {
        double nearest = HUGE_VAL;

        for (int32_t d = 0; d < num_depots; d++)
            nearest = fmin(nearest, distance(s, p, d));
        for (int32_t d = 0; d < num_depots; d++)
            s->pairs[count++] = (pair){distance(s, p, d) - nearest, p, d};
    }
    qsort(s->pairs, (size_t)count, sizeof *s->pairs, by_regret);
    for (int32_t i = 0; i < count; i++) {
        const pair *of = &s->pairs[i];
        const int32_t given = s->due[of->part] < s->stock[of->depot] ? s->due[of->part] : s->stock[of->depot];

        s->given[of->part * num_depots + of->depot] = given;
        s->due[of->part] -= given;
        s->stock[of->depot] -= given;
    }
}

/* Part p gives vehicles of depot a to part q for as many of depot b, when both together have less far to go. */
static bool exchange(share *s, int32_t num_depots, int32_t p, int32_t q, int32_t a, int32_t b)
{
    int32_t *of_p = s->given + p * num_depots, *of_q = s->given + q * num_depots;
    const int32_t moved = of_p[a] < of_q[b] ? of_p[a] : of_q[b];

    if (moved == 0 || distance(s, p, b) + distance(s, q, a) >= (distance(s, p, a) + distance(s, q, b)) * (1 - 1e-9))
        return false;
    of_p[a] -= moved;
    of_q[a] += moved;
    of_q[b] -= moved;
    of_p[b] += moved;
    return true;
}

/* A part has vehicles of few depots, however many there are. */
static bool exchange_pair(share *s, int32_t num_depots, int32_t p, int32_t q)
{
    bool gained = false;

    for (int32_t a = 0; a < num_depots; a++) {
        for (int32_t b = 0; s->given[p * num_depots + a] > 0 && b < num_depots; b++)
            gained |= exchange(s, num_depots, p, q, a, b);
    }
    return gained;
}

static void exchange_all(share *s, int32_t num_depots)
{
    bool gained = true;

    for (int pass = 0; gained && pass < MOST_PASSES; pass++) {
        gained = false;
        for (int32_t p = 0; p < s->num_parts; p++) {
            for (int32_t q = p + 1; q < s->num_parts; q++) {
                gained |= exchange_pair(s, num_depots, p, q);
            }
        }
    }
}

/* What a part has of each depot, dealt out of the types there. */
static void deal(share *s, int32_t num_depots)
{
    for (int32_t d = 0; d < num_depots; d++) {
        int32_t t = 0;

        for (int32_t p = 0; p < s->num_parts; p++) {
            int32_t due = s->given[p * num_depots + d];

            while (due > 0) {
                const bool is_here = s->book->types[s->types[t]].depot == s->depots[d];
                const int32_t taken = !is_here ? 0 : due < s->left[t] ? due : s->left[t];

                s->units[p].type_count[s->types[t]] += taken;
                s->left[t] -= taken;
                due -= taken;
                if (due > 0)
                    t++;
            }
        }
    }
}

static wain_status share_kind(share *s, const double *weight, int32_t num_types, wain_error *err)
{
    int32_t total = 0, num_depots;
    wain_status status = WAIN_OK;

    for (int32_t t = 0; t < num_types; t++)
        total += s->left[t];
    wain_divide_vehicles(total, weight, s->num_parts, s->carry, s->due);
    if (num_types == 1) {
        for (int32_t p = 0; p < s->num_parts; p++)
            s->units[p].type_count[s->types[0]] = s->due[p];
        return WAIN_OK;
    }
    num_depots = collect_depots(s, num_types);
    free(s->pairs);
    free(s->given);
    s->pairs = NULL;
    s->given = NULL;
    WAIN_TRY(WAIN_NEW(s->pairs, (size_t)s->num_parts * (size_t)num_depots, err));
    WAIN_TRY(WAIN_NEW(s->given, (size_t)s->num_parts * (size_t)num_depots, err));
    for (int32_t t = 0; t < num_types; t++) {
        for (int32_t p = 0; p < s->num_parts; p++)
            s->units[p].type_count[s->types[t]] = 0;
    }
    give_by_regret(s, num_depots);
    exchange_all(s, num_depots);
    deal(s, num_depots);
done:
    return status;
}

wain_status wain_share_fleet(const wain_order_book *book, wain_metric metric, const int32_t *count,
                             const double *weight, wain_unit *units, int32_t num_parts, wain_error *err)
{
    share s = {.book = book, .units = units, .num_parts = num_parts};
    wain_status status = WAIN_OK;

    WAIN_TRY(create(&s, err));
    find_centres(&s, metric);
    for (int32_t t = 0; t < (int32_t)book->num_types; t++) {
        if (!s.seen[t] && count[t] > 0)
            WAIN_TRY(share_kind(&s, weight, collect_kind(&s, count, t), err));
    }
done:
    clear(&s);
    return status;
}
