#!/usr/bin/env python3
"""Measures the cost of including callview: compile time and size of the object file, compared with simdjson alone.

Compiles small programs that do the same: with callview, with only its declarations (CALLVIEW_COMPILED), and with
simdjson's On-Demand and DOM interfaces. Also measures the source file with the implementation. The environment variable
CXX sets the compiler, and CXXFLAGS adds options. Both can consist of several words.
"""

import argparse
import os
import resource
import shlex
import statistics
import subprocess
import tempfile
from pathlib import Path

INCLUDE = Path(__file__).resolve().parent.parent / "include"

CALLVIEW = """
#include <callview/callview.hpp>

std::size_t total_size(callview::decoder& decoder, simdjson::padded_string_view body) {
  std::size_t total = 0;
  const auto events = decoder.decode(body);
  if (!events) { return total; }
  for (const auto event : *events) {
    if (!event) { continue; }
    const auto call = event->call_summary();
    if (call) { total += call->call_sid().value_or("").size(); }
  }
  return total;
}
"""

# By name: the source, and its additional options.
USERS = {
    "callview": (CALLVIEW, []),
    "declarations": (CALLVIEW, ["-DCALLVIEW_COMPILED"]),
    "ondemand": ("""
#include <simdjson.h>

std::size_t total_size(simdjson::ondemand::parser& outer, simdjson::ondemand::parser& inner,
                       simdjson::padded_string_view body) {
  std::size_t total = 0;
  simdjson::ondemand::document document, call;
  simdjson::ondemand::array events;
  if (outer.iterate(body).get(document) || document.get_array().get(events)) { return total; }
  for (auto event : events) {
    std::string_view data, sid;
    if (event["data"].get_string().get(data)) { continue; }
    const simdjson::padded_string text(data);
    if (inner.iterate(text).get(call) || call["call_sid"].get_string().get(sid)) { continue; }
    total += sid.size();
  }
  return total;
}
""", []),
    "dom": ("""
#include <simdjson.h>

std::size_t total_size(simdjson::dom::parser& outer, simdjson::dom::parser& inner,
                       simdjson::padded_string_view body) {
  std::size_t total = 0;
  simdjson::dom::array events;
  if (outer.parse(body.data(), body.size(), false).get_array().get(events)) { return total; }
  for (const simdjson::dom::element event : events) {
    std::string_view data, sid;
    if (event["data"].get_string().get(data)) { continue; }
    const simdjson::padded_string text(data);
    if (inner.parse(text)["call_sid"].get_string().get(sid)) { continue; }
    total += sid.size();
  }
  return total;
}
""", []),
    "implementation": ("#include <callview/callview.hpp>\n", ["-DCALLVIEW_COMPILED", "-DCALLVIEW_IMPLEMENTATION"]),
}


def child_seconds() -> float:
    """Returns processor time, which other processes affect less than wall-clock time."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def text_bytes(object_file: Path) -> int:
    """Returns the size of code and constants, as counted by `size`."""
    out = subprocess.run(["size", object_file], check=True, capture_output=True, text=True).stdout
    return int(out.splitlines()[1].split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="compilations of each; prints the median (default 5)")
    runs = max(1, parser.parse_args().runs)

    compiler = shlex.split(os.environ.get("CXX", "c++"))
    flags = ["-std=c++20", "-O2", *shlex.split(os.environ.get("CXXFLAGS", ""))]
    seconds: dict[str, list[float]] = {name: [] for name in USERS}
    text: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (source, _) in USERS.items():
            Path(folder, f"{name}.cpp").write_text(source)
        for _ in range(runs):  # in turn, so that a slow minute affects all of them
            for name, (_, options) in USERS.items():
                object_file = Path(folder, f"{name}.o")
                command = [*compiler, *flags, *options, f"-I{INCLUDE}", "-c", f"{folder}/{name}.cpp", "-o", object_file]
                before = child_seconds()
                subprocess.run(command, check=True)
                seconds[name].append(child_seconds() - before)
                text[name] = text_bytes(object_file)

    version = subprocess.run([*compiler, "--version"], check=True, capture_output=True, text=True).stdout
    print(f"{version.splitlines()[0]}, {shlex.join(flags)}, median of {runs}")
    print(f"{'':14} {'compile':>8} {'to On-Demand':>13} {'text':>14} {'to On-Demand':>13}")
    for name, times in seconds.items():
        ratio = statistics.median(mine / other for mine, other in zip(times, seconds["ondemand"]))
        print(f"{name:14} {statistics.median(times):6.2f} s {ratio:12.2f}x {text[name]:8} bytes "
              f"{text[name] / text['ondemand']:12.2f}x")


if __name__ == "__main__":
    main()
