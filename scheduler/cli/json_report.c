#include "scheduler/cli/json_report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/utf8.h"

json_t *wain_json_text(const char *text)
{
    json_t *value = json_string(text);
    char *copy = value ? NULL : strdup(text);

    if (copy) {
        wain_utf8_mend(copy, strlen(copy));
        value = json_string(copy);
        free(copy);
    }
    return value ? value : json_null();
}

json_t *wain_json_money(wain_cost cost)
{
    return json_real((double)cost / WAIN_COST_SCALE); /* fifteen digits, as printed, are exact */
}

static double millionths(double value)
{
    return round(value * 1e6) / 1e6;
}

json_t *wain_json_real(double value)
{
    return json_real(millionths(value));
}

void wain_json_put_totals(json_t *object, const wain_subtotal *sum)
{
    const struct {
        const char *key;
        int64_t value;
    } counts[] = {{"orders", sum->orders},         {"planned", sum->planned},
                  {"unassigned", sum->unassigned}, {"required_unassigned", sum->required},
                  {"routes", sum->routes},         {"distance_m", sum->distance},
                  {"duration_s", sum->duration},   {"driving_s", sum->driving},
                  {"waiting_s", sum->waiting},     {"service_s", sum->service}};

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        json_object_set_new(object, counts[i].key, json_integer(counts[i].value));
    json_object_set_new(object, "cost",
                        json_pack("{s:o, s:o, s:o, s:o}", "fixed", wain_json_money(sum->fixed_cost), "distance",
                                  wain_json_money(sum->distance_cost), "time", wain_json_money(sum->time_cost), "total",
                                  wain_json_money(wain_subtotal_cost(sum))));
    json_object_set_new(
        object, "load",
        json_pack("{s:f, s:f}", "weight_kg", millionths(sum->load[0]), "volume_m3", millionths(sum->load[1])));
}

json_t *wain_json_memory(int64_t peak_rank, int64_t peak_all, int64_t heap_allocated, int64_t heap_resident)
{
    const struct {
        const char *key;
        int64_t bytes;
    } figures[] = {{"peak_rank", peak_rank},
                   {"peak_all", peak_all},
                   {"heap_allocated", heap_allocated},
                   {"heap_resident", heap_resident}};
    json_t *object = json_object();

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        if (figures[i].bytes > 0)
            json_object_set_new(object, figures[i].key, json_integer(figures[i].bytes));
    }
    return object;
}

wain_status wain_json_print(FILE *out, json_t *object, wain_error *err)
{
    int failed;

    if (!object)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for the JSON object");
    errno = 0;
    failed = json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) != 0;
    failed = fputc('\n', out) == EOF || fflush(out) != 0 || failed;
    json_decref(object);
    return failed ? wain_error_set(err, WAIN_EIO, "the JSON object can't be written: %s", strerror(errno ? errno : EIO))
                  : WAIN_OK;
}
