#!/usr/bin/env bash
# wain solve on several ranks: by iterations the same solution on any number of them, by a time limit in time; one
# object, one message, one exit code. Alone it is what it was.
. "$(dirname "$0")/lib.sh"
data=$2
needs_mpirun
awk 'BEGIN {
    srand(5)
    n = 120
    print "NAME : scattered\nTYPE : CVRP\nDIMENSION : " n "\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 60\nNODE_COORD_SECTION"
    for (i = 1; i <= n; i++) printf "%d %d %d\n", i, rand() * 1000, rand() * 1000
    print "DEMAND_SECTION"
    for (i = 1; i <= n; i++) printf "%d %d\n", i, (i > 1 ? 1 + int(rand() * 9) : 0)
    print "DEPOT_SECTION\n1\n-1\nEOF"
}' >scattered.vrp

for ranks in 1 2 3; do
    expect 0 mpi "$ranks" "$wain" solve scattered.vrp --iterations 6000 --islands 3 --threads 1 --output "$ranks.sol" --json
    [ "$(grep -c '"cost"' out)" = 1 ] || fail "not one object with $ranks ranks"
    grep -q "\"ranks\": $ranks" out || fail "not $ranks ranks"
    cmp -s 1.sol "$ranks.sol" || fail "another solution with $ranks ranks"
    expect 0 "$wain" check scattered.vrp "$ranks.sol"
done
expect 0 "$wain" solve scattered.vrp --iterations 6000 --islands 3 --threads 1 --output alone.sol --quiet
cmp -s 1.sol alone.sol || fail "another solution without mpirun"
expect 0 "$wain" solve scattered.vrp --iterations 6000 --threads 1 --output alone.sol --json
if cmp -s 1.sol alone.sol; then fail "--islands changes nothing"; fi
if grep -q '"ranks"' out; then fail "a rank that is alone speaks of ranks"; fi

begun=$(date +%s)
expect 0 mpi 3 "$wain" solve scattered.vrp --time-limit 3 --threads 1 --output timed.sol --json
[ $(($(date +%s) - begun)) -le 7 ] || fail "it took longer than its time limit"
grep -q '"stopped_early": false' out || fail "stopped early"
expect 0 "$wain" check scattered.vrp timed.sol

for wrong in "--iteration-s 5" "--time-limit 1 --curve c.csv" "--set search.nothing=1"; do
    # shellcheck disable=SC2086
    expect 2 mpi 2 "$wain" solve scattered.vrp $wrong
    [ "$(grep -c '^wain solve: ' err)" = 1 ] || fail "not one message for $wrong"
done
expect 3 mpi 2 "$wain" solve "$data/tiny.sol"
