#include "scheduler/cli/show_json.h"

#include <jansson.h>
#include <string.h>

#include "io/calendar.h"
#include "scheduler/cli/json_report.h"
#include "solver/core/quantity.h"

/* null for infinity, which JSON does not know. */
static json_t *real_value(double real)
{
    json_t *value = json_real(real);

    return value ? value : json_null();
}

static json_t *column_value(const wain_result *result, wain_result_column column, size_t row)
{
    switch (wain_columns[column].type) {
    case WAIN_COLUMN_TEXT:
        return wain_json_text(wain_result_text(result, column, row));
    case WAIN_COLUMN_REAL:
        return real_value(wain_result_real(result, column, row));
    case WAIN_COLUMN_I32:
    case WAIN_COLUMN_I64:
        break;
    }
    return json_integer(wain_result_int(result, column, row));
}

/* A row of a group as an object of its columns. */
static json_t *row_object(const wain_result *result, wain_result_group group, size_t row)
{
    json_t *object = json_object();

    for (int column = 0; column < WAIN_NUM_COLUMNS; column++) {
        if (wain_columns[column].group == group)
            json_object_set_new(object, wain_columns[column].name,
                                column_value(result, (wain_result_column)column, row));
    }
    return object;
}

static json_t *all_rows(const wain_result *result, wain_result_group group)
{
    json_t *array = json_array();

    for (size_t row = 0; row < wain_result_rows(result, group); row++)
        json_array_append_new(array, row_object(result, group, row));
    return array;
}

static json_t *use_value(const wain_subtotal *sum, int dimension)
{
    const double use = wain_subtotal_use(sum, dimension);

    return use < 0 ? json_null() : wain_json_real(use);
}

static void put_subtotal(json_t *object, const wain_subtotal *sum)
{
    json_t *load;

    wain_json_put_totals(object, sum);
    load = json_object_get(object, "load");
    json_object_set_new(load, "weight_use", use_value(sum, 0));
    json_object_set_new(load, "volume_use", use_value(sum, 1));
}

