/* Synthetic national books: orders, depots, fleet and a job that plans them, as files. Reproducible byte for byte from
 * the options. */
#ifndef WAIN_IO_GENERATOR_H
#define WAIN_IO_GENERATOR_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct wain_generator_options {
    int64_t orders;  /* 1..100,000,000 */
    int32_t regions; /* 1..1,000; with `places` the regions with most places, 0: all */
    int32_t days;    /* 1..366 */
    uint64_t seed;
    wain_day first_day;
    const char *places; /* CSV file of a real geography, or NULL; borrowed */
    const char *folder; /* made when missing (its parent must exist); borrowed */
    bool force;         /* replace files that are there */
} wain_generator_options;

typedef struct wain_generator_summary {
    int64_t orders;
    size_t regions, depots, vehicles;
    int64_t places_skipped; /* rows of the places file that were of no use */
} wain_generator_summary;

/* Write orders.csv, depots.csv, fleet.csv and job.yaml into the folder; each appears whole or not at all. WAIN_EUSAGE
 * when a file is there and `force` is not set or an option is out of range, WAIN_EIO, WAIN_EINPUT (places),
 * WAIN_EMEMORY. About a second for a million orders, memory independent of their number. */
wain_status wain_generate(const wain_generator_options *options, wain_generator_summary *summary, wain_error *err);

#endif
