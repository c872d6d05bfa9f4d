#!/usr/bin/env bash
# Common ground of the tests on a real Slurm; sourced by each with the program as first argument. Brings a cluster of two
# nodes up, and takes it down with everything on it however the test ends.
# shellcheck disable=SC2154 # set by the two others
slurm_tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$slurm_tests/../.." && pwd)
. "$slurm_tests/../integration/lib.sh"
. "$slurm_tests/cluster.sh"

obstacle=$(cluster_obstacle)
[ -z "$obstacle" ] || skip "$obstacle"
needs_mpirun

leave() {
    local code=$?
    if [ $code -ne 0 ]; then
        tail -n 400 ./*.log >&2 2>/dev/null || true
        cluster_words
    fi
    cluster_stop
    rm -rf "$folder"
    exit $code
}
trap leave EXIT

export WAIN=$wain WAIN_SLURM=$repository/slurm
# Ranks share two cores and reach each other over the loopback.
export OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo
# What every job here asks for; options of sbatch still count more. Slurm's signal comes five minutes before the limit: with
# a limit of five it would come at once.
export SBATCH_MEM_PER_CPU=200 SBATCH_TIMELIMIT=20

# batch ARGUMENT OF sbatch...: its number is in $job.
batch() {
    job=$(sbatch --parsable "$@") || fail "sbatch $*"
}

# queued ID: it waits or runs.
queued() { squeue -h -j "$1" 2>/dev/null | grep -q .; }
not_queued() { ! queued "$1"; }

# says_times COUNT TEXT FILE: the log has it so often at least.
says_times() { [ "$(grep -c -- "$2" "$3" 2>/dev/null)" -ge "$1" ]; }

# solving COUNT: the ranks of $job search, for the COUNT-th time.
solving() {
    until_true 60 says_times "$1" " solving [0-9]* units" "wain-$job.log" || fail "job $job does not solve for the ${1}th time"
    sleep 0.7
}

# ended ID STATE CODE [SECONDS]: the job leaves the queue within that time, so.
ended() {
    until_true "${4-60}" not_queued "$1" || fail "job $1 does not end: $(squeue -j "$1" -h)"
    scontrol show job "$1" >ended
    grep -q "JobState=$2 " ended || fail "job $1 is not $2: $(cat ended)"
    grep -q "ExitCode=$3:" ended || fail "job $1 did not end with code $3: $(cat ended)"
}

# restarts ID COUNT
restarts() {
    grep -q " Restarts=$2 " <(scontrol show job "$1") || fail "not $2 restarts: $(scontrol show job "$1" | grep Restarts)"
}

cluster_start || fail "the cluster does not come up"
