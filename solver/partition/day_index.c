/* Nearest orders by day: see day_internal.h. Leaves are runs of the Hilbert curve, so that the tree is built without
 * sorting and is as fine as the orders are dense; a node knows the days below it and is passed by for others. */
#include <math.h>
#include <stdlib.h>

#include "solver/core/memory.h"
#include "solver/partition/day_internal.h"

/* A box must promise a distance less by a tenth to be opened: an estimate needs no more. Squared. */
static const double SLACK = 1.2;

typedef struct query {
    const wain_day_index *index;
    const wain_place *place;
    int32_t self;
    uint64_t days;   /* as in a node */
    double farthest; /* an upper bound on second_square over the days */
    wain_day_near *near;
} query;

static uint64_t bit_of(int32_t day)
{
    return (uint64_t)1 << (day & 63);
}

static wain_day_node box_of_leaf(const wain_place *places, int32_t count)
{
    wain_day_node box = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL, 0};

    for (int32_t i = 0; i < count; i++) {
        box.x_min = fmin(box.x_min, places[i].x);
        box.x_max = fmax(box.x_max, places[i].x);
        box.y_min = fmin(box.y_min, places[i].y);
        box.y_max = fmax(box.y_max, places[i].y);
    }
    return box;
}

static wain_day_node box_of_nodes(const wain_day_node *nodes, int32_t count)
{
    wain_day_node box = nodes[0];

    for (int32_t i = 1; i < count; i++) {
        box.x_min = fmin(box.x_min, nodes[i].x_min);
        box.x_max = fmax(box.x_max, nodes[i].x_max);
        box.y_min = fmin(box.y_min, nodes[i].y_min);
        box.y_max = fmax(box.y_max, nodes[i].y_max);
    }
    return box;
}

/* How many children node `number` has when there are `count` of them in all. */
static int32_t num_children(int32_t number, int32_t count)
{
    const int32_t left = count - number * WAIN_DAY_FANOUT;

    return left < WAIN_DAY_FANOUT ? left : WAIN_DAY_FANOUT;
}

wain_status wain_day_index_create(const wain_place *places, int32_t count, wain_day_index *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t total = 0;

    *out = (wain_day_index){.places = places, .count = count};
    for (int32_t size = count; size > 1 || out->num_levels == 0;) {
        size = (size - 1) / WAIN_DAY_FANOUT + 1;
        out->level_size[out->num_levels++] = size;
        total += (size_t)size;
    }
    WAIN_TRY(WAIN_NEW(out->points, count, err));
    for (int32_t i = 0; i < count; i++)
        out->points[i] = (wain_day_point){places[i].x, places[i].y, -1};
    WAIN_TRY(WAIN_NEW(out->level[0], total, err));
    for (int32_t j = 0; j < out->level_size[0]; j++)
        out->level[0][j] = box_of_leaf(places + (size_t)j * WAIN_DAY_FANOUT, num_children(j, count));
    for (int32_t l = 1; l < out->num_levels; l++) {
        out->level[l] = out->level[l - 1] + out->level_size[l - 1];
        for (int32_t j = 0; j < out->level_size[l]; j++)
            out->level[l][j] =
                box_of_nodes(out->level[l - 1] + (size_t)j * WAIN_DAY_FANOUT, num_children(j, out->level_size[l - 1]));
    }
done:
    return status;
}

void wain_day_index_clear(wain_day_index *index)
{
    free(index->points);
    free(index->level[0]);
    *index = (wain_day_index){0};
}

void wain_day_index_add(wain_day_index *index, int32_t place, int32_t day)
{
    const uint64_t bit = bit_of(day);
    int32_t number = place;

    index->points[place].day = day;
    for (int32_t l = 0; l < index->num_levels; l++) {
        number /= WAIN_DAY_FANOUT;
        if (index->level[l][number].days & bit)
            return; /* and so it is above */
        index->level[l][number].days |= bit;
    }
}

void wain_day_index_remove(wain_day_index *index, int32_t place)
{
    index->points[place].day = -1; /* the nodes keep the day: that costs a look, not a mistake */
}

/* How far a coordinate is outside an interval. */
static double beyond(double value, double low, double high)
{
    return value < low ? low - value : value > high ? value - high : 0;
}

/* Whether the node may hold a place nearer than what is known for one of its days. */
static bool is_promising(const query *q, const wain_day_node *node)
{
    const double dx = beyond(q->place->x, node->x_min, node->x_max);
    const double dy = beyond(q->place->y, node->y_min, node->y_max);
    const double square = SLACK * (dx * dx + dy * dy);

    if (square >= q->farthest || !(node->days & q->days))
        return false;
    for (int32_t d = q->place->first_day; d <= q->place->last_day; d++) {
        if ((node->days & bit_of(d)) && square < q->near[d].second_square)
            return true;
    }
    return false;
}

static void scan_leaf(query *q, int32_t leaf)
{
    const int32_t start = leaf * WAIN_DAY_FANOUT, end = start + num_children(leaf, q->index->count);
    bool found = false;

    for (int32_t i = start; i < end; i++) {
        const wain_day_point *other = &q->index->points[i];
        const double dx = other->x - q->place->x, dy = other->y - q->place->y, square = dx * dx + dy * dy;
        wain_day_near *near;

        if (i == q->self || other->day < q->place->first_day || other->day > q->place->last_day)
            continue;
        near = &q->near[other->day];
        if (square >= near->second_square)
            continue;
        found = true;
        if (square < near->first_square) {
            near->second_square = near->first_square;
            near->second = near->first;
            near->first_square = square;
            near->first = i;
        } else {
            near->second_square = square;
            near->second = i;
        }
    }
    if (found) {
        q->farthest = 0;
        for (int32_t d = q->place->first_day; d <= q->place->last_day; d++)
            q->farthest = q->near[d].second_square > q->farthest ? q->near[d].second_square : q->farthest;
    }
}

static void visit(query *q, int32_t level, int32_t number)
{
    if (!is_promising(q, &q->index->level[level][number]))
        return;
    if (level == 0) {
        scan_leaf(q, number);
        return;
    }
    for (int32_t k = 0; k < num_children(number, q->index->level_size[level - 1]); k++)
        visit(q, level - 1, number * WAIN_DAY_FANOUT + k);
}

void wain_day_index_nearest(const wain_day_index *index, int32_t place, wain_day_near *near)
{
    query q = {.index = index, .place = &index->places[place], .self = place, .farthest = HUGE_VAL, .near = near};
    int32_t number = place / WAIN_DAY_FANOUT;

    for (int32_t d = q.place->first_day; d <= q.place->last_day; d++) {
        near[d] = (wain_day_near){HUGE_VAL, HUGE_VAL, -1, -1};
        q.days |= bit_of(d);
    }
    scan_leaf(&q, number);
    for (int32_t l = 0; l + 1 < index->num_levels;
         l++) { /* from the leaf up: near ones first, then few can be nearer */
        const int32_t parent = number / WAIN_DAY_FANOUT;

        for (int32_t k = 0; k < num_children(parent, index->level_size[l]); k++) {
            if (parent * WAIN_DAY_FANOUT + k != number)
                visit(&q, l, parent * WAIN_DAY_FANOUT + k);
        }
        number = parent;
    }
}
