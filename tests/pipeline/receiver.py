#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests what callview-sink --kafka produces to the topic, and when it responds."""
import json
import os
import re
import subprocess
import threading
import time

from parts import PROGRAM, PipelineTest, body_of, call, event, load, main

CONFERENCE = "com.twilio.voice.insights.conference-summary.complete"
MESSAGE = "com.twilio.messaging.message.sent"
TEST = "com.twilio.eventstreams.test-event"


class Receiver(PipelineTest):
    def in_topic(self):
        return sum(high for _, high in self.brokers.watermarks().values())

    def test_each_event_is_a_message_with_key_and_headers(self):
        events = [event("EZ1", call("CA1"), as_text=True), event("EZ2", call("CA1")),
                  event("EZ3", {"conference_sid": "CF1"}, CONFERENCE), event("EZ4", {"messageSid": "SM1"}, MESSAGE)]
        client = self.start_receiver().client()
        self.assertEqual(client.deliver(body_of(*events, {"no": "event"})), 204)
        self.assertEqual(client.deliver(b"no JSON"), 204)
        found = {value: (partition, key, headers) for partition, key, headers, value in self.brokers.messages()}
        partitions = []
        for e, expected_key in zip(events, ("CA1", "CA1", "CF1", "")):
            partition, key, headers = found.pop(json.dumps(e))
            self.assertEqual(key, expected_key)
            self.assertEqual(headers, {"content-type": "application/cloudevents+json; charset=UTF-8", "ce_id": e["id"],
                                       "ce_type": e["type"]})  # fmt: skip
            partitions.append(partition)
        self.assertEqual(partitions[0], partitions[1])
        self.assertEqual({value: rest[1:] for value, rest in found.items()},
                         {'{"no": "event"}': ("", {}), "no JSON": ("", {})})  # fmt: skip

    def test_what_is_not_stored_is_answered_as_without_kafka(self):
        sink = self.start_receiver()
        client = sink.client()
        self.assertEqual(client.deliver(body_of(event("EZ1", call("CA1"))), secret="another"), 403)
        self.assertEqual(client.deliver(b"[]"), 204)
        self.assertEqual(client.deliver(b'[{"specversion":'), 500)
        self.assertEqual(client.request("GET", "/"), 405)
        self.assertEqual(self.in_topic(), 0)
        self.assertEqual(client.deliver(body_of(event("EZ0", {"test_id": "abc"}, TEST))), 204)
        self.eventually(lambda: any('"test_id":"abc"' in line for line in sink.lines))
        self.assertEqual(sink.get("/")[0], 404)
        self.assertEqual(sink.get("/readyz")[0], 200)
        self.assertEqual(sink.stop(), 0)

    def test_an_acknowledgement_that_does_not_come_in_time_is_503(self):
        sink = self.start_receiver("--ack-milliseconds", "1500")
        client, body = sink.client(), body_of(event("EZ1", call("CA1")))
        self.assertEqual(client.deliver(body), 204)
        self.brokers.suspend()
        for _ in range(2):
            began = time.monotonic()
            self.assertEqual(client.deliver(body), 503)
            self.assertGreater(int(client.headers["retry-after"]), 0)
            self.assertLess(time.monotonic() - began, 15)
        self.assertEqual(sink.get("/readyz")[0], 503)
        self.assertGreater(sink.metric("callview_sink_kafka_failures_total"), 0)
        self.brokers.resume()
        self.eventually(lambda: client.deliver(body) == 204)
        self.assertEqual(sink.get("/readyz")[0], 200)

    def test_brokers_that_are_not_there_are_503_and_need_no_restart(self):
        sink = self.start_receiver("--ack-milliseconds", "1000")
        client = sink.client()
        self.brokers.kill()
        for i in range(2):
            self.assertEqual(client.deliver(body_of(event(f"EZ{i}", call("CA1")))), 503)
        self.assertEqual(sink.stop(), 0)

    def test_a_full_queue_is_503(self):
        sink = self.start_receiver("--ack-milliseconds", "3000", "--max-queue", "2")
        self.assertEqual(sink.client().deliver(body_of(event("EZ0", call("CA0")))), 204)
        self.brokers.suspend()
        answers = []

        def deliver(i):
            answers.append(sink.client().deliver(body_of(event(f"EZ{i}", call(f"CA{i}")))))

        threads = [threading.Thread(target=deliver, args=(i,)) for i in range(1, 8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(answers, [503] * 7)
        # Some deliveries waited for the brokers. The others found the queue full.
        self.assertLess(sink.metric("callview_sink_kafka_failures_total"), 7)

    def test_a_message_that_brokers_do_not_take_is_413(self):
        properties = self.folder / "sink.properties"
        properties.write_text("message.max.bytes = 20000\n")
        client = self.start_receiver("--kafka-properties", str(properties)).client()
        self.assertEqual(client.deliver(body_of(event("EZ1", call("CA1", note="x" * 30000)))), 413)
        self.assertEqual(client.deliver(body_of(event("EZ2", call("CA1", note="x" * 10000)))), 204)
        self.assertEqual(self.in_topic(), 1)

    def test_the_other_events_of_a_delivery_with_one_that_is_too_large_are_stored(self):
        sink = self.start_receiver()
        large = event("EZ2", call("CA2", note="x" * 1_100_000))
        self.assertEqual(sink.client().deliver(body_of(event("EZ1", call("CA1")), large, event("EZ3", call("CA3")))), 413)
        self.assertEqual({headers["ce_id"] for _, _, headers, _ in self.brokers.messages()}, {"EZ1", "EZ3"})

    def test_messages_that_a_broker_refuses_together_for_their_size_come_again(self):
        sink = self.start_receiver()
        self.assertEqual(sink.client().deliver(body_of(event("EZ0", call("CA0")))), 204)
        self.brokers.command("fail 0 10 1")  # MESSAGE_TOO_LARGE does not say which message
        self.assertEqual(sink.client().deliver(body_of(event("EZ1", call("CA1")))), 503)
        self.assertEqual(sink.client().deliver(body_of(event("EZ1", call("CA1")))), 204)

    def test_sigterm_under_load_loses_nothing_that_was_acknowledged(self):
        sink = self.start_receiver()
        acknowledged, threads = load(sink)
        self.eventually(lambda: len(acknowledged) > 100)
        self.assertEqual(sink.stop(), 0)
        for t in threads:
            t.join()
        self.assertEqual(acknowledged - {headers["ce_id"] for _, _, headers, _ in self.brokers.messages()}, set())

    def test_wrong_usage_is_2(self):
        kafka = ("--kafka", self.brokers.kafka)
        for arguments in ((*kafka, "--database", str(self.folder / "calls.db")), ("--kafka", "no-topic:9092"),
                          ("--database", str(self.folder / "calls.db"), "--kafka-properties", "x")):
            with self.subTest(arguments):
                ended = subprocess.run([PROGRAM, *arguments], env={**os.environ, "TWILIO_AUTH_TOKEN": "1"},
                                       capture_output=True, text=True, timeout=30)  # fmt: skip
                self.assertEqual(ended.returncode, 2)
                self.assertTrue(re.search("--kafka|--database", ended.stderr), ended.stderr)


if __name__ == "__main__":
    main()
