/* Orders that lie outside their region. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/order_book_csv.h"
#include "solver/core/memory.h"
#include "solver/model/travel.h"

enum { FEWEST_FOR_MEDIAN = 5 };

#define RADIANS (3.14159265358979323846 / 180)

/* A point to measure from: on the unit sphere, or (x, y, 0) in the plane. */
typedef struct point {
    double v[3];
} point;

/* The points of each region: its depots, or the median of its orders. */
typedef struct anchors {
    point *points;
    size_t *first; /* of each region; one more at the end */
} anchors;

static point point_at(bool planar, double x, double y)
{
    const double east = x * RADIANS, north = y * RADIANS;

    if (planar)
        return (point){{x, y, 0}};
    return (point){{cos(north) * cos(east), cos(north) * sin(east), sin(north)}};
}

static double squared_distance(const point *a, const point *b)
{
    const double dx = a->v[0] - b->v[0], dy = a->v[1] - b->v[1], dz = a->v[2] - b->v[2];

    return dx * dx + dy * dy + dz * dz;
}

/* The squared chord of the radius: comparing chords needs no arc per order. */
static double squared_reach(const wain_order_book_rules *rules)
{
    const double half = rules->region_radius / (2 * WAIN_EARTH_RADIUS);
    const double chord = half >= 90 * RADIANS ? 2 : 2 * sin(half);

    return rules->planar ? rules->region_radius * rules->region_radius : chord * chord;
}

static double metres_between(bool planar, const point *a, const point *b)
{
    const double distance = sqrt(squared_distance(a, b));

    return planar ? distance : 2 * WAIN_EARTH_RADIUS * asin(fmin(distance / 2, 1));
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Positions of the sound orders, region after region. */
typedef struct positions {
    double *x, *y;
    size_t *end; /* of each region's positions */
} positions;

static void clear_positions(positions *sound)
{
    free(sound->x);
    free(sound->y);
    free(sound->end);
}

static wain_status group_positions(const wain_order_book *book, positions *out, wain_error *err)
{
    wain_status status;
    size_t start = 0;

    WAIN_TRY(WAIN_NEW(out->x, book->num_orders, err));
    WAIN_TRY(WAIN_NEW(out->y, book->num_orders, err));
    WAIN_TRY(WAIN_NEW(out->end, book->num_regions, err));
    for (size_t i = 0; i < book->num_orders; i++)
        out->end[book->orders[i].region] += book->orders[i].reason == WAIN_REASON_NONE;
    for (size_t r = 0; r < book->num_regions; r++) { /* counts become starts, which filling moves to the ends */
        const size_t count = out->end[r];

        out->end[r] = start;
        start += count;
    }
    for (size_t i = 0; i < book->num_orders; i++) {
        if (book->orders[i].reason == WAIN_REASON_NONE) {
            const size_t slot = out->end[book->orders[i].region]++;

            out->x[slot] = book->orders[i].x;
            out->y[slot] = book->orders[i].y;
        }
    }
done:
    return status;
}

/* The medians of a region's sound orders; false when they are too few to tell. */
static bool find_median(const positions *sound, size_t region, double *x, double *y)
{
    const size_t start = region > 0 ? sound->end[region - 1] : 0, count = sound->end[region] - start;

    if (count < FEWEST_FOR_MEDIAN)
        return false;
    qsort(sound->x + start, count, sizeof *sound->x, compare);
    qsort(sound->y + start, count, sizeof *sound->y, compare);
    *x = sound->x[start + count / 2];
    *y = sound->y[start + count / 2];
    return true;
}

static wain_status find_anchors(const wain_order_book_rules *rules, const wain_order_book *book, anchors *out,
                                wain_error *err)
{
    wain_status status;
    positions sound = {0};
    double x, y;
    size_t n = 0;

    WAIN_TRY(group_positions(book, &sound, err));
    WAIN_TRY(WAIN_NEW(out->points, book->num_depots + book->num_regions, err));
    WAIN_TRY(WAIN_NEW(out->first, book->num_regions + 1, err));
    for (size_t r = 0; r < book->num_regions; r++) {
        out->first[r] = n;
        for (size_t d = 0; d < book->num_depots; d++) {
            if (book->depots[d].region == (int32_t)r)
                out->points[n++] = point_at(rules->planar, book->depots[d].x, book->depots[d].y);
        }
        if (n == out->first[r] && find_median(&sound, r, &x, &y))
            out->points[n++] = point_at(rules->planar, x, y);
    }
    out->first[book->num_regions] = n;
done:
    clear_positions(&sound);
    return status;
}

static wain_status report(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                          wain_order *order, const anchors *known, wain_fault_list *faults, wain_error *err)
{
    const point *points = known->points + known->first[order->region];
    const size_t count = known->first[order->region + 1] - known->first[order->region];
    const point here = point_at(rules->planar, order->x, order->y),
                swapped = point_at(rules->planar, order->y, order->x);
    const double reach = squared_reach(rules);
    const char *mend = "correct its position or its region; input.region_radius_km sets the limit";
    double metres = HUGE_VAL;
    char value[100], expected[160], what[WAIN_CSV_MAX_FAULT];

    for (size_t i = 0; i < count; i++) {
        metres = fmin(metres, metres_between(rules->planar, &points[i], &here));
        if (squared_distance(&points[i], &swapped) <= reach)
            mend = "latitude and longitude look swapped";
    }
    snprintf(value, sizeof value, "%.6f, %.6f (%.0f km away)", order->y, order->x, metres / 1000);
    snprintf(expected, sizeof expected, "a place within %.0f km of a depot (or the middle) of its region '%.60s'",
             rules->region_radius / 1000, wain_order_book_text(book, book->regions[order->region]));
    wain_fault_add(faults, rules->faulty_order, path, order->line, "latitude, longitude", value, expected, mend);
    wain_fault_describe("latitude, longitude", value, expected, "", what, sizeof what);
    order->reason = WAIN_REASON_BAD_DATA;
    return wain_order_book_add_text(book, what, strlen(what), &order->fault, err);
}

wain_status wain_order_book_csv_check_positions(const char *path, const wain_order_book_rules *rules,
                                                wain_order_book *book, wain_fault_list *faults, wain_error *err)
{
    wain_status status;
    anchors known = {0};
    const double reach = squared_reach(rules);

    WAIN_TRY(find_anchors(rules, book, &known, err));
    for (size_t i = 0; i < book->num_orders; i++) {
        wain_order *order = &book->orders[i];
        const size_t first = known.first[order->region], end = known.first[order->region + 1];
        bool inside = first == end;
        point here;

        if (order->reason != WAIN_REASON_NONE)
            continue;
        here = point_at(rules->planar, order->x, order->y);
        for (size_t p = first; p < end && !inside; p++)
            inside = squared_distance(&known.points[p], &here) <= reach;
        if (inside)
            continue;
        WAIN_TRY(report(path, rules, book, order, &known, faults, err));
    }
done:
    free(known.points);
    free(known.first);
    return status;
}
