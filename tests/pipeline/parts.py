# SPDX-License-Identifier: MIT
"""The parts of the tests: a PostgreSQL server, mock brokers, receivers and consumers."""
import glob
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "sink"))
from harness import PROGRAM, Sink, body_of, call, event, load, main  # noqa: E402,F401: for the tests

CONSUMER = os.environ.get("CALLVIEW_CONSUMER", "callview-consumer")
BROKERS = os.environ.get("CALLVIEW_MOCK_BROKERS", "mock-brokers")
TOPIC, GROUP = "twilio-events", "callview"
# Short, so that tests take less time. By default, real brokers reject less than six seconds.
SESSION_SECONDS = 3
# fetch.wait.max.ms is short, because the mock brokers always wait this long before they respond to a fetch request.
PROPERTIES = f"session.timeout.ms={SESSION_SECONDS * 1000}\nheartbeat.interval.ms=500\nfetch.wait.max.ms=50\n"


class Postgres:
    """A PostgreSQL server that listens only on a socket in its folder. Without fsync, it does not survive a power
    failure, but it survives everything that the tests do, and does not wait for the disk."""

    def __init__(self, folder, has_fsync=True):
        self.folder = pathlib.Path(folder)
        self.settings = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync={'on' if has_fsync else 'off'}"
        self.folder.mkdir()
        # PostgreSQL refuses to run as root.
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.prefix:
            shutil.chown(self.folder, "postgres")
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        self.programs = found[-1] + "/" if found else ""
        self.data = self.folder / "data"
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def _run(self, program, *arguments):
        command = [*self.prefix, self.programs + program, *map(str, arguments)]
        # Not a pipe, because the server would keep it open.
        with open(self.folder.parent / "postgres.log", "ab") as log:
            subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=True, cwd="/", timeout=60)

    def start(self):
        self._run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.folder / "log", "-o", self.settings)

    def stop(self, mode="fast"):
        """Stops the server. The mode "immediate" is like a crash: the next start recovers from the log."""
        self._run("pg_ctl", "stop", "-w", "-D", self.data, "-m", mode)

    @property
    def connection(self):
        return f"host={self.folder} user=postgres dbname=postgres"

    def psql(self, *arguments, stdin=""):
        command = [self.programs + "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.connection, *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return done.stdout

    def rows(self, sql):
        """Returns rows as dictionaries."""
        text = self.psql(stdin=f"SET TimeZone = 'UTC'; SELECT row_to_json(t) FROM ({sql}) t")
        return [json.loads(line) for line in text.splitlines()]

    def one(self, sql):
        return self.psql("-c", sql).strip()

    def pid(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])


class Brokers:
    """Three mock brokers in one process."""

    def __init__(self, partitions=12):
        self.process = subprocess.Popen(
            [BROKERS, TOPIC, str(partitions), GROUP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.addresses = self.process.stdout.readline().strip()
        if not self.addresses:
            raise AssertionError(f"the brokers exited with {self.process.wait()}")
        self.kafka = f"{self.addresses}/{TOPIC}"

    def command(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip("\n")) != "ok":
            if not line:
                raise AssertionError(f"the brokers exited during: {text[:60]}")
            lines.append(line.split(" "))
        return lines

    def watermarks(self):
        """Returns the first and the next offset of each partition."""
        return {int(p): (int(low), int(high)) for p, low, high in self.command("watermarks")}

    def messages(self):
        """Yields (partition, key, headers, value) of each message."""

        def text(digits):
            return "" if digits == "-" else bytes.fromhex(digits).decode("utf-8", "replace")

        for partition, key, headers, value in self.command("read"):
            pairs = dict(pair.split("=") for pair in headers.split(",")) if headers != "-" else {}
            yield int(partition), text(key), {name: text(digits) for name, digits in pairs.items()}, text(value)

    def suspend(self):
        """Suspends the brokers, and waits until all their threads have stopped."""
        self.process.send_signal(signal.SIGSTOP)
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        while any((t / "stat").read_text().rsplit(")", 1)[1].split()[0] != "T" for t in tasks.iterdir()):
            time.sleep(0.01)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class Consumer:
    """A running callview-consumer. A thread reads its log into `lines`."""

    def __init__(self, kafka, database, folder, *arguments, name="consumer", group=GROUP):
        self.name = name
        self.metrics_file = pathlib.Path(folder) / f"{name}.prom"
        properties = pathlib.Path(folder) / "consumer.properties"
        if not properties.exists():
            properties.write_text(PROPERTIES)
        self.process = subprocess.Popen(
            [CONSUMER, "--kafka", kafka, "--database", database, "--group", group, "--kafka-properties", str(properties),
             "--metrics-file", str(self.metrics_file), *arguments],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line)

    def logged(self, event):
        return [json.loads(line) for line in self.lines if f'"event":"{event}"' in line]

    def metric(self, name, label=""):
        """Returns the sum over all labels. The file can be one second old."""
        try:
            text = self.metrics_file.read_text()
        except FileNotFoundError:
            return 0
        pattern = re.compile(re.escape("callview_consumer_" + name) + r"[ {]")
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if pattern.match(line) and label in line)

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stderr.close()

    def stop(self, timeout=30):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout)
        self.reader.join()
        return code


class PipelineTest(unittest.TestCase):
    """Starts a database with the schema and mock brokers, and kills all processes at the end. Each test begins with
    empty tables and an empty topic."""

    partitions = 12
    has_fsync = False

    @classmethod
    def setUpClass(cls):
        cls.top = pathlib.Path(tempfile.mkdtemp(prefix="callview-pipeline-"))
        cls.top.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.top)
        cls.postgres = Postgres(cls.top / "postgres", cls.has_fsync)
        cls.addClassCleanup(cls.postgres.stop, "immediate")
        cls.schema = subprocess.run([CONSUMER, "--print-schema"], capture_output=True, text=True, check=True).stdout

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.top))
        self.postgres.psql(stdin="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + self.schema)
        self.brokers = Brokers(self.partitions)
        self.addCleanup(self.brokers.kill)
        self.consumers = []

    def start_consumer(self, *arguments, name=None, database=None):
        name = name or f"consumer-{len(self.consumers)}"
        consumer = Consumer(self.brokers.kafka, database or self.postgres.connection, self.folder, *arguments, name=name)
        self.consumers.append(consumer)
        self.addCleanup(consumer.kill)
        return consumer

    def start_receiver(self, *arguments, **how):
        # On a busy machine, the brokers may need longer than the default limit.
        patience = () if "--ack-milliseconds" in arguments else ("--ack-milliseconds", "15000")
        sink = Sink(("--kafka", self.brokers.kafka), *patience, *arguments, **how)
        self.addCleanup(sink.kill)
        return sink

    def put(self, partition, value, milliseconds=None):
        """Produces a message without the receiver."""
        time_of_message = int(time.time() * 1000) if milliseconds is None else milliseconds
        self.brokers.command(f"put {partition} {time_of_message} {value.hex()}")

    def eventually(self, condition, seconds=90, what="did not become true"):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    def count(self, table):
        return int(self.postgres.one(f"SELECT count(*) FROM {table}"))
