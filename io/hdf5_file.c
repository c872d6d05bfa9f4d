#include "io/hdf5_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "solver/core/memory.h"

#ifndef H5_HAVE_PARALLEL
#error "parallel HDF5 is needed: install libhdf5-openmpi-dev"
#endif

enum {
    SMALL_COLUMN = 64 * 1024,  /* bytes up to which a column is stored as it is */
    CHUNK = 512 * 1024,        /* bytes of a chunk; fits HDF5's chunk cache of 1 MiB */
    MODERATE = 64 * 1024,      /* rows of a column without chunks that are read at once */
    DEFLATE_LEVEL = 1,         /* higher levels cost much time for little */
    LEEWAY = 16 * 1024 * 1024, /* bytes: HDF5's caches and a chunk that is filtered, several times over */
    MAX_INFLATION = 1100       /* deflate stands for at most 1,032 bytes with one */
};

/* Keeps the innermost message: walking upward it comes first. */
static herr_t keep_first(unsigned n, const H5E_error2_t *entry, void *text)
{
    if (n == 0)
        snprintf(text, 512, "%s", entry->desc ? entry->desc : "");
    return 0;
}

/* Whether the innermost cause is that memory was lacking, which HDF5 calls resource unavailable. */
static herr_t find_lack_of_memory(unsigned n, const H5E_error2_t *entry, void *lacking)
{
    if (n == 0 && entry->maj_num == H5E_RESOURCE && (entry->min_num == H5E_NOSPACE || entry->min_num == H5E_CANTALLOC))
        *(bool *)lacking = true;
    return 0;
}

wain_status wain_hdf5_fail(const wain_hdf5_file *file, wain_status status, wain_error *err, const char *what)
{
    char text[512] = "";
    bool lacking = false;

    if (file->output && file->output->error)
        return wain_hdf5_check_output(file, err);
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, text);
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, find_lack_of_memory, &lacking);
    if (lacking)
        status = WAIN_EMEMORY;
    return wain_error_set(err, status, "%s: %s%s%s", file->path, what, text[0] ? ": " : "", text);
}

wain_status wain_hdf5_check_output(const wain_hdf5_file *file, wain_error *err)
{
    if (!file->output || !file->output->error)
        return WAIN_OK;
    return wain_error_set(err, WAIN_EIO, "%s: can't write: %s", file->path, strerror(file->output->error));
}

/* The newest format HDF5 1.10 knows has checksums on all its metadata, so damage is noticed rather than believed. */
static bool set_format(hid_t properties)
{
    return H5Pset_libver_bounds(properties, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
           H5Pset_fclose_degree(properties, H5F_CLOSE_STRONG) >= 0;
}

wain_status wain_hdf5_try_memory(wain_error *err)
{
    return wain_memory_try(LEEWAY, "HDF5", err);
}

/* HDF5 may crash without memory also at the end of the process when it cleans up; everything is closed by then, so it
 * need not. */
static wain_status begin(wain_error *err)
{
    const wain_status status = wain_hdf5_try_memory(err);

    H5dont_atexit(); /* before all other calls; without effect later */
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return status;
}

wain_status wain_hdf5_file_create(const char *path, wain_hdf5_file *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t properties = H5I_INVALID_HID;

    *file = (wain_hdf5_file){.id = H5I_INVALID_HID, .path = path};
    WAIN_TRY(begin(err));
    WAIN_TRY(WAIN_NEW(file->output, 1, err));
    properties = wain_hdf5_driver_properties(file->output);
    if (properties < 0 || !set_format(properties)) {
        status = wain_hdf5_fail(file, WAIN_EINTERNAL, err, "can't set up HDF5");
        goto done;
    }
    file->id = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, properties);
    if (file->id < 0)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't create");
done:
    if (properties >= 0)
        H5Pclose(properties);
    return status;
}

