#!/usr/bin/env bash
# What is final is written while other units are searched; what can't be written then is written at the end.
. "$(dirname "$0")/lib.sh"
"$wain" generate --orders 140000 --regions 4 --days 1 --seed 3 --output large >/dev/null

# More stops than one slab, on two ranks where there is mpirun; what follows has one, and the same plan.
if command -v mpirun >/dev/null; then start="mpi 2"; else start=; fi
# shellcheck disable=SC2086 # a command with its argument, or nothing
expect 0 $start "$wain" plan large/job.yaml --iterations 1 --set partition.max_stops=2000 --output one.h5
says "units were written while others were searched"
checked one.h5

# noticed PATTERN: wait until the program in the background says so.
noticed() {
    local tries=0
    until grep -q "$1" err; do
        kill -0 $process 2>/dev/null || fail "it ended before it said '$1': $(cat err)"
        [ $((tries += 1)) -lt 2400 ] || fail "it does not say '$1': $(cat err)"
        sleep 0.05
    done
}

process=
ahead() {
    timeout --foreground 120 "$wain" plan large/job.yaml --iterations 1 --set partition.max_stops=2000 "$@" 2>err &
    process=$!
}

# Killed after stops were written: what was written is of no use to the next one, the state is.
ahead --output killed.h5
noticed "solving"
before=$(stat -c %s .killed.h5.wain-tmp)
until [ "$(stat -c %s .killed.h5.wain-tmp)" -gt $((before + 1000000)) ]; do
    kill -0 $process 2>/dev/null || fail "nothing was written ahead: $(cat err)"
    sleep 0.02
done
pkill -KILL -P $process || kill -KILL $process
wait $process || true
expect 0 "$wain" resume killed.h5.state
says "resumed from"
checked killed.h5
[ "$(digest_of killed.h5)" = "$(digest_of one.h5)" ] || fail "the resumed night has another plan"

# What was written ahead is no longer there when it is to be published.
make_job job 3000
timeout --foreground 60 "$wain" plan job/job.yaml --time-limit 3 --output lost.h5 2>err &
process=$!
noticed "solving"
rm .lost.h5.wain-tmp
wait $process || fail "code $?: $(cat err)"
says "the result is written once more"
checked lost.h5

# A disk that is full when the night begins, or when the first slab of stops is written, and has room when it ends.
mkdir small
if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=16m tmpfs small 2>/dev/null; then
    skip "a full disk (needs root and mount)"
fi
trap 'kill $process 2>/dev/null || true; umount -l "$folder/small" || true; rm -rf "$folder"' EXIT
head -c 16711680 /dev/zero >small/ballast
timeout --foreground 60 "$wain" plan job/job.yaml --time-limit 3 --output small/plan.h5 2>err &
process=$!
noticed "No space.*is written at the end"
rm small/ballast
wait $process || fail "code $?: $(cat err)"
checked small/plan.h5
rm small/plan.h5
head -c 9961472 /dev/zero >small/ballast
ahead --set checkpoint.interval=0 --output small/plan.h5
noticed "solving"
if grep -q "No space" err; then fail "there was no room for what is written before the search"; fi
noticed "No space.*is written at the end"
rm small/ballast
wait $process || fail "code $?: $(cat err)"
checked small/plan.h5
