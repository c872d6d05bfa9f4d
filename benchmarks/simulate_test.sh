#!/usr/bin/env bash
# Usage: simulate_test.sh SIMULATE_NIGHT: nights whose times can be told without it, and what it refuses.
set -euo pipefail
simulate=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
    echo "FAILED: $*" >&2
    cat said >&2
    exit 1
}

# expect CODE ARGUMENTS...: what it says goes to said.
expect() {
    local expected=$1 code=0
    shift
    "$simulate" "$@" >said 2>&1 || code=$?
    [ "$code" = "$expected" ] || fail "code $code instead of $expected: $*"
}

# column RANKS NAME LEAST MOST: a value of the row of so many ranks.
column() {
    awk -F, -v ranks="$1" -v name="$2" -v least="$3" -v most="$4" '
        NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
        NR > 1 && $1 == ranks { found = $at >= least && $at <= most }
        END { exit !found }' said || fail "$2 of $1 ranks is not within $3 and $4"
}

# Twelve units of a second each, and nothing else costs anything.
for name in startup read partition redraw problem problem_bytes problem_pack problem_unpack result_bytes result_unpack \
    state_bytes state_unpack message poll poll_rank share_step save construction continuation iteration_order scatter assemble check write; do
    echo "$name 0"
done >free.txt
echo "iteration 1e-3 # a thousand make a second" >>free.txt
echo "iteration_later 1" >>free.txt
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "1000 1"; done >units.txt
expect 0 --csv --costs free.txt --units units.txt --iterations 1000 --ranks 1,2,4,12,50 --latency 0
column 1 s 12 12.001
column 2 s 6 6.05
column 4 s 3 3.05
column 12 s 1 1.05
column 50 s 1 1.05
column 2 efficiency 0.99 1
column 50 idle 0.7 0.8

# Ten rounds of the same length: the last of five units is alone in each.
for _ in 1 2 3 4 5; do echo "1000 5"; done >split.txt
expect 0 --csv --costs free.txt --units split.txt --iterations 200000 --max-stops 1000 --rounds 9 --ranks 1,4 --latency 0
column 1 s 1000 1001
column 4 s 400 402
# So short that there is one only.
expect 0 --csv --costs free.txt --units split.txt --iterations 10000 --max-stops 1000 --ranks 4 --latency 0
column 4 s 20 20.1

# What rank 0 does alone is added, however many ranks there are.
expect 0 --csv --costs free.txt --set write=1e-3 --units units.txt --iterations 1000 --ranks 12
column 12 s 13 13.1
column 12 publish 12 12

# A deadline is kept, with every rank busy.
expect 0 --csv --units units.txt --time-limit 60 --ranks 1,5,12
column 5 s 50 60
column 12 idle 0 0.05
column 12 late 0 0

# As large as it is meant to be.
expect 0 --csv --stops 10000000 --ranks 4096
column 4096 efficiency 0.01 1

expect 2 --set nothing=1
expect 2 --set write=-1
expect 2 --ranks 0
expect 2 --costs missing.txt
echo "12 many" >bad.txt
expect 3 --units bad.txt
