#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the program `callview` on an archive with other programs that give the same results.

    cmake --preset demo -D CALLVIEW_BUILD_BENCHMARKS=ON
    cmake --build build/demo --target callview_tool callview_archive_peer
    benchmarks/archive.py build/demo/tools/callview build/demo/benchmarks/callview_archive_peer

Makes an archive with `callview generate`, compares the results of all contestants on the first part of it, and then
measures the contestants in turn. A contestant with other results is not measured. Slow contestants (jq, orjson) read
only the first part, so compare text per CPU second. Results are equal in these cases:

    count    the same number for each pair of state and country
    p95      the same number, by nearest rank; callview uses a histogram, so its number may be 0.4 % less
    csv, all the same rows in the same order, with the same text, number, time or JSON value in each cell
    check    the same number of events and of invalid events

The output goes to a file. Memory is peak memory. Values below 10 MB cannot be distinguished.

jq takes part if it is installed. DuckDB needs a folder with its package (run `npm install @duckdb/node-api` in it, and
pass `--duckdb FOLDER`). orjson needs a Python that has it (pass `--orjson python3`).
"""
import argparse
import concurrent.futures
import csv
import filecmp
import itertools
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

TASKS = {
    "count": "Count by state and country",
    "p95": "95th percentile of the jitter of eight streams",
    "csv": "25 columns to CSV",
    "all": "Every column to CSV",
    "check": "Check everything",
    "threads": "25 columns to CSV, by threads",
    "compressed": "25 columns to CSV from compressed archives",
}
COLUMNS = """call_sid account_sid call_type call_state answered_by processing_state start_time end_time duration
    connect_duration from.caller from.connection from.country_code to.caller to.carrier to.country_code properties.direction
    properties.disconnected_by properties.last_sip_response_num properties.pdd_ms attributes.conference_participant
    carrier_edge.metrics.inbound.jitter.avg carrier_edge.metrics.inbound.packets_loss_percentage
    sdk_edge.metrics.inbound.mos.avg sdk_edge.metrics.inbound.rtt.avg""".split()
STREAMS = [
    f"{edge}_edge.metrics.{direction}bound.jitter.avg"
    for edge in ("carrier", "sip", "client", "sdk")
    for direction in ("in", "out")
]
HERE = pathlib.Path(__file__).resolve().parent
COUNT_LINES = "{n[$0]++} END {for (row in n) print n[row] \",\" row}"


# ----------------------------------------------------------------------------------------------------------------------
# Contestants. Each returns the commands of a pipeline for a task, or None.


class Callview:
    name, slow = "callview", False

    def __init__(self, program):
        self.program = program

    def commands(self, task, columns, file, threads=1):
        base = [self.program, {"p95": "stats", "check": "check"}.get(task, "csv"), "--threads", str(threads)]
        if task in ("count", "csv"):
            base += ["--columns", ",".join(name for name, _ in columns)]
        base += ["--json"] if task == "p95" else []
        after = [["awk", "NR > 1 " + COUNT_LINES]] if task == "count" else []
        return [[*base, file], *after]


class Peer:
    name, slow = "simdjson", False

    def __init__(self, program):
        self.program = program

    def commands(self, task, columns, file):
        name = "csv" if task == "all" else task
        return [[self.program, name, *([] if task == "check" else [columns.path]), file]]


class DuckDB:
    name, slow = "DuckDB", False

    def __init__(self, folder):
        self.folder = folder

    def commands(self, task, columns, file):
        name = "csv" if task == "all" else task
        return [["env", "-C", self.folder, "node", str(HERE / "archive_duckdb.mjs"), name, columns.path, file]]


class Orjson:
    name, slow = "orjson", True

    def __init__(self, python):
        self.python = shlex.split(python)

    def commands(self, task, columns, file):
        name = "csv" if task == "all" else task
        return [[*self.python, str(HERE / "archive_orjson.py"), name, columns.path, file]]


class Jq:
    name, slow = "jq", True
    document = '(.data | if type == "string" then fromjson else . end)'
    summaries = 'select(.type | startswith("com.twilio.voice.insights.call-summary."))'

    @staticmethod
    def cell(name, kind):
        if name == "event.data_form":
            return 'if (.data | type) == "string" then "string" else "object" end'
        if name == "event.schema_version":
            return '(.dataschema // "" | split("/") | last)'
        if name.startswith("event."):
            return name[5:]
        path = "$d." + name
        return f"({path} | if . == null then null else tojson end)" if kind == "json" else path

    def commands(self, task, columns, file):
        if task == "check":
            program = f"reduce (inputs | try ({self.document} | 0) catch 1) as $b ([0, 0]; [.[0] + 1, .[1] + $b]) | @csv"
            return [["jq", "-rn", program, file]]
        row = f"{self.summaries} | {self.document} as $d | [{', '.join(self.cell(*column) for column in columns)}]"
        if task == "p95":
            names = json.dumps([name for name, _ in columns])
            rank = "map(select(. != null)) | sort | .[((length * 95 + 99) / 100 | floor) - 1]"
            return [["jq", "-rn", f"[{names}, ([inputs | {row}] | transpose | map({rank}))] | transpose[] | @csv", file]]
        after = [["awk", COUNT_LINES]] if task == "count" else []
        return [["jq", "-r", row + " | @csv", file], *after]


# ----------------------------------------------------------------------------------------------------------------------
# Results.


class Columns(list):
    """Returns names and types of columns, and a file with them for the other programs."""

    def __init__(self, names, types, path):
        super().__init__((name, types[name]) for name in names)
        self.path = str(path)
        path.write_text("".join(f"{name}\t{kind}\n" for name, kind in self))


def same_cell(a, b):
    if a == b:
        return True
    if a.endswith("Z") and b.endswith("Z"):
        return a.replace(".000Z", "Z") == b.replace(".000Z", "Z")
    try:
        return float(a) == float(b)
    except ValueError:
        pass
    try:
        return a[:1] in "[{" and json.loads(a) == json.loads(b)
    except ValueError:
        return False


def read_csv(path, names):
    with open(path, newline="") as file:
        rows = csv.reader(file)
        first = next(rows, [])
        yield from [] if first == names else [first]
        yield from rows


def difference(task, columns, ours, theirs):
    """Returns how the output of callview and of another program differ. Returns None if they are equal."""
    if task in ("csv", "all"):
        if filecmp.cmp(ours, theirs, shallow=False):
            return None
        names = [name for name, _ in columns]
        for number, (a, b) in enumerate(itertools.zip_longest(read_csv(ours, names), read_csv(theirs, names)), 1):
            if a is None or b is None or len(a) != len(b):
                return f"row {number}: {a} and {b}"
            for name, x, y in zip(names, a, b):
                if not same_cell(x, y):
                    return f"row {number}, {name}: {x!r} and {y!r}"
        return None
    if task == "check":
        # callview writes its counts to standard error, at the end.
        found = re.search(r"(\d+) events, .* (\d+) broken,", pathlib.Path(ours + ".err").read_text())
        a, b = list(found.groups()), next(read_csv(theirs, []), None)
        return None if a == b else f"{a} and {b}"
    b = {tuple(row[1:]): int(row[0]) for row in read_csv(theirs, [])} if task == "count" else dict(read_csv(theirs, []))
    if task == "count":
        a = {tuple(row[1:]): int(row[0]) for row in read_csv(ours, [])}
        return None if a == b else f"{sorted(a.items() ^ b.items())[:4]}"
    percentiles = json.loads(pathlib.Path(ours).read_text())["documents"]["call_summary"]["percentiles"]
    for name in STREAMS:
        approximate = percentiles[name]["p95"]
        if not approximate <= float(b[name]) <= approximate * (1 + 1 / 256):
            return f"{name}: {approximate} and {b[name]}"
    return None


# ----------------------------------------------------------------------------------------------------------------------
# Measuring.


# Runs a pipeline and prints the resource usage of each process. The reported peak memory of a process is at least that
# of its parent at the time of the fork, so this parent is as small as possible.
LAUNCHER = """
import os, sys
out, said, *words = sys.argv[1:]
commands, pids, source = [[]], [], os.open("/dev/null", os.O_RDONLY)
for word in words:
    commands.append([]) if word == "|" else commands[-1].append(word)
