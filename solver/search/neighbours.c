#include "solver/search/neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/memory.h"

/* Orders in square cells of a plane in which straight distance ranks as the true distance does, near enough. */
typedef struct grid {
    double min_x, min_y, cell; /* cell: side of a square */
    double stretch;            /* of x: degrees of longitude shrink towards the poles */
    int32_t width, height;
    int32_t *first; /* width * height + 1: where a cell's orders start */
    int32_t *orders;
} grid;

typedef struct candidate {
    double rank; /* distance, and what windows add to it */
    wain_dist distance;
    int32_t order;
} candidate;

enum { WIDER = 4 }; /* with windows: candidates for each place in a list */

static int by_distance(const void *a, const void *b)
{
    const candidate *l = a, *r = b;

    if (l->distance != r->distance)
        return l->distance < r->distance ? -1 : 1;
    return (l->order > r->order) - (l->order < r->order);
}

static bool is_before(const candidate *a, const candidate *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->order < b->order;
}

/* Bring the `wanted` nearest of n candidates to the front, in any order (quickselect, Hoare, 1961). O(n) expected. */
static void select_nearest(candidate *found, int32_t n, int32_t wanted)
{
    int32_t low = 0, high = n - 1;

    while (low < high) {
        const candidate pivot = found[low + (high - low) / 2];
        int32_t i = low, k = high;

        while (i <= k) {
            while (is_before(&found[i], &pivot))
                i++;
            while (is_before(&pivot, &found[k]))
                k--;
            if (i <= k) {
                const candidate swapped = found[i];

                found[i++] = found[k];
                found[k--] = swapped;
            }
        }
        if (wanted <= k)
            high = k;
        else if (wanted >= i)
            low = i;
        else
            break;
    }
}

static wain_dist nearer(const wain_problem *problem, int32_t a, int32_t b)
{
    const int32_t d = problem->num_depots;
    const wain_dist there = wain_problem_distance(problem, d + a, d + b);
    wain_dist back;

    if (problem->travel.metric != WAIN_METRIC_MATRIX)
        return there;
    back = wain_problem_distance(problem, d + b, d + a);
    return there < back ? there : back;
}

/* What windows add to the way from order a straight to b, as a distance at `speed` (m/s): waiting that nothing avoids
 * counts a fifth, coming too late in full (Vidal, Crainic, Gendreau and Prins, 2013). */
static double mismatch(const wain_problem *problem, int32_t a, int32_t b, wain_dist way, double speed)
{
    const wain_problem_order *from = &problem->orders[a], *to = &problem->orders[b];
    const wain_window *before = &problem->windows[from->first_window], *after = &problem->windows[to->first_window];
    const double taken = from->service + way / speed;
    const double wait = after[0].open - (before[from->num_windows - 1].close + taken);
    const double late = before[0].open + taken - after[to->num_windows - 1].close;

    return speed * (0.2 * fmax(wait, 0) + fmax(late, 0));
}

/* Distance between two orders for a vehicle that serves one right after the other, in the better direction. */
static double distance_in_time(const wain_problem *problem, int32_t a, int32_t b, wain_dist way, double speed)
{
    return way + fmin(mismatch(problem, a, b, way, speed), mismatch(problem, b, a, way, speed));
}

/* Of the first type of vehicle, over the day, in distance units a second. */
static double mean_speed(const wain_problem *problem)
{
    const wain_speed_profile *profile = &problem->travel.profiles[problem->types[0].profile];
    double sum = 0;

    for (int32_t b = 0; b < profile->num_bands; b++)
        sum += profile->speed[b];
    return sum / profile->num_bands / 1000;
}

static int32_t cell_of(const grid *g, const wain_problem *problem, int32_t order)
{
    const int32_t location = problem->num_depots + order;
    const double column = (problem->x[location] * g->stretch - g->min_x) / g->cell;
    const double row = (problem->y[location] - g->min_y) / g->cell;
    const int32_t x = column < g->width - 1 ? (int32_t)column : g->width - 1;
    const int32_t y = row < g->height - 1 ? (int32_t)row : g->height - 1;

    return y * g->width + x;
}

static void measure(grid *g, const wain_problem *problem)
{
    double max_x = -INFINITY, max_y = -INFINITY, side;

    g->min_x = g->min_y = INFINITY;
    for (int32_t i = 0; i < problem->num_orders; i++) {
        const double x = problem->x[problem->num_depots + i] * g->stretch, y = problem->y[problem->num_depots + i];

        g->min_x = fmin(g->min_x, x);
        g->min_y = fmin(g->min_y, y);
        max_x = fmax(max_x, x);
        max_y = fmax(max_y, y);
    }
    side = fmax(fmax(max_x - g->min_x, max_y - g->min_y), 1e-9);
    g->cell =
        side / ceil(sqrt(problem->num_orders / 4.0 + 1.0)); /* some four orders a cell when they are spread evenly */
    g->width = (int32_t)((max_x - g->min_x) / g->cell) + 1;
    g->height = (int32_t)((max_y - g->min_y) / g->cell) + 1;
}

