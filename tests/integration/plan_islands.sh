#!/usr/bin/env bash
# Several ranks on one unit: by iterations the same plan on any number of them, by a time limit all are busy, and one
# that is paused slows nobody.
. "$(dirname "$0")/lib.sh"
needs_mpirun
"$wain" generate --orders 150 --regions 1 --days 1 --seed 3 --output one >/dev/null

# Fixed islands: whatever ranks they are on, and more than one of them counts.
islands=(--iterations 2400 --set partition.islands=3 --threads 1)
expect 0 "$wain" plan one/job.yaml "${islands[@]}" --output alone.h5 --quiet
for ranks in 2 3 5; do
    expect 0 mpi "$ranks" "$wain" plan one/job.yaml "${islands[@]}" --output ranks.h5 --json
    [ "$(digest_of ranks.h5)" = "$(digest_of alone.h5)" ] || fail "another plan with $ranks ranks"
    checked ranks.h5
done
expect 0 "$wain" plan one/job.yaml --iterations 2400 --threads 1 --output single.h5 --quiet
[ "$(digest_of single.h5)" != "$(digest_of alone.h5)" ] || fail "partition.islands changes nothing"

# What an interruption leaves of it is gone on with to the same plan. The second region lasts for long; the first is done.
"$wain" generate --orders 150 --regions 2 --days 1 --seed 3 --output two >/dev/null
islands=(--iterations 60000 --set partition.islands=3 --threads 1)
expect 0 "$wain" plan two/job.yaml "${islands[@]}" --output alone.h5 --quiet
for signal in KILL USR1; do
    rm -f again.h5*
    "$wain" plan two/job.yaml "${islands[@]}" --output again.h5 --set checkpoint.interval=0.05 --quiet 2>/dev/null &
    process=$!
    for _ in $(seq 200); do
        if [ -s again.h5.state ]; then break; fi
        sleep 0.05
    done
    kill -$signal $process || fail "it had ended before SIG$signal"
    wait $process || true
    expect 0 "$wain" plan two/job.yaml "${islands[@]}" --output again.h5 --resume
    says "resumed from"
    [ "$(digest_of again.h5)" = "$(digest_of alone.h5)" ] || fail "another plan after SIG$signal"
done

# By a time limit: one unit, and no rank is idle.
idle_share() {
    sed -n 's/.*"idle_share": \([0-9.e-]*\).*/\1/p' out
}
expect 0 mpi 3 "$wain" plan one/job.yaml --time-limit 6 --threads 1 --output timed.h5 --json
idle=$(idle_share)
awk -v idle="$idle" 'BEGIN {exit !(idle < 0.3)}' || fail "an idle share of $idle with 3 ranks on one unit"
grep -q '"stopped_early": false' out || fail "stopped early"
checked timed.h5

# The ranks that rank 0 waits for at the end, and no other: a paused one that comes back, and one that does not.
pause_last_rank() {
    local pid

    for pid in $(pgrep -f "$wain plan one/job.yaml --time-limit 5 "); do
        if tr '\0' '\n' </proc/"$pid"/environ 2>/dev/null | grep -q '^OMPI_COMM_WORLD_RANK=2$'; then
            kill -STOP "$pid"
            paused=$pid
        fi
    done
}
for comes_back in yes no; do
    begun=$(date +%s)
    code=0 paused=
    mpi 3 "$wain" plan one/job.yaml --time-limit 5 --threads 1 --output paused.h5 --json >out 2>err &
    process=$!
    for _ in $(seq 100); do
        if grep -q "solving" err; then break; fi
        sleep 0.05
    done
    sleep 1
    pause_last_rank
    [ -n "$paused" ] || fail "there is no rank to be paused"
    if [ $comes_back = yes ]; then
        sleep 1
        kill -CONT "$paused"
    fi
    wait $process || code=$?
    seconds=$(($(date +%s) - begun))
    kill -KILL "$paused" 2>/dev/null || true
    if [ $comes_back = yes ]; then
        [ $code = 0 ] || { cat out err >&2 && fail "code $code after a pause"; }
        [ $seconds -le 9 ] || fail "$seconds s instead of 5 after a pause"
    else # it counts as lost, but what the others have is published
        case $code in 9 | 137 | 142) ;; *) cat out err >&2 && fail "code $code with a paused rank" ;; esac
        [ $seconds -le 20 ] || fail "$seconds s instead of 5 with a paused rank"
    fi
    checked paused.h5
    "$wain" show paused.h5 --json >shown
    if grep -q not_planned shown; then fail "a paused rank cost orders"; fi
done
