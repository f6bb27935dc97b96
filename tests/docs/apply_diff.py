#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Applies the diff on a page to a copy of the headers: apply_diff.py PAGE ROOT TARGET

Copies the folder include from ROOT to TARGET and changes the copy. The hunks on the page have no line numbers, so the
lines that a hunk keeps or removes must occur exactly once in the file. Runs of white space count as one blank.
"""
import pathlib
import re
import shutil
import sys


def squeeze(line):
    return re.sub(r"\s+", " ", line.strip())


def find(lines, old, name):
    wanted = [squeeze(line) for line in old]
    places = [
        i for i in range(len(lines) - len(old) + 1) if [squeeze(line) for line in lines[i : i + len(old)]] == wanted
    ]
    if len(places) != 1:
        sys.exit(f"{name}: {len(places)} matches instead of one for the hunk that begins with: {old[0]}")
    return places[0]


def apply(diff, target):
    for part in re.split(r"^--- ", diff, flags=re.M)[1:]:
        header, *hunks = re.split(r"^@@\n", part, flags=re.M)
        name = re.search(r"^\+\+\+ b/(.*)$", header, re.M).group(1)
        file = target / name
        lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
        for hunk in hunks:
            change = hunk.rstrip("\n").split("\n")
            old = [line[1:] for line in change if not line.startswith("+")]
            at = find(lines, old, name) if old else 0
            new = []
            for line in change:
                if line.startswith("+"):
                    new.append(line[1:])
                    continue
                if line.startswith(" "):
                    new.append(lines[at])
                at += 1
            lines[at - len(old) : at] = new
        file.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
        print("changed", name)


def main():
    page, root, target = (pathlib.Path(argument) for argument in sys.argv[1:4])
    diffs = re.findall(r"^```diff\n(--- .*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)
    if len(diffs) != 1:
        sys.exit(f"{page}: {len(diffs)} diffs")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(root / "include", target / "include")
    apply(diffs[0], target)


main()
