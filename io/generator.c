/* The files of a synthetic book. */
#include "io/generator.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/atomic_file.h"
#include "io/calendar.h"
#include "io/generator_internal.h"
#include "solver/core/memory.h"

enum { BLOCK = 1 << 20, ROW_LIMIT = 512, LARGE_BOOK = 20000 };

enum { ORDERS, DEPOTS, FLEET, JOB, NUM_FILES };

static const char *const names[NUM_FILES] = {"orders.csv", "depots.csv", "fleet.csv", "job.yaml"};

typedef char day_text[12];

typedef struct generation {
    const wain_generator_options *options;
    wain_geography geography;
    wain_order_stream *stream;
    wain_demand *demand; /* by depot and vehicle model; owned */
    const wain_vehicle_model *models;
    int num_models;
    int64_t vehicles;
    day_text *days; /* of the horizon; owned */
    wain_atomic_file files[NUM_FILES];

    FILE *out;          /* of the file being written */
    char *block, *next; /* rows on their way out; owned */
} generation;

/* Rows are put together by hand: printf would take longer than all the rest. */

static char *put_text(char *at, const char *text)
{
    while (*text)
        *at++ = *text++;
    return at;
}

/* `value` >= 0 with at least `width` digits. */
static char *put_whole(char *at, int64_t value, int width)
{
    char digits[24];
    int n = 0;

    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0 || n < width);
    while (n > 0)
        *at++ = digits[--n];
    return at;
}

/* `value` in units of 10^-decimals. */
static char *put_decimal(char *at, int64_t value, int64_t unit, int decimals)
{
    if (value < 0) {
        *at++ = '-';
        value = -value;
    }
    at = put_whole(at, value / unit, 1);
    *at++ = '.';
    return put_whole(at, value % unit, decimals);
}

static char *put_clock(char *at, int32_t minutes)
{
    at = put_whole(at, minutes / 60, 2);
    *at++ = ':';
    return put_whole(at, minutes % 60, 2);
}

static const char *need_name(wain_need need)
{
    static const char *const words[WAIN_NUM_NEEDS] = {"", "cold", "tail_lift", "two_person"};

    return words[need];
}

static char *put_windows(char *at, const wain_draft *draft, int end)
{
    for (int32_t i = 0; i < draft->num_windows; i++) {
        if (i > 0)
            *at++ = ';';
        at = put_clock(at, draft->window[i][end]);
    }
    *at++ = ',';
    return at;
}

static char *put_order(char *at, const generation *g, const wain_draft *draft)
{
    *at++ = 'O';
    at = put_whole(at, draft->number, 7);
    at = put_text(at, ",C");
    at = put_whole(at, draft->customer, 7);
    *at++ = ',';
    at = put_text(at, g->geography.regions[g->geography.sites[draft->site].region]);
    *at++ = ',';
    at = put_decimal(at, draft->y, 100000, 5);
    *at++ = ',';
    at = put_decimal(at, draft->x, 100000, 5);
    at = put_text(at, draft->pickup ? ",pickup," : ",delivery,");
    at = put_text(at, wain_service_models[draft->service].name);
    *at++ = ',';
    at = put_decimal(at, draft->decigrams, 10, 1);
    *at++ = ',';
    at = put_decimal(at, draft->litres_tenth, 10000, 4);
    *at++ = ',';
    at = put_text(at, g->days[draft->first_day]);
    *at++ = ',';
    at = put_text(at, g->days[draft->last_day]);
    *at++ = ',';
    at = put_windows(at, draft, 0);
    at = put_windows(at, draft, 1);
    if (draft->minutes > 0)
        at = put_whole(at, draft->minutes, 1);
    *at++ = ',';
    at = put_text(at, need_name(draft->need));
    *at++ = ',';
    at = put_text(at, draft->priority);
    *at++ = '\n';
    return at;
}

static void flush_block(generation *g)
{
    fwrite(g->block, 1, (size_t)(g->next - g->block), g->out);
    g->next = g->block;
}

static void write_orders(generation *g, wain_generator_summary *summary)
{
    wain_draft draft;

    fputs(
        "order_id,customer_id,region,latitude,longitude,kind,service_type,weight_kg,volume_m3,earliest_day,latest_day,"
        "window_start,window_end,service_min,skills,priority\n",
        g->out);
    for (int64_t i = 0; i < g->options->orders; i++) {
        wain_demand *demand;

        wain_order_stream_next(g->stream, &draft);
        demand = &g->demand[g->geography.sites[draft.site].depot * g->num_models +
                            wain_vehicle_for(&draft, g->num_models > 2)];
        demand->orders++;
        demand->seconds += wain_order_stream_effort(g->stream, &draft);
        demand->kg += draft.decigrams / 10.0;
        demand->m3 += draft.litres_tenth / 10000.0;
        g->next = put_order(g->next, g, &draft);
        if (g->next - g->block > BLOCK - ROW_LIMIT)
            flush_block(g);
    }
    flush_block(g);
    summary->orders = g->options->orders;
}

