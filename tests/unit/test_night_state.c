/* The state file of a night: what goes in comes out, two generations, and no damage goes unnoticed. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/night_state.h"
#include "solver/core/memory.h"
#include "solver/partition/partition_packing.h"

void wain_suite_night_state(CU_pSuite suite);

enum { ORDERS = 12, UNITS = 3, PER_UNIT = 4, FIRST_DAY = 20000 };

static char folder[] = "/tmp/wain-state-XXXXXX";
static char path[sizeof folder + 16], older[sizeof folder + 24];

static wain_order_book *new_book(void)
{
    wain_order_book *book = NULL;
    int32_t index;

    CU_ASSERT_EQUAL_FATAL(wain_order_book_create(&book, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_region(book, "a", 1, &index, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_order_book_add_depot(book, &(wain_depot){.close = 80000}, NULL), WAIN_OK);
    for (int32_t t = 0; t < 3; t++)
        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_type(book, &(wain_vehicle_type){.count = 5}, NULL), WAIN_OK);
    for (int32_t i = 0; i < ORDERS; i++)
        CU_ASSERT_EQUAL_FATAL(wain_order_book_add_order(book, &(wain_order){.x = i}, NULL, 0, NULL), WAIN_OK);
    return book;
}

/* Unit u has every third order of the book. */
static wain_partition *new_partition(const wain_order_book *book)
{
    wain_partition *of = NULL;

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(of, 1, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(of->units, UNITS, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(of->orders, ORDERS, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(of->type_counts, UNITS * book->num_types, NULL), WAIN_OK);
    of->num_units = UNITS;
    of->first_day = FIRST_DAY;
    of->num_days = 2;
    of->max_stops = 5;
    for (int32_t u = 0; u < UNITS; u++) {
        wain_unit *unit = &of->units[u];

        *unit = (wain_unit){.part = u, .num_parts = UNITS, .day = FIRST_DAY + 1, .num_orders = PER_UNIT};
        unit->effort = 1.5 * u;
        unit->memory = 100 + (size_t)u;
        unit->orders = of->orders + u * PER_UNIT;
        unit->type_count = of->type_counts + (size_t)u * book->num_types;
        unit->type_count[u] = u + 1;
        for (int32_t i = 0; i < PER_UNIT; i++)
            unit->orders[i] = UNITS * i + u;
    }
    return of;
}

/* One route of three stops and one order left out. */
static wain_solution *new_solution(wain_reason reason)
{
    wain_solution *solution = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_solution_create(PER_UNIT, &solution, NULL), WAIN_OK);
    solution->cost = 77;
    solution->num_routes = 1;
    solution->routes[0] = (wain_route){.type = 0, .first = 0, .num_stops = 3};
    solution->num_stops = 3;
    solution->stops[0] = 2;
    solution->stops[1] = 0;
    solution->stops[2] = 3;
    solution->num_unserved = 1;
    solution->unserved[0] = (wain_unserved){.order = 1, .reason = reason, .detail = -1};
    return solution;
}

static wain_search_state *new_search_state(int64_t round)
{
    wain_search_state *state = NULL;

    CU_ASSERT_EQUAL_FATAL(WAIN_NEW(state, 1, NULL), WAIN_OK);
    state->cooled = 0.25;
    state->round = round;
    state->iterations = 1000 + round;
    state->best = new_solution(WAIN_REASON_NONE);
    state->current = round > 0 ? new_solution(WAIN_REASON_NONE) : NULL;
    return state;
}

static wain_night_fact facts[] = {{"search.seed", "1"}, {"the content of orders", "abc"}};
static char *assignments[] = {"search.seed=1", "output.result=a b.h5"};

/* Unit 0 is done, unit 1 was cut short in its third round, unit 2 waits with something to begin from. */
typedef struct fixture {
    wain_order_book *book;
    wain_partition *partition;
    wain_unit_outcome units[UNITS];
    wain_night_facts facts;
    wain_night_start start;
    wain_night_content content;
} fixture;

static void create(fixture *f)
{
    *f = (fixture){
        .book = new_book(),
        .facts = {facts, 2, 2},
        .start = {.folder = "/some where", .job = "job.yaml", .assignments = assignments, .num_assignments = 2}};
    f->partition = new_partition(f->book);
    f->units[0] = (wain_unit_outcome){.state = WAIN_UNIT_DONE,
                                      .rank = 4,
                                      .solution = new_solution(WAIN_REASON_FLEET_EXHAUSTED),
                                      .statistics = {.iterations = 321, .seconds = 1.25}};
    f->units[1] = (wain_unit_outcome){.state = WAIN_UNIT_DONE,
                                      .cut_short = true,
                                      .solution = new_solution(WAIN_REASON_FLEET_EXHAUSTED),
                                      .kept = new_search_state(3)};
    f->units[2] = (wain_unit_outcome){.state = WAIN_UNIT_RUNNING, .from = new_search_state(0)};
    f->content = (wain_night_content){&f->facts, &f->start, 2, 10, f->partition, f->book->num_types, f->units};
}

static void clear(fixture *f)
{
    for (int32_t u = 0; u < UNITS; u++)
        wain_unit_outcome_clear(&f->units[u]);
    wain_partition_free(f->partition);
    wain_order_book_free(f->book);
}

static wain_status write_it(const fixture *f)
{
    wain_atomic_file file;
    wain_status status;

    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(path, &file, NULL), WAIN_OK);
    status = wain_night_state_write(&file, &f->content, NULL);
    wain_atomic_file_abandon(&file);
    return status;
}

