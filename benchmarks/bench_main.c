/* The program wain_bench: every body of benches.def. */
#include "benchmarks/bench.h"

#define BENCH(name, size_min, size_max, size_factor) bench_body bench_##name;
#include "benchmarks/benches.def"
#undef BENCH

static const bench_entry entries[] = {
#define BENCH(name, size_min, size_max, size_factor) {#name, bench_##name, size_min, size_max, size_factor},
#include "benchmarks/benches.def"
#undef BENCH
};

int main(int argc, char **argv)
{
    return bench_main(argc, argv, entries, (int)(sizeof entries / sizeof *entries));
}
