#include "scheduler/night_keeper.h"

#include <string.h>
#include <unistd.h>

wain_status wain_night_keeper_init(wain_night_keeper *keeper, wain_atomic_file *file, wain_night_start *start,
                                   const wain_job *job, wain_order_book *book, wain_progress *progress, wain_error *err)
{
    *keeper = (wain_night_keeper){.file = *file, .start = *start, .book = book, .job = job, .progress = progress};
    *file = (wain_atomic_file){0};
    *start = (wain_night_start){0};
    return wain_night_facts_of(job, &keeper->facts, err);
}

void wain_night_keeper_clear(wain_night_keeper *keeper)
{
    wain_night_facts_clear(&keeper->facts);
    wain_night_start_clear(&keeper->start);
    wain_atomic_file_abandon(&keeper->file);
    *keeper = (wain_night_keeper){0};
}

void wain_night_keeper_save(wain_night_keeper *keeper, int32_t round, int32_t rounds, const wain_partition *partition,
                            const wain_unit_outcome *units)
{
    const wain_night_content content = {.facts = &keeper->facts,
                                        .start = &keeper->start,
                                        .round = round,
                                        .rounds = rounds,
                                        .partition = partition,
                                        .num_types = keeper->book->num_types,
                                        .units = units};
    wain_error error = {0};

    if (!keeper->file.path || wain_night_state_write(&keeper->file, &content, &error) == WAIN_OK || keeper->has_failed)
        return;
    keeper->has_failed = true;
    wain_progress_note(keeper->progress, "the state of the night could not be saved: %s", error.text);
}

/* Whether every order that can be planned stands in a unit; none stands in two. */
static bool is_complete(const wain_order_book *book, const wain_partition *partition)
{
    size_t planned = 0, expected = 0;

    for (int32_t u = 0; u < partition->num_units; u++) {
        planned += (size_t)partition->units[u].num_orders;
        for (int32_t i = 0; i < partition->units[u].num_orders; i++) {
            if (book->orders[partition->units[u].orders[i]].reason != WAIN_REASON_NONE)
                return false;
        }
    }
    for (size_t i = 0; i < book->num_orders; i++)
        expected += book->orders[i].reason == WAIN_REASON_NONE;
    return planned == expected;
}

wain_status wain_night_keeper_restore(const wain_night_keeper *keeper, wain_night_state *state,
                                      wain_partition **partition, wain_unit_outcome **units, wain_error *err)
{
    char difference[700];
    wain_status status = WAIN_OK;

    if (wain_night_facts_differ(&state->facts, &keeper->facts, difference, sizeof difference))
        return wain_error_set(err, WAIN_EUSAGE, "%s is the state of another night: %s", state->path, difference);
    WAIN_TRY(wain_night_state_units(state, keeper->book, partition, units, err));
    WAIN_TRY(wain_partition_judge_orders(keeper->book, &keeper->job->travel, (*partition)->first_day,
                                         (*partition)->num_days, err));
    if (!is_complete(keeper->book, *partition))
        status = wain_error_set(err, WAIN_EINPUT, "%s: its units have not all orders of the book", state->path);
    if (state->replaces && strcmp(state->path, keeper->file.path) != 0)
        unlink(keeper->file.path); /* the damaged one must not push the whole one out when the next is written */
done:
    return status;
}

void wain_night_keeper_remove(wain_night_keeper *keeper)
{
    if (keeper->file.path)
        wain_night_state_remove(&keeper->file);
}
