#!/usr/bin/env bash
# Where memory is lacking wain plan ends with code 7 and says so, on any rank; the older result stays, whole. Second
# argument: the library that lets allocations fail (failing_malloc.c).
. "$(dirname "$0")/lib.sh"
failing=$2
make_job job 240
run=("$wain" plan job/job.yaml --output plan.h5 --threads 2 --iterations 300 --quiet)
export MPIEXEC_TIMEOUT=60 # s; then mpirun ends a job that hangs
what_lacks='memory|threads can be had'

# meets CODES WHAT COMMAND...: ends with one of the codes; after 7 it has said why and nothing of it is left but states.
meets() {
    local codes=$1 what=$2 code=0
    shift 2
    printf '\211HDF\r\n\032\nold' >plan.h5
    cp plan.h5 old.h5
    "$@" >out 2>err || code=$?
    case " $codes " in
    *" $code "*) ;;
    *)
        cat out err >&2
        fail "code $code, not one of $codes: $what"
        ;;
    esac
    [ "$code" = 7 ] || return 0
    grep -Eq "$what_lacks" err || {
        cat err >&2
        fail "it does not say that memory is lacking: $what"
    }
    cmp -s plan.h5 old.h5 || fail "the older result is gone: $what"
    # Rank 0, which writes it while the night goes on, is killed when another one ends the job.
    [[ $what == *"rank 1"* ]] || [ ! -e .plan.h5.wain-tmp ] || fail "half a result is left: $what"
}

# Each allocation of the program in turn would take too long: some, from the first to the last.
env WAIN_FAIL_COUNT=count LD_PRELOAD="$failing" "${run[@]}"
count=$(cat count)
[ "$count" -gt 100 ] || fail "only $count allocations were seen"
for ((at = 1; at <= count; at += at < 20 ? 3 : count / 23)); do
    meets 7 "allocation $at of $count and all after it" timeout 60 env WAIN_FAIL_AT="$at" LD_PRELOAD="$failing" "${run[@]}"
done
# One alone: a copy of where a search stands can be done without.
for ((at = 2; at <= count; at += at < 20 ? 5 : count / 17)); do
    meets "0 7" "allocation $at of $count" timeout 60 env WAIN_FAIL_AT="$at" WAIN_FAIL_ONCE=1 LD_PRELOAD="$failing" "${run[@]}"
done

# Between two rounds: what the first one found is published, and the others can be made up for.
rounds=("$wain" plan job/job.yaml --output plan.h5 --threads 1 --iterations 450 --set partition.max_stops=10 --set partition.rounds=2)
expect 0 env WAIN_FAIL_COUNT=count LD_PRELOAD="$failing" "${rounds[@]}"
count=$(cat count) digest=$(digest_of plan.h5) stopped=0
for ((at = count / 2; at <= count * 4 / 5; at += count / 200)); do
    meets "0 5 7" "allocation $at of $count, with rounds" timeout 60 env WAIN_FAIL_AT="$at" WAIN_FAIL_ONCE=1 \
        LD_PRELOAD="$failing" "${rounds[@]}"
    if grep -q "no more rounds: " err; then
        stopped=$((stopped + 1))
        says "stopped early"
        checked plan.h5
        expect 0 "$wain" resume plan.h5.state
        [ "$(digest_of plan.h5)" = "$digest" ] || fail "another plan after a round without memory"
    fi
    rm -f plan.h5.state plan.h5.state.1
done
[ "$stopped" -gt 0 ] || fail "no allocation between two rounds was met"

# A limit on the address space, from what the program needs to start at all; there libraries lack memory, too.
# shellcheck disable=SC2016 # the inner shell expands these
limited=(timeout 60 bash -c 'ulimit -c 0 -v "$0" && exec "$@"')
floor=16384
until "${limited[@]}" "$floor" "$wain" --version >/dev/null 2>&1; do
    floor=$((floor + 4096))
    [ "$floor" -lt 4000000 ] || fail "it does not start in 4 GB"
done
for ((more = 0; more <= 48 * 1024; more += 3 * 1024)); do
    meets "0 7" "$((floor + more)) KiB of address space" "${limited[@]}" $((floor + more)) "${run[@]}"
done
meets 0 "enough address space" "${limited[@]}" $((floor + 2000000)) "${run[@]}"

command -v mpirun >/dev/null || exit 0
for rank in 0 1; do
    for at in 1 5 10 25 120; do
        codes=7
        [ "$rank" = 0 ] || [ "$at" -lt 10 ] || codes="0 7" # it comes so far only when the others leave it a unit
        meets "$codes" "allocation $at of rank $rank and all after it" mpi 3 -x LD_PRELOAD="$failing" -x WAIN_FAIL_AT="$at" \
            -x WAIN_FAIL_RANK="$rank" "${run[@]}"
    done
    meets "0 7" "allocation 40 of rank $rank" mpi 3 -x LD_PRELOAD="$failing" -x WAIN_FAIL_AT=40 -x WAIN_FAIL_ONCE=1 \
        -x WAIN_FAIL_RANK="$rank" "${run[@]}"
done

# What a plan took is told by its summary and its file.
expect 0 mpi 3 "$wain" plan job/job.yaml --output plan.h5 --threads 1 --iterations 300 --json
python3 - out <<-'END' || fail "the summary's memory"
	import json, sys
	memory = json.load(open(sys.argv[1]))["memory"]
	assert 1e6 < memory["peak_rank"] < 1e9 and 2 * memory["peak_rank"] < memory["peak_all"] + 2e7, memory
	assert 1e5 < memory["heap_allocated"] < memory["heap_resident"] < memory["peak_rank"], memory
END
expect 0 "$wain" show plan.h5
grep -Eq '^  memory +[0-9.]+ MiB in the largest rank, [0-9.]+ MiB in all$' out || fail "show does not tell the memory"
expect 0 "$wain" show plan.h5 --json
grep -q '"peak_rank": [0-9]' out || fail "show --json does not tell the memory"
