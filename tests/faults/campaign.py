#!/usr/bin/env python3
"""Small nights of `wain plan` under faults at random moments, each resumed until it is complete.

Whatever happens: the plan is the one that comes without faults; what is published is, at every moment, absent, the old
file or a new whole one; exit codes are those of docs/operations.md; nothing hangs, and nothing is left behind.

Where it may (root, and namespaces are allowed) the campaign runs in namespaces of its own, which end with everything in
them; full disks and lost hosts can be tried only there.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor

from faults import KINDS, Skipped
from hosts import Hosts
from night import Book, Night, Place, Violation

APART = "WAIN_FAULTS_APART"  # set inside the namespaces
TOOLS = ("unshare", "nsenter", "ip", "mount", "umount")
BOOKS = {  # generated how, and planned how: some tenths of a second each
    "units": (["--orders", "120", "--regions", "2", "--days", "2", "--seed", "4"], ["--iterations", "12000"]),
    "rounds": (["--orders", "300", "--regions", "2", "--days", "1", "--seed", "5"],
               ["--iterations", "4000", "--set", "partition.max_stops=50"]),
    "parts": (["--orders", "1500", "--regions", "2", "--days", "1", "--seed", "3"], ["--iterations", "2000"]),
}
ONLY_APART = ("full-disk", "host-off", "host-cut")


def go_apart():
    """Start this program again in namespaces of its own, if that is possible; why not, if it isn't."""
    if os.environ.get(APART) == "yes":
        return ""
    if os.geteuid() != 0:
        return "it needs root"
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        return "there is no " + ", ".join(missing)
    unshare = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c"]
    test = 'ip link set lo up && ip link add bridge0 type bridge && mount -t tmpfs tmpfs /dev/shm'
    if subprocess.run([*unshare, test], capture_output=True, check=False).returncode != 0:
        return "namespaces are forbidden here"
    os.environ[APART] = "yes"
    # The shell stays, as the first process, to collect orphans.
    os.execvp("unshare", [*unshare, 'ip link set lo up; "$@"; exit $?', "sh", sys.executable, *sys.argv])


class Row:
    """A line of the table."""

    def __init__(self, kind):
        self.kind = kind
        self.nights = self.lives = self.faults = self.resumed = self.same = self.launcher_hung = 0
        self.worst = 0.0
        self.violations = []
        self.skipped = ""

    def add(self, night, violation):
        self.nights += 1
        self.lives += night.lives
        self.faults += night.faults
        self.resumed += night.resumed
        self.launcher_hung += night.launcher_hung
        self.worst = max(self.worst, night.worst)
        self.same += violation is None
        if violation:
            self.violations.append(f"{night.name}, book {night.book.name}, see {night.folder}: {violation}")

    def __str__(self):
        if self.skipped:
            return f"{self.kind:20} skipped: {self.skipped}"
        return (f"{self.kind:20}{self.nights:8}{self.lives:8}{self.faults:8}{self.resumed:9}{self.same:8}"
                f"{self.worst:9.1f}{self.launcher_hung:8}{len(self.violations):10}")


def make_night(place, books, kind, number, options, row):
    """One night of a kind; True: it can't be tried here."""
    name = f"{options.seed}/{kind}/{number}"
    night = Night(place, books[number % len(books)], name)
    violation = None
    try:
        KINDS[kind][0](night)
    except Skipped as reason:
        row.skipped = str(reason)
        return
    except Violation as error:
        violation = str(error)
    except Exception:  # a fault of the campaign itself must not pass for a success
        violation = traceback.format_exc(limit=-2)
    night.end_processes()
    row.add(night, violation)
    if violation:
        print(f"FAILED: {row.violations[-1]}", file=sys.stderr, flush=True)
    else:
        for folder in (night.folder, night.logs, os.path.join(place.folder, "mpi", name.replace("/", "-"))):
            shutil.rmtree(folder, ignore_errors=True)


def run_kind(place, books, kind, options):
    """Nights until as many faults have happened as the campaign's size asks for."""
    wanted = options.count if options.fault else max(1, round(options.count * KINDS[kind][1]))
    row = Row(kind)
    if kind in ONLY_APART and not place.is_apart:
        row.skipped = place.why_not
    for number in range(3 * wanted + 3):  # some faults come too late to happen
        if row.faults >= wanted or row.skipped:
            break
        make_night(place, books, kind, number, options, row)
    print(row, flush=True)
    return row


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wain", help="the program")
    parser.add_argument("--count", type=int, default=300, help="faults in all (default 300)")
    parser.add_argument("--seed", default="1", help="of the random moments (default 1)")
    parser.add_argument("--fault", action="append", choices=KINDS, metavar="KIND",
                        help="only this kind, COUNT times; may be repeated: " + ", ".join(KINDS))
    parser.add_argument("--jobs", type=int, default=1, help="kinds at a time (default 1)")
    return parser.parse_args()


def main():
    options = parse()
    if not shutil.which("mpirun"):
        print("skipped: there is no mpirun")
        return 77
    why_not = go_apart()
    folder = tempfile.mkdtemp(prefix="wain-faults-")
    place = Place(os.path.realpath(options.wain), folder)
    place.is_apart, place.why_not = not why_not, why_not
    place.hosts = None if why_not else Hosts(folder)
    books = [Book(place, name, *how) for name, how in BOOKS.items()]
    place.measure_start(books[0])
    print("kind                  nights   lives  faults  resumed    same  worst s  mpirun  failures")
    with ThreadPoolExecutor(options.jobs) as pool:
        rows = list(pool.map(lambda kind: run_kind(place, books, kind, options), options.fault or KINDS))
    total = Row("all")
    for row in rows:
        for name in ("nights", "lives", "faults", "resumed", "same", "launcher_hung"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
        total.worst = max(total.worst, row.worst)
        total.violations += row.violations
    print(total)
    if total.violations:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
