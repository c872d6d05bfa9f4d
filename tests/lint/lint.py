#!/usr/bin/env python3
"""Checks of the source tree that no compiler makes.

Usage: lint.py ROOT CHECK...     prints one line per finding, exit status 1 when there is any, 77 when a tool is missing
       lint.py --self-test       every check finds what it should in small bad samples, and nothing in a good one
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

LAYERS = ["solver/core", "solver", "io", "scheduler", "scheduler/cli"]  # each may include itself and what is left of it
MAX_FILE_LINES = 800
MAX_FUNCTION_LINES = 80
SOURCE = (".c", ".h", ".inc", ".def", ".cc")


class MissingTool(Exception):
    pass


def read(path):
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def tree(root, suffixes=None, folders=("",)):
    """Paths of files below ROOT, relative to it; build folders, hidden ones (but .ci) and data are left out."""
    found = []
    for folder in folders:
        for base, names, files in os.walk(os.path.join(root, folder)):
            names[:] = sorted(n for n in names if n not in ("build", "data", "__pycache__") and (n[0] != "." or n == ".ci"))
            for name in sorted(files):
                path = os.path.relpath(os.path.join(base, name), root)
                if suffixes is None or name.endswith(suffixes):
                    found.append(path)
    return found


def code_only(text):
    """The text with comments, strings and character constants blanked; line numbers stay."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def layer_of(path):
    """Index into LAYERS of a path, -1 when it lies in none."""
    found = [i for i, folder in enumerate(LAYERS) if path.startswith(folder + "/")]
    return max(found, key=lambda i: len(LAYERS[i])) if found else -1


def matches(text, pattern):
    """Line number and matched text of every match."""
    for match in re.finditer(pattern, text, re.M):
        yield text.count("\n", 0, match.start()) + 1, match.group().strip()


def check_layers(root):
    """Includes go to the own layer or to the left, from the root of the tree; _internal.h stays in its folder."""
    for path in tree(root, SOURCE, ("solver", "io", "scheduler")):
        for line, included in matches(read(os.path.join(root, path)), r'^[ \t]*#[ \t]*include[ \t]*"[^"\n]*"'):
            target = included.split('"')[1]
            if layer_of(target) < 0 or not os.path.exists(os.path.join(root, target)):
                yield f'{path}:{line}: "{target}" is no file of a layer, named from the root'
            elif layer_of(target) > layer_of(path):
                yield f'{path}:{line}: {LAYERS[layer_of(path)]} may not include "{target}" of {LAYERS[layer_of(target)]}'
            if target.endswith("_internal.h") and os.path.dirname(target) != os.path.dirname(path):
                yield f'{path}:{line}: "{target}" is internal to its folder'


def check_confined(root):
    """MPI, HDF5, OpenMP, CBC, printing, files and exit each stay in their place."""
    rules = [
        (r"^[ \t]*#[ \t]*include[ \t]*[<\"]mpi\.h[>\"]", lambda p: p == "scheduler/comm_mpi.c", "mpi.h"),
        (r"^[ \t]*#[ \t]*include[ \t]*[<\"]hdf5(_hl)?\.h[>\"]", lambda p: p.startswith("io/"), "hdf5.h"),
        (r"^[ \t]*#[ \t]*include[ \t]*<omp\.h>|^[ \t]*#[ \t]*pragma[ \t]+omp\b|_Pragma[ \t]*\([ \t]*\"omp",
         lambda p: p == "solver/search/islands.c", "OpenMP"),
        (r"^[ \t]*#[ \t]*include[ \t]*[<\"]coin/", lambda p: p == "solver/set_partitioning/set_partitioning.c", "CBC"),
    ]
    calls = [
        (r"(?<![\w.>])(?:v?f?printf|f?puts|f?putc|putchar|perror|fopen|fdopen|freopen|fread|fwrite|fgets|getline|open|read"
         r"|write)[ \t]*\(|\b(?:stdout|stderr|stdin)\b",
         lambda p: not p.startswith("solver/"), "printing or file access"),
        (r"(?<![\w.>])mmap[ \t]*\(", lambda p: not p.startswith("solver/") or p == "solver/core/memory.c", "mapping"),
        (r"(?<![\w.>])(?:_?exit|_Exit|quick_exit|abort)[ \t]*\(", lambda p: p.startswith("scheduler/cli/"), "ending the process"),
    ]
    for path in tree(root, SOURCE, ("solver", "io", "scheduler")):
        text = read(os.path.join(root, path))
        for pattern, allowed, what in rules:
            if not allowed(path):
                yield from (f"{path}:{line}: {what} has no place here: {found}" for line, found in matches(text, pattern))
        for pattern, allowed, what in calls:
            if not allowed(path):
                yield from (f"{path}:{line}: {what} has no place here: {found}"
                            for line, found in matches(code_only(text), pattern))