result, errors = (os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666) for name in (out, said))
for command in commands:
    next_source, sink = (-1, result) if command is commands[-1] else os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, sink, 1), (os.POSIX_SPAWN_DUP2, errors, 2)]
    pids.append(os.posix_spawnp(command[0], command, os.environ, file_actions=actions))
    os.close(source)
    os.close(sink)
    source = next_source
for pid in pids:
    _, status, used = os.wait4(pid, 0)
    print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def run(commands, out):
    """Runs a pipeline. Writes its standard output to one file and its standard error to another."""
    words = [word for command in commands for word in ("|", *command)][1:]
    said = "/dev/null" if out == "/dev/null" else out + ".err"
    begin = time.perf_counter()
    command = [sys.executable, "-I", "-S", "-c", LAUNCHER, out, said, *words]
    launcher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    answer = launcher.communicate()[0]
    wall = time.perf_counter() - begin
    used = [[float(n) for n in line.split()] for line in answer.splitlines()]
    if launcher.returncode != 0 or any(status != 0 for status, *_ in used):
        why = "" if out == "/dev/null" else pathlib.Path(said).read_text()[-300:].strip()
        raise RuntimeError(f"{commands[0][0]} failed: {why}")
    return {"cpu": sum(n for _, n, _ in used), "wall": wall, "memory": sum(n for _, _, n in used) / 1024}


