/* Columns of a result file, filled from what wain_result_source says. /stops, the largest group, grows slab by slab
 * where it has more than one; all slabs but the last have the same rows, whenever they are written, so that equal plans
 * give equal files. */
#include "io/result_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5_file.h"
#include "io/result_columns_internal.h"
#include "solver/core/memory.h"

struct wain_result_writer {
    char *path; /* owned */
    wain_hdf5_file file;
    wain_result_source source;
    size_t longest_id; /* of an order, in bytes */
    size_t num_stops;  /* rows of /stops that are written */
};

/* Bytes of the longest text in a column; that of all orders' identifiers is known before the stops are. */
static size_t longest_text(wain_result_writer *w, wain_result_column column)
{
    const size_t rows = wain_result_source_rows(&w->source, wain_columns[column].group);
    size_t longest = 1;

    if (column == WAIN_STOPS_ORDER_ID)
        return w->longest_id;
    for (size_t row = 0; row < rows; row++) {
        const size_t length = strlen(wain_result_source_text(&w->source, column, row));

        longest = length > longest ? length : longest;
    }
    return longest;
}

/* The HDF5 types of a column in the file and in memory. */
static wain_status open_types(wain_result_writer *w, wain_result_column column, hid_t *stored, hid_t *memory,
                              wain_error *err)
{
    size_t size;

    switch (wain_columns[column].type) {
    case WAIN_COLUMN_I32:
        *stored = H5Tcopy(H5T_STD_I32LE);
        *memory = H5Tcopy(H5T_NATIVE_INT32);
        break;
    case WAIN_COLUMN_I64:
        *stored = H5Tcopy(H5T_STD_I64LE);
        *memory = H5Tcopy(H5T_NATIVE_INT64);
        break;
    case WAIN_COLUMN_REAL:
        *stored = H5Tcopy(H5T_IEEE_F64LE);
        *memory = H5Tcopy(H5T_NATIVE_DOUBLE);
        break;
    case WAIN_COLUMN_TEXT:
        size = longest_text(w, column);
        *stored = wain_hdf5_text_type(size, false);
        *memory = wain_hdf5_text_type(size, false);
        break;
    }
    return *stored < 0 || *memory < 0 ? wain_hdf5_fail(&w->file, WAIN_EMEMORY, err, "can't make a type") : WAIN_OK;
}

/* Put rows [first, first + count) of a column one after the other into `slab`, `width` bytes each. */
static void fill_slab(wain_result_source *source, wain_result_column column, size_t first, size_t count, size_t width,
                      void *slab)
{
    for (size_t i = 0; i < count; i++) {
        char *place = (char *)slab + i * width;
        const char *text;
        double real;
        int64_t whole;
        int32_t narrow;

        switch (wain_columns[column].type) {
        case WAIN_COLUMN_I32:
            narrow = (int32_t)wain_result_source_int(source, column, first + i);
            memcpy(place, &narrow, sizeof narrow);
            break;
        case WAIN_COLUMN_I64:
            whole = wain_result_source_int(source, column, first + i);
            memcpy(place, &whole, sizeof whole);
            break;
        case WAIN_COLUMN_REAL:
            real = wain_result_source_real(source, column, first + i);
            memcpy(place, &real, sizeof real);
            break;
        case WAIN_COLUMN_TEXT:
            text = wain_result_source_text(source, column, first + i);
            memset(place, 0, width);
            memcpy(place, text, strnlen(text, width));
            break;
        }
    }
}

static wain_status describe_column(const wain_hdf5_file *file, const wain_result_source *source, hid_t dataset,
                                   const wain_column_info *column, wain_error *err)
{
    wain_status status = WAIN_OK;
    const char *units = column->units;

    if (strcmp(units, "currency") == 0 && source->job->io.currency)
        units = source->job->io.currency;
    WAIN_TRY(wain_hdf5_put_text(file, dataset, "units", units, err));
    WAIN_TRY(wain_hdf5_put_text(file, dataset, "long_name", column->long_name, err));
done:
    return status;
}

/* Fill rows [first, end) of a column, `slab_rows` at a time. */
static wain_status write_rows(const wain_hdf5_file *file, wain_result_source *source, hid_t dataset, hid_t memory,
                              wain_result_column column, size_t first, size_t end, size_t slab_rows, wain_error *err)
{
    wain_status status = WAIN_OK;
    const size_t width = H5Tget_size(memory);
    char *slab = NULL;

    WAIN_TRY(wain_allocate(&slab, end - first < slab_rows ? end - first : slab_rows, width, "a slab of rows", err));
    for (; first < end; first += slab_rows) {
        const size_t count = end - first < slab_rows ? end - first : slab_rows;

        fill_slab(source, column, first, count, width, slab);
        WAIN_TRY(wain_hdf5_write_rows(file, dataset, memory, first, count, slab, err));
    }
done:
    free(slab);
    return status;
}

