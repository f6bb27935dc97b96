#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests kill -9 under load. After the restart, each acknowledged event must be stored once, and the database intact."""
import itertools
import random
import threading
import time

from harness import COMPLETE, LONG, PARTIAL, SinkTest, body_of, call, event, main


class Kill(SinkTest):
    def test_no_acknowledged_event_is_lost(self):
        rounds, connections = (200, 16) if LONG else (20, 8)
        dice = random.Random(9)
        acknowledged, lock, numbers = {}, threading.Lock(), itertools.count()
        # Delivers events that were not acknowledged again in the next round, as Twilio does.
        again = []

        def load(sink, ending):
            client = sink.client(timeout=10)
            while not ending.is_set():
                with lock:
                    batch = again.pop() if again else [self.make(next(numbers), dice) for _ in range(dice.choice((1, 1, 3)))]
                try:
                    done = client.deliver(body_of(*batch)) == 204
                except Exception:  # the program was killed
                    done = False
                with lock:
                    if done:
                        acknowledged.update((e["id"], e) for e in batch)
                    else:
                        again.append(batch)
                if not done:
                    break
            client.close()

        for _ in range(rounds):
            sink = self.start()
            ending = threading.Event()
            threads = [threading.Thread(target=load, args=(sink, ending)) for _ in range(connections)]
            before = len(acknowledged)
            for t in threads:
                t.start()
            self.eventually(lambda: len(acknowledged) > before + 20)
            time.sleep(dice.random() * 0.3)
            sink.kill()
            ending.set()
            for t in threads:
                t.join()
            sink = self.start()  # opening the database recovers it
            self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
            stored = [row[0] for row in self.rows("SELECT id FROM events")]
            self.assertEqual(len(stored), len(set(stored)))
            self.assertEqual(set(acknowledged) - set(stored), set())
            sink.kill()

        sink = self.start()
        client = sink.client()
        for batch in again:
            self.assertEqual(client.deliver(body_of(*batch)), 204)
            acknowledged.update((e["id"], e) for e in batch)
        self.assertEqual({row[0] for row in self.rows("SELECT id FROM events")}, set(acknowledged))
        best = {}
        for e in acknowledged.values():
            rank = (e["type"] == COMPLETE, e["data"]["processing_version"], e["time"])
            best[e["data"]["call_sid"]] = max(best.get(e["data"]["call_sid"], rank), rank)
        rows = self.rows("SELECT call_sid, kind = 'call_summary_complete', processing_version, event_time FROM calls")
        self.assertEqual({row[0]: (bool(row[1]), *row[2:]) for row in rows}, best)

    def make(self, number, dice):
        data = call(f"CA{dice.randrange(200)}", processing_version=dice.randrange(4))
        time = f"2026-11-29T12:00:00.{dice.randrange(1000):03d}Z"
        return event(f"EZ{number}", data, dice.choice((PARTIAL, COMPLETE)), time=time)


if __name__ == "__main__":
    main()
