# SPDX-License-Identifier: MIT
"""The parts that the tests of callview-sink share: the real program with a real database, and a client that signs."""
import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import queue
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

PROGRAM = os.environ.get("CALLVIEW_SINK", "callview-sink")
# With CALLVIEW_TEST_SINK=long in the environment, the tests take minutes.
LONG = os.environ.get("CALLVIEW_TEST_SINK") == "long"
SECRET = "12345"
PUBLIC_URL = "https://sink.example.com/events"
PARTIAL, PREDICTED, COMPLETE = (
    f"com.twilio.voice.insights.call-summary.{kind}" for kind in ("partial", "predicted-complete", "complete")
)


def event(event_id, data, kind=COMPLETE, source=None, time="2026-11-29T12:00:00.000Z", as_text=False):
    """Makes a CloudEvent with a document, as an escaped string or as an object."""
    return {
        "specversion": "1.0",
        "type": kind,
        "source": source or f"/v1/Voice/{event_id}/Summary",
        "id": event_id,
        "dataschema": "https://events-schemas.twilio.com/VoiceInsights.CallSummary/7",
        "datacontenttype": "application/json",
        "time": time,
        "data": json.dumps(data) if as_text else data,
    }


def call(sid, **more):
    return {"call_sid": sid, "call_state": "completed", **more}


def body_of(*events):
    return json.dumps(list(events)).encode()


def sign(url, secret=SECRET, algorithm="sha1"):
    return base64.b64encode(hmac.new(secret.encode(), url.encode(), algorithm).digest()).decode()


def signed(body, url=PUBLIC_URL, path="/events", secret=SECRET, algorithm="sha1"):
    """Returns the target and the headers of a signed delivery."""
    query = "?bodySHA256=" + hashlib.sha256(body).hexdigest()
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": sign(url + query, secret, algorithm)}
    if algorithm != "sha1":
        headers["X-Twilio-Webhooks-Signature-Settings"] = f"key=k,algorithm=HMAC_{algorithm.upper()}"
    return path + query, headers


class Client:
    """A persistent connection. Reconnects if the program has closed it."""

    def __init__(self, port, timeout=20):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {}

    def request(self, method, target, body=None, headers=None):
        try:
            self.connection.request(method, target, body, headers or {})
            answer = self.connection.getresponse()
            self.headers = {name.lower(): value for name, value in answer.getheaders()}
            self.body = answer.read()
            return answer.status
        except BaseException:
            self.connection.close()
            raise

    def deliver(self, body, **how):
        target, headers = signed(body, **how)
        return self.request("POST", target, body, headers)

    def close(self):
        self.connection.close()


class Sink:
    """A running callview-sink. A thread reads its log into `lines`. `database` is a file, or a tuple of arguments that
    select another storage."""

    def __init__(self, database, *arguments, secret=SECRET, public_url=PUBLIC_URL, environment=None, before=None):
        environment = dict(os.environ, **(environment or {}))
        environment.pop("TWILIO_AUTH_TOKEN", None)
        if secret is not None:
            environment["TWILIO_AUTH_TOKEN"] = secret
        where = database if isinstance(database, tuple) else ("--database", str(database))
        command = [PROGRAM, *where, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]
        if public_url is not None:
            command += ["--public-url", public_url]
        self.process = subprocess.Popen(
            command + list(arguments), env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=before
        )
        self.lines = []
        ports = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(ports,), daemon=True)
        self.reader.start()
        found = ports.get(timeout=30)
        if found is None:
            raise AssertionError(f"exited with {self.process.wait()}: {''.join(self.lines)}")
        self.port, self.admin_port = found

    def _read(self, ports):
        for line in self.process.stderr:
            self.lines.append(line)
            if found := re.match(r"listening on http://127\.0\.0\.1:(\d+), admin on http://127\.0\.0\.1:(\d+)$", line):
                ports.put((int(found[1]), int(found[2])))
        ports.put(None)

    def client(self, **how):
        return Client(self.port, **how)

    def get(self, path):
        admin = Client(self.admin_port)
        status = admin.request("GET", path)
        admin.close()
        return status, admin.body.decode()

    def metric(self, name):
        text = self.get("/metrics")[1]
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if re.match(re.escape(name) + r"[ {]", line))

    def raw(self, *pieces, timeout=10, half_close=False):
        """Sends bytes unchanged. Returns everything that the program sends until it closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            try:
                for piece in pieces:
                    s.sendall(piece)
                if half_close:
                    s.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the program responded before it had received everything
            answer = b""
            while part := s.recv(65536):
                answer += part
            return answer

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def stop(self, timeout=30):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout)
        self.reader.join()
        return code


def load(sink, connections=8):
    """Starts threads that deliver events until the sink accepts no more. Returns the growing set of acknowledged
    events, and the threads."""
    acknowledged, lock = set(), threading.Lock()

    def deliver(number):
        client = sink.client()
        for i in range(100000):
            name = f"EZ{number}-{i}"
            try:
                if client.deliver(body_of(event(name, call("CA" + name)))) != 204:
                    return
            except Exception:  # the sink closed the connection or no longer listens
                return
            with lock:
                acknowledged.add(name)

    threads = [threading.Thread(target=deliver, args=(i,)) for i in range(connections)]
    for t in threads:
        t.start()
    return acknowledged, threads


class SinkTest(unittest.TestCase):
    """Creates a folder for a database, and kills all programs that it started."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="callview-sink-"))
        self.database = self.folder / "calls.db"
        self.sinks = []
        self.addCleanup(shutil.rmtree, self.folder)
        self.addCleanup(lambda: [sink.kill() for sink in self.sinks])

    def start(self, *arguments, database=None, **how):
        sink = Sink(database or self.database, *arguments, **how)
        self.sinks.append(sink)
        return sink

    def rows(self, sql, *values):
        connection = sqlite3.connect(self.database, timeout=20)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def one(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def eventually(self, condition, seconds=20):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, "did not become true")
            time.sleep(0.02)


def main():
    unittest.main(verbosity=2, warnings="ignore")
