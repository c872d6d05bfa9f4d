/* The anytime curve of a search: a CSV of seconds, iterations, routes and cost, one row whenever the best known
 * solution became better. */
#ifndef WAIN_IO_CURVE_CSV_H
#define WAIN_IO_CURVE_CSV_H

#include <stdint.h>
#include <stdio.h>

#include "io/atomic_file.h"
#include "solver/core/error.h"

typedef struct wain_curve {
    wain_atomic_file target;
    FILE *file;  /* owned; NULL: no curve is kept */
    double cost; /* of the last row */
    int32_t routes;
} wain_curve;

/* Claim the path and write the header to the file in the making. WAIN_EIO when it can't be written. */
wain_status wain_curve_open(const char *path, wain_curve *curve, wain_error *err);

/* Add a row, the cost in the instance's units with that many decimals. A solution as good as the last one adds none.
 * What can't be written is reported by wain_curve_publish. Harmless on a zeroed struct. */
void wain_curve_add(wain_curve *curve, double seconds, int64_t iterations, int32_t routes, double cost, int decimals);

/* Publish the rows and release. WAIN_EIO leaves an older file as it was. */
wain_status wain_curve_publish(wain_curve *curve, wain_error *err);

/* Drop what was not published; harmless after it and on a zeroed struct. */
void wain_curve_abandon(wain_curve *curve);

#endif
