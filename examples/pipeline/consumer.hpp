// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// A member of a consumer group: takes batches of messages, writes their rows in one transaction, then commits their
/// offsets. If it dies between these steps, the next owner of its partitions reads the same messages again, and the
/// primary keys of the tables prevent duplicates.

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "../sink/kafka.hpp"
#include "../sink/kafka_address.hpp"
#include "database.hpp"
#include "metrics.hpp"
#include "rows.hpp"

namespace pipeline {

struct options {
  sink::kafka_address kafka{};
  std::string kafka_properties{};
  std::string group = "callview";
  std::string client_id = "callview-consumer";
  std::string database{};
  std::string metrics_file{};
  bool is_dry_run = false;

  std::size_t max_batch = 1000;
  std::size_t max_batch_bytes = 8U << 20;
  std::size_t max_message_bytes = 16U << 20;
  int batch_milliseconds = 200;
};

class consumer {
 public:
  /// Creates the client. Throws `sink::kafka_error` with a readable message.
  consumer(const options& chosen, const volatile std::sig_atomic_t& stop);
  consumer(const consumer&) = delete;
  consumer& operator=(const consumer&) = delete;

  /// Joins the group and consumes until `stop` is true. Throws `std::runtime_error` with a readable message if it
  /// cannot continue.
  void run();

 private:
  using clock = std::chrono::steady_clock;
  enum class attempt { done, database_is_away };
  using message_handle = sink::kafka_handle<rd_kafka_message_t>;

  void subscribe();
  void collect();
  /// Waits up to `time` for one message, and handles group events.
  void poll(std::chrono::milliseconds time);
  /// Writes the batch and commits its offsets. If the database is unavailable, waits for it as long as this consumer
  /// owns the batch.
  void finish_batch();
  attempt write(std::span<const message_handle> messages);
  void note_failure(const database_error& error);
  /// Records that the database has committed the batch.
  void note_written();
  /// Commits what was written and is not committed yet.
  void commit(bool wait);
  /// Leaves messages of the batch to the next owner of their partitions.
  void abandon(const rd_kafka_topic_partition_list_t& partitions);
  void close();
  void pause(bool is_away);

  static void on_rebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                           void* self);
  static void on_commit(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                        void* self);
  void assign(rd_kafka_topic_partition_list_t* partitions);
  void revoke(rd_kafka_topic_partition_list_t* partitions);
  void write_metrics(bool is_last = false);

  /// The next offset of an assigned partition.
  struct position {
    std::int64_t written = -1;    ///< one past the last message in the database
    std::int64_t committed = -1;  ///< the offset committed to the group
  };

  const options& options_;
  const volatile std::sig_atomic_t& stop_;
  metrics metrics_;
  row_maker row_maker_;
  database database_;
  rows rows_;
  std::vector<message_handle> batch_;
  std::size_t batch_bytes_ = 0;
  bool is_away_ = false;  ///< whether the database is unavailable and partitions are paused
  std::map<std::int32_t, position> positions_;
  clock::time_point commit_again_ = clock::time_point::max();  ///< after a commit that failed
  clock::time_point drain_end_ = clock::time_point::max();
  bool is_committing_ = false;
  clock::time_point metrics_written_{};
  std::exception_ptr failure_{};  ///< the exception that a callback stored
  sink::kafka_handle<rd_kafka_t> client_;
  sink::kafka_handle<rd_kafka_queue_t> queue_;         ///< read by `poll`
  sink::kafka_handle<rd_kafka_queue_t> commit_queue_;  ///< results of synchronous commits
};

}  // namespace pipeline
