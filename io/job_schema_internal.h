/* The shape of a job file, made from the option tables: one schema serves the check, which names every fault, and
 * libcyaml, which loads what is sound. */
#ifndef WAIN_IO_JOB_SCHEMA_INTERNAL_H
#define WAIN_IO_JOB_SCHEMA_INTERNAL_H

#include <cyaml/cyaml.h>
#include <yaml.h>

#include "io/job.h"

enum { WAIN_JOB_MAX_SECTIONS = 32, WAIN_JOB_MAX_FIELDS = 64 };

/* What libcyaml fills: every scalar stays text, which the option tables turn into values. */
typedef struct wain_job_band_text {
    char *from, *kmh;
} wain_job_band_text;

typedef struct wain_job_speeds_text {
    char *vehicle_type, *kmh;
    wain_job_band_text *bands;
    uint64_t num_bands;
} wain_job_speeds_text;

typedef struct wain_job_service_text {
    char *name, *minutes;
} wain_job_service_text;

/* One section: its options' texts in the order of its fields; NULL where the file has none. */
typedef struct wain_job_section_text {
    char *values[WAIN_JOB_MAX_FIELDS];
    wain_job_speeds_text *speeds; /* section travel */
    uint64_t num_speeds;
} wain_job_section_text;

typedef struct wain_job_text {
    wain_job_section_text *sections[WAIN_JOB_MAX_SECTIONS];
    wain_job_service_text *services;
    uint64_t num_services;
} wain_job_text;

typedef struct wain_job_schema {
    cyaml_schema_value_t top;
    cyaml_schema_field_t sections[WAIN_JOB_MAX_SECTIONS + 2]; /* the sections, service_types, end */
    cyaml_schema_field_t fields[WAIN_JOB_MAX_SECTIONS][WAIN_JOB_MAX_FIELDS + 2];
    size_t num_fields[WAIN_JOB_MAX_SECTIONS]; /* that are options */
    size_t num_sections;
} wain_job_schema;

/* Fill the schema; it borrows the registry's texts and points into itself, so it must not be moved. */
wain_status wain_job_schema_init(wain_job_schema *schema, const wain_option_registry *registry, wain_error *err);

/* Name every fault of a document, and take out of it what is faulty; false when nothing is left to load. */
bool wain_job_check(const wain_job_schema *schema, const wain_option_registry *registry, yaml_document_t *document,
                    const char *path, wain_fault_list *faults);

#endif
