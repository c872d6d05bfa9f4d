/* Publishing a file so that readers see the old one or the whole new one, never a part: lock, write to a temporary
 * name beside it, fsync, rename, fsync the folder. */
#ifndef WAIN_IO_ATOMIC_FILE_H
#define WAIN_IO_ATOMIC_FILE_H

#include "solver/core/error.h"

typedef struct wain_atomic_file {
    char *path;      /* the published name, absolute, links followed; owned */
    char *temporary; /* write here; owned */
    int lock;        /* descriptor of the lock file */
} wain_atomic_file;

/* Claim `path`, or the file that it leads to when it is a link: checks that its folder exists and can be written, locks
 * it against a second job (WAIN_EIO names the other one's process), and removes a stale temporary. The published file
 * is untouched. */
wain_status wain_atomic_file_open(const char *path, wain_atomic_file *file, wain_error *err);

/* Sync the temporary, give it the mode (for root also the owner) of the file it replaces, rename it over the published
 * name, sync the folder. The claim stays: the next temporary can be written. On failure (WAIN_EIO) the old file stays.
 */
wain_status wain_atomic_file_replace(wain_atomic_file *file, wain_error *err);

/* The same, and release; on failure nothing is released. */
wain_status wain_atomic_file_commit(wain_atomic_file *file, wain_error *err);

/* Remove the temporary, if there is one, and release; harmless after commit and on a zeroed struct. */
void wain_atomic_file_abandon(wain_atomic_file *file);

#endif
