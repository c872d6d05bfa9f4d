#!/usr/bin/env bash
# A generated book plans as it is; wrong usage ends with its code; the shipped configurations are sound.
# Usage: generate.sh WAIN CONFIGS
. "$(dirname "$0")/lib.sh"
configs=$2

expect 0 "$wain" generate --help
grep -q -- --places out || fail "--help does not name --places"
expect 2 "$wain" generate --orders 10
says "--output"
expect 2 "$wain" generate --orders many --output book
expect 2 "$wain" generate --days 0 --output book
expect 2 "$wain" generate --first-day 2026-02-30 --output book
expect 2 "$wain" generate --output book stray
expect 6 "$wain" generate --output missing/book
expect 6 "$wain" generate --output book --places missing.csv
printf 'name,place\na,b\n' >places.csv
expect 3 "$wain" generate --output book --places places.csv
[ ! -e book ] || fail "a failed run left a folder"

expect 0 "$wain" generate --orders 400 --regions 2 --days 2 --seed 3 --output book
expect 2 "$wain" generate --orders 400 --output book
says "--force"
expect 0 "$wain" validate book/job.yaml
expect 0 "$wain" plan --dry-run book/job.yaml
expect 0 "$wain" plan book/job.yaml --iterations 500
checked plan.h5

# 30,000 orders: four vehicle types, and a split.
expect 0 "$wain" generate --orders 30000 --regions 1 --days 1 --output large
expect 0 "$wain" plan --dry-run large/job.yaml
grep -q "1/6" out || fail "30,000 orders were not split into six parts"

# The sample is what the command in its job file makes; another processor's mathematics may differ in a last digit.
expect 0 "$wain" validate "$configs/nightly.yaml"
expect 0 "$wain" plan --dry-run "$configs/nightly.yaml"
expect 0 "$wain" generate --orders 3600 --regions 3 --days 3 --seed 1 --output sample
differing=$(diff sample/orders.csv "$configs/sample/orders.csv" | grep -c '^<' || true)
[ "$differing" -lt 36 ] || fail "$differing rows of the sample differ from what is generated"

if [ -r "$configs/../../shared/data/brazil/orders.csv" ]; then
    expect 0 "$wain" plan --dry-run "$configs/brazil/job.yaml"
else
    echo "part skipped: no Brazilian book beside the repository"
fi
