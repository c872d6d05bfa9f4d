/* Job files: libyaml parses, the check names every fault and takes faulty parts out, libcyaml loads the sound rest. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/job_internal.h"
#include "io/job_schema_internal.h"
#include "solver/core/buffer.h"
#include "solver/core/digest.h"
#include "solver/core/memory.h"
#include "solver/core/number.h"

enum { MAX_BYTES = 16 << 20, HOURS = 24, BLOCK = 1 << 14 };

static wain_status read_bytes(const char *path, wain_buffer *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    FILE *file = fopen(path, "rb");
    char block[BLOCK];
    size_t size;

    if (!file)
        return wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno));
    errno = 0;
    while ((size = fread(block, 1, sizeof block, file)) > 0 && out->size <= MAX_BYTES)
        wain_buffer_put(out, block, size);
    if (ferror(file))
        status = wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno ? errno : EIO));
    else if (out->failed)
        status = wain_error_set(err, WAIN_EMEMORY, "out of memory for %s", path);
    else if (out->size > MAX_BYTES)
        status = wain_error_set(err, WAIN_EUSAGE, "%s: a job file has at most 16 MiB", path);
    fclose(file);
    return status;
}

enum { MAX_DEPTH = 64 };

/* Line of a byte, from 1. */
static int64_t line_of(const wain_buffer *bytes, size_t offset)
{
    int64_t line = 1;

    for (size_t i = 0; i < offset && i < bytes->size; i++)
        line += bytes->bytes[i] == '\n';
    return line;
}

/* A file that is no YAML, with libyaml's words for why. */
static void report_syntax(const yaml_parser_t *parser, const char *path, const wain_buffer *bytes,
                          wain_fault_list *faults)
{
    const char *problem = parser->problem ? parser->problem : "unreadable text";
    const yaml_mark_t *mark = &parser->problem_mark;
    const bool tab = mark->index < bytes->size && bytes->bytes[mark->index] == '\t';
    char sentence[256];

    if (parser->error == YAML_READER_ERROR) {
        snprintf(sentence, sizeof sentence, "the file is not text in UTF-8: %s", problem);
        wain_fault_add_sentence(faults, WAIN_FAULT_STOPS, path, line_of(bytes, parser->problem_offset), sentence);
        return;
    }
    if (tab)
        snprintf(sentence, sizeof sentence, "not YAML at column %zu: found a tab; indent with spaces",
                 mark->column + 1);
    else
        snprintf(sentence, sizeof sentence, "not YAML at column %zu: %s%s%s", mark->column + 1,
                 parser->context ? parser->context : "", parser->context ? ", " : "", problem);
    wain_fault_add_sentence(faults, WAIN_FAULT_STOPS, path, (int64_t)mark->line + 1, sentence);
}

/* Name the first place nested deeper than any job file is, if there is one: libyaml takes a time that grows with the
 * square of the depth. Only the parser's events are looked at, and no farther than that place. */