static void remove_it(void)
{
    wain_atomic_file file;

    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(path, &file, NULL), WAIN_OK);
    wain_night_state_remove(&file);
    CU_ASSERT_PTR_NULL(file.path);
}

static wain_night_state *read_it(wain_error *note)
{
    wain_night_state *state = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_night_state_read(path, &state, note, NULL), WAIN_OK);
    return state;
}

static void check_units(const fixture *f, wain_night_state *state)
{
    wain_partition *partition = NULL;
    wain_unit_outcome *units = NULL;

    CU_ASSERT_EQUAL_FATAL(wain_night_state_units(state, f->book, &partition, &units, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(partition->num_units, UNITS);
    CU_ASSERT_EQUAL(partition->num_days, 2);
    CU_ASSERT_EQUAL(partition->max_stops, 5);
    for (int32_t u = 0; u < UNITS; u++) {
        const wain_unit *is = &partition->units[u], *was = &f->partition->units[u];

        CU_ASSERT_EQUAL(is->part, was->part);
        CU_ASSERT_EQUAL(is->day, was->day);
        CU_ASSERT_EQUAL(is->effort, was->effort);
        CU_ASSERT_EQUAL(is->memory, was->memory);
        CU_ASSERT_EQUAL_FATAL(is->num_orders, was->num_orders);
        CU_ASSERT_EQUAL(memcmp(is->orders, was->orders, PER_UNIT * sizeof *is->orders), 0);
        CU_ASSERT_EQUAL(memcmp(is->type_count, was->type_count, f->book->num_types * sizeof *is->type_count), 0);
    }
    CU_ASSERT_EQUAL(units[0].state, WAIN_UNIT_DONE);
    CU_ASSERT_EQUAL(units[0].rank, 4);
    CU_ASSERT_EQUAL(units[0].statistics.iterations, 321);
    CU_ASSERT_EQUAL(units[0].solution->cost, 77);
    CU_ASSERT_EQUAL(units[0].solution->stops[2], 3);
    CU_ASSERT_EQUAL(units[0].solution->unserved[0].reason, WAIN_REASON_FLEET_EXHAUSTED);
    CU_ASSERT_EQUAL(units[1].state, WAIN_UNIT_WAITING); /* what was cut short is to be gone on with */
    CU_ASSERT_PTR_NOT_NULL_FATAL(units[1].solution);    /* for want of a better one */
    CU_ASSERT_EQUAL(units[1].solution->cost, 77);
    CU_ASSERT_EQUAL(units[1].kept->round, 3);
    CU_ASSERT_EQUAL(units[1].kept->iterations, 1003);
    CU_ASSERT_EQUAL(units[1].kept->current->stops[0], 2);
    CU_ASSERT_EQUAL(units[2].state, WAIN_UNIT_WAITING);
    CU_ASSERT_PTR_NULL(units[2].kept);
    CU_ASSERT_EQUAL(units[2].from->cooled, 0.25);
    for (int32_t u = 0; u < UNITS; u++)
        wain_unit_outcome_clear(&units[u]);
    free(units);
    wain_partition_free(partition);
}

static void what_goes_in_comes_out(void)
{
    wain_night_state *state;
    wain_error note;
    fixture f;

    create(&f);
    remove_it();
    CU_ASSERT_FALSE(wain_night_state_exists(path));
    CU_ASSERT_EQUAL_FATAL(write_it(&f), WAIN_OK);
    CU_ASSERT_TRUE(wain_night_state_exists(path));
    state = read_it(&note);
    CU_ASSERT_EQUAL(note.text[0], '\0');
    CU_ASSERT_STRING_EQUAL(state->start.folder, "/some where");
    CU_ASSERT_STRING_EQUAL(state->start.job, "job.yaml");
    CU_ASSERT_EQUAL_FATAL(state->start.num_assignments, 2);
    CU_ASSERT_STRING_EQUAL(state->start.assignments[1], "output.result=a b.h5");
    CU_ASSERT_EQUAL_FATAL(state->facts.count, 2);
    CU_ASSERT_EQUAL(state->round, 2);
    CU_ASSERT_EQUAL(state->rounds, 10);
    check_units(&f, state);
    wain_night_state_free(state);
    remove_it();
    CU_ASSERT_FALSE(wain_night_state_exists(path));
    clear(&f);
}

static void facts_that_differ_are_named(void)
{
    wain_night_fact other[] = {{"search.seed", "2"}, {"the content of orders", "abc"}};
    const wain_night_facts then = {facts, 2, 2}, now = {other, 2, 2}, fewer = {facts, 1, 1};
    char text[200];

    CU_ASSERT_FALSE(wain_night_facts_differ(&then, &then, text, sizeof text));
    CU_ASSERT_TRUE(wain_night_facts_differ(&then, &now, text, sizeof text));
    CU_ASSERT_STRING_EQUAL(text, "search.seed was 1 and is 2");
    CU_ASSERT_TRUE(wain_night_facts_differ(&then, &fewer, text, sizeof text));
    CU_ASSERT_STRING_EQUAL(text, "the content of orders was abc and is not set");
    CU_ASSERT_TRUE(wain_night_facts_differ(&fewer, &then, text, sizeof text));
    CU_ASSERT_STRING_EQUAL(text, "the content of orders was not set and is abc");
}

static size_t load(const char *name, uint8_t **bytes)
{
    FILE *f = fopen(name, "rb");
    struct stat found;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL_FATAL(stat(name, &found), 0);
    *bytes = malloc((size_t)found.st_size);
    CU_ASSERT_EQUAL_FATAL(fread(*bytes, 1, (size_t)found.st_size, f), (size_t)found.st_size);
    fclose(f);
    return (size_t)found.st_size;
}

static void store(const char *name, const uint8_t *bytes, size_t size)
{
    FILE *f = fopen(name, "wb");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    CU_ASSERT_EQUAL_FATAL(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

static void a_damaged_one_gives_way_to_the_one_before(void)
{
    wain_night_state *state = NULL;
    wain_error note, err;
    uint8_t *bytes;
    fixture f;
    size_t size;

    create(&f);
    CU_ASSERT_EQUAL_FATAL(write_it(&f), WAIN_OK);
    f.units[0].statistics.iterations = 322;
    CU_ASSERT_EQUAL_FATAL(write_it(&f), WAIN_OK);
    size = load(path, &bytes);
    for (size_t at = 0; at < size + 20; at += at < 40 ? 1 : 7) {
        if (at < size)
            bytes[at] ^= 0x10;
        store(path, bytes, at < size ? size : size - (at - size) - 1); /* a byte flipped, or the end cut off */
        if (at >= 12 && at < 16) {                                     /* the reserved field */
            bytes[at] ^= 0x10;
            continue;
        }
        CU_ASSERT_EQUAL_FATAL(wain_night_state_read(path, &state, &note, &err), WAIN_OK);
        CU_ASSERT_NOT_EQUAL(note.text[0], '\0');
        CU_ASSERT_STRING_EQUAL(state->path, older);
        wain_night_state_free(state);
        if (at < size)
            bytes[at] ^= 0x10;
    }
    unlink(path); /* as between two renames */
    CU_ASSERT_EQUAL_FATAL(wain_night_state_read(path, &state, &note, &err), WAIN_OK);
    f.units[0].statistics.iterations = 321;
    check_units(&f, state);
    wain_night_state_free(state);
    store(older, bytes, 31);
    CU_ASSERT_EQUAL(wain_night_state_read(path, &state, &note, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, older));
    unlink(older);
    CU_ASSERT_EQUAL(wain_night_state_read(path, &state, &note, &err), WAIN_EIO);
    store(path, bytes, 33);
    CU_ASSERT_EQUAL(wain_night_state_read(path, &state, &note, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "not a whole state"));
    remove_it();
    free(bytes);
    clear(&f);
}

/* Two jobs on one state would each rename the other's generations away. */
static void a_claimed_state_is_nobody_elses(void)
{
    wain_atomic_file first, second;
    wain_error err;
    fixture f;

    create(&f);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(path, &first, NULL), WAIN_OK);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(wain_night_state_write(&first, &f.content, NULL), WAIN_OK);
        CU_ASSERT_EQUAL(wain_atomic_file_open(path, &second, &err), WAIN_EIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "another job"));
    }
    wain_night_state_remove(&first);
    CU_ASSERT_FALSE(wain_night_state_exists(path));
    remove_it();
    clear(&f);
}

/* A writer that is killed leaves its temporary and its lock; when nothing is left to resume they go as well. */
static void what_a_killed_writer_left_is_removed(void)
{
    static const char *const names[] = {".a.state.wain-tmp", ".a.state.wain-lock"};
    char name[sizeof folder + 24];
    fixture f;

    create(&f);
    CU_ASSERT_EQUAL_FATAL(write_it(&f), WAIN_OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(name, sizeof name, "%s/%s", folder, names[i]);
        store(name, (const uint8_t *)"half", 4);
    }
    remove_it();
    CU_ASSERT_EQUAL(rmdir(folder), 0); /* it is empty */
    CU_ASSERT_EQUAL_FATAL(mkdir(folder, 0700), 0);
    clear(&f);
}

/* The checksum is right and the units are not those of the book. */
static void units_of_another_book_are_refused(void)
{
    wain_partition *partition = NULL;
    wain_unit_outcome *units = NULL;
    wain_night_state *state;
    wain_error note, err;
    fixture f;

    for (int32_t how = 0; how < 9; how++) {
        create(&f);
        if (how == 0)
            f.partition->orders[5] = ORDERS;
        else if (how == 1)
            f.partition->orders[5] = f.partition->orders[4];
        else if (how == 2)
            f.partition->units[1].region = 1;
        else if (how == 3)
            f.partition->units[2].day += 2;
        else if (how == 4)
            f.units[0].solution->stops[1] = 3;
        else if (how == 5)
            f.units[1].kept->current->routes[0].type = 1; /* it has vehicles of one type */
        else if (how == 6)
            f.units[0].solution->routes[0].type = 3;
        else if (how == 7)
            f.partition->units[1].part = 2;
        else
            f.partition->units[2].num_parts++;
        CU_ASSERT_EQUAL_FATAL(write_it(&f), WAIN_OK);
        state = read_it(&note);
        CU_ASSERT_EQUAL(wain_night_state_units(state, f.book, &partition, &units, &err), WAIN_EINPUT);
        CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "damaged"));
        wain_night_state_free(state);
        remove_it();
        clear(&f);
    }
}

