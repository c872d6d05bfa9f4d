#!/usr/bin/env bash
# Whatever is wrong, every rank leaves with the right code and an older result stays.
. "$(dirname "$0")/lib.sh"
needs_mpirun
make_job job 60
printf '\211HDF\r\n\032\nold' >plan.h5
cp plan.h5 old.h5

# shellcheck disable=SC2086 # $start is a command with its argument, or nothing
for start in "" "mpi 3"; do
    expect 6 $start "$wain" plan nowhere/job.yaml
    says "nowhere/job.yaml"
    expect 2 $start "$wain" plan
    expect 2 $start "$wain" plan job/job.yaml --no-such-flag
    expect 2 $start "$wain" plan job/job.yaml --time-limit 5 --iterations 5
    says "exclude each other"
    expect 2 $start "$wain" plan job/job.yaml --time-limit 5 --set limits.iterations=10
    says "exclude each other"
    expect 2 $start "$wain" plan job/job.yaml --set search.sed=4
    says "search.seed"
    expect 2 $start "$wain" plan job/job.yaml --set search.seed=-4
    expect 2 $start "$wain" plan job/job.yaml --set limits.time_limit=0 --set limits.iterations=0
    says "nothing would end the search"
    expect 6 $start "$wain" plan job/job.yaml --output nowhere/plan.h5
    expect 6 $start "$wain" plan job/job.yaml --output job
    expect 6 $start "$wain" plan job/job.yaml --set input.orders=none.csv
    says "none.csv"
    expect 0 $start "$wain" plan --help
    [ "$(grep -c 'Exit codes' out)" = 1 ] || fail "not one help text"
    grep -q "search.removal" out || fail "an option is missing in the help"
done

sed 's/O7,R1,[-0-9.]*,/O7,R1,nonsense,/' job/orders.csv >job/faulty.csv
expect 3 mpi 3 "$wain" plan job/job.yaml --set input.orders=faulty.csv --set input.faulty_orders=stop
says "nonsense"
cmp -s plan.h5 old.h5 || fail "the older result is gone"

# A faulty order is listed and the rest is planned.
expect 0 mpi 2 "$wain" plan job/job.yaml --set input.orders=faulty.csv --iterations 200 --output rest.h5
grep -q "bad_data" out || fail "the faulty order is not listed"
says "nonsense"
expect 4 mpi 2 "$wain" plan job/job.yaml --set input.orders=faulty.csv --iterations 200 --output strict.h5 --strict
says "required orders are left out"
checked strict.h5

# A time limit of the command line counts, however it is set, though the job file sets iterations.
expect 2 "$wain" plan job/job.yaml --set limits.time_limit=0.01
says "leaves no time"
expect 2 "$wain" plan job/job.yaml --set limits.time_limit=3 --set limits.iterations=10
says "exclude each other"

# A time limit that leaves no time.
expect 2 mpi 2 "$wain" plan job/job.yaml --time-limit 0.01
says "leaves no time"
cmp -s plan.h5 old.h5 || fail "the older result is gone"
