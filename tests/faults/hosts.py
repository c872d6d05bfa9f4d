"""Hosts on one machine: each with network, process, mount, name and IPC namespaces of its own, on a bridge."""
import os
import subprocess
import threading
import time

NETWORK = "10.213.77"
INIT = 'hostname "$0" && mount -t tmpfs -o mode=1777 tmpfs /dev/shm; while :; do sleep 3600 & wait $!; done'


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Hosts:
    """Hosts h1..h3, in a network namespace in which nothing else is. Powered off ones are replaced by up()."""

    count = 3

    def __init__(self, folder):
        self.pids = {}
        self.lock = threading.Lock()
        self.agent = os.path.join(folder, "agent.sh")
        self.table = os.path.join(folder, "hosts")
        os.makedirs(self.table)
        ip("link", "add", "bridge0", "type", "bridge")
        ip("addr", "add", f"{NETWORK}.254/24", "dev", "bridge0")
        ip("link", "set", "bridge0", "up")
        with open(self.agent, "w", encoding="utf-8") as stream:  # what mpirun takes for ssh: HOST WORD...
            stream.write("#!/bin/sh\nhost=$1\nshift\n"
                         f'exec nsenter -t "$(cat {self.table}/"$host")" -n -m -u -i -p sh -c "cd $PWD && $*"\n')
        os.chmod(self.agent, 0o755)

    def up(self):
        for number in range(1, self.count + 1):
            if number not in self.pids:
                self.start(number)

    def start(self, number):
        outer = subprocess.Popen(["unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child",
                                  "--mount-proc", "bash", "-c", INIT, f"h{number}"], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with open(f"/proc/{outer.pid}/task/{outer.pid}/children", encoding="utf-8") as stream:
                children = stream.read().split()
            if children and os.readlink(f"/proc/{children[0]}/ns/net") != os.readlink("/proc/self/ns/net"):
                break
            time.sleep(0.02)
        inner = children[0]
        subprocess.run(["ip", "link", "del", f"port{number}"], capture_output=True, check=False)
        ip("link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", inner)
        ip("link", "set", f"port{number}", "master", "bridge0", "up")
        for words in (["lo", "up"], ["eth0", "up"]):
            subprocess.run(["nsenter", "-t", inner, "-n", "ip", "link", "set", *words], check=True)
        subprocess.run(["nsenter", "-t", inner, "-n", "ip", "addr", "add", f"{NETWORK}.{number}/24", "dev", "eth0"], check=True)
        with open(os.path.join(self.table, f"h{number}"), "w", encoding="utf-8") as stream:
            stream.write(inner)
        self.pids[number] = outer

    def mpirun_options(self):
        network = f"{NETWORK}.0/24"
        return ["--mca", "plm", "rsh", "--mca", "plm_rsh_agent", self.agent, "--mca", "plm_rsh_no_tree_spawn", "1",
                "--mca", "oob_tcp_if_include", network, "--mca", "btl", "self,vader,tcp",
                "--mca", "btl_tcp_if_include", network, "--host", ",".join(f"h{n}" for n in range(1, self.count + 1))]

    def power_off(self, number):
        outer = self.pids.pop(number)
        outer.kill()  # and with it, by --kill-child, all that is on the host
        outer.wait()

    @staticmethod
    def cut(number):
        ip("link", "set", f"port{number}", "down")

    @staticmethod
    def mend(number):
        ip("link", "set", f"port{number}", "up")
