#include "scheduler/cli/show_json.h"

#include <jansson.h>
#include <string.h>

/* null for text that is not UTF-8, which JSON can't hold. */
static json_t *text_value(const char *text)
{
    json_t *value = json_string(text);

    return value ? value : json_null();
}

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
        return text_value(wain_result_text(result, column, row));
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

    return use < 0 ? json_null() : json_real(use);
}

static void put_subtotal(json_t *object, const wain_subtotal *sum)
{
    json_object_set_new(object, "orders", json_integer(sum->orders));
    json_object_set_new(object, "planned", json_integer(sum->planned));
    json_object_set_new(object, "unassigned", json_integer(sum->unassigned));
    json_object_set_new(object, "required_unassigned", json_integer(sum->required));
    json_object_set_new(object, "routes", json_integer(sum->routes));
    json_object_set_new(object, "distance_m", json_integer(sum->distance));
    json_object_set_new(object, "duration_s", json_integer(sum->duration));
    json_object_set_new(object, "driving_s", json_integer(sum->driving));
    json_object_set_new(object, "waiting_s", json_integer(sum->waiting));
    json_object_set_new(object, "service_s", json_integer(sum->service));
    json_object_set_new(object, "cost",
                        json_pack("{s:f, s:f, s:f, s:f}", "fixed", sum->fixed_cost, "distance", sum->distance_cost,
                                  "time", sum->time_cost, "total", wain_subtotal_cost(sum)));
    json_object_set_new(object, "load",
                        json_pack("{s:f, s:f, s:o, s:o}", "weight_kg", sum->load[0], "volume_m3", sum->load[1],
                                  "weight_use", use_value(sum, 0), "volume_use", use_value(sum, 1)));
}

static json_t *subtotals(const wain_subtotal_list *list, const char *key)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++) {
        json_t *object = json_object();

        json_object_set_new(object, key, text_value(list->items[i].name));
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
            json_array_append_new(relaxations, json_pack("{s:o, s:I}", "text", text_value(count->relaxations[k].text),
                                                         "orders", (json_int_t)count->relaxations[k].orders));
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

wain_status wain_show_json(FILE *out, const char *path, const wain_result *result, const wain_result_summary *summary,
                           const wain_shown_rows *shown, wain_error *err)
{
    json_t *object = row_object(result, WAIN_GROUP_PROVENANCE, 0);
    int failed;

    json_object_set_new(object, "file", text_value(path));
    json_object_set_new(object, "digest", text_value(wain_result_text(result, WAIN_PROVENANCE_PLAN_DIGEST, 0)));
    json_object_del(object, "plan_digest");
    put_subtotal(object, &summary->total);
    json_object_set_new(object, "units", json_integer(summary->units));
    json_object_set_new(object, "units_done", json_integer(summary->units_done));
    json_object_set_new(object, "kpi", row_object(result, WAIN_GROUP_KPI, 0));
    json_object_set_new(object, "reasons", reasons(summary));
    json_object_set_new(object, "regions", subtotals(&summary->regions, "region"));
    json_object_set_new(object, "days", subtotals(&summary->days, "day"));
    json_object_set_new(object, "phases", all_rows(result, WAIN_GROUP_PHASES));
    json_object_set_new(object, "inputs", all_rows(result, WAIN_GROUP_INPUTS));
    json_object_set_new(object, "options", all_rows(result, WAIN_GROUP_OPTIONS));
    if (shown)
        json_object_set_new(object, "rows", shown_rows(result, shown));
    if (!object)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for the JSON of %s", path);
    failed = json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    fputc('\n', out);
    json_decref(object);
    return failed ? wain_error_set(err, WAIN_EIO, "can't write the JSON of %s", path) : WAIN_OK;
}
