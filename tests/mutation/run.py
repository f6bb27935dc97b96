#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes one mistake after the other in the headers, and fails when the tests do not notice one.

The mistakes are listed in mistakes.py. Each is made in a copy of the headers, in a temporary directory; the test
cases that should notice it are built against that copy and run. Nothing in the source tree is written to.

    tests/mutation/run.py                    all of them
    tests/mutation/run.py --only surrogate   those whose name holds a word
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

sys.dont_write_bytecode = True  # beside the mistakes, in the source tree
from mistakes import MISTAKES  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAGS = ["-std=c++20", "-O0"]
TIME_LIMIT = 120  # seconds for a test executable, the slowest of which takes ten: a mistake may make a loop endless
PRECOMPILED = "precompiled.hpp"  # what no mistake touches, and takes half of the time to compile

CXX = shlex.split(os.environ.get("CXX", "c++"))
SETTINGS = shlex.split(os.environ.get("CXXFLAGS", ""))
LIBRARIES = shlex.split(os.environ.get("LDFLAGS", "")) + ["-lsimdjson"]


class Failed(Exception):
    """A command failed; says what it printed."""


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", **options)
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    return done.stdout


def compile_command(work, include):
    return CXX + FLAGS + SETTINGS + [f"-I{include}", f"-I{work / 'tests'}"]


class Workshop:
    """The temporary directory: copies of the headers and tests, and what is built once."""

    def __init__(self, work):
        self.work = work
        shutil.copytree(ROOT / "include", work / "include")
        shutil.copytree(ROOT / "tests", work / "tests", ignore=shutil.ignore_patterns("mutation", "show", "compile"))
        shutil.copytree(ROOT / "examples", work / "examples")  # whose bodies tests read
        (work / PRECOMPILED).write_text('#include "support/catch.hpp"\n#include <simdjson.h>\n')
        command = compile_command(work, work / "include")
        run(command + ["-x", "c++-header", work / PRECOMPILED, "-o", work / f"{PRECOMPILED}.gch"])
        self.catch = ["-lCatch2Main", "-lCatch2"]  # Catch2 3 is a library with a main() of its own
        if "three" not in run(command + ["-E", "-P", "-x", "c++", "-"],
                              input="#if __has_include(<catch2/catch_all.hpp>)\nthree\n#endif\n"):
            run(command + ["-c", work / "tests/support/catch2_main.cpp", "-o", work / "main.o"])
            self.catch = [str(work / "main.o")]

    def build(self, test, cases, include, to):
        """Builds one test executable with some of its cases. Answers the headers that it is made of."""
        command = compile_command(self.work, include)
        objects = []
        tests = self.work / "tests"
        sources = [tests / f"{test}.test.cpp"]
        if cases != "*":
            excerpt = pathlib.Path(f"{to}.cpp")
            excerpt.write_text(only_cases(sources[0].read_text(), cases))
            sources = [excerpt]
        if "decode_elsewhere(decoder" in sources[0].read_text():  # the one that asks for a second translation unit
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
    """A test source without the cases that are not wanted: they take most of the time to compile."""
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
        raise Failed(f"no test case is called {wanted}")
    return source


def verdict(executable):
    """None when all cases pass; otherwise the one that failed, and how."""
    try:
        done = subprocess.run([executable, "-r", "xml", "-a"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=TIME_LIMIT, text=True, errors="replace")
    except subprocess.TimeoutExpired:
        return "does not end"
    if done.returncode in (-signal.SIGTERM, -signal.SIGKILL):
        raise Failed("the test was ended from outside")
    names = re.findall(r'<TestCase name="([^"]*)"', done.stdout)
    if done.returncode == 0:
        return None
    case = saxutils.unescape(names[-1], {"&quot;": '"'}) if names else "before any case"
    return f'"{case}"' + (" (crash)" if done.returncode < 0 else "")


def parts(test):
    """`fields` or `fields:a key*`: the test source and its cases."""
    name, _, cases = test.partition(":")
    return name, cases or "*"


def made(mistake, include):
    """The header of a mistake, and its text with the mistake."""
    header = include / "callview" / mistake.header
    text = header.read_text() if header.exists() else ""
    count = text.count(mistake.find)
    if count != 1:
        raise Failed(f"its text stands {count} times in {mistake.header}, which must be once:\n{mistake.find}")
    if mistake.find == mistake.replace:
        raise Failed("it changes nothing")
    return header, text.replace(mistake.find, mistake.replace)


def attempt(workshop, mistake, headers):
    """What becomes of a mistake: `killed`, `survived` or `does not compile`, and by what."""
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
                    raise  # the compiler did not get as far as an opinion
                return ("killed" if mistake.refused else "does not compile"), first.strip()
            found = verdict(str(place / name))
            if found:
                return "killed", f"{name}: {found}"
        return "survived", ", ".join(mistake.tests)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", action="append", metavar="NAME", help="mistakes whose name holds this")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="how many at a time")
    options.add_argument("--list", action="store_true", help="say what there is, and whether it can still be made")
    options.add_argument("--check", action="store_true",
                         help="make no mistake: see that the named cases pass, each built by itself")
    options = options.parse_args()

    chosen = [m for m in MISTAKES if not options.only or any(part in m.name for part in options.only)]
    names = [m.name for m in MISTAKES]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        sys.exit(f"two mistakes are called: {', '.join(sorted(twice))}")
    if not chosen:
        sys.exit(f"no mistake is called {' or '.join(options.only)}")
    if options.list:
        lost = 0
        for m in chosen:
            print(f"{m.header:36} {m.name}  [{', '.join(m.tests)}]")
            try:
                made(m, ROOT / "include")
            except Failed as why:
                print(f"CANNOT BE MADE: {why}")
                lost += 1
        sys.exit(f"{lost} mistakes cannot be made" if lost else 0)

    begin = time.monotonic()
    bad = []
    with tempfile.TemporaryDirectory(prefix="callview-mutation-") as work, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            workshop = Workshop(pathlib.Path(work))
        except Failed as why:
            sys.exit(f"cannot build without any mistake:\n{why}")

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
                what, by = "cannot be tried", str(why).strip()
            with printing:
                print(f"{what:9} {mistake.name}\n          by {by}" if what == "killed"
                      else f"{what.upper()}: {mistake.name}\n          {by}", f"({time.monotonic() - start:.0f} s)",
                      flush=True)
            if what != "killed":
                bad.append((what, mistake.name))

        for future in [pool.submit(judge, m) for m in chosen]:
            future.result()

    print(f"\n{len(chosen) - len(bad)} of {len(chosen)} mistakes were noticed, {time.monotonic() - begin:.0f} s")
    for what, name in bad:
        print(f"{what}: {name}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
