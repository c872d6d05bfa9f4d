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
    int32_t *types;        /* those of the kind */
    int32_t *left;         /* of each of them */
    struct pair *pairs;
    bool *seen; /* of each type */
} share;

typedef struct pair {
    double regret; /* how much farther than the part's nearest depot */
    int32_t part, type;
} pair;

static void clear(share *s)
{
    free(s->x);
    free(s->y);
    free(s->width);
    free(s->carry);
    free(s->due);
    free(s->types);
    free(s->left);
    free(s->pairs);
    free(s->seen);
}

static wain_status create(share *s, wain_error *err)
{
    const size_t parts = (size_t)s->num_parts, types = s->book->num_types;
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_NEW(s->x, parts, err));
    WAIN_TRY(WAIN_NEW(s->y, parts, err));
    WAIN_TRY(WAIN_NEW(s->width, parts, err));
    WAIN_TRY(WAIN_NEW(s->carry, parts, err));
    WAIN_TRY(WAIN_NEW(s->due, parts, err));
    WAIN_TRY(WAIN_NEW(s->types, types, err));
    WAIN_TRY(WAIN_NEW(s->left, types, err));
    WAIN_TRY(WAIN_NEW(s->seen, types, err));
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

static double distance(const share *s, int32_t part, int32_t type)
{
    const wain_depot *depot = &s->book->depots[s->book->types[type].depot];

    return hypot((depot->x - s->x[part]) * s->width[part], depot->y - s->y[part]);
}

/* Whether vehicles of two types do the same at the same cost, but from another depot. */
static bool is_same_kind(const wain_vehicle_type *a, const wain_vehicle_type *b)
{
    for (int k = 0; k < WAIN_MAX_LOADS; k++) {
        if (a->capacity[k] != b->capacity[k])
            return false;
    }
    return a->fixed_cost == b->fixed_cost && a->cost_per_distance == b->cost_per_distance &&
           a->cost_per_hour == b->cost_per_hour && a->shift_start == b->shift_start && a->shift_end == b->shift_end &&
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
                           !is_same_kind(&s->book->types[first], &s->book->types[t])))
            continue;
        total += count[t];
        s->seen[t] = true;
        s->left[found] = count[t];
        s->types[found++] = t;
    }
    return found;
}

static int by_regret(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->regret != b->regret)
        return a->regret < b->regret ? -1 : 1;
    if (a->part != b->part)
        return a->part < b->part ? -1 : 1;
    return (a->type > b->type) - (a->type < b->type);
}

static void give_by_regret(share *s, int32_t num_types)
{
    int32_t count = 0;

    for (int32_t p = 0; p < s->num_parts; p++) {
        double nearest = HUGE_VAL;

        for (int32_t t = 0; t < num_types; t++)
            nearest = fmin(nearest, distance(s, p, s->types[t]));
        for (int32_t t = 0; t < num_types; t++)
            s->pairs[count++] = (pair){distance(s, p, s->types[t]) - nearest, p, t};
    }
    qsort(s->pairs, (size_t)count, sizeof *s->pairs, by_regret);
    for (int32_t i = 0; i < count; i++) {
        const pair *of = &s->pairs[i];
        const int32_t given = s->due[of->part] < s->left[of->type] ? s->due[of->part] : s->left[of->type];

        s->units[of->part].type_count[s->types[of->type]] = given;
        s->due[of->part] -= given;
        s->left[of->type] -= given;
    }
}

/* Part p gives vehicles of type a to part q for as many of type b, when both together have less far to go. */
static bool exchange(share *s, int32_t p, int32_t q, int32_t a, int32_t b)
{
    int32_t *p_counts = s->units[p].type_count, *q_counts = s->units[q].type_count;
    const int32_t moved = p_counts[a] < q_counts[b] ? p_counts[a] : q_counts[b];

    if (moved == 0 || distance(s, p, b) + distance(s, q, a) >= (distance(s, p, a) + distance(s, q, b)) * (1 - 1e-9))
        return false;
    p_counts[a] -= moved;
    q_counts[a] += moved;
    q_counts[b] -= moved;
    p_counts[b] += moved;
    return true;
}

static void exchange_all(share *s, int32_t num_types)
{
    bool gained = true;

    while (gained) {
        gained = false;
        for (int32_t p = 0; p < s->num_parts; p++) {
            for (int32_t q = 0; q < s->num_parts; q++) {
                for (int32_t i = 0; i < num_types * num_types; i++)
                    gained |= exchange(s, p, q, s->types[i / num_types], s->types[i % num_types]);
            }
        }
    }
}

static wain_status share_kind(share *s, const double *weight, int32_t num_types, wain_error *err)
{
    int32_t total = 0;
    wain_status status = WAIN_OK;

    for (int32_t t = 0; t < num_types; t++)
        total += s->left[t];
    wain_divide_vehicles(total, weight, s->num_parts, s->carry, s->due);
    if (num_types == 1) {
        for (int32_t p = 0; p < s->num_parts; p++)
            s->units[p].type_count[s->types[0]] = s->due[p];
        return WAIN_OK;
    }
    free(s->pairs);
    s->pairs = NULL;
    WAIN_TRY(WAIN_NEW(s->pairs, (size_t)s->num_parts * (size_t)num_types, err));
    give_by_regret(s, num_types);
    exchange_all(s, num_types);
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
