// The bridge from bench.h to Google Benchmark: nothing but translation.
#include <benchmark/benchmark.h>

#include "benchmarks/bench.h"

struct bench_run {
    benchmark::State &state;
};

static bool any_failed = false;

int bench_main(int argc, char **argv, const bench_entry *entries, int num_entries)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    for (int i = 0; i < num_entries; i++) {
        bench_body *body = entries[i].body;
        auto *registered = benchmark::RegisterBenchmark(entries[i].name, [body](benchmark::State &state) {
            bench_run run{state};
            body(&run);
        });
        registered->RangeMultiplier(entries[i].size_factor)->Range(entries[i].size_min, entries[i].size_max);
        registered->UseRealTime();
    }
    const size_t num_run = benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    if (num_run == 0)
        return 1;
    return any_failed ? 2 : 0;
}

bool bench_next(bench_run *run)
{
    return run->state.KeepRunning();
}

int64_t bench_size(const bench_run *run)
{
    return run->state.range(0);
}

void bench_fail(bench_run *run, const char *text)
{
    any_failed = true;
    run->state.SkipWithError(text);
}

void bench_rate(bench_run *run, const char *name, int64_t total)
{
    run->state.counters[name] = benchmark::Counter(static_cast<double>(total), benchmark::Counter::kIsRate);
}

void bench_figure(bench_run *run, const char *name, double value)
{
    run->state.counters[name] = value;
}
