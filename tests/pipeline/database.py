#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests callview-consumer with an unavailable database, with wrong tables, and during shutdown."""
import pathlib
import signal
import time

from parts import PipelineTest, body_of, call, event, main

SCHEMA_FILE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "pipeline" / "schema.sql"


class Database(PipelineTest):
    partitions = 3

    def deliver(self, *bodies):
        receiver = self.start_receiver()
        for body in bodies:
            self.assertEqual(receiver.client().deliver(body), 204)

    def test_the_schema_file_is_what_the_program_prints_and_can_be_applied_again(self):
        self.assertEqual(SCHEMA_FILE.read_text(), self.schema)
        self.postgres.psql(stdin="ALTER TABLE calls DROP COLUMN duration; INSERT INTO calls VALUES ('CA0', '/s', 'EZ0', 'other')")
        self.postgres.psql(stdin=self.schema)
        self.assertEqual(self.postgres.rows("SELECT duration FROM calls"), [{"duration": None}])
        self.assertEqual(self.count("meta"), 1)

    def test_a_database_without_the_schema_or_of_another_version_is_1(self):
        missing = "apply the output of callview-consumer --print-schema"
        for sql, advice in (("DROP TABLE calls", missing),
                            ("UPDATE meta SET schema_version = 2", "The tables have schema version 2, but this program "
                             "expects version 1: use the callview-consumer that created them"),
                            ("DELETE FROM meta", "The table meta must have exactly one row"),
                            ("ALTER TABLE calls DROP COLUMN duration", missing)):
            self.postgres.psql(stdin="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + self.schema + sql)
            consumer = self.start_consumer()
            self.assertEqual(consumer.process.wait(30), 1)
            consumer.reader.join()
            self.assertIn(advice, consumer.lines[-1])

    def test_a_user_without_privileges_is_1_and_the_sentence_says_which_are_needed(self):
        self.postgres.psql("-c", "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        self.addCleanup(self.postgres.psql, "-c", "DROP OWNED BY reader; DROP ROLE reader")
        consumer = self.start_consumer(database=self.postgres.connection + " user=reader")
        self.deliver(body_of(event("EZ1", call("CA1"))))
        self.assertEqual(consumer.process.wait(60), 1)
        consumer.reader.join()
        self.assertIn("SQLSTATE 42501", "".join(consumer.lines))
        self.assertIn("SELECT, INSERT and UPDATE on the tables", "".join(consumer.lines))
        self.postgres.psql("-c", "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO reader")
        consumer = self.start_consumer(database=self.postgres.connection + " user=reader")
        self.eventually(lambda: self.count("calls") == 1)
        self.assertEqual(consumer.stop(), 0)

    def test_why_there_is_no_connection_is_logged(self):
        consumer = self.start_consumer(database=self.postgres.connection + " dbname=nowhere")
        self.eventually(lambda: consumer.logged("database_failed"))
        self.assertIn("nowhere", consumer.logged("database_failed")[0]["reason"])
        self.assertEqual(consumer.stop(), 0)

    def test_sigterm_ends_a_consumer_whose_brokers_do_not_respond(self):
        for milliseconds in ("30000", "0"):  # with and without messages in the batch
            with self.subTest(milliseconds):
                consumer = self.start_consumer("--batch-milliseconds", milliseconds)
                self.eventually(lambda: consumer.metric("partitions") == self.partitions)
                stored = self.count("events")
                self.put(0, body_of(event(f"EZ{milliseconds}", call("CA1"))))
                self.eventually(lambda: self.count("events") == stored + 1 or milliseconds == "30000")
                time.sleep(1)
                self.brokers.suspend()
                consumer.signal(signal.SIGTERM)
                try:
                    self.assertEqual(consumer.process.wait(40), 0)
                finally:
                    self.brokers.resume()
                self.assertEqual(self.count("events"), stored + 1)

    def test_tables_that_vanish_are_1_and_nothing_is_committed(self):
        consumer = self.start_consumer()
        self.eventually(lambda: consumer.logged("assigned"))
        self.postgres.psql("-c", "ALTER TABLE events RENAME TO others")
        self.deliver(body_of(event("EZ1", call("CA1"))))
        self.assertEqual(consumer.process.wait(30), 1)
        self.postgres.psql("-c", "ALTER TABLE others RENAME TO events")
        self.start_consumer()
        self.eventually(lambda: self.count("events") == 1)

    def test_a_database_that_is_away_at_the_start_is_waited_for(self):
        self.postgres.stop()
        try:
            self.deliver(body_of(event("EZ1", call("CA1"))))
            consumer = self.start_consumer()
            self.eventually(lambda: consumer.logged("paused"))
            self.assertEqual(consumer.metric("commits_failed_total"), 0)
        finally:
            self.postgres.start()
        self.eventually(lambda: self.count("events") == 1)
        self.assertEqual(consumer.stop(), 0)
        self.assertTrue(consumer.logged("resumed"))

    def test_sigterm_while_the_database_is_away_leaves_the_batch_to_the_next_consumer(self):
        consumer = self.start_consumer()
        self.eventually(lambda: consumer.logged("assigned"))
        self.postgres.stop()
        try:
            self.deliver(body_of(event("EZ1", call("CA1"))))
            self.eventually(lambda: consumer.logged("paused"))
            self.assertEqual(consumer.stop(), 0)
            self.assertTrue(consumer.logged("batch_abandoned"))
        finally:
            self.postgres.start()
        self.start_consumer()
        self.eventually(lambda: self.count("events") == 1)

    def test_sigterm_writes_the_batch_in_hand(self):
        consumer = self.start_consumer("--batch-milliseconds", "60000")
        self.deliver(body_of(*(event(f"EZ{i}", call(f"CA{i}")) for i in range(5))))
        self.eventually(lambda: consumer.logged("assigned"))
        time.sleep(1.5)  # the messages are in the batch
        self.assertEqual(self.count("events"), 0)
        self.assertEqual(consumer.stop(), 0)
        self.assertEqual(self.count("events"), 5)
        last = self.start_consumer(name="last")
        self.eventually(lambda: last.metric("partitions") == self.partitions)
        time.sleep(1)
        self.assertEqual(last.stop(), 0)
        self.assertEqual(last.metric("messages_total"), 0)


if __name__ == "__main__":
    main()
