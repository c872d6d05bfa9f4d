/* Groups and columns of the result file, from the one table io/hdf5_schema.def. Nothing here needs HDF5. */
#ifndef WAIN_IO_HDF5_SCHEMA_H
#define WAIN_IO_HDF5_SCHEMA_H

#include <stdbool.h>
#include <stdio.h>

#define WAIN_RESULT_SCHEMA "1.2" /* major.minor; a reader refuses another major version */

typedef enum wain_result_group {
#define GROUP(name, text, row) WAIN_GROUP_##name,
#define COLUMN(group, name, text, type, units, long_name)
#include "io/hdf5_schema.def"
#undef GROUP
#undef COLUMN
    WAIN_NUM_GROUPS
} wain_result_group;

/* WAIN_ORDERS_ORDER_ID and so on; columns of a group are consecutive. */
typedef enum wain_result_column {
#define GROUP(name, text, row)
#define COLUMN(group, name, text, type, units, long_name) WAIN_##group##_##name,
#include "io/hdf5_schema.def"
#undef GROUP
#undef COLUMN
    WAIN_NUM_COLUMNS
} wain_result_column;

typedef enum wain_column_type {
    WAIN_COLUMN_I32,
    WAIN_COLUMN_I64,
    WAIN_COLUMN_REAL,
    WAIN_COLUMN_TEXT /* fixed length, UTF-8, null-padded; as long as the longest value */
} wain_column_type;

typedef struct wain_group_info {
    const char *name;
    const char *row; /* what a row is */
} wain_group_info;

typedef struct wain_column_info {
    wain_result_group group;
    const char *name;
    wain_column_type type;
    const char *units; /* "" for texts, "1" for counts and row numbers, "currency" for money */
    const char *long_name;
    bool measured; /* can't be derived from the inputs and the plan */
    int since;     /* minor version of the schema that brought it */
} wain_column_info;

extern const wain_group_info wain_groups[WAIN_NUM_GROUPS];
extern const wain_column_info wain_columns[WAIN_NUM_COLUMNS];

/* True for groups that have exactly one row (kpi, provenance). */
bool wain_group_is_single(wain_result_group group);

/* The tables of docs/file_formats.md. */
void wain_schema_print_markdown(FILE *out);

#endif
