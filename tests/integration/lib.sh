#!/usr/bin/env bash
# Common ground of the integration tests; sourced by each with the program as first argument.
set -euo pipefail
wain=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

# mpi RANKS COMMAND...
mpi() {
    local ranks=$1
    shift
    mpirun --oversubscribe --bind-to none --mca mpi_yield_when_idle 1 --mca btl self,vader -n "$ranks" "$@"
}

# The same in the place of this process, so that a signal sent to it reaches mpirun.
mpi_exec() {
    local ranks=$1
    shift
    exec mpirun --oversubscribe --bind-to none --mca mpi_yield_when_idle 1 --mca btl self,vader -n "$ranks" "$@"
}

needs_mpirun() {
    command -v mpirun >/dev/null || skip "there is no mpirun"
}

# expect CODE COMMAND...: the command ends with that code within a minute; what it says goes to out and err.
expect() {
    local expected=$1 code=0
    shift
    "$@" >out 2>err || code=$?
    if [ "$code" != "$expected" ]; then
        cat out err >&2
        fail "code $code instead of $expected: $*"
    fi
}

# says TEXT: the last command said so on stderr.
says() {
    grep -q -- "$1" err || {
        cat err >&2
        fail "no '$1' in what it said"
    }
}

digest_of() {
    "$wain" show "$1" --json | sed -n 's/.*"digest": *"\([0-9a-f]*\)".*/\1/p' | head -1
}

# checked RESULT: the independent checker finds nothing.
checked() {
    expect 0 "$wain" check "$1"
}

# make_job FOLDER ORDERS: three regions, two days, two vehicle types; every order fits.
make_job() {
    local to=$1 count=$2
    mkdir -p "$to"
    awk -v n="$count" 'BEGIN {
        srand(7)
        print "order_id,region,latitude,longitude,weight_kg,earliest_day,latest_day,window_start,window_end"
        for (i = 1; i <= n; i++) {
            r = i % 3
            day = i % 2 ? "2026-03-02" : "2026-03-03"
            from = 8 + int(rand() * 6)
            printf "O%d,R%d,%.5f,%.5f,%d,%s,%s,%02d:00,%02d:00\n", i, r, -23 + r + rand() * 0.2, -46 + rand() * 0.2,
                1 + int(rand() * 20), day, day, from, from + 4
        }
    }' >"$to/orders.csv"
    cat >"$to/depots.csv" <<-END
	depot_id,region,latitude,longitude,open,close
	D0,R0,-22.9,-45.9,06:00,22:00
	D1,R1,-21.9,-45.9,06:00,22:00
	D2,R2,-20.9,-45.9,06:00,22:00
	END
    {
        echo "vehicle_type,depot_id,count,capacity_kg,fixed_cost,cost_per_km,cost_per_hour,shift_start,shift_end"
        for d in 0 1 2; do
            echo "van$d,D$d,$count,200,50,0.5,20,07:00,19:00"
            echo "truck$d,D$d,$count,600,90,0.8,25,07:00,19:00"
        done
    } >"$to/fleet.csv"
    cat >"$to/job.yaml" <<-END
	input: {orders: orders.csv, depots: depots.csv, fleet: fleet.csv}
	horizon: {first_day: 2026-03-02, days: 2}
	limits: {iterations: 2000, log_interval: 1}
	output: {result: plan.h5}
	END
}
