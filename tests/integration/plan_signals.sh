#!/usr/bin/env bash
# A signal ends the job early with a valid plan, in which every unit has at least its first solution.
sample=$(cd "$(dirname "$0")/../.." && pwd)/configs/nightly.yaml
. "$(dirname "$0")/lib.sh"
needs_mpirun
make_job job 300

# stopped SIGNAL LIMIT COMMAND...: the command, sent SIGNAL while it solves, ends with code 5 within LIMIT seconds.
stopped() {
    local signal=$1 limit=$2 code=0 process begun
    shift 2
    rm -f plan.h5
    "$@" >out 2>err &
    process=$!
    for _ in $(seq 100); do
        grep -q solving err && break
        sleep 0.1
    done
    sleep 0.5
    begun=$SECONDS
    kill -"$signal" $process
    wait $process || code=$?
    [ $code = 5 ] || { cat out err >&2 && fail "code $code instead of 5 after SIG$signal: $*"; }
    [ $((SECONDS - begun)) -le "$limit" ] || fail "it took longer than $limit seconds to stop: $*"
    says "stopped early"
    cp err told
    checked plan.h5
    "$wain" show plan.h5 --json >shown
    if grep -q not_planned shown; then fail "orders that nobody planned after SIG$signal: $*"; fi
}

for signal in TERM INT USR1; do
    stopped $signal 10 "$wain" plan job/job.yaml --iterations 100000000 --threads 1
done

# What was hot is cooled down for the plan, but not for the state: gone on with, the night ends as if nothing had been.
hot=(job/job.yaml --set partition.max_stops=25 --set partition.rounds=4 --iterations 60000 --threads 1)
expect 0 "$wain" plan "${hot[@]}" --output whole.h5
for ranks in 1 3; do
    stopped USR1 10 mpi_exec $ranks "$wain" plan "${hot[@]}"
    grep -q "cooling down for" told || fail "it was left hot"
    expect 0 mpi 2 "$wain" resume plan.h5.state
    [ "$(digest_of plan.h5)" = "$(digest_of whole.h5)" ] || fail "another plan after cooling down"
done

stopped INT 10 "$wain" plan "$sample" --output plan.h5 --time-limit 300
stopped USR1 10 mpi_exec 2 "$wain" plan "$sample" --output plan.h5 --iterations 100000000 --threads 1
for ranks in 2 3; do
    stopped USR1 10 mpi_exec $ranks "$wain" plan job/job.yaml --iterations 100000000 --threads 1
done
stopped USR1 10 mpi_exec 5 "$wain" plan job/job.yaml --time-limit 300 --threads 1
