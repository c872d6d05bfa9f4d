/* What the readers of public formats hand over: the numbers of a file, before convention and objective scale them. */
#ifndef WAIN_IO_READER_INTERNAL_H
#define WAIN_IO_READER_INTERNAL_H

#include "io/reader.h"

typedef enum wain_weight { WAIN_WEIGHT_PLANAR, WAIN_WEIGHT_CEIL, WAIN_WEIGHT_GEO, WAIN_WEIGHT_MATRIX } wain_weight;

/* One node of the file, the depot or a customer. */
typedef struct wain_raw_node {
    int64_t id; /* its number in the file */
    double x, y;
    int64_t demand;
    double ready, due, service; /* ready and due count where has_windows */
    int64_t line;               /* of its demand, for faults; 0 without one */
} wain_raw_node;

typedef struct wain_raw_instance {
    char *name;           /* owned, like nodes and matrix */
    wain_raw_node *nodes; /* the depot first */
    int64_t num_nodes;
    wain_weight weight;
    int32_t *matrix; /* num_nodes^2 in the order of nodes; moved into the instance */
    int64_t capacity;
    int64_t vehicles;     /* INT32_MAX: as many as needed */
    double longest_route; /* distance and service together; negative: no limit */
    bool has_windows;
} wain_raw_instance;

/* Scale and check the raw instance, and make the order book and travel model of it. *out is the caller's; the raw
 * instance stays the caller's, its matrix is taken (NULL afterwards). Faults name tokens' file. */
wain_status wain_raw_instance_finish(wain_raw_instance *raw, const wain_tokens *tokens,
                                     const wain_instance_options *options, wain_instance **out, wain_error *err);
void wain_raw_instance_clear(wain_raw_instance *raw);

#endif
