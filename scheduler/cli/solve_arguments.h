/* The command line of wain solve. */
#ifndef WAIN_CLI_SOLVE_ARGUMENTS_H
#define WAIN_CLI_SOLVE_ARGUMENTS_H

#include "io/reader.h"

enum { WAIN_MAX_SOLVE_SETS = 64 };

typedef struct wain_solve_arguments {
    const char *instance;                  /* borrowed from argv, like all texts here */
    const char *output, *curve;            /* NULL: not wanted */
    const char *sets[WAIN_MAX_SOLVE_SETS]; /* "search.name=value", in the order given */
    int num_sets;
    double time_limit;  /* seconds of the whole run; 0 when iterations are given */
    int64_t iterations; /* 0 when a time limit is given */
    int64_t threads;    /* 0: the cores the process may use */
    int64_t islands;    /* searches on the ranks */
    const char *seed;   /* NULL: the default */
    double best_known;  /* NAN: not given */
    bool json, quiet;
    wain_instance_options options;
} wain_solve_arguments;

/* Read the command line. Ends the process with 2 on wrong usage, with 0 after --help. */
void wain_solve_arguments_read(int argc, char **argv, wain_solve_arguments *arguments);

#endif
