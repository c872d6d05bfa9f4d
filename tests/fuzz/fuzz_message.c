/* Messages of all kinds: the first byte of an input is the kind, the rest are the fields. The header that makes a
 * message of them is taken from a real one, with kind, length and checksum mended, so that the fields are what is
 * tested. Kind 0 leaves the bytes as they are, for the header itself. What unpacks packs again to the same bytes, and a
 * problem that is let in can be searched. */
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "scheduler/message.h"
#include "tests/fuzz/fuzz.h"

enum { HEADER = 32, KIND_AT = 8, LENGTH_AT = 16, CHECKSUM_AT = 24 };

static void make_message(const uint8_t *data, size_t size, wain_buffer *out)
{
    const uint32_t kind = data[0] % WAIN_NUM_MESSAGES;
    const uint8_t *fields = data + 1;
    const uint64_t length = size - 1, checksum = XXH3_64bits_withSeed(fields, length, kind);

    if (kind == 0) {
        wain_buffer_put(out, fields, length);
        return;
    }
    FUZZ_EXPECT(wain_message_pack_hurry(out, NULL) == WAIN_OK && out->size == HEADER);
    wain_buffer_put(out, fields, length);
    memcpy(out->bytes + KIND_AT, &kind, sizeof kind);
    memcpy(out->bytes + LENGTH_AT, &length, sizeof length);
    memcpy(out->bytes + CHECKSUM_AT, &checksum, sizeof checksum);
}

static void expect_same(const wain_buffer *sent, wain_buffer *again)
{
    FUZZ_EXPECT(sent->size == again->size && memcmp(sent->bytes, again->bytes, sent->size) == 0);
    wain_buffer_clear(again);
}

static wain_status meet_hello(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_hello_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_hello(in, &message, err));
    FUZZ_EXPECT(wain_message_pack_hello(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
done:
    return status;
}

static wain_status meet_error(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_error_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_error(in, &message, err));
    FUZZ_EXPECT(message.error.status != WAIN_OK);
    FUZZ_EXPECT(wain_message_pack_error(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
done:
    return status;
}

static wain_status meet_progress(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_progress_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_progress(in, &message, err));
    FUZZ_EXPECT(wain_message_pack_progress(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
done:
    return status;
}

static wain_status meet_keep(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_keep_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_keep(in, &message, err));
    FUZZ_EXPECT(message.num_units >= 0 && message.num_units <= WAIN_MOST_AHEAD);
    FUZZ_EXPECT(wain_message_pack_keep(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
done:
    return status;
}

static wain_status meet_idle(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_idle_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_idle(in, &message, err));
    FUZZ_EXPECT(message.memory.peak >= 0);
    FUZZ_EXPECT(wain_message_pack_idle(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
done:
    return status;
}

static wain_status meet_problem(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_problem_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_problem(in, &message, err));
    FUZZ_EXPECT(wain_message_pack_problem(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
    if (message.problem->num_orders <= FUZZ_SMALL)
        wain_solution_free(fuzz_solve(message.problem, &message.search, message.from));
    wain_problem_free(message.problem);
    wain_search_state_free(message.from);
done:
    return status;
}

static wain_status meet_state(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_state_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_state(in, &message, err));
    FUZZ_EXPECT(wain_message_pack_state(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
    wain_search_state_free(message.state);
done:
    return status;
}

static wain_status meet_elite(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_elite_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_elite(in, &message, err));
    FUZZ_EXPECT(wain_message_pack_elite(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
    wain_solution_free(message.solution);
done:
    return status;
}

static wain_status meet_result(wain_buffer *in, wain_error *err)
{
    wain_status status;
    wain_result_message message;
    wain_buffer again = {0};

    WAIN_TRY(wain_message_unpack_result(in, &message, err));
    FUZZ_EXPECT(message.solution->num_stops + message.solution->num_unserved == message.num_orders);
    FUZZ_EXPECT(wain_message_pack_result(&message, &again, NULL) == WAIN_OK);
    expect_same(in, &again);
    wain_solution_free(message.solution);
done:
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wain_status (*const meet[WAIN_NUM_MESSAGES])(wain_buffer *, wain_error *) = {
        [WAIN_MESSAGE_HELLO] = meet_hello,   [WAIN_MESSAGE_PROBLEM] = meet_problem,
        [WAIN_MESSAGE_ERROR] = meet_error,   [WAIN_MESSAGE_PROGRESS] = meet_progress,
        [WAIN_MESSAGE_RESULT] = meet_result, [WAIN_MESSAGE_STATE] = meet_state,
        [WAIN_MESSAGE_IDLE] = meet_idle,     [WAIN_MESSAGE_ELITE] = meet_elite,
        [WAIN_MESSAGE_KEEP] = meet_keep,
    };
    wain_message_kind kind = WAIN_NUM_MESSAGES;
    wain_buffer message = {0};
    wain_error err = {0};
    wain_status status;

    if (size < 1)
        return 0;
    make_message(data, size, &message);
    status = wain_message_open(&message, &kind, &err);
    if (status == WAIN_OK && meet[kind])
        status = meet[kind](&message, &err);
    if (status != WAIN_OK)
        fuzz_expect_refusal(status, WAIN_EINTERNAL, &err);
    wain_buffer_clear(&message);
    return 0;
}
