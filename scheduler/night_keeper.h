/* Keeps the state of a night in a file beside its result, so that it can be resumed. Rank 0 only. */
#ifndef WAIN_SCHEDULER_NIGHT_KEEPER_H
#define WAIN_SCHEDULER_NIGHT_KEEPER_H

#include "io/night_state.h"
#include "scheduler/progress.h"
#include "scheduler/work.h"

typedef struct wain_night_keeper {
    wain_atomic_file file; /* of the state, claimed for the whole night; owned. Zeroed: none is kept */
    wain_night_facts facts;
    wain_night_start start;
    wain_order_book *book; /* borrowed, like the rest */
    const wain_job *job;
    wain_progress *progress; /* borrowed; where a failure is noted */
    bool has_failed;         /* and was told */
} wain_night_keeper;

/* Keep the state of a job whose book is loaded in a file that was claimed. Takes over `file` and `start`, whatever the
 * outcome; the others are borrowed. WAIN_EMEMORY. Release with clear, which leaves the file. */
wain_status wain_night_keeper_init(wain_night_keeper *keeper, wain_atomic_file *file, wain_night_start *start,
                                   const wain_job *job, wain_order_book *book, wain_progress *progress,
                                   wain_error *err);
void wain_night_keeper_clear(wain_night_keeper *keeper);

/* Write what has become of the units of a partition so far. A failure (disk full) is noted, once, and costs nothing but
 * the chance to resume. */
void wain_night_keeper_save(wain_night_keeper *keeper, int32_t round, int32_t rounds, const wain_partition *partition,
                            const wain_unit_outcome *units);

/* Partition and units from a state that was read. WAIN_EUSAGE names the first fact in which that night was another one;
 * WAIN_EINPUT: its units do not fit the book; WAIN_EMEMORY. Both are the caller's. Where the state is the older
 * generation the newer one, which is damaged, is removed. */
wain_status wain_night_keeper_restore(const wain_night_keeper *keeper, wain_night_state *state,
                                      wain_partition **partition, wain_unit_outcome **units, wain_error *err);

/* The night is complete: nothing is left to resume. */
void wain_night_keeper_remove(wain_night_keeper *keeper);

#endif
