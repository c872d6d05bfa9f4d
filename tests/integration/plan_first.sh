#!/usr/bin/env bash
# A night so large that a stop would not leave the time for what was not begun gives all units a first solution before it
# searches any; from then on a stop finds a plan of all orders.
. "$(dirname "$0")/lib.sh"
"$wain" generate --orders 130000 --regions 4 --days 1 --seed 2 --output large >/dev/null
"$wain" plan large/job.yaml --time-limit 120 --threads 1 --output plan.h5 --json >out 2>err &
process=$!
until grep -q "solving" err; do
    kill -0 $process || fail "it ended before it searched"
    sleep 0.05
done
says "first solutions of [0-9]* units"
kill -USR1 $process
code=0
wait $process || code=$?
[ $code = 5 ] || fail "code $code after SIGUSR1"
if grep -q not_planned out; then fail "orders were not planned"; fi
cp out json
checked plan.h5
awk -F'[:,]' '/"planned"/ { exit !($2 > 100000) }' json || fail "only few orders are planned"

# The searches go on from there.
expect 0 "$wain" resume plan.h5.state --time-limit 18 --threads 1
says "resumed from"
checked plan.h5
