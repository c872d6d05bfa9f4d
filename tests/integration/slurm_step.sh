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
    show-job)
        echo "asked for $3" >>seen
        [ -n "${JOB_STATE-RUNNING}" ] || exit 1
        echo "   JobState=${JOB_STATE-RUNNING} Reason=None"
        ;;
    show-config) printf 'RebootProgram = (null)\nRequeueExit             = %s\nRequeueExitHold = 75\n' "$REQUEUE_EXIT" ;;
    requeue-*) echo "requeued $2" >>seen ;;
esac
END
cat >bin/wain <<'END'
#!/usr/bin/env bash
# Ends with CODE; when that is "wait", with 5 once it was told to stop.
echo "wain $*" >>seen
if [ "$1" = show ]; then printf '  "stopped_early": %s,\n  "required_unassigned": 3,\n' "${STOPPED_EARLY-true}" && exit; fi
[ "$1" = plan ] || exit "${CHECK_CODE-0}"
[ -n "${PUBLISHES_NOTHING-}" ] || { touch new && mv new result; }
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
saw "^wain plan --threads=2 --output=result --anew --seed=1 -- job.yaml$"
saw "^wain check -- result$"
ends 0 0 MPI_TYPES="pmi2 none"
saw "^mpirun --bind-to none wain plan"
saw_no "^srun"
ends 4 4
ends 0 0 SLURM_RESTART_COUNT=1
saw "^wain plan .*--output=result --resume --seed=1 -- job.yaml$"
rm -f seen
expect 0 env CODE=0 bash "$step" job.yaml result --resume
saw "^wain plan .*--output=result --anew --resume -- job.yaml$" # the last one counts
ends 2 0 WAIN_RESTARTS=unlimited
ends 8 0 CHECK_CODE=8
for code in 1 2 3 6 7 8 139; do
    ends $code $code
    saw_no "^wain check"
done

# A lost rank: once more, a bounded number of times.
for code in 9 137 142; do
    ends 75 $code
    ends 0 $code STOPPED_EARLY=false # when all was planned and published
    saw "^wain check"
    ends 75 $code STOPPED_EARLY=false PUBLISHES_NOTHING=1 # that is the result of another night
    expect 4 env CODE=$code STOPPED_EARLY=false bash "$step" job.yaml result --strict
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
ends 75 9 REQUEUE_EXIT="(null)" SLURM_ARRAY_JOB_ID=4 SLURM_ARRAY_TASK_ID=6 # in an array, 4 would be all tasks
saw "^asked for 4_6$"
saw "^requeued 4_6$"
ends 75 9 JOB_STATE= WAIN_PATIENCE=0 # Slurm does not answer, which is no answer
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