def check_checker(root):
    """The independent checker shares no code with what it checks: not the evaluation, the search nor the travel functions."""
    allowed = r"solver/(core/\w+|model/(feasibility|order_book|plan|travel|reason|\w+_internal))\.h$"
    forbidden = r"\bwain_(?:travel|speed_profile|schedule|problem|solution|plan_summarise)\w*[ \t]*\("
    for path in sorted(glob.glob("solver/model/feasibility*.[ch]", root_dir=root)):
        text = read(os.path.join(root, path))
        for line, included in matches(text, r'^[ \t]*#[ \t]*include[ \t]*"[^"\n]*"'):
            if not re.match(allowed, included.split('"')[1]):
                yield f"{path}:{line}: the checker may not use {included}"
        for line, call in matches(code_only(text), forbidden):
            yield f"{path}:{line}: the checker may not call {call.rstrip('( ')}"


def functions(text):
    """Name, first line and number of lines of every function: a brace at depth 0 that follows a parenthesis."""
    text = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: re.sub(r"[^\n]", " ", m.group()), code_only(text), flags=re.M)
    depth, start = 0, None
    for match in re.finditer(r"[{}]", text):
        if match.group() == "{":
            if depth == 0:
                head = text[:match.start()].rstrip()
                if head.endswith(")"):
                    begin = max(head.rfind(c) for c in ";}")
                    signature = head[begin + 1:]
                    name = re.search(r"(\w+)\s*\(", signature)
                    start = (name.group(1) if name else "?", begin + 1 + len(signature) - len(signature.lstrip()))
            depth += 1
        else:
            depth -= 1
            if depth == 0 and start:
                first = text.count("\n", 0, start[1]) + 1
                yield start[0], first, text.count("\n", 0, match.start()) + 2 - first
                start = None


def check_sizes(root):
    """Files of at most 800 lines, functions of at most 80."""
    for path in tree(root, SOURCE + (".py", ".sh")):
        text = read(os.path.join(root, path))
        lines = text.count("\n")
        if lines > MAX_FILE_LINES:
            yield f"{path}:1: {lines} lines, more than {MAX_FILE_LINES}"
        if path.endswith((".c", ".h", ".inc")):
            for name, first, length in functions(text):
                if length > MAX_FUNCTION_LINES:
                    yield f"{path}:{first}: {name} has {length} lines, more than {MAX_FUNCTION_LINES}"


def check_markers(root):
    """Nothing is left for later."""
    pattern = r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b"
    for path in tree(root, SOURCE + (".md", ".py", ".sh", ".txt", ".yaml", ".yml", ".sbatch")):
        yield from (f"{path}:{line}: unfinished: {found}" for line, found in matches(read(os.path.join(root, path)), pattern))


