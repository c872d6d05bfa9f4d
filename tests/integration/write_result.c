/* write_result ORDERS FILE [SECONDS]: a made-up result, for tests and timings of what reads one; SECONDS are those that
 * its second region (north) took.
 * write_result --schema: the tables of docs/file_formats.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core/clock.h"
#include "tests/unit/result_fixture.h"

int main(int argc, char **argv)
{
    result_fixture fixture;
    wain_error err = {0};
    wain_status status;
    double start;

    if (argc == 2 && strcmp(argv[1], "--schema") == 0) {
        wain_schema_print_markdown(stdout);
        return WAIN_OK;
    }
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: write_result ORDERS FILE [SECONDS] | --schema\n");
        return WAIN_EUSAGE;
    }
    result_fixture_create(&fixture, strtoul(argv[1], NULL, 10));
    if (argc == 4)
        fixture.plan->units[1].seconds = strtod(argv[3], NULL);
    start = wain_clock_seconds();
    status = wain_result_write(argv[2], &fixture.job, fixture.book, fixture.plan, &fixture.run, &err);
    if (status == WAIN_OK)
        fprintf(stderr, "%s orders written in %.3f s\n", argv[1], wain_clock_seconds() - start);
    else
        fprintf(stderr, "%s\n", err.text);
    result_fixture_clear(&fixture);
    return (int)status;
}
