#include "scheduler/cli/plan_report.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scheduler/cli/json_report.h"
#include "solver/core/quantity.h"

/* Share of the ranks' time in which they did not search. */
static double idle_share(const wain_outcome *outcome)
{
    const double offered = outcome->seconds * outcome->num_ranks;

    return offered > 0 ? fmax(0, 1 - outcome->search_seconds / offered) : 0;
}

static int64_t count_unserved(const wain_plan_kpi *kpi)
{
    int64_t count = 0;

    for (int r = 0; r < WAIN_NUM_REASONS; r++)
        count += kpi->unserved[r];
    return count;
}

/* --- the summary for people --- */

static void print_number(const char *name, int64_t count)
{
    char text[32];

    printf("  %-24s %15s\n", name, wain_print_count(count, text));
}

static void print_cost(const char *name, wain_cost cost, const char *currency)
{
    char text[32];

    printf("  %-24s %15s %s\n", name, wain_print_money(cost, text), currency);
}

static void print_hours(const char *name, int64_t seconds)
{
    char text[32];

    printf("  %-24s %15s h\n", name, wain_print_hours(seconds, text));
}

static void print_routes(const wain_plan_kpi *kpi)
{
    char text[32];

    print_number("orders", kpi->num_orders);
    print_number("  planned", kpi->num_planned);
    print_number("  left out", count_unserved(kpi));
    print_number("routes", kpi->num_routes);
    print_number("vehicles", kpi->num_vehicles);
    printf("  %-24s %15s km\n", "distance", wain_print_km(kpi->distance, text));
    print_hours("duration", kpi->duration);
    print_hours("  driving", kpi->driving);
    print_hours("  waiting", kpi->waiting);
    print_hours("  service", kpi->service);
}

static void print_costs(const wain_plan_kpi *kpi, const char *currency)
{
    print_cost("cost", kpi->fixed_cost + kpi->distance_cost + kpi->time_cost, currency);
    print_cost("  fixed", kpi->fixed_cost, currency);
    print_cost("  distance", kpi->distance_cost, currency);
    print_cost("  time", kpi->time_cost, currency);
    if (kpi->unserved_cost > 0)
        print_cost("price of orders left out", kpi->unserved_cost, currency);
}

static void print_reasons(const wain_plan_kpi *kpi)
{
    char text[32];

    if (count_unserved(kpi) == 0)
        return;
    puts("\nOrders left out");
    for (int r = 0; r < WAIN_NUM_REASONS; r++) {
        if (kpi->unserved[r] > 0)
            printf("  %-24s %15s  %s\n", wain_reason_key((wain_reason)r), wain_print_count(kpi->unserved[r], text),
                   wain_reason_text((wain_reason)r));
    }
    if (kpi->num_required_unserved > 0)
        printf("  of these required: %s\n", wain_print_count(kpi->num_required_unserved, text));
}

static void print_time(const wain_plan_report *report)
{
    const wain_outcome *outcome = report->outcome;
    char text[32], threads[48], hosts[48];

    puts("\nWhere the time went");
    for (int i = 0; report->run->phases[i]; i++)
        printf("  %-24s %13.2f s\n", report->run->phases[i], report->run->phase_seconds[i]);
    printf("  %-24s %13.2f s\n", "whole job", report->run->elapsed);
    printf("  %-24s %15d, %s in all, on %s\n", "ranks", outcome->num_ranks,
           wain_print_number_of(outcome->num_threads, "thread", threads),
           wain_print_number_of(outcome->num_hosts, "host", hosts));
    printf("  %-24s %13.1f %%\n", "idle while solving", 100 * idle_share(outcome));
    printf("  %-24s %15s\n", "iterations", wain_print_count(outcome->iterations, text));
}

void wain_plan_report_count_memory(wain_result_run *run, wain_outcome *outcome)
{
    wain_memory_total total = outcome->memory;

    wain_memory_use_update(&outcome->own_memory);
    wain_memory_total_add(&total, &outcome->own_memory);
    run->memory_largest = total.largest.peak;
    run->memory_sum = total.sum;
    run->heap_allocated = total.largest.heap_allocated > 0 ? total.largest.heap_allocated : -1;
    run->heap_resident = total.largest.heap_resident > 0 ? total.largest.heap_resident : -1;
}

