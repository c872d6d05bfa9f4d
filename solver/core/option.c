#include "solver/core/option.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "solver/core/memory.h"
#include "solver/core/nearest.h"
#include "solver/core/number.h"

enum { MAX_KEY = 128, MAX_EXPECTATION = 256 };

/* A checked value, before it is stored. */
typedef union option_value {
    int64_t whole;
    double real;
    bool truth;
    int choice;
} option_value;

static void *field_of(const wain_option_table *table, size_t i)
{
    return (char *)table->values + table->options[i].offset;
}

/* Length of the n-th choice of "a|b|c", its start in *choice; 0 when there are fewer. */
static size_t find_choice(const char *choices, int n, const char **choice)
{
    for (; n > 0; n--) {
        choices = strchr(choices, '|');
        if (!choices)
            return 0;
        choices++;
    }
    *choice = choices;
    return strcspn(choices, "|");
}

static bool read_choice(const char *choices, const char *text, size_t length, int *out)
{
    const char *choice;
    size_t size;

    for (int n = 0; (size = find_choice(choices, n, &choice)) > 0; n++) {
        if (size == length && memcmp(choice, text, length) == 0) {
            *out = n;
            return true;
        }
    }
    return false;
}

static bool read_truth(const char *text, size_t length, bool *out)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == length && strncasecmp(words[i], text, length) == 0) {
            *out = i % 2 == 1;
            return true;
        }
    }
    return false;
}

static bool read_value(const wain_option *option, const char *text, size_t length, option_value *value)
{
    switch (option->type) {
    case WAIN_OPTION_INT:
        return wain_number_read_int(text, length, &value->whole) && value->whole >= (int64_t)option->min &&
               value->whole <= (int64_t)option->max;
    case WAIN_OPTION_REAL:
        return wain_number_read_real(text, length, '.', &value->real) && value->real >= option->min &&
               value->real <= option->max;
    case WAIN_OPTION_BOOL:
        return read_truth(text, length, &value->truth);
    case WAIN_OPTION_CHOICE:
        return read_choice(option->choices, text, length, &value->choice);
    case WAIN_OPTION_TEXT:
        return true;
    }
    return false;
}

static wain_status store_text(char **field, const char *text, wain_error *err)
{
    char *copy = strdup(text);

    if (!copy)
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for an option's text");
    free(*field);
    *field = copy;
    return WAIN_OK;
}

static void store(const wain_option_table *table, size_t i, const option_value *value)
{
    void *field = field_of(table, i);

    switch (table->options[i].type) {
    case WAIN_OPTION_INT:
        *(int64_t *)field = value->whole;
        break;
    case WAIN_OPTION_REAL:
        *(double *)field = value->real;
        break;
    case WAIN_OPTION_BOOL:
        *(bool *)field = value->truth;
        break;
    case WAIN_OPTION_CHOICE:
        *(int *)field = value->choice;
        break;
    case WAIN_OPTION_TEXT:
        break;
    }
}

/* Blanks around the text do not count, except in TEXT. */
static bool read_trimmed(const wain_option *option, const char *text, option_value *value)
{
    size_t length;

    text += strspn(text, " \t");
    length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return read_value(option, text, length, value);
}

bool wain_option_accepts(const wain_option *option, const char *text)
{
    option_value value;

    return read_trimmed(option, text, &value);
}

/* Check and store. False when the value is refused. */
static bool set_value(wain_option_table *table, size_t i, const char *text, wain_status *status, wain_error *err)
{
    option_value value = {0};

    *status = WAIN_OK;
    if (table->options[i].type == WAIN_OPTION_TEXT) {
        *status = store_text(field_of(table, i), text, err);
        return true;
    }
    if (!read_trimmed(&table->options[i], text, &value))
        return false;
    store(table, i, &value);
    return true;
}

static void clear_table(wain_option_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->options[i].type == WAIN_OPTION_TEXT) {
            char **text = field_of(table, i);

            free(*text);
            *text = NULL;
        }
    }
    free(table->origins);
    *table = (wain_option_table){0};
}

