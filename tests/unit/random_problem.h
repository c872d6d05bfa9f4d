/* Small random problems for tests, one for each class of kernel. */
#ifndef WAIN_TESTS_RANDOM_PROBLEM_H
#define WAIN_TESTS_RANDOM_PROBLEM_H

#include "solver/model/problem.h"

/* RANDOM_FLEET: VRPTW with few vehicles that cost more than any distance. */
typedef enum random_class {
    RANDOM_CVRP,
    RANDOM_PLANAR,
    RANDOM_VRPTW,
    RANDOM_FLEET,
    RANDOM_RICH,
    RANDOM_RICH_MATRIX
} random_class;

/* A problem of that class with n orders; the same for the same seed. The caller frees it. NULL when memory is lacking.
 */
wain_problem *random_problem(random_class class, int32_t n, uint64_t seed);

#endif
