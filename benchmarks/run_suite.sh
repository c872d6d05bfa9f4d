#!/usr/bin/env bash
# Solves a set of public instances, verifies every solution with `wain check`, and compares the costs with the best known.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    cat <<'TEXT'
Usage: benchmarks/run_suite.sh [OPTION...] DIR|INSTANCE... [-- OPTION OF wain solve...]

  --largest N          of the instances given, the N with the most customers
  --list FILE          only instances whose names stand in FILE, one a line
  --time-limit S       seconds per run (default 30)
  --iterations N       budget in iterations instead of a time limit
  --seeds N            runs per instance, seeds 1 to N (default 1)
  --threads N          OpenMP threads of a run (default 1)
  --core N             pin runs to cores N, N+1, ... as many as threads (default 0); "none": do not pin
  --wain PROGRAM       default build/release/wain
  --out DIR            receives suite.csv, the solutions and the JSON objects (default build/suite)

Best known values are read from BKS.csv beside the instances (columns instance, n and bks; or bks_dimacs, and
bks_hier_distance for --convention exact). Exit status 1 when a run or a check failed.

Example: benchmarks/run_suite.sh --largest 10 --time-limit 30 ../shared/instances/cvrp_x
TEXT
}

die() {
    printf 'run_suite: %s\n' "$*" >&2
    exit 2
}

selection=()
budget=(--time-limit 30)
seeds=1
threads=1
core=0
wain=$here/../build/release/wain
out=$here/../build/suite
sources=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage && exit 0 ;;
        --)
            shift
            break
            ;;
        --largest | --list | --time-limit | --iterations | --seeds | --threads | --core | --wain | --out)
            [ $# -ge 2 ] || die "$1 needs a value"
            case "$1" in
                --largest | --list) selection+=("$1" "$2") ;;
                --time-limit | --iterations) budget=("$1" "$2") ;;
                --seeds) seeds=$2 ;;
                --threads) threads=$2 ;;
                --core) core=$2 ;;
                --wain) wain=$2 ;;
                --out) out=$2 ;;
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
[ "${#sources[@]}" -gt 0 ] || die "name a folder or an instance; --help says more"
[ -x "$wain" ] || die "$wain is no program: build it first, or give --wain"

pin=()
if [ "$core" != none ]; then
    pin=(taskset --cpu-list "$core-$((core + threads - 1))")
fi
# What decides how an instance is read must be said to the checker, too.
convention=()
solve_options=("$@")
while [ $# -gt 0 ]; do
    case "$1" in
        --convention | --objective) [ $# -ge 2 ] && convention+=("$1" "$2") ;;
        --convention=* | --objective=*) convention+=("$1") ;;
    esac
    shift
done

mapfile -t instances < <(python3 "$here/suite.py" list "${selection[@]}" "${sources[@]}")
[ "${#instances[@]}" -gt 0 ] || die "no instance was selected"
mkdir -p "$out"
table=$out/suite.csv
python3 "$here/suite.py" header >"$table"
failed=0
for instance in "${instances[@]}"; do
    name=$(basename "${instance%.*}")
    for seed in $(seq 1 "$seeds"); do
        solution=$out/$name.$seed.sol
        report=$out/$name.$seed.json
        checked=no
        rm -f "$solution" "$report"
        if ! "${pin[@]}" "$wain" solve "$instance" "${budget[@]}" --threads "$threads" --seed "$seed" \
            --output "$solution" --json --quiet "${solve_options[@]}" >"$report"; then
            echo "run_suite: wain solve failed on $instance, seed $seed" >&2
            failed=1
            continue
        fi
        if "$wain" check "$instance" "$solution" "${convention[@]}" >"$out/$name.$seed.check"; then
            checked=yes
        else
            echo "run_suite: wain check does not accept $solution" >&2
            failed=1
        fi
        python3 "$here/suite.py" record --checked "$checked" "${convention[@]}" "$instance" "$report" | tee -a "$table"
    done
done
echo
python3 "$here/suite.py" table "$table"
exit "$failed"
