#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes all of include/ as one header: single_header.py INCLUDE TARGET

Each header stands where it is first included, so the order is that of dependency and always the same. A header without
`#pragma once` is meant to be included several times, and is written each time. Includes of other libraries stay where
they are, since some depend on the platform, but are written once outside of conditions.
"""
import pathlib
import re
import sys

OURS = re.compile(r'\s*#include "(callview/[^"]+)"')
OTHERS = re.compile(r"#include <[^>]+>")
CONDITION = re.compile(r"\s*#\s*(if|ifdef|ifndef|endif)\b")
FIRST = "callview/callview.hpp"
LICENCE = "// SPDX-License-Identifier: MIT"


def write(include, name, seen, others, out, conditional=False):
    text = (include / name).read_text(encoding="utf-8")
    once = "#pragma once" in text
    if once:
        if name in seen:
            return
        if conditional:
            sys.exit(f"{name} is included under a condition: a single header cannot tell whether it was")
        seen.add(name)
    depth = 0
    for line in text.splitlines():
        if line.strip() in ("#pragma once", LICENCE):
            continue
        condition = CONDITION.match(line)
        if condition:
            depth += -1 if condition[1] == "endif" else 1
        ours = OURS.match(line)
        if ours:
            # The first header's condition is about all that follows.
            write(include, ours[1], seen, others, out, depth != 0 and name != FIRST)
        elif depth == 0 and OTHERS.match(line):
            if line not in others:
                others.add(line)
                out.append(line)
        else:
            out.append(line)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    include, target = map(pathlib.Path, sys.argv[1:])
    out = [LICENCE, "// Made from callview's headers by single_header.py: change those.", ""]
    write(include, FIRST, set(), set(), out)
    # Lines left empty by what was taken out.
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


main()
