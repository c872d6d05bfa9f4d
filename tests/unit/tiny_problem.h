/* Small problems for tests that need one but do not care what is in it. */
#ifndef WAIN_TESTS_TINY_PROBLEM_H
#define WAIN_TESTS_TINY_PROBLEM_H

#include "solver/model/problem.h"
#include "solver/model/solution.h"

/* Unit `unit` with `num_orders` orders on a line, one depot, two vehicle types and two profiles; every field differs
 * from zero where it may. NULL when memory is lacking. */
wain_problem *tiny_problem(int64_t unit, int32_t num_orders, wain_metric metric);

/* A solution of it: routes of three orders in an order that depends on unit and seed alone, the last order left out
 * when there are more than three. */
wain_solution *tiny_solution(const wain_problem *problem, int64_t seed);

#endif
