#include <CUnit/CUnit.h>
#include <string.h>

#include "solver/core/fault.h"

void wain_suite_fault(CU_pSuite suite);

static void a_fault_is_one_line(void)
{
    wain_fault_list list = {0};
    char text[200];

    wain_fault_add(&list, WAIN_FAULT_REFUSES, "a.csv", 7, "latitude", "x\n", "a number", "give degrees");
    CU_ASSERT_EQUAL(wain_fault_print(&list.items[0], text, sizeof text), (int)strlen(text));
    CU_ASSERT_STRING_EQUAL(text, "a.csv:7: column 'latitude': found 'x\\x0a', expected a number; give degrees");
    wain_fault_describe("latitude", "x\n", "a number", "give degrees", text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "column 'latitude': found 'x\\x0a', expected a number; give degrees");
    wain_fault_add_sentence(&list, WAIN_FAULT_STOPS, "b.csv", 0, "the file can't be read: No such file or directory");
    CU_ASSERT_EQUAL(wain_fault_print(&list.items[1], text, sizeof text), (int)strlen(text));
    CU_ASSERT_STRING_EQUAL(text, "b.csv: the file can't be read: No such file or directory");
    CU_ASSERT_EQUAL(wain_fault_print(&list.items[1], text, 10), 56);
    CU_ASSERT_STRING_EQUAL(text, "b.csv: th");
    wain_fault_list_clear(&list);
}

static void faults_are_sorted_by_file_line_and_column(void)
{
    static const struct {
        const char *file;
        int64_t line;
        const char *column;
    } given[] = {{"b", 19, "x"}, {"b", 17, "y"}, {"a", 30, "x"}, {"b", 17, "x"}, {"b", 2, "x"}};
    static const int sorted[] = {2, 4, 3, 1, 0};
    wain_fault_list list = {0};

    for (int i = 0; i < 5; i++)
        wain_fault_add(&list, WAIN_FAULT_WARNING, given[i].file, given[i].line, given[i].column, "v", "e", "");
    wain_fault_list_sort(&list);
    for (int i = 0; i < 5; i++) {
        CU_ASSERT_STRING_EQUAL(list.items[i].file, given[sorted[i]].file);
        CU_ASSERT_EQUAL(list.items[i].line, given[sorted[i]].line);
        CU_ASSERT_STRING_EQUAL(list.items[i].column, given[sorted[i]].column);
    }
    wain_fault_list_clear(&list);
    wain_fault_list_sort(&list);
}

/* However many warnings came before, what stops the job is told. */
static void a_full_list_makes_room_for_what_stops_the_job(void)
{
    wain_fault_list list = {.limit = 3};
    wain_error err = {0};
    size_t stops = 0;

    for (int i = 0; i < 5; i++)
        wain_fault_add(&list, WAIN_FAULT_WARNING, "a", i, "", "v", "e", "");
    wain_fault_add(&list, WAIN_FAULT_REFUSES, "a", 9, "", "v", "e", "");
    CU_ASSERT_EQUAL(list.items[2].effect, WAIN_FAULT_WARNING);
    for (int i = 0; i < 2; i++)
        wain_fault_add(&list, WAIN_FAULT_STOPS, "b", i, "", "v", "e", "");
    CU_ASSERT_EQUAL(list.kept, 3);
    for (size_t i = 0; i < list.kept; i++)
        stops += list.items[i].effect == WAIN_FAULT_STOPS;
    CU_ASSERT_EQUAL(stops, 2);
    CU_ASSERT_EQUAL(wain_fault_verdict(&list, WAIN_EINPUT, &err), WAIN_EINPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "(and 1 more fault)"));
    for (int i = 0; i < 4; i++)
        wain_fault_add(&list, WAIN_FAULT_STOPS, "c", i, "", "v", "e", "");
    CU_ASSERT_EQUAL(list.kept, 3);
    CU_ASSERT_EQUAL(list.total[WAIN_FAULT_STOPS], 6);
    CU_ASSERT_EQUAL(list.total[WAIN_FAULT_WARNING], 5);
    wain_fault_list_clear(&list);
}

void wain_suite_fault(CU_pSuite suite)
{
    CU_ADD_TEST(suite, a_fault_is_one_line);
    CU_ADD_TEST(suite, faults_are_sorted_by_file_line_and_column);
    CU_ADD_TEST(suite, a_full_list_makes_room_for_what_stops_the_job);
}
