#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests hostile clients. They get an error or no response, and other clients are not affected."""
import json
import os
import random
import socket
import time

from harness import LONG, SinkTest, body_of, call, event, main, signed


def open_descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class Hostile(SinkTest):
    def good(self, sink, name):
        client = sink.client()
        try:
            return client.deliver(body_of(event(name, call("CA" + name))))
        finally:
            client.close()

    def test_half_sent_requests_do_not_keep_a_good_one_waiting(self):
        sink = self.start("--request-seconds", "2")
        body = body_of(event("EZ1", call("CA1")))
        target, _ = signed(body)
        head = f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        halves = (b"P", head[:-2], head, head + body[:-1])
        before = open_descriptors(sink.process.pid)
        waiting = []
        for i in range(500):
            s = socket.create_connection(("127.0.0.1", sink.port))
            s.sendall(halves[i % len(halves)])
            waiting.append(s)
        self.assertEqual(self.good(sink, "EZ2"), 204)
        for s in waiting:  # the sink closes these connections after the time limit
            s.settimeout(20)
            try:
                while s.recv(1000):
                    pass
            except ConnectionResetError:
                pass
            s.close()
        self.eventually(lambda: open_descriptors(sink.process.pid) <= before)
        self.assertEqual(self.one("SELECT count(*) FROM events"), 1)

    def test_a_request_that_trickles_in_is_cut_off(self):
        sink = self.start("--request-seconds", "1")
        with socket.create_connection(("127.0.0.1", sink.port), timeout=20) as s:
            started = time.monotonic()
            with self.assertRaises(OSError):
                for _ in range(200):
                    s.sendall(b"P")
                    time.sleep(0.05)
            self.assertLess(time.monotonic() - started, 9)
        self.assertEqual(sink.metric("callview_sink_requests_timed_out_total"), 1)
        self.assertEqual(self.good(sink, "EZ1"), 204)

    def test_more_connections_than_are_allowed_take_the_place_of_idle_ones(self):
        sink = self.start("--max-connections", "4")
        idle = [socket.create_connection(("127.0.0.1", sink.port)) for _ in range(12)]
        self.assertEqual(self.good(sink, "EZ1"), 204)
        for s in idle:
            s.close()

    def test_half_sent_requests_on_all_connections_do_not_lose_a_good_one(self):
        sink = self.start("--max-connections", "10", "--request-seconds", "60")
        half = [socket.create_connection(("127.0.0.1", sink.port)) for _ in range(10)]
        for s in half:
            s.sendall(b"P")
        for i in range(5):
            self.assertEqual(self.good(sink, f"EZ{i}"), 204)
        for s in half:
            s.close()

    def test_the_last_free_connection_can_be_used(self):
        for connections in (1, 4):
            sink = self.start("--max-connections", str(connections), "--request-seconds", "60")
            half = [socket.create_connection(("127.0.0.1", sink.port)) for _ in range(connections - 1)]
            for s in half:
                s.sendall(b"P")
            for i in range(20):
                self.assertEqual(self.good(sink, f"EZ{i}"), 204)
            for s in half:
                s.sendall(b"")  # these connections are still open
                s.close()
            self.assertEqual(sink.stop(), 0)

    def test_as_many_clients_as_connections_keep_theirs(self):
        sink = self.start("--max-connections", "8")
        clients = [sink.client() for _ in range(8)]
        for i in range(20):
            for number, client in enumerate(clients):
                self.assertEqual(client.deliver(body_of(event(f"EZ{i}-{number}", call("CA1")))), 204)
        for client in clients:
            client.close()

    def test_requests_that_could_be_read_in_two_ways_are_400_and_closed(self):
        sink = self.start("--insecure")
        body = body_of(event("EZ1", call("CA1")))
        size, inner = len(body), b"POST /smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]"
        fields = {
            "both lengths": b"Host: x\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n" % size,
            "both lengths, in reverse order": b"Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: %d\r\n" % size,
            "two lengths": b"Host: x\r\nContent-Length: %d\r\nContent-Length: 5\r\n" % size,
            "the same length twice": b"Host: x\r\nContent-Length: %d\r\nContent-Length: %d\r\n" % (size, size),
            "a list of lengths": b"Host: x\r\nContent-Length: %d, %d\r\n" % (size, size),
            "a length with a sign": b"Host: x\r\nContent-Length: +%d\r\n" % size,
            "a negative length": b"Host: x\r\nContent-Length: -1\r\n",
            "a length that is not a number": b"Host: x\r\nContent-Length: 0x10\r\n",
            "a length of 65 bits": b"Host: x\r\nContent-Length: 18446744073709551621\r\n",
            "an unknown coding": b"Host: x\r\nTransfer-Encoding: xchunked\r\n",
            "two codings": b"Host: x\r\nTransfer-Encoding: gzip, chunked\r\n",
            "a coding twice": b"Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            "a space before the colon": b"Host: x\r\nContent-Length : %d\r\n" % size,
            "no host": b"Content-Length: %d\r\n" % size,
            "two hosts": b"Host: x\r\nHost: y\r\nContent-Length: %d\r\n" % size,
            "a bare line feed": b"Host: x\nContent-Length: %d\r\n" % size,
        }
        for name, lines in fields.items():
            with self.subTest(name):
                answer = sink.raw(b"POST / HTTP/1.1\r\n" + lines + b"\r\n" + body + inner, half_close=True)
                self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1)
        for name, chunks in {
            "a chunk without a number": b"x\r\n",
            "a chunk that is too short": b"2\r\n[]x\r\n0\r\n\r\n",
            "a negative chunk": b"-2\r\n[]\r\n0\r\n\r\n",
            "a chunk of 65 bits": b"10000000000000002\r\n[]\r\n0\r\n\r\n",
        }.items():
            with self.subTest(name):
                head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                answer = sink.raw(head + chunks + inner, half_close=True)
                self.assertRegex(answer, rb"^HTTP/1\.1 4(00|13) ")
                self.assertEqual(answer.count(b"HTTP/1.1 "), 1)
        answer = sink.raw(b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n", half_close=True)
        self.assertRegex(answer, rb"^HTTP/1\.[01] 400 ")
        hosts = b"Host: x\r\nHost: y\r\nContent-Length: 2\r\n\r\n[]"
        self.assertRegex(sink.raw(b"POST / HTTP/1.0\r\n" + hosts, half_close=True), rb"^HTTP/1\.[01] 400 ")
        self.assertEqual(self.one("SELECT count(*) FROM events"), 0)
        self.assertEqual(self.one("SELECT count(*) FROM dead_letters"), 0)
        self.assertEqual(self.good(sink, "EZ1"), 204)

    def test_garbage_is_400_or_closed(self):
        sink = self.start("--request-seconds", "1")
        dice = random.Random(4)
        for i in range(20000 if LONG else 300):
            garbage = dice.randbytes(dice.randrange(1, 400))
            if i % 2:
                garbage = b"POST / HTTP/1.1\r\nHost: x\r\n" + garbage
            answer = sink.raw(garbage, half_close=True)
            self.assertRegex(answer, rb"^(HTTP/1\.[01] (400|403|405|500) |$)")
        self.assertEqual(self.good(sink, "EZ1"), 204)

    def test_a_head_without_end_is_400(self):
        sink = self.start()
        for lines in (b"X-Long: " + b"a" * 100000, b"".join(b"X-%d: a\r\n" % i for i in range(10000))):
            answer = sink.raw(b"POST / HTTP/1.1\r\nHost: x\r\n" + lines)
            self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        answer = sink.raw(b"POST /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)
        self.assertEqual(self.good(sink, "EZ1"), 204)
        sink.stop()
        reasons = [json.loads(line)["reason"] for line in sink.lines if '"event":"refused"' in line]
        self.assertEqual(reasons, ["the header section is larger than --max-header-bytes"] * 3)

    def test_bodies_take_no_more_memory_than_allowed(self):
        sink = self.start("--max-memory-bytes", "1000000", "--max-body-bytes", "900000", "--request-seconds", "5")
        target, headers = signed(b" " * 900000)
        head = f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n"
        head = f"{head}X-Twilio-Signature: {headers['X-Twilio-Signature']}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", sink.port)) as first:
            first.sendall(head + b" " * 800000)
            self.eventually(lambda: sink.metric("callview_sink_body_bytes") > 700000)
            answer = sink.raw(head + b" " * 900000)
            self.assertTrue(answer.startswith(b"HTTP/1.1 503 "), answer)
            self.assertIn(b"Retry-After", answer)
            self.assertEqual(self.good(sink, "EZ1"), 204)
        self.eventually(lambda: sink.metric("callview_sink_body_bytes") == 0)
        sink.stop()
        self.assertIn('"status":503,"reason":"all bodies together exceed --max-memory-bytes"', "".join(sink.lines))

    def test_a_client_that_cannot_sign_takes_no_memory_for_a_large_body(self):
        sink = self.start("--max-memory-bytes", "1000000", "--request-seconds", "60")
        target, headers = signed(b" " * 900000, secret="54321")
        signature = f"X-Twilio-Signature: {headers['X-Twilio-Signature']}\r\n"
        waiting = []
        for framing, prefix in (("Content-Length: 900000\r\n", b""), ("Transfer-Encoding: chunked\r\n", b"dbba0\r\n")):
            for wrong in ("", signature):
                head = f"POST {target} HTTP/1.1\r\nHost: x\r\n{framing}{wrong}\r\n".encode()
                s = socket.create_connection(("127.0.0.1", sink.port), timeout=10)
                s.sendall(head + prefix + b" " * 890000)
                waiting.append((s, b"\r\n0\r\n\r\n" if prefix else b""))
        self.assertEqual(self.good(sink, "EZ1"), 204)
        self.assertLess(sink.metric("callview_sink_body_bytes"), 200000)
        for s, end in waiting:
            s.sendall(b" " * 10000 + end)
            self.assertTrue(s.recv(100).startswith(b"HTTP/1.1 403 "))
            s.close()
        self.assertEqual(sink.metric("callview_sink_signatures_refused_total"), 4)

    def test_secrets_and_personal_data_stay_out_of_the_log(self):
        sink = self.start()
        client = sink.client()
        data = call("CA1", caller="+15550001111", note="private")
        client.deliver(body_of(event("EZ1", data)))
        client.deliver(body_of({"id": "+15550001111"}))
        client.deliver(b"private +15550001111")
        client.deliver(b'[{"private')
        client.deliver(body_of(event("EZ2", data)), secret="not-the-secret")
        client.request("POST", "/private?x=+15550001111", b"private", {"X-Twilio-Signature": "cHJpdmF0ZQ=="})
        self.assertEqual(sink.stop(), 0)
        log = "".join(sink.lines)
        self.assertIn("signature_refused", log)
        self.assertIn('"event":"dead_letter","reason":"missing_attribute","id":1,"event_index":0}', log)
        self.assertIn('"event":"dead_letter","reason":"malformed_json","id":2}', log)
        self.assertIn('"event":"refused","status":500,"reason":"the body is empty or ends early"}', log)
        for word in ("5550001111", "private", "12345", "not-the-secret", "cHJpdmF0ZQ"):
            self.assertNotIn(word, log)


if __name__ == "__main__":
    main()
