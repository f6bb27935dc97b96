#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests how the program starts, which secrets and databases it accepts, and how it stops."""
import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import time

from harness import PROGRAM, PUBLIC_URL, SinkTest, body_of, call, event, load, main, sign, signed


class Start(SinkTest):
    def run_to_the_end(self, *arguments, **environment):
        inherited = {name: value for name, value in os.environ.items() if name != "TWILIO_AUTH_TOKEN"}
        return subprocess.run([PROGRAM, *arguments], env={**inherited, **environment}, capture_output=True, text=True,
                              timeout=30)

    def assert_refused(self, ended, code, word):
        self.assertEqual(ended.returncode, code, ended.stderr)
        self.assertIn(word, ended.stderr)
        self.assertNotIn("listening", ended.stderr)

    def test_without_a_secret_it_does_not_start(self):
        self.assert_refused(self.run_to_the_end("--database", str(self.database)), 2, "TWILIO_AUTH_TOKEN")
        self.assert_refused(self.run_to_the_end("--database", str(self.database), TWILIO_AUTH_TOKEN=""), 2, "secret")
        self.assert_refused(self.run_to_the_end("--database", str(self.database), TWILIO_AUTH_TOKEN=" ,"), 2, "secret")
        empty = self.folder / "empty"
        empty.write_text("\n")
        self.assert_refused(self.run_to_the_end("--database", str(self.database), "--auth-token-file", str(empty)), 2,
                            "secret")
        self.assert_refused(
            self.run_to_the_end("--database", str(self.database), "--auth-token-file", str(self.folder / "no")), 2,
            "cannot be read: No such file or directory")
        for text in ("# rotated 2026\nabc\n", "two words\n", "\ufeffabc\n"):
            empty.write_text(text)
            ended = self.run_to_the_end("--database", str(self.database), "--auth-token-file", str(empty))
            self.assert_refused(ended, 2, "comments")
        ended = self.run_to_the_end("--database", str(self.database), "--auth-token-file", str(self.folder))
        self.assert_refused(ended, 2, "cannot be read: Is a directory")
        self.assertFalse(self.database.exists())

    def test_wrong_usage_is_2(self):
        database = ("--database", str(self.database))
        for arguments in ((), (*database, "--no-such-flag"), (*database, "--max-queue", "0"),
                          (*database, "--public-url", "sink.example.com"),
                          (*database, "--public-url", "https:///path"), (*database, "--public-url", "https://:80"),
                          (*database, "--public-url", "https://user:password@"),
                          ("--database", ":memory:"), ("--database", ""), ("--database", "file:calls.db"),
                          (*database, "--public-url", "https://x/?a=1")):
            with self.subTest(arguments):
                self.assertEqual(self.run_to_the_end(*arguments, TWILIO_AUTH_TOKEN="1").returncode, 2)

    def test_a_database_that_others_can_read_is_reported(self):
        sink = self.start()
        self.assertEqual(self.database.stat().st_mode & 0o777, 0o640)
        sink.stop()
        self.assertNotIn("accessible", "".join(sink.lines))
        self.database.chmod(0o644)
        sink = self.start()
        sink.stop()
        self.assertIn('"event":"database_accessible_to_others","mode":"0644"', "".join(sink.lines))

    def test_help_names_every_flag(self):
        ended = self.run_to_the_end("--help")
        self.assertEqual(ended.returncode, 0)
        for word in ("--listen", "--admin", "--public-url", "--auth-token-file", "--insecure", "127.0.0.1:8080",
                     "TWILIO_AUTH_TOKEN", "--max-body-bytes", "16777216"):
            self.assertIn(word, ended.stdout)
        self.assertNotIn("[]", ended.stdout)

    def test_warnings_at_the_start_say_what_to_do(self):
        sink = self.start("--max-memory-bytes", "100000", "--max-connections", "5000", public_url=None,
                          before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000)))
        sink.stop()
        log = [json.loads(line) for line in sink.lines if line.startswith("{")]
        advice = {line["event"]: line["message"] for line in log if line["level"] == "warning"}
        self.assertIn("--max-memory-bytes", advice["large_bodies_never_fit"])
        self.assertIn("ulimit -n", advice["fewer_connections"])
        self.assertIn("--public-url", advice["no_public_url"])

    def test_what_cannot_be_opened_is_1(self):
        for arguments in (("--database", str(self.folder / "no" / "calls.db")),
                          ("--database", str(self.database), "--listen", "nowhere"),
                          ("--database", str(self.database), "--listen", "127.0.0.1:80800"),
                          ("--database", str(self.database), "--listen", "127.0.0.1:"),
                          ("--database", str(self.database), "--listen", "127.0.0.1:80x"),
                          ("--database", str(self.database), "--listen", "192.0.2.1:1")):
            with self.subTest(arguments):
                self.assertEqual(self.run_to_the_end(*arguments, TWILIO_AUTH_TOKEN="1").returncode, 1)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            taken_port = f"127.0.0.1:{taken.getsockname()[1]}"
            ended = self.run_to_the_end("--database", str(self.database), "--listen", taken_port, TWILIO_AUTH_TOKEN="1")
            self.assert_refused(ended, 1, taken_port)

    def test_databases_of_others_and_of_other_versions_are_left_alone(self):
        def refuse(word):
            before = self.database.read_bytes()
            ended = self.run_to_the_end("--database", str(self.database), TWILIO_AUTH_TOKEN="1")
            self.assert_refused(ended, 1, word)
            self.assertEqual(self.database.read_bytes(), before)

        self.database.write_bytes(b"this is no database" * 100)
        refuse(f"The database {self.database} is not a SQLite database")
        self.database.unlink()
        connection = sqlite3.connect(self.database)
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
        connection.close()
        refuse("belongs to another program: choose another file")
        self.database.unlink()
        self.assertEqual(self.start().stop(), 0)
        for version, word in ((2, "newer"), (0, "version 0")):
            connection = sqlite3.connect(self.database)
            connection.execute("UPDATE meta SET schema_version = ?", (version,))
            connection.commit()
            connection.close()
            refuse(word)

    def test_a_locked_database_is_named(self):
        self.assertEqual(self.start().stop(), 0)
        lock = sqlite3.connect(self.database, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        ended = self.run_to_the_end("--database", str(self.database), "--busy-milliseconds", "0", TWILIO_AUTH_TOKEN="1")
        self.assert_refused(ended, 1, f"The database {self.database} cannot be written to: database is locked")
        lock.close()

    def test_a_database_that_lacks_columns_gets_them(self):
        sink = self.start()
        self.assertEqual(sink.client().deliver(body_of(event("EZ1", call("CA1", duration=5)))), 204)
        self.assertEqual(sink.stop(), 0)
        connection = sqlite3.connect(self.database)
        connection.execute("ALTER TABLE calls DROP COLUMN duration")
        connection.commit()
        connection.close()
        self.assertEqual(self.start().client().deliver(body_of(event("EZ2", call("CA2", duration=6)))), 204)
        self.assertEqual(self.rows("SELECT call_sid, duration FROM calls ORDER BY call_sid"), [("CA1", None), ("CA2", 6)])

    def test_each_of_several_secrets_may_sign(self):
        first, second = self.folder / "first", self.folder / "second"
        first.write_text("from-a-file\n")
        second.write_text("two-in\r\na-file")
        sink = self.start("--auth-token-file", str(first), "--auth-token-file", str(second), secret="old, new")
        client = sink.client()
        for i, secret in enumerate(("old", "new", "from-a-file", "two-in", "a-file")):
            self.assertEqual(client.deliver(body_of(event(f"EZ{i}", call("CA1"))), secret=secret), 204)
            self.assertEqual(client.deliver(body_of(event(f"EZ{i}", call("CA1"))), secret=secret, algorithm="sha256"), 204)
        self.assertEqual(client.deliver(body_of(event("EZ9", call("CA1"))), secret="old, new"), 403)

    def test_the_url_that_was_signed(self):
        body = body_of(event("EZ1", call("CA1")))
        with_port = self.start(public_url="https://sink.example.com:8443")
        self.assertEqual(with_port.client().deliver(body, url="https://sink.example.com:8443/any/path", path="/any/path"), 204)
        # Twilio can sign the URL without the port, and with the default port of the scheme.
        self.assertEqual(with_port.client().deliver(body, url="https://sink.example.com/any/path", path="/any/path"), 204)
        self.assertEqual(with_port.client().deliver(body, url="https://sink.example.com/other", path="/any/path"), 403)
        database = self.folder / "second.db"
        sink = self.start(public_url=None, database=database)
        self.assertEqual(sink.client().deliver(body, url=f"http://127.0.0.1:{sink.port}/x", path="/x"), 204)
        self.assertEqual(sink.client().deliver(body, url="http://other.example.com/x", path="/x"), 403)
        # The signed query can contain more than the hash.
        query = signed(body)[0].split("?")[1]
        target = f"/events?a=b%20c&{query}"
        signature = sign(f"{PUBLIC_URL}?a=b%20c&{query}")
        client = self.start(database=self.folder / "third.db").client()
        self.assertEqual(client.request("POST", target, body, {"X-Twilio-Signature": signature}), 204)

    def test_insecure_takes_what_is_not_signed_and_says_so(self):
        sink = self.start("--insecure", secret=None, public_url=None)
        body = body_of(event("EZ1", call("CA1")))
        self.assertEqual(sink.client().request("POST", "/", body, {}), 204)
        self.assertEqual(self.one("SELECT count(*) FROM events"), 1)
        self.assertTrue(any("WARNING" in line for line in sink.lines))

    def test_sigterm_under_load_answers_what_was_taken_and_ends_with_0(self):
        sink = self.start()
        acknowledged, threads = load(sink)
        idle = socket.create_connection(("127.0.0.1", sink.port))
        self.eventually(lambda: len(acknowledged) > 50)
        started = time.monotonic()
        self.assertEqual(sink.stop(), 0)
        self.assertLess(time.monotonic() - started, 9)  # it did not wait for the idle connection
        for t in threads:
            t.join()
        idle.close()
        stored = {row[0] for row in self.rows("SELECT id FROM events")}
        self.assertEqual(acknowledged - stored, set())
        self.assertFalse((self.folder / "calls.db-wal").exists())  # the database is one file again

    def test_a_request_under_way_is_answered_after_sigterm(self):
        sink = self.start()
        body = body_of(event("EZ1", call("CA1")))
        target, headers = signed(body)
        head = f"POST {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        head += f"X-Twilio-Signature: {headers['X-Twilio-Signature']}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", sink.port), timeout=10) as s:
            s.sendall(head.encode() + body[:5])
            self.eventually(lambda: sink.metric("callview_sink_body_bytes") > 0)
            sink.process.send_signal(signal.SIGTERM)
            self.eventually(lambda: sink.get("/readyz") == (503, "draining\n"))
            s.sendall(body[5:])
            answer = s.recv(1000)
            self.assertTrue(answer.startswith(b"HTTP/1.1 204 "), answer)
            self.assertIn(b"Connection: close", answer)
        self.assertEqual(sink.process.wait(10), 0)

    def test_a_log_that_nobody_reads_does_not_stop_it(self):
        command = [PROGRAM, "--database", str(self.database), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]
        process = subprocess.Popen(command, env={**os.environ, "TWILIO_AUTH_TOKEN": "1"}, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while "listening" not in (line := process.stderr.readline()):
            pass
        port = int(line.split(",")[0].rsplit(":", 1)[1])
        # A pipe of one page is soon full.
        import fcntl

        fcntl.fcntl(process.stderr.fileno(), 1031, 4096)  # F_SETPIPE_SZ
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        connection.settimeout(10)
        for _ in range(300):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]")
            self.assertIn(b" 403 ", connection.recv(1000))
        connection.close()


if __name__ == "__main__":
    main()
