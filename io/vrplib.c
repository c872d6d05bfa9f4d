#include "io/vrplib.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/reader_internal.h"
#include "solver/core/memory.h"

enum {
    SEEN_COORDINATES = 1 << 0,
    SEEN_DEMAND = 1 << 1,
    SEEN_WINDOWS = 1 << 2,
    SEEN_SERVICE = 1 << 3,
    SEEN_DISPLAY = 1 << 4,
    SEEN_WEIGHTS = 1 << 5,
    SEEN_DEPOT = 1 << 6
};

/* Coordinates and times beyond this are no instance but a fault. */
static const double largest = 1e9;

/* A file while it is read. */
typedef struct vrplib {
    wain_tokens *tokens;
    wain_raw_instance raw;
    uint8_t *seen;           /* per node: sections it had a row in; owned */
    unsigned sections, keys; /* bits of those read */
    int64_t dimension;       /* 0: not read yet */
    int64_t depot;           /* index of its node */
    double service;          /* of every customer; negative: not given */
    char type[64], weight_type[64], weight_format[64];
} vrplib;

bool wain_vrplib_recognises(const char *text)
{
    return strcasestr(text, "DIMENSION") || strcasestr(text, "_SECTION") || strcasestr(text, "EDGE_WEIGHT_TYPE");
}

/* --- Sections with a row per node --------------------------------------------------------------------------------- */

typedef struct section {
    const char *name;
    unsigned flag;
    int num_values;
    const char *value[2];
    double min, max;
} section;

static const section row_sections[] = {
    {"NODE_COORD_SECTION", SEEN_COORDINATES, 2, {"x", "y"}, -largest, largest},
    {"DISPLAY_DATA_SECTION", SEEN_DISPLAY, 2, {"x", "y"}, -largest, largest},
    {"DEMAND_SECTION", SEEN_DEMAND, 1, {"demand", NULL}, 0, (double)WAIN_LOAD_MAX},
    {"TIME_WINDOW_SECTION", SEEN_WINDOWS, 2, {"opening time", "closing time"}, 0, largest},
    {"SERVICE_TIME_SECTION", SEEN_SERVICE, 1, {"service time", NULL}, 0, largest},
};

static void store(vrplib *file, wain_raw_node *node, unsigned flag, const double value[2])
{
    switch (flag) {
    case SEEN_COORDINATES:
        node->x = value[0];
        node->y = value[1];
        break;
    case SEEN_DEMAND:
        node->demand = (int64_t)value[0];
        node->line = file->tokens->line;
        break;
    case SEEN_WINDOWS:
        node->ready = value[0];
        node->due = value[1];
        break;
    case SEEN_SERVICE:
        node->service = value[0];
        break;
    default:
        break;
    }
}

