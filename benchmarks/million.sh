#!/usr/bin/env bash
# Time and memory from a synthetic order book to its partition. Usage: million.sh [--orders N] [--wain PROGRAM] [--out DIR]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

die() {
    printf 'million: %s\n' "$*" >&2
    exit 2
}

orders=1000000
wain=$root/build/release/wain
out=$root/build/suite/million
while [ $# -gt 0 ]; do
    case "$1" in
        --orders | --wain | --out)
            [ $# -ge 2 ] || die "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        *) die "unknown option $1" ;;
    esac
done
[ -x /usr/bin/time ] || die "/usr/bin/time is not installed (package time)"
[ -x "$wain" ] || die "$wain is no program: build it first, or give --wain"

mkdir -p "$out"
measure() {
    /usr/bin/time -o "$out/time.txt" -f '%e %U %S %M' "$wain" "${@:2}" >"$out/$1.txt"
    read -r wall user system memory <"$out/time.txt"
    awk -v step="$1" -v w="$wall" -v u="$user" -v s="$system" -v m="$memory" \
        'BEGIN { printf "%-20s %8.2f %12.2f %10.0f\n", step, w, u + s, m / 1024 }'
}
printf '%-20s %8s %12s %10s\n' "$orders orders" 'wall, s' 'processor, s' 'MiB, most'
measure generate generate --orders "$orders" --regions 27 --days 5 --seed 1 --output "$out/book"
measure validate validate "$out/book/job.yaml"
measure dry-run plan --dry-run "$out/book/job.yaml"
