#!/usr/bin/env bash
# A night that is killed, stopped or cut short goes on from its state file, on any number of ranks, to the same plan.
. "$(dirname "$0")/lib.sh"
needs_mpirun
"$wain" generate --orders 4000 --regions 2 --days 1 --seed 3 --output big >/dev/null # units that are searched in parts
"$wain" generate --orders 3400 --regions 1 --days 1 --seed 5 --output split >/dev/null
sed -i 's/max_stops: 5000/max_stops: 1800/' split/job.yaml # the same in rounds
"$wain" generate --orders 400 --regions 2 --days 2 --seed 4 --output small >/dev/null

# begun STATE COMMAND...: run the command until it has saved STATE, and leave it running as $process.
begun() {
    local state=$1
    shift
    rm -f plan.h5 plan.h5.state plan.h5.state.1
    "$@" >out 2>err &
    process=$!
    for _ in $(seq 600); do
        [ -e "$state" ] && return
        kill -0 "$process" 2>/dev/null || fail "it ended before it saved $state: $*"
        sleep 0.05
    done
    fail "no $state after 30 seconds: $*"
}

# killed_with_both: kill the process that `begun` has left, with both generations of its state there.
killed_with_both() {
    kill -STOP $process
    while [ ! -e plan.h5.state ] || [ ! -e plan.h5.state.1 ]; do # between two renames
        kill -CONT $process
        sleep 0.002
        kill -STOP $process
    done
    kill -KILL $process
    wait $process || true
}

# resumed DIGEST COMMAND...: the command goes on with the night, to the plan with this digest, and nothing is left behind.
resumed() {
    local expected=$1
    shift
    expect 0 "$@"
    says "resumed from"
    [ "$(digest_of plan.h5)" = "$expected" ] || fail "another plan than without interruption: $*"
    checked plan.h5
    if [ -e plan.h5.state ] || [ -e plan.h5.state.1 ]; then fail "a state file is left: $*"; fi
}

declare -A iterations=([big]=18000 [split]=60000 [small]=80000)
for book in big split small; do
    budget=(--iterations "${iterations[$book]}" --set checkpoint.interval=0.05 --output plan.h5)
    expect 0 "$wain" plan $book/job.yaml "${budget[@]}" --threads 1
    digest=$(digest_of plan.h5)

    # Killed without a word, alone and with others; resumed with more ranks and fewer.
    begun plan.h5.state "$wain" plan $book/job.yaml "${budget[@]}" --threads 1
    kill -KILL $process
    wait $process || true
    resumed "$digest" "$wain" resume plan.h5.state --threads 2
    begun plan.h5.state.1 mpi_exec 3 "$wain" plan $book/job.yaml "${budget[@]}" --threads 1
    pkill -KILL -P $process || kill -KILL $process
    wait $process || true
    resumed "$digest" mpi 2 "$wain" plan $book/job.yaml "${budget[@]}" --threads 1 --resume

    # What is done is saved at once, and each round begins with that: an interval longer than the night loses little.
    begun plan.h5.state "$wain" plan $book/job.yaml "${budget[@]}" --threads 1 --set checkpoint.interval=3600
    while [ $book = split ] && ! grep -q "round 1 of" err; do
        kill -0 $process || fail "it ended before its second round"
        sleep 0.02
    done
    sleep 0.1
    kill -KILL $process
    wait $process || true
    expect 0 "$wain" resume plan.h5.state --threads 2
    says "resumed from"
    if [ $book = split ] && grep -q "solving" err; then fail "the round before was lost"; fi
    [ "$(digest_of plan.h5)" = "$digest" ] || fail "another plan than without interruption"

    # Stopped by a signal: a valid plan at once, and the rest of the night another time.
    code=0
    begun plan.h5.state mpi_exec 2 "$wain" plan $book/job.yaml "${budget[@]}" --threads 1
    kill -USR1 $process
    wait $process || code=$?
    [ $code = 5 ] || [ $code = 0 ] || fail "code $code after SIGUSR1"
    checked plan.h5
    [ $code = 0 ] || resumed "$digest" mpi 5 "$wain" resume plan.h5.state --threads 1
