/* CVRPLIB solution files (.sol): "Route #1: 3 17 5" for every route, then "Cost 27591". Customers are numbered from 1.
 */
#ifndef WAIN_IO_SOLUTION_VRPLIB_H
#define WAIN_IO_SOLUTION_VRPLIB_H

#include "io/atomic_file.h"
#include "io/reader.h"
#include "solver/core/error.h"
#include "solver/core/fault.h"
#include "solver/model/plan.h"

typedef struct wain_solution_file {
    int32_t *customers; /* route after route, numbered from 1; owned, like all arrays here */
    size_t num_customers, customers_capacity;
    size_t *first;  /* of each route in customers; one more for the end */
    int64_t *lines; /* of each route in the file */
    size_t num_routes, first_capacity, lines_capacity;
    double cost; /* as the file states it */
    int cost_decimals;
} wain_solution_file;

/* Read a solution of an instance of `num_customers` customers. What is there is read to the end; faults are collected
 * with their lines: stopping ones (WAIN_EINPUT) for lines that are neither route nor cost, customers that do not exist
 * and a cost that is missing; warnings for customers served twice or never, which a check reports as violations.
 * WAIN_EIO when the file can't be read. Clear in any case. */
wain_status wain_solution_file_read(const char *path, int32_t num_customers, wain_solution_file *solution,
                                    wain_fault_list *faults, wain_error *err);
void wain_solution_file_clear(wain_solution_file *solution);

/* The plan that the solution means: each route leaves when the depot opens and serves as early as possible. Made
 * without the solver's evaluation, and also of routes that break rules, so that the checker can name what they break.
 * Customers that no route serves are not in it. *out is the caller's. */
wain_status wain_solution_file_plan(const wain_solution_file *solution, const wain_instance *instance, wain_plan **out,
                                    wain_error *err);

/* Publish the routes of a plan that serves every customer, with the instance's cost, to a file claimed with
 * wain_atomic_file_open, so that a run learns before its search whether it may write. WAIN_EIO leaves an older file as
 * it was; the claim is released in any case. */
wain_status wain_solution_file_write(wain_atomic_file *target, const wain_instance *instance, const wain_plan *plan,
                                     wain_error *err);

#endif