static wain_status read_row(vrplib *file, const section *rows, wain_error *err)
{
    wain_status status = WAIN_OK;
    double value[2] = {0, 0};
    int64_t id, whole;

    WAIN_TRY(wain_tokens_whole(file->tokens, NULL, "node", 1, file->dimension, &id, err));
    if (file->seen[id - 1] & rows->flag) {
        char found[64];

        snprintf(found, sizeof found, "node %" PRId64 " a second time", id);
        status = wain_tokens_fault(file->tokens, rows->name, found, "every node once", err);
        goto done;
    }
    for (int i = 0; i < rows->num_values; i++) {
        if (rows->flag == SEEN_DEMAND) {
            WAIN_TRY(wain_tokens_whole(file->tokens, NULL, rows->value[i], 0, WAIN_LOAD_MAX, &whole, err));
            value[i] = (double)whole;
        } else {
            WAIN_TRY(wain_tokens_real(file->tokens, NULL, rows->value[i], rows->min, rows->max, &value[i], err));
        }
    }
    WAIN_TRY(wain_tokens_end_of_line(file->tokens, rows->value[rows->num_values - 1], err));
    file->seen[id - 1] |= (uint8_t)rows->flag;
    store(file, &file->raw.nodes[id - 1], rows->flag, value);
done:
    return status;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static wain_status read_rows(vrplib *file, const section *rows, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (int64_t i = 0; i < file->dimension; i++) {
        const bool is_there = wain_tokens_line(file->tokens);

        if (!is_there || is_letter(*file->tokens->cursor)) {
            char expected[96];

            snprintf(expected, sizeof expected, "row %" PRId64 " of the %" PRId64 " that DIMENSION promises", i + 1,
                     file->dimension);
            return wain_tokens_fault(file->tokens, rows->name, is_there ? file->tokens->cursor : NULL, expected, err);
        }
        WAIN_TRY(read_row(file, rows, err));
    }
done:
    return status;
}

/* --- The other sections ------------------------------------------------------------------------------------------- */

/* The next word on this line or a later one; NULL at the end of the file. */
static char *word_on_any_line(wain_tokens *tokens)
{
    char *word = wain_tokens_word(tokens);

    while (!word && wain_tokens_line(tokens))
        word = wain_tokens_word(tokens);
    return word;
}

static wain_status read_depots(vrplib *file, wain_error *err)
{
    static const char *const name = "DEPOT_SECTION", *const expected = "the depot's node, then -1";
    wain_status status = WAIN_OK;
    int64_t node;
    char *word = word_on_any_line(file->tokens);

    if (!word)
        return wain_tokens_fault(file->tokens, name, NULL, expected, err);
    WAIN_TRY(wain_tokens_whole(file->tokens, word, name, 1, file->dimension, &node, err));
    file->depot = node - 1;
    word = word_on_any_line(file->tokens);
    if (!word)
        return wain_tokens_fault(file->tokens, name, NULL, "-1, which ends the section", err);
    WAIN_TRY(wain_tokens_whole(file->tokens, word, name, -1, file->dimension, &node, err));
    if (node != -1)
        return wain_tokens_fault(file->tokens, name, word, "-1: instances of several depots are not read", err);
    WAIN_TRY(wain_tokens_end_of_line(file->tokens, name, err));
done:
    return status;
}

/* The forms of EDGE_WEIGHT_FORMAT: in row i stand the columns first..last - 1. */
typedef struct weight_format {
    const char *name;
    bool is_full, is_lower, has_diagonal;
} weight_format;

static const weight_format weight_formats[] = {
    {"FULL_MATRIX", true, false, true}, {"LOWER_ROW", false, true, false},      {"LOWER_DIAG_ROW", false, true, true},
    {"UPPER_ROW", false, false, false}, {"UPPER_DIAG_ROW", false, false, true},
};

static const weight_format *find_format(const char *name)
{
    for (size_t i = 0; i < sizeof weight_formats / sizeof *weight_formats; i++) {
        if (strcasecmp(weight_formats[i].name, name) == 0)
            return &weight_formats[i];
    }
    return NULL;
}

static int64_t first_column(const weight_format *format, int64_t row)
{
    if (format->is_full || format->is_lower)
        return 0;
    return format->has_diagonal ? row : row + 1;
}

static int64_t end_column(const weight_format *format, int64_t row, int64_t n)
{
    if (format->is_full || !format->is_lower)
        return n;
    return format->has_diagonal ? row + 1 : row;
}

/* Refuse before the matrix is allocated what could not be held, or what the file is too short for. */
static wain_status check_matrix_size(const vrplib *file, const weight_format *format, wain_error *err)
{
    const double n = (double)file->dimension, bytes = n * n * sizeof(int32_t);
    const double numbers = format->is_full ? n * n : format->has_diagonal ? n * (n + 1) / 2 : n * (n - 1) / 2;
    const double memory = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    const double left = (double)(file->tokens->size - file->tokens->position);
    char expected[128];

    if (bytes > memory / 2)
        return wain_error_set(err, WAIN_EMEMORY,
                              "%s:%" PRId64 ": the distance matrix of %" PRId64 " nodes needs %.0f MiB, "
                              "more than half of this machine's %.0f MiB",
                              file->tokens->path, file->tokens->line, file->dimension, bytes / 1048576,
                              memory / 1048576);
    if (numbers * 2 > left + 1) {
        snprintf(expected, sizeof expected, "%.0f numbers, more than the rest of the file can hold", numbers);
        return wain_tokens_fault(file->tokens, "EDGE_WEIGHT_SECTION", file->weight_format, expected, err);
    }
    return WAIN_OK;
}

static wain_status read_weight(vrplib *file, int64_t row, int64_t column, int64_t *weight, wain_error *err)
{
    char *word = word_on_any_line(file->tokens);
    char name[96];

    snprintf(name, sizeof name, "EDGE_WEIGHT_SECTION, row %" PRId64 ", column %" PRId64, row + 1, column + 1);
    if (!word || is_letter(*word))
        return wain_tokens_fault(file->tokens, name, word, "another number, the section is too short", err);
    return wain_tokens_whole(file->tokens, word, name, 0, 400000000, weight, err);
}

static wain_status read_weights(vrplib *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    const weight_format *format = find_format(file->weight_format);
    const int64_t n = file->dimension;

    if (strcasecmp(file->weight_type, "EXPLICIT") != 0)
        return wain_tokens_fault(file->tokens, "EDGE_WEIGHT_SECTION", file->weight_type,
                                 "EDGE_WEIGHT_TYPE EXPLICIT before this section", err);
    if (!format)
        return wain_tokens_fault(
            file->tokens, "EDGE_WEIGHT_FORMAT", file->weight_format,
            "FULL_MATRIX, LOWER_ROW, LOWER_DIAG_ROW, UPPER_ROW or UPPER_DIAG_ROW before this section", err);
    WAIN_TRY(check_matrix_size(file, format, err));
    WAIN_TRY(WAIN_NEW(file->raw.matrix, n * n, err));
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = first_column(format, i); j < end_column(format, i, n); j++) {
            int64_t weight;

            WAIN_TRY(read_weight(file, i, j, &weight, err));
            file->raw.matrix[i * n + j] = (int32_t)weight;
            if (!format->is_full)
                file->raw.matrix[j * n + i] = (int32_t)weight;
        }
    }
    WAIN_TRY(wain_tokens_end_of_line(file->tokens, "EDGE_WEIGHT_SECTION", err));
