/* A file driver for writing results. HDF5 1.10 crashes on closing a file after a write to it failed: its cache then
 * holds entries it can neither write nor drop. This driver tells HDF5 that every write succeeded, keeps the first
 * error for wain_hdf5_check_output, and from then on writes nothing: the file is thrown away anyway. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/hdf5_file.h"

typedef struct driver_file {
    H5FD_t public; /* HDF5's part; must be first */
    wain_hdf5_output *output;
    int descriptor;
    haddr_t end_of_allocation, end_of_file;
} driver_file;

typedef struct driver_properties {
    wain_hdf5_output *output;
} driver_properties;

static H5FD_t *driver_open(const char *name, unsigned flags, hid_t properties, haddr_t max_address)
{
    const driver_properties *own = H5Pget_driver_info(properties);
    driver_file *file = own ? calloc(1, sizeof *file) : NULL;

    (void)flags; /* always H5F_ACC_TRUNC */
    (void)max_address;
    if (!file)
        return NULL;
    file->output = own->output;
    file->descriptor = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file->descriptor < 0) {
        file->output->error = errno;
        free(file);
        return NULL;
    }
    return &file->public;
}

static herr_t driver_close(H5FD_t *base)
{
    driver_file *file = (driver_file *)base;

    if (close(file->descriptor) != 0 && !file->output->error)
        file->output->error = errno;
    free(file);
    return 0;
}

static herr_t driver_query(const H5FD_t *base, unsigned long *flags)
{
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

static haddr_t driver_get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const driver_file *)base)->end_of_allocation;
}

static herr_t driver_set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t address)
{
    (void)type;
    ((driver_file *)base)->end_of_allocation = address;
    return 0;
}

static haddr_t driver_get_eof(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const driver_file *)base)->end_of_file;
}

/* Reads what was written before; what is missing reads as zeros. */
static herr_t driver_read(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size, void *bytes)
{
    driver_file *file = (driver_file *)base;
    size_t done = 0;

    (void)type;
    (void)transfer;
    while (done < size) {
        const ssize_t part = pread(file->descriptor, (char *)bytes + done, size - done, (off_t)(address + done));

        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            break;
        done += (size_t)part;
    }
    memset((char *)bytes + done, 0, size - done);
    return 0;
}

static herr_t driver_write(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t address, size_t size,
                           const void *bytes)
{
    driver_file *file = (driver_file *)base;
    size_t done = 0;

    (void)type;
    (void)transfer;
    while (done < size && !file->output->error) {
        const ssize_t part = pwrite(file->descriptor, (const char *)bytes + done, size - done, (off_t)(address + done));

        if (part < 0 && errno != EINTR)
            file->output->error = errno;
        else if (part == 0)
            file->output->error = ENOSPC;
        else if (part > 0)
            done += (size_t)part;
    }
    if (address + size > file->end_of_file)
        file->end_of_file = address + size;
    return 0;
}

static herr_t driver_truncate(H5FD_t *base, hid_t transfer, hbool_t closing)
{
    driver_file *file = (driver_file *)base;

    (void)transfer;
    (void)closing;
    if (file->end_of_file == file->end_of_allocation)
        return 0;
    if (!file->output->error && ftruncate(file->descriptor, (off_t)file->end_of_allocation) != 0)
        file->output->error = errno;
    file->end_of_file = file->end_of_allocation;
    return 0;
}

static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 13, 2)
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)512, /* the first of the numbers free for anyone */
#endif
    .name = "wain_output",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .fapl_size = sizeof(driver_properties),
    .open = driver_open,
    .close = driver_close,
    .query = driver_query,
    .get_eoa = driver_get_eoa,
    .set_eoa = driver_set_eoa,
    .get_eof = driver_get_eof,
    .read = driver_read,
    .write = driver_write,
    .truncate = driver_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t wain_hdf5_driver_properties(wain_hdf5_output *output)
{
    static hid_t registered = H5I_INVALID_HID;
    const driver_properties own = {output};
    hid_t properties = H5I_INVALID_HID;

    if (registered < 0)
        registered = H5FDregister(&driver);
    if (registered < 0)
        return H5I_INVALID_HID;
    properties = H5Pcreate(H5P_FILE_ACCESS);
    if (properties >= 0 && H5Pset_driver(properties, registered, &own) < 0) {
        H5Pclose(properties);
        return H5I_INVALID_HID;
    }
    return properties;
}
