#!/usr/bin/env bash
# With a budget in iterations the plan is the same for any number of ranks and threads.
. "$(dirname "$0")/lib.sh"
needs_mpirun
make_job job 240

expect 0 "$wain" plan job/job.yaml --output alone.h5 --threads 1 --quiet
alone=$(digest_of alone.h5)
[ -n "$alone" ] || fail "no digest"
for threads in 2 4; do
    expect 0 "$wain" plan job/job.yaml --output threads.h5 --threads "$threads" --quiet
    [ "$(digest_of threads.h5)" = "$alone" ] || fail "another plan with $threads threads"
done
for ranks in 1 2 3 5; do
    expect 0 mpi "$ranks" "$wain" plan job/job.yaml --output "ranks.h5" --threads 2 --json
    grep -q "\"digest\": \"$alone\"" out || fail "another digest in the summary of $ranks ranks"
    grep -q "\"ranks\": $ranks" out || fail "not $ranks ranks"
    [ "$(digest_of ranks.h5)" = "$alone" ] || fail "another plan with $ranks ranks"
    expect 0 "$wain" show ranks.h5
    grep -Eq "$ranks ranks?, $((2 * ranks)) threads in all, 1 host," out || fail "it does not show the threads"
    checked ranks.h5
done
expect 0 mpi 3 "$wain" plan job/job.yaml --output seed.h5 --seed 2 --quiet
[ "$(digest_of seed.h5)" != "$alone" ] || fail "another seed gives the same plan"

# More ranks than units.
expect 0 mpi 5 "$wain" plan job/job.yaml --output few.h5 --set horizon.days=1 --iterations 200 --json
grep -q '"stopped_early": false' out || fail "stopped early"

# By a time limit one region keeps all ranks busy: it is split, and its borders are drawn anew.
"$wain" generate --orders 2500 --regions 1 --days 1 --seed 1 --output region >/dev/null
expect 0 mpi 2 "$wain" plan region/job.yaml --time-limit 6 --threads 1 --output region.h5 --json
says "solving 2 units on 2 ranks"
says "round 2 of 2 across the borders"
checked region.h5
expect 0 mpi 2 "$wain" plan region/job.yaml --iterations 500 --threads 1 --output region.h5 --json
says "solving 1 unit on 2 ranks"
