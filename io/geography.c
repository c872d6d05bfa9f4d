#include "io/geography.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "solver/core/memory.h"

#define TURN 6.283185307179586

/* A region needs up to so many depots to have this share of its weight this near; beyond `reach` there and back is
 * more than a shift. */
enum { MAX_DEPOTS = 12 };
#define NEAR_KM 150.0
#define REACH_KM 170.0
#define COVERED 0.97

double wain_geography_normal(wain_rng *rng)
{
    const double u = 1 - wain_rng_uniform(rng); /* in (0, 1] */

    return sqrt(-2 * log(u)) * cos(TURN * wain_rng_uniform(rng));
}

double wain_geography_km(double ax, double ay, double bx, double by)
{
    const double dx = (ax - bx) * cos((ay + by) / 2 * (TURN / 360)), dy = ay - by;

    return sqrt(dx * dx + dy * dy) * WAIN_KM_PER_DEGREE;
}

wain_status wain_geography_add_site(wain_geography *geography, const wain_site *site, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(geography->sites, geography->sites_capacity, geography->num_sites + 1, err));
    geography->sites[geography->num_sites++] = *site;
done:
    return status;
}

wain_status wain_geography_add_region(wain_geography *geography, const char *name, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(geography->regions, geography->regions_capacity, geography->num_regions + 1, err));
    snprintf(geography->regions[geography->num_regions++], WAIN_REGION_NAME, "%s", name);
done:
    return status;
}

void wain_geography_clear(wain_geography *geography)
{
    free(geography->sites);
    free(geography->regions);
    free(geography->depots);
    *geography = (wain_geography){0};
}

/* Near the site, as freight estates are: not in the middle of the town. */
static wain_status add_depot(wain_rng *rng, wain_geography *geography, const wain_site *site, wain_error *err)
{
    const double angle = TURN * wain_rng_uniform(rng), km = 2 + 3 * wain_rng_uniform(rng);
    wain_status status = WAIN_OK;

    WAIN_TRY(WAIN_RESERVE(geography->depots, geography->depots_capacity, geography->num_depots + 1, err));
    geography->depots[geography->num_depots++] =
        (wain_site_depot){.x = site->x + km * cos(angle) / (WAIN_KM_PER_DEGREE * cos(site->y * (TURN / 360))),
                          .y = site->y + km * sin(angle) / WAIN_KM_PER_DEGREE,
                          .region = site->region};
done:
    return status;
}

/* Let the region's sites know of the newest depot. Returns the share of their weight that is not near any. */
static double measure(wain_geography *geography, int32_t region)
{
    const int32_t newest = (int32_t)geography->num_depots - 1;
    const wain_site_depot *depot = &geography->depots[newest];
    double weight = 0, far = 0;

    for (size_t i = 0; i < geography->num_sites; i++) {
        wain_site *site = &geography->sites[i];
        double km;

        if (site->region != region)
            continue;
        km = wain_geography_km(site->x, site->y, depot->x, depot->y);
        if (km < site->depot_km) {
            site->depot_km = km;
            site->depot = newest;
        }
        weight += site->weight;
        far += site->depot_km > NEAR_KM ? site->weight : 0;
    }
    return weight > 0 ? far / weight : 0;
}

/* The site that most wants a depot: heavy, and not beside one. */
static const wain_site *best_site(const wain_geography *geography, int32_t region, bool only_far)
{
    const wain_site *best = NULL;
    double best_score = 0;

    for (size_t i = 0; i < geography->num_sites; i++) {
        const wain_site *site = &geography->sites[i];
        const double apart = site->depot_km < 60 ? site->depot_km / 60 : 1;
        const double score = site->weight * apart * apart;

        if (site->region != region || site->shape != WAIN_SITE_CORE || (only_far && site->depot_km <= NEAR_KM))
            continue;
        if (!best || score > best_score) {
            best = site;
            best_score = score;
        }
    }
    return best;
}

static wain_status place_in_region(wain_rng *rng, wain_geography *geography, int32_t region, double share,
                                   wain_error *err)
{
    const double wanted = floor(share * 1.5 * (double)geography->num_regions + 0.5);
    const int wished = wanted < 1 ? 1 : wanted > 4 ? 4 : (int)wanted;
    wain_status status = WAIN_OK;
    double far = 1;

    for (int i = 0; i < MAX_DEPOTS && (i < wished || far > 1 - COVERED); i++) {
        const wain_site *site = best_site(geography, region, i >= wished);

        if (!site)
            break;
        WAIN_TRY(add_depot(rng, geography, site, err));
        far = measure(geography, region);
    }
done:
    return status;
}

wain_status wain_geography_place_depots(wain_rng *rng, wain_geography *geography, wain_error *err)
{
    wain_status status = WAIN_OK;
    double *weight = NULL, total = 0;

    WAIN_TRY(WAIN_NEW(weight, geography->num_regions, err));
    for (size_t i = 0; i < geography->num_sites; i++) {
        geography->sites[i].depot_km = HUGE_VAL;
        geography->sites[i].depot = -1;
        weight[geography->sites[i].region] += geography->sites[i].weight;
        total += geography->sites[i].weight;
    }
    for (size_t r = 0; r < geography->num_regions; r++)
        WAIN_TRY(place_in_region(rng, geography, (int32_t)r, weight[r] / total, err));
    for (size_t i = 0; i < geography->num_sites; i++) {
        if (geography->sites[i].depot_km > REACH_KM)
            geography->sites[i].weight = 0;
    }
done:
    free(weight);
    return status;
}