def check_options(root):
    """Every declared option has its row in docs/options.md, and every row of a section with options its declaration."""
    document = os.path.join(root, "docs/options.md")
    text = read(document) if os.path.exists(document) else ""
    declared = set()
    for path in tree(root, ("options.def",), ("solver", "io", "scheduler")):
        for match in re.finditer(r"^OPT_\w+\(\s*(\w+)\s*,\s*(\w+)", read(os.path.join(root, path)), re.M):
            key = ".".join(match.groups())
            declared.add(key)
            if f"`{key}`" not in text:
                yield f"{path}: option {key} is not in docs/options.md"
    sections = {key.split(".")[0] for key in declared}
    for line, row in matches(text, r"^\|\s*`\w+\.\w+`"):
        key = row.strip("|` \t")
        if key not in declared and key.split(".")[0] in sections:
            yield f"docs/options.md:{line}: option {key} is declared nowhere"


def check_suites(root):
    """Every CUnit suite is registered; a forgotten one would pass by never running."""
    table = read(os.path.join(root, "tests/suites.def"))
    for path in tree(root, (".c",), ("tests",)):
        for line, suite in matches(read(os.path.join(root, path)), r"^void wain_suite_\w+(?=\()"):
            name = suite.split("wain_suite_")[1]
            if f"SUITE({name})" not in table:
                yield f"{path}:{line}: suite {name} is not in tests/suites.def"


def check_links(root):
    """Relative links of the documents lead somewhere."""
    for path in tree(root, (".md",)):
        for line, link in matches(read(os.path.join(root, path)), r"\]\([^)#\s]+"):
            target = link[2:]
            if "://" not in target and not os.path.exists(os.path.join(root, os.path.dirname(path), target)):
                yield f"{path}:{line}: link to {target} leads nowhere"


def check_shell(root):
    """Scripts pass shellcheck."""
    if not shutil.which("shellcheck"):
        raise MissingTool("shellcheck")
    scripts = [p for p in tree(root, None) if p.endswith((".sh", ".sbatch"))
               or (os.path.splitext(p)[1] == "" and re.match(r"#!.*\bbash\b", read(os.path.join(root, p))))]
    if scripts:
        run = subprocess.run(["shellcheck", "--format=gcc", "--external-sources", "--source-path=SCRIPTDIR", *scripts],
                             cwd=root, capture_output=True, text=True, check=False)
        yield from run.stdout.splitlines()


def check_format(root):
    """C sources are as clang-format 14 and .clang-format lay them out."""
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not tool:
        raise MissingTool("clang-format")
    files = tree(root, (".c", ".h", ".cc"))
    if files:
        run = subprocess.run([tool, "--dry-run", "--Werror", *files], cwd=root, capture_output=True, text=True, check=False)
        bad = dict.fromkeys(line.split(":")[0] for line in run.stderr.splitlines() if "error:" in line)
        yield from (f"{path}:1: not laid out by clang-format; run: clang-format -i {path}" for path in bad)


CHECKS = {name[len("check_"):]: function for name, function in list(globals().items()) if name.startswith("check_")}

GOOD = {
    "solver/core/error.h": "#ifndef E\n#define E\nint wain_error;\n#endif\n",
    "solver/model/feasibility.c": '#include "solver/core/error.h"\n\nint wain_check(void)\n{\n    return 0;\n}\n',
    "io/options.def": 'OPT_INT(input, rows, 1, 0, 9, "", "how many")\n',
    "docs/options.md": "| `input.rows` | 1 |\n\nSee [the source](../io/options.def).\n",
    "tests/suites.def": "SUITE(buffer)\n",
    "tests/unit/test_buffer.c": "void wain_suite_buffer(void)\n{\n}\n",
    ".clang-format": "BasedOnStyle: LLVM\nIndentWidth: 4\nBreakBeforeBraces: Linux\nAllowShortFunctionsOnASingleLine: None\n",
    "bootstrap": '#!/usr/bin/env bash\necho "$1"\n',
}

LONG_FUNCTION = "int wain_long(void)\n{\n" + "    wain_step();\n" * 78 + "}\n"  # one line too many

