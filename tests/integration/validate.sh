#!/usr/bin/env bash
# wain validate and wain options from outside: what they print and their exit codes.
source "$(dirname "$0")/lib.sh"

prints() {
    grep -q -- "$1" out || {
        cat out >&2
        fail "no '$1' in what it printed"
    }
}

make_job good 60
expect 0 "$wain" validate good/job.yaml
prints '60 orders (0 refused), 3 regions, 3 depots, 6 vehicle types; 2 days from 2026-03-02'
prints 'The job can run.'
expect 0 "$wain" validate good/job.yaml --json
prints '"ok": true'
prints '"refused_orders": 0'

# Everything at once: the job file, the command line, depots, fleet and orders.
make_job bad 20
sed -i 's/horizon: {/horizon: {dayz: 3, /; s/iterations: 2000/iterations: many/' bad/job.yaml
echo 'D1,R9,here,-45.9,06:00,22:00' >>bad/depots.csv
echo 'van9,D9,-1,,,,,,' >>bad/fleet.csv
echo 'O1,R1,-22,-46,nan,2026-03-03,2026-03-02,08:00,07:00' >>bad/orders.csv
expect 2 "$wain" validate bad/job.yaml --set search.sed=3
prints "job.yaml:2: column 'horizon.dayz (column 11)': found 'dayz', expected a known key; did you mean 'days'?"
prints "column 'limits.iterations (column 22)': found 'many', expected a whole number"
prints "error: command line: unknown option 'search.sed'; did you mean 'search.seed'?"
prints "depots.csv:5: column 'depot_id': found 'D1', expected each depot once"
prints "depots.csv:5: column 'latitude': found 'here', expected a number from -90 to 90"
prints "fleet.csv:8: column 'depot_id': found 'D9'"
prints "fleet.csv:8: column 'count': found '-1'"
for column in order_id weight_kg latest_day window_end; do
    prints "refused: bad/orders.csv:22: column '$column'"
done
prints 'faults: 7 stop the job, 4 refuse an order, 0 warnings'

# Many orders outside the horizon: told in one line, also by plan and also when the list of faults is full; few: not told.
make_job late 60
for n in $(seq 30); do
    echo "X$n,R1,-22,-46,nan,,,," >>late/orders.csv
done
outside="warning: late/job.yaml: 30 of 60 sound orders (50 %) have no day in the horizon 2026-03-03 to 2026-03-04"
expect 0 "$wain" validate late/job.yaml --set horizon.first_day=2026-03-03 --max-faults=3
prints "$outside and are left out; the orders' days run from 2026-03-02 to 2026-03-03: set horizon.first_day"
expect 0 "$wain" plan late/job.yaml --set horizon.first_day=2026-03-03 --iterations 100
says "$outside"
expect 0 "$wain" validate late/job.yaml
if grep -q 'no day in the horizon' out; then fail "warned of a horizon that holds all orders"; fi

# The kinds of fault by exit code; refused orders do not stop a job unless it says so.
make_job some 20
echo 'O1,R1,-22,-46,1,,,,' >>some/orders.csv
expect 0 "$wain" validate some/job.yaml
prints '21 orders (1 refused)'
expect 3 "$wain" validate some/job.yaml --set input.faulty_orders=stop
expect 3 "$wain" validate some/job.yaml --set input.faulty_orders=stop --json
prints '"exit_code": 3'
seq 1 1000 | gzip -9n | head -c 200 >some/fleet.csv
printf '\0' >>some/fleet.csv
expect 3 "$wain" validate some/job.yaml --json
python3 -m json.tool out >/dev/null 2>err || fail "no JSON: $(cat err)"
: >some/orders.csv
expect 3 "$wain" validate some/job.yaml
prints 'orders.csv:1: .*the file is empty'
rm some/orders.csv
expect 6 "$wain" validate some/job.yaml
prints 'No such file or directory'
expect 6 "$wain" validate missing.yaml
says 'missing.yaml: No such file or directory'
expect 2 "$wain" validate
says 'the job file is missing'
expect 2 "$wain" validate good/job.yaml another.yaml
expect 2 "$wain" validate good/job.yaml --no-such-option
expect 2 "$wain" validate good/job.yaml --max-faults=none
expect 6 sh -c "'$wain' validate good/job.yaml >/dev/full"

