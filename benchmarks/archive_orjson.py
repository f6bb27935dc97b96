#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A task of archive.py in Python with orjson: archive_orjson.py csv|count|p95|check COLUMNS FILE"""
import collections
import csv
import sys

import orjson

FAMILY = "com.twilio.voice.insights.call-summary."
STATES = {FAMILY + state for state in ("complete", "partial", "predicted-complete")}


def getter(column, kind):
    """Returns a function that reads a column from an event and its document."""
    if column == "event.data_form":
        return lambda event, _: "string" if isinstance(event["data"], str) else "object"
    if column == "event.schema_version":
        return lambda event, _: event.get("dataschema", "").rpartition("/")[2]
    if column.startswith("event."):
        key = column[6:]
        return lambda event, _: event.get(key)
    *path, last = column.split(".")

    def find(_, document):
        for key in path:
            document = document.get(key)
            if document is None:
                return None
        return document.get(last)

    if kind == "json":

        def dump(event, document):
            value = find(event, document)
            return None if value is None else orjson.dumps(value).decode()

        return dump
    if kind == "boolean":
        return lambda event, document: {True: "true", False: "false"}.get(find(event, document))
    return find


def rows(file, getters):
    for line in file:
        event = orjson.loads(line)
        if event["type"] in STATES:
            document = event["data"]
            if isinstance(document, str):
                document = orjson.loads(document)
            yield [get(event, document) for get in getters]


def check(file):
    count = broken = 0
    for line in file:
        count += 1
        try:
            event = orjson.loads(line)
            whole = all(event[key] for key in ("id", "source", "specversion", "type"))
            if isinstance(event["data"], str):
                orjson.loads(event["data"])
        except (orjson.JSONDecodeError, KeyError, TypeError):
            whole = False
        broken += not whole
    return count, broken


def main():
    task, columns, path = sys.argv[1:]
    with open(columns) as lines:
        wanted = [line.rstrip("\n").split("\t")[:2] for line in lines]
    names, getters = [name for name, _ in wanted], [getter(*column) for column in wanted]
    out = csv.writer(sys.stdout, lineterminator="\n")
    with open(path, "rb") as file:
        if task == "csv":
            out.writerow(names)
            out.writerows(rows(file, getters))
        elif task == "count":
            counts = collections.Counter(map(tuple, rows(file, getters)))
            out.writerows([count, *row] for row, count in counts.items())
        elif task == "p95":
            for name, values in zip(names, zip(*rows(file, getters))):
                values = sorted(value for value in values if value is not None)
                out.writerow([name, values[(len(values) * 95 + 99) // 100 - 1]])
        else:
            out.writerow(check(file))


main()
