"""Instances, their best known values, and the runs in a suite.csv."""
import csv
import dataclasses
import json
import math
import os
import re

COLUMNS = ["instance", "n", "seed", "cost", "bks", "gap", "routes", "bks_routes", "iterations", "seconds", "rate", "threads",
           "convention", "objective", "checked"]
NEEDED = ["instance", "n", "seed", "cost", "bks", "routes", "bks_routes", "seconds", "rate", "checked"]


class SuiteError(Exception):
    """What the user can mend; its text names the place."""


@dataclasses.dataclass
class Run:
    instance: str
    n: int
    seed: str
    cost: float
    bks: float | None
    routes: int
    bks_routes: int | None  # given where vehicles come first
    seconds: float
    rate: float
    checked: bool
    rules: tuple  # convention and objective: costs of other rules do not compare

    @property
    def vehicles_first(self):
        return self.bks_routes is not None or self.rules[1] == "vehicles"

    @property
    def reached(self):
        return self.bks_routes is not None and self.routes <= self.bks_routes

    @property
    def gap(self):
        """In percent; None where it means nothing: no best known cost, or one with another number of vehicles."""
        if not self.bks or (self.bks_routes is not None and self.routes != self.bks_routes):
            return None
        return 100 * (self.cost - self.bks) / self.bks


def open_text(path):
    try:
        return open(path, encoding="utf-8", errors="replace", newline="")
    except OSError as error:
        raise SuiteError(f"{path}: {error.strerror}") from None


def table_rows(path, needed):
    """Line number and fields of every row of a CSV that has these columns."""
    with open_text(path) as stream:
        reader = csv.DictReader(stream)
        if not reader.fieldnames:
            raise SuiteError(f"{path}: the file is empty")
        missing = [column for column in needed if column not in reader.fieldnames]
        if missing:
            raise SuiteError(f"{path}: no column {', '.join(missing)}; found {', '.join(reader.fieldnames)}")
        for row in reader:
            if None in row or None in row.values():
                raise SuiteError(f"{path}:{reader.line_num}: the row has not {len(reader.fieldnames)} fields")
            yield reader.line_num, row


def number(place, column, text, kind=float):
    try:
        value = kind(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise SuiteError(f"{place}: {column}: found '{text}', expected a number")
    return value


def read_run(place, row):
    def get(column, kind=float):
        return number(place, column, row[column], kind)

    return Run(instance=row["instance"], n=get("n", int), seed=row["seed"], cost=get("cost"),
               bks=get("bks") if row["bks"] else None, routes=get("routes", int),
               bks_routes=get("bks_routes", int) if row["bks_routes"] else None, seconds=get("seconds"), rate=get("rate"),
               checked=row["checked"] == "yes", rules=(row.get("convention") or "", row.get("objective") or ""))


def read_suite(path):
    """The runs of a suite.csv, at least one."""
    runs = {}
    for line, row in table_rows(path, NEEDED):
        run = read_run(f"{path}:{line}", row)
        if (run.instance, run.seed) in runs:
            raise SuiteError(f"{path}:{line}: {run.instance} with seed {run.seed} stands there twice")
        runs[run.instance, run.seed] = run
    if not runs:
        raise SuiteError(f"{path}: there are no runs in it")
    return list(runs.values())


def by_instance(runs):
    """The runs of every instance, small instances first."""
    groups = {}
    for run in sorted(runs, key=lambda run: (run.n, run.instance)):
        groups.setdefault(run.instance, []).append(run)
    return groups


def num_customers(path):
    """From DIMENSION of a VRPLIB file (the depot counts there), else the rows of numbers of a Solomon file."""
    with open_text(path) as stream:
        text = stream.read()
    dimension = re.search(r"^\s*DIMENSION\s*:\s*(\d+)", text, re.M)
    if dimension:
        return int(dimension.group(1)) - 1
    return len(re.findall(r"^\s*\d+(?:\s+-?\d+(?:\.\d+)?){6}\s*$", text, re.M)) - 1


def instance_name(path):
    return os.path.splitext(os.path.basename(path))[0]


def instances_in(source):
    if not os.path.exists(source):
        raise SuiteError(f"{source}: No such file or directory")
    if not os.path.isdir(source):
        return [source]
    return [os.path.join(source, name) for name in sorted(os.listdir(source)) if name.lower().endswith((".vrp", ".txt"))]


def names_in(path):
    with open_text(path) as stream:
        return {line.strip() for line in stream if line.strip() and not line.startswith("#")}


def select(sources, names_file, largest, every):
    """Paths of the instances: those named, of these the largest, of these every K-th by size. A sample by rule."""
    paths = [path for source in sources for path in instances_in(source)]
    if names_file is not None:
        names = names_in(names_file)
        lost = names - {instance_name(path) for path in paths}
        if lost:
            raise SuiteError(f"{names_file}: not among the instances: {', '.join(sorted(lost))}")
        paths = [path for path in paths if instance_name(path) in names]
    if largest is not None or every is not None:
        paths.sort(key=lambda path: (num_customers(path), instance_name(path)))
    if largest is not None:
        paths = paths[-largest:]
    return paths[::every or 1]


def columns_of_best(row, convention, objective):
    """The columns with the best known cost and fleet under these rules; None where there is none."""
    if "bks" in row:
        return ("bks", None) if (convention, objective) == ("dimacs", "distance") else (None, None)
    return {("dimacs", "distance"): ("bks_dimacs", None),
            ("exact", "vehicles"): ("bks_hier_distance", "bks_hier_vehicles")}.get((convention, objective), (None, None))


def best_known(path, convention, objective):
    """Cost and number of routes, as texts, from BKS.csv beside the instance; empty where it has none."""
    table = os.path.join(os.path.dirname(path), "BKS.csv")
    if os.path.exists(table):
        for _, row in table_rows(table, ["instance"]):
            if row["instance"] == instance_name(path):
                return tuple(row.get(column) or "" for column in columns_of_best(row, convention, objective))
    return "", ""


def record(path, report):
    """The row of a run, from its instance and the JSON object of wain solve; without the checker's word."""
    with open_text(report) as stream:
        run = json.load(stream)
    bks, bks_routes = best_known(path, run["convention"], run["objective"])
    seconds = float(run["seconds"])
    return {
        "instance": instance_name(path), "n": num_customers(path), "seed": run["seed"], "cost": run["cost"], "bks": bks,
        "gap": f"{100 * (float(run['cost']) - float(bks)) / float(bks):.4f}" if bks else "",
        "routes": run["routes"], "bks_routes": bks_routes, "iterations": run["iterations"], "seconds": f"{seconds:.3f}",
        "rate": round(run["iterations"] / seconds) if seconds > 0 else 0, "threads": run["threads"],
        "convention": run["convention"], "objective": run["objective"],
    }


def keep_whole_runs(path):
    """Instance and seed of the runs in a suite that was interrupted; a row that is torn at the end goes."""
    with open_text(path) as stream:
        text = stream.read()
    if text.splitlines()[:1] != [",".join(COLUMNS)]:
        raise SuiteError(f"{path}: its columns are not those of this suite; it can't be resumed")
    if not text.endswith("\n"):
        with open(path + ".tmp", "w", encoding="utf-8", newline="") as stream:
            stream.write(text[:text.rfind("\n") + 1])
        os.replace(path + ".tmp", path)
    return [(row["instance"], row["seed"]) for _, row in table_rows(path, COLUMNS)]
