#!/usr/bin/env bash
# The nightly job on two nodes: by srun, and by mpirun where srun knows no PMIx.
. "$(dirname "$0")/lib.sh"
make_job job 300

batch --nodes=2 --ntasks-per-node=2 --cpus-per-task=1 "$repository/slurm/nightly.sbatch" job/job.yaml plan.h5
ended "$job" COMPLETED 0
grep -q "4 threads in all, on 2 hosts" "wain-$job.log" || fail "not on two nodes"
grep -q "^valid:" "wain-$job.log" || fail "the plan was not checked"
checked plan.h5
digest=$(digest_of plan.h5)

mkdir bin
cat >bin/srun <<END
#!/usr/bin/env bash
if [ "\$1" = --mpi=list ]; then echo none; else exec $(command -v srun) "\$@"; fi
END
chmod +x bin/srun
PATH=$PWD/bin:$PATH batch --nodes=2 --ntasks-per-node=1 --cpus-per-task=2 "$repository/slurm/nightly.sbatch" \
    job/job.yaml other.h5
ended "$job" COMPLETED 0
grep -q "4 threads in all, on 2 hosts" "wain-$job.log" || fail "not on two nodes with mpirun"
[ "$(digest_of other.h5)" = "$digest" ] || fail "mpirun brings another plan than srun"

# What is wrong with the job is the job's exit code.
batch --ntasks-per-node=1 "$repository/slurm/nightly.sbatch" nowhere.yaml plan.h5
ended "$job" FAILED 6
grep -q "nowhere.yaml" "wain-$job.log" || fail "the log does not say what is missing"
