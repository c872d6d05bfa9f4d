#!/usr/bin/env python3
"""wain show from outside: its tables, its JSON, its exit codes.

Usage: show.py WAIN WRITE_RESULT
"""
import json
import os
import re
import subprocess
import sys
import tempfile

WAIN, WRITE = sys.argv[1:]


def show(*arguments, code=0):
    done = subprocess.run([WAIN, "show", *arguments], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stderr)
    assert (code == 0) == (done.stderr == ""), done.stderr
    return done.stdout if code == 0 else done.stderr


def lines(text, word):
    return [line for line in text.splitlines() if word in line]


def check_tables(path):
    text = show(path)
    assert "40: 35 planned, 5 left out" in text, text
    assert "S\u00fcd" in text and "north" in text and "2017-11-30" in text and "2017-12-01" in text
    assert "bad_data: its row in the order book is faulty" in text
    assert "1  1 more vehicle of type van at depot D-north" in text
    assert "seed 42" in text
    assert len(show(path, "--routes").splitlines()) == 1 + 8
    assert len(show(path, "--routes", "--region", "north").splitlines()) == 1 + 4
    assert len(show(path, "--routes", "--day", "2017-12-01", "--region", "north").splitlines()) == 1 + 4
    stops = show(path, "--stops", "0").splitlines()
    assert "window" in stops[0] and "08:00-08:20" in stops[2] and "47.50000, 8.51000" in stops[2], stops
    assert "08:00-17:00" not in stops[1] and "two_person" in stops[2] and "pickup" in stops[1], stops
    assert len(stops) == 6 and "\u00d6rder-1" in stops[2] and "08:10" in stops[2], stops
    left_out = show(path, "--unassigned").splitlines()
    assert len(left_out) == 6 and "region" in left_out[0] and "north" in left_out[1], left_out
    assert len(lines(show(path, "--units"), "done")) == 2
    assert "command line" in lines(show(path, "--options"), "search.seed")[0]
    assert "only       north" in show(path, "--region", "north")


def check_json(path):
    whole = json.loads(show(path, "--json"))
    assert whole["orders"] == 40 and whole["planned"] == 35 and whole["unassigned"] == 5
    assert len(whole["digest"]) == 32 and whole["seed"] == 42
    assert "kpi" not in whole and whole["routes"] == 8 and whole["vehicles"] == 8
    assert abs(sum(whole["cost"][part] for part in ("fixed", "distance", "time")) - whole["cost"]["total"]) < 1e-6
    assert sorted(whole["cost"]) == ["distance", "fixed", "time", "total", "unassigned"]
    assert not re.search(r"\d\.\d{7}", show(path, "--json")), "binary noise"
    assert whole["stopped_early"] is False and whole["phases"] == {"reading": 0.5, "search": 11.5}
    assert whole["units"] == {"total": 2, "done": 2} and whole["first_day"] == "2017-11-30"
    assert sum(r["orders"] for r in whole["regions"]) == 40
    assert sum(r["distance_m"] for r in whole["days"]) == whole["distance_m"]
    assert sum(r["orders"] for r in whole["reasons"]) == 5
    assert whole["reasons"][0]["relaxations"][0] == {"text": "1 more vehicle of type van at depot D-north", "orders": 1}
    assert "rows" not in whole
    part = json.loads(show(path, "--json", "--stops", "0"))
    assert [stop["sequence"] for stop in part["rows"]["stops"]] == [1, 2, 3, 4, 5]
    routes = json.loads(show(path, "--json", "--routes", "--region", "north"))
    assert {route["capacity_m3"] for route in routes["rows"]["routes"]} == {None}  # no limit
    assert routes["orders"] == 20 and "vehicles" not in routes


def check_errors(path, folder):
    text = os.path.join(folder, "text.h5")
    with open(text, "w") as file:
        file.write("order_id,region\n")
    assert "No such file" in show(os.path.join(folder, "none.h5"), code=6)
    assert "not an HDF5 file" in show(text, code=3)
    with open(path, "rb") as file:
        whole = file.read()
    with open(text, "wb") as file:
        file.write(whole[: len(whole) // 2])
    assert text in show(text, code=3)
    show(code=2)
    show(path, path, code=2)
    show(path, "--nonsense", code=2)
    show(path, "--routes", "--units", code=2)
    show(path, "--stops", "x", code=2)
    assert "there is no route 8" in show(path, "--stops", "8", code=2)
    assert "nothing of region nowhere" in show(path, "--region", "nowhere", code=2)
    assert "--day: found '3.3.2026', expected a day YYYY-MM-DD" in show(path, "--day=3.3.2026", code=2)
    assert "nothing of day 2018-01-01" in show(path, "--day", "2018-01-01", code=2)
    assert "nothing of region north day 2017-11-30" in show(path, "--day", "2017-11-30", "--region", "north", code=2)
    with open("/dev/full", "w") as full:
        done = subprocess.run([WAIN, "show", path], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 6 and "No space left" in done.stderr, done


def main():
    help_text = show("--help")
    for option in ("--routes", "--stops", "--unassigned", "--units", "--options", "--region", "--day", "--json", "Exit codes"):
        assert option in help_text, option
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "plan.h5")
        subprocess.run([WRITE, "40", path], check=True, stderr=subprocess.DEVNULL)
        check_tables(path)
        check_json(path)
        check_errors(path, folder)


main()
