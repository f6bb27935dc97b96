#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the durable events per second of callview-sink, and how long a delivery waits for its response.

    benchmarks/sink.py build/sink/examples/sink/callview-sink [--count 20000] [--connections 16 64] [--one-core] [--folder .]

With CALLVIEW_BUILD_BENCHMARKS, CMake also builds callview-sink-ondemand in the same folder. It is the same program with
simdjson in place of callview. Name both programs to measure them in turn and to compare the rows that they store.

Each delivery has one event, a call summary of 4 kB. All events are different. Deliveries are created and signed before
the measurement. The clients are processes of this script. Without --one-core, they share the processors with the sink,
so the figures are a lower bound. The last line is for unsigned deliveries, which the sink rejects.
"""
import argparse
import base64
import hashlib
import hmac
import json
import multiprocessing
import os
import pathlib
import re
import resource
import selectors
import socket
import sqlite3
import subprocess
import tempfile
import time

SECRET, URL = "12345", "https://sink.example.com/events"


def summary(sid):
    """Returns a complete call summary. A delivery with it has 4 kB."""
    statistic = {"min": 0.5, "avg": 2.25, "max": 9.75}
    stream = {
        "codec": 0, "codec_name": "pcmu", "packets_received": 2000, "packets_sent": 2000, "packets_lost": 3,
        "packets_loss_percentage": 0.15, "packet_delay_variation": {f"d{n}": n for n in range(10, 100, 20)},
        "tags": ["high_jitter"], **{name: statistic for name in ("jitter", "latency", "mos", "rtt", "audio_in", "audio_out")},
    }  # fmt: skip
    edge = {
        "metrics": {"inbound": stream, "outbound": stream},
        "properties": {"direction": "inbound", "media_region": "us1", "pdd_ms": 120, "last_sip_response_num": 200,
                       "sip_call_id": "0123456789@192.0.2.1", "user_agent": "Example", "trunk_sid": "TK" + "0" * 32},
    }  # fmt: skip
    party = {"caller": "+15550000000", "callee": "+15550000001", "carrier": "Example", "country_code": "US", "city": "Town"}
    return {
        "call_sid": sid, "account_sid": "AC" + "0" * 32, "created_time": "2026-11-29T12:00:00Z",
        "start_time": "2026-11-29T12:00:00Z", "end_time": "2026-11-29T12:01:00Z", "duration": 60, "connect_duration": 58,
        "call_type": "carrier", "call_state": "completed", "processing_state": "complete", "processing_version": 1,
        "from": party, "to": party, "carrier_edge": edge, "sip_edge": edge, "client_edge": None, "sdk_edge": None,
        "tags": ["high_jitter"], "attributes": {"conference_participant": False},
    }  # fmt: skip


def request(number, is_signed):
    body = json.dumps([{
        "specversion": "1.0", "type": "com.twilio.voice.insights.call-summary.complete", "id": f"EZ{number:032d}",
        "source": f"/v1/Voice/CA{number:032d}/Summary", "time": "2026-11-29T12:02:00.000Z",
        "dataschema": "https://events-schemas.twilio.com/VoiceInsights.CallSummary/7",
        "datacontenttype": "application/json", "data": json.dumps(summary(f"CA{number:032d}"), separators=(",", ":")),
    }]).encode()  # fmt: skip
    query = "?bodySHA256=" + hashlib.sha256(body).hexdigest()
    secret = SECRET if is_signed else "another"
    signature = base64.b64encode(hmac.new(secret.encode(), (URL + query).encode(), hashlib.sha1).digest()).decode()
    head = f"POST /events{query} HTTP/1.1\r\nHost: sink.example.com\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\nX-Twilio-Signature: {signature}\r\n\r\n".encode() + body


def client(port, connections, first, count, is_signed, start, results):
    """Keeps one delivery in flight on each connection, until all have a response."""
    requests = iter([request(first + i, is_signed) for i in range(count)])
    expected, selector = b" 204 " if is_signed else b" 403 ", selectors.DefaultSelector()
    sent, times, wrong = {}, [], 0
    for _ in range(connections):
        s = socket.create_connection(("127.0.0.1", port))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(s, selectors.EVENT_READ)
    start.wait()
    begin = time.perf_counter()

    def send(s):
        if (r := next(requests, None)) is None:
            selector.unregister(s)
            s.close()
            return
        sent[s] = time.perf_counter()
        s.sendall(r)

    for key in list(selector.get_map().values()):
        send(key.fileobj)
    while selector.get_map():
        for key, _ in selector.select():
            answer = key.fileobj.recv(4096)
            times.append(time.perf_counter() - sent[key.fileobj])
            wrong += expected not in answer
            send(key.fileobj)
    results.put((begin, time.perf_counter(), times, wrong))


def rows_of(database):
    """The rows of `calls`, as values. Leaves out the times, which the programs write differently."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row

    def value(cell):
        return json.loads(cell) if isinstance(cell, str) and cell[:1] in ("{", "[") else cell

    return [{k: value(row[k]) for k in row.keys() if not k.endswith("time")}
            for row in connection.execute("SELECT * FROM calls ORDER BY call_sid LIMIT 100")]  # fmt: skip


