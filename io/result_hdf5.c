#include "io/result_hdf5.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5_file.h"
#include "io/result_plan_internal.h"
#include "solver/core/memory.h"

wain_status wain_result_may_replace(const char *path, wain_error *err)
{
    static const unsigned char signature[] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    unsigned char found[sizeof signature];
    FILE *file = fopen(path, "rb");
    size_t count = 0;

    if (file) {
        count = fread(found, 1, sizeof found, file);
        fclose(file);
    }
    if (count > 0 && (count < sizeof found || memcmp(found, signature, sizeof found) != 0))
        return wain_error_set(err, WAIN_EIO, "%s: the file that is there is no result (HDF5), and is not replaced",
                              path);
    return WAIN_OK;
}

typedef struct column_values {
    char *bytes; /* rows [first, first + count), `width` bytes each; texts end with a zero byte */
    size_t width, first, count;
} column_values;

struct wain_result {
    size_t rows[WAIN_NUM_GROUPS];
    column_values columns[WAIN_NUM_COLUMNS];
    uint8_t *reasons;    /* per row of /unassigned */
    int minor;           /* version of the file's schema */
    wain_hdf5_file file; /* open as long as columns may still be read */
};

enum { LONGEST_TEXT = 1024 * 1024, MAX_NAME = 128 };

void wain_result_free(wain_result *result)
{
    if (!result)
        return;
    for (int i = 0; i < WAIN_NUM_COLUMNS; i++)
        free(result->columns[i].bytes);
    wain_hdf5_file_close(&result->file, NULL);
    free(result->reasons);
    free(result);
}

size_t wain_result_rows(const wain_result *result, wain_result_group group)
{
    return result->rows[group];
}

int wain_result_minor(const wain_result *result)
{
    return result->minor;
}

static const char *value_at(const column_values *values, size_t row)
{
    return values->bytes + (row - values->first) * values->width;
}

int64_t wain_result_int(const wain_result *result, wain_result_column column, size_t row)
{
    const char *value = value_at(&result->columns[column], row);
    int64_t whole;
    int32_t narrow;

    if (wain_columns[column].type == WAIN_COLUMN_I64) {
        memcpy(&whole, value, sizeof whole);
        return whole;
    }
    memcpy(&narrow, value, sizeof narrow);
    return narrow;
}

double wain_result_real(const wain_result *result, wain_result_column column, size_t row)
{
    double real;

    if (wain_columns[column].type != WAIN_COLUMN_REAL)
        return (double)wain_result_int(result, column, row);
    memcpy(&real, value_at(&result->columns[column], row), sizeof real);
    return real;
}

const char *wain_result_text(const wain_result *result, wain_result_column column, size_t row)
{
    return value_at(&result->columns[column], row);
}

wain_reason wain_result_reason(const wain_result *result, size_t row)
{
    return (wain_reason)result->reasons[row];
}

/* The type a column is read as, refused when the file's is of another kind. The caller closes *memory. */
static wain_status match_type(const wain_hdf5_file *file, hid_t dataset, const wain_column_info *info, const char *name,
                              hid_t *memory, wain_error *err)
{
    static const char *const expected[] = {"32-bit integers", "64-bit integers", "64-bit reals",
                                           "texts of fixed length"};
    hid_t type = H5Dget_type(dataset);
    const size_t size = type >= 0 ? H5Tget_size(type) : 0;
    const H5T_class_t kind = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    bool fits = false;

    switch (info->type) {
    case WAIN_COLUMN_I32:
        fits = kind == H5T_INTEGER && size == 4 && H5Tget_sign(type) == H5T_SGN_2;
        *memory = H5Tcopy(H5T_NATIVE_INT32);
        break;
    case WAIN_COLUMN_I64:
        fits = kind == H5T_INTEGER && size == 8 && H5Tget_sign(type) == H5T_SGN_2;
        *memory = H5Tcopy(H5T_NATIVE_INT64);
        break;
    case WAIN_COLUMN_REAL:
        fits = kind == H5T_FLOAT && size == 8;
        *memory = H5Tcopy(H5T_NATIVE_DOUBLE);
        break;
    case WAIN_COLUMN_TEXT:
        fits = kind == H5T_STRING && H5Tis_variable_str(type) == 0 && size > 0 && size <= LONGEST_TEXT &&
               H5Tget_cset(type) == H5T_CSET_UTF8;
        if (fits)
            *memory = wain_hdf5_text_type(size + 1, true);
        break;
    }
    if (type >= 0)
        H5Tclose(type);
    if (!fits)
        return wain_error_set(err, WAIN_EINPUT, "%s: column %s: expected %s", file->path, name, expected[info->type]);
    return *memory < 0 ? wain_hdf5_fail(file, WAIN_EMEMORY, err, "can't make a type") : WAIN_OK;
}

static void name_column(wain_result_column column, char name[MAX_NAME])
{
    const wain_column_info *info = &wain_columns[column];

    snprintf(name, MAX_NAME, "/%s/%s", wain_groups[info->group].name, info->name);
}