wain_status wain_option_registry_add(wain_option_registry *registry, const wain_option *options, size_t count,
                                     void *values, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_option_table table = {options, 0, values, NULL};

    if (registry->count == WAIN_MAX_OPTION_TABLES)
        return wain_error_set(err, WAIN_EINTERNAL, "more than %d option tables", WAIN_MAX_OPTION_TABLES);
    for (size_t i = 0; i < count; i++) {
        if (options[i].type == WAIN_OPTION_TEXT)
            *(char **)((char *)values + options[i].offset) = NULL;
    }
    WAIN_TRY(WAIN_NEW(table.origins, count, err)); /* zero: WAIN_ORIGIN_DEFAULT */
    for (; table.count < count; table.count++) {
        const wain_option *option = &options[table.count];

        if (!set_value(&table, table.count, option->fallback, &status, err))
            status = wain_error_set(err, WAIN_EINTERNAL, "option %s.%s is declared with a default it refuses: %s",
                                    option->section, option->name, option->fallback);
        WAIN_TRY(status);
    }
    registry->tables[registry->count++] = table;
    table = (wain_option_table){0};
done:
    clear_table(&table);
    return status;
}

void wain_option_registry_clear(wain_option_registry *registry)
{
    for (size_t t = 0; t < registry->count; t++)
        clear_table(&registry->tables[t]);
    registry->count = 0;
}

const wain_option *wain_option_find(const wain_option_registry *registry, const char *key, size_t *table)
{
    for (size_t t = 0; t < registry->count; t++) {
        for (size_t i = 0; i < registry->tables[t].count; i++) {
            const wain_option *option = &registry->tables[t].options[i];
            const size_t section = strlen(option->section);

            if (strncmp(key, option->section, section) == 0 && key[section] == '.' &&
                strcmp(key + section + 1, option->name) == 0) {
                if (table)
                    *table = t;
                return option;
            }
        }
    }
    return NULL;
}

/* A right name in a wrong section or without one is the likeliest slip, so it counts as one letter at most. */
static size_t key_distance(const char *key, const char *known, const char *known_name)
{
    const char *dot = strrchr(key, '.');
    const size_t name = wain_nearest_distance(dot ? dot + 1 : key, known_name);
    const size_t whole = wain_nearest_distance(key, known);

    if (name == 0)
        return whole == 0 ? 0 : 1;
    if (!dot && name + 1 < whole)
        return name + 1;
    return whole;
}

const char *wain_option_suggest(const wain_option_registry *registry, const char *key, char nearest[128])
{
    size_t best = SIZE_MAX;

    for (size_t t = 0; t < registry->count; t++) {
        for (size_t i = 0; i < registry->tables[t].count; i++) {
            const wain_option *option = &registry->tables[t].options[i];
            char known[MAX_KEY];
            size_t distance;

            snprintf(known, sizeof known, "%s.%s", option->section, option->name);
            distance = key_distance(key, known, option->name);
            if (distance < best) {
                best = distance;
                memcpy(nearest, known, sizeof known);
            }
        }
    }
    return best != SIZE_MAX && wain_nearest_is_near(best, key) ? nearest : NULL;
}

static wain_status refuse_key(const wain_option_registry *registry, const char *key, wain_error *err)
{
    char nearest[MAX_KEY];

    if (wain_option_suggest(registry, key, nearest))
        return wain_error_set(err, WAIN_EUSAGE, "unknown option '%.100s'; did you mean '%s'?", key, nearest);
    return wain_error_set(err, WAIN_EUSAGE, "unknown option '%.100s'; 'wain options' lists all", key);
}

wain_status wain_option_set(wain_option_registry *registry, const char *key, const char *text,
                            wain_option_origin origin, wain_error *err)
{
    char expectation[MAX_EXPECTATION];
    wain_status status;
    size_t t, i;
    const wain_option *option = wain_option_find(registry, key, &t);

    if (!option)
        return refuse_key(registry, key, err);
    i = (size_t)(option - registry->tables[t].options);
    if (!set_value(&registry->tables[t], i, text, &status, err)) {
        wain_option_expectation(option, expectation, sizeof expectation);
        return wain_error_set(err, WAIN_EUSAGE, "option %s: found '%.100s', expected %s", key, text, expectation);
    }
    if (status == WAIN_OK)
        registry->tables[t].origins[i] = origin;
    return status;
}

