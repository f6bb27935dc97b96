// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The metrics of the consumer, for Prometheus. They contain no personal data.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace pipeline {

/// Belongs to one thread.
class metrics {
 public:
  /// `client_id` is a label of every metric. It distinguishes the consumers of one host.
  explicit metrics(std::string client_id);
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// Replaces a file with the metrics as text, for the textfile collector of Prometheus's node exporter. A reader sees
  /// either the old text or the new text. Returns 0, or the `errno` of the failure.
  int write(const std::string& path);

  void count_dead_letter(std::string_view reason);
  void count_database_failure(std::string_view sqlstate);
  /// Sets the number of messages in a partition that are not committed yet.
  void set_lag(std::int32_t partition, std::int64_t count);
  void clear_lag(std::int32_t partition);

 private:
  std::string client_id_;
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Counter>& dead_letters_;
  prometheus::Family<prometheus::Counter>& database_failures_;
  prometheus::Family<prometheus::Counter>& documents_sampled_;
  prometheus::Family<prometheus::Counter>& processor_seconds_;
  prometheus::Family<prometheus::Gauge>& lag_;
  std::map<std::int32_t, prometheus::Gauge*> lags_;
  prometheus::Counter& process_seconds_;

 public:
  prometheus::Counter& messages;
  prometheus::Counter& events_stored;
  prometheus::Counter& events_seen_before;
  prometheus::Counter& summaries_newest;
  prometheus::Counter& summaries_without_sid;
  prometheus::Counter& documents_as_expected;
  prometheus::Counter& documents_drifted;
  prometheus::Counter& commits_failed;
  prometheus::Counter& rebalances;
  prometheus::Counter& batches_abandoned;
  prometheus::Histogram& batch_seconds;
  prometheus::Histogram& batch_messages;
  prometheus::Gauge& partitions;
  prometheus::Gauge& is_paused;
  prometheus::Gauge& last_batch;
  prometheus::Counter& decode_seconds;
  prometheus::Counter& database_seconds;
};

/// Adds the processor time of this thread, from construction to destruction, to a counter.
class processor_timer {
 public:
  explicit processor_timer(prometheus::Counter& to);
  processor_timer(const processor_timer&) = delete;
  processor_timer& operator=(const processor_timer&) = delete;
  ~processor_timer();

 private:
  prometheus::Counter& to_;
  double begin_;
};

}  // namespace pipeline
