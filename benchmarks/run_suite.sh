#!/usr/bin/env bash
# Solves a set of public instances, verifies every solution with `wain check`, and compares the costs with the best known.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

usage() {
    cat <<'TEXT'
Usage: benchmarks/run_suite.sh [OPTION...] DIR|INSTANCE... [-- OPTION OF wain solve...]

  --list FILE          only instances whose names stand in FILE, one a line
  --largest N          of these, the N with the most customers
  --every K            of these, sorted by customers, the first and every K-th after it
  --time-limit S       seconds per run (default 30)
  --iterations N       budget in iterations, instead of a time limit
  --seeds N            runs per instance, seeds 1 to N (default 1)
  --threads N          OpenMP threads of a run (default 1)
  --jobs N             runs at the same time (default 1)
  --core N             the first run is pinned to cores N, N+1, ... as many as threads, the next job to those that
                       follow (default 0); "none": do not pin
  --curves             also keep the cost over time, NAME.SEED.curve.csv, for suite.py plot
  --resume             keep the runs that are in suite.csv already; budget, threads, options and program must be the same
  --force              begin anew where there are runs already; without it and --resume they are not touched
  --wain PROGRAM       default build/release/wain
  --out DIR            receives suite.csv, the solutions and the JSON objects (default build/suite)

Best known values are read from BKS.csv beside the instances: columns instance, and bks or bks_dimacs; for
--convention exact --objective vehicles bks_hier_vehicles and bks_hier_distance. Exit status 1 when a run or a check failed.

Example: benchmarks/run_suite.sh --largest 10 --time-limit 30 --jobs 2 ../shared/instances/cvrp_x
TEXT
}

die() {
    printf 'run_suite: %s\n' "$*" >&2
    exit 2
}

# expect_count OPTION VALUE [DIGITS]
expect_count() {
    [[ $2 =~ ^[1-9][0-9]*$ && ${#2} -le ${3:-6} ]] || die "$1: found '$2', expected a whole number from 1"
}

selection=()
budget=()
seeds=1
threads=1
jobs=1
core=0
curves=no
resume=no
force=no
wain=$root/build/release/wain
out=$root/build/suite
sources=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage && exit 0 ;;
        --)
            shift
            break
            ;;
        --curves | --resume | --force)
            declare "${1#--}=yes"
            shift
            ;;
        --list | --largest | --every | --time-limit | --iterations | --seeds | --threads | --jobs | --core | --wain | --out)
            [ $# -ge 2 ] || die "$1 needs a value"
            case "$1" in
                --largest | --every | --seeds | --threads | --jobs) expect_count "$1" "$2" ;;
                --iterations) expect_count "$1" "$2" 12 ;;
            esac
            case "$1" in
                --list | --largest | --every) selection+=("$1" "$2") ;;
                --time-limit | --iterations)
                    [ "${budget[0]:-$1}" = "$1" ] || die "--time-limit and --iterations exclude each other: which of them ends a run?"
                    budget=("$1" "$2")
                    ;;
                *) declare "${1#--}=$2" ;;
            esac
            shift 2
            ;;
        -*) die "unknown option $1; --help lists the options" ;;
        *)
            sources+=("$1")
            shift
            ;;
    esac
done
[ "$resume $force" != "yes yes" ] || die "--resume and --force exclude each other: do the runs stay?"
[ "${#budget[@]}" -gt 0 ] || budget=(--time-limit 30)
solve_options=("$@")
[ "${#sources[@]}" -gt 0 ] || die "name a folder or an instance; --help says more"
[ -x "$wain" ] || die "$wain is no program: build it first, or give --wain"
if [ "$core" != none ]; then
    [[ $core =~ ^[0-9]{1,5}$ ]] || die "--core: found '$core', expected a core's number or none"
    last=$((core + jobs * threads - 1))
    [ "$last" -lt "$(nproc --all)" ] || die "there is no core $last for $jobs job(s) of $threads thread(s) from core $core on"
fi

# What decides how an instance is read must be said to the checker, too; what makes a run is said before the "--".
convention=()
while [ $# -gt 0 ]; do
    case "$1" in
        --see* | search.seed=* | --set=search.seed=*) die "$1 behind --: every run has its own seed; --seeds N, in front of it, is their number" ;;
        --th* | --ti* | --it* | --ou* | -o* | --cu*) die "$1 behind --: run_suite sets it; its own options stand in front of the --" ;;
        --convention | --objective) [ $# -ge 2 ] && convention+=("$1" "$2") ;;
        --convention=* | --objective=*) convention+=("$1") ;;
        --co* | --ob*) die "$1 behind --: write --convention or --objective in full, since the checker is told as well" ;;
    esac
    shift
done