def measure(program, options, connections, is_signed):
    """Prints a line of the table. Returns some of the rows that the program has stored."""
    count, clients = options.count, 2
    processors = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(dir=options.folder) as work:
        database = pathlib.Path(work) / "calls.db"
        process = subprocess.Popen(
            [program, "--database", str(database), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--public-url", URL],
            env={**os.environ, "TWILIO_AUTH_TOKEN": SECRET}, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        if options.one_core:
            os.sched_setaffinity(process.pid, processors[:1])
        port = int(re.match(r"listening on http://127\.0\.0\.1:(\d+)", process.stderr.readline())[1])
        # The threads that the program has started by now.
        for thread in pathlib.Path(f"/proc/{process.pid}/task").iterdir() if options.one_core else ():
            os.sched_setaffinity(int(thread.name), processors[:1])
        start, results = multiprocessing.Event(), multiprocessing.Queue()
        workers = [
            multiprocessing.Process(
                target=client, args=(port, connections // clients, n * count, count // clients, is_signed, start, results)
            )
            for n in range(clients)
        ]
        for w in workers:
            w.start()
            if options.one_core:
                os.sched_setaffinity(w.pid, processors[1:])
        time.sleep(1 + count / (1000 if options.one_core else 4000))  # until all have made their requests
        start.set()
        answers = [results.get() for _ in workers]
        for w in workers:
            w.join()
        used = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        ticks = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        processor = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
        process.terminate()
        process.wait()
        stored = sqlite3.connect(database).execute("SELECT count(*) FROM events").fetchone()[0]
        rows = rows_of(database)
    seconds = max(end for _, end, _, _ in answers) - min(begin for begin, _, _, _ in answers)
    times = sorted(t for _, _, part, _ in answers for t in part)
    wrong = sum(w for _, _, _, w in answers)
    if wrong or stored != (len(times) if is_signed else 0):
        raise SystemExit(f"{wrong} wrong answers, {stored} events stored of {len(times)}")
    memory = int(re.search(r"VmHWM:\s+(\d+)", used)[1]) / 1024
    print(f"| {pathlib.Path(program).name} | {'stored' if is_signed else 'refused'} | {connections} | {len(times) / seconds:,.0f}"
          f" | {times[len(times) // 2] * 1e3:.1f} | {times[len(times) * 99 // 100] * 1e3:.1f}"
          f" | {processor / len(times) * 1e6:.0f} | {memory:.0f} |", flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="+", help="callview-sink, and programs to compare it with")
    parser.add_argument("--count", type=int, default=20000, help="deliveries for each line (%(default)s)")
    parser.add_argument("--connections", type=int, nargs="+", default=[16, 64, 512])
    parser.add_argument("--one-core", action="store_true", help="run each program on one processor, and the clients on the others")
    parser.add_argument("--folder", default=".", help="where the database is made: the disk that is measured (%(default)s)")
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard < 4096 else max(soft, 4096), hard))
    print("| program | | connections | deliveries/s | p50, ms | p99, ms | CPU time per delivery, µs | memory, MB |\n"
          "|---|---|--:|--:|--:|--:|--:|--:|")
    for connections in options.connections:
        rows = [measure(program, options, connections, True) for program in options.program]
        if any(other != rows[0] for other in rows):
            raise SystemExit("the programs have stored different rows")
    measure(options.program[0], options, 64, False)


if __name__ == "__main__":
    main()
