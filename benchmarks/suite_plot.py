"""The gap over time as SVG: every run a thin line, the mean of each set of runs a thick one."""
import bisect
import dataclasses
import math
import os
import statistics
from xml.sax.saxutils import escape

from suite_runs import SuiteError, number, read_suite, table_rows

SUFFIX = ".curve.csv"
FLOOR = 0.01  # percent; what is nearer to the best known cost, or better, is drawn here: the axis is logarithmic
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 560, 70, 20, 20, 55
MEAN_POINTS = 200


@dataclasses.dataclass
class Curve:
    times: list
    gaps: list
    end: float  # seconds of the run

    def at(self, time):
        """The gap that the run had reached by then."""
        return self.gaps[bisect.bisect_right(self.times, time) - 1]


def curve_files(sources):
    """The curves of every set: a folder's files, or those named one by one, together by folder."""
    sets = {}
    for source in sources:
        if os.path.isdir(source):
            found = [os.path.join(source, name) for name in sorted(os.listdir(source)) if name.endswith(SUFFIX)]
            if not found:
                raise SuiteError(f"{source}: no *{SUFFIX} in it; run the suite with --curves")
        else:
            found = [source]
        sets.setdefault(os.path.dirname(os.path.abspath(found[0])), []).extend(found)
    return sets


def runs_beside(folder):
    path = os.path.join(folder, "suite.csv")
    if not os.path.exists(path):
        raise SuiteError(f"{path}: No such file beside the curves, so no best known cost is known; --bks gives one")
    return {f"{run.instance}.{run.seed}{SUFFIX}": run for run in read_suite(path)}


def read_curve(path, bks, bks_routes, end):
    """None when the run never came to the best known number of vehicles: its cost does not compare."""
    times, gaps = [], []
    for line, row in table_rows(path, ["seconds", "iterations", "routes", "cost"]):
        place = f"{path}:{line}"
        seconds, cost = number(place, "seconds", row["seconds"]), number(place, "cost", row["cost"])
        if bks_routes is None or number(place, "routes", row["routes"]) == bks_routes:
            times.append(max(seconds, 0.001))
            gaps.append(100 * (cost - bks) / bks)
    return Curve(times, gaps, max(end, times[-1])) if times else None


def read_sets(sources, bks):
    """Label and curves of every set; the best known costs are those in suite.csv beside the curves."""
    sets, rules = {}, set()
    for folder, paths in curve_files(sources).items():
        runs = {} if bks else runs_beside(folder)
        curves = []
        for path in paths:
            run = runs.get(os.path.basename(path))
            if not bks and (run is None or not run.bks):
                raise SuiteError(f"{path}: no best known cost for it in suite.csv beside it; --bks gives one")
            if run and run.rules not in rules and rules:
                raise SuiteError(f"{path}: {' '.join(run.rules)} does not compare with {' '.join(rules.pop())}")
            rules.update([run.rules] if run else [])
            curves.append(read_curve(path, bks, None, 0) if bks else read_curve(path, run.bks, run.bks_routes, run.seconds))
        drawn = [curve for curve in curves if curve]
        if not drawn:
            raise SuiteError(f"{folder}: no run came to a solution that can be compared")
        sets[folder] = drawn
    labels = [os.path.basename(folder) for folder in sets]
    if len(set(labels)) < len(labels):
        labels = [os.path.join(os.path.basename(os.path.dirname(folder)), os.path.basename(folder)) for folder in sets]
    return list(zip(labels, sets.values()))


def mean_curve(curves):
    """From when every run has a solution until the last one ends."""
    start, end = max(curve.times[0] for curve in curves), max(curve.end for curve in curves)
    times = [start * (end / start) ** (i / (MEAN_POINTS - 1)) for i in range(MEAN_POINTS)]
    return Curve(times, [statistics.fmean(curve.at(time) for curve in curves) for time in times], end)


def steps(low, high):
    """1, 2, 5, 10, ... from the last one at or below `low` to the first at or above `high`."""
    ladder = [factor * 10.0 ** power for power in range(-6, 10) for factor in (1, 2, 5)]
    first = max(i for i, step in enumerate(ladder) if step <= low * (1 + 1e-9))
    last = min(i for i, step in enumerate(ladder) if step >= high * (1 - 1e-9) and i > first)
    return ladder[first:last + 1]


class Axis:
    """A logarithmic axis from pixel `start` to pixel `end`."""

    def __init__(self, low, high, start, end):
        self.ticks = steps(low, high)
        self.start, self.end = start, end

    def __call__(self, value):
        low, high = math.log(self.ticks[0]), math.log(self.ticks[-1])
        return self.start + (math.log(max(value, self.ticks[0])) - low) / (high - low) * (self.end - self.start)


def staircase(curve, x, y):
    """The gap stays until it falls, and at the end until the run is over."""
    parts = [f"M{x(curve.times[0]):.1f} {y(curve.gaps[0]):.1f}"]
    parts += [f"H{x(time):.1f}V{y(gap):.1f}" for time, gap in zip(curve.times[1:], curve.gaps[1:])]
    return "".join(parts) + f"H{x(curve.end):.1f}"


def text(x, y, content, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{escape(content)}</text>'


def draw_axes(x, y):
    for tick in x.ticks:
        yield f'<path d="M{x(tick):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        yield text(x(tick), HEIGHT - BOTTOM + 18, f"{tick:g}")
    for tick in y.ticks:
        yield f'<path d="M{LEFT} {y(tick):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield text(LEFT - 8, y(tick) + 4, f"{'≤ ' if tick == FLOOR else ''}{tick:g}", "end")
    yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "seconds")
    middle = (TOP + HEIGHT - BOTTOM) / 2
    yield text(18, middle, "gap to the best known cost, %", more=f'transform="rotate(-90 18 {middle:.1f})"')


def draw_set(i, label, curves, x, y):
    colour = COLOURS[i % len(COLOURS)]
    for curve in curves:
        yield f'<path d="{staircase(curve, x, y)}" stroke="{colour}" stroke-opacity="0.3" fill="none"/>'
    mean = mean_curve(curves)
    yield f'<path class="mean" d="{staircase(mean, x, y)}" stroke="{colour}" stroke-width="3" fill="none"/>'
    row = TOP + 22 + 20 * i
    yield f'<path d="M{WIDTH - RIGHT - 30} {row - 4}h20" stroke="{colour}" stroke-width="3"/>'
    yield text(WIDTH - RIGHT - 38, row, f"{label}: mean of {len(curves)} run{'s' * (len(curves) != 1)}, at the end {mean.gaps[-1]:.3f} %",
               "end")


def svg_of(sets):
    curves = [curve for _, members in sets for curve in members]
    gaps = [max(gap, FLOOR) for curve in curves for gap in curve.gaps]
    x = Axis(min(curve.times[0] for curve in curves), max(curve.end for curve in curves), LEFT, WIDTH - RIGHT)
    y = Axis(min(gaps), max(gaps), HEIGHT - BOTTOM, TOP)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>', *draw_axes(x, y)]
    for i, (label, members) in enumerate(sets):
        lines += draw_set(i, label, members, x, y)
    return "\n".join(lines + ["</svg>", ""])


def plot(out, sources, bks):
    if not out.endswith(".svg"):
        raise SuiteError(f"{out}: the drawing is SVG; give a name that ends in .svg")
    svg = svg_of(read_sets(sources, bks))
    try:
        with open(out + ".tmp", "w", encoding="utf-8") as stream:
            stream.write(svg)
        os.replace(out + ".tmp", out)
    except OSError as error:
        raise SuiteError(f"{out}: {error.strerror}") from None
