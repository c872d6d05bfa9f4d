/* A country that exists, from a file of its places. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/csv.h"
#include "io/geography.h"
#include "solver/core/memory.h"

enum { LATITUDE, LONGITUDE, REGION, NUM_COLUMNS };

static const wain_csv_column columns[NUM_COLUMNS] = {{"latitude", true}, {"longitude", true}, {"region", true}};

/* Places in one cell of this size are neighbours: about 11 km. */
#define CELLS_PER_DEGREE 10

typedef struct reading {
    wain_geography *geography;
    int32_t region; /* of the row before: rows of a region often come together */
} reading;

typedef struct keyed {
    uint64_t key;
    size_t site;
} keyed;

static wain_status find_region(reading *r, const char *name, wain_error *err)
{
    wain_geography *geography = r->geography;
    wain_status status = WAIN_OK;

    if (r->region >= 0 && strncmp(geography->regions[r->region], name, WAIN_REGION_NAME - 1) == 0)
        return WAIN_OK;
    for (r->region = 0; r->region < (int32_t)geography->num_regions; r->region++) {
        if (strncmp(geography->regions[r->region], name, WAIN_REGION_NAME - 1) == 0)
            return WAIN_OK;
    }
    WAIN_TRY(wain_geography_add_region(geography, name, err));
done:
    return status;
}

static wain_status take_row(void *context, wain_csv_row *row, wain_error *err)
{
    reading *r = context;
    wain_site site = {.shape = WAIN_SITE_CORE, .weight = 1};

    wain_csv_row_real(row, LATITUDE, -90, 90, &site.y);
    wain_csv_row_real(row, LONGITUDE, -180, 180, &site.x);
    if (row->faulty) {
        r->geography->places_skipped++;
        return WAIN_OK;
    }
    if (find_region(r, row->fields[REGION].text, err) != WAIN_OK)
        return WAIN_EMEMORY;
    site.region = r->region;
    return wain_geography_add_site(r->geography, &site, err);
}

static int compare_keyed(const void *left, const void *right)
{
    const keyed *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->site > b->site) - (a->site < b->site);
}

/* Places in company get more orders, closer together. */
static wain_status weigh(wain_geography *geography, wain_error *err)
{
    wain_status status = WAIN_OK;
    keyed *keys = NULL;

    WAIN_TRY(WAIN_NEW(keys, geography->num_sites, err));
    for (size_t i = 0; i < geography->num_sites; i++) {
        const wain_site *site = &geography->sites[i];

        keys[i].key =
            (uint64_t)((site->y + 90) * CELLS_PER_DEGREE) * 10000 + (uint64_t)((site->x + 180) * CELLS_PER_DEGREE);
        keys[i].site = i;
    }
    qsort(keys, geography->num_sites, sizeof *keys, compare_keyed);
    for (size_t start = 0, end; start < geography->num_sites; start = end) {
        for (end = start; end < geography->num_sites && keys[end].key == keys[start].key; end++) {
        }
        for (size_t i = start; i < end; i++) {
            const double company = (double)(end - start);

            geography->sites[keys[i].site].weight = sqrt(company);
            geography->sites[keys[i].site].radius = fmax(0.3, 4 / sqrt(company));
        }
    }
done:
    free(keys);
    return status;
}

static int compare_real(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* The value that `percent` of them do not exceed. */
static double percentile(double *values, size_t count, size_t percent)
{
    qsort(values, count, sizeof *values, compare_real);
    return values[(count - 1) * percent / 100];
}

/* Leave out the places of a region that lie far beyond its others: real files have such. `values` is scratch. */
static void drop_strays(wain_geography *geography, int32_t region, double *values)
{
    double x, y, reach;
    size_t n = 0, count = 0;

    for (size_t i = 0; i < geography->num_sites; i++)
        if (geography->sites[i].region == region)
            values[n++] = geography->sites[i].x;
    if (n == 0)
        return;
    x = percentile(values, n, 50);
    for (size_t i = n = 0; i < geography->num_sites; i++)
        if (geography->sites[i].region == region)
            values[n++] = geography->sites[i].y;
    y = percentile(values, n, 50);
    for (size_t i = n = 0; i < geography->num_sites; i++)
        if (geography->sites[i].region == region)
            values[n++] = wain_geography_km(x, y, geography->sites[i].x, geography->sites[i].y);
    reach = 1.5 * percentile(values, n, 95) + 100;
    for (size_t i = 0; i < geography->num_sites; i++) {
        const wain_site site = geography->sites[i];

        if (site.region == region && wain_geography_km(x, y, site.x, site.y) > reach)
            geography->places_skipped++;
        else
            geography->sites[count++] = site;
    }
    geography->num_sites = count;
}

/* Keep the `wanted` regions with most places, under their names, in the order of the file. */
static wain_status keep_regions(wain_geography *geography, size_t wanted, wain_error *err)
{
    wain_status status = WAIN_OK;
    keyed *regions = NULL;
    int32_t *number = NULL;
    size_t count = 0, sites = 0;

    if (wanted == 0 || wanted >= geography->num_regions)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(regions, geography->num_regions, err));
    WAIN_TRY(WAIN_NEW(number, geography->num_regions, err));
    for (size_t r = 0; r < geography->num_regions; r++) {
        regions[r] = (keyed){.key = UINT64_MAX, .site = r}; /* counted down: most places, least key */
        number[r] = -1;
    }
    for (size_t i = 0; i < geography->num_sites; i++)
        regions[geography->sites[i].region].key--;
    qsort(regions, geography->num_regions, sizeof *regions, compare_keyed);
    for (size_t r = 0; r < wanted; r++)
        number[regions[r].site] = 0;
    for (size_t r = 0; r < geography->num_regions; r++) {
        if (number[r] < 0)
            continue;
        memmove(geography->regions[count], geography->regions[r], WAIN_REGION_NAME);
        number[r] = (int32_t)count++;
    }
    geography->num_regions = count;
    for (size_t i = 0; i < geography->num_sites; i++) {
        wain_site site = geography->sites[i];

        site.region = number[site.region];
        if (site.region >= 0)
            geography->sites[sites++] = site;
    }
    geography->num_sites = sites;
done:
    free(regions);
    free(number);
    return status;
}

wain_status wain_geography_read(const char *path, int32_t num_regions, wain_geography *geography, wain_error *err)
{
    reading r = {.geography = geography, .region = -1};
    const wain_csv_table table = {.columns = columns,
                                  .num_columns = NUM_COLUMNS,
                                  .row_effect = WAIN_FAULT_REFUSES,
                                  .row = take_row,
                                  .context = &r};
    wain_status status = WAIN_OK;
    wain_fault_list faults = {0};
    wain_csv_summary summary;
    double *values = NULL;

    WAIN_TRY(wain_csv_read(path, &table, &faults, &summary, err));
    WAIN_TRY(wain_fault_verdict(&faults, WAIN_EINPUT, err));
    if (geography->num_sites == 0) {
        status = wain_error_set(err, WAIN_EINPUT,
                                "%s: no usable place in %lld rows; each needs latitude, longitude and region", path,
                                (long long)summary.num_rows);
        goto done;
    }
    WAIN_TRY(keep_regions(geography, (size_t)num_regions, err));
    WAIN_TRY(WAIN_NEW(values, geography->num_sites, err));
    for (size_t region = 0; region < geography->num_regions; region++)
        drop_strays(geography, (int32_t)region, values);
    WAIN_TRY(weigh(geography, err));
done:
    free(values);
    wain_fault_list_clear(&faults);
    return status;
}