static void what_cannot_be_written_leaves_the_old_one(void)
{
    wain_night_state *state;
    wain_atomic_file file;
    wain_error note, err;
    char temporary[sizeof folder + 24];
    fixture f;

    create(&f);
    CU_ASSERT_EQUAL_FATAL(wain_atomic_file_open(path, &file, NULL), WAIN_OK);
    CU_ASSERT_EQUAL_FATAL(wain_night_state_write(&file, &f.content, NULL), WAIN_OK);
    snprintf(temporary, sizeof temporary, "%s/.a.state.wain-tmp", folder);
    CU_ASSERT_EQUAL(mkdir(temporary, 0700), 0);
    CU_ASSERT_EQUAL(wain_night_state_write(&file, &f.content, &err), WAIN_EIO);
    CU_ASSERT_EQUAL(rmdir(temporary), 0);
    wain_atomic_file_abandon(&file);
    state = read_it(&note);
    check_units(&f, state);
    wain_night_state_free(state);
    remove_it();
    clear(&f);
}

static void remove_folder(void)
{
    rmdir(folder);
}

/* Days at both ends of their type are as far apart as any. */
static void a_day_far_outside_the_horizon_is_refused(void)
{
    wain_partition *back = NULL;
    wain_buffer bytes = {0};
    fixture f;

    create(&f);
    f.partition->first_day = INT32_MIN;
    f.partition->units[0].day = INT32_MAX;
    wain_partition_pack(f.partition, f.book->num_types, &bytes);
    CU_ASSERT_EQUAL(wain_partition_unpack(&bytes, f.book, &back, NULL), WAIN_EINTERNAL);
    CU_ASSERT_PTR_NULL(back);
    wain_buffer_clear(&bytes);
    clear(&f);
}

void wain_suite_night_state(CU_pSuite suite)
{
    if (!mkdtemp(folder))
        return;
    snprintf(path, sizeof path, "%s/a.state", folder);
    snprintf(older, sizeof older, "%s/a.state.1", folder);
    atexit(remove_folder);
    CU_ADD_TEST(suite, what_goes_in_comes_out);
    CU_ADD_TEST(suite, a_claimed_state_is_nobody_elses);
    CU_ADD_TEST(suite, facts_that_differ_are_named);
    CU_ADD_TEST(suite, a_damaged_one_gives_way_to_the_one_before);
    CU_ADD_TEST(suite, what_a_killed_writer_left_is_removed);
    CU_ADD_TEST(suite, units_of_another_book_are_refused);
    CU_ADD_TEST(suite, what_cannot_be_written_leaves_the_old_one);
    CU_ADD_TEST(suite, a_day_far_outside_the_horizon_is_refused);
}
