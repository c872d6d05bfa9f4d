#!/usr/bin/env bash
# A Slurm cluster of two nodes on this machine, for as long as one command or one test runs. Everything it writes lies in one
# folder below /tmp; no system daemon and nothing under /etc is used. Needs root: slurmd starts jobs as their owner.
#
#   bash tests/slurm/cluster.sh bash       a shell with sinfo, sbatch, ... of such a cluster, which ends with the shell
#   . cluster.sh                           its functions, for a test
#
# A node is a process in namespaces of its own (processes, mounts, host name), its slurmd below it: killing that process
# takes the node with all its jobs away, as a power cut does. Every daemon dies with the shell that started it.

cluster_tools=(munged munge slurmctld slurmd sbatch srun scontrol unshare setpriv hostname)

# Why there can be no cluster here; nothing when there can.
cluster_obstacle() {
    local tool
    [ "$(id -u)" -eq 0 ] || { echo "a Slurm cluster needs root" && return; }
    for tool in "${cluster_tools[@]}"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null ||
            { echo "there is no $tool (packages slurm-wlm, munge, util-linux)" && return; }
    done
    unshare --mount --uts --ipc --pid --fork --mount-proc \
        sh -c 'hostname probe && mount -t tmpfs tmpfs /dev/shm' 2>/dev/null || echo "namespaces are forbidden here"
}

# Three ports in a row to which nobody listens.
free_ports() {
    local first port
    for _ in $(seq 50); do
        first=$((20000 + RANDOM % 10000))
        for port in $first $((first + 1)) $((first + 2)); do
            if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue 2; fi
        done
        echo $first && return
    done
    return 1
}

# run_daemon COMMAND...: in the background, until this shell ends; its number is in $!.
run_daemon() {
    setpriv --pdeathsig KILL "$@" </dev/null >>"$cluster/daemons.log" 2>&1 &
}

write_configuration() {
    local port=$1 node
    cat >"$cluster/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A job that is run again waits as long as its credentials live; 5 s is the least.
AuthInfo=socket=$cluster/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$cluster/control
SlurmdSpoolDir=$cluster/%n
TmpFS=$cluster/%n
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/%n.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/${cluster_task_plugin-none}
JobAcctGatherType=jobacct_gather/none
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
AccountingStorageType=accounting_storage/none
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=10000,bf_interval=2
ReturnToService=2
JobRequeue=1
${cluster_requeue_exit-RequeueExit=75}
KillWait=5
SlurmdTimeout=6
MessageTimeout=3
MailProg=/bin/true
END
    for node in 1 2; do
        echo "NodeName=n$node NodeAddr=127.0.0.1 Port=$((port + node)) CPUs=${cluster_cpus-8} RealMemory=20000 State=UNKNOWN"
    done >>"$cluster/slurm.conf"
    echo "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>"$cluster/slurm.conf"
}

# until_true SECONDS COMMAND...
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.1
    done
}

node_is_up() { sinfo -h -N -n "$1" -o %t | grep -qxE 'idle|mix|alloc'; }

# node_start NAME
node_start() {
    mkdir -p "$cluster/$1"
    # Each with a /dev/shm of its own: Open MPI would take ranks of two nodes for neighbours. The shell collects orphans.
    # shellcheck disable=SC2016 # for the inner shell
    run_daemon unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc bash -c '
        hostname "$1" && mount -t tmpfs -o mode=1777 tmpfs /dev/shm && slurmd -D -N "$1" -f "$2" & wait' \
        node "$1" "$cluster/slurm.conf"
    node_process[$1]=$!
    until_true 20 node_is_up "$1"
}

# node_cut NAME: the power goes.
node_cut() {
    kill -KILL "${node_process[$1]}"
    wait "${node_process[$1]}" 2>/dev/null || true
}

# The daemons' own words, when something went wrong.
cluster_words() { tail -n 20 "$cluster"/*.log >&2; }

cluster_start() {
    declare -gA node_process=()
    PATH=$PATH:/usr/sbin:/sbin
    cluster=$(mktemp -d /tmp/wain-slurm.XXXXXX)
    chmod 755 "$cluster"
    mkdir "$cluster/control"
    write_configuration "$(free_ports)"
    export SLURM_CONF=$cluster/slurm.conf
    (umask 077 && head -c 128 /dev/urandom >"$cluster/munge.key")
    run_daemon munged --foreground --force --key-file="$cluster/munge.key" --socket="$cluster/munge.socket" \
        --pid-file="$cluster/munge.pid" --log-file="$cluster/munge.log" --seed-file="$cluster/munge.seed"
    until_true 10 munge --socket="$cluster/munge.socket" --no-input || { cluster_words && return 1; }
    run_daemon slurmctld -D -f "$SLURM_CONF"
    until_true 10 scontrol ping || { cluster_words && return 1; }
    for node in n1 n2; do
        node_start $node || { cluster_words && return 1; }
    done
}

cluster_stop() {
    local process
    [ -n "${cluster-}" ] || return 0
    for process in $(jobs -p); do
        kill -KILL "$process" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    rm -rf "$cluster"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    obstacle=$(cluster_obstacle)
    [ -z "$obstacle" ] || { echo "cluster.sh: $obstacle" >&2 && exit 77; }
    [ $# -gt 0 ] || { sed -n '2,6s/^# *//p' "$0" >&2 && exit 2; }
    trap cluster_stop EXIT
    cluster_start
    "$@"
fi
