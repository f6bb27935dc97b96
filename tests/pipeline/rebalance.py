#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests that no message is lost if partitions move to another consumer while the database is unavailable."""
import time

from parts import PROPERTIES, PipelineTest, body_of, call, event, main


class Eager(PipelineTest):
    """Uses librdkafka's default strategy. A rebalance revokes all partitions of all consumers."""

    partitions = 4
    strategy = "range,roundrobin"

    def setUp(self):
        super().setUp()
        (self.folder / "consumer.properties").write_text(PROPERTIES + f"partition.assignment.strategy={self.strategy}\n")

    def put_in_each(self, name, count):
        for partition in range(self.partitions):
            for i in range(count):
                self.put(partition, body_of(event(f"EZ{name}-{partition}-{i}", call(f"CA{partition}"))))

    def move_while_the_database_is_away(self):
        """Moves half of the partitions, with messages in the batch, to a second consumer."""
        first = self.start_consumer()
        self.eventually(lambda: first.metric("partitions") == self.partitions)
        self.postgres.stop()
        try:
            self.put_in_each("first", 5)
            self.eventually(lambda: first.logged("paused"))
            second = self.start_consumer()
            self.eventually(lambda: second.metric("partitions") == 2 and first.metric("partitions") == 2)
        finally:
            self.postgres.start()
        return first, second

    def test_messages_of_partitions_that_stay_are_not_lost(self):
        first, second = self.move_while_the_database_is_away()
        self.put_in_each("second", 5)
        self.eventually(lambda: self.count("events") == 40)
        self.assertEqual((first.stop(), second.stop()), (0, 0))

    def test_a_partition_that_was_paused_when_it_left_is_read_when_it_comes_back(self):
        first, second = self.move_while_the_database_is_away()
        self.eventually(lambda: self.count("events") == 20)
        self.assertEqual(second.stop(), 0)
        self.eventually(lambda: first.metric("partitions") == self.partitions)
        self.put_in_each("second", 1)
        self.eventually(lambda: self.count("events") == 24)
        time.sleep(1)
        self.assertEqual(first.stop(), 0)


class Cooperative(Eager):
    """Uses the cooperative strategy. A rebalance revokes only the partitions that move."""

    strategy = "cooperative-sticky"


if __name__ == "__main__":
    main()