wain_status wain_option_assign(wain_option_registry *registry, const char *assignment, wain_error *err)
{
    char key[MAX_KEY];
    const char *equals = strchr(assignment, '=');

    if (!equals)
        return wain_error_set(err, WAIN_EUSAGE, "--set: found '%.100s', expected section.name=value", assignment);
    snprintf(key, sizeof key, "%.*s", (int)(equals - assignment < MAX_KEY ? equals - assignment : MAX_KEY), assignment);
    return wain_option_set(registry, key, equals + 1, WAIN_ORIGIN_COMMAND_LINE, err);
}

int wain_option_print(const wain_option_table *table, size_t i, char *text, size_t size)
{
    const wain_option *option = &table->options[i];
    const void *field = field_of(table, i);
    const char *choice = "";
    size_t length;

    switch (option->type) {
    case WAIN_OPTION_INT:
        return snprintf(text, size, "%" PRId64, *(const int64_t *)field);
    case WAIN_OPTION_REAL:
        return wain_number_print(*(const double *)field, text, size);
    case WAIN_OPTION_BOOL:
        return snprintf(text, size, "%s", *(const bool *)field ? "true" : "false");
    case WAIN_OPTION_TEXT:
        return snprintf(text, size, "%s", *(char *const *)field ? *(char *const *)field : "");
    case WAIN_OPTION_CHOICE:
        length = find_choice(option->choices, *(const int *)field, &choice);
        return snprintf(text, size, "%.*s", (int)length, choice);
    }
    return 0;
}

const char *wain_option_fallback(const wain_option *option)
{
    if (option->type != WAIN_OPTION_BOOL)
        return option->fallback;
    return option->fallback[0] == '1' || option->fallback[0] == 't' ? "true"
                                                                    : "false"; /* stdbool.h expands true to 1 */
}

const char *wain_option_origin_name(wain_option_origin origin)
{
    switch (origin) {
    case WAIN_ORIGIN_DEFAULT:
        return "default";
    case WAIN_ORIGIN_FILE:
        return "job file";
    case WAIN_ORIGIN_COMMAND_LINE:
        return "command line";
    }
    return "unknown";
}

/* "a|b|c" -> "a, b or c". */
static int list_choices(const char *choices, char *text, size_t size)
{
    char list[MAX_EXPECTATION];
    size_t length = 0;

    for (const char *c = choices; *c && length + 5 < sizeof list; c++) {
        if (*c != '|') {
            list[length++] = *c;
        } else {
            const char *joint = strchr(c + 1, '|') ? ", " : " or ";

            memcpy(list + length, joint, strlen(joint));
            length += strlen(joint);
        }
    }
    list[length] = '\0';
    return snprintf(text, size, "%s", list);
}

int wain_option_expectation(const wain_option *option, char *text, size_t size)
{
    const char *open = *option->unit ? " (" : "", *close = *option->unit ? ")" : "";
    char min[40], max[40];

    switch (option->type) {
    case WAIN_OPTION_INT:
        return snprintf(text, size, "a whole number from %" PRId64 " to %" PRId64 "%s%s%s", (int64_t)option->min,
                        (int64_t)option->max, open, option->unit, close);
    case WAIN_OPTION_REAL:
        wain_number_print(option->min, min, sizeof min);
        wain_number_print(option->max, max, sizeof max);
        return snprintf(text, size, "a number from %s to %s%s%s%s", min, max, open, option->unit, close);
    case WAIN_OPTION_BOOL:
        return snprintf(text, size, "true or false");
    case WAIN_OPTION_CHOICE:
        return list_choices(option->choices, text, size);
    case WAIN_OPTION_TEXT:
        return snprintf(text, size, "a text");
    }
    return 0;
}
