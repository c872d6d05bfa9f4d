/* Where the orders of a synthetic book lie: sites (a town's core, a suburb, a village, a postcode) with weights,
 * grouped into regions, and depots where the volume is. Deterministic for a seed. */
#ifndef WAIN_IO_GEOGRAPHY_H
#define WAIN_IO_GEOGRAPHY_H

#include "solver/core/error.h"
#include "solver/core/rng.h"
#include "solver/core/types.h"

enum { WAIN_REGION_NAME = 32 };

#define WAIN_KM_PER_DEGREE 111.195

typedef enum wain_site_shape {
    WAIN_SITE_CORE,  /* points fall off as a Gaussian of standard deviation `radius` */
    WAIN_SITE_FRINGE /* points fall off exponentially with mean distance `radius` */
} wain_site_shape;

typedef struct wain_site {
    double x, y;   /* longitude and latitude, degrees */
    double radius; /* km */
    double weight; /* share of the orders, any scale; 0: out of every depot's reach */
    int32_t region;
    int32_t depot;   /* nearest depot of its region */
    double depot_km; /* great circle to it */
    wain_site_shape shape;
} wain_site;

typedef struct wain_site_depot {
    double x, y;
    int32_t region;
} wain_site_depot;

typedef struct wain_geography {
    wain_site *sites; /* owned, like all arrays here */
    size_t num_sites, sites_capacity;
    char (*regions)[WAIN_REGION_NAME]; /* names */
    size_t num_regions, regions_capacity;
    wain_site_depot *depots; /* by region */
    size_t num_depots, depots_capacity;
    int64_t places_skipped; /* faulty or stray rows of the places file */
} wain_geography;

/* A country that does not exist: an irregular outline; cities of Zipf's sizes (Zipf, 1949) that keep their distance,
 * each with a dense core, a fringe and suburbs; villages between them; regions around the largest cities. About 100 km
 * by 100 km times 4 per region. `num_orders` sets how many towns are worth telling apart. */
wain_status wain_geography_invent(wain_rng *rng, int32_t num_regions, int64_t num_orders, wain_geography *geography,
                                  wain_error *err);

/* A country that does: the rows of a CSV file with the columns latitude, longitude and region (any order, others are
 * passed over) become sites, those with many neighbours get more. num_regions > 0 keeps the regions with most places.
 * Faulty rows and places far from their region are left out and counted. WAIN_EIO, WAIN_EINPUT (no usable row),
 * WAIN_EMEMORY. */
wain_status wain_geography_read(const char *path, int32_t num_regions, wain_geography *geography, wain_error *err);

/* Put depots at the heaviest sites of each region until nearly all of its weight is within a day's reach; what stays
 * beyond it loses its weight. Sets the sites' depots. O(sites * depots). */
wain_status wain_geography_place_depots(wain_rng *rng, wain_geography *geography, wain_error *err);

/* Append a site / a region (name cut to fit). */
wain_status wain_geography_add_site(wain_geography *geography, const wain_site *site, wain_error *err);
wain_status wain_geography_add_region(wain_geography *geography, const char *name, wain_error *err);

void wain_geography_clear(wain_geography *geography);

/* About how far two points are apart, km; exact enough within a region. */
double wain_geography_km(double ax, double ay, double bx, double by);

/* A standard normal deviate (Box and Muller, 1958). */
double wain_geography_normal(wain_rng *rng);

#endif
