/* What the fuzz targets share: files in memory for readers that want a path, and the invariants that hold for every
 * reader. A target is a file fuzz_<name>.c with LLVMFuzzerTestOneInput; its seeds are the files of corpus/<name>. */
#ifndef WAIN_TESTS_FUZZ_H
#define WAIN_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "solver/core/error.h"
#include "solver/core/fault.h"
#include "solver/solve.h"

enum {
    FUZZ_FILES = 3,
    FUZZ_SMALL = 12 /* orders of a problem that is small enough to be searched for every input */
};

/* Called by libFuzzer with one input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* End the run with a report when something that must hold does not; libFuzzer then keeps the input. */
#define FUZZ_EXPECT(condition)                                                             \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                       \
        }                                                                                  \
    } while (0)

/* Path of a file in memory that holds these bytes; it is valid until the next call with the same number, from 0 to
 * FUZZ_FILES - 1. */
const char *fuzz_file(int number, const uint8_t *bytes, size_t size);

/* A failure has one of the two statuses, bad input or lack of memory, and a text that a terminal can show. */
void fuzz_expect_refusal(wain_status status, wain_status refusal, const wain_error *err);

/* Every fault names its file and says something, on one line that a terminal can show. */
void fuzz_expect_faults(const wain_fault_list *faults);

/* Solve a small problem in a few iterations, from a state or NULL. Every order is in a route or left out. The caller
 * frees the solution; NULL when the state makes no sense. */
wain_solution *fuzz_solve(const wain_problem *problem, const wain_search_options *options,
                          const wain_search_state *from);

/* The options of a search, as they are when nobody says anything. */
const wain_search_options *fuzz_search_options(void);

#endif
