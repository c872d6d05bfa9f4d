#!/usr/bin/env bash
# Usage: bad_input.sh WAIN
# Every kind of bad input, through the program: it must end in time, with the right exit code, and with a message that names
# the place. A handful of them also under mpirun with three ranks; a full disk when root may mount one.
set -u

wain=$1
mpirun=$(command -v mpirun || true)
work=$(mktemp -d "${TMPDIR:-/tmp}/wain_bad_input.XXXXXX")
small_disk=
stop=(--set input.faulty_orders=stop)
cases=0
failures=0

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    [ -z "$small_disk" ] || umount "$small_disk"
    rm -rf "$work"
}
trap clean_up EXIT
cd "$work" || exit 1

if [ "$(id -u)" -eq 0 ]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi
export OMPI_MCA_btl_vader_single_copy_mechanism=none OMP_NUM_THREADS=1

fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$1"
    printf '%s\n' "$2" | head -n 12 | sed 's/^/    /'
}

# So many bytes of no text at all, the same in every run.
noise() {
    seq 1 100000 | gzip -9n | head -c "$1"
}

# expect CODE PATTERN COMMAND...: ends within 30 seconds with that exit code and says something that matches (case ignored).
expect() {
    local code=$1 pattern=$2 said got
    shift 2
    cases=$((cases + 1))
    said=$(timeout --kill-after=5 30 "$@" 2>&1 </dev/null)
    got=$?
    if [ "$got" -ne "$code" ]; then
        fail "exit code $got instead of $code: $*" "$said"
    elif ! grep -qiE -- "$pattern" <<<"$said"; then
        fail "nothing said that matches '$pattern': $*" "$said"
    fi
}

# A job that can be planned, in the folder `job`.
good_job() {
    rm -rf job
    mkdir job
    cat >job/job.yaml <<'TEXT'
input:
  orders: orders.csv
  depots: depots.csv
  fleet: fleet.csv
horizon:
  first_day: "2026-03-02"
  days: 2
TEXT
    cat >job/orders.csv <<'TEXT'
order_id,customer_id,region,latitude,longitude,kind,service_type,weight_kg,volume_m3,earliest_day,latest_day,window_start,window_end,service_min,skills,priority
a1,c1,north,48.10,2.10,delivery,parcel,5,0.01,2026-03-02,2026-03-03,08:00,12:00,5,,normal
a2,c2,north,48.12,2.15,delivery,parcel,7,0.02,2026-03-02,2026-03-03,08:00,18:00,5,,normal
a3,c3,north,48.14,2.20,pickup,parcel,3,0.01,2026-03-03,2026-03-03,09:00,17:00,5,,high
TEXT
    cat >job/depots.csv <<'TEXT'
depot_id,region,latitude,longitude,open,close
d1,north,48.05,2.05,06:00,20:00
TEXT
    cat >job/fleet.csv <<'TEXT'
vehicle_type,depot_id,count,capacity_kg,capacity_m3,fixed_cost,cost_per_km,cost_per_hour,shift_start,shift_end,max_stops,max_km,skills,carrier
van,d1,3,800,8,80,0.5,20,06:00,20:00,100,400,,own
TEXT
}

