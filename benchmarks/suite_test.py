#!/usr/bin/env python3
"""Tests of suite.py: the statistics against known values, tables, curves, and every complaint about bad input."""
import contextlib
import io
import itertools
import os
import random
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from suite_compare import Comparison, normal_p, doubled_ranks, print_ablation, print_comparison, wilcoxon
from suite_plot import mean_curve, plot, read_sets
from suite_runs import COLUMNS, SuiteError, best_known, keep_whole_runs, read_suite, select
from suite_table import class_of, print_table

HERE = os.path.dirname(os.path.abspath(__file__))


def write(path, text):
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    return path


def row(instance="A", seed=1, cost=110, n=100, bks=100, routes=5, bks_routes="", seconds=9, rules=("dimacs", "distance"), checked="yes"):
    fields = {"instance": instance, "n": n, "seed": seed, "cost": cost, "bks": bks, "gap": "", "routes": routes,
              "bks_routes": bks_routes, "iterations": 1000, "seconds": seconds, "rate": 50, "threads": 1, "convention": rules[0],
              "objective": rules[1], "checked": checked}
    return ",".join(str(fields[column]) for column in COLUMNS) + "\n"


def suite(path, *rows):
    return write(path, ",".join(COLUMNS) + "\n" + "".join(rows))


def refused(said, function, *arguments):
    try:
        function(*arguments)
    except SuiteError as error:
        assert said in str(error), (said, str(error))
        return
    raise AssertionError(f"not refused: {said}")


