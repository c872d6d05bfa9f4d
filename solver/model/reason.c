#include "solver/model/reason.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
    const char *key, *text;
} reasons[] = {
#define REASON(name, key, text) {key, text},
#include "solver/model/reason.def"
#undef REASON
};

const char *wain_reason_key(wain_reason reason)
{
    return (unsigned)reason < WAIN_NUM_REASONS ? reasons[reason].key : "unknown";
}

const char *wain_reason_text(wain_reason reason)
{
    return (unsigned)reason < WAIN_NUM_REASONS ? reasons[reason].text : "no known reason";
}

/* "2 h 5 min", "35 min", "40 s": rounded up to what a planner would grant. */
static void print_duration(int64_t seconds, char *text, size_t size)
{
    const int64_t minutes = seconds / 60 + (seconds % 60 > 0);

    if (seconds < 60)
        snprintf(text, size, "%" PRId64 " s", seconds);
    else if (minutes < 60)
        snprintf(text, size, "%" PRId64 " min", minutes);
    else if (minutes % 60 == 0)
        snprintf(text, size, "%" PRId64 " h", minutes / 60);
    else
        snprintf(text, size, "%" PRId64 " h %" PRId64 " min", minutes / 60, minutes % 60);
}

static int print_load(const wain_unserved *unserved, char *text, size_t size)
{
    switch (unserved->detail) {
    case 0:
        return snprintf(text, size, "a vehicle that carries %.15g kg more", (double)unserved->amount / 1e3);
    case 1:
        return snprintf(text, size, "a vehicle that holds %.15g m3 more", (double)unserved->amount / 1e6);
    default:
        return snprintf(text, size, "a vehicle with %" PRId64 " more of load %d", unserved->amount, unserved->detail);
    }
}

/* " of type X", or nothing when the type is not known. */
static void print_type(const char *type_name, char *text, size_t size)
{
    snprintf(text, size, "%s%s", type_name && type_name[0] ? " of type " : "", type_name ? type_name : "");
}

int wain_relaxation_print(const wain_unserved *unserved, const char *type_name, char *text, size_t size)
{
    const int64_t amount = unserved->amount;
    char duration[64];
    char type[192];

    print_duration(amount, duration, sizeof duration);
    print_type(type_name, type, sizeof type);
    switch (unserved->relaxation) {
    case WAIN_RELAX_DATA:
        return snprintf(text, size, "its row mended");
    case WAIN_RELAX_LOAD:
        return print_load(unserved, text, size);
    case WAIN_RELAX_SKILL:
        return snprintf(text, size, "%" PRId64 " more skill%s for a vehicle%s", amount, amount == 1 ? "" : "s", type);
    case WAIN_RELAX_WINDOW:
        return snprintf(text, size, "a last window that ends %s later", duration);
    case WAIN_RELAX_SHIFT:
        return snprintf(text, size, "a shift%s that ends %s later", type, duration);
    case WAIN_RELAX_DISTANCE:
        return snprintf(text, size, "a distance limit%s raised by %.15g km", type, (double)amount / 1e3);
    case WAIN_RELAX_VEHICLE:
        return snprintf(text, size, "%" PRId64 " more vehicle%s%s", amount, amount == 1 ? "" : "s", type);
    case WAIN_RELAX_PRICE:
        return snprintf(text, size, "a price raised by %.2f", (double)amount / WAIN_COST_SCALE);
    case WAIN_RELAX_NONE:
    case WAIN_NUM_RELAXATIONS:
        break;
    }
    return snprintf(text, size, "no single change known");
}
