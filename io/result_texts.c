#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/result_texts_internal.h"
#include "solver/core/memory.h"
#include "solver/core/nearest.h"

/* Two digits and more; snprintf would take most of the time of writing a million orders. */
static char *put_number(char *to, int32_t number)
{
    if (number >= 100)
        to = put_number(to, number / 100);
    *to++ = (char)('0' + number / 10 % 10);
    *to++ = (char)('0' + number % 10);
    return to;
}

static char *put_time(char *to, wain_time time)
{
    const int32_t seconds = time < 0 ? 0 : time;

    to = put_number(to, seconds / 3600);
    *to++ = ':';
    to = put_number(to, seconds / 60 % 60);
    if (seconds % 60 != 0) {
        *to++ = ':';
        to = put_number(to, seconds % 60);
    }
    return to;
}

const char *wain_result_windows_text(wain_result_source *source, const wain_order *order)
{
    enum { LONGEST = 40 }; /* bytes of a window with its separator */
    char *to = source->text;

    for (int32_t i = 0; i < order->num_windows && source->text + sizeof source->text - to > LONGEST; i++) {
        const wain_window *window = &source->book->windows[order->first_window + i];

        if (i > 0)
            *to++ = ';';
        to = put_time(to, window->open);
        *to++ = '-';
        to = put_time(to, window->close);
    }
    *to = '\0';
    return source->text;
}

/* Names of a set of skills; what does not fit is left out whole. */
static void join_skills(const wain_order_book *book, uint64_t skills, const char *separator, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (int32_t i = 0; i < book->num_skills; i++) {
        const char *name = wain_order_book_text(book, book->skills[i]);

        if ((skills >> i & 1) == 0 || used + strlen(separator) + strlen(name) >= size)
            continue;
        used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? separator : "", name);
    }
}

const char *wain_result_skills_text(wain_result_source *source, uint64_t skills)
{
    if (skills == 0)
        return "";
    join_skills(source->book, skills, ";", source->text, sizeof source->text);
    return source->text;
}

const char *wain_result_relaxation_text(wain_result_source *source, const wain_unserved *unserved)
{
    const wain_order_book *book = source->book;
    const wain_order *order = &book->orders[unserved->order];
    const bool names_type =
        unserved->relaxation != WAIN_RELAX_LOAD && unserved->detail >= 0 && (size_t)unserved->detail < book->num_types;
    const wain_vehicle_type *type = names_type ? &book->types[unserved->detail] : NULL;
    wain_relaxation_names names = {.fault = wain_order_book_text(book, order->fault)};
    char skills[512], day[16];

    if (type) {
        names.type = wain_order_book_text(book, type->id);
        names.depot = wain_order_book_text(book, book->depots[type->depot].id);
        join_skills(book, order->skills & ~type->skills, ", ", skills, sizeof skills);
        names.skills = skills;
    }
    if (unserved->reason == WAIN_REASON_OUTSIDE_HORIZON) {
        wain_calendar_print_day(order->latest_day < source->job->first_day ? order->latest_day : order->earliest_day,
                                day, sizeof day);
        names.day = day;
    }
    if (unserved->reason == WAIN_REASON_NO_DEPOT && (size_t)order->region < book->num_regions) {
        const int32_t nearest = source->nearest_region[order->region];

        names.region = wain_order_book_text(book, book->regions[order->region]);
        names.nearest_region = nearest >= 0 ? wain_order_book_text(book, book->regions[nearest]) : NULL;
    }
    wain_relaxation_print(unserved, &names, source->text, sizeof source->text);
    return source->text;
}

static int32_t find_nearest(const wain_order_book *book, const bool *served, const char *name)
{
    int32_t nearest = -1;
    size_t best = SIZE_MAX;

    for (size_t r = 0; r < book->num_regions; r++) {
        const size_t distance =
            served[r] ? wain_nearest_distance(name, wain_order_book_text(book, book->regions[r])) : SIZE_MAX;

        if (distance < best) {
            best = distance;
            nearest = (int32_t)r;
        }
    }
    return nearest >= 0 && wain_nearest_is_near(best, name) ? nearest : -1;
}

wain_status wain_result_find_nearest_regions(wain_result_source *source, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_order_book *book = source->book;
    bool *served = NULL;

    WAIN_TRY(WAIN_NEW(served, book->num_regions, err));
    WAIN_TRY(WAIN_NEW(source->nearest_region, book->num_regions, err));
    for (size_t t = 0; t < book->num_types; t++)
        served[book->depots[book->types[t].depot].region] |= book->types[t].count > 0;
    for (size_t r = 0; r < book->num_regions; r++)
        source->nearest_region[r] =
            served[r] ? -1 : find_nearest(book, served, wain_order_book_text(book, book->regions[r]));
done:
    free(served);
    return status;
}