python=$(python3 -c 'import sys; print(sys.executable)') # itself: what stands before it in the path may be slow to start
selected=$("$python" "$here/suite.py" list "${selection[@]}" "${sources[@]}")
[ -n "$selected" ] || die "no instance was selected"
mapfile -t instances <<<"$selected"
twice=$(for instance in "${instances[@]}"; do basename "${instance%.*}"; done | sort | uniq -d | head -n 1)
[ -z "$twice" ] || die "two instances are called $twice: their runs would overwrite each other; give each an --out of its own"

# A misspelt option must be found now, not in every run. So small an instance ends long before its time.
trial=("${budget[@]}")
[ "${trial[0]}" = --time-limit ] || trial=(--iterations 1)
"$wain" solve "$root/tests/data/tiny.vrp" "${trial[@]}" --threads "$threads" --quiet "${solve_options[@]}" ||
    die "wain solve refuses ${budget[*]} ${solve_options[*]}"

mkdir -p "$out"
table=$out/suite.csv

# Runs of different settings in one table would be compared with each other.
settings="program $(cksum <"$wain")
threads $threads, curves $curves
options ${budget[*]} ${solve_options[*]}"
declare -A done_already=()
if [ "$resume" = no ] && [ "$force" = no ] && [ -f "$table" ] && [ "$(wc -l <"$table")" -gt 1 ]; then
    die "$table holds runs already: choose another --out, --resume to keep them, or --force to begin anew"
elif [ "$resume" = yes ] && [ -f "$table" ]; then
    [ "$settings" = "$(cat "$out/settings.txt" 2>/dev/null)" ] ||
        die "$table is of another program or other settings (see settings.txt beside it); choose another --out, or do not --resume"
    kept=$("$python" "$here/suite.py" resume "$table")
    while read -r name seed; do
        [ -z "$name" ] || done_already[$name $seed]=yes
    done <<<"$kept"
else
    "$python" "$here/suite.py" header >"$table"
    printf '%s\n' "$settings" >"$out/settings.txt"
fi

# run_one SLOT INSTANCE SEED: one run, checked, into the table. In a process of its own; stopped, it takes the run with it.
run_one() {
    local slot=$1 instance=$2 seed=$3 name stem first child='' status=0 checked=no row curve=()
    trap '[ -z "$child" ] || kill "$child" 2>/dev/null; exit 143' TERM
    name=$(basename "${instance%.*}")
    stem=$out/$name.$seed
    if [ "$core" != none ]; then # this process and all it starts, the check as well
        first=$((core + slot * threads))
        taskset --pid --cpu-list "$first-$((first + threads - 1))" "$BASHPID" >/dev/null || return 1
    fi
    [ "$curves" = no ] || curve=(--curve "$stem.curve.csv")
    rm -f "$stem.sol" "$stem.json" "$stem.check" "$stem.curve.csv"
    "$wain" solve "$instance" "${budget[@]}" --threads "$threads" --seed "$seed" --output "$stem.sol" --json --quiet \
        "${curve[@]}" "${solve_options[@]}" >"$stem.json" &
    child=$!
    wait "$child" || status=$?
    child=
    if [ "$status" -ne 0 ]; then
        echo "run_suite: wain solve failed on $instance, seed $seed, with code $status" >&2
        return 1
    fi
    if "$wain" check "$instance" "$stem.sol" "${convention[@]}" >"$stem.check"; then
        checked=yes
    else
        echo "run_suite: wain check does not accept $stem.sol" >&2
    fi
    row=$("$python" "$here/suite.py" record --checked "$checked" "$instance" "$stem.json") || return 1
    {
        flock 9 # rows stay whole
        printf '%s\n' "$row" >&9
    } 9>>"$table"
    printf '%s\n' "$row"
    [ "$checked" = yes ]
}

declare -A slot_of=() # the slots in use, by process
# shellcheck disable=SC2317 # called by the trap
stop_all() {
    trap - INT TERM
    for process in "${!slot_of[@]}"; do
        kill "$process" 2>/dev/null || true
    done
    wait
    echo "run_suite: interrupted; the same command with --resume goes on" >&2
    exit 130
}
trap stop_all INT TERM

failed=0
free=()
for ((slot = jobs - 1; slot >= 0; slot--)); do
    free+=("$slot")
done
# Wait for one run to end; its slot is free again.
collect() {
    local process
    wait -n -p process "${!slot_of[@]}" || failed=1
    free+=("${slot_of[$process]}")
    unset "slot_of[$process]"
}
for instance in "${instances[@]}"; do
    name=$(basename "${instance%.*}")
    for ((seed = 1; seed <= seeds; seed++)); do
        [ -z "${done_already[$name $seed]:-}" ] || continue
        [ "${#free[@]}" -gt 0 ] || collect
        slot=${free[-1]}
        unset 'free[-1]'
        run_one "$slot" "$instance" "$seed" &
        slot_of[$!]=$slot
    done
done
while [ "${#slot_of[@]}" -gt 0 ]; do
    collect
done

! grep -q ',no$' "$table" || failed=1 # also among the runs that were kept
echo
"$python" "$here/suite.py" table "$table" || failed=1
exit "$failed"
