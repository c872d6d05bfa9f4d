#!/usr/bin/env bash
# A night learns from the result of an earlier one where searching is dear: such regions get more of the time. The plan
# by iterations does not depend on it, and nothing that can be wrong with that file keeps a plan from being made.
# Usage: plan_earlier.sh WAIN WRITE_RESULT
write=$2
. "$(dirname "$0")/lib.sh"
make_job job 300
sed -i 's/R0/north/; s/R1/Süd/' job/*.csv # R2 is new
"$write" 400 last.h5 6 2>written      # north took 6 s and Süd 1.5 for as much
plan=("$wain" plan job/job.yaml --set horizon.days=1 --threads 1 --output tonight.h5)
earlier=(--set partition.earlier_result=last.h5)

# seconds_of REGION: of its unit tonight.
seconds_of() {
    "$wain" show tonight.h5 --json --units | tr -d '\n' | grep -o '{[^{}]*"region": "'"$1"'"[^{}]*}' |
        sed -n 's/.*"seconds": \([0-9.]*\).*/\1/p'
}

# By iterations the plan is the same, alone and with others.
expect 0 "${plan[@]}"
alone=$(digest_of tonight.h5)
expect 0 "${plan[@]}" "${earlier[@]}"
says "effort of 2 of 3 regions as learnt from last.h5"
[ "$(digest_of tonight.h5)" = "$alone" ] || fail "another plan by iterations"
if command -v mpirun >/dev/null; then
    expect 0 mpi 3 "${plan[@]}" "${earlier[@]}"
    [ "$(grep -c "as learnt from" err)" = 1 ] || fail "others than rank 0 have read it"
    [ "$(digest_of tonight.h5)" = "$alone" ] || fail "another plan by iterations on three ranks"
fi
checked tonight.h5

# By a time limit the dear region has more of the time, which it has not without.
expect 0 "${plan[@]}" "${earlier[@]}" --time-limit 4
awk -v a="$(seconds_of north)" -v b="$(seconds_of Süd)" 'BEGIN {exit !(b > 0 && a > 2 * b)}' ||
    fail "north: $(seconds_of north) s, Süd: $(seconds_of Süd) s"
expect 0 "${plan[@]}" --time-limit 4
awk -v a="$(seconds_of north)" -v b="$(seconds_of Süd)" 'BEGIN {exit !(b > 0 && a < 2 * b)}' ||
    fail "without: north: $(seconds_of north) s, Süd: $(seconds_of Süd) s"

# The result that this night replaces can be the one that it learns from.
expect 0 "${plan[@]}" --set partition.earlier_result=tonight.h5
says "effort of 3 of 3 regions as learnt from tonight.h5"
[ "$(digest_of tonight.h5)" = "$alone" ] || fail "another plan in the place of the one before"

# Whatever is wrong with it, the job runs, and says so.
head -c -3000 last.h5 >cut.h5
echo nonsense >text.h5
mkfifo pipe.h5
for name in nowhere.h5 cut.h5 text.h5 pipe.h5 . /dev/null; do
    expect 0 timeout -s KILL 20 "${plan[@]}" --set "partition.earlier_result=$name"
    says "nothing is learnt from partition.earlier_result: $name"
    [ "$(digest_of tonight.h5)" = "$alone" ] || fail "another plan without $name"
done
sed 's/^limits/partition: {earlier_result: [last.h5]}\n&/' job/job.yaml >job/list.yaml
expect 2 "$wain" plan job/list.yaml
says "earlier_result"

# A night that was interrupted goes on without it.
"${plan[@]}" --iterations 120000 --set checkpoint.interval=0.05 "${earlier[@]}" >out 2>err &
process=$!
for _ in $(seq 100); do
    if [ -e tonight.h5.state ]; then break; fi
    sleep 0.05
done
kill -KILL $process
wait $process || true
rm last.h5
expect 0 "$wain" resume tonight.h5.state
says "resumed from"
says "nothing is learnt from partition.earlier_result: last.h5"
expect 0 "${plan[@]}"
