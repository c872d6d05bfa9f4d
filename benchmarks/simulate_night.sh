#!/usr/bin/env bash
# The simulated night against real ones on this machine: time to plan and idle share of a generated book.
# Usage: simulate_night.sh [--orders N] [--regions R] [--iterations N] [--ranks "1 2"] [--calibrate N] [--build DIR] [--out DIR]
# The costs are measured first, with searches of so many iterations (--calibrate 0: those that stand in OUT/costs.txt).
set -euo pipefail
root=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)")

die() {
    printf 'simulate_night: %s\n' "$*" >&2
    exit 2
}

orders=60000
regions=6
iterations=40000
ranks="1 2"
calibrate=40000
build=$root/build/release
out=$root/build/suite/simulate_night
while [ $# -gt 0 ]; do
    case "$1" in
        --orders | --regions | --iterations | --ranks | --calibrate | --build | --out)
            [ $# -ge 2 ] || die "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        *) die "unknown option $1" ;;
    esac
done
simulate=$build/benchmarks/simulate_night
wain=$build/wain
if [ ! -x "$simulate" ] || [ ! -x "$wain" ]; then
    die "$build holds no program: build it first, or give --build"
fi

launch() {
    if [ "$1" = 1 ]; then
        "${@:2}"
    else
        mpirun --oversubscribe --bind-to none --mca mpi_yield_when_idle 1 -n "$@"
    fi
}

# watch NAME: seconds for which the processes with NAME in their command line had to wait for a core, until none is left.
watch() {
    local pid waited
    declare -A seen=()
    while :; do
        sleep 0.2
        [ -e "$1.done" ] && break
        for pid in $(pgrep -x wain); do
            grep -qaF "$1" "/proc/$pid/cmdline" 2>/dev/null || continue
            waited=$(cut -d ' ' -f 2 "/proc/$pid/schedstat" 2>/dev/null) && seen[$pid]=$waited
        done
    done
    printf '%s\n' "${seen[@]}" | awk '{ sum += $1 } END { print sum / 1e9 }'
}

mkdir -p "$out"
cd "$out"
job=book_${orders}_$regions/job.yaml
[ -e "$job" ] || "$wain" generate --orders "$orders" --regions "$regions" --seed 1 --output "$(dirname "$job")" >/dev/null
if [ "$calibrate" != 0 ]; then
    launch 2 "$simulate" --calibrate "$job" --iterations "$calibrate" >costs.tmp
    mv costs.tmp costs.txt
fi
"$wain" plan --dry-run --json --quiet "$job" |
    awk -F'[:,]' '/"parts"/ { parts = $2 } /"unit":/ { unit = 1 } unit && /"orders"/ { print $2 + 0, parts + 0 }' >units.txt

printf '%s orders, %s units, %s iterations each; seconds, idle share\n' "$orders" "$(wc -l <units.txt)" "$iterations"
printf '%5s %8s %12s %8s %10s %8s %10s\n' ranks real 'undisturbed' simulated 'error, %' idle simulated
for number in $ranks; do
    plan=$PWD/plan_$number.h5
    rm -f "$plan" "$plan".*
    watch "$plan" >waited.txt &
    watcher=$!
    launch "$number" "$wain" plan "$job" --iterations "$iterations" --threads 1 --json --quiet --output "$plan" >"real_$number.json"
    touch "$plan.done"
    wait "$watcher"
    rm -f "$plan.done"
    "$simulate" --csv --costs costs.txt --units units.txt --iterations "$iterations" --ranks "$number" >"simulated_$number.csv"
    awk -v ranks="$number" -v waited="$(cat waited.txt)" '
        FNR == NR { if ($1 == "\"seconds\":") real = $2 + 0; if ($1 == "\"idle_share\":") idle = $2 + 0; next }
        FNR == 2 {
            split($0, row, ",")
            own = real - waited / ranks
            printf "%5d %8.2f %12.2f %8.2f %10.1f %8.3f %10.3f\n", ranks, real, own, row[4], 100 * (row[4] / own - 1), idle, row[9]
        }' "real_$number.json" "simulated_$number.csv"
done
