#!/usr/bin/env bash
# Usage: suite_test.sh WAIN: run_suite.sh, ablation.sh, reproduce.sh and borders.sh over tiny ones.
set -euo pipefail
wain=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
    echo "FAILED: $*" >&2
    cat said >&2
    exit 1
}

# expect CODE COMMAND...: what it says goes to said.
expect() {
    local expected=$1 code=0
    shift
    "$@" >said 2>&1 || code=$?
    [ "$code" = "$expected" ] || fail "code $code instead of $expected: $*"
}

says() {
    grep -qE -- "$1" said || fail "no '$1' in what it said"
}

run_suite() {
    "$here/run_suite.sh" --wain "$wain" --core none --iterations 300 "$@"
}

rows() {
    sed 1d "$1/suite.csv" | sort
}

mkdir -p shared/cvrp_x shared/tw
cp "$here"/../tests/data/{tiny,matrix}.vrp "$here"/../configs/instances/villages60.vrp shared/cvrp_x
cp "$here/../tests/data/tiny.txt" shared/tw
printf 'instance,n,bks\ntiny,4,58\nmatrix,3,20\nvillages60,60,8142\n' >shared/cvrp_x/BKS.csv
printf 'instance,n,bks_dimacs,bks_hier_vehicles,bks_hier_distance\ntiny,4,40,2,40\n' >shared/tw/BKS.csv

# Two jobs find what one finds; every row whole, every solution checked.
expect 0 run_suite --seeds 3 --out one shared/cvrp_x
expect 0 run_suite --seeds 3 --jobs 2 --curves --out two shared/cvrp_x
says '^<= 200 +3 +9 '
says '^tiny +4 +3 +58\.0 +58\.0 +0\.000 '
[ "$(wc -l <two/suite.csv)" = 10 ] || fail "not 9 runs"
[ "$(rows one | cut -d, -f1-5)" = "$(rows two | cut -d, -f1-5)" ] || fail "two jobs find something else"
[ "$(find two -name '*.curve.csv' | wc -l)" = 9 ] || fail "not 9 curves"
[ "$(find one -name '*.curve.csv' | wc -l)" = 0 ] || fail "curves that nobody wanted"
expect 0 python3 "$here/suite.py" compare one/suite.csv two/suite.csv
says '0 better, 9 equal, 0 worse'
expect 0 python3 "$here/suite.py" plot curves.svg two
grep -q 'class="mean"' curves.svg || fail "no mean curve"

# Resumed, the runs that are there stay, and the torn one is made again; other settings are refused.
rows two >before
sed -i '3,5d' two/suite.csv
truncate --size=-3 two/suite.csv
expect 0 run_suite --seeds 3 --jobs 2 --curves --resume --out two shared/cvrp_x
[ "$(grep -cE '^[a-z0-9]+,[0-9]+,[1-3],' said)" = 4 ] || fail "not 4 runs made again"
[ "$(cut -d, -f1-5 before)" = "$(rows two | cut -d, -f1-5)" ] || fail "resumed, it has other runs"
[ "$(comm -12 before <(rows two) | wc -l)" -ge 5 ] || fail "the runs that were there did not stay"
expect 2 run_suite --seeds 3 --resume --out two shared/cvrp_x
says 'other settings'
expect 0 run_suite --resume --out new shared/cvrp_x/tiny.vrp

# Nothing left to run; and runs that are there are not lost by a slip.
expect 0 run_suite --resume --out new shared/cvrp_x/tiny.vrp
says '^all +1 +1 '
rows new >before
expect 2 run_suite --out new shared/tw
says 'new/suite.csv holds runs already'
expect 2 run_suite --force --out new shared/tw -- --set search.sed=1
expect 2 run_suite --force --resume --out new shared/tw
says 'exclude each other'
[ "$(cat before)" = "$(rows new)" ] || fail "runs were lost"
expect 0 run_suite --force --out new shared/tw

# Samples, families with vehicles first.
expect 0 run_suite --every 2 --out sample shared/cvrp_x
[ "$(rows sample | cut -d, -f1 | tr '\n' ' ')" = 'matrix villages60 ' ] || fail "not the first and third by size"
expect 0 run_suite --out vehicles shared/tw -- --convention exact --objective vehicles
says '^all +1 +1 +[0-9.]+ +2\.0 +2 +100\.0 +100\.0 '

# What fails is said, and the others are run.
printf 'DIMENSION : x\n' >shared/bad.vrp
expect 1 run_suite --out bad shared/bad.vrp shared/cvrp_x/tiny.vrp
says 'wain solve failed on shared/bad.vrp, seed 1, with code 3'
says '^tiny '
expect 1 run_suite --out none shared/bad.vrp
says 'there are no runs in it'
cat >liar <<END
#!/bin/sh
[ "\$1" = solve ] || exit 8
exec "$wain" "\$@"
END
chmod +x liar
expect 1 run_suite --wain ./liar --out rejected shared/cvrp_x/tiny.vrp
says '1 of 1 runs did not pass the check'
expect 1 run_suite --wain ./liar --resume --out rejected shared/cvrp_x/tiny.vrp

