#!/usr/bin/env bash
# wain submit gives a job to Slurm, which plans it.
. "$(dirname "$0")/lib.sh"
make_job "of tonight" 120
unset SBATCH_MEM_PER_CPU SBATCH_TIMELIMIT
expect 0 "$wain" submit "of tonight/job.yaml" --ranks 2 --threads 1 --nodes 2 --partition main --output "a plan.h5"
job=$(sed -n 's/^Submitted batch job //p' out)
[ -n "$job" ] || fail "no number of a job: $(cat out err)"
ended "$job" COMPLETED 0
grep -q "JobName=wain-job" ended || fail "another name"
grep -q "2 threads in all, on 2 hosts" "wain-$job.log" || fail "not as it was asked for"
checked "a plan.h5"

# What Slurm does not grant is said by sbatch, with its exit code.
expect 1 "$wain" submit "of tonight/job.yaml" --partition nowhere
says "invalid partition"
