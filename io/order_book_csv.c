/* Depots and fleet, and what all three readers share. */
#include "io/order_book_csv.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/calendar.h"
#include "io/order_book_csv_internal.h"
#include "solver/core/memory.h"
#include "solver/core/nearest.h"

enum { FIRST_SLOTS = 1024, MAX_MEND = 200 };

#define MAX_PLANAR 1e8 /* metres: distances between any two such points fit a wain_dist */
#define MAX_MONEY 1e8  /* currency units of one fixed cost: sums over a night fit 64 bits */
#define MAX_MONEY_PER_HOUR 1e7
#define MAX_MONEY_PER_KM 1e5
#define MAX_KM 1e6
#define MAX_CAPACITY 1e9 /* kg or m3 */

static uint32_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (uint32_t)(hash ^ (hash >> 32));
}

static wain_status grow_ids(wain_id_table *table, wain_error *err)
{
    wain_status status;
    const size_t count = table->num_slots ? 2 * table->num_slots : FIRST_SLOTS;
    wain_id_slot *slots = NULL;

    WAIN_TRY(WAIN_NEW(slots, count, err));
    for (size_t i = 0; i < count; i++)
        slots[i].index = -1;
    for (size_t i = 0; i < table->num_slots; i++) {
        size_t slot = table->slots[i].hash & (count - 1);

        if (table->slots[i].index < 0)
            continue;
        while (slots[slot].index >= 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = table->slots[i];
    }
    free(table->slots);
    table->slots = slots;
    table->num_slots = count;
done:
    return status;
}

wain_status wain_id_table_add(wain_id_table *table, const wain_order_book *book, wain_text id, int32_t index,
                              int32_t *earlier, wain_error *err)
{
    wain_status status = WAIN_OK;
    const char *text = wain_order_book_text(book, id);
    const uint32_t hash = hash_text(text);
    size_t slot;

    if (2 * (table->used + 1) > table->num_slots)
        WAIN_TRY(grow_ids(table, err));
    slot = hash & (table->num_slots - 1);
    for (; table->slots[slot].index >= 0; slot = (slot + 1) & (table->num_slots - 1)) {
        if (table->slots[slot].hash == hash && strcmp(wain_order_book_text(book, table->slots[slot].id), text) == 0) {
            *earlier = table->slots[slot].index;
            return WAIN_OK;
        }
    }
    table->slots[slot] = (wain_id_slot){hash, id, index};
    table->used++;
    *earlier = -1;
done:
    return status;
}

void wain_id_table_clear(wain_id_table *table)
{
    free(table->slots);
    *table = (wain_id_table){0};
}

bool wain_book_read_position(const wain_book_reader *reader, wain_csv_row *row, size_t latitude, size_t longitude,
                             double *x, double *y)
{
    const bool planar = reader->rules->planar;
    const double north = planar ? MAX_PLANAR : 90, east = planar ? MAX_PLANAR : 180;
    const bool has_y = wain_csv_row_real(row, latitude, -north, north, y);

    return wain_csv_row_real(row, longitude, -east, east, x) && has_y;
}

bool wain_book_next_item(const wain_csv_field *field, size_t *position, const char **start, size_t *length)
{
    const char *end = field->text + field->length;
    const char *item = field->text + *position;

    if (*position > field->length || field->length == 0)
        return false;
    *length = strcspn(item, ";|");
    *position += *length + 1;
    while (item < end && (*item == ' ' || *item == '\t') && *length > 0) {
        item++;
        --*length;
    }
    while (*length > 0 && (item[*length - 1] == ' ' || item[*length - 1] == '\t'))
        --*length;
    *start = item;
    return true;
}

bool wain_book_read_scaled(wain_csv_row *row, size_t column, double max, double factor, int64_t *out)
{
    double value;

    if (row->fields[column].length == 0)
        return true;
    if (!wain_csv_row_real(row, column, 0, max, &value))
        return false;
    *out = (int64_t)llround(value * factor);
    return true;
}

void wain_order_book_suggest(const wain_order_book *book, const char *word, const void *items, size_t count,
                             size_t item_size, size_t text_offset, char *mend, size_t size)
{
    const char *nearest = NULL;
    size_t best = SIZE_MAX;

    *mend = '\0';
    for (size_t i = 0; i < count; i++) {
        wain_text text;
        size_t distance;

        memcpy(&text, (const char *)items + i * item_size + text_offset, sizeof text);
        distance = wain_nearest_distance(word, wain_order_book_text(book, text));
        if (distance > 0 && distance < best) {
            best = distance;
            nearest = wain_order_book_text(book, text);
        }
    }
    if (nearest && wain_nearest_is_near(best, word))
        snprintf(mend, size, "did you mean '%.100s'?", nearest);
}

static void warn_of_skill(const wain_book_reader *reader, wain_csv_row *row, size_t column, int32_t skill)
{
    const wain_order_book *book = reader->book;
    char mend[MAX_MEND];

    wain_order_book_suggest(book, wain_order_book_text(book, book->skills[skill]), book->skills, (size_t)skill,
                            sizeof *book->skills, 0, mend, sizeof mend);
    wain_fault_add(row->faults, WAIN_FAULT_WARNING, row->path, row->line, row->columns[column].name,
                   wain_order_book_text(book, book->skills[skill]), "a skill that some vehicle type has", mend);
}

wain_status wain_book_read_skills(const wain_book_reader *reader, wain_csv_row *row, size_t column, bool warn,
                                  uint64_t *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_order_book *book = reader->book;
    size_t position = 0, length;
    const char *name;

    while (wain_book_next_item(&row->fields[column], &position, &name, &length)) {
        const int32_t known = book->num_skills;
        int32_t skill;

        if (length == 0)
            continue;
        status = wain_order_book_skill(book, name, length, &skill, err);
        if (status == WAIN_EINPUT) {
            wain_csv_row_fault(row, column, "at most 64 different skills in all files", "name fewer skills");
            return WAIN_OK;
        }
        WAIN_TRY(status);
        *out |= UINT64_C(1) << skill;
        if (warn && book->num_skills > known)
            warn_of_skill(reader, row, column, skill);
    }
done:
    return status;
}

/* Opening hours and shifts: an end not after its start is on the next day. */
static void read_hours(wain_csv_row *row, size_t first, size_t last, wain_time *start, wain_time *end)
{
    if (!wain_csv_row_time(row, first, start) || !wain_csv_row_time(row, last, end))
        return;
    if (*end <= *start)
        *end += WAIN_SECONDS_PER_DAY;
}

enum { DEPOT_ID, DEPOT_REGION, DEPOT_LATITUDE, DEPOT_LONGITUDE, DEPOT_OPEN, DEPOT_CLOSE, NUM_DEPOT_COLUMNS };

static const wain_csv_column depot_columns[NUM_DEPOT_COLUMNS] = {
    {"depot_id", true}, {"region", true}, {"latitude", true}, {"longitude", true}, {"open", false}, {"close", false},
};

static wain_status take_depot(void *context, wain_csv_row *row, wain_error *err)
{
    wain_status status;
    wain_book_reader *reader = context;
    wain_order_book *book = reader->book;
    wain_depot depot = {.open = 0, .close = 2 * WAIN_SECONDS_PER_DAY};
    const wain_csv_field *id = &row->fields[DEPOT_ID], *region = &row->fields[DEPOT_REGION];
    int32_t earlier = -1;

    WAIN_TRY(wain_order_book_add_text(book, id->text, id->length, &depot.id, err));
    WAIN_TRY(wain_order_book_region(book, region->text, region->length, &depot.region, err));
    if (id->length > 0)
        WAIN_TRY(wain_id_table_add(&reader->ids, book, depot.id, (int32_t)book->num_depots, &earlier, err));
    if (earlier >= 0)
        wain_csv_row_fault(row, DEPOT_ID, "each depot once", "give the depots different ids");
    wain_book_read_position(reader, row, DEPOT_LATITUDE, DEPOT_LONGITUDE, &depot.x, &depot.y);
    read_hours(row, DEPOT_OPEN, DEPOT_CLOSE, &depot.open, &depot.close);
    WAIN_TRY(wain_order_book_add_depot(book, &depot, err));
done:
    return status;
}

enum {
    TYPE_ID,
    TYPE_DEPOT,
    TYPE_COUNT,
    TYPE_KG,
    TYPE_M3,
    TYPE_FIXED_COST,
    TYPE_COST_PER_KM,
    TYPE_COST_PER_HOUR,
    TYPE_START,
    TYPE_END,
    TYPE_MAX_STOPS,
    TYPE_MAX_KM,
    TYPE_SKILLS,
    TYPE_CARRIER,
    NUM_TYPE_COLUMNS
};

static const wain_csv_column type_columns[NUM_TYPE_COLUMNS] = {
    {"vehicle_type", true}, {"depot_id", true},    {"count", false},       {"capacity_kg", false},
    {"capacity_m3", false}, {"fixed_cost", false}, {"cost_per_km", false}, {"cost_per_hour", false},
    {"shift_start", false}, {"shift_end", false},  {"max_stops", false},   {"max_km", false},
    {"skills", false},      {"carrier", false},
};

static void find_depot(const wain_order_book *book, wain_csv_row *row, int32_t *out)
{
    const char *id = row->fields[TYPE_DEPOT].text;
    char mend[MAX_MEND] = "";

    for (size_t d = 0; d < book->num_depots; d++) {
        if (strcmp(wain_order_book_text(book, book->depots[d].id), id) == 0) {
            *out = (int32_t)d;
            return;
        }
    }
    if (*id == '\0' || book->num_depots == 0)
        return; /* the blank cell or the depots file is a fault already */
    if (wain_fault_list_has_room(row->faults))
        wain_order_book_suggest(book, id, book->depots, book->num_depots, sizeof *book->depots,
                                offsetof(wain_depot, id), mend, sizeof mend);
    wain_csv_row_fault(row, TYPE_DEPOT, "the id of a depot in the depots file", mend);
}

static void read_limits(wain_csv_row *row, wain_vehicle_type *type)
{
    int64_t count = INT32_MAX, max_stops = INT32_MAX;

    wain_csv_row_int(row, TYPE_COUNT, 0, INT32_MAX, &count);
    type->count = (int32_t)count;
    wain_book_read_scaled(row, TYPE_KG, MAX_CAPACITY, 1e3, &type->capacity[0]);
    wain_book_read_scaled(row, TYPE_M3, MAX_CAPACITY, 1e6, &type->capacity[1]);
    wain_csv_row_int(row, TYPE_MAX_STOPS, 1, INT32_MAX, &max_stops);
    type->max_stops = (int32_t)max_stops;
    wain_book_read_scaled(row, TYPE_MAX_KM, MAX_KM, 1e3, &type->max_distance);
    read_hours(row, TYPE_START, TYPE_END, &type->shift_start, &type->shift_end);
}

static void read_costs(wain_csv_row *row, wain_vehicle_type *type)
{
    wain_book_read_scaled(row, TYPE_FIXED_COST, MAX_MONEY, WAIN_COST_SCALE, &type->fixed_cost);
    wain_book_read_scaled(row, TYPE_COST_PER_KM, MAX_MONEY_PER_KM, WAIN_COST_SCALE / 1000, &type->cost_per_distance);
    wain_book_read_scaled(row, TYPE_COST_PER_HOUR, MAX_MONEY_PER_HOUR, WAIN_COST_SCALE, &type->cost_per_hour);
}

static void check_type_is_new(const wain_order_book *book, wain_csv_row *row, int32_t depot)
{
    for (size_t t = 0; t < book->num_types && depot >= 0; t++) {
        if (book->types[t].depot == depot &&
            strcmp(wain_order_book_text(book, book->types[t].id), row->fields[TYPE_ID].text) == 0) {
            wain_csv_row_fault(row, TYPE_ID, "each vehicle type once per depot", "add up their counts, or rename one");
            return;
        }
    }
}

/* A shift that was given and that the depot's hours cut short is most likely a slip in one of the two. */
static void check_shift(const wain_order_book *book, wain_csv_row *row, int32_t depot, const wain_vehicle_type *type)
{
    const wain_depot *home = depot >= 0 ? &book->depots[depot] : NULL;
    const bool late = home && row->fields[TYPE_START].length > 0 && type->shift_start < home->open;
    const bool early = home && row->fields[TYPE_END].length > 0 && type->shift_end > home->close;
    char value[48], expected[160];

    if (row->faulty || (!late && !early))
        return;
    snprintf(value, sizeof value, "%02d:%02d-%02d:%02d", type->shift_start / 3600, type->shift_start / 60 % 60,
             type->shift_end / 3600, type->shift_end / 60 % 60);
    snprintf(expected, sizeof expected, "a shift within the hours of depot %.60s, %02d:%02d-%02d:%02d",
             wain_order_book_text(book, home->id), home->open / 3600, home->open / 60 % 60, home->close / 3600,
             home->close / 60 % 60);
    wain_fault_add(row->faults, WAIN_FAULT_WARNING, row->path, row->line,
                   row->columns[early ? TYPE_END : TYPE_START].name, value, expected,
                   "its vehicles drive only while the depot is open");
}

/* A vehicle drives every day. Whoever is still out when the next day's shift starts would drive two routes at once. */
static void check_return(const wain_order_book *book, wain_csv_row *row, int32_t depot, const wain_vehicle_type *type)
{
    const wain_depot *home = depot >= 0 ? &book->depots[depot] : NULL;
    wain_time start = type->shift_start, end = type->shift_end;
    char value[48], expected[160];

    if (home && home->open > start)
        start = home->open;
    if (home && home->close < end)
        end = home->close;
    if (row->faulty || end - WAIN_SECONDS_PER_DAY <= start)
        return;
    snprintf(value, sizeof value, "%02d:%02d-%02d:%02d", start / 3600, start / 60 % 60, end / 3600, end / 60 % 60);
    snprintf(expected, sizeof expected, "a shift that ends by %02d:%02d, when the next day's starts", start / 3600 + 24,
             start / 60 % 60);
    wain_fault_add(row->faults, WAIN_FAULT_STOPS, row->path, row->line,
                   row->columns[row->fields[TYPE_END].length > 0 ? TYPE_END : TYPE_START].name, value, expected,
                   "the same vehicle would start its next day before it is back; end the shift earlier");
}

static wain_status take_type(void *context, wain_csv_row *row, wain_error *err)
{
    wain_status status;
    wain_book_reader *reader = context;
    wain_order_book *book = reader->book;
    const wain_csv_field *id = &row->fields[TYPE_ID], *carrier = &row->fields[TYPE_CARRIER];
    int32_t depot = -1;
    wain_vehicle_type type = {.shift_end = WAIN_SECONDS_PER_DAY, .max_distance = WAIN_DIST_MAX};

    for (int d = 0; d < WAIN_MAX_LOADS; d++)
        type.capacity[d] = WAIN_LOAD_MAX;
    find_depot(book, row, &depot);
    check_type_is_new(book, row, depot);
    type.depot = depot >= 0 ? depot : 0;
    WAIN_TRY(wain_order_book_add_text(book, id->text, id->length, &type.id, err));
    WAIN_TRY(wain_order_book_add_text(book, carrier->text, carrier->length, &type.carrier, err));
    read_limits(row, &type);
    read_costs(row, &type);
    check_shift(book, row, depot, &type);
    check_return(book, row, depot, &type);
    WAIN_TRY(wain_book_read_skills(reader, row, TYPE_SKILLS, false, &type.skills, err));
    if (type.capacity[1] < WAIN_LOAD_MAX)
        book->num_loads = 2;
    WAIN_TRY(wain_order_book_add_type(book, &type, err));
done:
    return status;
}

static wain_status read_table(const char *path, const wain_csv_column *columns, size_t count,
                              wain_status (*take)(void *, wain_csv_row *, wain_error *),
                              const wain_order_book_rules *rules, wain_order_book *book, wain_fault_list *faults,
                              wain_csv_summary *summary, wain_error *err)
{
    wain_book_reader reader = {.rules = rules, .book = book};
    const wain_csv_table table = {columns, count, WAIN_FAULT_STOPS, take, &reader};
    const wain_status status = wain_csv_read(path, &table, faults, summary, err);

    wain_id_table_clear(&reader.ids);
    return status;
}

wain_status wain_order_book_csv_read_depots(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                                            wain_fault_list *faults, wain_csv_summary *summary, wain_error *err)
{
    return read_table(path, depot_columns, NUM_DEPOT_COLUMNS, take_depot, rules, book, faults, summary, err);
}

wain_status wain_order_book_csv_read_fleet(const char *path, const wain_order_book_rules *rules, wain_order_book *book,
                                           wain_fault_list *faults, wain_csv_summary *summary, wain_error *err)
{
    return read_table(path, type_columns, NUM_TYPE_COLUMNS, take_type, rules, book, faults, summary, err);
}