static json_t *subtotals(const wain_subtotal_list *list, const char *key)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++) {
        json_t *object = json_object();

        json_object_set_new(object, key, wain_json_text(list->items[i].name));
        put_subtotal(object, &list->items[i]);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *reasons(const wain_result_summary *summary)
{
    json_t *array = json_array();

    for (int i = 0; i < WAIN_NUM_REASONS; i++) {
        const wain_reason_count *count = &summary->reasons[i];
        json_t *relaxations = json_array();

        for (size_t k = 0; k < count->num_relaxations && k < WAIN_SHOWN_RELAXATIONS; k++)
            json_array_append_new(relaxations,
                                  json_pack("{s:o, s:I}", "text", wain_json_text(count->relaxations[k].text), "orders",
                                            (json_int_t)count->relaxations[k].orders));
        if (count->orders > 0)
            json_array_append_new(
                array, json_pack("{s:s, s:s, s:I, s:I, s:I, s:O}", "reason", wain_reason_key((wain_reason)i), "text",
                                 wain_reason_text((wain_reason)i), "orders", (json_int_t)count->orders, "required",
                                 (json_int_t)count->required, "num_relaxations", (json_int_t)count->num_relaxations,
                                 "relaxations", relaxations));
        json_decref(relaxations);
    }
    return array;
}

static json_t *shown_rows(const wain_result *result, const wain_shown_rows *shown)
{
    json_t *array = json_array();

    for (size_t i = 0; i < shown->count; i++) {
        json_t *object = row_object(result, shown->group, shown->rows[i]);

        json_object_set_new(object, "row", json_integer((json_int_t)shown->rows[i]));
        json_array_append_new(array, object);
    }
    return json_pack("{s:o}", wain_groups[shown->group].name, array);
}

static json_t *phases(const wain_result *result)
{
    json_t *object = json_object();

    for (size_t row = 0; row < wain_result_rows(result, WAIN_GROUP_PHASES); row++)
        json_object_set_new(object, wain_result_text(result, WAIN_PHASES_PHASE, row),
                            wain_json_real(wain_result_real(result, WAIN_PHASES_SECONDS, row)));
    return object;
}

/* How the plan was made, in the words of `wain plan --json`. */
static void put_run(json_t *object, const char *path, const wain_result *result)
{
    static const wain_result_column texts[] = {WAIN_PROVENANCE_SCHEMA_VERSION, WAIN_PROVENANCE_PROGRAM_VERSION,
                                               WAIN_PROVENANCE_CREATED, WAIN_PROVENANCE_COMMAND_LINE,
                                               WAIN_PROVENANCE_MODE};
    static const wain_result_column numbers[] = {WAIN_PROVENANCE_SEED, WAIN_PROVENANCE_RANKS, WAIN_PROVENANCE_THREADS,
                                                 WAIN_PROVENANCE_HOSTS, WAIN_PROVENANCE_NUM_DAYS};
    char day[16];

    json_object_set_new(object, "result", wain_json_text(path));
    json_object_set_new(object, "digest", wain_json_text(wain_result_text(result, WAIN_PROVENANCE_PLAN_DIGEST, 0)));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        json_object_set_new(object, wain_columns[texts[i]].name, column_value(result, texts[i], 0));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_object_set_new(object, wain_columns[numbers[i]].name, column_value(result, numbers[i], 0));
    wain_calendar_print_day((wain_day)wain_result_int(result, WAIN_PROVENANCE_FIRST_DAY, 0), day, sizeof day);
    json_object_set_new(object, "first_day", json_string(day));
    json_object_set_new(object, "stopped_early",
                        json_boolean(wain_result_int(result, WAIN_PROVENANCE_STOPPED_EARLY, 0) != 0));
    json_object_set_new(object, "seconds", wain_json_real(wain_result_real(result, WAIN_PROVENANCE_ELAPSED, 0)));
    json_object_set_new(object, "memory",
                        wain_json_memory(wain_result_int(result, WAIN_PROVENANCE_PEAK_MEMORY, 0),
                                         wain_result_int(result, WAIN_PROVENANCE_PEAK_MEMORY_SUM, 0),
                                         wain_result_int(result, WAIN_PROVENANCE_HEAP_ALLOCATED, 0),
                                         wain_result_int(result, WAIN_PROVENANCE_HEAP_RESIDENT, 0)));
    json_object_set_new(object, "phases", phases(result));
    json_object_set_new(object, "currency", wain_json_text(wain_result_text(result, WAIN_PROVENANCE_CURRENCY, 0)));
}

wain_status wain_show_json(FILE *out, const char *path, const wain_result *result, const wain_result_summary *summary,
                           const wain_shown_rows *shown, wain_error *err)
{
    json_t *object = json_object();

    put_run(object, path, result);
    put_subtotal(object, &summary->total);
    if (summary->whole) { /* of a part they are not known */
        json_object_set_new(object, "vehicles", json_integer(wain_result_int(result, WAIN_KPI_VEHICLES, 0)));
        json_object_set_new(json_object_get(object, "cost"), "unassigned",
                            wain_json_money(wain_cost_of_real(wain_result_real(result, WAIN_KPI_UNASSIGNED_COST, 0))));
    }
    json_object_set_new(
        object, "units",
        json_pack("{s:I, s:I}", "total", (json_int_t)summary->units, "done", (json_int_t)summary->units_done));
    json_object_set_new(object, "reasons", reasons(summary));
    json_object_set_new(object, "regions", subtotals(&summary->regions, "region"));
    json_object_set_new(object, "days", subtotals(&summary->days, "day"));
    json_object_set_new(object, "inputs", all_rows(result, WAIN_GROUP_INPUTS));
    json_object_set_new(object, "options", all_rows(result, WAIN_GROUP_OPTIONS));
    if (shown)
        json_object_set_new(object, "rows", shown_rows(result, shown));
    return wain_json_print(out, object, err);
}