done:
    return status;
}

/* Once per section: DIMENSION must be known by then, each section comes once. */
static wain_status enter_section(vrplib *file, const char *name, unsigned flag, wain_error *err)
{
    wain_status status = WAIN_OK;
    size_t n;

    if (file->sections & flag)
        return wain_tokens_fault(file->tokens, name, "it a second time", "every section once", err);
    file->sections |= flag;
    if (file->dimension == 0)
        return wain_tokens_fault(file->tokens, name, name, "DIMENSION before the first section", err);
    if (file->raw.nodes)
        return WAIN_OK;
    n = (size_t)file->dimension;
    WAIN_TRY(WAIN_NEW(file->raw.nodes, n, err));
    WAIN_TRY(WAIN_NEW(file->seen, n, err));
    for (size_t i = 0; i < n; i++)
        file->raw.nodes[i].id = (int64_t)i + 1;
done:
    return status;
}

static wain_status read_section(vrplib *file, const char *name, wain_error *err)
{
    wain_status status = WAIN_OK;

    for (size_t i = 0; i < sizeof row_sections / sizeof *row_sections; i++) {
        if (strcasecmp(row_sections[i].name, name) == 0) {
            WAIN_TRY(enter_section(file, row_sections[i].name, row_sections[i].flag, err));
            return read_rows(file, &row_sections[i], err);
        }
    }
    if (strcasecmp(name, "EDGE_WEIGHT_SECTION") == 0) {
        WAIN_TRY(enter_section(file, "EDGE_WEIGHT_SECTION", SEEN_WEIGHTS, err));
        return read_weights(file, err);
    }
    if (strcasecmp(name, "DEPOT_SECTION") == 0) {
        WAIN_TRY(enter_section(file, "DEPOT_SECTION", SEEN_DEPOT, err));
        return read_depots(file, err);
    }
    return wain_tokens_fault(file->tokens, "", name,
                             "a section of a CVRP or VRPTW; what this one demands would not be kept", err);
done:
    return status;
}