# check, file, content, and a part of the finding it must give
BAD = [
    ("layers", "solver/core/bad.c", '#include "io/csv.h"\n', "is no file of a layer"),
    ("layers", "solver/core/bad.c", '#include "solver/model/feasibility.c"\n', "solver/core may not include"),
    ("layers", "solver/bad.c", '#include "io/options.def"\n', "solver may not include"),
    ("layers", "io/bad.c", '#include "feasibility.h"\n', "named from the root"),
    ("layers", "solver/core/a_internal.h\nsolver/bad.c", '#include "solver/core/a_internal.h"\n', "is internal to its folder"),
    ("confined", "scheduler/worker.c", "#include <mpi.h>\n", "mpi.h has no place"),
    ("confined", "scheduler/worker.c", "  #  include <hdf5.h>\n", "hdf5.h has no place"),
    ("confined", "solver/search/chain.c", "#pragma omp parallel\n", "OpenMP has no place"),
    ("confined", "solver/search/chain.c", "#include <coin/Cbc_C_Interface.h>\n", "CBC has no place"),
    ("confined", "solver/search/chain.c", 'void f(void)\n{\n    printf("x");\n}\n', "printing or file access"),
    ("confined", "solver/search/chain.c", "void f(void)\n{\n    fputs(t, stderr);\n}\n", "printing or file access"),
    ("confined", "scheduler/worker.c", "void f(void)\n{\n    exit(1);\n}\n", "ending the process"),
    ("checker", "solver/model/feasibility.c", '#include "solver/eval/schedule.h"\n', "may not use"),
    ("checker", "solver/model/feasibility.c", "void f(void)\n{\n    wain_travel_distance(t);\n}\n", "may not call wain_travel_distance"),
    ("checker", "solver/model/feasibility_more.c", '#include "solver/eval/schedule.h"\n', "may not use"),
    ("sizes", "io/bad.c", LONG_FUNCTION, "wain_long has 81 lines"),
    ("sizes", "io/bad.c", "int x;\n" * 801, "801 lines"),
    ("markers", "io/bad.c", "/* TO" + "DO: later */\n", "unfinished"),
    ("options", "io/options.def", 'OPT_REAL(input, forgotten, 1, 0, 9, "", "x")\n', "input.forgotten is not in"),
    ("options", "docs/options.md", "| `input.gone` | 1 |\n| `input.rows` |\n", "input.gone is declared nowhere"),
    ("suites", "tests/unit/test_lost.c", "void wain_suite_lost(CU_pSuite suite)\n{\n}\n", "suite lost is not in"),
    ("links", "docs/bad.md", "[there](nowhere.md)\n", "leads nowhere"),
    ("shell", "bad.sh", "#!/bin/bash\nrm $1\n", "SC2086"),
    ("format", "io/bad.c", "int  x ;\n", "not laid out"),
]


def write_tree(root, files):
    for path, content in files.items():
        os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as stream:
            stream.write(content)


def findings(check, files):
    with tempfile.TemporaryDirectory() as root:
        write_tree(root, files)
        return list(CHECKS[check](root))


def self_test():
    failures, skipped = [], set()
    for check in CHECKS:
        try:
            failures += [f"{check} complains of a good sample: {finding}" for finding in findings(check, GOOD)]
        except MissingTool:
            skipped.add(check)
    for check, paths, content, expected in BAD:
        if check not in skipped:
            found = findings(check, {**GOOD, **dict.fromkeys(paths.split("\n"), content)})
            if not any(expected in finding for finding in found):
                failures.append(f"{check} does not see '{expected}' in {paths}; it found {found}")
    failures += [f"{check} has no bad sample" for check in CHECKS if check not in {bad[0] for bad in BAD}]
    print("\n".join(failures) or f"{len(BAD)} bad samples seen; checks without their tool here: {sorted(skipped) or 'none'}")
    return 1 if failures else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) < 2 or any(name not in CHECKS for name in arguments[1:]):
        print(__doc__ + "\nChecks: " + " ".join(CHECKS), file=sys.stderr)
        return 2
    count = 0
    try:
        for name in arguments[1:]:
            for finding in CHECKS[name](arguments[0]):
                print(finding)
                count += 1
    except MissingTool as tool:
        print(f"skipped: {tool} is not installed")
        return 77
    print(f"{count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
