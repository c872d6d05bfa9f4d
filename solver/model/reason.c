#include "solver/model/reason.h"

#include <inttypes.h>
#include <stdio.h>

#include "solver/core/quantity.h"

enum { CENT = WAIN_COST_SCALE / 100 };

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

static bool is_known(const char *name)
{
    return name && name[0];
}

/* " of type X at depot Y", or nothing when the type is not known. */
static void print_type(const wain_relaxation_names *names, char *text, size_t size)
{
    const bool has_depot = is_known(names->depot);

    text[0] = '\0';
    if (is_known(names->type))
        snprintf(text, size, " of type %s%s%s", names->type, has_depot ? " at depot " : "",
                 has_depot ? names->depot : "");
}

static int print_data(const wain_relaxation_names *names, char *text, size_t size)
{
    const bool known = is_known(names->fault);

    return snprintf(text, size, "its row mended%s%s", known ? ": " : "", known ? names->fault : "");
}

static int print_skills(const wain_unserved *unserved, const wain_relaxation_names *names, const char *type, char *text,
                        size_t size)
{
    const char *plural = unserved->amount == 1 ? "" : "s";

    if (is_known(names->skills))
        return snprintf(text, size, "skill%s %s for a vehicle%s", plural, names->skills, type);
    return snprintf(text, size, "%" PRId64 " more skill%s for a vehicle%s", unserved->amount, plural, type);
}

static int print_region(const wain_relaxation_names *names, char *text, size_t size)
{
    const bool alike = is_known(names->nearest_region);

    return snprintf(text, size, "a depot and vehicles for region %s%s%s%s", names->region,
                    alike ? ", or its name mended: did you mean '" : "", alike ? names->nearest_region : "",
                    alike ? "'?" : "");
}

int wain_relaxation_print(const wain_unserved *unserved, const wain_relaxation_names *names, char *text, size_t size)
{
    static const wain_relaxation_names nameless = {0};
    const int64_t amount = unserved->amount;
    char duration[64], type[400], number[32];

    names = names ? names : &nameless;
    print_duration(amount, duration, sizeof duration);
    print_type(names, type, sizeof type);
    switch (unserved->relaxation) {
    case WAIN_RELAX_DATA:
        return print_data(names, text, size);
    case WAIN_RELAX_LOAD:
        return print_load(unserved, text, size);
    case WAIN_RELAX_SKILL:
        return print_skills(unserved, names, type, text, size);
    case WAIN_RELAX_WINDOW:
        return snprintf(text, size, "a last window that ends %s later", duration);
    case WAIN_RELAX_SHIFT:
        return snprintf(text, size, "a shift%s that ends %s later", type, duration);
    case WAIN_RELAX_DISTANCE:
        return snprintf(text, size, "a distance limit%s raised by %.15g km", type, (double)amount / 1e3);
    case WAIN_RELAX_VEHICLE:
        return snprintf(text, size, "%s more vehicle%s%s", wain_print_count(amount, number), amount == 1 ? "" : "s",
                        type);
    case WAIN_RELAX_PRICE: /* rounded up to what would be enough */
        return snprintf(text, size, "a price raised by %s",
                        wain_print_money((amount + CENT - 1) / CENT * CENT, number));
    case WAIN_RELAX_NONE:
    case WAIN_NUM_RELAXATIONS:
        break;
    }
    if (unserved->reason == WAIN_REASON_NO_DEPOT && is_known(names->region))
        return print_region(names, text, size);
    if (unserved->reason == WAIN_REASON_OUTSIDE_HORIZON && is_known(names->day))
        return snprintf(text, size, "a horizon that reaches %s", names->day);
    return snprintf(text, size, "no single change known");
}