/* Close what a column was written with. */
static wain_status close_column(const wain_hdf5_file *file, hid_t dataset, hid_t stored, hid_t memory,
                                wain_status status, wain_error *err)
{
    if (dataset >= 0 && H5Dclose(dataset) < 0 && status == WAIN_OK)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't close a column");
    if (stored >= 0)
        H5Tclose(stored);
    if (memory >= 0)
        H5Tclose(memory);
    return status;
}

/* All of a column at once. */
static wain_status write_column(wain_result_writer *w, hid_t group, wain_result_column column, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_column_info *info = &wain_columns[column];
    const size_t rows = wain_result_source_rows(&w->source, info->group);
    hid_t stored = H5I_INVALID_HID, memory = H5I_INVALID_HID, dataset = H5I_INVALID_HID;
    size_t slab_rows = 0;

    WAIN_TRY(open_types(w, column, &stored, &memory, err));
    WAIN_TRY(wain_hdf5_create_column(&w->file, group, info->name, stored, rows, &dataset, &slab_rows, err));
    WAIN_TRY(describe_column(&w->file, &w->source, dataset, info, err));
    WAIN_TRY(write_rows(&w->file, &w->source, dataset, memory, column, 0, rows, slab_rows, err));
done:
    return close_column(&w->file, dataset, stored, memory, status, err);
}

/* Rows [first, end) of a column that grows. It is opened each time, for an open one keeps a chunk in memory. */
static wain_status extend_column(wain_result_writer *w, hid_t group, wain_result_column column, size_t first,
                                 size_t end, wain_error *err)
{
    wain_status status = WAIN_OK;
    const wain_column_info *info = &wain_columns[column];
    hid_t stored = H5I_INVALID_HID, memory = H5I_INVALID_HID, dataset = H5I_INVALID_HID;

    WAIN_TRY(open_types(w, column, &stored, &memory, err));
    if (first == 0) {
        WAIN_TRY(wain_hdf5_create_growing_column(&w->file, group, info->name, stored, WAIN_RESULT_SLAB, &dataset, err));
        WAIN_TRY(describe_column(&w->file, &w->source, dataset, info, err));
    } else if ((dataset = H5Dopen2(group, info->name, H5P_DEFAULT)) < 0) {
        status = wain_hdf5_fail(&w->file, WAIN_EIO, err, "can't open a column again");
        goto done;
    }
    WAIN_TRY(write_rows(&w->file, &w->source, dataset, memory, column, first, end,
                        wain_hdf5_slab_rows(dataset, WAIN_RESULT_SLAB), err));
done:
    return close_column(&w->file, dataset, stored, memory, status, err);
}

static wain_status open_group(const wain_hdf5_file *file, wain_result_group group, bool is_new, hid_t *id,
                              wain_error *err)
{
    wain_status status = WAIN_OK;

    if (!is_new) {
        *id = H5Gopen2(file->id, wain_groups[group].name, H5P_DEFAULT);
        return *id >= 0 ? WAIN_OK : wain_hdf5_fail(file, WAIN_EIO, err, "can't open a group again");
    }
    WAIN_TRY(wain_hdf5_create_group(file, wain_groups[group].name, id, err));
    WAIN_TRY(wain_hdf5_put_text(file, *id, "long_name", wain_groups[group].row, err));
done:
    return status;
}

/* What was written may reach the disk, or not, only when columns are closed. */
static wain_status close_group(const wain_result_writer *w, hid_t id, wain_status status, wain_error *err)
{
    if (id >= 0)
        H5Gclose(id);
    return status == WAIN_OK ? wain_hdf5_check_output(&w->file, err) : status;
}

/* What of /orders follows from the plan, and can't be written before. */
static bool follows_from_plan(wain_result_column column)
{
    return column == WAIN_ORDERS_STATUS || column == WAIN_ORDERS_ROUTE || column == WAIN_ORDERS_STOP ||
           column == WAIN_ORDERS_DAY;
}

/* The columns of /orders that do, or do not, follow from the plan. */
static wain_status write_orders(wain_result_writer *w, bool of_plan, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t id = H5I_INVALID_HID;

    WAIN_TRY(open_group(&w->file, WAIN_GROUP_ORDERS, !of_plan, &id, err));
    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        const wain_result_column column = (wain_result_column)i;

        if (wain_columns[column].group == WAIN_GROUP_ORDERS && follows_from_plan(column) == of_plan)
            WAIN_TRY(write_column(w, id, column, err));
    }
done:
    return close_group(w, id, status, err);
}

/* Rows of /stops up to `end`; all that there are, where none was written before. */
static wain_status write_stops(wain_result_writer *w, size_t end, bool is_all, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t id = H5I_INVALID_HID;

    WAIN_TRY(wain_hdf5_try_memory(err)); /* the search may have taken what there was when the file was created */
    WAIN_TRY(open_group(&w->file, WAIN_GROUP_STOPS, w->num_stops == 0, &id, err));
    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        const wain_result_column column = (wain_result_column)i;

        if (wain_columns[column].group != WAIN_GROUP_STOPS)
            continue;
        if (is_all)
            WAIN_TRY(write_column(w, id, column, err));
        else if (w->num_stops < end)
            WAIN_TRY(extend_column(w, id, column, w->num_stops, end, err));
    }
    w->num_stops = end;
