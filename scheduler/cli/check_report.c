#include "scheduler/cli/check_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "scheduler/cli/json_report.h"
#include "solver/core/printable.h"
#include "solver/core/quantity.h"

static const char *order_id(const wain_check_outcome *outcome, int32_t order)
{
    const wain_order_book *book = outcome->book;

    return order >= 0 && (size_t)order < book->num_orders ? wain_order_book_text(book, book->orders[order].id) : "";
}

static size_t num_violations(const wain_check_outcome *outcome)
{
    return outcome->report->total + (outcome->fault != NULL);
}

static void print_violation(const wain_check_outcome *outcome, const wain_violation *violation)
{
    const char *id = order_id(outcome, violation->order), *separator = "";
    char safe[512];

    if (violation->route >= 0) {
        printf("route %" PRId64, violation->route + outcome->first_route);
        if (outcome->lines && (size_t)violation->route < outcome->plan->num_routes)
            printf(" (line %" PRId64 ")", outcome->lines[violation->route]);
        separator = ", ";
    }
    if (violation->stop >= 0 && violation->order < 0)
        printf("%sreturn", separator);
    else if (violation->stop >= 0)
        printf("%sstop %d", separator, violation->stop + 1);
    separator = violation->stop >= 0 ? ", " : separator;
    if (*id) {
        printf("%sorder %s", separator, wain_printable(id, safe, sizeof safe));
        separator = ", ";
    }
    printf("%s%s", *separator ? ": " : "", wain_printable(violation->text, safe, sizeof safe));
    if (violation->amount)
        printf(" (by %" PRId64 ")", violation->amount);
    putchar('\n');
}

void wain_check_print_text(const wain_check_outcome *outcome)
{
    const wain_check_report *report = outcome->report;
    char routes[48], stops[48], unserved[32], count[48];

    for (size_t i = 0; i < report->kept; i++)
        print_violation(outcome, &report->violations[i]);
    if (report->total > report->kept)
        printf("... and %s more\n", wain_print_number_of((int64_t)(report->total - report->kept), "violation", count));
    if (report->kept > 0 && outcome->scale > 1)
        printf("(times and distances of violations count 1/%" PRId64 " of the instance's unit)\n", outcome->scale);
    if (outcome->fault)
        printf("%s\n", outcome->fault);
    printf("%s: %s, %s, %s left out, cost %s%s%s\n", outcome->subject,
           wain_print_number_of((int64_t)outcome->plan->num_routes, "route", routes),
           wain_print_number_of((int64_t)outcome->plan->num_stops, "stop", stops),
           wain_print_count((int64_t)outcome->plan->num_unserved, unserved), outcome->cost, *outcome->unit ? " " : "",
           outcome->unit);
    if (num_violations(outcome) == 0)
        puts("valid: everything was recomputed and nothing is violated");
    else
        printf("NOT valid: %s\n", wain_print_number_of((int64_t)num_violations(outcome), "violation", count));
}

static json_t *violation_object(const wain_check_outcome *outcome, const wain_violation *violation)
{
    json_t *object = json_object();

    if (violation->route >= 0)
        json_object_set_new(object, "route", json_integer(violation->route + outcome->first_route));
    if (violation->stop >= 0)
        json_object_set_new(object, "stop", json_integer(violation->stop + 1));
    if (*order_id(outcome, violation->order))
        json_object_set_new(object, "order", wain_json_text(order_id(outcome, violation->order)));
    json_object_set_new(object, "amount", json_integer(violation->amount));
    json_object_set_new(object, "text", wain_json_text(violation->text));
    return object;
}

static json_t *violation_array(const wain_check_outcome *outcome)
{
    json_t *list = json_array();

    for (size_t i = 0; i < outcome->report->kept; i++)
        json_array_append_new(list, violation_object(outcome, &outcome->report->violations[i]));
    if (outcome->fault)
        json_array_append_new(list, json_pack("{s:i, s:s}", "amount", 0, "text", outcome->fault));
    return list;
}

wain_status wain_check_print_json(const wain_check_outcome *outcome, json_t *details, wain_error *err)
{
    json_t *object =
        json_pack("{s:o, s:b, s:I, s:I, s:I, s:I, s:o}", "subject", wain_json_text(outcome->subject), "valid",
                  num_violations(outcome) == 0, "routes", (json_int_t)outcome->plan->num_routes, "stops",
                  (json_int_t)outcome->plan->num_stops, "unassigned", (json_int_t)outcome->plan->num_unserved,
                  "num_violations", (json_int_t)num_violations(outcome), "violations", violation_array(outcome));

    if (object && outcome->scale > 1)
        json_object_set_new(object, "violation_scale", json_integer(outcome->scale));
    json_object_update(object, details);
    json_decref(details);
    return wain_json_print(stdout, object, err);
}

wain_status wain_check_verdict(const wain_check_outcome *outcome, wain_error *err)
{
    char count[48];

    if (num_violations(outcome) == 0)
        return WAIN_OK;
    return wain_error_set(err, WAIN_ECHECK, "%s is not valid: %s", outcome->subject,
                          wain_print_number_of((int64_t)num_violations(outcome), "violation", count));
}
