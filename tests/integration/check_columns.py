#!/usr/bin/env python3
"""wain check notices a change in any column of a published plan, but for those that the documentation excepts.

Usage: check_columns.py WAIN FILE_FORMATS.md
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

WAIN, FORMATS = sys.argv[1:]

# Two regions with vehicles and one without, and an order for every reason that can be proven.
ORDERS = """order_id,customer_id,region,latitude,longitude,kind,weight_kg,volume_m3,earliest_day,latest_day,window_start,window_end,service_min,skills,priority
a1,c1,A,-23.00,-46.00,delivery,10,0.1,2026-03-02,2026-03-02,08:00,12:00,10,,normal
a2,c2,A,-23.02,-46.01,pickup,20,0.2,2026-03-02,2026-03-03,08:00,16:00,10,,high
a3,c3,A,-23.04,-46.03,delivery,30,0.1,2026-03-03,2026-03-03,,,10,cold,low
b1,c4,B,-20.00,-44.00,delivery,10,0.1,2026-03-03,2026-03-03,,,10,,optional
b2,c5,B,-20.03,-44.01,delivery,15,0.3,2026-03-02,2026-03-02,09:00,12:00,10,,normal
large,c6,A,-23.01,-46.02,delivery,5000,0.1,2026-03-02,2026-03-02,,,10,,normal
skill,c7,B,-20.01,-44.02,delivery,10,0.1,2026-03-02,2026-03-02,,,10,cold,normal
late,c8,A,-23.03,-46.02,delivery,10,0.1,2026-03-02,2026-03-02,22:00,23:00,10,,normal
far,c9,B,-17.00,-44.00,delivery,10,0.1,2026-03-02,2026-03-02,,,10,,normal
gone,c10,A,-23.00,-46.01,delivery,10,0.1,2026-05-01,2026-05-02,,,10,,normal
lost,c11,C,-10.00,-40.00,delivery,10,0.1,2026-03-02,2026-03-02,,,10,,normal
bad,c12,A,-23.00,-46.01,delivery,-4,0.1,2026-03-02,2026-03-02,,,10,,normal
"""
DEPOTS = """depot_id,region,latitude,longitude,open,close
DA,A,-22.99,-45.99,06:00,22:00
DB,B,-19.99,-43.99,06:00,22:00
"""
FLEET = """vehicle_type,depot_id,count,capacity_kg,capacity_m3,fixed_cost,cost_per_km,cost_per_hour,shift_start,shift_end,max_km,skills,carrier
van,DA,3,200,2,50,0.5,20,07:00,19:00,300,cold,Fast
truck,DB,3,600,,90,0.8,25,07:00,19:00,300,,Slow
"""
JOB = """input: {orders: orders.csv, depots: depots.csv, fleet: fleet.csv}
horizon: {first_day: 2026-03-02, days: 2}
limits: {iterations: 200}
"""


def run(*arguments):
    return subprocess.run([WAIN, *arguments], capture_output=True, text=True, timeout=60)


def documented_exceptions():
    """The columns of the tables in the documentation that are marked as not checked."""
    found, group = set(), None
    for line in open(FORMATS):
        heading = re.match(r"### `/(\w+)`", line)
        group = heading.group(1) if heading else group
        column = re.match(r"\| `(\w+)` .*\(not checked\) \|$", line)
        if column:
            found.add(f"{group}/{column.group(1)}")
    return found


def changed(value):
    if isinstance(value, bytes):
        return b"~" + value[1:]
    return value + 1 if np.isfinite(value) else type(value)(1)


def notices(plan, column, row, value=None):
    copy = plan + ".changed"
    shutil.copy(plan, copy)
    with h5py.File(copy, "r+") as file:
        data = file[column][()]
        data[row] = changed(data[row]) if value is None else value
        if data[row] == file[column][row]:
            raise AssertionError(f"{column}[{row}] was not changed: {data[row]}")
        file[column][...] = data
    done = run("check", copy)
    # Where no plan of the inputs can be read at all the fault is one of the file, else the check finds it.
    assert done.returncode in (0, 3, 6, 8), (column, row, done)
    return done.returncode != 0


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("orders.csv", ORDERS), ("depots.csv", DEPOTS), ("fleet.csv", FLEET), ("job.yaml", JOB)):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        plan = os.path.join(folder, "plan.h5")
        done = run("plan", os.path.join(folder, "job.yaml"), "--output", plan, "--quiet")
        assert done.returncode == 0, done
        done = run("check", plan)
        assert done.returncode == 0, done
        exceptions = documented_exceptions()
        assert "units/seconds" in exceptions and "stops/order_id" not in exceptions, exceptions
        with h5py.File(plan) as file:
            columns = [(f"{group}/{name}", len(data)) for group in file for name, data in file[group].items()]
            keys = list(file["unassigned/reason"])
            states = file["units/state"].dtype
        assert {b"too_large", b"no_skill", b"window_unreachable", b"too_far", b"outside_horizon", b"no_depot", b"bad_data",
                b"too_dear"} == set(keys), keys
        unnoticed = {column for column, rows in columns for row in {0, rows - 1} if not notices(plan, column, row)}
        # Another vehicle of the type is another valid plan.
        assert unnoticed <= exceptions | {"routes/vehicle"}, f"unnoticed: {sorted(unnoticed - exceptions)}"
        assert notices(plan, "units/state", 0, np.array(b"waiting", states))
        for row, key in enumerate(keys):
            priced = key == b"too_dear"  # by how much is the search's word
            for column in ("reason", "relaxation_kind", "relaxation_detail", "relaxation_amount"):
                assert notices(plan, "unassigned/" + column, row) or (priced and column == "relaxation_amount"), (key, column)
            for false in set(keys) - {key}:
                assert notices(plan, "unassigned/reason", row, false), (key, false)
        print(f"{len(columns)} columns, {len(exceptions)} of them not checked")


main()
