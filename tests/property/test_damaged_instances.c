/* Instances and solutions damaged at random: read or refused in words, never a crash, whatever stands in the file. */
#include "io/solution_vrplib.h"
#include "solver/core/rng.h"
#include "tests/unit/instance_file.h"

void wain_suite_damaged_instances(CU_pSuite suite);

enum { ROUNDS = 1500, ROOM = 4096 };

static size_t read_whole(const char *name, char bytes[ROOM])
{
    char path[512];
    size_t size;
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", WAIN_TEST_DATA, name);
    file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size = fread(bytes, 1, ROOM / 2, file);
    fclose(file);
    return size;
}

/* Pieces that mean something to a reader. */
static const char *const pieces[] = {
    "-1",   "1e308", "nan", "99999999999999999999",  "EOF\n", "DEMAND_SECTION\n", ":",    "\n",
    "\r\n", "0",     "5",   "EDGE_WEIGHT_SECTION\n", "\t",    "Route #1:",        "Cost", "\xff"};

/* Overwrite, cut, double or insert at one place. */
static size_t damage(char bytes[ROOM], size_t size, wain_rng *rng)
{
    const size_t at = wain_rng_below(rng, (uint32_t)size);
    const char *piece = pieces[wain_rng_below(rng, sizeof pieces / sizeof *pieces)];
    size_t length = strlen(piece), span;

    switch (wain_rng_below(rng, 5)) {
    case 0:
        bytes[at] = (char)wain_rng_below(rng, 256);
        return size;
    case 1:
        return at + 1;
    case 2: /* cut a span out */
        span = 1 + wain_rng_below(rng, 40);
        span = span < size - at ? span : size - at - (at == 0);
        memmove(bytes + at, bytes + at + span, size - at - span);
        return size - span;
    default: /* put a piece in */
        if (size + length > ROOM)
            return size;
        memmove(bytes + at + length, bytes + at, size - at);
        memcpy(bytes + at, piece, length);
        return size + length;
    }
}

static void survive(const char *name, bool is_solution)
{
    wain_rng rng = wain_rng_stream(1, WAIN_PURPOSE_TEST, (uint64_t)is_solution, strlen(name), 0);
    char original[ROOM], bytes[ROOM], path[64];
    const size_t size = read_whole(name, original);
    int odd = 0;

    for (int round = 0; round < ROUNDS; round++) {
        const wain_instance_options options = {(wain_convention)(round % 2), (wain_objective)(round / 2 % 2)};
        wain_instance *instance = NULL;
        wain_solution_file solution = {0};
        wain_fault_list faults = {0};
        wain_error err = {0};
        wain_status status;
        size_t length = size;

        memcpy(bytes, original, size);
        for (int k = round % 4; k >= 0; k--)
            length = damage(bytes, length, &rng);
        put_file(path, bytes, length);
        status = is_solution ? wain_solution_file_read(path, 4, &solution, &faults, &err)
                             : wain_instance_read(path, &options, &instance, &err);
        odd += status != WAIN_OK && (status != WAIN_EINPUT || err.text[0] == '\0');
        odd += !is_solution && (status == WAIN_OK) != (instance != NULL);
        wain_instance_free(instance);
        wain_solution_file_clear(&solution);
        wain_fault_list_clear(&faults);
        unlink(path);
    }
    CU_ASSERT_EQUAL(odd, 0);
}

static void vrplib(void)
{
    survive("tiny.vrp", false);
}

static void vrplib_matrix(void)
{
    survive("matrix.vrp", false);
}

static void solomon(void)
{
    survive("tiny.txt", false);
}

static void solutions(void)
{
    survive("tiny.sol", true);
}

void wain_suite_damaged_instances(CU_pSuite suite)
{
    CU_ADD_TEST(suite, vrplib);
    CU_ADD_TEST(suite, vrplib_matrix);
    CU_ADD_TEST(suite, solomon);
    CU_ADD_TEST(suite, solutions);
}
