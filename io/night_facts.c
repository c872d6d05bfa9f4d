/* What a plan depends on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/night_state.h"
#include "solver/core/digest.h"
#include "solver/core/memory.h"

void wain_night_facts_clear(wain_night_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free(facts->items[i].name);
        free(facts->items[i].value);
    }
    free(facts->items);
    *facts = (wain_night_facts){0};
}

/* Takes over both texts, which may be NULL for lack of memory. */
static wain_status add(wain_night_facts *facts, char *name, char *value, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (!name || !value) {
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for the facts of a job");
        goto done;
    }
    WAIN_TRY(WAIN_RESERVE(facts->items, facts->capacity, facts->count + 1, err));
    facts->items[facts->count++] = (wain_night_fact){name, value};
    return WAIN_OK;
done:
    free(name);
    free(value);
    return status;
}

static char *print_name(const char *first, const char *middle, const char *last)
{
    char *text = NULL;

    return asprintf(&text, "%s%s%s", first, middle, last) < 0 ? NULL : text;
}

/* Options that may change between two runs of a night. */
static bool is_free(const wain_option *option)
{
    static const char *const free_ones[][2] = {
        {"input", "orders"}, {"input", "depots"}, {"input", "fleet"}, {"partition", "earlier_result"}};

    if (strcmp(option->section, "output") == 0 || strcmp(option->section, "checkpoint") == 0)
        return true;
    if (strcmp(option->section, "limits") == 0)
        return strcmp(option->name, "iterations") != 0;
    for (size_t i = 0; i < sizeof free_ones / sizeof *free_ones; i++) {
        if (strcmp(option->section, free_ones[i][0]) == 0 && strcmp(option->name, free_ones[i][1]) == 0)
            return true;
    }
    return false;
}

static wain_status add_options(wain_night_facts *facts, const wain_job *job, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (size_t t = 0; t < job->registry.count; t++) {
        const wain_option_table *table = &job->registry.tables[t];

        for (size_t i = 0; i < table->count; i++) {
            const wain_option *option = &table->options[i];
            char value[512];

            if (is_free(option))
                continue;
            wain_option_print(table, i, value, sizeof value);
            WAIN_TRY(add(facts, print_name(option->section, ".", option->name), strdup(value), err));
        }
    }
done:
    return status;
}

static char *print_profile(const wain_speed_profile *profile)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        return NULL;
    fprintf(out, "%d s:", profile->band_seconds);
    for (int32_t b = 0; b < profile->num_bands; b++)
        fprintf(out, " %d", profile->speed[b]);
    return fclose(out) == 0 ? text : NULL;
}

static char *print_seconds(wain_time seconds)
{
    char *text = NULL;

    return asprintf(&text, "%d s", seconds) < 0 ? NULL : text;
}

static bool is_by_iterations(const wain_job *job)
{
    size_t table;
    const wain_option *option = wain_option_find(&job->registry, "limits.iterations", &table);
    const char *values = option ? job->registry.tables[table].values : NULL;

    return values && *(const int64_t *)(const void *)(values + option->offset) > 0;
}

/* Of the file that runs: versions alone do not tell apart what compilers and their options make of one source. */
static wain_status add_build(wain_night_facts *facts, wain_error *err)
{
    FILE *program = fopen("/proc/self/exe", "rbe");
    wain_digest_stream *stream = NULL;
    char bytes[16384], text[WAIN_DIGEST_TEXT] = "unknown";
    wain_status status = WAIN_OK;
    size_t count;

    WAIN_TRY(wain_digest_stream_create(&stream, err));
    while (program && (count = fread(bytes, 1, sizeof bytes, program)) > 0)
        wain_digest_stream_update(stream, bytes, count);
    if (program && !ferror(program))
        wain_digest_stream_print(stream, text);
    status = add(facts, strdup("the program's build"), strdup(text), err);
done:
    wain_digest_stream_free(stream);
    if (program)
        fclose(program);
    return status;
}

wain_status wain_night_facts_of(const wain_job *job, wain_night_facts *facts, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(add(facts, strdup("the program's version"), strdup(WAIN_VERSION), err));
    if (is_by_iterations(job)) /* bit for bit the same plan is promised */
        WAIN_TRY(add_build(facts, err));
    WAIN_TRY(add_options(facts, job, err));
    for (size_t i = 0; i < job->num_speeds; i++)
        WAIN_TRY(add(facts, print_name("the speeds of ", job->speeds[i].vehicle_type, ""),
                     print_profile(&job->speeds[i].profile), err));
    for (size_t i = 0; i < job->num_services; i++)
        WAIN_TRY(add(facts, print_name("the minutes of service type ", job->services[i].service_type, ""),
                     print_seconds(job->services[i].service), err));
    for (size_t i = 0; i < job->num_inputs; i++) {
        if (strcmp(job->inputs[i].role, "job") != 0) /* what counts of it stands above */
            WAIN_TRY(
                add(facts, print_name("the content of ", job->inputs[i].role, ""), strdup(job->inputs[i].digest), err));
    }
done:
    return status;
}

static const wain_night_fact *find(const wain_night_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->items[i].name, name) == 0)
            return &facts->items[i];
    }
    return NULL;
}

bool wain_night_facts_differ(const wain_night_facts *then, const wain_night_facts *now, char *text, size_t size)
{
    for (size_t i = 0; i < now->count; i++) {
        const wain_night_fact *is = &now->items[i], *was = find(then, is->name);

        if (was && strcmp(was->value, is->value) == 0)
            continue;
        snprintf(text, size, "%.200s was %.200s and is %.200s", is->name, was ? was->value : "not set", is->value);
        return true;
    }
    for (size_t i = 0; i < then->count; i++) {
        if (!find(now, then->items[i].name)) {
            snprintf(text, size, "%.200s was %.200s and is not set", then->items[i].name, then->items[i].value);
            return true;
        }
    }
    return false;
}