static bool is_nested_too_deep(const char *path, const wain_buffer *bytes, wain_fault_list *faults, wain_error *err,
                               wain_status *status)
{
    yaml_parser_t parser;
    yaml_event_t event;
    yaml_event_type_t type = YAML_NO_EVENT;
    int depth = 0;

    if (!yaml_parser_initialize(&parser)) {
        *status = wain_error_set(err, WAIN_EMEMORY, "out of memory for %s", path);
        return true;
    }
    yaml_parser_set_input_string(&parser, bytes->size > 0 ? bytes->bytes : (const unsigned char *)"", bytes->size);
    while (depth <= MAX_DEPTH && type != YAML_STREAM_END_EVENT && yaml_parser_parse(&parser, &event)) {
        type = event.type;
        depth += type == YAML_SEQUENCE_START_EVENT || type == YAML_MAPPING_START_EVENT;
        depth -= type == YAML_SEQUENCE_END_EVENT || type == YAML_MAPPING_END_EVENT;
        if (depth > MAX_DEPTH)
            wain_fault_add_sentence(faults, WAIN_FAULT_STOPS, path, (int64_t)event.start_mark.line + 1,
                                    "lists or mappings nested deeper than 64: not a job file");
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return depth > MAX_DEPTH;
}

static int put_emitted(void *context, unsigned char *bytes, size_t size)
{
    wain_buffer *buffer = context;

    wain_buffer_put(buffer, bytes, size);
    return !buffer->failed;
}

/* Write a document as text; it is used up. */
static bool emit(yaml_document_t *document, wain_buffer *text)
{
    yaml_emitter_t emitter;
    bool done;

    if (!yaml_emitter_initialize(&emitter)) {
        yaml_document_delete(document);
        return false;
    }
    yaml_emitter_set_output(&emitter, put_emitted, text);
    yaml_emitter_set_unicode(&emitter, 1);
    done = yaml_emitter_open(&emitter) && yaml_emitter_dump(&emitter, document) && yaml_emitter_close(&emitter);
    yaml_emitter_delete(&emitter);
    return done;
}

/* Parse, check and write the sound part of a job file into `sound`, which stays empty when there is none. */
static wain_status find_sound_part(const wain_job_schema *schema, const wain_option_registry *registry,
                                   const char *path, const wain_buffer *bytes, wain_buffer *sound, bool *unreadable,
                                   wain_fault_list *faults, wain_error *err)
{
    wain_status status = WAIN_OK;
    yaml_parser_t parser;
    yaml_document_t document, more;

    if (is_nested_too_deep(path, bytes, faults, err, &status)) {
        *unreadable = true;
        return status;
    }
    if (!yaml_parser_initialize(&parser))
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for %s", path);
    yaml_parser_set_input_string(&parser, bytes->size > 0 ? bytes->bytes : (const unsigned char *)"", bytes->size);
    if (!yaml_parser_load(&parser, &document)) {
        report_syntax(&parser, path, bytes, faults);
        *unreadable = true;
        goto done;
    }
    if (!wain_job_check(schema, registry, &document, path, faults))
        yaml_document_delete(&document);
    else if (!emit(&document, sound))
        WAIN_TRY(wain_error_set(err, WAIN_EMEMORY, "out of memory for %s", path));
    if (!yaml_parser_load(&parser, &more)) {
        report_syntax(&parser, path, bytes, faults);
        *unreadable = true;
        goto done;
    }
    if (yaml_document_get_root_node(&more))
        wain_fault_add(faults, WAIN_FAULT_STOPS, path, (int64_t)more.start_mark.line + 1, "", "---", "one document",
                       "remove the second one");
    yaml_document_delete(&more);
done:
    yaml_parser_delete(&parser);
    return status;
}

/* Keep libcyaml's last message; it speaks only when the schema and the check disagree. */
static void keep_message(cyaml_log_t level, void *context, const char *format, va_list args)
{
    if (level >= CYAML_LOG_ERROR)
        vsnprintf(context, 200, format, args);
}

static double read_checked(const char *text)
{
    double value = 0;

    text += strspn(text, " \t");
    wain_number_read_real(text, strcspn(text, " \t"), '.', &value); /* the check has passed it */
    return value;
}

static int32_t millimetres_per_second(double kmh)
{
    return (int32_t)(kmh * 1e6 / 3600 + 0.5);
}

/* Bands repeat every day; a profile covers two, for what runs past midnight. */
static wain_speed_profile read_profile(const wain_job_speeds_text *text)
{
    wain_speed_profile profile = {.num_bands = WAIN_MAX_BANDS, .band_seconds = 3600};
    int32_t speed = 0;

    if (text->num_bands == 0) /* then the check has seen a constant speed */
        return wain_speed_profile_constant(millimetres_per_second(text->kmh ? read_checked(text->kmh) : 1));
    for (int hour = -HOURS; hour < WAIN_MAX_BANDS; hour++) { /* the day before tells what holds at midnight */
        for (uint64_t b = 0; b < text->num_bands; b++) {
            wain_time from = 0;

            wain_calendar_read_time(text->bands[b].from, strlen(text->bands[b].from), &from);
            if (from / 3600 == (hour + HOURS) % HOURS)
                speed = millimetres_per_second(read_checked(text->bands[b].kmh));
        }
        if (hour >= 0)
            profile.speed[hour] = speed;
    }
    wain_speed_profile_prepare(&profile);
    return profile;
}

static wain_status take_lists(wain_job *job, wain_job_text *text, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_job_section_text *travel = NULL;

    for (size_t s = 0; s < WAIN_JOB_MAX_SECTIONS; s++) {
        if (text->sections[s] && text->sections[s]->num_speeds > 0)
            travel = text->sections[s];
    }
    if (travel)
        WAIN_TRY(WAIN_NEW(job->speeds, travel->num_speeds, err));
    for (; travel && job->num_speeds < travel->num_speeds; job->num_speeds++) {
        const wain_job_speeds_text *speeds = &travel->speeds[job->num_speeds];

        job->speeds[job->num_speeds].profile = read_profile(speeds);
        WAIN_TRY(wain_job_copy_text(speeds->vehicle_type, &job->speeds[job->num_speeds].vehicle_type, err));
    }
    WAIN_TRY(WAIN_NEW(job->services, text->num_services, err));
    for (; job->num_services < text->num_services; job->num_services++) {
        const wain_job_service_text *service = &text->services[job->num_services];

        job->services[job->num_services].service = (wain_time)(read_checked(service->minutes) * 60 + 0.5);
        WAIN_TRY(wain_job_copy_text(service->name, &job->services[job->num_services].service_type, err));
    }
done:
    return status;
}

static wain_status take_options(wain_job *job, const wain_job_schema *schema, const wain_job_text *text,
                                wain_error *err)
{
    wain_status status = WAIN_OK;
    char key[128];

    for (size_t s = 0; s < schema->num_sections; s++) {
        for (size_t f = 0; text->sections[s] && f < schema->num_fields[s]; f++) {
            if (!text->sections[s]->values[f])
                continue;
            snprintf(key, sizeof key, "%s.%s", schema->sections[s].key, schema->fields[s][f].key);
            WAIN_TRY(wain_option_set(&job->registry, key, text->sections[s]->values[f], WAIN_ORIGIN_FILE, err));
        }
    }
done:
    return status;
}

static wain_status load(wain_job *job, const wain_job_schema *schema, const char *path, const wain_buffer *sound,
                        wain_error *err)
{
    wain_status status;
    char message[200] = "";
    const cyaml_config_t config = {.log_fn = keep_message,
                                   .log_ctx = message,
                                   .mem_fn = cyaml_mem,
                                   .log_level = CYAML_LOG_ERROR,
                                   .flags = CYAML_CFG_DEFAULT};
    cyaml_data_t *data = NULL;
    const cyaml_err_t failure =
        cyaml_load_data((const uint8_t *)sound->bytes, sound->size, &config, &schema->top, &data, NULL);

    if (failure == CYAML_ERR_OOM)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for %s", path);
    if (failure != CYAML_OK)
        return wain_error_set(err, WAIN_EUSAGE, "%s: %s: %s", path, cyaml_strerror(failure), message);
    if (!data)
        return WAIN_OK;
    WAIN_TRY(take_options(job, schema, (const wain_job_text *)data, err));
    WAIN_TRY(take_lists(job, (wain_job_text *)data, err));
done:
    cyaml_free(&config, &schema->top, data, 0);
    return status;
}

static wain_status keep_folder(wain_job *job, const char *path, wain_error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = !slash ? strdup(".") : slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));

    if (!folder)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for %s", path);
    free(job->folder);
    job->folder = folder;
    return WAIN_OK;
}

wain_status wain_job_read(wain_job *job, const char *path, wain_fault_list *faults, wain_error *err)
{
    wain_status status;
    wain_job_schema *schema = NULL;
    wain_buffer bytes = {0}, sound = {0};
    char digest[WAIN_DIGEST_TEXT];
    wain_digest whole;

    WAIN_TRY(WAIN_NEW(schema, 1, err));
    WAIN_TRY(wain_job_schema_init(schema, &job->registry, err));
    WAIN_TRY(read_bytes(path, &bytes, err));
    WAIN_TRY(keep_folder(job, path, err));
    whole = wain_digest_of(bytes.bytes, bytes.size);
    wain_digest_print(&whole, digest);
    WAIN_TRY(wain_job_add_input(job, "job", path, (int64_t)bytes.size, digest, err));
    WAIN_TRY(find_sound_part(schema, &job->registry, path, &bytes, &sound, &job->unreadable, faults, err));
    if (sound.size > 0)
        WAIN_TRY(load(job, schema, path, &sound, err));
    status = wain_fault_verdict(faults, WAIN_EUSAGE, err);
done:
    wain_buffer_clear(&bytes);
    wain_buffer_clear(&sound);
    free(schema);
    return status;
}
