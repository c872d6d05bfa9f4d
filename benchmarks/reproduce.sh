#!/usr/bin/env bash
# Repeats the figures of docs/benchmarks.md: runs the suites of suites.txt and prints their tables.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

usage() {
    cat <<TEXT
Usage: benchmarks/reproduce.sh [OPTION...] [SUITE...]

  --quick              does everything work? Few instances, few iterations; the figures mean nothing
  --resume             keep the runs that are there; to go on after an interruption
  --force              begin anew where there are runs already
  --instances DIR      the folders of instances (default ../shared/instances); suites without theirs are left out
                       (code 1 for a suite that was named)
  --wain PROGRAM       default build/release/wain
  --out DIR            receives a folder per suite (default build/suite, or build/suite/quick)

Suites (all, unless some are named), from benchmarks/suites.txt:
$(sed '/^#/d; /^$/d; s/^/  /' "$here/suites.txt")
TEXT
}

die() {
    printf 'reproduce: %s\n' "$*" >&2
    exit 2
}

quick=no
resume=no
force=no
wain=$root/build/release/wain
instances=$(dirname "$root")/shared/instances
given=no
out=
wanted=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage && exit 0 ;;
        --quick | --resume | --force) declare "${1#--}=yes" ;;
        --instances | --wain | --out)
            [ $# -ge 2 ] || die "$1 needs a value"
            declare "${1#--}=$2"
            [ "$1" != --instances ] || given=yes
            shift
            ;;
        -*) die "unknown option $1; --help lists the options" ;;
        *) wanted+=("$1") ;;
    esac
    shift
done
if [ ! -f "$wain" ] || [ ! -x "$wain" ]; then
    die "$wain is no program: build it first, or give --wain"
fi
[ "$given" = no ] || [ -d "$instances" ] || die "--instances: there is no folder $instances"
if [ -z "$out" ]; then
    out=$root/build/suite
    [ "$quick" = no ] || out=$out/quick
fi
[ "$quick" = no ] || force=yes # nobody misses what was there

names=()
declare -A line_of
while read -r name line; do
    case "$name" in '' | '#'*) continue ;; esac
    names+=("$name")
    line_of[$name]=$line
done <"$here/suites.txt"
for name in "${wanted[@]}"; do
    [ -n "${line_of[$name]:-}" ] || die "there is no suite '$name'; there are ${names[*]}"
done
named=${#wanted[@]}
[ "$named" -gt 0 ] || wanted=("${names[@]}")

# run_named NAME SCRIPT FOLDER OPTION...: what reproduce.sh adds goes before the options of wain solve.
run_named() {
    local name=$1 script=$2 folder=$3 options=() more=(--wain "$wain" --out "$out/$1") source=()
    shift 3
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        if [ "$quick" = yes ] && [ "$1" = --time-limit ]; then
            shift
        else
            options+=("$1")
        fi
        shift
    done
    if [ "$folder" != - ]; then
        [ -d "$instances/$folder" ] || {
            echo "left out: $instances/$folder is not there (docs/public_instances.md says where instances are found; --instances DIR names another folder)"
            [ "$named" -eq 0 ] # who named the suite wants it
            return
        }
        source=("$instances/$folder")
        [ "$resume" = no ] || more+=(--resume)
        [ "$force$resume" != yesno ] || more+=(--force)
        [ "$quick" = no ] || more+=(--iterations 1000 --every 30 --seeds 2 --core none)
    elif [ "$quick" = yes ]; then
        more+=(--orders 2000)
    fi
    "$here/$script" "${options[@]}" "${more[@]}" "${source[@]}" "$@" || return
    if compgen -G "$out/$name/*.curve.csv" >/dev/null; then
        python3 "$here/suite.py" plot "$out/$name/curves.svg" "$out/$name" && echo "curves: $out/$name/curves.svg"
    fi
}

failed=0
for name in "${wanted[@]}"; do
    printf '\n== %s: %s\n' "$name" "${line_of[$name]}"
    read -r -a words <<<"${line_of[$name]}"
    code=0
    run_named "$name" "${words[@]}" || code=$?
    [ "$code" -lt 128 ] || exit "$code"
    [ "$code" -eq 0 ] || failed=1
done
exit "$failed"
