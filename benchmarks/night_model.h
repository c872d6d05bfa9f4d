/* A night simulated: the coordinator itself (scheduler/coordinator.c with its queue, deadline and messages) leads ranks
 * that exist only as the times at which their mail arrives, by a clock that jumps from one event to the next. What
 * takes time is charged at the costs of benchmarks/night_costs.h. One night at a time, since the clock is one of the
 * process.
 *
 * A rank is one core. Rank 0 solves units as well; its mail waits for the next look, and while it makes a first
 * solution. Its link to the network carries one message at a time in each direction. Not simulated: ranks that are
 * lost, noise of the machine, memory. */
#ifndef WAIN_BENCHMARKS_NIGHT_MODEL_H
#define WAIN_BENCHMARKS_NIGHT_MODEL_H

#include "benchmarks/night_costs.h"
#include "solver/core/types.h"

typedef struct night_unit {
    int32_t num_orders;
    bool is_split; /* part of a region's day that has several: searched again in later rounds */
} night_unit;

typedef struct night_scenario {
    int ranks;
    const night_unit *units; /* borrowed */
    int32_t num_units;
    int64_t iterations;   /* of each unit; 0: the time limit is shared out */
    double time_limit;    /* s */
    int32_t max_stops;    /* of a unit */
    int32_t rounds;       /* after the first, at most */
    double save_interval; /* s between savings of the state; 0: none */
    double latency;       /* s of a message */
    double bandwidth;     /* bytes/s of rank 0's link */
    uint64_t seed;        /* of the scatter */
    int polls_to_time;    /* looks at the mail that are measured, in real time; 0: none */
    const night_costs *costs;
} night_scenario;

typedef struct night_forecast {
    double seconds;                      /* until the plan is published */
    double reading, solving, publishing; /* of these; solving includes what lies between rounds */
    double search_seconds;               /* of cores: searches alone */
    double efficiency;                   /* search_seconds / (ranks * seconds) */
    double idle_share;                   /* while solving, as wain plan counts it: serving others counts as search */
    double coordinator_share;            /* of rank 0's time while solving: what it does as coordinator */
    double late;                         /* s beyond the time limit; 0: in time */
    int64_t num_orders;
    double iterations_per_order;
    double seconds_per_poll; /* real ones, of polls_to_time */
} night_forecast;

/* Simulate. WAIN_EMEMORY, WAIN_EINTERNAL. O(units log ranks) and what the coordinator takes itself. */
wain_status night_simulate(const night_scenario *scenario, night_forecast *out, wain_error *err);

/* The units of `num_orders` orders in regions of `region` on average, half to one and a half times that, in parts of at
 * most max_stops as wain_partition_create counts them. *out is the caller's. WAIN_EMEMORY. */
wain_status night_units_draw(int64_t num_orders, int64_t region, int32_t max_stops, uint64_t seed, night_unit **out,
                             int32_t *num_units, wain_error *err);

#endif
