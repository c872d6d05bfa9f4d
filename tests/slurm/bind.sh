#!/usr/bin/env bash
# Where Slurm can bind, each rank has cores of its own and as many threads, and ranks share none.
# shellcheck disable=SC2034 # read by cluster.sh
cluster_cpus=$(nproc) cluster_task_plugin=affinity
. "$(dirname "$0")/lib.sh"
[ "$cluster_cpus" -ge 2 ] || skip "one core only"
make_job job 100

# The program, which first writes down the cores of its rank.
cat >seen_by_rank <<END
#!/usr/bin/env bash
[ "\$1" != plan ] || awk '/^Cpus_allowed_list/ { print \$2 }' /proc/self/status >"$PWD/cores.\$SLURM_PROCID"
exec "$wain" "\$@"
END
chmod +x seen_by_rank
export WAIN=$PWD/seen_by_rank

# cores_of RANK: how many.
cores_of() {
    awk -F, '{ for (i = 1; i <= NF; i++) { n = split($i, ends, "-"); sum += n == 2 ? ends[2] - ends[1] + 1 : 1 } print sum }' "cores.$1"
}

batch --nodes=1 --ntasks-per-node=2 --cpus-per-task=1 "$repository/slurm/nightly.sbatch" job/job.yaml plan.h5 --iterations=200
ended "$job" COMPLETED 0
[ "$(cores_of 0)" = 1 ] || fail "rank 0 of two has the cores $(cat cores.0)"
[ "$(cores_of 1)" = 1 ] || fail "rank 1 of two has the cores $(cat cores.1)"
if cmp -s cores.0 cores.1; then fail "two ranks share the core $(cat cores.0)"; fi

batch --nodes=1 --ntasks-per-node=1 --cpus-per-task=2 "$repository/slurm/nightly.sbatch" job/job.yaml plan.h5 --iterations=200
ended "$job" COMPLETED 0
[ "$(cores_of 0)" = 2 ] || fail "a rank of two threads has the cores $(cat cores.0)"
grep -q "2 threads" "wain-$job.log" || fail "not two threads"
