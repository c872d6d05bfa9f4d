#!/usr/bin/env bash
# run.sh TARGET CORPUS SECONDS: run a fuzz target from its corpus. What it finds on the way is kept in a folder of its
# own below the current one, so that the corpus stays small. An input that fails is named, with how to repeat it.
set -euo pipefail
target=$1 corpus=$2 seconds=$3
name=$(basename "$target")
found=$PWD/found/$name
mkdir -p "$found"
log=$found.log
code=0

# Slow is more than ten seconds an input, large more than 2 GiB.
"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$found/failed-" "$(mktemp -d "$found/new.XXXXXX")" "$corpus" >"$log" 2>&1 || code=$?
rm -rf "$found"/new.*
if [ "$code" -ne 0 ]; then
    grep -v '^#' "$log" | tail -n 60
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    if [ -n "$input" ]; then
        echo "FAILED: $name on the input $input"
        echo "Repeat: $target $input"
        echo "Then keep it in $corpus, so that it is tried from now on."
    else
        echo "FAILED: $name, code $code; its output is in $log"
    fi
    exit 1
fi
sed -n 's/^stat::number_of_executed_units: */executions: /p; s/^stat::average_exec_per_sec: */a second: /p' "$log"
