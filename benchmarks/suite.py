#!/usr/bin/env python3
"""What run_suite.sh needs besides running: which instances, one line per run, the table of gaps.

suite.py list [--largest N] [--list FILE] DIR|INSTANCE...
suite.py header
suite.py record --checked yes|no [--convention C] [--objective O] INSTANCE REPORT.json
suite.py table SUITE.csv [OTHER.csv]      gaps per instance and their mean; with OTHER also the differences
"""
import argparse
import csv
import json
import os
import re
import statistics
import sys

COLUMNS = ["instance", "n", "seed", "cost", "bks", "gap", "routes", "bks_routes", "iterations", "seconds", "rate", "threads",
           "checked"]


def num_customers(path):
    """From DIMENSION of a VRPLIB file (the depot counts there), else the rows of numbers of a Solomon file."""
    with open(path, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    dimension = re.search(r"^\s*DIMENSION\s*:\s*(\d+)", text, re.M)
    if dimension:
        return int(dimension.group(1)) - 1
    return len(re.findall(r"^\s*\d+(?:\s+-?\d+(?:\.\d+)?){6}\s*$", text, re.M)) - 1


def instance_name(path):
    return os.path.splitext(os.path.basename(path))[0]


def select(sources, largest, names):
    paths = []
    for source in sources:
        if os.path.isdir(source):
            paths += [os.path.join(source, name) for name in sorted(os.listdir(source)) if name.lower().endswith((".vrp", ".txt"))]
        else:
            paths.append(source)
    if names is not None:
        paths = [path for path in paths if instance_name(path) in names]
    if largest is not None:
        paths = sorted(sorted(paths, key=num_customers)[-largest:], key=num_customers)
    return paths


def best_known(path, convention):
    """Cost and number of routes from BKS.csv beside the instance; None where it has none."""
    table = os.path.join(os.path.dirname(path), "BKS.csv")
    if os.path.exists(table):
        with open(table, encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["instance"] == instance_name(path):
                    column = "bks" if "bks" in row else "bks_hier_distance" if convention == "exact" else "bks_dimacs"
                    routes = row.get("bks_hier_vehicles") if convention == "exact" else None
                    return float(row[column]) if row.get(column) else None, int(routes) if routes else None
    return None, None


def record(path, report, checked, convention):
    with open(report, encoding="utf-8") as stream:
        run = json.load(stream)
    bks, bks_routes = best_known(path, convention)
    seconds = float(run["seconds"])
    return {
        "instance": instance_name(path), "n": num_customers(path), "seed": run["seed"], "cost": run["cost"],
        "bks": "" if bks is None else f"{bks:g}" if bks != int(bks) else int(bks),
        "gap": "" if not bks else f"{100 * (float(run['cost']) - bks) / bks:.4f}",
        "routes": run["routes"], "bks_routes": "" if bks_routes is None else bks_routes,
        "iterations": run["iterations"], "seconds": f"{seconds:.3f}",
        "rate": round(run["iterations"] / seconds) if seconds > 0 else 0, "threads": run["threads"], "checked": checked,
    }


def mean_of(rows, column):
    values = [float(row[column]) for row in rows if row[column] != ""]
    return statistics.fmean(values) if values else float("nan")


def by_instance(path):
    groups = {}
    with open(path, encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            groups.setdefault(row["instance"], []).append(row)
    return groups


def print_table(path, other):
    groups, others = by_instance(path), by_instance(other) if other else {}
    print(f"{'instance':<20} {'n':>7} {'runs':>4} {'mean cost':>14} {'best known':>14} {'gap %':>8} {'best %':>8} {'routes':>7} "
          f"{'it/s':>9} {'checked':>7}" + (f" {'other %':>8} {'diff':>7}" if other else ""))
    gaps, rates, differences = [], [], []
    for name, rows in groups.items():
        gap, rate = mean_of(rows, "gap"), mean_of(rows, "rate")
        best = min((float(row["gap"]) for row in rows if row["gap"] != ""), default=float("nan"))
        checked = "yes" if all(row["checked"] == "yes" for row in rows) else "NO"
        line = (f"{name:<20} {rows[0]['n']:>7} {len(rows):>4} {mean_of(rows, 'cost'):>14.1f} {rows[0]['bks']:>14} {gap:>8.3f} "
                f"{best:>8.3f} {mean_of(rows, 'routes'):>7.1f} {rate:>9.0f} {checked:>7}")
        if name in others:
            differences.append(gap - mean_of(others[name], "gap"))
            line += f" {mean_of(others[name], 'gap'):>8.3f} {differences[-1]:>7.3f}"
        print(line)
        rates.append(rate)
        if gap == gap:
            gaps.append(gap)
    if gaps:
        print(f"mean gap {statistics.fmean(gaps):.3f} % over {len(gaps)} instances, mean rate {statistics.fmean(rates):.0f} iterations/s")
    if differences:
        print(f"mean difference of gaps {statistics.fmean(differences):+.3f} points over {len(differences)} instances")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("list")
    command.add_argument("--largest", type=int)
    command.add_argument("--list")
    command.add_argument("sources", nargs="+")
    commands.add_parser("header")
    command = commands.add_parser("record")
    command.add_argument("--checked", choices=["yes", "no"], required=True)
    command.add_argument("--convention", default="dimacs")
    command.add_argument("--objective")
    command.add_argument("instance")
    command.add_argument("report")
    command = commands.add_parser("table")
    command.add_argument("suite")
    command.add_argument("other", nargs="?")
    arguments = parser.parse_args()
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    if arguments.command == "list":
        names = None
        if arguments.list:
            with open(arguments.list, encoding="utf-8") as stream:
                names = {line.strip() for line in stream if line.strip() and not line.startswith("#")}
        print("\n".join(select(arguments.sources, arguments.largest, names)))
    elif arguments.command == "header":
        writer.writeheader()
    elif arguments.command == "record":
        writer.writerow(record(arguments.instance, arguments.report, arguments.checked, arguments.convention))
    else:
        print_table(arguments.suite, arguments.other)


if __name__ == "__main__":
    main()
