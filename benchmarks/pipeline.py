#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the pipeline on this machine: deliveries per second of callview-sink --kafka, events per second of
callview-consumer with and without a database, and processor time per event in each part.

    cmake --workflow --preset pipeline
    benchmarks/pipeline.py build/pipeline [--count 20000] [--connections 64]

Each delivery has one event, a call summary of 4 kB. All events are different. The brokers are librdkafka's mock
cluster, which writes nothing to disk, so the figures of the brokers do not apply to Kafka. All processes share this
machine.
"""
import argparse
import datetime
import multiprocessing
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid, with_ended_children=False):
    """Returns the processor time of a process."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11 : 15 if with_ended_children else 13])) / TICK


def server_seconds(pid):
    """Returns the processor time of PostgreSQL: the main process, and its ended and running child processes."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return processor_seconds(pid, True) + sum(processor_seconds(child) for child in children)


def fill_topic(sink, receiver, count, connections):
    """Sends deliveries, and prints the figures of the receiver."""
    clients = 2
    start, results = multiprocessing.Event(), multiprocessing.Queue()
    workers = [
        multiprocessing.Process(
            target=sink.client,
            args=(receiver.port, connections // clients, n * count, count // clients, True, start, results),
        )
        for n in range(clients)
    ]
    for w in workers:
        w.start()
    time.sleep(2 + count / 2000)  # until all clients have created their requests
    before = processor_seconds(receiver.process.pid)
    start.set()
    answers = [results.get() for _ in workers]
    for w in workers:
        w.join()
    used = processor_seconds(receiver.process.pid) - before
    seconds = max(end for _, end, _, _ in answers) - min(begin for begin, _, _, _ in answers)
    times = sorted(t for _, _, part, _ in answers for t in part)
    if wrong := sum(w for _, _, _, w in answers):
        raise SystemExit(f"{wrong} wrong responses")
    print("| receiver, connections | deliveries/s | p50, ms | p99, ms | CPU time per delivery, µs |\n|--:|--:|--:|--:|--:|")
    print(f"| {connections} | {len(times) / seconds:,.0f} | {times[len(times) // 2] * 1e3:.1f} | "
          f"{times[len(times) * 99 // 100] * 1e3:.1f} | {used / len(times) * 1e6:.0f} |\n", flush=True)  # fmt: skip
    return len(times)


def consume(parts, brokers, postgres, schema, folder, count, consumers, *arguments):
    """Lets consumers read the topic from its beginning, and prints their figures."""
    is_dry = "--dry-run" in arguments
    postgres.psql(stdin="DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + schema)
    before = server_seconds(postgres.pid())
    name = "-".join(map(str, (consumers, *arguments)))
    (folder / name).mkdir()
    running = [
        parts.Consumer(brokers.kafka, postgres.connection, folder / name, *arguments, name=f"consumer-{n}",
                       group=f"group-{name}")
        for n in range(consumers)
    ]  # fmt: skip
    deadline = time.monotonic() + 300
    while sum(c.metric("messages_total") for c in running) < count:
        if time.monotonic() > deadline or any(c.process.poll() is not None for c in running):
            raise SystemExit("consumers did not read everything: " + "".join(line for c in running for line in c.lines))
        time.sleep(0.2)
    used = server_seconds(postgres.pid()) - before
    codes = [c.stop() for c in running]
    read = sum(c.metric("messages_total") for c in running)
    stored = 0 if is_dry else int(postgres.one("SELECT count(*) FROM events"))
    if any(codes) or (not is_dry and stored != count):
        raise SystemExit(f"exited with {codes}, {stored} of {count} events stored")
    # Measures from the first assignment of partitions to the end of the last batch.
    begin = min(time_of(c.logged("assigned")[0]["time"]) for c in running)
    end = max(c.metric("last_batch_timestamp_seconds") for c in running)
    each = {part: sum(c.metric("processor_seconds_total", f'part="{part}"') for c in running) / read * 1e6
            for part in ("process", "decode", "database")}  # fmt: skip
    broker = each["process"] - each["decode"] - each["database"]
    what = "without a database" if is_dry else "with PostgreSQL"
    print(f"| {consumers} | {what} | {read / (end - begin):,.0f} | {each['decode']:.0f} | {broker:.0f} | {each['database']:.0f} | "
          f"{0 if is_dry else used / count * 1e6:.0f} |", flush=True)  # fmt: skip


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="build folder of the programs")
    parser.add_argument("--count", type=int, default=20000, help="number of events (%(default)s)")
    parser.add_argument("--connections", type=int, default=64, help="connections to the receiver (%(default)s)")
    options = parser.parse_args()
    os.environ["CALLVIEW_SINK"] = str(options.build / "examples/sink/callview-sink")
    os.environ["CALLVIEW_CONSUMER"] = str(options.build / "examples/pipeline/callview-consumer")
    os.environ["CALLVIEW_MOCK_BROKERS"] = str(options.build / "tests/pipeline/mock-brokers")
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(HERE.parent / "tests/pipeline"), str(HERE)]
    import parts
    import sink

    folder = pathlib.Path(tempfile.mkdtemp(prefix="callview-pipeline-"))
    folder.chmod(0o755)
    brokers = postgres = receiver = None
    try:
        schema = subprocess.run([parts.CONSUMER, "--print-schema"], capture_output=True, text=True, check=True).stdout
        postgres = parts.Postgres(folder / "postgres")
        brokers = parts.Brokers()
        receiver = parts.Sink(("--kafka", brokers.kafka), public_url=sink.URL)
        count = fill_topic(sink, receiver, options.count, options.connections)
        if receiver.stop() != 0:
            raise SystemExit("the receiver failed")
        if any(low != 0 for low, _ in brokers.watermarks().values()):
            raise SystemExit("the mock brokers have no room for so many events: pass a smaller --count")
        print("Events per second, and CPU time per event in µs:\n")
        print("| consumers | | events/s | decode | broker client | database client | PostgreSQL |\n|--:|---|--:|--:|--:|--:|--:|")
        consume(parts, brokers, postgres, schema, folder, count, 1, "--dry-run")
        consume(parts, brokers, postgres, schema, folder, count, 1)
        consume(parts, brokers, postgres, schema, folder, count, 2)
        tables = postgres.one("SELECT (pg_total_relation_size('events') + pg_total_relation_size('calls')) / count(*) FROM events")
        print(f"\n{tables} bytes in the tables for each event")
    finally:
        if receiver:
            receiver.kill()
        if brokers:
            brokers.kill()
        if postgres:
            postgres.stop("immediate")
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