/* "R03-2": the second depot of region R03. */
static void depot_id(const generation *g, size_t depot, char *text, size_t size)
{
    const int32_t region = g->geography.depots[depot].region;
    int number = 1;

    for (size_t i = depot; i > 0 && g->geography.depots[i - 1].region == region; i--)
        number++;
    snprintf(text, size, "%s-%d", g->geography.regions[region], number);
}

static void write_depots(generation *g, wain_generator_summary *summary)
{
    char id[WAIN_REGION_NAME + 16];

    fputs("depot_id,region,latitude,longitude,open,close\n", g->out);
    for (size_t i = 0; i < g->geography.num_depots; i++) {
        const wain_site_depot *depot = &g->geography.depots[i];

        depot_id(g, i, id, sizeof id);
        fprintf(g->out, "%s,%s,%.5f,%.5f,06:00,21:00\n", id, g->geography.regions[depot->region], depot->y, depot->x);
    }
    summary->depots = g->geography.num_depots;
}

static void write_fleet(generation *g, wain_generator_summary *summary)
{
    char id[WAIN_REGION_NAME + 16];

    fputs("vehicle_type,depot_id,count,capacity_kg,capacity_m3,fixed_cost,cost_per_km,cost_per_hour,shift_start,shift_"
          "end,"
          "max_stops,max_km,skills,carrier\n",
          g->out);
    for (size_t i = 0; i < g->geography.num_depots; i++) {
        depot_id(g, i, id, sizeof id);
        for (int k = 0; k < g->num_models; k++) {
            const wain_vehicle_model *m = &g->models[k];
            const int32_t count =
                wain_vehicle_count(m, &g->demand[i * (size_t)g->num_models + (size_t)k], g->options->days);

            fprintf(g->out, "%s,%s,%d,%d,%d,%d,%d.%02d,%d,%02d:%02d,%02d:%02d,%d,%d,%s,%s\n", m->name, id, count, m->kg,
                    m->m3, m->fixed, m->cents_per_km / 100, m->cents_per_km % 100, m->per_hour, WAIN_SHIFT_START / 60,
                    WAIN_SHIFT_START % 60, WAIN_SHIFT_END / 60, WAIN_SHIFT_END % 60, m->max_stops, m->max_km, m->skills,
                    m->carrier);
            summary->vehicles += (size_t)count;
        }
    }
}

static void write_speeds(generation *g)
{
    static const char *const from[5] = {"00:00", "06:00", "09:00", "15:00", "18:00"};

    for (int k = 0; k < g->num_models; k++) {
        fprintf(g->out, "    - vehicle_type: %s\n      bands:\n", g->models[k].name);
        for (int b = 0; b < 5; b++)
            fprintf(g->out, "        - {from: \"%s\", kmh: %d}\n", from[b], g->models[k].kmh[b]);
    }
}

static void write_job(generation *g, wain_generator_summary *summary)
{
    (void)summary;
    fprintf(g->out,
            "# A synthetic book: %lld orders, %zu regions, %d days, seed %llu.\n"
            "# Plan it:   wain plan job.yaml       Look at it first:   wain plan --dry-run job.yaml\n"
            "# Every key can be overridden: --set limits.time_limit=300\n\n"
            "input: # paths start at this file's folder\n"
            "  orders: orders.csv\n  depots: depots.csv\n  fleet: fleet.csv\n"
            "  faulty_orders: list # a faulty order is left out and listed; stop: it stops the job\n\n"
            "horizon:\n  first_day: %s\n  days: %d\n\n",
            (long long)g->options->orders, g->geography.num_regions, g->options->days,
            (unsigned long long)g->options->seed, g->days[0], g->options->days);
    fputs("travel: # great circle times detour, at a speed per vehicle type and hour\n"
          "  metric: great_circle\n  detour: 1.3\n  speed_kmh: 45 # of types without speeds of their own\n  speeds:\n",
          g->out);
    write_speeds(g);
    fputs("\nservice_types: # minutes at the stop, for orders without service_min\n", g->out);
    for (int k = 0; k < WAIN_NUM_SERVICES; k++)
        fprintf(g->out, "  - {name: %s, minutes: %d}\n", wain_service_models[k].name, wain_service_models[k].minutes);
    fputs("\ndefaults: # of blank cells\n  priority: normal\n  optional_price: 10\n\n"
          "partition:\n  max_stops: 5000 # a region's day with more orders is split\n\n"
          "limits:\n  time_limit: 60 # seconds for the whole job, reading and writing included\n\n"
          "search:\n  seed: 1\n\noutput:\n  result: plan.h5 # in the folder the job is started in\n  currency: EUR\n",
          g->out);
}

