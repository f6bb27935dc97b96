// SPDX-License-Identifier: MIT
#pragma once

/// @file
/// What the sink tells of itself: metrics for Prometheus, and log lines. Neither holds personal data: no phone number,
/// address or text of a document, only names and numbers, and the `test_id` of a sink's test event.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <callview/values.hpp>

namespace sink {

/// The metrics. Counting is safe from any thread.
class metrics {
 public:
  metrics();
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// The text that Prometheus reads.
  [[nodiscard]] std::string text() const;

  /// Answers to deliveries by status. There are a dozen of them, whatever clients send.
  void count_answer(int status, double seconds);
  void count_refusal(std::string_view reason);
  void count_dead_letter(std::string_view reason);

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& answers_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Family<prometheus::Counter>& dead_letters_;
  prometheus::Histogram& answer_seconds_;

 public:
  prometheus::Counter& events_stored;
  prometheus::Counter& events_seen_before;
  prometheus::Counter& summaries_superseded;
  prometheus::Counter& summaries_without_sid;
  prometheus::Counter& transactions_failed;
  prometheus::Histogram& transaction_seconds;
  prometheus::Histogram& transaction_deliveries;
  prometheus::Gauge& connections;
  prometheus::Gauge& queued;
  prometheus::Gauge& body_bytes;
};

/// A member of a log line.
struct log_field {
  std::string_view name;
  std::variant<std::int64_t, std::string_view> value;
};

/// Writes one line of JSON to standard error: time, level, event and the fields. Texts are escaped and cut at 200
/// bytes. Never blocks: a line that standard error has no room for is dropped. Of one `event` at most 20 lines are
/// written in a second, and the next line says how many were left out. Safe from any thread.
void log(std::string_view level, std::string_view event, std::initializer_list<log_field> fields = {});

/// The time by the system's clock.
[[nodiscard]] callview::timestamp now();

}  // namespace sink
