#!/usr/bin/env bash
# A time limit is that of the whole job, for any number of ranks; every unit gets its share.
# The bound leaves room for the launcher on a busy machine: figures are for the benchmarks.
. "$(dirname "$0")/lib.sh"
needs_mpirun
make_job job 300

for ranks in 1 2 3; do
    begun=$(date +%s.%N)
    expect 0 mpi $ranks "$wain" plan job/job.yaml --time-limit 4 --threads 1 --json
    seconds=$(echo "$(date +%s.%N) $begun" | awk '{print $1 - $2}')
    awk -v s="$seconds" 'BEGIN {exit !(s < 8)}' || fail "$seconds s instead of 4 with $ranks ranks"
    awk -v s="$seconds" 'BEGIN {exit !(s > 2.5)}' || fail "only $seconds s of 4 were used with $ranks ranks"
    grep -q '"mode": "time"' out || fail "not the mode of a time limit"
    checked plan.h5
done

# The log has lines with their time, and nothing that belongs on a terminal.
expect 0 "$wain" plan job/job.yaml --time-limit 4 --threads 1
says '^20[0-9-]* [0-9:]*  units [0-9]*/[0-9]*  orders'
if grep -q $'\r' err; then fail "a carriage return in a log"; fi
grep -q "wain show plan.h5" out || fail "it does not say what to look at"
expect 0 "$wain" plan job/job.yaml --time-limit 2 --threads 1 --quiet
[ ! -s out ] || fail "quiet speaks"
[ ! -s err ] || fail "quiet has notes"

# The dry run solves nothing.
rm -f plan.h5
expect 0 mpi 2 "$wain" plan job/job.yaml --dry-run
grep -q "6 units" out || fail "three regions on two days are six units"
[ ! -e plan.h5 ] || fail "a dry run wrote a result"
