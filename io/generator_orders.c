/* One order after the other: where, what, when. */
#include <math.h>
#include <stdlib.h>

#include "io/generator_internal.h"
#include "solver/core/memory.h"

#define TURN 6.283185307179586

/* Slowest driving on the road, and metres of road per metre of great circle: windows stay reachable. */
#define SLOW_KMH 36.0
#define DETOUR 1.3

enum { RECENT = 256, ALL_DAY = 600 /* minutes, 08:00 to 18:00 near a depot */ };

const wain_service_model wain_service_models[WAIN_NUM_SERVICES] = {
    [WAIN_PARCEL] = {"parcel", 3, 0.66, 0.05, WAIN_NEED_NONE, 0, false, 45},
    [WAIN_GROCERY] = {"grocery", 6, 0.14, 0, WAIN_NEED_COLD, 0.35, false, 20},
    [WAIN_FURNITURE] = {"furniture", 20, 0.10, 0.04, WAIN_NEED_TWO_PERSON, 0.45, true, 10},
    [WAIN_B2B] = {"b2b", 12, 0.10, 0.06, WAIN_NEED_TAIL_LIFT, 0.70, true, 12},
};

/* Where and for whom a recent order was: some customers order again, some share a house. */
typedef struct recent {
    int64_t customer;
    int32_t site, x, y;
} recent;

struct wain_order_stream {
    wain_rng rng;
    const wain_geography *geography;
    int32_t days;
    int64_t number;
    double *threshold; /* alias table over the sites (Vose, 1991) */
    int32_t *alias;
    double *hop;         /* by site: seconds from one order to the next */
    double day_sum[367]; /* cumulative weights of the days */
    recent recents[RECENT];
};

static wain_status build_alias(wain_order_stream *stream, wain_error *err)
{
    const wain_geography *geography = stream->geography;
    const size_t n = geography->num_sites;
    wain_status status = WAIN_OK;
    int32_t *small = NULL, *large = NULL;
    size_t num_small = 0, num_large = 0;
    double total = 0;

    WAIN_TRY(WAIN_NEW(small, n, err));
    WAIN_TRY(WAIN_NEW(large, n, err));
    for (size_t i = 0; i < n; i++)
        total += geography->sites[i].weight;
    for (size_t i = 0; i < n; i++) {
        stream->threshold[i] = geography->sites[i].weight / total * (double)n;
        stream->alias[i] = (int32_t)i;
        if (stream->threshold[i] < 1)
            small[num_small++] = (int32_t)i;
        else
            large[num_large++] = (int32_t)i;
    }
    while (num_small > 0 && num_large > 0) {
        const int32_t s = small[--num_small], l = large[num_large - 1];

        stream->alias[s] = l;
        stream->threshold[l] -= 1 - stream->threshold[s];
        if (stream->threshold[l] < 1) {
            num_large--;
            small[num_small++] = l;
        }
    }
done:
    free(small);
    free(large);
    return status;
}

/* The way between the stops of a site on one day, from its density (Beardwood, Halton and Hammersley, 1959), and for
 * the first of them the way from the next site that has any. Half more for windows. */
static wain_status estimate_hops(wain_order_stream *stream, const wain_generator_options *options, wain_error *err)
{
    const wain_geography *geography = stream->geography;
    wain_status status = WAIN_OK;
    double *active = NULL, total = 0;

    WAIN_TRY(WAIN_NEW(active, geography->num_regions, err));
    for (size_t i = 0; i < geography->num_sites; i++)
        total += geography->sites[i].weight;
    for (size_t i = 0; i < geography->num_sites; i++) {
        const double orders = geography->sites[i].weight / total * (double)options->orders / options->days;

        active[geography->sites[i].region] += orders < 1 ? orders : 1;
    }
    for (size_t i = 0; i < geography->num_sites; i++) {
        const wain_site *site = &geography->sites[i];
        const double orders = fmax(1, site->weight / total * (double)options->orders / options->days);
        const double within = 0.71 * site->radius * sqrt(2 * TURN / orders);
        const double between = 0.71 * 200 / sqrt(fmax(1, active[site->region]));

        stream->hop[i] = 1.5 * (within + between / orders) * DETOUR / 45 * 3600;
    }
done:
    free(active);
    return status;
}

/* Mondays are heavy, weekends light. */
static void weigh_days(wain_order_stream *stream, wain_day first_day)
{
    static const double weekday[7] = {1.05, 1.0, 0.6, 0.4, 1.15, 1.0, 1.0}; /* from Thursday: 1970-01-01 was one */
    double sum = 0;

    for (int32_t d = 0; d < stream->days; d++) {
        const int32_t day = (first_day + d) % 7;

        sum += weekday[day < 0 ? day + 7 : day];
        stream->day_sum[d] = sum;
    }
}

