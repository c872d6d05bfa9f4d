/* The costs that a simulated night is reckoned with, declared in benchmarks/night_costs.def. */
#ifndef WAIN_BENCHMARKS_NIGHT_COSTS_H
#define WAIN_BENCHMARKS_NIGHT_COSTS_H

#include <stdio.h>

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef struct night_costs {
#define COST(name, value, unit, what) double name;
#include "benchmarks/night_costs.def"
#undef COST
} night_costs;

/* The committed ones. */
night_costs night_costs_default(void);

/* Replace those that a file names: lines of a name and a number >= 0; what follows a # is passed over. WAIN_EIO,
 * WAIN_EINPUT. */
wain_status night_costs_read(const char *path, night_costs *costs, wain_error *err);

/* Take one such line, which is changed; a blank one is one. False when it is none. */
bool night_costs_take(char *line, night_costs *costs);

/* Print them as a file that night_costs_read takes. */
void night_costs_print(FILE *out, const night_costs *costs);

#endif
