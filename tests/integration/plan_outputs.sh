#!/usr/bin/env bash
# Two jobs on one output, and jobs that are killed.
. "$(dirname "$0")/lib.sh"
needs_mpirun
make_job job 120
expect 0 "$wain" plan job/job.yaml --iterations 500 --quiet
cp plan.h5 good.h5

"$wain" plan job/job.yaml --iterations 1000000000 >first 2>&1 &
first=$!
for _ in $(seq 100); do
    grep -q solving first && break
    sleep 0.1
done
expect 6 "$wain" plan job/job.yaml --iterations 500
says "$first"
expect 6 mpi 3 "$wain" plan job/job.yaml --iterations 500
kill -9 $first
wait $first 2>/dev/null || true
cmp plan.h5 good.h5 || fail "a killed job changed the result"
checked plan.h5

# The lock of a killed job does not bar the next one, and nothing is left over.
expect 0 mpi 2 "$wain" plan job/job.yaml --iterations 500
[ "$(digest_of plan.h5)" = "$(digest_of good.h5)" ] || fail "another plan"
[ -z "$(find . -maxdepth 1 -name '.*wain*')" ] || fail "left over: $(ls -A)"
