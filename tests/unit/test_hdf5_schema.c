#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hdf5_schema.h"

void wain_suite_hdf5_schema(CU_pSuite suite);

static void columns_of_a_group_are_consecutive_and_named_once(void)
{
    int previous = 0;

    for (int i = 0; i < WAIN_NUM_COLUMNS; i++) {
        CU_ASSERT_TRUE((int)wain_columns[i].group == previous || (int)wain_columns[i].group == previous + 1);
        previous = (int)wain_columns[i].group;
        CU_ASSERT_TRUE(strlen(wain_columns[i].long_name) > 0);
        CU_ASSERT_EQUAL(wain_columns[i].type == WAIN_COLUMN_TEXT, wain_columns[i].units[0] == '\0');
        for (int k = 0; k < i; k++)
            CU_ASSERT_FALSE(wain_columns[k].group == wain_columns[i].group &&
                            strcmp(wain_columns[k].name, wain_columns[i].name) == 0);
    }
    CU_ASSERT_EQUAL(previous, WAIN_NUM_GROUPS - 1);
}

static char *read_whole(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_TRUE(getdelim(&text, &size, '\0', file) > 0);
    fclose(file);
    return text;
}

/* docs/file_formats.md ends with the tables; `wain_write_result --schema` prints them anew. */
static void the_documentation_has_the_same_tables(void)
{
    char *tables = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&tables, &size);
    char *document = read_whole(WAIN_TEST_DATA "/../../docs/file_formats.md");
    const char *start = strstr(document, "<!-- schema -->\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    wain_schema_print_markdown(out);
    fclose(out);
    CU_ASSERT_PTR_NOT_NULL_FATAL(start);
    CU_ASSERT_STRING_EQUAL(start + strlen("<!-- schema -->\n"), tables);
    free(tables);
    free(document);
}

void wain_suite_hdf5_schema(CU_pSuite suite)
{
    CU_ADD_TEST(suite, columns_of_a_group_are_consecutive_and_named_once);
    CU_ADD_TEST(suite, the_documentation_has_the_same_tables);
}
