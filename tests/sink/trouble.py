#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests that the sink returns 503 and acknowledges nothing while it cannot store events, and that it recovers."""
import resource
import sqlite3
import threading

from harness import SinkTest, body_of, call, event, main


class Trouble(SinkTest):
    def test_a_locked_database_is_503(self):
        sink = self.start("--busy-milliseconds", "100")
        client = sink.client()
        lock = sqlite3.connect(self.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        body = body_of(event("EZ1", call("CA1")))
        self.assertEqual(client.deliver(body), 503)
        self.assertGreater(int(client.headers["retry-after"]), 0)
        self.assertEqual(sink.get("/readyz")[0], 503)
        self.assertEqual(sink.get("/healthz")[0], 200)
        lock.execute("ROLLBACK")
        self.assertEqual(self.one("SELECT count(*) FROM events"), 0)
        self.assertEqual(client.deliver(body), 204)
        self.assertEqual(sink.get("/readyz")[0], 200)
        self.assertEqual(self.one("SELECT count(*) FROM events"), 1)
        lock.close()
        sink.stop()
        log = "".join(sink.lines)
        self.assertIn('"event":"refused","status":503,"reason":"the delivery could not be stored"', log)
        self.assertIn('"reason":"A transaction cannot begin: database is locked"', log)

    def test_a_database_that_was_moved_or_deleted_is_503(self):
        sink = self.start()
        client = sink.client()
        self.assertEqual(client.deliver(body_of(event("EZ1", call("CA1")))), 204)
        self.database.rename(self.folder / "moved.db")
        for _ in range(2):
            self.assertEqual(client.deliver(body_of(event("EZ2", call("CA2")))), 503)
        self.assertEqual(sink.get("/readyz")[0], 503)
        sink.stop()
        self.assertIn("moved or deleted", "".join(sink.lines))

    def test_a_full_queue_is_503(self):
        sink = self.start("--busy-milliseconds", "3000", "--max-queue", "2", "--max-group", "1")
        lock = sqlite3.connect(self.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        statuses = {}

        def deliver(i):
            statuses[i] = sink.client().deliver(body_of(event(f"EZ{i}", call(f"CA{i}"))))

        threads = [threading.Thread(target=deliver, args=(i,)) for i in range(10)]
        for t in threads:
            t.start()
        # One delivery is being written, and two wait.
        self.eventually(lambda: len(statuses) >= 7)
        lock.execute("ROLLBACK")
        for t in threads:
            t.join()
        lock.close()
        self.assertEqual(sorted(set(statuses.values())), [204, 503])
        self.assertGreaterEqual(list(statuses.values()).count(503), 7)
        stored = {row[0] for row in self.rows("SELECT id FROM events")}
        self.assertEqual(stored, {f"EZ{i}" for i, status in statuses.items() if status == 204})
        sink.stop()
        self.assertIn('"status":503,"reason":"the queue is full (--max-queue)"', "".join(sink.lines))

    def test_a_full_disk_is_503_and_loses_nothing_that_was_acknowledged(self):
        # A limit on file sizes simulates a full disk: writing beyond the limit fails in the same way.
        limit = 1_000_000
        sink = self.start(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)))
        client = sink.client()
        acknowledged, refused, i = [], 0, 0
        while refused < 20:
            name = f"EZ{i}"
            status = client.deliver(body_of(event(name, call(f"CA{i}", note="x" * 20000))))
            self.assertIn(status, (204, 503))
            if status == 204:
                acknowledged.append(name)
            else:
                refused += 1
            i += 1
            self.assertLess(i, 1000)
        self.assertGreater(len(acknowledged), 5)
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(set(acknowledged), {row[0] for row in self.rows("SELECT id FROM events")})
        self.assertGreater(sink.metric("callview_sink_transactions_failed_total"), 0)
        # There is room again.
        resource.prlimit(sink.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        self.assertEqual(client.deliver(body_of(event("EZ-after", call("CA-after")))), 204)
        self.assertEqual(sink.get("/readyz")[0], 200)
        self.assertEqual(sink.stop(), 0)
        self.assertEqual({*acknowledged, "EZ-after"}, {row[0] for row in self.rows("SELECT id FROM events")})


if __name__ == "__main__":
    main()
