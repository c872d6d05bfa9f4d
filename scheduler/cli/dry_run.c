/* The partition of a job, shown without solving it. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/calendar.h"
#include "scheduler/cli/json_report.h"
#include "scheduler/cli/plan_report.h"
#include "scheduler/job_size.h"
#include "solver/core/memory.h"
#include "solver/core/printable.h"
#include "solver/core/quantity.h"

enum { LONGEST_LIST = 40 }; /* units shown one by one */

static double mebibytes(size_t bytes)
{
    return (double)bytes / (1024.0 * 1024.0);
}

static void print_unit(const wain_plan_report *report, int32_t number)
{
    const wain_unit *unit = &report->partition->units[number];
    char day[16], orders[32], part[24] = "", name[64];

    wain_calendar_print_day(unit->day, day, sizeof day);
    if (unit->num_parts > 1)
        snprintf(part, sizeof part, "%d/%d", unit->part + 1, unit->num_parts);
    printf("%6d  %-20.20s  %s  %7s  %9s  %12.1f  %10.1f\n", number,
           wain_printable(wain_order_book_text(report->book, report->book->regions[unit->region]), name, sizeof name),
           day, part, wain_print_count(unit->num_orders, orders), unit->effort, mebibytes(unit->memory));
}

static void print_units(const wain_plan_report *report)
{
    const wain_partition *partition = report->partition;
    const int32_t shown = partition->num_units > LONGEST_LIST ? LONGEST_LIST : partition->num_units;
    double *effort = NULL;
    wain_queue queue = {0};

    printf("%6s  %-20s  %-10s  %7s  %9s  %12s  %10s\n", "unit", "region", "day", "part", "orders", "effort", "memory");
    printf("%6s  %-20s  %-10s  %7s  %9s  %12s  %10s\n", "", "", "", "", "", "core-seconds", "MiB");
    if (WAIN_NEW(effort, partition->num_units, NULL) != WAIN_OK)
        return; /* the totals still stand */
    for (int32_t u = 0; u < partition->num_units; u++)
        effort[u] = partition->units[u].effort;
    if (shown == partition->num_units) {
        for (int32_t u = 0; u < shown; u++)
            print_unit(report, u);
    } else if (wain_queue_create(&queue, partition->num_units, effort, NULL, partition->num_units, NULL) == WAIN_OK) {
        for (int32_t i = 0; i < shown; i++)
            print_unit(report, wain_queue_pop(&queue));
        printf("        and %d smaller ones (--json lists all)\n", partition->num_units - shown);
    }
    wain_queue_clear(&queue);
    free(effort);
}

static void print_left_out(const wain_order_book *book)
{
    int64_t counts[WAIN_NUM_REASONS] = {0};
    char text[48];

    for (size_t i = 0; i < book->num_orders; i++)
        counts[book->orders[i].reason]++;
    for (int r = WAIN_REASON_NONE + 1; r < WAIN_NUM_REASONS; r++) {
        if (counts[r] > 0)
            printf("  not in any unit: %s, %s (%s)\n", wain_print_number_of(counts[r], "order", text),
                   wain_reason_key((wain_reason)r), wain_reason_text((wain_reason)r));
    }
}

static void print_advice(const wain_job_size *size)
{
    const int useful = size->useful_ranks;
    int ranks = 1;

    puts("\nWall time for even quality, each rank with one core:");
    for (;;) {
        printf("  %5d %-5s  %10.0f s  %10.0f MiB in all\n", ranks, ranks == 1 ? "rank" : "ranks",
               wain_job_size_seconds(size, ranks), mebibytes(wain_job_size_memory(size, ranks)));
        if (ranks >= useful)
            break;
        ranks = ranks * 2 < useful ? ranks * 2 : useful;
    }
    printf(
        "With more than %d %s the largest unit is what takes longest: by a time limit further ranks join the searches "
        "of others; a lower partition.max_stops gives more and smaller units.\n",
        useful, useful == 1 ? "rank" : "ranks");
}

void wain_dry_run_print(const wain_plan_report *report)
{
    const wain_job_size size = wain_job_size_measure(report->partition, report->book);
    char orders[48], units[48], effort[32];

    print_units(report);
    printf("\n%s, %s, %s core-seconds for even quality\n",
           wain_print_number_of(report->partition->num_units, "unit", units),
           wain_print_number_of(size.orders, "order", orders), wain_print_count(llround(size.effort), effort));
    print_left_out(report->book);
    print_advice(&size);
}

static json_t *json_unit(const wain_plan_report *report, int32_t number)
{
    const wain_unit *unit = &report->partition->units[number];
    char day[16];

    wain_calendar_print_day(unit->day, day, sizeof day);
    return json_pack("{s:i, s:o, s:s, s:i, s:i, s:i, s:f, s:I}", "unit", number, "region",
                     wain_json_text(wain_order_book_text(report->book, report->book->regions[unit->region])), "day",
                     day, "part", unit->part, "parts", unit->num_parts, "orders", unit->num_orders, "effort_core_s",
                     unit->effort, "memory_bytes", (json_int_t)unit->memory);
}

wain_status wain_dry_run_print_json(const wain_plan_report *report, wain_error *err)
{
    const wain_job_size size = wain_job_size_measure(report->partition, report->book);
    json_t *units = json_array(), *object;
    int failed = units == NULL;

    for (int32_t u = 0; u < report->partition->num_units && !failed; u++)
        failed = json_array_append_new(units, json_unit(report, u));
    object = json_pack("{s:i, s:I, s:I, s:f, s:i, s:o}", "units_total", report->partition->num_units, "orders",
                       (json_int_t)report->book->num_orders, "orders_in_units", (json_int_t)size.orders,
                       "effort_core_s", size.effort, "useful_ranks", size.useful_ranks, "units", units);
    if (failed || !object) {
        json_decref(object);
        return wain_error_set(err, WAIN_EMEMORY, "no memory for the JSON object");
    }
    return wain_json_print(stdout, object, err);
}
