#include "scheduler/night_keeper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

wain_status wain_night_keeper_init(wain_night_keeper *keeper, char *path, wain_night_start *start, const wain_job *job,
                                   const wain_order_book *book, wain_progress *progress, wain_error *err)
{
    *keeper = (wain_night_keeper){.path = path, .start = *start, .book = book, .progress = progress};
    *start = (wain_night_start){0};
    return wain_night_facts_of(job, &keeper->facts, err);
}

void wain_night_keeper_clear(wain_night_keeper *keeper)
{
    wain_night_facts_clear(&keeper->facts);
    wain_night_start_clear(&keeper->start);
    free(keeper->path);
    *keeper = (wain_night_keeper){0};
}

void wain_night_keeper_save(wain_night_keeper *keeper, int32_t round, const wain_partition *partition,
                            const wain_unit_outcome *units)
{
    const wain_night_content content = {.facts = &keeper->facts,
                                        .start = &keeper->start,
                                        .round = round,
                                        .partition = partition,
                                        .num_types = keeper->book->num_types,
                                        .units = units};
    wain_error error = {0};

    if (!keeper->path || wain_night_state_write(keeper->path, &content, &error) == WAIN_OK || keeper->has_failed)
        return;
    keeper->has_failed = true;
    wain_progress_note(keeper->progress, "the state of the night could not be saved: %s", error.text);
}

wain_status wain_night_keeper_restore(const wain_night_keeper *keeper, wain_night_state *state,
                                      wain_partition **partition, wain_unit_outcome **units, wain_error *err)
{
    char difference[700];
    wain_status status;

    if (wain_night_facts_differ(&state->facts, &keeper->facts, difference, sizeof difference))
        return wain_error_set(err, WAIN_EUSAGE,
                              "%s is the state of another night: %s", state->path,
                              difference);
    status = wain_night_state_units(state, keeper->book, partition, units, err);
    if (status == WAIN_OK && strcmp(state->path, keeper->path) != 0)
        unlink(keeper->path); /* the damaged one must not push the whole one out when the next is written */
    return status;
}

void wain_night_keeper_remove(const wain_night_keeper *keeper)
{
    if (keeper->path)
        wain_night_state_remove(keeper->path);
}
