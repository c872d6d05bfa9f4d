#include "scheduler/message.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "scheduler/problem_packing.h"
#include "solver/core/memory.h"
#include "solver/model/solution_packing.h"

/* magic u32, version u32, kind u32, reserved u32, length u64 and checksum u64 of the fields */
#define MAGIC 0x4e494157u /* "WAIN" */
#define VERSION 7u
enum { HEADER_SIZE = 32, LENGTH_AT = 16 };

static wain_status damaged(wain_error *err, const char *what)
{
    return wain_error_set(err, WAIN_EINTERNAL, "damaged message: %s", what);
}

/* --- header --- */

static void begin(wain_buffer *out, wain_message_kind kind)
{
    wain_buffer_put_u32(out, MAGIC);
    wain_buffer_put_u32(out, VERSION);
    wain_buffer_put_u32(out, (uint32_t)kind);
    wain_buffer_put_u32(out, 0);
    wain_buffer_put_u64(out, 0); /* length and checksum: known at the end */
    wain_buffer_put_u64(out, 0);
}

/* The kind is part of what is summed: a message must not pass for one of another kind. */
static uint64_t checksum(const wain_buffer *message, uint32_t kind)
{
    return XXH3_64bits_withSeed(message->bytes + HEADER_SIZE, message->size - HEADER_SIZE, kind);
}

static wain_status end(wain_buffer *out, wain_message_kind kind, wain_error *err)
{
    uint64_t fields[2];

    if (out->failed)
        return wain_error_set(err, WAIN_EMEMORY, "no memory for a message of more than %zu bytes", out->size);
    fields[0] = out->size - HEADER_SIZE;
    fields[1] = checksum(out, (uint32_t)kind);
    memcpy(out->bytes + LENGTH_AT, fields, sizeof fields);
    return WAIN_OK;
}

wain_status wain_message_open(wain_buffer *in, wain_message_kind *kind, wain_error *err)
{
    uint32_t magic, version, number, reserved;
    uint64_t length, sum;

    if (in->size < HEADER_SIZE)
        return damaged(err, "shorter than its header");
    in->position = 0;
    in->overrun = false;
    magic = wain_buffer_get_u32(in);
    version = wain_buffer_get_u32(in);
    number = wain_buffer_get_u32(in);
    reserved = wain_buffer_get_u32(in);
    length = wain_buffer_get_u64(in);
    sum = wain_buffer_get_u64(in);
    if (magic != MAGIC)
        return damaged(err, "not one of wain's");
    if (version != VERSION)
        return wain_error_set(err, WAIN_EINTERNAL,
                              "a message of version %u; this program speaks version %u: all ranks "
                              "must run the same program",
                              version, VERSION);
    if (number < WAIN_MESSAGE_HELLO || number >= WAIN_NUM_MESSAGES || reserved != 0)
        return damaged(err, "unknown kind");
    if (length != in->size - HEADER_SIZE)
        return damaged(err, "its length differs from the header's");
    if (sum != checksum(in, number))
        return damaged(err, "its checksum differs from the header's");
    *kind = (wain_message_kind)number;
    return WAIN_OK;
}

/* Everything was there, and nothing more. */
static wain_status is_complete(const wain_buffer *in, wain_error *err)
{
    if (in->overrun)
        return damaged(err, "it ends too early");
    if (in->position != in->size)
        return damaged(err, "bytes are left over");
    return WAIN_OK;
}

/* --- HELLO, STOP, IDLE, KEEP, PROGRESS, ERROR --- */

/* False when the text is longer than `size` allows, or ends before its length says. */
static bool get_text(wain_buffer *in, char *text, size_t size)
{
    const size_t length = wain_buffer_get_count(in, 1);

    *text = '\0';
    if (length >= size)
        return false;
    wain_buffer_get(in, text, length);
    text[length] = '\0';
    return strlen(text) == length;
}

/* One of two values; anything else is damage. */
static bool get_flag(wain_buffer *in, bool *flag)
{
    const uint32_t value = wain_buffer_get_u32(in);

    *flag = value != 0;
    return value <= 1;
}

wain_status wain_message_pack_hello(const wain_hello_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_HELLO);
    wain_buffer_put_text(out, message->host);
    wain_buffer_put_i32(out, message->threads);
    return end(out, WAIN_MESSAGE_HELLO, err);
}

