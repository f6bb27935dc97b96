# SPDX-License-Identifier: MIT
"""Generates the deliveries of the tests: summaries of calls and conferences, other events, and unreadable elements."""
import importlib.util
import json
import pathlib
import random

_path = pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "sink.py"
_spec = importlib.util.spec_from_file_location("benchmark_of_the_sink", _path)
_benchmark = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_benchmark)

INSIGHTS = "com.twilio.voice.insights."
CALL_KINDS = [INSIGHTS + "call-summary." + kind for kind in ("partial", "predicted-complete", "complete")]
CONFERENCE_KINDS = [INSIGHTS + "conference-summary." + kind for kind in ("partial", "complete")]


def event(name, kind, data, milliseconds, as_text):
    """Makes an event. Each event of a call or conference has another time, so one of them is the newest."""
    time = f"2026-11-29T12:{milliseconds // 60000 % 60:02d}:{milliseconds // 1000 % 60:02d}.{milliseconds % 1000:03d}Z"
    return {
        "specversion": "1.0", "type": kind, "source": f"/v1/{name}", "id": f"EZ{name}", "time": time,
        "dataschema": "https://events-schemas.twilio.com/VoiceInsights.CallSummary/7",
        "datacontenttype": "application/json",
        "data": json.dumps(data, separators=(",", ":")) if as_text else data,
    }  # fmt: skip


def make_events(count, seed=19):
    """Makes `count` events. Nine of ten are call summaries, of 4 kB each."""
    dice = random.Random(seed)
    events = []
    while len(events) < count:
        n = len(events)
        sort, as_text = dice.random(), dice.random() < 0.7
        times = dice.sample(range(3_600_000), 6)
        if sort < 0.75:
            sid = f"CA{n:032x}"
            for i in range(dice.choice((2, 3, 4, 6))):
                data = {**_benchmark.summary(sid), "duration": dice.randrange(4000), "processing_version": dice.randrange(1, 4),
                        "answered_by": dice.choice(("human", "machine_start", None)), "tags": dice.sample(["a\tb", "c\\d", "é\n"], 2)}
                if dice.random() < 0.1:
                    del data["processing_version"]
                events.append(event(f"{n}-{i}", dice.choice(CALL_KINDS), data, times[i], as_text))
        elif sort < 0.85:
            sid = f"CF{n:032x}"
            for i in range(2):
                data = {"conference_sid": sid, "account_sid": "AC" + "0" * 32, "duration_seconds": dice.randrange(4000),
                        "status": "completed", "tags": ["x"], "start_time": "2026-11-29T11:00:00Z"}
                events.append(event(f"{n}-{i}", CONFERENCE_KINDS[i], data, times[i], as_text))
        elif sort < 0.97:
            data = {"call_sid": f"CA{n:032x}", "edge": "sip_edge", "timestamp": "2026-11-29T12:00:00Z"}
            events.append(event(str(n), INSIGHTS + "call-metrics.gateway", data, times[0], as_text))
        else:
            events.append(event(str(n), "com.example.another.type", {"n": n}, times[0], False))
    return events[:count]


def make_deliveries(events, seed=19):
    """Makes bodies with one or several events, in any order. A quarter of the events occur twice or more."""
    dice = random.Random(seed)
    deliveries, rest = [], list(events)
    dice.shuffle(rest)
    while rest:
        size = dice.choice((1, 1, 1, 1, 3))
        batch, rest = rest[:size], rest[size:]
        deliveries += [batch] * dice.choice((1, 1, 1, 1, 1, 2, 3))
    dice.shuffle(deliveries)
    # A single object is also a valid delivery.
    return [json.dumps(d if len(d) > 1 or dice.random() < 0.5 else d[0]).encode() for d in deliveries]


UNREADABLE = [
    b"this is no JSON",
    b'{"specversion":"1.0","id":"EZ-no-source","type":"com.twilio.voice.insights.call-summary.complete"}',
    b'[{"specversion":"1.0","id":"EZ-broken","source":"/s","type":"com.twilio.voice.insights.call-summary.complete",'
    b'"data":"{\\"call_sid\\":"}]',
]
