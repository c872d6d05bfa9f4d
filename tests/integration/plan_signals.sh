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
    checked plan.h5
    "$wain" show plan.h5 --json >shown
    if grep -q not_planned shown; then fail "orders that nobody planned after SIG$signal: $*"; fi
}

for signal in TERM INT USR1; do
    stopped $signal 10 "$wain" plan job/job.yaml --iterations 100000000 --threads 1
done
stopped INT 10 "$wain" plan "$sample" --output plan.h5 --time-limit 300
stopped USR1 10 mpi_exec 2 "$wain" plan "$sample" --output plan.h5 --iterations 100000000 --threads 1
for ranks in 2 3; do
    stopped USR1 10 mpi_exec $ranks "$wain" plan job/job.yaml --iterations 100000000 --threads 1
done
stopped USR1 10 mpi_exec 5 "$wain" plan job/job.yaml --time-limit 300 --threads 1