static wain_status grid_build(grid *g, const wain_problem *problem, const uint8_t *excluded, wain_error *err)
{
    wain_status status = WAIN_OK;
    int32_t cells;

    g->stretch = 1.0;
    if (problem->travel.metric == WAIN_METRIC_GREAT_CIRCLE && problem->num_orders > 0) {
        double latitude = 0;

        for (int32_t i = 0; i < problem->num_orders; i++)
            latitude += problem->y[problem->num_depots + i];
        g->stretch = fmax(cos(latitude / problem->num_orders * (3.14159265358979323846 / 180.0)), 0.01);
    }
    measure(g, problem);
    cells = g->width * g->height;
    WAIN_TRY(WAIN_NEW(g->first, cells + 2, err));
    WAIN_TRY(WAIN_NEW(g->orders, problem->num_orders, err));
    for (int32_t i = 0; i < problem->num_orders; i++) {
        if (!excluded[i])
            g->first[cell_of(g, problem, i) + 2]++;
    }
    for (int32_t c = 2; c < cells + 2; c++)
        g->first[c] += g->first[c - 1];
    for (int32_t i = 0; i < problem->num_orders; i++) {
        if (!excluded[i])
            g->orders[g->first[cell_of(g, problem, i) + 1]++] = i;
    }
done:
    return status;
}

/* Append the orders of the ring of cells at distance `ring` around (x, y). */
static int32_t collect_ring(const grid *g, int32_t x, int32_t y, int32_t ring, int32_t self, candidate *found,
                            int32_t n)
{
    for (int32_t row = y - ring; row <= y + ring; row++) {
        const int32_t step = row == y - ring || row == y + ring || ring == 0 ? 1 : 2 * ring;

        if (row < 0 || row >= g->height)
            continue;
        for (int32_t column = x - ring; column <= x + ring; column += step) {
            if (column < 0 || column >= g->width)
                continue;
            for (int32_t k = g->first[row * g->width + column]; k < g->first[row * g->width + column + 1]; k++) {
                if (g->orders[k] != self)
                    found[n++].order = g->orders[k];
            }
        }
    }
    return n;
}

/* Rings are taken until the list is full and one more, since the corner of a ring is farther than its side. */
static int32_t collect_near(const grid *g, const wain_problem *problem, int32_t order, int32_t wanted, candidate *found)
{
    const int32_t cell = cell_of(g, problem, order);
    const int32_t x = cell % g->width, y = cell / g->width;
    const int32_t rings = g->width > g->height ? g->width : g->height;
    int32_t n = 0, enough = -1;

    for (int32_t ring = 0; ring <= rings; ring++) {
        n = collect_ring(g, x, y, ring, order, found, n);
        if (enough < 0 && n >= wanted)
            enough = ring + ring / 2 + 1;
        if (enough >= 0 && ring >= enough)
            break;
    }
    return n;
}

static int32_t collect_all(const wain_problem *problem, const uint8_t *excluded, int32_t order, candidate *found)
{
    int32_t n = 0;

    for (int32_t i = 0; i < problem->num_orders; i++) {
        if (i != order && !excluded[i])
            found[n++].order = i;
    }
    return n;
}

/* `speed`: 0 where only the place counts. */
static void fill_row(wain_neighbours *lists, const wain_problem *problem, int32_t order, double speed, candidate *found,
                     int32_t n)
{
    const size_t row = (size_t)order * (size_t)lists->count;

    for (int32_t k = 0; k < n; k++) {
        found[k].distance = nearer(problem, order, found[k].order);
        found[k].rank = found[k].distance;
        if (speed > 0)
            found[k].rank = distance_in_time(problem, order, found[k].order, found[k].distance, speed);
    }
    if (n > lists->count)
        select_nearest(found, n, lists->count - 1);
    qsort(found, (size_t)(n < lists->count ? n : lists->count), sizeof *found, by_distance);
    for (int32_t k = 0; k < lists->count; k++) {
        lists->orders[row + (size_t)k] = k < n ? found[k].order : order;
        lists->distances[row + (size_t)k] = k < n ? found[k].distance : INT32_MAX / 2;
    }
    lists->radius[order] = n > lists->count ? found[lists->count - 1].distance : INT32_MAX / 2;
}

wain_status wain_neighbours_create(const wain_problem *problem, const uint8_t *excluded, int32_t count, bool in_time,
                                   wain_neighbours **out, wain_error *err)
{
    const int32_t n = problem->num_orders;
    const double speed = in_time ? mean_speed(problem) : 0;
    wain_status status = WAIN_OK;
    wain_neighbours *lists = NULL;
    int32_t wanted;
    candidate *found = NULL;
    grid g = {0};

    WAIN_TRY(WAIN_NEW(lists, 1, err));
    lists->count = n - 1 < count ? (n > 1 ? n - 1 : 1) : count;
    WAIN_TRY(wain_allocate_aligned(&lists->orders, (size_t)n * (size_t)lists->count, sizeof *lists->orders,
                                   "neighbours", err));
    WAIN_TRY(wain_allocate_aligned(&lists->distances, (size_t)n * (size_t)lists->count, sizeof *lists->distances,
                                   "neighbours", err));
    WAIN_TRY(WAIN_NEW(lists->radius, n, err));
    WAIN_TRY(WAIN_NEW(found, n, err));
    wanted = speed > 0 ? WIDER * lists->count : lists->count;
    if (problem->travel.metric != WAIN_METRIC_MATRIX && n > 0)
        WAIN_TRY(grid_build(&g, problem, excluded, err));
    for (int32_t i = 0; i < n; i++) {
        int32_t near = 0;

        if (!excluded[i])
            near = g.orders ? collect_near(&g, problem, i, wanted, found) : collect_all(problem, excluded, i, found);
        fill_row(lists, problem, i, speed, found, near);
    }
    *out = lists;
    lists = NULL;
done:
    free(g.first);
    free(g.orders);
    free(found);
    wain_neighbours_free(lists);
    return status;
}

void wain_neighbours_free(wain_neighbours *neighbours)
{
    if (!neighbours)
        return;
    free(neighbours->orders);
    free(neighbours->distances);
    free(neighbours->radius);
    free(neighbours);
}
