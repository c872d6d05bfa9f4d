#!/usr/bin/env bash
# What is final is written while other units are searched; what can't be written then is written at the end.
. "$(dirname "$0")/lib.sh"
"$wain" generate --orders 150000 --regions 4 --days 1 --seed 3 --output large >/dev/null

# More stops than one slab, on one rank and, where there is mpirun, two: the same plan.
expect 0 "$wain" plan large/job.yaml --iterations 1 --set partition.max_stops=2000 --output one.h5
says "units were written while others were searched"
checked one.h5
if command -v mpirun >/dev/null; then
    expect 0 mpi 2 "$wain" plan large/job.yaml --iterations 1 --set partition.max_stops=2000 --output two.h5
    checked two.h5
    [ "$(digest_of one.h5)" = "$(digest_of two.h5)" ] || fail "two ranks have another plan"
fi

# A disk that is full when the night begins, or when the first slab of stops is written, and has room when it ends.
mkdir small
if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=16m tmpfs small 2>/dev/null; then
    skip "a full disk (needs root and mount)"
fi
trap 'umount "$folder/small"; rm -rf "$folder"' EXIT
make_job job 3000

# with_room_later BYTES COMMAND...: the disk has so many bytes less until the program has noticed.
with_room_later() {
    local process
    head -c "$1" /dev/zero >small/ballast || true
    shift
    "$@" 2>err &
    process=$!
    until grep -q "No space.*is written at the end" err; do
        kill -0 $process 2>/dev/null || fail "it ended before it noticed: $(cat err)"
        sleep 0.05
    done
    rm small/ballast
    wait $process || fail "code $?: $(cat err)"
    checked small/plan.h5
    rm small/plan.h5
}
with_room_later 16711680 "$wain" plan job/job.yaml --time-limit 6 --output small/plan.h5
with_room_later 9961472 "$wain" plan large/job.yaml --iterations 1 --set partition.max_stops=2000 --set checkpoint.interval=0 \
    --output small/plan.h5
