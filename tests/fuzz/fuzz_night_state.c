/* State files of nights. The first byte of an input says whether the rest are the fields, which get a header that fits
 * them, or the whole file. The units are those of a small book. What is read packs again to the same bytes. */
#include <string.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "io/night_state.h"
#include "solver/core/memory.h"
#include "solver/model/solution_packing.h"
#include "solver/partition/partition_packing.h"
#include "tests/fuzz/fuzz.h"

enum { HEADER = 32, LENGTH_AT = 16, CHECKSUM_AT = 24, ORDERS = 12, TYPES = 3 };

static wain_order_book *make_book(void)
{
    wain_order_book *book = NULL;
    int32_t index;

    FUZZ_EXPECT(wain_order_book_create(&book, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_order_book_region(book, "a", 1, &index, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_order_book_add_depot(book, &(wain_depot){.close = 80000}, NULL) == WAIN_OK);
    for (int t = 0; t < TYPES; t++)
        FUZZ_EXPECT(wain_order_book_add_type(book, &(wain_vehicle_type){.count = 5}, NULL) == WAIN_OK);
    for (int i = 0; i < ORDERS; i++)
        FUZZ_EXPECT(wain_order_book_add_order(book, &(wain_order){.x = i}, NULL, 0, NULL) == WAIN_OK);
    return book;
}

/* The header that the program itself gives a night of nothing; length and checksum are to be mended. */
static const uint8_t *real_header(void)
{
    static uint8_t header[HEADER];
    char folder[] = "/dev/shm/wain-fuzz-XXXXXX", path[64];
    const wain_partition partition = {0};
    const wain_night_content content = {.facts = &(wain_night_facts){0},
                                        .start = &(wain_night_start){.folder = "", .job = ""},
                                        .partition = &partition};
    wain_atomic_file state;
    FILE *file;

    if (header[0] != 0)
        return header;
    FUZZ_EXPECT(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/state", folder);
    FUZZ_EXPECT(wain_atomic_file_open(path, &state, NULL) == WAIN_OK);
    FUZZ_EXPECT(wain_night_state_write(&state, &content, NULL) == WAIN_OK);
    file = fopen(path, "rb");
    FUZZ_EXPECT(file && fread(header, 1, HEADER, file) == HEADER);
    fclose(file);
    wain_night_state_remove(&state);
    rmdir(folder);
    return header;
}

static const char *make_file(const uint8_t *data, size_t size, wain_buffer *bytes)
{
    const uint64_t length = size - 1, checksum = XXH3_64bits(data + 1, length);

    if (data[0] % 2 == 0)
        return fuzz_file(0, data + 1, length);
    wain_buffer_put(bytes, real_header(), HEADER);
    wain_buffer_put(bytes, data + 1, length);
    memcpy(bytes->bytes + LENGTH_AT, &length, sizeof length);
    memcpy(bytes->bytes + CHECKSUM_AT, &checksum, sizeof checksum);
    return fuzz_file(0, bytes->bytes, bytes->size);
}

static void expect_outcome(const wain_unit_outcome *unit, int32_t num_orders)
{
    const wain_solution *solution = unit->solution;

    FUZZ_EXPECT((unit->state == WAIN_UNIT_DONE) == (solution != NULL));
    if (solution)
        FUZZ_EXPECT(solution->num_stops + solution->num_unserved == num_orders);
    if (unit->kept)
        FUZZ_EXPECT(unit->kept->best && (unit->kept->round == 0) == !unit->kept->current);
}

static wain_status meet_units(wain_night_state *state, const wain_order_book *book, wain_error *err)
{
    wain_status status;
    wain_partition *partition = NULL;
    wain_unit_outcome *units = NULL;
    wain_buffer again = {0};
    const size_t start = state->rest.position;

    WAIN_TRY(wain_night_state_units(state, book, &partition, &units, err));
    wain_partition_pack(partition, book->num_types, &again);
    FUZZ_EXPECT(again.size <= state->rest.size - start);
    FUZZ_EXPECT(memcmp(again.bytes, state->rest.bytes + start, again.size) == 0);
    for (int32_t u = 0; u < partition->num_units; u++) {
        expect_outcome(&units[u], partition->units[u].num_orders);
        wain_unit_outcome_clear(&units[u]);
    }
done:
    free(units);
    wain_partition_free(partition);
    wain_buffer_clear(&again);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static wain_order_book *book;
    wain_buffer bytes = {0};
    wain_night_state *state = NULL;
    wain_error note = {0}, err = {0};
    wain_status status;

    if (size < 1)
        return 0;
    if (!book)
        book = make_book();
    status = wain_night_state_read(make_file(data, size, &bytes), &state, &note, &err);
    if (status == WAIN_OK)
        status = meet_units(state, book, &err);
    if (status != WAIN_OK)
        fuzz_expect_refusal(status, WAIN_EINPUT, &err);
    wain_night_state_free(state);
    wain_buffer_clear(&bytes);
    return 0;
}