done:
    return close_group(w, id, status, err);
}

static wain_status write_group(wain_result_writer *w, wain_result_group group, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t id = H5I_INVALID_HID;

    WAIN_TRY(open_group(&w->file, group, true, &id, err));
    for (int column = 0; column < WAIN_NUM_COLUMNS; column++) {
        if (wain_columns[column].group == group)
            WAIN_TRY(write_column(w, id, (wain_result_column)column, err));
    }
done:
    return close_group(w, id, status, err);
}

/* Provenance again as attributes of the file, where generic tools look for it. */
static wain_status describe_file(const wain_hdf5_file *file, wain_result_source *source, wain_error *err)
{
    wain_status status = WAIN_OK;
    char words[256];

    WAIN_TRY(wain_hdf5_put_text(file, file->id, "title", "Routes of a delivery network, planned by wain", err));
    snprintf(words, sizeof words, "wain %s", source->run->program_version);
    WAIN_TRY(wain_hdf5_put_text(file, file->id, "source", words, err));
    for (int column = 0; column < WAIN_NUM_COLUMNS; column++) {
        const wain_result_column place = (wain_result_column)column;
        const char *name = wain_columns[column].name;

        if (wain_columns[column].group != WAIN_GROUP_PROVENANCE)
            continue;
        if (wain_columns[column].type == WAIN_COLUMN_TEXT)
            WAIN_TRY(wain_hdf5_put_text(file, file->id, name, wain_result_source_text(source, place, 0), err));
        else if (wain_columns[column].type == WAIN_COLUMN_REAL)
            WAIN_TRY(wain_hdf5_put_real(file, file->id, name, wain_result_source_real(source, place, 0), err));
        else
            WAIN_TRY(wain_hdf5_put_int(file, file->id, name, wain_result_source_int(source, place, 0), err));
    }
done:
    return status;
}

wain_status wain_result_writer_create(const char *path, const wain_job *job, const wain_order_book *book,
                                      wain_result_writer **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result_writer *w = NULL;

    WAIN_TRY(WAIN_NEW(w, 1, err));
    w->file.id = H5I_INVALID_HID;
    w->path = strdup(path);
    if (!w->path) {
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for the name of %s", path);
        goto done;
    }
    WAIN_TRY(wain_result_source_init(&w->source, job, book, err));
    WAIN_TRY(wain_hdf5_file_create(w->path, &w->file, err));
    w->longest_id = longest_text(w, WAIN_ORDERS_ORDER_ID);
    WAIN_TRY(write_orders(w, false, err));
    *out = w;
    w = NULL;
done:
    wain_result_writer_free(w);
    return status;
}

wain_status wain_result_writer_add(wain_result_writer *w, const wain_plan *plan, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_result_source_add(&w->source, plan, err));
    while (plan->num_stops - w->num_stops >= WAIN_RESULT_SLAB)
        WAIN_TRY(write_stops(w, w->num_stops + WAIN_RESULT_SLAB, false, err));
done:
    return status;
}

size_t wain_result_writer_stops(const wain_result_writer *w)
{
    return w->num_stops;
}

wain_status wain_result_writer_end(wain_result_writer *w, const wain_plan *plan, const wain_result_run *run,
                                   wain_plan_totals *totals, wain_error *err)
{
    wain_status status = WAIN_OK;

    WAIN_TRY(wain_hdf5_try_memory(err));
    WAIN_TRY(wain_result_source_end(&w->source, plan, run, err));
    WAIN_TRY(describe_file(&w->file, &w->source, err));
    WAIN_TRY(write_orders(w, true, err));
    WAIN_TRY(write_stops(w, plan->num_stops, w->num_stops == 0, err));
    for (int i = 0; i < WAIN_NUM_GROUPS; i++) {
        if (i != WAIN_GROUP_ORDERS && i != WAIN_GROUP_STOPS)
            WAIN_TRY(write_group(w, (wain_result_group)i, err));
    }
    WAIN_TRY(wain_hdf5_file_close(&w->file, err));
    *totals = w->source.totals;
done:
    return status;
}

wain_status wain_result_write(const char *path, const wain_job *job, const wain_order_book *book, const wain_plan *plan,
                              const wain_result_run *run, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_result_writer *w = NULL;
    wain_plan_totals totals;

    WAIN_TRY(wain_result_writer_create(path, job, book, &w, err));
    WAIN_TRY(wain_result_writer_add(w, plan, err));
    WAIN_TRY(wain_result_writer_end(w, plan, run, &totals, err));
done:
    wain_result_writer_free(w);
    return status;
}

void wain_result_writer_free(wain_result_writer *w)
{
    if (!w)
        return;
    wain_hdf5_file_close(&w->file, NULL);
    wain_result_source_clear(&w->source);
    free(w->path);
    free(w);
}
