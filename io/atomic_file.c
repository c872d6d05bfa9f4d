#include "io/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Hidden names, so that "*.h5" in a script never matches a file in the making. */
#define TEMPORARY_SUFFIX ".wain-tmp"
#define LOCK_SUFFIX ".wain-lock"

/* The folder part of `path` as a text of its own ("." when it has none); NULL when memory is lacking. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* "folder/.name<suffix>" for "folder/name"; NULL when memory is lacking. */
static char *sibling_of(const char *path, const char *suffix)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char *text = NULL;

    if (asprintf(&text, "%.*s.%s%s", (int)(name - path), path, name, suffix) < 0)
        return NULL;
    return text;
}

/* The file that `path` leads to, through any links: absolute, and the same for two jobs however they came to it. The
 * last part need not be there yet, also as the goal of a link. NULL with errno when a folder on the way can't be
 * followed. */
static char *goal_of(const char *path)
{
    enum { LONGEST_CHAIN = 40 };
    char *now = strdup(path), *folder = NULL, *real = NULL, *next = NULL, link[PATH_MAX + 1];

    for (int i = 0; i < LONGEST_CHAIN && now; i++) {
        const char *slash = strrchr(now, '/');
        ssize_t length;

        folder = folder_of(now);
        real = folder ? realpath(folder, NULL) : NULL;
        free(folder);
        if (!real || asprintf(&next, "%s/%s", strcmp(real, "/") == 0 ? "" : real, slash ? slash + 1 : now) < 0)
            next = NULL;
        free(now);
        if (!next) {
            free(real);
            return NULL;
        }
        length = readlink(next, link, sizeof link - 1);
        if (length < 0) {
            free(real);
            return next;
        }
        link[length] = '\0';
        if (link[0] == '/')
            now = strdup(link);
        else if (asprintf(&now, "%s/%s", real, link) < 0)
            now = NULL;
        free(next);
        free(real);
    }
    free(now);
    errno = ELOOP;
    return NULL;
}

/* Refuse what could only fail, or do harm, at the end of a long night. */
static wain_status check_place(const char *path, const char *folder, wain_error *err)
{
    const char *slash = strrchr(path, '/');
    struct stat found;

    if (path[0] == '\0' || (slash && slash[1] == '\0'))
        return wain_error_set(err, WAIN_EIO, "output '%s' names no file", path);
    if (stat(folder, &found) != 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't write here: folder '%s': %s", path, folder, strerror(errno));
    if (!S_ISDIR(found.st_mode))
        return wain_error_set(err, WAIN_EIO, "%s: can't write here: '%s' is not a folder", path, folder);
    if (stat(path, &found) != 0)
        return errno == ENOENT ? WAIN_OK : wain_error_set(err, WAIN_EIO, "%s: %s", path, strerror(errno));
    if (S_ISDIR(found.st_mode))
        return wain_error_set(err, WAIN_EIO, "%s: can't write: %s", path, strerror(EISDIR));
    if (!S_ISREG(found.st_mode)) /* renaming over /dev/null would replace the device */
        return wain_error_set(err, WAIN_EIO, "%s: can't write: it is not a regular file", path);
    if (access(path, W_OK) != 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't replace the file that is there: %s", path, strerror(errno));
    return WAIN_OK;
}

/* Say who holds the lock. The holder writes its name just after it locks, so an empty file is looked at again. */
static wain_status refuse_second_job(const char *path, int lock, wain_error *err)
{
    char holder[128];
    ssize_t length = 0;

    for (int i = 0; i < 20 && length <= 0; i++) {
        length = pread(lock, holder, sizeof holder - 1, 0);
        if (length <= 0)
            nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    holder[length > 0 ? length : 0] = '\0';
    holder[strcspn(holder, "\n")] = '\0';
    return wain_error_set(err, WAIN_EIO,
                          "%s: another job is writing this file (%s); wait for it or choose another output", path,
                          holder[0] ? holder : "process unknown");
}

/* True when `lock` is still the file that `name` leads to: its last owner may have removed it between open and lock. */
static bool is_current(int lock, const char *name)
{
    struct stat held, named;

    return fstat(lock, &held) == 0 && stat(name, &named) == 0 && held.st_dev == named.st_dev &&
           held.st_ino == named.st_ino;
}

static bool sign_lock(int lock)
{
    char host[65] = "";
    char text[128];
    int length;

    gethostname(host, sizeof host - 1);
    length = snprintf(text, sizeof text, "process %ld on %s\n", (long)getpid(), host);
    errno = ENOSPC; /* what a short write means */
    return ftruncate(lock, 0) == 0 && pwrite(lock, text, (size_t)length, 0) == length;
}

/* Lock `name` for `path`. The kernel drops the lock when its owner dies, so a lock file left behind never blocks. */
static wain_status take_lock(const char *path, const char *name, int *out, wain_error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    wain_status status = WAIN_OK;
    int lock = -1;

    for (;;) {
        lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
        if (lock < 0)
            return wain_error_set(err, WAIN_EIO, "%s: can't write here: lock file %s: %s", path, name, strerror(errno));
        if (fcntl(lock, F_OFD_SETLK, &whole) != 0) {
            if (errno == EAGAIN || errno == EACCES)
                status = refuse_second_job(path, lock, err);
            else
                status = wain_error_set(err, WAIN_EIO, "%s: can't lock %s: %s", path, name, strerror(errno));
            close(lock);
            return status;
        }
        if (is_current(lock, name))
            break;
        close(lock);
    }
    if (!sign_lock(lock)) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't write here: lock file %s: %s", path, name, strerror(errno));
        unlink(name);
        close(lock);
        return status;
    }
    *out = lock;
    return WAIN_OK;
}

wain_status wain_atomic_file_open(const char *path, wain_atomic_file *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    char *folder = folder_of(path), *goal = NULL, *name = NULL, *temporary = NULL;
    int lock = -1;

    *file = (wain_atomic_file){0};
    if (!folder) {
        status = wain_error_set(err, WAIN_EMEMORY, "out of memory for the name of %s", path);
        goto done;
    }
    WAIN_TRY(check_place(path, folder, err));
    goal = goal_of(path);
    if (!goal) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't write here: %s", path, strerror(errno));
        goto done;
    }
    name = sibling_of(goal, LOCK_SUFFIX);
    temporary = sibling_of(goal, TEMPORARY_SUFFIX);
    if (!name || !temporary) {
        status = wain_error_set(err, WAIN_EMEMORY, "out of memory for the name of %s", path);
        goto done;
    }
    WAIN_TRY(take_lock(path, name, &lock, err));
    if (unlink(temporary) != 0 && errno != ENOENT) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't remove the stale %s: %s", path, temporary, strerror(errno));
        unlink(name);
        close(lock);
        goto done;
    }
    *file = (wain_atomic_file){.path = goal, .temporary = temporary, .lock = lock};
    goal = NULL;
    temporary = NULL;
done:
    free(folder);
    free(goal);
    free(name);
    free(temporary);
    return status;
}