def shown(commands):
    """Formats a pipeline for a table, without folders and long arguments."""

    def word(text):
        text = text.replace(str(HERE) + "/", "benchmarks/")
        text = pathlib.Path(text).name if text.startswith("/") else text
        return "'...'" if len(text) > 60 else shlex.quote(text)

    without_folder = [command[3:] if command[0] == "env" else command for command in commands]
    return " \\| ".join(" ".join(map(word, command)) for command in without_folder)


# The ways to compare the first line of a table with the others.
RATIOS = {
    "callview's speed-up": lambda first, other: rate(*first) / rate(*other),
    "speed-up by the clock": lambda first, other: first[1]["wall"] / other[1]["wall"],
    "time by the clock, compared": lambda first, other: other[1]["wall"] / first[1]["wall"],
}


def rate(size, used):
    return size / max(used["cpu"], 1e-9) / 1e9


def print_table(title, lines, runs, compared="callview's speed-up"):
    print(f"\n**{title}**, best of {runs}:\n")
    print(f"| | text, MB | CPU s | wall s | GB/s of text per CPU s | {compared} | memory, MB | command |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for name, size, used, commands in lines:
        ratio = RATIOS[compared](lines[0][1:3], (size, used))
        print(
            f"| {name} | {size / 1e6:,.0f} | {used['cpu']:.2f} | {used['wall']:.2f} | {rate(size, used):.3g} | {ratio:.2f}×"
            f" | {used['memory']:.0f} | `{shown(commands)}` |",
            flush=True,
        )


def best_runs(entries, out, rounds):
    """Runs each of (name, size, commands, is slow) in turn. Returns the runs with the least CPU time."""
    best = {}
    for number in range(rounds):
        for name, _, commands, slow in entries:
            if slow and number:
                continue
            used = run(commands, out)
            if name not in best or used["cpu"] < best[name]["cpu"]:
                best[name] = used
    return [(name, size, best[name], commands) for name, size, commands, _ in entries]


def make_archive(program, folder, size):
    """Makes an archive of about `size` MB, unless an earlier run has made it."""
    sample = subprocess.run([program, "generate", "--events", "2000", "--seed", "1"], capture_output=True, check=True).stdout
    events = int(size * 1e6 / len(sample) * 2000)
    path = folder / f"archive-{events}.ndjson"
    if not path.exists():
        part = path.with_suffix(".part")
        with open(part, "wb") as out:
            subprocess.run([program, "generate", "--events", str(events), "--seed", "1"], stdout=out, check=True)
        part.rename(path)
    return str(path)


def compress(path, compressor, suffix):
    """Compresses the archive, unless an earlier run has done so."""
    if not shutil.which(compressor):
        return print(f"{compressor} is missing")
    if not os.path.exists(path + suffix):
        with open(path + ".part", "wb") as out:
            subprocess.run([compressor, "-c", path], stdout=out, check=True)
        os.rename(path + ".part", path + suffix)
    return path + suffix


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="callview")
    parser.add_argument("peer", help="callview_archive_peer")
    parser.add_argument("--size", type=float, default=2000, help="size of the archive in MB (%(default)s)")
    parser.add_argument("--first-part", type=float, help="size of the part for slow ones in MB (a tenth, at most 100)")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS), metavar="TASK", help=", ".join(TASKS))
    parser.add_argument("--folder", type=pathlib.Path, default="build/archive", help="archive folder (%(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each contestant; slow ones run once (%(default)s)")
    parser.add_argument("--duckdb", metavar="FOLDER", help="folder with node_modules/@duckdb")
    parser.add_argument("--orjson", metavar="COMMAND", help="Python interpreter that has orjson")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    program, peer = (str(pathlib.Path(path).resolve()) for path in (options.program, options.peer))

    contestants = [Callview(program), Peer(peer)]
    for contestant, why_not in (
        (options.duckdb and DuckDB(str(pathlib.Path(options.duckdb).resolve())), "DuckDB is missing: see --duckdb"),
        (options.orjson and Orjson(options.orjson), "orjson is missing: see --orjson"),
        (shutil.which("jq") and Jq(), "jq is missing"),
    ):
        if contestant:
            contestants.append(contestant)
        else:
            print(why_not)

    archive = make_archive(program, folder, options.size)
    first_part = make_archive(program, folder, options.first_part or min(options.size / 10, 100))
    size, first_size = os.path.getsize(archive), os.path.getsize(first_part)
    listed = subprocess.run([program, "columns", "call_summary"], capture_output=True, check=True, text=True).stdout
    types = dict(line.split("\t")[:2] for line in listed.splitlines())
    names = {"count": ["call_state", "from.country_code"], "p95": STREAMS, "csv": COLUMNS, "all": list(types), "check": []}
    columns = {task: Columns(some, types, folder / f"columns-{task}.tsv") for task, some in names.items()}
    out = str(folder / "out")

    def compare(task):
        """Returns the contestants that give the same results as callview."""
        ours, fit = str(folder / "ours"), [contestants[0]]
        run(contestants[0].commands(task, columns[task], first_part), ours)
        for contestant in contestants[1:]:
            try:
                run(contestant.commands(task, columns[task], first_part), out)
                # Compares in another process, because the memory of this process is a lower bound for its children.
                with concurrent.futures.ProcessPoolExecutor(1) as pool:
                    found = pool.submit(difference, task, columns[task], ours, out).result()
            except (RuntimeError, OSError) as error:
                found = str(error)
            if found is None:
                fit.append(contestant)
            else:
                print(f"\n{contestant.name} is not measured in {task}: {found}")
        return fit

    run([["cat", archive]], "/dev/null")  # reads the archive into the page cache
    entries = [("`wc -l`", size, [["wc", "-l", archive]], False), ("`cat`", size, [["cat", archive]], False)]
    print_table("The floor", best_runs(entries, "/dev/null", options.runs), options.runs, "time by the clock, compared")
    callview = contestants[0]
    for task in options.tasks:
        if task in columns:
            entries = []
            for contestant in compare(task):
                file, read = (first_part, first_size) if contestant.slow else (archive, size)
                entries.append((contestant.name, read, contestant.commands(task, columns[task], file), contestant.slow))
            print_table(TASKS[task], best_runs(entries, out, options.runs), options.runs)
        elif task == "threads":
            entries = [(str(n), size, callview.commands("csv", columns["csv"], archive, n), False) for n in (1, 2, 4)]
            print_table(TASKS[task], best_runs(entries, "/dev/null", options.runs), options.runs, "speed-up by the clock")
        else:
            for suffix, compressor, tools in ((".gz", "gzip", ("igzip", "gzip")), (".zst", "zstd", ("zstd",))):
                if not (path := compress(archive, compressor, suffix)):
                    continue
                entries = [(tool, size, [[tool, "-dc", path]], False) for tool in tools if shutil.which(tool)]
                for n in (1, 2):
                    entries.append((f"callview, threads: {n}", size, callview.commands("csv", columns["csv"], path, n), False))
                title = f"{TASKS[task]}, {suffix}"
                measured = best_runs(entries, "/dev/null", options.runs)
                print_table(title, measured, options.runs, "time by the clock, compared")
    for name in ("out", "out.err", "ours", "ours.err"):
        (folder / name).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
