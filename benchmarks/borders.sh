#!/usr/bin/env bash
# What splitting a region costs: one region's day searched whole, in parts, and in parts with rounds across their borders,
# each with the same iterations in all.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

usage() {
    cat <<'TEXT'
Usage: benchmarks/borders.sh [OPTION...]

  --orders N       of the region's day (default 10000)
  --parts N        into which it is split, 2 at least (default 4)
  --effort N       iterations for each order, of the whole and of all parts together (default 200)
  --seeds N        order books, seeds 1 to N (default 2)
  --rounds LIST    numbers of rounds to try (default "0 1 4 10")
  --set S.KEY=V    an option of wain plan for all runs but that of the whole; may be repeated
  --wain PROGRAM   default build/release/wain
  --out DIR        receives books and results (default build/suite/borders)

For each, the mean over the seeds: cost with the prices of the orders left out, the difference to the whole, orders left
out, processor seconds.
TEXT
}

die() {
    printf 'borders: %s\n' "$*" >&2
    exit 2
}

orders=10000
parts=4
effort=200
seeds=2
rounds="0 1 4 10"
settings=()
wain=$root/build/release/wain
out=$root/build/suite/borders
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage && exit 0 ;;
        --orders | --parts | --effort | --seeds | --rounds | --set | --wain | --out)
            [ $# -ge 2 ] || die "$1 needs a value"
            if [ "$1" = --set ]; then settings+=(--set "$2"); else declare "${1#--}=$2"; fi
            shift 2
            ;;
        *) die "unknown option $1; --help lists the options" ;;
    esac
done
for number in orders parts effort seeds; do
    [[ ${!number} =~ ^[1-9][0-9]{0,8}$ ]] || die "--$number: found '${!number}', expected a whole number from 1"
done
[ "$parts" -ge 2 ] || die "--parts: found '$parts', expected 2 or more"
[[ $rounds =~ ^[0-9]+(\ +[0-9]+)*$ ]] || die "--rounds: found '$rounds', expected whole numbers from 0 with spaces between them"
if [ ! -f "$wain" ] || [ ! -x "$wain" ]; then
    die "$wain is no program: build it first, or give --wain"
fi

mkdir -p "$out"
figures=$out/figures.txt
: >"$figures"

# try NAME SEED ITERATIONS OPTION...: one line of figures.
try() {
    local name=$1 seed=$2 iterations=$3 result=$out/$1.$2.h5
    shift 3
    times >"$out/before.txt"
    "$wain" plan "$out/book$seed/job.yaml" --iterations "$iterations" --output "$result" --json "$@" >"$result.json" 2>"$result.log" ||
        {
            cat "$result.log" >&2
            die "no plan of book $seed ($name)"
        }
    times >"$out/after.txt"
    python3 - "$name" "$result.json" "$out" >>"$figures" <<'PYTHON'
import json
import sys


def seconds(path):
    """Processor time of the shell's children so far, as `times` writes it."""
    with open(path, encoding="utf-8") as stream:
        minutes, rest = stream.readlines()[1].split()[0].rstrip("s").split("m")
    return 60 * float(minutes) + float(rest)


name, path, out = sys.argv[1:]
with open(path, encoding="utf-8") as stream:
    run = json.load(stream)
cost = run["cost"]["total"] + run["cost"]["unassigned"]
print(name, cost, run["unassigned"], seconds(out + "/after.txt") - seconds(out + "/before.txt"))
PYTHON
}

for ((seed = 1; seed <= seeds; seed++)); do
    "$wain" generate --orders "$orders" --regions 1 --days 1 --seed "$seed" --force --output "$out/book$seed" >/dev/null
    try whole "$seed" $((orders * effort)) --set "partition.max_stops=$orders"
    for number in $rounds; do
        # one order more than an even share, so that rounding makes no part more
        try "rounds:$number" "$seed" $((orders * effort / parts)) --set "partition.max_stops=$((orders / parts + 1))" \
            --set "partition.rounds=$number" "${settings[@]}"
    done
done
awk 'BEGIN { printf "%-10s %16s %10s %10s %14s\n", "search", "cost", "to whole", "left out", "processor, s" }
     { if (!($1 in runs)) order[++kinds] = $1
       runs[$1]++; cost[$1] += $2; out[$1] += $3; time[$1] += $4 }
     END { for (i = 1; i <= kinds; i++) {
               k = order[i]; whole = cost["whole"] / runs["whole"]
               printf "%-10s %16.2f %+9.3f%% %10.1f %14.1f\n", k, cost[k] / runs[k], 100 * (cost[k] / runs[k] / whole - 1),
                      out[k] / runs[k], time[k] / runs[k] } }' "$figures"
