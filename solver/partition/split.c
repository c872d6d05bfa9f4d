/* A region's day too large for one rank, in compact parts; and the fleet among them. */
#include <math.h>
#include <stdlib.h>

#include "solver/partition/partition_internal.h"

static int compare_x(const void *left, const void *right)
{
    const wain_place *a = left, *b = right;

    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static int compare_y(const void *left, const void *right)
{
    const wain_place *a = left, *b = right;

    if (a->y != b->y)
        return a->y < b->y ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* The spread, not the box: a single far point must not turn the cut. */
static bool is_wider_than_high(const wain_place *places, int32_t count)
{
    double mean_x = 0, mean_y = 0, spread_x = 0, spread_y = 0;

    for (int32_t i = 0; i < count; i++) {
        mean_x += places[i].x / count;
        mean_y += places[i].y / count;
    }
    for (int32_t i = 0; i < count; i++) {
        spread_x += fabs(places[i].x - mean_x);
        spread_y += fabs(places[i].y - mean_y);
    }
    return spread_x >= spread_y;
}

/* How many of the sorted places go left, so that their work is in proportion and no side overflows. */
static int32_t cut(const wain_place *places, int32_t count, int32_t left_parts, int32_t right_parts, int32_t max_stops)
{
    const int64_t most = (int64_t)left_parts * max_stops, least = count - (int64_t)right_parts * max_stops;
    double total = 0, sum = 0;
    int64_t n = 0;

    for (int32_t i = 0; i < count; i++)
        total += places[i].work;
    while (n < count && sum + places[n].work / 2 < total * left_parts / (left_parts + right_parts))
        sum += places[n++].work;
    if (n < left_parts)
        n = left_parts;
    if (n > count - right_parts)
        n = count - right_parts;
    return (int32_t)(n > most ? most : n < least ? least : n);
}

static void bisect(wain_place *places, int32_t count, int32_t first_part, int32_t num_parts, int32_t max_stops)
{
    const int32_t left_parts = num_parts / 2;
    int32_t n;

    if (num_parts <= 1) {
        for (int32_t i = 0; i < count; i++)
            places[i].part = first_part;
        return;
    }
    qsort(places, (size_t)count, sizeof *places, is_wider_than_high(places, count) ? compare_x : compare_y);
    n = cut(places, count, left_parts, num_parts - left_parts, max_stops);
    bisect(places, n, first_part, left_parts, max_stops);
    bisect(places + n, count - n, first_part + left_parts, num_parts - left_parts, max_stops);
}

void wain_split_places(wain_place *places, int32_t count, int32_t num_parts, int32_t max_stops)
{
    bisect(places, count, 0, num_parts, max_stops);
}

void wain_divide_vehicles(int32_t count, const double *weight, int32_t num_parts, double *carry, int32_t *given)
{
    int64_t left = count;

    for (int32_t p = 0; p < num_parts; p++) {
        const double due = count == INT32_MAX ? 0 : count * weight[p] + carry[p];

        given[p] = count == INT32_MAX ? INT32_MAX : due > 0 ? (int32_t)floor(due) : 0;
        carry[p] = count == INT32_MAX ? carry[p] : due - given[p];
        left -= count == INT32_MAX ? 0 : given[p];
    }
    if (count == INT32_MAX)
        return;
    while (left != 0) {
        const int32_t step = left > 0 ? 1 : -1;
        int32_t best = -1;

        for (int32_t p = 0; p < num_parts; p++) {
            if (step < 0 && given[p] == 0)
                continue;
            if (best < 0 || step * carry[p] > step * carry[best])
                best = p;
        }
        given[best] += step;
        carry[best] -= step;
        left -= step;
    }
}
