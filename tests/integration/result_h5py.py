#!/usr/bin/env python3
"""A result as h5py and pandas see it: groups of columns of equal length with units and names, and links that fit.

Usage: result_h5py.py WRITE_RESULT     (makes results of several sizes and reads them)
       result_h5py.py --file PLAN.h5   (reads this one)
"""
import os
import subprocess
import sys
import tempfile

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

GROUPS = ["orders", "routes", "stops", "unassigned", "units", "kpi", "options", "inputs", "phases", "provenance"]


def tables(path):
    """Every group as a dictionary of columns, in the one line that docs/file_formats.md shows."""
    with h5py.File(path) as file:
        return {name: {k: v[()] for k, v in file[name].items()} for name in file}


def check_shape(path):
    with h5py.File(path) as file:
        assert sorted(file) == sorted(GROUPS), list(file)
        for key in ("title", "source", "schema_version", "program_version", "created", "command_line", "mode", "plan_digest"):
            assert isinstance(file.attrs[key], str) and file.attrs[key], key
        assert isinstance(int(file.attrs["seed"]), int)
        for name, group in file.items():
            lengths = set()
            for column, dataset in group.items():
                assert dataset.ndim == 1, (name, column)
                assert isinstance(dataset.attrs["units"], str), (name, column)
                assert dataset.attrs["long_name"], (name, column)
                lengths.add(len(dataset))
                if dataset.dtype.kind == "S":
                    assert h5py.check_string_dtype(dataset.dtype).encoding == "utf-8", (name, column)
                    [value.decode("utf-8") for value in dataset[:100]]
                else:
                    assert dataset.dtype in ("<i4", "<i8", "<f8"), (name, column, dataset.dtype)
            assert len(lengths) == 1, (name, lengths)
        assert len(file["kpi/orders"]) == 1 and len(file["provenance/seed"]) == 1


def check_links(path):
    t = tables(path)
    orders, routes, stops, left = t["orders"], t["routes"], t["stops"], t["unassigned"]
    planned = orders["route"] >= 0
    assert (planned == (orders["status"] == b"planned")).all()
    assert planned.sum() == len(stops["order"])
    assert (stops["order"][orders["stop"][planned]] == np.flatnonzero(planned)).all()
    assert (stops["route"][orders["stop"][planned]] == orders["route"][planned]).all()
    assert (orders["order_id"][stops["order"]] == stops["order_id"]).all()
    assert (orders["order_id"][left["order"]] == left["order_id"]).all()
    assert len(stops["order"]) + len(left["order"]) == len(orders["order_id"])
    assert (np.repeat(np.arange(len(routes["unit"])), routes["num_stops"]) == stops["route"]).all()
    assert (stops["sequence"] == np.arange(len(stops["route"])) - routes["first_stop"][stops["route"]] + 1).all()
    assert (stops["service_start"] == stops["arrival"] + stops["wait"]).all()
    meters = np.bincount(stops["route"], stops["distance_m"], len(routes["unit"])) + routes["last_distance_m"]
    assert (meters == routes["distance_m"]).all()
    assert (routes["driving"] + routes["waiting"] + routes["service"] == routes["duration"]).all()
    parts = routes["fixed_cost"] + routes["distance_cost"] + routes["time_cost"]
    assert np.allclose(parts, routes["total_cost"])
    assert np.isclose(t["kpi"]["total_cost"][0], routes["total_cost"].sum())
    assert t["kpi"]["unassigned"][0] == len(left["order"])


def check_frames(path):
    try:
        import pandas as pd
    except ImportError:
        print("(without pandas: frames are not checked)")
        return
    for columns in tables(path).values():
        pd.DataFrame(columns)


def check(path):
    check_shape(path)
    check_links(path)
    check_frames(path)


def main():
    if sys.argv[1] == "--file":
        check(sys.argv[2])
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "plan.h5")
        for orders in (0, 1, 50, 30000):
            subprocess.run([sys.argv[1], str(orders), path], check=True)
            check(path)
            with h5py.File(path) as file:
                compressed = file["orders/order_id"].compression
                assert compressed == ("gzip" if orders == 30000 else None), compressed
        with h5py.File(path) as file:
            assert file["orders/order_id"][1].decode("utf-8") == "\u00d6rder-1"
            assert file["routes/total_cost"].attrs["units"] == "EUR"


main()
