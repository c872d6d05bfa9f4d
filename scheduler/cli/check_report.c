#include "scheduler/cli/check_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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
        printf("%sorder %s", separator, id);
        separator = ", ";
    }
    printf("%s%s", *separator ? ": " : "", violation->text);
    if (violation->amount)
        printf(" (by %" PRId64 ")", violation->amount);
    putchar('\n');
}

void wain_check_print_text(const wain_check_outcome *outcome)
{
    const wain_check_report *report = outcome->report;

    for (size_t i = 0; i < report->kept; i++)
        print_violation(outcome, &report->violations[i]);
    if (report->total > report->kept)
        printf("... and %zu more violations\n", report->total - report->kept);
    if (outcome->fault)
        printf("%s\n", outcome->fault);
    printf("%s: %zu routes, %zu stops, %zu left out, cost %.*f%s%s\n", outcome->subject, outcome->plan->num_routes,
           outcome->plan->num_stops, outcome->plan->num_unserved, outcome->decimals, outcome->cost,
           *outcome->unit ? " " : "", outcome->unit);
    if (num_violations(outcome) == 0)
        puts("valid: everything was recomputed and nothing is violated");
    else
        printf("NOT valid: %zu violation%s\n", num_violations(outcome), num_violations(outcome) == 1 ? "" : "s");
}

/* JSON takes UTF-8 only; identifiers may hold anything. */
static json_t *text_of(const char *text)
{
    json_t *value = json_string(text);

    return value ? value : json_string("(not UTF-8)");
}

static json_t *violation_object(const wain_check_outcome *outcome, const wain_violation *violation)
{
    json_t *object = json_object();

    if (violation->route >= 0)
        json_object_set_new(object, "route", json_integer(violation->route + outcome->first_route));
    if (violation->stop >= 0)
        json_object_set_new(object, "stop", json_integer(violation->stop + 1));
    if (*order_id(outcome, violation->order))
        json_object_set_new(object, "order", text_of(order_id(outcome, violation->order)));
    json_object_set_new(object, "amount", json_integer(violation->amount));
    json_object_set_new(object, "text", text_of(violation->text));
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
    json_t *object = json_object();
    int failed = object == NULL || details == NULL;

    failed = failed || json_object_set_new(object, "subject", text_of(outcome->subject)) != 0;
    failed = failed || json_object_set_new(object, "valid", json_boolean(num_violations(outcome) == 0)) != 0;
    failed = failed || json_object_set_new(object, "cost", json_real(outcome->cost)) != 0;
    failed = failed || json_object_set_new(object, "routes", json_integer((json_int_t)outcome->plan->num_routes)) != 0;
    failed = failed || json_object_set_new(object, "stops", json_integer((json_int_t)outcome->plan->num_stops)) != 0;
    failed =
        failed || json_object_set_new(object, "left_out", json_integer((json_int_t)outcome->plan->num_unserved)) != 0;
    failed = failed || json_object_update(object, details) != 0;
    failed =
        failed || json_object_set_new(object, "num_violations", json_integer((json_int_t)num_violations(outcome))) != 0;
    failed = failed || json_object_set_new(object, "violations", violation_array(outcome)) != 0;
    failed = failed || json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0;
    failed = failed || putchar('\n') == EOF || fflush(stdout) != 0;
    json_decref(details);
    json_decref(object);
    return failed ? wain_error_set(err, WAIN_EIO, "the JSON object could not be printed") : WAIN_OK;
}

wain_status wain_check_verdict(const wain_check_outcome *outcome, wain_error *err)
{
    if (num_violations(outcome) == 0)
        return WAIN_OK;
    return wain_error_set(err, WAIN_ECHECK, "%s is not valid: %zu violations", outcome->subject,
                          num_violations(outcome));
}
