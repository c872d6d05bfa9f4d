#include "io/night_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "solver/core/memory.h"
#include "solver/model/solution_packing.h"
#include "solver/partition/partition_packing.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* magic, version u32, reserved u32, length u64 and checksum u64 of the fields */
#define MAGIC "WAINSTAT"
#define VERSION 3u
enum { HEADER_SIZE = 32, LENGTH_AT = 16, MOST_ROUNDS = 1000 };

/* HAS_FALLBACK: a solution for want of a better one, of a search that was cut short. */
enum { HAS_SOLUTION = 1, HAS_FROM = 2, HAS_KEPT = 4, HAS_FALLBACK = 8 };

/* --- writing --- */

static void put_facts(wain_buffer *out, const wain_night_facts *facts)
{
    wain_buffer_put_u64(out, facts->count);
    for (size_t i = 0; i < facts->count; i++) {
        wain_buffer_put_text(out, facts->items[i].name);
        wain_buffer_put_text(out, facts->items[i].value);
    }
}

static void put_start(wain_buffer *out, const wain_night_start *start)
{
    wain_buffer_put_text(out, start->folder);
    wain_buffer_put_text(out, start->job);
    wain_buffer_put_u64(out, start->num_assignments);
    for (size_t i = 0; i < start->num_assignments; i++)
        wain_buffer_put_text(out, start->assignments[i]);
}

static void put_unit(wain_buffer *out, const wain_unit_outcome *unit)
{
    const bool is_done = unit->state == WAIN_UNIT_DONE && !unit->cut_short;
    const wain_search_statistics *of = &unit->statistics;

    wain_buffer_put_u32(out, (is_done ? HAS_SOLUTION : 0u) | (!is_done && unit->from ? HAS_FROM : 0u) |
                                 (!is_done && unit->kept ? HAS_KEPT : 0u) |
                                 (!is_done && unit->solution ? HAS_FALLBACK : 0u));
    if (is_done) {
        wain_buffer_put_i32(out, unit->rank);
        wain_buffer_put_i64(out, of->iterations);
        wain_buffer_put_f64(out, of->seconds);
        wain_buffer_put_f64(out, of->mean_removed);
        wain_buffer_put_i64(out, of->insertions_tested);
        wain_solution_pack(unit->solution, out);
        return;
    }
    if (unit->from)
        wain_search_state_pack(unit->from, out);
    if (unit->kept)
        wain_search_state_pack(unit->kept, out);
    if (unit->solution)
        wain_solution_pack(unit->solution, out);
}

static wain_status pack(const wain_night_content *content, wain_buffer *out, wain_error *err)
{
    uint64_t fields[2];

    wain_buffer_put(out, MAGIC, sizeof MAGIC - 1);
    wain_buffer_put_u32(out, VERSION);
    wain_buffer_put_u32(out, 0);
    wain_buffer_put_u64(out, 0); /* length and checksum: known at the end */
    wain_buffer_put_u64(out, 0);
    put_facts(out, content->facts);
    put_start(out, content->start);
    wain_buffer_put_i32(out, content->round);
    wain_buffer_put_i32(out, content->rounds);
    wain_partition_pack(content->partition, content->num_types, out);
    for (int32_t u = 0; u < content->partition->num_units; u++)
        put_unit(out, &content->units[u]);
    if (out->failed)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for a state of more than %zu bytes", out->size);
    fields[0] = out->size - HEADER_SIZE;
    fields[1] = XXH3_64bits(out->bytes + HEADER_SIZE, out->size - HEADER_SIZE);
    memcpy(out->bytes + LENGTH_AT, fields, sizeof fields);
    return WAIN_OK;
}

/* The name of the generation before; NULL when memory is lacking. */
static char *older_of(const char *path)
{
    char *text = NULL;

    return asprintf(&text, "%s%s", path, WAIN_OLDER_SUFFIX) < 0 ? NULL : text;
}

static wain_status write_bytes(const char *path, const wain_buffer *bytes, wain_error *err)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    size_t written = 0;

    if (file < 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't write: %s", path, strerror(errno));
    while (written < bytes->size) {
        const ssize_t now = write(file, bytes->bytes + written, bytes->size - written);

        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0) {
            const int code = errno;

            close(file);
            return wain_error_set(err, WAIN_EIO, "%s: can't write: %s", path, strerror(code));
        }
        written += (size_t)now;
    }
    if (close(file) != 0)
        return wain_error_set(err, WAIN_EIO, "%s: can't write: %s", path, strerror(errno));
    return WAIN_OK;
}

wain_status wain_night_state_write(wain_atomic_file *file, const wain_night_content *content, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_buffer bytes = {0};
    char *older = NULL;

    WAIN_TRY(pack(content, &bytes, err));
    WAIN_TRY(write_bytes(file->temporary, &bytes, err));
    older = older_of(file->path);
    if (!older) {
        status = wain_error_set(err, WAIN_EMEMORY, "no memory for a file name");
        goto done;
    }
    if (rename(file->path, older) != 0 && errno != ENOENT) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't rename it to %s: %s", file->path, older, strerror(errno));
        goto done;
    }
    WAIN_TRY(wain_atomic_file_replace(file, err));