static void print_memory(const wain_result_run *run)
{
    char largest[32], sum[32], allocated[32], resident[32];

    printf("\nMemory\n  %-24s %15s MiB\n  %-24s %15s MiB\n", "peak of the largest rank",
           wain_print_mebibytes(run->memory_largest, largest), "all ranks together",
           wain_print_mebibytes(run->memory_sum, sum));
    if (run->heap_allocated >= 0)
        printf("  %-24s %15s MiB, %s MiB with the allocator's own\n", "most that was allocated",
               wain_print_mebibytes(run->heap_allocated, allocated),
               wain_print_mebibytes(run->heap_resident, resident));
}

void wain_plan_report_print(const wain_plan_report *report)
{
    const char *result = report->job->io.result;

    puts("Plan");
    print_routes(&report->kpi);
    print_costs(&report->kpi, report->job->io.currency);
    print_reasons(&report->kpi);
    print_time(report);
    print_memory(report->run);
    printf("\nDigest  %s\nResult  %s\n\nLook at it with: wain show %s\n", report->digest, result, result);
}

/* --- the summary as JSON --- */

static json_t *json_reasons(const wain_plan_kpi *kpi)
{
    json_t *reasons = json_array();

    for (int r = 0; r < WAIN_NUM_REASONS; r++) {
        if (kpi->unserved[r] > 0)
            json_array_append_new(reasons,
                                  json_pack("{s:s, s:s, s:I}", "reason", wain_reason_key((wain_reason)r), "text",
                                            wain_reason_text((wain_reason)r), "orders", (json_int_t)kpi->unserved[r]));
    }
    return reasons;
}

static json_t *json_phases(const wain_result_run *run)
{
    json_t *phases = json_object();

    for (int i = 0; run->phases[i]; i++)
        json_object_set_new(phases, run->phases[i], wain_json_real(run->phase_seconds[i]));
    return phases;
}

static wain_subtotal totals_of(const wain_plan_kpi *kpi)
{
    return (wain_subtotal){.orders = kpi->num_orders,
                           .planned = kpi->num_planned,
                           .unassigned = count_unserved(kpi),
                           .required = kpi->num_required_unserved,
                           .routes = kpi->num_routes,
                           .distance = kpi->distance,
                           .duration = kpi->duration,
                           .driving = kpi->driving,
                           .waiting = kpi->waiting,
                           .service = kpi->service,
                           .fixed_cost = kpi->fixed_cost,
                           .distance_cost = kpi->distance_cost,
                           .time_cost = kpi->time_cost,
                           .load = {(double)kpi->load[0] / 1e3, (double)kpi->load[1] / 1e6}};
}

wain_status wain_plan_report_print_json(const wain_plan_report *report, wain_error *err)
{
    const wain_outcome *outcome = report->outcome;
    const wain_subtotal totals = totals_of(&report->kpi);
    json_t *object = json_pack(
        "{s:i, s:o, s:s, s:s, s:I, s:b, s:o, s:I, s:{s:i, s:i}, s:o, s:I, s:i, s:i, s:i, s:o, s:o, s:o}", "exit_code",
        (int)report->verdict, "result", wain_json_text(report->job->io.result), "digest", report->digest, "mode",
        report->run->mode, "seed", (json_int_t)report->job->search.seed, "stopped_early", report->run->stopped_early,
        "currency", wain_json_text(report->job->io.currency), "vehicles", (json_int_t)report->kpi.num_vehicles, "units",
        "total", outcome->num_units, "done", outcome->num_done, "reasons", json_reasons(&report->kpi), "iterations",
        (json_int_t)outcome->iterations, "ranks", outcome->num_ranks, "threads", outcome->num_threads, "hosts",
        outcome->num_hosts, "seconds", wain_json_real(report->run->elapsed), "idle_share",
        wain_json_real(idle_share(outcome)), "phases", json_phases(report->run));

    json_object_set_new(object, "memory",
                        wain_json_memory(report->run->memory_largest, report->run->memory_sum,
                                         report->run->heap_allocated, report->run->heap_resident));
    wain_json_put_totals(object, &totals);
    json_object_set_new(json_object_get(object, "cost"), "unassigned", wain_json_money(report->kpi.unserved_cost));
    return wain_json_print(stdout, object, err);
}
