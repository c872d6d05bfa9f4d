#!/usr/bin/env python3
"""wain solve and wain check from outside: exit codes, JSON, budgets, signals, and what is left on the disk.

Usage: public.py WAIN DATA_FOLDER
"""
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

WAIN, DATA = sys.argv[1:]
VRP, TXT, SOL = (os.path.join(DATA, name) for name in ("tiny.vrp", "tiny.txt", "tiny.sol"))


def run(*arguments, code=0, said=""):
    done = subprocess.run([WAIN, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    assert said in done.stderr, (arguments, said, done.stderr)
    return done.stdout


def write(path, text):
    with open(path, "w") as stream:
        stream.write(text)
    return path


def read(path):
    with open(path) as stream:
        return stream.read()


def big_instance(path, n, seed):
    rng = random.Random(seed)
    nodes = "".join(f"{i + 1} {rng.randint(0, 1000)} {rng.randint(0, 1000)}\n" for i in range(n))
    demands = "".join(f"{i + 1} {rng.randint(1, 9) if i else 0}\n" for i in range(n))
    return write(path, f"NAME : big\nTYPE : CVRP\nDIMENSION : {n}\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 50\n"
                 f"NODE_COORD_SECTION\n{nodes}DEMAND_SECTION\n{demands}DEPOT_SECTION\n1\n-1\nEOF\n")


def solves_and_checks(folder):
    out = os.path.join(folder, "a.sol")
    report = json.loads(run("solve", VRP, "--iterations", 2000, "--threads", 1, "--seed", 7, "--output", out, "--json",
                            "--bks", 58))
    assert report["cost"] == 58 and report["routes"] == 2 and report["feasible"] is True, report
    assert report["instance"] == "tiny-n5-k2" and report["seed"] == 7 and report["threads"] == 1, report
    assert report["iterations"] == 2000 and report["seconds"] > 0 and report["gap_percent"] == 0, report
    assert report["customers"] == 4 and report["threads_used"] == 1, report
    assert report["search_phases"] == "2 annealings side by side" and "over_time_s" not in report, report
    assert run("solve", VRP, "--iterations", 2000, "--quiet", "--threads", 64, said="") == ""
    text = run("solve", VRP, "--iterations", 2000, "--threads", 64, "--bks", 60, said="phases: 2 annealings side by side")
    assert "4 customers, cost 58" in text and "3.333 % below the best known 60" in text and "2 of 64 threads" in text, text
    assert read(out).endswith("Cost 58\n") and read(out).startswith("Route #1: ")
    run("check", VRP, out)
    run("check", VRP, SOL)
    assert os.listdir(folder) == ["a.sol"], os.listdir(folder)  # neither lock nor temporary stays


def rows_of(path):
    header, *rows = read(path).splitlines()
    assert header == "seconds,iterations,routes,cost", header
    return [[float(field) for field in row.split(",")] for row in rows]


def curves_end_at_the_cost(folder):
    curve, out = os.path.join(folder, "c.csv"), os.path.join(folder, "a.sol")
    instance = big_instance(os.path.join(folder, "big.vrp"), 100, 6)
    report = json.loads(run("solve", instance, "--iterations", 5000, "--threads", 1, "--output", out, "--curve", curve, "--json"))
    rows = rows_of(curve)
    assert len(rows) > 3 and rows[-1][2:] == [report["routes"], report["cost"]], (rows, report)
    assert all(a[0] <= b[0] and a[1] <= b[1] and a[3] > b[3] for a, b in zip(rows, rows[1:])), rows
    assert sorted(os.listdir(folder)) == ["a.sol", "big.vrp", "c.csv"], os.listdir(folder)
    run("solve", instance, "--iterations", 5000, "--threads", 1, "--output", curve + ".sol")
    assert read(curve + ".sol") == read(out)  # being watched changes nothing
    fewest = json.loads(run("solve", TXT, "--iterations", 2000, "--convention", "exact", "--objective", "vehicles", "--curve", curve,
                            "--json"))
    rows = rows_of(curve)  # without the price of the vehicles, and in doubles at the end
    assert rows[-1][2] == fewest["routes"] and abs(rows[-1][3] - fewest["cost"]) < 1e-4, (rows, fewest)
    assert all((a[2], a[3]) > (b[2], b[3]) for a, b in zip(rows, rows[1:])), rows


def curves_that_cannot_be_written(folder):
    old = write(os.path.join(folder, "old.csv"), "precious\n")
    few = write(os.path.join(folder, "few.vrp"), read(VRP).replace("CAPACITY", "VEHICLES : 1\nCAPACITY"))
    run("solve", few, "--iterations", 500, "--curve", old, code=4, said="left out")
    run("solve", VRP, "--iterations", 10, "--curve", old, "--output", old, code=6, said="writing this file")
    run("solve", VRP, "--iterations", 10, "--curve", os.path.join(folder, "no", "c.csv"), code=6, said="can't write")
    run("solve", VRP, "--iterations", 10, "--curve", "/dev/full", code=6, said="not a regular file")
    assert read(old) == "precious\n"
    assert sorted(os.listdir(folder)) == ["few.vrp", "old.csv"], os.listdir(folder)


def conventions_differ(folder):
    out = os.path.join(folder, "tw.sol")
    dimacs = json.loads(run("solve", TXT, "--iterations", 2000, "--output", out, "--json"))
    run("check", TXT, out)
    exact = json.loads(run("solve", TXT, "--iterations", 2000, "--convention", "exact", "--output", out, "--json"))
    run("check", TXT, out, "--convention", "exact")
    other = run("check", TXT, out, code=8, said="not valid: 1 violation\n")  # the cost in doubles is not the truncated one
    assert "the cost in the other convention: check it with --convention exact" in other, other
    assert dimacs["cost"] < exact["cost"] < dimacs["cost"] + 1, (dimacs, exact)
    fewest = json.loads(run("solve", TXT, "--iterations", 2000, "--objective", "vehicles", "--json"))
    assert fewest["routes"] <= dimacs["routes"] and fewest["cost"] >= dimacs["cost"]
    assert fewest["routes"] == 2 and fewest["objective"] == "vehicles", fewest


def iterations_are_repeatable(folder):
    instance = big_instance(os.path.join(folder, "big.vrp"), 150, 3)
    texts = set()
    for threads in (1, 2, 4):
        out = os.path.join(folder, f"{threads}.sol")
        run("solve", instance, "--iterations", 20000, "--threads", threads, "--seed", 5, "--output", out, "--quiet")
        texts.add(read(out))
    assert len(texts) == 1


def time_is_kept(folder):
    instance = big_instance(os.path.join(folder, "big.vrp"), 3000, 4)
    start = time.monotonic()
    report = json.loads(run("solve", instance, "--time-limit", 1.5, "--json"))
    assert time.monotonic() - start < 3.5  # on a machine that does other things as well
    assert report["seconds"] < 3 and report["feasible"]
    huge = big_instance(os.path.join(folder, "huge.vrp"), 60000, 4)
    report = json.loads(run("solve", huge, "--time-limit", 0.01, "--json", said="s instead of 0.01"))
    assert abs(report["over_time_s"] - report["seconds"] + 0.01) < 1e-5 and report["feasible"], report


def a_signal_ends_early_with_a_solution(folder):
    out = os.path.join(folder, "s.sol")
    instance = big_instance(os.path.join(folder, "big.vrp"), 500, 5)
    for number in (signal.SIGTERM, signal.SIGINT):
        process = subprocess.Popen([WAIN, "solve", instance, "--time-limit", "60", "--output", out],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(1)
        process.send_signal(number)
        process.communicate(timeout=30)
        assert process.returncode == 5, process.returncode
        run("check", instance, out)
        os.remove(out)


def bad_solutions_are_named(folder):
    bad = write(os.path.join(folder, "bad.sol"), "Route #1: 1 2 4\nRoute #2: 2\nCost 5\n")
    report = json.loads(run("check", VRP, bad, "--json", code=8, said="4 violations"))
    assert "convention" not in report["violations"][-1]["text"], report  # a cost that fits neither
    texts = " | ".join(violation["text"] for violation in report["violations"])
    assert not report["valid"] and report["num_violations"] == 4
    for expected in ("load 13 of dimension 0 exceeds the capacity 10", "the order is in the plan already",
                     "neither planned nor listed", "the file states the cost 5, recomputed is 62"):
        assert expected in texts, texts
    assert report["violations"][0]["route"] == 1 and report["violations"][0]["amount"] == 3
    assert "NOT valid: 4 violations" in run("check", VRP, bad, code=8)
    run("check", VRP, write(bad, "Route #1: 1 2\nhello\nCost 5\n"), code=3, said=":2: found 'hello'")
    run("check", VRP, write(bad, "Route #1: 1 2 3 4 5\nCost 5\n"), code=3, said="expected a customer from 1 to 4")
    run("check", VRP, os.path.join(folder, "none.sol"), code=6, said="No such file")
    late = run("check", TXT, write(bad, "Route #1: 1 2 3\nRoute #2: 4\nCost 42.8\n"), "--json", code=0)
    assert json.loads(late)["valid"]
    late = run("check", TXT, write(bad, "Route #1: 1 2 3 4\nCost 50\n"), code=8)
    assert "outside its only window 400 to 410" in late, late


def what_cannot_be_done_is_said(folder):
    old = write(os.path.join(folder, "old.sol"), "precious\n")
    few = write(os.path.join(folder, "few.vrp"), read(VRP).replace("CAPACITY", "VEHICLES : 1\nCAPACITY"))
    report = json.loads(run("solve", few, "--iterations", 500, "--output", old, "--bks", 58, "--json", code=4, said="left out"))
    assert report["feasible"] is False and report["bks"] == 58 and "gap_percent" not in report, report
    assert "best known" not in run("solve", few, "--iterations", 500, "--bks", 58, code=4, said="left out")
    assert read(old) == "precious\n"
    run("solve", os.path.join(folder, "none.vrp"), "--output", old, code=6, said="No such file")
    run("solve", write(os.path.join(folder, "bad.vrp"), "DIMENSION : x\n"), "--output", old, code=3,
        said="found 'x', expected a whole number")
    assert read(old) == "precious\n"
    run("solve", VRP, "--iterations", 10, "--output", os.path.join(folder, "no", "a.sol"), code=6, said="can't write")
    run("solve", VRP, "--iterations", 10, "--output", "/dev/full", code=6, said="not a regular file")


def long_routes_need_no_time(folder):
    """Without windows a route may be longer than a day of the shortest units of time."""
    rng = random.Random(5)
    nodes = "".join(f"{i + 1} {rng.randint(0, 15000)} {rng.randint(0, 15000)}\n" for i in range(100))
    demands = "".join(f"{i + 1} {min(i, 1)}\n" for i in range(100))
    path = write(os.path.join(folder, "long.vrp"),
                 f"NAME : long\nTYPE : CVRP\nDIMENSION : 100\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 99\n"
                 f"NODE_COORD_SECTION\n{nodes}DEMAND_SECTION\n{demands}DEPOT_SECTION\n1\n-1\nEOF\n")
    solution = os.path.join(folder, "long.sol")
    solved = json.loads(run("solve", path, "--convention", "exact", "--iterations", 3000, "--json", "-o", solution))
    assert solved["feasible"] and solved["cost"] > 53687, solved
    run("check", path, solution, "--convention", "exact")


def a_missed_window_is_no_service(folder):
    """Also where the depot is open for as long as times reach."""
    path = write(os.path.join(folder, "miss.vrp"),
                 "NAME : miss\nTYPE : VRPTW\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 10\nVEHICLES : 1\n"
                 "NODE_COORD_SECTION\n1 0 0\n2 100 0\n3 -100 0\nDEMAND_SECTION\n1 0\n2 1\n3 1\n"
                 "TIME_WINDOW_SECTION\n1 0 1000000\n2 0 110\n3 0 110\nSERVICE_TIME_SECTION\n1 0\n2 1\n3 1\n"
                 "DEPOT_SECTION\n1\n-1\nEOF\n")
    run("solve", path, "--convention", "exact", "--iterations", 1000, code=4, said="1 customer had to be left out")


def wrong_usage_is_refused():
    run("solve", code=2, said="which instance?")
    run("solve", VRP, VRP, code=2, said="too many")
    run("solve", VRP, "--iterations", 0, code=2, said="--iterations: found '0', expected a whole number from 1")
    run("solve", VRP, "--iterations", "9x", code=2, said="found '9x'")
    run("solve", VRP, "--time-limit", "nan", code=2, said="--time-limit: found 'nan'")
    run("solve", VRP, "--time-limit", 1, "--iterations", 5, code=2, said="exclude each other")
    run("solve", VRP, "--threads", -1, code=2, said="--threads: found '-1'")
    run("solve", VRP, "--convention", "both", code=2, said="--convention: found 'both', expected dimacs or exact")
    run("solve", VRP, "--objective", "time", code=2, said="expected distance or vehicles")
    run("solve", VRP, "--iterations", 5, "--set", "search.sed=1", code=2, said="did you mean 'search.seed'")
    run("solve", VRP, "--iterations", 5, "--set", "search.blink=2", code=2, said="search.blink")
    run("solve", VRP, "--iterations", 5, "--set", "search.start_temperature=0.005", code=2,
        said="search.end_temperature is above search.start_temperature")
    run("solve", VRP, "--frobnicate", code=2, said="frobnicate")
    run("check", code=2, said="which plan?")
    run("check", "a", "b", "c", code=2, said="too many")
    run("check", "a", "b", "--job", "c", code=2, said="--job goes with a result file")
    for command in ("solve", "check"):
        text = run(command, "--help")
        assert "Exit codes:" in text and "--convention" in text, text


def main():
    wrong_usage_is_refused()
    for test in (solves_and_checks, curves_end_at_the_cost, curves_that_cannot_be_written, conventions_differ, iterations_are_repeatable, time_is_kept,
                 a_signal_ends_early_with_a_solution, bad_solutions_are_named, what_cannot_be_done_is_said, long_routes_need_no_time,
                 a_missed_window_is_no_service):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
        print(f"{test.__name__}: passed", flush=True)


if __name__ == "__main__":
    main()
