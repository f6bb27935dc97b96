#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts the C++ of documentation pages into one source: snippets.py TARGET PAGE...

A snippet that defines a function or begins with an include stands as it is; all others are statements that have a decoder, a
body, an event and a call. Those about signatures are left out where CALLVIEW_HAS_SIGNATURE is not defined. Compiling is the test.
"""
import pathlib
import re
import sys

HEAD = """// Made by snippets.py from the documentation.
#include <callview/callview.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#ifdef CALLVIEW_HAS_SIGNATURE
#include <callview/signature.hpp>
#endif

[[maybe_unused]] static void complain(const callview::error& e) { std::cerr << e << '\\n'; }
"""


def main():
    target, pages = pathlib.Path(sys.argv[1]), sys.argv[2:]
    out, count = [HEAD], 0
    for page in pages:
        for snippet in re.findall(r"^```cpp\n(.*?)^```", pathlib.Path(page).read_text(encoding="utf-8"), re.S | re.M):
            if snippet.startswith("#define"):
                continue  # a source of its own: tests/consumers has it
            count += 1
            name = re.sub(r"\W", "_", pathlib.Path(page).stem) + f"_{count}"
            needs_openssl = "callview::sign" in snippet
            if needs_openssl:
                out.append("#ifdef CALLVIEW_HAS_SIGNATURE")
            out += re.findall(r"^#include.*", snippet, re.M)  # outside of the namespace
            out.append(f"// {pathlib.Path(page).name}\nnamespace snippet_{name} {{")
            if re.match(r"(#include|void |int )", snippet):
                # In a namespace main() is a function like any other, which has to return a value.
                out.append(re.sub(r"\}\n\Z", "  return 0;\n}\n", snippet) if "int main(" in snippet else snippet)
            else:
                out.append(
                    "[[maybe_unused]] static void run([[maybe_unused]] callview::decoder& decoder,\n"
                    "    [[maybe_unused]] const simdjson::padded_string& body, [[maybe_unused]] callview::event event,\n"
                    "    [[maybe_unused]] callview::call_summary call) {\n  {\n" + snippet + "  }\n}"
                )
            out.append("}\n")
            if needs_openssl:
                out.append("#endif\n")
    if count == 0:
        sys.exit("no snippets")
    print(f"{count} snippets of {len(pages)} pages")
    target.write_text("\n".join(out), encoding="utf-8")


main()
