#!/usr/bin/env bash
# What each part of the search is worth: named variants of its options against the default, over instances and seeds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

usage() {
    cat <<'TEXT'
Usage: benchmarks/ablation.sh [OPTION OF run_suite.sh...] [--variants FILE] DIR|INSTANCE... [-- OPTION OF wain solve...]

  --variants FILE      one variant a line: a name, then options of wain solve, e.g. "no_blinks --set search.blink=0"
                       (default benchmarks/ablation.txt); the default, without any, is run beside them
  --out DIR            receives a suite per variant, in a folder of its name (default build/suite/ablation)

All variants take turns with each seed, so that what else the machine does meets all of them. The table says how much
worse than the default each variant is, and how far chance explains it. --resume goes on after an interruption, --force
begins anew where there are runs already.

Example: benchmarks/ablation.sh --every 5 --time-limit 30 --seeds 5 --jobs 2 ../shared/instances/cvrp_x
TEXT
}

die() {
    printf 'ablation: %s\n' "$*" >&2
    exit 2
}

variants=$here/ablation.txt
out=$root/build/suite/ablation
wain=$root/build/release/wain
seeds=1
runs=() # what happens to those that are there
sources=0
passed_on=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case "$1" in
        -h | --help) usage && exit 0 ;;
        --variants | --out | --wain | --seeds)
            [ $# -ge 2 ] || die "$1 needs a value"
            declare "${1#--}=$2"
            shift
            ;;
        --resume | --force) runs=("$1") ;;
        --curves) passed_on+=("$1") ;;
        -*)
            passed_on+=("$1" "${@:2:1}")
            [ $# -eq 1 ] || shift
            ;;
        *)
            passed_on+=("$1")
            sources=$((sources + 1))
            ;;
    esac
    shift
done
[ $# -eq 0 ] || shift
common=("$@")
if [ "$sources" -eq 0 ]; then
    usage >&2
    die "name a folder or an instance"
fi
[[ $seeds =~ ^[1-9][0-9]{0,5}$ ]] || die "--seeds: found '$seeds', expected a whole number from 1"
[ -r "$variants" ] || die "$variants can't be read; --variants names the list"

names=(default)
declare -A options_of=([default]='')
while read -r name options; do
    case "$name" in
        '' | '#'*) continue ;;
        */* | .*) die "$variants: '$name' is no name of a folder" ;;
    esac
    [ -z "${options_of[$name]+there}" ] || die "$variants: the variant '$name' stands there twice, or is the default"
    names+=("$name")
    options_of[$name]=$options
done <"$variants"
[ "${#names[@]}" -gt 1 ] || die "$variants names no variant"

# A misspelt option must be found now, not in the middle of the night.
for name in "${names[@]}"; do
    read -r -a options <<<"${options_of[$name]}"
    "$wain" solve "$root/tests/data/tiny.vrp" --iterations 1 --threads 1 --quiet "${common[@]}" "${options[@]}" ||
        die "the options of variant '$name' are refused: ${options_of[$name]}"
done

failed=0
for ((seed = 1; seed <= seeds; seed++)); do
    for name in "${names[@]}"; do
        echo "seed $seed, $name"
        read -r -a options <<<"${options_of[$name]}"
        code=0
        "$here/run_suite.sh" "${passed_on[@]}" --wain "$wain" --seeds "$seed" "${runs[@]}" --out "$out/$name" -- \
            "${common[@]}" "${options[@]}" >/dev/null || code=$?
        [ "$code" -le 1 ] || exit "$code"
        [ "$code" -eq 0 ] || failed=1
    done
    runs=(--resume) # what the seeds before left
done
echo
suites=("${names[@]/#/$out/}")
suites=("${suites[@]/%//suite.csv}")
python3 "$here/suite.py" ablation "${suites[@]}" || failed=1
exit "$failed"
