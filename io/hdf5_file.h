/* HDF5 handles and how its failures become a wain_status. HDF5 is used by one thread at a time only. Its own printing
 * to stderr is silenced; its innermost message goes into the wain_error. Shared by the HDF5 readers and writers of io.
 */
#ifndef WAIN_IO_HDF5_FILE_H
#define WAIN_IO_HDF5_FILE_H

#include <hdf5.h>

#include "solver/core/error.h"
#include "solver/core/types.h"

/* What has happened to a file under the hands of HDF5; see io/hdf5_driver.c. */
typedef struct wain_hdf5_output {
    int error; /* errno of the first write that failed; 0 */
} wain_hdf5_output;

typedef struct wain_hdf5_file {
    hid_t id;                 /* H5I_INVALID_HID when not open */
    const char *path;         /* borrowed, for messages */
    wain_hdf5_output *output; /* owned; NULL when reading */
} wain_hdf5_file;

/* Property list of a driver that writes without ever failing towards HDF5, which can't bear it: the first error is
 * kept in `output`, which must live until the file is closed. The list is the caller's; negative on failure. */
hid_t wain_hdf5_driver_properties(wain_hdf5_output *output);

/* Put `status`, or WAIN_EMEMORY where HDF5 says that memory was lacking, into `err` with "path: what: " and HDF5's
 * innermost message. Call it right after the call that failed.
 */
wain_status wain_hdf5_fail(const wain_hdf5_file *file, wain_status status, wain_error *err, const char *what);

/* WAIN_EIO once a write to the file failed (disk full), else WAIN_OK. */
wain_status wain_hdf5_check_output(const wain_hdf5_file *file, wain_error *err);

/* HDF5 1.10 crashes where it finds no memory: WAIN_EMEMORY when there is not what a few columns take. Create and open
 * ask by themselves. */
wain_status wain_hdf5_try_memory(wain_error *err);

/* Create (replacing) or open for reading. A missing or unreadable file is WAIN_EIO; one that is not HDF5, or cut off,
 * WAIN_EINPUT. Release with close, also after a failure. */
wain_status wain_hdf5_file_create(const char *path, wain_hdf5_file *file, wain_error *err);
wain_status wain_hdf5_file_open(const char *path, wain_hdf5_file *file, wain_error *err);

/* Close and say whether every byte was written. Harmless on a file that is not open. */
wain_status wain_hdf5_file_close(wain_hdf5_file *file, wain_error *err);

/* Attributes of an object: a text of variable length, a number. */
wain_status wain_hdf5_put_text(const wain_hdf5_file *file, hid_t object, const char *name, const char *text,
                               wain_error *err);
wain_status wain_hdf5_put_int(const wain_hdf5_file *file, hid_t object, const char *name, int64_t value,
                              wain_error *err);
wain_status wain_hdf5_put_real(const wain_hdf5_file *file, hid_t object, const char *name, double value,
                               wain_error *err);

/* A group of columns, whose sequence is kept. */
wain_status wain_hdf5_create_group(const wain_hdf5_file *file, const char *name, hid_t *out, wain_error *err);

/* A text type of `size` bytes: UTF-8, null-padded in files, null-terminated in memory. Negative on failure. */
hid_t wain_hdf5_text_type(size_t size, bool in_memory);

/* A column of `rows` values of `type`. Large ones are chunked, shuffled and deflated; *slab_rows is the number of rows
 * that are best written at once, a power of two. *out is the caller's (H5Dclose). */
wain_status wain_hdf5_create_column(const wain_hdf5_file *file, hid_t group, const char *name, hid_t type, size_t rows,
                                    hid_t *out, size_t *slab_rows, wain_error *err);

/* The same for a column whose rows come one slab after the other, each of `slab_rows` or, the last one, fewer; that
 * should be a power of two. It has none at first. */
wain_status wain_hdf5_create_growing_column(const wain_hdf5_file *file, hid_t group, const char *name, hid_t type,
                                            size_t slab_rows, hid_t *out, wain_error *err);

/* Write rows [first, first + count) of a column from `values` of memory type `type`. One that grows does, if it has to.
 */
wain_status wain_hdf5_write_rows(const wain_hdf5_file *file, hid_t column, hid_t type, size_t first, size_t count,
                                 const void *values, wain_error *err);

/* Read rows [first, first + count) of a column into `values`, as memory type `type`. WAIN_EINPUT names `name`. */
wain_status wain_hdf5_read_rows(const wain_hdf5_file *file, hid_t column, hid_t type, const char *name, size_t first,
                                size_t count, void *values, wain_error *err);

/* Number of rows that are best read at once, when they begin at a multiple of it: those of a chunk, or a moderate
 * number where they are stored as they are; at most `rows`, at least one. */
size_t wain_hdf5_slab_rows(hid_t column, size_t rows);

/* Number of rows of a column, checked: one dimension, and not more bytes than its storage can stand for, so that a
 * damaged file can't ask for a huge allocation. WAIN_EINPUT names `name`. */
wain_status wain_hdf5_count_rows(const wain_hdf5_file *file, hid_t column, const char *name, size_t *rows,
                                 wain_error *err);

#endif