/* What is read of a column: nothing, the slab with a row in it, or all rows. */
enum { NO_VALUES = -2, ALL_ROWS = -1 };

/* A column that the file's minor version did not have yet: -1 or "" in every row. */
static wain_status fill_column(wain_result *result, wain_result_column column, const char *name, wain_error *err)
{
    wain_status status;
    column_values *values = &result->columns[column];
    const size_t rows = result->rows[wain_columns[column].group];
    const wain_column_type type = wain_columns[column].type;

    values->width = type == WAIN_COLUMN_TEXT ? 1 : type == WAIN_COLUMN_I32 ? 4 : 8;
    values->first = 0;
    values->count = rows;
    WAIN_TRY(wain_allocate(&values->bytes, rows, values->width, name, err));
    memset(values->bytes, type == WAIN_COLUMN_TEXT ? 0 : 0xff, rows * values->width);
done:
    return status;
}

static wain_status read_values(const wain_hdf5_file *file, column_values *values, size_t rows, int64_t what,
                               hid_t dataset, hid_t memory, const char *name, wain_error *err)
{
    wain_status status = WAIN_OK;

    values->width = H5Tget_size(memory);
    values->first = 0;
    values->count = rows;
    if (what >= 0) {
        const size_t slab = wain_hdf5_slab_rows(dataset, rows);

        values->first = (size_t)what - (size_t)what % slab;
        values->count = rows - values->first < slab ? rows - values->first : slab;
    }
    WAIN_TRY(wain_allocate(&values->bytes, values->count, values->width, name, err));
    WAIN_TRY(wain_hdf5_read_rows(file, dataset, memory, name, values->first, values->count, values->bytes, err));
done:
    return status;
}

/* Open a column after checking that it is there, of the right type and as long as its group, whose first one says how
 * long that is. *dataset stays H5I_INVALID_HID where the file's minor version did not have it yet. The caller closes
 * both. */
static wain_status open_column(const wain_hdf5_file *file, wain_result *result, wain_result_column column, bool first,
                               hid_t *dataset, hid_t *memory, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_column_info *info = &wain_columns[column];
    size_t rows = 0;
    char name[MAX_NAME];

    name_column(column, name);
    if (info->since > result->minor && H5Lexists(file->id, name, H5P_DEFAULT) == 0)
        return WAIN_OK;
    *dataset = H5Dopen2(file->id, name, H5P_DEFAULT);
    if (*dataset < 0)
        return wain_error_set(err, WAIN_EINPUT, "%s: column %s is missing or damaged", file->path, name);
    WAIN_TRY(match_type(file, *dataset, info, name, memory, err));
    WAIN_TRY(wain_hdf5_count_rows(file, *dataset, name, &rows, err));
    if (first)
        result->rows[info->group] = rows;
    if (rows != result->rows[info->group] || rows > INT32_MAX)
        status = wain_error_set(err, WAIN_EINPUT, "%s: column %s has %zu rows, expected %zu", file->path, name, rows,
                                result->rows[info->group]);
done:
    return status;
}

static void close_column(hid_t dataset, hid_t memory)
{
    if (memory >= 0)
        H5Tclose(memory);
    if (dataset >= 0)
        H5Dclose(dataset);
}

/* `what`: NO_VALUES, ALL_ROWS or a row. */
static wain_status read_column(const wain_hdf5_file *file, wain_result *result, wain_result_column column, bool first,
                               int64_t what, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t dataset = H5I_INVALID_HID, memory = H5I_INVALID_HID;
    const size_t *rows = &result->rows[wain_columns[column].group];
    char name[MAX_NAME];

    name_column(column, name);
    WAIN_TRY(open_column(file, result, column, first, &dataset, &memory, err));
    if (what == NO_VALUES)
        goto done;
    if (dataset < 0)
        status = fill_column(result, column, name, err);
    else
        status = read_values(file, &result->columns[column], *rows, what, dataset, memory, name, err);
done:
    close_column(dataset, memory);
    return status;
}

wain_status wain_result_reach(wain_result *result, wain_result_column column, size_t row, wain_error *err)
{
    const column_values *values = &result->columns[column];

    if (values->bytes && row >= values->first && row - values->first < values->count)
        return WAIN_OK;
    wain_result_unload(result, column);
    return read_column(&result->file, result, column, false, (int64_t)row, err);
}

void wain_result_unload(wain_result *result, wain_result_column column)
{
    if (!wain_result_is_in_file(result, column))
        return;
    free(result->columns[column].bytes);
    result->columns[column].bytes = NULL;
}

bool wain_result_is_in_file(const wain_result *result, wain_result_column column)
{
    const wain_result_group group = wain_columns[column].group;

    return result->file.id >= 0 &&
           (group == WAIN_GROUP_ORDERS || group == WAIN_GROUP_STOPS || group == WAIN_GROUP_UNASSIGNED);
}

