#include "io/curve_csv.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

wain_status wain_curve_open(const char *path, wain_curve *curve, wain_error *err)
{
    wain_status status = WAIN_OK;

    *curve = (wain_curve){.cost = NAN};
    WAIN_TRY(wain_atomic_file_open(path, &curve->target, err));
    curve->file = fopen(curve->target.temporary, "w");
    if (!curve->file) {
        status = wain_error_set(err, WAIN_EIO, "%s: %s", curve->target.temporary, strerror(errno));
        goto done;
    }
    fputs("seconds,iterations,routes,cost\n", curve->file);
done:
    if (status != WAIN_OK)
        wain_curve_abandon(curve);
    return status;
}

void wain_curve_add(wain_curve *curve, double seconds, int64_t iterations, int32_t routes, double cost, int decimals)
{
    if (!curve->file || (curve->cost == cost && curve->routes == routes))
        return;
    curve->cost = cost;
    curve->routes = routes;
    fprintf(curve->file, "%.3f,%" PRId64 ",%" PRId32 ",%.*f\n", seconds, iterations, routes, decimals, cost);
}

wain_status wain_curve_publish(wain_curve *curve, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool failed = ferror(curve->file) != 0;

    failed |= fclose(curve->file) != 0; /* a full disk may show only here */
    curve->file = NULL;
    if (failed) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't write: %s", curve->target.path, strerror(errno));
        goto done;
    }
    WAIN_TRY(wain_atomic_file_commit(&curve->target, err));
done:
    wain_curve_abandon(curve);
    return status;
}

void wain_curve_abandon(wain_curve *curve)
{
    if (curve->file)
        fclose(curve->file);
    curve->file = NULL;
    wain_atomic_file_abandon(&curve->target);
}
