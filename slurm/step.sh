#!/usr/bin/env bash
# Plans one job on the ranks of a Slurm allocation, and survives its end. The body of every batch script here:
#   slurm/step.sh JOB.yaml RESULT.h5 [OPTION OF wain plan...]
# Environment: WAIN the program (build/release/wain), WAIN_RESTARTS how often the job may be run again (3).
#
# Slurm's signal before its time limit (--signal=B:TERM@seconds) comes to this shell. The ranks then save their state,
# publish the best plan so far and end with code 5; the job ends with code 75, by which Slurm runs it again where
# RequeueExit names it, and goes on from the state. The same when a rank was lost. After WAIN_RESTARTS times it ends with
# what there is.
set -u

job=${1:?the job file is missing}
result=${2:?the result is missing}
shift 2
wain=${WAIN:-build/release/wain}
threads=${SLURM_CPUS_PER_TASK:-1}
restarts=${WAIN_RESTARTS:-3}
export OMP_NUM_THREADS=$threads
asked=no
step=
# In an array the plain number of one task is that of the array: it would stand for all of them.
id=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID-}}
id=${id:-${SLURM_JOB_ID-}}
if ! [[ $restarts =~ ^[0-9]{1,6}$ ]]; then
    echo "WAIN_RESTARTS: found '$restarts', expected a whole number" >&2
    exit 2
fi

say() { printf 'wain under Slurm: %s\n' "$*" >&2; }

# USR1 asks the ranks to finish; srun and mpirun pass it on. To TERM they would not leave them the time.
stop_ranks() {
    asked=yes
    [ -z "$step" ] || kill -USR1 "$step" 2>/dev/null
}

# What Slurm says of this job's state; nothing when it does not answer.
job_state() {
    local attempt said
    for attempt in 1 2 3 4; do
        if said=$(scontrol show job "$id" 2>/dev/null) && [[ $said =~ JobState=([A-Z_]+) ]]; then
            echo "${BASH_REMATCH[1]}"
            return
        fi
        [ "$attempt" = 4 ] || sleep "${WAIN_PATIENCE:-5}"
    done
}

# Leaves with the code by which this job is run again; returns when it may not be: it was cancelled (it runs no longer,
# then) or was run often enough. Where no code is set aside for that, Slurm is asked.
run_again() {
    local state
    state=$(job_state)
    if [ -n "$state" ] && [ "$state" != RUNNING ]; then
        say "$1, and Slurm is ending the job"
        return
    fi
    if [ "${SLURM_RESTART_COUNT:-0}" -ge "$restarts" ]; then
        say "$1, and it has been run again ${SLURM_RESTART_COUNT:-0} times already (WAIN_RESTARTS=$restarts)"
        return
    fi
    say "$1; it is run again"
    if scontrol show config | grep -Eq '^RequeueExit *= *(.*,)?75(,|$)' || scontrol requeue "$id"; then
        exit 75
    fi
}

# A plan that is complete was published in this life, whatever happened to a rank after that.
stamp() { stat -Lc '%i %y' -- "$result" 2>/dev/null; }
before=$(stamp)
is_complete() {
    [ "$(stamp)" != "$before" ] && shown=$("$wain" show --json -- "$result" 2>/dev/null) &&
        grep -q '"stopped_early": false' <<<"$shown"
}

# A lost rank: the night is run again, unless it has its plan.
lost_rank() {
    local shown
    if is_complete; then
        say "a rank was lost (code $code) when the plan was complete"
        code=0
        if [[ " $* " =~ \ (--strict|--set[=\ ]limits\.strict=true)\  ]] && ! grep -q '"required_unassigned": 0,' <<<"$shown"; then
            code=4
        fi
    else
        run_again "a rank was lost (code $code)"
    fi
}

trap stop_ranks TERM

# A later life goes on from the state that the one before saved. The first begins anew, and removes what an earlier night
# may have left, lest a later life takes that for its own; a --resume of the user's comes later and counts more.
resume=(--anew)
[ "${SLURM_RESTART_COUNT:-0}" -eq 0 ] || resume=(--resume)

# --kill-on-bad-exit: when one rank dies the others must not wait for the time limit. srun gives each rank cores of its
# own; mpirun would bind all threads of a rank to one core, and is told to leave them those of the allocation.
if srun --mpi=list 2>&1 | grep -qw pmix; then
    launcher=(srun --mpi=pmix --cpus-per-task="$threads" --cpu-bind=cores --kill-on-bad-exit=1)
else
    launcher=(mpirun --bind-to none)
fi
# A node that was lost and came back still has the sockets of the step that died there, in whose way a step of the
# same number would be: as many empty steps as there were lives before.
for ((life = 0; life < ${SLURM_RESTART_COUNT:-0}; life++)); do
    srun --mpi=none --nodes=1 --ntasks=1 --ntasks-per-node=1 true 2>/dev/null
done
"${launcher[@]}" "$wain" plan --threads="$threads" --output="$result" "${resume[@]}" "$@" -- "$job" &
step=$!
[ "$asked" = no ] || stop_ranks

# A signal ends `wait` early, hence the loop.
wait "$step"
code=$?
while kill -0 "$step" 2>/dev/null; do
    wait "$step"
    code=$?
done
# They may have ended just as the signal came: the shell still knows how.
wait "$step" 2>/dev/null
ended=$?
[ $ended -eq 127 ] || code=$ended

case $code in
    5) [ "$asked" = no ] || run_again "stopped before it was complete" ;;
    9 | 137 | 142) lost_rank "$@" ;;
    138 | 143) [ "$asked" = no ] || run_again "stopped before anything was planned" ;;
esac
case $code in
    0 | 4 | 5 | 9) [ ! -e "$result" ] || "$wain" check -- "$result" || code=$? ;;
    *) say "wain ended with exit code $code; see docs/operations.md" ;;
esac
exit "$code"