/* --- Keys --------------------------------------------------------------------------------------------------------- */

typedef enum key {
    KEY_NAME,
    KEY_TYPE,
    KEY_DIMENSION,
    KEY_CAPACITY,
    KEY_VEHICLES,
    KEY_DISTANCE,
    KEY_SERVICE_TIME,
    KEY_EDGE_WEIGHT_TYPE,
    KEY_EDGE_WEIGHT_FORMAT,
    KEY_COMMENT, /* from here on nothing is read from the value */
    KEY_NODE_COORD_TYPE,
    KEY_DISPLAY_DATA_TYPE,
    NUM_KEYS
} key;

static const char *const key_names[NUM_KEYS] = {"NAME",
                                                "TYPE",
                                                "DIMENSION",
                                                "CAPACITY",
                                                "VEHICLES",
                                                "DISTANCE",
                                                "SERVICE_TIME",
                                                "EDGE_WEIGHT_TYPE",
                                                "EDGE_WEIGHT_FORMAT",
                                                "COMMENT",
                                                "NODE_COORD_TYPE",
                                                "DISPLAY_DATA_TYPE"};

static wain_status keep_choice(vrplib *file, const char *name, const char *value, const char *choices,
                               const char *expected, char kept[64], wain_error *err)
{
    const size_t length = strlen(value);

    for (const char *choice = choices; *choice; choice += strcspn(choice, "|") + (strchr(choice, '|') != NULL)) {
        if (strcspn(choice, "|") == length && strncasecmp(choice, value, length) == 0) {
            snprintf(kept, 64, "%s", value);
            return WAIN_OK;
        }
    }
    return wain_tokens_fault(file->tokens, name, value, expected, err);
}

static wain_status read_dimension(vrplib *file, const char *value, wain_error *err)
{
    char expected[96];
    wain_status status;

    status = wain_tokens_whole(file->tokens, value, "DIMENSION", 2, INT32_MAX / 4, &file->dimension, err);
    /* Each node has a row of four bytes at least ("1 0" and the line's end) in DEMAND_SECTION. */
    if (status != WAIN_OK || (size_t)file->dimension * 4 <= file->tokens->size)
        return status;
    snprintf(expected, sizeof expected, "fewer nodes; a file of %zu bytes can't hold so many", file->tokens->size);
    return wain_tokens_fault(file->tokens, "DIMENSION", value, expected, err);
}

static wain_status read_value(vrplib *file, key which, const char *value, wain_error *err)
{
    wain_tokens *tokens = file->tokens;
    wain_raw_instance *raw = &file->raw;

    switch (which) {
    case KEY_NAME:
        raw->name = strdup(value);
        return raw->name ? WAIN_OK : wain_error_set(err, WAIN_EMEMORY, "out of memory for the instance's name");
    case KEY_TYPE:
        return keep_choice(file, "TYPE", value, "CVRP|VRPTW|DCVRP|VRP", "CVRP or VRPTW, other problems are not read",
                           file->type, err);
    case KEY_DIMENSION:
        return read_dimension(file, value, err);
    case KEY_CAPACITY:
        return wain_tokens_whole(tokens, value, "CAPACITY", 1, WAIN_LOAD_MAX, &raw->capacity, err);
    case KEY_VEHICLES:
        return wain_tokens_whole(tokens, value, "VEHICLES", 1, INT32_MAX, &raw->vehicles, err);
    case KEY_DISTANCE:
        return wain_tokens_real(tokens, value, "DISTANCE", 0, 1e12, &raw->longest_route, err);
    case KEY_SERVICE_TIME:
        return wain_tokens_real(tokens, value, "SERVICE_TIME", 0, largest, &file->service, err);
    case KEY_EDGE_WEIGHT_TYPE:
        return keep_choice(file, "EDGE_WEIGHT_TYPE", value, "EUC_2D|CEIL_2D|GEO|EXPLICIT",
                           "EUC_2D, CEIL_2D, GEO or EXPLICIT", file->weight_type, err);
    case KEY_EDGE_WEIGHT_FORMAT:
        return keep_choice(
            file, "EDGE_WEIGHT_FORMAT", value, "FUNCTION|FULL_MATRIX|LOWER_ROW|LOWER_DIAG_ROW|UPPER_ROW|UPPER_DIAG_ROW",
            "FULL_MATRIX, LOWER_ROW, LOWER_DIAG_ROW, UPPER_ROW or UPPER_DIAG_ROW", file->weight_format, err);
    default:
        return WAIN_OK;
    }
}

