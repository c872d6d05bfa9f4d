/* What tests of the search's modules share: a problem prepared for a kernel, solutions of it, and what must hold of any
 * solution, computed without the search. */
#ifndef WAIN_TESTS_SEARCH_FIXTURE_H
#define WAIN_TESTS_SEARCH_FIXTURE_H

#include "solver/search/kernel_input.h"
#include "tests/unit/random_problem.h"

typedef struct search_fixture {
    wain_problem *problem;
    wain_search_options options;
    uint8_t *excluded; /* orders that nobody can serve alone */
    const wain_kernel *kernel;
    wain_kernel_input input;
} search_fixture;

wain_search_options default_search_options(void);

/* The problem is the fixture's from now on. */
void search_fixture_set_up(search_fixture *f, wain_problem *problem);
void search_fixture_tear_down(search_fixture *f);

/* A solution after so many iterations; the caller frees it. */
wain_solution *search_fixture_solution(const search_fixture *f, uint64_t seed, int64_t iterations);

/* The cost that a chain counts: routes and prices, without those of excluded orders. -1: a route is not feasible. */
wain_cost search_fixture_cost(const search_fixture *f, const wain_solution *solution);

/* Whether every order is in it once, in a route or unserved, and its routes follow each other without a gap. */
bool is_complete(const wain_solution *solution, int32_t num_orders);

/* Whether no type has more routes than vehicles. */
bool has_vehicles(const wain_problem *problem, const wain_solution *solution);

/* Whether routes, stops and unserved are the same, in the same order. */
bool is_same_solution(const wain_solution *a, const wain_solution *b);

#endif
