#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests what callview-consumer does with messages. faults.py tests it under faults."""
import base64
import json
import pathlib
import random
import string
import subprocess
import time

from parts import CONSUMER, PipelineTest, body_of, call, event, main


class Consumer(PipelineTest):
    partitions = 3

    def deliver(self, *bodies):
        receiver = self.start_receiver()
        for body in bodies:
            self.assertEqual(receiver.client().deliver(body), 204)

    def run_to_the_end(self, *arguments):
        return subprocess.run([CONSUMER, *arguments], capture_output=True, text=True, timeout=60)

    def test_wrong_usage_is_2(self):
        kafka, database = ("--kafka", self.brokers.kafka), ("--database", "dbname=x")
        for arguments in ((), kafka, database, (*kafka, "--database", "no connection string"),
                          ("--kafka", "no-topic:9092", *database), ("--kafka", "a:1/", *database),
                          ("--kafka", "a:1/b/c", *database), ("--kafka", "a:1/b c", *database),
                          (*kafka, *database, "--max-batch", "0")):
            with self.subTest(arguments):
                self.assertEqual(self.run_to_the_end(*arguments).returncode, 2)
        self.assertIn("--kafka is required", self.run_to_the_end(*database).stderr)
        self.assertIn("--kafka must have the form", self.run_to_the_end("--kafka", "a:1", *database).stderr)
        ended = self.run_to_the_end(*kafka, "--database", "host=x", "password=swordfish", "--bogus")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("there is no option --bogus", ended.stderr)
        self.assertNotIn("swordfish", ended.stderr)
        ended = self.run_to_the_end(*kafka, "--database", "host=x", "password=swordfish")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("put a connection string with blanks in quotes", ended.stderr)
        self.assertNotIn("swordfish", ended.stderr)

    def test_a_file_of_properties_that_cannot_be_read_is_named_with_the_reason(self):
        ended = self.run_to_the_end("--kafka", self.brokers.kafka, "--database", self.postgres.connection,
                                    "--kafka-properties", str(self.folder / "no"))
        self.assertEqual(ended.returncode, 1)
        self.assertIn(f"--kafka-properties {self.folder / 'no'} cannot be read: No such file", ended.stderr)

    def test_counters_of_dead_letters_exist_before_they_count(self):
        consumer = self.start_consumer()
        self.eventually(lambda: consumer.metrics_file.exists())
        self.assertRegex(consumer.metrics_file.read_text(), r'dead_letters_total\{[^}]*reason="data_not_json"[^}]*\} 0')

    def test_why_metrics_cannot_be_written_is_logged(self):
        consumer = self.start_consumer()
        self.eventually(lambda: consumer.metrics_file.exists())
        pathlib.Path(f"{consumer.metrics_file}.next").mkdir()
        self.eventually(lambda: consumer.logged("metrics_not_written"))
        line = consumer.logged("metrics_not_written")[0]
        self.assertEqual((line["file"], line["reason"]), (str(consumer.metrics_file), "Is a directory"))

    def test_properties_that_librdkafka_does_not_take_are_1_and_their_values_are_not_shown(self):
        properties = self.folder / "wrong.properties"
        for text in ("no.such.property=swordfish\n", "session.timeout.ms=swordfish\n", "swordfish\n", "group.id=swordfish\n"):
            properties.write_text("# a comment\n\n" + text)
            ended = self.run_to_the_end("--kafka", self.brokers.kafka, "--database", self.postgres.connection,
                                        "--kafka-properties", str(properties))
            self.assertEqual(ended.returncode, 1)
            self.assertIn("wrong.properties:3", ended.stderr)
            self.assertEqual("group.id" in text, "remove this line" in ended.stderr)
            self.assertNotIn("swordfish", ended.stderr)

    def test_what_cannot_be_read_or_stored_becomes_a_dead_letter_and_does_not_hold_up_the_rest(self):
        # PostgreSQL supports neither index entries of this size nor U+0000.
        too_long = event("EZ" + "".join(random.Random(1).choices(string.ascii_letters, k=20000)), call("CA2"))
        self.deliver(
            body_of(event("EZ1", call("CA1", answered_by="a\0b"))), body_of(too_long, {"id": "EZ-no-event"}, 17),
            b"no JSON \xff", body_of(event("EZ3", call("CA3"))))  # fmt: skip
        consumer = self.start_consumer("--batch-milliseconds", "1000")
        self.eventually(lambda: self.count("events") == 2 and self.count("dead_letters") == 4)
        rows = self.postgres.rows("SELECT reason, length(raw) AS size FROM dead_letters ORDER BY reason")
        self.assertEqual([row["reason"] for row in rows], ["missing_attribute", "not_an_event", "not_utf8", "refused_54000"])
        self.assertGreater(rows[3]["size"], 20000)
        self.assertEqual(self.postgres.one("SELECT answered_by FROM calls WHERE call_sid = 'CA1'"), "a\ufffdb")
        self.assertEqual(self.postgres.one("SELECT string_agg(call_sid, ' ' ORDER BY call_sid) FROM calls"), "CA1 CA3")
        # The log contains no part of these events.
        self.assertEqual(len(consumer.logged("dead_letter")), 4)
        self.assertNotIn("EZ", "".join(consumer.lines))
        self.assertEqual(consumer.stop(), 0)
        self.assertEqual(consumer.metric("dead_letters_total"), 4)

    def test_dead_letters_of_a_topic_that_was_made_again_are_kept_beside_the_old_ones(self):
        self.postgres.psql("-c", "INSERT INTO dead_letters SELECT 'twilio-events', p, n, 0, '2026-01-01', 'old', '' "
                                 "FROM generate_series(0, 2) p, generate_series(0, 9) n")
        self.deliver(b"no JSON")
        self.start_consumer()
        self.eventually(lambda: self.count("dead_letters") == 31)

    def test_a_time_of_a_message_that_postgresql_cannot_hold_is_replaced(self):
        for i, milliseconds in enumerate((2**63 - 1, time.time_ns(), -(10**14), 1)):
            self.put(i % 3, body_of(event(f"EZ{i}", call(f"CA{i}"))), milliseconds)
        self.put(0, b"no JSON", 2**62)
        consumer = self.start_consumer()
        self.eventually(lambda: self.count("events") == 4 and self.count("dead_letters") == 1)
        self.assertEqual(consumer.metric("database_failures_total"), 0)

    def test_a_time_of_an_event_that_postgresql_cannot_hold_is_null(self):
        for i, text in enumerate(("0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z")):
            self.put(0, body_of(event(f"EZ{i}", call("CA1", start_time=text), time=text)))
        self.start_consumer()
        self.eventually(lambda: self.count("events") == 3)
        self.assertEqual(self.postgres.one("SELECT string_agg((time IS NULL)::text, ' ' ORDER BY id) FROM events"), "true true false")

    def test_a_row_that_a_trigger_refuses_does_not_hold_up_the_rest(self):
        self.postgres.psql(stdin="CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF NEW.id = 'EZ1' THEN "
                                 "RAISE EXCEPTION 'no'; END IF; RETURN NEW; END$$; CREATE TRIGGER t BEFORE INSERT ON events "
                                 "FOR EACH ROW EXECUTE FUNCTION no()")
        self.deliver(*(body_of(event(f"EZ{i}", call(f"CA{i}"))) for i in range(3)))
        self.start_consumer()
        self.eventually(lambda: self.count("events") == 2 and self.count("dead_letters") == 1)
        self.assertEqual(self.postgres.one("SELECT reason FROM dead_letters"), "refused_P0001")

    def test_dead_letters_that_cannot_be_stored_are_1(self):
        self.postgres.psql("-c", "ALTER TABLE dead_letters ADD CHECK (reason = 'x')")
        self.deliver(b"no JSON")
        consumer = self.start_consumer()
        self.assertEqual(consumer.process.wait(60), 1)
        consumer.reader.join()
        self.assertRegex(consumer.lines[-1], r"dead_letters refuses a row \(SQLSTATE 23514\): partition \d, offset 0. Check")

    def test_many_dead_letters_in_one_message_are_stored_with_few_statements(self):
        self.put(0, b"[" + b"1," * 99_999 + b"1]")
        began = self.postgres.one("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        self.start_consumer()
        self.eventually(lambda: self.count("dead_letters") == 100_000)
        ended = self.postgres.one("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        self.assertLess(int(ended) - int(began), 5000)
        row = self.postgres.rows("SELECT reason, convert_from(raw, 'UTF8') AS raw FROM dead_letters WHERE event_index = 99999")
        self.assertEqual(row, [{"reason": "not_an_event", "raw": "1"}])

    def test_a_password_in_a_connection_string_without_quotes_is_not_shown(self):
        ended = self.run_to_the_end("--kafka", "a:1/b", "--database", "host=x", "password=swordfish")
        self.assertEqual(ended.returncode, 2)
        self.assertNotIn("swordfish", ended.stderr + ended.stdout)

    def test_sigterm_while_messages_wait_loses_none(self):
        events = [event(f"EZ{i}", call(f"CA{i}")) for i in range(3000)]
        self.deliver(*(body_of(*events[i : i + 100]) for i in range(0, len(events), 100)))
        for _ in range(3):
            consumer = self.start_consumer("--max-batch", "20")
            stored = self.count("events")
            self.eventually(lambda: self.count("events") > stored)
            self.assertEqual(consumer.stop(), 0, "".join(consumer.lines))
        self.assertLess(self.count("events"), len(events))
        self.start_consumer()
        self.eventually(lambda: self.count("events") == len(events))

    def test_metrics_name_the_client(self):
        consumer = self.start_consumer("--client-id", "second")
        self.eventually(lambda: consumer.metrics_file.exists())
        for line in consumer.metrics_file.read_text().splitlines():
            if not line.startswith("#"):
                self.assertIn('client_id="second"', line)

    def test_equal_ranks_do_not_depend_on_the_order_of_arrival(self):
        # In different batches, and in one batch.
        for n, names in enumerate((["EZ1", "EZ2"], ["EZ2", "EZ1"])):
            for name in names:
                self.deliver(body_of(event(f"{name}-{n}", call(f"CA{n}"), source="/s")))
                if len(self.consumers) == 0:
                    self.start_consumer()
                if n == 0:
                    self.eventually(lambda: self.postgres.one(f"SELECT count(*) FROM events WHERE id = '{name}-{n}'") == "1")
        self.eventually(lambda: self.count("events") == 4)
        self.assertEqual(self.postgres.one("SELECT string_agg(event_id, ' ' ORDER BY call_sid) FROM calls"), "EZ2-0 EZ2-1")

    def test_a_dry_run_writes_and_commits_nothing(self):
        self.deliver(body_of(event("EZ1", call("CA1"))))
        dry = self.start_consumer("--dry-run", database="dbname=nowhere")
        self.eventually(lambda: dry.metric("messages_total") == 1)
        self.assertEqual(dry.stop(), 0)
        self.assertEqual(self.count("events"), 0)
        self.start_consumer()
        self.eventually(lambda: self.count("events") == 1)

    def test_a_commit_that_failed_is_tried_again(self):
        # While no other message arrives, and at the end of the program.
        for number, (failures, stops_at_once) in enumerate(((2, False), (1, True)), 1):
            with self.subTest(stops_at_once=stops_at_once):
                self.deliver(*(body_of(event(f"EZ{number}-{i}", call(f"CA{i}"))) for i in range(20)))
                self.brokers.command(f"fail 8 28 {failures}")
                consumer = self.start_consumer("--batch-milliseconds", "1000")
                self.eventually(lambda: self.count("events") == 20 * number and consumer.logged("commit_failed"))
                if not stops_at_once:
                    self.eventually(lambda: "lag_messages{" in consumer.metrics_file.read_text())
                    self.assertEqual(consumer.metric("lag_messages"), 0)
                self.assertEqual(consumer.stop(), 0)
                self.assertEqual(consumer.metric("commits_failed_total"), failures)
                later = self.start_consumer()
                self.eventually(lambda: later.metric("partitions") == self.partitions)
                time.sleep(1.5)
                self.assertEqual(later.stop(), 0)
                self.assertEqual(later.metric("messages_total"), 0)

    def test_lag_and_drift_are_counted(self):
        self.deliver(body_of(event("EZ1", call("CA1", a_new_field=1))))
        consumer = self.start_consumer()
        self.eventually(lambda: consumer.metric("documents_sampled_total", "drifted") == 1)
        self.eventually(lambda: "callview_consumer_lag_messages" in consumer.metrics_file.read_text())
        self.assertEqual(consumer.metric("lag_messages"), 0)

    def test_records_of_kinesis_can_be_forwarded(self):
        # A response of get-records: one event in each record, in Base64.
        answer = json.dumps({"Records": [
            {"SequenceNumber": str(i), "PartitionKey": "k",
             "Data": base64.b64encode(json.dumps(event(f"EZ{i}", call(f"CA{i}"), as_text=i == 0)).encode()).decode()}
            for i in range(2)
        ]})  # fmt: skip
        self.deliver(*(base64.b64decode(record["Data"]) for record in json.loads(answer)["Records"]))
        self.start_consumer()
        self.eventually(lambda: self.count("calls") == 2)


if __name__ == "__main__":
    main()
