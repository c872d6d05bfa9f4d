/* A made-up job with its book and plan, of any size, for tests of the result file. */
#ifndef WAIN_TESTS_RESULT_FIXTURE_H
#define WAIN_TESTS_RESULT_FIXTURE_H

#include "io/result_writer.h"

typedef struct result_fixture {
    wain_job job;
    wain_order_book *book;
    wain_plan *plan;
    wain_result_run run;
    wain_job_input inputs[2];
} result_fixture;

/* Every seventh order is left out; the others are in routes of five stops, two regions, two days. Aborts without
 * memory. */
void result_fixture_create(result_fixture *fixture, size_t num_orders);
void result_fixture_clear(result_fixture *fixture);

#endif
