#include "benchmarks/night_costs.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef struct cost_row {
    const char *name, *unit, *what;
    size_t offset;
} cost_row;

static const cost_row rows[] = {
#define COST(name, value, unit, what) {#name, unit, what, offsetof(night_costs, name)},
#include "benchmarks/night_costs.def"
#undef COST
};

enum { NUM_ROWS = sizeof rows / sizeof *rows };

night_costs night_costs_default(void)
{
    return (night_costs){
#define COST(name, value, unit, what) .name = value,
#include "benchmarks/night_costs.def"
#undef COST
    };
}

static double *cost_named(night_costs *costs, const char *name)
{
    for (size_t i = 0; i < NUM_ROWS; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return (double *)((char *)costs + rows[i].offset);
    }
    return NULL;
}

bool night_costs_take(char *line, night_costs *costs)
{
    char name[64], rest[2], *end = strchr(line, '#');
    double value, *cost;
    int found;

    if (end)
        *end = '\0';
    found = sscanf(line, "%63s %lf %1s", name, &value, rest);
    if (found <= 0)
        return true;
    cost = found == 2 ? cost_named(costs, name) : NULL;
    if (!cost || !(value >= 0) || isinf(value))
        return false;
    *cost = value;
    return true;
}

wain_status night_costs_read(const char *path, night_costs *costs, wain_error *err)
{
    wain_status status = WAIN_OK;
    FILE *in = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;

    if (!in)
        return wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno));
    for (int number = 1; status == WAIN_OK && getline(&line, &size, in) >= 0; number++) {
        if (!night_costs_take(line, costs))
            status = wain_error_set(err, WAIN_EINPUT,
                                    "%s:%d: a name of benchmarks/night_costs.def and a number >= 0 are expected", path,
                                    number);
    }
    free(line);
    fclose(in);
    return status;
}

void night_costs_print(FILE *out, const night_costs *costs)
{
    for (size_t i = 0; i < NUM_ROWS; i++) {
        const double value = *(const double *)((const char *)costs + rows[i].offset);

        fprintf(out, "%-16s %-10.3g # %s%s%s\n", rows[i].name, value, rows[i].unit, rows[i].unit[0] ? ": " : "",
                rows[i].what);
    }
}
