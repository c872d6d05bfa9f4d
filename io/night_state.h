/* The state of a night in a file, from which it can be resumed after whatever ended it: facts that the plan depends on,
 * how the job was started, the partition, and what has become of every unit.
 *
 * The file is a header (magic, version, length and XXH3 checksum of what follows) and fields in a fixed order, little
 * endian. It is written beside, synced and renamed; the generation before stays under the name with
 * WAIN_OLDER_SUFFIX, so that at any moment one of both is whole. */
#ifndef WAIN_IO_NIGHT_STATE_H
#define WAIN_IO_NIGHT_STATE_H

#include "io/atomic_file.h"
#include "io/job.h"
#include "solver/core/buffer.h"
#include "solver/partition/partition.h"
#include "solver/unit_outcome.h"

#define WAIN_STATE_SUFFIX ".state" /* added to the name of the result */
#define WAIN_OLDER_SUFFIX ".1"

/* Something the plan depends on, by name: an option, the content of an input, the program's version. Texts owned. */
typedef struct wain_night_fact {
    char *name, *value;
} wain_night_fact;

typedef struct wain_night_facts {
    wain_night_fact *items;
    size_t count, capacity;
} wain_night_facts;

/* The facts of a job whose book is loaded: all options but those of limits (iterations excepted), output and
 * checkpoint, the names of the inputs and the earlier result; speeds, service times, digests of the inputs; the
 * program's version and, by iterations, its very build. WAIN_EMEMORY. */
wain_status wain_night_facts_of(const wain_job *job, wain_night_facts *facts, wain_error *err);
void wain_night_facts_clear(wain_night_facts *facts);

/* The first fact in which `then` and `now` differ, as a sentence in `text`; false when there is none. */
bool wain_night_facts_differ(const wain_night_facts *then, const wain_night_facts *now, char *text, size_t size);

/* How a job was started: its file, the assignments of its command line as "section.name=value", and the folder in which
 * that was. Texts owned. */
typedef struct wain_night_start {
    char *folder, *job;
    char **assignments;
    size_t num_assignments;
} wain_night_start;

void wain_night_start_clear(wain_night_start *start);

/* What is written. All borrowed. */
typedef struct wain_night_content {
    const wain_night_facts *facts;
    const wain_night_start *start;
    int32_t round, rounds; /* of the search, see scheduler/night_search.h */
    const wain_partition *partition;
    size_t num_types;               /* of the book */
    const wain_unit_outcome *units; /* one for each of the partition; those that were cut short count as running */
} wain_night_content;

/* A file that was read and whose checksum is right. */
typedef struct wain_night_state {
    wain_night_facts facts;
    wain_night_start start;
    int32_t round, rounds;
    wain_buffer rest; /* partition and units */
    char *path;       /* of the generation that it is */
    bool replaces;    /* the newest one, which is there and damaged */
} wain_night_state;

/* Write a state file that was claimed (io/atomic_file.h), which it remains, and keep the one before as the older
 * generation. WAIN_EIO, WAIN_EMEMORY: the older ones stay. */
wain_status wain_night_state_write(wain_atomic_file *file, const wain_night_content *content, wain_error *err);

/* Read the newest generation that is whole; `note` receives what is wrong with a newer one, or nothing. WAIN_EIO: there
 * is none, or it can't be read; WAIN_EINPUT: none is whole; WAIN_EMEMORY. *out is the caller's. */
wain_status wain_night_state_read(const char *path, wain_night_state **out, wain_error *note, wain_error *err);
void wain_night_state_free(wain_night_state *state); /* accepts NULL */

/* Whether a generation of the file is there. */
bool wain_night_state_exists(const char *path);

/* The partition and its units, for the book that they were made of; read once. *units has partition->num_units entries,
 * to be cleared one by one and freed. WAIN_EINPUT says what does not fit, WAIN_EMEMORY. */
wain_status wain_night_state_units(wain_night_state *state, const wain_order_book *book, wain_partition **partition,
                                   wain_unit_outcome **units, wain_error *err);

/* Remove all generations of a file that was claimed: another night takes it. */
void wain_night_state_discard(const wain_atomic_file *file);

/* The same, and release it: the night is complete. */
void wain_night_state_remove(wain_atomic_file *file);

#endif
