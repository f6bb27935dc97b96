#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills every part of the pipeline under load. At the end, each acknowledged event must be in PostgreSQL once, each
call must have its newest summary, and the tables must equal those that callview-sink makes from the same events.

The environment variable CALLVIEW_TEST_EVENTS sets the number of events (default 4,000). Prints a table of faults to
standard error.
"""
import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time

from parts import SESSION_SECONDS, PipelineTest, Sink, main
from events import UNREADABLE, make_deliveries, make_events

COUNT = int(os.environ.get("CALLVIEW_TEST_EVENTS", 4000))
FEEDERS = 6
# The time over which the deliveries of one fault are spread.
FAULT_SECONDS = 3 if COUNT <= 4000 else 8


def names_in(body):
    parsed = json.loads(body)
    return [e["id"] for e in (parsed if isinstance(parsed, list) else [parsed])]


class Feed:
    """Delivers bodies over some seconds. Like Twilio, repeats a delivery that gets no success response."""

    def __init__(self, test, bodies, seconds=FAULT_SECONDS, feeders=FEEDERS):
        self.test, self.bodies, self.lock = test, list(reversed(bodies)), threading.Lock()
        self.total, self.done, self.again, self.acknowledged = len(bodies), 0, 0, set()
        self.began, self.seconds = time.monotonic(), seconds
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(feeders)]
        for t in self.threads:
            t.start()

    def _run(self):
        client = None
        while True:
            # Limits the rate, so that there is load during the whole fault.
            time.sleep(max(0.0, self.began + self.seconds * self.done / self.total - time.monotonic()))
            with self.lock:
                if not self.bodies:
                    break
                body = self.bodies.pop()
            try:
                client = client or self.test.receiver.client(timeout=10)
                is_stored = client.deliver(body) == 204
            except Exception:  # the receiver was killed
                is_stored, client = False, None
            with self.lock:
                if is_stored:
                    self.done += 1
                    self.acknowledged.update(names_in(body))
                else:
                    self.again += 1
                    self.bodies.append(body)
            if not is_stored:
                time.sleep(0.2)
        if client:
            client.close()

    def wait_for(self, part):
        self.test.eventually(lambda: self.done >= self.total * part, 120, "deliveries were not acknowledged")

    def finish(self):
        self.wait_for(1)
        for t in self.threads:
            t.join()


class Faults(PipelineTest):
    has_fsync = COUNT > 4000

    def test_nothing_is_lost_and_nothing_is_stored_twice_whatever_is_killed(self):
        events = make_events(COUNT)
        bodies = make_deliveries(events)
        self.receiver = self.start_receiver("--ack-milliseconds", "4000")
        self.first, self.second = self.start_consumer(name="first"), self.start_consumer(name="second")
        self.eventually(lambda: self.first.logged("assigned") and self.second.logged("assigned"))
        table, began, stored_before = [], time.monotonic(), set()
        faults = (
            self.kill_consumer, self.suspend_consumer, self.stop_broker, self.crash_database, self.kill_receiver,
            self.join_and_leave,
        )  # fmt: skip
        size = -(-len(bodies) // len(faults))
        for number, fault in enumerate(faults):
            before = self.seen_before()
            feed = Feed(self, bodies[number * size : (number + 1) * size])
            feed.wait_for(0.3)
            at = time.monotonic() - began
            fault()
            feed.finish()
            # All acknowledged events must arrive, whatever was killed.
            expected = stored_before | feed.acknowledged
            lost = expected - self.stored(expected)
            stored_before = expected
            table.append((fault.__doc__, f"{at:.1f} s", feed.total, feed.again, self.seen_before() - before, len(lost)))
            self.assertEqual(lost, set())
        for body in UNREADABLE:
            self.assertEqual(self.receiver.client().deliver(body), 204)
        self.eventually(lambda: self.count("dead_letters") == len(UNREADABLE))
        seconds = time.monotonic() - began
        running = [c for c in self.consumers if c.process.poll() is None]
        # A commit that failed is tried again.
        self.eventually(lambda: all("lag_messages{" in c.metrics_file.read_text() for c in running)
                        and sum(c.metric("lag_messages") for c in running) == 0)
        for c in running:
            self.assertEqual(c.stop(), 0, "".join(c.lines))

        # The mock brokers must not have discarded messages, and all messages must be committed.
        watermarks = self.brokers.watermarks()
        self.assertEqual({low for low, _ in watermarks.values()}, {0})
        in_topic = sum(high for _, high in watermarks.values())
        last = self.start_consumer(name="last")
        self.eventually(lambda: last.metric("partitions") == self.partitions)
        time.sleep(1.5)
        self.assertEqual(last.stop(), 0)
        self.assertEqual(last.metric("messages_total"), 0, "".join(sum((c.lines for c in self.consumers), [])))

        self.assertEqual(self.count("events"), len(events))
        self.compare_with_one_machine(events)
        read = sum(c.metric("messages_total") for c in self.consumers)
        print("\n| fault | time in the test | deliveries during it | sent again | duplicates ignored | lost |\n"
              "|---|--:|--:|--:|--:|--:|", file=sys.stderr)  # fmt: skip
        for row in table:
            print("| " + " | ".join(f"{c:.0f}" if isinstance(c, float) else str(c) for c in row) + " |", file=sys.stderr)
        print(f"\n{len(events)} events in {len(bodies)} deliveries, {in_topic} messages in the topic, {read:.0f} messages read, "
              f"{self.seen_before():.0f} duplicates ignored, {seconds:.0f} s", file=sys.stderr)  # fmt: skip

    # The faults. Each restores the pipeline at its end.

    def kill_consumer(self):
        """consumer killed with SIGKILL, another one started"""
        self.first.kill()
        self.first = self.start_consumer(name="first-again")

    def suspend_consumer(self):
        """consumer suspended for longer than its session"""
        self.second.signal(signal.SIGSTOP)
        time.sleep(SESSION_SECONDS + 2)
        self.second.signal(signal.SIGCONT)

    def stop_broker(self):
        """broker down for three seconds, leaders and coordinator moved"""
        self.brokers.command("down 1")
        time.sleep(3)
        self.brokers.command("up 1")

    def crash_database(self):
        """database stopped without a checkpoint for two seconds"""
        self.postgres.stop("immediate")
        time.sleep(2)
        self.postgres.start()

    def kill_receiver(self):
        """receiver killed with SIGKILL, another one started"""
        self.receiver.kill()
        time.sleep(0.5)
        self.receiver = self.start_receiver("--ack-milliseconds", "4000")

    def join_and_leave(self):
        """third consumer joins, first one leaves after SIGTERM"""
        third = self.start_consumer(name="third")
        self.eventually(lambda: third.logged("assigned"))
        self.assertEqual(self.first.stop(), 0, "".join(self.first.lines))

    # The comparison.

    def stored(self, expected):
        """Waits up to a minute for the expected events. Returns the stored ones."""
        stored = set()

        def are_there():
            nonlocal stored
            stored = set(self.postgres.psql("-c", "SELECT id FROM events").split("\n"))
            return expected <= stored

        deadline = time.monotonic() + 60
        while not are_there() and time.monotonic() < deadline:
            time.sleep(0.2)
        return stored

    def seen_before(self):
        return sum(c.metric("events_total", "seen_before") for c in self.consumers)

    def compare_with_one_machine(self, events):
        path = self.folder / "calls.db"
        sink = Sink(path)
        self.addCleanup(sink.kill)
        others = make_deliveries(events, seed=20)
        random.Random(21).shuffle(others)
        self.receiver = sink
        Feed(self, others, 0, 64).finish()  # many connections, so that deliveries share transactions
        for body in UNREADABLE:
            self.assertEqual(sink.client().deliver(body), 204)
        self.assertEqual(sink.stop(), 0)
        database = sqlite3.connect(path)
        database.row_factory = sqlite3.Row

        def same(value):
            if isinstance(value, str) and value[:4].isdigit() and value.endswith("+00:00"):  # PostgreSQL's format
                day, _, fraction = value[:-6].partition(".")
                return f"{day}.{(fraction + '000')[:3]}Z"
            return value

        for table, key, ignored in (("events", ("source", "id"), {"received"}), ("calls", ("call_sid",), set()),
                                    ("conferences", ("conference_sid",), set())):  # fmt: skip
            expected = {}
            for row in map(dict, database.execute(f"SELECT * FROM {table}")):
                expected[tuple(row[k] for k in key)] = row
            self.assertGreater(len(expected), 0)
            found = self.postgres.rows(f"SELECT * FROM {table}")
            self.assertEqual(len(found), len(expected))
            for row in found:
                one = expected[tuple(row[k] for k in key)]
                self.assertEqual(set(row), set(one))
                for column in set(row) - ignored:
                    # SQLite stores lists and maps as JSON text.
                    value = json.loads(one[column]) if isinstance(row[column], (list, dict)) else one[column]
                    self.assertEqual(same(row[column]), value, (table, column))
        expected = {(reason, raw if isinstance(raw, str) else raw.decode())
                    for reason, raw in database.execute("SELECT reason, raw FROM dead_letters")}  # fmt: skip
        found = {(row["reason"], row["raw"]) for row in
                 self.postgres.rows("SELECT reason, convert_from(raw, 'UTF8') AS raw FROM dead_letters")}  # fmt: skip
        self.assertEqual(found, expected)
        self.assertEqual(len(expected), len(UNREADABLE))
        database.close()


if __name__ == "__main__":
    main()
