#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes all of include/ as one header: single_header.py INCLUDE TARGET

Each header stands where it is first included, so the order is that of dependency and always the same. What headers include
under `#if CALLVIEW_DEFINITIONS` are the bodies of what they declare: those come last, behind all declarations and under that
condition once, each behind those that it uses. A header without `#pragma once` is meant to be included several times, and is
written each time. Includes of other libraries stay where they are, since some depend on the platform, but are written once
outside of conditions.
"""
import pathlib
import re
import sys

OURS = re.compile(r'\s*#include "(callview/[^"]+)"')
OTHERS = re.compile(r"#include <[^>]+>")
CONDITION = re.compile(r"\s*#\s*(if|ifdef|ifndef|endif)\b")
FIRST = "callview/callview.hpp"
BODIES = "#if CALLVIEW_DEFINITIONS"
LICENCE = "// SPDX-License-Identifier: MIT"


class Writer:
    def __init__(self, include):
        self.include = include
        self.out = [LICENCE, "// Made from callview's headers by single_header.py: change those.", ""]
        self.seen, self.others = set(), set()
        self.parts = {}  # by header: what it includes, its bodies last

    def read(self, name):
        text = (self.include / name).read_text(encoding="utf-8")
        return text, [line for line in text.splitlines() if line.strip() not in ("#pragma once", LICENCE)]

    def write(self, name, conditional=False):
        text, lines = self.read(name)
        if "#pragma once" in text:
            if name in self.seen:
                return
            if conditional:
                sys.exit(f"{name} is included under a condition: a single header cannot tell whether it was")
            self.seen.add(name)
        parts = self.parts.setdefault(name, [])
        conditions = []
        for line in lines:
            ours = OURS.match(line)
            condition = CONDITION.match(line)
            if condition and condition[1] != "endif":
                conditions.append(line.strip())
            if ours:
                parts.append((ours[1], conditions == [BODIES]))
                if conditions != [BODIES]:
                    self.write(ours[1], bool(conditions))
                    if is_body(name):
                        self.write_bodies(ours[1])
            elif OTHERS.match(line) and not conditions:
                if line not in self.others:
                    self.others.add(line)
                    self.out.append(line)
            else:
                self.out.append(line)
            if condition and condition[1] == "endif" and conditions.pop() == BODIES and self.out[-2].strip() == BODIES:
                del self.out[-2:]  # nothing but bodies was included

    def write_bodies(self, name):
        """Those of a header and of what it includes, each behind those of what it includes itself."""
        for part, is_last in self.parts.pop(name, []):
            if is_last:
                self.write(part)
            else:
                self.write_bodies(part)

    def write_all(self):
        """The first header's conditions are about all that follows: the bodies end what its last include begins."""
        _, lines = self.read(FIRST)
        ours = [i for i, line in enumerate(lines) if OURS.match(line)]
        for i, line in enumerate(lines):
            if i in ours:
                self.write(OURS.match(line)[1])
            else:
                self.out.append(line)
            if i == ours[-1]:
                self.out += ["", BODIES]
                for name in list(self.parts):
                    self.write_bodies(name)
                self.out.append("#endif  // CALLVIEW_DEFINITIONS")


def is_body(name):
    return name.endswith("-inl.hpp")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    include, target = map(pathlib.Path, sys.argv[1:])
    writer = Writer(include)
    writer.write_all()
    # Lines left empty by what was taken out.
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(writer.out)) + "\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


main()