done:
    if (status != WAIN_OK)
        unlink(file->temporary);
    wain_buffer_clear(&bytes);
    free(older);
    return status;
}

/* --- reading --- */

void wain_night_start_clear(wain_night_start *start)
{
    free(start->folder);
    free(start->job);
    for (size_t i = 0; i < start->num_assignments; i++)
        free(start->assignments[i]);
    free(start->assignments);
    *start = (wain_night_start){0};
}

void wain_night_state_free(wain_night_state *state)
{
    if (!state)
        return;
    wain_night_facts_clear(&state->facts);
    wain_night_start_clear(&state->start);
    wain_buffer_clear(&state->rest);
    free(state->path);
    free(state);
}

static wain_status read_bytes(const char *path, wain_buffer *out, wain_error *err)
{
    wain_status status = WAIN_OK;
    struct stat found;
    const int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0 || fstat(file, &found) != 0) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't read: %s", path, strerror(errno));
        goto done;
    }
    if (!S_ISREG(found.st_mode)) {
        status = wain_error_set(err, WAIN_EIO, "%s: can't read: it is not a regular file", path);
        goto done;
    }
    WAIN_TRY(WAIN_RESERVE(out->bytes, out->capacity, found.st_size + 1, err));
    while (out->size < (size_t)found.st_size) {
        const ssize_t now = read(file, out->bytes + out->size, (size_t)found.st_size - out->size);

        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            status = wain_error_set(err, WAIN_EIO, "%s: can't read: %s", path, strerror(errno));
        if (now <= 0)
            break;
        out->size += (size_t)now;
    }
done:
    if (file >= 0)
        close(file);
    return status;
}

static wain_status damaged(const char *path, wain_error *err, const char *what)
{
    return wain_error_set(err, WAIN_EINPUT, "%s: not a whole state of a night: %s", path, what);
}

static wain_status open_header(const char *path, wain_buffer *in, wain_error *err)
{
    char magic[sizeof MAGIC - 1];
    uint64_t length, sum;
    uint32_t version;

    if (in->size < HEADER_SIZE)
        return damaged(path, err, "it is shorter than its header");
    wain_buffer_get(in, magic, sizeof magic);
    version = wain_buffer_get_u32(in);
    wain_buffer_get_u32(in);
    length = wain_buffer_get_u64(in);
    sum = wain_buffer_get_u64(in);
    if (memcmp(magic, MAGIC, sizeof magic) != 0)
        return damaged(path, err, "it does not begin like one");
    if (version != VERSION)
        return wain_error_set(err, WAIN_EINPUT, "%s: a state of version %u; this program reads version %u", path,
                              version, VERSION);
    if (length != in->size - HEADER_SIZE)
        return damaged(path, err, "its length differs from the header's");
    if (sum != XXH3_64bits(in->bytes + HEADER_SIZE, in->size - HEADER_SIZE))
        return damaged(path, err, "its checksum differs from the header's");
    return WAIN_OK;
}

/* A text of its own; NULL when it is cut off or memory is lacking. */
static char *get_text(wain_buffer *in)
{
    const size_t length = wain_buffer_get_count(in, 1);
    char *text = in->overrun ? NULL : malloc(length + 1);

    if (!text)
        return NULL;
    wain_buffer_get(in, text, length);
    text[length] = '\0';
    return text;
}

static bool get_facts(wain_buffer *in, wain_night_facts *facts)
{
    const size_t count = wain_buffer_get_count(in, 16);

    if (WAIN_RESERVE(facts->items, facts->capacity, count, NULL) != WAIN_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        wain_night_fact *fact = &facts->items[facts->count++];

        fact->name = get_text(in);
        fact->value = get_text(in);
        if (!fact->name || !fact->value)
            return false;
    }
    return !in->overrun;
}

static bool get_start(wain_buffer *in, wain_night_start *start)
{
    size_t count;

    start->folder = get_text(in);
    start->job = get_text(in);
    count = wain_buffer_get_count(in, 8);
    if (!start->folder || !start->job || WAIN_NEW(start->assignments, count, NULL) != WAIN_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        start->assignments[start->num_assignments] = get_text(in);
        if (!start->assignments[start->num_assignments++])
            return false;
    }
    return !in->overrun;
}

static wain_status read_generation(const char *path, wain_night_state **out, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_night_state *state = NULL;

    WAIN_TRY(WAIN_NEW(state, 1, err));
    state->path = strdup(path);
    WAIN_TRY(read_bytes(path, &state->rest, err));
    WAIN_TRY(open_header(path, &state->rest, err));
    if (!state->path || !get_facts(&state->rest, &state->facts) || !get_start(&state->rest, &state->start) ||
        (state->round = wain_buffer_get_i32(&state->rest)) < 0 ||
        (state->rounds = wain_buffer_get_i32(&state->rest)) < state->round || state->rounds > MOST_ROUNDS) {
        status = damaged(path, err, "its first fields make no sense");
        goto done;
    }
    *out = state;
    state = NULL;
done:
    wain_night_state_free(state);
    return status;
}