done

# From another folder, twice interrupted, with the newest generation cut short.
mkdir -p elsewhere
begun plan.h5.state.1 "$wain" plan small/job.yaml "${budget[@]}" --threads 1
killed_with_both
truncate -s -5 plan.h5.state
cd elsewhere
expect 0 "$wain" resume ../plan.h5.state
says "its length differs"
says "the generation before is used"
cd ..
[ "$(digest_of plan.h5)" = "$digest" ] || fail "another plan from the older generation"

# A night that goes on from the older generation is killed before it saves: that generation is still there.
begun plan.h5.state.1 "$wain" plan small/job.yaml "${budget[@]}" --threads 1
killed_with_both
truncate -s -5 plan.h5.state
"$wain" resume plan.h5.state --set checkpoint.interval=0 >out 2>err &
process=$!
for _ in $(seq 100); do
    if grep -q "resumed from" err; then break; fi
    sleep 0.02
done
kill -KILL $process
wait $process || true
says "the generation before is used"
[ ! -e plan.h5.state ] || fail "the damaged generation would be renamed over the whole one"
expect 0 "$wain" resume plan.h5.state
says "resumed from .*plan.h5.state.1"
[ "$(digest_of plan.h5)" = "$digest" ] || fail "another plan from the older generation after a second kill"

# A night that is complete and finds no room for its plan has only that left to do.
rm -f plan.h5
(
    ulimit -f 60
    expect 6 "$wain" plan small/job.yaml "${budget[@]}" --threads 1 --set checkpoint.interval=3600
)
says "can't write"
[ ! -e plan.h5 ] || fail "a plan without room for it"
expect 0 "$wain" resume plan.h5.state
says "4 of 4 units are done"
[ "$(digest_of plan.h5)" = "$digest" ] || fail "another plan than with room"

# Orders that no unit takes are listed after an interruption, too.
expect 0 "$wain" plan small/job.yaml "${budget[@]}" --threads 1 --set horizon.days=1
digest=$(digest_of plan.h5)
begun plan.h5.state "$wain" plan small/job.yaml "${budget[@]}" --threads 1 --set horizon.days=1
kill -KILL $process
wait $process || true
cp plan.h5.state kept.state
resumed "$digest" "$wain" resume plan.h5.state

# Who begins anew does so, and leaves nothing for a later --resume; of the two the last one counts.
cp kept.state plan.h5.state
cp kept.state plan.h5.state.1
expect 0 "$wain" plan small/job.yaml "${budget[@]}" --threads 1 --set horizon.days=1 --anew --resume
says "resumed from"
cp kept.state plan.h5.state
cp kept.state plan.h5.state.1
expect 0 "$wain" plan small/job.yaml "${budget[@]}" --threads 1 --set horizon.days=1 --set checkpoint.interval=0 --resume --anew
if grep -q "resumed from" err; then fail "not from the beginning"; fi
if [ -e plan.h5.state ] || [ -e plan.h5.state.1 ]; then fail "the state of another night is left"; fi
[ "$(digest_of plan.h5)" = "$digest" ] || fail "another plan from the beginning"
rm -f kept.state

# Stopped again at once, it still has what it had before, and a result that is named is meant from here.
code=0
begun plan.h5.state mpi_exec 2 "$wain" plan big/job.yaml --iterations 100000000 --set checkpoint.interval=0.05 --threads 1
kill -USR1 $process
wait $process || code=$?
[ $code = 5 ] || fail "code $code after SIGUSR1"
cp plan.h5.state elsewhere/
rm -f again.h5
cd elsewhere
mpi_exec 3 "$wain" resume plan.h5.state --output ../again.h5 >../out 2>../err &
process=$!
cd ..
for _ in $(seq 300); do
    if grep -q "solving" err; then break; fi
    sleep 0.05
