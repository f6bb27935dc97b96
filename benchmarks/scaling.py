#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calculates how many cores, partitions and gigabytes the pipeline needs for a number of events per day.

    benchmarks/scaling.py [--events 1e6 1e7 1e8] [--receiver-us ...]

The processor times are in microseconds per event. Measure your own with benchmarks/pipeline.py and pass them. This
script measures nothing, and does not include the work of the brokers.
"""
import argparse
import math


def catch_up_minutes(arrivals, capacity, outage_minutes):
    """Returns the time to process the backlog of a database outage while events keep arriving."""
    return outage_minutes * arrivals / (capacity - arrivals) if capacity > arrivals else math.inf


def positive(text):
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError("must be greater than 0")
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    number = {"type": positive, "metavar": "N"}
    parser.add_argument("--events", nargs="+", default=[1e6, 1e7, 1e8], help="events per day (1e6 1e7 1e8)", **number)
    parser.add_argument("--peak", default=4.0, help="rate in the busiest minute / mean (%(default)s)", **number)
    parser.add_argument("--load", default=0.5, help="maximum load of a core at the peak (%(default)s)", **number)
    parser.add_argument("--receiver-us", default=42.0, help="time of callview-sink --kafka (%(default)s)", **number)
    parser.add_argument("--decode-us", default=18.0, help="time of decoding in the consumer (%(default)s)", **number)
    parser.add_argument("--broker-us", default=4.0, help="time of librdkafka in the consumer (%(default)s)", **number)
    parser.add_argument("--database-client-us", default=12.0, help="libpq in the consumer (%(default)s)", **number)
    parser.add_argument("--database-us", default=59.0, help="time of PostgreSQL (%(default)s)", **number)
    parser.add_argument("--consumer-rate", default=8782.0, help="events/s of one consumer with its database (%(default)s)", **number)
    parser.add_argument("--sink-rate", default=18997.0, help="events/s of callview-sink with SQLite (%(default)s)", **number)
    parser.add_argument("--event-bytes", default=3921.0, help="size of an event (%(default)s)", **number)
    parser.add_argument("--row-bytes", default=3644.0, help="bytes in the tables for an event (%(default)s)", **number)
    parser.add_argument("--compression", default=1.0, help="of messages in the topic; 1 is none (%(default)s)", **number)
    parser.add_argument("--replicas", default=3.0, help="replicas of the topic (%(default)s)", **number)
    parser.add_argument("--outage", default=60.0, help="minutes without the database, at the peak (%(default)s)", **number)
    o = parser.parse_args()
    columns = ("events/day", "peak/s", "one SQLite sink", "receiver cores", "consumers", "consumer cores", "PostgreSQL cores",
               "partitions", "topic, GB/day", "tables, GB/day", f"catch-up after {o.outage:.0f} min, min")  # fmt: skip
    print("| " + " | ".join(columns) + " |\n|" + "--:|" * len(columns))
    for events in o.events:
        peak = events / 86400 * o.peak
        consumers = max(2, math.ceil(peak / (o.consumer_rate * o.load)))  # at least two, so that one can fail
        cores = lambda us: peak * us / 1e6 / o.load  # noqa: E731
        print("| " + " | ".join((
            f"{events:,.0f}", f"{peak:,.0f}", "enough" if peak <= o.sink_rate * o.load else "too small",
            f"{cores(o.receiver_us):.1f}", f"{consumers}", f"{cores(o.decode_us + o.broker_us + o.database_client_us):.1f}",
            f"{cores(o.database_us):.1f}", f"{max(12, 4 * consumers)}",
            f"{events * o.event_bytes / o.compression * o.replicas / 1e9:,.1f}", f"{events * o.row_bytes / 1e9:,.1f}",
            f"{catch_up_minutes(peak, consumers * o.consumer_rate, o.outage):,.0f}",
        )) + " |")  # fmt: skip


if __name__ == "__main__":
    main()