wain_status wain_message_unpack_hello(wain_buffer *in, wain_hello_message *message, wain_error *err)
{
    if (!get_text(in, message->host, sizeof message->host))
        return damaged(err, "an impossible name of a host");
    message->threads = wain_buffer_get_i32(in);
    return is_complete(in, err);
}

wain_status wain_message_pack_alive(wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_ALIVE);
    return end(out, WAIN_MESSAGE_ALIVE, err);
}

wain_status wain_message_pack_hurry(wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_HURRY);
    return end(out, WAIN_MESSAGE_HURRY, err);
}

wain_status wain_message_pack_stop(wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_STOP);
    return end(out, WAIN_MESSAGE_STOP, err);
}

wain_status wain_message_pack_idle(const wain_idle_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_IDLE);
    wain_buffer_put_i64(out, message->memory.peak);
    wain_buffer_put_i64(out, message->memory.heap_allocated);
    wain_buffer_put_i64(out, message->memory.heap_resident);
    return end(out, WAIN_MESSAGE_IDLE, err);
}

/* No rank has a pebibyte; so sums over the ranks stay in range. */
static bool is_size(int64_t bytes)
{
    return bytes >= 0 && bytes <= (int64_t)1 << 50;
}

wain_status wain_message_unpack_idle(wain_buffer *in, wain_idle_message *message, wain_error *err)
{
    message->memory.peak = wain_buffer_get_i64(in);
    message->memory.heap_allocated = wain_buffer_get_i64(in);
    message->memory.heap_resident = wain_buffer_get_i64(in);
    if (!is_size(message->memory.peak) || !is_size(message->memory.heap_allocated) ||
        !is_size(message->memory.heap_resident))
        return damaged(err, "an impossible size of memory");
    return is_complete(in, err);
}

wain_status wain_message_pack_keep(const wain_keep_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_KEEP);
    wain_buffer_put_i32(out, message->num_units);
    for (int32_t i = 0; i < message->num_units; i++)
        wain_buffer_put_i32(out, message->units[i]);
    return end(out, WAIN_MESSAGE_KEEP, err);
}

wain_status wain_message_unpack_keep(wain_buffer *in, wain_keep_message *message, wain_error *err)
{
    message->num_units = wain_buffer_get_i32(in);
    if (message->num_units < 0 || message->num_units > WAIN_MOST_AHEAD)
        return damaged(err, "an impossible number of units");
    for (int32_t i = 0; i < message->num_units; i++)
        message->units[i] = wain_buffer_get_i32(in);
    return is_complete(in, err);
}

wain_status wain_message_pack_progress(const wain_progress_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_PROGRESS);
    wain_buffer_put_i32(out, message->unit);
    wain_buffer_put_i32(out, message->num_unserved);
    wain_buffer_put_i64(out, message->iterations);
    wain_buffer_put_i64(out, message->best_cost);
    return end(out, WAIN_MESSAGE_PROGRESS, err);
}

wain_status wain_message_unpack_progress(wain_buffer *in, wain_progress_message *message, wain_error *err)
{
    message->unit = wain_buffer_get_i32(in);
    message->num_unserved = wain_buffer_get_i32(in);
    message->iterations = wain_buffer_get_i64(in);
    message->best_cost = wain_buffer_get_i64(in);
    return is_complete(in, err);
}

wain_status wain_message_pack_error(const wain_error_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_ERROR);
    wain_buffer_put_i32(out, message->unit);
    wain_buffer_put_i32(out, (int32_t)message->error.status);
    wain_buffer_put_text(out, message->error.text);
    return end(out, WAIN_MESSAGE_ERROR, err);
}

wain_status wain_message_unpack_error(wain_buffer *in, wain_error_message *message, wain_error *err)
{
    int32_t code;

    message->unit = wain_buffer_get_i32(in);
    code = wain_buffer_get_i32(in);
    if (!get_text(in, message->error.text, sizeof message->error.text))
        return damaged(err, "an impossible text");
    if (code <= WAIN_OK || code > WAIN_ERANK)
        return damaged(err, "unknown error code");
    message->error.status = (wain_status)code;
    return is_complete(in, err);
}

/* --- PROBLEM --- */

