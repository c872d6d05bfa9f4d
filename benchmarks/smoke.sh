#!/usr/bin/env bash
# Usage: smoke.sh WAIN_BENCH NAME: run a benchmark body briefly; fails when it reports an error or does not run.
set -euo pipefail
report=$("$1" --benchmark_filter="^$2/" --benchmark_min_time=0.01 --benchmark_format=json 2>/dev/null)
if grep -q '"error_occurred": true' <<<"$report"; then
    grep '"error_message"' <<<"$report"
    exit 1
fi
grep -q "\"name\": \"$2/" <<<"$report" || {
    echo "benchmark $2 did not run"
    exit 1
}
grep -E '"(name|real_time)": ' <<<"$report"
