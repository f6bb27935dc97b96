#!/usr/bin/env python3
"""Turns the results of the benchmarks (Google Benchmark's JSON) into tables, a chart and the table of
docs/performance.md.

Benchmarks are named task/input/peer. All figures are those of the fastest repetition, because other programs on the
machine can only make a repetition slower. They are in nanoseconds per event unless they say otherwise.
"""

import argparse
import html
import json
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

TASKS = ("route", "few", "copy", "quality", "every", "present", "all", "random", "again", "fresh", "documents")
# The most realistic inputs come first.
INPUTS = {
    "mix": "2,000 different events",
    "c": "a thousand events in one body",
    "b": "the same document again and again",
    "a": "the same small document again and again",
    "d": "the same, full of escapes, again and again",
    "e": "the same as an object, again and again",
    "metrics": "two hundred samples of call metrics in one body",
    "types": "two hundred events of all document types in one body",
}
# The inputs of the task "documents", which no other task reads.
DOCUMENTS = ("metrics", "types")
HEADLINES = ("mix", "c", "b")
PEERS = ("yyjson", "yyjson_insitu", "yyjson_record", "ondemand", "ondemand_walk", "ondemand_generic", "simdjson_dom",
         "rapidjson", "boost_json", "nlohmann", "glaze")
OURS = "callview"
BASE = "callview_base"
FLOOR = "floor"
CHARTS = (("few", "mix"), ("copy", "mix"), ("every", "mix"), ("random", "mix"), ("every", "c"), ("every", "b"))
BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"
NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}


class Results:
    """Figures by task, input and peer, and the description of the machine."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.context: dict[str, Any] = document["context"]
        self.level: str = self.context.get("level", "all")
        runs: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for entry in document["benchmarks"]:
            if entry.get("run_type") == "aggregate" or entry.get("error_occurred") or entry.get("skipped"):
                continue
            case = tuple(entry.get("run_name", entry["name"]).split("/")[:3])  # options of the run can follow
            if len(case) < 3:
                raise ValueError(f"{entry['name']} does not have the form task/input/peer")
            runs.setdefault(case, []).append(entry)
        self.figures = {case: figures_of(entries) for case, entries in runs.items()}

    def ns(self, task: str, which: str, peer: str) -> float | None:
        return self.figures.get((task, which, peer), {}).get("ns_per_event")

    def peers(self, task: str, which: str) -> dict[str, float]:
        """Returns all peers except callview, the fastest first."""
        found = {p: f["ns_per_event"] for (t, i, p), f in self.figures.items()
                 if (t, i) == (task, which) and p not in (OURS, BASE)}
        return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))

    def best_peer(self, task: str, which: str) -> tuple[str, float] | None:
        return next(iter(self.peers(task, which).items()), None)

    def ratio(self, task: str, which: str) -> float | None:
        """Returns the time of the best peer divided by that of callview."""
        best, ours = self.best_peer(task, which), self.ns(task, which, OURS)
        return best[1] / ours if best and ours else None

    def cases(self) -> list[tuple[str, str]]:
        """Returns task and input of all benchmarks except the floor and growth, in the order of the tables."""
        found = {(task, which) for task, which, _ in self.figures if task not in (FLOOR, "growth")}
        return sorted(found, key=lambda case: (in_order(tuple(INPUTS), case[1]), in_order(TASKS, case[0])))

    def inputs(self) -> list[str]:
        return list(dict.fromkeys(which for _, which in self.cases()))


def figures_of(entries: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Returns the counters of the fastest repetition. If it has no counter ns_per_event, uses the time of an iteration."""
    fastest = min(entries, key=lambda entry: entry["cpu_time"])
    found = {name: fastest[name] for name in ("ns_per_event", "events_per_second", "bytes_per_second") if name in fastest}
    found.setdefault("ns_per_event", fastest["real_time"] * NANOSECONDS[fastest["time_unit"]])
    return found


def in_order(known: Sequence[str], name: str) -> tuple[int, str]:
    """Returns a sort key: known names in their order, then other names."""
    return (known.index(name) if name in known else len(known), name)


