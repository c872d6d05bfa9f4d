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

# A file that may not grow as large as the plan: an error that leaves nothing behind, not a death by signal.
too_small() (
    ulimit -f 40
    "$@"
)
cp plan.h5 before.h5
expect 6 too_small "$wain" plan job/job.yaml --iterations 200 --quiet
says "File too large"
cmp plan.h5 before.h5 || fail "a job that failed changed the result"
[ -z "$(find . -maxdepth 1 -name '.*wain*')" ] || fail "left over: $(ls -A)"

# Through a link the file behind it is replaced, and the link stays.
mkdir nights
cp good.h5 nights/monday.h5
ln -s nights/monday.h5 latest.h5
expect 0 "$wain" plan job/job.yaml --iterations 300 --output latest.h5
[ -L latest.h5 ] || fail "the link is gone"
cmp -s nights/monday.h5 good.h5 && fail "the file behind the link is the old one"
checked latest.h5

# Nothing in an input steers the terminal or breaks a line.
mkdir strange
cp job/* strange
sed -i -e "s/^O7,/\"O\x1b[31m7\n8\",/" -e "s/^O8,R2,[-0-9.]*,/\"O\x1b[32m8\",R2,nonsense,/" strange/orders.csv
expect 0 "$wain" plan strange/job.yaml --iterations 100 --output strange.h5
cat out err >said
for command in "show strange.h5" "show strange.h5 --routes" "show strange.h5 --unassigned" "validate strange/job.yaml" \
    "check strange.h5 --job job/job.yaml"; do
    # shellcheck disable=SC2086 # a command and its arguments
    "$wain" $command >>said 2>&1 || true
done
for route in $(seq 0 30); do
    "$wain" show strange.h5 --stops "$route" >>said 2>&1 || true
done
for id in '\x1b[31m7\x0a8' '\x1b[32m8'; do
    grep -qF "$id" said || fail "the strange order $id is not told of"
done
if grep -q $'\x1b' said; then fail "an escape character reached the terminal: $(grep -m1 $'\x1b' said | cat -v)"; fi

# What is no result is not replaced: a job file, a book, or whatever was named by mistake.
for path in job/job.yaml job/orders.csv; do
    cp $path copy
    expect 6 "$wain" plan job/job.yaml --iterations 200 --output $path
    says "is not replaced"
    cmp -s $path copy || fail "$path is another"
done
: >empty.h5
expect 0 "$wain" plan job/job.yaml --iterations 200 --quiet --output empty.h5

# One identifier as long as a cell may be makes a wide column, which is read and checked piece by piece.
make_job wide 400
long=$(head -c 4000 /dev/zero | tr '\0' x)
sed -i "s/^O7,/$long,/" wide/orders.csv
grep -q "^$long," wide/orders.csv || fail "no long identifier"
expect 0 "$wain" plan wide/job.yaml --iterations 200 --output wide.h5
checked wide.h5
"$wain" show wide.h5 --json >wide.json || fail "a wide result is not shown"
