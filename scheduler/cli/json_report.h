/* What the JSON objects of all commands have in common: one vocabulary (docs/operations.md), money without binary
 * noise, and one way to the screen. Values are new references. */
#ifndef WAIN_CLI_JSON_REPORT_H
#define WAIN_CLI_JSON_REPORT_H

#include <jansson.h>
#include <stdio.h>

#include "scheduler/cli/result_summary.h"

/* A text; what is not UTF-8, which JSON can't hold, is mended. */
json_t *wain_json_text(const char *text);

/* In the currency, to its millionth. */
json_t *wain_json_money(wain_cost cost);

/* Any other real, e.g. seconds of a clock, to its millionth. */
json_t *wain_json_real(double seconds);

/* Sums of routes and orders: orders, planned, unassigned, required_unassigned, routes, distance_m, duration_s,
 * driving_s, waiting_s, service_s, cost {fixed, distance, time, total}, load {weight_kg, volume_m3}. */
void wain_json_put_totals(json_t *object, const wain_subtotal *sum);

/* What a plan took, in bytes: peak_rank of the largest rank, peak_all of all ranks together, and of the heaps
 * heap_allocated and heap_resident. What is unknown (not above 0) is left out. */
json_t *wain_json_memory(int64_t peak_rank, int64_t peak_all, int64_t heap_allocated, int64_t heap_resident);

/* Print an object and release it. NULL is WAIN_EMEMORY; WAIN_EIO when it can't be written. */
wain_status wain_json_print(FILE *out, json_t *object, wain_error *err);

#endif
