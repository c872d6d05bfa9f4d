/* Public instances: a table of the formats that can be read, and what reading one yields: an order book of one region
 * and one day (day 0), and its travel model. */
#ifndef WAIN_IO_READER_H
#define WAIN_IO_READER_H

#include "io/tokens.h"
#include "solver/core/error.h"
#include "solver/model/order_book.h"
#include "solver/model/plan.h"
#include "solver/model/travel.h"

/* How the distances of a planar instance become whole numbers.
 *   dimacs  without windows rounded to the nearest whole number (CVRPLIB), with windows cut to one decimal (DIMACS
 * 2022) exact   doubles: searched at four decimals rounded up, so that what is feasible here is feasible in doubles;
 * the cost that is reported is recomputed in doubles GEO, CEIL_2D and EXPLICIT instances have whole distances by
 * themselves. */
typedef enum wain_convention { WAIN_CONVENTION_DIMACS, WAIN_CONVENTION_EXACT } wain_convention;

/* What is minimised: the distance alone, or first the number of vehicles and then the distance. */
typedef enum wain_objective { WAIN_OBJECTIVE_DISTANCE, WAIN_OBJECTIVE_VEHICLES } wain_objective;

typedef struct wain_instance_options {
    wain_convention convention;
    wain_objective objective;
} wain_instance_options;

/* One depot, one vehicle type; order i is customer i + 1 of the solution files, which is also its id.
 * Distances, times and costs of the book are the file's times `cost_scale`; a unit of distance takes a unit of time. */
typedef struct wain_instance {
    char *name;            /* owned */
    wain_order_book *book; /* owned */
    wain_travel travel;    /* owned */
    wain_instance_options options;
    bool has_windows;
    bool is_exact;        /* costs are recomputed in doubles */
    double cost_scale;    /* 1, 10 or 10,000 */
    int decimals;         /* of a printed cost */
    wain_cost route_cost; /* fixed cost that stands for "vehicles first"; 0 for the objective distance */
} wain_instance;

/* Read an instance of any known format, recognised by its content. WAIN_EIO when it can't be read; WAIN_EINPUT names
 * file, line, what was found and what was expected; WAIN_EMEMORY also for a matrix larger than half of the machine's
 * memory. *out is the caller's. */
wain_status wain_instance_read(const char *path, const wain_instance_options *options, wain_instance **out,
                               wain_error *err);
void wain_instance_free(wain_instance *instance); /* accepts NULL */

/* Cost of a checked plan as the instance's convention counts it: its distance in the file's units. */
double wain_instance_cost(const wain_instance *instance, const wain_plan *plan);

/* One format. */
typedef struct wain_reader {
    const char *name;
    bool (*recognises)(const char *text); /* the whole file, ended by a byte 0 */
    wain_status (*read)(wain_tokens *tokens, const wain_instance_options *options, wain_instance **out,
                        wain_error *err);
} wain_reader;

#endif