def number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def times(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}×" if value < 9.995 else f"{value:.1f}×"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """Formats a table. The first columns are text, the others numbers."""
    marks = ["---"] * words + ["---:"] * (len(head) - words)
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, marks, *rows))


def machine(context: dict[str, Any], command: str) -> str:
    """Returns a line that says how the figures were measured, without unknown parts."""

    def known(pattern: str, key: str) -> str:
        return pattern.format(context[key]) if context.get(key) else ""

    # Warning options do not affect the figures.
    optimization = " ".join(flag for flag in context.get("flags", "").split() if not flag.startswith("-W"))
    parts = (
        known("{}", "cpu"),
        ", ".join(filter(None, (known("{}", "compiler"), optimization and f"`{optimization}`"))),
        known("simdjson {}", "simdjson"),
        known("kernels: {}", "kernels"),
        known("{:.10}", "date"),
        f"`{command}`" if command else "",
    )
    return "; ".join(filter(None, parts)) + "." if any(parts) else ""


def title_of(which: str) -> str:
    return f"{which}: {INPUTS[which]}" if which in INPUTS else which


def level_name(results: Results) -> str:
    return "all instructions" if results.level == "all" else results.level


def with_peer(best: tuple[str, float] | None) -> str:
    return f"{best[0]} {number(best[1])}" if best else "–"


def main_table(results: Results, which: str) -> str:
    rows = []
    for task in (task for task, other in results.cases() if other == which):
        ours = results.figures.get((task, which, OURS), {})
        name, best = results.best_peer(task, which) or ("–", None)
        rates = ours.get("events_per_second", 0) / 1e6, ours.get("bytes_per_second", 0) / 1e6
        rows.append((task, name, number(ours.get("ns_per_event")), number(best), times(results.ratio(task, which)),
                     *(number(rate or None) for rate in rates)))
    return table(("task", "fastest peer", "callview ns/event", "peer ns/event", "peer / callview",
                  "callview million events/s", "callview MB/s"), rows, 2)


def level_table(levels: Sequence[Results]) -> str:
    head = ["task", "input"]
    for results in levels:
        head += [f"{level_name(results)}: callview", "fastest peer", "peer / callview"]
    rows = []
    for task, which in levels[0].cases():
        if all(results.ns(task, which, OURS) for results in levels):
            row = [task, which]
            for results in levels:
                row += [number(results.ns(task, which, OURS)), with_peer(results.best_peer(task, which)),
                        times(results.ratio(task, which))]
            rows.append(row)
    return table(head, rows, 2)


def base_table(results: Results) -> str:
    rows = []
    for task, which in results.cases():
        ours, base = results.ns(task, which, OURS), results.ns(task, which, BASE)
        rows.append((task, which, number(ours), number(base), times(base / ours if ours and base else None)))
    return table(("task", "input", "callview ns/event", "base ns/event", "base / callview"), rows, 2)


def floor_table(results: Results) -> str:
    rows = []
    for which in results.inputs():
        time, floor = results.ns("every", which, OURS), results.ns(FLOOR, which, "simdjson")
        if floor:
            rows.append((which, number(time), number(floor), times(time / floor if time else None)))
    return table(("input", "callview ns/event", "floor ns/event", "callview / floor"), rows) if rows else ""


def markdown(levels: Sequence[Results], command: str) -> str:
    results = levels[0]
    peers = sorted({peer for _, which, peer in results.figures if which in results.inputs()} - {OURS, BASE, "simdjson"},
                   key=lambda peer: in_order(PEERS, peer))
    full = [(task, which, *(number(results.ns(task, which, peer)) for peer in (OURS, *peers)))
            for task, which in results.cases()]
    blocks = ["# Figures", machine(results.context, command),
              "All peers return the same results as callview."]
    for which in results.inputs():
        blocks += [f"## {title_of(which)}", main_table(results, which)]
    if len(levels) > 1:
        blocks += ["## By instruction set",
                   "Nanoseconds per event with newer instruction sets disabled for all libraries. simdjson needs SSE4.2.",
                   level_table(levels)]
        blocks += [f"{level_name(other)}: {other.context.get('kernels', '')}." for other in levels]
    if any(peer == BASE for _, _, peer in results.figures):
        blocks += ["## Compared with older headers", base_table(results)]
    blocks += ["## All peers, ns per event", table(("task", "input", OURS, *peers), full, 2)]
    if floors := floor_table(results):
        blocks += ["## `every` and the floor", "The floor is the time of two passes of simdjson's stage 1 and one copy.",
                   floors]
    return "\n\n".join(filter(None, blocks)) + "\n"


def page_block(levels: Sequence[Results], command: str) -> str:
    results, *others = levels
    rows = [(f"`{task}`", with_peer(results.best_peer(task, "mix")), number(results.ns(task, "mix", OURS)),
             *(times(results.ratio(task, which)) for which in HEADLINES),
             *(times(other.ratio(task, "mix")) for other in others))
            for task in TASKS if any(case[:2] == (task, "mix") for case in results.cases())]
    head = ("task", "fastest peer on mix, ns/event", "callview on mix, ns/event",
            *(f"speed-up on {which}" for which in HEADLINES),
            *(f"speed-up on mix, {other.level}" for other in others))
    documents = [(f"`documents`, {which}", with_peer(results.best_peer("documents", which)),
                  number(results.ns("documents", which, OURS)), times(results.ratio("documents", which)))
                 for which in DOCUMENTS if results.ns("documents", which, OURS)]
    tables = [table(head, rows, 2)]
    if documents:
        tables.append(table(("task, input", "fastest peer, ns/event", "callview, ns/event", "speed-up"), documents, 2))
    return "\n\n".join((*tables, machine(results.context, command))).rstrip()


def with_block(page: str, block: str) -> str:
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs a line {BEGIN} and, after it, a line {END}")
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


# The chart does not know the background of the page. It uses the reader's preferred color scheme as a guess. These
# colors are also readable on the other background.
STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #5f6973 }
.bar { fill: #848d97 }
.ours { fill: #0969da }
text.head, text.ours { font-weight: 600 }
.name { text-anchor: end }
@media (prefers-color-scheme: dark) {
  text { fill: #8b949e }
  .ours { fill: #3b89f5 }
}"""
WIDTH, MARGIN, LABEL, BAR, ROW, HEAD = 920, 10, 138, 240, 20, 34
COLUMN = (WIDTH - 2 * MARGIN) / 2


