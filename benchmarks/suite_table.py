"""Tables of gaps: per instance, per size class, over all."""
import statistics

from suite_runs import by_instance

CLASSES = [200, 400, 600, 800, 1000]  # customers, at most; then what is larger


def class_of(n):
    return next((f"<= {most}" for most in CLASSES if n <= most), f"> {CLASSES[-1]}")


def mean(values):
    values = [value for value in values if value is not None]
    return statistics.fmean(values) if values else None


def show(value, width, decimals):
    return f"{'-' if value is None else f'{value:.{decimals}f}':>{width}}"


class Row:
    """What the table says of one instance: means over its accepted runs."""

    def __init__(self, runs):
        self.runs = runs
        self.accepted = [run for run in runs if run.checked]
        gaps = [run.gap for run in self.accepted if run.gap is not None]
        self.gap, self.best_gap = mean(gaps), min(gaps, default=None)
        self.cost, self.rate = (mean(getattr(run, name) for run in self.accepted) for name in ("cost", "rate"))
        self.routes = mean(run.routes for run in self.accepted)
        self.bks_routes = runs[0].bks_routes
        self.reached = sum(run.reached for run in self.accepted)


def print_instances(rows, other, vehicles):
    print(f"{'instance':<20} {'n':>7} {'runs':>4} {'mean cost':>14} {'best known':>14} {'gap %':>8} {'best %':>8} {'routes':>7} "
          + (f"{'best':>5} {'reached':>7} " if vehicles else "") + f"{'it/s':>9} {'checked':>7}"
          + (f" {'other %':>8} {'diff':>7}" if other else ""))
    for name, row in rows.items():
        first, gap = row.runs[0], other[name].gap if name in other else None
        line = (f"{name:<20} {first.n:>7} {len(row.runs):>4} {show(row.cost, 14, 1)} {show(first.bks, 14, 1)} "
                f"{show(row.gap, 8, 3)} {show(row.best_gap, 8, 3)} {show(row.routes, 7, 1)} ")
        if vehicles:
            line += f"{show(row.bks_routes, 5, 0)} {f'{row.reached}/{len(row.runs)}':>7} "
        line += f"{show(row.rate, 9, 0)} {'yes' if len(row.accepted) == len(row.runs) else 'NO':>7}"
        if other:
            line += f" {show(gap, 8, 3)} {show(None if None in (gap, row.gap) else row.gap - gap, 7, 3)}"
        print(line)


def print_class(name, rows, vehicles):
    line = f"{name:<10} {len(rows):>9} {sum(len(row.runs) for row in rows):>5} {show(mean(row.gap for row in rows), 8, 3)}"
    if vehicles:
        known = [row for row in rows if row.bks_routes is not None and row.routes is not None]
        runs = sum(len(row.accepted) for row in known)
        line += (f" {sum(row.routes for row in known):>8.1f} {sum(row.bks_routes for row in known):>6}"
                 f" {show(100 * sum(row.reached for row in known) / runs if runs else None, 7, 1)}"
                 f" {show(100 * sum(row.reached > 0 for row in known) / len(known) if known else None, 7, 1)}")
    print(line + f" {show(mean(row.rate for row in rows), 9, 0)}")


def print_classes(rows, vehicles):
    print(f"\n{'customers':<10} {'instances':>9} {'runs':>5} {'gap %':>8}"
          + (f" {'fleet':>8} {'best':>6} {'runs %':>7} {'inst. %':>7}" if vehicles else "") + f" {'it/s':>9}")
    classes = {}
    for row in rows:
        classes.setdefault(class_of(row.runs[0].n), []).append(row)
    for name, members in classes.items():
        print_class(name, members, vehicles)
    print_class("all", rows, vehicles)
    if vehicles:
        print("fleet: vehicles of all instances together, mean over the runs; runs %, inst. %: runs, and instances with a run, that "
              "reach\nthe best known fleet. A gap counts only where the fleets are equal.")


def print_table(runs, other_runs=()):
    rows = {name: Row(group) for name, group in by_instance(runs).items()}
    other = {name: Row(group) for name, group in by_instance(other_runs).items()}
    vehicles = any(run.bks_routes is not None for run in runs)
    print_instances(rows, other, vehicles)
    print_classes(list(rows.values()), vehicles)
    pairs = [(row.gap, other[name].gap) for name, row in rows.items() if name in other]
    differences = [a - b for a, b in pairs if a is not None and b is not None]
    if differences:
        print(f"mean difference of gaps {mean(differences):+.3f} points over {len(differences)} instances")
    rejected = sum(not run.checked for run in runs)
    if rejected:
        print(f"{rejected} of {len(runs)} runs did not pass the check; no figure counts them")
