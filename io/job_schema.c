#include <string.h>

#include "io/job_schema_internal.h"

static const wain_option items[] = {
    {"travel.speeds", "vehicle_type", WAIN_OPTION_TEXT, "", 0, 0, "", "", "vehicle type of the fleet file", 0},
    {"travel.speeds", "kmh", WAIN_OPTION_REAL, "", 1, 150, "", "km/h", "its speed where no band is given", 0},
    {"travel.speeds.bands", "from", WAIN_OPTION_TEXT, "", 0, 0, "", "HH:00",
     "hour from which the band's speed holds; before the first band the last one holds", 0},
    {"travel.speeds.bands", "kmh", WAIN_OPTION_REAL, "", 1, 150, "", "km/h", "speed from that hour on", 0},
    {"service_types", "name", WAIN_OPTION_TEXT, "", 0, 0, "", "", "service type of the orders file", 0},
    {"service_types", "minutes", WAIN_OPTION_REAL, "", 0, 1440, "", "minutes",
     "service time of its orders whose own cell is blank", 0},
};

const wain_option *wain_job_item_list(size_t *count)
{
    *count = sizeof items / sizeof *items;
    return items;
}

#define TEXT_FIELD(key, flags, structure, member) \
    CYAML_FIELD_STRING_PTR(key, CYAML_FLAG_POINTER | (flags), structure, member, 0, CYAML_UNLIMITED)

/* The first field of a list's entries is what tells them apart. */
static const cyaml_schema_field_t band_fields[] = {TEXT_FIELD("from", CYAML_FLAG_DEFAULT, wain_job_band_text, from),
                                                   TEXT_FIELD("kmh", CYAML_FLAG_DEFAULT, wain_job_band_text, kmh),
                                                   CYAML_FIELD_END};

static const cyaml_schema_value_t band_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, wain_job_band_text, band_fields)};

static const cyaml_schema_field_t speeds_fields[] = {
    TEXT_FIELD("vehicle_type", CYAML_FLAG_DEFAULT, wain_job_speeds_text, vehicle_type),
    TEXT_FIELD("kmh", CYAML_FLAG_OPTIONAL, wain_job_speeds_text, kmh),
    CYAML_FIELD_SEQUENCE_COUNT("bands", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, wain_job_speeds_text, bands,
                               num_bands, &band_schema, 0, CYAML_UNLIMITED),
    CYAML_FIELD_END};

static const cyaml_schema_value_t speeds_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, wain_job_speeds_text, speeds_fields)};

static const cyaml_schema_field_t service_fields[] = {
    TEXT_FIELD("name", CYAML_FLAG_DEFAULT, wain_job_service_text, name),
    TEXT_FIELD("minutes", CYAML_FLAG_DEFAULT, wain_job_service_text, minutes), CYAML_FIELD_END};

static const cyaml_schema_value_t service_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, wain_job_service_text, service_fields)};

static const cyaml_schema_field_t services_field =
    CYAML_FIELD_SEQUENCE_COUNT("service_types", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, wain_job_text, services,
                               num_services, &service_schema, 0, CYAML_UNLIMITED);

static const cyaml_schema_field_t speeds_field =
    CYAML_FIELD_SEQUENCE_COUNT("speeds", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, wain_job_section_text, speeds,
                               num_speeds, &speeds_schema, 0, CYAML_UNLIMITED);

static size_t find_section(const wain_job_schema *schema, const char *name)
{
    size_t s = 0;

    while (s < schema->num_sections && strcmp(schema->sections[s].key, name) != 0)
        s++;
    return s;
}

static wain_status add_option(wain_job_schema *schema, const wain_option *option, wain_error *err)
{
    const size_t s = find_section(schema, option->section);
    const size_t f = s < WAIN_JOB_MAX_SECTIONS ? schema->num_fields[s] : 0;

    if (s == WAIN_JOB_MAX_SECTIONS || f == WAIN_JOB_MAX_FIELDS)
        return wain_error_set(err, WAIN_EINTERNAL, "more options than a job file's schema holds: %s.%s",
                              option->section, option->name);
    if (s == schema->num_sections) {
        schema->num_sections++;
        schema->sections[s] = (cyaml_schema_field_t){
            .key = option->section,
            .data_offset = (uint32_t)(offsetof(wain_job_text, sections) + s * sizeof(wain_job_section_text *)),
            .value = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, wain_job_section_text,
                                          schema->fields[s])}};
    }
    schema->fields[s][f] = (cyaml_schema_field_t){
        .key = option->name,
        .data_offset = (uint32_t)(offsetof(wain_job_section_text, values) + f * sizeof(char *)),
        .value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, char, 0, CYAML_UNLIMITED)}};
    schema->num_fields[s]++;
    return WAIN_OK;
}

wain_status wain_job_schema_init(wain_job_schema *schema, const wain_option_registry *registry, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t travel;

    memset(schema, 0, sizeof *schema);
    for (size_t t = 0; t < registry->count; t++) {
        for (size_t i = 0; i < registry->tables[t].count; i++)
            WAIN_TRY(add_option(schema, &registry->tables[t].options[i], err));
    }
    travel = find_section(schema, "travel");
    if (travel < schema->num_sections)
        schema->fields[travel][schema->num_fields[travel]] = speeds_field;
    schema->sections[schema->num_sections] = services_field;
    schema->top = (cyaml_schema_value_t){CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, wain_job_text, schema->sections)};
done:
    return status;
}