wain_status wain_night_state_read(const char *path, wain_night_state **out, wain_error *note, wain_error *err)
{
    wain_error first = {0}, second = {0};
    wain_status status = read_generation(path, out, &first);
    char *older;

    note->text[0] = '\0';
    if (status == WAIN_OK)
        return WAIN_OK;
    older = older_of(path);
    if (older && read_generation(older, out, &second) == WAIN_OK) {
        (*out)->replaces = status == WAIN_EINPUT;
        *note = first;
        status = WAIN_OK;
    } else if (older && access(path, F_OK) != 0 && access(older, F_OK) == 0) {
        status = wain_error_set(err, second.status, "%s", second.text); /* it is the only one there */
    } else {
        wain_error_set(err, status, "%s", first.text);
    }
    free(older);
    return status;
}

bool wain_night_state_exists(const char *path)
{
    char *older = older_of(path);
    const bool exists = access(path, F_OK) == 0 || (older && access(older, F_OK) == 0);

    free(older);
    return exists;
}

void wain_night_state_discard(const wain_atomic_file *file)
{
    char *older = older_of(file->path);

    unlink(file->path);
    if (older)
        unlink(older);
    free(older);
}

void wain_night_state_remove(wain_atomic_file *file)
{
    wain_night_state_discard(file);
    wain_atomic_file_abandon(file);
}

/* Whether all routes are of one of so many vehicle types. */
static bool has_only_types(const wain_solution *solution, int32_t num_types)
{
    for (int32_t r = 0; solution && r < solution->num_routes; r++) {
        if (solution->routes[r].type >= num_types)
            return false;
    }
    return true;
}

static bool state_has_only_types(const wain_search_state *state, int32_t num_types)
{
    return !state || (has_only_types(state->best, num_types) && has_only_types(state->current, num_types));
}

static wain_status get_unit(wain_buffer *in, int32_t num_orders, wain_unit_outcome *unit, wain_error *err)
{
    const uint32_t has = wain_buffer_get_u32(in);
    wain_status status = WAIN_OK;

    if (has & HAS_SOLUTION) {
        unit->state = WAIN_UNIT_DONE;
        unit->rank = wain_buffer_get_i32(in);
        unit->statistics.iterations = wain_buffer_get_i64(in);
        unit->statistics.seconds = wain_buffer_get_f64(in);
        unit->statistics.mean_removed = wain_buffer_get_f64(in);
        unit->statistics.insertions_tested = wain_buffer_get_i64(in);
        WAIN_TRY(wain_solution_unpack(in, num_orders, WAIN_REASON_NONE + 1, &unit->solution, err));
    }
    if (has & HAS_FROM)
        WAIN_TRY(wain_search_state_unpack(in, num_orders, &unit->from, err));
    if (has & HAS_KEPT)
        WAIN_TRY(wain_search_state_unpack(in, num_orders, &unit->kept, err));
    if (has & HAS_FALLBACK)
        WAIN_TRY(wain_solution_unpack(in, num_orders, WAIN_REASON_NONE + 1, &unit->solution, err));
done:
    return status;
}

wain_status wain_night_state_units(wain_night_state *state, const wain_order_book *book, wain_partition **partition,
                                   wain_unit_outcome **units, wain_error *err)
{
    wain_buffer *in = &state->rest;
    wain_status status = WAIN_OK;
    wain_partition *of = NULL;
    wain_unit_outcome *all = NULL;
    wain_error own = {0};
    int32_t *rows = NULL;

    WAIN_TRY(wain_partition_unpack(in, book, &of, &own));
    WAIN_TRY(WAIN_NEW(all, of->num_units, &own));
    WAIN_TRY(WAIN_NEW(rows, book->num_types, &own));
    for (int32_t u = 0; u < of->num_units; u++) {
        const int32_t types = wain_unit_list_types(&of->units[u], book, rows);

        WAIN_TRY(get_unit(in, of->units[u].num_orders, &all[u], &own));
        if (!has_only_types(all[u].solution, types) || !state_has_only_types(all[u].from, types) ||
            !state_has_only_types(all[u].kept, types)) {
            status = wain_error_set(&own, WAIN_EINTERNAL, "damaged: unit %d has a route of no vehicle type", u);
            goto done;
        }
    }
    if (in->overrun || in->position != in->size) {
        status = wain_error_set(&own, WAIN_EINTERNAL, "damaged: its length is not that of its units");
        goto done;
    }
    *partition = of;
    *units = all;
    of = NULL;
    all = NULL;
done:
    free(rows);
    if (status == WAIN_OK)
        return WAIN_OK;
    for (int32_t u = 0; all && u < of->num_units; u++)
        wain_unit_outcome_clear(&all[u]);
    free(all);
    wain_partition_free(of);
    return status == WAIN_EMEMORY ? wain_error_set(err, status, "%s", own.text) : damaged(state->path, err, own.text);
}
