/* Reading and validating an order book from CSV, from the job file to the model. Size: number of orders. */
#include "benchmarks/bench.h"
#include "benchmarks/bench_book.h"

bench_body bench_csv;

void bench_csv(bench_run *run)
{
    bench_book bench = {0};
    wain_error error = {0};
    int64_t rows = 0;

    if (bench_book_write(&bench, bench_size(run), &error) != WAIN_OK)
        bench_fail(run, error.text);
    while (bench_next(run)) {
        if (bench_book_load(&bench, &error) != WAIN_OK) {
            bench_fail(run, error.text);
            break;
        }
        rows += (int64_t)bench.book->num_orders;
    }
    bench_rate(run, "rows", rows);
    bench_book_clear(&bench);
}