def printed(function, *arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        function(*arguments)
    return out.getvalue()


def line_of(text, start):
    return next(line.split() for line in text.splitlines() if line.startswith(start))


def enumerated_p(differences):
    """The same test by trying all signs."""
    ranks, _ = doubled_ranks([abs(d) for d in differences])
    seen = sum(rank for rank, d in zip(ranks, differences) if d > 0)
    sums = [sum(rank for rank, sign in zip(ranks, signs) if sign) for signs in itertools.product((0, 1), repeat=len(ranks))]
    return min(1, 2 * min(sum(s <= seen for s in sums), sum(s >= seen for s in sums)) / len(sums))


def wilcoxon_is_exact_when_small(_):
    # Hollander and Wolfe: depression scale factor of nine patients; V = 40, p = 0.03906.
    first = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    test = wilcoxon([a - b for a, b in zip(first, second)])
    assert test.rank_sum == 40 and test.exact and abs(test.p - 0.0390625) < 1e-12, test
    assert wilcoxon([1, 2, 3, 4, 5]).p == 0.0625 and wilcoxon([-1, -2, -3, -4, -5, 0, 0]).p == 0.0625
    assert wilcoxon([]).p == 1 and wilcoxon([0.0, 1e-15, -1e-14]).n == 0
    rng = random.Random(1)
    for n in range(1, 11):
        differences = [rng.choice([-3, -2, -1, 1, 2, 3, 4]) for _ in range(n)]  # many ties
        assert abs(wilcoxon(differences).p - enumerated_p(differences)) < 1e-12, differences
        assert abs(wilcoxon([-d for d in differences]).p - wilcoxon(differences).p) < 1e-12


def wilcoxon_is_normal_when_large(_):
    rng = random.Random(2)
    for shift in (0, 0.3, 0.6):
        differences = [round(rng.gauss(shift, 1), 1) or 0.1 for _ in range(25)]
        exact = wilcoxon(differences)
        _, ties = doubled_ranks([abs(d) for d in differences])
        assert exact.exact and abs(exact.p - normal_p(25, ties, exact.rank_sum)) < 0.02, differences
    # W+ = 50 * 51 / 2; mean 637.5, variance 10731.25 without ties: z = 6.149.
    one_sided = wilcoxon(list(range(1, 51)))
    assert not one_sided.exact and abs(one_sided.p - 7.8e-10) < 1e-11, one_sided
    assert wilcoxon([1, -1] * 25).p == 1


def tables_have_classes(folder):
    assert [class_of(n) for n in (1, 200, 201, 1000, 1001)] == ["<= 200", "<= 200", "<= 400", "<= 1000", "> 1000"]
    path = suite(os.path.join(folder, "a.csv"), row("big", n=900, cost=103), row("A", 1, 101), row("A", 2, 103), row("B", cost=106),
                 row("none", bks=""), row("lost", cost=1, checked="no"))
    text = printed(print_table, read_suite(path))
    assert line_of(text, "A ")[2:7] == ["2", "102.0", "100.0", "2.000", "1.000"], text
    assert line_of(text, "<= 200")[2:5] == ["4", "5", "4.000"], text  # A and B; what has no gap does not count
    assert line_of(text, "all")[1:4] == ["5", "6", "3.667"], text
    assert line_of(text, "lost")[-1] == "NO" and "1 of 6 runs did not pass the check" in text, text
    other = suite(os.path.join(folder, "b.csv"), row("A", 1, 101), row("B", cost=108))
    text = printed(print_table, read_suite(path), read_suite(other))
    assert line_of(text, "A ")[-2:] == ["1.000", "1.000"] and "-0.500 points over 2 instances" in text, text


VEHICLES = ("exact", "vehicles")


def tables_have_fleets(folder):
    path = suite(os.path.join(folder, "a.csv"), row("A", 1, 101, routes=5, bks_routes=5, rules=VEHICLES),
                 row("A", 2, 50, routes=6, bks_routes=5, rules=VEHICLES), row("B", cost=90, routes=8, bks_routes=7, rules=VEHICLES))
    text = printed(print_table, read_suite(path))
    assert line_of(text, "A ")[5:10] == ["1.000", "1.000", "5.5", "5", "1/2"], text  # 6 vehicles make no gap
    assert line_of(text, "all")[1:8] == ["2", "3", "1.000", "13.5", "12", "33.3", "50.0"], text


def suites_are_compared(folder):
    a = suite(os.path.join(folder, "a.csv"), *(row(f"I{i}", seed, 100 + i, n=100 + i) for i in range(5) for seed in (1, 2)),
              row("only", 1), row("lost", 1))
    b = suite(os.path.join(folder, "b.csv"), *(row(f"I{i}", seed, 101 + 2 * i) for i in range(5) for seed in (1, 2, 3)),
              row("lost", 1, checked="no"))
    comparison = Comparison(read_suite(a), read_suite(b))
    assert comparison.points == [-1, -2, -3, -4, -5] and comparison.test.p == 0.0625
    text = printed(print_comparison, "a.csv", "b.csv", comparison)
    assert "pairs: 10 runs of 5 instances; only in A 1, only in B 5, not accepted by the check 1" in text, text
    assert "runs: 10 better, 0 equal, 0 worse" in text and "-3.0000 points of gap; instances: 5 better" in text, text
    assert "p = 0.0625 (exact, 5 differences, W+ = 0)" in text, text
    alike = Comparison(read_suite(a), read_suite(a))
    assert alike.test.p == 1 and "12 equal" in printed(print_comparison, "a", "a", alike)
    text = printed(print_ablation, ("default", read_suite(b)), [("better", read_suite(a))])
    assert line_of(text, "better")[3:] == ["-3.000", "5", "0", "0", "0.0625"], text


def fewer_vehicles_win(folder):
    a = suite(os.path.join(folder, "a.csv"), row("A", cost=120, routes=5, rules=VEHICLES), row("B", cost=101, routes=5, rules=VEHICLES))
    b = suite(os.path.join(folder, "b.csv"), row("A", cost=110, routes=6, rules=VEHICLES), row("B", cost=100, routes=5, rules=VEHICLES))
    comparison = Comparison(read_suite(a), read_suite(b))
    text = printed(print_comparison, "a", "b", comparison)
    assert "runs: 1 better, 0 equal, 1 worse" in text and "-0.5000 vehicles; instances: 1 better, 1 equal" in text, text
    assert comparison.points == [1.0] and "where the fleets are equal: +1.0000" in text, text
    refused("exact vehicles does not compare with dimacs distance", Comparison, read_suite(a),
            read_suite(suite(os.path.join(folder, "c.csv"), row("A"))))
    refused("no instance and seed in common", Comparison, read_suite(a), read_suite(suite(os.path.join(folder, "c.csv"), row("C"))))


HEADER = "seconds,iterations,routes,cost\n"


def curves_are_drawn(folder):
    for name in ("old", "new <1>"):
        os.mkdir(os.path.join(folder, name))
        suite(os.path.join(folder, name, "suite.csv"), row("A", 1, seconds=40), row("A", 2, seconds=40))
        write(os.path.join(folder, name, "A.1.curve.csv"), HEADER + "1,10,5,120\n10,100,5,110\n")
        write(os.path.join(folder, name, "A.2.curve.csv"), HEADER + "2,10,5,130\n20,100,5,100\n")
    (label, curves), = read_sets([os.path.join(folder, "old")], None)
    mean = mean_curve(curves)
    assert label == "old" and [curve.gaps for curve in curves] == [[20, 10], [30, 0]] and mean.times[0] == 2 and mean.end == 40
    assert [mean.at(time) for time in (2, 9, 11, 30)] == [25, 25, 20, 5], [mean.at(time) for time in (2, 9, 11, 30)]
    out = os.path.join(folder, "o.svg")
    plot(out, [os.path.join(folder, "old"), os.path.join(folder, "new <1>")], None)
    root = ElementTree.parse(out).getroot()
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert sum(path.get("class") == "mean" for path in paths) == 2 and sum("stroke-opacity" in path.attrib for path in paths) == 4
    texts = [text.text for text in root.findall("{http://www.w3.org/2000/svg}text")]
    assert "new <1>: mean of 2 runs, at the end 5.000 %" in texts and "50" in texts and "≤ 0.01" in texts, texts
    plot(out, [os.path.join(folder, "old", "A.1.curve.csv")], 100.0)
    assert sorted(os.listdir(folder)) == ["new <1>", "o.svg", "old"]


def curves_count_at_the_best_fleet(folder):
    suite(os.path.join(folder, "suite.csv"), row("A", 1, bks_routes=5, rules=VEHICLES), row("B", 1, bks_routes=4, rules=VEHICLES))
    write(os.path.join(folder, "A.1.curve.csv"), HEADER + "1,10,6,101\n2,20,5,120\n")
    write(os.path.join(folder, "B.1.curve.csv"), HEADER + "1,10,5,101\n")
    (_, curves), = read_sets([folder], None)
    assert len(curves) == 1 and curves[0].times == [2] and curves[0].gaps == [20], curves
    refused("no run came to a solution", read_sets, [os.path.join(folder, "B.1.curve.csv")], None)


def bad_suites_are_named(folder):
    path = os.path.join(folder, "a.csv")
    refused("a.csv: No such file", read_suite, path)
    refused("a.csv: the file is empty", read_suite, write(path, ""))
    refused("a.csv: there are no runs", read_suite, suite(path))
    refused("a.csv: no column n, seed, bks", read_suite, write(path, "instance,cost\nA,5\n"))
    refused("a.csv:3: cost: found 'x', expected a number", read_suite, suite(path, row(), row("B", cost="x")))
    refused("a.csv:2: cost: found 'nan'", read_suite, suite(path, row(cost="nan")))
    refused("a.csv:2: routes: found '1.5'", read_suite, suite(path, row(routes=1.5)))
    refused("a.csv:3: the row has not 15 fields", read_suite, suite(path, row(), "A,5\n"))
    refused("a.csv:3: A with seed 1 stands there twice", read_suite, suite(path, row(), row()))
    refused("Is a directory", read_suite, folder)


def bad_curves_are_named(folder):
    curve, out = os.path.join(folder, "A.1.curve.csv"), os.path.join(folder, "o.svg")
    refused("no *.curve.csv in it", plot, out, [folder], None)
    write(curve, HEADER)
    refused("suite.csv: No such file", plot, out, [curve], None)
    suite(os.path.join(folder, "suite.csv"), row("B"))
    refused("A.1.curve.csv: no best known cost for it", plot, out, [curve], None)
    refused("no run came to a solution", plot, out, [curve], 100.0)
    refused("A.1.curve.csv: no column routes", plot, out, [write(curve, "seconds,iterations,cost\n")], 100.0)
    refused("A.1.curve.csv:2: cost: found 'x'", plot, out, [write(curve, HEADER + "1,2,3,x\n")], 100.0)
    write(curve, HEADER + "1,2,3,100\n")
    refused("a name that ends in .svg", plot, os.path.join(folder, "o.pdf"), [curve], 100.0)
    refused("No such file", plot, os.path.join(folder, "no", "o.svg"), [curve], 100.0)
    assert not os.path.exists(out)
    plot(out, [curve], 100.0)  # a single point is a curve, too


def instances_are_sampled_by_rule(folder):
    for n, name in ((9, "a"), (3, "b"), (7, "c"), (5, "d"), (11, "e")):
        write(os.path.join(folder, f"{name}.vrp"), f"DIMENSION : {n}\n")
    names = write(os.path.join(folder, "names"), "# a comment\na\nc\n")

    def chosen(*rules):
        return "".join(os.path.basename(path)[0] for path in select([folder], *rules))

    assert chosen(None, None, None) == "abcde" and chosen(names, None, None) == "ac"
    assert chosen(None, None, 2) == "bce" and chosen(None, 3, None) == "cae" and chosen(None, 3, 2) == "ce"
    refused("names: not among the instances: z", select, [folder], write(names, "a\nz\n"), None, None)


def best_known_values_have_rules(folder):
    write(os.path.join(folder, "BKS.csv"), "instance,bks_dimacs,bks_hier_vehicles,bks_hier_distance\nA,10.5,3,11.5\n")
    path = os.path.join(folder, "A.txt")
    assert best_known(path, "dimacs", "distance") == ("10.5", "") and best_known(path, "exact", "vehicles") == ("11.5", "3")
    assert best_known(path, "exact", "distance") == ("", "") and best_known(os.path.join(folder, "B.txt"), "dimacs", "distance") == ("", "")


def torn_rows_go(folder):
    path = suite(os.path.join(folder, "a.csv"), row("A", 1), row("B", 2), row("C", 3)[:-9])
    assert keep_whole_runs(path) == [("A", "1"), ("B", "2")] and keep_whole_runs(path) == [("A", "1"), ("B", "2")]
    refused("can't be resumed", keep_whole_runs, write(path, "instance,n\nA,3\n"))
    refused("can't be resumed", keep_whole_runs, write(path, ""))


def the_program_says_what_is_wrong(folder):
    path = suite(os.path.join(folder, "a.csv"), row())
    for arguments, code, said in ((["table", path], 0, ""), (["compare", path, path], 0, ""), (["table", folder, folder], 2, "suite.csv: No such file"),
                                  (["table", path + "x"], 2, "suite: "),
                                  (["compare", path, write(path + "y", "")], 2, "y: the file is empty"),
                                  (["list", "--every", "0", folder], 2, "--every"), ([], 2, "usage")):
        done = subprocess.run([sys.executable, os.path.join(HERE, "suite.py"), *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == code and said in done.stderr and "Traceback" not in done.stderr, (arguments, done)


def a_folder_stands_for_its_suite(folder):
    suite(os.path.join(folder, "suite.csv"), row())
    for command in ("table", "compare", "ablation"):
        subprocess.run([sys.executable, os.path.join(HERE, "suite.py"), command, folder, folder], stdout=subprocess.DEVNULL, check=True)


def main():
    for test in (wilcoxon_is_exact_when_small, wilcoxon_is_normal_when_large, tables_have_classes, tables_have_fleets,
                 suites_are_compared, fewer_vehicles_win, curves_are_drawn, curves_count_at_the_best_fleet, bad_suites_are_named,
                 bad_curves_are_named, instances_are_sampled_by_rule, best_known_values_have_rules, torn_rows_go,
                 the_program_says_what_is_wrong, a_folder_stands_for_its_suite):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
        print(f"{test.__name__}: passed", flush=True)


if __name__ == "__main__":
    main()
