#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks pages of the reference: reference.py FOLDER

The visible text of each page must contain the lines below: accessors with their types, and inherited functions.
"""
import html
import pathlib
import re
import sys

EXPECTED = {
    "classcallview_1_1call__summary.html": [
        "result< std::string_view > call_sid () const noexcept",
        "result< std::chrono::seconds > duration () const noexcept",
        "result< open_enum< callview::call_state > > call_state () const noexcept",
        "summary::party from () const noexcept",
        "string_list tags () const noexcept",
        "result< void > validate () const noexcept",
        "callview::error error () const noexcept",
    ],
    "classcallview_1_1summary_1_1party.html": [
        "result< std::string_view > raw (std::string_view key) const noexcept",
        "unknown_range unknown_fields () const noexcept",
        "result< std::string_view > city () const noexcept",
    ],
    "classcallview_1_1call__metric.html": ["result< timestamp > timestamp () const noexcept"],
    "classcallview_1_1string__list.html": [
        "std::size_t size () const noexcept",
        "result< T > operator[] (std::size_t index) const noexcept",
    ],
    "classcallview_1_1result.html": [
        "constexpr bool has_value () const noexcept",
        "constexpr std::optional< T > optional () const",
    ],
    "classcallview_1_1event.html": ["T as () const noexcept", "callview::call_summary call_summary () const noexcept"],
    "namespacecallview.html": [
        "data_not_json The data is not valid JSON: store raw_data() of the event and inspect it.",
        "void for_each_field (const C &view, Visitor &&visitor)",
        "constexpr column_list< T > columns () noexcept",
        "decltype(auto) visit (const event &e, Handlers &&... handlers)",
    ],
}


def text_of(page):
    text = html.unescape(re.sub(r"<[^>]*>", "", page.read_text(encoding="utf-8")))
    return re.sub(r"\s+", " ", text)


def main():
    folder = pathlib.Path(sys.argv[1])
    missing = []
    for name, lines in EXPECTED.items():
        page = folder / name
        text = text_of(page) if page.exists() else ""
        missing += [f"{name}: {line}" for line in lines if line not in text]
    if missing:
        sys.exit("not in the reference:\n" + "\n".join(missing))
    print(sum(map(len, EXPECTED.values())), "lines found in the reference")


main()
