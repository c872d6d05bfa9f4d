#!/usr/bin/env bash
# The body of the batch scripts: how ranks are started, and what becomes of a job by the code with which they end. Slurm's
# commands and the program are stood in for. Usage: slurm_step.sh WAIN STEP
step=$2
. "$(dirname "$0")/lib.sh"

mkdir bin
cat >bin/srun <<'END'
#!/usr/bin/env bash
[ "$1" != --mpi=list ] || { echo "${MPI_TYPES-pmix}" && exit; }
echo "srun $*" >>seen
while [[ $1 == --* ]]; do shift; done
exec "$@"
END
cat >bin/mpirun <<'END'
#!/usr/bin/env bash
echo "mpirun $*" >>seen
shift 2
exec "$@"
END
cat >bin/scontrol <<'END'
#!/usr/bin/env bash
case $1-$2 in
    show-job) echo "   JobState=${JOB_STATE-RUNNING} Reason=None" ;;
    show-config) printf 'RebootProgram = (null)\nRequeueExit             = %s\nRequeueExitHold = 75\n' "$REQUEUE_EXIT" ;;
    requeue-*) echo "requeued $2" >>seen ;;
esac
END
cat >bin/wain <<'END'
#!/usr/bin/env bash
# Ends with CODE; when that is "wait", with 5 once it was told to stop.
echo "wain $*" >>seen
[ "$1" = plan ] || exit "${CHECK_CODE-0}"
touch result
[ "$CODE" = wait ] || exit "$CODE"
trap 'exit 5' USR1
trap 'exit 66' TERM
for _ in $(seq 300); do sleep 0.1; done
END
chmod +x bin/*
export PATH=$PWD/bin:$PATH WAIN=wain REQUEUE_EXIT=75 SLURM_JOB_ID=4 SLURM_CPUS_PER_TASK=2

# ends EXPECTED CODE [VARIABLE=VALUE...]: the step whose ranks end with CODE ends with EXPECTED.
ends() {
    local expected=$1
    rm -f seen
    expect "$expected" env CODE="$2" "${@:3}" bash "$step" job.yaml result --seed=1
}
saw() { grep -q -- "$1" seen || { cat seen >&2 && fail "no '$1'"; }; }
saw_no() { if grep -q -- "$1" seen; then cat seen >&2 && fail "there is '$1'"; fi; }

ends 0 0
saw "^srun --mpi=pmix --cpus-per-task=2 --cpu-bind=cores --kill-on-bad-exit=1 wain plan"
saw "^wain plan --threads=2 --output=result --seed=1 -- job.yaml$"
saw "^wain check -- result$"
ends 0 0 MPI_TYPES="pmi2 none"
saw "^mpirun --bind-to none wain plan"
saw_no "^srun"
touch result.state result.state.1
ends 4 4
ls result.state* >/dev/null 2>&1 && fail "the state of an earlier night is left"
touch result.state
ends 0 0 SLURM_RESTART_COUNT=1
saw "^wain plan .*--output=result --resume --seed=1 -- job.yaml$"
[ -e result.state ] || fail "a later life has nothing to go on from"
expect 0 env CODE=0 bash "$step" job.yaml result --resume
[ -e result.state ] || fail "the state that was asked for is gone"
ends 8 0 CHECK_CODE=8
for code in 1 2 3 6 7 8 139; do
    ends $code $code
    saw_no "^wain check"
done

# A lost rank: once more, a bounded number of times.
for code in 9 137; do
    ends 75 $code
    ends 75 $code SLURM_RESTART_COUNT=2
    ends $code $code SLURM_RESTART_COUNT=3
    ends $code $code WAIN_RESTARTS=0
done
ends 75 9 REQUEUE_EXIT=1,75,80
saw_no "^requeued"
for codes in "(null)" 175 1; do
    ends 75 9 REQUEUE_EXIT="$codes"
    saw "^requeued 4$"
done
ends 9 9 JOB_STATE=CANCELLED
ends 9 9 JOB_STATE=CANCELLED REQUEUE_EXIT="(null)"
# Nobody asked for it: the time limit was too short, and would be the next time.
ends 5 5

# stopped EXPECTED [VARIABLE=VALUE...]: told to stop by Slurm's signal, the step ends with EXPECTED.
stopped() {
    local expected=$1 code=0 shell
    shift
    rm -f seen
    env CODE=wait "$@" bash "$step" job.yaml result 2>err &
    shell=$!
    for _ in $(seq 100); do
        grep -qs "^wain plan" seen && break
        sleep 0.1
    done
    sleep 0.3
    kill -TERM $shell
    wait $shell || code=$?
    [ "$code" = "$expected" ] || { cat seen err >&2 && fail "code $code instead of $expected after Slurm's signal: $*"; }
}
stopped 75
saw_no "^wain check"
stopped 5 SLURM_RESTART_COUNT=3
saw "^wain check"
stopped 75 REQUEUE_EXIT="(null)"
saw "^requeued 4$"