/* Tell a file that can't be read from one that is not what it should be. */
static wain_status probe(const char *path, wain_error *err)
{
    char byte;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would be waited for */
    ssize_t length;
    struct stat found = {0};

    if (descriptor < 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't open: %s", path, strerror(errno));
    length = fstat(descriptor, &found) == 0 && S_ISFIFO(found.st_mode) ? 0 : read(descriptor, &byte, 1);
    close(descriptor);
    if (length < 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't read: %s", path, strerror(errno));
    if (S_ISFIFO(found.st_mode))
        return wain_error_set(err, WAIN_EINPUT, "%s: a pipe, so not a result of wain", path);
    if (length == 0)
        return wain_error_set(err, WAIN_EINPUT, "%s: the file is empty", path);
    return WAIN_OK;
}

wain_status wain_hdf5_file_open(const char *path, wain_hdf5_file *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t properties = H5I_INVALID_HID;

    *file = (wain_hdf5_file){.id = H5I_INVALID_HID, .path = path};
    WAIN_TRY(begin(err));
    WAIN_TRY(probe(path, err));
    properties = H5Pcreate(H5P_FILE_ACCESS);
    /* No file locks: results are published whole and never changed, and some file systems have none. */
    if (properties < 0 || H5Pset_fclose_degree(properties, H5F_CLOSE_STRONG) < 0 ||
        H5Pset_file_locking(properties, 0, 1) < 0) {
        status = wain_hdf5_fail(file, WAIN_EINTERNAL, err, "can't set up HDF5");
        goto done;
    }
    if (H5Fis_hdf5(path) <= 0) {
        status = wain_error_set(err, WAIN_EINPUT, "%s: not an HDF5 file, so not a result of wain", path);
        goto done;
    }
    file->id = H5Fopen(path, H5F_ACC_RDONLY, properties);
    if (file->id < 0)
        status = wain_hdf5_fail(file, WAIN_EINPUT, err, "damaged or cut off");
done:
    if (properties >= 0)
        H5Pclose(properties);
    return status;
}

wain_status wain_hdf5_file_close(wain_hdf5_file *file, wain_error *err)
{
    wain_status status = WAIN_OK;

    if (file->id >= 0 && H5Fclose(file->id) < 0)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't close");
    file->id = H5I_INVALID_HID;
    if (status == WAIN_OK)
        status = wain_hdf5_check_output(file, err);
    free(file->output);
    file->output = NULL;
    return status;
}

static wain_status put_attribute(const wain_hdf5_file *file, hid_t object, const char *name, hid_t file_type,
                                 hid_t memory_type, const void *value, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);

    if (attribute < 0 || H5Awrite(attribute, memory_type, value) < 0)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't write an attribute");
    if (attribute >= 0)
        H5Aclose(attribute);
    H5Sclose(space);
    return status;
}

/* Attributes have variable length, for h5py gives such ones as str. */
wain_status wain_hdf5_put_text(const wain_hdf5_file *file, hid_t object, const char *name, const char *text,
                               wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t type = wain_hdf5_text_type(H5T_VARIABLE, true);

    if (type < 0)
        return wain_hdf5_fail(file, WAIN_EMEMORY, err, "can't make a text type");
    status = put_attribute(file, object, name, type, type, &text, err);
    H5Tclose(type);
    return status;
}

wain_status wain_hdf5_put_int(const wain_hdf5_file *file, hid_t object, const char *name, int64_t value,
                              wain_error *err)
{
    return put_attribute(file, object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &value, err);
}

wain_status wain_hdf5_put_real(const wain_hdf5_file *file, hid_t object, const char *name, double value,
                               wain_error *err)
{
    return put_attribute(file, object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, err);
}

wain_status wain_hdf5_create_group(const wain_hdf5_file *file, const char *name, hid_t *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t properties = H5Pcreate(H5P_GROUP_CREATE);

    *out = H5I_INVALID_HID;
    if (properties < 0 || H5Pset_link_creation_order(properties, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED) < 0 ||
        (*out = H5Gcreate2(file->id, name, H5P_DEFAULT, properties, H5P_DEFAULT)) < 0)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't write a group");
    if (properties >= 0)
        H5Pclose(properties);
    return status;
}

hid_t wain_hdf5_text_type(size_t size, bool in_memory)
{
    hid_t type = H5Tcopy(H5T_C_S1);

    if (type >= 0 && (H5Tset_size(type, size) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0 ||
                      H5Tset_strpad(type, in_memory ? H5T_STR_NULLTERM : H5T_STR_NULLPAD) < 0)) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

/* Rows of a chunk: the largest power of two that fits, so that slabs of one column end where those of another do. */
static size_t rows_of_chunk(size_t width)
{
    size_t rows = 1;

    while (2 * rows * width <= CHUNK)
        rows *= 2;
    return rows;
}

/* `chunk`: rows of one; 0: stored as it is. */
static wain_status create_column(const wain_hdf5_file *file, hid_t group, const char *name, hid_t type, hsize_t extent,
                                 hsize_t most, hsize_t chunk, hid_t *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    hid_t space = H5Screate_simple(1, &extent, &most);
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    bool ready = space >= 0 && properties >= 0 && H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER) >= 0;

    *out = H5I_INVALID_HID;
    if (ready && chunk > 0) {
        ready = H5Pset_chunk(properties, 1, &chunk) >= 0 && H5Pset_shuffle(properties) >= 0 &&
                H5Pset_deflate(properties, DEFLATE_LEVEL) >= 0;
    }
    if (ready)
        *out = H5Dcreate2(group, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
    if (*out < 0)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't write a column");
    if (properties >= 0)
        H5Pclose(properties);
    if (space >= 0)
        H5Sclose(space);
    return status;
}

wain_status wain_hdf5_create_column(const wain_hdf5_file *file, hid_t group, const char *name, hid_t type, size_t rows,
                                    hid_t *out, size_t *slab_rows, wain_error *err)
{
    const size_t width = H5Tget_size(type), chunk = rows_of_chunk(width);

    *slab_rows = chunk;
    return create_column(file, group, name, type, rows, rows,
                         rows * width <= SMALL_COLUMN ? 0
                         : chunk < rows               ? chunk
                                                      : rows,
                         out, err);
}

wain_status wain_hdf5_create_growing_column(const wain_hdf5_file *file, hid_t group, const char *name, hid_t type,
                                            size_t slab_rows, hid_t *out, wain_error *err)
{
    const size_t chunk = rows_of_chunk(H5Tget_size(type));

    return create_column(file, group, name, type, 0, H5S_UNLIMITED, chunk < slab_rows ? chunk : slab_rows, out, err);
}

/* Make room for the rows before `end` in a column that grows. */
static bool grow(hid_t column, hsize_t end)
{
    hid_t space = H5Dget_space(column);
    hsize_t extent = 0, most = 0;
    const bool known = space >= 0 && H5Sget_simple_extent_dims(space, &extent, &most) == 1;

    if (space >= 0)
        H5Sclose(space);
    return known && (end <= extent || most != H5S_UNLIMITED || H5Dset_extent(column, &end) >= 0);
}

wain_status wain_hdf5_write_rows(const wain_hdf5_file *file, hid_t column, hid_t type, size_t first, size_t count,
                                 const void *values, wain_error *err)
{
    wain_status status = WAIN_OK;
    const hsize_t start = first, extent = count;
    const bool ready = grow(column, start + extent);
    hid_t memory = H5Screate_simple(1, &extent, NULL);
    hid_t space = H5Dget_space(column);

    if (!ready || memory < 0 || space < 0 ||
        H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &extent, NULL) < 0 ||
        H5Dwrite(column, type, memory, space, H5P_DEFAULT, values) < 0)
        status = wain_hdf5_fail(file, WAIN_EIO, err, "can't write rows");
    else
        status = wain_hdf5_check_output(file, err);
    if (space >= 0)
        H5Sclose(space);
    if (memory >= 0)
        H5Sclose(memory);
    return status;
}

wain_status wain_hdf5_read_rows(const wain_hdf5_file *file, hid_t column, hid_t type, const char *name, size_t first,
                                size_t count, void *values, wain_error *err)
{
    wain_status status = WAIN_OK;
    const hsize_t start = first, extent = count;
    hid_t memory, space;

    if (count == 0)
        return WAIN_OK;
    memory = H5Screate_simple(1, &extent, NULL);
    space = H5Dget_space(column);
    if (memory < 0 || space < 0 || H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &extent, NULL) < 0 ||
        H5Dread(column, type, memory, space, H5P_DEFAULT, values) < 0)
        status = wain_hdf5_fail(file, WAIN_EINPUT, err, name);
    if (space >= 0)
        H5Sclose(space);
    if (memory >= 0)
        H5Sclose(memory);
    return status;
}

