#!/usr/bin/env bash
# wain submit writes a script that runs, whatever the names of files and the values of options hold, and passes on what
# sbatch says. Commands of Slurm are stood in for.
. "$(dirname "$0")/lib.sh"
make_job job 60

mkdir bin
cat >bin/srun <<'END'
#!/usr/bin/env bash
# Lists what there is, or runs the program behind its own options as the only rank.
[ "$1" != --mpi=list ] || { echo pmix && exit; }
printf '%s\n' "$@" >>"$SEEN"
while [[ $1 == --* ]]; do shift; done
exec "$@"
END
cat >bin/sbatch <<'END'
#!/usr/bin/env bash
cat >"$SEEN"
echo "Submitted batch job 17"
exit "${SBATCH_CODE-0}"
END
chmod +x bin/*
stand_ins=$PWD/bin:$PATH
export SEEN=$PWD/seen

# As it stands: sizes of the job, a plan when it runs.
expect 0 "$wain" submit job/job.yaml --dry-run --threads 3 --ranks 2 --partition night,day --time 1:30:00
says "6 units, 60 orders: 2 ranks of 3 threads"
cp out script
for line in --ntasks=2 --cpus-per-task=3 --partition=night,day --time=90 --signal=B:TERM@120 --requeue \
    --open-mode=append --job-name=wain-job; do
    grep -qxF -- "#SBATCH $line" script || { cat script >&2 && fail "no #SBATCH $line"; }
done
bash -n script || fail "the script is no bash"
SLURM_CPUS_PER_TASK=3 PATH=$stand_ins expect 0 bash script
grep -qxF -- --threads=3 seen || fail "the threads did not reach the program"
checked plan.h5

# Less than even quality takes is said; enough is not.
expect 0 "$wain" submit job/job.yaml --dry-run --ranks 1 --threads 1 --time-limit 1
says "^1 of the [0-9]* core-seconds that the units take for even quality: with a time limit of [0-9]* s all"
expect 0 "$wain" submit job/job.yaml --dry-run --ranks 1 --threads 1 --time-limit 100000
if grep -q "core-seconds" err; then fail "enough time is called too little"; fi

expect 0 "$wain" submit job/job.yaml --dry-run --resume --strict
grep -qx "set -- job/job.yaml plan.h5 --resume '--set=limits.strict=true'" out || fail "options are lost"

# Whatever a time limit is given for, the search gets at least half of it.
expect 0 "$wain" submit job/job.yaml --dry-run --time 1
grep -qx '#SBATCH --signal=B:TERM@30' out || fail "the signal comes too early: $(grep signal out)"

# Names that a shell would take for something else, in a folder that is no better.
# shellcheck disable=SC2016 # it is meant not to expand
hostile='-it'\''s $(touch bad) `touch bad` "$HOME" ; touch bad & # \n
#SBATCH --uid=0'
# shellcheck disable=SC2016
currency='$(touch bad)'\'
mkdir -- "$hostile"
cp job/* "./$hostile"
cd -- "./$hostile"
mv -- job.yaml "$hostile.yaml"
expect 0 "$wain" submit --dry-run --output="$hostile.h5" --set "output.currency=$currency" -- "$hostile.yaml"
cp out script
bash -n script || fail "names of files break the script"
[ "$(grep -c '^#SBATCH' script)" = 9 ] || { cat script >&2 && fail "a name got among the directives"; }
PATH=$stand_ins expect 0 bash script
[ -e "./$hostile.h5" ] || fail "the result is not where it should be: $(ls -b)"
[ -z "$(find .. -name bad)" ] || fail "a name became a command"
"$wain" show --json -- "$hostile.h5" >shown
grep -qF "\"currency\": \"$currency\"" shown || fail "the option is another"
cd ..

# What Slurm itself reads must be harmless.
for option in partition account qos job-name log mem-per-cpu; do
    for value in '' 'a b' $'a\n#SBATCH --uid=0' 'a"' "a'" 'a#'; do
        expect 2 "$wain" submit job/job.yaml --dry-run --$option="$value"
        says "--$option: found "
        [ ! -s out ] || fail "a script in spite of --$option='$value'"
    done
done
for wrong in --time=0 --time=soon --time=1:2:3:4 --ranks=0 --ranks=1e9 --nodes=x --restarts=-1; do
    expect 2 "$wain" submit job/job.yaml --dry-run "$wrong"
    says "${wrong%=*}: found '${wrong#*=}', expected"
done
expect 2 "$wain" submit job/job.yaml --dry-run --ranks 2 --nodes 3
says "every node needs a rank"
expect 2 "$wain" submit job/job.yaml --dry-run --time-limit 5 --iterations 5
expect 6 "$wain" submit nowhere.yaml --dry-run
says "nowhere.yaml"
echo 'nonsense: 1' >>job/job.yaml
expect 2 "$wain" submit job/job.yaml --dry-run
says "nonsense"
sed -i '/nonsense/d' job/job.yaml

# sbatch gets the same script, and has the last word.
PATH=$stand_ins expect 0 "$wain" submit job/job.yaml --quiet
grep -qx "Submitted batch job 17" out || fail "what sbatch said is lost"
"$wain" submit job/job.yaml --quiet --dry-run | cmp - seen || fail "sbatch got another script than --dry-run prints"
SBATCH_CODE=13 PATH=$stand_ins expect 13 "$wain" submit job/job.yaml
PATH=/nowhere expect 6 "$wain" submit job/job.yaml
says "there is no sbatch here"
