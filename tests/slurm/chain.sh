#!/usr/bin/env bash
# An array of days, an array of jobs, and a report that waits for both.
. "$(dirname "$0")/lib.sh"
make_job job 120
slurm=$repository/slurm
small=(--ntasks=1 --cpus-per-task=1)

batch "${small[@]}" --array=0-1 "$slurm/days.sbatch" job/job.yaml 2026-03-02 plans --seed=3
days=$job
mkdir "of a day"
sed 's/days: 2/days: 1/' job/job.yaml >"of a day/it's one.yaml"
cp job/*.csv "of a day"
printf '%s\n' job/job.yaml "of a day/it's one.yaml" >list
batch "${small[@]}" --array=1-3 "$slurm/scenarios.sbatch" list scenarios
scenarios=$job
batch "${small[@]}" --dependency="afterok:$days" "$slurm/report.sbatch" plans days.txt plans/2026-03-0{2,3}.h5
report=$job
batch "${small[@]}" --dependency="afterany:$scenarios" "$slurm/report.sbatch" scenarios scenarios.txt scenarios/3-none.h5
ended "$report" COMPLETED 0
ended "$job" FAILED 6

for day in 2026-03-02 2026-03-03; do
    checked plans/$day.h5
    grep -qxF "== plans/$day.h5" days.txt || fail "$day is not in the report"
done
grep -qx "== 2 results, 0 fail their check, 0 are missing" days.txt || fail "other counts: $(tail -3 days.txt)"
total=0
for result in plans/*.h5; do
    total=$((total + $("$wain" show "$result" --json | sed -n 's/^  "planned": \([0-9]*\).*/\1/p' | head -1)))
done
[ $total -eq 120 ] || fail "the days have $total of 120 orders"

for result in 1-job "2-it's one"; do
    checked "scenarios/$result.h5"
done
grep -q "line 3 names no job file" "wain-${scenarios}_3.log" || fail "a line too many is not told"
grep -qx "missing: scenarios/3-none.h5" scenarios.txt || fail "what is missing is not in the report"