size_t wain_hdf5_slab_rows(hid_t column, size_t rows)
{
    hid_t properties = H5Dget_create_plist(column);
    const bool is_chunked = properties >= 0 && H5Pget_layout(properties) == H5D_CHUNKED;
    hsize_t chunk = MODERATE;

    if (is_chunked && H5Pget_chunk(properties, 1, &chunk) != 1)
        chunk = MODERATE;
    if (properties >= 0)
        H5Pclose(properties);
    if (chunk > rows)
        chunk = rows;
    return chunk > 0 ? (size_t)chunk : 1;
}

wain_status wain_hdf5_count_rows(const wain_hdf5_file *file, hid_t column, const char *name, size_t *rows,
                                 wain_error *err)
{
    wain_status status = WAIN_OK;
    hsize_t extent = 0;
    hsize_t bytes = 0;
    const hsize_t stored = H5Dget_storage_size(column);
    hid_t space = H5Dget_space(column);
    hid_t type = H5Dget_type(column);

    if (space < 0 || type < 0) {
        status = wain_hdf5_fail(file, WAIN_EINPUT, err, name);
    } else if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &extent, NULL) != 1) {
        status = wain_error_set(err, WAIN_EINPUT, "%s: column %s: expected one dimension", file->path, name);
    } else if (__builtin_mul_overflow(extent, H5Tget_size(type), &bytes) || bytes / MAX_INFLATION > stored) {
        status = wain_error_set(err, WAIN_EINPUT, "%s: column %s: damaged: %llu rows are said to be in %llu bytes",
                                file->path, name, (unsigned long long)extent, (unsigned long long)stored);
    }
    *rows = (size_t)extent;
    if (type >= 0)
        H5Tclose(type);
    if (space >= 0)
        H5Sclose(space);
    return status;
}