def bar(x: float, y: float, length: float, ours: bool, cut: bool) -> str:
    """Draws a bar. A truncated bar has a slanted, transparent gap before its end."""
    top, bottom, css = y + 3, y + ROW - 3, "ours" if ours else "bar"
    right = x + length
    if not cut:
        path = f"M{x:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{x:.1f}Z"
    else:
        gap, slant = right - 26, 6
        path = (f"M{x:.1f} {top:.1f}H{gap + slant:.1f}L{gap:.1f} {bottom:.1f}H{x:.1f}Z"
                f"M{gap + slant + 5:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{gap + 5:.1f}Z")
    return f'<path class="{css}" d="{path}"/>'


def chart(bars: dict[str, float], title: str, x: float, y: float) -> list[str]:
    # Truncates a very long bar, because otherwise the other bars would be too short to compare.
    scale = min(max(bars.values()), 2.5 * statistics.median(bars.values()))
    lines = [f'<text class="head" x="{x:.1f}" y="{y + 18:.1f}">{html.escape(title)}</text>']
    for row, (peer, ns) in enumerate(bars.items()):
        top = y + HEAD - 6 + row * ROW
        start, length = x + LABEL, max(1.0, BAR * min(1.0, ns / scale))
        css = " ours" if peer == OURS else ""
        lines += [
            f'<text class="name{css}" x="{start - 8:.1f}" y="{top + 14.5:.1f}">{html.escape(peer)}</text>',
            bar(start, top, length, peer == OURS, ns > scale),
            f'<text class="value{css}" x="{start + length + 6:.1f}" y="{top + 14.5:.1f}">{number(ns)}</text>',
        ]
    return lines


def svg(results: Results) -> str:
    lines: list[str] = []
    spoken: list[str] = []
    y = bottom = float(HEAD)
    for task, which in CHARTS:
        bars = results.peers(task, which)
        if ours := results.ns(task, which, OURS):
            bars = dict(sorted({OURS: ours, **bars}.items(), key=lambda item: item[1]))
        if not bars:
            continue
        column = len(spoken) % 2
        y = y if column else bottom
        title = f"{task}, {title_of(which)}"
        lines += chart(bars, title, MARGIN + column * COLUMN, y)
        bottom = max(bottom, y + HEAD + len(bars) * ROW + 10)
        spoken.append(f"{title}: " + ", ".join(f"{peer} {number(ns)}" for peer, ns in bars.items()) + ".")
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" width="{WIDTH}" '
        f'height="{bottom:.0f}" role="img" aria-labelledby="title desc">',
        '<title id="title">Nanoseconds per event, callview and its peers</title>',
        f'<desc id="desc">{html.escape(" ".join(spoken))}</desc>',
        f"<style>{STYLE}\n</style>",
        f'<text x="{MARGIN}" y="20">Nanoseconds per event; shorter is better.</text>',
        *lines,
        "</svg>\n",
    ])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, nargs="+",
                        help="JSON files from --benchmark_out; each further file is from a build with fewer instruction "
                             "sets, and becomes a column")
    parser.add_argument("--svg", type=Path, help="file for the chart")
    parser.add_argument("--markdown", type=Path, help="file for the tables; if missing, they are printed")
    parser.add_argument("--page", "--readme", type=Path, help="page with two markers; replaces the table between them")
    parser.add_argument("--command", default="", help="the command that measured the results, to be shown with them")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is not up to date")
    args = parser.parse_args()

    levels = [Results(json.loads(path.read_text(encoding="utf-8"))) for path in args.results]
    files: dict[Path, str] = {}
    if args.svg:
        files[args.svg] = svg(levels[0])
    if args.markdown:
        files[args.markdown] = markdown(levels, args.command)
    elif not args.check:
        print(markdown(levels, args.command), end="")
    if args.page:
        files[args.page] = with_block(args.page.read_text(encoding="utf-8"), page_block(levels, args.command))
    if not args.check:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        print(f"{path} is not up to date with {args.results[0]}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