done
sleep 0.2 # the other ranks have begun as well
kill -USR1 $process
code=0
wait $process || code=$?
[ $code = 5 ] || { cat out err >&2 && fail "code $code after SIGUSR1 to what was resumed"; }
checked again.h5
"$wain" show again.h5 --json >shown
if grep -q not_planned shown; then fail "what was planned before was lost"; fi

# One night is one job's: while it runs nobody else goes on with it, into whatever result, nor with that one's state.
begun plan.h5.state "$wain" plan big/job.yaml --iterations 100000000 --set checkpoint.interval=0.05 --output plan.h5 --threads 1
expect 6 "$wain" resume plan.h5.state --output again.h5
says "plan.h5.state: another job is writing this file (process $process on"
expect 6 "$wain" resume plan.h5.state.1
kill -USR1 $process
wait $process || true
if [ -e .plan.h5.wain-lock ] || [ -e .plan.h5.state.wain-lock ]; then fail "a lock is left"; fi
"$wain" resume plan.h5.state --output again.h5 --threads 1 >out 2>err &
process=$!
for _ in $(seq 100); do
    if grep -q "resumed from" err; then break; fi
    sleep 0.05
done
expect 0 "$wain" plan small/job.yaml --iterations 300 --output plan.h5
says "the state of the night is not kept: .*another job"
[ -e plan.h5.state ] || fail "the state of another night was removed"
kill -USR1 $process
wait $process || true
rm -f again.h5 plan.h5.state plan.h5.state.1
mkdir plan.h5.state
expect 0 "$wain" plan small/job.yaml --iterations 300 --output plan.h5
says "the state of the night is not kept"
rmdir plan.h5.state

# A night by time goes on as well.
begun plan.h5.state "$wain" plan big/job.yaml --time-limit 60 --set checkpoint.interval=0.05 --output plan.h5 --threads 1
kill -KILL $process
wait $process || true
cp "$wain" rebuilt
echo >>rebuilt # by time another build may go on
expect 0 ./rebuilt resume plan.h5.state --time-limit 3
says "resumed from"
checked plan.h5

# What can't be resumed is said.
expect 6 "$wain" resume plan.h5.state
says "there is no .*the job is complete"
expect 0 "$wain" plan small/job.yaml --iterations 300 --output plan.h5 --resume
says "the job begins anew"
begun plan.h5.state "$wain" plan small/job.yaml "${budget[@]}" --threads 1
kill -KILL $process
wait $process || true
expect 2 "$wain" resume plan.h5.state --set search.seed=2
says "search.seed was 1 and is 2"
expect 0 "$wain" plan small/job.yaml --iterations 300 --output other.h5
says "solving"
cp plan.h5.state other.h5.state
expect 0 "$wain" plan small/job.yaml --iterations 300 --output other.h5 --resume
says "limits.iterations was .*; the job begins anew"
cp plan.h5.state other.h5.state
expect 0 "$wain" plan small/job.yaml --iterations 300 --output other.h5
says "with --resume this one would go on"
cp "$wain" rebuilt
echo >>rebuilt
expect 2 ./rebuilt resume plan.h5.state
says "the program's build was .* and is"
sed -i '2s/,1\([0-9]\):00,/,1\1:30,/' small/orders.csv
sed -i '2s/delivery/pickup/' small/orders.csv
expect 2 "$wain" resume plan.h5.state
says "the content of orders was"
echo nonsense >plan.h5.state
rm -f plan.h5.state.1
expect 3 "$wain" resume plan.h5.state
says "not a whole state of a night"
expect 0 "$wain" plan small/job.yaml --iterations 300 --output plan.h5 --resume
says "not a whole state of a night"
expect 2 "$wain" resume
expect 0 "$wain" plan small/job.yaml --iterations 300 --output plan.h5 --set checkpoint.interval=0
[ ! -e plan.h5.state ] || fail "a state file without an interval"
