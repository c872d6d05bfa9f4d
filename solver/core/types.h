/* The quantities of wain. All are integers, so sums do not depend on their order and
 * equal seeds give equal plans on every machine. */
#ifndef WAIN_CORE_TYPES_H
#define WAIN_CORE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t wain_time; /* seconds since midnight of the planning day (public instances: their scaled time unit) */
typedef int32_t wain_dist; /* metres (public instances: their scaled distance unit); sums are int64_t */
typedef int64_t wain_cost; /* millionths of the currency unit (public instances: distance units) */
typedef int64_t wain_load; /* grams, cubic centimetres (public instances: units of demand) */
typedef int32_t wain_day;  /* days since 1970-01-01 (public instances: 0) */

#define WAIN_MAX_LOADS 4                   /* capacity dimensions; the CSV format uses 0 = weight, 1 = volume */
#define WAIN_TIME_MAX (INT32_MAX / 4)      /* "no limit": sums of two of it still fit */
#define WAIN_DIST_MAX ((int64_t)1 << 50)   /* "no limit" of a route's length */
#define WAIN_LOAD_MAX ((wain_load)1 << 50) /* "no limit" of a vehicle's load */
#define WAIN_COST_MAX ((wain_cost)1 << 60) /* larger than any cost of a plan */
#define WAIN_LEG_MAX 500000000             /* of a distance between two places: four of them fit into a wain_dist */
#define WAIN_COST_SCALE 1000000            /* wain_cost per currency unit */

#endif