static wain_status read_key(vrplib *file, const char *name, const char *value, wain_error *err)
{
    for (int i = 0; i < NUM_KEYS; i++) {
        if (strcasecmp(key_names[i], name) != 0)
            continue;
        if (i < KEY_COMMENT && (file->keys & (1u << i)))
            return wain_tokens_fault(file->tokens, name, "it a second time", "every key once", err);
        file->keys |= 1u << i;
        return read_value(file, (key)i, value, err);
    }
    return wain_tokens_fault(file->tokens, "", name,
                             "a key of a CVRP or VRPTW; what this one demands would not be kept", err);
}

/* Cut "KEY : value" at the colon, with or without blanks around it. */
static char *cut_key(char *line)
{
    char *end = line + strcspn(line, ": \t");
    char *value = end + strspn(end, " \t");

    value += *value == ':';
    value += strspn(value, " \t");
    *end = '\0';
    return value;
}

static wain_status read_lines(vrplib *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_tokens *tokens = file->tokens;

    while (wain_tokens_line(tokens)) {
        char *name = tokens->cursor, *value;
        const size_t length = strcspn(name, ": \t");

        if (!is_letter(*name))
            return wain_tokens_fault(tokens, "", name, "a key or a section; DIMENSION promises no further row", err);
        value = cut_key(name);
        tokens->cursor = value;
        if (strcasecmp(name, "EOF") == 0)
            break;
        if (length > 8 && strcasecmp(name + length - 8, "_SECTION") == 0) {
            WAIN_TRY(wain_tokens_end_of_line(tokens, name, err));
            WAIN_TRY(read_section(file, name, err));
        } else {
            tokens->cursor = value + strlen(value);
            WAIN_TRY(read_key(file, name, value, err));
        }
    }
done:
    return status;
}

/* --- Putting it together ------------------------------------------------------------------------------------------ */

static wain_status require(const vrplib *file, bool is_there, const char *what, wain_error *err)
{
    if (is_there)
        return WAIN_OK;
    return wain_error_set(err, WAIN_EINPUT, "%s: %s is missing", file->tokens->path, what);
}

static wain_status check_complete(const vrplib *file, wain_error *err)
{
    const bool is_explicit = strcasecmp(file->weight_type, "EXPLICIT") == 0;
    wain_status status = WAIN_OK;

    WAIN_TRY(require(file, file->dimension > 0, "DIMENSION", err));
    WAIN_TRY(require(file, file->raw.capacity > 0, "CAPACITY", err));
    WAIN_TRY(require(file, *file->weight_type, "EDGE_WEIGHT_TYPE", err));
    WAIN_TRY(require(file, is_explicit || (file->sections & SEEN_COORDINATES), "NODE_COORD_SECTION", err));
    WAIN_TRY(require(file, !is_explicit || (file->sections & SEEN_WEIGHTS), "EDGE_WEIGHT_SECTION", err));
    WAIN_TRY(require(file, file->sections & SEEN_DEMAND, "DEMAND_SECTION", err));
    WAIN_TRY(require(file, file->sections & SEEN_DEPOT, "DEPOT_SECTION", err));
    WAIN_TRY(require(file, strcasecmp(file->type, "VRPTW") != 0 || (file->sections & SEEN_WINDOWS),
                     "TIME_WINDOW_SECTION (the type is VRPTW)", err));
done:
    return status;
}