# Faults by file and line; a summary that says what no plan could hold.
make_job odd 20
sed -i 's/07:00,19:00$/19:00,04:00/' odd/fleet.csv
{
    echo 'P1,R0,-22.9,-45.9,9999,2026-03-02,2026-03-02,,'
    echo 'P2,R7,-22.9,-45.9,1,2026-03-02,2026-03-02,,'
    echo 'P3,R0,-22.9,-45.9,1,2027-03-02,2027-03-02,,'
    echo 'P4,R0,-22.9,-45.9,x,2026-03-02,2026-03-02,,'
    echo 'P5,R0,99,-45.9,1,2026-03-02,2026-03-02,,'
} >>odd/orders.csv
expect 0 "$wain" validate odd/job.yaml --set horizon.days=1
prints '25 orders (2 refused), 4 regions (1 without a depot), 3 depots, 6 vehicle types; 1 day from 2026-03-02'
prints 'orders that lie outside the horizon: 11'
prints 'orders that are of a region without a depot or a vehicle: 1'
prints 'orders that exceed the capacity of every vehicle of their region: 1'
prints "column 'shift_end': found '19:00-28:00', expected a shift within the hours of depot D0, 06:00-22:00"
sed -n 's/^[a-z]*: \([^:]*\):\([0-9]*\): .*/\1 \2/p' out >places
[ -s places ] || fail "no faults are listed"
sort -k1,1 -k2,2n places | diff places - || fail "the faults are not sorted by file and line"
expect 0 "$wain" validate odd/job.yaml --set horizon.days=1 --json
prints '"orders_outside_horizon": 11'

# A file that is no YAML has one fault; an option of the command line is told once, in one sentence.
printf 'input:\n\torders: x\n' >tab.yaml
for command in validate plan; do
    expect 2 "$wain" $command tab.yaml
    cat err >>out
    prints 'error: tab.yaml:2: not YAML at column 1: found a tab; indent with spaces'
    [ "$(grep -c -e YAML -e input out)" = 1 ] || fail "more than one fault: $(cat out)"
done
expect 2 "$wain" plan good/job.yaml --set horizon.days=abc
says "^error: command line: option horizon.days: found 'abc', expected a whole number from 1 to 366 (days)\$"
[ "$(grep -c abc err)" = 1 ] || fail "told twice: $(cat err)"
expect 6 "$wain" plan good/job.yaml --set input.orders=x.csv
says '^error: good/x.csv: the file of the orders can.t be read: No such file or directory$'
[ "$(grep -c 'x.csv' err)" = 1 ] || fail "told twice: $(cat err)"
expect 2 "$wain" plam
says "did you mean 'plan'"

# The help keeps its indent, alike in all commands: below an option nothing begins in the first columns.
for command in plan solve validate; do
    expect 0 "$wain" $command --help
    [ "$(awk 'length > 79' out | wc -l)" = 0 ] || fail "$command: a line is too long"
    [ "$(sed -n '/^Options of/,$p' out | sed -n '/^  /,$p' | grep -c '^[^ ]' || true)" -le 1 ] || fail "$command: indent"
    prints '^  search.islands = 2$'
    prints '^      a whole number from 1 to 256: independent searches per unit'
done

# Every option is in the help of the commands that read a job.
expect 0 "$wain" options
cp out options
expect 0 "$wain" validate --help
sed -n 's/^  \([a-z_]*\.[a-z_.]*\).*/\1/p' options >keys
while read -r key; do
    prints "^ *$key"
done <keys
[ "$(grep -c '^  [a-z_]*\.[a-z_]' options)" -ge 40 ] || fail "options are missing"
expect 2 "$wain" options surplus
expect 6 sh -c "'$wain' options >/dev/full"