static void put_options(wain_buffer *out, const wain_search_options *options)
{
#define OPT_INT(section, name, fallback, min, max, unit, help) wain_buffer_put_i64(out, options->name);
#define OPT_REAL(section, name, fallback, min, max, unit, help) wain_buffer_put_f64(out, options->name);
#define OPT_BOOL(section, name, fallback, help) wain_buffer_put_u32(out, options->name);
#define OPT_CHOICE(section, name, fallback, choices, help) wain_buffer_put_i32(out, options->name);
#include "solver/options.def"
#undef OPT_INT
#undef OPT_REAL
#undef OPT_BOOL
#undef OPT_CHOICE
}

/* False when a value is outside its option's range. */
static bool get_options(wain_buffer *in, wain_search_options *options)
{
    bool valid = true;

#define OPT_INT(section, name, fallback, min, max, unit, help) \
    options->name = wain_buffer_get_i64(in);                   \
    valid &= options->name >= (min) && options->name <= (max);
#define OPT_REAL(section, name, fallback, min, max, unit, help) \
    options->name = wain_buffer_get_f64(in);                    \
    valid &= options->name >= (min) && options->name <= (max);
#define OPT_BOOL(section, name, fallback, help) valid &= get_flag(in, &options->name);
#define OPT_CHOICE(section, name, fallback, choices, help) \
    options->name = wain_buffer_get_i32(in);               \
    valid &= options->name >= 0;
#include "solver/options.def"
#undef OPT_INT
#undef OPT_REAL
#undef OPT_BOOL
#undef OPT_CHOICE
    return valid;
}

wain_status wain_message_pack_problem(const wain_problem_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_PROBLEM);
    wain_buffer_put_i32(out, message->unit);
    wain_buffer_put_i64(out, message->iterations);
    wain_buffer_put_f64(out, message->seconds);
    wain_buffer_put_f64(out, message->time_left);
    wain_buffer_put_f64(out, message->state_interval);
    wain_buffer_put_f64(out, message->span.from);
    wain_buffer_put_f64(out, message->span.to);
    wain_buffer_put_u32(out, message->joins);
    put_options(out, &message->search);
    wain_problem_pack(message->problem, out);
    wain_buffer_put_u32(out, message->from != NULL);
    if (message->from)
        wain_search_state_pack(message->from, out);
    return end(out, WAIN_MESSAGE_PROBLEM, err);
}

wain_status wain_message_unpack_problem(wain_buffer *in, wain_problem_message *message, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_problem *problem = NULL;
    wain_search_state *from = NULL;
    bool has_from, is_flag;

    message->problem = NULL;
    message->from = NULL;
    message->unit = wain_buffer_get_i32(in);
    message->iterations = wain_buffer_get_i64(in);
    message->seconds = wain_buffer_get_f64(in);
    message->time_left = wain_buffer_get_f64(in);
    message->state_interval = wain_buffer_get_f64(in);
    message->span.from = wain_buffer_get_f64(in);
    message->span.to = wain_buffer_get_f64(in);
    is_flag = get_flag(in, &message->joins);
    if (message->unit < 0 || message->iterations < 0 || !(message->seconds >= 0) || !isfinite(message->seconds) ||
        !isfinite(message->time_left) || !(message->state_interval >= 0) || !isfinite(message->state_interval))
        return damaged(err, "impossible budget");
    if (!(message->span.from >= 0 && message->span.from <= message->span.to && message->span.to <= 1))
        return damaged(err, "an impossible part of an annealing");
    if (!is_flag)
        return damaged(err, "a flag of a third value");
    if (!get_options(in, &message->search))
        return damaged(err, "an option outside its range");
    WAIN_TRY(wain_problem_unpack(in, &problem, err));
    if (!get_flag(in, &has_from)) {
        status = damaged(err, "a flag of a third value");
        goto done;
    }
    if (has_from)
        WAIN_TRY(wain_search_state_unpack(in, problem->num_orders, &from, err));
    WAIN_TRY(is_complete(in, err));
    message->problem = problem;
    message->from = from;
    problem = NULL;
    from = NULL;
done:
    wain_problem_free(problem);
    wain_search_state_free(from);
    return status;
}

/* --- STATE --- */

wain_status wain_message_pack_state(const wain_state_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_STATE);
    wain_buffer_put_i32(out, message->unit);
    wain_buffer_put_i32(out, message->num_orders);
    wain_search_state_pack(message->state, out);
    return end(out, WAIN_MESSAGE_STATE, err);
}

