// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// The metrics of the sink, for Prometheus. They contain no personal data, only numbers and names defined by this
/// program.

#include <string>
#include <string_view>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace sink {

/// The metrics. All threads may count.
class metrics {
 public:
  metrics();
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// The text that Prometheus reads.
  [[nodiscard]] std::string text() const;

  /// Counts responses to deliveries by status. Clients cannot cause statuses other than those of
  /// `callview::answer_to()`.
  void count_answer(int status, double seconds);
  void count_refusal(std::string_view reason);
  void count_dead_letter(std::string_view reason);
  void count_kafka_failure(std::string_view reason);

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& answers_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Counter>& dead_letters_;
  prometheus::Family<prometheus::Counter>& kafka_failures_;
  prometheus::Histogram& answer_seconds_;

 public:
  prometheus::Counter& events_stored;
  prometheus::Counter& events_seen_before;
  prometheus::Counter& summaries_superseded;
  prometheus::Counter& summaries_without_sid;
  prometheus::Counter& transactions_failed;
  prometheus::Counter& requests_timed_out;
  prometheus::Histogram& transaction_seconds;
  prometheus::Histogram& transaction_deliveries;
  prometheus::Gauge& connections;
  prometheus::Gauge& queued;
  prometheus::Gauge& body_bytes;
};

}  // namespace sink