wain_status wain_order_stream_create(const wain_geography *geography, const wain_generator_options *options,
                                     wain_order_stream **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_order_stream *stream = NULL;

    WAIN_TRY(WAIN_NEW(stream, 1, err));
    stream->rng = wain_rng_stream(options->seed, WAIN_PURPOSE_GENERATE, 2, 0, 0);
    stream->geography = geography;
    stream->days = options->days;
    WAIN_TRY(WAIN_NEW(stream->threshold, geography->num_sites, err));
    WAIN_TRY(WAIN_NEW(stream->alias, geography->num_sites, err));
    WAIN_TRY(WAIN_NEW(stream->hop, geography->num_sites, err));
    WAIN_TRY(build_alias(stream, err));
    WAIN_TRY(estimate_hops(stream, options, err));
    weigh_days(stream, options->first_day);
    *out = stream;
    stream = NULL;
done:
    wain_order_stream_free(stream);
    return status;
}

void wain_order_stream_free(wain_order_stream *stream)
{
    if (!stream)
        return;
    free(stream->threshold);
    free(stream->alias);
    free(stream->hop);
    free(stream);
}

static double uniform(wain_order_stream *stream)
{
    return wain_rng_uniform(&stream->rng);
}

static bool chance(wain_order_stream *stream, double probability)
{
    return uniform(stream) < probability;
}

/* A lognormal deviate of that median, held in [least, most]. */
static double lognormal(wain_order_stream *stream, double middle, double sigma, double least, double most)
{
    const double value = middle * exp(sigma * wain_geography_normal(&stream->rng));

    return value < least ? least : value > most ? most : value;
}

static void place(wain_order_stream *stream, wain_draft *draft)
{
    recent *slot = &stream->recents[wain_rng_below(&stream->rng, RECENT)];
    const wain_site *site;
    double angle, km, x, y;

    if (slot->customer > 0 && chance(stream, 0.08)) {
        draft->site = slot->site;
        draft->x = slot->x;
        draft->y = slot->y;
        draft->customer = chance(stream, 0.5) ? slot->customer : draft->number;
        return;
    }
    draft->site = (int32_t)wain_rng_below(&stream->rng, (uint32_t)stream->geography->num_sites);
    if (uniform(stream) >= stream->threshold[draft->site])
        draft->site = stream->alias[draft->site];
    site = &stream->geography->sites[draft->site];
    km = -log(1 - uniform(stream)) * site->radius;
    if (site->shape == WAIN_SITE_CORE) /* a squared Gaussian radius is exponential */
        km = sqrt(2 * km * site->radius);
    km = fmin(km, 20);
    angle = TURN * uniform(stream);
    x = site->x + km * cos(angle) / (WAIN_KM_PER_DEGREE * cos(site->y * (TURN / 360)));
    y = site->y + km * sin(angle) / WAIN_KM_PER_DEGREE;
    draft->x = (int32_t)lround(fmax(-180, fmin(180, x)) * 1e5);
    draft->y = (int32_t)lround(fmax(-90, fmin(90, y)) * 1e5);
    draft->customer = draft->number;
    *slot = (recent){.customer = draft->customer, .site = draft->site, .x = draft->x, .y = draft->y};
}

static void choose_goods(wain_order_stream *stream, wain_draft *draft)
{
    const wain_service_model *model;
    double u = uniform(stream), kg = 0, m3 = 0;
    int kind = 0, pallets = 1;

    while (kind + 1 < WAIN_NUM_SERVICES && u >= wain_service_models[kind].share)
        u -= wain_service_models[kind++].share;
    model = &wain_service_models[kind];
    draft->service = (wain_service_kind)kind;
    draft->minutes = 0;
    switch (draft->service) {
    case WAIN_PARCEL:
        kg = lognormal(stream, 1.8, 1.0, 0.1, 31.5);
        m3 = kg * lognormal(stream, 0.006, 0.5, 0.001, 0.02);
        break;
    case WAIN_GROCERY:
        kg = lognormal(stream, 22, 0.5, 2, 150);
        m3 = kg * lognormal(stream, 0.0045, 0.2, 0.002, 0.01);
        break;
    case WAIN_FURNITURE:
        kg = lognormal(stream, 38, 0.7, 5, 400);
        m3 = kg * lognormal(stream, 0.010, 0.4, 0.004, 0.02);
        break;
    case WAIN_B2B:
    default:
        while (pallets < 6 && chance(stream, 0.4))
            pallets++;
        kg = pallets * lognormal(stream, 160, 0.5, 40, 700);
        m3 = pallets * lognormal(stream, 1.2, 0.2, 0.6, 2);
        draft->minutes = pallets > 1 ? model->minutes + 4 * (pallets - 1) : 0;
        break;
    }
    draft->decigrams = (int32_t)fmax(1, kg * 10 + 0.5);
    draft->litres_tenth = (int32_t)fmax(1, m3 * 10000 + 0.5);
    draft->need = chance(stream, model->needing) ? model->need : WAIN_NEED_NONE;
    draft->pickup = chance(stream, model->pickups);
}

