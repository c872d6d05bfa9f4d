#include "scheduler/cli/plan_report.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "scheduler/progress.h"

static double in_currency(wain_cost cost)
{
    return (double)cost / WAIN_COST_SCALE;
}

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

static void print_hours(const char *name, int64_t seconds)
{
    char text[32];

    printf("  %-24s %13s.%d h\n", name, wain_print_count(seconds / 3600, text), (int)(seconds % 3600 / 360));
}

static void print_cost(const char *name, wain_cost cost, const char *currency)
{
    char text[32];

    printf("  %-24s %12s.%02d %s\n", name, wain_print_count(cost / WAIN_COST_SCALE, text),
           (int)(cost % WAIN_COST_SCALE / (WAIN_COST_SCALE / 100)), currency);
}

static void print_routes(const wain_plan_kpi *kpi)
{
    char text[32];

    print_number("orders", kpi->num_orders);
    print_number("  planned", kpi->num_planned);
    print_number("  left out", count_unserved(kpi));
    print_number("routes", kpi->num_routes);
    print_number("vehicles", kpi->num_vehicles);
    printf("  %-24s %13s.%d km\n", "distance", wain_print_count(kpi->distance / 1000, text),
           (int)(kpi->distance % 1000 / 100));
    print_hours("duration", kpi->duration);
    print_hours("  driving", kpi->driving);
    print_hours("  waiting", kpi->waiting);
    print_hours("  service", kpi->service);
}

static void print_costs(const wain_plan_kpi *kpi, const char *currency)
{
    print_cost("cost", kpi->fixed_cost + kpi->distance_cost + kpi->time_cost, currency);
    print_cost("  vehicles", kpi->fixed_cost, currency);
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
    char text[32];

    puts("\nWhere the time went");
    for (int i = 0; report->run->phases[i]; i++)
        printf("  %-24s %13.2f s\n", report->run->phases[i], report->run->phase_seconds[i]);
    printf("  %-24s %13.2f s\n", "whole job", report->run->elapsed);
    printf("  %-24s %15d, %d %s in all, on %d %s\n", "ranks", outcome->num_ranks, outcome->num_threads,
           outcome->num_threads == 1 ? "thread" : "threads", outcome->num_hosts,
           outcome->num_hosts == 1 ? "host" : "hosts");
    printf("  %-24s %13.1f %%\n", "idle while solving", 100 * idle_share(outcome));
    printf("  %-24s %15s\n", "iterations", wain_print_count(outcome->iterations, text));
}

void wain_plan_report_print(const wain_plan_report *report)
{
    const char *result = report->job->io.result;

    puts("Plan");
    print_routes(&report->kpi);
    print_costs(&report->kpi, report->job->io.currency);
    print_reasons(&report->kpi);
    print_time(report);
    printf("\nDigest  %s\nResult  %s\n\nLook at it with: wain show %s\n", report->digest, result, result);
}

/* --- the summary as JSON --- */

static json_t *json_reasons(const wain_plan_kpi *kpi)
{
    json_t *reasons = json_object();

    for (int r = 0; r < WAIN_NUM_REASONS; r++) {
        if (kpi->unserved[r] > 0)
            json_object_set_new(reasons, wain_reason_key((wain_reason)r), json_integer(kpi->unserved[r]));
    }
    return reasons;
}

static json_t *json_phases(const wain_result_run *run)
{
    json_t *phases = json_object();

    for (int i = 0; run->phases[i]; i++)
        json_object_set_new(phases, run->phases[i], json_real(run->phase_seconds[i]));
    return phases;
}

/* Print and release. */
static wain_status print_object(json_t *object, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (!object)
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for the JSON object");
    else if (json_dumpf(object, stdout, JSON_INDENT(2)) != 0 || putchar('\n') == EOF || fflush(stdout) != 0)
        status = wain_error_set(err, WAIN_EIO, "stdout: the JSON object could not be written");
    json_decref(object);
    return status;
}

wain_status wain_plan_report_print_json(const wain_plan_report *report, wain_error *err)
{
    const wain_plan_kpi *kpi = &report->kpi;
    const wain_outcome *outcome = report->outcome;
    json_t *object = json_pack(
        "{s:i, s:s, s:s, s:s, s:b, s:I, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I,"
        " s:{s:s, s:f, s:f, s:f, s:f, s:f}, s:{s:i, s:i}, s:I, s:i, s:i, s:i, s:f, s:f, s:o}",
        "exit_code", (int)report->verdict, "result", report->job->io.result, "digest", report->digest, "mode",
        report->run->mode, "stopped_early", report->run->stopped_early, "orders", (json_int_t)kpi->num_orders,
        "planned", (json_int_t)kpi->num_planned, "left_out", (json_int_t)count_unserved(kpi), "left_out_by_reason",
        json_reasons(kpi), "required_left_out", (json_int_t)kpi->num_required_unserved, "routes",
        (json_int_t)kpi->num_routes, "vehicles", (json_int_t)kpi->num_vehicles, "distance_m", (json_int_t)kpi->distance,
        "duration_s", (json_int_t)kpi->duration, "driving_s", (json_int_t)kpi->driving, "waiting_s",
        (json_int_t)kpi->waiting, "service_s", (json_int_t)kpi->service, "cost", "currency", report->job->io.currency,
        "total", in_currency(kpi->fixed_cost + kpi->distance_cost + kpi->time_cost), "vehicles",
        in_currency(kpi->fixed_cost), "distance", in_currency(kpi->distance_cost), "time", in_currency(kpi->time_cost),
        "left_out", in_currency(kpi->unserved_cost), "units", "total", outcome->num_units, "solved", outcome->num_done,
        "iterations", (json_int_t)outcome->iterations, "ranks", outcome->num_ranks, "threads", outcome->num_threads,
        "hosts", outcome->num_hosts, "seconds", report->run->elapsed, "idle_share", idle_share(outcome), "phases",
        json_phases(report->run));

    return print_object(object, err);
}
