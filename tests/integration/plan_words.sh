#!/usr/bin/env bash
# What plan and show say of one plan is the same: numbers for people, keys and values of the JSON; and orders left out
# name what is to be changed.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || skip "there is no python3"
make_job job 60
sed -i '1s/$/,skills/; 2,$s/$/,/' job/orders.csv
sed -i '1s/$/,skills/; 2,$s/$/,lift/' job/fleet.csv
{
    echo 'P1,R0,-22.9,-45.9,1,2026-03-02,2026-03-02,,,cold'
    echo 'P2,RO,-22.9,-45.9,1,2026-03-02,2026-03-02,,,'
    echo 'P3,R0,99,-45.9,1,2026-03-02,2026-03-02,,,'
    echo 'P4,R1,99,-45.9,1,2026-03-02,2026-03-02,,,'
} >>job/orders.csv
expect 0 "$wain" plan job/job.yaml
cp out planned
expect 0 "$wain" show plan.h5
total=$(sed -n 's/^  cost  *\([0-9,.]*\) EUR$/\1/p' planned)
grep -q "^  cost       $total EUR: " out || fail "plan says $total, show another cost"
grep -q "^  distance   $(sed -n 's/^  distance  *\([0-9,.]* km\)$/\1/p' planned)" out || fail "another distance"
expect 0 "$wain" check plan.h5
grep -q "cost $total EUR" out || fail "plan says $total, check another cost"

expect 0 "$wain" show plan.h5 --unassigned
cut -c3- out | awk 'NR > 1 {print $1}' | tr '\n' ' ' >order
[ "$(cat order)" = "P3 P4 P2 P1 " ] || fail "not by reason and line: $(cat order)"
for text in "skill cold for a vehicle of type [a-z0-9]* at depot D0" \
    "a depot and vehicles for region RO, or its name mended: did you mean 'R0'?" \
    "its row mended: column 'latitude': found '99', expected a number from -90 to 90"; do
    grep -q "$text" out || fail "no '$text' among the orders left out"
done

expect 0 "$wain" plan job/job.yaml --json --quiet
cp out planned.json
expect 0 "$wain" show plan.h5 --json
cp out shown.json
python3 - <<'PYTHON'
import json
import re

planned, shown = json.load(open("planned.json")), json.load(open("shown.json"))
only_planned = {"exit_code", "iterations", "idle_share"}
assert set(planned) - set(shown) == only_planned, set(planned) - set(shown)
for key in set(planned) & set(shown) - {"seconds", "phases", "memory", "reasons", "load"}:
    assert planned[key] == shown[key], (key, planned[key], shown[key])
assert [(r["reason"], r["orders"]) for r in planned["reasons"]] == [(r["reason"], r["orders"]) for r in shown["reasons"]]
assert sorted(planned["cost"]) == ["distance", "fixed", "time", "total", "unassigned"], planned["cost"]
for name in ("planned.json", "shown.json"):
    text = open(name).read()
    assert "left_out" not in text and "kpi" not in text, name
    for amount in re.findall(r'"(?:fixed|distance|time|total|unassigned)": ([0-9.]+),?\n', text):
        assert len(amount.partition(".")[2]) <= 6, (name, amount)
PYTHON

# Where every order would need another price, from the least to the largest.
make_job cheap 60
expect 0 "$wain" plan cheap/job.yaml --set defaults.priority=optional --set defaults.optional_price=1
expect 0 "$wain" show plan.h5
grep -qE "^ +[0-9]+  a price raised by [0-9.]+ to [0-9.]+$" out || fail "no range of prices: $(cat out)"
