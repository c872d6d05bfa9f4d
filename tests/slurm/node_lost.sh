#!/usr/bin/env bash
# A node loses its power in the middle of a job on two nodes: Slurm runs the job again once the node is back, and it
# goes on from the state that was saved.
. "$(dirname "$0")/lib.sh"
make_job job 300

batch --nodes=2 --ntasks-per-node=1 --cpus-per-task=1 "$repository/slurm/nightly.sbatch" job/job.yaml plan.h5 \
    --iterations=200000 --set checkpoint.interval=1
solving 1
until_true 20 test -e plan.h5.state || fail "no state is saved"
node_cut n2
node_is_down() { sinfo -h -N -n n2 -o %t | grep -q '^down'; }
until_true 60 node_is_down || fail "the loss of the node is not seen"
waits() { squeue -h -j "$job" -o %T | grep -qx PENDING; }
until_true 60 waits || fail "the job is not run again: $(squeue -h -j "$job")"
node_start n2 || fail "the node does not come back"
solving 2
ended "$job" COMPLETED 0 90
checked plan.h5
grep -q "resumed from .*plan.h5.state" "wain-$job.log" || fail "the second life began anew"
"$wain" show plan.h5 --json >shown
grep -q '"hosts": 2' shown || fail "not on two nodes"
