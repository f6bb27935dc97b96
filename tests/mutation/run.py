#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes one mistake after another in a copy of the headers. Fails if the tests miss a mistake.

mistakes.py lists the mistakes. For each one, this script makes the mistake in a copy of the headers in a temporary
directory, builds the test cases that should detect it against this copy, and runs them. It does not change the source
tree.

    tests/mutation/run.py                    all mistakes
    tests/mutation/run.py --only surrogate   those whose name contains this word
    CXX=clang++ tests/mutation/run.py        with another compiler
"""

import argparse
import concurrent.futures
import fnmatch
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from xml.sax import saxutils

sys.dont_write_bytecode = True  # otherwise, the import writes to the source tree
from mistakes import MISTAKES  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAGS = ["-std=c++20", "-O0"]
TIME_LIMIT = 120  # seconds for a test executable, because a mistake can cause an endless loop; the slowest takes ten
PRECOMPILED = "precompiled.hpp"  # headers that no mistake changes; compiling them would take half of the time

CXX = shlex.split(os.environ.get("CXX", "c++"))
SETTINGS = shlex.split(os.environ.get("CXXFLAGS", ""))
LIBRARIES = shlex.split(os.environ.get("LDFLAGS", "")) + ["-lsimdjson"]


class Failed(Exception):
    """A command failed. Contains its output."""


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", **options)
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return done.stdout


def compile_command(work, include):
    return CXX + FLAGS + SETTINGS + [f"-I{include}", f"-I{work / 'tests'}"]


class Workshop:
    """The temporary directory: copies of the headers and tests, and everything that is built only once."""

    def __init__(self, work):
        self.work = work
        shutil.copytree(ROOT / "include", work / "include")
        shutil.copytree(ROOT / "tests", work / "tests", ignore=shutil.ignore_patterns("mutation", "show", "compile"))
        shutil.copytree(ROOT / "examples", work / "examples")  # tests read these bodies
        (work / PRECOMPILED).write_text('#include "support/catch.hpp"\n#include <simdjson.h>\n')
        command = compile_command(work, work / "include")
        run(command + ["-x", "c++-header", work / PRECOMPILED, "-o", work / f"{PRECOMPILED}.gch"])
        self.catch = ["-lCatch2Main", "-lCatch2"]  # Catch2 3 is a library with its own main()
        if "three" not in run(command + ["-E", "-P", "-x", "c++", "-"],
                              input="#if __has_include(<catch2/catch_all.hpp>)\nthree\n#endif\n"):
            run(command + ["-c", work / "tests/support/catch2_main.cpp", "-o", work / "main.o"])
            self.catch = [str(work / "main.o")]

    def build(self, test, cases, include, to):
        """Builds a test executable with some of its cases. Returns the headers that it includes."""
        command = compile_command(self.work, include)
        objects = []
        tests = self.work / "tests"
        sources = [tests / f"{test}.test.cpp"]
        if cases != "*":
            excerpt = pathlib.Path(f"{to}.cpp")
            excerpt.write_text(only_cases(sources[0].read_text(), cases))
            sources = [excerpt]
        if "decode_elsewhere(decoder" in sources[0].read_text():  # this test needs a second translation unit
            sources.append(tests / "two_units.cpp")
        for source in sources:
            objects.append(f"{to}.{len(objects)}.o")
            run(command + ["-MMD", "-include", self.work / PRECOMPILED, "-c", source, "-o", objects[-1]])
        headers = pathlib.Path(objects[0]).with_suffix(".d").read_text()
        libraries = LIBRARIES + (["-lcrypto"] if "callview/signature.hpp" in headers else [])
        run(CXX + SETTINGS + objects + self.catch + libraries + ["-o", to])
        return {str(pathlib.Path(word).relative_to(include / "callview"))
                for word in headers.replace("\\\n", " ").split() if word.startswith(str(include / "callview"))}


def only_cases(source, wanted):
    """Removes the unwanted cases from a test source, because they take most of the compile time."""
    kept = 0

    def keep(case):
        nonlocal kept
        name = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', case[1].rpartition(",")[0]))
        if not fnmatch.fnmatchcase(name, wanted):
            return ""
        kept += 1
        return case[0]

    source = re.sub(r"^TEST_CASE\(((?:.|\n)*?)\) \{\n(?:.*\n)*?\}\n", keep, source, flags=re.MULTILINE)
    if kept == 0:
        raise Failed(f"no test case matches {wanted}")
    return source


def verdict(executable):
    """Returns None if all cases pass, otherwise the case that failed."""
    try:
        done = subprocess.run([executable, "-r", "xml", "-a"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=TIME_LIMIT, text=True, errors="replace")
    except subprocess.TimeoutExpired:
        return "timeout"
    if done.returncode in (-signal.SIGTERM, -signal.SIGKILL):
        raise Failed("somebody else killed the test")
    names = re.findall(r'<TestCase name="([^"]*)"', done.stdout)
    if done.returncode == 0:
        return None
    case = saxutils.unescape(names[-1], {"&quot;": '"'}) if names else "before any case"
    return f'"{case}"' + (" (crash)" if done.returncode < 0 else "")


def parts(test):
    """Splits `fields` or `fields:a key*` into the test source and its cases."""
    name, _, cases = test.partition(":")
    return name, cases or "*"


def made(mistake, include):
    """Returns the header of a mistake, and its text with the mistake."""
    header = include / "callview" / mistake.header
    text = header.read_text() if header.exists() else ""
    count = text.count(mistake.find)
    if count != 1:
        raise Failed(f"its text occurs {count} times in {mistake.header}, not once:\n{mistake.find}")
    if mistake.find == mistake.replace:
        raise Failed("the mistake changes nothing")
    return header, text.replace(mistake.find, mistake.replace)


def attempt(workshop, mistake, headers):
    """Returns `killed`, `survived` or `does not compile`, and the reason."""
    with tempfile.TemporaryDirectory(dir=workshop.work) as place:
        place = pathlib.Path(place)
        shutil.copytree(workshop.work / "include", place / "include")
        header, text = made(mistake, place / "include")
        header.write_text(text)
        for test in mistake.tests:
            name, cases = parts(test)
            if mistake.header not in headers[name]:
                raise Failed(f"{name}.test.cpp does not include {mistake.header}")
            try:
                workshop.build(name, cases, place / "include", str(place / name))
            except Failed as why:
                first = next((line for line in str(why).splitlines() if " error: " in line), None)
                if first is None:
                    raise  # not a compiler error
                return ("killed" if mistake.refused else "does not compile"), first.strip()
            found = verdict(str(place / name))
            if found:
                return "killed", f"{name}: {found}"
        return "survived", ", ".join(mistake.tests)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", action="append", metavar="NAME", help="only mistakes whose name contains NAME")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="parallel jobs")
    options.add_argument("--list", action="store_true", help="list the mistakes and check their texts")
    options.add_argument("--check", action="store_true",
                         help="only check that the test cases pass without a mistake, each built by itself")
    options = options.parse_args()

    chosen = [m for m in MISTAKES if not options.only or any(part in m.name for part in options.only)]
    names = [m.name for m in MISTAKES]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        sys.exit(f"two mistakes have the same name: {', '.join(sorted(twice))}")
    if not chosen:
        sys.exit(f"no mistake has a name with {' or '.join(options.only)}")
    if options.list:
        lost = 0
        for m in chosen:
            print(f"{m.header:36} {m.name}  [{', '.join(m.tests)}]")
            try:
                made(m, ROOT / "include")
            except Failed as why:
                print(f"CANNOT BE APPLIED: {why}")
                lost += 1
        sys.exit(f"{lost} mistakes cannot be applied" if lost else 0)

    begin = time.monotonic()
    bad = []
    with tempfile.TemporaryDirectory(prefix="callview-mutation-") as work, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            workshop = Workshop(pathlib.Path(work))
        except Failed as why:
            sys.exit(f"the build fails without any mistake:\n{why}")

        def baseline(test, cases):
            executable = os.path.join(work, f"{test}.{abs(hash(cases))}")
            headers = workshop.build(test, cases, workshop.work / "include", executable)
            found = verdict(executable)
            if found:
                raise Failed(f"fails without any mistake: {found}")
            return headers

        wanted = {parts(test) for m in chosen for test in m.tests}
        builds = sorted({(test, "*") for test, _ in wanted} | (wanted if options.check else set()))
        headers = {}
        for (test, cases), future in [(build, pool.submit(baseline, *build)) for build in builds]:
            try:
                headers[test] = future.result()
            except Failed as why:
                pool.shutdown(cancel_futures=True)
                sys.exit(f"{test}, {cases}: {why}")
        print(f"{len(builds)} test executables pass without a mistake, {time.monotonic() - begin:.0f} s", flush=True)
        if options.check:
            return

        printing = threading.Lock()

        def judge(mistake):
            start = time.monotonic()
            try:
                what, by = attempt(workshop, mistake, headers)
            except Failed as why:
                what, by = "cannot be tested", str(why).strip()
            with printing:
                print(f"{what:9} {mistake.name}\n          by {by}" if what == "killed"
                      else f"{what.upper()}: {mistake.name}\n          {by}", f"({time.monotonic() - start:.0f} s)",
                      flush=True)
            if what != "killed":
                bad.append((what, mistake.name))

        for future in [pool.submit(judge, m) for m in chosen]:
            future.result()

    print(f"\n{len(chosen) - len(bad)} of {len(chosen)} mistakes were detected, {time.monotonic() - begin:.0f} s")
    for what, name in bad:
        print(f"{what}: {name}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
