#!/usr/bin/env bash
# Slurm's signal before the end: the job publishes what it has, is run again, goes on where it stood and finishes; not
# without end, and not when it was cancelled.
. "$(dirname "$0")/lib.sh"
make_job job 300
night=(--nodes=2 --ntasks-per-node=1 --cpus-per-task=1 "$repository/slurm/nightly.sbatch" job/job.yaml)

batch "${night[@]}" whole.h5 --iterations=200000
ended "$job" COMPLETED 0

batch "${night[@]}" plan.h5 --iterations=200000 --set limits.log_interval=1
until_true 60 says_times 1 "units [1-5]/6" "wain-$job.log" || fail "it does not get on"
scancel --signal=TERM --batch "$job"
until_true 20 says_times 1 "it is run again" "wain-$job.log" || fail "it does not ask to be run again"
checked plan.h5
solving 2
ended "$job" COMPLETED 0
restarts "$job" 1
checked plan.h5
grep -q "resumed from .*plan.h5.state: [1-5] of 6 units are done" "wain-$job.log" || fail "the second life began anew"
[ "$(digest_of plan.h5)" = "$(digest_of whole.h5)" ] || fail "resumed, the plan is another than without the signal"
[ ! -e plan.h5.state ] || fail "the state is left after the night is complete"

# The last life ends with the program's code, and what there is is published.
WAIN_RESTARTS=0 batch "${night[@]}" last.h5 --time-limit=100
solving 1
scancel --signal=TERM --batch "$job"
ended "$job" FAILED 5
restarts "$job" 0
checked last.h5

# cancelled: a job that was cancelled while it solves does not come back.
cancelled() {
    batch "${night[@]}" cancelled.h5 --time-limit=100
    solving 1
    scancel "$job"
    ended "$job" CANCELLED "[0-9]*"
    checked cancelled.h5
    rm cancelled.h5
}
cancelled

# Where no exit code is set aside for it, the job asks Slurm to be run again.
sed -i '/^RequeueExit/d' "$SLURM_CONF"
scontrol reconfigure
scontrol show config | grep '^RequeueExit  *= (null)' >asked || fail "RequeueExit is still set"
batch "${night[@]}" asked.h5 --time-limit=3
solving 1
scancel --signal=TERM --batch "$job"
solving 2
ended "$job" COMPLETED 0
restarts "$job" 1
checked asked.h5
cancelled
