#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests duplicates and any order of arrival on many connections: each event is stored once, and `calls` has the newest
summary."""
import random
import threading

from harness import COMPLETE, LONG, PARTIAL, PREDICTED, SinkTest, body_of, call, event, main


class Newest(SinkTest):
    def test_in_whatever_order_events_come_each_is_stored_once_and_the_newest_holds(self):
        dice = random.Random(18)
        calls, connections = (25000, 32) if LONG else (2500, 32)
        kinds = (PARTIAL, PARTIAL, PREDICTED, COMPLETE)
        events, newest = [], {}
        for c in range(calls):
            sid = f"CA{c:032d}"
            for n, kind in enumerate(kinds):
                version = dice.choice((None, 1, 2, 3))
                time = f"2026-11-29T12:00:{dice.randrange(60):02d}.{dice.randrange(1000):03d}Z"
                name = f"EZ{c}-{n}"
                data = call(sid, duration=n, **({} if version is None else {"processing_version": version}))
                events.append(event(name, data, kind, time=time, as_text=dice.random() < 0.5))
                rank = (kinds.index(kind), -1 if version is None else version, time)
                newest.setdefault(sid, []).append((rank, name))
        deliveries = []
        for e in events:
            deliveries += [[e]] * dice.choice((1, 1, 2, 3))
        deliveries += [dice.sample(events, 5) for _ in range(calls // 4)]
        dice.shuffle(deliveries)
        sink = self.start()
        wrong = []

        def deliver(part):
            client = sink.client(timeout=60)
            wrong.extend(status for d in part if (status := client.deliver(body_of(*d))) != 204)
            client.close()

        threads = [threading.Thread(target=deliver, args=(deliveries[i::connections],)) for i in range(connections)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(wrong, [])
        self.assertEqual(self.one("SELECT count(*) FROM events"), len(events))
        self.assertEqual(self.one("SELECT count(DISTINCT id) FROM events"), len(events))
        for sid, ranked in newest.items():
            best = max(rank for rank, _ in ranked)
            self.assertIn(self.one("SELECT event_id FROM calls WHERE call_sid = ?", sid),
                          [name for rank, name in ranked if rank == best])
        self.assertEqual(self.one("SELECT count(*) FROM calls"), calls)
        self.assertEqual(sink.metric("callview_sink_events_total"), sum(map(len, deliveries)))

    def test_the_newest_holds_across_a_restart(self):
        sink = self.start()
        self.assertEqual(sink.client().deliver(body_of(event("EZ2", call("CA1", processing_version=2), PREDICTED))), 204)
        self.assertEqual(sink.stop(), 0)
        client = self.start().client()
        for name, version, kind, expected in (("EZ1", 9, PARTIAL, "EZ2"), ("EZ3", 1, PREDICTED, "EZ2"),
                                              ("EZ4", 3, PREDICTED, "EZ4"), ("EZ5", None, COMPLETE, "EZ5")):
            data = call("CA1") if version is None else call("CA1", processing_version=version)
            self.assertEqual(client.deliver(body_of(event(name, data, kind))), 204)
            self.assertEqual(self.one("SELECT event_id FROM calls"), expected)

    def test_of_a_summary_that_is_superseded_nothing_stays_in_the_row(self):
        client = self.start().client()
        self.assertEqual(client.deliver(body_of(event("EZ1", call("CA1", duration=5, tags=["x"]), PARTIAL))), 204)
        self.assertEqual(client.deliver(body_of(event("EZ2", call("CA1"), COMPLETE))), 204)
        self.assertEqual(self.rows("SELECT event_id, duration, tags FROM calls"), [("EZ2", None, None)])


if __name__ == "__main__":
    main()