# The good job with a fourth order, of these fields and blank ones up to the sixteenth; it is line 5.
with_order() {
    local row=$1 commas=${1//[!,]/}
    good_job
    while [ "${#commas}" -lt 15 ]; do
        row=$row,
        commas=$commas,
    done
    printf '%s\n' "$row" >>job/orders.csv
}

# bad_order PATTERN ROW: a faulty fourth order is named with line and column, by validate and by a plan that must stop.
bad_order() {
    with_order "$2"
    expect 3 "orders.csv:5.*$1" "$wain" validate job/job.yaml "${stop[@]}"
}

# bad_key PATTERN TEXT: the good job file with TEXT appended.
bad_key() {
    good_job
    printf '%s\n' "$2" >>job/job.yaml
    expect 2 "$1" "$wain" validate job/job.yaml
}

job_files() {
    expect 6 'nowhere\.yaml' "$wain" validate nowhere.yaml
    good_job && : >job/job.yaml
    expect 3 'input\.orders' "$wain" validate job/job.yaml
    good_job && noise 4096 >job/job.yaml
    expect 2 'job\.yaml' "$wain" validate job/job.yaml
    good_job && printf 'input:\n  orders: [orders.csv\n' >job/job.yaml
    expect 2 'job\.yaml:[0-9]+' "$wain" validate job/job.yaml
    expect 6 'job: ' "$wain" validate job
    bad_key 'job\.yaml:8.*serach.*search' $'serach:\n  seed: 3'
    bad_key 'job\.yaml:9.*sede.*seed' $'search:\n  sede: 3'
    bad_key 'job\.yaml:9.*seed.*whole number' $'search:\n  seed: many'
    bad_key 'job\.yaml:9.*islands.*from 1' $'search:\n  islands: 0'
    bad_key 'job\.yaml:9.*blink.*from 0' $'search:\n  blink: .nan'
    bad_key 'job\.yaml:9.*metric.*great_circle' $'travel:\n  metric: manhattan'
    bad_key 'job\.yaml:9.*strict' $'limits:\n  strict: perhaps'
    good_job && sed -i 's/2026-03-02/2026-02-30/' job/job.yaml
    expect 2 'first_day.*2026-02-30' "$wain" validate job/job.yaml
    good_job && sed -i '/fleet/d' job/job.yaml
    expect 3 'input\.fleet' "$wain" validate job/job.yaml
}

command_line() {
    good_job
    expect 2 'unknown command' "$wain" paln job/job.yaml
    expect 2 'validate|usage' "$wain" validate
    expect 2 'no-such-option' "$wain" plan --no-such-option job/job.yaml
    expect 2 'search\.seed' "$wain" plan job/job.yaml --set serach.seed=1
    expect 2 '=' "$wain" plan job/job.yaml --set search.seed
    expect 2 'time.limit' "$wain" plan job/job.yaml --time-limit nan
    expect 2 'time.limit' "$wain" plan job/job.yaml --time-limit -5
    expect 2 'iterations' "$wain" plan job/job.yaml --iterations 1e
    expect 2 'threads' "$wain" plan job/job.yaml --threads 99999999999
}

order_files() {
    good_job && rm job/orders.csv
    expect 6 'orders\.csv' "$wain" validate job/job.yaml
    good_job && : >job/orders.csv
    expect 3 'orders\.csv.*(empty|header|column)' "$wain" validate job/job.yaml
    good_job && sed -i 2,4d job/orders.csv
    expect 3 'orders\.csv:1.*row' "$wain" validate job/job.yaml
    good_job && sed -i '1s/latitude/lattitude/' job/orders.csv
    expect 3 'orders\.csv:1.*latitude' "$wain" validate job/job.yaml
    good_job && sed -i '1s/customer_id/order_id/' job/orders.csv
    expect 3 'orders\.csv:1.*order_id' "$wain" validate job/job.yaml
    good_job && noise 65536 >job/orders.csv
    expect 3 'orders\.csv:1' "$wain" validate job/job.yaml
    good_job && head -c 65536 /dev/zero >>job/orders.csv
    expect 3 'orders\.csv:5' "$wain" validate job/job.yaml
    good_job && truncate -s -80 job/orders.csv
    expect 3 'orders\.csv:4.*fields' "$wain" validate job/job.yaml "${stop[@]}"
    good_job && echo '"a4,c4,north,48.1,2.1' >>job/orders.csv
    expect 3 'orders\.csv:5.*(quote|fields)' "$wain" validate job/job.yaml "${stop[@]}"
    good_job && echo 'a4,c4,north,48.1,2.1' >>job/orders.csv
    expect 3 'orders\.csv:5.*fields' "$wain" validate job/job.yaml "${stop[@]}"
    good_job && rm job/orders.csv && mkdir job/orders.csv
    expect 6 'orders\.csv' "$wain" validate job/job.yaml
}

order_rows() {
    bad_order 'latitude.*north pole' 'a4,c4,north,north pole,2.1'
    bad_order 'latitude.*nan' 'a4,c4,north,nan,2.1'
    bad_order 'latitude.*90' 'a4,c4,north,90.5,2.1'
    bad_order 'longitude.*-181' 'a4,c4,north,48.1,-181'
    bad_order 'longitude' 'a4,c4,north,48.1,'
    bad_order 'order_id' ',c4,north,48.1,2.1'
    bad_order 'order_id.*a2' 'a2,c4,north,48.1,2.1'
    bad_order 'region' 'a4,c4,,48.1,2.1'
    bad_order 'weight_kg.*-5' 'a4,c4,north,48.1,2.1,delivery,parcel,-5'
    bad_order 'weight_kg.*1e400' 'a4,c4,north,48.1,2.1,delivery,parcel,1e400'
    bad_order 'volume_m3.*inf' 'a4,c4,north,48.1,2.1,delivery,parcel,5,inf'
    bad_order 'volume_m3.*0x10' 'a4,c4,north,48.1,2.1,delivery,parcel,5,0x10'
    bad_order 'kind.*return' 'a4,c4,north,48.1,2.1,return'
    bad_order 'earliest_day.*2026-13-01' 'a4,c4,north,48.1,2.1,,,5,,2026-13-01,2026-03-03'
    bad_order 'latest_day.*2026-03-01' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-01'
    bad_order 'window_start.*99:00' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-02,99:00,99:30'
    bad_order 'window_end.*08:00' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-02,12:00,08:00'
    bad_order 'window' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-02,08:00;13:00,10:00'
    bad_order 'service_min.*-1' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-02,,,-1'
    bad_order 'priority.*urgent' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-02,,,5,,urgent'
    bad_order '(latitude|longitude|km)' 'a4,c4,north,-48.1,92.1'
    bad_order '(cells|fields|columns)' 'a4,c4,north,48.1,2.1,,,5,,2026-03-02,2026-03-02,,,5,,normal,more,and more'
    good_job && printf 'a\xff4,c4,north,48.1,2.1\n' >>job/orders.csv
    expect 3 'orders\.csv:5.*order_id' "$wain" validate job/job.yaml "${stop[@]}"
    # Several at once: one pass names them all. By default such an order is refused and the job can run.
    with_order 'a4,c4,north,91,2.1,delivery,parcel,-5'
    expect 0 'orders\.csv:5.*latitude.*91' "$wain" validate job/job.yaml
    expect 0 'orders\.csv:5.*weight_kg.*-5' "$wain" validate job/job.yaml
    expect 3 'orders\.csv:5.*latitude' "$wain" plan job/job.yaml --iterations 10 "${stop[@]}"
    expect 0 'bad_data|faulty' "$wain" plan job/job.yaml --iterations 10 --output job/plan.h5
}

depots_and_fleet() {
    good_job && rm job/depots.csv
    expect 6 'depots\.csv' "$wain" validate job/job.yaml
    good_job && echo 'd1,north,48.05,2.05,06:00,20:00' >>job/depots.csv
    expect 3 'depots\.csv:3.*d1' "$wain" validate job/job.yaml
    good_job && sed -i 's/20:00/evening/' job/depots.csv
    expect 3 'depots\.csv:2.*close.*evening' "$wain" validate job/job.yaml
    good_job && sed -i 's/48.05/x/' job/depots.csv
    expect 3 'depots\.csv:2.*latitude' "$wain" validate job/job.yaml
    good_job && sed -i 's/van,d1/van,d9/' job/fleet.csv
    expect 3 'fleet\.csv:2.*depot_id.*d9' "$wain" validate job/job.yaml
    good_job && sed -i 's/van,d1,3/van,d1,-3/' job/fleet.csv
    expect 3 'fleet\.csv:2.*count.*-3' "$wain" validate job/job.yaml
    good_job && sed -i 's/,800,/,nan,/' job/fleet.csv
    expect 3 'fleet\.csv:2.*capacity_kg.*nan' "$wain" validate job/job.yaml
    good_job && sed -i 2d job/fleet.csv
    expect 3 'fleet\.csv' "$wain" validate job/job.yaml
    good_job && sed -i 's/06:00,/6 pm,/' job/fleet.csv
    expect 3 'fleet\.csv:2.*shift_start.*6 pm' "$wain" validate job/job.yaml
}

outputs() {
    good_job
    expect 6 'nowhere' "$wain" plan job/job.yaml --iterations 10 --output nowhere/plan.h5
    mkdir -p folder.h5
    expect 6 'folder\.h5' "$wain" plan job/job.yaml --iterations 10 --output folder.h5
    expect 6 '/proc' "$wain" plan job/job.yaml --iterations 10 --output /proc/plan.h5
    expect 6 'nowhere\.h5' "$wain" show nowhere.h5
    : >empty.h5
    expect 3 'empty\.h5' "$wain" show empty.h5
    noise 20000 >noise.h5
    expect 3 'noise\.h5' "$wain" show noise.h5
    expect 3 'noise\.h5' "$wain" check noise.h5
    expect 0 '' "$wain" plan job/job.yaml --iterations 10 --output good.h5
    head -c 3000 good.h5 >cut.h5
    expect 3 'cut\.h5' "$wain" show cut.h5
    sed -i 's/48.10/48.30/' job/orders.csv
    expect 8 'orders' "$wain" check good.h5
}

good_instance() {
    cat >tiny.vrp <<'TEXT'
NAME : tiny
TYPE : CVRP
DIMENSION : 5
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 10 0
3 10 10
4 0 10
5 5 5
DEMAND_SECTION
1 0
2 4
3 4
4 4
5 4
DEPOT_SECTION
1
-1
EOF
TEXT
    printf 'Route #1: 1 2\nRoute #2: 3 4\nCost 58\n' >tiny.sol
}

# bad_instance PATTERN SED-SCRIPT: the good instance, changed.
bad_instance() {
    good_instance
    sed -i "$2" tiny.vrp
    expect 3 "tiny\.vrp.*$1" "$wain" solve tiny.vrp --iterations 10
}

# bad_solution CODE PATTERN TEXT
bad_solution() {
    printf '%b' "$3" >tiny.sol
    expect "$1" "$2" "$wain" check tiny.vrp tiny.sol
}

public_instances() {
    expect 6 'nowhere\.vrp' "$wain" solve nowhere.vrp --iterations 10
    bad_instance '' d
    bad_instance '' "9,\$d"
    bad_instance ':8.*' '8s/10 0/ten 0/'
    bad_instance ':8.*' '8s/10 0/nan 0/'
    bad_instance '(DIMENSION|node|5)' 's/DIMENSION : 5/DIMENSION : 6/'
    bad_instance 'DIMENSION' 's/DIMENSION : 5/DIMENSION : -5/'
    bad_instance 'DIMENSION' 's/DIMENSION : 5/DIMENSION : 99999999999/'
    bad_instance 'CAPACITY' 's/CAPACITY : 10/CAPACITY : much/'
    bad_instance 'CAPACITY' '/CAPACITY/d'
    bad_instance ':14.*' '14s/2 4/2 -4/'
    bad_instance 'EDGE_WEIGHT_TYPE' 's/EUC_2D/EUC_9D/'
    noise 20000 >noise.vrp
    expect 3 'noise\.vrp' "$wain" solve noise.vrp --iterations 10
    good_instance
    expect 2 '(time.limit|iterations)' "$wain" solve tiny.vrp --iterations -1
    expect 2 'convention' "$wain" solve tiny.vrp --iterations 10 --convention metric
    expect 6 'nowhere' "$wain" solve tiny.vrp --iterations 10 --output nowhere/tiny.sol
    expect 6 'nowhere\.sol' "$wain" check tiny.vrp nowhere.sol
    bad_solution 8 '' 'Route #1: 1 2\nRoute #2: 3\nCost 54\n'
    bad_solution 8 '' 'Route #1: 1 2\nRoute #2: 3 4 4\nCost 58\n'
    bad_solution 8 'capacity|load' 'Route #1: 1 2 3\nRoute #2: 4\nCost 54\n'
    bad_solution 8 '' 'Route #1: 1 2\nRoute #2: 3 4\nCost 1\n'
    bad_solution 3 'tiny\.sol:2' 'Route #1: 1 2\nRoute #2: 3 99\nCost 58\n'
    bad_solution 3 'tiny\.sol:1' 'Route #1: one two\n'
    bad_solution 3 'tiny\.sol' ''
    cat >bad.txt <<'TEXT'
BAD

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE TIME

    0      40         50          0          0       1236          0
    1      45         68         10        late       967         90
TEXT
    expect 3 'bad\.txt:11' "$wain" solve bad.txt --iterations 10
}

# The same under three ranks: all end, with one code, and it is the right one.
under_mpi() {
    local launch=("$mpirun" --oversubscribe --bind-to none -n 3)
    expect 6 'nowhere\.yaml' "${launch[@]}" "$wain" plan nowhere.yaml
    good_job && printf 'serach:\n  seed: 3\n' >>job/job.yaml
    expect 2 'serach' "${launch[@]}" "$wain" plan job/job.yaml --iterations 10
    good_job
    expect 2 'no-such-option' "${launch[@]}" "$wain" plan --no-such-option job/job.yaml
    expect 6 'nowhere' "${launch[@]}" "$wain" plan job/job.yaml --iterations 10 --output nowhere/plan.h5
    with_order 'a4,c4,north,91,2.1'
    expect 3 'orders\.csv:5.*latitude' "${launch[@]}" "$wain" plan job/job.yaml --iterations 10 "${stop[@]}"
    good_job && : >job/orders.csv
    expect 3 'orders\.csv' "${launch[@]}" "$wain" plan job/job.yaml --iterations 10
}

# A disk of 64 KiB: the plan does not fit, the old result stays as it was.
disk_full() {
    mkdir small
    if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
        echo "skipped: a full disk (needs root and mount)"
        return
    fi
    small_disk=$work/small
    good_job
    printf '\211HDF\r\n\032\nold result' >old.h5
    cp old.h5 small/plan.h5
    head -c 40960 /dev/zero >small/ballast
    expect 6 'small/.*plan.*space' "$wain" plan job/job.yaml --iterations 10 --output small/plan.h5
    if [ -n "$mpirun" ]; then
        expect 6 'small/.*plan.*space' "$mpirun" --oversubscribe --bind-to none -n 3 "$wain" plan job/job.yaml --iterations 10 \
            --output small/plan.h5
    fi
    cases=$((cases + 1))
    cmp -s small/plan.h5 old.h5 || fail "the old result was lost on a full disk" "$(ls -l small)"
    good_instance
    head -c 65536 /dev/zero >small/ballast 2>/dev/null
    expect 6 'small/tiny\.sol' "$wain" solve tiny.vrp --iterations 10 --output small/tiny.sol
}

good_job
expect 0 '' "$wain" validate job/job.yaml
good_instance
expect 0 '' "$wain" check tiny.vrp tiny.sol
job_files
command_line
order_files
order_rows
depots_and_fleet
outputs
public_instances
if [ -n "$mpirun" ]; then
    under_mpi
fi
disk_full
echo "$cases cases, $failures failures"
[ "$failures" -eq 0 ]
