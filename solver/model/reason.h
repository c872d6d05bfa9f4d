/* Why an order is left out, and what would let it in at least change. */
#ifndef WAIN_MODEL_REASON_H
#define WAIN_MODEL_REASON_H

#include "solver/core/types.h"

typedef enum wain_reason {
#define REASON(name, key, text) WAIN_REASON_##name,
#include "solver/model/reason.def"
#undef REASON
    WAIN_NUM_REASONS
} wain_reason;

/* What kind of change would let the order in. */
typedef enum wain_relaxation {
    WAIN_RELAX_NONE,
    WAIN_RELAX_DATA,     /* mend its row */
    WAIN_RELAX_LOAD,     /* amount: load units beyond the largest vehicle, in dimension `detail` */
    WAIN_RELAX_SKILL,    /* detail: vehicle type that lacks fewest; amount: number of skills lacking */
    WAIN_RELAX_WINDOW,   /* amount: seconds by which its last window would have to end later */
    WAIN_RELAX_SHIFT,    /* amount: seconds by which the shift of type `detail` would have to end later */
    WAIN_RELAX_DISTANCE, /* amount: metres to add to the limit of vehicle type `detail` */
    WAIN_RELAX_VEHICLE,  /* amount: further vehicles of type `detail` (1 serves it alone) */
    WAIN_RELAX_PRICE,    /* amount: cost by which serving it alone exceeds its price */
    WAIN_NUM_RELAXATIONS
} wain_relaxation;

typedef struct wain_unserved {
    int32_t order; /* index: in a solution the problem's order, in a plan the order book's row */
    wain_reason reason;
    wain_relaxation relaxation;
    int32_t detail; /* see wain_relaxation; -1 when it has none */
    int64_t amount;
} wain_unserved;

const char *wain_reason_key(wain_reason reason);  /* "too_large" */
const char *wain_reason_text(wain_reason reason); /* one clause for people */

/* What a relaxation speaks of, by name; NULL or "" where it is not known. */
typedef struct wain_relaxation_names {
    const char *type, *depot;            /* vehicle type `detail`, and where it stands */
    const char *skills;                  /* those it lacks, separated by ", " */
    const char *fault;                   /* what is wrong with the order's row */
    const char *day;                     /* nearest to the horizon that it may be served, when none lies in it */
    const char *region, *nearest_region; /* of an order without a depot, and one that has vehicles and a name like it */
} wain_relaxation_names;

/* One clause that names the relaxation with its amount, e.g. "a vehicle that carries 120 kg more". Length like
 * snprintf. `names` may be NULL. */
int wain_relaxation_print(const wain_unserved *unserved, const wain_relaxation_names *names, char *text, size_t size);

#endif
