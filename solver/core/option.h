/* Options, each declared once in its folder's options.def. A declaration yields the field of a plain struct, the
 * default, the range check, the key of the job file (section.name), `--set section.name=value`, a line of --help,
 * a row of docs/options.md, and the attribute in the result with where its value came from.
 *
 * A folder's options.def is a list of
 *   OPT_INT(section, name, default, min, max, unit, help)     int64_t name;
 *   OPT_REAL(section, name, default, min, max, unit, help)    double name;
 *   OPT_BOOL(section, name, default, help)                    bool name;
 *   OPT_TEXT(section, name, default, unit, help)              char *name;   owned by the table
 *   OPT_CHOICE(section, name, default, choices, help)         int name;     index into "a|b|c"
 * and its header expands it into the struct with WAIN_OPTION_FIELDS, its source into the table with
 * WAIN_OPTION_ROWS (see solver/search/search_options.c). Names are unique within a folder. */
#ifndef WAIN_CORE_OPTION_H
#define WAIN_CORE_OPTION_H

#include "solver/core/error.h"
#include "solver/core/types.h"

typedef enum wain_option_type {
    WAIN_OPTION_INT,
    WAIN_OPTION_REAL,
    WAIN_OPTION_BOOL,
    WAIN_OPTION_TEXT,
    WAIN_OPTION_CHOICE
} wain_option_type;

typedef enum wain_option_origin { WAIN_ORIGIN_DEFAULT, WAIN_ORIGIN_FILE, WAIN_ORIGIN_COMMAND_LINE } wain_option_origin;

typedef struct wain_option {
    const char *section, *name;
    wain_option_type type;
    const char *fallback; /* the default as text */
    double min, max;      /* INT and REAL, both inclusive */
    const char *choices;  /* CHOICE: "a|b|c" */
    const char *unit;     /* "" when it has none */
    const char *help;
    size_t offset; /* of the field in the folder's struct */
} wain_option;

/* One folder's options: declarations and the struct their values live in. */
typedef struct wain_option_table {
    const wain_option *options;
    size_t count;
    void *values;                /* the folder's struct; borrowed */
    wain_option_origin *origins; /* `count` of them, owned */
} wain_option_table;

enum { WAIN_MAX_OPTION_TABLES = 4 };

/* All folders' options, as the program sees them. */
typedef struct wain_option_registry {
    wain_option_table tables[WAIN_MAX_OPTION_TABLES];
    size_t count;
} wain_option_registry;

/* Add a table and set its struct to the defaults. `options` and `values` are borrowed and must outlive the registry. */
wain_status wain_option_registry_add(wain_option_registry *registry, const wain_option *options, size_t count,
                                     void *values, wain_error *err);

/* Release the tables and every TEXT value in their structs (set to NULL). */
void wain_option_registry_clear(wain_option_registry *registry);

/* Set "section.name" from text. WAIN_EUSAGE names the key, the value and what was expected; an unknown key is
 * answered with the nearest known one. A failed call changes nothing. */
wain_status wain_option_set(wain_option_registry *registry, const char *key, const char *text,
                            wain_option_origin origin, wain_error *err);

/* Whether the option would take this text as its value. */
bool wain_option_accepts(const wain_option *option, const char *text);

/* Set from "section.name=value" (the argument of --set). */
wain_status wain_option_assign(wain_option_registry *registry, const char *assignment, wain_error *err);

/* The declaration of "section.name"; NULL when there is none. *table may be NULL. */
const wain_option *wain_option_find(const wain_option_registry *registry, const char *key, size_t *table);

/* The known key nearest to `key` by edit distance; NULL when none is near. The text is valid for the caller's
 * buffer `nearest` of at least 128 bytes. */
const char *wain_option_suggest(const wain_option_registry *registry, const char *key, char nearest[128]);

/* Effective value of option i of a table as text; returns the length like snprintf. */
int wain_option_print(const wain_option_table *table, size_t i, char *text, size_t size);

/* The default as text, for help. */
const char *wain_option_fallback(const wain_option *option);

/* "default", "job file" or "command line". */
const char *wain_option_origin_name(wain_option_origin origin);

/* What a value of this option may be, for messages and help: "a whole number from 1 to 64". */
int wain_option_expectation(const wain_option *option, char *text, size_t size);

#define WAIN_OPTION_FIELD_INT(section, name, fallback, min, max, unit, help) int64_t name;
#define WAIN_OPTION_FIELD_REAL(section, name, fallback, min, max, unit, help) double name;
#define WAIN_OPTION_FIELD_BOOL(section, name, fallback, help) bool name;
#define WAIN_OPTION_FIELD_TEXT(section, name, fallback, unit, help) char *name;
#define WAIN_OPTION_FIELD_CHOICE(section, name, fallback, choices, help) int name;

#define WAIN_OPTION_ROW_INT(type, section, name, fallback, min, max, unit, help) \
    {#section, #name, WAIN_OPTION_INT, #fallback, (double)(min), (double)(max), "", unit, help, offsetof(type, name)},
#define WAIN_OPTION_ROW_REAL(type, section, name, fallback, min, max, unit, help) \
    {#section, #name, WAIN_OPTION_REAL, #fallback, (min), (max), "", unit, help, offsetof(type, name)},
#define WAIN_OPTION_ROW_BOOL(type, section, name, fallback, help) \
    {#section, #name, WAIN_OPTION_BOOL, #fallback, 0, 1, "", "", help, offsetof(type, name)},
#define WAIN_OPTION_ROW_TEXT(type, section, name, fallback, unit, help) \
    {#section, #name, WAIN_OPTION_TEXT, fallback, 0, 0, "", unit, help, offsetof(type, name)},
#define WAIN_OPTION_ROW_CHOICE(type, section, name, fallback, choices, help) \
    {#section, #name, WAIN_OPTION_CHOICE, #fallback, 0, 0, choices, "", help, offsetof(type, name)},

#endif