wain_status wain_message_unpack_state(wain_buffer *in, wain_state_message *message, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_search_state *state = NULL;

    message->state = NULL;
    message->unit = wain_buffer_get_i32(in);
    message->num_orders = wain_buffer_get_i32(in);
    WAIN_TRY(wain_search_state_unpack(in, message->num_orders, &state, err));
    WAIN_TRY(is_complete(in, err));
    message->state = state;
    state = NULL;
done:
    wain_search_state_free(state);
    return status;
}

/* --- ELITE --- */

wain_status wain_message_pack_elite(const wain_elite_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_ELITE);
    wain_buffer_put_i32(out, message->unit);
    wain_buffer_put_i32(out, message->num_orders);
    wain_buffer_put_u32(out, message->solution != NULL);
    if (message->solution)
        wain_solution_pack(message->solution, out);
    return end(out, WAIN_MESSAGE_ELITE, err);
}

wain_status wain_message_unpack_elite(wain_buffer *in, wain_elite_message *message, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution *solution = NULL;
    bool has_solution;

    message->solution = NULL;
    message->unit = wain_buffer_get_i32(in);
    message->num_orders = wain_buffer_get_i32(in);
    if (!get_flag(in, &has_solution))
        return damaged(err, "a flag of a third value");
    if (has_solution)
        WAIN_TRY(wain_solution_unpack(in, message->num_orders, WAIN_REASON_NONE, &solution, err));
    WAIN_TRY(is_complete(in, err));
    message->solution = solution;
    solution = NULL;
done:
    wain_solution_free(solution);
    return status;
}

/* --- RESULT --- */

static void put_statistics(wain_buffer *out, const wain_search_statistics *statistics)
{
    wain_buffer_put_i64(out, statistics->iterations);
    wain_buffer_put_f64(out, statistics->seconds);
    wain_buffer_put_f64(out, statistics->construction);
    wain_buffer_put_f64(out, statistics->mean_removed);
    wain_buffer_put_i64(out, statistics->insertions_tested);
    wain_buffer_put_u32(out, statistics->stopped);
    wain_buffer_put_i32(out, statistics->phases.threads);
    wain_buffer_put_u32(out, statistics->phases.reduced_fleet);
    wain_buffer_put_i32(out, statistics->phases.annealings);
    wain_buffer_put_i32(out, statistics->phases.parts);
    wain_buffer_put_u32(out, statistics->phases.recombined);
}

static bool get_statistics(wain_buffer *in, wain_search_statistics *statistics)
{
    bool valid;

    statistics->iterations = wain_buffer_get_i64(in);
    statistics->seconds = wain_buffer_get_f64(in);
    statistics->construction = wain_buffer_get_f64(in);
    statistics->mean_removed = wain_buffer_get_f64(in);
    statistics->insertions_tested = wain_buffer_get_i64(in);
    valid = get_flag(in, &statistics->stopped);
    statistics->phases.threads = wain_buffer_get_i32(in);
    valid &= get_flag(in, &statistics->phases.reduced_fleet);
    statistics->phases.annealings = wain_buffer_get_i32(in);
    statistics->phases.parts = wain_buffer_get_i32(in);
    valid &= get_flag(in, &statistics->phases.recombined);
    return valid && statistics->iterations >= 0 && statistics->seconds >= 0 && isfinite(statistics->seconds) &&
           isfinite(statistics->construction) && isfinite(statistics->mean_removed);
}

wain_status wain_message_pack_result(const wain_result_message *message, wain_buffer *out, wain_error *err)
{
    begin(out, WAIN_MESSAGE_RESULT);
    wain_buffer_put_i32(out, message->unit);
    wain_buffer_put_i32(out, message->num_orders);
    put_statistics(out, &message->statistics);
    wain_solution_pack(message->solution, out);
    return end(out, WAIN_MESSAGE_RESULT, err);
}

wain_status wain_message_unpack_result(wain_buffer *in, wain_result_message *message, wain_error *err)
{
    wain_status status = WAIN_OK;
    wain_solution *solution = NULL;

    message->solution = NULL;
    message->unit = wain_buffer_get_i32(in);
    message->num_orders = wain_buffer_get_i32(in);
    if (!get_statistics(in, &message->statistics))
        return damaged(err, "impossible statistics of a search");
    WAIN_TRY(wain_solution_unpack(in, message->num_orders, WAIN_REASON_NONE + 1, &solution, err));
    WAIN_TRY(is_complete(in, err));
    message->solution = solution;
    solution = NULL;
done:
    wain_solution_free(solution);
    return status;
}
