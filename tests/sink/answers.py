#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the response to each delivery and what is stored: the table in docs/receiving.md, line by line."""
import json
import os
import pathlib
import socket
import subprocess

from harness import COMPLETE, PARTIAL, PUBLIC_URL, SECRET, SinkTest, body_of, call, event, main, signed

SEND = pathlib.Path(__file__).resolve().parents[2] / "examples" / "sink" / "send"


class Answers(SinkTest):
    def setUp(self):
        super().setUp()
        self.sink = self.start("--max-body-bytes", "100000")
        self.client = self.sink.client()
        self.addCleanup(self.client.close)

    def counts(self):
        return tuple(self.one(f"SELECT count(*) FROM {t}") for t in ("events", "calls", "conferences", "dead_letters"))

    def test_an_array_of_events_is_stored_each_with_its_attributes(self):
        first = event("EZ1", call("CA1", duration=5), as_text=True)
        second = event("EZ2", call("CA2", duration=6))
        self.assertEqual(self.client.deliver(body_of(first, second)), 204)
        self.assertEqual(self.client.body, b"")
        self.assertEqual(self.counts(), (2, 2, 0, 0))
        row = self.rows("SELECT source, id, type, time, schema_version, raw FROM events WHERE id = 'EZ1'")[0]
        self.assertEqual(row[:5], (first["source"], "EZ1", COMPLETE, first["time"], 7))
        self.assertEqual(json.loads(row[5]), first)
        self.assertRegex(self.one("SELECT received FROM events"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_one_bare_event_is_stored(self):
        self.assertEqual(self.client.deliver(json.dumps(event("EZ1", call("CA1"))).encode()), 204)
        self.assertEqual(self.counts(), (1, 1, 0, 0))

    def test_an_empty_array_is_done(self):
        self.assertEqual(self.client.deliver(b"[]"), 204)
        self.assertEqual(self.counts(), (0, 0, 0, 0))

    def test_an_event_that_comes_again_is_stored_once(self):
        body = body_of(event("EZ1", call("CA1")))
        for _ in range(3):
            self.assertEqual(self.client.deliver(body), 204)
        self.assertEqual(self.client.deliver(body_of(*[event("EZ1", call("CA1"))] * 3)), 204)
        self.assertEqual(self.counts(), (1, 1, 0, 0))
        self.assertEqual(self.client.deliver(body_of(event("EZ1", call("CA1"), source="/another"))), 204)
        self.assertEqual(self.counts()[0], 2)

    def test_every_field_of_a_summary_has_a_column(self):
        summary = call(
            "CA1",
            processing_version=3,
            start_time="2026-11-29T11:59:00Z",
            duration=12,
            tags=["high_jitter"],
            carrier_edge={"metrics": {"inbound": {"jitter": {"max": 5.5}, "packets_lost": 2}}, "properties": {"pdd_ms": 9}},
            properties={"conference_participant": True},
            attributes={"conference_participant": False},
        )
        summary["from"] = {"caller": "+15551234567", "country_code": "US"}
        self.assertEqual(self.client.deliver(body_of(event("EZ1", summary))), 204)
        row = self.rows(
            "SELECT event_source, event_id, kind, processing_version, event_time, start_time, duration, tags,"
            " carrier_edge_metrics_inbound_jitter_max, carrier_edge_metrics_inbound_packets_lost, from_caller,"
            " from_country_code, to_caller, carrier_edge_properties_pdd_ms, attributes_conference_participant"
            " FROM calls WHERE call_sid = 'CA1'"
        )[0]
        self.assertEqual(
            row,
            ("/v1/Voice/EZ1/Summary", "EZ1", "call_summary_complete", 3, "2026-11-29T12:00:00.000Z",
             "2026-11-29T11:59:00.000Z", 12, '["high_jitter"]', 5.5, 2, "+15551234567", "US", None, 9, 0),
        )  # fmt: skip

    def test_conferences_have_a_table_too(self):
        data = {"conference_sid": "CF1", "status": "completed", "duration_seconds": 7}
        kind = "com.twilio.voice.insights.conference-summary."
        self.assertEqual(self.client.deliver(body_of(event("NO2", data, kind + "complete"))), 204)
        self.assertEqual(self.client.deliver(body_of(event("NO1", {"conference_sid": "CF1"}, kind + "partial"))), 204)
        self.assertEqual(self.rows("SELECT conference_sid, event_id, kind, status, duration_seconds FROM conferences"),
                         [("CF1", "NO2", "conference_summary_complete", "completed", 7)])
        self.assertEqual(self.counts(), (2, 0, 1, 0))

    def test_an_event_of_another_type_is_stored_as_it_is(self):
        self.assertEqual(self.client.deliver(body_of(event("X1", "any text", kind="com.example.other"))), 204)
        self.assertEqual(self.counts(), (1, 0, 0, 0))

    def test_the_test_event_is_stored_and_its_test_id_logged(self):
        test = event("AC1", {"test_id": "8d3b\n0"}, kind="com.twilio.eventstreams.test-event", source="Sink")
        self.assertEqual(self.client.deliver(body_of(test)), 204)
        self.assertEqual(self.counts(), (1, 0, 0, 0))
        self.eventually(lambda: any("test_id" in line for line in self.sink.lines))
        line = json.loads(next(line for line in self.sink.lines if "test_id" in line))
        self.assertEqual(line["test_id"], "8d3b\n0")
        other = event("AC2", {"test_id": "another"}, kind="com.twilio.eventstreams.test-event", source="Sink")
        self.assertEqual(self.client.deliver(body_of(test, other)), 204)  # the first one is a duplicate
        self.eventually(lambda: sum("test_id" in line for line in self.sink.lines) == 3)
        self.assertEqual(json.loads(self.sink.lines[-1])["test_id"], "another")

    def test_what_cannot_be_read_is_set_aside_and_its_neighbours_are_stored(self):
        good = [event("EZ1", call("CA1")), event("EZ2", call("CA2"), as_text=True)]
        broken = [
            ({"id": "EZ3"}, "missing_attribute"),
            (7, "not_an_event"),
            (dict(event("EZ4", {}), data='{"call_sid":"CA4"'), "data_not_json"),
            (dict(event("EZ5", {}), data=[1]), "data_not_an_object"),
            (dict(event("EZ6", {}), data='{"call_sid":"CA6","from":{"city":tru}}'), "data_not_json"),
            (dict(event("EZ7", {}, kind="com.twilio.messaging.message.sent"), data=None), "data_absent"),
        ]
        elements = [good[0], *(element for element, _ in broken), good[1]]
        self.assertEqual(self.client.deliver(json.dumps(elements).encode()), 204)
        self.assertEqual(self.counts(), (2, 2, 0, len(broken)))
        rows = self.rows("SELECT reason, event_index, raw FROM dead_letters ORDER BY id")
        for i, ((reason, index, raw), (element, expected)) in enumerate(zip(rows, broken)):
            with self.subTest(expected):
                self.assertEqual((reason, index), (expected, i + 1))
                self.assertEqual(json.loads(raw), element)
        self.assertEqual(self.sink.metric("callview_sink_dead_letters_total"), len(broken))

    def test_a_signed_body_that_is_no_json_is_set_aside_whole(self):
        for body in (b"hello", b"Status=ok&Body=x", b"[] []", b"42", b'{"a":\x01}', b"[" * 100 + b"]" * 100):
            with self.subTest(body):
                before = self.counts()[3]
                self.assertEqual(self.client.deliver(body), 204)
                self.assertEqual(self.counts(), (0, 0, 0, before + 1))
                self.assertEqual(self.rows("SELECT event_index, raw FROM dead_letters ORDER BY id DESC")[0],
                                 (None, body.decode()))
        self.assertEqual(self.client.deliver(b"\xff\x00\xfe"), 204)
        self.assertEqual(self.one("SELECT raw FROM dead_letters ORDER BY id DESC"), b"\xff\x00\xfe")

    def send(self, *arguments, secret=SECRET):
        return subprocess.run(
            [SEND, "--url", f"http://127.0.0.1:{self.sink.port}/events", "--public-url", PUBLIC_URL, "--database",
             self.database, *arguments],
            env={**os.environ, "TWILIO_AUTH_TOKEN": secret}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def test_the_script_send_prints_what_its_delivery_stored(self):
        file = self.folder / "body"
        file.write_bytes(body_of(event("EZ1", call("CA1", duration=7))))
        first = self.send(file)
        self.assertEqual((first.returncode, first.stderr), (0, ""))
        self.assertIn("new events: 1\n", first.stdout)
        self.assertIn("CA1 | completed | 7 | call_summary_complete | ", first.stdout)
        again = self.send(file)
        self.assertEqual((again.returncode, again.stdout), (0, "status 204\nnew events: 0\n"))
        forged = self.send(file, secret="54321")
        self.assertEqual((forged.returncode, forged.stdout), (1, "status 403\n"))
        file.write_bytes(body_of({"id": "EZ2"}))
        unreadable = self.send(file)
        self.assertEqual((unreadable.returncode, unreadable.stdout),
                         (1, "status 204\nnew events: 0\nnew dead letter: 1 missing_attribute\n"))
        missing = self.send(self.folder / "nothing")
        self.assertEqual((missing.returncode, missing.stdout), (1, ""))
        self.assertNotIn("Traceback", missing.stderr)
        self.assertEqual(self.send().returncode, 0)  # the sample

    def test_an_empty_body_and_one_that_is_cut_short_come_again(self):
        whole = body_of(event("EZ1", call("CA1", note="\u00e9"), as_text=True))
        for body in (b"", b"  ", whole[:1], whole[:40], whole[:-1], "[\u00e9".encode()[:2]):
            with self.subTest(body):
                self.assertEqual(self.client.deliver(body), 500)
        self.assertEqual(self.counts(), (0, 0, 0, 0))

    def test_a_body_that_ends_before_its_length_is_400(self):
        body = body_of(event("EZ1", call("CA1")))
        target, headers = signed(body)
        head = f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        head += f"X-Twilio-Signature: {headers['X-Twilio-Signature']}\r\n\r\n"
        answer = self.sink.raw(head.encode(), body[:-5], half_close=True)
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        self.assertEqual(self.counts(), (0, 0, 0, 0))

    def test_what_is_not_signed_is_refused(self):
        body = body_of(event("EZ1", call("CA1")))
        target, headers = signed(body)
        other_body = body_of(event("EZ2", call("CA2")))
        wrong = signed(body, secret="54321")[1]
        cases = {
            "no signature": ("POST", target, body, {}),
            "empty signature": ("POST", target, body, {"X-Twilio-Signature": ""}),
            "another secret": ("POST", target, body, wrong),
            "another body": ("POST", target, other_body, headers),
            "no hash": ("POST", "/events", body, headers),
            "another query": ("POST", target + "&x=1", body, headers),
            "another URL": ("POST", target, body, signed(body, url="https://other.example.com/events")[1]),
        }
        for name, request in cases.items():
            with self.subTest(name):
                self.assertEqual(self.client.request(*request), 403)
        self.assertEqual(self.counts(), (0, 0, 0, 0))
        self.assertEqual(self.sink.metric("callview_sink_signatures_refused_total"), len(cases))
        self.assertEqual(self.client.deliver(body), 204)  # on the same connection

    def test_too_large_is_413(self):
        body = b"[" + b" " * 100000 + b"]"
        self.assertEqual(self.sink.client().deliver(body), 413)
        target, headers = signed(body)
        chunks = f"POST {target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        self.assertTrue(self.sink.raw(chunks, b"8000\r\n" + b" " * 0x8000 + b"\r\n", b"8000\r\n" + b" " * 0x8000 + b"\r\n",
                                      b"ffff\r\n" + b" " * 0xFFFF + b"\r\n", b"0\r\n\r\n").startswith(b"HTTP/1.1 413 "))
        self.assertEqual(self.counts(), (0, 0, 0, 0))
        exactly = b"[" + b" " * (100000 - 2) + b"]"
        self.assertEqual(self.sink.client().deliver(exactly), 204)

    def test_other_methods_are_405_with_allow_and_options_204(self):
        for method in ("GET", "PUT", "DELETE", "PATCH", "HEAD", "TRACE", "BREW"):
            with self.subTest(method):
                client = self.sink.client()
                self.assertIn(client.request(method, "/events"), (405,) if method != "BREW" else (400, 405))
                if method != "BREW":
                    self.assertIn("POST", client.headers["allow"])
                client.close()
        self.assertEqual(self.client.request("OPTIONS", "/events"), 204)
        self.assertIn("POST", self.client.headers["allow"])
        self.assertEqual(self.client.request("PUT", "/events", b"[]", {}), 405)
        self.assertEqual(self.sink.client().deliver(body_of(event("EZ1", call("CA1")))), 204)
        self.assertEqual(self.counts()[0], 1)

    def test_any_path_takes_deliveries(self):
        self.assertEqual(self.client.deliver(body_of(event("EZ1", call("CA1"))), path="/some/where"), 204)
        self.assertEqual(self.client.deliver(body_of(event("EZ2", call("CA2"))), path="/"), 204)
        self.assertEqual(self.counts()[0], 2)

    def test_a_chunked_body_is_taken(self):
        body = body_of(event("EZ1", call("CA1")))
        target, headers = signed(body)
        self.client.connection.request("POST", target, iter([body[:10], body[10:]]), headers, encode_chunked=True)
        self.assertEqual(self.client.connection.getresponse().status, 204)
        self.assertEqual(self.counts()[0], 1)

    def test_a_client_that_expects_to_be_asked_is_asked(self):
        body = body_of(event("EZ1", call("CA1")))
        target, headers = signed(body)
        head = f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n"
        head += f"Connection: close\r\nX-Twilio-Signature: {headers['X-Twilio-Signature']}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.sink.port), timeout=10) as s:
            s.sendall(head.encode())
            self.assertTrue(s.recv(1000).startswith(b"HTTP/1.1 100 "))
            s.sendall(body)
            self.assertTrue(s.recv(1000).startswith(b"HTTP/1.1 204 "))
        self.assertEqual(self.counts()[0], 1)

    def test_a_summary_without_sid_is_kept_as_an_event(self):
        self.assertEqual(self.client.deliver(body_of(event("EZ1", {"call_state": "busy"}, kind=PARTIAL))), 204)
        self.assertEqual(self.counts(), (1, 0, 0, 0))


if __name__ == "__main__":
    main()
