#!/usr/bin/env python3
"""Suites of runs: what run_suite.sh needs besides running, and what can be learnt from the results. Standard library only.
A suite is its suite.csv or the folder that holds it.

suite.py table SUITE [OTHER]                  gaps per instance, per size class and over all; with OTHER the differences of the means
suite.py compare A B                          paired by instance and seed: difference, wins, Wilcoxon's signed-rank test
suite.py ablation DEFAULT VARIANT...          each variant against the default; a suite's name is that of its folder
suite.py plot OUT.svg FOLDER|CURVE.csv...     gap over time; a mean for the runs of each folder. --bks COST: for curves of one
                                              instance without a suite.csv beside them
For run_suite.sh:
suite.py list [--list FILE] [--largest N] [--every K] DIR|INSTANCE...
suite.py header
suite.py record --checked yes|no INSTANCE REPORT.json
suite.py resume SUITE.csv                     instance and seed of the runs it holds; a torn last row goes
"""
import argparse
import csv
import os
import sys

from suite_compare import Comparison, print_ablation, print_comparison
from suite_plot import plot
from suite_runs import COLUMNS, SuiteError, keep_whole_runs, read_suite, record, select
from suite_table import print_table


def positive(text):
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def arguments_of(command_line):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("list")
    command.add_argument("--list")
    command.add_argument("--largest", type=positive)
    command.add_argument("--every", type=positive)
    command.add_argument("sources", nargs="+")
    commands.add_parser("header")
    command = commands.add_parser("record")
    command.add_argument("--checked", choices=["yes", "no"], required=True)
    command.add_argument("instance")
    command.add_argument("report")
    command = commands.add_parser("resume")
    command.add_argument("suite")
    command = commands.add_parser("table")
    command.add_argument("suite")
    command.add_argument("other", nargs="?")
    command = commands.add_parser("compare")
    command.add_argument("suite")
    command.add_argument("other")
    command = commands.add_parser("ablation")
    command.add_argument("suite")
    command.add_argument("variants", nargs="+")
    command = commands.add_parser("plot")
    command.add_argument("--bks", type=float)
    command.add_argument("out")
    command.add_argument("curves", nargs="+")
    return parser.parse_args(command_line)


def table_of(suite):
    return os.path.join(suite, "suite.csv") if os.path.isdir(suite) else suite


def read(suite):
    return read_suite(table_of(suite))


def named_suite(suite):
    return os.path.basename(os.path.dirname(os.path.abspath(table_of(suite)))), read(suite)


def run(arguments):
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    if arguments.command == "list":
        for path in select(arguments.sources, arguments.list, arguments.largest, arguments.every):
            print(path)
    elif arguments.command == "header":
        writer.writeheader()
    elif arguments.command == "record":
        writer.writerow({**record(arguments.instance, arguments.report), "checked": arguments.checked})
    elif arguments.command == "resume":
        for instance, seed in keep_whole_runs(arguments.suite):
            print(instance, seed)
    elif arguments.command == "table":
        print_table(read(arguments.suite), read(arguments.other) if arguments.other else ())
    elif arguments.command == "compare":
        comparison = Comparison(read(arguments.suite), read(arguments.other))
        print_comparison(arguments.suite, arguments.other, comparison)
    elif arguments.command == "ablation":
        print_ablation(named_suite(arguments.suite), [named_suite(path) for path in arguments.variants])
    else:
        plot(arguments.out, arguments.curves, arguments.bks)


def main():
    try:
        run(arguments_of(sys.argv[1:]))
    except SuiteError as error:
        print(f"suite: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