/* Who could read the old file can read the new one: its mode, and for root its owner. What can't be kept is no reason
 * to lose a plan. */
static void keep_rights(const wain_atomic_file *file)
{
    struct stat old;

    if (stat(file->path, &old) != 0)
        return;
    if (geteuid() == 0 && chown(file->temporary, old.st_uid, old.st_gid) != 0)
        return;
    (void)!chmod(file->temporary, old.st_mode & 07777);
}

static wain_status sync_file(const char *path, wain_error *err)
{
    wain_status status = WAIN_OK;
    int descriptor = open(path, O_RDWR | O_CLOEXEC);

    if (descriptor < 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't open: %s", path, strerror(errno));
    if (fsync(descriptor) != 0)
        status = wain_error_set(err, WAIN_EIO, "%s: can't sync to disk: %s", path, strerror(errno));
    close(descriptor);
    return status;
}

/* Of the folder after a rename. The new file is there whatever this brings: no reason to say that it is not. */
static void sync_folder(int folder)
{
    (void)fsync(folder);
    close(folder);
}

wain_status wain_atomic_file_replace(wain_atomic_file *file, wain_error *err)
{
    wain_status status = WAIN_OK;
    char *name = folder_of(file->path);
    int folder = -1;

    if (!name) {
        status = wain_error_set(err, WAIN_EMEMORY, "out of memory for the folder of %s", file->path);
        goto done;
    }
    folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* one that can't be read can still be written */
    WAIN_TRY(sync_file(file->temporary, err));
    keep_rights(file);
    if (rename(file->temporary, file->path) != 0) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't rename %s to it: %s", file->path, file->temporary,
                                strerror(errno));
        goto done;
    }
done:
    if (folder >= 0)
        sync_folder(folder);
    free(name);
    return status;
}

wain_status wain_atomic_file_commit(wain_atomic_file *file, wain_error *err)
{
    const wain_status status = wain_atomic_file_replace(file, err);

    if (status == WAIN_OK)
        wain_atomic_file_abandon(file);
    return status;
}

void wain_atomic_file_abandon(wain_atomic_file *file)
{
    char *name;

    if (!file->path)
        return;
    unlink(file->temporary); /* gone already after a commit */
    name = sibling_of(file->path, LOCK_SUFFIX);
    if (name)
        unlink(name); /* before the lock is dropped: nobody else can hold this file yet */
    close(file->lock);
    free(name);
    free(file->path);
    free(file->temporary);
    *file = (wain_atomic_file){0};
}