static wain_status write_file(generation *g, int which, void (*write_rows)(generation *, wain_generator_summary *),
                              wain_generator_summary *summary, wain_error *err)
{
    const wain_atomic_file *file = &g->files[which];
    wain_status status = WAIN_OK;
    bool failed;

    g->out = fopen(file->temporary, "w");
    if (!g->out)
        return wain_error_set(err, WAIN_EIO, "%s: %s", file->temporary, strerror(errno));
    errno = 0;
    write_rows(g, summary);
    failed = ferror(g->out) != 0;
    failed |= fclose(g->out) != 0;
    g->out = NULL;
    if (failed)
        status = wain_error_set(err, WAIN_EIO, "%s: can't write: %s", file->path, strerror(errno ? errno : EIO));
    return status;
}

/* Claim all four names before the first row is drawn. */
static wain_status claim_files(generation *g, wain_error *err)
{
    const char *folder = g->options->folder;
    wain_status status = WAIN_OK;
    char path[PATH_MAX];

    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return wain_error_set(err, WAIN_EIO, "%s: can't make this folder: %s", folder, strerror(errno));
    for (int i = 0; i < NUM_FILES; i++) {
        if (snprintf(path, sizeof path, "%s/%s", folder, names[i]) >= (int)sizeof path)
            return wain_error_set(err, WAIN_EIO, "%s: %s", folder, strerror(ENAMETOOLONG));
        if (!g->options->force && access(path, F_OK) == 0)
            return wain_error_set(err, WAIN_EUSAGE, "%s exists already; --force replaces it", path);
        WAIN_TRY(wain_atomic_file_open(path, &g->files[i], err));
    }
done:
    return status;
}

static wain_status check_options(const wain_generator_options *o, wain_error *err)
{
    if (o->orders < 1 || o->orders > 100000000)
        return wain_error_set(err, WAIN_EUSAGE, "--orders must be from 1 to 100000000, not %lld", (long long)o->orders);
    if (o->regions < (o->places ? 0 : 1) || o->regions > 1000)
        return wain_error_set(err, WAIN_EUSAGE, "--regions must be from %d to 1000, not %d", o->places ? 0 : 1,
                              o->regions);
    if (o->days < 1 || o->days > 366)
        return wain_error_set(err, WAIN_EUSAGE, "--days must be from 1 to 366, not %d", o->days);
    return WAIN_OK;
}

static wain_status prepare(generation *g, wain_error *err)
{
    const wain_generator_options *options = g->options;
    wain_rng rng = wain_rng_stream(options->seed, WAIN_PURPOSE_GENERATE, 1, 0, 0);
    const bool is_large = options->orders >= LARGE_BOOK;
    wain_status status = WAIN_OK;

    if (options->places)
        WAIN_TRY(wain_geography_read(options->places, options->regions, &g->geography, err));
    else
        WAIN_TRY(wain_geography_invent(&rng, options->regions, options->orders, &g->geography, err));
    WAIN_TRY(wain_geography_place_depots(&rng, &g->geography, err));
    WAIN_TRY(wain_order_stream_create(&g->geography, options, &g->stream, err));
    g->models = is_large ? wain_large_fleet : wain_small_fleet;
    g->num_models = is_large ? WAIN_NUM_VEHICLES : 2;
    WAIN_TRY(WAIN_NEW(g->demand, g->geography.num_depots * (size_t)g->num_models, err));
    WAIN_TRY(WAIN_NEW(g->days, options->days, err));
    for (int32_t d = 0; d < options->days; d++)
        wain_calendar_print_day(options->first_day + d, g->days[d], sizeof g->days[d]);
    WAIN_TRY(WAIN_NEW(g->block, BLOCK, err));
    g->next = g->block;
done:
    return status;
}

wain_status wain_generate(const wain_generator_options *options, wain_generator_summary *summary, wain_error *err)
{
    generation g = {.options = options};
    wain_status status = WAIN_OK;

    *summary = (wain_generator_summary){0};
    WAIN_TRY(check_options(options, err));
    WAIN_TRY(prepare(&g, err));
    WAIN_TRY(claim_files(&g, err));
    WAIN_TRY(write_file(&g, ORDERS, write_orders, summary, err));
    WAIN_TRY(write_file(&g, DEPOTS, write_depots, summary, err));
    WAIN_TRY(write_file(&g, FLEET, write_fleet, summary, err));
    WAIN_TRY(write_file(&g, JOB, write_job, summary, err));
    for (int i = 0; i < NUM_FILES; i++)
        WAIN_TRY(wain_atomic_file_commit(&g.files[i], err));
    summary->regions = g.geography.num_regions;
    summary->places_skipped = g.geography.places_skipped;
done:
    for (int i = 0; i < NUM_FILES; i++)
        wain_atomic_file_abandon(&g.files[i]);
    wain_order_stream_free(g.stream);
    wain_geography_clear(&g.geography);
    free(g.demand);
    free(g.days);
    free(g.block);
    return status;
}