static wain_status read_group(const wain_hdf5_file *file, wain_result *result, wain_result_group group, wain_error *err)
{
    wain_status status = WAIN_OK;
    bool first = true;
    const char *name = wain_groups[group].name;

    if (H5Lexists(file->id, name, H5P_DEFAULT) <= 0) {
        status =
            wain_error_set(err, WAIN_EINPUT, "%s: not a whole result of wain: it has no group /%s", file->path, name);
        goto done;
    }
    for (int column = 0; column < WAIN_NUM_COLUMNS; column++) {
        if (wain_columns[column].group == group) {
            WAIN_TRY(read_column(file, result, (wain_result_column)column, first,
                                 wain_result_is_in_file(result, (wain_result_column)column) ? NO_VALUES : ALL_ROWS,
                                 err));
            first = false;
        }
    }
    if (wain_group_is_single(group) && result->rows[group] != 1)
        status = wain_error_set(err, WAIN_EINPUT, "%s: group /%s has %zu rows, expected 1", file->path, name,
                                result->rows[group]);
done:
    return status;
}

/* The version decides whether the rest can be understood, so it is looked at before. */
static wain_status check_version(const wain_hdf5_file *file, int *minor, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result *head = NULL;
    const char *version;

    if (H5Lexists(file->id, "provenance", H5P_DEFAULT) <= 0)
        return wain_error_set(err, WAIN_EINPUT,
                              "%s: an HDF5 file, but not a result of wain: it has no group /provenance", file->path);
    WAIN_TRY(WAIN_NEW(head, 1, err));
    head->file.id = H5I_INVALID_HID;
    WAIN_TRY(read_column(file, head, WAIN_PROVENANCE_SCHEMA_VERSION, true, ALL_ROWS, err));
    version = head->rows[WAIN_GROUP_PROVENANCE] == 1 ? wain_result_text(head, WAIN_PROVENANCE_SCHEMA_VERSION, 0) : "";
    if (strtol(version, NULL, 10) > strtol(WAIN_RESULT_SCHEMA, NULL, 10))
        status =
            wain_error_set(err, WAIN_EINPUT, "%s: written by a newer wain: its schema is %.20s, this program reads %s",
                           file->path, version, WAIN_RESULT_SCHEMA);
    else if (strtol(version, NULL, 10) != strtol(WAIN_RESULT_SCHEMA, NULL, 10))
        status = wain_error_set(err, WAIN_EINPUT, "%s: unknown schema version '%.20s', this program reads %s",
                                file->path, version, WAIN_RESULT_SCHEMA);
    *minor = strchr(version, '.') ? (int)strtol(strchr(version, '.') + 1, NULL, 10) : 0;
done:
    wain_result_free(head);
    return status;
}

/* Reasons as numbers; an unknown key is damage, for reasons belong to the schema. */
static wain_status read_reasons(const char *path, wain_result *result, wain_error *err)
{
    wain_status status = WAIN_OK;
    const size_t rows = result->rows[WAIN_GROUP_UNASSIGNED];

    WAIN_TRY(WAIN_NEW(result->reasons, rows, err));
    for (size_t row = 0; row < rows; row++) {
        const char *key;
        int reason = 0;

        WAIN_TRY(wain_result_reach(result, WAIN_UNASSIGNED_REASON, row, err));
        key = wain_result_text(result, WAIN_UNASSIGNED_REASON, row);
        while (reason < WAIN_NUM_REASONS && strcmp(key, wain_reason_key((wain_reason)reason)) != 0)
            reason++;
        if (reason == WAIN_NUM_REASONS) {
            status =
                wain_error_set(err, WAIN_EINPUT, "%s: /unassigned row %zu: unknown reason '%.40s'", path, row, key);
            goto done;
        }
        result->reasons[row] = (uint8_t)reason;
    }
done:
    wain_result_unload(result, WAIN_UNASSIGNED_REASON);
    return status;
}

/* Everything, or all but the values of /orders, /stops and /unassigned. */
static wain_status open_result(const char *path, bool whole, wain_result **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_hdf5_file file = {.id = H5I_INVALID_HID};
    wain_result *result = NULL;

    WAIN_TRY(WAIN_NEW(result, 1, err));
    result->file.id = H5I_INVALID_HID;
    status = wain_hdf5_file_open(path, &file, err);
    if (!whole)
        result->file = file; /* closed with it */
    WAIN_TRY(status);
    WAIN_TRY(check_version(&file, &result->minor, err));
    for (int group = 0; group < WAIN_NUM_GROUPS; group++)
        WAIN_TRY(read_group(&file, result, (wain_result_group)group, err));
    WAIN_TRY(read_reasons(path, result, err));
    WAIN_TRY(wain_result_check(result, path, err));
    *out = result;
    result = NULL;
done:
    if (whole)
        wain_hdf5_file_close(&file, NULL);
    wain_result_free(result);
    return status;
}

wain_status wain_result_read(const char *path, wain_result **out, wain_error *err)
{
    return open_result(path, true, out, err);
}

wain_status wain_result_open(const char *path, wain_result **out, wain_error *err)
{
    return open_result(path, false, out, err);
}
