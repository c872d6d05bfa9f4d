/* Runs the CUnit suites of tests/suites.def: all of them, or those named on the command line. */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#define SUITE(name) void wain_suite_##name(CU_pSuite suite);
#include "tests/suites.def"
#undef SUITE

static const struct {
    const char *name;
    void (*add)(CU_pSuite);
} suites[] = {
#define SUITE(name) {#name, wain_suite_##name},
#include "tests/suites.def"
#undef SUITE
};

static int is_wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return 1;
    }
    return argc < 2;
}

int main(int argc, char **argv)
{
    unsigned failures;
    int added = 0;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        if (is_wanted(suites[i].name, argc, argv)) {
            suites[i].add(CU_add_suite(suites[i].name, NULL, NULL));
            added++;
        }
    }
    if (added == 0) {
        fprintf(stderr, "no suite of that name\n");
        return 1;
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures() + CU_get_number_of_suites_failed() + CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    return failures != 0;
}
