#!/usr/bin/env python3
"""wain check of a published plan from outside: what it accepts, and what it notices.

Usage: check_result.py WAIN CONFIGS_FOLDER
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

try:
    import h5py
except ImportError:
    sys.exit(77)

WAIN, CONFIGS = sys.argv[1:]


def run(*arguments, code=0, said=""):
    done = subprocess.run([WAIN, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, (arguments, done.returncode, done.stdout[-2000:], done.stderr)
    assert said in done.stderr, (arguments, said, done.stderr)
    return done.stdout


def tampered(plan, change):
    copy = plan + ".tampered"
    shutil.copy(plan, copy)
    with h5py.File(copy, "r+") as file:
        change(file)
    return copy


def add(column, row, amount):
    def change(file):
        file[column][row] = file[column][row] + amount
    return change


def notices(plan):
    for column, row, amount, expected in (
            ("stops/arrival", 5, 7, "recorded arrival"), ("stops/service_start", 9, -40000, "before the arrival"),
            ("stops/distance_m", 100, -3, "recorded distance"), ("stops/load_after_kg", 7, 1.0, "recorded load"),
            ("routes/distance_m", 1, 1, "recorded distance of the route"), ("routes/end", 0, 100000, "after the shift ends"),
            ("routes/fixed_cost", 2, 1.0, "recorded fixed cost"), ("routes/vehicle", 3, 9999, "vehicle")):
        text = run("check", tampered(plan, add(column, row, amount)), code=8, said="not valid")
        assert expected in text, (column, text)


def main():
    with tempfile.TemporaryDirectory() as folder:
        configs = os.path.join(folder, "configs")
        shutil.copytree(CONFIGS, configs, ignore=shutil.ignore_patterns("brazil"))
        job, plan = os.path.join(configs, "nightly.yaml"), os.path.join(folder, "plan.h5")
        run("plan", job, "--iterations", 300, "--output", plan, "--set", "travel.detour=1.4", "--quiet")
        report = json.loads(run("check", plan, "--json"))  # with the override of the command line
        assert report["valid"] and report["num_violations"] == 0 and report["routes"] > 0, report
        assert report["digest"] == json.loads(run("show", plan, "--json"))["digest"]
        assert run("check", plan, "--quiet") == ""
        assert "valid: everything was recomputed" in run("check", plan, "--job", job)
        notices(plan)
        # Swapped stops are other routes: the digest in the file says that it was changed.
        run("check", tampered(plan, add("stops/order", 0, 1)), code=3, said="digest")
        run("check", plan, "--job", os.path.join(folder, "none.yaml"), code=6, said="none.yaml")
        with open(os.path.join(configs, "sample", "orders.csv"), "a") as orders:
            orders.write("\n")
        run("check", plan, code=8, said="has changed since the plan was made")


if __name__ == "__main__":
    main()