/* Width of an order's window in minutes; 0: none, -1: two of them. */
static int32_t choose_width(wain_order_stream *stream, wain_service_kind service)
{
    static const struct {
        double up_to;
        int32_t width;
    } widths[WAIN_NUM_SERVICES][6] = {
        [WAIN_PARCEL] = {{0.55, 0}, {0.75, ALL_DAY}, {0.89, 300}, {0.96, 240}, {0.99, 120}, {2, 60}},
        [WAIN_GROCERY] = {{0.05, 0}, {0.15, 300}, {0.35, 240}, {0.80, 120}, {2, 60}, {2, 60}},
        [WAIN_FURNITURE] = {{0.15, 0}, {0.30, ALL_DAY}, {0.75, 300}, {2, 240}, {2, 240}, {2, 240}},
        [WAIN_B2B] = {{0.10, 0}, {0.50, ALL_DAY}, {0.75, 300}, {0.80, 120}, {2, -1}, {2, -1}},
    };
    const double u = uniform(stream);
    int i = 0;

    while (u >= widths[service][i].up_to)
        i++;
    return widths[service][i].width;
}

/* Windows that a vehicle of the nearest depot can reach and return from; none when the width does not fit, but a long
 * day shrinks to what does. */
static void choose_windows(wain_order_stream *stream, wain_draft *draft)
{
    const wain_site *site = &stream->geography->sites[draft->site];
    const int32_t drive = (int32_t)((site->depot_km + 3 * site->radius) * DETOUR / SLOW_KMH * 60) + 15;
    const int32_t least = WAIN_SHIFT_START + drive, most = WAIN_SHIFT_END - drive - 40;
    const int32_t from = least > 8 * 60 ? (least + 29) / 30 * 30 : 8 * 60;
    const int32_t to = most < 19 * 60 ? most / 30 * 30 : 19 * 60;
    int32_t width = choose_width(stream, draft->service);

    draft->num_windows = 0;
    if (width == ALL_DAY && to - from < ALL_DAY && to - from >= ALL_DAY / 2)
        width = to - from;
    if (width < 0 && from <= 9 * 60 && to >= 16 * 60) {
        draft->num_windows = 2;
        draft->window[0][0] = 8 * 60;
        draft->window[0][1] = 12 * 60;
        draft->window[1][0] = 13 * 60 + 30;
        draft->window[1][1] = 17 * 60;
    } else if (width > 0 && to - from >= width) {
        draft->num_windows = 1;
        draft->window[0][0] =
            from + 30 * (int32_t)wain_rng_below(&stream->rng, (uint32_t)((to - from - width) / 30 + 1));
        draft->window[0][1] = draft->window[0][0] + width;
    }
}

static void choose_days(wain_order_stream *stream, wain_draft *draft)
{
    const double at = uniform(stream) * stream->day_sum[stream->days - 1], u = uniform(stream);
    int32_t low = 0, high = stream->days - 1, span;

    while (low < high) {
        const int32_t middle = (low + high) / 2;

        if (at < stream->day_sum[middle])
            high = middle;
        else
            low = middle + 1;
    }
    span = u < 0.5 ? 1 : u < 0.75 ? 2 : u < 0.9 ? 3 : 1 + (int32_t)wain_rng_below(&stream->rng, (uint32_t)stream->days);
    draft->first_day = low;
    draft->last_day = low + span - 1 < stream->days ? low + span - 1 : stream->days - 1;
}

static const char *choose_priority(wain_order_stream *stream)
{
    const double u = uniform(stream);

    return u < 0.03 ? "high" : u < 0.09 ? "low" : u < 0.12 ? "optional" : "";
}

void wain_order_stream_next(wain_order_stream *stream, wain_draft *draft)
{
    draft->number = ++stream->number;
    place(stream, draft);
    choose_goods(stream, draft);
    choose_windows(stream, draft);
    choose_days(stream, draft);
    draft->priority = choose_priority(stream);
}

double wain_order_stream_effort(const wain_order_stream *stream, const wain_draft *draft)
{
    const wain_service_model *model = &wain_service_models[draft->service];
    const wain_site *site = &stream->geography->sites[draft->site];
    const double service = draft->minutes > 0 ? draft->minutes : model->minutes;

    return service * 60 + stream->hop[draft->site] + 2 * site->depot_km * DETOUR / 50 * 3600 / model->stops;
}
