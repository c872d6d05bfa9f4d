/* Random problems to measure on, the same in every run. */
#ifndef WAIN_BENCHMARKS_BENCH_PROBLEM_H
#define WAIN_BENCHMARKS_BENCH_PROBLEM_H

#include "solver/model/problem.h"

typedef enum bench_class {
    BENCH_CVRP,  /* planar integer coordinates, capacity for about 12 stops */
    BENCH_VRPTW, /* the same with one window per order */
    BENCH_RICH   /* great circle, two vehicle types, two loads, windows, costs per hour */
} bench_class;

/* A prepared problem of that class; the caller frees it. Orders are spread evenly over a square. */
wain_status bench_problem_create(bench_class class, int32_t num_orders, wain_problem **out, wain_error *err);

#endif