/* GEO coordinates are degrees and minutes, DDD.MM. */
static wain_status check_geo(const vrplib *file, wain_error *err)
{
    for (int64_t i = 0; i < file->dimension; i++) {
        const wain_raw_node *node = &file->raw.nodes[i];

        if (node->x < -90 || node->x > 90 || node->y < -180 || node->y > 180)
            return wain_error_set(err, WAIN_EINPUT,
                                  "%s: node %" PRId64 ": found %.10g %.10g, expected a latitude from -90 to "
                                  "90 and a longitude from -180 to 180",
                                  file->tokens->path, node->id, node->x, node->y);
    }
    return WAIN_OK;
}

/* Turn items 0..k round so that item k comes first. */
static void bring_to_front(void *items, size_t size, int64_t k, void *spare)
{
    char *bytes = items;

    memcpy(spare, bytes + (size_t)k * size, size);
    memmove(bytes + size, bytes, (size_t)k * size);
    memcpy(bytes, spare, size);
}

static wain_status put_depot_first(vrplib *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    const size_t n = (size_t)file->dimension;
    wain_raw_node spare_node;
    int32_t *spare_row = NULL, spare;

    bring_to_front(file->raw.nodes, sizeof *file->raw.nodes, file->depot, &spare_node);
    if (!file->raw.matrix || file->depot == 0)
        return WAIN_OK;
    WAIN_TRY(WAIN_NEW(spare_row, n, err));
    bring_to_front(file->raw.matrix, n * sizeof *spare_row, file->depot, spare_row);
    for (size_t i = 0; i < n; i++)
        bring_to_front(file->raw.matrix + i * n, sizeof spare, file->depot, &spare);
done:
    free(spare_row);
    return status;
}

static wain_status complete(vrplib *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_raw_instance *raw = &file->raw;

    WAIN_TRY(check_complete(file, err));
    if (!raw->name && !(raw->name = strdup(basename(file->tokens->path))))
        return wain_error_set(err, WAIN_EMEMORY, "out of memory for the instance's name");
    raw->weight = strcasecmp(file->weight_type, "EXPLICIT") == 0  ? WAIN_WEIGHT_MATRIX
                  : strcasecmp(file->weight_type, "GEO") == 0     ? WAIN_WEIGHT_GEO
                  : strcasecmp(file->weight_type, "CEIL_2D") == 0 ? WAIN_WEIGHT_CEIL
                                                                  : WAIN_WEIGHT_PLANAR;
    if (raw->weight == WAIN_WEIGHT_GEO)
        WAIN_TRY(check_geo(file, err));
    raw->num_nodes = file->dimension;
    raw->has_windows = file->sections & SEEN_WINDOWS;
    WAIN_TRY(put_depot_first(file, err));
    for (int64_t i = 1; i < raw->num_nodes && file->service >= 0 && !(file->sections & SEEN_SERVICE); i++)
        raw->nodes[i].service = file->service;
done:
    return status;
}

wain_status wain_vrplib_read(wain_tokens *tokens, const wain_instance_options *options, wain_instance **out,
                             wain_error *err)
{
    vrplib file = {.tokens = tokens, .service = -1, .raw = {.vehicles = INT32_MAX, .longest_route = -1}};
    wain_status status = WAIN_OK;

    tokens->has_keywords = true;
    WAIN_TRY(read_lines(&file, err));
    WAIN_TRY(complete(&file, err));
    WAIN_TRY(wain_raw_instance_finish(&file.raw, tokens, options, out, err));
done:
    wain_raw_instance_clear(&file.raw);
    free(file.seen);
    return status;
}
