"""Two suites, paired by instance and seed: the difference, who wins, and how far chance explains it."""
import dataclasses
import math
import statistics

from suite_runs import SuiteError

EXACT_UP_TO = 25  # differences; beyond, the normal approximation is as good


@dataclasses.dataclass
class Test:
    """Wilcoxon's signed-rank test, two-sided."""
    rank_sum: float  # of the positive differences
    n: int  # differences that are not 0
    p: float
    exact: bool

    def __str__(self):
        return f"p = {self.p:.4g} ({'exact' if self.exact else 'normal approximation'}, {self.n} differences, W+ = {self.rank_sum:g})"


def doubled_ranks(values):
    """Twice the rank of each value, mean ranks for equal ones: whole numbers either way; and the sizes of the ties."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, ties, first = [0] * len(values), [], 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for i in order[first:last + 1]:
            ranks[i] = first + last + 2
        ties.append(last - first + 1)
        first = last + 1
    return ranks, ties


def exact_p(ranks, positive):
    """Over all 2^n signs of the ranks: how often the sum is at least as far out, on the likelier side doubled."""
    ways = [1] + [0] * sum(ranks)
    for rank in ranks:
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    return min(1.0, 2 * min(sum(ways[:positive + 1]), sum(ways[positive:])) / 2 ** len(ranks))


def normal_p(n, ties, rank_sum):
    variance = n * (n + 1) * (2 * n + 1) / 24 - sum(t ** 3 - t for t in ties) / 48
    z = max(0.0, abs(rank_sum - n * (n + 1) / 4) - 0.5) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def wilcoxon(differences):
    values = [value for value in (round(difference, 9) for difference in differences) if value != 0]
    if not values:
        return Test(0, 0, 1.0, True)
    ranks, ties = doubled_ranks([abs(value) for value in values])
    positive = sum(rank for rank, value in zip(ranks, values) if value > 0)
    exact = len(values) <= EXACT_UP_TO
    p = exact_p(ranks, positive) if exact else normal_p(len(values), ties, positive / 2)
    return Test(positive / 2, len(values), p, exact)


def tally(signs):
    """Better, equal, worse, from differences in which less is better."""
    signs = list(signs)
    return f"{sum(s < 0 for s in signs)} better, {sum(s == 0 for s in signs)} equal, {sum(s > 0 for s in signs)} worse"


class Comparison:
    """Suite A against suite B; below 0 where A is better."""

    def __init__(self, runs_a, runs_b):
        a, b = ({(run.instance, run.seed): run for run in runs} for runs in (runs_a, runs_b))
        both = [key for key in a if key in b]
        if not both:
            raise SuiteError("the two suites have no instance and seed in common")
        for key in both:
            if all(a[key].rules + b[key].rules) and a[key].rules != b[key].rules:
                raise SuiteError(f"{key[0]}: {' '.join(a[key].rules)} does not compare with {' '.join(b[key].rules)}")
        self.only_a, self.only_b = len(a) - len(both), len(b) - len(both)
        pairs = [(a[key], b[key]) for key in both if a[key].checked and b[key].checked]
        self.rejected = len(both) - len(pairs)
        if not pairs:
            raise SuiteError("no pair of runs passed the check")
        self.vehicles_first = any(run.vehicles_first for pair in pairs for run in pair)
        self.pairs = pairs
        self.points = self.per_instance(lambda x, y: 100 * (x.cost - y.cost) / (x.bks or y.cost), self.comparable)
        self.routes = self.per_instance(lambda x, y: x.routes - y.routes, lambda x, y: True)
        self.test, self.routes_test = wilcoxon(self.points), wilcoxon(self.routes)

    def comparable(self, x, y):
        return not self.vehicles_first or x.routes == y.routes

    def per_instance(self, difference, counts):
        """Mean difference of every instance that has pairs which count."""
        groups = {}
        for x, y in self.pairs:
            if counts(x, y):
                groups.setdefault(x.instance, []).append(difference(x, y))
        return [round(statistics.fmean(group), 9) for group in groups.values()]

    @property
    def difference(self):
        return statistics.fmean(self.points) if self.points else None

    def signs(self):
        """Per run; where vehicles come first, fewer decide."""
        for x, y in self.pairs:
            yield x.cost - y.cost if self.comparable(x, y) else x.routes - y.routes


def signed(value, unit):
    return "-" if value is None else f"{value:+.4f} {unit}"


def print_comparison(name_a, name_b, comparison):
    print(f"A = {name_a}\nB = {name_b}")
    print(f"pairs: {len(comparison.pairs)} runs of {len(comparison.routes)} instances; only in A {comparison.only_a}, only in B "
          f"{comparison.only_b}, not accepted by the check {comparison.rejected}")
    print(f"A against B, runs: {tally(comparison.signs())}")
    if comparison.vehicles_first:
        print(f"fleet, A - B, mean over instances: {signed(statistics.fmean(comparison.routes), 'vehicles')}; "
              f"instances: {tally(comparison.routes)}")
        print(f"  Wilcoxon signed-rank over instances: {comparison.routes_test}")
    print(f"cost, A - B, mean over instances{' where the fleets are equal' if comparison.vehicles_first else ''}: "
          f"{signed(comparison.difference, 'points of gap')}; instances: {tally(comparison.points)}")
    print(f"  Wilcoxon signed-rank over instances: {comparison.test}")


def mean_gap(runs):
    groups = {}
    for run in runs:
        if run.checked and run.gap is not None:
            groups.setdefault(run.instance, []).append(run.gap)
    return statistics.fmean(statistics.fmean(group) for group in groups.values()) if groups else None


def print_ablation(default, variants):
    """Each variant (name, runs) against the default (name, runs): what it costs, or gains, to do without."""
    vehicles = any(run.vehicles_first for run in default[1])
    width = max(len(name) for name, _ in [default, *variants])
    print(f"{'variant':<{width}} {'runs':>5} {'gap %':>8} {'diff':>8} {'better':>6} {'equal':>6} {'worse':>6} {'p':>7}"
          + (f" {'fleet':>8} {'p':>7}" if vehicles else ""))
    for name, runs in [default, *variants]:
        gap = mean_gap(runs)
        line = f"{name:<{width}} {len(runs):>5} {'-' if gap is None else f'{gap:.3f}':>8}"
        if runs is not default[1]:
            comparison = Comparison(runs, default[1])
            points, difference = comparison.points, comparison.difference
            line += (f" {'-' if difference is None else f'{difference:+.3f}':>8} {sum(d < 0 for d in points):>6}"
                     f" {sum(d == 0 for d in points):>6} {sum(d > 0 for d in points):>6} {comparison.test.p:>7.4f}")
            if vehicles:
                line += f" {statistics.fmean(comparison.routes):>+8.3f} {comparison.routes_test.p:>7.4f}"
        print(line)
    print(f"diff: points of gap, variant - {default[0]}, above 0 where the variant is worse; better, equal, worse: instances; p: "
          "Wilcoxon\nsigned-rank test over the instances' means." + (" fleet: vehicles per instance." if vehicles else ""))