expect 2 run_suite --jobs 0 shared/cvrp_x
says "jobs: found '0'"
expect 2 run_suite --core 99999 shared/cvrp_x
says 'there is no core 99999'
expect 2 run_suite --out x nowhere.vrp
says 'nowhere.vrp: No such file'
expect 2 run_suite --frobnicate shared/cvrp_x
says 'unknown option --frobnicate'
expect 2 run_suite --every 0 shared/cvrp_x
says "run_suite: --every: found '0', expected a whole number from 1"
expect 2 run_suite --time-limit 5 shared/cvrp_x
says 'exclude each other'
expect 2 run_suite --out x shared/cvrp_x -- --seed 3
says 'every run has its own seed'
expect 2 run_suite --out x shared/cvrp_x -- --set search.seed=3
says 'every run has its own seed'
expect 2 run_suite --out x shared/cvrp_x -- --threads=2
says 'run_suite sets it'
expect 2 run_suite --out x shared/cvrp_x -- --set search.blonk=1
says "did you mean 'search.blink'"
expect 2 "$here/run_suite.sh" --wain "$wain" --core none --time-limit x --out x shared/cvrp_x
says "time-limit: found 'x'"
[ ! -e x ] || fail "a folder was made for nothing"

# An interrupted suite leaves no run behind.
"$here/run_suite.sh" --wain "$wain" --core none --time-limit 60 --jobs 2 --seeds 2 --out late shared/cvrp_x/villages60.vrp >said 2>&1 &
process=$!
for ((i = 0; i < 300; i++)); do
    [ "$(find late -name '*.json' 2>/dev/null | wc -l)" -lt 2 ] || break
    sleep 0.1
done
kill -TERM "$process"
code=0
wait "$process" || code=$?
[ "$code" = 130 ] || fail "code $code after a signal"
says '--resume goes on'
for ((i = 0; i < 100; i++)); do
    grep -qs "late/villages60" /proc/[0-9]*/cmdline || break
    sleep 0.1
done
[ "$i" -lt 100 ] || fail "a run went on"
[ "$(wc -l <late/suite.csv)" = 1 ] || fail "an interrupted run is in the table"

# Variants against the default.
printf '# variants\n\nblinking --set search.blink=0.5\n' >variants
expect 0 "$here/ablation.sh" --variants variants --wain "$wain" --core none --iterations 300 --seeds 2 --out ablation shared/cvrp_x
says '^default +6 '
says '^blinking +6 +[0-9.]+ +[+-][0-9.]+ +[0-3] +[0-3] +[0-3] +[01]\.[0-9]{4}$'
expect 0 "$here/ablation.sh" --variants variants --wain "$wain" --core none --iterations 300 --seeds 2 --resume --out ablation shared/cvrp_x
says '^blinking +6 '
expect 2 "$here/ablation.sh" --variants variants --wain "$wain" --every 2
says '^Usage: benchmarks/ablation.sh'
says 'ablation: name a folder or an instance'
printf 'misspelt --set search.blonk=0.5\n' >variants
expect 2 "$here/ablation.sh" --variants variants --wain "$wain" --out other shared/cvrp_x
says "did you mean 'search.blink'"
expect 2 "$here/ablation.sh" --variants nowhere --wain "$wain" --out ablation shared/cvrp_x
says 'nowhere can.t be read'

# The suites of the document: those whose instances are there; one that was named is missed.
expect 1 "$here/reproduce.sh" --quick --wain "$wain" --instances shared --out quick x30 belgium
says '== x30: '
says '^all +1 +2 '
says 'left out: shared/cvrp_belgium is not there'
expect 2 "$here/reproduce.sh" --wain "$wain" --instances nowhere
says "there is no folder nowhere"
expect 2 "$here/reproduce.sh" --wain "$wain" nothing
says "there is no suite 'nothing'; there are "

# Borders between parts.
expect 0 "$here/borders.sh" --orders 200 --parts 2 --effort 5 --seeds 1 --rounds "0 1" --wain "$wain" --out borders
says '^whole +[0-9.]+ +\+0\.000% +[0-9.]+ +[0-9.]+$'
says '^rounds:1 +[0-9.]+ +[-+][0-9.]+% '
expect 2 "$here/borders.sh" --orders many --wain "$wain" --out borders
says "orders: found 'many'"
expect 2 "$here/borders.sh" --rounds "1 many" --wain "$wain" --out borders
says "rounds: found '1 many'"
expect 2 "$here/borders.sh" --wain "$folder" --out borders
says "is no program"
expect 2 "$here/borders.sh" --orders 100 --seeds 1 --effort 5 --set search.seat=1 --wain "$wain" --out borders
says "no plan of book 1"
expect 2 "$here/borders.sh" --parts 1 --wain "$wain" --out borders
says "expected 2 or more"
